// What a route table holds apart from propagated routes: local routes and routes that somebody wrote, and which
// destinations that leaves to propagation. VPC User Guide, route-tables-priority and gateway-route-tables.

import { comparePrefixes, contains, parsePrefix } from '../base/ip.ts'
import type { Address, Prefix } from '../base/ip.ts'
import { present } from '../base/assert.ts'
import type { Network } from './network.ts'
import { PrefixMap } from './prefix-map.ts'
import type { Rejection } from './rejection.ts'
import { isReserved } from './reserved.ts'

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

/** What a packet meets: a route of the table, with its origin. */
export interface Match {
  readonly prefix: Prefix
  readonly origin: 'local' | 'static' | 'prefix-list' | 'propagated'
  readonly target: string
  readonly active: boolean
  readonly nextHop?: string
}

/** The routes of a configuration that are not propagated. A change makes a new one. */
export class Written {
  readonly #config: TableConfig
  readonly #network: Network
  readonly #routes = new PrefixMap<Match>()

  constructor(config: TableConfig, network: Network) {
    this.#config = config
    this.#network = network
    for (const route of config.statics) {
      const prefix = present(parsePrefix(route.destination), `destination ${route.destination}`)
      const origin = route.prefixListId === undefined ? 'static' : 'prefix-list'
      if (origin === 'prefix-list' && this.#routes.has(prefix)) continue
      this.#routes.set(prefix, { prefix, origin, target: route.target, active: route.active })
    }
    for (const prefix of network.cidrs) {
      if (!this.#routes.has(prefix))
        this.#routes.set(prefix, { prefix, origin: 'local', target: 'local', active: true })
    }
  }

  /** Which rule keeps a propagated route to the prefix out, whoever propagates it. */
  forbids(prefix: Prefix): Rejection | undefined {
    if (isReserved(prefix)) return 'reserved-destination'
    const { cidrs } = this.#network
    if (cidrs.some((cidr) => cidr.length === prefix.length && contains(cidr, prefix))) return 'local-route-exists'
    const written = this.#routes.get(prefix)
    if (written !== undefined) return written.origin === 'static' ? 'static-route-exists' : 'prefix-list-route-exists'
    if (this.#config.kind === 'gateway' && !this.#network.covers(prefix)) return 'destination-not-in-vpc-range'
    return undefined
  }

  longest(address: Address): Match | undefined {
    return this.#routes.longest(address)?.value
  }

  /** Whether it forbids what another one forbids. */
  forbidsAs(other: Written): boolean {
    return (
      this.#config.kind === other.#config.kind &&
      isSame(this.#network.cidrs, other.#network.cidrs, (a, b) => comparePrefixes(a, b) === 0) &&
      isSame(
        this.#config.statics,
        other.#config.statics,
        (a, b) => a.destination === b.destination && a.prefixListId === b.prefixListId,
      )
    )
  }
}

const isSame = <T>(a: readonly T[], b: readonly T[], equal: (a: T, b: T) => boolean): boolean =>
  a.length === b.length && a.every((one, i) => equal(one, b[i] as T))
