// Behaviour reference 8.8 and scenario 10 of its section 14.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fibTexts, ownerOf, pathTexts, prefixOf } from './views.testing.ts'
import { OWNERS, World } from './worlds.testing.ts'

const many = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `100.64.${from + i}.0/24`)
const fib = (world: World): string[] => fibTexts(world.rib, 50).map((text) => text.split(' ')[0] as string)

test('101 prefixes from one peer: the first 100 are kept, the session stays, the rest is counted', () => {
  const world = new World({ routesPerPeerMax: 100, routesPerServerMax: 100 }).up('a')
  const applied = world.say('a', { announce: many(0, 101) })
  assert.deepEqual([applied.announced, applied.refused], [100, 1])
  assert.deepEqual(fib(world), many(0, 100))
  const { paths, refused } = world.rib.peerCounts(world.row('a'))
  assert.deepEqual([paths, refused], [100, 1])
})

test('a peer at its limit may change and withdraw what it has, and use what becomes free', () => {
  const world = new World({ routesPerPeerMax: 2 }).up('a').announce('a', ...many(0, 2))
  assert.equal(world.say('a', { announce: many(0, 2), med: 5 }).replaced, 2)
  assert.equal(world.say('a', { announce: many(5, 1), withdraw: many(0, 1) }).announced, 1)
  assert.deepEqual(fib(world), ['100.64.1.0/24', '100.64.5.0/24'])
})

test('both families share the limit of a peer', () => {
  const world = new World({ routesPerPeerMax: 3 }).up('a')
  assert.equal(world.say('a', { announce: [...many(0, 2), '2001:db8:1::/48', '2001:db8:2::/48'] }).refused, 1)
})

test('a limit counts the present session: stale paths do not crowd out fresh ones', () => {
  const world = new World({ routesPerPeerMax: 2 })
  world.rib.setPersist({ enabled: true, durationMinutes: 1 })
  world
    .up('a')
    .announce('a', ...many(0, 2))
    .down('a')
    .up('a')
  assert.equal(world.say('a', { announce: many(10, 2) }).refused, 0)
  assert.equal(world.say('a', { announce: many(0, 1) }).refused, 1)
  assert.equal(world.rib.counts().paths, 4)
})

test('100 + 100 from two peers: the best paths beyond 100 stay in the RIB', () => {
  const world = new World({ routesPerPeerMax: 100, routesPerServerMax: 100 }).up('a').up('b')
  world.announce('a', ...many(0, 100)).announce('b', ...many(100, 100))
  assert.deepEqual(fib(world), many(0, 100))
  const counts = world.rib.counts()
  assert.deepEqual([counts.fibRoutes, counts.fibWaiting, counts.paths], [100, 100, 200])
  assert.deepEqual(world.rib.explain(prefixOf('100.64.150.0/24'))[0]?.verdict, { type: 'fib-full' })
  assert.equal(pathTexts(world.rib).filter((text) => text.includes('in-rib')).length, 100)
})

test('slots that become free go to those who have waited longest', () => {
  const world = new World({ routesPerServerMax: 2 }).up('a').up('b')
  world
    .announce('a', ...many(0, 2))
    .announce('b', ...many(9, 1))
    .announce('b', ...many(7, 2))
  world.withdraw('a', ...many(1, 1))
  assert.deepEqual(fib(world), ['100.64.0.0/24', '100.64.9.0/24'])
  world.down('a').drain()
  assert.deepEqual(fib(world), ['100.64.7.0/24', '100.64.9.0/24'])
  // A newcomer waits behind those that wait; what is in stays in.
  world
    .up('a')
    .announce('a', ...many(0, 1))
    .withdraw('b', ...many(9, 1))
  assert.deepEqual(fib(world), ['100.64.7.0/24', '100.64.8.0/24'])
})

test('a prefix that is replaced keeps its slot, also when its best path comes from another peer', () => {
  const world = new World({ routesPerServerMax: 1 })
    .up('a')
    .up('b')
    .announce('a', ...many(5, 1))
    .announce('a', ...many(1, 1))
  world.say('b', { announce: many(5, 1), summary: { asPathLength: 0 } })
  world.withdraw('a', ...many(5, 1))
  assert.deepEqual(fib(world), ['100.64.5.0/24'])
})

test('an unusable path has no slot that another needs; one that becomes usable waits its turn', () => {
  const world = new World({ routesPerServerMax: 1 }).up('a')
  world.say('a', { announce: many(0, 1), nextHop: '10.0.0.77' })
  world.announce('a', ...many(1, 1)).drain()
  assert.deepEqual(fib(world), ['100.64.1.0/24'])
  world.rib.setNextHops([...OWNERS, ownerOf('10.0.0.77', 'eni-77')])
  world.drain()
  assert.deepEqual(fib(world), ['100.64.1.0/24'])
  world.withdraw('a', ...many(1, 1)).drain()
  assert.deepEqual(fib(world), ['100.64.0.0/24'])
})

test('limits changed: raised ones are used at once, lowered ones leave the FIB as it is', () => {
  const world = new World({ routesPerServerMax: 1 }).up('a').announce('a', ...many(0, 3))
  world.rib.setLimits({ routesPerServerMax: 2 })
  assert.deepEqual(fib(world), many(0, 2))
  world.rib.setLimits({})
  assert.deepEqual(fib(world), many(0, 3))
  world.rib.setLimits({ routesPerServerMax: 1, routesPerPeerMax: 1 })
  world.drain()
  assert.deepEqual(fib(world), many(0, 3))
  world.withdraw('a', ...many(0, 1))
  assert.equal(world.say('a', { announce: many(3, 1) }).refused, 1)
  assert.deepEqual(fib(world), many(1, 2))
})

test('the FIB after a restart is the FIB before, also when it is full', () => {
  const old = new World({ routesPerServerMax: 2 })
    .up('a')
    .announce('a', ...many(8, 2))
    .announce('a', ...many(0, 2))
  const world = new World({ routesPerServerMax: 2 })
  world.rib.restore(old.rib.snapshot(undefined, 100).part)
  world.rib.restored(world.now, 1 as never)
  assert.deepEqual(fib(world.drain()), many(8, 2))
})
