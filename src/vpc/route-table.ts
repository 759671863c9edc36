// A simulated route table: local routes, routes that somebody wrote, and propagated routes. VPC User Guide,
// route-tables-priority and gateway-route-tables. Propagated routes are not copied: the table is a view over the FIBs
// that propagate into it, so that a change of target of a million routes costs nothing here and is seen at once. Only
// what has a history is remembered: who owns a prefix that several route servers have (owners.ts), and which routes a
// limited table has admitted.
//
// No call does anything long. What has to be looked at again after a change is left to work(), and reads are right
// meanwhile: what the rules of the table forbid is not shown, ownership is judged at that moment, a route that was
// admitted keeps its place, and one that has none yet reads as beyond the limit until its turn comes. A limit that was
// lowered is reached when the work is done.

import { comparePrefixes } from '../base/ip.ts'
import type { Address, Prefix } from '../base/ip.ts'
import type { Network } from './network.ts'
import { Owners } from './owners.ts'
import { PrefixShards } from './prefix-shards.ts'
import type { Rejection } from './rejection.ts'
import type { Propagator, SourceRoute } from './route-source.ts'
import { Written } from './written.ts'
import type { Match, TableConfig } from './written.ts'

/** A propagated route in the table, and whose it is. */
export interface InstalledRoute extends SourceRoute {
  readonly routeServerId: string
}

/** Routes that one read of a FIB looks at, and by how much a slice of work may be longer than was asked for. */
const PAGE = 256

export class RouteTable {
  readonly routeTableId: string
  #written: Written
  #limit: number
  readonly #owners = new Owners()
  /** The routes that a limited table has admitted. */
  #admitted: PrefixShards<true> | undefined
  /** What is remembered may not be so any more. */
  #stale = false
  /** Owners of routes that nobody told of are to be written down. */
  #unclaimed = false
  /** There may be free places, and routes that want them. */
  #freed = false
  /** The work that is under way; each step says how many routes it looked at. */
  #pass: Generator<number, void> | undefined

  constructor(config: TableConfig, network: Network) {
    this.routeTableId = config.routeTableId
    this.#written = new Written(config, network)
    this.#limit = config.propagatedMax ?? Infinity
  }

  /**
   * A new configuration; propagators are in the order in which they were enabled. Routes that were in the table keep
   * their place where the rules still allow it; with a lower limit it is not said which.
   */
  configure(config: TableConfig, network: Network, propagators: readonly Propagator[]): void {
    const written = new Written(config, network)
    const limit = config.propagatedMax ?? Infinity
    const isOther = this.#owners.configure(propagators)
    const isNew = isOther || limit !== this.#limit || !written.forbidsAs(this.#written)
    this.#written = written
    this.#limit = limit
    if (config.propagatedMax === undefined) this.#admitted = undefined
    else this.#admitted ??= new PrefixShards()
    if (isNew) this.resync()
  }

  /** Whether the table wants to be told which routes come and go; otherwise telling it is wasted work. */
  get remembers(): boolean {
    return this.#owners.several || this.#admitted !== undefined
  }

  /** A FIB has a route that it did not have. */
  appeared(routeServerId: string, prefix: Prefix): void {
    if (!this.takesFrom(routeServerId)) return
    if (this.#owners.several) this.#owners.moved(routeServerId, prefix)
    this.#admit(prefix)
  }

  /** A FIB has lost a route. */
  disappeared(routeServerId: string, prefix: Prefix): void {
    if (this.#owners.several) this.#owners.moved(routeServerId, prefix)
    if (this.#admitted?.has(prefix) === true && !this.#owners.has(prefix)) this.#drop(prefix)
  }

  /** Many routes of a FIB came or went at once, with their forwarding group. */
  flipped(): void {
    this.#stale = this.remembers
    this.#freed = this.#admitted !== undefined
  }

  /** Too much came and went to be told one by one: those that were there keep their places, the rest is read again. */
  resync(): void {
    this.flipped()
    this.#unclaimed = this.#owners.several
  }

  /** Whether there is something for work() to do. */
  get isPending(): boolean {
    return this.#pass !== undefined || this.#stale || this.#unclaimed || this.#freed
  }

  /**
   * Looks at about `units` routes of what has to be looked at again. Places that became free go to the first routes in
   * order. Whether more is left.
   */
  work(units: number): boolean {
    let left = units
    while (left > 0 && this.isPending) {
      this.#pass ??= this.#lookAgain()
      const step = this.#pass.next()
      if (step.done === true) this.#pass = undefined
      else left -= step.value
    }
    return this.isPending
  }

  /** Why the route of the server is not in this table; undefined when it is. */
  rejection(routeServerId: string, prefix: Prefix): Rejection | undefined {
    const rule = this.#written.forbids(prefix)
    if (rule !== undefined) return rule
    if (this.#owners.several && this.#owners.of(prefix)?.routeServerId !== routeServerId) {
      return 'other-route-server-owns-prefix'
    }
    if (this.#admitted?.has(prefix) === false) return 'propagated-route-limit-exceeded'
    return undefined
  }

  /** Whether the server propagates into this table. */
  takesFrom(routeServerId: string): boolean {
    return this.#owners.propagators.some((one) => one.routeServerId === routeServerId)
  }

  /** How many propagated routes there are, about: routes that are forbidden, or several servers have, may blur it. */
  get sizeAbout(): number {
    return this.#admitted?.size ?? Math.max(0, ...this.#owners.propagators.map(({ source }) => source.size))
  }

  /** Up to `max` propagated routes after `cursor` in order. Bounded work: a page may be shorter although more follow. */
  page(
    cursor: Prefix | undefined,
    max: number,
  ): { readonly routes: readonly InstalledRoute[]; readonly next?: Prefix } {
    const { propagators } = this.#owners
    const share = Math.ceil(max / Math.max(1, propagators.length))
    const pages = propagators.map(({ routeServerId, source }) => ({ routeServerId, ...source.after(cursor, share) }))
    const next = firstOf(pages.flatMap((page) => page.next ?? []))
    const routes = pages
      .flatMap(({ routes: found, routeServerId }) => found.map((route) => ({ ...route, routeServerId })))
      .filter(({ prefix }) => next === undefined || comparePrefixes(prefix, next) <= 0)
      .filter(({ prefix, routeServerId }) => this.rejection(routeServerId, prefix) === undefined)
      .sort((a, b) => comparePrefixes(a.prefix, b.prefix))
    return next === undefined ? { routes } : { routes, next }
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
    let best = this.#written.longest(address)
    for (const { routeServerId, source } of this.#owners.propagators) {
      let found = source.longest(address, 128)
      while (found !== undefined && this.rejection(routeServerId, found.prefix) !== undefined) {
        found = found.prefix.length === 0 ? undefined : source.longest(address, found.prefix.length - 1)
      }
      if (found !== undefined && (best === undefined || found.prefix.length > best.prefix.length))
        best = propagated(found)
    }
    return best
  }

  /** What is asked for while a pass runs is seen to by the next one: routes behind its cursor may be concerned. */
  *#lookAgain(): Generator<number, void> {
    if (this.#stale) {
      this.#stale = false
      yield* this.#confirmAll()
    }
    const claims = this.#unclaimed
    this.#unclaimed = false
    this.#freed = false
    for (const [i, { source }] of this.#owners.propagators.entries()) {
      // The first server's own routes are its own without a word, or remembered as another's.
      yield* this.#readAll(source, claims && i > 0)
    }
  }

  /** What is remembered is looked at: what is not so any more is forgotten. */
  *#confirmAll(): Generator<number, void> {
    for (const prefix of this.#owners.remembered()) {
      this.#owners.confirm(prefix)
      yield 1
    }
    const admitted = this.#admitted
    for (const prefix of admitted?.prefixes() ?? []) {
      const stays = this.#owners.has(prefix) && this.#written.forbids(prefix) === undefined
      if (!stays || this.#admittedCount > this.#limit) this.#drop(prefix)
      yield 1
    }
  }

  /** The routes of a FIB get a place while there is one; `claims`: their owners are written down, too. */
  *#readAll(source: Propagator['source'], claims: boolean): Generator<number, void> {
    const isWanted = (): boolean => claims || this.#hasRoom
    if (!isWanted()) return
    let cursor: Prefix | undefined
    do {
      const page = source.after(cursor, PAGE)
      for (const { prefix } of page.routes) {
        if (claims) this.#owners.confirm(prefix)
        this.#admit(prefix)
      }
      yield PAGE
      cursor = page.next
    } while (cursor !== undefined && isWanted())
  }

  get #admittedCount(): number {
    return this.#admitted?.size ?? 0
  }

  get #hasRoom(): boolean {
    return this.#admitted !== undefined && this.#admitted.size < this.#limit
  }

  #admit(prefix: Prefix): void {
    if (!this.#hasRoom || this.#admitted?.has(prefix) === true) return
    if (this.#written.forbids(prefix) === undefined) this.#admitted?.set(prefix, true)
  }

  #drop(prefix: Prefix): void {
    if (this.#admitted?.delete(prefix) === true) this.#freed = true
  }
}

const firstOf = (prefixes: readonly Prefix[]): Prefix | undefined =>
  prefixes.reduce<Prefix | undefined>((a, b) => (a === undefined || comparePrefixes(b, a) < 0 ? b : a), undefined)

const propagated = (route: SourceRoute): Match => ({
  prefix: route.prefix,
  origin: 'propagated',
  target: route.target.eniId,
  active: route.target.active,
  nextHop: route.target.nextHop,
})
