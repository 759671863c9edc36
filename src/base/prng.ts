// A small seeded generator (splitmix32 over a counter). The state is one number, so it lives inside plain records.

/** The state of a generator: an unsigned 32-bit number. */
export type Seed = number

/** The seed after `seed`. */
export const nextSeed = (seed: Seed): Seed => (seed + 0x9e3779b9) >>> 0

/** The unsigned 32-bit value that belongs to `seed`. */
export function valueOf(seed: Seed): number {
  let z = seed >>> 0
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return (z ^ (z >>> 15)) >>> 0
}

/** A number in [0, 1) that belongs to `seed`. */
export const fractionOf = (seed: Seed): number => valueOf(seed) / 0x1_0000_0000

/** A generator with a lifetime, for simulations and tests. */
export class Prng {
  #seed: Seed

  constructor(seed: Seed) {
    this.#seed = seed >>> 0
  }

  u32(): number {
    this.#seed = nextSeed(this.#seed)
    return valueOf(this.#seed)
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.u32() / 0x1_0000_0000
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.fraction() * below)
  }

  /** One of the items; the list must not be empty. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T
  }
}
