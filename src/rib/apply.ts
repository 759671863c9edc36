// One UPDATE into the tables. An UPDATE has one attribute set, interned once, and at most a few thousand prefixes.

import type { PrefixWords, UpdateView } from '../bgp/update-view.ts'
import type { Core } from './core.ts'
import type { Applied } from './route.ts'
import { ANNOUNCED, REFUSED, REPLACED } from './route-table.ts'
import type { RouteTable } from './route-table.ts'

/** See {@link Rib.apply}; `result` is filled. */
export function applyUpdate(core: Core, session: number, view: UpdateView, result: Applied): void {
  result.announced = result.replaced = result.unchanged = result.withdrawn = result.refused = 0
  if (view.outcome === 'session-reset') return
  noteEndOfRib(core, session, view)
  // RFC 7606 2: treat-as-withdraw removes what the message announces, too.
  const isMalformed = view.outcome === 'treat-as-withdraw'
  if (isMalformed) {
    withdrawAll(core.table4, view.announced4, session, result)
    withdrawAll(core.table6, view.announced6, session, result)
  }
  const has4 = !isMalformed && hasRoom(core, core.table4, view.announced4, session, result)
  const has6 = !isMalformed && hasRoom(core, core.table6, view.announced6, session, result)
  if (view.withdrawn4.count > 0) {
    if (has4) touchAll(core.table4, view.announced4, session)
    withdrawAll(core.table4, view.withdrawn4, session, result)
  }
  if (view.withdrawn6.count > 0) {
    if (has6) touchAll(core.table6, view.announced6, session)
    withdrawAll(core.table6, view.withdrawn6, session, result)
  }
  if (has4) announce(core, core.table4, view.announced4, session, core.nextHops.ipv4(view.nextHop4), view, result)
  if (has6) announce(core, core.table6, view.announced6, session, nextHop6(core, session, view), view, result)
}

/** Whether there is something to announce, and room for it whatever it is; without room all of it is refused. */
function hasRoom(core: Core, table: RouteTable, { count }: PrefixWords, session: number, result: Applied): boolean {
  if (count === 0 || !table.isFull) return count > 0
  core.sessions.refused[session] = (core.sessions.refused[session] as number) + count
  result.refused += count
  return false
}

function noteEndOfRib(core: Core, session: number, view: UpdateView): void {
  if (view.endOfRib === 0) return
  const seen = core.sessions.endOfRib
  seen[session] = (seen[session] as number) | (view.endOfRib === 4 ? 1 : 2)
}

const nextHop6 = (core: Core, session: number, view: UpdateView): number =>
  view.nextHop6LinkLocal
    ? core.nextHops.linkLocal(core.sessions.peerAddress[session] as number)
    : core.nextHops.ipv6(view.nextHop6)

function announce(
  core: Core,
  table: RouteTable,
  list: PrefixWords,
  session: number,
  nextHop: number,
  view: UpdateView,
  result: Applied,
): void {
  const attribute = core.attributes.intern(view.key, view.keyStart, view.keyEnd, nextHop, view.summary)
  const { words, stride, count } = list
  const hashes = table.prefixes.hashesOf(list)
  table.begin(session, attribute)
  for (let i = 0, at = 0; i < count; i++, at += stride) {
    const hash = hashes[i] as number
    const w0 = (words[at] as number) | 0
    const outcome =
      stride === 2
        ? table.announce(hash, w0, 0, 0, 0, (words[at + 1] as number) | 0)
        : table.announce(hash, w0, (words[at + 1] as number) | 0, (words[at + 2] as number) | 0, (words[at + 3] as number) | 0, words[at + 4] as number) // prettier-ignore
    if (outcome === ANNOUNCED) result.announced++
    else if (outcome === REPLACED) result.replaced++
    else if (outcome === REFUSED) result.refused++
    else result.unchanged++
  }
  table.end()
  core.attributes.release(attribute)
}

function withdrawAll(table: RouteTable, list: PrefixWords, session: number, result: Applied): void {
  const { words, stride, count } = list
  const hashes = table.prefixes.hashesOf(list)
  for (let i = 0, at = 0; i < count; i++, at += stride) {
    const hash = hashes[i] as number
    const w0 = (words[at] as number) | 0
    const seen =
      stride === 2
        ? table.withdraw(hash, w0, 0, 0, 0, (words[at + 1] as number) | 0, session)
        : table.withdraw(hash, w0, (words[at + 1] as number) | 0, (words[at + 2] as number) | 0, (words[at + 3] as number) | 0, words[at + 4] as number, session) // prettier-ignore
    if (seen) result.withdrawn++
  }
}

function touchAll(table: RouteTable, list: PrefixWords, session: number): void {
  const { words, stride, count } = list
  const hashes = table.prefixes.hashesOf(list)
  for (let i = 0, at = 0; i < count; i++, at += stride) {
    const hash = hashes[i] as number
    const w0 = (words[at] as number) | 0
    if (stride === 2) table.touch(hash, w0, 0, 0, 0, (words[at + 1] as number) | 0, session)
    else table.touch(hash, w0, (words[at + 1] as number) | 0, (words[at + 2] as number) | 0, (words[at + 3] as number) | 0, words[at + 4] as number, session) // prettier-ignore
  }
}
