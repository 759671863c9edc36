// Reading the FIB: the best path of each prefix that has a slot, as it is at this moment, whatever clean-up is pending.

import { bitsOf, prefixOf } from '../base/ip.ts'
import type { Address, Family, Prefix } from '../base/ip.ts'
import { NEXT_HOP } from './attributes.ts'
import type { Core } from './core.ts'
import type { FibCursor, FibEntry } from './route.ts'
import type { RouteTable } from './route-table.ts'
import { UP } from './sessions.ts'

/** The entry of a prefix row, unless it has no usable path or no slot. */
export function entryOf(core: Core, table: RouteTable, row: number): FibEntry | undefined {
  if (!table.prefixes.isAdmitted(row)) return undefined
  const path = table.best(row)
  if (path === 0) return undefined
  const session = table.paths.sessionOf(path)
  const owner = core.nextHops.ownerOf(core.attributes.rows.get(table.paths.attributeOf(path), NEXT_HOP))
  const peer = core.peers[core.sessions.peer[session] as number]
  if (owner === undefined || peer === undefined) return undefined
  return {
    prefix: table.prefixes.prefix(row),
    interfaceId: owner.interfaceId,
    nextHop: owner.canonical,
    peerId: peer.config.peerId,
    stale: core.sessions.state[session] !== UP,
    group: table.prefixes.groupOf(row),
  }
}

/** The entry of exactly this prefix. */
export function exactEntry(core: Core, prefix: Prefix): FibEntry | undefined {
  const table = core.table(prefix.family)
  const row = table.find(prefix)
  return row === 0 ? undefined : entryOf(core, table, row)
}

/** The entry of the longest prefix that covers the address and leads somewhere. */
export function longestMatch(core: Core, address: Address): FibEntry | undefined {
  const table = core.table(address.family)
  for (let length: number = bitsOf(address.family); length >= 0; length--) {
    if (!table.prefixes.hasLength(length)) continue
    const row = table.find(prefixOf(address, length))
    const entry = row === 0 ? undefined : entryOf(core, table, row)
    if (entry !== undefined) return entry
  }
  return undefined
}

/** The first position of a family. */
export const firstOf = (family: Family): Prefix => ({ family, words: family === 4 ? [0] : [0, 0, 0, 0], length: 0 })

/** Some prefix rows of one family in order. */
export interface Portion {
  readonly table: RouteTable
  readonly rows: readonly number[]
  /** Where it goes on, at that position or after it; undefined behind the last prefix. */
  readonly next: Position | undefined
}

export interface Position {
  readonly prefix: Prefix
  readonly inclusive: boolean
}

export const START: Position = { prefix: firstOf(4), inclusive: true }

/** The wanted rows from a position on, about `limit` of them unless `visits` or the family end before. */
export function portionFrom(
  core: Core,
  from: Position,
  limit: number,
  visits: number,
  isWanted?: (table: RouteTable, row: number) => boolean,
): Portion {
  const { family } = from.prefix
  const table = core.table(family)
  const rows: number[] = []
  const test = isWanted && ((row: number): boolean => isWanted(table, row))
  const last = table.prefixes.collect(rows, from.prefix, from.inclusive, limit, visits, test)
  if (last !== 0) return { table, rows, next: { prefix: table.prefixes.prefix(last), inclusive: false } }
  if (family === 6) return { table, rows, next: undefined }
  const next = { prefix: firstOf(6), inclusive: true }
  return rows.length > 0 ? { table, rows, next } : portionFrom(core, next, limit, visits, isWanted)
}

/** At most `limit` entries after the cursor, after at most about `visitsMax` prefixes. */
export function fibPage(
  core: Core,
  after: FibCursor | undefined,
  limit: number,
  visitsMax: number,
): { readonly entries: readonly FibEntry[]; readonly next: FibCursor | undefined } {
  const entries: FibEntry[] = []
  let visits = visitsMax
  let at: Position | undefined = after === undefined ? START : { prefix: after, inclusive: false }
  while (at !== undefined && visits > 0) {
    const { table, rows, next }: Portion = portionFrom(core, at, limit - entries.length, visits)
    for (const row of rows) {
      const entry = entryOf(core, table, row)
      if (entry !== undefined) entries.push(entry)
      if (entries.length >= limit) return { entries, next: entry?.prefix }
    }
    visits -= Math.max(1, rows.length)
    at = next
  }
  return { entries, next: cursorOf(at) }
}

/** A position as a cursor, which is a prefix to go on after. Nothing is before the first prefix of IPv6. */
export function cursorOf(at: Position | undefined): Prefix | undefined {
  if (at?.inclusive !== true) return at?.prefix
  return { family: 4, words: [0xffffffff], length: 32 }
}
