// From an id that a caller gave to the record, or to the right refusal: NotFound for one that does not exist in this
// account and region, Malformed for what is no id of a route server, endpoint or peer. Clients of the VPC part expect
// NotFound whatever the id looks like.

import { errors, isRouteServerKind, type ResourceKind } from '../model/errors.ts'
import { ID_PREFIXES, isId, type IdKind } from '../model/ids.ts'
import type { Kind, Resources } from './resources.ts'
import { tableOf, type Region } from './state.ts'

/** Kinds that callers name by id. */
export type NamedKind = Kind & ResourceKind & IdKind

/** The record with this id; throws Malformed or NotFound. */
export function find<K extends NamedKind>(region: Region, kind: K, id: string): Resources[K] {
  const found = tableOf(region, kind).get(id)
  if (found !== undefined) return found
  if (isRouteServerKind(kind) && !isId(kind, id)) throw errors.malformedId(kind, id, ID_PREFIXES[kind])
  throw errors.notFound(kind, id)
}

/** The records with these ids, in creation order and each once; all records when no ids are given. */
export function findAll<K extends NamedKind>(
  region: Region,
  kind: K,
  ids: readonly string[] | undefined,
): readonly Resources[K][] {
  if (ids === undefined || ids.length === 0) return [...tableOf(region, kind).values()]
  const order = region.order[kind]
  const wanted = [...new Set(ids)].map((id) => ({ record: find(region, kind, id), at: order.get(id) ?? 0 }))
  return wanted.sort((a, b) => a.at - b.at).map(({ record }) => record)
}
