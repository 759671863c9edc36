// A hash index from keyed hashes to rows that never stops to rehash: segments of at most 8,192 slots, found by the high
// bits of the hash, split one at a time (extendible hashing). Inside a segment: linear probing, at most half full,
// deletion by backward shift, so no tombstones.
//
// A slot holds a row (24 bits) and 8 bits of its hash, so that a probe rarely touches a wrong row. The two words after
// the slots of a segment are its count and the number of high hash bits that lead to it.

/** Rows that an index can hold. */
export const SLOT_ROWS_MAX = 0xff_ffff
const FIRST_SLOTS = 8
const SEGMENT_SLOTS = 8192
/** Deeper than this the hashes are not random any more; segments grow instead. */
const DEPTH_MAX = 16

/** Whoever owns the rows: the index asks again for the hash of a row when it moves it. */
export interface HashOf {
  hashOf(row: number): number
  /** The same for the first `count` of `rows`, in place: rows are far apart in memory, so one loop over them is quicker. */
  hashAll(rows: Int32Array, count: number): void
}

const newSegment = (slots: number, depth: number): Uint32Array => {
  const segment = new Uint32Array(slots + 2)
  segment[slots + 1] = depth
  return segment
}

/** The hash bits that a slot keeps, in place. */
export const tagOf = (hash: number): number => ((hash >>> 13) & 0xff) << 24

export class Slots {
  readonly #owner: HashOf
  #directory: Uint32Array[] = [newSegment(FIRST_SLOTS, 0)]
  #depth = 0

  constructor(owner: HashOf) {
    this.#owner = owner
  }

  /**
   * The segment of a hash, for a probe: start at `hash & mask`, go up by one under the mask until a slot is 0; a slot is
   * worth a look when `((slot ^ tagOf(hash)) >>> 24) === 0`; its row is `slot & SLOT_ROWS_MAX`; mask is `length - 3`.
   */
  segment(hash: number): Uint32Array {
    return this.#directory[this.#depth === 0 ? 0 : hash >>> (32 - this.#depth)] as Uint32Array
  }

  insert(hash: number, row: number): void {
    let segment = this.segment(hash)
    let mask = segment.length - 3
    while (((segment[mask + 1] as number) + 1) * 2 > mask + 1) {
      this.#grow(segment, hash)
      segment = this.segment(hash)
      mask = segment.length - 3
    }
    put(segment, hash, row)
  }

  remove(hash: number, row: number): void {
    const segment = this.segment(hash)
    const mask = segment.length - 3
    let hole = hash & mask
    while (((segment[hole] as number) & SLOT_ROWS_MAX) !== row) hole = (hole + 1) & mask
    for (let i = (hole + 1) & mask; segment[i] !== 0; i = (i + 1) & mask) {
      const home = this.#owner.hashOf((segment[i] as number) & SLOT_ROWS_MAX) & mask
      if (((i - home) & mask) >= ((i - hole) & mask)) {
        segment[hole] = segment[i] as number
        hole = i
      }
    }
    segment[hole] = 0
    segment[mask + 1] = (segment[mask + 1] as number) - 1
  }

  clear(): void {
    this.#directory = [newSegment(FIRST_SLOTS, 0)]
    this.#depth = 0
  }

  #grow(segment: Uint32Array, hash: number): void {
    const slots = segment.length - 2
    const depth = segment[slots + 1] as number
    if (slots < SEGMENT_SLOTS || depth >= DEPTH_MAX) {
      const larger = newSegment(slots * 2, depth)
      this.#move(segment, larger, larger, 0)
      this.#point(hash, depth, larger)
      return
    }
    if (depth === this.#depth) {
      this.#directory = this.#directory.flatMap((s) => [s, s])
      this.#depth++
    }
    const low = newSegment(slots, depth + 1)
    const high = newSegment(slots, depth + 1)
    const bit = 1 << (31 - depth)
    this.#move(segment, low, high, bit)
    this.#point(hash & ~bit, depth + 1, low)
    this.#point(hash | bit, depth + 1, high)
  }

  #move(from: Uint32Array, low: Uint32Array, high: Uint32Array, bit: number): void {
    let count = 0
    if (ROWS.length < from.length) [ROWS, HASHES] = [new Uint32Array(from.length), new Int32Array(from.length)]
    for (let i = 0; i < from.length - 2; i++) {
      const row = (from[i] as number) & SLOT_ROWS_MAX
      if (row === 0) continue
      ROWS[count] = row
      HASHES[count++] = row
    }
    this.#owner.hashAll(HASHES, count)
    for (let i = 0; i < count; i++) {
      const hash = HASHES[i] as number
      put((hash & bit) === 0 ? low : high, hash, ROWS[i] as number)
    }
  }

  /** Every entry of the directory that begins with the first `depth` bits of the hash. */
  #point(hash: number, depth: number, segment: Uint32Array): void {
    const first = depth === 0 ? 0 : (hash >>> (32 - depth)) << (this.#depth - depth)
    this.#directory.fill(segment, first, first + (1 << (this.#depth - depth)))
  }

  /** Octets held. */
  get bytes(): number {
    return [...new Set(this.#directory)].reduce((sum, segment) => sum + segment.byteLength, 0)
  }
}

function put(segment: Uint32Array, hash: number, row: number): void {
  const mask = segment.length - 3
  let i = hash & mask
  while (segment[i] !== 0) i = (i + 1) & mask
  segment[i] = tagOf(hash) | row
  segment[mask + 1] = (segment[mask + 1] as number) + 1
}

let ROWS = new Uint32Array(SEGMENT_SLOTS)
let HASHES = new Int32Array(SEGMENT_SLOTS)
