// The order of the prefixes of one family (address, then length) for pages and ranges, kept cheaply: a trie over the
// address, four bits per level, whose leaves are unsorted chains of prefixes. A chain that grows long becomes a node
// (burst trie); a reader sorts the few chains that its page touches. The chains are doubly linked through two words of
// the prefix row, so that taking a prefix out needs no search.
//
// A new prefix waits in one chain in front of the trie: a full table need not be sorted while it comes in, and one that
// is withdrawn soon never is. Whoever has time puts those that wait in their places; a reader puts all that are left.

import { ROW_MASK, ROW_SHIFT, Rows } from './rows.ts'

const NODE = 0x4000_0000
const COUNT_SHIFT = 24
const COUNT_MAX = 63
/** A longer chain is counted again, and becomes a node when it is long indeed. */
const BURST_AT = 60
const BURST_OVER = 40

/** A position in the order, and whether the prefix at it is left out. */
export interface Key {
  readonly words: ArrayLike<number>
  readonly length: number
}

interface Walk {
  readonly found: number[]
  readonly from: Key
  readonly inclusive: boolean
  readonly limit: number
  readonly isWanted: ((prefix: number) => boolean) | undefined
  /** How many more may be looked at. */
  visits: number
  last: number
}

export class Order {
  readonly #rows: Rows
  readonly #width: number
  readonly #next: number
  readonly #prev: number
  #nodes = new Rows(16)
  #root = 0
  /** The chain of those that wait for their place; 0 when none does. */
  #waiting = 0

  /** Over rows that begin with `width` address words; `next` and `prev` are words for the chain. */
  constructor(rows: Rows, width: 1 | 4, next: number, prev: number) {
    this.#rows = rows
    this.#width = width
    this.#next = next
    this.#prev = prev
  }

  /** A new prefix, whose row is at `at` of `chunk`. */
  link(prefix: number, chunk: Uint32Array, at: number): void {
    const first = this.#waiting
    chunk[at + this.#next] = first
    chunk[at + this.#prev] = 0
    if (first !== 0) this.#rows.set(first, this.#prev, prefix)
    this.#waiting = prefix
  }

  /** Puts up to `units` of those that wait in their places; whether any is left. */
  arrange(units: number): boolean {
    for (let i = 0; i < units && this.#waiting !== 0; i++) {
      const prefix = this.#waiting
      this.#waiting = this.#rows.get(prefix, this.#next)
      this.#place(prefix)
    }
    if (this.#waiting !== 0) this.#rows.set(this.#waiting, this.#prev, 0)
    return this.#waiting !== 0
  }

  #place(prefix: number): void {
    const chunk = this.#rows.chunks[prefix >>> ROW_SHIFT] as Uint32Array
    const at = (prefix & ROW_MASK) * this.#rows.stride
    let node = 0
    let branch = 0
    let entry = this.#root
    let depth = 0
    while (entry >= NODE) {
      node = entry - NODE
      branch = ((chunk[at + (depth >>> 3)] as number) >>> (28 - (depth & 7) * 4)) & 15
      entry = (this.#nodes.chunks[node >>> ROW_SHIFT] as Uint32Array)[(node & ROW_MASK) * 16 + branch] as number
      depth++
    }
    const head = entry & 0xff_ffff
    const count = Math.min((entry >>> COUNT_SHIFT) + 1, COUNT_MAX)
    chunk[at + this.#next] = head
    chunk[at + this.#prev] = 0
    if (head !== 0) this.#rows.set(head, this.#prev, prefix)
    this.#put(node, branch, ((count << COUNT_SHIFT) | prefix) >>> 0)
    if (count >= BURST_AT && depth < this.#width * 8) this.#burst(node, branch, depth)
  }

  #put(node: number, branch: number, entry: number): void {
    if (node === 0) this.#root = entry
    else this.#nodes.set(node, branch, entry)
  }

  #burst(node: number, branch: number, depth: number): void {
    const entry = node === 0 ? this.#root : this.#nodes.get(node, branch)
    const chain = this.#chain(entry & 0xff_ffff)
    if (chain.length <= BURST_OVER) {
      this.#put(node, branch, ((chain.length << COUNT_SHIFT) | (entry & 0xff_ffff)) >>> 0)
      return
    }
    const child = this.#nodes.take()
    for (let i = 0; i < 16; i++) this.#nodes.set(child, i, 0)
    for (const prefix of chain) this.#push(child, this.#nibble(prefix, depth), prefix)
    this.#put(node, branch, NODE + child)
  }

  #push(node: number, branch: number, prefix: number): void {
    const entry = this.#nodes.get(node, branch)
    const head = entry & 0xff_ffff
    this.#rows.set(prefix, this.#next, head)
    this.#rows.set(prefix, this.#prev, 0)
    if (head !== 0) this.#rows.set(head, this.#prev, prefix)
    const count = Math.min((entry >>> COUNT_SHIFT) + 1, COUNT_MAX)
    this.#nodes.set(node, branch, ((count << COUNT_SHIFT) | prefix) >>> 0)
  }

  #nibble(prefix: number, depth: number): number {
    return (this.#rows.get(prefix, depth >>> 3) >>> (28 - (depth & 7) * 4)) & 15
  }

  #chain(head: number): number[] {
    const chain: number[] = []
    for (let prefix = head; prefix !== 0; prefix = this.#rows.get(prefix, this.#next)) chain.push(prefix)
    return chain
  }

  unlink(prefix: number): void {
    const chunk = this.#rows.chunks[prefix >>> ROW_SHIFT] as Uint32Array
    const at = (prefix & ROW_MASK) * this.#rows.stride
    const next = chunk[at + this.#next] as number
    const prev = chunk[at + this.#prev] as number
    if (next !== 0) this.#rows.set(next, this.#prev, prev)
    if (prev !== 0) {
      this.#rows.set(prev, this.#next, next)
      return
    }
    if (prefix === this.#waiting) {
      this.#waiting = next
      return
    }
    let node = 0
    let branch = 0
    let entry = this.#root
    for (let depth = 0; entry >= NODE; depth++) {
      node = entry - NODE
      branch = ((chunk[at + (depth >>> 3)] as number) >>> (28 - (depth & 7) * 4)) & 15
      entry = this.#nodes.get(node, branch)
    }
    // The count is an upper bound; it is only made right when the chain looks long.
    this.#put(node, branch, next === 0 ? 0 : ((entry & 0x3f00_0000) | next) >>> 0)
  }

  clear(): void {
    this.#nodes = new Rows(16)
    this.#root = 0
    this.#waiting = 0
  }

  /**
   * Appends to `found` the prefixes after (or, inclusive, at) a position that are wanted, in order, whole chains at a
   * time, until there are at least `limit` or `visits` have been looked at. Returns the last one looked at; 0 when none
   * is left behind it.
   */
  collect(
    found: number[],
    from: Key,
    inclusive: boolean,
    limit: number,
    visits: number,
    isWanted?: (prefix: number) => boolean,
  ): number {
    this.arrange(Infinity)
    const walk: Walk = { found, from, inclusive, limit, visits, isWanted, last: 0 }
    return this.#walk(this.#root, 0, true, walk) ? walk.last : 0
  }

  /** `tight`: the path down so far is that of `from`, so that smaller branches are behind. Whether the walk stopped. */
  #walk(entry: number, depth: number, tight: boolean, walk: Walk): boolean {
    if (entry < NODE) {
      if (entry !== 0) this.#take(entry & 0xff_ffff, tight, walk)
      return walk.found.length >= walk.limit || walk.visits <= 0
    }
    const node = entry - NODE
    const first = tight ? ((walk.from.words[depth >>> 3] as number) >>> (28 - (depth & 7) * 4)) & 15 : 0
    for (let branch = first; branch < 16; branch++) {
      const child = this.#nodes.get(node, branch)
      if (child !== 0 && this.#walk(child, depth + 1, tight && branch === first, walk)) return true
    }
    return false
  }

  #take(head: number, tight: boolean, walk: Walk): void {
    const { found, from, inclusive, isWanted } = walk
    const wanted: number[] = []
    for (let prefix = head; prefix !== 0; prefix = this.#rows.get(prefix, this.#next)) {
      if (tight && this.#compareTo(prefix, from) < (inclusive ? 0 : 1)) continue
      walk.visits--
      if (walk.last === 0 || this.#compare(prefix, walk.last) > 0) walk.last = prefix
      if (isWanted === undefined || isWanted(prefix)) wanted.push(prefix)
    }
    if (wanted.length > 1) this.#sort(wanted)
    for (const prefix of wanted) found.push(prefix)
  }

  #sort(prefixes: number[]): void {
    if (this.#width === 4) {
      prefixes.sort((a, b) => this.#compare(a, b))
      return
    }
    // Address, length and place as one number: 32 + 6 + 7 bits.
    const keys = Float64Array.from(
      prefixes,
      (prefix, i) => (this.#rows.get(prefix, 0) * 64 + this.#lengthOf(prefix)) * 128 + i,
    )
    const unsorted = [...prefixes]
    for (const [i, key] of keys.sort().entries()) prefixes[i] = unsorted[key % 128] as number
  }

  #compareTo(prefix: number, key: Key): number {
    for (let i = 0; i < this.#width; i++) {
      const d = this.#rows.get(prefix, i) - (key.words[i] as number)
      if (d !== 0) return d
    }
    return this.#lengthOf(prefix) - key.length
  }

  #compare(a: number, b: number): number {
    for (let i = 0; i < this.#width; i++) {
      const d = this.#rows.get(a, i) - this.#rows.get(b, i)
      if (d !== 0) return d
    }
    return this.#lengthOf(a) - this.#lengthOf(b)
  }

  /** The word after the list head holds the length in its high octet (route-table.ts). */
  #lengthOf(prefix: number): number {
    return this.#rows.get(prefix, this.#width + 1) >>> 24
  }

  /** Octets held. */
  get bytes(): number {
    return this.#nodes.bytes
  }
}
