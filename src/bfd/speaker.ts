// All sessions of one worker as one machine: configuration and datagrams in, datagrams and reports out. It may mutate
// inside, for speed; it takes inputs, returns what is to be done, and never calls out. The driver owns sockets and timers.

import { assert, unreachable } from '../base/assert.ts'
import { Prng } from '../base/prng.ts'
import type { Duration, Instant } from '../base/time.ts'
import { newDemultiplexer, pathName, select, type Path } from './demultiplex.ts'
import { decode, encode, type Discard } from './packet.ts'
import {
  detectionIsNext,
  nextDeadline,
  openSession,
  step,
  type Effect,
  type Input,
  type Session,
  type SessionSettings,
} from './session.ts'
import { detectionTimeOf } from './timers.ts'
import { pathOf, type SessionConfiguration, type SessionMeasurements, type SessionReport } from './worker-protocol.ts'

/** What the driver has to do for a session, in order. */
export type Action =
  | { readonly type: 'send'; readonly key: string; readonly datagram: Uint8Array; readonly late?: Duration }
  | { readonly type: 'confirm'; readonly key: string }
  | { readonly type: 'report'; readonly report: SessionReport; readonly late?: Duration }

/** The session that a datagram belonged to, if any, and what is to be done. */
export interface Heard {
  readonly key: string | undefined
  readonly actions: readonly Action[]
}

const NOTHING: Heard = { key: undefined, actions: [] }

interface Entry extends Path {
  readonly key: string
  session: Session
  downs: number
}

/** The sessions of one worker. */
export class Speaker {
  readonly #entries = new Map<string, Entry>()
  readonly #index = newDemultiplexer<Entry>()
  readonly #random: Prng
  readonly #discarded = new Map<Discard, number>()
  #received = 0
  #alarms = 0

  constructor(seed: number) {
    this.#random = new Prng(seed)
  }

  /** Whether a session runs over the path: between two addresses there can be only one. */
  has(path: Path): boolean {
    return this.#index.byPath.has(pathName(path))
  }

  /** Adds a session (not over a path that another has) or changes it. Other addresses for a known key make another session of it. */
  configure(configuration: SessionConfiguration, now: Instant): readonly Action[] {
    checkSettings(configuration)
    const { key } = configuration
    const known = this.#entries.get(key)
    if (known === undefined) return this.#add(configuration, now)
    if (pathName(known) === pathName(pathOf(configuration))) {
      return this.#step(known, { type: 'configure', settings: settingsOf(configuration) }, now)
    }
    return [...this.remove(key, now), ...this.#add(configuration, now)]
  }

  #add(configuration: SessionConfiguration, now: Instant): readonly Action[] {
    assert(!this.has(pathOf(configuration)), 'two BFD sessions over one path')
    const session = openSession(settingsOf(configuration), this.#newDiscriminator(), this.#random.u32(), now)
    const entry: Entry = { key: configuration.key, ...pathOf(configuration), session, downs: 0 }
    this.#entries.set(entry.key, entry)
    this.#index.byDiscriminator.set(session.localDiscriminator, entry)
    this.#index.byPath.set(pathName(entry), entry)
    return this.#step(entry, { type: 'clock' }, now)
  }

  /** RFC 5880 6.3: nonzero, unique, and hard to guess for whoever does not see the packets. */
  #newDiscriminator(): number {
    let discriminator = 0
    while (discriminator === 0 || this.#index.byDiscriminator.has(discriminator)) discriminator = this.#random.u32()
    return discriminator
  }

  /** Ends a session. The peer is told once that this is no failure (RFC 5880 6.8.16). */
  remove(key: string, now: Instant): readonly Action[] {
    const entry = this.#entries.get(key)
    if (entry === undefined) return []
    const actions = this.#step(entry, { type: 'admin', up: false }, now).filter((action) => action.type === 'send')
    this.#entries.delete(key)
    this.#index.byDiscriminator.delete(entry.session.localDiscriminator)
    this.#index.byPath.delete(pathName(entry))
    return actions
  }

  admin(key: string, up: boolean, now: Instant): readonly Action[] {
    return this.#input(key, { type: 'admin', up }, now)
  }

  /** A datagram that arrived over `path`; `path` is not trusted to belong to any session. */
  datagram(datagram: Uint8Array, path: Path, now: Instant): Heard {
    this.#received++
    const decoded = decode(datagram)
    if (!decoded.ok) return this.#discard(decoded.why)
    const selected = select(this.#index, decoded.packet, path)
    if (!selected.ok) return this.#discard(selected.why)
    const { session: entry } = selected
    if (entry.session.suspected) this.#alarms++
    return { key: entry.key, actions: this.#step(entry, { type: 'packet', packet: decoded.packet }, now) }
  }

  #discard(why: Discard): Heard {
    this.#discarded.set(why, (this.#discarded.get(why) ?? 0) + 1)
    return NOTHING
  }

  /** A deadline of the session may have passed. */
  clock(key: string, now: Instant): readonly Action[] {
    return this.#input(key, { type: 'clock' }, now)
  }

  /** The answer to `confirm`. */
  quiet(key: string, now: Instant): readonly Action[] {
    return this.#input(key, { type: 'quiet' }, now)
  }

  nextDeadline(key: string): Instant | undefined {
    const entry = this.#entries.get(key)
    return entry === undefined ? undefined : nextDeadline(entry.session)
  }

  /** Whether that deadline is the end of a detection time. */
  detectionIsNext(key: string): boolean {
    const entry = this.#entries.get(key)
    return entry !== undefined && detectionIsNext(entry.session)
  }

  /** The interval that the session sends at, for judging how late is too late; 0 when it sends nothing periodic. */
  transmitInterval(key: string): number {
    return this.#entries.get(key)?.session.transmitInterval ?? 0
  }

  /** Counters and sessions for {@link Measurements}. */
  counters(): {
    readonly packetsReceived: number
    readonly packetsDiscarded: Readonly<Record<string, number>>
    readonly falseAlarmsAvoided: number
    readonly sessions: readonly SessionMeasurements[]
  } {
    return {
      packetsReceived: this.#received,
      packetsDiscarded: Object.fromEntries(this.#discarded),
      falseAlarmsAvoided: this.#alarms,
      sessions: [...this.#entries.values()].map((entry) => measured(entry)),
    }
  }

  #input(key: string, input: Input, now: Instant): readonly Action[] {
    const entry = this.#entries.get(key)
    return entry === undefined ? [] : this.#step(entry, input, now)
  }

  #step(entry: Entry, input: Input, now: Instant): readonly Action[] {
    const { session, effects } = step(entry.session, input, now)
    entry.session = session
    return effects.map((effect) => actionOf(entry, effect, now))
  }
}

function actionOf(entry: Entry, effect: Effect, now: Instant): Action {
  const { key } = entry
  switch (effect.type) {
    case 'send':
      return { type: 'send', key, datagram: encode(effect.packet), ...lateness(effect.late) }
    case 'confirm':
      return { type: 'confirm', key }
    case 'changed':
      if (effect.from === 'Up' && effect.to !== 'Up') entry.downs++
      return { type: 'report', report: reportOf(entry, effect.from, effect.why, now), ...lateness(effect.late) }
    default:
      return unreachable(effect)
  }
}

/** What the packets cannot carry, our own side must not ask for. */
function checkSettings({
  key,
  desiredMinTxInterval,
  requiredMinRxInterval,
  detectMultiplier,
}: SessionConfiguration): void {
  const fits = (interval: number): boolean => Number.isInteger(interval) && interval >= 1 && interval < 2 ** 32
  assert(fits(desiredMinTxInterval) && fits(requiredMinRxInterval), `BFD intervals of ${key}`)
  const { isInteger } = Number
  assert(isInteger(detectMultiplier) && detectMultiplier >= 1 && detectMultiplier <= 255, `BFD multiplier of ${key}`)
}

const lateness = (late: Duration | undefined): { late?: Duration } => (late === undefined ? {} : { late })

const settingsOf = (configuration: SessionConfiguration): SessionSettings => ({
  desiredMinTxInterval: configuration.desiredMinTxInterval,
  requiredMinRxInterval: configuration.requiredMinRxInterval,
  detectMultiplier: configuration.detectMultiplier,
  passive: configuration.passive ?? false,
})

const reportOf = ({ key, session }: Entry, from: Session['state'], why: string, at: Instant): SessionReport => ({
  key,
  from,
  state: session.state,
  diagnostic: session.diagnostic,
  remoteState: session.remote.state,
  remoteDiagnostic: session.remote.diagnostic,
  why,
  at,
})

const measured = ({ key, session, downs }: Entry): SessionMeasurements => ({
  key,
  state: session.state,
  diagnostic: session.diagnostic,
  remoteState: session.remote.state,
  remoteDiagnostic: session.remote.diagnostic,
  localDiscriminator: session.localDiscriminator,
  remoteDiscriminator: session.remote.discriminator,
  transmitInterval: session.transmitInterval,
  detectionTime: detectionTimeOf(session),
  polling: session.poll === 'polling',
  downs,
})
