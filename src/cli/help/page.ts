// A page of help as text: headings at the margin, paragraphs wrapped and indented, as a manual page is set.

import { characters } from '../value.ts'

const WIDTH_MIN = 40
const WIDTH_MAX = 100
export const STEP = 3

/** Collects the lines of a page. */
export class PageWriter {
  private readonly lines: string[] = []
  private readonly width: number

  constructor(columns: number) {
    this.width = Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, columns))
  }

  /** `NAME`, at the margin. */
  heading(text: string): this {
    if (this.lines.length > 0) this.blank()
    this.lines.push(text)
    return this
  }

  /** Text in lines that fit, `depth` steps in. */
  paragraph(text: string, depth = 1): this {
    const indent = ' '.repeat(STEP * depth)
    for (const line of wrap(text, this.width - indent.length)) this.lines.push(indent + line)
    return this
  }

  /** Lines as they are. */
  verbatim(lines: readonly string[], depth = 1): this {
    const indent = ' '.repeat(STEP * depth)
    for (const line of lines) this.lines.push(line === '' ? '' : indent + line)
    return this
  }

  /** A name and what it means, in two columns where the name is short. */
  entry(name: string, text: string, column: number, depth = 1): this {
    const indent = ' '.repeat(STEP * depth)
    const [first = '', ...others] = wrap(text, this.width - indent.length - column)
    const gap = ' '.repeat(Math.max(1, column - characters(name).length))
    this.lines.push(`${indent}${name}${gap}${first}`.trimEnd())
    for (const line of others) this.lines.push(indent + ' '.repeat(column) + line)
    return this
  }

  blank(): this {
    if (this.lines.at(-1) !== '') this.lines.push('')
    return this
  }

  text(): string {
    return `${this.lines.join('\n').trimEnd()}\n`
  }
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter((w) => w !== '')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}
