// Requests of the EC2 Query protocol the other way round: a request object to the parameters that go on the wire, in the
// order of the model as SDKs send them. An empty list sends nothing (unlike the plain AWS Query protocol).

import type { Operation, Shape, StructureShape } from '../model/shape.ts'
import { queryName } from '../model/shape.ts'

/** The API version that goes with each service. */
export const VERSIONS = { ec2: '2016-11-15', sts: '2011-06-15' } as const

export type WireParameters = readonly (readonly [name: string, value: string])[]

/** Action, Version and the members of `request` (named and typed as in the operation's input). */
export function formatQuery(operation: Operation, request: Readonly<Record<string, unknown>>): WireParameters {
  const parameters: [string, string][] = [
    ['Action', operation.name],
    ['Version', VERSIONS[operation.service ?? 'ec2']],
  ]
  addStructure(parameters, operation.input, '', request)
  return parameters
}

/** Parameters as a form body or query string: names and values escaped by RFC 3986, a space as %20. */
export const encodeForm = (parameters: WireParameters): string =>
  parameters.map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`).join('&')

/** Percent-encoding of everything but the unreserved characters of RFC 3986 2.3. */
export const encodeRfc3986 = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

type Out = [string, string][]

function addStructure(out: Out, shape: StructureShape, prefix: string, value: unknown): void {
  const members = value as Readonly<Record<string, unknown>>
  for (const [name, member] of Object.entries(shape.members)) {
    if (Object.hasOwn(members, name)) add(out, member.shape, prefix + queryName(name, member), members[name])
  }
}

function add(out: Out, shape: Shape, name: string, value: unknown): void {
  if (value === undefined || value === null) return
  if (shape.type === 'structure') addStructure(out, shape, `${name}.`, value)
  else if (shape.type === 'list') {
    for (const [index, item] of (value as readonly unknown[]).entries()) {
      add(out, shape.member, `${name}.${index + 1}`, item)
    }
  } else out.push([name, formatScalar(shape, value)])
}

function formatScalar(shape: Shape, value: unknown): string {
  if (shape.type === 'timestamp') return formatTimestamp(value)
  return String(value)
}

/** ISO 8601 in UTC without fractions, as the protocol has it. */
function formatTimestamp(value: unknown): string {
  const time = new Date(value as string | number)
  return Number.isNaN(time.getTime()) ? String(value) : time.toISOString().replace(/\.\d+Z$/, 'Z')
}
