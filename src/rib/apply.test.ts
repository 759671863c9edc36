// What one UPDATE does, and a refresh of all of them.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newUpdateView } from '../bgp/update-view.ts'
import { pathTexts } from './views.testing.ts'
import { World } from './worlds.testing.ts'

const P = '192.0.2.0/24'
const Q = '198.51.100.0/24'
const P6 = '2001:db8::/32'

test('the result says what came, changed, stayed and went', () => {
  const world = new World().up('a')
  assert.deepEqual(
    { ...world.say('a', { announce: [P, Q] }) },
    { announced: 2, replaced: 0, unchanged: 0, withdrawn: 0, refused: 0 },
  )
  assert.deepEqual(
    { ...world.say('a', { announce: [P], med: 1 }) },
    { announced: 0, replaced: 1, unchanged: 0, withdrawn: 0, refused: 0 },
  )
  const applied = world.say('a', { announce: [P], med: 1, withdraw: [Q, P6] })
  assert.deepEqual({ ...applied }, { announced: 0, replaced: 0, unchanged: 1, withdrawn: 1, refused: 0 })
})

test('announced wins over withdrawn in one message (RFC 4271 4.3), and keeps its slot', () => {
  const world = new World({ routesPerServerMax: 1 }).up('a').announce('a', P, Q)
  assert.deepEqual({ ...world.say('a', { announce: [P], withdraw: [P], med: 3 }) }.withdrawn, 0)
  assert.deepEqual(pathTexts(world.rib), [`${P} a in-fib`, `${Q} a in-rib`])
  assert.equal(world.withdraw('a', P).via(P), '-')
  world.say('a', { announce: [P], withdraw: [P, P] })
  assert.equal(world.rib.counts().paths, 2)
})

test('treat-as-withdraw removes what is announced and what is withdrawn (RFC 7606 2)', () => {
  const world = new World().up('a').up('b').announce('a', P, Q, P6).announce('b', P)
  const applied = world.say('a', { announce: [P, P6], withdraw: [Q], outcome: 'treat-as-withdraw' })
  assert.deepEqual([applied.withdrawn, applied.announced], [3, 0])
  assert.deepEqual(pathTexts(world.rib), [`${P} b in-fib`])
})

test('session-reset changes nothing; the caller closes the session', () => {
  const world = new World().up('a').announce('a', P)
  world.say('a', { announce: [Q], withdraw: [P], outcome: 'session-reset' })
  assert.deepEqual(pathTexts(world.rib), [`${P} a in-fib`])
})

test('a peer withdraws only its own paths', () => {
  const world = new World().up('a').up('b').announce('a', P).withdraw('b', P)
  assert.equal(world.via(P), 'a')
})

test('End-of-RIB is noted per family and session', () => {
  const world = new World().up('a')
  const view = newUpdateView()
  view.endOfRib = 6
  world.rib.apply(world.row('a'), view)
  const { endOfRib4, endOfRib6 } = world.rib.peerCounts(world.row('a'))
  assert.deepEqual([endOfRib4, endOfRib6], [false, true])
  world.down('a').up('a')
  assert.equal(world.rib.peerCounts(world.row('a')).endOfRib6, false)
})

test('refresh: what does not come again until the end goes, of that peer and family only (RFC 7313 4)', () => {
  const world = new World().up('a').up('b').announce('a', P, Q, P6).announce('b', Q)
  world.rib.refreshBegin(world.row('a'), 4)
  assert.equal(world.say('a', { announce: [P] }).unchanged, 1)
  assert.equal(world.via(Q), 'a')
  world.rib.refreshEnd(world.row('a'), 4)
  world.drain()
  assert.deepEqual(pathTexts(world.rib), [`${P} a in-fib`, `${Q} b in-fib`, `${P6} a in-fib`])
})

test('refresh: a second beginning starts anew; an end without a beginning does nothing', () => {
  const world = new World().up('a').announce('a', P, Q)
  world.rib.refreshEnd(world.row('a'), 4)
  assert.equal(world.drain().rib.counts().paths, 2)
  world.rib.refreshBegin(world.row('a'), 4)
  world.announce('a', P)
  world.rib.refreshBegin(world.row('a'), 4)
  world.announce('a', Q)
  world.rib.refreshEnd(world.row('a'), 4)
  assert.deepEqual(pathTexts(world.drain().rib), [`${Q} a in-fib`])
})

test('refresh: what was not announced again does not persist when the session ends before the clean-up', () => {
  const world = new World()
  world.rib.setPersist({ enabled: true, durationMinutes: 1 })
  world.up('a').announce('a', P, Q)
  world.rib.refreshBegin(world.row('a'), 4)
  world.announce('a', P)
  world.rib.refreshEnd(world.row('a'), 4)
  assert.deepEqual(pathTexts(world.down('a').drain().rib), [`${P} a in-fib stale`])
  world.up('a')
  world.rib.refreshBegin(world.row('a'), 4)
  world.withdraw('a', P).announce('a', Q)
  world.rib.refreshBegin(world.row('a'), 4)
  world.rib.refreshEnd(world.row('a'), 4)
  world.down('a')
  assert.equal(world.drain().rib.persist.persisted, false)
})

test('refresh: the next one may begin before the clean-up of the last one', () => {
  const world = new World().up('a').announce('a', P, Q)
  world.rib.refreshBegin(world.row('a'), 4)
  world.announce('a', P)
  world.rib.refreshEnd(world.row('a'), 4)
  world.rib.refreshBegin(world.row('a'), 4)
  assert.deepEqual(pathTexts(world.drain().rib), [`${P} a in-fib`])
})
