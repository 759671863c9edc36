// Network ACLs. EC2 API 2016-11-15, CreateNetworkAcl and its siblings.

import type { Operation, StructureShape } from '../shape.ts'
import {
  boolean,
  clientToken,
  dryRun,
  enumOf,
  filters,
  integer,
  listOf,
  looseIdOf,
  looseIpv4Cidr,
  looseIpv6Cidr,
  maxResults,
  nextToken,
  nextTokenOut,
  pagedBy,
  string,
  tagSet,
  tagSpecifications,
} from '../shared-shapes.ts'

export const NetworkAclAssociation = {
  type: 'structure',
  name: 'NetworkAclAssociation',
  members: {
    NetworkAclAssociationId: { shape: string, doc: 'Id of the association.' },
    NetworkAclId: { shape: string, doc: 'Id of the network ACL.' },
    SubnetId: { shape: string, doc: 'Id of the subnet.' },
  },
} as const satisfies StructureShape

export const IcmpTypeCode = {
  type: 'structure',
  name: 'IcmpTypeCode',
  members: {
    Code: { shape: integer, doc: 'ICMP code; -1 for all.' },
    Type: { shape: integer, doc: 'ICMP type; -1 for all.' },
  },
} as const satisfies StructureShape

export const PortRange = {
  type: 'structure',
  name: 'PortRange',
  members: {
    From: { shape: integer, doc: 'First port.' },
    To: { shape: integer, doc: 'Last port.' },
  },
} as const satisfies StructureShape

export const RuleAction = enumOf('allow', 'deny')

export const NetworkAclEntry = {
  type: 'structure',
  name: 'NetworkAclEntry',
  members: {
    CidrBlock: { shape: string, doc: 'IPv4 CIDR block.' },
    Egress: { shape: boolean, doc: 'Whether the rule is for traffic that leaves the subnet.' },
    IcmpTypeCode: { shape: IcmpTypeCode, doc: 'ICMP type and code.' },
    Ipv6CidrBlock: { shape: string, doc: 'IPv6 CIDR block.' },
    PortRange: { shape: PortRange, doc: 'Ports.' },
    Protocol: { shape: string, doc: 'Number of the protocol; -1 for all.' },
    RuleAction: { shape: RuleAction, doc: 'Whether the traffic is let through.' },
    RuleNumber: { shape: integer, doc: 'Number of the rule; the lowest that fits decides.' },
  },
} as const satisfies StructureShape

export const NetworkAcl = {
  type: 'structure',
  name: 'NetworkAcl',
  members: {
    Associations: { shape: listOf(NetworkAclAssociation), wire: 'associationSet', doc: 'What it is associated with.' },
    Entries: { shape: listOf(NetworkAclEntry), wire: 'entrySet', doc: 'The rules.' },
    IsDefault: { shape: boolean, wire: 'default', doc: 'Whether it is the default one.' },
    NetworkAclId: { shape: string, doc: 'Id of the network ACL.' },
    Tags: tagSet,
    VpcId: { shape: string, doc: 'Id of the VPC.' },
    OwnerId: { shape: string, doc: 'Account that owns the resource.' },
  },
} as const satisfies StructureShape

export const createNetworkAcl = {
  name: 'CreateNetworkAcl',
  doc: 'Creates a network ACL in a VPC.',
  input: {
    type: 'structure',
    members: {
      TagSpecifications: tagSpecifications,
      ClientToken: clientToken,
      DryRun: dryRun,
      VpcId: { shape: looseIdOf('vpc'), required: true, doc: 'Id of the VPC.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      NetworkAcl: { shape: NetworkAcl, doc: 'The network ACL.' },
      ClientToken: { shape: string, doc: 'Token that made the request safe to repeat.' },
    },
  },
} as const satisfies Operation

export const deleteNetworkAcl = {
  name: 'DeleteNetworkAcl',
  doc: 'Deletes a network ACL that no subnet uses and that is not the default one.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      NetworkAclId: { shape: looseIdOf('acl'), required: true, doc: 'Id of the network ACL.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const describeNetworkAcls = {
  name: 'DescribeNetworkAcls',
  doc: 'Lists network ACLs.',
  input: {
    type: 'structure',
    members: {
      NextToken: nextToken,
      MaxResults: maxResults,
      DryRun: dryRun,
      NetworkAclIds: {
        shape: listOf(looseIdOf('acl'), 'NetworkAclId'),
        query: 'NetworkAclId',
        doc: 'Ids of the network ACLs to list; all when left out.',
      },
      Filters: filters,
    },
  },
  output: {
    type: 'structure',
    members: {
      NetworkAcls: { shape: listOf(NetworkAcl), wire: 'networkAclSet', doc: 'The network ACLs.' },
      NextToken: nextTokenOut,
    },
  },
  paginate: pagedBy('NetworkAcls'),
  maxResults: { min: 5, max: 1000 },
  filters: {
    over: 'NetworkAcls',
    by: [
      { names: ['association.association-id'], path: ['Associations', 'NetworkAclAssociationId'] },
      { names: ['association.network-acl-id'], path: ['Associations', 'NetworkAclId'] },
      { names: ['association.subnet-id'], path: ['Associations', 'SubnetId'] },
      { names: ['default'], path: ['IsDefault'] },
      { names: ['entry.cidr'], path: ['Entries', 'CidrBlock'] },
      { names: ['entry.egress'], path: ['Entries', 'Egress'] },
      { names: ['entry.icmp.code'], path: ['Entries', 'IcmpTypeCode', 'Code'] },
      { names: ['entry.icmp.type'], path: ['Entries', 'IcmpTypeCode', 'Type'] },
      { names: ['entry.ipv6-cidr'], path: ['Entries', 'Ipv6CidrBlock'] },
      { names: ['entry.port-range.from'], path: ['Entries', 'PortRange', 'From'] },
      { names: ['entry.port-range.to'], path: ['Entries', 'PortRange', 'To'] },
      { names: ['entry.protocol'], path: ['Entries', 'Protocol'] },
      { names: ['entry.rule-action'], path: ['Entries', 'RuleAction'] },
      { names: ['entry.rule-number'], path: ['Entries', 'RuleNumber'] },
      { names: ['network-acl-id', 'id'], path: ['NetworkAclId'] },
      { names: ['owner-id'], path: ['OwnerId'] },
      { names: ['vpc-id'], path: ['VpcId'] },
    ],
  },
} as const satisfies Operation

export const createNetworkAclEntry = {
  name: 'CreateNetworkAclEntry',
  doc: 'Adds a numbered rule to a network ACL.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      NetworkAclId: { shape: looseIdOf('acl'), required: true, doc: 'Id of the network ACL.' },
      RuleNumber: { shape: integer, required: true, doc: 'Number of the rule; the lowest that fits decides.' },
      Protocol: { shape: string, required: true, doc: 'Number of the protocol; -1 for all.' },
      RuleAction: { shape: RuleAction, required: true, doc: 'Whether the traffic is let through.' },
      Egress: { shape: boolean, required: true, doc: 'Whether the rule is for traffic that leaves the subnet.' },
      CidrBlock: { shape: looseIpv4Cidr, doc: 'IPv4 CIDR block.' },
      Ipv6CidrBlock: { shape: looseIpv6Cidr, doc: 'IPv6 CIDR block.' },
      IcmpTypeCode: { shape: IcmpTypeCode, query: 'Icmp', doc: 'ICMP type and code.' },
      PortRange: { shape: PortRange, doc: 'Ports.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const replaceNetworkAclEntry = {
  name: 'ReplaceNetworkAclEntry',
  doc: 'Replaces a numbered rule of a network ACL.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      NetworkAclId: { shape: looseIdOf('acl'), required: true, doc: 'Id of the network ACL.' },
      RuleNumber: { shape: integer, required: true, doc: 'Number of the rule; the lowest that fits decides.' },
      Protocol: { shape: string, required: true, doc: 'Number of the protocol; -1 for all.' },
      RuleAction: { shape: RuleAction, required: true, doc: 'Whether the traffic is let through.' },
      Egress: { shape: boolean, required: true, doc: 'Whether the rule is for traffic that leaves the subnet.' },
      CidrBlock: { shape: looseIpv4Cidr, doc: 'IPv4 CIDR block.' },
      Ipv6CidrBlock: { shape: looseIpv6Cidr, doc: 'IPv6 CIDR block.' },
      IcmpTypeCode: { shape: IcmpTypeCode, query: 'Icmp', doc: 'ICMP type and code.' },
      PortRange: { shape: PortRange, doc: 'Ports.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const deleteNetworkAclEntry = {
  name: 'DeleteNetworkAclEntry',
  doc: 'Removes a numbered rule from a network ACL.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      NetworkAclId: { shape: looseIdOf('acl'), required: true, doc: 'Id of the network ACL.' },
      RuleNumber: { shape: integer, required: true, doc: 'Number of the rule; the lowest that fits decides.' },
      Egress: { shape: boolean, required: true, doc: 'Whether the rule is for traffic that leaves the subnet.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const replaceNetworkAclAssociation = {
  name: 'ReplaceNetworkAclAssociation',
  doc: 'Gives a subnet another network ACL.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      AssociationId: { shape: looseIdOf('aclassoc'), required: true, doc: 'Id of the association.' },
      NetworkAclId: { shape: looseIdOf('acl'), required: true, doc: 'Id of the network ACL.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      NewAssociationId: { shape: string, doc: 'Id of the new association.' },
    },
  },
} as const satisfies Operation
