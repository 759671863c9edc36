// The events of the log: the only way in which the state changes. They are generic over the kind of record, so that
// applying them cannot go wrong and a log written today can be read tomorrow. JSON-serialisable; times and ids inside.

import type { Kind, Resource, Resources } from './resources.ts'

/** Whose data: every account and region is separate. */
export interface Scope {
  readonly account: string
  readonly region: string
}

/** The key of a scope in maps. */
export const scopeKey = (scope: Scope): string => `${scope.account}/${scope.region}`

interface Common {
  readonly scope: Scope
  /** Wall clock of the decision, milliseconds since the epoch. */
  readonly at: number
}

export interface Created<K extends Kind = Kind> extends Common {
  readonly type: 'Created'
  readonly kind: K
  readonly id: string
  readonly resource: Resources[K]
}
export interface Changed<K extends Kind = Kind> extends Common {
  readonly type: 'Changed'
  readonly kind: K
  readonly id: string
  readonly changes: Partial<Resources[K]>
  /** Members that are gone afterwards. */
  readonly unset?: readonly string[]
}
export interface Removed extends Common {
  readonly type: 'Removed'
  readonly kind: Kind
  readonly id: string
}
/** First use of an account and region: what it starts with (the default VPC) was created with the events that follow. */
export interface RegionOpened extends Common {
  readonly type: 'RegionOpened'
}

export type Event = Created | Changed | Removed | RegionOpened

/** Where an event takes its scope and time from. */
interface Source {
  readonly scope: Scope
  readonly now: number
}

/** The event that files `resource` under `id`. */
export const created = <K extends Kind>(from: Source, kind: K, id: string, resource: Resources[K]): Created<K> => ({
  type: 'Created',
  scope: from.scope,
  at: from.now,
  kind,
  id,
  resource,
})

/** Changes of a record; a member given as undefined is taken away. */
export type Changes<K extends Kind> = { readonly [M in keyof Resources[K]]?: Resources[K][M] | undefined }

/** The event that changes some members of a record. */
export function changed<K extends Kind>(from: Source, kind: K, id: string, changes: Changes<K>): Changed<K> {
  const entries = Object.entries(changes)
  const unset = entries.filter(([, value]) => value === undefined).map(([name]) => name)
  const kept = Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Partial<Resource<K>>
  const event: Changed<K> = { type: 'Changed', scope: from.scope, at: from.now, kind, id, changes: kept }
  return unset.length === 0 ? event : { ...event, unset }
}

/** The record as it is after these changes. */
export function withChanges<K extends Kind>(record: Resources[K], changes: Changes<K>): Resources[K] {
  const entries = Object.entries({ ...record, ...changes }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as unknown as Resources[K]
}

/** The event after which nothing is filed under `id`. */
export const removed = (from: Source, kind: Kind, id: string): Removed => ({
  type: 'Removed',
  scope: from.scope,
  at: from.now,
  kind,
  id,
})
