// RFC 5880 6.8.6 from the first octet to the session, and 6.3 and RFC 5881 section 3 for finding it. Every row of what must
// be discarded: nothing changes, nothing is answered, it is counted.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant, ms, us } from '../../src/base/time.ts'
import { decode, encode, type ControlPacket } from '../../src/bfd/packet.ts'
import { Speaker, type Action } from '../../src/bfd/speaker.ts'
import type { SessionMeasurements } from '../../src/bfd/worker-protocol.ts'
import { packet } from './bfd-kit.ts'

const NOW = instant(1e9)
const PATH = { localAddress: '10.0.0.1', peerAddress: '10.0.0.2', multihop: false }
const TIMING = { desiredMinTxInterval: ms(300), requiredMinRxInterval: ms(300), detectMultiplier: 3 }

test('version not 1: discarded (RFC 5880 6.8.6)', () => {
  const desk = new Desk().up()
  for (const version of [0, 2, 7]) desk.refuses(desk.octets({ state: 'Down' }, { 0: version << 5 }), 'version')
})

test('length below 24, or below 26 with the A bit: discarded (RFC 5880 6.8.6)', () => {
  const desk = new Desk().up()
  for (const length of [0, 1, 23]) desk.refuses(desk.octets({ state: 'Down' }, { 3: length }), 'length')
  desk.refuses(desk.octets({ state: 'Down' }, { 1: 0x44, 3: 24 }), 'length')
  desk.refuses(desk.octets({ state: 'Down' }, { 1: 0x44, 3: 25 }), 'length')
})

test('length beyond the datagram: discarded (RFC 5880 6.8.6)', () => {
  const desk = new Desk().up()
  for (const length of [25, 48, 255]) desk.refuses(desk.octets({ state: 'Down' }, { 3: length }), 'length')
  desk.refuses(desk.octets({ state: 'Down' }).subarray(0, 20), 'too short')
})

test('detect multiplier 0: discarded (RFC 5880 6.8.6)', () => {
  const desk = new Desk().up()
  desk.refuses(desk.octets({ state: 'Down' }, { 2: 0 }), 'detect multiplier 0')
})

test('multipoint bit: discarded (RFC 5880 4.1, 6.8.6)', () => {
  const desk = new Desk().up()
  desk.refuses(desk.octets({ state: 'Down' }, { 1: 0x41 }), 'multipoint')
})

test('my discriminator 0: discarded (RFC 5880 6.8.6)', () => {
  const desk = new Desk().up()
  desk.refuses(desk.octets({ state: 'Down', myDiscriminator: 0 }), 'my discriminator 0')
})

test('your discriminator not 0 and unknown: discarded (RFC 5880 6.8.6)', () => {
  const desk = new Desk().up()
  desk.refuses(desk.octets({ state: 'Down', yourDiscriminator: desk.mine ^ 1 }), 'unknown discriminator')
})

test('your discriminator 0 in a state other than Down and AdminDown: discarded (RFC 5880 6.8.6)', () => {
  const desk = new Desk().up()
  for (const state of ['Init', 'Up'] as const) {
    desk.refuses(desk.octets({ state, yourDiscriminator: 0 }), 'your discriminator 0 in Init or Up')
  }
})

test('your discriminator 0 from an address without a session: discarded, no session is made (RFC 5880 6.8.6)', () => {
  const desk = new Desk().up()
  for (const stranger of [
    { ...PATH, peerAddress: '10.0.0.3' },
    { ...PATH, localAddress: '10.0.0.9' },
    { ...PATH, multihop: true },
  ]) {
    desk.refuses(desk.octets({ state: 'Down', yourDiscriminator: 0 }), 'unknown peer', stranger)
  }
})

test('A bit while no authentication is in use: discarded, but only once the session is known (RFC 5880 6.8.6)', () => {
  const desk = new Desk().up()
  const authenticated = new Uint8Array([...desk.octets({ state: 'Down' }, { 1: 0x44, 3: 26 }), 1, 2])
  desk.refuses(authenticated, 'authentication')
  authenticated[11] = (authenticated[11] as number) ^ 1
  desk.refuses(authenticated, 'unknown discriminator')
})

test('poll and final together: discarded (RFC 5880 6.5)', () => {
  const desk = new Desk().up()
  desk.refuses(desk.octets({ state: 'Up' }, { 1: 0xf0 }), 'poll and final')
})

test('our discriminator from another address: discarded', () => {
  const desk = new Desk().up()
  for (const path of [
    { ...PATH, peerAddress: '10.0.0.3' },
    { ...PATH, localAddress: '10.0.0.9' },
    { ...PATH, multihop: true },
  ]) {
    desk.refuses(desk.octets({ state: 'Down' }), 'discriminator of another peer', path)
  }
})

test('the first failed check names the reason: they are made in the order of RFC 5880 6.8.6', () => {
  const desk = new Desk().up()
  const octets = desk.octets({ state: 'Init', myDiscriminator: 0, yourDiscriminator: 0 })
  octets.set([0x40, 0x85, 0, 25])
  const repairs: readonly (readonly [string, () => void])[] = [
    ['version', () => (octets[0] = 0x20)],
    ['length', () => (octets[3] = 24)],
    ['detect multiplier 0', () => (octets[2] = 3)],
    ['multipoint', () => (octets[1] = 0x80)],
    ['my discriminator 0', () => (octets[7] = 9)],
    ['your discriminator 0 in Init or Up', () => (octets[1] = 0x40)],
  ]
  octets[1] = 0x81 // without A, so that one wrong length is enough
  for (const [why, repair] of repairs) {
    desk.refuses(octets, why)
    repair()
  }
  assert.equal(desk.says(octets)[0]?.type, 'send', 'a Down with your discriminator 0 from the right peer is taken')
})

test('octets after the length, reserved diagnostics, the C bit: fine (RFC 5880 4.1, 6.8.6)', () => {
  const desk = new Desk().up()
  const odd = new Uint8Array([
    ...desk.octets({ state: 'Down', diagnostic: 31, controlPlaneIndependent: true }),
    1,
    2,
    3,
  ])
  desk.says(odd)
  assert.deepEqual([desk.session.state, desk.session.remoteDiagnostic], ['Down', 31])
})

test('what the packet says is kept: discriminator, state, demand, min RX (RFC 5880 6.8.6)', () => {
  const desk = new Desk().up()
  desk.hears({ state: 'Up', myDiscriminator: 77, requiredMinRxInterval: ms(900) })
  assert.deepEqual([desk.session.remoteDiscriminator, desk.session.transmitInterval], [77, ms(900)])
  desk.hears({ state: 'Up', demand: true })
  assert.equal(desk.session.transmitInterval, 0)
  desk.hears({ state: 'Init', demand: true })
  assert.deepEqual([desk.session.remoteState, desk.session.transmitInterval], ['Init', ms(300)])
})

test('the detection time follows every packet (RFC 5880 6.8.4, 6.8.6)', () => {
  const desk = new Desk().up()
  desk.hears({ state: 'Up', desiredMinTxInterval: ms(700), detectMultiplier: 7 })
  assert.equal(desk.session.detectionTime, ms(4_900))
})

test('the discriminator we were told goes into every packet (RFC 5880 6.3)', () => {
  const desk = new Desk()
  const [answer] = desk.hears({ state: 'Down', yourDiscriminator: 0, myDiscriminator: 0xabcdef01 })
  assert.deepEqual(answer?.yourDiscriminator, 0xabcdef01)
})

test('discriminators are unique, not 0, and stay with the session (RFC 5880 6.3, 6.8.1)', () => {
  const speaker = new Speaker(3)
  const one = (i: number): { key: string; localAddress: string; peerAddress: string } & typeof TIMING => ({
    key: `k${i}`,
    localAddress: '10.0.0.1',
    peerAddress: `10.1.${i >> 8}.${i & 255}`,
    ...TIMING,
  })
  for (let i = 0; i < 2_000; i++) speaker.configure(one(i), NOW)
  const before = speaker.counters().sessions.map((session) => session.localDiscriminator)
  assert.equal(new Set(before).size, 2_000)
  assert.ok(!before.includes(0))
  for (let i = 0; i < 2_000; i++) speaker.configure({ ...one(i), detectMultiplier: 5 }, NOW)
  const after = speaker.counters().sessions.map((session) => session.localDiscriminator)
  assert.deepEqual(after, before)
})

test('a flood of junk changes nothing and gets no answers', () => {
  const desk = new Desk().up()
  const before = desk.session
  const good = desk.octets({ state: 'Down' })
  for (let i = 0; i < 20_000; i++) {
    const junk = good.slice(0, i % 30)
    junk[i % 24] = i & 0xff
    const stranger = { ...PATH, peerAddress: `10.9.${(i >> 8) & 255}.${i & 255}` }
    assert.deepEqual(desk.speaker.datagram(junk, stranger, NOW).actions, [])
  }
  assert.deepEqual(desk.session, before)
})

/** A speaker with one session, and what one says to it. */
class Desk {
  readonly speaker = new Speaker(1)
  readonly mine: number

  constructor() {
    this.speaker.configure({ key: 'k', ...PATH, ...TIMING }, NOW)
    this.mine = this.session.localDiscriminator
  }

  get session(): SessionMeasurements {
    const [session] = this.speaker.counters().sessions
    assert.ok(session !== undefined)
    return session
  }

  octets(fields: Partial<ControlPacket>, changes: Readonly<Record<number, number>> = {}): Uint8Array {
    const octets = encode(packet({ yourDiscriminator: this.mine, ...fields }))
    for (const [at, value] of Object.entries(changes)) octets[Number(at)] = value
    return octets
  }

  says(octets: Uint8Array, path = PATH): readonly Action[] {
    return this.speaker.datagram(octets, path, NOW).actions
  }

  hears(fields: Partial<ControlPacket>): readonly ControlPacket[] {
    return this.says(this.octets(fields)).flatMap((action) => {
      if (action.type !== 'send') return []
      const decoded = decode(action.datagram)
      assert.ok(decoded.ok)
      return [decoded.packet]
    })
  }

  up(): this {
    this.hears({ state: 'Down', yourDiscriminator: 0 })
    this.hears({ state: 'Init' })
    this.hears({ state: 'Up', final: true })
    this.hears({ state: 'Up', requiredMinRxInterval: us(300_000) })
    assert.equal(this.session.state, 'Up')
    return this
  }

  /** Nothing is done, nothing changes, and the counter for `why` counts. */
  refuses(octets: Uint8Array, why: string, path = PATH): void {
    const { session } = this
    const count = (): number => this.speaker.counters().packetsDiscarded[why] ?? 0
    const before = count()
    assert.deepEqual(this.says(octets, path), [], why)
    assert.equal(count(), before + 1, `counted as ${why}: ${JSON.stringify(this.speaker.counters().packetsDiscarded)}`)
    assert.deepEqual(this.session, session)
  }
}
