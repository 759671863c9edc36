// FIB changes for an installer that keeps its own copy, as records in a ring of words; prefixes point at forwarding
// groups, so that a flip is a handful of records. Too many of them, and the installer must read the whole FIB.

import type { Prefix } from '../base/ip.ts'
import type { ChangeMode, FibChange } from './route.ts'
import type { NextHops } from './next-hops.ts'
import type { Prefixes } from './prefixes.ts'
import { ROW_MASK, ROW_SHIFT } from './rows.ts'

const PREFIX = 1
const GONE = 2
const GROUP = 3
const GROUP_GONE = 4
/** kind | family << 8 | length << 16, group, then the address or the next hop. */
const RECORD = 6
const RECORDS_MAX = 1 << 18

export class Changes {
  #mode: ChangeMode = false
  readonly #nextHops: NextHops
  #ring = new Uint32Array(RECORD * 64)
  #first = 0
  #count = 0
  #overflow = false

  constructor(nextHops: NextHops) {
    this.#nextHops = nextHops
  }

  get mode(): ChangeMode {
    return this.#mode
  }

  /** Nobody wants to know: what was recorded is dropped, for it would be old news to the next one who does. */
  set mode(mode: ChangeMode) {
    this.#mode = mode
    if (mode !== false) return
    this.#overflow = false
    this.#forget()
  }

  /** A prefix with a slot in the FIB goes from one group to another; 0 is none. */
  moved(prefixes: Prefixes, row: number, before: number, wasUsable: boolean, group: number, isUsable: boolean): void {
    if (this.#mode === false) return
    if (this.#mode === 'groups' ? group !== 0 : isUsable && !wasUsable) this.#prefix(PREFIX, prefixes, row, group)
    else if (before !== 0 && (this.#mode === 'groups' ? group === 0 : !isUsable)) this.#prefix(GONE, prefixes, row, 0)
  }

  #prefix(kind: number, { family, rows }: Prefixes, row: number, group: number): void {
    const width = family === 4 ? 1 : 4
    const length = rows.get(row, width + 1) >>> 24
    const chunk = rows.chunks[row >>> ROW_SHIFT] as Uint32Array
    this.#add(kind | (family << 8) | (length << 16), group, chunk, (row & ROW_MASK) * rows.stride, width)
  }

  /** A group leads elsewhere. */
  flipped(group: number, nextHop: number): void {
    if (this.#mode === false) return
    WORD[0] = nextHop
    this.#add(GROUP, group, WORD, 0, 1)
  }

  /** The first prefix is about to use a group. */
  groupNew(group: number, nextHop: number): void {
    if (this.#mode === 'groups') this.flipped(group, nextHop)
  }

  groupGone(group: number): void {
    if (this.#mode === 'groups') this.#add(GROUP_GONE, group, WORD, 0, 0)
  }

  #add(head: number, group: number, words: Uint32Array, at: number, count: number): void {
    if (this.#overflow) return
    if (this.#count * RECORD === this.#ring.length) this.#grow()
    if (this.#overflow) return
    const offset = ((this.#first + this.#count) * RECORD) % this.#ring.length
    this.#ring[offset] = head
    this.#ring[offset + 1] = group
    for (let i = 0; i < count; i++) this.#ring[offset + 2 + i] = words[at + i] as number
    this.#count++
  }

  #grow(): void {
    if (this.#count >= RECORDS_MAX) {
      this.#overflow = true
      this.#forget()
      return
    }
    const larger = new Uint32Array(this.#ring.length * 2)
    const split = this.#first * RECORD
    larger.set(this.#ring.subarray(split))
    larger.set(this.#ring.subarray(0, split), this.#ring.length - split)
    this.#ring = larger
    this.#first = 0
  }

  #forget(): void {
    this.#count = 0
    this.#first = 0
    this.#ring = new Uint32Array(RECORD * 64)
  }

  drain(limit: number): FibChange[] {
    if (this.#overflow) {
      this.#overflow = false
      return [{ type: 'resync' }]
    }
    const changes: FibChange[] = []
    while (changes.length < limit && this.#count > 0) {
      changes.push(this.#read(this.#first * RECORD))
      this.#first = (this.#first + 1) % (this.#ring.length / RECORD)
      this.#count--
    }
    return changes
  }

  #read(at: number): FibChange {
    const head = this.#ring[at] as number
    const group = this.#ring[at + 1] as number
    const kind = head & 0xff
    if (kind === GROUP_GONE) return { type: 'groupGone', group }
    if (kind === GROUP) return this.#readGroup(group, this.#ring[at + 2] as number)
    const word = (i: number): number => this.#ring[at + 2 + i] as number
    const length = (head >>> 16) & 0xff
    const prefix: Prefix =
      ((head >>> 8) & 0xff) === 4
        ? { family: 4, words: [word(0)], length }
        : { family: 6, words: [word(0), word(1), word(2), word(3)], length }
    return kind === PREFIX ? { type: 'prefix', prefix, group } : { type: 'gone', prefix }
  }

  /** Where the group leads is told as it is now: a later record says the same. */
  #readGroup(group: number, nextHop: number): FibChange {
    const owner = nextHop === 0 ? undefined : this.#nextHops.ownerOf(nextHop)
    return { type: 'group', group, interfaceId: owner?.interfaceId, nextHop: owner?.canonical }
  }
}

const WORD = new Uint32Array(1)
