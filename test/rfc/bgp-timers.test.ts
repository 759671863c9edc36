// Timers of a BGP session: RFC 4271 4.2, 4.4, 6.5 and 10, RFC 9687.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { after, between, sec } from '../../src/base/time.ts'
import type { Instant } from '../../src/base/time.ts'
import { step } from '../../src/bgp/fsm.ts'
import { encodeKeepalive } from '../../src/bgp/message.ts'
import type { Session, SessionSettings } from '../../src/bgp/session.ts'
import { nextDeadline } from '../../src/bgp/transitions.ts'
import { SETTINGS, T0, arrived, doneBy, peerOpen, sessionIn } from './bgp-support.ts'

const withHold = (ours: number, theirs: number, more: Partial<SessionSettings> = {}): Session =>
  sessionIn('Established', { ...SETTINGS, holdTime: ours, ...more }, peerOpen({ holdTime: theirs }))

for (const [ours, theirs, negotiated] of [
  [15, 90, 15],
  [90, 15, 15],
  [15, 3, 3],
  [15, 0, 0],
  [0, 90, 0],
] as const) {
  test(`hold time ${ours} of ours and ${theirs} of the peer's make ${negotiated} (RFC 4271 4.2)`, () => {
    const session = withHold(ours, theirs)
    assert.equal(session.negotiated?.holdTime, negotiated)
    assert.equal(session.holdAt, negotiated === 0 ? undefined : after(T0, sec(negotiated)))
  })
}

test('hold time 0: no hold, keepalive or send hold timer runs (RFC 4271 4.4, RFC 9687 4.3)', () => {
  const session = withHold(0, 90)
  assert.equal(nextDeadline(session), undefined)
  const later = after(T0, sec(100_000))
  assert.equal(doneBy(step(session, { type: 'clock' }, later)), '-')
  const heard = step(session, arrived(encodeKeepalive()), later).session
  assert.equal(nextDeadline(step(heard, { type: 'sent' }, later).session), undefined)
})

test('until OPEN has come the hold timer has a large value (RFC 4271 8.2.2)', () => {
  const session = sessionIn('OpenSent')
  assert.equal(session.holdAt, after(T0, sec(240)))
  assert.equal(doneBy(step(session, { type: 'clock' }, after(T0, sec(240)))), '4/0 close Idle')
})

test('UPDATE and KEEPALIVE restart the hold timer (RFC 4271 8.2.2, events 26 and 27)', () => {
  const session = withHold(15, 90)
  const later = after(T0, sec(14))
  assert.equal(step(session, arrived(encodeKeepalive()), later).session.holdAt, after(later, sec(15)))
  assert.equal(step(session, { type: 'updates' }, later).session.holdAt, after(later, sec(15)))
})

test('what a peer sends besides does not restart the hold timer (RFC 4271 8.2.2)', () => {
  const session = withHold(15, 90)
  const later = after(T0, sec(14))
  const refreshed = step(session, { type: 'refresh', family: 4 }, later).session
  assert.equal(step(refreshed, { type: 'sent' }, later).session.holdAt, after(T0, sec(15)))
})

/** The gaps between the KEEPALIVE messages of a session that hears from its peer all the time. */
function keepaliveGaps(from: Session, count: number): number[] {
  let session = from
  let last: Instant = T0
  const gaps: number[] = []
  while (gaps.length < count) {
    const at = session.keepaliveAt as Instant
    const heard = step(session, { type: 'updates' }, at).session
    const stepped = step({ ...heard, sendHoldAt: undefined }, { type: 'clock' }, at)
    assert.equal(doneBy(stepped), 'KEEPALIVE')
    gaps.push(between(last, at))
    last = at
    session = stepped.session
  }
  return gaps
}

test('keepalives come every third of the hold time, jittered by up to a quarter (RFC 4271 4.4 and 10)', () => {
  const gaps = keepaliveGaps(withHold(90, 90, { keepaliveEvery: sec(1000) }), 200)
  assert.ok(gaps.every((gap) => gap >= sec(22.5) && gap <= sec(30)))
  assert.ok(Math.max(...gaps) - Math.min(...gaps) > sec(5), 'they are jittered')
})

test('the offered keepalive interval is used when it is the shorter one', () => {
  const gaps = keepaliveGaps(withHold(90, 90), 50)
  assert.ok(gaps.every((gap) => gap >= sec(3.75) && gap <= sec(5)))
})

test('keepalives never come faster than one a second (RFC 4271 4.4)', () => {
  const gaps = keepaliveGaps(withHold(3, 3), 100)
  assert.ok(gaps.every((gap) => gap >= sec(1)))
})

test('the connect retry timer is jittered (RFC 4271 10)', () => {
  let session = sessionIn('Connect')
  const gaps = new Set<number>()
  for (let i = 0; i < 20; i++) {
    const at = session.connectRetryAt as Instant
    assert.ok(at >= after(T0, sec(3.75)) && at <= after(T0, sec(5)))
    gaps.add(at)
    session = step({ ...session, connectRetryAt: T0 }, { type: 'clock' }, T0).session
  }
  assert.ok(gaps.size > 10)
})

test('a peer that takes nothing for the send hold time is dropped with 8/0 (RFC 9687 4.3)', () => {
  const session = { ...withHold(15, 90), holdAt: undefined, keepaliveAt: undefined }
  assert.equal(session.sendHoldAt, after(T0, sec(480)))
  const taken = step(session, { type: 'sent' }, after(T0, sec(479))).session
  assert.equal(doneBy(step(taken, { type: 'clock' }, after(T0, sec(480)))), '-')
  assert.equal(doneBy(step(taken, { type: 'clock' }, after(T0, sec(479 + 480)))), '8/0 close down Idle')
})

test('the send hold time is at least twice the hold time (RFC 9687 6)', () => {
  assert.equal(withHold(600, 600).sendHoldAt, after(T0, sec(1200)))
})

test('the send hold timer ends with the session (RFC 9687 4.3)', () => {
  const { session } = step(withHold(15, 90), { type: 'disconnected', why: 'test' }, T0)
  assert.equal(session.sendHoldAt, undefined)
})
