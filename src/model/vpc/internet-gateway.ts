// Internet gateways. EC2 API 2016-11-15, CreateInternetGateway and its siblings.

import type { Operation, StructureShape } from '../shape.ts'
import {
  dryRun,
  filters,
  listOf,
  looseIdOf,
  maxResults,
  nextToken,
  nextTokenOut,
  pagedBy,
  string,
  tagSet,
  tagSpecifications,
} from '../shared-shapes.ts'
import { AttachmentStatus } from './shapes.ts'

export const InternetGatewayAttachment = {
  type: 'structure',
  name: 'InternetGatewayAttachment',
  members: {
    State: { shape: AttachmentStatus, doc: 'State.' },
    VpcId: { shape: string, doc: 'Id of the VPC.' },
  },
} as const satisfies StructureShape

export const InternetGateway = {
  type: 'structure',
  name: 'InternetGateway',
  members: {
    Attachments: {
      shape: listOf(InternetGatewayAttachment),
      wire: 'attachmentSet',
      doc: 'VPCs that it is attached to.',
    },
    InternetGatewayId: { shape: string, doc: 'Id of the internet gateway.' },
    OwnerId: { shape: string, doc: 'Account that owns the resource.' },
    Tags: tagSet,
  },
} as const satisfies StructureShape

export const createInternetGateway = {
  name: 'CreateInternetGateway',
  doc: 'Creates an internet gateway.',
  input: {
    type: 'structure',
    members: {
      TagSpecifications: tagSpecifications,
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      InternetGateway: { shape: InternetGateway, doc: 'The internet gateway.' },
    },
  },
} as const satisfies Operation

export const deleteInternetGateway = {
  name: 'DeleteInternetGateway',
  doc: 'Deletes an internet gateway that is attached to no VPC.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      InternetGatewayId: { shape: looseIdOf('igw'), required: true, doc: 'Id of the internet gateway.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const describeInternetGateways = {
  name: 'DescribeInternetGateways',
  doc: 'Lists internet gateways.',
  input: {
    type: 'structure',
    members: {
      NextToken: nextToken,
      MaxResults: maxResults,
      DryRun: dryRun,
      InternetGatewayIds: {
        shape: listOf(looseIdOf('igw'), 'InternetGatewayId'),
        query: 'InternetGatewayId',
        doc: 'Ids of the internet gateways to list; all when left out.',
      },
      Filters: filters,
    },
  },
  output: {
    type: 'structure',
    members: {
      InternetGateways: { shape: listOf(InternetGateway), wire: 'internetGatewaySet', doc: 'The internet gateways.' },
      NextToken: nextTokenOut,
    },
  },
  paginate: pagedBy('InternetGateways'),
  maxResults: { min: 5, max: 1000 },
  filters: {
    over: 'InternetGateways',
    by: [
      { names: ['attachment.state'], path: ['Attachments', 'State'] },
      { names: ['attachment.vpc-id'], path: ['Attachments', 'VpcId'] },
      { names: ['internet-gateway-id'], path: ['InternetGatewayId'] },
      { names: ['owner-id'], path: ['OwnerId'] },
    ],
  },
} as const satisfies Operation

export const attachInternetGateway = {
  name: 'AttachInternetGateway',
  doc: 'Attaches an internet gateway to a VPC.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      InternetGatewayId: { shape: looseIdOf('igw'), required: true, doc: 'Id of the internet gateway.' },
      VpcId: { shape: looseIdOf('vpc'), required: true, doc: 'Id of the VPC.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const detachInternetGateway = {
  name: 'DetachInternetGateway',
  doc: 'Detaches an internet gateway from its VPC.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      InternetGatewayId: { shape: looseIdOf('igw'), required: true, doc: 'Id of the internet gateway.' },
      VpcId: { shape: looseIdOf('vpc'), required: true, doc: 'Id of the VPC.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation
