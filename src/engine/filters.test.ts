import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeRouteServerPeers } from '../model/route-server/peer.ts'
import { describeRouteServers } from '../model/route-server/route-server.ts'
import { getRouteServerRoutingDatabase } from '../model/route-server/routing-database.ts'
import { ApiError } from '../model/errors.ts'
import { compileFilters, type RequestFilters } from './filters.ts'
import { TestWorld, at } from './test-world.test.ts'

const PEER = {
  RouteServerPeerId: 'rsp-1',
  PeerAddress: '10.0.1.200',
  State: 'available',
  BgpOptions: { PeerAsn: 65001, PeerLivenessDetection: 'bfd' },
  BgpStatus: { Status: 'up' },
  Tags: [
    { Key: 'Name', Value: 'alpha' },
    { Key: 'empty', Value: '' },
    { Key: '__proto__', Value: 'x' },
  ],
}

const meets = (filters: RequestFilters, item: object = PEER): boolean =>
  compileFilters(describeRouteServerPeers, filters)(item)

const one = (Name: string, ...Values: string[]): RequestFilters => [{ Name, Values }]

test('filters are ANDed, the values of one are ORed', () => {
  assert.equal(meets([]), true)
  assert.equal(meets(one('state', 'pending', 'available')), true)
  assert.equal(meets([...one('state', 'available'), ...one('peer-asn', '1')]), false)
  assert.equal(meets([...one('state', 'available'), ...one('state', 'pending')]), false)
})

test('values are found along the path of the model; numbers are compared as text; case matters', () => {
  assert.equal(meets(one('peer-asn', '65001')), true)
  assert.equal(meets(one('peer-asn', '650*')), true)
  assert.equal(meets(one('bgp-status', 'up')), true)
  assert.equal(meets(one('bgp-status', 'Up')), false)
  assert.equal(meets(one('bfd-status', '*')), false, 'there is no value to match')
})

test('a list on the way matches if one of its items does', () => {
  const filter = compileFilters(getRouteServerRoutingDatabase, one('route-installation-status', 'rejected'))
  const route = (...states: string[]): object => ({
    RouteInstallationDetails: states.map((RouteInstallationStatus) => ({ RouteInstallationStatus })),
  })
  assert.equal(filter(route('installed', 'rejected')), true)
  assert.equal(filter(route('installed')), false)
  assert.equal(filter(route()), false)
})

test('tags: by key and value, by key, by value', () => {
  assert.equal(meets(one('tag:Name', 'al*')), true)
  assert.equal(meets(one('tag:name', 'alpha')), false)
  assert.equal(meets(one('tag:empty', '')), true)
  assert.equal(meets(one('tag:__proto__', 'x')), true)
  assert.equal(meets(one('tag:constructor', '*')), false)
  assert.equal(meets(one('tag-key', 'Name')), true)
  assert.equal(meets(one('tag-value', 'alpha')), true)
  assert.equal(meets(one('tag-key', 'alpha')), false)
})

test('a filter without values matches nothing', () => {
  assert.equal(meets([{ Name: 'state' }]), false)
  assert.equal(meets([{ Name: 'state', Values: [] }]), false)
})

test('what is refused', () => {
  const code = (filters: RequestFilters, tagsOnly = false): [string, string] => {
    try {
      compileFilters(describeRouteServerPeers, filters, tagsOnly)
    } catch (error) {
      if (error instanceof ApiError) return [error.code, error.message]
      throw error
    }
    return assert.fail('not refused')
  }
  for (const name of ['nothing', 'toString', '__proto__', 'State']) {
    assert.deepEqual(code(one(name, 'x')), ['InvalidParameterValue', `The filter '${name}' is invalid`])
  }
  assert.equal(code([{ Values: ['x'] }])[0], 'MissingParameter')
  const values = Array.from({ length: 201 }, (_, n) => `${n}`)
  assert.equal(code([{ Name: 'state', Values: values }])[0], 'FilterLimitExceeded')
  assert.equal(code(Array.from({ length: 51 }, () => ({ Name: 'state' })))[0], 'FilterLimitExceeded')
  assert.equal(code(one('state', 'available'), true)[0], 'InvalidParameterValue')
  compileFilters(describeRouteServerPeers, one('tag:Name', 'x'), true)
  compileFilters(describeRouteServers, [{ Name: 'state', Values: values.slice(0, 200) }])
})

test('every filter that the route server calls document leads to a value', () => {
  const world = new TestWorld()
  const vpcId = world.vpc()
  const subnet = world.subnet(vpcId)
  const tags = (ResourceType: string): object => ({
    TagSpecifications: [{ ResourceType, Tags: [{ Key: 'Name', Value: ResourceType }] }],
  })
  const rs = world.routeServer(tags('route-server'))
  world.routeServer()
  world.call('AssociateRouteServer', { RouteServerId: rs, VpcId: vpcId })
  world.settle()
  const endpoint = world.endpoint(rs, subnet, tags('route-server-endpoint'))
  const eniId = world.region.tables['route-server-endpoint'].get(endpoint)?.eniId ?? ''
  const bfd = { BgpOptions: { PeerAsn: 65001, PeerLivenessDetection: 'bfd' }, ...tags('route-server-peer') }
  const peer = world.peer(endpoint, '10.0.1.10', bfd)
  const common = [
    ['route-server-id', rs],
    ['vpc-id', vpcId],
    ['state', 'available'],
  ] as const
  const ofEndpoint = [
    ...common,
    ['route-server-endpoint-id', endpoint],
    ['subnet-id', subnet],
    ['eni-id', eniId],
    ['eni-address', '10.0.1.4'],
  ] as const
  const cases = {
    RouteServers: [...common, ['amazon-side-asn', '65000'], ['persist-routes-state', 'disabled'], ['tag:Name', '*']],
    RouteServerEndpoints: [...ofEndpoint, ['tag-key', 'Name']],
    RouteServerPeers: [
      ...ofEndpoint,
      ['route-server-peer-id', peer],
      ['peer-address', '10.0.1.10'],
      ['peer-asn', '65001'],
      ['bgp-status', 'down'],
      ['bfd-status', 'down'],
      ['peer-liveness-detection', 'bfd'],
      ['tag:Name', 'route-server-peer'],
    ],
  } as const
  for (const [what, filters] of Object.entries(cases)) {
    for (const [Name, value] of filters) {
      const count = (...Values: string[]): unknown =>
        at(world.call(`Describe${what}`, { Filters: [{ Name, Values }] }), what, 'length')
      assert.ok((count(value) as number) >= 1, `${what} ${Name}`)
      assert.equal(count('no such value'), 0, `${what} ${Name}`)
    }
  }
  assert.equal(at(world.call('DescribeRouteServers', { Filters: one('vpc-id', vpcId) }), 'RouteServers', 'length'), 1)
})

test('a strict service takes tag filters only', () => {
  const world = new TestWorld({ strictFilters: true })
  for (const action of ['DescribeRouteServers', 'DescribeRouteServerEndpoints', 'DescribeRouteServerPeers']) {
    world.call(action, { Filters: one('tag:Name', 'x') })
    assert.equal(world.refused(action, { Filters: one('route-server-id', 'x') }).code, 'InvalidParameterValue')
  }
})
