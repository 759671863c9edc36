// Answers of the EC2 Query protocol the other way round: XML to the response object of an operation's output shape, with
// the members in the order of the model whatever the order on the wire (the AWS CLI prints them so). Elements that the
// model does not know are ignored, as every client does; a value of the wrong type is an error.

import type { Operation, Shape, StructureShape } from '../model/shape.ts'
import { wireName } from '../model/shape.ts'
import { parseXml, XmlError, type XmlElement } from './xml-reader.ts'

export interface ReadResponse {
  readonly requestId: string | undefined
  readonly response: Record<string, unknown>
}

/** The response in a success document of `operation`; throws {@link XmlError} when it is not one. */
export function readResponse(operation: Operation, document: string): ReadResponse {
  const root = parseXml(document)
  const isSts = operation.service === 'sts'
  const body = isSts ? childNamed(root, `${operation.name}Result`) : root
  const metadata = isSts ? childNamed(root, 'ResponseMetadata') : root
  return {
    requestId: metadata && childNamed(metadata, isSts ? 'RequestId' : 'requestId')?.text,
    response: body === undefined ? {} : readStructure(operation.output, body),
  }
}

/** The first child element of that name. */
export const childNamed = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name)

function readStructure(shape: StructureShape, element: XmlElement): Record<string, unknown> {
  const children = new Map<string, XmlElement>()
  for (const child of element.children) {
    if (!children.has(child.name)) children.set(child.name, child)
  }
  const value: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(shape.members)) {
    const child = children.get(wireName(name, member))
    if (child !== undefined) value[name] = read(member.shape, child)
  }
  return value
}

function read(shape: Shape, element: XmlElement): unknown {
  switch (shape.type) {
    case 'structure':
      return readStructure(shape, element)
    case 'list':
      return element.children.map((item) => read(shape.member, item))
    case 'boolean':
      return readBoolean(element)
    case 'integer':
    case 'long':
      return readInteger(element)
    case 'double':
      return readNumber(element)
    default:
      return element.text
  }
}

function readBoolean({ name, text }: XmlElement): boolean {
  if (text !== 'true' && text !== 'false') throw new XmlError(`${name} is '${text}', neither true nor false`)
  return text === 'true'
}

/** A number, or a bigint where a number would not hold every digit. */
function readInteger(element: XmlElement): number | bigint {
  const value = readNumber(element)
  const text = element.text.trim()
  return Number.isSafeInteger(value) || !/^[+-]?\d+$/.test(text) ? value : BigInt(text)
}

function readNumber({ name, text }: XmlElement): number {
  const value = Number(text)
  if (text.trim() === '' || (Number.isNaN(value) && text !== 'NaN')) throw new XmlError(`${name} is not a number`)
  return value
}
