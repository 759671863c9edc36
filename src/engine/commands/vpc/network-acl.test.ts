// Network ACLs, internet gateways and tags.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AWS_QUOTAS } from '../../quotas.ts'
import { at } from '../../test-world.test.ts'
import { Scene } from './scene.test.ts'

const entry = (more: object): object => ({
  RuleNumber: 110,
  Protocol: '6',
  RuleAction: 'allow',
  Egress: false,
  CidrBlock: '10.0.0.0/8',
  ...more,
})

test('the default ACL lets everything through, a new one nothing; IPv6 has rules of its own', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  const [main] = scene.list('DescribeNetworkAcls', 'NetworkAcls', scene.inVpc(VpcId))
  const rule = (RuleNumber: number, Egress: boolean, RuleAction: string): object => ({
    CidrBlock: '0.0.0.0/0',
    Egress,
    Protocol: '-1',
    RuleAction,
    RuleNumber,
  })
  assert.deepEqual(main?.['Entries'], [
    rule(100, true, 'allow'),
    rule(32767, true, 'deny'),
    rule(100, false, 'allow'),
    rule(32767, false, 'deny'),
  ])
  const answer = scene.call('CreateNetworkAcl', { VpcId, ClientToken: 'one' })
  assert.equal(answer['ClientToken'], 'one')
  assert.deepEqual(scene.call('CreateNetworkAcl', { VpcId, ClientToken: 'one' }), answer)
  assert.deepEqual(at(answer, 'NetworkAcl', 'Entries'), [rule(32767, true, 'deny'), rule(32767, false, 'deny')])
  scene.call('AssociateVpcCidrBlock', { VpcId, AmazonProvidedIpv6CidrBlock: true })
  const numbers = scene
    .list('DescribeNetworkAcls', 'NetworkAcls', scene.inVpc(VpcId))
    .map((acl) => (acl['Entries'] as object[]).map((one) => at(one, 'RuleNumber')))
  assert.deepEqual(numbers, [
    [100, 101, 32767, 32768, 100, 101, 32767, 32768],
    [32767, 32768, 32767, 32768],
  ])
})

test('entries: created, replaced, deleted by number and direction', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  const NetworkAclId = scene.get('CreateNetworkAcl', { VpcId }, 'NetworkAcl', 'NetworkAclId')
  const call = (action: string, more: object): void => {
    scene.call(action, entry({ NetworkAclId, ...more }))
  }
  const entries = (): unknown[] =>
    scene.list('DescribeNetworkAcls', 'NetworkAcls', { NetworkAclIds: [NetworkAclId] })[0]?.['Entries'] as unknown[]
  call('CreateNetworkAclEntry', { PortRange: { From: 443, To: 443 } })
  call('CreateNetworkAclEntry', { Egress: true, Protocol: 'icmp', IcmpTypeCode: { Type: 8 } })
  call('CreateNetworkAclEntry', { RuleNumber: 5, CidrBlock: undefined, Ipv6CidrBlock: '2001:DB8::/32' })
  assert.equal(entries().length, 5)
  assert.deepEqual(entries()[0], {
    CidrBlock: '10.0.0.0/8',
    Egress: true,
    IcmpTypeCode: { Code: -1, Type: 8 },
    Protocol: '1',
    RuleAction: 'allow',
    RuleNumber: 110,
  })
  assert.equal(at(entries(), 2, 'Ipv6CidrBlock'), '2001:db8::/32')
  assert.deepEqual(at(entries(), 3, 'PortRange'), { From: 443, To: 443 })
  call('ReplaceNetworkAclEntry', { Protocol: '-1', RuleAction: 'deny' })
  assert.equal(at(entries(), 3, 'RuleAction'), 'deny')
  assert.equal(at(entries(), 3, 'PortRange'), undefined)
  scene.call('DeleteNetworkAclEntry', { NetworkAclId, RuleNumber: 110, Egress: false })
  assert.equal(entries().length, 4)
  const refuses = (action: string, more: object, code: string, message?: RegExp): void =>
    scene.refuses(action, entry({ NetworkAclId, ...more }), code, message)
  refuses(
    'CreateNetworkAclEntry',
    { RuleNumber: 5 },
    'NetworkAclEntryAlreadyExists',
    /^The network acl entry identified by 5 already exists\.$/,
  )
  refuses('ReplaceNetworkAclEntry', {}, 'InvalidNetworkAclEntry.NotFound')
  const gone = { NetworkAclId, RuleNumber: 110, Egress: false }
  scene.refuses('DeleteNetworkAclEntry', gone, 'InvalidNetworkAclEntry.NotFound')
  const last = { NetworkAclId, RuleNumber: 32767, Egress: false }
  scene.refuses('DeleteNetworkAclEntry', last, 'InvalidParameterValue')
  refuses('CreateNetworkAclEntry', { RuleNumber: 0 }, 'InvalidParameterValue')
  refuses('CreateNetworkAclEntry', { CidrBlock: undefined }, 'MissingParameter')
  refuses('CreateNetworkAclEntry', { Ipv6CidrBlock: '::/0' }, 'InvalidParameterCombination')
  refuses('CreateNetworkAclEntry', { CidrBlock: 'x' }, 'InvalidParameterValue')
  refuses('CreateNetworkAclEntry', { Protocol: '256' }, 'InvalidParameterValue')
  refuses('CreateNetworkAclEntry', { PortRange: { From: 2, To: 1 } }, 'InvalidParameterValue')
  refuses('CreateNetworkAclEntry', { NetworkAclId: 'acl-1' }, 'InvalidNetworkAclID.NotFound')
})

test('every subnet has one ACL, at first the default one', () => {
  const scene = new Scene({ quotas: { ...AWS_QUOTAS, networkAclsPerVpcMax: 2 } })
  const VpcId = scene.newVpc()
  const SubnetId = scene.newSubnet(VpcId)
  const custom = scene.get('CreateNetworkAcl', { VpcId }, 'NetworkAcl', 'NetworkAclId')
  const ofSubnet = (): Readonly<Record<string, unknown>> =>
    scene.list('DescribeNetworkAcls', 'NetworkAcls', {
      Filters: [{ Name: 'association.subnet-id', Values: [SubnetId] }],
    })[0] ?? {}
  assert.equal(ofSubnet()['IsDefault'], true)
  const main = ofSubnet()['NetworkAclId']
  const AssociationId = at(ofSubnet(), 'Associations', 0, 'NetworkAclAssociationId')
  const replace = { AssociationId, NetworkAclId: custom }
  const next = scene.get('ReplaceNetworkAclAssociation', replace, 'NewAssociationId')
  assert.equal(ofSubnet()['NetworkAclId'], custom)
  assert.deepEqual(ofSubnet()['Associations'], [{ NetworkAclAssociationId: next, NetworkAclId: custom, SubnetId }])
  scene.refuses('ReplaceNetworkAclAssociation', replace, 'InvalidAssociationID.NotFound')
  const unknown = { AssociationId: next, NetworkAclId: 'non-existent-acl' }
  scene.refuses('ReplaceNetworkAclAssociation', unknown, 'InvalidNetworkAclID.NotFound')
  const [foreign] = scene.pick(
    'DescribeNetworkAcls',
    'NetworkAcls',
    'NetworkAclId',
    scene.inVpc(scene.newVpc('10.9.0.0/16')),
  )
  const elsewhere = { AssociationId: next, NetworkAclId: foreign }
  scene.refuses('ReplaceNetworkAclAssociation', elsewhere, 'InvalidParameterValue', /different networks/)
  const used = new RegExp(`^The network ACL '${custom}' has dependencies and cannot be deleted\\.$`)
  scene.refuses('DeleteNetworkAcl', { NetworkAclId: custom }, 'DependencyViolation', used)
  scene.refuses('DeleteNetworkAcl', { NetworkAclId: main }, 'InvalidParameterValue', /default network ACL/)
  scene.refuses('CreateNetworkAcl', { VpcId }, 'NetworkAclLimitExceeded')
  scene.refuses('CreateNetworkAcl', { VpcId: 'vpc-00000000' }, 'InvalidVpcID.NotFound')
  scene.call('ReplaceNetworkAclAssociation', { AssociationId: next, NetworkAclId: main })
  scene.call('DeleteNetworkAcl', { NetworkAclId: custom })
  scene.refuses('DescribeNetworkAcls', { NetworkAclIds: [custom] }, 'InvalidNetworkAclID.NotFound')
})

test('filters of ACLs look into their entries', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  const NetworkAclId = scene.get('CreateNetworkAcl', { VpcId }, 'NetworkAcl', 'NetworkAclId')
  scene.call('CreateNetworkAclEntry', entry({ NetworkAclId, RuleNumber: 420, Protocol: '17', CidrBlock: '0.0.0.0/24' }))
  const by = (Name: string, ...Values: string[]): readonly unknown[] =>
    scene.pick('DescribeNetworkAcls', 'NetworkAcls', 'NetworkAclId', { Filters: [{ Name, Values }] })
  assert.deepEqual(by('entry.cidr', '0.0.0.0/24'), [NetworkAclId])
  assert.deepEqual(by('entry.protocol', '17'), [NetworkAclId])
  assert.deepEqual(by('entry.rule-number', '420'), [NetworkAclId])
  assert.deepEqual(by('entry.rule-number', '421'), [])
  assert.deepEqual(by('default', 'false'), [NetworkAclId])
  assert.deepEqual(by('id', NetworkAclId), [NetworkAclId])
})

test('internet gateways: attached is called available', () => {
  const scene = new Scene({ quotas: { ...AWS_QUOTAS, internetGatewaysPerRegionMax: 3 } })
  const VpcId = scene.newVpc()
  const InternetGatewayId = scene.newGateway()
  const gateway = (): Readonly<Record<string, unknown>> =>
    scene.list('DescribeInternetGateways', 'InternetGateways', { InternetGatewayIds: [InternetGatewayId] })[0] ?? {}
  assert.deepEqual(gateway(), { Attachments: [], InternetGatewayId, OwnerId: '000000000000', Tags: [] })
  const pair = { InternetGatewayId, VpcId }
  scene.refuses('DetachInternetGateway', pair, 'Gateway.NotAttached')
  scene.call('AttachInternetGateway', pair)
  assert.deepEqual(gateway()['Attachments'], [{ State: 'available', VpcId }])
  const other = scene.newVpc('10.9.0.0/16')
  scene.refuses('AttachInternetGateway', { InternetGatewayId, VpcId: other }, 'Resource.AlreadyAssociated')
  scene.refuses('AttachInternetGateway', pair, 'Resource.AlreadyAssociated')
  const second = scene.newGateway()
  const taken = { InternetGatewayId: second, VpcId }
  scene.refuses('AttachInternetGateway', taken, 'InvalidParameterValue', /already has an internet gateway/)
  scene.refuses('AttachInternetGateway', { ...taken, VpcId: 'vpc-deadbeef' }, 'InvalidVpcID.NotFound')
  for (const wrong of [other, 'vpc-deadbeef']) {
    scene.refuses('DetachInternetGateway', { InternetGatewayId, VpcId: wrong }, 'Gateway.NotAttached')
  }
  const by = (Name: string, ...Values: string[]): readonly unknown[] =>
    scene.pick('DescribeInternetGateways', 'InternetGateways', 'InternetGatewayId', { Filters: [{ Name, Values }] })
  assert.deepEqual(by('attachment.vpc-id', VpcId), [InternetGatewayId])
  assert.deepEqual(by('attachment.state', 'available'), [InternetGatewayId])
  scene.newGateway()
  scene.refuses('CreateInternetGateway', {}, 'InternetGatewayLimitExceeded')
  scene.refuses('DeleteInternetGateway', { InternetGatewayId }, 'DependencyViolation')
  scene.call('DetachInternetGateway', pair)
  const RouteTableId = scene.newTable(VpcId)
  scene.call('AssociateRouteTable', { RouteTableId, GatewayId: InternetGatewayId })
  scene.call('DeleteInternetGateway', { InternetGatewayId })
  assert.deepEqual(scene.table(RouteTableId)['Associations'], [])
  scene.refuses('DeleteInternetGateway', { InternetGatewayId }, 'InvalidInternetGatewayID.NotFound')
})

test('tags on resources of every kind, listed together', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  const SubnetId = scene.newSubnet(VpcId)
  const kinds: readonly (readonly [string, string])[] = [
    [VpcId, 'vpc'],
    [SubnetId, 'subnet'],
    [scene.newTable(VpcId), 'route-table'],
    [scene.newGateway(VpcId), 'internet-gateway'],
    [scene.newEni(SubnetId), 'network-interface'],
    [scene.newGroup(VpcId, 'web'), 'security-group'],
    [scene.get('CreateNetworkAcl', { VpcId }, 'NetworkAcl', 'NetworkAclId'), 'network-acl'],
    [scene.pick('DescribeDhcpOptions', 'DhcpOptions', 'DhcpOptionsId')[0] as string, 'dhcp-options'],
    [
      scene.pick('DescribeSecurityGroupRules', 'SecurityGroupRules', 'SecurityGroupRuleId')[0] as string,
      'security-group-rule',
    ],
  ]
  const server = scene.associated(VpcId)
  const endpoint = scene.endpoint(server, SubnetId)
  const all = [
    ...kinds,
    [server, 'route-server'],
    [endpoint, 'route-server-endpoint'],
    [scene.peer(endpoint), 'route-server-peer'],
  ] as const
  const Resources = all.map(([id]) => id)
  scene.call('CreateTags', { Resources, Tags: [{ Key: 'a key', Value: 'some<> value' }, { Key: 'empty' }] })
  const found = new Map(
    scene.list('DescribeTags', 'Tags').map((tag) => [tag['ResourceId'], tag['ResourceType']] as const),
  )
  assert.deepEqual(found, new Map(all))
  const by = (...filters: readonly (readonly [string, ...string[]])[]): readonly unknown[] =>
    scene.pick('DescribeTags', 'Tags', 'Value', { Filters: filters.map(([Name, ...Values]) => ({ Name, Values })) })
  assert.deepEqual(by(['resource-id', VpcId], ['key', 'a key']), ['some<> value'])
  assert.deepEqual(by(['resource-id', 'vpc-*'], ['key', 'empty']), [''])
  assert.deepEqual(by(['resource-type', 'vpc', 'subnet'], ['value', 'some*']), ['some<> value', 'some<> value'])
  assert.deepEqual(by(['resource-type', 'unknown']), [])
  const pages: unknown[] = []
  let token: unknown
  do {
    const page = scene.call('DescribeTags', { MaxResults: 7, ...(token === undefined ? {} : { NextToken: token }) })
    pages.push(...(page['Tags'] as []))
    token = page['NextToken']
  } while (token !== undefined)
  assert.deepEqual(pages, scene.list('DescribeTags', 'Tags'))
  scene.call('DeleteTags', { Resources, Tags: [{ Key: 'a key' }] })
  scene.call('DeleteTags', { Resources: [VpcId], Tags: [{ Key: 'empty', Value: 'other' }] })
  assert.equal(scene.list('DescribeTags', 'Tags').length, all.length)
  scene.call('DeleteTags', { Resources })
  assert.deepEqual(scene.list('DescribeTags', 'Tags'), [])
})

test('tagging is all or nothing', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  const Tags = [{ Key: 'a', Value: 'b' }]
  const refuses = (request: object, code: string, message?: RegExp): void =>
    scene.refuses('CreateTags', { Resources: [VpcId], Tags, ...request }, code, message)
  refuses({ Resources: [VpcId, 'subnet-00000000'] }, 'InvalidSubnetID.NotFound')
  refuses({ Resources: [VpcId, 'ami-blah'] }, 'InvalidID')
  refuses({ Resources: ['blah-blah'] }, 'InvalidID')
  const missing = /^The request must contain the parameter resourceIdSet$/
  refuses({ Resources: [] }, 'MissingParameter', missing)
  scene.refuses('DeleteTags', { Resources: [], Tags: [{ Key: 'a' }] }, 'MissingParameter', missing)
  const many = Array.from({ length: 51 }, (_, i) => ({ Key: `${i}`, Value: '' }))
  refuses({ Tags: many }, 'TagLimitExceeded')
  refuses({ Tags: [{ Key: 'aws:x', Value: '' }] }, 'InvalidParameterValue')
  refuses({ Resources: Array.from({ length: 1001 }, () => VpcId) }, 'InvalidParameterValue')
  assert.deepEqual(scene.list('DescribeTags', 'Tags'), [])
})

test('a dry run changes nothing', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  for (const [action, request] of [
    ['CreateInternetGateway', {}],
    ['CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/24' }],
    ['CreateTags', { Resources: [VpcId], Tags: [{ Key: 'a', Value: 'b' }] }],
    ['DescribeSubnets', {}],
    ['DescribeAvailabilityZones', {}],
    ['DeleteVpc', { VpcId }],
  ] as const) {
    const error = scene.refused(action, { ...request, DryRun: true })
    assert.equal(error.code, 'DryRunOperation', action)
    assert.equal(error.status, 412)
  }
})
