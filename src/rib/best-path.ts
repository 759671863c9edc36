// The order of paths of one prefix (behaviour reference 8.5). It depends only on what a path and its session have had
// from the start, never on what is usable at the moment, so a list once sorted stays sorted.

import { formatIpv4 } from '../base/ip.ts'
import { LOCAL_PREF, MED, PATH_ORIGIN, STRIDE } from './attributes.ts'
import type { Attributes } from './attributes.ts'
import type { Rule } from './route.ts'
import { ROW_MASK, ROW_SHIFT } from './rows.ts'
import type { Sessions } from './sessions.ts'

/** Below zero when the path with attributes `a` of session `s` is better than that with `b` of `t`. */
export function comparePaths(
  sessions: Sessions,
  attributes: Attributes,
  a: number,
  s: number,
  b: number,
  t: number,
): number {
  const era = sessions.era
  if (era[s] !== era[t]) return (era[t] as number) - (era[s] as number) // (0) fresh before persisted
  if (a !== b) {
    const chunks = attributes.rows.chunks
    const first = chunks[a >>> ROW_SHIFT] as Uint32Array
    const second = chunks[b >>> ROW_SHIFT] as Uint32Array
    const x = (a & ROW_MASK) * STRIDE
    const y = (b & ROW_MASK) * STRIDE
    let d = (second[y + LOCAL_PREF] as number) - (first[x + LOCAL_PREF] as number) // (1)
    if (d !== 0) return d
    d = (first[x + PATH_ORIGIN] as number) - (second[y + PATH_ORIGIN] as number) // (2), (3)
    if (d !== 0) return d
    d = (first[x + MED] as number) - (second[y + MED] as number) // (4) whatever the neighbour AS; missing is 0
    if (d !== 0) return d
  }
  return compareSessions(sessions, s, t)
}

function compareSessions(sessions: Sessions, s: number, t: number): number {
  let d = (sessions.external[t] as number) - (sessions.external[s] as number) // (5)
  if (d !== 0) return d
  d = (sessions.routerId[s] as number) - (sessions.routerId[t] as number) // (6)
  if (d !== 0) return d
  d = (sessions.peerAddress[s] as number) - (sessions.peerAddress[t] as number) // (7)
  if (d !== 0) return d
  const first = sessions.endpointId[s] as string
  const second = sessions.endpointId[t] as string
  if (first !== second) return first < second ? -1 : 1 // (8)
  return s - t // a peer that was removed and configured again: the old paths await their clean-up
}

const ORIGINS = ['IGP', 'EGP', 'INCOMPLETE'] as const

/** The rule by which the path (a, s) is before (b, t), and both values as text. */
export function whyBefore(
  sessions: Sessions,
  attributes: Attributes,
  a: number,
  s: number,
  b: number,
  t: number,
): { readonly rule: Rule; readonly winner: string; readonly loser: string } {
  const rows = attributes.rows
  const age = (session: number): string =>
    sessions.era[session] === Math.max(sessions.era[s] ?? 0, sessions.era[t] ?? 0) ? 'fresh' : 'persisted'
  const med = (row: number): string => (attributes.hasMed(row) ? String(rows.get(row, MED)) : '0 (missing)')
  const steps: [
    Rule,
    (row: number, session: number) => number | string,
    ((row: number, session: number) => string)?,
  ][] = [
    ['fresh', (_, session) => sessions.era[session] as number, (_, session) => age(session)],
    ['local-pref', (row) => rows.get(row, LOCAL_PREF)],
    ['as-path-length', (row) => rows.get(row, PATH_ORIGIN) >>> 2],
    ['origin', (row) => rows.get(row, PATH_ORIGIN) & 3, (row) => ORIGINS[rows.get(row, PATH_ORIGIN) & 3] ?? ''],
    ['med', (row) => rows.get(row, MED), med],
    ['external', (_, session) => sessions.external[session] as number, (_, session) => (sessions.external[session] === 1 ? 'eBGP' : 'iBGP')], // prettier-ignore
    ['router-id', (_, session) => sessions.routerId[session] as number, (_, session) => formatIpv4(sessions.routerId[session] as number)], // prettier-ignore
    ['peer-address', (_, session) => sessions.peerAddress[session] as number, (_, session) => formatIpv4(sessions.peerAddress[session] as number)], // prettier-ignore
    ['endpoint-id', (_, session) => sessions.endpointId[session] as string],
  ]
  for (const [rule, value, text = (row: number, session: number) => String(value(row, session))] of steps) {
    if (value(a, s) !== value(b, t)) return { rule, winner: text(a, s), loser: text(b, t) }
  }
  return { rule: 'endpoint-id', winner: '', loser: '' }
}
