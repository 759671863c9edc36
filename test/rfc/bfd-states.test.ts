// RFC 5880: roles (6.1), the state machine (6.2, 6.8.6), AdminDown (6.8.16), diagnostics (4.1).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ms, sec, us } from '../../src/base/time.ts'
import type { SessionState } from '../../src/bfd/packet.ts'
import { openSession, step, type Session } from '../../src/bfd/session.ts'
import { LOCAL, Probe, REMOTE, packet } from './bfd-kit.ts'

test('active role: packets are sent whether or not the peer was heard (RFC 5880 6.1)', () => {
  const probe = new Probe()
  const sent = probe.advance(sec(5))
  assert.ok(sent.length >= 5)
  assert.deepEqual(
    sent.map(({ packet }) => [packet.state, packet.yourDiscriminator]),
    sent.map(() => ['Down', 0]),
  )
})

test('passive role: nothing is sent before the peer was heard, and nothing after it was forgotten (RFC 5880 6.1, 6.8.7)', () => {
  const probe = new Probe({ passive: true })
  assert.deepEqual(probe.advance(sec(10)), [])
  assert.equal(probe.receive({ state: 'Down', yourDiscriminator: 0 })[0]?.state, 'Init')
  assert.ok(probe.advance(ms(800)).length <= 1)
  probe.advance(sec(2))
  assert.equal(probe.session.remote.discriminator, 0)
  assert.deepEqual(probe.advance(sec(10)), [])
})

test('the whole table of states (RFC 5880 6.2, 6.8.6)', () => {
  const table: Record<SessionState, Record<SessionState, SessionState>> = {
    AdminDown: { AdminDown: 'AdminDown', Down: 'AdminDown', Init: 'AdminDown', Up: 'AdminDown' },
    Down: { AdminDown: 'Down', Down: 'Init', Init: 'Up', Up: 'Down' },
    Init: { AdminDown: 'Down', Down: 'Init', Init: 'Up', Up: 'Up' },
    Up: { AdminDown: 'Down', Down: 'Down', Init: 'Up', Up: 'Up' },
  }
  for (const [from, row] of Object.entries(table) as [SessionState, Record<SessionState, SessionState>][]) {
    for (const [reported, to] of Object.entries(row) as [SessionState, SessionState][]) {
      assert.equal(inState(from, reported), to, `${from}, the peer says ${reported}`)
    }
  }
})

function inState(from: SessionState, reported: SessionState): SessionState {
  const probe = new Probe()
  const session: Session = { ...openSession(probe.session.settings, LOCAL, 1, probe.now), state: from }
  return step(session, { type: 'packet', packet: packet({ state: reported }) }, probe.now).session.state
}

test('three-way handshake: Down, Init, Up, each told at once (RFC 5880 6.2, 6.8.7)', () => {
  const probe = new Probe()
  probe.advance(us(0))
  const init = probe.receive({ state: 'Down', yourDiscriminator: 0 })
  assert.deepEqual([init[0]?.state, init[0]?.yourDiscriminator], ['Init', REMOTE])
  assert.equal(probe.receive({ state: 'Init' })[0]?.state, 'Up')
  assert.deepEqual(
    probe.changes.map(({ from, to }) => `${from} ${to}`),
    ['Down Init', 'Init Up'],
  )
})

test('the peer reports Down: Down, diagnostic 3 (RFC 5880 6.8.6)', () => {
  const probe = new Probe().up()
  const [answer] = probe.receive({ state: 'Down' })
  assert.deepEqual([probe.state, answer?.state, answer?.diagnostic], ['Down', 'Down', 3])
})

test('the peer reports AdminDown in Up and in Init: Down, diagnostic 3, and Down as long as it lasts (RFC 5880 6.8.6)', () => {
  const up = new Probe().up()
  const init = new Probe()
  init.receive({ state: 'Down', yourDiscriminator: 0 })
  assert.equal(init.state, 'Init')
  for (const probe of [up, init]) {
    for (let i = 0; i < 10; i++) {
      probe.receive({ state: 'AdminDown', desiredMinTxInterval: sec(1) })
      assert.deepEqual([probe.state, probe.session.diagnostic], ['Down', 3])
      probe.advance(sec(1))
    }
  }
})

test('AdminDown received in Down: nothing changes, not even the diagnostic (RFC 5880 6.8.6)', () => {
  const probe = new Probe()
  probe.receive({ state: 'AdminDown', yourDiscriminator: 0 })
  assert.deepEqual([probe.state, probe.session.diagnostic], ['Down', 0])
})

test('AdminDown: diagnostic 7, told at once, told on, packets of the peer change nothing (RFC 5880 6.8.16)', () => {
  const probe = new Probe().up()
  probe.input({ type: 'admin', up: false })
  const first = probe.sent.at(-1)
  assert.deepEqual([first?.at, first?.packet.state, first?.packet.diagnostic], [probe.at, 'AdminDown', 7])
  for (const state of ['Up', 'Init', 'Down', 'AdminDown'] as const) probe.receive({ state })
  assert.equal(probe.state, 'AdminDown')
  // At least for the detection time, or the peer would take it for a failure.
  const sent = probe.advance(sec(10))
  assert.ok(sent.length >= 9)
  assert.ok(sent.every(({ packet }) => packet.state === 'AdminDown'))
  assert.equal(probe.state, 'AdminDown', 'silence changes nothing either')
})

test('out of AdminDown: Down, without a diagnostic, then the handshake (RFC 5880 6.8.16)', () => {
  const probe = new Probe().up()
  probe.input({ type: 'admin', up: false })
  probe.receive({ state: 'Down', diagnostic: 3 })
  probe.input({ type: 'admin', up: true })
  assert.deepEqual([probe.state, probe.session.diagnostic], ['Down', 0])
  probe.receive({ state: 'Down' })
  probe.receive({ state: 'Init' })
  assert.equal(probe.state, 'Up')
})

test('asking for what is already so changes nothing', () => {
  const probe = new Probe().up()
  const { session } = probe
  probe.input({ type: 'admin', up: true })
  assert.equal(probe.session, session)
})

test('the reason of a failure is told until the session is Up again (RFC 5880 4.1)', () => {
  const probe = new Probe().up()
  probe.advance(sec(2))
  assert.deepEqual([probe.state, probe.sent.at(-1)?.packet.diagnostic], ['Down', 1])
  probe.receive({ state: 'Down', yourDiscriminator: 0 })
  assert.equal(probe.sent.at(-1)?.packet.diagnostic, 1)
  probe.receive({ state: 'Init' })
  assert.deepEqual([probe.state, probe.sent.at(-1)?.packet.diagnostic], ['Up', 0])
})

test('a restarted peer that we still see as Up: Down at once, then up again (RFC 5880 6.2)', () => {
  const probe = new Probe().up()
  probe.receive({ state: 'Down', yourDiscriminator: 0, myDiscriminator: 0x33333333 })
  assert.equal(probe.state, 'Down')
  assert.equal(probe.sent.at(-1)?.packet.yourDiscriminator, 0x33333333)
  probe.receive({ state: 'Down', myDiscriminator: 0x33333333 })
  probe.receive({ state: 'Up', myDiscriminator: 0x33333333 })
  assert.equal(probe.state, 'Up')
})

test('two sessions that answer each other cannot start a storm: four changes at once, then four in a second', () => {
  const probe = new Probe().up()
  const before = probe.sent.length
  for (let i = 0; i < 1_000; i++) {
    probe.receive({ state: 'Down' })
    probe.receive({ state: 'Init' })
  }
  assert.ok(probe.sent.length - before <= 4, `${probe.sent.length - before} packets`)
  const later = probe.advance(ms(260))
  assert.equal(later.at(-1)?.packet.state, probe.state, 'what could not be told at once is told soon')
})
