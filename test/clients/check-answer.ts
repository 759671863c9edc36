// Whether the XML of an answer is one that the model knows: every element is a member of the output, in the order of the
// model and once; lists hold <item> elements only; scalars have a value of their type, and of their enum where there is
// one. Empty elements are legal for lists, structures and texts that may be empty (a tag's value, a description).

import { readResponse } from '../../src/ec2/read-xml.ts'
import { parseXml, type XmlElement } from '../../src/ec2/xml-reader.ts'
import { wireName, type Operation, type Shape, type StringShape, type StructureShape } from '../../src/model/shape.ts'

/** What was found in the documents of an operation. */
export interface Findings {
  /** A sentence for each thing that is wrong. */
  readonly problems: readonly string[]
  /** Members of the output that had an element, `RouteServers.Tags.Key`. */
  readonly members: ReadonlySet<string>
}

/** What the service says although the enums of the API lack it: the reference, 15, and the page CreateNetworkInterface. */
const BEYOND_ENUM = new Set([
  'DescribeInternetGateways.InternetGateways.Attachments.State available',
  'CreateNetworkInterface.NetworkInterface.Status pending',
])

/** Texts that may be empty. */
const MAY_BE_EMPTY = /\.(Value|Description)$/

/** Looks at the document of a successful answer of `operation`. */
export function checkDocument(operation: Operation, document: string): Findings {
  const problems: string[] = []
  const members = new Set<string>()
  const see = (path: string): void => void members.add(path)
  const say = (problem: string): void => void problems.push(`${operation.name}: ${problem}`)
  const body = bodyOf(operation, parseXml(document), say)
  if (body !== undefined) {
    const rest = body.children.filter((child) => !isEnvelope(operation, child))
    checkStructure({ operation, see, say }, operation.output, { ...body, children: rest }, '')
  }
  if (problems.length === 0) readResponse(operation, document)
  return { problems, members }
}

interface Check {
  readonly operation: Operation
  readonly see: (path: string) => void
  readonly say: (problem: string) => void
}

/** The element that holds the members: the root in EC2, its Result in STS. */
function bodyOf(operation: Operation, root: XmlElement, say: Check['say']): XmlElement | undefined {
  if (root.name !== `${operation.name}Response`) say(`the root is ${root.name}`)
  const isSts = operation.service === 'sts'
  const holder = isSts ? root.children.find(({ name }) => name === 'ResponseMetadata') : root
  const id = holder?.children.find(({ name }) => name === (isSts ? 'RequestId' : 'requestId'))
  if (!/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(id?.text ?? '')) say('there is no request id')
  return isSts ? root.children.find(({ name }) => name === `${operation.name}Result`) : root
}

/** What every answer has besides its members: the request id, and `return` where there is nothing else to say. */
function isEnvelope({ output, service }: Operation, { name, text }: XmlElement): boolean {
  if (service === 'sts') return false
  return name === 'requestId' || (name === 'return' && text === 'true' && Object.keys(output.members).length === 0)
}

function checkStructure(check: Check, shape: StructureShape, element: XmlElement, path: string): void {
  const wires = Object.entries(shape.members).map(([name, member]) => ({ name, wire: wireName(name, member), member }))
  let before = -1
  for (const child of element.children) {
    const at = wires.findIndex(({ wire }) => wire === child.name)
    const found = wires[at]
    if (found === undefined) {
      check.say(`${path}<${child.name}> is no member`)
      continue
    }
    if (at === before) check.say(`${path}<${child.name}> is there twice`)
    else if (at < before) check.say(`${path}<${child.name}> is out of order`)
    before = Math.max(before, at)
    const inner = `${path}${found.name}`
    check.see(inner)
    checkElement(check, found.member.shape, child, inner)
  }
  const text = element.text.trim()
  if (text !== '') check.say(`${path.replace(/\.$/, '')} has text: ${text}`)
}

function checkElement(check: Check, shape: Shape, element: XmlElement, path: string): void {
  if (shape.type === 'structure') return checkStructure(check, shape, element, `${path}.`)
  if (shape.type !== 'list') return checkScalar(check, shape, element, path)
  for (const item of element.children) {
    if (item.name !== 'item') check.say(`${path} holds <${item.name}>`)
    checkElement(check, shape.member, item, path)
  }
}

const FORMS = {
  boolean: /^(true|false)$/,
  integer: /^-?\d+$/,
  long: /^-?\d+$/,
  double: /^-?\d+(\.\d+)?$/,
  timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/,
} as const

type ScalarShape = Exclude<Shape, { readonly type: 'list' | 'structure' }>

function checkScalar(check: Check, shape: ScalarShape, { children, text }: XmlElement, path: string): void {
  if (children.length > 0) check.say(`${path} holds <${children[0]?.name ?? ''}>`)
  if (shape.type === 'string') return checkText(check, shape, text, path)
  if (!FORMS[shape.type].test(text)) check.say(`${path} is '${text}', no ${shape.type}`)
}

function checkText(check: Check, shape: StringShape, text: string, path: string): void {
  if (text === '' && !MAY_BE_EMPTY.test(path)) check.say(`${path} is empty`)
  if (shape.enum === undefined || shape.enum.includes(text)) return
  if (!BEYOND_ENUM.has(`${check.operation.name}.${path} ${text}`)) check.say(`${path} is '${text}', not in the enum`)
}
