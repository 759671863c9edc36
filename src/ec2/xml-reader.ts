// A strict reader for the small part of XML 1.0 that the EC2 API uses: one root, elements, attributes, text, comments,
// CDATA, the five predefined entities and character references. It has no document types and no other entities, so there
// is nothing to expand; unclosed elements, stray text, control characters and depth beyond 64 are refused. It does not
// recurse on its input.

import { isXmlText } from './xml-characters.ts'

/** The text is not a document of the kind that this reader takes. */
export class XmlError extends Error {
  override readonly name = 'XmlError'
}

/** An element: its local name, its child elements, and its text (that of its children left out). */
export interface XmlElement {
  readonly name: string
  readonly children: XmlElement[]
  text: string
}

const DEPTH_MAX = 64
const TOKEN =
  /<(?:\?[^?]*\?>|!--[\s\S]*?-->|!\[CDATA\[([\s\S]*?)\]\]>|\/([^\s>/<]+)\s*>|([^\s>/<!?]+)((?:\s+[^\s=>/<]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>)/y
const NAME = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$/

/** The root element of `document`. */
export function parseXml(document: string): XmlElement {
  const top: XmlElement = { name: '', children: [], text: '' }
  const stack = [top]
  let at = document.startsWith('\ufeff') ? 1 : 0
  while (at < document.length) {
    const open = document.indexOf('<', at)
    const end = open < 0 ? document.length : open
    if (end > at) addText(stack, unescapeXml(document.slice(at, end)))
    at = open < 0 ? end : readMarkup(document, open, stack)
  }
  if (stack.length !== 1) throw new XmlError(`the element ${stack.at(-1)?.name} is not closed`)
  const [root, ...others] = top.children
  if (root === undefined || others.length > 0) throw new XmlError('there must be exactly one root element')
  return root
}

function readMarkup(document: string, at: number, stack: XmlElement[]): number {
  TOKEN.lastIndex = at
  const token = TOKEN.exec(document)
  if (token === null) throw new XmlError(`malformed markup at offset ${at}`)
  const [, data, closing, opening, , empty] = token
  if (data !== undefined) addText(stack, checked(data))
  else if (closing !== undefined) close(stack, local(closing))
  else if (opening !== undefined) openElement(stack, local(opening), empty === '/')
  return TOKEN.lastIndex
}

const local = (name: string): string => {
  if (!NAME.test(name)) throw new XmlError(`'${name}' is not a name`)
  return name.slice(name.indexOf(':') + 1)
}

function openElement(stack: XmlElement[], name: string, empty: boolean): void {
  if (stack.length > DEPTH_MAX) throw new XmlError('the document is too deep')
  const made: XmlElement = { name, children: [], text: '' }
  stack.at(-1)?.children.push(made)
  if (!empty) stack.push(made)
}

function close(stack: XmlElement[], name: string): void {
  const element = stack.length > 1 ? stack.pop() : undefined
  if (element?.name !== name) throw new XmlError(`</${name}> closes nothing that is open`)
}

function addText(stack: XmlElement[], text: string): void {
  const element = stack.at(-1)
  if (element === undefined) return
  if (stack.length > 1) element.text += text
  else if (text.trim() !== '') throw new XmlError('text outside the root element')
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

function unescapeXml(text: string): string {
  const raw = checked(text)
  if (!raw.includes('&')) return raw
  return raw.replace(/&([^;&]*)(;?)/g, (_, name: string, semicolon: string) => {
    const value = semicolon === '' ? undefined : name.startsWith('#') ? character(name) : ENTITIES.get(name)
    if (value === undefined) throw new XmlError(`unknown entity &${name.slice(0, 20)}`)
    return value
  })
}

function character(reference: string): string | undefined {
  const hexadecimal = /^#x([0-9a-fA-F]{1,6})$/.exec(reference)?.[1]
  const decimal = /^#([0-9]{1,7})$/.exec(reference)?.[1]
  const code = hexadecimal === undefined ? Number(decimal ?? NaN) : Number.parseInt(hexadecimal, 16)
  if (!(code >= 0 && code <= 0x10ffff)) return undefined
  return checked(String.fromCodePoint(code))
}

function checked(text: string): string {
  if (!isXmlText(text)) throw new XmlError('a character that XML does not allow')
  return text
}
