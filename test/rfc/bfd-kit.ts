// One BFD session under a test's hands: packets in, time moved on, everything it sends and reports written down.

import assert from 'node:assert/strict'
import { between, instant, ms, us, type Duration, type Instant } from '../../src/base/time.ts'
import type { ControlPacket, SessionState } from '../../src/bfd/packet.ts'
import { nextDeadline, openSession, step, type Effect, type Input, type Session } from '../../src/bfd/session.ts'

export const LOCAL = 0x11111111
export const REMOTE = 0x22222222

/** A packet of the peer: Down, 300 ms x 3, unless said. */
export const packet = (fields: Partial<ControlPacket> = {}): ControlPacket => ({
  diagnostic: 0,
  state: 'Down',
  poll: false,
  final: false,
  controlPlaneIndependent: false,
  authenticationPresent: false,
  demand: false,
  detectMultiplier: 3,
  myDiscriminator: REMOTE,
  yourDiscriminator: LOCAL,
  desiredMinTxInterval: ms(300),
  requiredMinRxInterval: ms(300),
  requiredMinEchoRxInterval: us(0),
  ...fields,
})

export interface Sent {
  readonly at: Duration
  readonly packet: ControlPacket
}

export interface ProbeOptions {
  readonly tx?: Duration
  readonly rx?: Duration
  readonly multiplier?: number
  readonly passive?: boolean
  readonly seed?: number
}

type Changed = Extract<Effect, { type: 'changed' }>

/** The session, its clock (which starts at 0 for the test) and its history. */
export class Probe {
  readonly #start: Instant = instant(7_000_000_000)
  session: Session
  now: Instant = this.#start
  readonly sent: Sent[] = []
  readonly changes: Changed[] = []
  /** Whether `confirm` is answered at once, as by a driver whose queue is empty. */
  quiet = true
  confirms = 0

  constructor(options: ProbeOptions = {}) {
    this.session = openSession(settings(options), LOCAL, options.seed ?? 1, this.now)
  }

  get state(): SessionState {
    return this.session.state
  }

  /** Microseconds since the start. */
  get at(): Duration {
    return between(this.#start, this.now)
  }

  input(input: Input): readonly Effect[] {
    const { session, effects } = step(this.session, input, this.now)
    this.session = session
    for (const effect of effects) {
      if (effect.type === 'send') this.sent.push({ at: this.at, packet: effect.packet })
      if (effect.type === 'changed') this.changes.push(effect)
      if (effect.type === 'confirm') this.confirms++
    }
    if (this.quiet && effects.some((effect) => effect.type === 'confirm')) this.input({ type: 'quiet' })
    return effects
  }

  /** Gives it a packet and returns what it sent in answer. */
  receive(fields: Partial<ControlPacket> = {}): readonly ControlPacket[] {
    return packets(this.input({ type: 'packet', packet: packet(fields) }))
  }

  configure(options: ProbeOptions): void {
    this.input({ type: 'configure', settings: settings(options) })
  }

  /** Moves time on, stopping at every deadline on the way; returns what was sent meanwhile. */
  advance(duration: Duration): readonly Sent[] {
    const before = this.sent.length
    const end = (this.now + duration) as Instant
    for (let next = nextDeadline(this.session); next !== undefined && next <= end; next = nextDeadline(this.session)) {
      this.now = next
      this.input({ type: 'clock' })
    }
    this.now = end
    return this.sent.slice(before)
  }

  /** The same, while the peer says the same thing again and again. */
  advanceHearing(duration: Duration, every: Duration, fields: Partial<ControlPacket>): readonly Sent[] {
    const before = this.sent.length
    for (let passed = 0; passed < duration; passed += every) {
      this.advance(every)
      this.receive(fields)
    }
    return this.sent.slice(before)
  }

  /** Brings it Up by the three-way handshake, and lets the poll that follows end. */
  up(fields: Partial<ControlPacket> = {}): this {
    this.advance(us(0))
    this.receive({ ...fields, state: 'Down', yourDiscriminator: 0 })
    this.receive({ ...fields, state: 'Init' })
    this.receive({ ...fields, state: 'Up', final: true })
    this.receive({ ...fields, state: 'Up' })
    assert.equal(this.state, 'Up')
    return this
  }
}

export const packets = (effects: readonly Effect[]): readonly ControlPacket[] =>
  effects.flatMap((effect) => (effect.type === 'send' ? [effect.packet] : []))

const settings = ({ tx, rx, multiplier, passive }: ProbeOptions): Session['settings'] => ({
  desiredMinTxInterval: tx ?? ms(300),
  requiredMinRxInterval: rx ?? ms(300),
  detectMultiplier: multiplier ?? 3,
  passive: passive ?? false,
})

/** Gaps between packets that are sent one after the other. */
export const gaps = (sent: readonly Sent[]): readonly number[] =>
  sent.slice(1).map((one, i) => one.at - (sent[i]?.at ?? 0))

export const isBetween = (value: number, least: number, most: number, what: string): void =>
  assert.ok(value >= least && value <= most, `${what}: ${value} is not within ${least} and ${most}`)
