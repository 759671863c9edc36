// The FIB of a route server as route tables see it: exact, longest, in order, each route with where it leads. A view: a
// forwarding group that changes its next hop shows here at once.

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

  constructor(rib: Rib, isActive: (eniId: string) => boolean) {
    this.#rib = rib
    this.#isActive = isActive
  }

  get size(): number {
    return this.#rib.counts().fibRoutes
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

  after(cursor: Prefix | undefined, max: number): readonly FibRoute[] {
    const routes: FibRoute[] = []
    let at = cursor
    do {
      const page = this.#rib.fib(at, max - routes.length)
      routes.push(...page.entries.map((entry) => this.#known(entry)))
      at = page.next
    } while (at !== undefined && routes.length < max)
    return routes
  }

  #route(entry: FibEntry | undefined): FibRoute | undefined {
    return entry === undefined ? undefined : this.#known(entry)
  }

  #known(entry: FibEntry): FibRoute {
    const { prefix, interfaceId: eniId, nextHop } = entry
    return { prefix, target: { eniId, nextHop: formatAddress(nextHop), active: this.#isActive(eniId) } }
  }
}
