// The scenario's security groups, network ACLs, DHCP options and tags.

import { NET } from '../../harness.ts'
import { named, step, tagged, type Step } from './step.ts'

const VpcId = '@vpc.Vpc.VpcId'
const GroupId = '@group.GroupId'
const NetworkAclId = '@acl.NetworkAcl.NetworkAclId'
const rule = (Description: string) => [
  { IpProtocol: 'tcp', FromPort: 179, ToPort: 179, IpRanges: [{ CidrIp: `10.${NET}.0.0/16`, Description }] },
]

const groups: readonly Step[] = [
  named('group', 'CreateSecurityGroup', {
    VpcId,
    GroupName: 'bgp',
    Description: 'BGP and BFD',
    TagSpecifications: tagged('security-group', 'bgp'),
  }),
  named('peers', 'CreateSecurityGroup', { VpcId, GroupName: 'peers', Description: 'at the other side' }),
  named(
    'in',
    'AuthorizeSecurityGroupIngress',
    { GroupId, IpPermissions: rule('sessions'), TagSpecifications: tagged('security-group-rule', 'bgp') },
    { Return: true, SecurityGroupRules: [{ IsEgress: false, FromPort: 179, Description: 'sessions' }] },
  ),
  step('AuthorizeSecurityGroupIngress', {
    GroupId,
    IpProtocol: 'udp',
    FromPort: 3784,
    ToPort: 3785,
    CidrIp: '192.0.2.0/24',
  }),
  step(
    'AuthorizeSecurityGroupIngress',
    {
      GroupId,
      IpPermissions: [
        {
          IpProtocol: '-1',
          UserIdGroupPairs: [
            { GroupId: '@peers.GroupId', UserId: '000000000000', VpcId, Description: 'from peers' },
            { GroupName: 'bgp' },
          ],
        },
        { IpProtocol: 'icmpv6', FromPort: -1, ToPort: -1, Ipv6Ranges: [{ CidrIpv6: '::/0', Description: 'all' }] },
        { IpProtocol: 'icmp', FromPort: 8, ToPort: 0, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
      ],
    },
    {
      SecurityGroupRules: [
        { ReferencedGroupInfo: { GroupId: '@peers.GroupId' } },
        { ReferencedGroupInfo: { GroupId } },
        { CidrIpv6: '::/0' },
        { IpProtocol: 'icmp', FromPort: 8, ToPort: 0 },
      ],
    },
  ),
  named('out', 'AuthorizeSecurityGroupEgress', {
    GroupId,
    IpPermissions: rule('out'),
    TagSpecifications: tagged('security-group-rule', 'out'),
  }),
  named('edited', 'AuthorizeSecurityGroupEgress', {
    GroupId,
    IpPermissions: [{ IpProtocol: '47', Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }] }],
  }),
  step('UpdateSecurityGroupRuleDescriptionsIngress', { GroupId, IpPermissions: rule('changed') }, { Return: true }),
  step('UpdateSecurityGroupRuleDescriptionsIngress', {
    GroupName: 'bgp',
    SecurityGroupRuleDescriptions: [
      { SecurityGroupRuleId: '@in.SecurityGroupRules.0.SecurityGroupRuleId', Description: 'changed again' },
    ],
  }),
  step('UpdateSecurityGroupRuleDescriptionsEgress', { GroupId, IpPermissions: rule('changed') }, { Return: true }),
  step('UpdateSecurityGroupRuleDescriptionsEgress', {
    GroupName: 'bgp',
    SecurityGroupRuleDescriptions: [
      { SecurityGroupRuleId: '@out.SecurityGroupRules.0.SecurityGroupRuleId', Description: 'and again' },
    ],
  }),
  ...[
    { IpProtocol: 'tcp', FromPort: 1, ToPort: 2, CidrIpv4: '192.0.2.0/24', Description: 'modified' },
    { IpProtocol: '-1', CidrIpv6: '2001:db8::/48' },
    { IpProtocol: 'tcp', FromPort: 179, ToPort: 179, ReferencedGroupId: '@peers.GroupId' },
  ].flatMap((SecurityGroupRule) => [
    step(
      'ModifySecurityGroupRules',
      {
        GroupId,
        SecurityGroupRules: [
          { SecurityGroupRuleId: '@edited.SecurityGroupRules.0.SecurityGroupRuleId', SecurityGroupRule },
        ],
      },
      { Return: true },
    ),
    step('DescribeSecurityGroupRules', {
      SecurityGroupRuleIds: ['@edited.SecurityGroupRules.0.SecurityGroupRuleId'],
    }),
  ]),
  step(
    'DescribeSecurityGroupRules',
    { Filters: [{ Name: 'group-id', Values: [GroupId] }] },
    {
      SecurityGroupRules: [
        { IsEgress: true, CidrIpv4: '0.0.0.0/0' },
        { IsEgress: true, CidrIpv6: '::/0' },
        { Description: 'changed again', Tags: [{ Value: 'bgp' }] },
        { CidrIpv4: '192.0.2.0/24' },
        {},
        {},
        {},
        {},
        { Description: 'and again' },
        { ReferencedGroupInfo: { GroupId: '@peers.GroupId' } },
      ],
    },
  ),
  step('DescribeSecurityGroups', { GroupIds: [GroupId] }),
  step('DescribeSecurityGroups', { GroupNames: ['peers'] }, { SecurityGroups: [{ GroupId: '@peers.GroupId' }] }),
]

/** The form of before IpPermissions: each call is one rule. */
const tcp = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '198.51.100.0/24' }
const ofPeers = { SourceSecurityGroupName: 'peers', SourceSecurityGroupOwnerId: '000000000000' }
const manyPeers = [
  {
    IpProtocol: 'udp',
    FromPort: 3784,
    ToPort: 3784,
    UserIdGroupPairs: [
      { GroupId: '@peers.GroupId', UserId: '000000000000', VpcId, Description: 'to peers', PeeringStatus: 'active' },
    ],
    IpRanges: [{ CidrIp: '198.51.100.1/32', Description: 'one' }],
    Ipv6Ranges: [{ CidrIpv6: '2001:db8:1::/64', Description: 'two' }],
  },
]

const oldForms: readonly Step[] = ['Ingress', 'Egress'].flatMap((way) => [
  step(`AuthorizeSecurityGroup${way}`, { GroupId, ...tcp }, { SecurityGroupRules: [{ CidrIpv4: tcp.CidrIp }] }),
  step(`AuthorizeSecurityGroup${way}`, { GroupId: '@peers.GroupId', ...ofPeers }),
  step(`AuthorizeSecurityGroup${way}`, { GroupId, IpPermissions: manyPeers }, { SecurityGroupRules: [{}, {}, {}] }),
  step(`UpdateSecurityGroupRuleDescriptions${way}`, { GroupId, IpPermissions: manyPeers }),
  step('DescribeSecurityGroups', { GroupIds: [GroupId] }),
  step(`RevokeSecurityGroup${way}`, { GroupId, IpPermissions: manyPeers }, { RevokedSecurityGroupRules: [{}, {}, {}] }),
  step(`RevokeSecurityGroup${way}`, { GroupId: '@peers.GroupId', ...ofPeers }),
  step(`RevokeSecurityGroup${way}`, { GroupId, ...tcp }),
])
const byName: readonly Step[] = [
  step('AuthorizeSecurityGroupIngress', { GroupName: 'bgp', ...tcp }),
  step('RevokeSecurityGroupIngress', { GroupName: 'bgp', ...tcp }),
]

const groupsEnd: readonly Step[] = [
  step(
    'RevokeSecurityGroupIngress',
    { GroupId, IpProtocol: 'udp', FromPort: 3784, ToPort: 3785, CidrIp: '192.0.2.0/24' },
    {
      Return: true,
      RevokedSecurityGroupRules: [{ CidrIpv4: '192.0.2.0/24' }],
    },
  ),
  step('RevokeSecurityGroupIngress', {
    GroupName: 'bgp',
    IpPermissions: [
      { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: '@peers.GroupId' }] },
      { IpProtocol: 'icmpv6', Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
    ],
  }),
  step('RevokeSecurityGroupIngress', {
    GroupId,
    SecurityGroupRuleIds: ['@in.SecurityGroupRules.0.SecurityGroupRuleId'],
  }),
  step('RevokeSecurityGroupEgress', { GroupId, IpPermissions: rule('whatever') }),
  step(
    'RevokeSecurityGroupEgress',
    {
      GroupId,
      SecurityGroupRuleIds: ['@edited.SecurityGroupRules.0.SecurityGroupRuleId'],
    },
    { RevokedSecurityGroupRules: [{ ReferencedGroupId: '@peers.GroupId' }] },
  ),
  step('DeleteSecurityGroup', { GroupId: '@peers.GroupId' }, { Return: true, GroupId: '@peers.GroupId' }),
  step('DeleteSecurityGroup', { GroupName: 'bgp' }, { GroupId }),
]

const entry = { NetworkAclId, RuleNumber: 10, Protocol: '6', RuleAction: 'allow', Egress: false }

const acls: readonly Step[] = [
  named(
    'acl',
    'CreateNetworkAcl',
    {
      VpcId,
      ClientToken: 'an-acl',
      TagSpecifications: tagged('network-acl', 'strict'),
    },
    { ClientToken: 'an-acl', NetworkAcl: { IsDefault: false } },
  ),
  step('CreateNetworkAclEntry', { ...entry, CidrBlock: '0.0.0.0/0', PortRange: { From: 179, To: 179 } }),
  step('CreateNetworkAclEntry', {
    ...entry,
    RuleNumber: 20,
    Protocol: '58',
    RuleAction: 'deny',
    Ipv6CidrBlock: '2001:db8::/32',
    IcmpTypeCode: { Type: -1, Code: -1 },
  }),
  step('ReplaceNetworkAclEntry', { ...entry, CidrBlock: '192.0.2.0/24', PortRange: { From: 179, To: 180 } }),
  step('ReplaceNetworkAclEntry', {
    ...entry,
    RuleNumber: 20,
    Protocol: '58',
    Ipv6CidrBlock: '2001:db8::/33',
    IcmpTypeCode: { Type: 8, Code: 0 },
  }),
  step(
    'DescribeNetworkAcls',
    { NetworkAclIds: [NetworkAclId] },
    {
      NetworkAcls: [
        {
          Entries: [
            { RuleNumber: 32767, Egress: true },
            { RuleNumber: 32768, Egress: true },
            { RuleNumber: 10, CidrBlock: '192.0.2.0/24', PortRange: { From: 179, To: 180 } },
            { RuleNumber: 20, Ipv6CidrBlock: '2001:db8::/33', IcmpTypeCode: { Type: 8, Code: 0 }, RuleAction: 'allow' },
            { RuleNumber: 32767 },
            { RuleNumber: 32768 },
          ],
        },
      ],
    },
  ),
  step('DeleteNetworkAclEntry', { NetworkAclId, RuleNumber: 20, Egress: false }),
  named('default acl', 'DescribeNetworkAcls', {
    Filters: [
      { Name: 'association.subnet-id', Values: ['@subnet.Subnet.SubnetId'] },
      { Name: 'default', Values: ['true'] },
    ],
  }),
  named('acl association', 'ReplaceNetworkAclAssociation', {
    AssociationId: '@default acl.NetworkAcls.0.Associations.0.NetworkAclAssociationId',
    NetworkAclId,
  }),
  step('ReplaceNetworkAclAssociation', {
    AssociationId: '@acl association.NewAssociationId',
    NetworkAclId: '@default acl.NetworkAcls.0.NetworkAclId',
  }),
  step('DeleteNetworkAcl', { NetworkAclId }),
]

const dhcp: readonly Step[] = [
  named('dhcp', 'CreateDhcpOptions', {
    DhcpConfigurations: [
      { Key: 'domain-name', Values: ['example.test'] },
      { Key: 'domain-name-servers', Values: ['192.0.2.1', '192.0.2.2'] },
    ],
    TagSpecifications: tagged('dhcp-options', 'names'),
  }),
  step('AssociateDhcpOptions', { VpcId, DhcpOptionsId: '@dhcp.DhcpOptions.DhcpOptionsId' }),
  step('DescribeVpcs', { VpcIds: [VpcId] }, { Vpcs: [{ DhcpOptionsId: '@dhcp.DhcpOptions.DhcpOptionsId' }] }),
  step(
    'DescribeDhcpOptions',
    { DhcpOptionsIds: ['@dhcp.DhcpOptions.DhcpOptionsId'] },
    {
      DhcpOptions: [{ DhcpConfigurations: [{}, { Values: [{ Value: '192.0.2.1' }, { Value: '192.0.2.2' }] }] }],
    },
  ),
  step('AssociateDhcpOptions', { VpcId, DhcpOptionsId: 'default' }),
  step('DeleteDhcpOptions', { DhcpOptionsId: '@dhcp.DhcpOptions.DhcpOptionsId' }),
]

const tags: readonly Step[] = [
  step('CreateTags', {
    Resources: [VpcId, '@server.RouteServer.RouteServerId'],
    Tags: [
      { Key: 'a', Value: '' },
      { Key: 'b', Value: '1' },
    ],
  }),
  step(
    'DescribeTags',
    { Filters: [{ Name: 'key', Values: ['a', 'b'] }] },
    {
      Tags: [
        { ResourceType: 'vpc', Key: 'a', Value: '' },
        { Key: 'b' },
        { ResourceType: 'route-server', Key: 'a' },
        { Key: 'b' },
      ],
    },
  ),
  step('DeleteTags', { Resources: [VpcId], Tags: [{ Key: 'a' }, { Key: 'b', Value: 'not this' }] }),
  step('DeleteTags', { Resources: ['@server.RouteServer.RouteServerId'] }),
  step(
    'DescribeTags',
    { Filters: [{ Name: 'resource-id', Values: [VpcId, '@server.RouteServer.RouteServerId'] }] },
    {
      Tags: [{ Key: 'Name' }, { Key: 'b' }],
    },
  ),
]

export const SECURITY = { groups: [...groups, ...oldForms, ...byName], groupsEnd, acls, dhcp, tags } as const
