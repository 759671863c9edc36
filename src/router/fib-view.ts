// The FIB of a route server as route tables see it: exact, longest, in order, each route with where it leads. A view: a
// forwarding group that changes its next hop shows here at once. Every call looks at a bounded number of prefixes.

import { bitsOf, prefixOf } from '../base/ip.ts'
import type { Address, Prefix } from '../base/ip.ts'
import type { Rib } from '../rib/rib.ts'
import type { FibEntry } from '../rib/route.ts'
import { formatAddress } from '../base/ip.ts'

/** A route of the FIB with its target. */
export interface FibRoute {
  readonly prefix: Prefix
  readonly target: { readonly eniId: string; readonly nextHop: string; readonly active: boolean }
}

/** Keeps the contract of `RouteSource` of vpc/. */
export class FibView {
  readonly #rib: Rib
  readonly #isActive: (eniId: string) => boolean
  /** The next hop that was last shown, and its text: many routes in a row have the same. */
  #shown: Address | undefined
  #text = ''

  constructor(rib: Rib, isActive: (eniId: string) => boolean) {
    this.#rib = rib
    this.#isActive = isActive
  }

  get size(): number {
    return this.#rib.counts().fibRoutes
  }

  has(prefix: Prefix): boolean {
    return this.#rib.exact(prefix) !== undefined
  }

  exact(prefix: Prefix): FibRoute | undefined {
    return this.#route(this.#rib.exact(prefix))
  }

  longest(address: Address, lengthMax: number): FibRoute | undefined {
    const found = this.#rib.lookup(address)
    if (found === undefined || found.prefix.length <= lengthMax) return this.#route(found)
    // Rare: a table refuses the longest one.
    for (let length = Math.min(lengthMax, bitsOf(address.family)); length >= 0; length--) {
      const shorter = this.#rib.exact(prefixOf(address, length))
      if (shorter !== undefined) return this.#route(shorter)
    }
    return undefined
  }

  /** Looks at about `max` prefixes, so a page may be short while those of a lost session wait to be cleaned up. */
  after(cursor: Prefix | undefined, max: number): { readonly routes: readonly FibRoute[]; readonly next?: Prefix } {
    const { entries, next } = this.#rib.fib(cursor, max, max)
    const routes = entries.map((entry) => this.#known(entry))
    return next === undefined ? { routes } : { routes, next }
  }

  #route(entry: FibEntry | undefined): FibRoute | undefined {
    return entry === undefined ? undefined : this.#known(entry)
  }

  #known(entry: FibEntry): FibRoute {
    const { prefix, interfaceId: eniId, nextHop } = entry
    return { prefix, target: { eniId, nextHop: this.#format(nextHop), active: this.#isActive(eniId) } }
  }

  #format(nextHop: Address): string {
    if (nextHop !== this.#shown) {
      this.#shown = nextHop
      this.#text = formatAddress(nextHop)
    }
    return this.#text
  }
}
