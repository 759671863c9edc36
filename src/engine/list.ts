// What all describe calls over one kind of record have in common: ids, filters and pages, in creation order.

import type { Operation } from '../model/shape.ts'
import type { World } from './command.ts'
import type { Context } from './decision.ts'
import { compileFilters, type RequestFilters } from './filters.ts'
import { findAll, type NamedKind } from './lookup.ts'
import { pageOf, type Page, type PageRequest } from './paginate.ts'
import type { Resources } from './resources.ts'

export interface ListRequest extends PageRequest {
  readonly Filters?: RequestFilters | undefined
}

/** How a kind of record is listed. */
export interface Listing<K extends NamedKind, T extends object> {
  readonly operation: Operation
  readonly kind: K
  readonly ids: readonly string[] | undefined
  readonly describe: (record: Resources[K]) => T
  /** Values that filters look at and the answer does not have. */
  readonly hidden?: (record: Resources[K]) => object
  /** Take tag filters only. */
  readonly tagsOnly?: boolean
}

/** One page of the records that have the ids and meet the filters. */
export function list<K extends NamedKind, T extends object>(
  { region }: World,
  request: ListRequest,
  context: Context,
  listing: Listing<K, T>,
): Page<T> {
  const { operation, kind, ids, hidden } = listing
  const isWanted = compileFilters(operation, request.Filters, listing.tagsOnly)
  const order = region.order[kind]
  const keyOf = (record: Resources[K]): number => order.get((record as { readonly id: string }).id) ?? 0
  function* items(): Generator<{ readonly position: number; readonly item: T }> {
    for (const record of findAll(region, kind, ids)) {
      const item = listing.describe(record)
      if (isWanted(hidden === undefined ? item : { ...item, ...hidden(record) })) {
        yield { position: keyOf(record), item }
      }
    }
  }
  return pageOf(operation, context.scope, request, items())
}
