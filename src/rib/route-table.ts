// Everything that peers announced for one family: the prefixes, their paths, and what an announcement, a withdrawal or a
// clean-up does to them. The sorted list of paths decides the forwarding group of a prefix; the first path of it that is
// usable at the moment is the best one.

import { assert } from '../base/assert.ts'
import type { Family, Prefix } from '../base/ip.ts'
import { NEXT_HOP } from './attributes.ts'
import type { Attributes } from './attributes.ts'
import { Forwarding } from './forwarding.ts'
import type { ForwardingParts } from './forwarding.ts'
import type { Hasher } from './hash.ts'
import type { NextHops } from './next-hops.ts'
import { LAST, PathLists, TOUCHED } from './path-lists.ts'
import { ADMITTED, PATH_BITS, Prefixes } from './prefixes.ts'
import type { RouteLog } from './route-log.ts'
import { DEAD } from './sessions.ts'
import type { Sessions } from './sessions.ts'
import { SLOT_ROWS_MAX } from './slots.ts'

/** Rows that a table leaves free, so that a message never finds it full half-way. */
const MARGIN = 0x1_0000

/** How many rows one may look at in the time in which one path is removed. */
export const REMOVAL = 16

/** What became of an announced prefix. */
export const REFUSED = 0
export const ANNOUNCED = 1
export const REPLACED = 2
export const UNCHANGED = 3

/** What the tables of both families share. */
export interface Shared extends ForwardingParts {
  readonly hasher: Hasher
  readonly sessions: Sessions
  readonly attributes: Attributes
  readonly nextHops: NextHops
  readonly routeLog: RouteLog | undefined
  routesPerPeerMax: number
}

export class RouteTable {
  readonly family: Family
  readonly prefixes: Prefixes
  readonly paths: PathLists
  readonly forwarding: Forwarding
  readonly #shared: Shared
  readonly #sessions: Sessions
  readonly #attributes: Attributes
  /** The announcement between begin() and end(): whose it is, with what, and the paths that it added. */
  #session = 0
  #attribute = 0
  #word = 0
  #nextHop = 0
  /** The group of a prefix that has no other path. */
  #group = 0
  #fresh = 0
  /** What the last sweep() took. */
  cost = 0

  constructor(family: Family, shared: Shared) {
    this.family = family
    this.#shared = shared
    this.#sessions = shared.sessions
    this.#attributes = shared.attributes
    this.prefixes = new Prefixes(family, shared.hasher)
    this.paths = new PathLists(this.prefixes, shared.sessions, shared.attributes)
    this.forwarding = new Forwarding(this.prefixes, shared)
  }

  // --- changes; `hash` is that of the prefix

  /** A session is about to announce prefixes with an attribute set, to which the caller keeps a reference until end(). */
  begin(session: number, attribute: number): void {
    const { groups } = this.#shared
    this.#session = session
    this.#attribute = attribute
    this.#word = this.#sessionWord(session)
    this.#nextHop = this.#attributes.nextHopOf(attribute)
    this.#group = this.#attributes.isLooped(attribute) ? 0 : groups.cell(session, this.#nextHop, 0)
    groups.hold(this.#group)
    this.#fresh = 0
  }

  /** Everything that began with begin() has been announced. */
  end(): void {
    this.#attributes.retain(this.#attribute, this.#fresh)
    this.#sessions.gain(this.#session, this.#fresh)
    this.#shared.groups.drop(this.#group)
  }

  /** A prefix, between begin() and end(). */
  announce(hash: number, w0: number, w1: number, w2: number, w3: number, length: number): number {
    const { prefixes, paths } = this
    const known = prefixes.find(hash, w0, w1, w2, w3, length)
    if (known !== 0) return this.#announceKnown(known)
    if (!this.#admits(this.#session, this.#fresh)) return REFUSED
    const path = paths.rows.take()
    const admitted = this.#shared.fibSlots.take()
    const prefix = prefixes.add(hash, w0, w1, w2, w3, length, admitted ? path | ADMITTED : path, this.#group)
    paths.begin(path, this.#attribute, prefix, this.#word)
    this.#fresh++
    this.forwarding.begin(prefix, this.#group, admitted)
    this.#shared.routeLog?.add(ANNOUNCED, prefixes, prefix, this.#session, this.#attribute)
    return ANNOUNCED
  }

  #announceKnown(prefix: number): number {
    const session = this.#session
    const attribute = this.#attribute
    const known = this.paths.ofPeer(prefix, this.#sessions.peer[session] as number)
    if (known !== 0) return this.#announceAgain(prefix, known, session, attribute)
    if (!this.#admits(session, this.#fresh)) return REFUSED
    const path = this.paths.add(attribute, this.#word)
    this.#fresh++
    const others = this.paths.first(prefix)
    const isSecond = this.paths.next(others) >= LAST
    this.paths.insert(prefix, path)
    if (this.paths.first(prefix) === path) this.#joined(prefix, true)
    else if (isSecond) this.#joined(prefix, false)
    else this.#regroup(prefix)
    this.#shared.routeLog?.add(ANNOUNCED, this.prefixes, prefix, session, attribute)
    return ANNOUNCED
  }

  /** The path at hand is now the first of the list, or the last of two: the group follows from the one before. */
  #joined(prefix: number, isFirst: boolean): void {
    const { groups } = this.#shared
    const before = this.prefixes.groupOf(prefix)
    if (this.#group === 0) return // an AS loop is no candidate
    if (isFirst) this.forwarding.setGroup(prefix, groups.cell(this.#session, this.#nextHop, before))
    else this.forwarding.setGroup(prefix, before === 0 ? this.#group : groups.withRest(before, this.#group))
  }

  /** The peer has a path for the prefix already, perhaps of an earlier session. */
  #announceAgain(prefix: number, path: number, session: number, attribute: number): number {
    const sessions = this.#sessions
    const word = this.paths.word(path)
    const before = word & 0xffff
    const attributeBefore = this.paths.attributeOf(path)
    if (before !== session && !this.#admits(session, this.#fresh)) {
      this.paths.setWord(path, word & ~TOUCHED)
      return REFUSED
    }
    this.paths.setWord(path, this.#word)
    if (before === session && attributeBefore === attribute) return UNCHANGED
    const outcome = sessions.state[before] === DEAD ? ANNOUNCED : REPLACED
    this.#attributes.retain(attribute, 1)
    this.paths.setAttribute(path, attribute)
    if (!this.paths.isAlone(prefix, path)) {
      this.paths.unlink(prefix, path)
      this.paths.insert(prefix, path)
    }
    this.#regroup(prefix)
    this.#attributes.release(attributeBefore)
    if (before !== session) {
      sessions.gain(session, 1)
      sessions.lose(before)
    }
    this.#shared.routeLog?.add(outcome, this.prefixes, prefix, session, attribute)
    return outcome
  }

  /** A session withdraws a prefix. Whether it had a path that anyone could see. */
  withdraw(hash: number, w0: number, w1: number, w2: number, w3: number, length: number, session: number): boolean {
    const prefix = this.prefixes.find(hash, w0, w1, w2, w3, length)
    if (prefix === 0) return false
    const path = this.paths.ofPeer(prefix, this.#sessions.peer[session] as number)
    if (path === 0) return false
    const word = this.paths.word(path)
    if (word >= TOUCHED) return false
    const seen = this.#sessions.state[word & 0xffff] !== DEAD
    this.#removePath(prefix, path)
    return seen
  }

  /** A message that also withdraws announces this prefix: announced wins (RFC 4271 4.3). announce() undoes the mark. */
  touch(hash: number, w0: number, w1: number, w2: number, w3: number, length: number, session: number): void {
    const prefix = this.prefixes.find(hash, w0, w1, w2, w3, length)
    const path = prefix === 0 ? 0 : this.paths.ofPeer(prefix, this.#sessions.peer[session] as number)
    if (path !== 0) this.paths.setWord(path, this.paths.word(path) | TOUCHED)
  }

  /** Whether the session may bring one more path (8.8) than it has and `fresh`, and there is room for it. */
  #admits(session: number, fresh: number): boolean {
    const { paths, refused } = this.#sessions
    const isUnder = (paths[session] as number) + fresh < this.#shared.routesPerPeerMax
    if (isUnder && this.prefixes.rows.high < SLOT_ROWS_MAX - 1) return true
    refused[session] = (refused[session] as number) + 1
    return false
  }

  /** Whether a whole message may not fit in: row numbers have 24 or 28 bits. */
  get isFull(): boolean {
    const { groups } = this.#shared
    return (
      this.paths.rows.high > PATH_BITS - MARGIN ||
      this.#attributes.rows.high > SLOT_ROWS_MAX - MARGIN ||
      groups.rows.high > SLOT_ROWS_MAX - MARGIN
    )
  }

  #sessionWord(session: number): number {
    const refresh = this.family === 4 ? this.#sessions.refresh4 : this.#sessions.refresh6
    return session | ((refresh[session] as number) << 16)
  }

  #removePath(prefix: number, path: number): void {
    const attribute = this.paths.attributeOf(path)
    const session = this.paths.sessionOf(path)
    this.#shared.routeLog?.add(0, this.prefixes, prefix, session, attribute)
    let isSlotFree = false
    if (this.paths.isAlone(prefix, path)) {
      this.forwarding.setGroup(prefix, 0)
      isSlotFree = this.forwarding.end(prefix)
      this.prefixes.remove(prefix)
    } else {
      const isFirst = this.paths.first(prefix) === path
      this.paths.unlink(prefix, path)
      if (!isFirst || this.#attributes.isLooped(attribute)) this.#regroup(prefix)
      else this.forwarding.setGroup(prefix, this.#shared.groups.restOf(this.prefixes.groupOf(prefix)))
    }
    this.paths.release(path)
    this.#attributes.release(attribute)
    this.#sessions.lose(session)
    if (isSlotFree) this.#shared.promote()
  }

  /** The group that follows from the list of paths: those without an AS loop, in order. */
  #regroup(prefix: number): void {
    const { groups } = this.#shared
    const attributes = this.#attributes
    let count = 0
    for (let path = this.paths.first(prefix); path < LAST; path = this.paths.next(path)) {
      const attribute = this.paths.attributeOf(path)
      if (attributes.isLooped(attribute)) continue
      if (count + 2 > LIST.length) LIST = grown(LIST)
      LIST[count++] = this.paths.sessionOf(path)
      LIST[count++] = attributes.rows.get(attribute, NEXT_HOP)
    }
    let group = 0
    for (let i = count - 2; i >= 0; i -= 2) group = groups.cell(LIST[i] as number, LIST[i + 1] as number, group)
    this.forwarding.setGroup(prefix, group)
  }

  // --- clean-up

  /**
   * Removes the paths of dead sessions, and those that a refresh did not bring again, from rows on, until it has cost
   * `most`: 1 for a row, {@link REMOVAL} more for a path that goes. Returns the row to go on with; `cost` is what it took.
   */
  sweep(first: number, most: number): number {
    const sessions = this.#sessions
    const bit = this.family === 4 ? 1 : 2
    const purged = this.family === 4 ? sessions.purged4 : sessions.purged6
    let cost = 0
    let path = first
    // The rows are gone at once with the last path: the end is looked at each time.
    for (; path < this.paths.rows.high && cost < most; path++) {
      cost++
      const word = this.paths.word(path)
      if (word === 0) continue
      const session = word & 0xffff
      // 14 bits, counting up: older than the refresh that ended last?
      const age = ((purged[session] as number) - (word >>> 16)) & 0x3fff
      const isOld = ((sessions.purge[session] as number) & bit) !== 0 && age > 0 && age < 0x2000
      if (sessions.state[session] !== DEAD && !isOld) continue
      this.#removePath(this.paths.prefixOf(path), path)
      cost += REMOVAL
    }
    this.cost = cost
    return path
  }

  // --- reading

  /** The row of a prefix, 0 when it is unknown. */
  find({ family, words, length }: Prefix): number {
    assert(family === this.family, 'a prefix of the family of the table')
    const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = words.map((word) => word | 0)
    return this.prefixes.find(this.prefixes.hash(w0, w1, w2, w3, length), w0, w1, w2, w3, length)
  }

  /** The best usable path now, 0 when there is none, whether or not the FIB has room for it. */
  best(prefix: number): number {
    const { alive } = this.#sessions
    const { resolved } = this.#shared.nextHops
    for (let path = this.paths.first(prefix); path < LAST; path = this.paths.next(path)) {
      if (alive[this.paths.sessionOf(path)] === 0) continue
      const attribute = this.paths.attributeOf(path)
      if (resolved[this.#attributes.nextHopOf(attribute)] === 1 && !this.#attributes.isLooped(attribute)) return path
    }
    return 0
  }

  /** Whether any path that one may see passes a test. */
  somePath(prefix: number, test: (path: number) => boolean): boolean {
    const { state } = this.#sessions
    for (let path = this.paths.first(prefix); path < LAST; path = this.paths.next(path)) {
      if (state[this.paths.sessionOf(path)] !== DEAD && test(path)) return true
    }
    return false
  }

  /** The paths of a prefix that one may see, best first; usable or not. */
  pathsOf(prefix: number): number[] {
    const { state } = this.#sessions
    return this.paths.all(prefix).filter((path) => state[this.paths.sessionOf(path)] !== DEAD)
  }

  /** Octets held. */
  get bytes(): number {
    return this.prefixes.bytes + this.paths.rows.bytes
  }
}

let LIST = new Uint32Array(64)
const grown = (list: Uint32Array): Uint32Array<ArrayBuffer> => {
  const larger = new Uint32Array(list.length * 2)
  larger.set(list)
  return larger
}
