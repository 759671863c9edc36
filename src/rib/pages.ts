// Pages of paths in the order of GetRouteServerRoutingDatabase (behaviour reference 4.13): prefix, best path first, then
// by peer id. A cursor is a place in that order, so paths that stay are given exactly once, whatever comes and goes.

import { formatAddress } from '../base/ip.ts'
import type { OriginCode } from '../bgp/update-view.ts'
import { LOCAL_PREF, MED, NEXT_HOP, PATH_ORIGIN } from './attributes.ts'
import type { Core } from './core.ts'
import { START, cursorOf, portionFrom } from './fib.ts'
import type { Portion, Position } from './fib.ts'
import { matches, rangeOf, skipTo } from './prefix-pattern.ts'
import type { Range } from './prefix-pattern.ts'
import type { PathCursor, PathPage, PathQuery, PathView, RouteStatus, Unusable } from './route.ts'
import type { RouteTable } from './route-table.ts'
import { UP } from './sessions.ts'

/** Everything about one path. `best` is the best path of its prefix, 0 for none. */
export function viewOf(core: Core, table: RouteTable, row: number, path: number, best: number): PathView {
  const { sessions, attributes, nextHops } = core
  const session = table.paths.sessionOf(path)
  const attribute = table.paths.attributeOf(path)
  const word = (index: number): number => attributes.rows.get(attribute, index)
  const nextHop = word(NEXT_HOP)
  const config = core.peers[sessions.peer[session] as number]?.config
  return {
    prefix: table.prefixes.prefix(row),
    peerId: config?.peerId ?? '',
    endpointId: config?.endpointId ?? '',
    status: path === best && table.prefixes.isAdmitted(row) ? 'in-fib' : 'in-rib',
    stale: sessions.state[session] !== UP,
    unusable: whyUnusable(core, attribute),
    origin: (word(PATH_ORIGIN) & 3) as OriginCode,
    med: attributes.hasMed(attribute) ? word(MED) : undefined,
    localPref: word(LOCAL_PREF),
    asPathLength: word(PATH_ORIGIN) >>> 2,
    nextHop: nextHops.shown(nextHop),
    interfaceId: nextHops.ownerOf(nextHop)?.interfaceId,
    attributes: attributes.bytesOf(attribute),
  }
}

/** Why paths with this attribute set cannot be chosen now (8.5 step 0, 8.6). */
function whyUnusable(core: Core, attribute: number): Unusable | undefined {
  if (core.attributes.isLooped(attribute)) return 'as-loop'
  const nextHop = core.attributes.rows.get(attribute, NEXT_HOP)
  if (core.nextHops.resolved[nextHop] === 1) return undefined
  return core.nextHops.ownerOf(nextHop) === undefined ? 'next-hop-not-in-vpc' : 'next-hop-is-endpoint'
}

/** Answers a question about a row once. */
function remembered(ask: (row: number) => boolean): (row: number) => boolean {
  const answers = new Map<number, boolean>()
  return (row) => {
    const known = answers.get(row)
    if (known !== undefined) return known
    const answer = ask(row)
    answers.set(row, answer)
    return answer
  }
}

/** The conditions of a query that are about single paths whatever their rank. */
function pathTest(core: Core, query: PathQuery): ((table: RouteTable, path: number) => boolean) | undefined {
  const { sessions, attributes, nextHops } = core
  const { peer, nextHop } = query
  if (peer === undefined && nextHop === undefined) return undefined
  const isPeerWanted = remembered((row) => {
    const config = core.peers[row]?.config
    return config !== undefined && (peer?.(config.peerId, config.endpointId) ?? true)
  })
  const isHopWanted = remembered((hop) => nextHop?.(formatAddress(nextHops.shown(hop))) ?? true)
  return (table, path) =>
    isPeerWanted(sessions.peer[table.paths.sessionOf(path)] as number) &&
    isHopWanted(attributes.nextHopOf(table.paths.attributeOf(path)))
}

interface Ranked {
  readonly path: number
  readonly peerId: string
}

/** The paths of a prefix in the order of the page, without those that the cursor has behind it. */
function ranked(core: Core, table: RouteTable, row: number, best: number, inside: PathCursor['inside']): Ranked[] {
  const idOf = (path: number): string =>
    core.peers[core.sessions.peer[table.paths.sessionOf(path)] as number]?.config.peerId ?? ''
  const list = table.pathsOf(row).map((path) => ({ path, peerId: idOf(path) }))
  const { best: given, after } = inside ?? {}
  // Once some were given, by id alone: a path that became best meanwhile was given, or its turn by its id is to come.
  const first = given === undefined && after === undefined ? best : 0
  if (list.length > 1)
    list.sort((a, b) => (a.path === first ? -1 : b.path === first ? 1 : a.peerId < b.peerId ? -1 : 1))
  return list.filter(({ peerId }) => peerId !== given && (after === undefined || peerId > after))
}

/** A page being filled. */
interface Filling {
  readonly core: Core
  readonly query: PathQuery
  readonly isWanted: ((table: RouteTable, path: number) => boolean) | undefined
  readonly limit: number
  readonly paths: PathView[]
}

/** See {@link Rib.paths}. */
export function pathPage(
  core: Core,
  query: PathQuery,
  after: PathCursor | undefined,
  limit: number,
  visitsMax: number,
): PathPage {
  const ranges = query.prefixes?.map(rangeOf)
  const filling: Filling = { core, query, isWanted: pathTest(core, query), limit, paths: [] }
  let inside = after?.inside
  let at: Position | undefined = after === undefined ? START : { prefix: after.prefix, inclusive: inside !== undefined }
  let visits = visitsMax
  while (at !== undefined && visits > 0) {
    at = ranges === undefined ? at : skipTo(ranges, at)
    if (at === undefined) break
    const portion: Portion = portionFrom(core, at, limit, Math.min(visits, PORTION), rowTest(filling, ranges))
    for (const row of portion.rows) {
      const stopped = fill(
        filling,
        portion.table,
        row,
        inside !== undefined && portion.rows[0] === row ? inside : undefined,
      )
      if (stopped !== undefined) return { paths: filling.paths, next: stopped }
    }
    inside = undefined
    visits -= PORTION
    at = portion.next
  }
  const prefix = at === undefined ? undefined : cursorOf(at)
  return { paths: filling.paths, next: prefix && { prefix } }
}

/** Which prefixes are worth their place in the order; undefined when all are. */
function rowTest(
  filling: Filling,
  ranges: readonly Range[] | undefined,
): ((table: RouteTable, row: number) => boolean) | undefined {
  const { isWanted } = filling
  if (ranges === undefined && isWanted === undefined) return undefined
  return (table, row) => {
    if (isWanted !== undefined && !table.somePath(row, (path) => isWanted(table, path))) return false
    return ranges === undefined || matches(ranges, table.prefixes.prefix(row))
  }
}

/** Appends the paths of one prefix; when the page is full before their end, where to go on. */
function fill(filling: Filling, table: RouteTable, row: number, inside: PathCursor['inside']): PathCursor | undefined {
  const { core, query, isWanted, limit, paths } = filling
  const best = table.best(row)
  const status = (path: number): RouteStatus => (path === best && table.prefixes.isAdmitted(row) ? 'in-fib' : 'in-rib')
  let given = inside?.best
  let last = inside?.after
  for (const { path, peerId } of ranked(core, table, row, best, inside)) {
    if ((query.status === undefined || query.status === status(path)) && isWanted?.(table, path) !== false) {
      if (paths.length >= limit) {
        const place = { ...(given !== undefined && { best: given }), ...(last !== undefined && { after: last }) }
        return { prefix: table.prefixes.prefix(row), inside: place }
      }
      paths.push(viewOf(core, table, row, path, best))
    }
    if (path === best && given === undefined && last === undefined) given = peerId
    else last = peerId
  }
  return undefined
}

/** Prefixes looked at before it is asked again whether the page is full. */
const PORTION = 512
