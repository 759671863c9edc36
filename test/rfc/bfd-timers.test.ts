// RFC 5880: state variables (6.8.1), negotiation (6.8.2), slow rate (6.8.3), detection (6.8.4), sending (6.8.7), demand (6.6).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ms, sec, us } from '../../src/base/time.ts'
import { LOCAL, Probe, REMOTE, gaps, isBetween } from './bfd-kit.ts'

test('initial values: Down, no peer, min RX of the peer 1, diagnostic 0, echo 0 (RFC 5880 6.8.1)', () => {
  const probe = new Probe()
  const [first] = probe.advance(us(0))
  assert.deepEqual(first?.packet, {
    diagnostic: 0,
    state: 'Down',
    poll: false,
    final: false,
    controlPlaneIndependent: false,
    authenticationPresent: false,
    demand: false,
    detectMultiplier: 3,
    myDiscriminator: LOCAL,
    yourDiscriminator: 0,
    desiredMinTxInterval: sec(1),
    requiredMinRxInterval: ms(300),
    requiredMinEchoRxInterval: 0,
  })
  assert.equal(probe.session.remote.requiredMinRxInterval, 1)
  assert.equal(probe.session.remote.state, 'Down')
})

test('while not Up: desired min TX is at least one second, and nothing is sent faster (RFC 5880 6.8.3)', () => {
  for (const [tx, least] of [
    [ms(10), sec(1)],
    [sec(5), sec(5)],
  ] as const) {
    const probe = new Probe({ tx })
    const sent = probe.advance(sec(60))
    assert.ok(sent.every(({ packet }) => packet.desiredMinTxInterval === least))
    for (const gap of gaps(sent)) isBetween(gap, least * 0.75, least, 'gap')
  }
})

test('a peer that falls silent is Down for us after its multiplier times the slower interval, diagnostic 1 (RFC 5880 6.8.4)', () => {
  for (const [rx, peerTx, multiplier, expected] of [
    [ms(300), ms(300), 3, ms(900)],
    [ms(300), ms(50), 3, ms(900)],
    [ms(50), ms(300), 4, ms(1_200)],
    [ms(10), ms(10), 3, ms(30)],
    [ms(300), ms(300), 1, ms(300)],
  ] as const) {
    const probe = new Probe({ rx }).up({ desiredMinTxInterval: peerTx, detectMultiplier: multiplier })
    probe.advance(us(expected - 1))
    assert.equal(probe.state, 'Up', `${expected - 1}`)
    probe.advance(us(1))
    assert.deepEqual([probe.state, probe.session.diagnostic], ['Down', 1])
  }
})

test('silence in Init is a failure too (RFC 5880 6.8.4)', () => {
  const probe = new Probe()
  probe.receive({ state: 'Down', yourDiscriminator: 0 })
  assert.equal(probe.state, 'Init')
  probe.advance(ms(901))
  assert.deepEqual([probe.state, probe.session.diagnostic], ['Down', 1])
})

test('a detection time without a packet: your discriminator 0 again, in every state (RFC 5880 6.8.1)', () => {
  const up = new Probe().up()
  const down = new Probe()
  down.receive({ state: 'Up' })
  const adminDown = new Probe().up()
  adminDown.input({ type: 'admin', up: false })
  for (const probe of [up, down, adminDown]) {
    assert.equal(probe.session.remote.discriminator, REMOTE)
    probe.advance(sec(5))
    assert.equal(probe.session.remote.discriminator, 0)
    assert.equal(probe.sent.at(-1)?.packet.yourDiscriminator, 0)
  }
})

test('every packet counts for detection, whatever it says (RFC 5880 6.8.4)', () => {
  const probe = new Probe().up()
  for (let i = 0; i < 20; i++) {
    probe.advance(ms(899))
    probe.receive({ state: 'Up', final: i % 2 === 0, poll: i % 2 === 1 })
  }
  assert.equal(probe.state, 'Up')
})

test('the detection deadline alone is not a verdict: it is asked whether a packet waits', () => {
  const probe = new Probe().up()
  probe.quiet = false
  probe.advance(sec(5))
  assert.deepEqual([probe.state, probe.confirms], ['Up', 1])
  probe.receive({ state: 'Up' })
  probe.input({ type: 'quiet' })
  assert.equal(probe.state, 'Up', 'a packet was waiting')
  probe.advance(sec(1))
  assert.deepEqual([probe.state, probe.confirms], ['Up', 2])
  probe.input({ type: 'quiet' })
  assert.equal(probe.state, 'Down')
})

test('sending goes on while a verdict is awaited', () => {
  const probe = new Probe().up()
  probe.quiet = false
  const sent = probe.advance(sec(6))
  assert.ok(sent.length >= 20)
})

test('a timer that fires early decides nothing', () => {
  const probe = new Probe().up()
  const { session } = probe
  assert.deepEqual(probe.input({ type: 'clock' }), [])
  assert.deepEqual(probe.input({ type: 'quiet' }), [])
  assert.equal(probe.session, session)
})

test('the interval is the slower of our wish and what the peer can receive (RFC 5880 6.8.2, 6.8.7)', () => {
  for (const [tx, peerRx, expected] of [
    [ms(300), ms(50), ms(300)],
    [ms(50), ms(300), ms(300)],
    [ms(50), ms(10), ms(50)],
  ] as const) {
    const fields = { state: 'Up', requiredMinRxInterval: peerRx } as const
    const probe = new Probe({ tx }).up(fields)
    const sent = probe.advanceHearing(sec(30), ms(500), fields)
    const all = gaps(sent)
    assert.ok(all.length >= 30_000_000 / expected)
    for (const gap of all) isBetween(gap, expected * 0.75, expected, 'gap')
  }
})

test('each gap is jittered by 0 to 25 %, by 10 to 25 % when our multiplier is 1 (RFC 5880 6.8.7)', () => {
  for (const [multiplier, most] of [
    [3, 1],
    [1, 0.9],
  ] as const) {
    const probe = new Probe({ multiplier, tx: ms(100), seed: 5 }).up({ requiredMinRxInterval: ms(100) })
    const fields = { state: 'Up', requiredMinRxInterval: ms(100) } as const
    const all = gaps(probe.advanceHearing(sec(100), ms(500), fields))
    for (const gap of all) isBetween(gap, ms(75), ms(100) * most, 'gap')
    const least = Math.min(...all)
    const widest = Math.max(...all)
    isBetween(least, ms(75), ms(76), 'the least of a thousand')
    isBetween(widest, ms(100) * most - ms(1), ms(100) * most, 'the widest of a thousand')
    assert.ok(new Set(all).size > all.length / 2, 'they differ')
  }
})

test('going Up is told at once and the timer follows: no slow second is left (RFC 5880 6.8.3, 6.8.7)', () => {
  const probe = new Probe()
  probe.advance(ms(10))
  probe.receive({ state: 'Down', yourDiscriminator: 0 })
  const told = probe.receive({ state: 'Init' })
  assert.deepEqual([told[0]?.state, told[0]?.desiredMinTxInterval], ['Up', ms(300)])
  assert.ok(probe.advance(ms(300)).length >= 1)
})

test('a peer that wants no periodic packets (min RX 0) gets none, but is answered (RFC 5880 6.8.7)', () => {
  const probe = new Probe().up()
  probe.receive({ state: 'Up', requiredMinRxInterval: us(0) })
  const sent = probe.advanceHearing(sec(20), ms(250), { state: 'Up', requiredMinRxInterval: us(0) })
  assert.deepEqual(sent, [])
  assert.equal(probe.receive({ state: 'Up', requiredMinRxInterval: us(0), poll: true })[0]?.final, true)
  probe.receive({ state: 'Up' })
  assert.ok(probe.advance(ms(300)).length >= 1, 'and packets again when it wants them again')
})

test('a forgotten peer does not go on forbidding packets: min RX is 1 again (RFC 5880 6.8.1)', () => {
  const probe = new Probe().up()
  probe.receive({ state: 'Up', requiredMinRxInterval: us(0) })
  probe.advance(sec(3))
  assert.equal(probe.state, 'Down')
  assert.ok(probe.advance(sec(3)).length >= 3)
})

test('demand mode of the peer, both Up: periodic packets cease, detection goes on (RFC 5880 6.6, 6.8.6)', () => {
  const probe = new Probe().up()
  probe.receive({ state: 'Up', demand: true })
  assert.deepEqual(probe.advanceHearing(sec(20), ms(500), { state: 'Up', demand: true }), [])
  assert.equal(probe.state, 'Up')
  probe.receive({ state: 'Up', demand: false })
  assert.ok(probe.advance(ms(300)).length >= 1, 'they start again without demand')
  probe.receive({ state: 'Up', demand: true })
  probe.advance(ms(901))
  assert.equal(probe.state, 'Down', 'silence is still silence')
})

test('demand counts only when both are Up (RFC 5880 6.6, 6.8.6)', () => {
  const probe = new Probe()
  probe.receive({ state: 'Down', yourDiscriminator: 0, demand: true })
  assert.ok(probe.advanceHearing(sec(5), ms(500), { state: 'Down', demand: true }).length >= 4)
  probe.receive({ state: 'Init', demand: true })
  assert.equal(probe.state, 'Up')
  assert.ok(probe.advanceHearing(sec(2), ms(500), { state: 'Init', demand: true }).length >= 5)
})

test('a poll under demand: packets with the poll bit until the final, then silence again (RFC 5880 6.5, 6.6)', () => {
  const probe = new Probe().up()
  probe.receive({ state: 'Up', demand: true })
  probe.configure({ rx: ms(500) })
  const polls = probe.advanceHearing(sec(2), ms(400), { state: 'Up', demand: true })
  assert.ok(polls.length >= 6 && polls.every(({ packet }) => packet.poll))
  probe.receive({ state: 'Up', demand: true, final: true })
  assert.deepEqual(probe.advanceHearing(sec(5), ms(400), { state: 'Up', demand: true }), [])
})

test('we never ask for demand mode and never offer echo (RFC 5880 6.6, 6.8.7, 6.8.9)', () => {
  const probe = new Probe().up()
  probe.advanceHearing(sec(5), ms(500), { state: 'Up' })
  assert.ok(probe.sent.every(({ packet }) => !packet.demand && packet.requiredMinEchoRxInterval === 0))
})

test('a change of the state of the peer is reported even when ours stays', () => {
  const probe = new Probe().up()
  probe.receive({ state: 'Init' })
  const { from, to, remote } = probe.changes.at(-1) ?? {}
  assert.deepEqual([from, to, remote], ['Up', 'Up', 'Init'])
})
