// The state of the engine: the fold of all events. One value holds every account and region; each has its tables of
// records and the indexes over them. Only `evolve` changes it. Maps keep creation order, which is the order of lists.

import { present } from '../base/assert.ts'
import type { AddressBook } from './addresses.ts'
import { DueQueue } from './due.ts'
import { scopeKey, type Scope } from './events.ts'
import { INDEX_NAMES, INDEXES, type IndexName } from './indexes.ts'
import { KINDS, type Kind, type Resources } from './resources.ts'

export type Tables = { readonly [K in Kind]: Map<string, Resources[K]> }
export type Indexes = { readonly [I in IndexName]: Map<string, Set<string>> }

/** Everything of one account in one region. */
export interface Region {
  readonly scope: Scope
  /** Whether what a region starts with was created (see `openingEvents`). */
  opened: boolean
  readonly tables: Tables
  readonly indexes: Indexes
  /** Number of the event that created a record, by kind and id: what page tokens count in. */
  readonly order: { readonly [K in Kind]: Map<string, number> }
  /** Addresses in use by subnet. */
  readonly addresses: Map<string, AddressBook>
}

export interface State {
  /** Number of events applied. */
  sequence: number
  /** By {@link scopeKey}. */
  readonly regions: Map<string, Region>
  readonly due: DueQueue
  /**
   * Ids of live endpoints of all regions by their address, and by their address without the first octet: the network of
   * the host is one for all VPCs, and on the loopback network the first octet is always 127.
   */
  readonly endpointsByHostAddress: Map<string, Set<string>>
}

export const emptyState = (): State => ({
  sequence: 0,
  regions: new Map(),
  due: new DueQueue(),
  endpointsByHostAddress: new Map(),
})

/** A region without anything in it. */
export function emptyRegion(scope: Scope): Region {
  const entries = <N extends string, V>(names: readonly N[], value: () => V): Record<N, V> =>
    Object.fromEntries(names.map((name) => [name, value()])) as Record<N, V>
  return {
    scope,
    opened: false,
    tables: entries(KINDS, () => new Map()) as Tables,
    indexes: entries(INDEX_NAMES, () => new Map()),
    order: entries(KINDS, () => new Map()),
    addresses: new Map(),
  }
}

/** The region of a scope; an empty one, not kept, for a scope that was never used. */
export const regionOf = (state: State, scope: Scope): Region => state.regions.get(scopeKey(scope)) ?? emptyRegion(scope)

/** The table of one kind. */
export const tableOf = <K extends Kind>(region: Region, kind: K): ReadonlyMap<string, Resources[K]> =>
  region.tables[kind]

const NONE: ReadonlySet<string> = new Set()

/** Ids of the records that an index has under `key`. */
export const idsBy = (region: Region, index: IndexName, key: string): ReadonlySet<string> =>
  region.indexes[index].get(key) ?? NONE

export const countBy = (region: Region, index: IndexName, key: string): number => idsBy(region, index, key).size

type KindOf<I extends IndexName> = (typeof INDEXES)[I]['kind']

/** The records that an index has under `key`, oldest first. */
export function recordsBy<I extends IndexName>(region: Region, index: I, key: string): Resources[KindOf<I>][] {
  const kind: KindOf<I> = INDEXES[index].kind
  const order = region.order[kind]
  const ids = [...idsBy(region, index, key)].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
  return ids.map((id) => present(tableOf(region, kind).get(id), `${kind} ${id}`))
}

/** The one record that an index has under `key`, where there can be only one. */
export const recordBy = <I extends IndexName>(
  region: Region,
  index: I,
  key: string,
): Resources[KindOf<I>] | undefined => recordsBy(region, index, key)[0]
