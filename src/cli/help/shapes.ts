// How a value of a shape is written: as shorthand, as JSON, and member by member.

import type { Member, Shape, StructureShape } from '../../model/shape.ts'
import type { PageWriter } from './page.ts'

/** `(string)`, `(list)`, as in the headings of options. */
export const typeName = (shape: Shape): string => shape.type

const isStructured = (shape: Shape): boolean => shape.type === 'structure' || shape.type === 'list'

/** The shorthand form of an option's value; undefined where there is none. */
export function shorthandForm(shape: Shape): string | undefined {
  if (shape.type === 'list') return isStructured(shape.member) ? `${shorthand(shape.member, 0)} ...` : undefined
  return shape.type === 'structure' ? shorthand(shape, 0) : undefined
}

function shorthand(shape: Shape, depth: number): string {
  if (shape.type === 'structure') {
    const pairs = Object.entries(shape.members).map(([name, m]) => `${name}=${shorthand(m.shape, depth + 1)}`)
    return depth === 0 ? pairs.join(',') : `{${pairs.join(',')}}`
  }
  if (shape.type !== 'list') return shape.type
  const member = shorthand(shape.member, depth + 1)
  return isStructured(shape.member) || depth > 1 ? `[${member},${member}]` : `${member},${member}`
}

/** The JSON form of an option's value, in lines. */
export function jsonForm(shape: Shape, indent = ''): string[] {
  const inner = `${indent}  `
  if (shape.type === 'structure') {
    const members = Object.entries(shape.members).map(([name, member]) => {
      const [first = '', ...others] = jsonForm(member.shape, inner)
      return [`${inner}"${name}": ${first.trimStart()}`, ...others]
    })
    return [`${indent}{`, ...separated(members), `${indent}}`]
  }
  if (shape.type === 'list') {
    const [first = '', ...others] = jsonForm(shape.member, inner)
    return [`${indent}[`, `${inner}${first.trimStart()}`, ...others, `${inner}...`, `${indent}]`]
  }
  return [`${indent}${jsonScalar(shape)}`]
}

const separated = (groups: readonly (readonly string[])[]): string[] =>
  groups.flatMap((lines, i) => (i === groups.length - 1 ? lines : [...lines.slice(0, -1), `${lines.at(-1) ?? ''},`]))

function jsonScalar(shape: Shape): string {
  if (shape.type === 'string') return shape.enum === undefined ? '"string"' : shape.enum.map((v) => `"${v}"`).join('|')
  if (shape.type === 'boolean') return 'true|false'
  return shape.type === 'timestamp' ? 'timestamp' : shape.type
}

/** The members of a structure with what they mean, those of inner structures further in. */
export function describeMembers(page: PageWriter, shape: StructureShape, depth: number): void {
  for (const [name, member] of Object.entries(shape.members)) describeMember(page, name, member, depth)
}

function describeMember(page: PageWriter, name: string, member: Member, depth: number): void {
  const required = member.required ? ' [required]' : ''
  page.paragraph(`${name} -> (${typeName(member.shape)})${required}`, depth).paragraph(member.doc, depth + 1)
  describeValues(page, member.shape, depth + 1)
}

/** What may be inside a value of `shape`. */
export function describeValues(page: PageWriter, shape: Shape, depth: number): void {
  if (shape.type === 'string' && shape.enum !== undefined) {
    page.paragraph(`Possible values: ${shape.enum.join(', ')}`, depth)
  }
  page.blank()
  if (shape.type === 'structure') describeMembers(page, shape, depth)
  if (shape.type === 'list' && shape.member.type === 'structure') {
    page.paragraph('(structure)', depth)
    describeMembers(page, shape.member, depth + 1)
  }
}
