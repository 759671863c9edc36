// The FIB of a route server as a route table sees it. Kept by router/fib-view.ts, and by sorted lists in tests.

import type { Address, Prefix } from '../base/ip.ts'

/** Where a propagated route leads. */
export interface Target {
  readonly eniId: string
  /** The next hop in VPC form. */
  readonly nextHop: string
  readonly active: boolean
}

export interface SourceRoute {
  readonly prefix: Prefix
  readonly target: Target
}

/** A few routes in order, and the cursor with which to go on; without one there are no more. */
export interface SourcePage {
  readonly routes: readonly SourceRoute[]
  readonly next?: Prefix
}

/** Order is family, address, length. Each call looks at a bounded number of routes, whatever the size. */
export interface RouteSource {
  readonly size: number
  has(prefix: Prefix): boolean
  exact(prefix: Prefix): SourceRoute | undefined
  /** The longest route of at most `lengthMax` bits that covers the address. */
  longest(address: Address, lengthMax: number): SourceRoute | undefined
  /**
   * Up to `max` routes that come after `cursor`; from the beginning without one. It looks at about `max` prefixes and no
   * more: where some of them have no route at the moment, a page is short, or empty, and still goes on.
   */
  after(cursor: Prefix | undefined, max: number): SourcePage
}

/** A route server that propagates into a table. */
export interface Propagator {
  readonly routeServerId: string
  readonly source: RouteSource
}
