// Attribute sets, interned: equal octets and an equal next hop are one row, whoever announces them. A row keeps what
// best path and the API need; the octets stay in the arena for display and export.

import type { PathSummary } from '../bgp/update-view.ts'
import { Arena } from './arena.ts'
import type { Hasher } from './hash.ts'
import type { NextHops } from './next-hops.ts'
import { ROW_MASK, ROW_SHIFT, Rows } from './rows.ts'
import { Slots } from './slots.ts'

export const STRIDE = 8
const HASH = 0
const LOCATION = 1
/** Length of the octets (16 bits), then flags. */
const LENGTH = 2
const REFS = 3
export const NEXT_HOP = 4
/** 0 for GRACEFUL_SHUTDOWN (RFC 8326 4.1): the least preference there is. */
export const LOCAL_PREF = 5
export const MED = 6
/** AS_PATH length * 4 + ORIGIN: less is better, in the order of the rules. */
export const PATH_ORIGIN = 7

const HAS_MED = 0x1_0000
const LOOPED = 0x2_0000

export class Attributes {
  readonly rows = new Rows(STRIDE)
  readonly #arena = new Arena(this)
  readonly #slots = new Slots()
  readonly #hasher: Hasher
  readonly #nextHops: NextHops

  constructor(hasher: Hasher, nextHops: NextHops) {
    this.#hasher = hasher
    this.#nextHops = nextHops
  }

  /** The row of an attribute set, with one reference for the caller. */
  intern(bytes: Uint8Array, start: number, end: number, nextHop: number, summary: PathSummary): number {
    const hash = this.#hasher.bytes(bytes, start, end) ^ Math.imul(nextHop, 0x9e3779b1)
    const found = this.#find(hash, bytes, start, end - start, nextHop)
    if (found !== 0) {
      this.retain(found, 1)
      return found
    }
    const row = this.rows.take()
    const chunk = this.rows.chunks[row >>> ROW_SHIFT] as Uint32Array
    const at = (row & ROW_MASK) * STRIDE
    chunk[at + HASH] = hash
    chunk[at + LOCATION] = this.#arena.add(row, bytes, start, end)
    chunk[at + LENGTH] = (end - start) | (summary.hasMed ? HAS_MED : 0) | (summary.looped ? LOOPED : 0)
    chunk[at + REFS] = 1
    chunk[at + NEXT_HOP] = nextHop
    chunk[at + LOCAL_PREF] = summary.gracefulShutdown ? 0 : summary.localPref
    chunk[at + MED] = summary.hasMed ? summary.med : 0
    chunk[at + PATH_ORIGIN] = summary.asPathLength * 4 + summary.origin
    this.#nextHops.retain(nextHop)
    this.#slots.insert(hash, row)
    return row
  }

  #find(hash: number, bytes: Uint8Array, start: number, length: number, nextHop: number): number {
    const segment = this.#slots.segment(hash)
    const mask = segment.length - 4
    for (let i = (hash << 1) & mask; ; i = (i + 2) & mask) {
      const row = segment[i] as number
      if (row === 0) return 0
      if (((segment[i + 1] as number) | 0) !== hash) continue
      const chunk = this.rows.chunks[row >>> ROW_SHIFT] as Uint32Array
      const at = (row & ROW_MASK) * STRIDE
      if (chunk[at + NEXT_HOP] !== nextHop || ((chunk[at + LENGTH] as number) & 0xffff) !== length) continue
      if (this.#arena.equals(chunk[at + LOCATION] as number, bytes, start, length)) return row
    }
  }

  retain(row: number, count: number): void {
    this.rows.set(row, REFS, this.rows.get(row, REFS) + count)
  }

  release(row: number): void {
    const refs = this.rows.get(row, REFS) - 1
    this.rows.set(row, REFS, refs)
    if (refs > 0) return
    this.#slots.remove(this.hashOf(row), row)
    this.#arena.remove(this.rows.get(row, LOCATION), this.rows.get(row, LENGTH) & 0xffff)
    this.rows.set(row, LOCATION, 0xffff_ffff)
    const nextHop = this.rows.get(row, NEXT_HOP)
    this.rows.release(row)
    this.#nextHops.release(nextHop)
    if (this.rows.used === 0) this.#slots.clear()
  }

  isLooped(row: number): boolean {
    return (this.rows.get(row, LENGTH) & LOOPED) !== 0
  }

  hasMed(row: number): boolean {
    return (this.rows.get(row, LENGTH) & HAS_MED) !== 0
  }

  nextHopOf(row: number): number {
    return this.rows.get(row, NEXT_HOP)
  }

  /** What the index finds for the octets of a row: the row itself, if all is well. For tests. */
  lookUpAgain(row: number): number {
    const bytes = this.bytesOf(row)
    return this.#find(this.hashOf(row), bytes, 0, bytes.length, this.nextHopOf(row))
  }

  refsOf(row: number): number {
    return this.rows.get(row, REFS)
  }

  /** The octets, valid until the engine is called again. */
  bytesOf(row: number): Uint8Array {
    return this.#arena.read(this.rows.get(row, LOCATION), this.rows.get(row, LENGTH) & 0xffff)
  }

  /** A step of arena compaction; how much it did, 0 when there is nothing to do. */
  compact(): number {
    return this.#arena.compact()
  }

  hashOf(row: number): number {
    return this.rows.get(row, HASH) | 0
  }

  locationOf(row: number): number {
    return this.rows.get(row, LOCATION)
  }

  moved(row: number, location: number): void {
    this.rows.set(row, LOCATION, location)
  }

  /** Octets held. */
  get bytes(): number {
    return this.rows.bytes + this.#arena.bytes + this.#slots.bytes
  }
}
