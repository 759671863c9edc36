// `--generate-cli-skeleton`: what a request (JSON, or YAML with comments) or an answer looks like, made from the model.

import type { Member, Operation, Shape, StructureShape } from '../../model/shape.ts'

type Sample = string | number | boolean | readonly Sample[] | { readonly [name: string]: Sample }

/** A request with every member; enumerations have their first value. */
export const sampleRequest = (operation: Operation): Sample => sample(operation.input, undefined)

/** An answer with every member; a text is the name of its member. */
export const sampleResponse = (operation: Operation): Record<string, unknown> =>
  sample(operation.output, (name) => name) as Record<string, unknown>

function sample(shape: Shape, textFor: ((name: string) => string) | undefined, name = ''): Sample {
  switch (shape.type) {
    case 'structure':
      return Object.fromEntries(
        Object.entries(shape.members).map(([key, member]) => [key, sample(member.shape, textFor, key)]),
      )
    case 'list':
      return [sample(shape.member, textFor, shape.memberName ?? nameOfMember(shape.member))]
    case 'boolean':
      return true
    case 'integer':
    case 'long':
      return 0
    case 'double':
      return 0
    case 'timestamp':
      return '1970-01-01T00:00:00'
    default:
      return textFor === undefined ? (shape.enum?.[0] ?? '') : textFor(name)
  }
}

const nameOfMember = (shape: Shape): string => (shape.type === 'structure' ? (shape.name ?? '') : 'String')

/** The request as YAML, each key with a comment that starts with [REQUIRED] where it is. */
export const sampleYaml = (operation: Operation): string => {
  const lines = yamlMembers(operation.input, '')
  return lines.length === 0 ? '{}\n' : `${lines.join('\n')}\n`
}

function yamlMembers(shape: StructureShape, indent: string, firstIndent = indent): string[] {
  return Object.entries(shape.members).flatMap(([name, member], index) => {
    const prefix = index === 0 ? firstIndent : indent
    const gap = index === 0 ? '  ' : ' '
    const value = isScalar(member.shape) ? ` ${yamlScalar(member.shape)}` : ''
    return [`${prefix}${name}:${value}${gap}# ${comment(member)}`, ...yamlNested(member.shape, indent)]
  })
}

const isScalar = (shape: Shape): boolean => shape.type !== 'structure' && shape.type !== 'list'

function yamlNested(shape: Shape, indent: string): string[] {
  if (shape.type === 'structure') return yamlMembers(shape, `${indent}  `)
  if (shape.type !== 'list') return []
  const { member } = shape
  if (member.type === 'structure') return yamlMembers(member, `${indent}  `, `${indent}- `)
  return member.type === 'list' ? [`${indent}-`] : [`${indent}- ${yamlScalar(member)}`]
}

function yamlScalar(shape: Shape): string {
  if (shape.type === 'string') return shape.enum?.[0] ?? "''"
  if (shape.type === 'boolean') return 'true'
  return shape.type === 'timestamp' ? '1970-01-01T00:00:00' : '0'
}

function comment(member: Member): string {
  const { shape, doc, required } = member
  const values =
    shape.type === 'string' && shape.enum !== undefined ? ` Valid values are: ${shape.enum.join(', ')}.` : ''
  return `${required ? '[REQUIRED] ' : ''}${firstSentence(doc)}${values}`
}

const firstSentence = (doc: string): string => /^.*?\.(?=\s|$)/s.exec(doc)?.[0] ?? doc
