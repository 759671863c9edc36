// Security groups and their rules.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AWS_QUOTAS } from '../../quotas.ts'
import { at } from '../../test-world.test.ts'
import { Scene } from './scene.test.ts'

const ALL_OUT = {
  IpProtocol: '-1',
  UserIdGroupPairs: [],
  IpRanges: [{ CidrIp: '0.0.0.0/0' }],
  Ipv6Ranges: [],
  PrefixListIds: [],
}

const place = (more: object = {}): { readonly scene: Scene; readonly VpcId: string; readonly GroupId: string } => {
  const scene = new Scene(more)
  const VpcId = scene.newVpc()
  return { scene, VpcId, GroupId: scene.newGroup(VpcId, 'web') }
}

const tcp = (port: number, ...blocks: string[]): object => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  IpRanges: blocks.map((CidrIp) => ({ CidrIp })),
})

const ingress = (scene: Scene, GroupId: string): unknown =>
  scene.list('DescribeSecurityGroups', 'SecurityGroups', { GroupIds: [GroupId] })[0]?.['IpPermissions']
const rules = (scene: Scene, GroupId: string): readonly Readonly<Record<string, unknown>>[] =>
  scene.list('DescribeSecurityGroupRules', 'SecurityGroupRules', { Filters: [{ Name: 'group-id', Values: [GroupId] }] })

test('a new group lets everything out, for each family of its VPC', () => {
  const { scene, VpcId, GroupId } = place()
  const [group] = scene.list('DescribeSecurityGroups', 'SecurityGroups', { GroupIds: [GroupId] })
  assert.deepEqual(group, {
    GroupId,
    IpPermissionsEgress: [ALL_OUT],
    Tags: [],
    VpcId,
    SecurityGroupArn: `arn:aws:ec2:us-east-1:000000000000:security-group/${GroupId}`,
    OwnerId: '000000000000',
    GroupName: 'web',
    Description: 'a group',
    IpPermissions: [],
  })
  const both = scene.newGroup(scene.newVpc('10.1.0.0/16', { AmazonProvidedIpv6CidrBlock: true }), 'both')
  const [dual] = scene.list('DescribeSecurityGroups', 'SecurityGroups', { GroupIds: [both] })
  assert.deepEqual(dual?.['IpPermissionsEgress'], [{ ...ALL_OUT, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }])
})

test('what CreateSecurityGroup refuses', () => {
  const { scene, VpcId } = place({ quotas: { ...AWS_QUOTAS, securityGroupsPerRegionMax: 2 } })
  const refuses = (request: object, code: string, message?: RegExp): void =>
    scene.refuses('CreateSecurityGroup', { VpcId, GroupName: 'other', Description: 'x', ...request }, code, message)
  refuses({ Description: '' }, 'MissingParameter', /GroupDescription/)
  refuses({ GroupName: '' }, 'MissingParameter')
  refuses({ GroupName: 'sg-1' }, 'InvalidParameterValue')
  refuses({ GroupName: 'default' }, 'InvalidParameterValue', /reserved security group name/)
  refuses({ GroupName: 'x'.repeat(256) }, 'InvalidParameterValue')
  refuses({ Description: 'ä' }, 'InvalidParameterValue')
  refuses({ GroupName: 'web' }, 'InvalidGroup.Duplicate', /^The security group 'web' already exists/)
  refuses({ VpcId: 'vpc-00000000' }, 'InvalidVpcID.NotFound')
  scene.refuses('CreateSecurityGroup', { GroupName: 'a', Description: 'b' }, 'VPCIdNotSpecified')
  refuses({}, 'SecurityGroupLimitExceeded')
})

test('without a VPC the default one is meant', () => {
  const scene = new Scene({ defaultVpc: true })
  const GroupId = scene.get('CreateSecurityGroup', { GroupName: 'web', Description: 'x' }, 'GroupId')
  const [VpcId] = scene.pick('DescribeVpcs', 'Vpcs', 'VpcId')
  const byName = { GroupNames: ['web'] }
  const [group] = scene.list('DescribeSecurityGroups', 'SecurityGroups', byName)
  assert.equal(group?.['VpcId'], VpcId)
  const inOther = scene.newGroup(scene.newVpc(), 'web')
  assert.deepEqual(scene.pick('DescribeSecurityGroups', 'SecurityGroups', 'GroupId', byName), [GroupId])
  scene.call('DeleteSecurityGroup', { GroupName: 'web' })
  assert.deepEqual(scene.pick('DescribeSecurityGroups', 'SecurityGroups', 'GroupId', byName), [inOther])
  scene.refuses('DescribeSecurityGroups', { GroupNames: ['nowhere'] }, 'InvalidGroup.NotFound')
})

test('what keeps a group', () => {
  const { scene, VpcId, GroupId } = place()
  const [main] = scene.pick('DescribeSecurityGroups', 'SecurityGroups', 'GroupId', scene.inVpc(VpcId))
  scene.refuses('DeleteSecurityGroup', { GroupId: main }, 'CannotDelete')
  const eni = scene.newEni(scene.newSubnet(VpcId), { Groups: [GroupId] })
  const text = new RegExp(`^resource ${GroupId} has a dependent object$`)
  scene.refuses('DeleteSecurityGroup', { GroupId }, 'DependencyViolation', text)
  scene.call('DeleteNetworkInterface', { NetworkInterfaceId: eni })
  const other = scene.newGroup(VpcId, 'other')
  const IpPermissions = [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] }]
  scene.call('AuthorizeSecurityGroupIngress', { GroupId: other, IpPermissions })
  scene.refuses('DeleteSecurityGroup', { GroupId }, 'DependencyViolation')
  scene.call('RevokeSecurityGroupIngress', { GroupId: other, IpPermissions })
  scene.call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions })
  assert.deepEqual(scene.call('DeleteSecurityGroup', { GroupId }), { Return: true, GroupId })
  scene.refuses('DeleteSecurityGroup', { GroupId }, 'InvalidGroup.NotFound')
  scene.refuses('DeleteSecurityGroup', {}, 'MissingParameter')
  scene.refuses('DeleteSecurityGroup', { GroupName: 'foobar' }, 'InvalidGroup.NotFound')
})

test('rules are grouped by protocol and ports, and listed one by one', () => {
  const { scene, GroupId } = place()
  const answer = scene.call('AuthorizeSecurityGroupIngress', {
    GroupId,
    IpPermissions: [
      {
        IpProtocol: 'TCP',
        FromPort: 22,
        ToPort: 22,
        IpRanges: [{ CidrIp: '10.0.0.0/24', Description: 'office' }],
        Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }],
        UserIdGroupPairs: [{ GroupId }],
      },
      tcp(22, '10.0.1.0/24'),
      { IpProtocol: '-1', FromPort: -1, ToPort: -1, IpRanges: [{ CidrIp: '10.0.0.0/24' }] },
      { IpProtocol: '17', FromPort: 53, ToPort: 53, IpRanges: [{ CidrIp: '10.0.0.0/24' }] },
      { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, IpRanges: [{ CidrIp: '10.0.0.0/24' }] },
      { IpProtocol: '50', IpRanges: [{ CidrIp: '10.0.0.0/24' }] },
    ],
    TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'by', Value: 'test' }] }],
  })
  assert.equal((answer['SecurityGroupRules'] as []).length, 8)
  const none = { UserIdGroupPairs: [], IpRanges: [], Ipv6Ranges: [], PrefixListIds: [] }
  const office = { IpRanges: [{ CidrIp: '10.0.0.0/24' }] }
  assert.deepEqual(ingress(scene, GroupId), [
    {
      IpProtocol: 'tcp',
      FromPort: 22,
      ToPort: 22,
      UserIdGroupPairs: [{ UserId: '000000000000', GroupId }],
      IpRanges: [{ Description: 'office', CidrIp: '10.0.0.0/24' }, { CidrIp: '10.0.1.0/24' }],
      Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }],
      PrefixListIds: [],
    },
    { ...none, IpProtocol: '-1', ...office },
    { ...none, IpProtocol: 'udp', FromPort: 53, ToPort: 53, ...office },
    { ...none, IpProtocol: 'icmp', FromPort: 8, ToPort: -1, ...office },
    { ...none, IpProtocol: '50', ...office },
  ])
  const listed = rules(scene, GroupId)
  assert.equal(listed.length, 9)
  const named = listed.find((rule) => rule['ReferencedGroupInfo'] !== undefined)
  const SecurityGroupRuleId = named?.['SecurityGroupRuleId'] as string
  assert.deepEqual(named, {
    SecurityGroupRuleId,
    GroupId,
    GroupOwnerId: '000000000000',
    IsEgress: false,
    IpProtocol: 'tcp',
    FromPort: 22,
    ToPort: 22,
    ReferencedGroupInfo: { GroupId, UserId: '000000000000' },
    Tags: [{ Key: 'by', Value: 'test' }],
    SecurityGroupRuleArn: `arn:aws:ec2:us-east-1:000000000000:security-group-rule/${SecurityGroupRuleId}`,
  })
  assert.equal(listed[0]?.['IsEgress'], true)
  assert.equal(listed[0]?.['FromPort'], -1)
  const byId = { SecurityGroupRuleIds: [SecurityGroupRuleId] }
  assert.deepEqual(scene.list('DescribeSecurityGroupRules', 'SecurityGroupRules', byId), [named])
  const byTag = { Filters: [{ Name: 'tag:by', Values: ['test'] }] }
  assert.equal(scene.list('DescribeSecurityGroupRules', 'SecurityGroupRules', byTag).length, 8)
})

test('the old form of a request: one rule in parameters of its own', () => {
  const { scene, VpcId, GroupId } = place()
  const flat = { GroupId, IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '192.168.0.1/32' }
  scene.call('AuthorizeSecurityGroupIngress', flat)
  assert.equal(at(ingress(scene, GroupId), 0, 'IpRanges', 0, 'CidrIp'), '192.168.0.1/32')
  scene.call('RevokeSecurityGroupIngress', flat)
  assert.deepEqual(ingress(scene, GroupId), [])
  const other = scene.newGroup(VpcId, 'other')
  scene.call('AuthorizeSecurityGroupIngress', { GroupId, SourceSecurityGroupName: 'other' })
  assert.equal(at(ingress(scene, GroupId), 0, 'UserIdGroupPairs', 0, 'GroupId'), other)
})

test('what the authorize calls refuse', () => {
  const { scene, VpcId, GroupId } = place()
  const refuses = (permission: object, code: string, message?: RegExp): void =>
    scene.refuses('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [permission] }, code, message)
  const to = { IpRanges: [{ CidrIp: '10.0.0.0/24' }] }
  refuses(
    { FromPort: 1, ToPort: 2, ...to },
    'InvalidParameterValue',
    /^Invalid value 'null' for protocol\. VPC security group rules must specify protocols explicitly\.$/,
  )
  refuses({ IpProtocol: 'carrier-pigeon', ...to }, 'InvalidParameterValue')
  refuses({ IpProtocol: '256', ...to }, 'InvalidParameterValue')
  const ports = /^Invalid value for portRange\. Must specify both from and to ports with TCP\/UDP\.$/
  refuses({ IpProtocol: 'udp', ToPort: 27011, ...to }, 'InvalidParameterValue', ports)
  refuses({ IpProtocol: 'tcp', FromPort: 9, ToPort: 8, ...to }, 'InvalidParameterValue', /port range/)
  refuses({ IpProtocol: 'tcp', FromPort: 9, ToPort: 65536, ...to }, 'InvalidParameterValue', /port range/)
  refuses({ IpProtocol: 'icmp', FromPort: 256, ...to }, 'InvalidParameterValue')
  refuses(tcp(22, '123.123.123.123'), 'InvalidParameterValue', /^CIDR block 123\.123\.123\.123 is malformed$/)
  refuses({ IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '10.0.0.0/8' }] }, 'InvalidParameterValue')
  const exactlyOne = /^The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId$/
  refuses({ IpProtocol: '-1' }, 'MissingParameter', exactlyOne)
  refuses({ IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-1' }] }, 'InvalidPrefixListID.NotFound')
  refuses({ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'unknown' }] }, 'InvalidGroup.NotFound')
  refuses({ IpProtocol: '-1', UserIdGroupPairs: [{ GroupName: 'unknown' }] }, 'InvalidGroup.NotFound')
  const foreign = scene.newGroup(scene.newVpc('10.9.0.0/16'), 'foreign')
  const elsewhere = /^You have specified two resources that belong to different networks\.$/
  refuses({ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: foreign }] }, 'InvalidGroup.NotFound', elsewhere)
  const long = { CidrIp: '10.0.0.0/24', Description: 'x'.repeat(256) }
  refuses({ IpProtocol: '-1', IpRanges: [long] }, 'InvalidParameterValue', /255/)
  scene.refuses('AuthorizeSecurityGroupIngress', { GroupId }, 'MissingParameter')
  const unknown = { GroupId: 'sg-123abc', IpPermissions: [{}] }
  const text = /^The security group 'sg-123abc' does not exist$/
  for (const action of ['AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress']) {
    scene.refuses(action, unknown, 'InvalidGroup.NotFound', text)
  }
  scene.call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [tcp(80, '10.0.0.0/24')] })
  refuses(
    tcp(80, '10.0.0.0/24'),
    'InvalidPermission.Duplicate',
    /^the specified rule "peer: 10\.0\.0\.0\/24, TCP, from port: 80, to port: 80, ALLOW" already exists$/,
  )
  refuses(tcp(81, '10.0.0.0/24', '10.0.0.0/24'), 'InvalidPermission.Duplicate')
  scene.refuses('AuthorizeSecurityGroupEgress', { GroupId, IpPermissions: [ALL_OUT] }, 'InvalidPermission.Duplicate')
  assert.equal(VpcId.startsWith('vpc-'), true)
})

test('groups of other accounts and behind peerings are unknown', () => {
  const { scene, GroupId } = place()
  const authorize = (pair: object) => ({ GroupId, IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [pair] }] })
  const foreign = authorize({ GroupId, UserId: '111122223333' })
  scene.refuses('AuthorizeSecurityGroupIngress', foreign, 'InvalidGroup.NotFound', new RegExp(GroupId))
  const old = { GroupId, SourceSecurityGroupName: 'web', SourceSecurityGroupOwnerId: '111122223333' }
  scene.refuses('AuthorizeSecurityGroupIngress', old, 'InvalidGroup.NotFound')
  const peered = authorize({ GroupId, VpcPeeringConnectionId: 'pcx-0' })
  scene.refuses('AuthorizeSecurityGroupIngress', peered, 'InvalidVpcPeeringConnectionID.NotFound')
  scene.call('AuthorizeSecurityGroupIngress', authorize({ GroupId, UserId: '000000000000' }))
})

test('at most 60 rules each way, IPv4 and IPv6 apart; those that name groups count for both', () => {
  const { scene, GroupId } = place({ quotas: AWS_QUOTAS })
  const authorize = (IpPermissions: readonly object[]): object => ({ GroupId, IpPermissions })
  const blocks = (from: number, count: number): object =>
    tcp(80, ...Array.from({ length: count }, (_, i) => `${from + i}.0.0.0/8`))
  const itself = { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] }
  const code = 'RulesPerSecurityGroupLimitExceeded'
  scene.refuses('AuthorizeSecurityGroupIngress', authorize([blocks(1, 61)]), code)
  scene.call('AuthorizeSecurityGroupIngress', authorize([itself, blocks(1, 59)]))
  scene.refuses('AuthorizeSecurityGroupIngress', authorize([blocks(100, 1)]), code)
  scene.refuses('AuthorizeSecurityGroupIngress', authorize([itself]), code)
  const ipv6 = { IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }] }
  scene.call('AuthorizeSecurityGroupIngress', authorize([ipv6]))
  scene.call('AuthorizeSecurityGroupEgress', authorize([blocks(1, 59)]))
  scene.refuses('AuthorizeSecurityGroupEgress', authorize([blocks(100, 1)]), code)
})

test('revoking: by content or by id, all or none', () => {
  const { scene, GroupId } = place()
  const IpPermissions = [tcp(80, '10.0.0.1/32', '10.0.0.2/32')]
  scene.call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions })
  const wrong = { GroupId, IpPermissions: [tcp(80, '10.0.0.1/32', '10.0.0.9/32')] }
  scene.refuses('RevokeSecurityGroupIngress', wrong, 'InvalidPermission.NotFound')
  scene.refuses('RevokeSecurityGroupEgress', { GroupId, IpPermissions }, 'InvalidPermission.NotFound')
  const answer = scene.call('RevokeSecurityGroupIngress', { GroupId, IpPermissions: [tcp(80, '10.0.0.1/32')] })
  assert.equal(answer['Return'], true)
  assert.deepEqual(answer['UnknownIpPermissions'], [])
  assert.equal(at(answer, 'RevokedSecurityGroupRules', 0, 'CidrIpv4'), '10.0.0.1/32')
  const [egress, left] = rules(scene, GroupId)
  const byId = (SecurityGroupRuleIds: readonly unknown[]): object => ({ GroupId, SecurityGroupRuleIds })
  const egressId = egress?.['SecurityGroupRuleId']
  scene.refuses('RevokeSecurityGroupIngress', byId([egressId]), 'InvalidSecurityGroupRuleId.NotFound')
  scene.call('RevokeSecurityGroupIngress', byId([left?.['SecurityGroupRuleId']]))
  scene.call('RevokeSecurityGroupEgress', { GroupId, IpPermissions: [ALL_OUT] })
  assert.deepEqual(rules(scene, GroupId), [])
  scene.refuses('RevokeSecurityGroupIngress', { GroupId: 'badcompany' }, 'InvalidGroup.NotFound')
  scene.refuses('RevokeSecurityGroupEgress', { GroupId }, 'MissingParameter')
})

test('rules are changed in place', () => {
  const { scene, VpcId, GroupId } = place()
  const added = scene.call('AuthorizeSecurityGroupIngress', {
    GroupId,
    IpPermissions: [
      { ...tcp(30900), IpRanges: [{ CidrIp: '1.2.3.4/32', Description: 'first' }] },
      tcp(80, '10.0.0.0/8'),
    ],
  })
  const SecurityGroupRuleId = at(added, 'SecurityGroupRules', 0, 'SecurityGroupRuleId')
  const modify = (SecurityGroupRule: object, more: object = {}): object => ({
    GroupId,
    SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule }],
    ...more,
  })
  const rule = { IpProtocol: 'udp', FromPort: 27010, ToPort: 27011, CidrIpv4: '2.3.4.5/32' }
  const refuses = (request: object, code: string, message?: RegExp): void =>
    scene.refuses('ModifySecurityGroupRules', request, code, message)
  refuses(
    modify(rule, { GroupId: 'sg-00000000' }),
    'InvalidGroup.NotFound',
    /^The security group 'sg-00000000' does not exist$/,
  )
  const missing = [{ SecurityGroupRuleId: 'sgr-00000000', SecurityGroupRule: rule }]
  const text = /^The security group rule ID 'sgr-00000000' does not exist$/
  refuses(modify(rule, { SecurityGroupRules: missing }), 'InvalidSecurityGroupRuleId.NotFound', text)
  refuses(modify({ ...rule, IpProtocol: undefined }), 'InvalidParameterValue', /'null' for protocol/)
  refuses(modify({ ...rule, FromPort: undefined }), 'InvalidParameterValue', /portRange/)
  refuses(modify({ ...rule, CidrIpv4: undefined }), 'MissingParameter')
  refuses(
    modify({ ...rule, CidrIpv6: '2001:db8::/32' }),
    'InvalidParameterCombination',
    /^Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified$/,
  )
  refuses(modify({ IpProtocol: '-1', PrefixListId: 'pl-1' }), 'InvalidPrefixListID.NotFound')
  const asOther = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIpv4: '10.0.0.0/8' }
  refuses(modify(asOther), 'InvalidPermission.Duplicate')
  assert.deepEqual(scene.call('ModifySecurityGroupRules', modify(rule)), { Return: true })
  const shown = (): Readonly<Record<string, unknown>> | undefined =>
    rules(scene, GroupId).find((one) => one['SecurityGroupRuleId'] === SecurityGroupRuleId)
  assert.equal(shown()?.['IpProtocol'], 'udp')
  assert.equal(shown()?.['FromPort'], 27010)
  assert.equal(shown()?.['CidrIpv4'], '2.3.4.5/32')
  assert.equal(shown()?.['Description'], undefined)
  const other = scene.newGroup(VpcId, 'other')
  scene.call(
    'ModifySecurityGroupRules',
    modify({ IpProtocol: 'tcp', FromPort: 1, ToPort: 2, ReferencedGroupId: other }),
  )
  assert.deepEqual(shown()?.['ReferencedGroupInfo'], { GroupId: other, UserId: '000000000000' })
  assert.equal(shown()?.['CidrIpv4'], undefined)
  scene.refuses('DeleteSecurityGroup', { GroupId: other }, 'DependencyViolation')
})

test('descriptions are changed by content or by id', () => {
  const { scene, GroupId } = place()
  const described = (text: string): object => ({ CidrIp: '1.2.3.4/32', Description: text })
  const IpPermissions = [{ ...tcp(80), IpRanges: [described('first'), { CidrIp: '1.2.3.5/32' }] }]
  scene.call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions })
  const update = { GroupName: 'web', IpPermissions: [{ ...tcp(80), IpRanges: [described('second')] }] }
  assert.deepEqual(scene.call('UpdateSecurityGroupRuleDescriptionsIngress', update), { Return: true })
  const texts = (): unknown[] => rules(scene, GroupId).map((rule) => rule['Description'])
  assert.deepEqual(texts(), [undefined, 'second', undefined])
  const [egress] = rules(scene, GroupId)
  const SecurityGroupRuleId = egress?.['SecurityGroupRuleId']
  const byId = { GroupId, SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId, Description: 'out' }] }
  scene.call('UpdateSecurityGroupRuleDescriptionsEgress', byId)
  assert.deepEqual(texts(), ['out', 'second', undefined])
  const removal = { GroupId, IpPermissions: [tcp(80, '1.2.3.4/32')] }
  scene.call('UpdateSecurityGroupRuleDescriptionsIngress', removal)
  assert.deepEqual(texts(), ['out', undefined, undefined])
  const missing = { GroupId, IpPermissions: [tcp(81, '1.2.3.4/32')] }
  scene.refuses('UpdateSecurityGroupRuleDescriptionsIngress', missing, 'InvalidPermission.NotFound')
  scene.refuses('UpdateSecurityGroupRuleDescriptionsIngress', byId, 'InvalidSecurityGroupRuleId.NotFound')
  scene.refuses('UpdateSecurityGroupRuleDescriptionsEgress', { GroupId }, 'MissingParameter')
})

test('filters of groups look into their rules', () => {
  const { scene, VpcId, GroupId } = place()
  const other = scene.newGroup(VpcId, 'other')
  const IpPermissions = [{ ...tcp(443, '10.0.0.0/24'), UserIdGroupPairs: [{ GroupId: other }] }]
  scene.call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions })
  scene.call('AuthorizeSecurityGroupEgress', { GroupId: other, IpPermissions: [tcp(179, '192.0.2.0/24')] })
  const by = (Name: string, ...Values: string[]): readonly unknown[] =>
    scene.pick('DescribeSecurityGroups', 'SecurityGroups', 'GroupId', { Filters: [{ Name, Values }] })
  assert.deepEqual(by('ip-permission.cidr', '10.0.0.0/24'), [GroupId])
  assert.deepEqual(by('ip-permission.from-port', '443'), [GroupId])
  assert.deepEqual(by('ip-permission.group-id', other), [GroupId])
  // Rules name other groups by id, whatever the request that made them did.
  assert.deepEqual(by('ip-permission.group-name', 'other'), [])
  assert.deepEqual(by('egress.ip-permission.to-port', '179'), [other])
  assert.deepEqual(by('egress.ip-permission.cidr', '192.0.2.0/24'), [other])
  assert.deepEqual(by('group-name', 'web'), [GroupId])
  const malformed = { Filters: [{ Name: 'group-id', Values: ['foobar'] }] }
  const text = /^The security group ID 'foobar' is malformed$/
  scene.refuses('DescribeSecurityGroupRules', malformed, 'InvalidGroupId.Malformed', text)
  assert.deepEqual(rules(scene, 'sg-005216b55886f0fdc'), [])
  const unknown = { SecurityGroupRuleIds: ['sgr-0f80c7e764c18b3c0'] }
  scene.refuses('DescribeSecurityGroupRules', unknown, 'InvalidSecurityGroupRuleId.NotFound')
})
