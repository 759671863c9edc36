// The engine through its exports: what a route server answers.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fibTexts, pathTexts, prefixOf } from './views.testing.ts'
import { World } from './worlds.testing.ts'

const P = '192.0.2.0/24'

test('the path with the lower MED is in the FIB, and the other one at once when its peer is lost', () => {
  const world = new World().up('a').up('b')
  world.say('a', { announce: [P], med: 0 })
  world.say('b', { announce: [P], med: 100 })
  assert.equal(world.entry(P), '192.0.2.0/24 eni-1 10.0.0.1 a')
  world.down('a')
  assert.equal(world.entry(P), '192.0.2.0/24 eni-2 10.0.0.2 b')
  assert.equal(world.rib.counts().paths, 1)
  assert.equal(world.drain().entry(P), '192.0.2.0/24 eni-2 10.0.0.2 b')
})

test('a returning primary wins back; there is no rule of the oldest path (8.5)', () => {
  const world = new World().up('a').up('b').announce('a', P).announce('b', P)
  world.down('a')
  assert.equal(world.via(P), 'b')
  world.up('a').announce('a', P)
  assert.equal(world.via(P), 'a')
})

test('a longest match skips prefixes that lead nowhere', () => {
  const world = new World().up('a').announce('a', '0.0.0.0/0', P, '::/0')
  world.say('a', { announce: ['192.0.2.0/25'], nextHop: '10.9.9.9' })
  assert.equal(world.lookup('192.0.2.1'), '192.0.2.0/24 eni-1 10.0.0.1 a')
  assert.equal(world.lookup('198.51.100.1'), '0.0.0.0/0 eni-1 10.0.0.1 a')
  assert.equal(world.lookup('2001:db8::1'), '::/0 eni-1 fd00::1 a')
  assert.equal(world.withdraw('a', '::/0').lookup('2001:db8::1'), undefined)
})

test('the FIB and the paths are read in order: IPv4 before IPv6, address, length; best path first, then peer id', () => {
  const world = new World().up('a').up('b').up('c')
  world.announce('c', '10.0.0.0/9')
  world.say('a', { announce: ['10.1.0.0/16', '10.0.0.0/8', '10.0.0.0/9', '2001:db8::/32', '::/0'], med: 5 })
  world.say('b', { announce: ['10.0.0.0/9', '2001:db8::/32'], summary: { asPathLength: 0 } })
  assert.deepEqual(
    fibTexts(world.rib, 2).map((text) => text.split(' ')[0]),
    ['10.0.0.0/8', '10.0.0.0/9', '10.1.0.0/16', '::/0', '2001:db8::/32'],
  )
  assert.deepEqual(pathTexts(world.rib, {}, 2), [
    '10.0.0.0/8 a in-fib',
    '10.0.0.0/9 b in-fib',
    '10.0.0.0/9 a in-rib',
    '10.0.0.0/9 c in-rib',
    '10.1.0.0/16 a in-fib',
    '::/0 a in-fib',
    '2001:db8::/32 b in-fib',
    '2001:db8::/32 a in-rib',
  ])
})

test('one device behind two endpoints is two peers with two paths, and loses nothing with one of them (8.4)', () => {
  const world = new World()
  world.add({ peerId: 'a2', endpointId: 'e2', peerAddress: 0x0a000001 })
  world.up('a').up('a2').announce('a', P)
  world.say('a2', { announce: [P], nextHop: '10.0.0.1' })
  assert.deepEqual(pathTexts(world.rib), [`${P} a in-fib`, `${P} a2 in-rib`])
  const before = world.rib.exact(prefixOf(P))
  world.down('a')
  assert.deepEqual({ ...world.rib.exact(prefixOf(P)), peerId: 'a', group: before?.group }, before)
})

test('ten thousand prefixes are one forwarding group, and flip before any clean-up', () => {
  const world = new World().up('a').up('b')
  const prefixes = Array.from({ length: 10_000 }, (_, i) => `100.${i >> 8}.${i & 255}.0/24`)
  world.announce('a', ...prefixes)
  world.announce('b', ...prefixes)
  assert.equal(world.rib.counts().forwardingGroups, 2) // (a, b), and (b) behind it
  world.down('a')
  assert.deepEqual(new Set(prefixes.map((prefix) => world.via(prefix))), new Set(['b']))
  assert.equal(world.rib.counts().awaitingCleanUp, 10_000)
  assert.equal(world.rib.counts().fibRoutes, 10_000)
  assert.equal(world.drain().rib.counts().awaitingCleanUp, 0)
  assert.equal(world.rib.counts().forwardingGroups, 1)
  world.down('b')
  assert.deepEqual(fibTexts(world.rib), [])
  assert.equal(world.rib.counts().fibRoutes, 0)
})

test('a peer may come back, announce and withdraw while its former paths await their clean-up', () => {
  const world = new World().up('a').announce('a', P, '198.51.100.0/24', '203.0.113.0/24').down('a')
  world.rib.work(1)
  world.up('a').announce('a', P, '198.51.100.0/24').withdraw('a', P, '203.0.113.0/24')
  assert.deepEqual(pathTexts(world.rib), ['198.51.100.0/24 a in-fib'])
  assert.deepEqual(pathTexts(world.drain().rib), ['198.51.100.0/24 a in-fib'])
  assert.equal(world.rib.counts().paths, 1)
})

test('work is bounded by its units and ends', () => {
  const world = new World()
    .up('a')
    .announce('a', ...Array.from({ length: 2000 }, (_, i) => `100.${i >> 8}.${i & 255}.0/24`))
  world.down('a')
  let calls = 0
  while (world.rib.work(100)) calls++
  assert.ok(calls >= 15 && calls <= 40, String(calls))
  assert.equal(world.rib.counts().prefixes4, 0)
  assert.equal(world.rib.work(100), false)
})

test('memory goes back when the last route goes', () => {
  const world = new World().up('a')
  const empty = world.rib.bytes
  world.announce('a', ...Array.from({ length: 20_000 }, (_, i) => `100.${i >> 8}.${i & 255}.0/24`))
  assert.ok(world.rib.bytes > empty + 20_000 * 30)
  world.down('a').drain()
  assert.ok(world.rib.bytes < empty + 10_000, String(world.rib.bytes - empty))
})
