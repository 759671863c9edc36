// Prefixes of both families to values, for a million of them that come and go. A Map of that size stops the thread for
// tens of milliseconds when it grows; many small ones do not. Keys are numbers or short texts, not objects.

import type { Prefix } from '../base/ip.ts'
import { keyOf, prefixOfKey } from './prefix-map.ts'
import type { PrefixKey } from './prefix-map.ts'

const SHARD_BITS = 10

/** A map whose keys are prefixes and which has no order. */
export class PrefixShards<T> {
  readonly #shards = new Map<number, Map<PrefixKey, T>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  get(prefix: Prefix): T | undefined {
    return this.#shards.get(shardOf(prefix))?.get(keyOf(prefix))
  }

  has(prefix: Prefix): boolean {
    return this.#shards.get(shardOf(prefix))?.has(keyOf(prefix)) ?? false
  }

  set(prefix: Prefix, value: T): void {
    const number = shardOf(prefix)
    let shard = this.#shards.get(number)
    if (shard === undefined) this.#shards.set(number, (shard = new Map()))
    const before = shard.size
    shard.set(keyOf(prefix), value)
    this.#size += shard.size - before
  }

  delete(prefix: Prefix): boolean {
    const had = this.#shards.get(shardOf(prefix))?.delete(keyOf(prefix)) ?? false
    if (had) this.#size--
    return had
  }

  /** Every prefix. Others may come and go meanwhile: those that stay are met once. */
  *prefixes(): Generator<Prefix> {
    for (const shard of this.#shards.values()) for (const key of shard.keys()) yield prefixOfKey(key)
  }
}

function shardOf({ words, length }: Prefix): number {
  let mixed = length
  for (const word of words) mixed = Math.imul(mixed ^ word, 0x9e3779b1) ^ (mixed >>> 15)
  return Math.imul(mixed, 0x85ebca6b) >>> (32 - SHARD_BITS)
}
