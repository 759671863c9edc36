// The rules of security groups. EC2 API 2016-11-15, AuthorizeSecurityGroupIngress and its siblings.

import type { Operation, StructureShape } from '../shape.ts'
import {
  TagSpecification,
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
} from '../shared-shapes.ts'
import { IpPermission } from './security-group.ts'

export const ReferencedSecurityGroup = {
  type: 'structure',
  name: 'ReferencedSecurityGroup',
  members: {
    GroupId: { shape: string, doc: 'Id of the security group.' },
    PeeringStatus: { shape: string, doc: 'State of the VPC peering connection.' },
    UserId: { shape: string, doc: 'Account that owns the security group.' },
    VpcId: { shape: string, doc: 'Id of the VPC.' },
    VpcPeeringConnectionId: { shape: string, doc: 'VPC peering connection.' },
  },
} as const satisfies StructureShape

export const SecurityGroupRule = {
  type: 'structure',
  name: 'SecurityGroupRule',
  members: {
    SecurityGroupRuleId: { shape: string, doc: 'Id of the rule.' },
    GroupId: { shape: string, doc: 'Id of the security group.' },
    GroupOwnerId: { shape: string, doc: 'Account that owns the security group.' },
    IsEgress: { shape: boolean, doc: 'Whether the rule is for outgoing traffic.' },
    IpProtocol: { shape: string, doc: 'Protocol by name (tcp, udp, icmp, icmpv6) or number; -1 for all.' },
    FromPort: { shape: integer, doc: 'First port, or ICMP type; -1 for all.' },
    ToPort: { shape: integer, doc: 'Last port, or ICMP code; -1 for all.' },
    CidrIpv4: { shape: string, doc: 'IPv4 range.' },
    CidrIpv6: { shape: string, doc: 'IPv6 range.' },
    PrefixListId: { shape: string, doc: 'Id of the prefix list.' },
    ReferencedGroupInfo: { shape: ReferencedSecurityGroup, doc: 'Security group that the rule lets through.' },
    Description: { shape: string, doc: 'Description.' },
    Tags: tagSet,
    SecurityGroupRuleArn: { shape: string, doc: 'ARN of the rule.' },
  },
} as const satisfies StructureShape

export const authorizeSecurityGroupIngress = {
  name: 'AuthorizeSecurityGroupIngress',
  doc: 'Adds rules for incoming traffic to a security group.',
  input: {
    type: 'structure',
    members: {
      CidrIp: { shape: looseIpv4Cidr, doc: 'IPv4 range.' },
      FromPort: { shape: integer, doc: 'First port, or ICMP type; -1 for all.' },
      GroupId: { shape: looseIdOf('sg'), doc: 'Id of the security group.' },
      GroupName: { shape: string, doc: 'Name of the security group.' },
      IpPermissions: { shape: listOf(IpPermission), doc: 'The rules.' },
      IpProtocol: { shape: string, doc: 'Protocol by name (tcp, udp, icmp, icmpv6) or number; -1 for all.' },
      SourceSecurityGroupName: { shape: string, doc: 'Name of the security group at the other side.' },
      SourceSecurityGroupOwnerId: { shape: string, doc: 'Account that owns the security group at the other side.' },
      ToPort: { shape: integer, doc: 'Last port, or ICMP code; -1 for all.' },
      TagSpecifications: {
        shape: listOf(TagSpecification),
        query: 'TagSpecification',
        doc: 'Tags to give to the new rules.',
      },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      Return: { shape: boolean, doc: 'Whether the call succeeded.' },
      SecurityGroupRules: { shape: listOf(SecurityGroupRule), wire: 'securityGroupRuleSet', doc: 'The rules.' },
    },
  },
} as const satisfies Operation

export const authorizeSecurityGroupEgress = {
  name: 'AuthorizeSecurityGroupEgress',
  doc: 'Adds rules for outgoing traffic to a security group.',
  input: {
    type: 'structure',
    members: {
      TagSpecifications: {
        shape: listOf(TagSpecification),
        query: 'TagSpecification',
        doc: 'Tags to give to the new rules.',
      },
      DryRun: dryRun,
      GroupId: { shape: looseIdOf('sg'), required: true, doc: 'Id of the security group.' },
      SourceSecurityGroupName: { shape: string, doc: 'Name of the security group at the other side.' },
      SourceSecurityGroupOwnerId: { shape: string, doc: 'Account that owns the security group at the other side.' },
      IpProtocol: { shape: string, doc: 'Protocol by name (tcp, udp, icmp, icmpv6) or number; -1 for all.' },
      FromPort: { shape: integer, doc: 'First port, or ICMP type; -1 for all.' },
      ToPort: { shape: integer, doc: 'Last port, or ICMP code; -1 for all.' },
      CidrIp: { shape: looseIpv4Cidr, doc: 'IPv4 range.' },
      IpPermissions: { shape: listOf(IpPermission), doc: 'The rules.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      Return: { shape: boolean, doc: 'Whether the call succeeded.' },
      SecurityGroupRules: { shape: listOf(SecurityGroupRule), wire: 'securityGroupRuleSet', doc: 'The rules.' },
    },
  },
} as const satisfies Operation

export const RevokedSecurityGroupRule = {
  type: 'structure',
  name: 'RevokedSecurityGroupRule',
  members: {
    SecurityGroupRuleId: { shape: string, doc: 'Id of the rule.' },
    GroupId: { shape: string, doc: 'Id of the security group.' },
    IsEgress: { shape: boolean, doc: 'Whether the rule is for outgoing traffic.' },
    IpProtocol: { shape: string, doc: 'Protocol by name (tcp, udp, icmp, icmpv6) or number; -1 for all.' },
    FromPort: { shape: integer, doc: 'First port, or ICMP type; -1 for all.' },
    ToPort: { shape: integer, doc: 'Last port, or ICMP code; -1 for all.' },
    CidrIpv4: { shape: string, doc: 'IPv4 range.' },
    CidrIpv6: { shape: string, doc: 'IPv6 range.' },
    PrefixListId: { shape: string, doc: 'Id of the prefix list.' },
    ReferencedGroupId: { shape: string, doc: 'Security group that the rule lets through.' },
    Description: { shape: string, doc: 'Description.' },
  },
} as const satisfies StructureShape

export const revokeSecurityGroupIngress = {
  name: 'RevokeSecurityGroupIngress',
  doc: 'Removes rules for incoming traffic from a security group.',
  input: {
    type: 'structure',
    members: {
      CidrIp: { shape: looseIpv4Cidr, doc: 'IPv4 range.' },
      FromPort: { shape: integer, doc: 'First port, or ICMP type; -1 for all.' },
      GroupId: { shape: looseIdOf('sg'), doc: 'Id of the security group.' },
      GroupName: { shape: string, doc: 'Name of the security group.' },
      IpPermissions: { shape: listOf(IpPermission), doc: 'The rules.' },
      IpProtocol: { shape: string, doc: 'Protocol by name (tcp, udp, icmp, icmpv6) or number; -1 for all.' },
      SourceSecurityGroupName: { shape: string, doc: 'Name of the security group at the other side.' },
      SourceSecurityGroupOwnerId: { shape: string, doc: 'Account that owns the security group at the other side.' },
      ToPort: { shape: integer, doc: 'Last port, or ICMP code; -1 for all.' },
      SecurityGroupRuleIds: {
        shape: listOf(looseIdOf('sgr'), 'String'),
        query: 'SecurityGroupRuleId',
        doc: 'Ids of the rules.',
      },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      Return: { shape: boolean, doc: 'Whether the call succeeded.' },
      UnknownIpPermissions: {
        shape: listOf(IpPermission),
        wire: 'unknownIpPermissionSet',
        doc: 'Rules that were asked for and did not exist.',
      },
      RevokedSecurityGroupRules: {
        shape: listOf(RevokedSecurityGroupRule),
        wire: 'revokedSecurityGroupRuleSet',
        doc: 'The rules removed.',
      },
    },
  },
} as const satisfies Operation

export const revokeSecurityGroupEgress = {
  name: 'RevokeSecurityGroupEgress',
  doc: 'Removes rules for outgoing traffic from a security group.',
  input: {
    type: 'structure',
    members: {
      SecurityGroupRuleIds: {
        shape: listOf(looseIdOf('sgr'), 'String'),
        query: 'SecurityGroupRuleId',
        doc: 'Ids of the rules.',
      },
      DryRun: dryRun,
      GroupId: { shape: looseIdOf('sg'), required: true, doc: 'Id of the security group.' },
      SourceSecurityGroupName: { shape: string, doc: 'Name of the security group at the other side.' },
      SourceSecurityGroupOwnerId: { shape: string, doc: 'Account that owns the security group at the other side.' },
      IpProtocol: { shape: string, doc: 'Protocol by name (tcp, udp, icmp, icmpv6) or number; -1 for all.' },
      FromPort: { shape: integer, doc: 'First port, or ICMP type; -1 for all.' },
      ToPort: { shape: integer, doc: 'Last port, or ICMP code; -1 for all.' },
      CidrIp: { shape: looseIpv4Cidr, doc: 'IPv4 range.' },
      IpPermissions: { shape: listOf(IpPermission), doc: 'The rules.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      Return: { shape: boolean, doc: 'Whether the call succeeded.' },
      UnknownIpPermissions: {
        shape: listOf(IpPermission),
        wire: 'unknownIpPermissionSet',
        doc: 'Rules that were asked for and did not exist.',
      },
      RevokedSecurityGroupRules: {
        shape: listOf(RevokedSecurityGroupRule),
        wire: 'revokedSecurityGroupRuleSet',
        doc: 'The rules removed.',
      },
    },
  },
} as const satisfies Operation

export const describeSecurityGroupRules = {
  name: 'DescribeSecurityGroupRules',
  doc: 'Lists the rules of security groups one by one.',
  input: {
    type: 'structure',
    members: {
      Filters: filters,
      SecurityGroupRuleIds: {
        shape: listOf(looseIdOf('sgr'), 'String'),
        query: 'SecurityGroupRuleId',
        doc: 'Ids of the rules.',
      },
      DryRun: dryRun,
      NextToken: nextToken,
      MaxResults: maxResults,
    },
  },
  output: {
    type: 'structure',
    members: {
      SecurityGroupRules: { shape: listOf(SecurityGroupRule), wire: 'securityGroupRuleSet', doc: 'The rules.' },
      NextToken: nextTokenOut,
    },
  },
  paginate: pagedBy('SecurityGroupRules'),
  maxResults: { min: 5, max: 1000 },
  filters: {
    over: 'SecurityGroupRules',
    by: [
      { names: ['group-id'], path: ['GroupId'] },
      { names: ['security-group-rule-id'], path: ['SecurityGroupRuleId'] },
    ],
  },
} as const satisfies Operation

export const SecurityGroupRuleRequest = {
  type: 'structure',
  name: 'SecurityGroupRuleRequest',
  members: {
    IpProtocol: { shape: string, doc: 'Protocol by name (tcp, udp, icmp, icmpv6) or number; -1 for all.' },
    FromPort: { shape: integer, doc: 'First port, or ICMP type; -1 for all.' },
    ToPort: { shape: integer, doc: 'Last port, or ICMP code; -1 for all.' },
    CidrIpv4: { shape: looseIpv4Cidr, doc: 'IPv4 range.' },
    CidrIpv6: { shape: looseIpv6Cidr, doc: 'IPv6 range.' },
    PrefixListId: { shape: string, doc: 'Id of the prefix list.' },
    ReferencedGroupId: { shape: looseIdOf('sg'), doc: 'Security group that the rule lets through.' },
    Description: { shape: string, doc: 'Description.' },
  },
} as const satisfies StructureShape

export const SecurityGroupRuleUpdate = {
  type: 'structure',
  name: 'SecurityGroupRuleUpdate',
  members: {
    SecurityGroupRuleId: { shape: looseIdOf('sgr'), required: true, doc: 'Id of the rule.' },
    SecurityGroupRule: { shape: SecurityGroupRuleRequest, doc: 'The new content of the rule.' },
  },
} as const satisfies StructureShape

export const modifySecurityGroupRules = {
  name: 'ModifySecurityGroupRules',
  doc: 'Changes rules of a security group in place.',
  input: {
    type: 'structure',
    members: {
      GroupId: { shape: looseIdOf('sg'), required: true, doc: 'Id of the security group.' },
      SecurityGroupRules: {
        shape: listOf(SecurityGroupRuleUpdate),
        required: true,
        query: 'SecurityGroupRule',
        doc: 'The rules.',
      },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      Return: { shape: boolean, doc: 'Whether the call succeeded.' },
    },
  },
} as const satisfies Operation

export const SecurityGroupRuleDescription = {
  type: 'structure',
  name: 'SecurityGroupRuleDescription',
  members: {
    SecurityGroupRuleId: { shape: looseIdOf('sgr'), doc: 'Id of the rule.' },
    Description: { shape: string, doc: 'Description.' },
  },
} as const satisfies StructureShape

export const updateSecurityGroupRuleDescriptionsIngress = {
  name: 'UpdateSecurityGroupRuleDescriptionsIngress',
  doc: 'Changes the descriptions of rules for incoming traffic.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      GroupId: { shape: looseIdOf('sg'), doc: 'Id of the security group.' },
      GroupName: { shape: string, doc: 'Name of the security group.' },
      IpPermissions: { shape: listOf(IpPermission), doc: 'The rules.' },
      SecurityGroupRuleDescriptions: {
        shape: listOf(SecurityGroupRuleDescription),
        query: 'SecurityGroupRuleDescription',
        doc: 'New descriptions by rule id.',
      },
    },
  },
  output: {
    type: 'structure',
    members: {
      Return: { shape: boolean, doc: 'Whether the call succeeded.' },
    },
  },
} as const satisfies Operation

export const updateSecurityGroupRuleDescriptionsEgress = {
  name: 'UpdateSecurityGroupRuleDescriptionsEgress',
  doc: 'Changes the descriptions of rules for outgoing traffic.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      GroupId: { shape: looseIdOf('sg'), doc: 'Id of the security group.' },
      GroupName: { shape: string, doc: 'Name of the security group.' },
      IpPermissions: { shape: listOf(IpPermission), doc: 'The rules.' },
      SecurityGroupRuleDescriptions: {
        shape: listOf(SecurityGroupRuleDescription),
        query: 'SecurityGroupRuleDescription',
        doc: 'New descriptions by rule id.',
      },
    },
  },
  output: {
    type: 'structure',
    members: {
      Return: { shape: boolean, doc: 'Whether the call succeeded.' },
    },
  },
} as const satisfies Operation
