// CreateVpc, DeleteVpc, DescribeVpcs, their attributes and CIDR blocks.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AWS_QUOTAS } from '../../quotas.ts'
import { at } from '../../test-world.test.ts'
import { Scene } from './scene.test.ts'

test('a VPC is pending, then available, and comes with table, group and ACL', () => {
  const scene = new Scene({ lifecycleDelaySeconds: 2 })
  const tags = [{ Key: 'Name', Value: 'lab' }]
  const answer = scene.call('CreateVpc', {
    CidrBlock: '10.0.0.1/16',
    TagSpecifications: [{ ResourceType: 'vpc', Tags: tags }],
  })
  const id = at(answer, 'Vpc', 'VpcId') as string
  assert.equal(at(answer, 'Vpc', 'State'), 'pending')
  assert.equal(at(answer, 'Vpc', 'CidrBlock'), '10.0.0.0/16')
  assert.deepEqual(at(answer, 'Vpc', 'Ipv6CidrBlockAssociationSet'), [])
  assert.equal(at(answer, 'Vpc', 'CidrBlockAssociationSet', 0, 'CidrBlockState', 'State'), 'associated')
  assert.deepEqual(at(answer, 'Vpc', 'Tags'), tags)
  assert.equal(at(answer, 'Vpc', 'OwnerId'), '000000000000')
  scene.advance(2_000)
  const [vpc] = scene.list('DescribeVpcs', 'Vpcs', { VpcIds: [id] })
  assert.equal(vpc?.['State'], 'available')
  assert.equal(vpc?.['IsDefault'], false)
  const [table, ...others] = scene.list('DescribeRouteTables', 'RouteTables', scene.inVpc(id))
  assert.deepEqual(others, [])
  assert.equal(at(table, 'Associations', 0, 'Main'), true)
  assert.deepEqual(at(table, 'Routes'), [
    { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
  ])
  assert.deepEqual(scene.pick('DescribeSecurityGroups', 'SecurityGroups', 'GroupName', scene.inVpc(id)), ['default'])
  assert.deepEqual(scene.pick('DescribeNetworkAcls', 'NetworkAcls', 'IsDefault', scene.inVpc(id)), [true])
})

test('what CreateVpc refuses', () => {
  const scene = new Scene({ quotas: AWS_QUOTAS })
  const refuses = (request: object, code: string, message?: RegExp): void =>
    scene.refuses('CreateVpc', request, code, message)
  refuses({}, 'MissingParameter', /^Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided\.$/)
  const badBlock = /^Value \(1000\.1\.0\.0\/20\) for parameter cidrBlock is invalid\. This is not a valid CIDR block\.$/
  refuses({ CidrBlock: '1000.1.0.0/20' }, 'InvalidParameterValue', badBlock)
  refuses({ CidrBlock: '2001:db8::/56' }, 'InvalidParameterValue')
  refuses({ CidrBlock: '10.1.0.0/29' }, 'InvalidVpc.Range', /^The CIDR '10\.1\.0\.0\/29' is invalid\.$/)
  refuses({ CidrBlock: '10.0.0.0/15' }, 'InvalidVpc.Range')
  refuses({ CidrBlock: '10.0.0.0/16', Ipv6CidrBlock: '10.0.0.0/16' }, 'InvalidParameterValue')
  refuses({ CidrBlock: '10.0.0.0/16', Ipv6CidrBlock: '2001:db8::/64' }, 'InvalidVpc.Range')
  const both = { Ipv6CidrBlock: '2001:db8::/56', AmazonProvidedIpv6CidrBlock: true }
  refuses({ CidrBlock: '10.0.0.0/16', ...both }, 'InvalidParameterCombination')
  refuses({ CidrBlock: '10.0.0.0/16', InstanceTenancy: 'host' }, 'InvalidParameterValue')
  refuses({ CidrBlock: '10.0.0.0/16', VpcEncryptionControl: { Mode: 'monitor' } }, 'UnsupportedOperation')
  refuses({ Ipv4IpamPoolId: 'ipam-pool-1' }, 'InvalidIpamPoolId.NotFound')
  refuses({ CidrBlock: '10.0.0.0/16', Ipv6IpamPoolId: 'ipam-pool-1' }, 'InvalidIpamPoolId.NotFound')
  const wrongTags = [{ ResourceType: 'subnet', Tags: [{ Key: 'a' }] }]
  refuses({ CidrBlock: '10.0.0.0/16', TagSpecifications: wrongTags }, 'InvalidParameter')
  for (let i = 0; i < AWS_QUOTAS.vpcsPerRegionMax; i++) scene.newVpc()
  refuses({ CidrBlock: '10.0.0.0/16' }, 'VpcLimitExceeded')
})

test('DeleteVpc takes along what came with the VPC and nothing else', () => {
  const scene = new Scene()
  const id = scene.newVpc()
  const dependent: readonly (readonly [() => string, string, string])[] = [
    [() => scene.newSubnet(id), 'DeleteSubnet', 'SubnetId'],
    [() => scene.newTable(id), 'DeleteRouteTable', 'RouteTableId'],
    [() => scene.newGroup(id, 'web'), 'DeleteSecurityGroup', 'GroupId'],
    [
      () => scene.get('CreateNetworkAcl', { VpcId: id }, 'NetworkAcl', 'NetworkAclId'),
      'DeleteNetworkAcl',
      'NetworkAclId',
    ],
  ]
  const text = new RegExp(`^The vpc '${id}' has dependencies and cannot be deleted\\.$`)
  for (const [make, remove, name] of dependent) {
    const made = make()
    scene.refuses('DeleteVpc', { VpcId: id }, 'DependencyViolation', text)
    scene.call(remove, { [name]: made })
  }
  const gateway = scene.newGateway(id)
  scene.refuses('DeleteVpc', { VpcId: id }, 'DependencyViolation')
  scene.call('DetachInternetGateway', { InternetGatewayId: gateway, VpcId: id })
  const server = scene.associated(id)
  scene.refuses('DeleteVpc', { VpcId: id }, 'DependencyViolation')
  scene.call('DisassociateRouteServer', { RouteServerId: server, VpcId: id })
  scene.call('DeleteVpc', { VpcId: id })
  for (const [action, member] of [
    ['DescribeVpcs', 'Vpcs'],
    ['DescribeRouteTables', 'RouteTables'],
    ['DescribeSecurityGroups', 'SecurityGroups'],
    ['DescribeNetworkAcls', 'NetworkAcls'],
  ] as const) {
    assert.deepEqual(scene.list(action, member, scene.inVpc(id)), [], action)
  }
  assert.equal(scene.region.tables.route.size, 0)
  assert.equal(scene.region.tables['security-group-rule'].size, 0)
  scene.refuses('DeleteVpc', { VpcId: id }, 'InvalidVpcID.NotFound', /^The vpc ID 'vpc-\w+' does not exist$/)
  scene.refuses('DescribeVpcs', { VpcIds: ['vpc-does_not_exist'] }, 'InvalidVpcID.NotFound')
})

test('a default group that another VPC names keeps its VPC', () => {
  const scene = new Scene()
  const id = scene.newVpc()
  const [main] = scene.pick('DescribeSecurityGroups', 'SecurityGroups', 'GroupId', scene.inVpc(id))
  const other = scene.newGroup(id, 'other')
  const IpPermissions = [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: main }] }]
  scene.call('AuthorizeSecurityGroupIngress', { GroupId: other, IpPermissions })
  scene.refuses('DeleteVpc', { VpcId: id }, 'DependencyViolation')
})

test('attributes are read and changed one by one', () => {
  const scene = new Scene()
  const id = scene.newVpc()
  const read = (Attribute: string): unknown => scene.call('DescribeVpcAttribute', { VpcId: id, Attribute })
  assert.deepEqual(read('enableDnsSupport'), { VpcId: id, EnableDnsSupport: { Value: true } })
  assert.deepEqual(read('enableDnsHostnames'), { VpcId: id, EnableDnsHostnames: { Value: false } })
  scene.call('ModifyVpcAttribute', { VpcId: id, EnableDnsHostnames: { Value: true } })
  assert.deepEqual(read('enableDnsHostnames'), { VpcId: id, EnableDnsHostnames: { Value: true } })
  const metrics = { VpcId: id, EnableNetworkAddressUsageMetrics: { Value: true } }
  scene.call('ModifyVpcAttribute', metrics)
  assert.deepEqual(read('enableNetworkAddressUsageMetrics'), metrics)
  const two = { VpcId: id, EnableDnsSupport: { Value: false }, EnableDnsHostnames: { Value: false } }
  scene.refuses('ModifyVpcAttribute', two, 'InvalidParameterCombination', /multiple attribute types/)
  scene.refuses('ModifyVpcAttribute', { VpcId: id }, 'InvalidParameterCombination')
  scene.refuses('ModifyVpcAttribute', { ...metrics, VpcId: 'vpc-00000000' }, 'InvalidVpcID.NotFound')
  scene.refuses('DescribeVpcAttribute', { VpcId: id, Attribute: 'colour' }, 'InvalidParameterValue')
})

test('tenancy can only become default', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc('10.0.0.0/16', { InstanceTenancy: 'dedicated' })
  const text = /^The tenancy value unknown is not supported\.$/
  scene.refuses('ModifyVpcTenancy', { VpcId, InstanceTenancy: 'unknown' }, 'UnsupportedTenancy', text)
  assert.deepEqual(scene.call('ModifyVpcTenancy', { VpcId, InstanceTenancy: 'default' }), { ReturnValue: true })
  assert.deepEqual(scene.pick('DescribeVpcs', 'Vpcs', 'InstanceTenancy'), ['default'])
})

test('further IPv4 blocks come and go with their local routes', () => {
  const scene = new Scene({ quotas: AWS_QUOTAS })
  const VpcId = scene.newVpc()
  const table = scene.newTable(VpcId)
  const answer = scene.call('AssociateVpcCidrBlock', { VpcId, CidrBlock: '10.1.0.9/16' })
  const AssociationId = at(answer, 'CidrBlockAssociation', 'AssociationId') as string
  assert.deepEqual(answer, {
    VpcId,
    CidrBlockAssociation: { AssociationId, CidrBlock: '10.1.0.0/16', CidrBlockState: { State: 'associating' } },
  })
  const blocks = (): unknown[] =>
    (at(scene.list('DescribeVpcs', 'Vpcs'), 0, 'CidrBlockAssociationSet') as object[]).map((block) => [
      at(block, 'CidrBlock'),
      at(block, 'CidrBlockState', 'State'),
    ])
  assert.deepEqual(blocks(), [
    ['10.0.0.0/16', 'associated'],
    ['10.1.0.0/16', 'associated'],
  ])
  const destinations = (): unknown[] => scene.routes(table).map((route) => route['DestinationCidrBlock'])
  assert.deepEqual(destinations(), ['10.0.0.0/16', '10.1.0.0/16'])
  const subnet = scene.newSubnet(VpcId, '10.1.1.0/24')
  scene.refuses('DisassociateVpcCidrBlock', { AssociationId }, 'DependencyViolation')
  scene.call('DeleteSubnet', { SubnetId: subnet })
  const leaving = scene.call('DisassociateVpcCidrBlock', { AssociationId })
  assert.equal(at(leaving, 'CidrBlockAssociation', 'CidrBlockState', 'State'), 'disassociating')
  assert.deepEqual(blocks(), [['10.0.0.0/16', 'associated']])
  assert.deepEqual(destinations(), ['10.0.0.0/16'])
})

test('what AssociateVpcCidrBlock and DisassociateVpcCidrBlock refuse', () => {
  const scene = new Scene({ quotas: AWS_QUOTAS })
  const VpcId = scene.newVpc()
  const refuses = (request: object, code: string, message?: RegExp): void =>
    scene.refuses('AssociateVpcCidrBlock', { VpcId, ...request }, code, message)
  refuses({}, 'MissingParameter')
  refuses({ CidrBlock: '10.0.128.0/17' }, 'InvalidVpc.Range', /conflicts with another CIDR/)
  refuses({ CidrBlock: '10.1.0.0/8' }, 'InvalidVpc.Range')
  refuses({ CidrBlock: '10.1.0.0/16', AmazonProvidedIpv6CidrBlock: true }, 'InvalidParameterCombination')
  refuses({ Ipv4IpamPoolId: 'ipam-pool-1' }, 'InvalidIpamPoolId.NotFound')
  refuses({ VpcId: 'vpc-00000000', CidrBlock: '10.1.0.0/16' }, 'InvalidVpcID.NotFound')
  const gateway = scene.newGateway(VpcId)
  const main = scene.mainTable(VpcId)
  scene.call('CreateRoute', { RouteTableId: main, DestinationCidrBlock: '10.9.1.0/24', GatewayId: gateway })
  refuses({ CidrBlock: '10.9.0.0/16' }, 'InvalidVpc.Range', /a route of route table/)
  for (const i of [1, 2, 3, 4]) scene.call('AssociateVpcCidrBlock', { VpcId, CidrBlock: `10.${i}.0.0/16` })
  const full = new RegExp(`^This network ${VpcId} has met its maximum number of allowed CIDRs: 5$`)
  refuses({ CidrBlock: '10.5.0.0/16' }, 'CidrLimitExceeded', full)
  const missing = { AssociationId: 'vpc-cidr-assoc-BORING123' }
  const unknown = /^The vpc CIDR block association ID 'vpc-cidr-assoc-BORING123' does not exist$/
  scene.refuses('DisassociateVpcCidrBlock', missing, 'InvalidVpcCidrBlockAssociationID.NotFound', unknown)
  const primary = at(scene.list('DescribeVpcs', 'Vpcs')[0], 'CidrBlockAssociationSet', 0, 'AssociationId')
  scene.refuses(
    'DisassociateVpcCidrBlock',
    { AssociationId: primary },
    'OperationNotPermitted',
    /may not be disassociated\. It is the primary IPv4 CIDR block of the VPC$/,
  )
})

test('IPv6 blocks: given by the service or by the caller, one by the service', () => {
  const scene = new Scene()
  const first = scene.newVpc('10.0.0.0/16', { AmazonProvidedIpv6CidrBlock: true })
  const second = scene.newVpc('10.1.0.0/16')
  const answer = scene.call('AssociateVpcCidrBlock', { VpcId: second, AmazonProvidedIpv6CidrBlock: true })
  assert.equal(at(answer, 'Ipv6CidrBlockAssociation', 'Ipv6CidrBlockState', 'State'), 'associating')
  const blocks = scene.list('DescribeVpcs', 'Vpcs').map((vpc) => at(vpc, 'Ipv6CidrBlockAssociationSet', 0))
  assert.deepEqual(
    blocks.map((block) => at(block, 'Ipv6CidrBlock')),
    ['2001:db8:0:100::/56', '2001:db8:0:200::/56'],
  )
  assert.equal(at(blocks[1], 'Ipv6CidrBlockState', 'State'), 'associated')
  const again = { VpcId: first, AmazonProvidedIpv6CidrBlock: true }
  scene.refuses('AssociateVpcCidrBlock', again, 'CidrLimitExceeded', /allowed CIDRs: 1$/)
  scene.call('AssociateVpcCidrBlock', { VpcId: first, Ipv6CidrBlock: '2001:db8:ff00::1/56' })
  const main = scene.routes(scene.mainTable(first))
  assert.deepEqual(
    main.map((route) => route['DestinationIpv6CidrBlock'] ?? route['DestinationCidrBlock']),
    ['10.0.0.0/16', '2001:db8:0:100::/56', '2001:db8:ff00::/56'],
  )
  const AssociationId = at(blocks[1], 'AssociationId')
  const leaving = scene.call('DisassociateVpcCidrBlock', { AssociationId })
  assert.equal(at(leaving, 'Ipv6CidrBlockAssociation', 'Ipv6CidrBlockState', 'State'), 'disassociating')
  assert.deepEqual(scene.list('DescribeVpcs', 'Vpcs', { VpcIds: [second] })[0]?.['Ipv6CidrBlockAssociationSet'], [])
})

test('an IPv6 block of a pool shows the pool; a border group is for blocks of the service only', () => {
  const scene = new Scene()
  const Ipv6Pool = 'ipv6pool-ec2-0123456789abcdef0'
  const own = { CidrBlock: '10.0.0.0/16', Ipv6CidrBlock: '2001:db8:ff00::/56', Ipv6Pool }
  const block = at(scene.call('CreateVpc', own), 'Vpc', 'Ipv6CidrBlockAssociationSet', 0)
  assert.deepEqual([at(block, 'Ipv6Pool'), at(block, 'IpSource')], [Ipv6Pool, 'byoip'])
  const group = { CidrBlock: '10.1.0.0/16', Ipv6CidrBlockNetworkBorderGroup: 'us-east-1-bos-1' }
  const given = scene.call('CreateVpc', { ...group, AmazonProvidedIpv6CidrBlock: true })
  const border = at(given, 'Vpc', 'Ipv6CidrBlockAssociationSet', 0, 'NetworkBorderGroup')
  assert.equal(border, 'us-east-1-bos-1')
  scene.refuses('CreateVpc', group, 'InvalidParameterCombination', /amazonProvidedIpv6CidrBlock is true/)
  scene.refuses('CreateVpc', { CidrBlock: '10.2.0.0/16', Ipv6Pool }, 'MissingParameter', /ipv6CidrBlock/)
  const both = { CidrBlock: '10.2.0.0/16', Ipv6Pool, AmazonProvidedIpv6CidrBlock: true }
  scene.refuses('CreateVpc', both, 'InvalidParameterCombination', /ipv6Pool cannot be used together/)
})

test('filters of DescribeVpcs, old spellings and blocks with host bits too', () => {
  const scene = new Scene({ defaultVpc: true })
  const id = scene.newVpc('10.20.0.0/16', { AmazonProvidedIpv6CidrBlock: true })
  scene.newVpc('10.30.0.0/16')
  scene.call('AssociateVpcCidrBlock', { VpcId: id, CidrBlock: '10.21.0.0/16' })
  const by = (Name: string, ...Values: string[]): readonly unknown[] =>
    scene.pick('DescribeVpcs', 'Vpcs', 'CidrBlock', { Filters: [{ Name, Values }] })
  for (const name of ['cidr', 'cidr-block', 'cidrBlock']) assert.deepEqual(by(name, '10.20.3.4/16'), ['10.20.0.0/16'])
  for (const name of ['is-default', 'isDefault']) assert.deepEqual(by(name, 'true'), ['172.31.0.0/16'])
  assert.deepEqual(by('cidr-block-association.cidr-block', '10.21.0.0/16'), ['10.20.0.0/16'])
  assert.deepEqual(by('ipv6-cidr-block-association.state', 'associated'), ['10.20.0.0/16'])
  assert.deepEqual(by('vpc-id', id), ['10.20.0.0/16'])
  assert.equal(by('state', 'avail*').length, 3)
  assert.equal(by('owner-id', '000000000000').length, 3)
  assert.deepEqual(by('vpc-id'), [])
  const bad = { Filters: [{ Name: 'colour', Values: ['red'] }] }
  scene.refuses('DescribeVpcs', bad, 'InvalidParameterValue', /^The filter 'colour' is invalid$/)
})
