// Applying an event. May not refuse: whatever is in the log has happened. Constant work per event, so that a log of
// hundreds of thousands of events is replayed in well under a second.

import { assert, present, unreachable } from '../base/assert.ts'
import { AddressBook, usableRange } from './addresses.ts'
import { scopeKey, type Changed, type Event, type Scope } from './events.ts'
import { indexesOf, keysOf } from './indexes.ts'
import type { Kind, Resource } from './resources.ts'
import type { NetworkInterface } from './vpc-resources.ts'
import type { RouteServerEndpoint, Settling } from './route-server-resources.ts'
import { emptyRegion, type Region, type State } from './state.ts'

/** Applies one event to the state, in place. */
export function evolve(state: State, event: Event): void {
  const region = openRegion(state, event.scope)
  state.sequence++
  switch (event.type) {
    case 'Created':
      assert(!region.tables[event.kind].has(event.id), `${event.kind} ${event.id} is created twice`)
      region.order[event.kind].set(event.id, state.sequence)
      return put(state, region, event.kind, event.id, undefined, event.resource)
    case 'Changed':
      return change(state, region, event)
    case 'Removed':
      region.order[event.kind].delete(event.id)
      return put(state, region, event.kind, event.id, existing(region, event.kind, event.id), undefined)
    case 'RegionOpened':
      region.opened = true
      return undefined
    default:
      return unreachable(event)
  }
}

function openRegion(state: State, scope: Scope): Region {
  const key = scopeKey(scope)
  const found = state.regions.get(key)
  if (found !== undefined) return found
  const region = emptyRegion(scope)
  state.regions.set(key, region)
  return region
}

const existing = (region: Region, kind: Kind, id: string): Resource =>
  present(region.tables[kind].get(id), `${kind} ${id}`)

function change(state: State, region: Region, event: Changed): void {
  const before = existing(region, event.kind, event.id)
  const after = { ...before, ...event.changes } as Resource
  put(state, region, event.kind, event.id, before, event.unset === undefined ? after : without(after, event.unset))
}

/** A copy without some members: `delete` would turn the record into a slow one. */
function without(record: Resource, names: readonly string[]): Resource {
  const kept: Record<string, unknown> = {}
  for (const name of Object.keys(record)) {
    if (!names.includes(name)) kept[name] = record[name as keyof Resource]
  }
  return kept as unknown as Resource
}

/** Files `after` in place of `before` (undefined: not there) in the table and in everything derived from it. */
export function put(
  state: State,
  region: Region,
  kind: Kind,
  id: string,
  before: Resource | undefined,
  after: Resource | undefined,
): void {
  const table = region.tables[kind] as Map<string, Resource>
  if (after === undefined) table.delete(id)
  else table.set(id, after)
  reindex(region, kind, id, before, after)
  if (kind === 'network-interface') bookAddresses(region, before as NetworkInterface, after as NetworkInterface)
  if (kind === 'route-server-endpoint') bookHostAddress(state, id, before, after)
  schedule(state, region.scope, kind, id, after as Settling | undefined)
}

function reindex(
  region: Region,
  kind: Kind,
  id: string,
  before: Resource | undefined,
  after: Resource | undefined,
): void {
  for (const name of indexesOf(kind)) {
    const had = before === undefined ? NO_KEYS : keysOf(name, before)
    const has = after === undefined ? NO_KEYS : keysOf(name, after)
    if (areSame(had, has)) continue
    const index = region.indexes[name]
    for (const key of had) if (key !== undefined && !has.includes(key)) drop(index, key, id)
    for (const key of has) if (key !== undefined && !had.includes(key)) file(index, key, id)
  }
}

type Keys = readonly (string | undefined)[]
const NO_KEYS: Keys = []
const areSame = (a: Keys, b: Keys): boolean => a.length === b.length && a.every((key, i) => key === b[i])

function file(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key)
  if (ids === undefined) index.set(key, new Set([id]))
  else ids.add(id)
}

function drop(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key)
  ids?.delete(id)
  if (ids?.size === 0) index.delete(key)
}

function bookAddresses(region: Region, before?: NetworkInterface, after?: NetworkInterface): void {
  if (before !== undefined && before.privateAddresses === after?.privateAddresses) return
  for (const { address } of before?.privateAddresses ?? []) bookOf(region, before as NetworkInterface).delete(address)
  for (const { address } of after?.privateAddresses ?? []) bookOf(region, after as NetworkInterface).add(address)
  const subnetId = (after ?? before)?.subnetId
  if (subnetId !== undefined && region.addresses.get(subnetId)?.size === 0) region.addresses.delete(subnetId)
}

function bookOf(region: Region, { subnetId }: NetworkInterface): AddressBook {
  const found = region.addresses.get(subnetId)
  if (found !== undefined) return found
  const cidrBlock = region.tables.subnet.get(subnetId)?.cidrBlock
  const book = new AddressBook((cidrBlock === undefined ? undefined : usableRange(cidrBlock)?.first) ?? 0)
  region.addresses.set(subnetId, book)
  return book
}

/** The address of an endpoint without its first octet, which the loopback network replaces by 127. */
export const loopbackKey = (address: string): string => address.slice(address.indexOf('.') + 1)

function bookHostAddress(state: State, id: string, before?: Resource, after?: Resource): void {
  const had = hostAddress(before as RouteServerEndpoint | undefined)
  const has = hostAddress(after as RouteServerEndpoint | undefined)
  if (had === has) return
  if (had !== undefined) for (const key of [had, loopbackKey(had)]) drop(state.endpointsByHostAddress, key, id)
  if (has !== undefined) for (const key of [has, loopbackKey(has)]) file(state.endpointsByHostAddress, key, id)
}

const hostAddress = (endpoint: RouteServerEndpoint | undefined): string | undefined =>
  endpoint?.state === 'deleted' ? undefined : endpoint?.eniAddress

function schedule(state: State, scope: Scope, kind: Kind, id: string, after: Settling | undefined): void {
  const key = `${scopeKey(scope)}|${kind}|${id}`
  const at = after?.settlesAt
  if (at === undefined) state.due.delete(key)
  else state.due.set(key, { scope, kind, id, at })
}
