// A simulated route table: local routes, routes that somebody wrote, and propagated routes. VPC User Guide,
// route-tables-priority and gateway-route-tables. Propagated routes are not copied: the table is a view over the FIBs
// that propagate into it, so that a change of target of a million routes costs nothing here and is seen at once. Only
// what has a history is remembered: who owns a prefix that several route servers have, and which routes a limited table
// has admitted.

import { comparePrefixes, contains, formatPrefix, parsePrefix } from '../base/ip.ts'
import type { Address, Prefix } from '../base/ip.ts'
import { present } from '../base/assert.ts'
import type { Network } from './network.ts'
import { PrefixMap, keyOf } from './prefix-map.ts'
import type { PrefixKey } from './prefix-map.ts'
import { isReserved } from './reserved.ts'

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

/** A route in the table, and whose it is. */
export interface InstalledRoute extends SourceRoute {
  readonly routeServerId: string
}

/** The FIB of a route server, as a table sees it. Order is family, address, length. */
export interface RouteSource {
  readonly size: number
  exact(prefix: Prefix): SourceRoute | undefined
  /** The longest route of at most `lengthMax` bits that covers the address. */
  longest(address: Address, lengthMax: number): SourceRoute | undefined
  /** Up to `max` routes that come after `cursor`; from the beginning without one. */
  after(cursor: Prefix | undefined, max: number): readonly SourceRoute[]
}

export interface StaticRoute {
  readonly destination: string
  readonly target: string
  readonly active: boolean
  readonly prefixListId?: string
}

export interface TableConfig {
  readonly routeTableId: string
  readonly kind: 'subnet' | 'gateway'
  readonly statics: readonly StaticRoute[]
  readonly propagatedMax?: number
}

/** A route server that propagates into a table. Order in a list is the order in which they were enabled. */
export interface Propagator {
  readonly routeServerId: string
  readonly source: RouteSource
}

export type Rejection =
  | 'reserved-destination'
  | 'local-route-exists'
  | 'static-route-exists'
  | 'prefix-list-route-exists'
  | 'destination-not-in-vpc-range'
  | 'other-route-server-owns-prefix'
  | 'propagated-route-limit-exceeded'

/** What a packet meets: a route of the table, with its origin. */
export interface Match {
  readonly prefix: Prefix
  readonly origin: 'local' | 'static' | 'prefix-list' | 'propagated'
  readonly target: string
  readonly active: boolean
  readonly nextHop?: string
}

const PAGE = 256

export class RouteTable {
  readonly routeTableId: string
  #config: TableConfig
  #network: Network
  #propagators: readonly Propagator[] = []
  #written = new PrefixMap<Match>()
  /** Of the prefixes that several route servers have: whose route is in the table. */
  readonly #owners = new Map<PrefixKey, string>()
  /** The routes that a limited table has admitted. */
  #admitted: Map<PrefixKey, Prefix> | undefined
  /** A place became free. */
  #freed = false
  /** Admitted routes may be gone, and others there, without a word. */
  #stale = false

  constructor(config: TableConfig, network: Network) {
    this.routeTableId = config.routeTableId
    this.#config = config
    this.#network = network
    this.#write()
  }

  /** A new configuration. Routes that were in the table keep their place where the rules still allow it. */
  configure(config: TableConfig, network: Network, propagators: readonly Propagator[]): void {
    const gone = this.#propagators.filter((old) => !propagators.some((p) => p.routeServerId === old.routeServerId))
    const more = propagators.some((p) => !this.#propagators.some((old) => old.routeServerId === p.routeServerId))
    this.#config = config
    this.#network = network
    this.#propagators = propagators
    this.#write()
    for (const [key, owner] of this.#owners) {
      if (gone.some((p) => p.routeServerId === owner)) this.#owners.delete(key)
    }
    if (propagators.length > 1 && more) this.#claimAll()
    if (config.propagatedMax === undefined) this.#admitted = undefined
    else this.#admitAll(config.propagatedMax)
  }

  /** Whether the table wants to be told which routes come and go; otherwise telling it is wasted work. */
  get remembers(): boolean {
    return this.#propagators.length > 1 || this.#admitted !== undefined
  }

  /** A FIB has a route that it did not have. */
  appeared(routeServerId: string, prefix: Prefix): void {
    if (!this.#propagators.some((p) => p.routeServerId === routeServerId)) return
    const key = keyOf(prefix)
    if (!this.#owners.has(key)) {
      const first = this.#propagators.find(
        (p) => p.routeServerId !== routeServerId && p.source.exact(prefix) !== undefined,
      )
      if (first !== undefined) this.#owners.set(key, first.routeServerId)
    }
    this.#admit(prefix, key)
  }

  /** A FIB has lost a route. */
  disappeared(routeServerId: string, prefix: Prefix): void {
    const key = keyOf(prefix)
    const rest = this.#propagators.filter((p) => p.source.exact(prefix) !== undefined)
    if (rest.length < 2) this.#owners.delete(key)
    else if (this.#owners.get(key) === routeServerId) this.#owners.set(key, (rest[0] as Propagator).routeServerId)
    if (rest.length === 0 && this.#admitted?.delete(key) === true) this.#freed = true
  }

  /** After a batch of `appeared` and `disappeared`: places that became free go to the first routes in order. */
  settle(): void {
    if (this.#stale) this.#admitAll(this.#config.propagatedMax ?? Infinity)
    else if (this.#freed) this.#fill()
    this.#stale = false
    this.#freed = false
  }

  /** Many routes of a FIB came or went at once, with their forwarding group. */
  flipped(): void {
    if (this.#admitted !== undefined) this.#stale = true
  }

  /** Too much came and went to be told one by one. */
  resync(): void {
    if (this.#propagators.length > 1) this.#claimAll()
    this.flipped()
  }

  /** Why the route of the server is not in this table; undefined when it is. */
  rejection(routeServerId: string, prefix: Prefix): Rejection | undefined {
    const rule = this.#forbidden(prefix)
    if (rule !== undefined) return rule
    if (this.#propagators.length > 1 && this.#ownerOf(prefix) !== routeServerId) return 'other-route-server-owns-prefix'
    if (this.#admitted !== undefined && !this.#admitted.has(keyOf(prefix))) return 'propagated-route-limit-exceeded'
    return undefined
  }

  /** Whether the server propagates into this table. */
  takesFrom(routeServerId: string): boolean {
    return this.#propagators.some((p) => p.routeServerId === routeServerId)
  }

  /** Up to `max` propagated routes after `cursor` in order. Bounded work: a page may be shorter although more follow. */
  page(
    cursor: Prefix | undefined,
    max: number,
  ): { readonly routes: readonly InstalledRoute[]; readonly next?: Prefix } {
    const pages = this.#propagators.map((p) => ({ id: p.routeServerId, routes: p.source.after(cursor, max) }))
    const full = pages
      .filter((page) => page.routes.length === max)
      .map((page) => (page.routes.at(-1) as SourceRoute).prefix)
    const end = full.reduce<Prefix | undefined>(
      (a, b) => (a === undefined || comparePrefixes(b, a) < 0 ? b : a),
      undefined,
    )
    const routes = pages
      .flatMap(({ id, routes }) => routes.map(({ prefix, target }) => ({ prefix, target, routeServerId: id })))
      .filter((route) => this.rejection(route.routeServerId, route.prefix) === undefined)
      .filter((route) => end === undefined || comparePrefixes(route.prefix, end) <= 0)
      .sort((a, b) => comparePrefixes(a.prefix, b.prefix))
    return end === undefined ? { routes } : { routes, next: end }
  }

  /** Every propagated route in order. */
  *routes(): Generator<InstalledRoute> {
    let cursor: Prefix | undefined
    do {
      const page = this.page(cursor, PAGE)
      yield* page.routes
      cursor = page.next
    } while (cursor !== undefined)
  }

  /** The route that a packet to the address takes: the longest; of equal ones what was written (route-tables-priority). */
  longest(address: Address): Match | undefined {
    const written = this.#written.longest(address)?.value
    let best = written
    for (const { routeServerId, source } of this.#propagators) {
      let found = source.longest(address, 128)
      while (found !== undefined && this.rejection(routeServerId, found.prefix) !== undefined) {
        found = found.prefix.length === 0 ? undefined : source.longest(address, found.prefix.length - 1)
      }
      if (found !== undefined && (best === undefined || found.prefix.length > best.prefix.length))
        best = propagated(found)
    }
    return best
  }

  #write(): void {
    this.#written = new PrefixMap()
    for (const route of this.#config.statics) {
      const prefix = present(parsePrefix(route.destination), `destination ${route.destination}`)
      const origin = route.prefixListId === undefined ? 'static' : 'prefix-list'
      if (origin === 'prefix-list' && this.#written.has(prefix)) continue
      this.#written.set(prefix, { prefix, origin, target: route.target, active: route.active })
    }
    for (const prefix of this.#network.cidrs) {
      if (!this.#written.has(prefix))
        this.#written.set(prefix, { prefix, origin: 'local', target: 'local', active: true })
    }
  }

  #forbidden(prefix: Prefix): Rejection | undefined {
    if (isReserved(prefix)) return 'reserved-destination'
    const { cidrs } = this.#network
    if (cidrs.some((cidr) => cidr.length === prefix.length && contains(cidr, prefix))) return 'local-route-exists'
    const written = this.#written.get(prefix)
    if (written !== undefined) return written.origin === 'static' ? 'static-route-exists' : 'prefix-list-route-exists'
    if (this.#config.kind === 'gateway' && !this.#network.covers(prefix)) return 'destination-not-in-vpc-range'
    return undefined
  }

  /** The server whose route counts: the remembered owner while it has the route, else the first that has it. */
  #ownerOf(prefix: Prefix): string | undefined {
    const remembered = this.#owners.get(keyOf(prefix))
    const has = this.#propagators.filter((p) => p.source.exact(prefix) !== undefined)
    return (has.find((p) => p.routeServerId === remembered) ?? has[0])?.routeServerId
  }

  /** A server was added: what others have already stays theirs, in the order of the list. */
  #claimAll(): void {
    for (const [i, later] of this.#propagators.entries()) {
      if (i === 0) continue
      for (const route of all(later.source)) {
        const key = keyOf(route.prefix)
        if (this.#owners.has(key)) continue
        const first = this.#propagators.slice(0, i).find((p) => p.source.exact(route.prefix) !== undefined)
        if (first !== undefined) this.#owners.set(key, first.routeServerId)
      }
    }
  }

  #admit(prefix: Prefix, key: PrefixKey): void {
    const admitted = this.#admitted
    if (admitted === undefined || admitted.has(key) || admitted.size >= (this.#config.propagatedMax ?? Infinity)) return
    if (this.#forbidden(prefix) === undefined) admitted.set(key, prefix)
  }

  /** Those that were admitted and are still legal keep their place, up to the limit. */
  #admitAll(limit: number): void {
    const before = this.#admitted ?? new Map<PrefixKey, Prefix>()
    this.#admitted = new Map()
    for (const [key, prefix] of before) {
      const there = this.#propagators.some((p) => p.source.exact(prefix) !== undefined)
      if (there && this.#admitted.size < limit && this.#forbidden(prefix) === undefined) this.#admitted.set(key, prefix)
    }
    this.#fill()
  }

  #fill(): void {
    const limit = this.#config.propagatedMax ?? Infinity
    for (const { source } of this.#propagators) {
      for (const route of all(source)) {
        if (this.#admitted === undefined || this.#admitted.size >= limit) return
        this.#admit(route.prefix, keyOf(route.prefix))
      }
    }
  }
}

/** The sentence that the API shows for a rejection. */
export function rejectionSentence(code: Rejection, prefix: Prefix): string {
  return `${code}: ${REASONS[code].replace('%', formatPrefix(prefix))}`
}

const REASONS: Record<Rejection, string> = {
  'reserved-destination': '% is reserved and cannot be a destination.',
  'local-route-exists': '% is a CIDR block of the VPC, whose local route always stays.',
  'static-route-exists': 'The route table has a static route for %, which takes precedence.',
  'prefix-list-route-exists': 'The route table has a route for % from a prefix list, which takes precedence.',
  'destination-not-in-vpc-range': '% is outside the VPC, and the route table is associated with a gateway.',
  'other-route-server-owns-prefix': 'Another route server installed % in the route table first.',
  'propagated-route-limit-exceeded':
    'The route table already holds as many propagated routes as it may; % is left out.',
}

const propagated = (route: SourceRoute): Match => ({
  prefix: route.prefix,
  origin: 'propagated',
  target: route.target.eniId,
  active: route.target.active,
  nextHop: route.target.nextHop,
})

function* all(source: RouteSource): Generator<SourceRoute> {
  let page = source.after(undefined, PAGE)
  while (page.length > 0) {
    yield* page
    page = page.length < PAGE ? [] : source.after((page.at(-1) as SourceRoute).prefix, PAGE)
  }
}
