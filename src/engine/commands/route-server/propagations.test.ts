// EnableRouteServerPropagation, DisableRouteServerPropagation, GetRouteServerPropagations (reference 4.12).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestWorld, at } from '../../test-world.test.ts'
import { endPropagationsTo } from './dependents.ts'

test('pending, then available, then deleting, then gone', () => {
  const world = new TestWorld({ lifecycleDelaySeconds: 1 })
  const { id, table } = setUp(world)
  const pair = { RouteServerId: id, RouteTableId: table }
  const get = (): unknown => world.call('GetRouteServerPropagations', pair)
  const inState = (State: string): object => ({ ...pair, State })
  assert.deepEqual(world.call('EnableRouteServerPropagation', pair), { RouteServerPropagation: inState('pending') })
  assert.equal(world.refused('DisableRouteServerPropagation', pair).code, 'IncorrectState')
  world.advance(1_000)
  assert.deepEqual(get(), { RouteServerPropagations: [inState('available')] })
  assert.deepEqual(world.call('DisableRouteServerPropagation', pair), { RouteServerPropagation: inState('deleting') })
  assert.deepEqual(get(), { RouteServerPropagations: [inState('deleting')] })
  for (const action of ['EnableRouteServerPropagation', 'DisableRouteServerPropagation']) {
    assert.equal(world.refused(action, pair).code, 'IncorrectState')
  }
  world.advance(1_000)
  assert.equal(world.refused('GetRouteServerPropagations', pair).code, 'InvalidRouteServerId.NotPropagated')
  assert.equal(world.refused('DisableRouteServerPropagation', pair).code, 'InvalidRouteServerId.NotPropagated')
})

test('enabling twice is the same as once', () => {
  const world = new TestWorld()
  const { id, table } = setUp(world)
  const pair = { RouteServerId: id, RouteTableId: table }
  world.call('EnableRouteServerPropagation', pair)
  const again = world.callAtOnce('EnableRouteServerPropagation', pair)
  assert.equal(at(again, 'RouteServerPropagation', 'State'), 'pending')
  world.settle()
  const events = world.log.length
  assert.equal(at(world.call('EnableRouteServerPropagation', pair), 'RouteServerPropagation', 'State'), 'available')
  assert.equal(world.log.length, events)
})

test('all tables of a route server, or one of them; none is an error', () => {
  const world = new TestWorld()
  const { id, vpcId, table } = setUp(world)
  const second = world.routeTable(vpcId)
  const idle = world.routeTable(vpcId)
  const tables = (request: object): unknown[] =>
    (
      at(world.call('GetRouteServerPropagations', { RouteServerId: id, ...request }), 'RouteServerPropagations') as []
    ).map((item) => at(item, 'RouteTableId'))
  assert.equal(
    world.refused('GetRouteServerPropagations', { RouteServerId: id }).code,
    'InvalidRouteServerId.NotPropagated',
  )
  for (const one of [table, second]) {
    world.call('EnableRouteServerPropagation', { RouteServerId: id, RouteTableId: one })
  }
  assert.deepEqual(tables({}), [table, second])
  assert.deepEqual(tables({ RouteTableId: second }), [second])
  assert.equal(
    world.refused('GetRouteServerPropagations', { RouteServerId: id, RouteTableId: idle }).code,
    'InvalidRouteServerId.NotPropagated',
  )
})

test('several route servers may share a table', () => {
  const world = new TestWorld()
  const { id, vpcId, table } = setUp(world)
  const other = world.associated(vpcId)
  for (const server of [id, other]) {
    world.call('EnableRouteServerPropagation', { RouteServerId: server, RouteTableId: table })
  }
  assert.equal(world.region.indexes.propagationsByRouteTable.get(table)?.size, 2)
})

test('tables that cannot take routes', () => {
  const world = new TestWorld()
  const { id, vpcId } = setUp(world)
  const foreign = world.routeTable(world.vpc('10.1.0.0/16'))
  const vpn = world.routeTable(vpcId)
  const edge = world.routeTable(vpcId)
  world.associateTable(vpn, vpcId, 'vgw-00000000')
  world.associateTable(edge, vpcId, 'igw-00000000')
  const code = (table: string): string =>
    world.refused('EnableRouteServerPropagation', { RouteServerId: id, RouteTableId: table }).code
  assert.equal(code(foreign), 'InvalidParameterValue')
  assert.equal(code(vpn), 'UnsupportedOperation')
  assert.equal(code('rtb-00000000'), 'InvalidRouteTableID.NotFound')
  assert.equal(code('rtb-x'), 'InvalidRouteTableID.NotFound')
  const enabled = world.call('EnableRouteServerPropagation', { RouteServerId: id, RouteTableId: edge })
  assert.equal(at(enabled, 'RouteServerPropagation', 'State'), 'pending')
  for (const action of ['DisableRouteServerPropagation', 'GetRouteServerPropagations']) {
    const unknownTable = { RouteServerId: id, RouteTableId: 'rtb-00000000' }
    assert.equal(world.refused(action, unknownTable).code, 'InvalidRouteTableID.NotFound')
    const unknownServer = { RouteServerId: 'rs-00000000', RouteTableId: edge }
    assert.equal(world.refused(action, unknownServer).code, 'InvalidRouteServerId.NotFound')
  }
})

test('a table that is deleted takes its propagations along', () => {
  const world = new TestWorld()
  const { id, vpcId, table } = setUp(world)
  world.call('EnableRouteServerPropagation', { RouteServerId: id, RouteTableId: table })
  world.settle()
  world.apply(endPropagationsTo(world.region, table, world.context))
  world.call('DisassociateRouteServer', { RouteServerId: id, VpcId: vpcId })
})

function setUp(world: TestWorld): { readonly id: string; readonly vpcId: string; readonly table: string } {
  const vpcId = world.vpc()
  const id = world.routeServer()
  world.advance(1_000)
  world.call('AssociateRouteServer', { RouteServerId: id, VpcId: vpcId })
  world.advance(1_000)
  return { id, vpcId, table: world.routeTable(vpcId) }
}
