// The members of an operation's input or output, with the names that the data about differences goes by.

import type { Operation, Shape } from '../../src/model/shape.ts'

export interface NamedMember {
  /** From the request or answer to the member: `Vpcs.Tags.Key`. */
  readonly path: string
  /** The operation, or the shape of the structure that it is in, and its name: `Tag.Key`. */
  readonly key: string
}

/** All members, those inside of others after them. */
export function membersOf({ name, input, output }: Operation, direction: 'in' | 'out'): readonly NamedMember[] {
  const found: NamedMember[] = []
  collect(found, direction === 'in' ? input : output, name, '')
  return found
}

function collect(found: NamedMember[], shape: Shape, owner: string, path: string): void {
  if (shape.type === 'list') return collect(found, shape.member, owner, path)
  if (shape.type !== 'structure') return
  const own = shape.name ?? owner
  for (const [name, member] of Object.entries(shape.members)) {
    const inner = path === '' ? name : `${path}.${name}`
    found.push({ path: inner, key: `${own}.${name}` })
    collect(found, member.shape, own, inner)
  }
}

/** The members that are in `keys`, and those inside of them. */
export function coveredBy(members: readonly NamedMember[], keys: ReadonlyMap<string, unknown>): readonly NamedMember[] {
  const outer = members.filter(({ key }) => keys.has(key)).map(({ path }) => path)
  return members.filter(({ path }) => outer.some((one) => path === one || path.startsWith(`${one}.`)))
}
