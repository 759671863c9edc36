// Behaviour reference 9, row by row.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant, sec } from '../base/time.ts'
import { newUpdateView } from '../bgp/update-view.ts'
import { fibTexts, ownerOf, pathTexts } from './views.testing.ts'
import { OWNERS, World } from './worlds.testing.ts'

const P = '192.0.2.0/24'
const Q = '198.51.100.0/24'
const enabled = (world: World, durationMinutes = 2): World => {
  world.rib.setPersist({ enabled: true, durationMinutes })
  return world
}
const phase = (world: World): string => `${world.rib.persist.phase} ${world.rib.persist.persisted}`

test('n to n-1: paths of the lost peer withdrawn, FIB recomputed, also with persistence', () => {
  const world = enabled(new World()).up('a').up('b').announce('a', P, Q).announce('b', P)
  world.down('a')
  assert.deepEqual(fibTexts(world.rib), [`${P} eni-2 10.0.0.2 b`])
  assert.equal(phase(world), 'live false')
})

test('1 to 0, disabled: RIB and FIB emptied', () => {
  const world = new World().up('a').announce('a', P).down('a')
  assert.deepEqual([fibTexts(world.rib), pathTexts(world.rib), phase(world)], [[], [], 'live false'])
})

test('1 to 0, enabled: RIB and FIB frozen, all stale, for unlimited time', () => {
  const world = enabled(new World()).up('a').announce('a', P, Q).down('a')
  world.after(86_400).drain()
  assert.deepEqual(pathTexts(world.rib), [`${P} a in-fib stale`, `${Q} a in-fib stale`])
  assert.deepEqual(fibTexts(world.rib), [`${P} eni-1 10.0.0.1 a stale`, `${Q} eni-1 10.0.0.1 a stale`])
  assert.equal(phase(world), 'persisted true')
  assert.equal(world.rib.nextDeadline, undefined)
  assert.deepEqual([world.rib.counts().stalePaths, world.rib.counts().sessionsUp], [2, 0])
})

test('1 to 0, enabled, RIB empty: nothing to persist', () => {
  const world = enabled(new World()).up('a').announce('a', P).withdraw('a', P).down('a')
  assert.equal(phase(world), 'live false')
})

test('paths that await their clean-up do not persist', () => {
  const world = enabled(new World()).up('a').up('b').announce('a', P).down('a').down('b')
  assert.deepEqual([phase(world), pathTexts(world.rib)], ['live false', []])
})

test('routes withdrawn before the session closes are gone; the rest persists', () => {
  const world = enabled(new World()).up('a').announce('a', P, Q).withdraw('a', P).down('a')
  assert.deepEqual(pathTexts(world.rib), [`${Q} a in-fib stale`])
})

test('first session up again: the timer runs; fresh replaces the own stale path and beats any other', () => {
  const world = enabled(new World()).up('a').up('b').announce('a', P, Q)
  world.say('b', { announce: [P], med: 100 })
  world.down('b').up('b')
  world.say('b', { announce: [P], med: 100 })
  world.down('a').announce('b', Q).down('b')
  // Persisted now: b's P and Q. Back comes a, with a worse path than b's.
  assert.deepEqual(pathTexts(world.rib), [`${P} b in-fib stale`, `${Q} b in-fib stale`])
  world.up('a')
  assert.equal(phase(world), 'unpersisting true')
  assert.equal(world.rib.nextDeadline, sec(120))
  world.say('a', { announce: [P], med: 5000, summary: { asPathLength: 9 } })
  assert.deepEqual(pathTexts(world.rib), [`${P} a in-fib`, `${P} b in-rib stale`, `${Q} b in-fib stale`])
  world.up('b').announce('b', P)
  assert.deepEqual(pathTexts(world.rib), [`${P} b in-fib`, `${P} a in-rib`, `${Q} b in-fib stale`])
  assert.equal(phase(world), 'unpersisting true')
})

test('timer ends: remaining stale paths dropped, FIB recomputed', () => {
  const world = enabled(new World()).up('a').announce('a', P, Q).down('a').after(500).up('a').announce('a', Q)
  world.after(119)
  assert.deepEqual(pathTexts(world.rib), [`${P} a in-fib stale`, `${Q} a in-fib`])
  world.after(1)
  assert.deepEqual([pathTexts(world.rib), phase(world)], [[`${Q} a in-fib`], 'live false'])
  assert.equal(world.rib.nextDeadline, undefined)
  assert.equal(world.drain().rib.counts().paths, 1)
})

test('all sessions drop again before the timer ends: timer cancelled, the present RIB persists, frozen as it was', () => {
  const world = enabled(new World()).up('a').announce('a', P, Q).down('a').up('b')
  world.say('b', { announce: [P], med: 7 })
  const before = fibTexts(world.rib)
  assert.deepEqual(before, [`${P} eni-2 10.0.0.2 b`, `${Q} eni-1 10.0.0.1 a stale`])
  world.down('b')
  assert.deepEqual(fibTexts(world.rib), [`${P} eni-2 10.0.0.2 b stale`, `${Q} eni-1 10.0.0.1 a stale`])
  assert.deepEqual([phase(world), world.rib.nextDeadline], ['persisted true', undefined])
  world.after(3600)
  assert.equal(fibTexts(world.rib).length, 2)
})

test('loss of one of two peers while the timer runs: its paths go, its stale ones too', () => {
  const world = enabled(new World()).up('a').announce('a', P, Q).down('a').up('b').up('a').announce('a', P)
  world.down('a')
  assert.deepEqual(pathTexts(world.rib), [])
  assert.equal(phase(world), 'unpersisting true')
})

test('End-of-RIB before the timer ends: still wait for the timer', () => {
  const world = enabled(new World()).up('a').announce('a', P).down('a').up('a')
  world.rib.apply(world.row('a'), { ...newUpdateView(), endOfRib: 4 })
  world.drain()
  assert.deepEqual([pathTexts(world.rib), phase(world)], [[`${P} a in-fib stale`], 'unpersisting true'])
  assert.equal(world.rib.peerCounts(world.row('a')).endOfRib4, true)
})

test('enable while already persisted or enabled: no effect', () => {
  const world = enabled(new World()).up('a').announce('a', P).down('a')
  enabled(world)
  assert.equal(phase(world), 'persisted true')
  world.up('a')
  const { nextDeadline } = world.rib
  enabled(world)
  assert.deepEqual([phase(world), world.rib.nextDeadline], ['unpersisting true', nextDeadline])
})

test('duration changed: used when the timer starts; a running timer keeps its end', () => {
  const world = enabled(new World(), 1).up('a').announce('a', P).down('a')
  enabled(world, 5).up('a')
  assert.equal(world.rib.nextDeadline, sec(300))
  enabled(world, 1)
  assert.equal(world.rib.nextDeadline, sec(300))
})

for (const isUp of [false, true]) {
  test(`disable while ${isUp ? 'the timer runs' : 'persisted'}: stale paths dropped at once`, () => {
    const world = enabled(new World()).up('a').announce('a', P, Q).down('a')
    if (isUp) world.up('b').announce('b', Q)
    world.rib.setPersist({ enabled: false, durationMinutes: 2 })
    assert.deepEqual(pathTexts(world.rib), isUp ? [`${Q} b in-fib`] : [])
    assert.deepEqual([phase(world), world.rib.nextDeadline], ['live false', undefined])
  })
}

test('reset while persisted: RIB and FIB emptied, persistence stays enabled', () => {
  const world = enabled(new World()).up('a').announce('a', P).down('a')
  world.rib.resetPersisted()
  assert.deepEqual([pathTexts(world.rib), fibTexts(world.rib), phase(world)], [[], [], 'live false'])
  world.up('a').announce('a', P).down('a')
  assert.equal(phase(world), 'persisted true')
})

test('reset while the timer runs: only the stale paths go', () => {
  const world = enabled(new World()).up('a').announce('a', P, Q).down('a').up('a').announce('a', P)
  world.rib.resetPersisted()
  assert.deepEqual(
    [pathTexts(world.rib), phase(world), world.rib.nextDeadline],
    [[`${P} a in-fib`], 'live false', undefined],
  )
})

test('reset when nothing is persisted: no effect on live routes', () => {
  const world = enabled(new World()).up('a').announce('a', P)
  world.rib.resetPersisted()
  assert.deepEqual(pathTexts(world.rib), [`${P} a in-fib`])
})

test('a peer deleted while persisted: its stale paths go; with the last of them persistence ends', () => {
  const world = enabled(new World()).up('a').up('b').announce('a', P).announce('b', Q)
  world.down('b').up('b').announce('b', Q) // so that a is not the only one with a path
  world.rib.setPersist({ enabled: true, durationMinutes: 2 })
  world.down('a').down('b')
  world.rib.removePeer(world.row('a'))
  assert.deepEqual([pathTexts(world.rib), phase(world)], [[`${Q} b in-fib stale`], 'persisted true'])
  world.rib.removePeer(world.row('b'))
  assert.deepEqual([pathTexts(world.rib), phase(world)], [[], 'live false'])
})

test('the last peer that is up is deleted: its own paths do not persist', () => {
  const world = enabled(new World()).up('a').announce('a', P)
  world.rib.removePeer(world.row('a'))
  assert.deepEqual([pathTexts(world.rib), phase(world)], [[], 'live false'])
})

test('a new peer while persisted: no effect until Established', () => {
  const world = enabled(new World()).up('a').announce('a', P).down('a')
  world.add({ peerId: 'd', endpointId: 'e', peerAddress: 0x0a000004 })
  assert.equal(phase(world), 'persisted true')
  world.up('d')
  assert.equal(phase(world), 'unpersisting true')
})

test('the interface of a persisted next hop is not listed any more: the path stays, unusable until it is back', () => {
  // The router goes on to list an interface that is deleted while routes lead to it: blackhole until unpersisted.
  const world = enabled(new World()).up('a').announce('a', P).down('a')
  world.rib.setNextHops([])
  assert.deepEqual(pathTexts(world.rib), [`${P} a in-rib stale next-hop-not-in-vpc`])
  world.rib.setNextHops([...OWNERS, ownerOf('10.9.9.9', 'eni-9')])
  assert.deepEqual(pathTexts(world.rib), [`${P} a in-fib stale`])
})

/** The process starts again: what the new one takes back from the snapshot of the old one. */
function restart(old: World, isEnabled: boolean): World {
  const world = new World()
  world.now = instant(old.now + 5_000_000)
  world.rib.setPersist({ enabled: isEnabled, durationMinutes: 2 })
  assert.equal(world.rib.restore(old.rib.snapshot(undefined, 1000).part), true)
  world.rib.restored(world.now, sec(30))
  return world
}

test('restart of the process, enabled: PERSISTED', () => {
  const old = enabled(new World()).up('a').up('b').announce('a', P)
  old.say('b', { announce: [P, Q], med: 9 })
  const world = restart(old, true)
  assert.deepEqual(pathTexts(world.rib), [`${P} a in-fib stale`, `${P} b in-rib stale`, `${Q} b in-fib stale`])
  assert.equal(phase(world), 'persisted true')
  world.up('b').announce('b', Q)
  assert.equal(phase(world), 'unpersisting true')
  world.after(120)
  assert.deepEqual(pathTexts(world.rib), [`${Q} b in-fib`])
})

test('restart of the process, disabled: routes stay for the grace and go unless learned again', () => {
  const world = restart(new World().up('a').announce('a', P, Q), false)
  assert.deepEqual([fibTexts(world.rib).length, phase(world)], [2, 'restarted false'])
  world.up('a').announce('a', P)
  world.after(29)
  assert.equal(fibTexts(world.rib).length, 2)
  world.after(1)
  assert.deepEqual([pathTexts(world.rib), phase(world)], [[`${P} a in-fib`], 'live false'])
})

test('restart of the process, enabled only afterwards: PERSISTED while there is something to persist', () => {
  const world = restart(new World().up('a').announce('a', P), false)
  enabled(world)
  assert.equal(phase(world), 'persisted true')
  const other = restart(new World().up('a').announce('a', P), false)
  other.up('a').down('a')
  assert.equal(phase(enabled(other)), 'restarted false')
  assert.equal(phase(other.after(30)), 'live false')
})

test('restart of the process without routes: nothing to persist', () => {
  assert.equal(phase(restart(enabled(new World()).up('a'), true)), 'live false')
})
