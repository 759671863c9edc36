// `--output yaml` and `yaml-stream`: block style, keys sorted, lines folded after column 80, as libyaml writes them.

import { characters, floatText } from '../value.ts'
import { jsonScalar } from './json.ts'
import { PythonFloat } from './python-float.ts'
import { byCodePoint } from './text.ts'
import { escapeOf, scalarStyle } from './yaml-scalar.ts'

type Plain = Readonly<Record<string, unknown>>

const WIDTH = 80

/** The document, with a newline at the end. A lone scalar is written as JSON. */
export function toYaml(value: unknown): string {
  if (typeof value !== 'object' || value === null || value instanceof PythonFloat) return `${jsonScalar(value)}\n`
  const writer = new Writer(value)
  writer.node(value, -1, 'root')
  return writer.text()
}

type Context = 'root' | 'value' | 'item'

class Writer {
  private readonly parts: string[] = []
  private column = 0
  /** Names of the collections that occur more than once; written once, then referred to. */
  private readonly anchors: Map<object, string>
  private readonly written = new Set<object>()

  constructor(root: object) {
    this.anchors = findAnchors(root)
  }

  text(): string {
    return this.column === 0 ? this.parts.join('') : `${this.parts.join('')}\n`
  }

  /** Writes a node that follows `- ` or `key:`; `indent` is that of the collection around it. */
  node(value: unknown, indent: number, context: Context): void {
    if (typeof value !== 'object' || value === null) this.scalar(value, Math.max(0, indent) + 2)
    else this.collection(value, indent, context)
  }

  private collection(value: object, indent: number, context: Context): void {
    const anchor = this.anchors.get(value)
    if (anchor !== undefined && this.written.has(value)) {
      this.put(` *${anchor}`)
      return
    }
    this.written.add(value)
    if (anchor !== undefined) this.put(context === 'root' ? `&${anchor}` : ` &${anchor}`)
    // After `- ` a collection begins on the same line, unless its anchor stands there.
    const sameLine = anchor === undefined && context === 'item'
    if (Array.isArray(value)) this.list(value, indent, context, sameLine)
    else this.map(value as Plain, indent, sameLine)
  }

  private list(list: readonly unknown[], indent: number, context: Context, sameLine: boolean): void {
    if (list.length === 0) {
      this.flow('[]')
      return
    }
    const own = context === 'value' ? Math.max(0, indent) : indent < 0 ? 0 : indent + 2
    for (const [i, item] of list.entries()) {
      this.startLine(own, sameLine && i === 0)
      this.put('-')
      this.node(item, own, 'item')
    }
  }

  private map(map: Plain, indent: number, sameLine: boolean): void {
    const keys = Object.keys(map).sort(byCodePoint)
    if (keys.length === 0) {
      this.flow('{}')
      return
    }
    const own = indent < 0 ? 0 : indent + 2
    for (const [i, key] of keys.entries()) {
      this.startLine(own, sameLine && i === 0)
      this.key(key, own)
      this.put(':')
      this.node(map[key], own, 'value')
    }
  }

  private flow(text: string): void {
    this.put(this.column === 0 ? text : ` ${text}`)
  }

  private startLine(indent: number, sameLine: boolean): void {
    if (sameLine) this.put(' '.repeat(Math.max(0, indent - this.column)))
    else {
      if (this.column > 0) this.newLine()
      this.put(' '.repeat(indent))
    }
  }

  private key(key: string, indent: number): void {
    const style = scalarStyle(key, true)
    if (style === 'plain') this.put(key)
    else if (style === 'single') this.put(`'${key.replaceAll("'", "''")}'`)
    else this.doubleQuoted(key, indent, false)
  }

  private scalar(value: unknown, indent: number): void {
    this.put(' ')
    if (typeof value !== 'string') this.put(otherScalar(value))
    else {
      const style = scalarStyle(value)
      if (style === 'plain') this.plain(value, indent)
      else if (style === 'single') this.singleQuoted(value, indent)
      else this.doubleQuoted(value, indent, true)
    }
  }

  private plain(text: string, indent: number): void {
    for (const [i, word] of splitBlanks(text).entries()) {
      if (i % 2 === 1 && word === ' ' && this.column > WIDTH) this.foldTo(indent)
      else this.put(word)
    }
  }

  private singleQuoted(text: string, indent: number): void {
    this.put("'")
    let afterBreak = false
    const letters = characters(text)
    for (const [i, c] of letters.entries()) {
      if (/[\n\r\u0085\u2028\u2029]/.test(c)) {
        if (!afterBreak && c === '\n') this.newLine()
        this.newLine(c)
        afterBreak = true
        continue
      }
      if (c === ' ' && this.foldable(letters, i)) this.foldTo(indent)
      else {
        if (afterBreak) this.put(' '.repeat(indent))
        this.put(c === "'" ? "''" : c)
      }
      afterBreak = false
    }
    if (afterBreak) this.put(' '.repeat(indent))
    this.put("'")
  }

  /** A lone blank inside the text, past the width. */
  private foldable(letters: readonly string[], i: number): boolean {
    const inside = i > 0 && i < letters.length - 1
    return this.column > WIDTH && inside && letters[i - 1] !== ' ' && letters[i + 1] !== ' '
  }

  private doubleQuoted(text: string, indent: number, fold: boolean): void {
    this.put('"')
    const letters = characters(text)
    let blank = false
    for (const [i, c] of letters.entries()) {
      const escaped = escapeOf(c)
      if (escaped !== undefined) this.put(escaped)
      else if (c === ' ' && fold && !blank && this.column > WIDTH && i > 0 && i < letters.length - 1) {
        this.foldTo(indent)
        if (letters[i + 1] === ' ') this.put('\\')
      } else this.put(c)
      blank = c === ' ' && escaped === undefined
    }
    this.put('"')
  }

  private foldTo(indent: number): void {
    this.newLine()
    this.put(' '.repeat(indent))
  }

  private newLine(character = '\n'): void {
    this.parts.push(character)
    this.column = 0
  }

  private put(text: string): void {
    this.parts.push(text)
    this.column += /^[^\ud800-\udfff]*$/.test(text) ? text.length : characters(text).length
  }
}

/** Words and the runs of blanks between them, in turn. */
const splitBlanks = (text: string): string[] => text.split(/( +)/)

function otherScalar(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'number' && !Number.isInteger(value)) return yamlFloat(value)
  return (value as number).toString()
}

function yamlFloat(value: number): string {
  if (Number.isNaN(value)) return '.nan'
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf'
  return floatText(value)
}

/** Collections that are in the tree more than once, by the name they get (`id001` is the first that comes again). */
function findAnchors(root: object): Map<object, string> {
  const seen = new Set<object>()
  const anchors = new Map<object, string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if (seen.has(value)) {
      if (!anchors.has(value)) anchors.set(value, `id${String(anchors.size + 1).padStart(3, '0')}`)
      return
    }
    seen.add(value)
    const items = Array.isArray(value)
      ? value
      : Object.keys(value)
          .sort(byCodePoint)
          .map((key) => (value as Plain)[key])
    for (const item of items) visit(item)
  }
  visit(root)
  return anchors
}
