// Security groups. EC2 API 2016-11-15, CreateSecurityGroup and its siblings.

import type { Operation, StructureShape } from '../shape.ts'
import {
  boolean,
  dryRun,
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

export const createSecurityGroup = {
  name: 'CreateSecurityGroup',
  doc: 'Creates a security group, which lets everything out and nothing in.',
  input: {
    type: 'structure',
    members: {
      Description: {
        shape: string,
        required: true,
        query: 'GroupDescription',
        doc: 'Description, at most 255 characters.',
      },
      GroupName: {
        shape: string,
        required: true,
        doc: 'Name, unique in the VPC, at most 255 characters, not beginning with sg-.',
      },
      VpcId: { shape: looseIdOf('vpc'), doc: 'Id of the VPC.' },
      TagSpecifications: tagSpecifications,
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      GroupId: { shape: string, doc: 'Id of the security group.' },
      Tags: tagSet,
      SecurityGroupArn: { shape: string, doc: 'ARN of the security group.' },
    },
  },
} as const satisfies Operation

export const deleteSecurityGroup = {
  name: 'DeleteSecurityGroup',
  doc: 'Deletes a security group that nothing uses.',
  input: {
    type: 'structure',
    members: {
      GroupId: { shape: looseIdOf('sg'), doc: 'Id of the security group.' },
      GroupName: { shape: string, doc: 'Name of the security group.' },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      Return: { shape: boolean, doc: 'Whether the call succeeded.' },
      GroupId: { shape: string, doc: 'Id of the security group.' },
    },
  },
} as const satisfies Operation

export const UserIdGroupPair = {
  type: 'structure',
  name: 'UserIdGroupPair',
  members: {
    Description: { shape: string, doc: 'Description.' },
    UserId: { shape: string, doc: 'Account that owns the security group.' },
    GroupName: { shape: string, doc: 'Name of the security group.' },
    GroupId: { shape: looseIdOf('sg'), doc: 'Id of the security group.' },
    VpcId: { shape: string, doc: 'Id of the VPC.' },
    VpcPeeringConnectionId: { shape: string, doc: 'VPC peering connection.' },
    PeeringStatus: { shape: string, doc: 'State of the VPC peering connection.' },
  },
} as const satisfies StructureShape

export const IpRange = {
  type: 'structure',
  name: 'IpRange',
  members: {
    Description: { shape: string, doc: 'Description.' },
    CidrIp: { shape: looseIpv4Cidr, doc: 'IPv4 range.' },
  },
} as const satisfies StructureShape

export const Ipv6Range = {
  type: 'structure',
  name: 'Ipv6Range',
  members: {
    Description: { shape: string, doc: 'Description.' },
    CidrIpv6: { shape: looseIpv6Cidr, doc: 'IPv6 range.' },
  },
} as const satisfies StructureShape

export const PrefixListId = {
  type: 'structure',
  name: 'PrefixListId',
  members: {
    Description: { shape: string, doc: 'Description.' },
    PrefixListId: { shape: string, doc: 'Id of the prefix list.' },
  },
} as const satisfies StructureShape

export const IpPermission = {
  type: 'structure',
  name: 'IpPermission',
  members: {
    IpProtocol: { shape: string, doc: 'Protocol by name (tcp, udp, icmp, icmpv6) or number; -1 for all.' },
    FromPort: { shape: integer, doc: 'First port, or ICMP type; -1 for all.' },
    ToPort: { shape: integer, doc: 'Last port, or ICMP code; -1 for all.' },
    UserIdGroupPairs: {
      shape: listOf(UserIdGroupPair),
      wire: 'groups',
      doc: 'Security groups that the rules let through.',
    },
    IpRanges: { shape: listOf(IpRange), doc: 'IPv4 ranges that the rules let through.' },
    Ipv6Ranges: { shape: listOf(Ipv6Range), doc: 'IPv6 ranges that the rules let through.' },
    PrefixListIds: { shape: listOf(PrefixListId), doc: 'Prefix lists that the rules let through.' },
  },
} as const satisfies StructureShape

export const SecurityGroup = {
  type: 'structure',
  name: 'SecurityGroup',
  members: {
    GroupId: { shape: string, doc: 'Id of the security group.' },
    IpPermissionsEgress: { shape: listOf(IpPermission), doc: 'Rules for outgoing traffic.' },
    Tags: tagSet,
    VpcId: { shape: string, doc: 'Id of the VPC.' },
    SecurityGroupArn: { shape: string, doc: 'ARN of the security group.' },
    OwnerId: { shape: string, doc: 'Account that owns the resource.' },
    GroupName: { shape: string, doc: 'Name of the security group.' },
    Description: { shape: string, wire: 'groupDescription', doc: 'Description.' },
    IpPermissions: { shape: listOf(IpPermission), doc: 'Rules for incoming traffic.' },
  },
} as const satisfies StructureShape

export const describeSecurityGroups = {
  name: 'DescribeSecurityGroups',
  doc: 'Lists security groups with their rules.',
  input: {
    type: 'structure',
    members: {
      GroupIds: {
        shape: listOf(looseIdOf('sg'), 'SecurityGroupId'),
        query: 'GroupId',
        doc: 'Ids of the security groups to list; all when left out.',
      },
      GroupNames: {
        shape: listOf(string, 'SecurityGroupName'),
        query: 'GroupName',
        doc: 'Names of security groups of the default VPC.',
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
      SecurityGroups: { shape: listOf(SecurityGroup), wire: 'securityGroupInfo', doc: 'The security groups.' },
    },
  },
  paginate: pagedBy('SecurityGroups'),
  maxResults: { min: 5, max: 1000 },
  filters: {
    over: 'SecurityGroups',
    by: [
      { names: ['description'], path: ['Description'] },
      { names: ['egress.ip-permission.cidr'], path: ['IpPermissionsEgress', 'IpRanges', 'CidrIp'] },
      { names: ['egress.ip-permission.from-port'], path: ['IpPermissionsEgress', 'FromPort'] },
      { names: ['egress.ip-permission.group-id'], path: ['IpPermissionsEgress', 'UserIdGroupPairs', 'GroupId'] },
      { names: ['egress.ip-permission.group-name'], path: ['IpPermissionsEgress', 'UserIdGroupPairs', 'GroupName'] },
      { names: ['egress.ip-permission.ipv6-cidr'], path: ['IpPermissionsEgress', 'Ipv6Ranges', 'CidrIpv6'] },
      {
        names: ['egress.ip-permission.prefix-list-id'],
        path: ['IpPermissionsEgress', 'PrefixListIds', 'PrefixListId'],
      },
      { names: ['egress.ip-permission.protocol'], path: ['IpPermissionsEgress', 'IpProtocol'] },
      { names: ['egress.ip-permission.to-port'], path: ['IpPermissionsEgress', 'ToPort'] },
      { names: ['egress.ip-permission.user-id'], path: ['IpPermissionsEgress', 'UserIdGroupPairs', 'UserId'] },
      { names: ['ip-permission.cidr'], path: ['IpPermissions', 'IpRanges', 'CidrIp'] },
      { names: ['ip-permission.from-port'], path: ['IpPermissions', 'FromPort'] },
      { names: ['ip-permission.group-id'], path: ['IpPermissions', 'UserIdGroupPairs', 'GroupId'] },
      { names: ['ip-permission.group-name'], path: ['IpPermissions', 'UserIdGroupPairs', 'GroupName'] },
      { names: ['ip-permission.ipv6-cidr'], path: ['IpPermissions', 'Ipv6Ranges', 'CidrIpv6'] },
      { names: ['ip-permission.prefix-list-id'], path: ['IpPermissions', 'PrefixListIds', 'PrefixListId'] },
      { names: ['ip-permission.protocol'], path: ['IpPermissions', 'IpProtocol'] },
      { names: ['ip-permission.to-port'], path: ['IpPermissions', 'ToPort'] },
      { names: ['ip-permission.user-id'], path: ['IpPermissions', 'UserIdGroupPairs', 'UserId'] },
      { names: ['group-id'], path: ['GroupId'] },
      { names: ['group-name'], path: ['GroupName'] },
      { names: ['owner-id'], path: ['OwnerId'] },
      { names: ['vpc-id'], path: ['VpcId'] },
    ],
  },
} as const satisfies Operation
