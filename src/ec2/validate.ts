// Whether a request means something: required members, bounds, enums, lengths and formats, all read from the model. Used
// by the server, which answers the first problem with EC2's code, and by the command line before anything is sent.

import { parseIpv4, parseIpv6, parsePrefix } from '../base/ip.ts'
import { errors, isRouteServerKind, type ApiError } from '../model/errors.ts'
import { ID_PREFIXES, isId, type IdKind } from '../model/ids.ts'
import type { ListShape, Member, NumberShape, Shape, StringShape, StructureShape } from '../model/shape.ts'
import { queryName } from '../model/shape.ts'

export interface Problem {
  /** Member names and list indexes (from 1) from the request to the value. */
  readonly path: readonly (string | number)[]
  /** The same place in the form of a request, `BgpOptions.PeerAsn`. */
  readonly parameter: string
  readonly kind: 'missing' | 'type' | 'enum' | 'range' | 'length' | 'format' | 'id'
  readonly value: unknown
  /** A sentence that says what would be right. */
  readonly why: string
  readonly shape: Shape
}

/** All problems of `request`, those of missing members first. */
export function findProblems(input: StructureShape, request: Readonly<Record<string, unknown>>): readonly Problem[] {
  const found: Problem[] = []
  checkStructure(found, input, request, [], '')
  return [...found.filter(isMissing), ...found.filter((problem) => !isMissing(problem))]
}

const isMissing = (problem: Problem): boolean => problem.kind === 'missing'

/** Throws the ApiError of the first problem. A loose shape is left to the operation, which has errors of its own. */
export function validate(input: StructureShape, request: Readonly<Record<string, unknown>>): void {
  const problem = findProblems(input, request).find((found) => !isLoose(found))
  if (problem !== undefined) throw toApiError(problem)
}

const isLoose = ({ kind, shape }: Problem): boolean =>
  shape.type === 'string' && shape.loose === true && (kind === 'id' || kind === 'format' || kind === 'enum')

/** The answer of the service to a problem. */
export function toApiError(problem: Problem): ApiError {
  if (problem.kind === 'missing') return errors.missingParameter(missingName(problem))
  const name = problem.parameter.charAt(0).toLowerCase() + problem.parameter.slice(1)
  const kind = problem.kind === 'id' ? idKind(problem.shape as StringShape) : undefined
  if (kind !== undefined && isRouteServerKind(kind)) {
    return errors.malformedId(kind, String(problem.value), ID_PREFIXES[kind])
  }
  return errors.invalidValue(String(problem.value), name, problem.why)
}

/** EC2 names a list that is missing by its set: resourceIdSet for ResourceId.1 (seen with CreateTags). */
function missingName({ parameter, shape }: Problem): string {
  return shape.type === 'list' ? `${parameter.charAt(0).toLowerCase()}${parameter.slice(1)}Set` : parameter
}

function idKind(shape: StringShape): IdKind | undefined {
  const prefix = shape.idPrefix?.length === 1 ? shape.idPrefix[0] : undefined
  return KINDS.find((kind) => ID_PREFIXES[kind] === prefix)
}

const KINDS = Object.keys(ID_PREFIXES) as readonly IdKind[]

type Path = readonly (string | number)[]

function checkStructure(
  found: Problem[],
  shape: StructureShape,
  value: Readonly<Record<string, unknown>>,
  path: Path,
  prefix: string,
): void {
  for (const [name, member] of Object.entries(shape.members)) {
    const parameter = prefix + queryName(name, member)
    const inner = Object.hasOwn(value, name) ? value[name] : undefined
    if (inner !== undefined) check(found, member.shape, inner, [...path, name], parameter)
    if (isAbsent(member, inner)) found.push(missing(member, [...path, name], parameter))
  }
}

const isAbsent = (member: Member, value: unknown): boolean =>
  member.required === true && (value === undefined || (Array.isArray(value) && value.length === 0))

const missing = (member: Member, path: Path, parameter: string): Problem => ({
  path,
  parameter,
  kind: 'missing',
  value: undefined,
  why: `${parameter} is required.`,
  shape: member.shape,
})

function check(found: Problem[], shape: Shape, value: unknown, path: Path, parameter: string): void {
  const add = (kind: Problem['kind'], why: string): void => {
    found.push({ path, parameter, kind, value, why, shape })
  }
  switch (shape.type) {
    case 'structure':
      if (!isRecord(value)) return add('type', 'Expected a structure.')
      return checkStructure(found, shape, value, path, `${parameter}.`)
    case 'list':
      if (!Array.isArray(value)) return add('type', 'Expected a list.')
      return checkList(found, shape, value, path, parameter)
    case 'string':
      return checkString(add, shape, value)
    case 'boolean':
      return typeof value === 'boolean' ? undefined : add('type', 'Expected true or false.')
    case 'timestamp':
      return isTimestamp(value) ? undefined : add('type', 'Expected a time as in 2026-01-31T08:00:00Z.')
    default:
      return checkNumber(add, shape, value)
  }
}

type Add = (kind: Problem['kind'], why: string) => void

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isTimestamp = (value: unknown): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value))

function checkList(found: Problem[], shape: ListShape, items: readonly unknown[], path: Path, parameter: string): void {
  if (shape.max !== undefined && items.length > shape.max) {
    const why = `Expected at most ${shape.max} items.`
    found.push({ path, parameter, kind: 'length', value: `${items.length} items`, why, shape })
  }
  for (const [index, item] of items.entries()) {
    check(found, shape.member, item, [...path, index + 1], `${parameter}.${index + 1}`)
  }
}

function checkNumber(add: Add, shape: NumberShape, value: unknown): void {
  if (typeof value !== 'number') return add('type', 'Expected a number.')
  if (shape.type !== 'double' && !Number.isSafeInteger(value)) return add('type', 'Expected a whole number.')
  if (shape.min !== undefined && value < shape.min) add('range', rangeText(shape))
  else if (shape.max !== undefined && value > shape.max) add('range', rangeText(shape))
}

function rangeText({ min, max }: { readonly min?: number; readonly max?: number }, unit = ''): string {
  if (min !== undefined && max !== undefined) return `Expected ${min} to ${max}${unit}.`
  return min !== undefined ? `Expected ${min}${unit} or more.` : `Expected ${max}${unit} or less.`
}

function checkString(add: Add, shape: StringShape, value: unknown): void {
  if (typeof value !== 'string') return add('type', 'Expected text.')
  if (shape.enum !== undefined && !shape.enum.includes(value)) {
    return add('enum', `Expected one of: ${shape.enum.join(', ')}.`)
  }
  // Lengths count Unicode characters.
  const length = shape.min === undefined && shape.max === undefined ? 0 : Array.from(value).length
  if (length < (shape.min ?? 0) || length > (shape.max ?? Infinity))
    return add('length', rangeText(shape, ' characters'))
  checkFormat(add, shape, value)
}

function checkFormat(add: Add, shape: StringShape, value: string): void {
  switch (shape.format) {
    case 'ipv4':
      return parseIpv4(value) !== undefined ? undefined : add('format', 'This is not a valid IPv4 address.')
    case 'ipv6':
      return parseIpv6(value) !== undefined ? undefined : add('format', 'This is not a valid IPv6 address.')
    case 'ipv4-cidr':
      return parsePrefix(value)?.family === 4 ? undefined : add('format', 'This is not a valid CIDR block.')
    case 'ipv6-cidr':
      return parsePrefix(value)?.family === 6 ? undefined : add('format', 'This is not a valid IPv6 CIDR block.')
    case 'token':
      return /^[\x20-\x7e]{0,64}$/.test(value) ? undefined : add('format', 'Expected at most 64 ASCII characters.')
    case 'id':
      return isKnownId(shape, value) ? undefined : add('id', idText(shape))
    default:
      return undefined
  }
}

function isKnownId({ idPrefix }: StringShape, value: string): boolean {
  if (idPrefix === undefined) return true
  return KINDS.some((kind) => idPrefix.includes(ID_PREFIXES[kind]) && isId(kind, value))
}

const idText = ({ idPrefix = [] }: StringShape): string =>
  `Expected ${idPrefix.map((prefix) => `"${prefix}-"`).join(' or ')} followed by 8 or 17 hexadecimal digits.`
