// Every operation that the API has, in the order of its families. Parser, validator, XML writer, command line, help and
// documentation find an operation here; nothing else lists them.

import {
  associateRouteServer,
  disassociateRouteServer,
  getRouteServerAssociations,
} from './route-server/association.ts'
import {
  createRouteServerEndpoint,
  deleteRouteServerEndpoint,
  describeRouteServerEndpoints,
} from './route-server/endpoint.ts'
import { createRouteServerPeer, deleteRouteServerPeer, describeRouteServerPeers } from './route-server/peer.ts'
import {
  disableRouteServerPropagation,
  enableRouteServerPropagation,
  getRouteServerPropagations,
} from './route-server/propagation.ts'
import {
  createRouteServer,
  deleteRouteServer,
  describeRouteServers,
  modifyRouteServer,
} from './route-server/route-server.ts'
import { getRouteServerRoutingDatabase } from './route-server/routing-database.ts'
import type { Operation } from './shape.ts'

/** All operations, in the order of documentation. */
export const OPERATIONS: readonly Operation[] = [
  createRouteServer,
  describeRouteServers,
  modifyRouteServer,
  deleteRouteServer,
  associateRouteServer,
  disassociateRouteServer,
  getRouteServerAssociations,
  createRouteServerEndpoint,
  describeRouteServerEndpoints,
  deleteRouteServerEndpoint,
  createRouteServerPeer,
  describeRouteServerPeers,
  deleteRouteServerPeer,
  enableRouteServerPropagation,
  disableRouteServerPropagation,
  getRouteServerPropagations,
  getRouteServerRoutingDatabase,
]

/** An operation by the value of `Action`. */
export const operationByName: ReadonlyMap<string, Operation> = new Map(OPERATIONS.map((o) => [o.name, o]))
