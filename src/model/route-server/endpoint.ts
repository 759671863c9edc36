// Route server endpoints. EC2 API 2016-11-15, CreateRouteServerEndpoint and its siblings.

import type { Operation, StructureShape } from '../shape.ts'
import {
  clientToken,
  dryRun,
  enumOf,
  filters,
  idOf,
  listOf,
  looseIdOf,
  maxResults,
  nextToken,
  nextTokenOut,
  pagedBy,
  string,
  tagSpecifications,
  tags,
} from '../shared-shapes.ts'

export const RouteServerEndpoint = {
  type: 'structure',
  name: 'RouteServerEndpoint',
  members: {
    RouteServerId: { shape: string, doc: 'Id of the route server.' },
    RouteServerEndpointId: { shape: string, doc: 'Id of the endpoint.' },
    VpcId: { shape: string, doc: 'Id of the VPC of the endpoint.' },
    SubnetId: { shape: string, doc: 'Id of the subnet of the endpoint.' },
    EniId: {
      shape: string,
      doc: 'Id of the network interface of the endpoint; absent until the endpoint is available.',
    },
    EniAddress: {
      shape: string,
      doc: 'Address of the endpoint, which network devices connect to; absent until the endpoint is available.',
    },
    State: {
      shape: enumOf('pending', 'available', 'deleting', 'deleted', 'failing', 'failed', 'delete-failed'),
      doc: 'Where the endpoint is in its life.',
    },
    FailureReason: { shape: string, doc: 'Why the endpoint has failed.' },
    Tags: { shape: tags, wire: 'tagSet', doc: 'Tags of the endpoint.' },
  },
} as const satisfies StructureShape

export const createRouteServerEndpoint = {
  name: 'CreateRouteServerEndpoint',
  doc: 'Creates an endpoint in a subnet: a network interface whose address network devices can open BGP sessions to.',
  input: {
    type: 'structure',
    members: {
      RouteServerId: {
        shape: idOf('rs'),
        required: true,
        doc: 'Id of the route server that gets the endpoint; it must be associated with the VPC of the subnet.',
      },
      SubnetId: {
        shape: looseIdOf('subnet'),
        required: true,
        doc: 'Id of the subnet to create the endpoint in; two endpoints per subnet make a route server redundant.',
      },
      ClientToken: clientToken,
      DryRun: dryRun,
      TagSpecifications: tagSpecifications,
    },
  },
  output: {
    type: 'structure',
    members: {
      RouteServerEndpoint: {
        shape: RouteServerEndpoint,
        doc: 'The new endpoint; its network interface and address follow when it is available.',
      },
    },
  },
} as const satisfies Operation

export const describeRouteServerEndpoints = {
  name: 'DescribeRouteServerEndpoints',
  doc: 'Lists route server endpoints, including those deleted recently.',
  input: {
    type: 'structure',
    members: {
      RouteServerEndpointIds: {
        shape: listOf(idOf('rse'), 'RouteServerEndpointId'),
        query: 'RouteServerEndpointId',
        doc: 'Ids of the endpoints to list; all when left out.',
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
      RouteServerEndpoints: {
        shape: listOf(RouteServerEndpoint),
        wire: 'routeServerEndpointSet',
        doc: 'The endpoints.',
      },
      NextToken: nextTokenOut,
    },
  },
  paginate: pagedBy('RouteServerEndpoints'),
  maxResults: { min: 5, max: 1000 },
  filters: {
    over: 'RouteServerEndpoints',
    by: [
      { names: ['route-server-endpoint-id'], path: ['RouteServerEndpointId'] },
      { names: ['route-server-id'], path: ['RouteServerId'] },
      { names: ['vpc-id'], path: ['VpcId'] },
      { names: ['subnet-id'], path: ['SubnetId'] },
      { names: ['eni-id'], path: ['EniId'] },
      { names: ['eni-address'], path: ['EniAddress'] },
      { names: ['state'], path: ['State'] },
    ],
  },
} as const satisfies Operation

export const deleteRouteServerEndpoint = {
  name: 'DeleteRouteServerEndpoint',
  doc: 'Deletes an endpoint that has no peers left, together with its network interface.',
  input: {
    type: 'structure',
    members: {
      RouteServerEndpointId: { shape: idOf('rse'), required: true, doc: 'Id of the endpoint to delete.' },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      RouteServerEndpoint: { shape: RouteServerEndpoint, doc: 'The endpoint, on its way out.' },
    },
  },
} as const satisfies Operation
