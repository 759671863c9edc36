// The prefixes of one family as rows: address, head of the path list, forwarding group. Found by a keyed hash, and in
// order. Address words come one by one, so that IPv4 (where only `w0` counts) and IPv6 share the code without arrays, and
// as signed integers, which need no box (hash.ts).

import type { Family, Prefix } from '../base/ip.ts'
import type { PrefixWords } from '../bgp/update-view.ts'
import type { Hasher } from './hash.ts'
import { Order } from './order.ts'
import type { Key } from './order.ts'
import { ROW_MASK, ROW_SHIFT, Rows } from './rows.ts'
import { Slots } from './slots.ts'

// Words of a row after the address.
const HEAD = 0
/** The group has 24 bits; then the prefix length. */
const GROUP = 1
const CHAIN_NEXT = 2
const CHAIN_PREV = 3
const GROUP_BITS = 0x00ff_ffff

// The head of the path list has 28 bits; then flags. Below 2^31 numbers need no box.
export const PATH_BITS = 0x0fff_ffff
/** Has a slot in the FIB. The highest flag: a head with it is at least this number. */
export const ADMITTED = 0x2000_0000
/** Waits for a slot in the FIB. */
export const QUEUED = 0x1000_0000

/** Prefixes that may be gone and still in the order, beside half as many as there are. */
const GONE_SPARE = 4096

export class Prefixes {
  readonly family: Family
  readonly rows: Rows
  /** Prefixes in the table. */
  size = 0
  readonly #width: 1 | 4
  readonly #stride: number
  readonly #hasher: Hasher
  readonly #slots = new Slots()
  readonly #order: Order
  /** Rows of prefixes that are gone and still in the order: a list through their group words. */
  #gone = 0
  #goneCount = 0
  /** Rows of prefixes that are gone and still in the queue for FIB slots. */
  #queuedCount = 0
  /** How many prefixes have each length: a longest match need not probe the others. */
  readonly #lengths: Uint32Array

  constructor(family: Family, hasher: Hasher) {
    const width = family === 4 ? 1 : 4
    this.family = family
    this.#width = width
    this.#stride = width + 4
    this.#hasher = hasher
    this.rows = new Rows(this.#stride)
    this.#order = new Order(this.rows, width, width + CHAIN_NEXT, width + CHAIN_PREV)
    this.#lengths = new Uint32Array(width * 32 + 1)
  }

  hash(w0: number, w1: number, w2: number, w3: number, length: number): number {
    return this.#width === 1 ? this.#hasher.prefix4(w0, length) : this.#hasher.prefix6(w0, w1, w2, w3, length)
  }

  /**
   * The hashes of the prefixes of a message, in an array that the next call uses again. Their slots, which are far apart
   * in memory, are read on the way: here the processor waits for several of them at a time.
   */
  hashesOf({ words, stride, count }: PrefixWords): Int32Array {
    if (HASHES.length <= count) HASHES = new Int32Array(count * 2)
    const hashes = HASHES
    const hasher = this.#hasher
    const slots = this.#slots
    let seen = 0
    for (let i = 0, at = 0; i < count; i++, at += stride) {
      const w0 = (words[at] as number) | 0
      const hash =
        stride === 2
          ? hasher.prefix4(w0, (words[at + 1] as number) | 0)
          : hasher.prefix6(w0, words[at + 1] as number, words[at + 2] as number, words[at + 3] as number, words[at + 4] as number) // prettier-ignore
      const segment = slots.segment(hash)
      seen ^= segment[(hash << 1) & (segment.length - 4)] as number
      hashes[i] = hash
    }
    hashes[count] = seen // so that nobody finds the reads superfluous
    return hashes
  }

  /** The row of a prefix with this hash, 0 when it is unknown. */
  find(hash: number, w0: number, w1: number, w2: number, w3: number, length: number): number {
    const segment = this.#slots.segment(hash)
    const mask = segment.length - 4
    const width = this.#width
    for (let i = (hash << 1) & mask; ; i = (i + 2) & mask) {
      const row = segment[i] as number
      if (row === 0) return 0
      if (((segment[i + 1] as number) | 0) !== hash) continue
      const chunk = this.rows.chunks[row >>> ROW_SHIFT] as Uint32Array
      const at = (row & ROW_MASK) * this.#stride
      if (((chunk[at] as number) | 0) !== w0 || (chunk[at + width + GROUP] as number) >>> 24 !== length) continue
      if (width === 1 || this.#isRest(chunk, at, w1, w2, w3)) return row
    }
  }

  #isRest(chunk: Uint32Array, at: number, w1: number, w2: number, w3: number): boolean {
    return (
      ((chunk[at + 1] as number) | 0) === w1 &&
      ((chunk[at + 2] as number) | 0) === w2 &&
      ((chunk[at + 3] as number) | 0) === w3
    )
  }

  /** A prefix that is not there yet, with its first path, flags and group. */
  add(
    hash: number,
    w0: number,
    w1: number,
    w2: number,
    w3: number,
    length: number,
    head: number,
    group: number,
  ): number {
    // Routes that flap without a pause must not pile up.
    if (this.#goneCount > (this.size >>> 1) + GONE_SPARE) this.#forget(2)
    const row = this.rows.take()
    const chunk = this.rows.chunks[row >>> ROW_SHIFT] as Uint32Array
    const at = (row & ROW_MASK) * this.#stride
    const width = this.#width
    chunk[at] = w0
    if (width === 4) {
      chunk[at + 1] = w1
      chunk[at + 2] = w2
      chunk[at + 3] = w3
    }
    chunk[at + width + HEAD] = head
    chunk[at + width + GROUP] = (length << 24) | group
    this.#order.link(row, chunk, at)
    this.#slots.insert(hash, row)
    this.#lengths[length] = (this.#lengths[length] as number) + 1
    this.size++
    return row
  }

  /**
   * The prefix, which has no group any more, is not to be found from now on. Its row is free when it has been taken out
   * of the order, which can wait, or has had its turn in the queue. With the last prefix all memory but a little goes.
   */
  remove(row: number): void {
    const chunk = this.rows.chunks[row >>> ROW_SHIFT] as Uint32Array
    const at = (row & ROW_MASK) * this.#stride + this.#width
    const length = (chunk[at + GROUP] as number) >>> 24
    this.#slots.remove(this.hashOf(row), row)
    this.#lengths[length] = (this.#lengths[length] as number) - 1
    this.size--
    if (((chunk[at + HEAD] as number) & QUEUED) === 0) {
      chunk[at + HEAD] = 0
      chunk[at + GROUP] = (length << 24) | this.#gone
      this.#gone = row
      this.#goneCount++
    } else {
      chunk[at + HEAD] = QUEUED
      this.#order.unlink(row)
      this.#queuedCount++
    }
    if (this.size === 0) this.#clear()
  }

  /** A prefix that is gone has had its turn in the queue. */
  releaseQueued(row: number): void {
    this.rows.release(row)
    this.#queuedCount--
    if (this.size === 0) this.#clear()
  }

  #clear(): void {
    if (this.#queuedCount > 0) return
    this.#slots.clear()
    this.#order.clear()
    this.rows.clear()
    this.#gone = 0
    this.#goneCount = 0
  }

  /** Takes up to `units` prefixes that are gone out of the order. */
  #forget(units: number): void {
    for (let i = 0; i < units && this.#gone !== 0; i++) {
      const row = this.#gone
      this.#gone = this.groupOf(row)
      this.#goneCount--
      this.#order.unlink(row)
      this.rows.release(row)
    }
  }

  /** First path and flags. A row without a path is free, or of a removed prefix that waits for its turn. */
  head(row: number): number {
    return (this.rows.chunks[row >>> ROW_SHIFT] as Uint32Array)[
      (row & ROW_MASK) * this.#stride + this.#width + HEAD
    ] as number
  }

  setHead(row: number, head: number): void {
    ;(this.rows.chunks[row >>> ROW_SHIFT] as Uint32Array)[(row & ROW_MASK) * this.#stride + this.#width + HEAD] = head
  }

  setFirst(row: number, path: number): void {
    this.setHead(row, (this.head(row) & ~PATH_BITS) | path)
  }

  groupOf(row: number): number {
    return this.rows.get(row, this.#width + GROUP) & GROUP_BITS
  }

  setGroup(row: number, group: number): void {
    const chunk = this.rows.chunks[row >>> ROW_SHIFT] as Uint32Array
    const at = (row & ROW_MASK) * this.#stride + this.#width + GROUP
    chunk[at] = ((chunk[at] as number) & ~GROUP_BITS) | group
  }

  isAdmitted(row: number): boolean {
    return this.head(row) >= ADMITTED
  }

  lengthOf(row: number): number {
    return this.rows.get(row, this.#width + GROUP) >>> 24
  }

  prefix(row: number): Prefix {
    const length = this.lengthOf(row)
    const { rows } = this
    if (this.#width === 1) return { family: 4, words: [rows.get(row, 0)], length }
    return { family: 6, words: [rows.get(row, 0), rows.get(row, 1), rows.get(row, 2), rows.get(row, 3)], length }
  }

  hasLength(length: number): boolean {
    return this.#lengths[length] !== 0
  }

  /** See {@link Order.collect}. */
  collect(
    found: number[],
    from: Key,
    inclusive: boolean,
    limit: number,
    visits: number,
    isWanted?: (row: number) => boolean,
  ): number {
    const isThere = (row: number): boolean => (this.head(row) & PATH_BITS) !== 0 && isWanted?.(row) !== false
    return this.#order.collect(found, from, inclusive, limit, visits, this.#gone === 0 ? isWanted : isThere)
  }

  /** Brings the order up to date, about `units` prefixes that came and as many that went; whether more is left. */
  arrange(units: number): boolean {
    this.#forget(units)
    return this.#order.arrange(units) || this.#gone !== 0
  }

  hashOf(row: number): number {
    const chunk = this.rows.chunks[row >>> ROW_SHIFT] as Uint32Array
    const at = (row & ROW_MASK) * this.#stride
    const w0 = (chunk[at] as number) | 0
    const length = (chunk[at + this.#width + GROUP] as number) >>> 24
    if (this.#width === 1) return this.#hasher.prefix4(w0, length)
    return this.#hasher.prefix6(w0, chunk[at + 1] as number, chunk[at + 2] as number, chunk[at + 3] as number, length)
  }

  /** Octets held. */
  get bytes(): number {
    return this.rows.bytes + this.#slots.bytes + this.#order.bytes
  }
}

let HASHES = new Int32Array(1024)
