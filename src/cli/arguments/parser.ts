// Reads words into options and positional words by the rules of Python's argparse, which the AWS CLI is built on:
// unambiguous prefixes, `--name=value`, words that look like negative numbers, unknown words handed back in its order.

import { quoted, parseInteger } from '../value.ts'
import { similar } from './similar.ts'

export type OptionValue = string | boolean | bigint | number | readonly string[]

export interface Option {
  /** With the dashes. */
  readonly flag: string
  /** Key of the value; `--x` and `--no-x` share one. */
  readonly key: string
  /** How many words follow. `optional`: one or none, and then `constant` is the value. */
  readonly takes: 'none' | 'one' | 'optional' | 'list'
  readonly constant?: OptionValue
  readonly type?: 'int' | 'float'
  readonly choices?: readonly string[]
  readonly required?: boolean
}

/** A word without dashes, such as the name of an operation. */
export interface Positional {
  readonly key: string
  readonly required: boolean
  readonly choices?: () => readonly string[]
}

export interface Grammar {
  readonly options: readonly Option[]
  readonly positional?: Positional
  /** Called as soon as the option is met, before anything that follows is looked at. */
  readonly onOption?: (option: Option) => void
}

export interface Parsed {
  readonly values: ReadonlyMap<string, OptionValue>
  /** Words that the grammar does not know, in order. */
  readonly rest: readonly string[]
}

/** The words do not follow the grammar. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError'
}

interface Met {
  readonly option: Option | undefined
  readonly attached: string | undefined
}

const NEGATIVE_NUMBER = /^-\d+$|^-\d*\.\d+$/
const WORDS: Record<Option['takes'], RegExp> = { none: /^/, one: /^A/, optional: /^A?/, list: /^A*/ }

/** Splits `words` by `grammar`; throws {@link ArgumentError}. */
export function parseWords(grammar: Grammar, words: readonly string[]): Parsed {
  return new Run(grammar, words).run()
}

class Run {
  private readonly grammar: Grammar
  private readonly words: readonly string[]
  private readonly met = new Map<number, Met>()
  /** One letter for each word: O option, A anything else, - the word `--`. */
  private readonly pattern: string
  private readonly values = new Map<string, OptionValue>()
  private readonly seen = new Set<string>()
  private readonly rest: string[] = []
  private positional: Positional | undefined

  constructor(grammar: Grammar, words: readonly string[]) {
    this.grammar = grammar
    this.words = words
    this.positional = grammar.positional
    this.pattern = this.classify()
  }

  run(): Parsed {
    let at = 0
    const options = [...this.met.keys()]
    for (const next of options) {
      if (next < at) continue
      while (at < next) {
        const after = this.takePositional(at)
        if (after > at) {
          at = after
          continue
        }
        this.rest.push(...this.words.slice(at, next))
        at = next
      }
      at = this.takeOption(next)
    }
    this.rest.push(...this.words.slice(this.takePositional(at)))
    this.demandRequired()
    return { values: this.values, rest: this.rest }
  }

  private classify(): string {
    let pattern = ''
    for (const [index, word] of this.words.entries()) {
      if (pattern.includes('-')) pattern += 'A'
      else if (word === '--') pattern += '-'
      else {
        const met = this.lookUp(word)
        if (met !== undefined) this.met.set(index, met)
        pattern += met === undefined ? 'A' : 'O'
      }
    }
    return pattern
  }

  /** The option that `word` names; undefined when the word is no option at all. */
  private lookUp(word: string): Met | undefined {
    if (!word.startsWith('-') || word === '-') return undefined
    const { options } = this.grammar
    const exact = options.find((o) => o.flag === word)
    if (exact !== undefined) return { option: exact, attached: undefined }
    const equals = word.indexOf('=')
    const name = equals < 0 ? word : word.slice(0, equals)
    const attached = equals < 0 ? undefined : word.slice(equals + 1)
    const found = options.filter((o) => o.flag === name)
    const candidates =
      found.length > 0 || !word.startsWith('--') ? found : options.filter((o) => o.flag.startsWith(name))
    if (candidates.length > 1) {
      const names = candidates.map((o) => o.flag).join(', ')
      throw new ArgumentError(`ambiguous option: ${word} could match ${names}`)
    }
    if (candidates[0] !== undefined) return { option: candidates[0], attached }
    if (NEGATIVE_NUMBER.test(word) || word.includes(' ')) return undefined
    return { option: undefined, attached: undefined }
  }

  private takeOption(at: number): number {
    const { option, attached } = this.met.get(at) ?? { option: undefined, attached: undefined }
    if (option === undefined) {
      this.rest.push(this.words[at] ?? '')
      return at + 1
    }
    if (attached !== undefined) {
      if (option.takes === 'none') throw complaint(option.flag, `ignored explicit argument ${quoted(attached)}`)
      this.store(option, [attached])
      return at + 1
    }
    const match = WORDS[option.takes].exec(this.pattern.slice(at + 1))
    if (match === null) throw complaint(option.flag, 'expected one argument')
    const end = at + 1 + match[0].length
    this.store(option, this.words.slice(at + 1, end))
    return end
  }

  private store(option: Option, words: readonly string[]): void {
    this.seen.add(option.flag)
    this.values.set(option.key, optionValue(option, words))
    this.grammar.onOption?.(option)
  }

  /** Gives the words at `at` to the positional that is still open; returns the place after them. */
  private takePositional(at: number): number {
    const { positional } = this
    if (positional === undefined) return at
    const match = (positional.required ? /^-*A-*/ : /^-*A?-*/).exec(this.pattern.slice(at))
    if (match === null) return at
    this.positional = undefined
    const word = this.words.slice(at, at + match[0].length).find((w) => w !== '--')
    if (word !== undefined) this.storePositional(positional, word)
    return at + match[0].length
  }

  private storePositional(positional: Positional, word: string): void {
    const choices = positional.choices?.()
    if (choices !== undefined) demandChoice(positional.key, word, choices)
    this.seen.add(positional.key)
    this.values.set(positional.key, word)
  }

  private demandRequired(): void {
    const missing = this.grammar.options.filter((o) => o.required && !this.seen.has(o.flag)).map((o) => o.flag)
    const { positional } = this.grammar
    if (positional?.required && !this.seen.has(positional.key)) missing.push(positional.key)
    if (missing.length > 0) {
      throw new ArgumentError(`the following arguments are required: ${missing.join(', ')}`)
    }
  }
}

const complaint = (name: string, why: string): ArgumentError => new ArgumentError(`argument ${name}: ${why}`)

function optionValue(option: Option, words: readonly string[]): OptionValue {
  if (option.takes === 'list') return words
  const [word] = words
  if (word === undefined) return option.constant ?? true
  if (option.choices !== undefined) demandChoice(option.flag, word, option.choices)
  if (option.type === 'int') {
    const value = parseInteger(word)
    if (value === undefined) throw complaint(option.flag, `invalid int value: ${quoted(word)}`)
    return value
  }
  return option.type === 'float' ? floatValue(option, word) : word
}

function floatValue(option: Option, word: string): number {
  const value = Number(word)
  if (word.trim() === '' || Number.isNaN(value)) throw complaint(option.flag, `invalid float value: ${quoted(word)}`)
  return value
}

function demandChoice(name: string, word: string, choices: readonly string[]): void {
  if (choices.includes(word)) return
  const lines = ['Invalid choice, valid choices are:\n']
  for (let i = 0; i < choices.length; i += 2) {
    lines.push(
      choices
        .slice(i, i + 2)
        .map((choice) => choice.padEnd(40))
        .join(' | '),
    )
  }
  const close = similar(word, choices, 0.8)
  if (close.length > 0) lines.push(`\n\nInvalid choice: ${quoted(word)}, maybe you meant:\n`)
  throw complaint(name, [...lines, ...close.map((choice) => `  * ${choice}`)].join('\n'))
}
