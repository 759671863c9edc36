// The router of a VPC together with the VPC's route tables: what a router process is, without the process. Sessions and
// FIBs come from router/, tables and forwarding from vpc/; here they meet, and questions about both are answered.
// Long answers are generators: each step is short, a yielded answer is a part, and the caller decides when to go on.

import { formatPrefix, parseAddress, parsePrefix } from '../base/ip.ts'
import { unreachable } from '../base/assert.ts'
import type { Prefix } from '../base/ip.ts'
import type { Instant } from '../base/time.ts'
import { formatCursor, parseCursor } from '../router/cursor-text.ts'
import { explainPaths, pathQuery, readPaths } from '../router/database.ts'
import type { LearnedPath } from '../router/database.ts'
import { exportMrt } from '../router/export-mrt.ts'
import { routerSamples } from '../router/metrics.ts'
import type {
  Answer,
  DatabaseRoute,
  DesiredVpc,
  Installation,
  Query,
  RouteFilter,
  TableRoute,
} from '../router/protocol.ts'
import type { RouteServer } from '../router/route-server.ts'
import { Router } from '../router/router.ts'
import type { RouterOptions } from '../router/router.ts'
import { matchesAny } from '../router/wildcard.ts'
import { trace } from '../vpc/forward.ts'
import { Network } from '../vpc/network.ts'
import { rejectionSentence } from '../vpc/rejection.ts'
import { RouteTable } from '../vpc/route-table.ts'
import type { InstalledRoute } from '../vpc/route-table.ts'
import { planeWarnings } from './warnings.ts'

/** Prefixes that one step of a long answer visits. */
const STEP = 500
/**
 * FIB changes that one call of `settle` tells, counted once for each table that hears them; and routes that it looks at
 * again for a table. As many as the router handles in its turn, so that changes do not pile up.
 */
const UNITS = 1_000
/** How long an answer waits for the tables, in calls of `settle`: while routes come and go they may never be done. */
const PATIENCE = 1_000

/** Questions whose answers read routes in order. */
const IN_ORDER: ReadonlySet<Query['type']> = new Set(['tableRoutes', 'routingDatabase', 'exportMrt'])
/**
 * Propagated routes of one table that `tableRoutes` answers with, the first in order: DescribeRouteTables has no pages inside a
 * table, and a million routes would be one document of hundreds of megabytes. The routing database pages all of them.
 */
export const TABLE_ROUTES_MAX = 10_000

/** An answer in steps: a yielded answer is a part of it, the returned one its end. */
export type Answering = Generator<Answer | undefined, Answer>

export class Plane {
  readonly router: Router
  readonly tables = new Map<string, RouteTable>()
  #network = new Network({ cidrs: [], subnets: [], gateways: [], interfaces: [] })
  #desired: DesiredVpc | undefined
  /** Counts slices of work on tables, which take turns. */
  #turn = 0

  constructor(options: RouterOptions) {
    this.router = new Router(options)
  }

  get network(): Network {
    return this.#network
  }

  get desired(): DesiredVpc | undefined {
    return this.#desired
  }

  /** What router and tables should be from now on. */
  configure(desired: DesiredVpc, now: Instant): void {
    this.#desired = desired
    this.router.configure(desired, now)
    this.#network = new Network(desired)
    const wanted = new Map(desired.tables.map((table) => [table.routeTableId, table]))
    for (const id of this.tables.keys()) if (!wanted.has(id)) this.tables.delete(id)
    for (const [id, config] of wanted) {
      const table = this.tables.get(id) ?? new RouteTable(config, this.#network)
      this.tables.set(id, table)
      table.configure(config, this.#network, this.#propagators(desired, id))
    }
    for (const server of this.router.servers.values()) server.watch(this.#listeners(server).length > 0)
  }

  /** The tables that have a memory of the server's routes. */
  #listeners(server: RouteServer): RouteTable[] {
    return [...this.tables.values()].filter((table) => table.remembers && table.takesFrom(server.id))
  }

  /**
   * A slice of what tables with a memory have to do: they are told which routes came and went, and one of them looks
   * again at what concerns it. Whether there is more to do.
   */
  settle(): boolean {
    let left = UNITS
    let more = false
    for (const server of this.router.servers.values()) {
      const tables = this.#listeners(server)
      if (tables.length === 0) continue
      const told = this.#tell(server, tables, Math.max(1, Math.floor(left / tables.length)))
      left -= told.count * tables.length
      more ||= told.more
    }
    return this.#workOnTable() || more
  }

  /** Tables read the FIBs in order, so that has to be there first. */
  #workOnTable(): boolean {
    const pending = [...this.tables.values()].filter((table) => table.isPending)
    const table = pending[this.#turn++ % Math.max(1, pending.length)]
    if (table === undefined) return false
    return this.#arrange() || table.work(UNITS) || pending.length > 1
  }

  /** The answer to a question, from now on. */
  *answer(query: Query): Answering {
    if (query.type === 'applied') return { type: 'applied' }
    const inOrder = IN_ORDER.has(query.type)
    const isBusy = (): boolean => this.settle() || (inOrder && this.#arrange())
    for (let i = 0; i < PATIENCE && isBusy(); i++) yield undefined
    switch (query.type) {
      case 'tableRoutes':
        return yield* this.#tableRoutes(query.routeTableIds)
      case 'routingDatabase':
        return yield* this.#routingDatabase(query)
      case 'explain':
        return this.#explain(query.routeServerId, query.prefix)
      case 'trace':
        return this.#trace(query)
      case 'metrics':
        return yield* this.#metrics()
      case 'warnings':
        return yield* this.#warnings()
      case 'exportMrt':
        return yield* this.#export(query.routeServerId, query.at)
      default:
        return unreachable(query)
    }
  }

  /** Sorts a step of what routes have come; whether there is more to sort. Sorting it all could take a while. */
  #arrange(): boolean {
    return [...this.router.servers.values()].some(({ rib }) => rib.arrange(2 * UNITS))
  }

  #propagators(desired: DesiredVpc, routeTableId: string): { routeServerId: string; source: RouteServer['fib'] }[] {
    return desired.propagations
      .filter((propagation) => propagation.routeTableId === routeTableId)
      .flatMap(({ routeServerId }) => {
        const server = this.router.servers.get(routeServerId)
        return server === undefined ? [] : [{ routeServerId, source: server.fib }]
      })
  }

  #tell(server: RouteServer, tables: readonly RouteTable[], limit: number): { count: number; more: boolean } {
    const { news, more } = server.drainNews(limit)
    for (const one of news) {
      for (const table of tables) {
        if (one.type === 'appeared') table.appeared(server.id, one.prefix)
        else if (one.type === 'disappeared') table.disappeared(server.id, one.prefix)
        else if (one.type === 'flipped') table.flipped()
        else table.resync()
      }
    }
    return { count: news.length, more }
  }

  *#tableRoutes(routeTableIds: readonly string[]): Answering {
    for (const routeTableId of routeTableIds) {
      const table = this.tables.get(routeTableId)
      if (table === undefined) continue
      let cursor: Prefix | undefined
      let left = TABLE_ROUTES_MAX
      do {
        const page = table.page(cursor, STEP)
        const routes = page.routes.slice(0, left).map(tableRoute)
        left -= routes.length
        yield { type: 'tableRoutes', tables: [{ routeTableId, routes }] }
        cursor = page.next
      } while (cursor !== undefined && left > 0)
    }
    return { type: 'tableRoutes', tables: [] }
  }

  *#routingDatabase(query: Extract<Query, { type: 'routingDatabase' }>): Answering {
    const server = this.router.servers.get(query.routeServerId)
    if (server === undefined) return { type: 'routingDatabase', areRoutesPersisted: false, routes: [] }
    const from = query.token === undefined ? undefined : parseCursor(query.token)
    if (query.token !== undefined && from === undefined) return refused('invalid-token', 'not a token of this router')
    const wanted = pathQuery(query.filters)
    const routes: DatabaseRoute[] = []
    let cursor = from
    let nextToken: string | undefined
    do {
      // One more than the page holds tells whether there is another page.
      const full = routes.length === query.maxResults
      const page = readPaths(server.rib, wanted, cursor, full ? 1 : query.maxResults - routes.length, STEP)
      const found = page.paths.map((path) => this.#shown(server, path)).filter((r) => passes(r, query.filters))
      if (full && found.length > 0) break
      if (!full) routes.push(...found)
      cursor = page.next
      if (routes.length === query.maxResults && nextToken === undefined && cursor !== undefined) {
        nextToken = formatCursor(cursor)
      }
      if (cursor === undefined) nextToken = undefined
      yield undefined
    } while (cursor !== undefined)
    const { persisted } = server.rib.persist
    return {
      type: 'routingDatabase',
      areRoutesPersisted: persisted,
      routes,
      ...(nextToken === undefined ? {} : { nextToken }),
    }
  }

  #shown(server: RouteServer, { at, ...path }: LearnedPath): DatabaseRoute {
    return { ...path, installations: path.status === 'in-fib' ? this.#installations(server.id, at) : [] }
  }

  #installations(routeServerId: string, prefix: Prefix): Installation[] {
    return [...this.tables.values()]
      .filter((table) => table.takesFrom(routeServerId))
      .map((table) => {
        const { routeTableId } = table
        const code = table.rejection(routeServerId, prefix)
        if (code === undefined) return { routeTableId, status: 'installed' }
        return { routeTableId, status: 'rejected', reason: rejectionSentence(code, prefix) }
      })
  }

  #explain(routeServerId: string, text: string): Answer {
    const server = this.router.servers.get(routeServerId)
    const prefix = parsePrefix(text)
    if (server === undefined) return refused('not-found', `${routeServerId} is not associated with the VPC`)
    if (prefix === undefined) return refused('invalid', `'${text}' is not a prefix`)
    const paths = explainPaths(server.rib, prefix)
    const inFib = paths.some((path) => path.status === 'in-fib')
    const installations = inFib ? this.#installations(routeServerId, prefix) : []
    return { type: 'explain', prefix: formatPrefix(prefix), paths, installations }
  }

  *#export(routeServerId: string, at: number): Answering {
    const server = this.router.servers.get(routeServerId)
    if (server === undefined) return refused('not-found', `${routeServerId} is not associated with the VPC`)
    for (const bytes of exportMrt(server, [...this.router.peers.values()], at)) yield { type: 'exportMrt', bytes }
    return { type: 'exportMrt', bytes: new Uint8Array(0) }
  }

  #trace({ from, to }: Extract<Query, { type: 'trace' }>): Answer {
    const address = parseAddress(to)
    if (address === undefined) return refused('invalid', `'${to}' is not an address`)
    const { eniId, routeTableId, match, why } = trace(this.#network, this.tables, from, address)
    const reached = eniId === undefined ? {} : { eniId }
    if (match === undefined || routeTableId === undefined) return { type: 'trace', ...reached, why }
    const { prefix, origin, target, active } = match
    const state = active ? 'active' : 'blackhole'
    const hop = { routeTableId, destination: formatPrefix(prefix), origin, target, state } as const
    return { type: 'trace', ...reached, hop, why }
  }

  *#warnings(): Answering {
    for (const warnings of planeWarnings(this, TABLE_ROUTES_MAX)) yield { type: 'warnings', warnings }
    return { type: 'warnings', warnings: [] }
  }

  *#metrics(): Answering {
    for (const samples of routerSamples(this.router, this.#desired?.vpcId ?? '')) yield { type: 'metrics', samples }
    return { type: 'metrics', samples: [] }
  }
}

const refused = (code: 'not-found' | 'invalid-token' | 'invalid', why: string): Answer => ({
  type: 'refused',
  code,
  why,
})

const tableRoute = ({ prefix, target, routeServerId }: InstalledRoute): TableRoute => ({
  destination: formatPrefix(prefix),
  eniId: target.eniId,
  nextHop: target.nextHop,
  state: target.active ? 'active' : 'blackhole',
  routeServerId,
})

/**
 * The filters that the RIB does not look at: those about tables, of which one installation of the path has to pass all, and
 * those about the prefix after the first, which the RIB uses for the order.
 */
function passes(route: DatabaseRoute, filters: readonly RouteFilter[]): boolean {
  const named = (name: string) => filters.filter((filter) => filter.name === name)
  const [, ...prefixes] = named('prefix')
  if (!prefixes.every((filter) => matchesAny(filter.values, route.prefix))) return false
  const tables = named('route-table-id')
  const statuses = named('route-installation-status')
  if (tables.length + statuses.length === 0) return true
  return route.installations.some(
    ({ routeTableId, status }) =>
      tables.every((filter) => matchesAny(filter.values, routeTableId)) &&
      statuses.every((filter) => matchesAny(filter.values, status)),
  )
}
