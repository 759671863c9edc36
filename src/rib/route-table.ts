// The prefixes of one family and their paths: everything that peers announced. One row per prefix, found by a keyed hash
// and in order; one row per path, in a list per prefix that is sorted by best path. The list decides the forwarding group
// of the prefix; the first path of it that is usable at the moment is the best one.

import type { Family, Prefix } from '../base/ip.ts'
import { NEXT_HOP } from './attributes.ts'
import type { Attributes } from './attributes.ts'
import { comparePaths } from './best-path.ts'
import type { Changes } from './changes.ts'
import type { FibSlots } from './fib-slots.ts'
import type { Groups } from './groups.ts'
import type { Hasher } from './hash.ts'
import type { NextHops } from './next-hops.ts'
import { Order } from './order.ts'
import type { Key } from './order.ts'
import { ROW_MASK, ROW_SHIFT, Rows } from './rows.ts'
import { DEAD } from './sessions.ts'
import type { Sessions } from './sessions.ts'
import { SLOT_ROWS_MAX, Slots, tagOf } from './slots.ts'

// Words of a prefix row after the address.
const HEAD = 0
const GROUP = 1
const CHAIN_NEXT = 2
const CHAIN_PREV = 3
// The head of the path list has 28 bits; then flags.
const PATH_BITS = 0x0fff_ffff
/** Has a slot in the FIB. */
const ADMITTED = 0x8000_0000
/** Waits for a slot in the FIB. */
const QUEUED = 0x4000_0000
// The group has 24 bits; then the prefix length.
const GROUP_BITS = 0x00ff_ffff

// Words of a path row.
const PATH_STRIDE = 3
const ATTRIBUTE = 0
/** The next path of the prefix, or LAST and the prefix. */
const NEXT = 1
/** Session (16 bits), refresh (15 bits), TOUCHED. 0 in a free row. */
const SESSION = 2
const LAST = 0x8000_0000
/** Announced by the very message that is being applied, so not to be withdrawn by it. */
const TOUCHED = 0x8000_0000

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
export interface Shared {
  readonly hasher: Hasher
  readonly sessions: Sessions
  readonly attributes: Attributes
  readonly nextHops: NextHops
  readonly groups: Groups
  readonly fibSlots: FibSlots
  readonly changes: Changes | undefined
  routesPerPeerMax: number
  /** Slots of the FIB have become free. */
  promote(): void
}

export class RouteTable {
  readonly family: Family
  readonly #width: 1 | 4
  readonly #shared: Shared
  readonly #prefixes: Rows
  readonly #paths = new Rows(PATH_STRIDE)
  readonly #slots = new Slots(this)
  readonly #order: Order
  /** How many prefixes have each length: a longest match need not probe the others. */
  readonly #lengths: Uint32Array
  /** Prefixes in the table. */
  size = 0
  /** What the last sweep() took. */
  cost = 0

  constructor(family: Family, shared: Shared) {
    const width = family === 4 ? 1 : 4
    this.family = family
    this.#width = width
    this.#shared = shared
    this.#prefixes = new Rows(width + 4)
    this.#order = new Order(this.#prefixes, width, width + CHAIN_NEXT, width + CHAIN_PREV)
    this.#lengths = new Uint32Array(width * 32 + 1)
  }

  // --- changes

  /** A session announces a prefix with an attribute set. */
  announce(w0: number, w1: number, w2: number, w3: number, length: number, session: number, attribute: number): number {
    const hash = this.#hash(w0, w1, w2, w3, length)
    const prefix = this.#find(hash, w0, w1, w2, w3, length)
    if (prefix === 0) return this.#announceNew(hash, w0, w1, w2, w3, length, session, attribute)
    const path = this.#pathOf(prefix, this.#shared.sessions.peer[session] as number)
    if (path !== 0) return this.#announceAgain(prefix, path, session, attribute)
    if (!this.#admits(session)) return REFUSED
    this.#insert(prefix, this.#newPath(attribute, session))
    this.#regroup(prefix)
    return ANNOUNCED
  }

  #announceNew(
    hash: number,
    w0: number,
    w1: number,
    w2: number,
    w3: number,
    length: number,
    session: number,
    attribute: number,
  ): number {
    if (!this.#admits(session)) return REFUSED
    const prefix = this.#prefixes.take()
    const path = this.#newPath(attribute, session)
    this.#paths.set(path, NEXT, (LAST | prefix) >>> 0)
    const chunk = this.#prefixes.chunks[prefix >>> ROW_SHIFT] as Uint32Array
    const at = (prefix & ROW_MASK) * this.#prefixes.stride
    const width = this.#width
    chunk[at] = w0
    if (width === 4) {
      chunk[at + 1] = w1
      chunk[at + 2] = w2
      chunk[at + 3] = w3
    }
    chunk[at + width + HEAD] = (path | (this.#shared.fibSlots.take() ? ADMITTED : 0)) >>> 0
    chunk[at + width + GROUP] = (length << 24) >>> 0
    this.#slots.insert(hash, prefix)
    this.#order.link(prefix)
    this.#lengths[length] = (this.#lengths[length] as number) + 1
    this.size++
    const { attributes, groups } = this.#shared
    if (attributes.isLooped(attribute)) return ANNOUNCED
    this.#setGroup(prefix, groups.cell(session, attributes.rows.get(attribute, NEXT_HOP), 0))
    return ANNOUNCED
  }

  /** The peer has a path for the prefix already, perhaps of an earlier session. */
  #announceAgain(prefix: number, path: number, session: number, attribute: number): number {
    const { sessions, attributes } = this.#shared
    const chunk = this.#paths.chunks[path >>> ROW_SHIFT] as Uint32Array
    const at = (path & ROW_MASK) * PATH_STRIDE
    const before = (chunk[at + SESSION] as number) & 0xffff
    const attributeBefore = chunk[at + ATTRIBUTE] as number
    if (before !== session && !this.#admits(session)) {
      chunk[at + SESSION] = (chunk[at + SESSION] as number) & ~TOUCHED
      return REFUSED
    }
    const wasDead = sessions.state[before] === DEAD
    chunk[at + SESSION] = this.#sessionWord(session)
    if (before === session && attributeBefore === attribute) return UNCHANGED
    attributes.retain(attribute, 1)
    chunk[at + ATTRIBUTE] = attribute
    if (this.#isAlone(prefix, path)) {
      this.#regroup(prefix)
    } else {
      this.#unlink(prefix, path)
      this.#insert(prefix, path)
      this.#regroup(prefix)
    }
    attributes.release(attributeBefore)
    if (before !== session) {
      sessions.gain(session)
      sessions.lose(before)
    }
    return wasDead ? ANNOUNCED : REPLACED
  }

  /** A session withdraws a prefix. Whether it had a path that anyone could see. */
  withdraw(w0: number, w1: number, w2: number, w3: number, length: number, session: number): boolean {
    const { sessions } = this.#shared
    const prefix = this.#find(this.#hash(w0, w1, w2, w3, length), w0, w1, w2, w3, length)
    if (prefix === 0) return false
    const path = this.#pathOf(prefix, sessions.peer[session] as number)
    if (path === 0) return false
    const word = this.#paths.get(path, SESSION)
    if (word >= TOUCHED) return false
    const seen = sessions.state[word & 0xffff] !== DEAD
    this.#removePath(prefix, path)
    return seen
  }

  /** A message that also withdraws announces this prefix: announced wins (RFC 4271 4.3). announce() undoes the mark. */
  touch(w0: number, w1: number, w2: number, w3: number, length: number, session: number): void {
    const prefix = this.#find(this.#hash(w0, w1, w2, w3, length), w0, w1, w2, w3, length)
    const path = prefix === 0 ? 0 : this.#pathOf(prefix, this.#shared.sessions.peer[session] as number)
    if (path !== 0) this.#paths.set(path, SESSION, (this.#paths.get(path, SESSION) | TOUCHED) >>> 0)
  }

  /** Whether the session may bring one more path (8.8), and there is room for it. */
  #admits(session: number): boolean {
    const { sessions, routesPerPeerMax } = this.#shared
    if ((sessions.paths[session] as number) < routesPerPeerMax && this.#prefixes.high < SLOT_ROWS_MAX - 1) return true
    sessions.refused[session] = (sessions.refused[session] as number) + 1
    return false
  }

  /** Whether a whole message can be taken in: row numbers have 24 or 28 bits. */
  get isFull(): boolean {
    const { attributes, groups } = this.#shared
    return (
      this.#paths.high > PATH_BITS - MARGIN ||
      attributes.rows.high > SLOT_ROWS_MAX - MARGIN ||
      groups.rows.high > SLOT_ROWS_MAX - MARGIN
    )
  }

  // --- path lists

  #sessionWord(session: number): number {
    const { sessions } = this.#shared
    const refresh = (this.family === 4 ? sessions.refresh4[session] : sessions.refresh6[session]) as number
    return session | (refresh << 16)
  }

  #newPath(attribute: number, session: number): number {
    const { sessions, attributes } = this.#shared
    const path = this.#paths.take()
    const chunk = this.#paths.chunks[path >>> ROW_SHIFT] as Uint32Array
    const at = (path & ROW_MASK) * PATH_STRIDE
    chunk[at + ATTRIBUTE] = attribute
    chunk[at + SESSION] = this.#sessionWord(session)
    attributes.retain(attribute, 1)
    sessions.gain(session)
    return path
  }

  #headOf(prefix: number): number {
    return this.#prefixes.get(prefix, this.#width + HEAD) & PATH_BITS
  }

  /** The path that a peer has for a prefix. */
  #pathOf(prefix: number, peer: number): number {
    const { sessions } = this.#shared
    const chunks = this.#paths.chunks
    for (let path = this.#headOf(prefix); path < LAST;) {
      const chunk = chunks[path >>> ROW_SHIFT] as Uint32Array
      const at = (path & ROW_MASK) * PATH_STRIDE
      if (sessions.peer[(chunk[at + SESSION] as number) & 0xffff] === peer) return path
      path = chunk[at + NEXT] as number
    }
    return 0
  }

  #isAlone(prefix: number, path: number): boolean {
    return this.#headOf(prefix) === path && this.#paths.get(path, NEXT) >= LAST
  }

  #setHead(prefix: number, path: number): void {
    const flags = this.#prefixes.get(prefix, this.#width + HEAD) & ~PATH_BITS
    this.#prefixes.set(prefix, this.#width + HEAD, (flags | path) >>> 0)
  }

  /** Puts a path at its place in the list, which is not empty. */
  #insert(prefix: number, path: number): void {
    const { sessions, attributes } = this.#shared
    const paths = this.#paths
    const attribute = paths.get(path, ATTRIBUTE)
    const session = paths.get(path, SESSION) & 0xffff
    let before = 0
    let next = this.#headOf(prefix)
    while (next < LAST) {
      const other = paths.get(next, SESSION) & 0xffff
      if (comparePaths(sessions, attributes, attribute, session, paths.get(next, ATTRIBUTE), other) < 0) break
      before = next
      next = paths.get(next, NEXT)
    }
    paths.set(path, NEXT, next)
    if (before === 0) this.#setHead(prefix, path)
    else paths.set(before, NEXT, path)
  }

  /** Takes a path out of a list that has others. */
  #unlink(prefix: number, path: number): void {
    const paths = this.#paths
    const next = paths.get(path, NEXT)
    let before = this.#headOf(prefix)
    if (before === path) {
      this.#setHead(prefix, next)
      return
    }
    while (paths.get(before, NEXT) !== path) before = paths.get(before, NEXT)
    paths.set(before, NEXT, next)
  }

  #removePath(prefix: number, path: number): void {
    const { sessions, attributes } = this.#shared
    const attribute = this.#paths.get(path, ATTRIBUTE)
    const session = this.#paths.get(path, SESSION) & 0xffff
    if (this.#isAlone(prefix, path)) {
      this.#removePrefix(prefix)
    } else {
      this.#unlink(prefix, path)
      this.#regroup(prefix)
    }
    this.#paths.set(path, SESSION, 0)
    this.#paths.release(path)
    attributes.release(attribute)
    sessions.lose(session)
  }

  #removePrefix(prefix: number): void {
    const { fibSlots } = this.#shared
    this.#setGroup(prefix, 0)
    const chunk = this.#prefixes.chunks[prefix >>> ROW_SHIFT] as Uint32Array
    const at = (prefix & ROW_MASK) * this.#prefixes.stride
    const length = (chunk[at + this.#width + GROUP] as number) >>> 24
    this.#slots.remove(this.hashOf(prefix), prefix)
    this.#order.unlink(prefix)
    this.#lengths[length] = (this.#lengths[length] as number) - 1
    this.size--
    const flags = chunk[at + this.#width + HEAD] as number
    // The queue still names a prefix that waits; the row stays until its turn has come.
    chunk[at + this.#width + HEAD] = flags & QUEUED
    if ((flags & QUEUED) === 0) this.#prefixes.release(prefix)
    if (this.size === 0) {
      this.#slots.clear()
      this.#order.clear()
    }
    if (flags < ADMITTED) return
    fibSlots.taken--
    this.#shared.promote()
  }

  // --- forwarding group and slot in the FIB

  /** The group that follows from the list of paths. */
  #regroup(prefix: number): void {
    const { attributes, groups } = this.#shared
    const paths = this.#paths
    let count = 0
    for (let path = this.#headOf(prefix); path < LAST; path = paths.get(path, NEXT)) {
      const attribute = paths.get(path, ATTRIBUTE)
      if (attributes.isLooped(attribute)) continue
      if (count + 2 > LIST.length) LIST = grown(LIST)
      LIST[count++] = paths.get(path, SESSION) & 0xffff
      LIST[count++] = attributes.rows.get(attribute, NEXT_HOP)
    }
    let group = 0
    for (let i = count - 2; i >= 0; i -= 2) group = groups.cell(LIST[i] as number, LIST[i + 1] as number, group)
    this.#setGroup(prefix, group)
  }

  #setGroup(prefix: number, group: number): void {
    const { groups, fibSlots, changes } = this.#shared
    const chunk = this.#prefixes.chunks[prefix >>> ROW_SHIFT] as Uint32Array
    const at = (prefix & ROW_MASK) * this.#prefixes.stride
    const word = chunk[at + this.#width + GROUP] as number
    const before = word & GROUP_BITS
    if (before === group) return
    const admitted = (chunk[at + this.#width + HEAD] as number) >= ADMITTED
    groups.join(group, admitted)
    if (changes !== undefined && admitted) {
      if (group === 0) changes.gone(this.family, chunk, at, word >>> 24)
      else changes.prefix(this.family, chunk, at, word >>> 24, group)
    }
    groups.leave(before, admitted)
    chunk[at + this.#width + GROUP] = ((word & ~GROUP_BITS) | group) >>> 0
    if (!admitted) {
      if (groups.isUsable(group)) this.#wantSlot(prefix)
    } else if (fibSlots.isScarce && !groups.isUsable(group)) {
      this.#giveSlotUp(prefix)
    }
  }

  #wantSlot(prefix: number): void {
    const { fibSlots, groups } = this.#shared
    const flags = this.#prefixes.get(prefix, this.#width + HEAD)
    if (fibSlots.take()) {
      this.#setAdmitted(prefix, true)
    } else if ((flags & QUEUED) === 0) {
      this.#prefixes.set(prefix, this.#width + HEAD, (flags | QUEUED) >>> 0)
      fibSlots.enqueue(this.family, prefix)
    }
    if (fibSlots.waiting > 0 && fibSlots.taken > groups.inFib) fibSlots.scanDue = true
  }

  #setAdmitted(prefix: number, admitted: boolean): void {
    const { groups, changes } = this.#shared
    const chunk = this.#prefixes.chunks[prefix >>> ROW_SHIFT] as Uint32Array
    const at = (prefix & ROW_MASK) * this.#prefixes.stride
    const word = chunk[at + this.#width + GROUP] as number
    const head = chunk[at + this.#width + HEAD] as number
    chunk[at + this.#width + HEAD] = admitted ? (head | ADMITTED) >>> 0 : head & ~ADMITTED
    groups.admit(word & GROUP_BITS, admitted ? 1 : -1)
    if (changes === undefined || (word & GROUP_BITS) === 0) return
    if (admitted) changes.prefix(this.family, chunk, at, word >>> 24, word & GROUP_BITS)
    else changes.gone(this.family, chunk, at, word >>> 24)
  }

  #giveSlotUp(prefix: number): void {
    this.#setAdmitted(prefix, false)
    this.#shared.fibSlots.taken--
    this.#shared.promote()
  }

  /** It is the turn of a prefix that has waited for a slot, and there is one. */
  offer(prefix: number): void {
    const { groups, fibSlots } = this.#shared
    const head = this.#prefixes.get(prefix, this.#width + HEAD) & ~QUEUED
    this.#prefixes.set(prefix, this.#width + HEAD, head >>> 0)
    if ((head & PATH_BITS) === 0) this.#prefixes.release(prefix)
    else if (groups.isUsable(this.#groupOf(prefix)) && fibSlots.take()) this.#setAdmitted(prefix, true)
  }

  /** Gives slots to prefixes that became usable by a flip and takes them from those that became unusable. */
  scan(first: number, units: number): number {
    const { groups, fibSlots } = this.#shared
    const end = Math.min(this.#prefixes.high, first + units)
    for (let prefix = first; prefix < end; prefix++) {
      const head = this.#prefixes.get(prefix, this.#width + HEAD)
      if ((head & PATH_BITS) === 0) continue
      const usable = groups.isUsable(this.#groupOf(prefix))
      if (head >= ADMITTED) {
        if (!usable && fibSlots.isScarce) this.#giveSlotUp(prefix)
      } else if (usable) {
        if ((head & QUEUED) === 0) this.#wantSlot(prefix)
      } else if (fibSlots.waiting === 0 && fibSlots.take()) {
        this.#setAdmitted(prefix, true) // a reservation, as a new prefix has when there is room
      }
    }
    return end
  }

  /** One more than the highest prefix row: where a scan ends. */
  get prefixesHigh(): number {
    return this.#prefixes.high
  }

  // --- clean-up

  /**
   * Removes the paths of dead sessions, and those that a refresh did not bring again, from rows on, until it has cost
   * `most`: 1 for a row, {@link REMOVAL} more for a path that goes. Returns the row to go on with; `cost` is what it took.
   */
  sweep(first: number, most: number): number {
    const { sessions } = this.#shared
    const bit = this.family === 4 ? 1 : 2
    const purged = this.family === 4 ? sessions.purged4 : sessions.purged6
    let cost = 0
    let path = first
    // The rows are gone at once with the last path: the end is looked at each time.
    for (; path < this.#paths.high && cost < most; path++) {
      const word = this.#paths.get(path, SESSION)
      const session = word & 0xffff
      const isDead = sessions.state[session] === DEAD
      // 15 bits, counting up: older than the refresh that ended last?
      const age = ((purged[session] as number) - (word >>> 16)) & 0x7fff
      const isOld = ((sessions.purge[session] as number) & bit) !== 0 && age > 0 && age < 0x4000
      cost++
      if (!isDead && !isOld) continue
      this.#removePath(this.#prefixOf(path), path)
      cost += REMOVAL
    }
    this.cost = cost
    return path
  }

  get pathsHigh(): number {
    return this.#paths.high
  }

  #prefixOf(path: number): number {
    let next = path
    while (next < LAST) next = this.#paths.get(next, NEXT)
    return next & GROUP_BITS
  }

  // --- reading

  #hash(w0: number, w1: number, w2: number, w3: number, length: number): number {
    const { hasher } = this.#shared
    return this.#width === 1 ? hasher.prefix4(w0, length) : hasher.prefix6(w0, w1, w2, w3, length)
  }

  hashOf(prefix: number): number {
    const chunk = this.#prefixes.chunks[prefix >>> ROW_SHIFT] as Uint32Array
    const at = (prefix & ROW_MASK) * this.#prefixes.stride
    const length = (chunk[at + this.#width + GROUP] as number) >>> 24
    if (this.#width === 1) return this.#shared.hasher.prefix4(chunk[at] as number, length)
    return this.#shared.hasher.prefix6(
      chunk[at] as number,
      chunk[at + 1] as number,
      chunk[at + 2] as number,
      chunk[at + 3] as number,
      length,
    )
  }

  hashAll(rows: Uint32Array, count: number): void {
    for (let i = 0; i < count; i++) rows[i] = this.hashOf(rows[i] as number)
  }

  #find(hash: number, w0: number, w1: number, w2: number, w3: number, length: number): number {
    const segment = this.#slots.segment(hash)
    const mask = segment.length - 3
    const tag = tagOf(hash)
    const width = this.#width
    for (let i = hash & mask; ; i = (i + 1) & mask) {
      const slot = segment[i] as number
      if (slot === 0) return 0
      if ((slot ^ tag) >>> 24 !== 0) continue
      const prefix = slot & SLOT_ROWS_MAX
      const chunk = this.#prefixes.chunks[prefix >>> ROW_SHIFT] as Uint32Array
      const at = (prefix & ROW_MASK) * this.#prefixes.stride
      if (chunk[at] !== w0 || (chunk[at + width + GROUP] as number) >>> 24 !== length) continue
      if (width === 1 || (chunk[at + 1] === w1 && chunk[at + 2] === w2 && chunk[at + 3] === w3)) return prefix
    }
  }

  /** The row of a prefix, 0 when it is unknown. */
  find(words: ArrayLike<number>, length: number): number {
    const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = words as readonly number[]
    return this.#find(this.#hash(w0, w1, w2, w3, length), w0, w1, w2, w3, length)
  }

  hasLength(length: number): boolean {
    return this.#lengths[length] !== 0
  }

  prefix(row: number): Prefix {
    const rows = this.#prefixes
    const length = rows.get(row, this.#width + GROUP) >>> 24
    if (this.#width === 1) return { family: 4, words: [rows.get(row, 0)], length }
    return { family: 6, words: [rows.get(row, 0), rows.get(row, 1), rows.get(row, 2), rows.get(row, 3)], length }
  }

  /** See {@link Order.collect}. */
  collect(
    found: number[],
    from: Key,
    inclusive: boolean,
    limit: number,
    visits: number,
    isWanted?: (prefix: number) => boolean,
  ): number {
    return this.#order.collect(found, from, inclusive, limit, visits, isWanted)
  }

  #groupOf(prefix: number): number {
    return this.#prefixes.get(prefix, this.#width + GROUP) & GROUP_BITS
  }

  groupOf(prefix: number): number {
    return this.#groupOf(prefix)
  }

  isAdmitted(prefix: number): boolean {
    return this.#prefixes.get(prefix, this.#width + HEAD) >= ADMITTED
  }

  /** The best usable path now, 0 when there is none, whether or not the FIB has room for it. */
  best(prefix: number): number {
    const { sessions, nextHops, attributes } = this.#shared
    for (let path = this.#headOf(prefix); path < LAST; path = this.#paths.get(path, NEXT)) {
      if (sessions.alive[this.sessionOf(path)] === 0) continue
      const attribute = this.attributeOf(path)
      if (nextHops.resolved[attributes.rows.get(attribute, NEXT_HOP)] === 1 && !attributes.isLooped(attribute))
        return path
    }
    return 0
  }

  /** Whether any path that one may see passes a test. */
  somePath(prefix: number, test: (path: number) => boolean): boolean {
    const { sessions } = this.#shared
    for (let path = this.#headOf(prefix); path < LAST; path = this.#paths.get(path, NEXT)) {
      if (sessions.state[this.sessionOf(path)] !== DEAD && test(path)) return true
    }
    return false
  }

  /** The paths of a prefix that anyone may see, best first; usable or not. */
  pathsOf(prefix: number): number[] {
    const { sessions } = this.#shared
    const list: number[] = []
    for (let path = this.#headOf(prefix); path < LAST; path = this.#paths.get(path, NEXT)) {
      if (sessions.state[this.sessionOf(path)] !== DEAD) list.push(path)
    }
    return list
  }

  /** All paths of a prefix, also those that await their clean-up. */
  everyPathOf(prefix: number): number[] {
    const list: number[] = []
    for (let path = this.#headOf(prefix); path < LAST; path = this.#paths.get(path, NEXT)) list.push(path)
    return list
  }

  sessionOf(path: number): number {
    return this.#paths.get(path, SESSION) & 0xffff
  }

  attributeOf(path: number): number {
    return this.#paths.get(path, ATTRIBUTE)
  }

  /** Octets held. */
  get bytes(): number {
    return this.#prefixes.bytes + this.#paths.bytes + this.#slots.bytes + this.#order.bytes
  }
}

let LIST = new Uint32Array(64)
const grown = (list: Uint32Array): Uint32Array<ArrayBuffer> => {
  const larger = new Uint32Array(list.length * 2)
  larger.set(list)
  return larger
}
