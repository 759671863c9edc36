// DescribeRouteServers, DescribeRouteServerEndpoints, DescribeRouteServerPeers (reference 4.4, 4.8, 4.11). Objects deleted
// lately are listed too, with their tags. AWS takes tag filters only; we take more unless told to be strict (6.1).

import { describeRouteServerEndpoints } from '../../../model/route-server/endpoint.ts'
import { describeRouteServerPeers } from '../../../model/route-server/peer.ts'
import { describeRouteServers } from '../../../model/route-server/route-server.ts'
import type { Infer } from '../../../model/shape.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { list } from '../../list.ts'
import { tableOf } from '../../state.ts'
import { describeEndpoint, describePeer, describeRouteServer } from './describe.ts'

type ServersRequest = Infer<typeof describeRouteServers.input>
type EndpointsRequest = Infer<typeof describeRouteServerEndpoints.input>
type PeersRequest = Infer<typeof describeRouteServerPeers.input>

export function decideListRouteServers(world: World, request: ServersRequest, context: Context): Decision {
  const associations = tableOf(world.region, 'route-server-association')
  const { items: RouteServers, ...rest } = list(world, request, context, {
    operation: describeRouteServers,
    kind: 'route-server',
    ids: request.RouteServerIds,
    describe: (server) => describeRouteServer(server, context),
    hidden: (server) => ({ VpcId: associations.get(server.id)?.vpcId }),
    tagsOnly: context.settings.strictFilters,
  })
  return { events: [], response: { RouteServers, ...rest } }
}

export function decideListEndpoints(world: World, request: EndpointsRequest, context: Context): Decision {
  const { items: RouteServerEndpoints, ...rest } = list(world, request, context, {
    operation: describeRouteServerEndpoints,
    kind: 'route-server-endpoint',
    ids: request.RouteServerEndpointIds,
    describe: describeEndpoint,
    tagsOnly: context.settings.strictFilters,
  })
  return { events: [], response: { RouteServerEndpoints, ...rest } }
}

export function decideListPeers(world: World, request: PeersRequest, context: Context): Decision {
  const { items: RouteServerPeers, ...rest } = list(world, request, context, {
    operation: describeRouteServerPeers,
    kind: 'route-server-peer',
    ids: request.RouteServerPeerIds,
    describe: (peer) => describePeer(peer, context),
    tagsOnly: context.settings.strictFilters,
  })
  return { events: [], response: { RouteServerPeers, ...rest } }
}
