// What a region starts with, CreateDefaultVpc, CreateDefaultSubnet, DHCP options, zones, regions and the account.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at } from '../../test-world.test.ts'
import { Scene } from './scene.test.ts'

const scene = (region: string, defaultVpc = true): Scene => {
  const made = new Scene({ defaultVpc })
  made.scope = { account: '123456789012', region }
  return made
}

test('each account and region starts with its own default VPC', () => {
  const world = scene('us-west-1')
  const [vpc, ...others] = world.list('DescribeVpcs', 'Vpcs')
  assert.deepEqual(others, [])
  assert.equal(vpc?.['CidrBlock'], '172.31.0.0/16')
  assert.equal(vpc?.['IsDefault'], true)
  assert.equal(vpc?.['State'], 'available')
  assert.equal(vpc?.['OwnerId'], '123456789012')
  const subnets = world.list('DescribeSubnets', 'Subnets')
  assert.deepEqual(
    subnets.map((subnet) => [subnet['AvailabilityZone'], subnet['AvailabilityZoneId'], subnet['CidrBlock']]),
    [
      ['us-west-1a', 'usw1-az3', '172.31.0.0/20'],
      ['us-west-1b', 'usw1-az1', '172.31.16.0/20'],
    ],
  )
  assert.ok(subnets.every((subnet) => subnet['DefaultForAz'] === true && subnet['MapPublicIpOnLaunch'] === true))
  const attribute = { VpcId: vpc['VpcId'], Attribute: 'enableDnsHostnames' }
  assert.equal(at(world.call('DescribeVpcAttribute', attribute), 'EnableDnsHostnames', 'Value'), true)
  const [gateway] = world.list('DescribeInternetGateways', 'InternetGateways')
  assert.deepEqual(gateway?.['Attachments'], [{ State: 'available', VpcId: vpc['VpcId'] }])
  const routes = world.routes(world.mainTable(vpc['VpcId'] as string))
  assert.deepEqual(
    routes.map((route) => [route['DestinationCidrBlock'], route['GatewayId'], route['State']]),
    [
      ['172.31.0.0/16', 'local', 'active'],
      ['0.0.0.0/0', gateway?.['InternetGatewayId'], 'active'],
    ],
  )
  world.scope = { account: '123456789012', region: 'us-east-1' }
  assert.equal(world.list('DescribeSubnets', 'Subnets').length, 6)
  world.scope = { account: '000000000001', region: 'us-west-1' }
  assert.notEqual(world.list('DescribeVpcs', 'Vpcs')[0]?.['VpcId'], vpc['VpcId'])
  assert.deepEqual(scene('us-west-1', false).list('DescribeVpcs', 'Vpcs'), [])
})

test('the default VPC and its subnets can be deleted and made again', () => {
  const world = scene('ap-northeast-1')
  const zones = ['ap-northeast-1a', 'ap-northeast-1c', 'ap-northeast-1d']
  world.refuses(
    'CreateDefaultVpc',
    {},
    'DefaultVpcAlreadyExists',
    /^A Default VPC already exists for this account in this region\.$/,
  )
  const ids = world.pick('DescribeSubnets', 'Subnets', 'SubnetId')
  for (const [i, zone] of zones.entries()) {
    const text = new RegExp(`^'${String(ids[i])}' is already the default subnet in ${zone}\\.$`)
    const code = 'DefaultSubnetAlreadyExistsInAvailabilityZone'
    world.refuses('CreateDefaultSubnet', { AvailabilityZone: zone }, code, text)
  }
  for (const SubnetId of ids) world.call('DeleteSubnet', { SubnetId })
  const made = zones.map((AvailabilityZone) =>
    world.get('CreateDefaultSubnet', { AvailabilityZone }, 'Subnet', 'CidrBlock'),
  )
  assert.deepEqual(made, ['172.31.0.0/20', '172.31.16.0/20', '172.31.32.0/20'])
  world.refuses('CreateDefaultSubnet', {}, 'MissingParameter')
  world.refuses('CreateDefaultSubnet', { AvailabilityZone: 'mars-1a' }, 'InvalidParameterValue')
  for (const SubnetId of world.pick('DescribeSubnets', 'Subnets', 'SubnetId')) world.call('DeleteSubnet', { SubnetId })
  const VpcId = world.pick('DescribeVpcs', 'Vpcs', 'VpcId')[0]
  const InternetGatewayId = world.pick('DescribeInternetGateways', 'InternetGateways', 'InternetGatewayId')[0]
  world.call('DetachInternetGateway', { InternetGatewayId, VpcId })
  world.call('DeleteInternetGateway', { InternetGatewayId })
  world.call('DeleteVpc', { VpcId })
  world.refuses(
    'CreateDefaultSubnet',
    { AvailabilityZone: zones[0] },
    'DefaultVpcDoesNotExist',
    /^No default VPC exists for this account in this region\.$/,
  )
  world.call('CreateDefaultVpc', {})
  assert.equal(world.list('DescribeSubnets', 'Subnets').length, 3)
  assert.equal(world.list('DescribeDhcpOptions', 'DhcpOptions').length, 1)
})

test('a default subnet takes the first block that is free', () => {
  const world = scene('us-west-1')
  const [first] = world.pick('DescribeSubnets', 'Subnets', 'SubnetId')
  const VpcId = world.pick('DescribeVpcs', 'Vpcs', 'VpcId')[0] as string
  world.call('DeleteSubnet', { SubnetId: first })
  world.newSubnet(VpcId, '172.31.0.0/24')
  const answer = world.call('CreateDefaultSubnet', { AvailabilityZoneId: 'usw1-az3' })
  assert.equal(at(answer, 'Subnet', 'CidrBlock'), '172.31.32.0/20')
  for (let n = 3; n < 16; n++) world.newSubnet(VpcId, `172.31.${n * 16}.0/20`)
  const [, , second] = world.pick('DescribeSubnets', 'Subnets', 'SubnetId')
  world.call('DeleteSubnet', { SubnetId: second })
  world.newSubnet(VpcId, '172.31.32.0/20')
  const request = { AvailabilityZone: 'us-west-1a' }
  world.refuses('CreateDefaultSubnet', request, 'InsufficientFreeAddressesInVpc')
})

test('zones of the region, by name, id and filter', () => {
  const world = scene('us-east-1')
  const zones = (request: object): readonly unknown[] =>
    world.pick('DescribeAvailabilityZones', 'AvailabilityZones', 'ZoneId', request)
  assert.deepEqual(zones({}), ['use1-az6', 'use1-az1', 'use1-az2', 'use1-az4', 'use1-az3', 'use1-az5'])
  assert.deepEqual(zones({ ZoneNames: ['us-east-1b'] }), ['use1-az1'])
  assert.deepEqual(zones({ ZoneIds: ['use1-az5'] }), ['use1-az5'])
  assert.deepEqual(zones({ Filters: [{ Name: 'zone-name', Values: ['us-east-1a'] }] }), ['use1-az6'])
  assert.deepEqual(zones({ Filters: [{ Name: 'state', Values: ['unavailable'] }] }), [])
  assert.deepEqual(zones({ Filters: [{ Name: 'state' }] }), [])
  const [zone] = world.list('DescribeAvailabilityZones', 'AvailabilityZones')
  assert.equal(zone?.['RegionName'], 'us-east-1')
  assert.deepEqual(zone?.['Messages'], [])
  world.refuses('DescribeAvailabilityZones', { ZoneNames: ['eu-west-1a'] }, 'InvalidParameterValue')
  world.refuses('DescribeAvailabilityZones', { ZoneIds: ['euw1-az1'] }, 'InvalidParameterValue')
  world.scope = { ...world.scope, region: 'us-gov-west-1' }
  assert.deepEqual(zones({}), ['usgw1-az1', 'usgw1-az2', 'usgw1-az3'])
})

test('regions: those in use, and all when asked', () => {
  const world = scene('us-east-1')
  const names = (request: object): readonly unknown[] => world.pick('DescribeRegions', 'Regions', 'RegionName', request)
  assert.equal(names({}).length, 17)
  assert.ok(!names({}).includes('ap-east-1'))
  assert.ok(names({ AllRegions: true }).includes('ap-east-1'))
  assert.deepEqual(world.list('DescribeRegions', 'Regions', { RegionNames: ['ap-east-1'] }), [
    { OptInStatus: 'not-opted-in', RegionName: 'ap-east-1', Endpoint: 'ec2.ap-east-1.amazonaws.com' },
  ])
  assert.deepEqual(names({ Filters: [{ Name: 'region-name', Values: ['eu-west-*'] }] }), [
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
  ])
  world.refuses('DescribeRegions', { RegionNames: ['mars-1'] }, 'InvalidParameterValue')
  world.scope = { ...world.scope, region: 'lab-1' }
  assert.ok(names({}).includes('lab-1'))
})

test('account attributes', () => {
  const world = scene('us-east-1')
  const platforms = world.call('DescribeAccountAttributes', { AttributeNames: ['supported-platforms'] })
  assert.deepEqual(platforms, {
    AccountAttributes: [{ AttributeName: 'supported-platforms', AttributeValues: [{ AttributeValue: 'VPC' }] }],
  })
  const [vpcId] = world.pick('DescribeVpcs', 'Vpcs', 'VpcId')
  const all = world.list('DescribeAccountAttributes', 'AccountAttributes')
  const found = all.find((attribute) => attribute['AttributeName'] === 'default-vpc')
  assert.equal(at(found, 'AttributeValues', 0, 'AttributeValue'), vpcId)
})

test('DHCP options: made, listed, given to a VPC, kept while in use', () => {
  const world = scene('us-west-1')
  const configurations = [
    { Key: 'domain-name', Values: ['example.com'] },
    { Key: 'domain-name-servers', Values: ['10.0.0.6', '10.0.0.7'] },
  ]
  const id = world.get('CreateDhcpOptions', { DhcpConfigurations: configurations }, 'DhcpOptions', 'DhcpOptionsId')
  const VpcId = world.newVpc()
  world.call('AssociateDhcpOptions', { DhcpOptionsId: id, VpcId })
  const inUse = world.pick('DescribeVpcs', 'Vpcs', 'VpcId', { Filters: [{ Name: 'dhcp-options-id', Values: [id] }] })
  assert.deepEqual(inUse, [VpcId])
  world.refuses('DeleteDhcpOptions', { DhcpOptionsId: id }, 'DependencyViolation')
  const byValue = { Filters: [{ Name: 'value', Values: ['10.0.0.7'] }] }
  const [options] = world.list('DescribeDhcpOptions', 'DhcpOptions', byValue)
  assert.deepEqual(options?.['DhcpConfigurations'], [
    { Key: 'domain-name', Values: [{ Value: 'example.com' }] },
    { Key: 'domain-name-servers', Values: [{ Value: '10.0.0.6' }, { Value: '10.0.0.7' }] },
  ])
  world.call('AssociateDhcpOptions', { DhcpOptionsId: 'default', VpcId })
  assert.deepEqual(world.pick('DescribeVpcs', 'Vpcs', 'DhcpOptionsId', { VpcIds: [VpcId] }), ['default'])
  world.call('DeleteDhcpOptions', { DhcpOptionsId: id })
  const gone = { DhcpOptionsIds: [id] }
  world.refuses('DescribeDhcpOptions', gone, 'InvalidDhcpOptionID.NotFound')
  world.refuses('DeleteDhcpOptions', { DhcpOptionsId: id }, 'InvalidDhcpOptionID.NotFound')
  world.refuses('DeleteDhcpOptions', { DhcpOptionsId: 'foo-abcd1234' }, 'InvalidDhcpOptionsId.Malformed')
  world.refuses('AssociateDhcpOptions', { DhcpOptionsId: 'foo', VpcId }, 'InvalidDhcpOptionID.NotFound')
  world.refuses('AssociateDhcpOptions', { DhcpOptionsId: 'default', VpcId: 'foo' }, 'InvalidVpcID.NotFound')
})

test('DHCP options that are refused', () => {
  const world = scene('us-west-1')
  const bad: readonly (readonly [string, readonly string[]])[] = [
    ['ntp-servers', ['f', 'f', 'f', 'f', 'f']],
    ['netbios-node-type', ['0']],
    ['colour', ['red']],
    ['domain-name', ['a', 'b']],
    ['domain-name-servers', ['nowhere']],
    ['netbios-name-servers', []],
    ['ipv6-address-preferred-lease-time', ['soon']],
  ]
  for (const [Key, Values] of bad) {
    const request = { DhcpConfigurations: [{ Key, Values }] }
    world.refuses('CreateDhcpOptions', request, 'InvalidParameterValue')
  }
  world.refuses('CreateDhcpOptions', { DhcpConfigurations: [] }, 'MissingParameter')
})
