// Next hops as rows, and the network interfaces that own them (behaviour reference 8.6). An IPv4-mapped IPv6 next hop
// means the interface of that IPv4 address; a link-local one alone means the interface of the peer's address. Readers
// ask `resolved` for the row each time, so that a change of the VPC is seen for all prefixes at once.

import { bitsOf } from '../base/ip.ts'
import type { Address } from '../base/ip.ts'
import type { NextHopOwner } from './route.ts'

/** What a row was received as. */
const IPV4 = 0
const IPV6 = 1
const MAPPED = 2
const PEER = 3
type Kind = typeof IPV4 | typeof IPV6 | typeof MAPPED | typeof PEER

interface Hop {
  readonly kind: Kind
  readonly key: number | string
  /** As received; the peer's address for a link-local one alone. */
  readonly received: Address
  refs: number
  owner: NextHopOwner | undefined
}

const keyOf = (address: Address): number | string =>
  address.family === 4 ? (address.words[0] as number) : address.words.join()

const sameOwner = (a: NextHopOwner | undefined, b: NextHopOwner | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.interfaceId === b.interfaceId &&
    (a.endpoint ?? false) === (b.endpoint ?? false) &&
    keyOf(a.canonical) === keyOf(b.canonical))

export class NextHops {
  /** By row: 1 when a usable interface owns the next hop. */
  resolved = new Uint8Array(16)
  readonly #hops: (Hop | undefined)[] = [undefined]
  readonly #free: number[] = []
  readonly #rows: readonly Map<number | string, number>[] = [new Map(), new Map(), new Map(), new Map()]
  #owners = new Map<number | string, NextHopOwner>()

  /** The row of a NEXT_HOP. It lives from the first retain() to the last release(). */
  ipv4(word: number): number {
    return this.#rows[IPV4]?.get(word) ?? this.#add(IPV4, word, { family: 4, words: [word] })
  }

  /** The row of a global next hop of MP_REACH_NLRI. */
  ipv6(words: Uint32Array): number {
    const [a = 0, b = 0, c = 0, d = 0] = words
    const mapped = a === 0 && b === 0 && c === 0xffff
    const key = mapped ? d : `${a},${b},${c},${d}`
    const kind = mapped ? MAPPED : IPV6
    return this.#rows[kind]?.get(key) ?? this.#add(kind, key, { family: 6, words: [a, b, c, d] })
  }

  /** The row of a link-local next hop alone, from the peer with this IPv4 address. */
  linkLocal(peerAddress: number): number {
    return this.#rows[PEER]?.get(peerAddress) ?? this.#add(PEER, peerAddress, { family: 4, words: [peerAddress] })
  }

  retain(row: number): void {
    const hop = this.#hops[row] as Hop
    hop.refs++
  }

  release(row: number): void {
    const hop = this.#hops[row] as Hop
    if (--hop.refs > 0) return
    this.#rows[hop.kind]?.delete(hop.key)
    this.#hops[row] = undefined
    this.#free.push(row)
  }

  /** Takes the whole list; returns whether next hops in use became usable, unusable, or lead to another interface. */
  setOwners(owners: Iterable<NextHopOwner>): {
    readonly gained: boolean
    readonly lost: boolean
    readonly moved: number[]
  } {
    const before = this.#owners
    const after = new Map<number | string, NextHopOwner>()
    for (const owner of owners) after.set(keyOf(owner.address), owner)
    this.#owners = after
    const change = { gained: false, lost: false, moved: [] as number[] }
    for (const key of new Set([...before.keys(), ...after.keys()])) {
      if (!sameOwner(before.get(key), after.get(key))) this.#resolveAgain(key, change)
    }
    return change
  }

  /** Takes the owners of some addresses, undefined for one that nobody has; otherwise as `setOwners`. */
  changeOwners(changes: Iterable<{ readonly address: Address; readonly owner: NextHopOwner | undefined }>): {
    readonly gained: boolean
    readonly lost: boolean
    readonly moved: number[]
  } {
    const change = { gained: false, lost: false, moved: [] as number[] }
    for (const { address, owner } of changes) {
      const key = keyOf(address)
      const before = this.#owners.get(key)
      if (owner === undefined) this.#owners.delete(key)
      else this.#owners.set(key, owner)
      if (!sameOwner(before, owner)) this.#resolveAgain(key, change)
    }
    return change
  }

  #resolveAgain(key: number | string, change: { gained: boolean; lost: boolean; moved: number[] }): void {
    for (const rows of this.#rows) {
      const row = rows.get(key)
      if (row === undefined) continue
      const was = this.resolved[row]
      this.#resolve(row)
      if (was === 0 && this.resolved[row] === 1) change.gained = true
      else if (was === 1 && this.resolved[row] === 0) change.lost = true
      else if (was === 1) change.moved.push(row)
    }
  }

  #add(kind: Kind, key: number | string, received: Address): number {
    const row = this.#free.pop() ?? this.#hops.length
    this.#hops[row] = { kind, key, received, refs: 0, owner: undefined }
    this.#rows[kind]?.set(key, row)
    if (row >= this.resolved.length) {
      const larger = new Uint8Array(this.resolved.length * 2)
      larger.set(this.resolved)
      this.resolved = larger
    }
    this.#resolve(row)
    return row
  }

  #resolve(row: number): void {
    const hop = this.#hops[row] as Hop
    hop.owner = this.#owners.get(hop.key)
    this.resolved[row] = hop.owner !== undefined && hop.owner.endpoint !== true ? 1 : 0
  }

  /** The interface that the row leads to, also when it belongs to an endpoint. */
  ownerOf(row: number): NextHopOwner | undefined {
    return this.#hops[row]?.owner
  }

  /** As it is shown: the canonical address of the owner, else as received. */
  shown(row: number): Address {
    const hop = this.#hops[row] as Hop
    return hop.owner === undefined ? hop.received : hop.owner.canonical
  }

  receivedOf(row: number): Address {
    return (this.#hops[row] as Hop).received
  }

  isLinkLocal(row: number): boolean {
    return (this.#hops[row] as Hop).kind === PEER
  }

  /** Row of a next hop read back from a snapshot. */
  again(received: Address, linkLocal: boolean): number {
    const [word = 0] = received.words
    if (linkLocal) return this.linkLocal(word)
    return bitsOf(received.family) === 32 ? this.ipv4(word) : this.ipv6(Uint32Array.from(received.words))
  }

  refsOf(row: number): number {
    return this.#hops[row]?.refs ?? 0
  }

  /** One more than the highest row in use so far. */
  get high(): number {
    return this.#hops.length
  }
}
