// Questions about what a route server has learned: pages of the routing database (GetRouteServerRoutingDatabase;
// behaviour reference 4.13 and 6.1) and why a path won or lost (8.5).

import { unreachable } from '../base/assert.ts'
import { formatAddress, formatPrefix } from '../base/ip.ts'
import type { Prefix } from '../base/ip.ts'
import type { Rib } from '../rib/rib.ts'
import type { Explanation, PathCursor, PathQuery, PathView, Verdict } from '../rib/route.ts'
import { describeAttributes } from '../bgp/describe.ts'
import type { DatabaseRoute, ExplainedPath, RouteFilter } from './protocol.ts'
import { matchesAny } from './wildcard.ts'

/** A path as the database shows it, before it is known which tables have it. */
export type LearnedPath = Omit<DatabaseRoute, 'installations'> & { readonly at: Prefix }

/** The filters that are about paths, as the RIB understands them; those about tables are the caller's. */
export function pathQuery(filters: readonly RouteFilter[]): PathQuery {
  const values = (name: string): readonly string[][] =>
    filters.filter((filter) => filter.name === name).map((filter) => [...filter.values])
  const peers = values('route-server-peer-id')
  const endpoints = values('route-server-endpoint-id')
  const nextHops = values('next-hop-ip')
  const statuses = values('route-status')
  const prefixes = values('prefix')
  const status = (['in-fib', 'in-rib'] as const).filter((one) => statuses.every((wanted) => matchesAny(wanted, one)))
  const nobody = statuses.length > 0 && status.length === 0
  const byPeer = (peerId: string, endpointId: string): boolean =>
    !nobody && peers.every((v) => matchesAny(v, peerId)) && endpoints.every((v) => matchesAny(v, endpointId))
  return {
    ...(prefixes[0] === undefined ? {} : { prefixes: prefixes[0] }),
    ...(peers.length + endpoints.length > 0 || nobody ? { peer: byPeer } : {}),
    ...(nextHops.length > 0 ? { nextHop: (text: string) => nextHops.every((v) => matchesAny(v, text)) } : {}),
    ...(status.length === 1 && status[0] !== undefined ? { status: status[0] } : {}),
  }
}

/** One step through the paths: at most `limit` of them, after visiting at most about `visitsMax` prefixes. */
export function readPaths(
  rib: Rib,
  query: PathQuery,
  after: PathCursor | undefined,
  limit: number,
  visitsMax: number,
): { readonly paths: readonly LearnedPath[]; readonly next: PathCursor | undefined } {
  const page = rib.paths(query, after, limit, visitsMax)
  return { paths: page.paths.map(learnedPath), next: page.next }
}

function learnedPath(path: PathView): LearnedPath {
  return {
    at: path.prefix,
    prefix: formatPrefix(path.prefix),
    peerId: path.peerId,
    endpointId: path.endpointId,
    status: path.status,
    asPath: describeAttributes(path.attributes).asPath,
    ...(path.med === undefined ? {} : { med: path.med }),
    nextHop: formatAddress(path.nextHop),
  }
}

const ORIGINS = ['IGP', 'EGP', 'INCOMPLETE'] as const

/** Every path of a prefix with what decided about it, best first. */
export const explainPaths = (rib: Rib, prefix: Prefix): readonly ExplainedPath[] =>
  rib.explain(prefix).map(explainedPath)

function explainedPath({ path, verdict }: Explanation): ExplainedPath {
  const { asPath, communities, extendedCommunities, largeCommunities } = describeAttributes(path.attributes)
  return {
    peerId: path.peerId,
    endpointId: path.endpointId,
    nextHop: formatAddress(path.nextHop),
    ...(path.interfaceId === undefined ? {} : { eniId: path.interfaceId }),
    asPath,
    origin: ORIGINS[path.origin],
    ...(path.med === undefined ? {} : { med: path.med }),
    localPref: path.localPref,
    communities: [...communities, ...extendedCommunities, ...largeCommunities],
    stale: path.stale,
    status: path.status,
    why: why(verdict, path),
  }
}

const UNUSABLE = {
  'as-loop': 'the AS path contains the AS of the route server',
  'next-hop-not-in-vpc': 'no network interface of the VPC has the next hop',
  'next-hop-is-endpoint': 'the next hop is the address of a route server endpoint',
} as const

function why(verdict: Verdict, path: PathView): string {
  switch (verdict.type) {
    case 'won':
      return path.stale ? 'best path, kept from a session that has ended' : 'best path'
    case 'lost':
      return `${verdict.rule}: ${verdict.loser} loses against ${verdict.winner}`
    case 'unusable':
      return `${verdict.reason}: ${UNUSABLE[verdict.reason]}`
    case 'fib-full':
      return 'fib-full: the route server already has as many routes as it may'
    default:
      return unreachable(verdict)
  }
}
