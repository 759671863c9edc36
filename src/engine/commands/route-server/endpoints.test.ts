// CreateRouteServerEndpoint, DescribeRouteServerEndpoints, DeleteRouteServerEndpoint and their lifecycle (reference 4.6
// to 4.8), with the network interface and security group that come and go with an endpoint.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { created } from '../../events.ts'
import { AWS_QUOTAS } from '../../quotas.ts'
import { recordsBy } from '../../state.ts'
import { TestWorld, at } from '../../test-world.test.ts'

const describe = (world: TestWorld, id: string): unknown =>
  at(world.call('DescribeRouteServerEndpoints', { RouteServerEndpointIds: [id] }), 'RouteServerEndpoints', 0)

test('pending without interface; available with one, which takes the lowest free address', () => {
  const world = new TestWorld()
  const { rs, vpcId, subnet } = setUp(world)
  const request = { RouteServerId: rs, SubnetId: subnet }
  const answer = at(world.call('CreateRouteServerEndpoint', request), 'RouteServerEndpoint')
  const id = at(answer, 'RouteServerEndpointId') as string
  assert.match(id, /^rse-[0-9a-f]{17}$/)
  const ids = { RouteServerId: rs, RouteServerEndpointId: id, VpcId: vpcId, SubnetId: subnet }
  assert.deepEqual(answer, { ...ids, State: 'pending' })
  const available = describe(world, id)
  const eniId = at(available, 'EniId') as string
  assert.deepEqual(available, { ...ids, EniId: eniId, EniAddress: '10.0.1.4', State: 'available', Tags: [] })
  const eni = world.region.tables['network-interface'].get(eniId)
  assert.equal(eni?.status, 'in-use')
  assert.equal(eni.requesterManaged, true)
  assert.equal(eni.managedBy, id)
  assert.match(eni.description, new RegExp(id))
  assert.match(eni.macAddress, /^0e(:[0-9a-f]{2}){5}$/)
  const [groupId] = eni.securityGroupIds
  assert.equal(world.region.tables['security-group'].get(groupId as string)?.managedBy, id)
  assert.deepEqual(
    recordsBy(world.region, 'rulesBySecurityGroup', groupId as string).map((rule) => [rule.isEgress, rule.cidrIpv4]),
    [[true, '0.0.0.0/0']],
  )
})

test('an address that a device has is not taken', () => {
  const world = new TestWorld()
  const { rs, subnet } = setUp(world)
  world.eni(subnet, '10.0.1.4')
  world.eni(subnet, '10.0.1.6')
  const addresses = [1, 2].map(() => at(describe(world, world.endpoint(rs, subnet)), 'EniAddress'))
  assert.deepEqual(addresses, ['10.0.1.5', '10.0.1.7'])
})

test('deleting, then a tombstone; interface, group and rules are gone and the address is free again', () => {
  const world = new TestWorld({ lifecycleDelaySeconds: 1 })
  const { rs, subnet } = setUp(world)
  const id = world.endpoint(rs, subnet)
  assert.equal(world.refused('DeleteRouteServerEndpoint', { RouteServerEndpointId: id }).code, 'IncorrectState')
  world.advance(1_000)
  const answer = world.call('DeleteRouteServerEndpoint', { RouteServerEndpointId: id })
  assert.equal(at(answer, 'RouteServerEndpoint', 'State'), 'deleting')
  assert.equal(world.region.tables['network-interface'].size, 1)
  assert.equal(world.refused('DeleteRouteServerEndpoint', { RouteServerEndpointId: id }).code, 'IncorrectState')
  world.advance(1_000)
  assert.equal(at(describe(world, id), 'State'), 'deleted')
  for (const kind of ['network-interface', 'security-group', 'security-group-rule'] as const) {
    assert.equal(world.region.tables[kind].size, 0, kind)
  }
  const error = world.refused('DeleteRouteServerEndpoint', { RouteServerEndpointId: id })
  assert.equal(error.code, 'IncorrectState')
  assert.match(error.message, new RegExp(`${id}.*'deleted'`))
  world.endpoint(rs, subnet)
  world.advance(60 * 60_000)
  const ids = { RouteServerEndpointIds: [id] }
  assert.equal(world.refused('DescribeRouteServerEndpoints', ids).code, 'InvalidRouteServerEndpointId.NotFound')
})

test('two endpoints in a subnet, ten at a route server; deleted ones do not count', () => {
  const world = new TestWorld({ quotas: AWS_QUOTAS })
  const { rs, vpcId, subnet } = setUp(world)
  const subnets = [subnet, ...[2, 3, 4, 5, 6].map((n) => world.subnet(vpcId, `10.0.${n}.0/24`))]
  const ids = subnets.slice(0, 5).flatMap((one) => [world.endpoint(rs, one), world.endpoint(rs, one)])
  const code = (SubnetId: string): string =>
    world.refused('CreateRouteServerEndpoint', { RouteServerId: rs, SubnetId }).code
  assert.equal(code(subnets[0] as string), 'RouteServerEndpointLimitExceeded')
  assert.equal(code(subnets[5] as string), 'RouteServerEndpointLimitExceeded')
  world.call('DeleteRouteServerEndpoint', { RouteServerEndpointId: ids[0] })
  world.endpoint(rs, subnets[5] as string)
})

test('without quotas there may be many', () => {
  const world = new TestWorld()
  const { rs, subnet } = setUp(world)
  for (let n = 0; n < 12; n++) world.endpoint(rs, subnet)
  assert.equal(world.region.indexes.endpointsByRouteServer.get(rs)?.size, 12)
})

test('subnets that cannot have an endpoint', () => {
  const world = new TestWorld()
  const { rs, vpcId } = setUp(world)
  const foreign = world.subnet(world.vpc('10.1.0.0/16'), '10.1.1.0/24')
  const ipv6Only = world.subnet(vpcId, '')
  const full = world.subnet(vpcId, '10.0.9.0/28')
  for (let n = 4; n <= 14; n++) world.eni(full, `10.0.9.${n}`)
  const code = (SubnetId: string): string =>
    world.refused('CreateRouteServerEndpoint', { RouteServerId: rs, SubnetId }).code
  assert.equal(code(foreign), 'InvalidParameterValue')
  assert.equal(code(ipv6Only), 'InvalidParameterValue')
  assert.equal(code(full), 'InsufficientFreeAddressesInSubnet')
  assert.equal(code('subnet-00000000'), 'InvalidSubnetID.NotFound')
  const unknown = { RouteServerId: 'rs-00000000', SubnetId: full }
  assert.equal(world.refused('CreateRouteServerEndpoint', unknown).code, 'InvalidRouteServerId.NotFound')
  assert.equal(world.refused('CreateRouteServerEndpoint', { RouteServerId: rs }).code, 'MissingParameter')
})

test('pending endpoints have a claim on the last addresses', () => {
  const world = new TestWorld({ lifecycleDelaySeconds: 1 })
  const { rs, vpcId } = setUp(world)
  const subnet = world.subnet(vpcId, '10.0.9.0/28')
  for (let n = 5; n <= 14; n++) world.eni(subnet, `10.0.9.${n}`)
  const request = { RouteServerId: rs, SubnetId: subnet }
  world.call('CreateRouteServerEndpoint', request)
  assert.equal(world.refused('CreateRouteServerEndpoint', request).code, 'InsufficientFreeAddressesInSubnet')
})

test('an endpoint whose address was taken meanwhile fails, says why, and can be deleted', () => {
  const world = new TestWorld({ lifecycleDelaySeconds: 1 })
  const { rs, vpcId } = setUp(world)
  const subnet = world.subnet(vpcId, '10.0.9.0/28')
  for (let n = 5; n <= 14; n++) world.eni(subnet, `10.0.9.${n}`)
  const id = world.endpoint(rs, subnet)
  world.eni(subnet, '10.0.9.4')
  world.advance(1_000)
  assert.equal(at(describe(world, id), 'State'), 'failing')
  assert.match(at(describe(world, id), 'FailureReason') as string, new RegExp(subnet))
  assert.equal(world.refused('DeleteRouteServerEndpoint', { RouteServerEndpointId: id }).code, 'IncorrectState')
  world.advance(1_000)
  assert.equal(at(describe(world, id), 'State'), 'failed')
  world.call('DeleteRouteServerEndpoint', { RouteServerEndpointId: id })
  world.advance(1_000)
  assert.equal(at(describe(world, id), 'State'), 'deleted')
})

test('loopback network: one address of 127.0.0.0/8 belongs to one endpoint of all accounts and regions', () => {
  const world = new TestWorld()
  const first = setUp(world)
  const id = world.endpoint(first.rs, first.subnet)
  world.scope = { account: '111111111111', region: 'eu-west-1' }
  const second = setUp(world, '172.0.0.0/16', '172.0.1.0/24')
  const other = world.endpoint(second.rs, second.subnet)
  assert.equal(at(describe(world, other), 'State'), 'failed')
  assert.match(at(describe(world, other), 'FailureReason') as string, new RegExp(`127.0.1.4.*${id}`))
  assert.equal(world.region.tables['network-interface'].size, 0)
  const apart = world.subnet(second.vpcId, '172.0.2.0/24')
  assert.equal(at(describe(world, world.endpoint(second.rs, apart)), 'EniAddress'), '172.0.2.4')
})

test('an address on the loopback network is free again when its endpoint is deleted, after a restart too', () => {
  const world = new TestWorld()
  const first = setUp(world)
  const id = world.endpoint(first.rs, first.subnet)
  world.restart()
  const second = setUp(world, '172.0.0.0/16', '172.0.1.0/24')
  assert.equal(at(describe(world, world.endpoint(second.rs, second.subnet)), 'State'), 'failed')
  world.call('DeleteRouteServerEndpoint', { RouteServerEndpointId: id })
  assert.equal(at(describe(world, world.endpoint(second.rs, second.subnet)), 'State'), 'available')
})

test('host network: an endpoint takes an address of a local interface', () => {
  const world = new TestWorld({ network: 'host' })
  world.localAddresses = ['127.0.0.1', '10.0.1.77', '192.168.7.7', '10.0.1.78']
  const { rs, subnet } = setUp(world)
  const addresses = [1, 2].map(() => at(describe(world, world.endpoint(rs, subnet)), 'EniAddress'))
  assert.deepEqual(addresses, ['10.0.1.77', '10.0.1.78'])
  const request = { RouteServerId: rs, SubnetId: subnet }
  assert.equal(world.refused('CreateRouteServerEndpoint', request).code, 'InsufficientFreeAddressesInSubnet')
})

test('host network: the same block in two VPCs does not hand out an address twice', () => {
  const world = new TestWorld({ network: 'host' })
  world.localAddresses = ['10.0.1.77']
  const first = setUp(world)
  world.endpoint(first.rs, first.subnet)
  const second = setUp(world)
  const request = { RouteServerId: second.rs, SubnetId: second.subnet }
  assert.equal(world.refused('CreateRouteServerEndpoint', request).code, 'InsufficientFreeAddressesInSubnet')
})

test('what the router cannot serve fails and keeps its interface until it is deleted', () => {
  const world = new TestWorld()
  const { rs, subnet } = setUp(world)
  const id = world.endpoint(rs, subnet)
  world.failEndpoint(id, 'port 179 is in use')
  assert.equal(at(describe(world, id), 'State'), 'failed')
  assert.equal(at(describe(world, id), 'FailureReason'), 'port 179 is in use')
  assert.equal(at(describe(world, id), 'EniAddress'), '10.0.1.4')
  const events = world.log.length
  world.failEndpoint(id, 'again')
  world.failEndpoint('rse-00000000', 'never was')
  assert.equal(world.log.length, events)
  const peer = { RouteServerEndpointId: id, PeerAddress: '10.0.1.9', BgpOptions: { PeerAsn: 1 } }
  assert.equal(world.refused('CreateRouteServerPeer', peer).code, 'IncorrectState')
  world.call('DeleteRouteServerEndpoint', { RouteServerEndpointId: id })
  world.settle()
  assert.equal(world.region.tables['network-interface'].size, 0)
})

test('a group that someone else uses keeps an endpoint from going: delete-failed, and later again', () => {
  const world = new TestWorld()
  const { rs, subnet } = setUp(world)
  const id = world.endpoint(rs, subnet)
  const groupId = world.region.tables['route-server-endpoint'].get(id)?.securityGroupId as string
  const eniId = world.eni(subnet, '10.0.1.99', [groupId])
  world.call('DeleteRouteServerEndpoint', { RouteServerEndpointId: id })
  assert.equal(at(describe(world, id), 'State'), 'delete-failed')
  assert.match(at(describe(world, id), 'FailureReason') as string, new RegExp(`${groupId}.*${eniId}`))
  world.apply([{ type: 'Removed', scope: world.scope, at: world.now, kind: 'network-interface', id: eniId }])
  world.call('DeleteRouteServerEndpoint', { RouteServerEndpointId: id })
  const gone = describe(world, id)
  assert.deepEqual([at(gone, 'State'), at(gone, 'FailureReason')], ['deleted', undefined])
})

test('so does a rule that names the group', () => {
  const world = new TestWorld()
  const { rs, vpcId, subnet } = setUp(world)
  const id = world.endpoint(rs, subnet)
  const referencedGroupId = world.region.tables['route-server-endpoint'].get(id)?.securityGroupId as string
  const group = { id: 'sg-00000000', vpcId, name: 'other', description: '', tags: [] }
  const rule = { id: 'sgr-00000000', groupId: group.id, isEgress: false, ipProtocol: '-1', referencedGroupId, tags: [] }
  world.apply([
    created(world.context, 'security-group', group.id, group),
    created(world.context, 'security-group-rule', rule.id, rule),
  ])
  world.call('DeleteRouteServerEndpoint', { RouteServerEndpointId: id })
  assert.equal(at(describe(world, id), 'State'), 'delete-failed')
  assert.match(at(describe(world, id), 'FailureReason') as string, /sg-00000000/)
})

function setUp(
  world: TestWorld,
  block = '10.0.0.0/16',
  inner = '10.0.1.0/24',
): { readonly rs: string; readonly vpcId: string; readonly subnet: string } {
  const vpcId = world.vpc(block)
  const rs = world.routeServer()
  world.advance(1_000)
  world.call('AssociateRouteServer', { RouteServerId: rs, VpcId: vpcId })
  world.advance(1_000)
  return { rs, vpcId, subnet: world.subnet(vpcId, inner) }
}
