// GetRouteServerRoutingDatabase (reference 4.13): what is asked of the router, and what its answer becomes.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer, Ask, LearnedRoute } from '../../decision.ts'
import { TestWorld, at } from '../../test-world.test.ts'

const ROUTE: LearnedRoute = {
  routeServerEndpointId: 'rse-00000000',
  routeServerPeerId: 'rsp-00000000',
  prefix: '192.0.2.0/24',
  asPaths: ['65001', '65001', '{65002,65003}'],
  med: 4294967295,
  nextHopIp: '10.0.1.200',
  inFib: true,
  installations: [
    { routeTableId: 'rtb-00000001', installed: true },
    { routeTableId: 'rtb-00000002', installed: false, reason: 'static-route-exists: a static route has it' },
  ],
}

test('routes as the API shows them; without MED the member is missing', () => {
  const { world, rs } = setUp()
  const { med: _none, ...rest } = ROUTE
  const backup: LearnedRoute = { ...rest, inFib: false, installations: [] }
  world.ask = () => ({ type: 'routingDatabase', areRoutesPersisted: true, routes: [ROUTE, backup] })
  assert.deepEqual(world.call('GetRouteServerRoutingDatabase', { RouteServerId: rs }), {
    AreRoutesPersisted: true,
    Routes: [
      {
        RouteServerEndpointId: 'rse-00000000',
        RouteServerPeerId: 'rsp-00000000',
        RouteInstallationDetails: [
          { RouteTableId: 'rtb-00000001', RouteInstallationStatus: 'installed' },
          {
            RouteTableId: 'rtb-00000002',
            RouteInstallationStatus: 'rejected',
            RouteInstallationStatusReason: 'static-route-exists: a static route has it',
          },
        ],
        RouteStatus: 'in-fib',
        Prefix: '192.0.2.0/24',
        AsPaths: ['65001', '65001', '{65002,65003}'],
        Med: 4294967295,
        NextHopIp: '10.0.1.200',
      },
      {
        RouteServerEndpointId: 'rse-00000000',
        RouteServerPeerId: 'rsp-00000000',
        RouteInstallationDetails: [],
        RouteStatus: 'in-rib',
        Prefix: '192.0.2.0/24',
        AsPaths: ['65001', '65001', '{65002,65003}'],
        NextHopIp: '10.0.1.200',
      },
    ],
  })
})

test('the question has the filters, a page size and the router’s own token', () => {
  const { world, vpcId, rs } = setUp()
  const asked: Ask[] = []
  world.ask = (ask): Answer => {
    asked.push(ask)
    return { type: 'routingDatabase', areRoutesPersisted: false, routes: [], nextToken: 'after 192.0.2.0/24' }
  }
  const Filters = [{ Name: 'prefix', Values: ['192.0.2.*'] }]
  const first = world.call('GetRouteServerRoutingDatabase', { RouteServerId: rs, Filters, MaxResults: 5 })
  const token = at(first, 'NextToken') as string
  assert.doesNotMatch(token, /192/)
  world.call('GetRouteServerRoutingDatabase', { RouteServerId: rs, NextToken: token })
  const common = { type: 'routingDatabase', routeServerId: rs, vpcId }
  assert.deepEqual(asked, [
    { ...common, filters: [{ name: 'prefix', values: ['192.0.2.*'] }], maxResults: 5 },
    { ...common, filters: [], maxResults: 1_000, token: 'after 192.0.2.0/24' },
  ])
  const other = world.associated(vpcId)
  for (const request of [
    { RouteServerId: other, NextToken: token },
    { RouteServerId: rs, NextToken: 'x' },
  ]) {
    assert.equal(world.refused('GetRouteServerRoutingDatabase', request).code, 'InvalidNextToken')
  }
})

test('before an association and after it there is nothing, and nobody is asked', () => {
  const world = new TestWorld()
  world.ask = () => assert.fail('asked')
  const nothing = { AreRoutesPersisted: false, Routes: [] }
  const rs = world.routeServer()
  assert.deepEqual(world.call('GetRouteServerRoutingDatabase', { RouteServerId: rs }), nothing)
  world.call('DeleteRouteServer', { RouteServerId: rs })
  assert.deepEqual(world.call('GetRouteServerRoutingDatabase', { RouteServerId: rs }), nothing)
})

test('refusals: of the request, of the router, and no answer', () => {
  const { world, rs } = setUp()
  const code = (request: object): string =>
    world.refused('GetRouteServerRoutingDatabase', { RouteServerId: rs, ...request }).code
  assert.equal(code({ MaxResults: 4 }), 'InvalidParameterValue')
  assert.equal(code({ MaxResults: 1_001 }), 'InvalidParameterValue')
  assert.equal(code({ Filters: [{ Name: 'state', Values: ['x'] }] }), 'InvalidParameterValue')
  assert.equal(code({ Filters: [{ Name: 'tag:Name', Values: ['x'] }] }), 'InvalidParameterValue')
  assert.equal(code({ RouteServerId: 'rs-00000000' }), 'InvalidRouteServerId.NotFound')
  assert.equal(code({}), 'ServiceUnavailable')
  assert.equal(world.refused('GetRouteServerRoutingDatabase', { RouteServerId: rs }).status, 503)
  world.ask = () => ({ type: 'badToken' })
  assert.equal(code({}), 'InvalidNextToken')
  world.ask = () => assert.fail('a dry run asks nobody')
  assert.equal(code({ DryRun: true }), 'DryRunOperation')
})

function setUp(): { readonly world: TestWorld; readonly vpcId: string; readonly rs: string } {
  const world = new TestWorld()
  const vpcId = world.vpc()
  return { world, vpcId, rs: world.associated(vpcId) }
}
