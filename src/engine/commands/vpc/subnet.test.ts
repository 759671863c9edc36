// CreateSubnet, DeleteSubnet, DescribeSubnets, ModifySubnetAttribute and the IPv6 blocks of subnets.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AWS_QUOTAS } from '../../quotas.ts'
import { at } from '../../test-world.test.ts'
import { Scene } from './scene.test.ts'

test('a subnet is available at once and shows everything', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  const answer = scene.call('CreateSubnet', { VpcId, CidrBlock: '10.0.0.1/24', AvailabilityZone: 'us-east-1b' })
  const id = at(answer, 'Subnet', 'SubnetId') as string
  assert.deepEqual(answer['Subnet'], scene.list('DescribeSubnets', 'Subnets')[0])
  assert.deepEqual(answer['Subnet'], {
    AvailabilityZoneId: 'use1-az1',
    MapCustomerOwnedIpOnLaunch: false,
    OwnerId: '000000000000',
    AssignIpv6AddressOnCreation: false,
    Ipv6CidrBlockAssociationSet: [],
    Tags: [],
    SubnetArn: `arn:aws:ec2:us-east-1:000000000000:subnet/${id}`,
    EnableDns64: false,
    Ipv6Native: false,
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: 'ip-name',
      EnableResourceNameDnsARecord: false,
      EnableResourceNameDnsAAAARecord: false,
    },
    BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
    SubnetId: id,
    State: 'available',
    VpcId,
    CidrBlock: '10.0.0.0/24',
    AvailableIpAddressCount: 251,
    AvailabilityZone: 'us-east-1b',
    DefaultForAz: false,
    MapPublicIpOnLaunch: false,
  })
})

test('free addresses: the size less five less those in use', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  for (const [length, count] of [
    [16, 65531],
    [20, 4091],
    [24, 251],
    [28, 11],
  ] as const) {
    const SubnetId = scene.newSubnet(VpcId, `10.0.0.0/${length}`)
    const free = (): unknown => scene.list('DescribeSubnets', 'Subnets')[0]?.['AvailableIpAddressCount']
    assert.equal(free(), count)
    const eni = scene.newEni(SubnetId, { SecondaryPrivateIpAddressCount: 2 })
    assert.equal(free(), count - 3)
    scene.call('DeleteNetworkInterface', { NetworkInterfaceId: eni })
    assert.equal(free(), count)
    scene.call('DeleteSubnet', { SubnetId })
  }
})

test('what CreateSubnet refuses', () => {
  const scene = new Scene({ quotas: { ...AWS_QUOTAS, subnetsPerVpcMax: 2 } })
  const VpcId = scene.newVpc()
  scene.call('AssociateVpcCidrBlock', { VpcId, CidrBlock: '10.1.0.0/16' })
  const refuses = (request: object, code: string, message?: RegExp): void =>
    scene.refuses('CreateSubnet', { VpcId, ...request }, code, message)
  scene.newSubnet(VpcId, '10.1.0.0/24')
  refuses({ CidrBlock: '10.2.0.0/20' }, 'InvalidSubnet.Range', /^The CIDR '10\.2\.0\.0\/20' is invalid\.$/)
  refuses({ CidrBlock: '10.0.0.0/29' }, 'InvalidSubnet.Range')
  const conflict = /^The CIDR '10\.1\.0\.128\/25' conflicts with another subnet$/
  refuses({ CidrBlock: '10.1.0.128/25' }, 'InvalidSubnet.Conflict', conflict)
  const badBlock = /^Value \(1000\.1\.0\.0\/20\) for parameter cidrBlock is invalid\. This is not a valid CIDR block\.$/
  refuses({ CidrBlock: '1000.1.0.0/20' }, 'InvalidParameterValue', badBlock)
  refuses({}, 'MissingParameter', /^Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided\.$/)
  const badZone =
    /^Value \(asfasfas\) for parameter availabilityZone is invalid\. Subnets can currently only be created in the following availability zones: us-east-1a, /
  refuses({ CidrBlock: '10.0.0.0/24', AvailabilityZone: 'asfasfas' }, 'InvalidParameterValue', badZone)
  refuses({ CidrBlock: '10.0.0.0/24', AvailabilityZoneId: 'usw1-az1' }, 'InvalidParameterValue', /availabilityZoneId/)
  const zones = { AvailabilityZone: 'us-east-1a', AvailabilityZoneId: 'use1-az6' }
  refuses({ CidrBlock: '10.0.0.0/24', ...zones }, 'InvalidParameterCombination')
  refuses({ VpcId: 'vpc-abcd1234', CidrBlock: '10.0.0.0/18' }, 'InvalidVpcID.NotFound')
  refuses({ CidrBlock: '10.0.0.0/24', OutpostArn: 'arn:x' }, 'InvalidOutpostArn.NotFound')
  refuses({ Ipv4IpamPoolId: 'ipam-pool-1' }, 'InvalidIpamPoolId.NotFound')
  const either = /^Either 'ipv6CidrBlock' or 'ipv6IpamPoolId' should be provided\.$/
  refuses({ Ipv6Native: true }, 'MissingParameter', either)
  refuses({ Ipv6Native: true, CidrBlock: '10.0.0.0/24' }, 'MissingParameter', either)
  refuses(
    { Ipv6Native: true, CidrBlock: '10.0.0.0/24', Ipv6CidrBlock: '2001:db8::/64' },
    'InvalidParameterCombination',
    /^When specifying ipv4 parameters, cidrBlock or ipv4IpamPoolId, you cannot set ipv6Native to true\.$/,
  )
  refuses({ CidrBlock: '10.0.0.0/24', Ipv6CidrBlock: '2001:db8::/65' }, 'InvalidSubnet.Range')
  refuses({ CidrBlock: '10.0.0.0/24', Ipv6CidrBlock: 'x' }, 'InvalidParameterValue')
  scene.newSubnet(VpcId, '10.0.0.0/24')
  refuses({ CidrBlock: '10.0.1.0/24' }, 'SubnetLimitExceeded')
})

test('IPv6 blocks of subnets lie in those of the VPC, where it has any', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc('10.0.0.0/16', { Ipv6CidrBlock: '2001:db8:1::/56' })
  const outside = { VpcId, CidrBlock: '10.0.0.0/24', Ipv6CidrBlock: '2001:db8:2::/64' }
  scene.refuses('CreateSubnet', outside, 'InvalidSubnet.Range')
  const first = scene.newSubnet(VpcId, '10.0.0.0/24', { Ipv6CidrBlock: '2001:db8:1::/64' })
  const native = { VpcId, Ipv6Native: true, Ipv6CidrBlock: '2001:db8:1:1::/64' }
  const answer = scene.call('CreateSubnet', native)
  assert.equal(at(answer, 'Subnet', 'Ipv6Native'), true)
  assert.equal(at(answer, 'Subnet', 'AssignIpv6AddressOnCreation'), true)
  assert.equal(at(answer, 'Subnet', 'CidrBlock'), undefined)
  assert.equal(at(answer, 'Subnet', 'AvailableIpAddressCount'), 0)
  scene.refuses('CreateSubnet', native, 'InvalidSubnet.Conflict')
  const plain = scene.newVpc('10.1.0.0/16')
  scene.newSubnet(plain, '10.1.0.0/24', { Ipv6CidrBlock: '2001:db8::/64' })
  const added = { SubnetId: first, Ipv6CidrBlock: '2001:db8:1:2::/64' }
  const associated = scene.call('AssociateSubnetCidrBlock', added)
  assert.equal(at(associated, 'Ipv6CidrBlockAssociation', 'Ipv6CidrBlockState', 'State'), 'associating')
  const [subnet] = scene.list('DescribeSubnets', 'Subnets', { SubnetIds: [first] })
  assert.equal(at(subnet, 'Ipv6CidrBlockAssociationSet', 1, 'Ipv6CidrBlockState', 'State'), 'associated')
  const AssociationId = at(subnet, 'Ipv6CidrBlockAssociationSet', 1, 'AssociationId') as string
  const leaving = scene.call('DisassociateSubnetCidrBlock', { AssociationId })
  assert.equal(at(leaving, 'Ipv6CidrBlockAssociation', 'Ipv6CidrBlockState', 'State'), 'disassociating')
  scene.refuses('DisassociateSubnetCidrBlock', { AssociationId }, 'InvalidSubnetCidrBlockAssociationID.NotFound')
  scene.refuses('AssociateSubnetCidrBlock', { SubnetId: first }, 'MissingParameter')
  scene.refuses('AssociateSubnetCidrBlock', { SubnetId: first, Ipv6IpamPoolId: 'p' }, 'InvalidIpamPoolId.NotFound')
  scene.newEni(first, { Ipv6AddressCount: 1 })
  const used = at(subnet, 'Ipv6CidrBlockAssociationSet', 0, 'AssociationId')
  scene.refuses('DisassociateSubnetCidrBlock', { AssociationId: used }, 'DependencyViolation')
})

test('interfaces and endpoints keep a subnet; its route table association does not', () => {
  const scene = new Scene({ lifecycleDelaySeconds: 1 })
  const VpcId = scene.newVpc()
  const SubnetId = scene.newSubnet(VpcId)
  const RouteTableId = scene.newTable(VpcId)
  scene.call('AssociateRouteTable', { RouteTableId, SubnetId })
  const eni = scene.newEni(SubnetId)
  const text = new RegExp(`^The subnet '${SubnetId}' has dependencies and cannot be deleted\\.$`)
  scene.refuses('DeleteSubnet', { SubnetId }, 'DependencyViolation', text)
  scene.call('DeleteNetworkInterface', { NetworkInterfaceId: eni })
  const server = scene.get('CreateRouteServer', { AmazonSideAsn: 65000 }, 'RouteServer', 'RouteServerId')
  scene.advance(1_000)
  scene.call('AssociateRouteServer', { RouteServerId: server, VpcId })
  scene.advance(1_000)
  scene.call('CreateRouteServerEndpoint', { RouteServerId: server, SubnetId })
  scene.refuses('DeleteSubnet', { SubnetId }, 'DependencyViolation')
  scene.advance(1_000)
  scene.refuses('DeleteSubnet', { SubnetId }, 'DependencyViolation')
  const [RouteServerEndpointId] = scene.pick(
    'DescribeRouteServerEndpoints',
    'RouteServerEndpoints',
    'RouteServerEndpointId',
  )
  scene.call('DeleteRouteServerEndpoint', { RouteServerEndpointId })
  scene.advance(1_000)
  scene.call('DeleteSubnet', { SubnetId })
  assert.deepEqual(scene.table(RouteTableId)['Associations'], [])
  scene.refuses('DeleteSubnet', { SubnetId }, 'InvalidSubnetID.NotFound')
  scene.refuses('DescribeSubnets', { SubnetIds: ['subnet-does_not_exist'] }, 'InvalidSubnetID.NotFound')
})

test('attributes are changed one by one', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc('10.0.0.0/16', { Ipv6CidrBlock: '2001:db8::/56' })
  const SubnetId = scene.newSubnet(VpcId)
  const subnet = (): unknown => scene.list('DescribeSubnets', 'Subnets', { SubnetIds: [SubnetId] })[0]
  const modify = (change: object): void => {
    scene.call('ModifySubnetAttribute', { SubnetId, ...change })
  }
  const noBlock = { SubnetId, AssignIpv6AddressOnCreation: { Value: true } }
  scene.refuses('ModifySubnetAttribute', noBlock, 'InvalidParameterValue', /does not have an ipv6 CIDR block/)
  scene.call('AssociateSubnetCidrBlock', { SubnetId, Ipv6CidrBlock: '2001:db8::/64' })
  for (const [name, member] of [
    ['MapPublicIpOnLaunch', 'MapPublicIpOnLaunch'],
    ['AssignIpv6AddressOnCreation', 'AssignIpv6AddressOnCreation'],
    ['MapCustomerOwnedIpOnLaunch', 'MapCustomerOwnedIpOnLaunch'],
    ['EnableDns64', 'EnableDns64'],
  ] as const) {
    for (const Value of [true, false, true]) {
      modify({ [name]: { Value } })
      assert.equal(at(subnet(), member), Value, name)
    }
  }
  modify({ PrivateDnsHostnameTypeOnLaunch: 'resource-name' })
  modify({ EnableResourceNameDnsARecordOnLaunch: { Value: true } })
  modify({ EnableResourceNameDnsAAAARecordOnLaunch: { Value: true } })
  assert.deepEqual(at(subnet(), 'PrivateDnsNameOptionsOnLaunch'), {
    HostnameType: 'resource-name',
    EnableResourceNameDnsARecord: true,
    EnableResourceNameDnsAAAARecord: true,
  })
  modify({ EnableLniAtDeviceIndex: 1 })
  assert.equal(at(subnet(), 'EnableLniAtDeviceIndex'), 1)
  modify({ DisableLniAtDeviceIndex: { Value: true } })
  assert.equal(at(subnet(), 'EnableLniAtDeviceIndex'), undefined)
  const two = { SubnetId, MapPublicIpOnLaunch: { Value: true }, EnableDns64: { Value: true } }
  scene.refuses('ModifySubnetAttribute', two, 'InvalidParameterCombination')
  scene.refuses('ModifySubnetAttribute', { SubnetId }, 'InvalidParameterCombination')
})

test('filters of DescribeSubnets', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  const first = scene.newSubnet(VpcId, '10.0.0.0/24', { AvailabilityZone: 'us-east-1a' })
  const second = scene.newSubnet(VpcId, '10.0.1.0/25', { AvailabilityZone: 'us-east-1b' })
  const by = (Name: string, ...Values: string[]): readonly unknown[] =>
    scene.pick('DescribeSubnets', 'Subnets', 'SubnetId', { Filters: [{ Name, Values }] })
  for (const name of ['cidr', 'cidr-block', 'cidrBlock']) assert.deepEqual(by(name, '10.0.0.0/24'), [first])
  for (const name of ['availability-zone', 'availabilityZone']) assert.deepEqual(by(name, 'us-east-1b'), [second])
  for (const name of ['default-for-az', 'defaultForAz']) assert.deepEqual(by(name, 'false'), [first, second])
  assert.deepEqual(by('available-ip-address-count', '123'), [second])
  assert.deepEqual(by('vpc-id', VpcId), [first, second])
  assert.deepEqual(by('vpc-id'), [])
  const mismatch = { SubnetIds: [first], Filters: [{ Name: 'cidr', Values: ['10.0.1.0/25'] }] }
  assert.deepEqual(scene.list('DescribeSubnets', 'Subnets', mismatch), [])
})
