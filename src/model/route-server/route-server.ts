// Route servers: create, list, modify, delete. EC2 API 2016-11-15, CreateRouteServer and its siblings.

import type { Operation, StructureShape } from '../shape.ts'
import {
  asn,
  boolean,
  clientToken,
  dryRun,
  enumOf,
  filters,
  idOf,
  listOf,
  long,
  maxResults,
  nextToken,
  nextTokenOut,
  pagedBy,
  string,
  tagSpecifications,
  tags,
} from '../shared-shapes.ts'

export const RouteServerPersistRoutesAction = enumOf('enable', 'disable', 'reset')

export const RouteServer = {
  type: 'structure',
  name: 'RouteServer',
  members: {
    RouteServerId: { shape: string, doc: 'Id of the route server.' },
    AmazonSideAsn: { shape: asn, doc: 'Autonomous system number of the route server in its BGP sessions.' },
    State: {
      shape: enumOf('pending', 'available', 'modifying', 'deleting', 'deleted'),
      doc: 'Where the route server is in its life.',
    },
    Tags: { shape: tags, wire: 'tagSet', doc: 'Tags of the route server.' },
    PersistRoutesState: {
      shape: enumOf('enabling', 'enabled', 'resetting', 'disabling', 'disabled', 'modifying'),
      doc: 'Whether routes persist, or the change towards it that is under way.',
    },
    PersistRoutesDuration: {
      shape: long,
      doc: 'Minutes that persisted routes stay after a BGP session is up again; absent while persistence is disabled.',
    },
    SnsNotificationsEnabled: {
      shape: boolean,
      doc: 'Whether changes of BGP and BFD sessions are published to the notification topic.',
    },
    SnsTopicArn: { shape: string, doc: 'The notification topic; absent while notifications are off.' },
  },
} as const satisfies StructureShape

export const createRouteServer = {
  name: 'CreateRouteServer',
  doc: 'Creates a route server: a BGP speaker with one routing database whose best routes can be put into the route tables of a VPC.',
  input: {
    type: 'structure',
    members: {
      AmazonSideAsn: {
        shape: asn,
        required: true,
        doc: 'Autonomous system number of the route server in its BGP sessions, 1 to 4294967295; a private one is advisable.',
      },
      ClientToken: clientToken,
      DryRun: dryRun,
      PersistRoutes: {
        shape: RouteServerPersistRoutesAction,
        doc: 'Whether routes stay in place for a while after all BGP sessions have ended; disabled when left out.',
      },
      PersistRoutesDuration: {
        shape: { type: 'long', min: 1, max: 5 },
        doc: 'Minutes, 1 to 5, that persisted routes stay after a BGP session is up again, for the devices to announce them anew; only with persistence enabled.',
      },
      SnsNotificationsEnabled: {
        shape: boolean,
        doc: 'Whether changes of BGP and BFD sessions are published to a notification topic; off when left out.',
      },
      TagSpecifications: tagSpecifications,
    },
  },
  output: {
    type: 'structure',
    members: {
      RouteServer: { shape: RouteServer, doc: 'The new route server.' },
    },
  },
} as const satisfies Operation

export const describeRouteServers = {
  name: 'DescribeRouteServers',
  doc: 'Lists route servers, including those deleted recently.',
  input: {
    type: 'structure',
    members: {
      RouteServerIds: {
        shape: listOf(idOf('rs'), 'RouteServerId'),
        query: 'RouteServerId',
        doc: 'Ids of the route servers to list; all when left out.',
      },
      NextToken: nextToken,
      MaxResults: maxResults,
      Filters: filters,
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      RouteServers: { shape: listOf(RouteServer), wire: 'routeServerSet', doc: 'The route servers.' },
      NextToken: nextTokenOut,
    },
  },
  paginate: pagedBy('RouteServers'),
  maxResults: { min: 5, max: 1000 },
  filters: {
    over: 'RouteServers',
    by: [
      { names: ['route-server-id'], path: ['RouteServerId'] },
      { names: ['amazon-side-asn'], path: ['AmazonSideAsn'] },
      { names: ['state'], path: ['State'] },
      { names: ['persist-routes-state'], path: ['PersistRoutesState'] },
      { names: ['vpc-id'], path: ['VpcId'] }, // no member of the answer: the engine takes it from the association
    ],
  },
} as const satisfies Operation

export const modifyRouteServer = {
  name: 'ModifyRouteServer',
  doc: 'Changes whether a route server keeps routes after its sessions end, or whether it sends notifications.',
  input: {
    type: 'structure',
    members: {
      RouteServerId: { shape: idOf('rs'), required: true, doc: 'Id of the route server to change.' },
      PersistRoutes: {
        shape: RouteServerPersistRoutesAction,
        doc: 'enable: keep routes when all sessions have ended. disable: do not, and drop routes kept so far. reset: drop routes kept so far and go on persisting.',
      },
      PersistRoutesDuration: {
        shape: { type: 'long', min: 1, max: 5 },
        doc: 'Minutes, 1 to 5, that persisted routes stay after a BGP session is up again, for the devices to announce them anew.',
      },
      SnsNotificationsEnabled: {
        shape: boolean,
        doc: 'Whether changes of BGP and BFD sessions are published to a notification topic.',
      },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      RouteServer: { shape: RouteServer, doc: 'The route server, while it changes.' },
    },
  },
} as const satisfies Operation

export const deleteRouteServer = {
  name: 'DeleteRouteServer',
  doc: 'Deletes a route server that has no endpoints and no association with a VPC.',
  input: {
    type: 'structure',
    members: {
      RouteServerId: { shape: idOf('rs'), required: true, doc: 'Id of the route server to delete.' },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      RouteServer: { shape: RouteServer, doc: 'The route server, on its way out.' },
    },
  },
} as const satisfies Operation
