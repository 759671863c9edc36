// The commands of the route server family by action.

import type { Command } from '../../command.ts'
import { decideAssociate, decideDisassociate, decideGetAssociations } from './associations.ts'
import { decideCreateEndpoint, repeatCreateEndpoint } from './create-endpoint.ts'
import { decideCreatePeer } from './create-peer.ts'
import { decideCreateRouteServer, repeatCreateRouteServer } from './create-route-server.ts'
import { decideDeleteEndpoint } from './delete-endpoint.ts'
import { decideDeletePeer } from './delete-peer.ts'
import { decideDeleteRouteServer } from './delete-route-server.ts'
import { decideListEndpoints, decideListPeers, decideListRouteServers } from './list.ts'
import { decideModifyRouteServer } from './modify-route-server.ts'
import { decideDisablePropagation, decideEnablePropagation, decideGetPropagations } from './propagations.ts'
import { decideGetRoutingDatabase } from './routing-database.ts'

export const ROUTE_SERVER_COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['CreateRouteServer', { decide: decideCreateRouteServer, creates: 'route-server', repeat: repeatCreateRouteServer }],
  ['DescribeRouteServers', { decide: decideListRouteServers }],
  ['ModifyRouteServer', { decide: decideModifyRouteServer }],
  ['DeleteRouteServer', { decide: decideDeleteRouteServer }],
  ['AssociateRouteServer', { decide: decideAssociate }],
  ['DisassociateRouteServer', { decide: decideDisassociate }],
  ['GetRouteServerAssociations', { decide: decideGetAssociations }],
  [
    'CreateRouteServerEndpoint',
    { decide: decideCreateEndpoint, creates: 'route-server-endpoint', repeat: repeatCreateEndpoint },
  ],
  ['DescribeRouteServerEndpoints', { decide: decideListEndpoints }],
  ['DeleteRouteServerEndpoint', { decide: decideDeleteEndpoint }],
  ['CreateRouteServerPeer', { decide: decideCreatePeer }],
  ['DescribeRouteServerPeers', { decide: decideListPeers }],
  ['DeleteRouteServerPeer', { decide: decideDeletePeer }],
  ['EnableRouteServerPropagation', { decide: decideEnablePropagation }],
  ['DisableRouteServerPropagation', { decide: decideDisablePropagation }],
  ['GetRouteServerPropagations', { decide: decideGetPropagations }],
  ['GetRouteServerRoutingDatabase', { decide: decideGetRoutingDatabase }],
])
