// Filters on the text of a prefix, with `*` and `?` as in EC2. The part before the first wildcard often names a range of
// addresses; a page then starts there and ends behind it instead of reading the whole table.

import { comparePrefixes, formatPrefix, parsePrefix } from '../base/ip.ts'
import type { Family, Prefix } from '../base/ip.ts'

export interface Range {
  readonly text: string
  /** The first and last position that can match; undefined when any family and address can. */
  readonly first: Prefix
  readonly last: Prefix
}

const FIRST: Prefix = { family: 4, words: [0], length: 0 }
const LAST: Prefix = { family: 6, words: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], length: 128 }

/** The range of a pattern. */
export function rangeOf(text: string): Range {
  const wild = text.search(/[*?]/)
  if (wild < 0) return exactRange(text)
  const literal = text.slice(0, wild)
  if (literal.includes(':')) return { text, ...range6(literal) }
  if (literal.includes('.')) return { text, ...range4(literal) }
  return { text, first: FIRST, last: LAST }
}

function exactRange(text: string): Range {
  const prefix = parsePrefix(text)
  // A text that is no prefix matches nothing: an empty range.
  return prefix === undefined ? { text, first: LAST, last: FIRST } : { text, first: prefix, last: prefix }
}

/** The octets that are complete, because a dot or slash follows. */
function range4(literal: string): { readonly first: Prefix; readonly last: Prefix } {
  const octets = literal.split(/[./]/).slice(0, -1).slice(0, 4).map(Number)
  const free = 2 ** (32 - octets.length * 8)
  const word = octets.reduce((sum, octet, i) => sum + octet * 2 ** (24 - i * 8), 0)
  const valid = octets.every((octet) => octet >= 0 && octet <= 255)
  if (!valid) return { first: LAST, last: FIRST }
  return { first: { family: 4, words: [word], length: 0 }, last: { family: 4, words: [word + free - 1], length: 32 } }
}

/** The groups that are complete and before any `::`. */
function range6(literal: string): { readonly first: Prefix; readonly last: Prefix } {
  const groups = (literal.split('::')[0] as string).split(':')
  const complete = (literal.includes('::') ? groups : groups.slice(0, -1)).filter((group) => group !== '').slice(0, 8)
  const values = complete.map((group) => Number.parseInt(group, 16))
  if (values.some((value) => !(value >= 0 && value <= 0xffff))) return { first: LAST, last: FIRST }
  const words = (fill: number): number[] =>
    [0, 2, 4, 6].map((i) => (((values[i] ?? fill) << 16) | (values[i + 1] ?? fill)) >>> 0)
  const family: Family = 6
  return { first: { family, words: words(0), length: 0 }, last: { family, words: words(0xffff), length: 128 } }
}

/** A position, and whether the prefix at it is meant too. */
interface Position {
  readonly prefix: Prefix
  readonly inclusive: boolean
}

/** Where a walk may go on: here if a range covers the place, else where the next range begins; undefined behind all. */
export function skipTo(ranges: readonly Range[], at: Position): Position | undefined {
  let best: Prefix | undefined
  for (const { first, last } of ranges) {
    const d = comparePrefixes(at.prefix, last)
    if (d > 0 || (d === 0 && !at.inclusive) || comparePrefixes(first, last) > 0) continue
    if (comparePrefixes(first, at.prefix) <= 0) return at
    if (best === undefined || comparePrefixes(first, best) < 0) best = first
  }
  return best === undefined ? undefined : { prefix: best, inclusive: true }
}

/** Whether a pattern matches the prefix. */
export function matches(ranges: readonly Range[], prefix: Prefix): boolean {
  let text: string | undefined
  return ranges.some(({ text: pattern, first, last }) => {
    if (comparePrefixes(prefix, first) < 0 || comparePrefixes(prefix, last) > 0) return false
    return comparePrefixes(first, last) === 0 || isLike(pattern, (text ??= formatPrefix(prefix)))
  })
}

/** `*` any characters, `?` one, everything else itself; in linear time but for the last star. */
export function isLike(pattern: string, text: string): boolean {
  let p = 0
  let t = 0
  let star = -1
  let mark = 0
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++
      mark = t
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++
      t++
    } else if (star >= 0) {
      p = star + 1
      t = ++mark
    } else {
      return false
    }
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}
