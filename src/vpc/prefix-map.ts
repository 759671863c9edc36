// Prefixes of both families to values, with exact and longest match. Small tables (hundreds of routes that somebody
// wrote); the millions that are learned live in the columns of rib/.

import { bitsOf, prefixOf } from '../base/ip.ts'
import type { Address, Prefix } from '../base/ip.ts'

/** A key that is equal for equal prefixes only: a whole number for IPv4, text for IPv6. */
export type PrefixKey = number | string

export function keyOf(prefix: Prefix): PrefixKey {
  if (prefix.family === 4) return (prefix.words[0] as number) * 64 + prefix.length
  return `${prefix.words.join(' ')}/${prefix.length}`
}

/** The prefix of a key. */
export function prefixOfKey(key: PrefixKey): Prefix {
  if (typeof key === 'number') return { family: 4, words: [Math.floor(key / 64)], length: key % 64 }
  const [words, length] = key.split('/')
  return { family: 6, words: (words as string).split(' ').map(Number), length: Number(length) }
}

/** A map whose keys are prefixes. */
export class PrefixMap<T> {
  readonly #values = new Map<PrefixKey, { readonly prefix: Prefix; readonly value: T }>()
  /** How many prefixes there are of each length; IPv6 lengths come after the 33 of IPv4. */
  readonly #lengths = new Uint32Array(33 + 129)

  get size(): number {
    return this.#values.size
  }

  get(prefix: Prefix): T | undefined {
    return this.#values.get(keyOf(prefix))?.value
  }

  has(prefix: Prefix): boolean {
    return this.#values.has(keyOf(prefix))
  }

  set(prefix: Prefix, value: T): void {
    const key = keyOf(prefix)
    if (!this.#values.has(key)) this.#count(prefix, 1)
    this.#values.set(key, { prefix, value })
  }

  delete(prefix: Prefix): boolean {
    const had = this.#values.delete(keyOf(prefix))
    if (had) this.#count(prefix, -1)
    return had
  }

  /** The longest prefix that covers `address`, with its value. */
  longest(address: Address): { readonly prefix: Prefix; readonly value: T } | undefined {
    const base = address.family === 4 ? 0 : 33
    for (let length = bitsOf(address.family) as number; length >= 0; length--) {
      if (this.#lengths[base + length] === 0) continue
      const found = this.#values.get(keyOf(prefixOf(address, length)))
      if (found !== undefined) return found
    }
    return undefined
  }

  entries(): Iterable<{ readonly prefix: Prefix; readonly value: T }> {
    return this.#values.values()
  }

  #count(prefix: Prefix, by: number): void {
    const at = (prefix.family === 4 ? 0 : 33) + prefix.length
    this.#lengths[at] = (this.#lengths[at] as number) + by
  }
}
