import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonical } from './idempotency.ts'
import { AWS_QUOTAS } from './quotas.ts'
import { TestWorld, at } from './test-world.test.ts'

const HOUR = 3_600_000
const TAGS = [{ ResourceType: 'route-server', Tags: [{ Key: 'a', Value: '1' }] }]

const create = (world: TestWorld, request: object): string =>
  at(world.call('CreateRouteServer', { AmazonSideAsn: 65000, ...request }), 'RouteServer', 'RouteServerId') as string

test('the same token with the same request makes one thing and shows its present state', () => {
  const world = new TestWorld()
  const request = { ClientToken: 't', TagSpecifications: TAGS, AmazonSideAsn: 7 }
  const id = create(world, request)
  const again = world.call('CreateRouteServer', { TagSpecifications: TAGS, AmazonSideAsn: 7, ClientToken: 't' })
  assert.deepEqual([at(again, 'RouteServer', 'RouteServerId'), at(again, 'RouteServer', 'State')], [id, 'available'])
  assert.equal(world.region.tables['route-server'].size, 1)
  world.restart()
  assert.equal(create(world, request), id)
})

test('other parameters, tags included, are a mismatch', () => {
  const world = new TestWorld()
  create(world, { ClientToken: 't', TagSpecifications: TAGS })
  for (const other of [
    {},
    { AmazonSideAsn: 65001, TagSpecifications: TAGS },
    { TagSpecifications: [{ ResourceType: 'route-server', Tags: [{ Key: 'a', Value: '2' }] }] },
  ]) {
    const error = world.refused('CreateRouteServer', { AmazonSideAsn: 65000, ...other, ClientToken: 't' })
    assert.equal(error.code, 'IdempotentParameterMismatch')
  }
})

test('a token belongs to one action, account and region', () => {
  const world = new TestWorld()
  const vpcId = world.vpc()
  const id = create(world, { ClientToken: 't' })
  world.call('AssociateRouteServer', { RouteServerId: id, VpcId: vpcId })
  world.settle()
  const request = { RouteServerId: id, SubnetId: world.subnet(vpcId), ClientToken: 't' }
  const endpoint = (): unknown =>
    at(world.call('CreateRouteServerEndpoint', request), 'RouteServerEndpoint', 'RouteServerEndpointId')
  assert.equal(endpoint(), endpoint())
  world.scope = { ...world.scope, region: 'eu-west-1' }
  assert.notEqual(create(world, { ClientToken: 't' }), id)
  world.scope = { ...world.scope, account: '111111111111' }
  assert.notEqual(create(world, { ClientToken: 't' }), id)
})

test('after a day the token is forgotten', () => {
  const world = new TestWorld()
  const id = create(world, { ClientToken: 't' })
  world.advance(24 * HOUR - 1)
  assert.equal(create(world, { ClientToken: 't' }), id)
  world.advance(1)
  assert.notEqual(create(world, { ClientToken: 't' }), id)
  assert.equal(world.region.tables['client-token'].size, 1)
})

test('a token that is over but not yet swept away does not count', () => {
  const world = new TestWorld()
  create(world, { ClientToken: 't' })
  world.settle()
  world.now += 24 * HOUR
  world.callAtOnce('CreateRouteServer', { AmazonSideAsn: 1, ClientToken: 't' })
  assert.equal(world.region.tables['route-server'].size, 2)
})

test('a refused request and a dry run use no token up', () => {
  const world = new TestWorld({ quotas: { ...AWS_QUOTAS, endpointsPerRouteServerMax: 0 } })
  const vpcId = world.vpc()
  const request = { RouteServerId: world.associated(vpcId), SubnetId: world.subnet(vpcId), ClientToken: 't' }
  assert.equal(world.refused('CreateRouteServerEndpoint', request).code, 'RouteServerEndpointLimitExceeded')
  world.settings = { ...world.settings, quotas: AWS_QUOTAS }
  assert.equal(world.refused('CreateRouteServerEndpoint', { ...request, DryRun: true }).code, 'DryRunOperation')
  assert.equal(world.region.tables['client-token'].size, 0)
  world.call('CreateRouteServerEndpoint', request)
})

test('a thing that was deleted is shown as deleted; when its tombstone is gone the token starts anew', () => {
  const world = new TestWorld()
  const id = create(world, { ClientToken: 't' })
  world.call('DeleteRouteServer', { RouteServerId: id })
  world.settle()
  const again = world.call('CreateRouteServer', { AmazonSideAsn: 65000, ClientToken: 't' })
  assert.deepEqual([at(again, 'RouteServer', 'RouteServerId'), at(again, 'RouteServer', 'State')], [id, 'deleted'])
  world.advance(HOUR)
  const next = create(world, { ClientToken: 't' })
  assert.notEqual(next, id)
  assert.equal(create(world, { ClientToken: 't' }), next)
})

test('tokens have at most 64 printable characters', () => {
  const world = new TestWorld()
  create(world, { ClientToken: 'x'.repeat(64) })
  create(world, { ClientToken: '__proto__' })
  for (const ClientToken of ['x'.repeat(65), 'ü']) {
    assert.equal(
      world.refused('CreateRouteServer', { AmazonSideAsn: 1, ClientToken }).code,
      'InvalidParameterValue',
      ClientToken,
    )
  }
})

test('the order of members does not matter, the order of a list does', () => {
  assert.equal(canonical({ a: 1, b: [{ c: 2, d: 3 }] }), canonical({ b: [{ d: 3, c: 2 }], a: 1, ClientToken: 'x' }))
  assert.notEqual(canonical({ a: [1, 2] }), canonical({ a: [2, 1] }))
})

test('DryRun answers like the real call and changes nothing', () => {
  const world = new TestWorld()
  const error = world.refused('CreateRouteServer', { AmazonSideAsn: 1, DryRun: true })
  assert.deepEqual([error.code, error.status], ['DryRunOperation', 412])
  assert.equal(error.message, 'Request would have succeeded, but DryRun flag is set.')
  assert.equal(world.refused('CreateRouteServer', { DryRun: true }).code, 'MissingParameter')
  const unknown = { RouteServerId: 'rs-00000000', DryRun: true }
  assert.equal(world.refused('DeleteRouteServer', unknown).code, 'InvalidRouteServerId.NotFound')
  world.call('CreateRouteServer', { AmazonSideAsn: 1, DryRun: false })
})
