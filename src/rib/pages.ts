// Pages of paths in the order of GetRouteServerRoutingDatabase (behaviour reference 4.13): prefix, best path first, then
// by peer id. A cursor is a place in that order, so paths that stay are given exactly once, whatever comes and goes.

import { formatAddress, formatPrefix } from '../base/ip.ts'
import type { Prefix } from '../base/ip.ts'
import type { OriginCode } from '../bgp/update-view.ts'
import { LOCAL_PREF, MED, NEXT_HOP, PATH_ORIGIN } from './attributes.ts'
import type { Core } from './core.ts'
import { firstOf, rowsFrom } from './fib.ts'
import { isPast, matches, rangeOf, startOf } from './prefix-pattern.ts'
import type { PathCursor, PathPage, PathQuery, PathView, Unusable } from './route.ts'
import type { RouteTable } from './route-table.ts'
import { UP } from './sessions.ts'

/** Everything about one path. `best` is the best path of its prefix, 0 for none. */
export function viewOf(core: Core, table: RouteTable, row: number, path: number, best: number): PathView {
  const { sessions, attributes, nextHops } = core
  const session = table.sessionOf(path)
  const attribute = table.attributeOf(path)
  const word = (index: number): number => attributes.rows.get(attribute, index)
  const nextHop = word(NEXT_HOP)
  const config = core.peers[sessions.peer[session] as number]?.config
  return {
    prefix: table.prefix(row),
    peerId: config?.peerId ?? '',
    endpointId: config?.endpointId ?? '',
    status: path === best && table.isAdmitted(row) ? 'in-fib' : 'in-rib',
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

/** The conditions of a query that are about single paths. */
function pathTest(
  core: Core,
  query: PathQuery,
): (table: RouteTable, row: number, path: number, best: number) => boolean {
  const { sessions, attributes, nextHops } = core
  const isPeerWanted = remembered((peer) => {
    const config = core.peers[peer]?.config
    return config !== undefined && (query.peer?.(config.peerId, config.endpointId) ?? true)
  })
  const isHopWanted = remembered((hop) => query.nextHop?.(formatAddress(nextHops.shown(hop))) ?? true)
  return (table, row, path, best) => {
    if (query.status !== undefined && (path === best && table.isAdmitted(row)) !== (query.status === 'in-fib'))
      return false
    if (query.peer !== undefined && !isPeerWanted(sessions.peer[table.sessionOf(path)] as number)) return false
    return query.nextHop === undefined || isHopWanted(attributes.rows.get(table.attributeOf(path), NEXT_HOP))
  }
}

interface Ranked {
  readonly path: number
  readonly peerId: string
}

/** The paths of a prefix in the order of the page, without those that the cursor has behind it. */
function ranked(core: Core, table: RouteTable, row: number, best: number, inside: PathCursor['inside']): Ranked[] {
  const idOf = (path: number): string =>
    core.peers[core.sessions.peer[table.sessionOf(path)] as number]?.config.peerId ?? ''
  const list = table.pathsOf(row).map((path) => ({ path, peerId: idOf(path) }))
  if (list.length > 1) list.sort((a, b) => (a.path === best ? -1 : b.path === best ? 1 : a.peerId < b.peerId ? -1 : 1))
  if (inside === undefined) return list
  // A path that became best since the last page has been given already, unless its turn is still to come by its id.
  const { best: given, after } = inside
  return list.filter(({ peerId }) => peerId !== given && (after === undefined || peerId > after))
}

/** See {@link Rib.paths}. */
export function pathPage(
  core: Core,
  query: PathQuery,
  after: PathCursor | undefined,
  limit: number,
  visitsMax: number,
): PathPage {
  const ranges = (query.prefixes ?? []).map(rangeOf)
  const isWanted = pathTest(core, query)
  const paths: PathView[] = []
  const start = startOf(ranges, after?.prefix ?? firstOf(4))
  const inside = start === after?.prefix ? after.inside : undefined
  const inclusive = after === undefined || start !== after.prefix || inside !== undefined
  let visits = 0
  let isFirst = true
  for (const [table, row] of rowsFrom(core, start, inclusive, Math.min(Math.max(limit, 16), 256))) {
    const prefix = table.prefix(row)
    const cursorInside = isFirst && inside !== undefined && isSame(prefix, start) ? inside : undefined
    isFirst = false
    if (ranges.length > 0 && isPast(ranges, prefix)) return { paths, next: undefined }
    if (ranges.length === 0 || matches(ranges, prefix, formatPrefix(prefix))) {
      const stopped = fill(core, table, row, cursorInside, isWanted, limit, paths)
      if (stopped !== undefined) return { paths, next: { prefix, inside: stopped } }
    }
    if (paths.length >= limit || ++visits >= visitsMax) return { paths, next: { prefix } }
  }
  return { paths, next: undefined }
}

const isSame = (a: Prefix, b: Prefix): boolean =>
  a.family === b.family && a.length === b.length && a.words.every((word, i) => word === b.words[i])

/** Appends the paths of one prefix; when the page is full before its end, where inside the prefix it stopped. */
function fill(
  core: Core,
  table: RouteTable,
  row: number,
  inside: PathCursor['inside'],
  isWanted: (table: RouteTable, row: number, path: number, best: number) => boolean,
  limit: number,
  paths: PathView[],
): PathCursor['inside'] {
  const best = table.best(row)
  let given = inside?.best
  let last = inside?.after
  for (const { path, peerId } of ranked(core, table, row, best, inside)) {
    if (isWanted(table, row, path, best)) {
      if (paths.length >= limit)
        return { ...(given !== undefined && { best: given }), ...(last !== undefined && { after: last }) }
      paths.push(viewOf(core, table, row, path, best))
    }
    if (path === best && given === undefined) given = peerId
    else last = peerId
  }
  return undefined
}
