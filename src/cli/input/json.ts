// JSON as Python reads it: integers of any length exactly, the last of two equal keys, NaN and Infinity, and the same
// sentences about mistakes, which the AWS CLI passes on ("Invalid JSON: Expecting value: line 1 column 1 (char 0)").

import { characters, newMap, type Value, type ValueMap } from '../value.ts'

/** The text is not JSON; the message says what was expected where. */
export class JsonError extends Error {
  override readonly name = 'JsonError'
}

const BLANK = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y
// oxlint-disable-next-line no-control-regex -- these are the characters that JSON forbids
const PLAIN = /[^"\\\u0000-\u001f]*/y
const ESCAPED: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}
const WORDS: readonly (readonly [string, Value])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]
const DEPTH_MAX = 900

/** Reads one JSON text; throws {@link JsonError}. */
export function parseJson(text: string): Value {
  return new Reader(text).document()
}

class Reader {
  private readonly text: string
  private at = 0
  private depth = 0

  constructor(text: string) {
    this.text = text
  }

  document(): Value {
    if (this.text.startsWith('\ufeff')) throw this.error('Unexpected UTF-8 BOM (decode using utf-8-sig)', 0)
    this.skip()
    const value = this.value()
    this.skip()
    if (this.at < this.text.length) throw this.error('Extra data', this.at)
    return value
  }

  private value(): Value {
    const character = this.text[this.at]
    if (character === '"') return this.string()
    if (character === '{') return this.nested(() => this.map())
    if (character === '[') return this.nested(() => this.list())
    const word = WORDS.find(([name]) => this.text.startsWith(name, this.at))
    if (word !== undefined) {
      this.at += word[0].length
      return word[1]
    }
    return this.number()
  }

  private nested(read: () => Value): Value {
    if (++this.depth > DEPTH_MAX) throw this.error('Too deeply nested', this.at)
    const value = read()
    this.depth--
    return value
  }

  private number(): Value {
    NUMBER.lastIndex = this.at
    const found = NUMBER.exec(this.text)
    if (found === null) throw this.error('Expecting value', this.at)
    this.at = NUMBER.lastIndex
    const [digits, fraction, exponent] = found
    return fraction === undefined && exponent === undefined ? BigInt(digits) : Number(digits)
  }

  private map(): ValueMap {
    const map = newMap()
    this.at++
    this.skip()
    if (this.text[this.at] === '}') {
      this.at++
      return map
    }
    for (;;) {
      if (this.text[this.at] !== '"') {
        throw this.error('Expecting property name enclosed in double quotes', this.at)
      }
      const key = this.string()
      this.skip()
      if (this.text[this.at] !== ':') throw this.error("Expecting ':' delimiter", this.at)
      this.at++
      this.skip()
      map[key] = this.value()
      if (this.closed('}')) return map
    }
  }

  private list(): Value[] {
    const list: Value[] = []
    this.at++
    this.skip()
    if (this.text[this.at] === ']') {
      this.at++
      return list
    }
    for (;;) {
      list.push(this.value())
      if (this.closed(']')) return list
    }
  }

  /** After an element: true at the end, false after a comma. */
  private closed(end: string): boolean {
    this.skip()
    const character = this.text[this.at]
    if (character !== end && character !== ',') throw this.error("Expecting ',' delimiter", this.at)
    this.at++
    if (character === end) return true
    this.skip()
    return false
  }

  private string(): string {
    const start = this.at++
    let out = ''
    for (;;) {
      PLAIN.lastIndex = this.at
      const plain = PLAIN.exec(this.text)?.[0] ?? ''
      out += plain
      this.at += plain.length
      const character = this.text[this.at]
      if (character === undefined) throw this.error('Unterminated string starting at', start)
      if (character === '"') {
        this.at++
        return out
      }
      if (character !== '\\') throw this.error('Invalid control character at', this.at)
      out += this.escape(start)
    }
  }

  private escape(start: number): string {
    const character = this.text[this.at + 1]
    if (character === undefined) throw this.error('Unterminated string starting at', start)
    const simple = ESCAPED[character]
    if (simple !== undefined) {
      this.at += 2
      return simple
    }
    if (character !== 'u') throw this.error('Invalid \\escape', this.at)
    const digits = this.text.slice(this.at + 2, this.at + 6)
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.error('Invalid \\uXXXX escape', this.at + 1)
    this.at += 6
    return String.fromCharCode(Number.parseInt(digits, 16))
  }

  private skip(): void {
    BLANK.lastIndex = this.at
    this.at += BLANK.exec(this.text)?.[0].length ?? 0
  }

  private error(what: string, at: number): JsonError {
    const before = this.text.slice(0, at)
    const line = before.split('\n').length
    const column = characters(before.slice(before.lastIndexOf('\n') + 1)).length + 1
    return new JsonError(`${what}: line ${line} column ${column} (char ${characters(before).length})`)
  }
}
