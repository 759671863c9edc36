// `--output table`: sections of rows in frames, one for each structure or list, deeper ones inside more bars. The
// rounding of column widths is the AWS CLI's, so that the frames are the same character by character.

import { otherFailure } from '../failure.ts'
import { PythonFloat } from './python-float.ts'
import { byCodePoint, scalarText } from './text.ts'
import { textWidth } from './width.ts'

type Plain = Readonly<Record<string, unknown>>

interface Section {
  readonly title: string
  readonly depth: number
  headers: readonly string[]
  rows: (readonly string[])[]
  widths: number[]
}

export interface TableOptions {
  /** Width of the terminal; 80 where there is none. */
  readonly columns: number
  readonly coloured: boolean
  /** Coloured text straight to standard output has a reset after every piece (the AWS CLI's colour library). */
  readonly resets?: boolean
}

/** A table with `title` above; empty for an empty value. */
export function toTable(title: string, value: unknown, options: TableOptions): string {
  const sections: Section[] = []
  new Builder(sections).build(title, value, 0)
  if (sections.length === 0) return ''
  let width = tableWidth(sections)
  if (width > options.columns) {
    for (const [i, section] of sections.entries()) sections[i] = turned(section)
    width = tableWidth(sections)
  }
  const reset = options.coloured && options.resets === true ? RESET : ''
  const lines = sections.flatMap((section) => render(section, width, options.coloured, reset))
  return [`${'-'.repeat(width)}\n${reset}`, ...lines].join('')
}

const RESET = '\u001b[0m'

const isScalar = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || value instanceof PythonFloat
const isPlain = (value: unknown): value is Plain => !isScalar(value) && !Array.isArray(value)
const isEmpty = (value: unknown): boolean =>
  !value ||
  (value instanceof PythonFloat && value.value === 0) ||
  (Array.isArray(value) ? value.length === 0 : isPlain(value) && Object.keys(value).length === 0)

class Builder {
  private readonly sections: Section[]

  constructor(sections: Section[]) {
    this.sections = sections
  }

  build(title: string | undefined, value: unknown, depth: number): void {
    if (isEmpty(value)) return
    if (title !== undefined) this.open(title, depth)
    if (Array.isArray(value)) {
      if (isPlain(value[0])) this.structures(value as readonly Plain[], title ?? '', depth)
      else this.items(value)
    } else if (isPlain(value)) this.structure(value, depth)
  }

  private open(title: string, depth: number): void {
    this.sections.push({ title, depth, headers: [], rows: [], widths: [] })
  }

  private get current(): Section {
    const section = this.sections.at(-1)
    if (section === undefined) throw new Error('a row outside any section')
    return section
  }

  private items(list: readonly unknown[]): void {
    for (const item of list) {
      if (isScalar(item)) this.row([item])
      // Among scalars and lists the AWS CLI shows the keys of a structure; it is a wart, and kept.
      else if (isPlain(item)) this.row(Object.keys(item))
      else if (Array.isArray(item) && item.every(isScalar)) this.row(item)
      else this.build(undefined, item, 0)
    }
  }

  private structure(value: Plain, depth: number): void {
    const [scalars, nested] = split([value])
    const [only] = scalars
    if (scalars.length === 1 && only !== undefined) this.row([only, value[only]])
    else if (scalars.length > 0) {
      this.header(scalars)
      this.row(scalars.map((key) => value[key]))
    }
    for (const key of nested) this.build(key, value[key], depth + 1)
  }

  private structures(list: readonly Plain[], title: string, depth: number): void {
    const [scalars, nested] = split(list)
    this.header(scalars)
    for (const [index, item] of list.entries()) {
      if (index > 0 && nested.length > 0) {
        this.open(title, depth)
        this.header(scalars)
      }
      this.row(scalars.map((key) => (Object.hasOwn(item, key) ? item[key] : '')))
      for (const key of nested) if (Object.hasOwn(item, key)) this.build(key, item[key], depth + 1)
    }
  }

  private header(headers: readonly string[]): void {
    this.current.headers = headers
    widen(this.current, headers)
  }

  private row(values: readonly unknown[]): void {
    const row = values.map(scalarText)
    const before = this.current.rows[0] ?? (this.current.headers.length > 0 ? this.current.headers : row)
    if (before.length !== row.length) {
      throw otherFailure(`Row should have ${before.length} elements, instead it has ${row.length}`)
    }
    this.current.rows.push(row)
    widen(this.current, row)
  }
}

function split(list: readonly Plain[]): readonly [scalars: string[], nested: string[]] {
  const scalars = new Set<string>()
  const nested = new Set<string>()
  for (const item of list) {
    for (const [key, value] of Object.entries(item)) (isScalar(value) ? scalars : nested).add(key)
  }
  return [[...scalars].sort(byCodePoint), [...nested].sort(byCodePoint)]
}

function widen(section: Section, cells: readonly string[]): void {
  section.widths = cells.map((cell, i) => Math.max(textWidth(cell), section.widths[i] ?? 0))
}

const CELL_PADDING = 4

function tableWidth(sections: readonly Section[]): number {
  let widest = 0
  for (const { widths, title, depth } of sections) {
    const cells = widths.reduce((sum, width) => sum + width + CELL_PADDING, 0)
    widest = Math.max(widest, Math.max(textWidth(title), cells) + 2 + 2 * depth)
  }
  return widest
}

/** A section with one row below a header becomes one line for each key. */
function turned(section: Section): Section {
  const [row] = section.rows
  if (section.rows.length !== 1 || row === undefined || section.headers.length === 0) return section
  const result: Section = { title: section.title, depth: section.depth, headers: [], rows: [], widths: [] }
  for (const [i, header] of section.headers.entries()) {
    const pair = [header, row[i] ?? '']
    result.rows.push(pair)
    widen(result, pair)
  }
  return result
}

function render(section: Section, tableWide: number, coloured: boolean, reset: string): string[] {
  const width = tableWide - 2 * section.depth
  const lines: string[] = []
  const { headers, rows } = section
  if (section.title !== '') {
    lines.push(centred(section.title, width, '|'))
    if (headers.length === 0 && rows.length === 0) lines.push(`+${'-'.repeat(width - 2)}+`)
  }
  const columns = columnWidths(section, width)
  if (headers.length > 0) {
    lines.push(rule(columns), columns.map((w, i) => centred(headers[i] ?? '', w, i === 0 ? '|' : '')).join(''))
  }
  if (rows.length > 0 && columns.length > 0) {
    lines.push(rule(columns))
    for (const row of rows)
      lines.push(columns.map((w, i) => cell(row[i] ?? '', w, i === 0 ? '|' : '', coloured)).join(''))
    lines.push(rule(columns))
  }
  const indent = (coloured ? DIM_YELLOW('|') : '|').repeat(section.depth)
  return lines.map((line) => [indent, line, indent, '\n'].map((piece) => piece + reset).join(''))
}

const DIM_YELLOW = (text: string): string => `\u001b[2m\u001b[33m${text}\u001b[0m`
const BRIGHT_BLUE = (text: string): string => `\u001b[1m\u001b[34m${text}\u001b[0m`

const rule = (columns: readonly number[]): string =>
  columns
    .map((width, i) => (i === 0 ? `+${'-'.repeat(Math.max(0, width - 2))}+` : `${'-'.repeat(Math.max(0, width - 1))}+`))
    .join('')

/** Text in the middle of `length` columns, the bars included; half a blank too many goes to the right. */
function centred(text: string, length: number, left: string): string {
  const width = textWidth(text)
  const before = Math.floor(length / 2) - Math.floor(width / 2) - 1
  const after = length - 1 - left.length - before - width
  return `${left}${blanks(before)}${text}${blanks(after)}|`
}

function cell(text: string, length: number, left: string, coloured: boolean): string {
  const width = textWidth(text)
  const before = length - (width + 2 + left.length + 1) >= 0 ? 2 : 0
  const after = length - left.length - before - width - 1
  return `${left}${blanks(before)}${coloured ? BRIGHT_BLUE(text) : text}${blanks(after)}|`
}

const blanks = (count: number): string => ' '.repeat(Math.max(0, count))

/** Widths of the columns, stretched to fill `width`: each rounded, then put right one column at a time. */
function columnWidths(section: Section, width: number): number[] {
  const natural = section.widths.map((w) => w + CELL_PADDING)
  if (natural.length === 0) return natural
  const factor = width / natural.reduce((sum, w) => sum + w, 0)
  const scaled = natural.map((w) => roundHalfEven(factor * w))
  let excess = scaled.reduce((sum, w) => sum + w, 0) - width
  while (excess !== 0) {
    const order = excess > 0 ? scaled.keys() : [...scaled.keys()].reverse()
    for (const i of order) {
      const step = excess > 0 ? -1 : 1
      scaled[i] = (scaled[i] ?? 0) + step
      excess += step
      if (excess === 0) break
    }
  }
  return scaled
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const fraction = value - floor
  if (fraction !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}
