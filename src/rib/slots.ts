// A hash index from keyed hashes to rows that never stops to rehash: segments of at most 8,192 slots, found by the high
// bits of the hash, split one at a time (extendible hashing). Inside a segment: linear probing, at most five eighths
// full, deletion by backward shift, so no tombstones.
//
// A slot is two words, the row (0 for none) and its whole hash: a probe touches no wrong row, and a segment is split or
// shifted without a look at rows, which are far apart in memory. The two words after the slots of a segment are its
// count and the number of high hash bits that lead to it.

/** Rows that an index can hold. */
export const SLOT_ROWS_MAX = 0xff_ffff
const FIRST_SLOTS = 8
const SEGMENT_SLOTS = 8192
/** Deeper than this the hashes are not random any more; segments grow instead. */
const DEPTH_MAX = 16

const newSegment = (slots: number, depth: number): Uint32Array => {
  const segment = new Uint32Array(slots * 2 + 2)
  segment[slots * 2 + 1] = depth
  return segment
}

/** The mask of the place of a slot: double that of its number. */
const maskOf = (segment: Uint32Array): number => segment.length - 4

export class Slots {
  #directory: Uint32Array[] = [newSegment(FIRST_SLOTS, 0)]
  #depth = 0

  /**
   * The segment of a hash, for a probe: start at `(hash << 1) & mask`, go up by two under the mask, which is
   * `length - 4`, until the row there is 0; a row is worth a look when the word after it is the hash.
   */
  segment(hash: number): Uint32Array {
    return this.#directory[this.#depth === 0 ? 0 : hash >>> (32 - this.#depth)] as Uint32Array
  }

  insert(hash: number, row: number): void {
    let segment = this.segment(hash)
    let end = segment.length - 2
    while (((segment[end] as number) + 1) * 16 > end * 5) {
      this.#grow(segment, hash)
      segment = this.segment(hash)
      end = segment.length - 2
    }
    put(segment, hash, row)
  }

  remove(hash: number, row: number): void {
    const segment = this.segment(hash)
    const mask = maskOf(segment)
    let hole = (hash << 1) & mask
    while (segment[hole] !== row) hole = (hole + 2) & mask
    for (let i = (hole + 2) & mask; segment[i] !== 0; i = (i + 2) & mask) {
      const home = ((segment[i + 1] as number) << 1) & mask
      if (((i - home) & mask) >= ((i - hole) & mask)) {
        segment[hole] = segment[i] as number
        segment[hole + 1] = segment[i + 1] as number
        hole = i
      }
    }
    segment[hole] = 0
    segment[mask + 2] = (segment[mask + 2] as number) - 1
  }

  clear(): void {
    this.#directory = [newSegment(FIRST_SLOTS, 0)]
    this.#depth = 0
  }

  #grow(segment: Uint32Array, hash: number): void {
    const slots = (segment.length - 2) / 2
    const depth = segment[segment.length - 1] as number
    if (slots < SEGMENT_SLOTS || depth >= DEPTH_MAX) {
      const larger = newSegment(slots * 2, depth)
      move(segment, larger, larger, 0)
      this.#point(hash, depth, larger)
      return
    }
    if (depth === this.#depth) {
      this.#directory = this.#directory.flatMap((s) => [s, s])
      this.#depth++
    }
    const bit = 1 << (31 - depth)
    this.#point(hash | bit, depth + 1, split(segment, depth, bit))
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

/** Leaves in a full segment what has `bit` clear in its hash; the rest goes to the segment that is returned. */
function split(segment: Uint32Array, depth: number, bit: number): Uint32Array {
  // In place: half as much memory to ask the system for, and nothing for the collector.
  SCRATCH.set(segment)
  segment.fill(0)
  segment[segment.length - 1] = depth + 1
  const high = newSegment(SEGMENT_SLOTS, depth + 1)
  move(SCRATCH, segment, high, bit)
  return high
}

const SCRATCH = new Uint32Array(SEGMENT_SLOTS * 2 + 2)

function move(from: Uint32Array, low: Uint32Array, high: Uint32Array, bit: number): void {
  const end = from.length - 2
  for (let i = 0; i < end; i += 2) {
    const row = from[i] as number
    if (row === 0) continue
    const hash = (from[i + 1] as number) | 0
    put((hash & bit) === 0 ? low : high, hash, row)
  }
}

function put(segment: Uint32Array, hash: number, row: number): void {
  const mask = maskOf(segment)
  let i = (hash << 1) & mask
  while (segment[i] !== 0) i = (i + 2) & mask
  segment[i] = row
  segment[i + 1] = hash
  segment[mask + 2] = (segment[mask + 2] as number) + 1
}
