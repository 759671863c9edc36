// The state and the log together: decide, apply, store, and answer only when it is durable. Requests are decided on a
// state that may be ahead of the disk, so that one flush serves many of them; whoever saw a record waits for it, readers
// too. When the log cannot take a record, the state is built again from what the log has, and those who waited are told.

import type { Context, Decision, Outcome, Response, Settings } from '../engine/decision.ts'
import type { Event, Scope } from '../engine/events.ts'
import { evolve } from '../engine/evolve.ts'
import { nextTransitionAt } from '../engine/lifecycle.ts'
import { openingEvents } from '../engine/opening.ts'
import { emptyState, regionOf, type State } from '../engine/state.ts'
import type { Store } from '../host/store/store.ts'
import { ApiError } from '../model/errors.ts'
import type { Control } from './control.ts'
import { restorePieces, snapshotPieces } from './snapshots.ts'
import { Transitioner } from './transitioner.ts'

export interface LedgerParts {
  readonly store: Store
  readonly control: Control
  readonly settings: Settings
  readonly wallClock: () => number
  readonly newId: Context['newId']
  readonly localAddresses?: () => readonly string[]
  /** How many records there are at least between snapshots. */
  readonly recordsPerSnapshotMin?: number
  /** Told what an operator should know: the log fails, or works again. */
  readonly say: (message: string) => void
}

/** A question to the state: reads it, and refuses or decides. */
export type Decide = (state: State, context: Context) => Decision

/** Why what was applied is not in the log. */
class Lost extends Error {
  readonly isConflict: boolean

  constructor(isConflict: boolean, cause?: unknown) {
    super(isConflict ? 'another writer was first' : 'the log took no more', { cause })
    this.isConflict = isConflict
  }
}

/** What a decision threw. */
class Refused {
  readonly error: unknown

  constructor(error: unknown) {
    this.error = error
  }
}

/** What is done right before and right after a decision. */
interface Around {
  readonly before: (context: Context) => void
  readonly after: (events: readonly Event[]) => void
}

const ATTEMPTS = 8
const ASKS_MAX = 4
const PROBE_EVERY_MILLISECONDS = 1_000
const RECORDS_PER_SNAPSHOT_MIN = 10_000

/** The answer to a write that the log did not take, and to everything while there is no state to read. */
export const unavailable = (): ApiError =>
  new ApiError('ServiceUnavailable', 'The request could not be stored. Nothing was changed; try again.', 503)

/** Reads the log, and keeps it from there on. */
export async function openLedger(parts: LedgerParts): Promise<Ledger> {
  const ledger = new Ledger(parts)
  await ledger.load()
  return ledger
}

export class Ledger {
  readonly #parts: LedgerParts
  #state: State = emptyState()
  /** Number of the last record applied, durable or not. */
  #tail = 0
  /** Grows whenever the state is built again; what was applied before is not to be trusted then. */
  #epoch = 0
  /** Resolves when everything applied so far is durable; rejects with {@link Lost}. */
  #latest: Promise<void> = Promise.resolve()
  readonly #appending = new Set<Promise<void>>()
  #rebuilding: Promise<void> | undefined
  /** The state holds what the log does not. */
  #stale = false
  /** The log refused a record: nothing is applied until it takes one again. */
  #failing = false
  #probing: Promise<boolean> | undefined
  #timer: NodeJS.Timeout | undefined
  readonly #transitioner: Transitioner
  #snapshotAt = 0
  #snapshotRecords: number
  #snapshotting: Promise<void> | undefined
  #closed = false

  constructor(parts: LedgerParts) {
    this.#parts = parts
    this.#transitioner = new Transitioner(parts.say)
    this.#snapshotRecords = parts.recordsPerSnapshotMin ?? RECORDS_PER_SNAPSHOT_MIN
  }

  get state(): State {
    return this.#state
  }

  /** Whether the log takes records. */
  get isWritable(): boolean {
    return !this.#failing
  }

  async load(): Promise<void> {
    const { store } = this.#parts
    const snapshot = await store.snapshot()
    const state = snapshot === undefined ? emptyState() : await restorePieces(snapshot.records)
    this.#snapshotAt = snapshot?.sequence ?? 0
    for await (const record of store.read(this.#snapshotAt)) {
      for (const event of record.events) evolve(state, event as Event)
    }
    this.#state = state
    this.#stale = false
    this.#tail = store.last
    this.#latest = Promise.resolve()
    this.#parts.control.start(state)
    this.#arm()
  }

  /** Decides, applies, stores, and resolves with the response once it is durable. Rejects with the ApiError of a refusal. */
  async run(scope: Scope, decide: Decide): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      await this.#ready()
      try {
        return await (this.#failing ? this.#runReadOnly(scope, decide) : this.#runOnce(scope, decide))
      } catch (error) {
        if (!(error instanceof Lost)) throw error
        if (attempt >= ATTEMPTS) throw unavailable()
      }
    }
  }

  async #ready(): Promise<void> {
    try {
      await this.#rebuilding
      if (this.#stale) await this.#replaceState(Promise.allSettled(this.#appending))
    } catch (error) {
      this.#parts.say(`the log cannot be read: ${textOf(error)}`)
      throw unavailable()
    }
  }

  async #runOnce(scope: Scope, decide: Decide): Promise<Response> {
    const outcome = await this.#decide(scope, decide, {
      before: (context) => this.#settle(context),
      after: (events) => this.#commit(events),
    })
    try {
      await this.#latest
    } catch (error) {
      if (outcome.events.length > 0 && error instanceof Lost && !error.isConflict) throw unavailable()
      throw error
    }
    return outcome.response
  }

  /** While the log fails, reads are answered from what is durable; the first write finds out whether it works again. */
  async #runReadOnly(scope: Scope, decide: Decide): Promise<Response> {
    if (regionOf(this.#state, scope).opened) {
      const outcome = await this.#decide(scope, decide, { before: () => {}, after: () => {} })
      if (outcome.events.length === 0) return outcome.response
    }
    if (!(await this.#probe())) throw unavailable()
    throw new Lost(true)
  }

  /** Asks as often as the decision needs operational data. From `before` to `after` is one turn of the event loop. */
  async #decide(scope: Scope, decide: Decide, around: Around): Promise<Outcome> {
    let context = this.#context(scope)
    const epoch = this.#epoch
    for (let asked = 0; ; asked++) {
      around.before(context)
      const decision = this.#attempt(decide, context)
      if (decision instanceof Refused) {
        await this.#latest // a refusal, too, waits for what it was based on
        throw decision.error
      }
      if (!('ask' in decision)) {
        if (decision.events.length > 0) around.after(decision.events)
        return decision
      }
      if (asked >= ASKS_MAX) throw unavailable()
      context = { ...this.#context(scope), answer: await this.#parts.control.ask(decision.ask) }
      if (epoch !== this.#epoch) throw new Lost(true)
    }
  }

  #attempt(decide: Decide, context: Context): Decision | Refused {
    try {
      return decide(this.#state, context)
    } catch (error) {
      return new Refused(error)
    }
  }

  #context(scope: Scope): Context {
    const { settings, newId, wallClock, control, localAddresses } = this.#parts
    const peerStatus = (peerId: string): ReturnType<Control['peerStatus']> => control.peerStatus(peerId)
    const context = { scope, now: wallClock(), newId, settings, peerStatus }
    return localAddresses === undefined ? context : { ...context, localAddresses: localAddresses() }
  }

  /** Opens the region of the context, and lets everything become what it is due to become. */
  #settle(context: Context): void {
    const opening = openingEvents(this.#state, context)
    if (opening.length > 0) this.#commit(opening)
    this.#transitions(context)
  }

  #transitions(context: Context): void {
    const events = this.#transitioner.run(this.#state, context, (some) => this.#apply(some))
    if (events.length > 0) this.#store(events)
  }

  #commit(events: readonly Event[]): void {
    this.#apply(events)
    this.#store(events)
  }

  #apply(events: readonly Event[]): void {
    try {
      for (const event of events) evolve(this.#state, event)
    } catch (error) {
      // Ours to repair: half of a decision is in the state and nothing of it in the log.
      this.#rebuild(false)
      throw error
    }
  }

  #store(events: readonly Event[]): void {
    const epoch = this.#epoch
    const expected = this.#tail++
    const appended = this.#append(expected, events)
    this.#latest = appended
    this.#appending.add(appended)
    appended.then(
      () => {
        this.#appending.delete(appended)
        this.#tellControl(events)
        this.#snapshotWhenDue()
      },
      (error: unknown) => {
        this.#appending.delete(appended)
        if (epoch === this.#epoch) this.#rebuild(!(error as Lost).isConflict, (error as Lost).cause)
      },
    )
    this.#arm()
  }

  /** Routers are told everything again at the next change: what goes wrong here must not end the server. */
  #tellControl(events: readonly Event[]): void {
    try {
      this.#parts.control.changed(this.#state, events)
    } catch (error) {
      this.#parts.say(`the routers could not be told: ${textOf(error)}`)
    }
  }

  async #append(expected: number, events: readonly Event[]): Promise<void> {
    const outcome = await this.#parts.store.append(expected, events).catch((error: unknown) => {
      throw new Lost(false, error)
    })
    if (outcome.type === 'conflict') throw new Lost(true)
  }

  #rebuild(failing: boolean, cause?: unknown): void {
    this.#epoch += 1
    this.#stale = true
    if (failing) {
      this.#failing = true
      this.#parts.say(`the log takes no more records, writes are refused: ${textOf(cause)}`)
    }
    clearTimeout(this.#timer)
    // Appends of the old state must have ended, or one of them could follow a record of the new one.
    this.#replaceState(Promise.allSettled(this.#appending)).catch((error: unknown) => {
      this.#parts.say(`the log cannot be read: ${textOf(error)}`)
    })
  }

  /** Builds the state again from the log once `ready` resolves; requests wait for it. */
  #replaceState(ready: Promise<unknown>): Promise<void> {
    const done = ready
      .then(() => this.load())
      .finally(() => {
        if (this.#rebuilding === done) this.#rebuilding = undefined
      })
    this.#rebuilding = done
    return done
  }

  /** Whether the log takes records again. Many may ask, one record finds out. */
  #probe(): Promise<boolean> {
    this.#probing ??= this.#tryAppend().finally(() => (this.#probing = undefined))
    return this.#probing
  }

  async #tryAppend(): Promise<boolean> {
    try {
      const outcome = await this.#parts.store.append(this.#tail, [])
      this.#failing = false
      if (outcome.type === 'stored') this.#tail = outcome.sequence
      else this.#rebuild(false)
      this.#parts.say('the log takes records again')
    } catch (error) {
      if (!(error instanceof Error)) throw error
    }
    this.#arm()
    return !this.#failing
  }

  #arm(): void {
    clearTimeout(this.#timer)
    const at = this.#failing ? undefined : nextTransitionAt(this.#state)
    if (this.#closed || (at === undefined && !this.#failing)) return
    const wait = at === undefined ? PROBE_EVERY_MILLISECONDS : at - this.#parts.wallClock()
    const least = this.#transitioner.isStuck ? PROBE_EVERY_MILLISECONDS : 0
    this.#timer = setTimeout(() => this.#onTimer(), Math.min(Math.max(wait, least), 60_000))
    this.#timer.unref()
  }

  #onTimer(): void {
    if (this.#rebuilding !== undefined || this.#closed) return
    if (this.#failing) return void this.#probe()
    // The scope is that of each transition.
    this.#transitions(this.#context({ account: '', region: '' }))
    this.#arm()
  }

  #snapshotWhenDue(): void {
    if (this.#tail - this.#snapshotAt < this.#snapshotRecords || this.#snapshotting !== undefined) return
    this.#snapshotting = this.#snapshot()
      .catch((error: unknown) => this.#parts.say(`no snapshot could be written: ${textOf(error)}`))
      .finally(() => (this.#snapshotting = undefined))
  }

  async #snapshot(): Promise<void> {
    const sequence = this.#tail
    const pieces = snapshotPieces(this.#state)
    this.#snapshotAt = sequence
    await this.#latest
    await this.#parts.store.keepSnapshot(sequence, pieces)
    // With as many records again as there are in the state, replay costs no more than twice the state.
    this.#snapshotRecords = Math.max(this.#parts.recordsPerSnapshotMin ?? RECORDS_PER_SNAPSHOT_MIN, sizeOf(this.#state))
  }

  /** Empties log and state, as if the server were new. */
  async reset(): Promise<void> {
    await this.#rebuilding
    this.#epoch += 1
    this.#stale = true
    clearTimeout(this.#timer)
    const ended = Promise.allSettled([...this.#appending, this.#snapshotting])
    await this.#replaceState(ended.then(() => this.#parts.store.clear()))
  }

  /** Waits for what is under way. Nothing may be run afterwards. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#rebuilding
    await Promise.allSettled([...this.#appending, this.#snapshotting])
    await this.#parts.store.close()
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function sizeOf(state: State): number {
  let size = 0
  for (const region of state.regions.values()) {
    for (const table of Object.values(region.tables)) size += table.size
  }
  return size
}
