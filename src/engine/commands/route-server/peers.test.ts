// CreateRouteServerPeer, DescribeRouteServerPeers, DeleteRouteServerPeer and their lifecycle (reference 4.9 to 4.11).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AWS_QUOTAS } from '../../quotas.ts'
import type { Settings } from '../../decision.ts'
import { recordsBy } from '../../state.ts'
import { TestWorld, at } from '../../test-world.test.ts'

const describe = (world: TestWorld, id: string): unknown =>
  at(world.call('DescribeRouteServerPeers', { RouteServerPeerIds: [id] }), 'RouteServerPeers', 0)

const BFD = { BgpOptions: { PeerAsn: 65001, PeerLivenessDetection: 'bfd' } }

test('pending with the data of its endpoint and a session that is down; then available', () => {
  const { world, rs, vpcId, subnet, endpoint } = setUp()
  const request = { RouteServerEndpointId: endpoint, PeerAddress: '10.0.1.200', BgpOptions: { PeerAsn: 4294967295 } }
  const answer = at(world.call('CreateRouteServerPeer', request), 'RouteServerPeer')
  const id = at(answer, 'RouteServerPeerId') as string
  assert.match(id, /^rsp-[0-9a-f]{17}$/)
  const expected = {
    RouteServerPeerId: id,
    RouteServerEndpointId: endpoint,
    RouteServerId: rs,
    VpcId: vpcId,
    SubnetId: subnet,
    State: 'pending',
    EndpointEniId: world.region.tables['route-server-endpoint'].get(endpoint)?.eniId,
    EndpointEniAddress: '10.0.1.4',
    PeerAddress: '10.0.1.200',
    BgpOptions: { PeerAsn: 4294967295, PeerLivenessDetection: 'bgp-keepalive' },
    BgpStatus: { Status: 'down' },
  }
  assert.deepEqual(answer, expected)
  assert.deepEqual(describe(world, id), { ...expected, State: 'available', Tags: [] })
})

test('BFD status is shown for peers that use BFD; both follow the router while the peer is available', () => {
  const { world, endpoint } = setUp()
  const plain = world.peer(endpoint, '10.0.1.10')
  const quick = world.peer(endpoint, '10.0.1.11', BFD)
  const status = (id: string): unknown[] => [
    at(describe(world, id), 'BgpStatus', 'Status'),
    at(describe(world, id), 'BfdStatus', 'Status'),
  ]
  assert.deepEqual(
    [status(plain), status(quick)],
    [
      ['down', undefined],
      ['down', 'down'],
    ],
  )
  for (const id of [plain, quick]) world.peers.set(id, { bgp: 'up', bfd: 'up' })
  assert.deepEqual(
    [status(plain), status(quick)],
    [
      ['up', undefined],
      ['up', 'up'],
    ],
  )
  world.call('DeleteRouteServerPeer', { RouteServerPeerId: quick })
  assert.deepEqual(status(quick), ['down', 'down'])
})

test('the group of the endpoint is opened for BGP, and for BFD where it is used, and closed again', () => {
  const { world, endpoint } = setUp()
  const groupId = world.region.tables['route-server-endpoint'].get(endpoint)?.securityGroupId as string
  const ingress = (): unknown[] =>
    recordsBy(world.region, 'rulesBySecurityGroup', groupId)
      .filter((rule) => !rule.isEgress)
      .map((rule) => [rule.ipProtocol, rule.fromPort, rule.toPort, rule.cidrIpv4])
  const plain = world.peer(endpoint, '10.0.1.10')
  const quick = world.peer(endpoint, '10.0.1.11', BFD)
  const ofPlain = ['tcp', 179, 179, '10.0.1.10/32']
  assert.deepEqual(ingress(), [ofPlain, ['tcp', 179, 179, '10.0.1.11/32'], ['udp', 3784, 3784, '10.0.1.11/32']])
  world.call('DeleteRouteServerPeer', { RouteServerPeerId: quick })
  world.settle()
  assert.deepEqual(ingress(), [ofPlain])
  world.call('DeleteRouteServerPeer', { RouteServerPeerId: plain })
  world.settle()
  assert.deepEqual(ingress(), [])
})

test('each state as long as the delay says; delete is refused in all but available and failed', () => {
  const { world, endpoint } = setUp({ lifecycleDelaySeconds: 1 })
  const id = world.peer(endpoint)
  const request = { RouteServerPeerId: id }
  const state = (): unknown => at(describe(world, id), 'State')
  assert.equal(state(), 'pending')
  assert.equal(world.refused('DeleteRouteServerPeer', request).code, 'IncorrectState')
  world.advance(1_000)
  assert.equal(state(), 'available')
  assert.equal(at(world.call('DeleteRouteServerPeer', request), 'RouteServerPeer', 'State'), 'deleting')
  assert.equal(world.refused('DeleteRouteServerPeer', request).code, 'IncorrectState')
  world.advance(1_000)
  assert.equal(state(), 'deleted')
  const error = world.refused('DeleteRouteServerPeer', request)
  assert.equal(error.code, 'IncorrectState')
  assert.match(error.message, new RegExp(`${id}.*'deleted'`))
  world.advance(60 * 60_000)
  const ids = { RouteServerPeerIds: [id] }
  assert.equal(world.refused('DescribeRouteServerPeers', ids).code, 'InvalidRouteServerPeerId.NotFound')
})

test('a peer whose endpoint failed meanwhile fails too, and can be deleted', () => {
  const { world, endpoint } = setUp({ lifecycleDelaySeconds: 1 })
  const id = world.peer(endpoint)
  world.failEndpoint(endpoint, 'no socket')
  world.advance(1_000)
  assert.equal(at(describe(world, id), 'State'), 'failing')
  assert.match(at(describe(world, id), 'FailureReason') as string, new RegExp(endpoint))
  assert.equal(world.refused('DeleteRouteServerPeer', { RouteServerPeerId: id }).code, 'IncorrectState')
  world.advance(1_000)
  assert.equal(at(describe(world, id), 'State'), 'failed')
  world.call('DeleteRouteServerPeer', { RouteServerPeerId: id })
  world.advance(1_000)
  world.call('DeleteRouteServerEndpoint', { RouteServerEndpointId: endpoint })
})

test('an address once per endpoint, at any endpoint; a deleted peer does not count', () => {
  const { world, rs, subnet, endpoint } = setUp()
  const id = world.peer(endpoint, '10.0.1.10')
  const request = { RouteServerEndpointId: endpoint, PeerAddress: '10.0.1.10', BgpOptions: { PeerAsn: 7 } }
  const error = world.refused('CreateRouteServerPeer', request)
  assert.equal(error.code, 'InvalidRouteServerPeer.Duplicate')
  assert.match(error.message, new RegExp(id))
  world.peer(world.endpoint(rs, subnet), '10.0.1.10')
  world.call('DeleteRouteServerPeer', { RouteServerPeerId: id })
  assert.equal(world.refusedAtOnce('CreateRouteServerPeer', request).code, 'InvalidRouteServerPeer.Duplicate')
  world.call('CreateRouteServerPeer', request)
})

test('an address of no interface and of no subnet is accepted, and the ASN of the route server itself', () => {
  const { world, endpoint } = setUp()
  world.peer(endpoint, '10.0.77.1', { BgpOptions: { PeerAsn: 65000 } })
})

test('addresses that no device can have', () => {
  const { world, vpcId, endpoint } = setUp()
  world.subnet(vpcId, '10.0.2.0/24')
  const refused = ['0.0.0.0', '0.1.2.3', '127.0.1.4', '224.0.0.5', '240.0.0.1', '255.255.255.255']
  const ofSubnets = ['10.0.1.4', '10.0.1.0', '10.0.1.255', '10.0.2.0', '10.0.2.255']
  for (const PeerAddress of [...refused, ...ofSubnets, '172.31.0.9', '11.0.1.9', '10.0.1', '::1', 'x']) {
    const request = { RouteServerEndpointId: endpoint, PeerAddress, BgpOptions: { PeerAsn: 1 } }
    const error = world.refused('CreateRouteServerPeer', request)
    assert.equal(error.code, 'InvalidParameterValue', PeerAddress)
    assert.match(error.message, /parameter peerAddress is invalid/)
  }
})

test('every IPv4 block of the VPC counts as inside', () => {
  const { world, vpcId, endpoint } = setUp()
  const vpc = world.region.tables.vpc.get(vpcId)
  const more = { associationId: 'vpc-cidr-assoc-00000000', cidrBlock: '172.31.0.0/16', state: 'associated' } as const
  const cidrAssociations = [...(vpc?.cidrAssociations ?? []), more]
  const common = { scope: world.scope, at: world.now } as const
  world.apply([{ type: 'Changed', ...common, kind: 'vpc', id: vpcId, changes: { cidrAssociations } }])
  world.peer(endpoint, '172.31.0.9')
})

test('host network: a device may be anywhere', () => {
  const world = new TestWorld({ network: 'host' })
  world.localAddresses = ['10.0.1.77']
  const vpcId = world.vpc()
  const endpoint = world.endpoint(world.associated(vpcId), world.subnet(vpcId))
  world.peer(endpoint, '192.0.2.1')
})

test('parameters of BGP', () => {
  const { world, endpoint } = setUp()
  const base = { RouteServerEndpointId: endpoint, PeerAddress: '10.0.1.10' }
  const error = (BgpOptions: object | undefined): [string, string] => {
    const { code, message } = world.refused('CreateRouteServerPeer', { ...base, ...(BgpOptions && { BgpOptions }) })
    return [code, message]
  }
  assert.deepEqual(error({})[0], 'MissingParameter')
  assert.match(error({})[1], /BgpOptions\.PeerAsn/)
  assert.equal(error(undefined)[0], 'MissingParameter')
  for (const options of [
    { PeerAsn: 0 },
    { PeerAsn: 4294967296 },
    { PeerAsn: -1 },
    { PeerAsn: 1, PeerLivenessDetection: 'BFD' },
  ]) {
    assert.equal(error(options)[0], 'InvalidParameterValue')
  }
})

test('twenty peers at an endpoint; deleted ones do not count', () => {
  const { world, endpoint } = setUp({ quotas: AWS_QUOTAS })
  const ids = Array.from({ length: 20 }, (_, n) => world.peer(endpoint, `10.0.1.${n + 10}`))
  const request = { RouteServerEndpointId: endpoint, PeerAddress: '10.0.1.99', BgpOptions: { PeerAsn: 1 } }
  const error = world.refused('CreateRouteServerPeer', request)
  assert.equal(error.code, 'RouteServerPeerLimitExceeded')
  assert.match(error.message, /20/)
  world.call('DeleteRouteServerPeer', { RouteServerPeerId: ids[3] })
  world.call('CreateRouteServerPeer', request)
})

test('unknown and malformed ids', () => {
  const { world } = setUp()
  const create = (RouteServerEndpointId: string): string => {
    const request = { RouteServerEndpointId, PeerAddress: '10.0.1.9', BgpOptions: { PeerAsn: 1 } }
    return world.refused('CreateRouteServerPeer', request).code
  }
  assert.equal(create('rse-00000000'), 'InvalidRouteServerEndpointId.NotFound')
  assert.equal(create('rs-00000000'), 'InvalidRouteServerEndpointId.Malformed')
  const remove = (RouteServerPeerId: string): string =>
    world.refused('DeleteRouteServerPeer', { RouteServerPeerId }).code
  assert.equal(remove('rsp-00000000'), 'InvalidRouteServerPeerId.NotFound')
  assert.equal(remove('rsp-0000000G'), 'InvalidRouteServerPeerId.Malformed')
})

interface Parts {
  readonly world: TestWorld
  readonly vpcId: string
  readonly rs: string
  readonly subnet: string
  readonly endpoint: string
}

function setUp(settings: Partial<Settings> = {}): Parts {
  const world = new TestWorld(settings)
  const vpcId = world.vpc()
  const rs = world.routeServer()
  world.advance(1_000)
  world.call('AssociateRouteServer', { RouteServerId: rs, VpcId: vpcId })
  world.advance(1_000)
  const subnet = world.subnet(vpcId)
  const endpoint = world.endpoint(rs, subnet)
  world.advance(1_000)
  return { world, vpcId, rs, subnet, endpoint }
}
