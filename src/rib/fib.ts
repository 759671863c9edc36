// Reading the FIB: the best path of each prefix that has a slot, as it is at this moment, whatever clean-up is pending.

import { bitsOf, maskWords } from '../base/ip.ts'
import type { Address, Family, Prefix } from '../base/ip.ts'
import { NEXT_HOP } from './attributes.ts'
import type { Core } from './core.ts'
import type { FibCursor, FibEntry } from './route.ts'
import type { RouteTable } from './route-table.ts'
import { UP } from './sessions.ts'

/** The entry of a prefix row, unless it has no usable path or no slot. */
export function entryOf(core: Core, table: RouteTable, row: number): FibEntry | undefined {
  if (!table.isAdmitted(row)) return undefined
  const path = table.best(row)
  if (path === 0) return undefined
  const session = table.sessionOf(path)
  const owner = core.nextHops.ownerOf(core.attributes.rows.get(table.attributeOf(path), NEXT_HOP))
  const peer = core.peers[core.sessions.peer[session] as number]
  if (owner === undefined || peer === undefined) return undefined
  return {
    prefix: table.prefix(row),
    interfaceId: owner.interfaceId,
    nextHop: owner.canonical,
    peerId: peer.config.peerId,
    stale: core.sessions.state[session] !== UP,
    group: table.groupOf(row),
  }
}

/** The entry of exactly this prefix. */
export function exactEntry(core: Core, prefix: Prefix): FibEntry | undefined {
  const table = core.table(prefix.family)
  const row = table.find(prefix.words, prefix.length)
  return row === 0 ? undefined : entryOf(core, table, row)
}

/** The entry of the longest prefix that covers the address and leads somewhere. */
export function longestMatch(core: Core, address: Address): FibEntry | undefined {
  const table = core.table(address.family)
  for (let length: number = bitsOf(address.family); length >= 0; length--) {
    if (!table.hasLength(length)) continue
    const row = table.find(maskWords(address.words, length), length)
    const entry = row === 0 ? undefined : entryOf(core, table, row)
    if (entry !== undefined) return entry
  }
  return undefined
}

/** The first position of a family. */
export const firstOf = (family: Family): Prefix => ({ family, words: family === 4 ? [0] : [0, 0, 0, 0], length: 0 })

/**
 * Prefix rows in order from a position on, family after family, in portions: the caller stops when it has enough.
 * Nothing may change the tables between two portions of one walk.
 */
export function* rowsFrom(
  core: Core,
  from: Prefix,
  inclusive: boolean,
  portion: number,
): Generator<readonly [RouteTable, number]> {
  let at = from
  let including = inclusive
  for (;;) {
    const table = core.table(at.family)
    const rows: number[] = []
    table.collect(rows, at, including, portion)
    for (const row of rows) yield [table, row]
    if (rows.length >= portion) {
      at = table.prefix(rows.at(-1) as number)
      including = false
    } else if (at.family === 4) {
      at = firstOf(6)
      including = true
    } else {
      return
    }
  }
}

/** At most `limit` entries after the cursor, after at most about `visitsMax` prefixes. */
export function fibPage(
  core: Core,
  after: FibCursor | undefined,
  limit: number,
  visitsMax: number,
): { readonly entries: readonly FibEntry[]; readonly next: FibCursor | undefined } {
  const entries: FibEntry[] = []
  let visits = 0
  for (const [table, row] of rowsFrom(core, after ?? firstOf(4), after === undefined, Math.min(limit, 256))) {
    const entry = entryOf(core, table, row)
    if (entry !== undefined) entries.push(entry)
    if (entries.length >= limit || ++visits >= visitsMax) return { entries, next: table.prefix(row) }
  }
  return { entries, next: undefined }
}
