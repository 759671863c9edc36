// The check of a request before it is sent, as botocore makes it: required members, unknown members, types and lower
// bounds. What the AWS CLI leaves to the server is checked in precheck.ts.

import type { NumberShape, Shape, StructureShape } from '../../model/shape.ts'
import { wrongCommand, type Failure } from '../failure.ts'
import { isList, isMap, plainText, repr, typeText, type Value, type ValueMap } from '../value.ts'

/** Sentences about all that is wrong with `request`; empty when nothing is. */
export function findings(shape: StructureShape, request: ValueMap): readonly string[] {
  const found: string[] = []
  checkStructure(shape, request, '', found)
  return found
}

/** The failure that lists `found`. */
export const validationFailure = (found: readonly string[]): Failure =>
  wrongCommand(`Parameter validation failed:\n${found.join('\n')}`)

const shown = (path: string): string => (path === '' ? 'input' : path.replace(/^\./, ''))

function check(shape: Shape, value: Value, path: string, found: string[]): void {
  if (shape.type === 'structure') {
    if (isMap(value)) checkStructure(shape, value, path, found)
    else wrongType(value, path, ['dict'], found)
  } else if (shape.type === 'list') {
    if (isList(value)) for (const [i, item] of value.entries()) check(shape.member, item, `${path}[${i}]`, found)
    else wrongType(value, path, ['list', 'tuple'], found)
  } else checkScalar(shape, value, path, found)
}

function checkStructure(shape: StructureShape, value: ValueMap, path: string, found: string[]): void {
  for (const [name, member] of Object.entries(shape.members)) {
    if (member.required && !(name in value)) {
      found.push(`Missing required parameter in ${shown(path)}: "${name}"`)
    }
  }
  const names = Object.keys(value)
  for (const name of names) {
    if (Object.hasOwn(shape.members, name)) continue
    const valid = Object.keys(shape.members).join(', ')
    found.push(`Unknown parameter in ${shown(path)}: "${name}", must be one of: ${valid}`)
  }
  for (const name of names) {
    const member = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined
    if (member !== undefined) check(member.shape, value[name] ?? null, `${path}.${name}`, found)
  }
}

function checkScalar(shape: Shape, value: Value, path: string, found: string[]): void {
  switch (shape.type) {
    case 'string':
      if (typeof value !== 'string') wrongType(value, path, ['str'], found)
      return
    case 'boolean':
      if (typeof value !== 'boolean') wrongType(value, path, ['bool'], found)
      return
    case 'timestamp':
      if (typeof value !== 'string') wrongTimestamp(value, path, found)
      return
    default:
      if (shape.type !== 'list' && shape.type !== 'structure') checkNumber(shape, value, path, found)
  }
}

function checkNumber(shape: NumberShape, value: Value, path: string, found: string[]): void {
  // A boolean is an int in Python, and is sent as one.
  const integer = typeof value === 'bigint' || typeof value === 'boolean'
  if (shape.type === 'double' ? !(integer || typeof value === 'number') : !integer) {
    const types = shape.type === 'double' ? ['float', 'decimal.Decimal', 'int'] : ['int']
    wrongType(value, path, types, found)
    return
  }
  if (shape.clientMin !== undefined && Number(value) < shape.clientMin) {
    found.push(
      `Invalid value for parameter ${shown(path)}, value: ${plainText(value)}, valid min value: ${shape.clientMin}`,
    )
  }
}

const text = (value: Value): string => (isList(value) || isMap(value) ? repr(value) : plainText(value))

function wrongType(value: Value, path: string, types: readonly string[], found: string[]): void {
  const valid = types.map((type) => `<class '${type}'>`).join(', ')
  found.push(
    `Invalid type for parameter ${shown(path)}, value: ${text(value)}, type: ${typeText(value)}, valid types: ${valid}`,
  )
}

function wrongTimestamp(value: Value, path: string, found: string[]): void {
  found.push(
    `Invalid type for parameter ${shown(path)}, value: ${text(value)}, type: ${typeText(value)}, ` +
      "valid types: <class 'datetime.datetime'>, timestamp-string",
  )
}
