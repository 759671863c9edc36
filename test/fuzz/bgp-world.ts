// Two peerings on a simulated byte pipe: an endpoint that listens and a device that dials. Octets arrive late and in pieces,
// connections are cut for both or for one side only, administrators interfere. All by a seed and on a clock that only the
// world moves.

import assert from 'node:assert/strict'
import { Prng } from '../../src/base/prng.ts'
import { instant, ms, sec } from '../../src/base/time.ts'
import type { Duration, Instant } from '../../src/base/time.ts'
import { Framer } from '../../src/bgp/framer.ts'
import { CEASE, MESSAGE } from '../../src/bgp/iana.ts'
import { establishedOf, newPeering, peeringDeadline, stepPeering } from '../../src/bgp/peering.ts'
import type { Peering, PeeringEffect, PeeringInput } from '../../src/bgp/peering.ts'
import { DEFAULT_SETTINGS } from '../../src/bgp/session.ts'
import type { SessionSettings } from '../../src/bgp/session.ts'
import { UpdateDecoder, rulesOf } from '../../src/bgp/update.ts'
import type { UpdateRules } from '../../src/bgp/update-work.ts'

type SideName = 'endpoint' | 'device'
const OTHER: Record<SideName, SideName> = { endpoint: 'device', device: 'endpoint' }

interface Line {
  readonly framer: Framer
  /** Octets do not overtake each other. */
  lastArrival: number
  open: boolean
}

interface Side {
  peering: Peering
  readonly lines: Map<number, Line>
  rules: UpdateRules | undefined
  /** Families whose End-of-RIB has come on the session that is up. */
  ended: Set<number>
  up: number
}

export interface WorldOptions {
  readonly seed: number
  readonly endpoint?: Partial<SessionSettings>
  readonly device?: Partial<SessionSettings>
}

const ENDPOINT = { ...DEFAULT_SETTINGS, localAs: 64512, peerAs: 4_200_000_001, identifier: 0x0a000104 }
const DEVICE = { ...DEFAULT_SETTINGS, localAs: 4_200_000_001, peerAs: 64512, role: 'active' } as const

export class BgpWorld {
  now: Instant = instant(0)
  readonly prng: Prng
  readonly sides: Record<SideName, Side>
  readonly log: string[] = []
  readonly #queue: { readonly at: number; readonly order: number; readonly run: () => void }[] = []
  readonly #decoder = new UpdateDecoder()
  #connections = 0
  #order = 0

  constructor({ seed, endpoint, device }: WorldOptions) {
    this.prng = new Prng(seed)
    this.sides = {
      endpoint: this.#side({ ...ENDPOINT, ...endpoint }),
      device: this.#side({ ...DEVICE, identifier: this.prng.u32() | 1, ...device }),
    }
    this.give('endpoint', { type: 'start' })
    this.give('device', { type: 'start' })
  }

  #side(settings: SessionSettings): Side {
    return {
      peering: newPeering(settings, this.prng.u32()),
      lines: new Map(),
      rules: undefined,
      ended: new Set(),
      up: 0,
    }
  }

  /** Runs everything that is due until `at`. */
  runUntil(at: Instant): void {
    for (let turns = 0; ; turns++) {
      assert.ok(turns < 100_000, 'the world does not come to rest')
      const next = this.#nextAt()
      if (next === undefined || next > at) break
      this.now = instant(Math.max(next, this.now))
      this.#runDue()
    }
    this.now = at
  }

  #nextAt(): number | undefined {
    const times = [
      ...this.#queue.map((one) => one.at),
      ...Object.values(this.sides).flatMap(({ peering }) => peeringDeadline(peering) ?? []),
    ]
    return times.length === 0 ? undefined : Math.min(...times)
  }

  #runDue(): void {
    const due = this.#queue.filter((one) => one.at <= this.now).sort((a, b) => a.at - b.at || a.order - b.order)
    for (const one of due) {
      this.#queue.splice(this.#queue.indexOf(one), 1)
      one.run()
    }
    for (const name of ['endpoint', 'device'] as const) this.give(name, { type: 'clock' })
  }

  #later(delay: number, run: () => void): void {
    this.#queue.push({ at: this.now + delay, order: this.#order++, run })
  }

  /** Gives an input to one side and performs what it answers. */
  give(name: SideName, input: PeeringInput): void {
    const side = this.sides[name]
    const { peering, effects } = stepPeering(side.peering, input, this.now)
    side.peering = peering
    for (const effect of effects) this.#perform(name, effect)
    const states = [peering.main, peering.second].filter((one) => one?.session.state === 'Established')
    assert.ok(states.length <= 1, 'one session at most is Established')
    assert.equal(side.up, states.length, 'established and down come in turns')
  }

  #perform(name: SideName, { connection, effect }: PeeringEffect): void {
    const side = this.sides[name]
    switch (effect.type) {
      case 'connect':
        return this.#dial()
      case 'send':
        return this.#send(name, connection, effect.bytes)
      case 'close':
        return this.#close(name, connection)
      case 'opened':
        side.rules = rulesOf(effect.negotiated, side.peering.settings)
        return
      case 'established':
        side.up++
        side.ended = new Set()
        return
      case 'down':
        if (effect.established) side.up--
        this.log.push(`${this.now} ${name} ${connection} ${effect.why}`)
        return
      case 'state':
        this.log.push(`${this.now} ${name} ${connection} ${effect.from} > ${effect.to}`)
        return
      default:
    }
  }

  #dial(): void {
    const connection = ++this.#connections
    this.#later(this.prng.below(ms(20)), () => {
      for (const side of Object.values(this.sides)) {
        side.lines.set(connection, { framer: new Framer(), lastArrival: 0, open: true })
      }
      this.give('endpoint', { type: 'accepted', connection })
      this.give('device', { type: 'dialled', connection })
    })
  }

  /** Octets travel in pieces and in order; what is on the way when the line is cut is lost. */
  #send(name: SideName, connection: number, bytes: Uint8Array): void {
    const line = this.sides[OTHER[name]].lines.get(connection)
    if (line === undefined || this.sides[name].lines.get(connection)?.open !== true) return
    for (let at = 0; at < bytes.length;) {
      const piece = bytes.subarray(at, at + 1 + this.prng.below(30))
      at += piece.length
      line.lastArrival = Math.max(line.lastArrival, this.now + this.prng.below(ms(10)))
      this.#later(line.lastArrival - this.now, () => this.#arrive(OTHER[name], connection, piece))
    }
    this.#later(0, () => this.give(name, { type: 'on', connection, input: { type: 'sent' } }))
  }

  #close(name: SideName, connection: number): void {
    const line = this.sides[name].lines.get(connection)
    if (line?.open !== true) return
    line.open = false
    const theirs = this.sides[OTHER[name]].lines.get(connection)
    const delay = Math.max(0, (theirs?.lastArrival ?? 0) - this.now) + this.prng.below(ms(10))
    this.#later(delay, () => this.#lose(OTHER[name], connection, 'closed by the peer'))
  }

  #lose(name: SideName, connection: number, why: string): void {
    const line = this.sides[name].lines.get(connection)
    if (line?.open !== true) return
    line.open = false
    this.give(name, { type: 'on', connection, input: { type: 'disconnected', why } })
  }

  #arrive(name: SideName, connection: number, piece: Uint8Array): void {
    const side = this.sides[name]
    const line = side.lines.get(connection)
    if (line?.open !== true) return
    const { framer } = line
    framer.push(piece)
    while (line.open && framer.next() === 'message') this.#message(name, connection, framer)
    assert.equal(framer.notification, undefined, 'nobody sends a bad header')
  }

  #message(name: SideName, connection: number, framer: Framer): void {
    const side = this.sides[name]
    const { type: message, bytes, start, end } = framer
    if (
      message === MESSAGE.UPDATE &&
      establishedOf(side.peering)?.connection === connection &&
      side.rules !== undefined
    ) {
      const view = this.#decoder.decode(bytes, start, end, side.rules)
      assert.equal(view.outcome, 'ok')
      if (view.endOfRib === 0) return this.give(name, { type: 'on', connection, input: { type: 'updates' } })
      side.ended.add(view.endOfRib)
      return this.give(name, { type: 'on', connection, input: { type: 'updates', endOfRib: view.endOfRib } })
    }
    this.give(name, { type: 'on', connection, input: { type: 'message', message, bytes, start, end } })
  }

  /** One thing that goes wrong, or that somebody does. */
  disturb(): void {
    const name = this.prng.pick(['endpoint', 'device'] as const)
    switch (this.prng.below(6)) {
      case 0:
        return this.cut('both')
      case 1:
        return this.cut(name) // the other side only finds out by its hold timer
      case 2:
        return this.give(name, {
          type: 'reset',
          subcode: this.prng.pick([CEASE.RESET, CEASE.BFD_DOWN, CEASE.CONFIGURATION]),
        })
      case 3:
        this.give(name, { type: 'stop', subcode: CEASE.SHUTDOWN, text: 'test' })
        return this.#later(this.prng.below(sec(3)), () => this.give(name, { type: 'start' }))
      case 4:
        return this.give(name, { type: 'refresh', family: this.prng.pick([4, 6] as const) })
      default:
        return this.#anotherConnection()
    }
  }

  /** Cuts every line, for both sides or so that only one of them knows. */
  cut(who: SideName | 'both'): void {
    for (const connection of this.sides.endpoint.lines.keys()) {
      const names: readonly SideName[] = who === 'both' ? ['endpoint', 'device'] : [who]
      if (who !== 'both') this.#forget(OTHER[who], connection)
      for (const name of names) this.#lose(name, connection, 'cut')
    }
  }

  /** The side keeps the line open, but nothing comes or goes on it any more. */
  #forget(name: SideName, connection: number): void {
    const line = this.sides[name].lines.get(connection)
    if (line?.open === true) line.lastArrival = Number.MAX_SAFE_INTEGER / 2
  }

  /** A connection of the peer's address that is not the session's: it sends the device's OPEN or nothing. */
  #anotherConnection(): void {
    const connection = ++this.#connections
    this.sides.endpoint.lines.set(connection, { framer: new Framer(), lastArrival: 0, open: true })
    this.give('endpoint', { type: 'accepted', connection })
    this.#later(this.prng.below(sec(2)), () => this.#lose('endpoint', connection, 'gone'))
  }

  /** Both sides Established on the same connection, with End-of-RIB of both families. */
  isWhole(): boolean {
    const [a, b] = [this.sides.endpoint, this.sides.device]
    const [x, y] = [establishedOf(a.peering), establishedOf(b.peering)]
    return x !== undefined && x.connection === y?.connection && a.ended.size === 2 && b.ended.size === 2
  }

  runFor(duration: Duration): void {
    this.runUntil(instant(this.now + duration))
  }
}
