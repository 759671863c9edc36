// Requests of the EC2 Query protocol: form or query text to parameters, parameters to the typed request of an operation.
// The limits are those of robustness.md 4.3: nothing is built from text that breaks one, and names from outside only ever
// become keys of a Map. It checks form, not meaning: required members, bounds and enums are judged in validate.ts.

import { errors } from '../model/errors.ts'
import type { Member, Shape, StructureShape } from '../model/shape.ts'
import { queryName } from '../model/shape.ts'
import { isXmlText } from './xml-characters.ts'

/** What a client may send, at most. */
export const LIMITS = { bodyBytes: 1_048_576, parameters: 10_000, nameDepth: 16, listIndex: 1_000 } as const

/** Parameters as they came, in their order; no name occurs twice. */
export type Parameters = ReadonlyMap<string, string>

const malformed = (message: string) => errors.of('MalformedQueryString', message)

/**
 * The parameters of a request. Each source is the text of a query string or of a form body; a name that occurs twice, in
 * one or in two sources, is refused, so that nobody has to choose between two values.
 */
export function parseParameters(...sources: readonly string[]): Parameters {
  const parameters = new Map<string, string>()
  for (const source of sources) {
    if (source.length > LIMITS.bodyBytes) throw errors.of('RequestEntityTooLarge', 'The request is too large.', 413)
    if (source !== '') addParameters(parameters, source)
  }
  return parameters
}

function addParameters(parameters: Map<string, string>, source: string): void {
  let count = 1
  for (let at = source.indexOf('&'); at >= 0; at = source.indexOf('&', at + 1)) count += 1
  if (count + parameters.size > LIMITS.parameters) {
    throw malformed(`The request has more than ${LIMITS.parameters} parameters.`)
  }
  for (const pair of source.split('&')) {
    if (pair !== '') addParameter(parameters, pair)
  }
}

function addParameter(parameters: Map<string, string>, pair: string): void {
  const equals = pair.indexOf('=')
  const name = decode(equals < 0 ? pair : pair.slice(0, equals))
  const value = equals < 0 ? '' : decode(pair.slice(equals + 1))
  if (name === '') throw malformed('The request has a parameter without a name.')
  if (parameters.has(name)) throw errors.of('InvalidQueryParameter', `The parameter ${name} occurs more than once.`)
  parameters.set(name, value)
}

// Percent escapes must be UTF-8 (decodeURIComponent refuses overlong forms and encoded surrogates). XML 1.0 has no way
// to carry most control characters back, so they are refused here, before they are stored.
function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  const decoded = spaced.includes('%') ? decodeEscapes(spaced) : spaced
  if (!isXmlText(decoded)) {
    throw errors.of('InvalidCharacter', 'The request has a character that is not allowed.')
  }
  return decoded
}

function decodeEscapes(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    throw malformed(`The request is not well-formed: ${error instanceof Error ? error.message : 'bad escape'}.`)
  }
}

/** The names that every request has and that are no members of an operation's input. */
const ENVELOPE: ReadonlySet<string> = new Set(['Action', 'Version'])

/** A list or structure that is being put together; leaves are finished values. */
type Node = { readonly shape: Shape; readonly children: Map<string | number, Node>; value?: unknown }

const newNode = (shape: Shape): Node => ({ shape, children: new Map() })

/**
 * The request that `parameters` hold, with the member names and types of `input`. Names of the envelope and those in
 * `ignored` (authentication) are skipped; a name that the input does not have is refused.
 */
export function parseRequest(
  input: StructureShape,
  parameters: Parameters,
  ignored?: ReadonlySet<string>,
): Record<string, unknown> {
  const root = newNode(input)
  for (const [name, value] of parameters) {
    if (!ENVELOPE.has(name) && ignored?.has(name) !== true) place(root, name, value)
  }
  return finish(root, '') as Record<string, unknown>
}

function place(root: Node, name: string, text: string): void {
  const parts = name.split('.', LIMITS.nameDepth + 1)
  if (parts.length > LIMITS.nameDepth) throw malformed('A parameter name has too many levels.')
  let node = root
  for (const part of parts) node = child(node, part, name)
  if (node.shape.type === 'list' || node.shape.type === 'structure') throw errors.unknownParameter(name)
  node.value = parseScalar(node.shape, name, text)
}

function child(node: Node, part: string, name: string): Node {
  const { shape } = node
  if (shape.type === 'structure') return structureChild(node, shape, part, name)
  if (shape.type === 'list') return childAt(node, listIndex(part, name), shape.member)
  throw errors.unknownParameter(name)
}

function structureChild(node: Node, shape: StructureShape, part: string, name: string): Node {
  const entry = byQueryName(shape).get(part)
  if (entry === undefined) throw errors.unknownParameter(name)
  return childAt(node, entry.name, entry.member.shape)
}

function childAt(node: Node, key: string | number, shape: Shape): Node {
  const known = node.children.get(key)
  if (known !== undefined) return known
  const made = newNode(shape)
  node.children.set(key, made)
  return made
}

/** Only plain decimals from 1: no sign, exponent, hexadecimal or leading zero. */
function listIndex(part: string, name: string): number {
  const index = /^[1-9][0-9]{0,3}$/.test(part) ? Number(part) : 0
  if (index < 1 || index > LIMITS.listIndex) {
    throw malformed(`The parameter ${name} has an index that is not a whole number from 1 to ${LIMITS.listIndex}.`)
  }
  return index
}

// The depth of this recursion is that of the model's shapes, not of the input.
function finish(node: Node, path: string): unknown {
  if (node.shape.type === 'list') return finishList(node, path)
  if (node.shape.type !== 'structure') return node.value
  const request: Record<string, unknown> = {}
  for (const [key, inner] of node.children) request[key] = finish(inner, `${path}${key}.`)
  return request
}

function finishList(node: Node, path: string): unknown[] {
  const indexes = [...node.children.keys()].map(Number).sort((a, b) => a - b)
  if (indexes.at(-1) !== indexes.length) {
    throw malformed(`The list ${path.slice(0, -1)} has a gap: number its items from 1 without leaving one out.`)
  }
  return indexes.map((index) => finish(node.children.get(index) as Node, `${path}${index}.`))
}

type NamedMember = { readonly name: string; readonly member: Member }
const QUERY_NAMES = new WeakMap<StructureShape, ReadonlyMap<string, NamedMember>>()

/** The members of a structure by their name in requests. */
function byQueryName(shape: StructureShape): ReadonlyMap<string, NamedMember> {
  const known = QUERY_NAMES.get(shape)
  if (known !== undefined) return known
  const entries = Object.entries(shape.members)
  const names = new Map(entries.map(([name, member]) => [queryName(name, member), { name, member }]))
  QUERY_NAMES.set(shape, names)
  return names
}

type ScalarShape = Exclude<Shape, { readonly type: 'list' | 'structure' }>

function parseScalar(shape: ScalarShape, name: string, text: string): string | number | boolean {
  switch (shape.type) {
    case 'string':
      return text
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true'
      throw errors.invalidValue(text, name, 'Expected true or false.')
    case 'timestamp':
      if (isTimestamp(text)) return text
      throw errors.invalidValue(text, name, 'Expected a time as in 2026-01-31T08:00:00Z.')
    default:
      return parseNumber(shape.type, name, text)
  }
}

function parseNumber(type: 'integer' | 'long' | 'double', name: string, text: string): number {
  const value = Number(text)
  if (type !== 'double') {
    if (/^-?[0-9]{1,16}$/.test(text) && Number.isSafeInteger(value)) return value
    throw errors.invalidValue(text, name, 'Expected a whole number.')
  }
  if (/^(-?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?|NaN|-?Infinity)$/.test(text)) return value
  throw errors.invalidValue(text, name, 'Expected a number.')
}

const isTimestamp = (text: string): boolean =>
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$/.test(text) &&
  !Number.isNaN(Date.parse(text))
