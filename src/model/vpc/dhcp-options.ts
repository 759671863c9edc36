// Sets of DHCP options. EC2 API 2016-11-15, CreateDhcpOptions and its siblings.

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
import { AttributeValue } from './shapes.ts'

export const NewDhcpConfiguration = {
  type: 'structure',
  name: 'NewDhcpConfiguration',
  members: {
    Key: { shape: string, doc: 'Name of the option.' },
    Values: { shape: listOf(string, 'String'), query: 'Value', doc: 'Values of the option.' },
  },
} as const satisfies StructureShape

export const DhcpConfiguration = {
  type: 'structure',
  name: 'DhcpConfiguration',
  members: {
    Key: { shape: string, doc: 'Name of the option.' },
    Values: { shape: listOf(AttributeValue), wire: 'valueSet', doc: 'Values of the option.' },
  },
} as const satisfies StructureShape

export const DhcpOptions = {
  type: 'structure',
  name: 'DhcpOptions',
  members: {
    OwnerId: { shape: string, doc: 'Account that owns the resource.' },
    Tags: tagSet,
    DhcpOptionsId: { shape: string, doc: 'Id of the set of DHCP options.' },
    DhcpConfigurations: { shape: listOf(DhcpConfiguration), wire: 'dhcpConfigurationSet', doc: 'The options.' },
  },
} as const satisfies StructureShape

export const createDhcpOptions = {
  name: 'CreateDhcpOptions',
  doc: 'Creates a set of DHCP options.',
  input: {
    type: 'structure',
    members: {
      DhcpConfigurations: {
        shape: listOf(NewDhcpConfiguration),
        required: true,
        query: 'DhcpConfiguration',
        doc: 'The options.',
      },
      TagSpecifications: tagSpecifications,
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      DhcpOptions: { shape: DhcpOptions, doc: 'The set of DHCP options.' },
    },
  },
} as const satisfies Operation

export const deleteDhcpOptions = {
  name: 'DeleteDhcpOptions',
  doc: 'Deletes a set of DHCP options that no VPC uses.',
  input: {
    type: 'structure',
    members: {
      DhcpOptionsId: { shape: looseIdOf('dopt'), required: true, doc: 'Id of the set of DHCP options.' },
      DryRun: dryRun,
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const describeDhcpOptions = {
  name: 'DescribeDhcpOptions',
  doc: 'Lists sets of DHCP options.',
  input: {
    type: 'structure',
    members: {
      DhcpOptionsIds: {
        shape: listOf(looseIdOf('dopt'), 'DhcpOptionsId'),
        query: 'DhcpOptionsId',
        doc: 'Ids of the sets to list; all when left out.',
      },
      NextToken: nextToken,
      MaxResults: maxResults,
      DryRun: dryRun,
      Filters: filters,
    },
  },
  output: {
    type: 'structure',
    members: {
      NextToken: nextTokenOut,
      DhcpOptions: { shape: listOf(DhcpOptions), wire: 'dhcpOptionsSet', doc: 'The sets of DHCP options.' },
    },
  },
  paginate: pagedBy('DhcpOptions'),
  maxResults: { min: 5, max: 1000 },
  filters: {
    over: 'DhcpOptions',
    by: [
      { names: ['dhcp-options-id'], path: ['DhcpOptionsId'] },
      { names: ['key'], path: ['DhcpConfigurations', 'Key'] },
      { names: ['value'], path: ['DhcpConfigurations', 'Values', 'Value'] },
      { names: ['owner-id'], path: ['OwnerId'] },
    ],
  },
} as const satisfies Operation

export const associateDhcpOptions = {
  name: 'AssociateDhcpOptions',
  doc: 'Gives a VPC another set of DHCP options.',
  input: {
    type: 'structure',
    members: {
      DhcpOptionsId: { shape: string, required: true, doc: 'Id of the set of DHCP options, or default for none.' },
      VpcId: { shape: looseIdOf('vpc'), required: true, doc: 'Id of the VPC.' },
      DryRun: dryRun,
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation
