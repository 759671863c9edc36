// The difference of two configurations of a VPC, so that a change of one peer among thousands is small on its way and
// small to take over. Members that two configurations share as objects are told apart by identity alone: what makes a
// new configuration keeps the objects of what has not changed.

import type { DesiredVpc } from './protocol.ts'

/** The lists whose members have ids, with the name of the id. Their order means nothing but who was there first. */
const IDS = {
  subnets: 'subnetId',
  gateways: 'gatewayId',
  interfaces: 'eniId',
  routeServers: 'routeServerId',
  endpoints: 'endpointId',
  peers: 'peerId',
  tables: 'routeTableId',
} as const

type ListName = keyof typeof IDS
type Member<L extends ListName> = DesiredVpc[L][number]

/** What came to a list or changed in it, and the ids of what went. */
export interface ListChange<T> {
  readonly put: readonly T[]
  readonly gone: readonly string[]
}

/** Lists and other members that differ; what is absent is the same. */
export type DesiredChange = { readonly [L in ListName]?: ListChange<Member<L>> } & {
  readonly rest?: Partial<Omit<DesiredVpc, ListName>>
}

/** What `after` differs in from `before`; undefined when it does not. */
export function changeOf(before: DesiredVpc, after: DesiredVpc): DesiredChange | undefined {
  const change: Record<string, unknown> = {}
  const rest: Record<string, unknown> = {}
  for (const name of Object.keys(after) as (keyof DesiredVpc)[]) {
    if (isList(name)) {
      const list = listChange<object>(before[name], after[name], IDS[name])
      if (list !== undefined) change[name] = list
    } else if (!same(before[name], after[name])) rest[name] = after[name]
  }
  if (Object.keys(rest).length > 0) change['rest'] = rest
  return Object.keys(change).length === 0 ? undefined : change
}

/** `before` with the change. Lists and members that the change does not name are the same objects. */
export function withChange(before: DesiredVpc, change: DesiredChange): DesiredVpc {
  const after: Record<string, unknown> = { ...before, ...change.rest }
  for (const name of Object.keys(IDS) as ListName[]) {
    const list = change[name]
    if (list !== undefined) after[name] = changedList<object>(before[name], list, IDS[name])
  }
  return after as unknown as DesiredVpc
}

const isList = (name: string): name is ListName => Object.hasOwn(IDS, name)

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

const idOf = (member: object, id: string): string => (member as Readonly<Record<string, string>>)[id] as string

function listChange<T extends object>(
  before: readonly T[],
  after: readonly T[],
  id: string,
): ListChange<T> | undefined {
  if (before === after) return undefined
  const [had, has] = [new Set(before), new Set(after)]
  const old = new Map(before.filter((member) => !has.has(member)).map((member) => [idOf(member, id), member]))
  const put: T[] = []
  for (const member of after) {
    if (had.has(member)) continue
    const was = old.get(idOf(member, id))
    old.delete(idOf(member, id))
    if (was === undefined || !same(was, member)) put.push(member)
  }
  return put.length + old.size === 0 ? undefined : { put, gone: [...old.keys()] }
}

function changedList<T extends object>(before: readonly T[], { put, gone }: ListChange<T>, id: string): readonly T[] {
  const left = new Map(put.map((member) => [idOf(member, id), member]))
  const without = new Set(gone)
  const after: T[] = []
  for (const member of before) {
    const key = idOf(member, id)
    if (without.has(key)) continue
    after.push(left.get(key) ?? member)
    left.delete(key)
  }
  return [...after, ...left.values()]
}

/** A configuration of nothing, which every first one differs from. */
export const nothingDesired = (of: DesiredVpc): DesiredVpc => ({
  ...of,
  subnets: [],
  gateways: [],
  interfaces: [],
  routeServers: [],
  endpoints: [],
  peers: [],
  tables: [],
})
