// The sessions of a worker as one machine: what is added, changed, removed, counted.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvariantError } from '../base/assert.ts'
import { instant, ms, sec, us, type Instant } from '../base/time.ts'
import { decode, type ControlPacket } from './packet.ts'
import { Speaker, type Action } from './speaker.ts'
import { endsBgp, type SessionConfiguration, type SessionReport } from './worker-protocol.ts'

const NOW = instant(1e9)
const A: SessionConfiguration = {
  key: 'a',
  localAddress: '10.0.0.1',
  peerAddress: '10.0.0.2',
  desiredMinTxInterval: ms(300),
  requiredMinRxInterval: ms(300),
  detectMultiplier: 3,
}

test('a new session sends at once and again when its deadline comes', () => {
  const speaker = new Speaker(1)
  assert.deepEqual(kinds(speaker.configure(A, NOW)), ['send'])
  const next = speaker.nextDeadline('a')
  assert.ok(next !== undefined && next > NOW)
  assert.deepEqual(kinds(speaker.clock('a', (next - 1) as Instant)), [])
  assert.deepEqual(kinds(speaker.clock('a', next)), ['send'])
})

test('two sessions that hear each other come up, and one says so', () => {
  const [a, b] = pair()
  assert.deepEqual([a.state(), b.state()], ['Up', 'Up'])
  const reports = a.reports.map(({ from, state }) => `${from} ${state}`)
  assert.ok(reports.includes('Init Up') || reports.includes('Down Up'), reports.join())
})

test('a removed session tells its peer AdminDown once, reports nothing, and is gone', () => {
  const [a, b] = pair()
  const actions = a.speaker.remove('a', NOW)
  assert.deepEqual(kinds(actions), ['send'])
  assert.deepEqual([sentIn(actions)[0]?.state, sentIn(actions)[0]?.diagnostic], ['AdminDown', 7])
  assert.deepEqual(a.speaker.counters().sessions, [])
  assert.equal(a.speaker.nextDeadline('a'), undefined)
  assert.equal(a.speaker.has({ ...A, multihop: false }), false)
  assert.deepEqual(a.speaker.remove('a', NOW), [])
  b.hear(actions)
  assert.deepEqual([b.state(), b.reports.at(-1)?.remoteState], ['Down', 'AdminDown'])
  assert.equal(endsBgp(b.reports.at(-1) as SessionReport), false)
})

test('other addresses for a known key make another session of it', () => {
  const speaker = new Speaker(1)
  speaker.configure(A, NOW)
  const before = speaker.counters().sessions[0]?.localDiscriminator
  const actions = speaker.configure({ ...A, peerAddress: '10.0.0.9' }, NOW)
  assert.deepEqual(
    sentIn(actions).map((packet) => packet.state),
    ['AdminDown', 'Down'],
  )
  assert.notEqual(speaker.counters().sessions[0]?.localDiscriminator, before)
  assert.equal(speaker.has({ ...A, multihop: false }), false)
})

test('a second session over one path is a fault of ours, a multihop session between the same addresses is not', () => {
  const speaker = new Speaker(1)
  speaker.configure(A, NOW)
  assert.throws(() => speaker.configure({ ...A, key: 'b' }, NOW), InvariantError)
  speaker.configure({ ...A, key: 'c', multihop: true }, NOW)
  assert.equal(speaker.counters().sessions.length, 2)
})

test('what a packet cannot carry is not accepted from our own side', () => {
  for (const wrong of [
    { detectMultiplier: 0 },
    { detectMultiplier: 256 },
    { detectMultiplier: 1.5 },
    { desiredMinTxInterval: us(0) },
    { requiredMinRxInterval: us(2 ** 32) },
  ]) {
    assert.throws(() => new Speaker(1).configure({ ...A, ...wrong }, NOW), InvariantError)
  }
})

test('an unknown key is nobody', () => {
  const speaker = new Speaker(1)
  assert.deepEqual(speaker.clock('x', NOW), [])
  assert.deepEqual(speaker.quiet('x', NOW), [])
  assert.deepEqual(speaker.admin('x', false, NOW), [])
  assert.equal(speaker.transmitInterval('x'), 0)
})

test('silence ends BGP; AdminDown of either side and coming up do not (RFC 5882 4.2)', () => {
  const [silent] = pair()
  const at = (NOW + sec(3)) as Instant
  assert.ok(kinds(silent.speaker.clock('a', at)).includes('confirm'))
  const [report] = reportsIn(silent.speaker.quiet('a', at))
  assert.ok(report !== undefined)
  assert.deepEqual([report.from, report.state, report.diagnostic, endsBgp(report)], ['Up', 'Down', 1, true])

  const [a, b] = pair()
  const [down] = reportsIn(a.speaker.admin('a', false, NOW))
  assert.ok(down !== undefined)
  assert.deepEqual([down.state, endsBgp(down)], ['AdminDown', false])
  assert.deepEqual(
    [...silent.reports, ...b.reports].filter((one) => endsBgp(one)),
    [],
  )
})

test('a peer that reports Down ends BGP', () => {
  const [a, b] = pair()
  const at = (NOW + sec(3)) as Instant
  b.speaker.clock('b', at)
  a.hear(b.speaker.quiet('b', at))
  const report = a.reports.at(-1)
  assert.deepEqual([report?.state, report?.diagnostic, report?.remoteDiagnostic], ['Down', 3, 1])
  assert.equal(endsBgp(report as SessionReport), true)
})

test('a packet that arrives under suspicion is counted: it was our lateness', () => {
  const [a, b] = pair()
  const at = (NOW + sec(2)) as Instant
  assert.ok(kinds(a.speaker.clock('a', at)).includes('confirm'))
  a.hear(b.speaker.clock('b', at))
  assert.equal(a.speaker.counters().falseAlarmsAvoided, 1)
  assert.deepEqual(kinds(a.speaker.quiet('a', at)), [])
  assert.equal(a.state(), 'Up')
})

test('how often a session went down is counted', () => {
  const [a] = pair()
  a.speaker.admin('a', false, NOW)
  assert.equal(a.speaker.counters().sessions[0]?.downs, 1)
})

/** A speaker with one session and what it reported. */
interface Side {
  readonly speaker: Speaker
  readonly reports: SessionReport[]
  readonly state: () => string | undefined
  /** Takes what the other side's actions send. */
  readonly hear: (actions: readonly Action[]) => readonly Action[]
}

function side(seed: number, configuration: SessionConfiguration): Side {
  const speaker = new Speaker(seed)
  const reports: SessionReport[] = []
  speaker.configure(configuration, NOW)
  const path = { ...configuration, multihop: false }
  return {
    speaker,
    reports,
    state: () => speaker.counters().sessions[0]?.state,
    hear: (actions) =>
      actions.flatMap((action) => {
        const answer = action.type === 'send' ? speaker.datagram(action.datagram, path, NOW).actions : []
        reports.push(...reportsIn(answer))
        return answer
      }),
  }
}

/** Two sessions that are Up with each other. */
function pair(): readonly [Side, Side] {
  const a = side(1, A)
  const b = side(2, { ...A, key: 'b', localAddress: '10.0.0.2', peerAddress: '10.0.0.1' })
  let [from, to] = [a, b]
  let actions: readonly Action[] = a.speaker.clock('a', speakerDeadline(a.speaker, 'a'))
  for (let i = 0; i < 10 && actions.length > 0; i++) {
    actions = to.hear(actions)
    ;[from, to] = [to, from]
  }
  void from
  return [a, b]
}

const speakerDeadline = (speaker: Speaker, key: string): Instant => speaker.nextDeadline(key) ?? NOW
const kinds = (actions: readonly Action[]): readonly string[] => actions.map((action) => action.type)
const reportsIn = (actions: readonly Action[]): readonly SessionReport[] =>
  actions.flatMap((action) => (action.type === 'report' ? [action.report] : []))
const sentIn = (actions: readonly Action[]): readonly ControlPacket[] =>
  actions.flatMap((action) => {
    const decoded = action.type === 'send' ? decode(action.datagram) : undefined
    return decoded?.ok === true ? [decoded.packet] : []
  })
