// CreateRouteServer, DescribeRouteServers, ModifyRouteServer, DeleteRouteServer and their lifecycle (reference 4.1 to 4.4).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestWorld, at } from '../../test-world.test.ts'

const MINUTE = 60_000

const create = (world: TestWorld, more: object = {}): unknown =>
  at(world.call('CreateRouteServer', { AmazonSideAsn: 65000, ...more }), 'RouteServer')

const describe = (world: TestWorld, id: string): unknown =>
  at(world.call('DescribeRouteServers', { RouteServerIds: [id] }), 'RouteServers', 0)

const modify = (world: TestWorld, id: string, more: object): unknown =>
  at(world.call('ModifyRouteServer', { RouteServerId: id, ...more }), 'RouteServer')

const persistence = (server: unknown): unknown[] => [
  at(server, 'State'),
  at(server, 'PersistRoutesState'),
  at(server, 'PersistRoutesDuration'),
]

test('a plain one: pending with defaults, no tags element; then available with an empty tag set', () => {
  const world = new TestWorld()
  const server = create(world)
  const id = at(server, 'RouteServerId') as string
  assert.match(id, /^rs-[0-9a-f]{17}$/)
  assert.deepEqual(server, {
    RouteServerId: id,
    AmazonSideAsn: 65000,
    State: 'pending',
    PersistRoutesState: 'disabled',
    SnsNotificationsEnabled: false,
  })
  assert.deepEqual(describe(world, id), {
    RouteServerId: id,
    AmazonSideAsn: 65000,
    State: 'available',
    Tags: [],
    PersistRoutesState: 'disabled',
    SnsNotificationsEnabled: false,
  })
})

test('the first answer already shows persistence and notifications as they will be (Terraform copies them)', () => {
  const world = new TestWorld()
  const server = create(world, {
    PersistRoutes: 'enable',
    PersistRoutesDuration: 3,
    SnsNotificationsEnabled: true,
    TagSpecifications: [{ ResourceType: 'route-server', Tags: [{ Key: 'Name', Value: 'a' }] }],
  })
  assert.deepEqual(persistence(server), ['pending', 'enabled', 3])
  assert.equal(at(server, 'SnsNotificationsEnabled'), true)
  const id = at(server, 'RouteServerId') as string
  assert.equal(at(server, 'SnsTopicArn'), `arn:aws:sns:us-east-1:000000000000:route-server-${id}`)
  assert.deepEqual(at(server, 'Tags'), [{ Key: 'Name', Value: 'a' }])
  assert.deepEqual(persistence(describe(world, id)), ['available', 'enabled', 3])
})

test('persistence without a duration lasts one minute', () => {
  assert.deepEqual(persistence(create(new TestWorld(), { PersistRoutes: 'enable' })), ['pending', 'enabled', 1])
})

test('what cannot be created', () => {
  const world = new TestWorld()
  const code = (request: object): string => world.refused('CreateRouteServer', request).code
  assert.equal(code({}), 'MissingParameter')
  assert.equal(code({ AmazonSideAsn: 0 }), 'InvalidParameterValue')
  assert.equal(code({ AmazonSideAsn: 4294967296 }), 'InvalidParameterValue')
  assert.equal(code({ AmazonSideAsn: 1, PersistRoutes: 'reset' }), 'InvalidParameterValue')
  assert.equal(code({ AmazonSideAsn: 1, PersistRoutes: 'maybe' }), 'InvalidParameterValue')
  assert.equal(code({ AmazonSideAsn: 1, PersistRoutesDuration: 2 }), 'InvalidParameterCombination')
  assert.equal(
    code({ AmazonSideAsn: 1, PersistRoutes: 'disable', PersistRoutesDuration: 2 }),
    'InvalidParameterCombination',
  )
  for (const minutes of [0, 6]) {
    assert.equal(
      code({ AmazonSideAsn: 1, PersistRoutes: 'enable', PersistRoutesDuration: minutes }),
      'InvalidParameterValue',
    )
  }
  const wrongType = [{ ResourceType: 'vpc', Tags: [{ Key: 'a' }] }]
  assert.equal(code({ AmazonSideAsn: 1, TagSpecifications: wrongType }), 'InvalidParameter')
})

test('both ends of the ASN range are accepted, and the same ASN twice', () => {
  const world = new TestWorld()
  for (const asn of [1, 4294967295, 4294967295]) {
    assert.equal(at(create(world, { AmazonSideAsn: asn }), 'AmazonSideAsn'), asn)
  }
})

test('a delay keeps each state as long as it says', () => {
  const world = new TestWorld({ lifecycleDelaySeconds: 2 })
  const id = at(create(world), 'RouteServerId') as string
  const state = (): unknown => at(describe(world, id), 'State')
  world.advance(1_999)
  assert.equal(state(), 'pending')
  assert.equal(world.refused('DeleteRouteServer', { RouteServerId: id }).code, 'IncorrectState')
  assert.equal(world.refused('ModifyRouteServer', { RouteServerId: id }).code, 'IncorrectState')
  world.advance(1)
  assert.equal(state(), 'available')
  world.call('DeleteRouteServer', { RouteServerId: id })
  assert.equal(state(), 'deleting')
  world.advance(2_000)
  assert.equal(state(), 'deleted')
})

test('persistence is enabled, its duration changed, reset and disabled, each through its own state', () => {
  const world = new TestWorld({ lifecycleDelaySeconds: 1 })
  const id = at(create(world), 'RouteServerId') as string
  world.advance(1_000)
  const steps: [object, unknown[], unknown[]][] = [
    [{ PersistRoutes: 'enable' }, ['modifying', 'enabling', 1], ['available', 'enabled', 1]],
    [{ PersistRoutes: 'enable', PersistRoutesDuration: 4 }, ['modifying', 'modifying', 4], ['available', 'enabled', 4]],
    [{ PersistRoutesDuration: 2 }, ['modifying', 'modifying', 2], ['available', 'enabled', 2]],
    [{ PersistRoutes: 'reset' }, ['modifying', 'resetting', 2], ['available', 'enabled', 2]],
    [{ PersistRoutes: 'reset', PersistRoutesDuration: 5 }, ['modifying', 'resetting', 5], ['available', 'enabled', 5]],
    [{ PersistRoutes: 'disable' }, ['modifying', 'disabling', undefined], ['available', 'disabled', undefined]],
  ]
  for (const [request, during, after] of steps) {
    assert.deepEqual(persistence(modify(world, id, request)), during)
    assert.deepEqual(persistence(describe(world, id)), during)
    assert.equal(world.refused('ModifyRouteServer', { RouteServerId: id, ...request }).code, 'IncorrectState')
    world.advance(1_000)
    assert.deepEqual(persistence(describe(world, id)), after)
  }
  assert.equal(Object.hasOwn(describe(world, id) as object, 'PersistRoutesDuration'), false)
})

test('every reset counts for the router, and nothing else does', () => {
  const world = new TestWorld()
  const id = world.routeServer({ PersistRoutes: 'enable' })
  const generation = (): number | undefined => world.region.tables['route-server'].get(id)?.resetGeneration
  assert.equal(generation(), 0)
  modify(world, id, { PersistRoutes: 'reset' })
  modify(world, id, { PersistRoutesDuration: 3 })
  modify(world, id, { PersistRoutes: 'reset' })
  assert.equal(generation(), 2)
  modify(world, id, { PersistRoutes: 'disable' })
  assert.equal(generation(), 2)
})

test('what is so already is no change (Terraform sends all settings together)', () => {
  const world = new TestWorld()
  const off = world.routeServer()
  const on = world.routeServer({ PersistRoutes: 'enable', PersistRoutesDuration: 2, SnsNotificationsEnabled: true })
  const events = world.log.length
  for (const [id, request] of [
    [off, { PersistRoutes: 'disable', SnsNotificationsEnabled: false }],
    [off, { PersistRoutes: 'reset' }],
    [off, {}],
    [on, { PersistRoutes: 'enable', PersistRoutesDuration: 2, SnsNotificationsEnabled: true }],
    [on, { PersistRoutes: 'enable' }],
  ] as const) {
    assert.equal(at(modify(world, id, request), 'State'), 'available')
  }
  assert.equal(world.log.length, events)
})

test('a duration needs persistence', () => {
  const world = new TestWorld()
  const off = world.routeServer()
  const on = world.routeServer({ PersistRoutes: 'enable' })
  for (const [id, action] of [
    [off, {}],
    [off, { PersistRoutes: 'disable' }],
    [off, { PersistRoutes: 'reset' }],
    [on, { PersistRoutes: 'disable' }],
  ] as const) {
    const request = { RouteServerId: id, ...action, PersistRoutesDuration: 2 }
    assert.equal(world.refused('ModifyRouteServer', request).code, 'InvalidParameterCombination')
  }
})

test('the topic is shown while notifications are on, and is the same when they are on again', () => {
  const world = new TestWorld()
  const id = world.routeServer({ SnsNotificationsEnabled: true })
  const topic = at(describe(world, id), 'SnsTopicArn')
  assert.equal(at(modify(world, id, { SnsNotificationsEnabled: false }), 'State'), 'modifying')
  const off = describe(world, id) as object
  assert.deepEqual([at(off, 'SnsNotificationsEnabled'), Object.hasOwn(off, 'SnsTopicArn')], [false, false])
  modify(world, id, { SnsNotificationsEnabled: true })
  assert.equal(at(describe(world, id), 'SnsTopicArn'), topic)
})

test('a deleted one is listed with its tags for an hour and is unknown then', () => {
  const world = new TestWorld()
  const id = world.routeServer({
    TagSpecifications: [{ ResourceType: 'route-server', Tags: [{ Key: 'Name', Value: 'gone' }] }],
  })
  assert.equal(at(world.call('DeleteRouteServer', { RouteServerId: id }), 'RouteServer', 'State'), 'deleting')
  const filter = { Filters: [{ Name: 'tag:Name', Values: ['gone'] }] }
  assert.equal(at(world.call('DescribeRouteServers', filter), 'RouteServers', 0, 'State'), 'deleted')
  for (const action of ['DeleteRouteServer', 'ModifyRouteServer']) {
    const error = world.refused(action, { RouteServerId: id })
    assert.equal(error.code, 'IncorrectState')
    assert.match(error.message, new RegExp(`${id}.*'deleted'`))
  }
  world.advance(60 * MINUTE - 1)
  assert.equal(at(describe(world, id), 'State'), 'deleted')
  world.advance(1)
  assert.equal(world.refused('DescribeRouteServers', { RouteServerIds: [id] }).code, 'InvalidRouteServerId.NotFound')
  assert.deepEqual(world.call('DescribeRouteServers', {}), { RouteServers: [] })
})

test('unknown and malformed ids', () => {
  const world = new TestWorld()
  const unknown = { RouteServerId: 'rs-00000000000000bad' }
  for (const action of ['ModifyRouteServer', 'DeleteRouteServer']) {
    const error = world.refused(action, unknown)
    assert.equal(error.code, 'InvalidRouteServerId.NotFound')
    assert.match(error.message, /rs-00000000000000bad/)
    for (const id of ['rs-xyz', 'rs-', 'vpc-00000000000000bad', '__proto__']) {
      assert.equal(world.refused(action, { RouteServerId: id }).code, 'InvalidRouteServerId.Malformed', id)
    }
  }
  assert.equal(
    world.refused('DescribeRouteServers', { RouteServerIds: ['rs-1'] }).code,
    'InvalidRouteServerId.Malformed',
  )
})

test('accounts and regions do not see each other', () => {
  const world = new TestWorld()
  const id = world.routeServer()
  world.scope = { account: '000000000000', region: 'eu-west-1' }
  assert.deepEqual(world.call('DescribeRouteServers', {}), { RouteServers: [] })
  assert.equal(world.refused('DeleteRouteServer', { RouteServerId: id }).code, 'InvalidRouteServerId.NotFound')
  world.scope = { account: '111111111111', region: 'us-east-1' }
  assert.deepEqual(world.call('DescribeRouteServers', {}), { RouteServers: [] })
})
