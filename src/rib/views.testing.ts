// For tests: updates written as text, and the engine's answers as text.

import { comparePrefixes, formatAddress, formatPrefix, parseAddress, parseIpv4, parsePrefix } from '../base/ip.ts'
import { assert, present } from '../base/assert.ts'
import type { Address, Prefix } from '../base/ip.ts'
import { newUpdateView } from '../bgp/update-view.ts'
import type { Outcome, PathSummary, PrefixWords, UpdateView } from '../bgp/update-view.ts'
import type { Rib } from './rib.ts'
import type { FibEntry, NextHopOwner, PathCursor, PathQuery, PathView } from './route.ts'

export const prefixOf = (text: string): Prefix => present(parsePrefix(text), text)
export const addressOf = (text: string): Address => present(parseAddress(text), text)

/** One UPDATE. `nextHop6` 'link-local' is a link-local next hop alone. */
export interface Said {
  readonly announce?: readonly string[]
  readonly withdraw?: readonly string[]
  readonly nextHop?: string
  readonly nextHop6?: string
  readonly med?: number | undefined
  readonly summary?: Partial<PathSummary>
  readonly outcome?: Outcome
  /** More octets of attributes that best path does not look at. */
  readonly extra?: string
}

function fill(list: PrefixWords, prefixes: readonly Prefix[]): void {
  list.words = Uint32Array.from(prefixes.flatMap((p) => [...p.words, p.length]))
  list.count = prefixes.length
}

/** What the decoder would make of the update. */
export function viewOf(said: Said): UpdateView {
  const view = newUpdateView()
  const announced = (said.announce ?? []).map(prefixOf)
  const withdrawn = (said.withdraw ?? []).map(prefixOf)
  const only = (family: 4 | 6) => (prefix: Prefix) => prefix.family === family
  fill(view.announced4, announced.filter(only(4)))
  fill(view.announced6, announced.filter(only(6)))
  fill(view.withdrawn4, withdrawn.filter(only(4)))
  fill(view.withdrawn6, withdrawn.filter(only(6)))
  view.nextHop4 = parseIpv4(said.nextHop ?? '0.0.0.0') ?? 0
  view.nextHop6LinkLocal = said.nextHop6 === 'link-local'
  view.nextHop6 = Uint32Array.from(addressOf(view.nextHop6LinkLocal ? '::' : (said.nextHop6 ?? '::')).words)
  Object.assign(view.summary, { asPathLength: 1 }, said.summary)
  if (said.med !== undefined) Object.assign(view.summary, { hasMed: true, med: said.med })
  view.outcome = said.outcome ?? 'ok'
  const key = new TextEncoder().encode(`..${JSON.stringify(view.summary)}${said.extra ?? ''}`)
  view.key = key
  view.keyStart = 2
  view.keyEnd = key.length
  return view
}

export const ownerOf = (text: string, interfaceId: string, endpoint = false): NextHopOwner => ({
  address: addressOf(text),
  interfaceId,
  canonical: addressOf(text),
  endpoint,
})

/** Work until nothing is left. */
export function drain(rib: Rib, units = 1000): void {
  let rounds = 0
  while (rib.work(units)) if (rounds++ > 1_000_000) throw new Error('work never ends')
}

export const entryText = (entry: FibEntry | undefined): string | undefined =>
  entry &&
  `${formatPrefix(entry.prefix)} ${entry.interfaceId} ${formatAddress(entry.nextHop)} ${entry.peerId}${entry.stale ? ' stale' : ''}`

export const pathText = (path: PathView): string =>
  `${formatPrefix(path.prefix)} ${path.peerId} ${path.status}${path.stale ? ' stale' : ''}${path.unusable === undefined ? '' : ` ${path.unusable}`}`

/** The whole FIB, page by page. */
export function fibTexts(rib: Rib, page = 7): string[] {
  const texts: string[] = []
  let cursor: Prefix | undefined
  do {
    const { entries, next } = rib.fib(cursor, page)
    assert(cursor === undefined || next === undefined || comparePrefixes(cursor, next) < 0, 'the cursor stands still')
    texts.push(...entries.map((entry) => entryText(entry) as string))
    cursor = next
  } while (cursor !== undefined)
  return texts
}

/** All paths that a query wants, page by page. */
export function pathTexts(rib: Rib, query: PathQuery = {}, page = 7, visitsMax?: number): string[] {
  const texts: string[] = []
  let cursor: PathCursor | undefined
  do {
    const { paths, next } = rib.paths(query, cursor, page, visitsMax)
    assert(next === undefined || JSON.stringify(next) !== JSON.stringify(cursor), 'the cursor stands still')
    texts.push(...paths.map(pathText))
    cursor = next
  } while (cursor !== undefined)
  return texts
}
