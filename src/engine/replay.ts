// From the log to the state and back: replay of events, and snapshots that bound how many there are to replay.

import { assert } from '../base/assert.ts'
import type { Event, Scope } from './events.ts'
import { scopeKey } from './events.ts'
import { put, evolve } from './evolve.ts'
import { KINDS, type Kind, type Resource } from './resources.ts'
import { emptyRegion, emptyState, type Region, type State } from './state.ts'

/** The state that a sequence of events leads to, from `state` or from nothing. */
export function replay(events: Iterable<Event>, state: State = emptyState()): State {
  for (const event of events) evolve(state, event)
  return state
}

interface RegionSnapshot {
  readonly scope: Scope
  readonly opened: boolean
  /** By kind: number of the creating event, key, record; in creation order. */
  readonly tables: { readonly [kind: string]: readonly (readonly [number, string, Resource])[] }
}

/** A whole state as plain data for JSON. Indexes are not in it: they follow from the records. */
export interface Snapshot {
  readonly format: 1
  readonly sequence: number
  readonly regions: readonly RegionSnapshot[]
}

/** The state as plain data. It shares the records, which never change. */
export const snapshot = (state: State): Snapshot => ({
  format: 1,
  sequence: state.sequence,
  regions: [...state.regions.values()].map(snapshotRegion),
})

function snapshotRegion(region: Region): RegionSnapshot {
  const rows = (kind: Kind): [number, string, Resource][] =>
    [...region.tables[kind]].map(([id, record]) => [region.order[kind].get(id) ?? 0, id, record])
  const tables = KINDS.map((kind) => [kind, rows(kind)] as const).filter(([, rows]) => rows.length > 0)
  return { scope: region.scope, opened: region.opened, tables: Object.fromEntries(tables) }
}

/** The state that a snapshot was taken of. */
export function restore(from: Snapshot): State {
  assert(from.format === 1, `unknown snapshot format ${String(from.format)}`)
  const state = emptyState()
  state.sequence = from.sequence
  for (const entry of from.regions) restoreRegion(state, entry)
  return state
}

function restoreRegion(state: State, from: RegionSnapshot): void {
  const region = emptyRegion(from.scope)
  region.opened = from.opened
  state.regions.set(scopeKey(from.scope), region)
  const tables = new Map(Object.entries(from.tables))
  for (const name of tables.keys()) assert((KINDS as readonly string[]).includes(name), `unknown kind ${name}`)
  for (const kind of KINDS) {
    for (const [order, id, record] of tables.get(kind) ?? []) {
      region.order[kind].set(id, order)
      put(state, region, kind, id, undefined, record)
    }
  }
}
