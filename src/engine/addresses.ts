// Which IPv4 addresses of a subnet are taken, and the lowest that is free, without looking at every interface.

import { formatIpv4, parseIpv4, parsePrefix, sizeOf } from '../base/ip.ts'

/** EC2 keeps the first four addresses and the last one of every IPv4 subnet. */
const RESERVED_ADDRESSES = 5

/** The addresses in use in one subnet. Kept by `evolve` from the records of the network interfaces. */
export class AddressBook {
  readonly #used = new Map<number, number>()
  readonly #first: number
  /** No usable address below this one is free. */
  #low: number

  /** A book for the subnet whose lowest usable address is `first`. */
  constructor(first: number) {
    this.#first = first
    this.#low = first
  }

  get size(): number {
    return this.#used.size
  }

  add(address: string): void {
    const word = parseIpv4(address)
    if (word === undefined) return
    this.#used.set(word, (this.#used.get(word) ?? 0) + 1)
    while (this.#used.has(this.#low)) this.#low++
  }

  delete(address: string): void {
    const word = parseIpv4(address)
    if (word === undefined) return
    const count = this.#used.get(word) ?? 0
    if (count > 1) this.#used.set(word, count - 1)
    else this.#used.delete(word)
    if (word >= this.#first && word < this.#low && !this.#used.has(word)) this.#low = word
  }

  has(address: string): boolean {
    return this.#used.has(parseIpv4(address) ?? -1)
  }

  /** The lowest free address, which may be past the end of the subnet. */
  get lowestFree(): number {
    return this.#low
  }

  /** The words in use, for comparison. */
  words(): readonly number[] {
    return [...this.#used.keys()].sort((a, b) => a - b)
  }
}

/** First and last address of a block that interfaces can have. */
export function usableRange(cidrBlock: string): { readonly first: number; readonly last: number } | undefined {
  const prefix = parsePrefix(cidrBlock)
  if (prefix === undefined || prefix.family !== 4) return undefined
  const base = prefix.words[0] as number
  return { first: base + 4, last: base + sizeOf(prefix) - 2 }
}

/** The lowest free address of a subnet's block, else undefined. */
export function lowestFreeAddress(cidrBlock: string, book: AddressBook | undefined): string | undefined {
  const range = usableRange(cidrBlock)
  if (range === undefined) return undefined
  const word = book?.lowestFree ?? range.first
  return word > range.last ? undefined : formatIpv4(word)
}

/** How many addresses of a subnet's block an interface can still get: size - 5 - those in use. */
export function availableAddressCount(cidrBlock: string, book: AddressBook | undefined): number {
  const prefix = parsePrefix(cidrBlock)
  return prefix === undefined || prefix.family !== 4 ? 0 : sizeOf(prefix) - RESERVED_ADDRESSES - (book?.size ?? 0)
}
