// RFC 5880: the poll sequence (6.5) and the change of timers while Up (6.8.3).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ms, sec, us } from '../../src/base/time.ts'
import { Probe, gaps, isBetween } from './bfd-kit.ts'

const UP = { state: 'Up' } as const

test('a poll is answered with a final at once, with the poll bit clear, in every state (RFC 5880 6.5, 6.8.7)', () => {
  const down = new Probe()
  const init = new Probe()
  init.receive({ state: 'Down', yourDiscriminator: 0 })
  const up = new Probe().up()
  const adminDown = new Probe()
  adminDown.input({ type: 'admin', up: false })
  for (const probe of [down, init, up, adminDown]) {
    probe.advance(us(0))
    const before = probe.state
    const [answer] = probe.receive({ state: probe === up ? 'Up' : 'AdminDown', poll: true })
    assert.deepEqual([answer?.final, answer?.poll], [true, false], before)
    assert.equal(answer?.state, probe.state, 'it tells the state after the poll')
  }
})

test('a final is not a periodic packet: the timer stays as it was (RFC 5880 6.8.7)', () => {
  const probe = new Probe().up()
  probe.advance(ms(100))
  const { sendAt } = probe.session
  probe.receive({ ...UP, poll: true })
  assert.equal(probe.session.sendAt, sendAt)
})

test('while polling, a poll is still answered with a final and without the poll bit (RFC 5880 6.5)', () => {
  const probe = new Probe().up()
  probe.configure({ tx: ms(500) })
  const [answer] = probe.receive({ ...UP, poll: true })
  assert.deepEqual([answer?.final, answer?.poll], [true, false])
})

test('a change of either interval while Up starts a poll, on the scheduled packets and no others (RFC 5880 6.5, 6.8.3)', () => {
  for (const change of [{ tx: ms(500) }, { tx: ms(100) }, { rx: ms(500) }, { rx: ms(100) }]) {
    const probe = new Probe().up()
    probe.advanceHearing(sec(1), ms(200), UP)
    const before = probe.sent.length
    probe.configure(change)
    assert.equal(probe.sent.length, before, 'nothing leaves because of it')
    const sent = probe.advanceHearing(sec(2), ms(200), UP)
    assert.ok(sent.length > 0 && sent.every(({ packet }) => packet.poll), 'until the final comes')
    const [last] = sent.slice(-1)
    assert.equal(last?.packet.desiredMinTxInterval, change.tx ?? ms(300))
    assert.equal(last?.packet.requiredMinRxInterval, change.rx ?? ms(300))
    probe.receive({ ...UP, final: true })
    const after = probe.advanceHearing(sec(2), ms(200), UP)
    assert.ok(after.length > 0 && after.every(({ packet }) => !packet.poll), 'and none after it')
  }
})

test('a packet without a final does not end a poll (RFC 5880 6.8.6)', () => {
  const probe = new Probe().up()
  probe.configure({ tx: ms(500) })
  probe.receive(UP)
  assert.equal(probe.advance(ms(300))[0]?.packet.poll, true)
})

test('a final that nobody asked for means nothing', () => {
  const probe = new Probe().up()
  const { advertised, inUse, poll } = probe.session
  probe.receive({ ...UP, final: true })
  assert.deepEqual([probe.session.advertised, probe.session.inUse, probe.session.poll], [advertised, inUse, poll])
})

test('desired min TX raised while Up: sent at the old rate until the final (RFC 5880 6.8.3)', () => {
  const probe = new Probe().up()
  probe.configure({ tx: ms(2_000) })
  const sent = probe.advanceHearing(sec(3), ms(250), UP)
  assert.ok(sent.length >= 10)
  for (const gap of gaps(sent)) isBetween(gap, ms(225), ms(300), 'gap before the final')
  probe.receive({ ...UP, final: true })
  const after = probe.advanceHearing(sec(20), ms(250), UP)
  assert.ok(after.length >= 10)
  for (const gap of gaps(after)) isBetween(gap, ms(1_500), ms(2_000), 'gap after it')
})

test('desired min TX lowered while Up: the faster rate at once (RFC 5880 6.8.3)', () => {
  const probe = new Probe({ tx: ms(2_000) }).up()
  probe.advanceHearing(sec(3), ms(250), UP)
  probe.configure({ tx: ms(300) })
  const sent = probe.advanceHearing(sec(3), ms(250), UP)
  assert.ok(sent.length >= 10)
  for (const gap of gaps(sent)) isBetween(gap, ms(225), ms(300), 'gap')
})

test('required min RX lowered while Up: the old detection time until the final (RFC 5880 6.8.3)', () => {
  const fields = { ...UP, desiredMinTxInterval: ms(50) }
  const waiting = new Probe().up(fields)
  waiting.configure({ rx: ms(50) })
  waiting.advance(ms(899))
  assert.equal(waiting.state, 'Up')
  const confirmed = new Probe().up(fields)
  confirmed.configure({ rx: ms(50) })
  confirmed.receive({ ...fields, final: true })
  confirmed.advance(ms(149))
  assert.equal(confirmed.state, 'Up')
  confirmed.advance(ms(1))
  assert.equal(confirmed.state, 'Down')
})

test('required min RX raised while Up: the longer detection time at once (RFC 5880 6.8.3)', () => {
  const probe = new Probe().up()
  probe.advance(ms(800))
  probe.configure({ rx: ms(1_000) })
  probe.advance(ms(2_199))
  assert.equal(probe.state, 'Up')
  probe.advance(ms(1))
  assert.equal(probe.state, 'Down')
})

test('a detection time that grows while a verdict is awaited takes the suspicion away', () => {
  const probe = new Probe().up()
  probe.quiet = false
  probe.advance(ms(900))
  assert.equal(probe.confirms, 1)
  probe.configure({ rx: ms(1_000) })
  probe.input({ type: 'quiet' })
  assert.equal(probe.state, 'Up')
  probe.quiet = true
  probe.advance(ms(2_100))
  assert.equal(probe.state, 'Down')
})

test('the peer lowers its min RX: the next packet leaves no later than the new interval after the last one (RFC 5880 6.8.3)', () => {
  const probe = new Probe({ tx: ms(50) }).up({ requiredMinRxInterval: sec(5) })
  const slow = { ...UP, requiredMinRxInterval: sec(5) }
  probe.advanceHearing(sec(10), ms(500), slow)
  const lastAt = probe.sent.at(-1)?.at ?? 0
  probe.receive({ ...UP, requiredMinRxInterval: ms(100) })
  const [next] = probe.advance(ms(100))
  assert.ok(next !== undefined)
  assert.ok(next.at - lastAt <= ms(100) || next.at === probe.at - ms(100), 'at once when that is past already')
})

test('the peer raises its min RX: slower at once (RFC 5880 6.8.2)', () => {
  const probe = new Probe({ tx: ms(50) }).up({ requiredMinRxInterval: ms(50) })
  const slow = { ...UP, requiredMinRxInterval: sec(2) }
  probe.receive(slow)
  const sent = probe.advanceHearing(sec(10), ms(500), slow)
  assert.ok(sent.length >= 5)
  for (const gap of gaps(sent)) isBetween(gap, ms(1_500), ms(2_000), 'gap')
})

test('a second change waits for the final of the first and for a packet without one (RFC 5880 6.8.3, third choice)', () => {
  const probe = new Probe().up()
  probe.configure({ tx: ms(500) })
  probe.advance(ms(300))
  probe.configure({ tx: ms(700) })
  assert.equal(probe.advance(ms(300))[0]?.packet.desiredMinTxInterval, ms(500), 'the poll that runs keeps its values')
  probe.receive({ ...UP, final: true })
  assert.equal(probe.session.advertised.desiredMinTxInterval, ms(500), 'this final may answer either')
  probe.receive(UP)
  const [next] = probe.advance(ms(500))
  assert.deepEqual([next?.packet.poll, next?.packet.desiredMinTxInterval], [true, ms(700)])
})

test('changes that are made together travel in one packet (RFC 5880 6.8.3, first choice)', () => {
  const probe = new Probe().up()
  probe.configure({ tx: ms(100), rx: ms(200) })
  const [next] = probe.advance(ms(300))
  const { poll, desiredMinTxInterval, requiredMinRxInterval } = next?.packet ?? {}
  assert.deepEqual([poll, desiredMinTxInterval, requiredMinRxInterval], [true, ms(100), ms(200)])
})

test('leaving Up in the middle of a poll: the slow rate at once, and another poll after the one that runs (RFC 5880 6.8.3)', () => {
  const probe = new Probe().up()
  probe.configure({ tx: ms(400) })
  probe.receive({ state: 'Down' })
  assert.deepEqual([probe.state, probe.session.inUse.desiredMinTxInterval], ['Down', sec(1)])
  probe.receive({ state: 'AdminDown', final: true })
  probe.receive({ state: 'AdminDown' })
  assert.equal(probe.advance(sec(1))[0]?.packet.poll, true)
})

test('nobody is polled while the peer is unknown: the first packet says it all', () => {
  const probe = new Probe()
  probe.configure({ tx: sec(3), rx: ms(50) })
  const sent = probe.advance(sec(10))
  assert.ok(sent.every(({ packet }) => !packet.poll && packet.desiredMinTxInterval === sec(3)))
})

test('a peer that wants no periodic packets is polled with one packet, and its final is honoured', () => {
  const probe = new Probe().up()
  const silent = { ...UP, requiredMinRxInterval: us(0) }
  probe.receive(silent)
  probe.configure({ rx: ms(100) })
  const [poll] = probe.sent.slice(-1)
  assert.deepEqual([poll?.at, poll?.packet.poll], [probe.at, true])
  assert.deepEqual(probe.advanceHearing(sec(3), ms(300), silent), [])
  probe.receive({ ...silent, final: true })
  assert.equal(probe.session.inUse.requiredMinRxInterval, ms(100))
})

test('a change of the multiplier is told by the next packet (RFC 5880 6.8.12)', () => {
  const probe = new Probe().up()
  probe.configure({ multiplier: 5 })
  assert.equal(probe.advance(ms(300))[0]?.packet.detectMultiplier, 5)
})
