// What a route server has learned. EC2 API 2016-11-15, GetRouteServerRoutingDatabase; the API defines no paginator for it.

import type { Operation, StructureShape } from '../shape.ts'
import {
  boolean,
  dryRun,
  enumOf,
  filters,
  idOf,
  integer,
  listOf,
  maxResults,
  nextToken,
  nextTokenOut,
  string,
} from '../shared-shapes.ts'

export const RouteServerRouteInstallationDetail = {
  type: 'structure',
  name: 'RouteServerRouteInstallationDetail',
  members: {
    RouteTableId: { shape: string, doc: 'Id of the route table.' },
    RouteInstallationStatus: { shape: enumOf('installed', 'rejected'), doc: 'Whether the route table took the route.' },
    RouteInstallationStatusReason: { shape: string, doc: 'Why the route table refused the route.' },
  },
} as const satisfies StructureShape

export const RouteServerRoute = {
  type: 'structure',
  name: 'RouteServerRoute',
  members: {
    RouteServerEndpointId: { shape: string, doc: 'Id of the endpoint that learned the route.' },
    RouteServerPeerId: { shape: string, doc: 'Id of the peer that announced the route.' },
    RouteInstallationDetails: {
      shape: listOf(RouteServerRouteInstallationDetail),
      wire: 'routeInstallationDetailSet',
      doc: 'What became of the route in each route table.',
    },
    RouteStatus: {
      shape: enumOf('in-rib', 'in-fib'),
      doc: 'in-fib: the best route to its prefix. in-rib: known, but another is better or it cannot be used.',
    },
    Prefix: { shape: string, doc: 'Destination of the route.' },
    AsPaths: {
      shape: listOf(string, 'String'),
      wire: 'asPathSet',
      doc: 'Autonomous systems that the route came through, the nearest first.',
    },
    Med: {
      shape: integer,
      doc: 'Multi-exit discriminator of the route, of which the lower is preferred; absent when the peer sent none.',
    },
    NextHopIp: { shape: string, doc: 'Address that packets on this route are sent to.' },
  },
} as const satisfies StructureShape

export const getRouteServerRoutingDatabase = {
  name: 'GetRouteServerRoutingDatabase',
  doc: 'Lists the routes that a route server has learned, which of them are best, and where they are installed.',
  input: {
    type: 'structure',
    members: {
      RouteServerId: { shape: idOf('rs'), required: true, doc: 'Id of the route server.' },
      NextToken: nextToken,
      MaxResults: maxResults,
      DryRun: dryRun,
      Filters: filters,
    },
  },
  output: {
    type: 'structure',
    members: {
      AreRoutesPersisted: {
        shape: boolean,
        doc: 'Whether the routes are kept although the sessions that brought them have ended.',
      },
      Routes: {
        shape: listOf(RouteServerRoute),
        wire: 'routeSet',
        doc: 'The routes: one for each prefix and each peer that announced it.',
      },
      NextToken: nextTokenOut,
    },
  },
  maxResults: { min: 5, max: 1000 },
  filters: {
    over: 'Routes',
    by: [
      { names: ['prefix'], path: ['Prefix'] },
      { names: ['route-status'], path: ['RouteStatus'] },
      { names: ['route-server-peer-id'], path: ['RouteServerPeerId'] },
      { names: ['route-server-endpoint-id'], path: ['RouteServerEndpointId'] },
      { names: ['next-hop-ip'], path: ['NextHopIp'] },
      { names: ['route-table-id'], path: ['RouteInstallationDetails', 'RouteTableId'] },
      { names: ['route-installation-status'], path: ['RouteInstallationDetails', 'RouteInstallationStatus'] },
    ],
  },
} as const satisfies Operation
