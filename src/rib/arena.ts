// Octets of attribute sets, one after the other in chunks. Each entry begins with the number of its owner and its
// length, so that a chunk can be read from its start and what is still in use be moved elsewhere: compaction goes chunk
// by chunk when half of the arena is garbage.

const HEADER = 6
const CHUNK = 0x2_0000
const FIRST = 1024
/** A location is chunk * 2^17 + offset. */
const SHIFT = 17

/** Whoever owns the entries: says whether an entry is still in use there, and learns where it went. */
export interface ArenaOwner {
  locationOf(owner: number): number
  moved(owner: number, location: number): void
}

export class Arena {
  readonly #owner: ArenaOwner
  #chunks: (Uint8Array | undefined)[] = [new Uint8Array(FIRST)]
  #fill: number[] = [0]
  #garbage: number[] = [0]
  #current = 0
  #spare: number[] = []
  /** Octets in use including headers, and those no longer in use. */
  live = 0
  garbage = 0

  constructor(owner: ArenaOwner) {
    this.#owner = owner
  }

  /** Stores octets `start` to `end`, at most 65,535, and returns their location. */
  add(owner: number, bytes: Uint8Array, start: number, end: number): number {
    const length = end - start
    const at = this.#room(HEADER + length)
    const chunk = this.#chunks[this.#current] as Uint8Array
    chunk[at] = owner >>> 24
    chunk[at + 1] = owner >>> 16
    chunk[at + 2] = owner >>> 8
    chunk[at + 3] = owner
    chunk[at + 4] = length >>> 8
    chunk[at + 5] = length
    for (let i = 0; i < length; i++) chunk[at + HEADER + i] = bytes[start + i] as number
    this.live += HEADER + length
    return this.#current * CHUNK + at
  }

  /** Whether the octets at a location are those from `start` on; the lengths are known to be equal. */
  equals(location: number, bytes: Uint8Array, start: number, length: number): boolean {
    const chunk = this.#chunks[location >>> SHIFT] as Uint8Array
    const at = (location & (CHUNK - 1)) + HEADER
    for (let i = 0; i < length; i++) if (chunk[at + i] !== bytes[start + i]) return false
    return true
  }

  /** The octets, not copied. */
  read(location: number, length: number): Uint8Array {
    const at = (location & (CHUNK - 1)) + HEADER
    return (this.#chunks[location >>> SHIFT] as Uint8Array).subarray(at, at + length)
  }

  remove(location: number, length: number): void {
    const chunk = location >>> SHIFT
    this.#garbage[chunk] = (this.#garbage[chunk] as number) + HEADER + length
    this.garbage += HEADER + length
    this.live -= HEADER + length
    if (this.live === 0) this.#reset()
    else if (chunk !== this.#current && this.#garbage[chunk] === this.#fill[chunk]) this.#drop(chunk)
  }

  /** Empties the chunk with the most garbage when half of everything is garbage; returns how many entries it saw. */
  compact(): number {
    if (this.garbage <= this.live || this.garbage < CHUNK) return 0
    let worst = -1
    for (const [i, garbage] of this.#garbage.entries()) {
      if (i !== this.#current && (worst < 0 || garbage > (this.#garbage[worst] as number))) worst = i
    }
    return worst < 0 || (this.#garbage[worst] as number) === 0 ? 0 : this.#empty(worst)
  }

  #empty(index: number): number {
    const chunk = this.#chunks[index] as Uint8Array
    let seen = 0
    for (let at = 0; at < (this.#fill[index] as number); seen++) {
      const owner = (((chunk[at] as number) << 24) | ((chunk[at + 1] as number) << 16) | ((chunk[at + 2] as number) << 8) | (chunk[at + 3] as number)) >>> 0 // prettier-ignore
      const length = ((chunk[at + 4] as number) << 8) | (chunk[at + 5] as number)
      if (this.#owner.locationOf(owner) === index * CHUNK + at) {
        this.live -= HEADER + length
        this.#owner.moved(owner, this.add(owner, chunk, at + HEADER, at + HEADER + length))
      }
      at += HEADER + length
    }
    this.#drop(index)
    return seen
  }

  #drop(index: number): void {
    this.garbage -= this.#garbage[index] as number
    this.#garbage[index] = 0
    this.#fill[index] = 0
    this.#chunks[index] = undefined
    this.#spare.push(index)
  }

  #reset(): void {
    this.#chunks = [new Uint8Array(FIRST)]
    this.#fill = [0]
    this.#garbage = [0]
    this.#spare = []
    this.#current = 0
    this.garbage = 0
  }

  /** Offset of `size` free octets in the current chunk, which may be another one afterwards. */
  #room(size: number): number {
    let at = this.#fill[this.#current] as number
    if (at + size > CHUNK) {
      this.#current = this.#spare.pop() ?? this.#chunks.length
      this.#chunks[this.#current] = new Uint8Array(CHUNK)
      this.#garbage[this.#current] = 0
      at = 0
    }
    const chunk = this.#chunks[this.#current] as Uint8Array
    if (at + size > chunk.length) {
      const larger = new Uint8Array(Math.min(CHUNK, Math.max(chunk.length * 2, at + size)))
      larger.set(chunk)
      this.#chunks[this.#current] = larger
    }
    this.#fill[this.#current] = at + size
    return at
  }

  /** Octets held. */
  get bytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + (chunk?.byteLength ?? 0), 0)
  }
}
