// Filters of pages, what followers of changes are told, the route log, snapshots.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAddress, formatPrefix } from '../base/ip.ts'
import { sec } from '../base/time.ts'
import { fibTexts, pathText, pathTexts } from './views.testing.ts'
import { World } from './worlds.testing.ts'

const P = '192.0.2.0/24'
const Q = '198.51.100.0/24'
const P6 = '2001:db8::/32'
const wide = (count: number): string[] => Array.from({ length: count }, (_, i) => `100.${i >> 8}.${i & 255}.0/24`)

test('filters: prefix text, peer, endpoint, next hop, status; all must hold', () => {
  const world = new World()
  world.add({ peerId: 'z', endpointId: 'e9', peerAddress: 0x0a000009 })
  world.up('a').up('b').up('z').announce('a', P, Q, P6).announce('b', P)
  world.say('z', { announce: [Q], nextHop: '10.0.0.3', med: 9 })
  const get = (query: Parameters<typeof pathTexts>[1]): string[] => pathTexts(world.rib, query, 2)
  assert.deepEqual(get({ prefixes: [P] }), [`${P} a in-fib`, `${P} b in-rib`])
  assert.deepEqual(get({ prefixes: ['198.*', '2001:db8:*'] }), [`${Q} a in-fib`, `${Q} z in-rib`, `${P6} a in-fib`])
  assert.deepEqual(get({ prefixes: ['nothing'] }), [])
  assert.deepEqual(get({ peer: (id) => id === 'b' }), [`${P} b in-rib`])
  assert.deepEqual(get({ peer: (_, endpointId) => endpointId === 'e9' }), [`${Q} z in-rib`])
  assert.deepEqual(get({ nextHop: (text) => text === '10.0.0.3' }), [`${Q} z in-rib`])
  assert.deepEqual(get({ status: 'in-rib' }), [`${P} b in-rib`, `${Q} z in-rib`])
  assert.deepEqual(get({ status: 'in-rib', prefixes: [P], peer: (id) => id === 'a' }), [])
})

test('a page looks at no more prefixes than it may, and says where it goes on', () => {
  const world = new World().up('a').announce('a', ...wide(3000))
  const { paths, next } = world.rib.paths({ peer: (id) => id === 'b' }, undefined, 10, 512)
  assert.deepEqual(paths, [])
  assert.ok(next !== undefined && formatPrefix(next.prefix) < '100.4.0.0/24')
  assert.deepEqual(pathTexts(world.rib, { peer: (id) => id === 'b' }, 10, 512), [])
})

test('a filter that names a range does not look at what is before it', () => {
  const world = new World().up('a').announce('a', ...wide(5000), '200.1.2.0/24')
  const { paths } = world.rib.paths({ prefixes: ['200.1.*'] }, undefined, 10, 1)
  assert.deepEqual(paths.map(pathText), ['200.1.2.0/24 a in-fib'])
})

test('a path carries what the API and an export need', () => {
  const world = new World().up('a', { external: false })
  world.say('a', { announce: [P], med: 0, summary: { origin: 2, asPathLength: 3, localPref: 150 } })
  const [path] = world.rib.paths({}, undefined, 5).paths
  assert.ok(path)
  const { med, origin, asPathLength, localPref, interfaceId, nextHop, attributes, endpointId } = path
  assert.deepEqual([med, origin, asPathLength, localPref, interfaceId, endpointId], [0, 2, 3, 150, 'eni-1', 'e1'])
  assert.equal(formatAddress(nextHop), '10.0.0.1')
  assert.match(new TextDecoder().decode(attributes), /^\{.*\}$/)
})

test('changes: routes that come and go, a flip as one group', () => {
  const world = new World({ changes: true })
    .up('a')
    .up('b')
    .announce('a', ...wide(100))
    .announce('b', ...wide(50))
  const told = (): Record<string, number> => {
    const types: Record<string, number> = {}
    for (const { type } of world.rib.drainChanges(10_000)) types[type] = (types[type] ?? 0) + 1
    return types
  }
  assert.deepEqual(told(), { prefix: 100 })
  world.down('a')
  assert.deepEqual(told(), { group: 2 }) // those with b behind a, and those with a alone
  world.drain()
  assert.deepEqual(told(), { gone: 50 })
})

test('changes: too many of them, and the follower reads everything again', () => {
  const world = new World({ changes: 'groups' }).up('a')
  for (let med = 0; med < 30; med++) {
    world.say('a', { announce: wide(10_000), med, nextHop: med % 2 === 0 ? '10.0.0.1' : '10.0.0.2' })
  }
  assert.deepEqual(world.rib.drainChanges(10), [{ type: 'resync' }])
  assert.deepEqual(world.rib.drainChanges(10), [])
  world.rib.setChanges(false)
  world.announce('a', P)
  assert.deepEqual(world.rib.drainChanges(10), [])
})

test('route log: what each peer said, with the attributes of that time', () => {
  const world = new World({ routeLog: true }).up('a').up('b')
  world.say('a', { announce: [P], med: 1 })
  world.say('a', { announce: [P], med: 1 })
  world.say('a', { announce: [P], med: 2 })
  world.say('b', { withdraw: [P] })
  world.withdraw('a', P).announce('b', Q).down('b').drain()
  const events = world.rib.drainRouteLog(100)
  assert.deepEqual(
    events.map(
      ({ type, peerId, prefix, med, nextHop }) =>
        `${type} ${peerId} ${formatPrefix(prefix)} ${med} ${formatAddress(nextHop)}`,
    ),
    [
      `ADVERTISED a ${P} 1 10.0.0.1`,
      `UPDATED a ${P} 2 10.0.0.1`,
      `WITHDRAWN a ${P} 2 10.0.0.1`,
      `ADVERTISED b ${Q} undefined 10.0.0.2`,
      `WITHDRAWN b ${Q} undefined 10.0.0.2`,
    ],
  )
  assert.equal(world.rib.counts().attributeSets, 0)
  assert.deepEqual(world.rib.drainRouteLog(100), [])
})

test('snapshot: a damaged part is refused, whatever the damage', () => {
  const { part } = new World().up('a').announce('a', P, P6).rib.snapshot(undefined, 10)
  const taker = new World().rib
  for (let i = 0; i < part.length; i++) {
    assert.equal(taker.restore(part.slice(0, i)), false, `cut at ${i}`)
    assert.equal(taker.restore(part.map((byte, k) => (k === i ? byte ^ 0x40 : byte))), false, `octet ${i}`)
  }
  assert.equal(taker.restore(new Uint8Array([...part, 0])), false)
  taker.restored(new World().now, sec(30))
  assert.deepEqual(pathTexts(taker), [])
})

test('snapshot: parts in any order, twice, without peers that are gone', () => {
  const old = new World()
    .up('a')
    .up('b')
    .announce('a', ...wide(100))
    .announce('b', P, wide(1)[0] ?? '')
  const parts: Uint8Array[] = []
  let cursor
  do {
    const { part, next } = old.rib.snapshot(cursor, 30)
    parts.push(part)
    cursor = next
  } while (cursor !== undefined)
  assert.ok(parts.length >= 3)
  const world = new World()
  world.rib.removePeer(world.row('b'))
  for (const part of [...parts].reverse()) assert.ok(world.rib.restore(part))
  assert.ok(world.rib.restore(parts[0] as Uint8Array))
  world.rib.restored(world.now, sec(30))
  assert.deepEqual(
    fibTexts(world.rib),
    fibTexts(old.rib)
      .filter((text) => text.endsWith(' a'))
      .map((text) => `${text} stale`),
  )
})
