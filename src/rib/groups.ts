// Forwarding groups: what prefixes with the same ordered candidates share. A candidate is (session, next hop); the order
// is that of best path among all paths without an AS loop, usable or not at the moment, so neither the end of a session
// nor a change of a next hop alters the list: it only moves the choice along it. Any prefix of a group therefore has the
// group's choice, and a flip costs one look per group, however many prefixes there are.
//
// A list is a chain of cells, each a candidate and the rest of the list, and equal lists are the same cell
// (hash-consing): cells have one size, and backups are shared. Group 0 is the empty list.

import type { Changes } from './changes.ts'
import type { NextHops } from './next-hops.ts'
import { ROW_MASK, ROW_SHIFT, Rows } from './rows.ts'
import type { Sessions } from './sessions.ts'
import { Slots } from './slots.ts'

const STRIDE = 8
const HASH = 0
const SESSION = 1
const NEXT_HOP = 2
const REST = 3
/** Prefixes of the group, and cells in front of it. */
const REFS = 4
const MEMBERS = 5
/** Members that have a slot in the FIB. */
const ADMITTED = 6
/** The cell that the group leads to: itself, one behind it, or 0 when no candidate is usable. */
const CHOICE = 7

const MEMO = 64

export class Groups {
  readonly rows = new Rows(STRIDE)
  readonly #slots = new Slots()
  readonly #memo = new Uint32Array(MEMO)
  readonly #sessions: Sessions
  readonly #nextHops: NextHops
  readonly #changes: Changes
  /** Cells from here on have not been looked at since the last flip. */
  #flipped = Infinity
  /** Prefixes with a usable choice, and those of them that have a slot in the FIB. */
  usable = 0
  inFib = 0

  constructor(sessions: Sessions, nextHops: NextHops, changes: Changes) {
    this.#sessions = sessions
    this.#nextHops = nextHops
    this.#changes = changes
    this.rows.take() // so that no group gets number 0 and none is the last one released
  }

  /** The group of a candidate in front of a group. A new one lives from its first member on, or cell before it. */
  cell(session: number, nextHop: number, rest: number): number {
    const key = (Math.imul(session, 0x9e3779b1) ^ Math.imul(nextHop, 0x85ebca6b) ^ Math.imul(rest, 0xc2b2ae35)) | 0
    const hint = this.#memo[key >>> 26] as number
    if (hint !== 0 && this.#is(hint, session, nextHop, rest)) return hint
    const hash = key ^ (key >>> 15)
    const group = this.#find(hash, session, nextHop, rest) || this.#add(hash, session, nextHop, rest)
    this.#memo[key >>> 26] = group
    return group
  }

  /** The first candidate of a group in front of another. */
  withRest(group: number, rest: number): number {
    const chunk = this.rows.chunks[group >>> ROW_SHIFT] as Uint32Array
    const at = (group & ROW_MASK) * STRIDE
    return this.cell(chunk[at + SESSION] as number, chunk[at + NEXT_HOP] as number, rest)
  }

  #is(group: number, session: number, nextHop: number, rest: number): boolean {
    const chunk = this.rows.chunks[group >>> ROW_SHIFT]
    if (chunk === undefined) return false
    const at = (group & ROW_MASK) * STRIDE
    return chunk[at + SESSION] === session && chunk[at + NEXT_HOP] === nextHop && chunk[at + REST] === rest
  }

  #find(hash: number, session: number, nextHop: number, rest: number): number {
    const segment = this.#slots.segment(hash)
    const mask = segment.length - 4
    for (let i = (hash << 1) & mask; ; i = (i + 2) & mask) {
      const row = segment[i] as number
      if (row === 0) return 0
      if (((segment[i + 1] as number) | 0) === hash && this.#is(row, session, nextHop, rest)) return row
    }
  }

  #add(hash: number, session: number, nextHop: number, rest: number): number {
    const row = this.rows.take()
    const chunk = this.rows.chunks[row >>> ROW_SHIFT] as Uint32Array
    const at = (row & ROW_MASK) * STRIDE
    chunk[at + HASH] = hash
    chunk[at + SESSION] = session
    chunk[at + NEXT_HOP] = nextHop
    chunk[at + REST] = rest
    chunk[at + REFS] = 0
    chunk[at + MEMBERS] = 0
    chunk[at + ADMITTED] = 0
    chunk[at + CHOICE] = this.#isUsable(session, nextHop) ? row : this.#choose(rest)
    if (rest !== 0) this.#addTo(rest, REFS, 1)
    this.#slots.insert(hash, row)
    return row
  }

  #addTo(row: number, word: number, value: number): number {
    const chunk = this.rows.chunks[row >>> ROW_SHIFT] as Uint32Array
    const at = (row & ROW_MASK) * STRIDE + word
    return (chunk[at] = (chunk[at] as number) + value)
  }

  #isUsable(session: number, nextHop: number): boolean {
    return this.#sessions.alive[session] === 1 && this.#nextHops.resolved[nextHop] === 1
  }

  /** The first usable cell of a list now. */
  #choose(group: number): number {
    let cell = group
    while (cell !== 0 && !this.#isUsable(this.rows.get(cell, SESSION), this.rows.get(cell, NEXT_HOP))) {
      cell = this.rows.get(cell, REST)
    }
    return cell
  }

  /** Whether any candidate of the group was usable when it was last looked at. */
  isUsable(group: number): boolean {
    return group !== 0 && this.rows.get(group, CHOICE) !== 0
  }

  /** A prefix joins. Whether the group leads anywhere. */
  join(group: number, admitted: boolean): boolean {
    if (group === 0) return false
    const chunk = this.rows.chunks[group >>> ROW_SHIFT] as Uint32Array
    const at = (group & ROW_MASK) * STRIDE
    const members = (chunk[at + MEMBERS] as number) + 1
    chunk[at + REFS] = (chunk[at + REFS] as number) + 1
    chunk[at + MEMBERS] = members
    if (members === 1) this.#changes.groupNew(group, this.nextHopOf(group))
    if (admitted) chunk[at + ADMITTED] = (chunk[at + ADMITTED] as number) + 1
    if (chunk[at + CHOICE] === 0) return false
    this.usable++
    if (admitted) this.inFib++
    return true
  }

  /** A prefix leaves; the last reference frees the group. */
  leave(group: number, admitted: boolean): void {
    if (group === 0) return
    const chunk = this.rows.chunks[group >>> ROW_SHIFT] as Uint32Array
    const at = (group & ROW_MASK) * STRIDE
    if (admitted) chunk[at + ADMITTED] = (chunk[at + ADMITTED] as number) - 1
    if (chunk[at + CHOICE] !== 0) {
      this.usable--
      if (admitted) this.inFib--
    }
    const members = (chunk[at + MEMBERS] as number) - 1
    chunk[at + MEMBERS] = members
    if (members === 0) this.#changes.groupGone(group)
    this.#release(group)
  }

  /** A member gets or gives up its slot in the FIB. */
  admit(group: number, by: 1 | -1): void {
    if (group === 0) return
    this.#addTo(group, ADMITTED, by)
    if (this.rows.get(group, CHOICE) !== 0) this.inFib += by
  }

  /** Keeps a group that nothing may refer to yet. */
  hold(group: number): void {
    if (group !== 0) this.#addTo(group, REFS, 1)
  }

  /** Undoes hold(). */
  drop(group: number): void {
    if (group !== 0) this.#release(group)
  }

  #release(group: number): void {
    let cell = group
    while (cell !== 0 && this.#addTo(cell, REFS, -1) === 0) {
      const rest = this.rows.get(cell, REST)
      this.#slots.remove(this.hashOf(cell), cell)
      this.rows.set(cell, SESSION, 0)
      this.rows.set(cell, MEMBERS, 0)
      this.rows.release(cell)
      cell = rest
    }
  }

  /** Sessions or next hops have become usable or unusable: every group is to be looked at again. */
  flip(): void {
    this.#flipped = 2
  }

  /** Whether groups are left to be looked at: until then the counts lag, and changes are not all reported. */
  get isFlipping(): boolean {
    return this.#flipped < this.rows.high
  }

  /** Looks at up to `units` groups. Returns how many it looked at. */
  flipSome(units: number): number {
    const first = this.#flipped
    const end = Math.min(this.rows.high, first + units)
    for (let row = first; row < end; row++) this.#lookAt(row)
    this.#flipped = end >= this.rows.high ? Infinity : end
    return Math.max(0, end - first)
  }

  #lookAt(row: number): void {
    if (this.rows.get(row, SESSION) === 0) return
    const was = this.rows.get(row, CHOICE)
    const is = this.#choose(row)
    if (was === is) return
    this.rows.set(row, CHOICE, is)
    const sign = (is === 0 ? 0 : 1) - (was === 0 ? 0 : 1)
    const members = this.rows.get(row, MEMBERS)
    this.usable += sign * members
    this.inFib += sign * this.rows.get(row, ADMITTED)
    if (members > 0) this.#changes.flipped(row, this.nextHopOf(row))
  }

  /** Next hops that stay usable but lead to another interface: the groups that use them are reported again. */
  reportMoved(moved: ReadonlySet<number>): void {
    if (this.#changes.mode === false) return
    for (let row = 2; row < this.rows.high; row++) {
      if (this.rows.get(row, SESSION) === 0 || this.rows.get(row, MEMBERS) === 0) continue
      const choice = this.rows.get(row, CHOICE)
      if (choice !== 0 && moved.has(this.rows.get(choice, NEXT_HOP))) this.#changes.flipped(row, this.nextHopOf(row))
    }
  }

  /** The list of a group, for tests and display. */
  candidates(group: number): { readonly session: number; readonly nextHop: number }[] {
    const list: { session: number; nextHop: number }[] = []
    for (let cell = group; cell !== 0; cell = this.rows.get(cell, REST)) {
      list.push({ session: this.rows.get(cell, SESSION), nextHop: this.rows.get(cell, NEXT_HOP) })
    }
    return list
  }

  restOf(group: number): number {
    return this.rows.get(group, REST)
  }

  membersOf(group: number): { readonly refs: number; readonly members: number; readonly admitted: number } {
    return {
      refs: this.rows.get(group, REFS),
      members: this.rows.get(group, MEMBERS),
      admitted: this.rows.get(group, ADMITTED),
    }
  }

  /** The next hop that the group leads to, 0 for none. */
  nextHopOf(group: number): number {
    const choice = group === 0 ? 0 : this.rows.get(group, CHOICE)
    return choice === 0 ? 0 : this.rows.get(choice, NEXT_HOP)
  }

  /** Cells in use. */
  get count(): number {
    return this.rows.used - 1
  }

  hashOf(row: number): number {
    return this.rows.get(row, HASH) | 0
  }

  /** Octets held. */
  get bytes(): number {
    return this.rows.bytes + this.#slots.bytes
  }
}
