// The AWS CLI's short form of structures, `Key=Name,Value=fw`. The grammar is in the AWS CLI's documentation
// ("Using shorthand syntax"); places and texts of errors are those of version 2.27, one column off included.

import { characters, newMap, type Value, type ValueMap } from '../value.ts'

/** The text does not follow the grammar. */
export class ShorthandError extends Error {
  override readonly name = 'ShorthandError'
}

/** Text of a `key@=` value, which may name a file. */
export type ReadFile = (text: string) => Value

const SINGLE_QUOTED = /'(?:\\'|[^'])*'/y
const DOUBLE_QUOTED = /"(?:\\"|[^"])*"/y
// Ranges as the AWS CLI has them; characters beyond U+FFFF are in none of them.
const START = '!#-&(-+\\--<>-Z\\\\-z|-\\uffff'
const FIRST_REST = '\\s!#-&(-+\\--\\\\^-|~-\\uffff'
const SECOND_REST = '\\s!#-&(-+\\--<>-\\uffff'
const FIRST = new RegExp(`(?:\\\\,|[${START}])(?:\\\\,|[${FIRST_REST}])*`, 'uy')
const SECOND = new RegExp(`(?:\\\\,|[${START}])(?:\\\\,|[${SECOND_REST}])*`, 'uy')
const KEY = /[A-Za-z0-9\-_.#/:]*/y
const BLANK = /[ \t\n\r\v\f]*/y

/** Parses one word; `readFile` is asked for values written `key@=value`. */
export function parseShorthand(text: string, readFile: ReadFile): ValueMap {
  return new Shorthand(text, readFile).parameter()
}

class Shorthand {
  private readonly text: string
  private readonly readFile: ReadFile
  private at = 0
  private fromFile = false

  constructor(text: string, readFile: ReadFile) {
    this.text = text
    this.readFile = readFile
  }

  parameter(): ValueMap {
    const map = newMap()
    const [key, value] = this.pair()
    map[key] = value
    let last = this.at
    while (!this.ended()) {
      this.expect(',', true)
      const [next, nextValue] = this.pair()
      if (next in map) throw this.duplicate(next, last + 1)
      map[next] = nextValue
      last = this.at
    }
    return map
  }

  private pair(): [string, Value] {
    const key = this.keyAndEquals()
    return [key, this.values()]
  }

  private keyAndEquals(): string {
    const key = this.take(KEY) ?? ''
    this.skipBlanks()
    this.fromFile = this.current() === '@'
    if (this.fromFile) this.expect('@', true)
    this.expect('=', true)
    return key
  }

  private values(): Value {
    if (this.ended()) return ''
    if (this.current() === '[') return this.list()
    return this.current() === '{' ? this.hash() : this.commaSeparated()
  }

  /** One value, or several with commas between; what turns out to be the next key is given back. */
  private commaSeparated(): Value {
    const first = this.first()
    this.skipBlanks()
    if (this.current() !== ',') return first
    this.expect(',', true)
    const list: Value[] = [first]
    for (;;) {
      try {
        const value = this.second()
        this.skipBlanks()
        if (this.ended()) {
          list.push(value)
          break
        }
        this.expect(',', true)
        list.push(value)
      } catch (error) {
        if (!(error instanceof ShorthandError) || this.ended()) throw error
        this.at = this.text.lastIndexOf(',', this.at)
        break
      }
    }
    return list.length === 1 ? first : list
  }

  private list(): Value[] {
    this.expect('[', true)
    const list: Value[] = []
    while (this.current() !== ']') {
      list.push(this.item())
      this.separator(']')
    }
    this.expect(']')
    return list
  }

  private hash(): ValueMap {
    this.expect('{', true)
    const map = newMap()
    while (this.current() !== '}') {
      const key = this.keyAndEquals()
      map[key] = this.item()
      this.separator('}')
    }
    this.expect('}')
    return map
  }

  private separator(end: string): void {
    this.skipBlanks()
    if (this.current() === end) return
    this.expect(',')
    this.skipBlanks()
  }

  private item(): Value {
    if (this.current() === '[') return this.list()
    return this.current() === '{' ? this.hash() : this.first()
  }

  private first(): Value {
    return this.quotedValue() ?? this.resolve(bare(this.take(FIRST) ?? ''))
  }

  private second(): Value {
    return this.quotedValue() ?? this.resolve(bare(this.demand(SECOND, 'second')))
  }

  private quotedValue(): Value | undefined {
    if (this.current() === "'") return this.resolve(unquoted(this.demand(SINGLE_QUOTED, 'singled quoted'), "\\'"))
    if (this.current() === '"') return this.resolve(unquoted(this.demand(DOUBLE_QUOTED, 'double quoted'), '\\"'))
    return undefined
  }

  private resolve(text: string): Value {
    return this.fromFile ? this.readFile(text) : text
  }

  private current(): string | undefined {
    return this.text[this.at]
  }

  private ended(): boolean {
    return this.at >= this.text.length
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    this.at += found?.length ?? 0
    return found
  }

  private demand(pattern: RegExp, name: string): string {
    const found = this.take(pattern)
    if (found === undefined) throw this.expected(`<${name}>`, '<none>')
    return found
  }

  private skipBlanks(): void {
    this.take(BLANK)
  }

  private expect(character: string, blanksAround = false): void {
    if (blanksAround) this.skipBlanks()
    const actual = this.ended() ? 'EOF' : String.fromCodePoint(this.text.codePointAt(this.at) ?? 0)
    if (actual !== character) throw this.expected(character, actual)
    this.at++
    if (blanksAround) this.skipBlanks()
  }

  private expected(what: string, received: string): ShorthandError {
    return new ShorthandError(`Expected: '${what}', received: '${received}' for input:\n ${this.pointTo(this.at)}`)
  }

  private duplicate(key: string, at: number): ShorthandError {
    return new ShorthandError(
      `Second instance of key "${key}" encountered for input:\n${this.pointTo(at)}\n` +
        'This is often because there is a preceding "," instead of a space.',
    )
  }

  /** The text with a line below the one that holds `at`, and a mark on it. */
  private pointTo(at: number): string {
    const lineStart = this.text.slice(0, at).lastIndexOf('\n') + 1
    const lineEnd = this.text.indexOf('\n', at)
    const end = lineEnd < 0 ? this.text.length : lineEnd
    const column = characters(this.text.slice(lineStart, at)).length + Math.max(0, at - this.text.length)
    return `${this.text.slice(0, end)}\n${' '.repeat(column)}^${this.text.slice(end)}`
  }
}

const bare = (text: string): string => text.replaceAll('\\,', ',').trimEnd()
const unquoted = (text: string, escaped: string): string =>
  text.slice(1, -1).replaceAll(escaped, escaped.slice(1)).replaceAll('\\\\', '\\')
