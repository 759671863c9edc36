// Answers of the EC2 Query protocol: a response object to XML by the operation's output shape (ec2-query-api.md 2).
// STS answers, which are plain AWS Query, have an inner Result element and their own place for the request id.

import type { ListShape, Operation, Shape, StructureShape } from '../model/shape.ts'
import { wireName } from '../model/shape.ts'
import { toXmlText } from './xml-characters.ts'

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
export const XML_CONTENT_TYPE = 'text/xml;charset=UTF-8'

/** The answer to a successful call of `operation`. */
export function writeResponse(
  operation: Operation,
  response: Readonly<Record<string, unknown>>,
  requestId: string,
): string {
  return operation.service === 'sts'
    ? writeSts(operation, response, requestId)
    : writeEc2(operation, response, requestId)
}

function writeEc2(operation: Operation, response: Readonly<Record<string, unknown>>, requestId: string): string {
  const root = `${operation.name}Response`
  const written = writeMembers(operation.output, response, listsAlways(operation.name))
  const body = written === '' && saysOnlyDone(operation.output) ? '<return>true</return>' : written
  return (
    `${XML_DECLARATION}<${root} xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">` +
    `<requestId>${escapeXml(requestId)}</requestId>${body}</${root}>`
  )
}

/** Calls without data of their own answer that they were done. */
const saysOnlyDone = ({ members }: StructureShape): boolean => Object.keys(members).every((name) => name === 'Return')

function writeSts(operation: Operation, response: Readonly<Record<string, unknown>>, requestId: string): string {
  const { name, output } = operation
  return (
    `${XML_DECLARATION}<${name}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">` +
    `<${name}Result>${writeMembers(output, response, false)}</${name}Result>` +
    `<ResponseMetadata><RequestId>${escapeXml(requestId)}</RequestId></ResponseMetadata></${name}Response>`
  )
}

/**
 * Whether lists without a value are sent as empty elements: in answers that list things, so that clients see `[]`.
 * Answers about one attribute must not mention the others.
 */
const listsAlways = (action: string): boolean => /^(Describe|Get)/.test(action) && !action.endsWith('Attribute')

/** Text for an element's content or an attribute: markup escaped, characters that XML 1.0 cannot carry replaced. */
export const escapeXml = (text: string): string =>
  isPlain(text) ? text : toXmlText(text).replace(/[&<>"'\r]/g, (c) => ESCAPES[c] ?? c)

/** Whether a text is certainly free of everything that has to be looked at. Nearly all texts are, so this is quick. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x20 || code >= 0xd800 || (code < 0x3f && MARKUP.has(code))) return false
  }
  return true
}

const MARKUP: ReadonlySet<number> = new Set(Array.from('&<>"\'', (c) => c.charCodeAt(0)))

// A carriage return is kept only as a reference: parsers turn a raw one into a line feed (XML 1.0 2.11).
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;',
}

/** A member with its tags ready made. */
interface WireMember {
  readonly name: string
  readonly shape: Shape
  readonly open: string
  readonly close: string
  readonly empty: string
}
const WIRE_MEMBERS = new WeakMap<StructureShape, readonly WireMember[]>()

function wireMembers(shape: StructureShape): readonly WireMember[] {
  const known = WIRE_MEMBERS.get(shape)
  if (known !== undefined) return known
  const members = Object.entries(shape.members).map(([name, member]) => {
    const wire = wireName(name, member)
    return { name, shape: member.shape, open: `<${wire}>`, close: `</${wire}>`, empty: `<${wire}/>` }
  })
  WIRE_MEMBERS.set(shape, members)
  return members
}

function writeMembers(shape: StructureShape, value: Readonly<Record<string, unknown>>, lists: boolean): string {
  let out = ''
  for (const member of wireMembers(shape)) {
    const content = value[member.name]
    if (content !== undefined && content !== null) {
      const written = writeContent(member.shape, content, lists)
      out += written === '' ? member.empty : member.open + written + member.close
    } else if (lists && member.shape.type === 'list') out += member.empty
  }
  return out
}

function writeContent(shape: Shape, value: unknown, lists: boolean): string {
  switch (shape.type) {
    case 'structure':
      return writeMembers(shape, value as Readonly<Record<string, unknown>>, lists)
    case 'list':
      return writeItems(shape, value as readonly unknown[], lists)
    case 'string':
    case 'timestamp':
      return escapeXml(String(value))
    default:
      return String(value)
  }
}

function writeItems(shape: ListShape, items: readonly unknown[], lists: boolean): string {
  let out = ''
  for (const item of items) {
    const written = writeContent(shape.member, item, lists)
    out += written === '' ? '<item/>' : `<item>${written}</item>`
  }
  return out
}
