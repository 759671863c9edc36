// AssociateRouteServer, DisassociateRouteServer, GetRouteServerAssociations (reference 4.5).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AWS_QUOTAS } from '../../quotas.ts'
import { TestWorld, at } from '../../test-world.test.ts'

test('associating, then associated, then disassociating, then gone', () => {
  const world = new TestWorld({ lifecycleDelaySeconds: 1 })
  const vpcId = world.vpc()
  const id = world.routeServer()
  world.advance(1_000)
  const pair = { RouteServerId: id, VpcId: vpcId }
  const get = (): unknown => world.call('GetRouteServerAssociations', { RouteServerId: id })
  const inState = (State: string): object => ({ ...pair, State })
  assert.deepEqual(world.call('AssociateRouteServer', pair), { RouteServerAssociation: inState('associating') })
  assert.deepEqual(get(), { RouteServerAssociations: [inState('associating')] })
  assert.equal(world.refused('DisassociateRouteServer', pair).code, 'IncorrectState')
  world.advance(1_000)
  assert.deepEqual(get(), { RouteServerAssociations: [inState('associated')] })
  assert.deepEqual(world.call('DisassociateRouteServer', pair), { RouteServerAssociation: inState('disassociating') })
  assert.deepEqual(get(), { RouteServerAssociations: [inState('disassociating')] })
  assert.equal(world.refused('DisassociateRouteServer', pair).code, 'IncorrectState')
  assert.equal(world.refused('AssociateRouteServer', pair).code, 'IncorrectState')
  world.advance(1_000)
  const error = world.refused('GetRouteServerAssociations', { RouteServerId: id })
  assert.equal(error.code, 'InvalidRouteServerId.NotAssociated')
  assert.equal(error.message, `Route Server ${id} is not associated with a VPC.`) // word for word as seen on AWS
})

test('asking again for the same VPC gives the present association; another VPC is refused by name', () => {
  const world = new TestWorld()
  const [vpcId, other] = [world.vpc(), world.vpc('10.1.0.0/16')]
  const id = world.associated(vpcId)
  const events = world.log.length
  const again = world.call('AssociateRouteServer', { RouteServerId: id, VpcId: vpcId })
  assert.equal(at(again, 'RouteServerAssociation', 'State'), 'associated')
  assert.equal(world.log.length, events)
  const error = world.refused('AssociateRouteServer', { RouteServerId: id, VpcId: other })
  assert.equal(error.code, 'IncorrectState')
  assert.match(error.message, new RegExp(vpcId))
})

test('a VPC takes five route servers, and a sixth when one has left', () => {
  const world = new TestWorld({ quotas: AWS_QUOTAS })
  const vpcId = world.vpc()
  const ids = Array.from({ length: 5 }, () => world.associated(vpcId))
  const sixth = world.routeServer()
  const error = world.refused('AssociateRouteServer', { RouteServerId: sixth, VpcId: vpcId })
  assert.equal(error.code, 'RouteServerLimitExceeded')
  world.call('DisassociateRouteServer', { RouteServerId: ids[0], VpcId: vpcId })
  world.call('AssociateRouteServer', { RouteServerId: sixth, VpcId: vpcId })
})

test('unknown things, and a VPC that it is not associated with', () => {
  const world = new TestWorld()
  const [vpcId, other] = [world.vpc(), world.vpc('10.1.0.0/16')]
  const id = world.associated(vpcId)
  const lonely = world.routeServer()
  const code = (action: string, RouteServerId: string, VpcId: string): string =>
    world.refused(action, { RouteServerId, VpcId }).code
  for (const action of ['AssociateRouteServer', 'DisassociateRouteServer']) {
    assert.equal(code(action, 'rs-00000000', vpcId), 'InvalidRouteServerId.NotFound')
    assert.equal(code(action, id, 'vpc-00000000'), 'InvalidVpcID.NotFound')
    assert.equal(code(action, id, 'vpc-x'), 'InvalidVpcID.NotFound')
    assert.equal(world.refused(action, { RouteServerId: id }).code, 'MissingParameter')
  }
  assert.equal(code('DisassociateRouteServer', id, other), 'InvalidRouteServerId.NotAssociated')
  assert.equal(code('DisassociateRouteServer', lonely, vpcId), 'InvalidRouteServerId.NotAssociated')
  assert.equal(
    world.refused('GetRouteServerAssociations', { RouteServerId: 'rs-00000000' }).code,
    'InvalidRouteServerId.NotFound',
  )
})
