// Keyed hashes for keys that peers choose: prefixes and attribute bytes. IPv4 prefixes use a keyed mix that is a
// bijection per length, so that at most 33 keys share one value; everything longer uses HalfSipHash-1-3.
// Hashes are signed 32-bit integers: an engine keeps those without a box where it would box larger numbers.

import { nextSeed, valueOf } from '../base/prng.ts'
import type { Seed } from '../base/prng.ts'

export class Hasher {
  readonly #k0: number
  readonly #k1: number

  constructor(seed: Seed) {
    this.#k0 = valueOf(nextSeed(seed)) | 0
    this.#k1 = valueOf(nextSeed(nextSeed(seed))) | 1
  }

  /** An IPv4 prefix. */
  prefix4(word: number, length: number): number {
    let h = word ^ this.#k0
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) ^ Math.imul(length + 1, this.#k1)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    return h ^ (h >>> 16)
  }

  /** An IPv6 prefix. Few are longer than 64 bits: the words of the others need not be mixed in. */
  prefix6(w0: number, w1: number, w2: number, w3: number, length: number): number {
    INPUT[0] = length
    INPUT[1] = w0
    INPUT[2] = w1
    if (length <= 64) return this.words(INPUT, 3)
    INPUT[3] = w2
    INPUT[4] = w3
    return this.words(INPUT, 5)
  }

  /** The first `count` words. */
  words(words: Uint32Array, count: number): number {
    const k0 = this.#k0
    const k1 = this.#k1
    let v0 = k0
    let v1 = k1
    let v2 = 0x6c796765 ^ k0
    let v3 = 0x74656462 ^ k1
    // One compression round per word, one for the length, three to finish.
    for (let i = 0; i < count + 4; i++) {
      const m = i < count ? (words[i] as number) : i === count ? count << 24 : 0
      if (i <= count) v3 ^= m
      v0 = (v0 + v1) | 0
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v3) | 0
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
      v0 = (v0 + v3) | 0
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
      v2 = (v2 + v1) | 0
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
      v2 = (v2 << 16) | (v2 >>> 16)
      if (i <= count) v0 ^= m
      if (i === count) v2 ^= 0xff
    }
    return v1 ^ v3
  }

  /** Octets `start` to `end`; the length is part of the hash. */
  bytes(bytes: Uint8Array, start: number, end: number): number {
    const count = ((end - start + 3) >>> 2) + 1
    if (BYTES.length < count) BYTES = new Uint32Array(count * 2)
    const words = BYTES
    let n = 0
    let at = start
    for (; at + 4 <= end; at += 4) {
      words[n++] =
        (bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24)
    }
    let rest = 0
    for (let shift = 0; at < end; at++, shift += 8) rest |= (bytes[at] as number) << shift
    if ((end - start) % 4 !== 0) words[n++] = rest
    words[n++] = end - start
    return this.words(words, n)
  }
}

const INPUT = new Uint32Array(5)
let BYTES = new Uint32Array(64)
