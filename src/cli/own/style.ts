// Colours, tables and progress of our own commands. On a terminal only; elsewhere the text is plain.

import type { World } from '../world.ts'
import { textWidth } from '../output/width.ts'

type Paint = (text: string) => string

export interface Palette {
  readonly good: Paint
  readonly bad: Paint
  readonly warn: Paint
  readonly dim: Paint
  readonly bold: Paint
}

const code =
  (number: number): Paint =>
  (text) =>
    `\u001b[${number}m${text}\u001b[0m`
const plain: Paint = (text) => text

/** Colours where `world` can show them and nobody asked for none (NO_COLOR). */
export function palette({ stdout, env }: World, color: 'on' | 'off' | 'auto' = 'auto'): Palette {
  const coloured = color === 'on' || (color === 'auto' && stdout.isTerminal && !env['NO_COLOR'])
  if (!coloured) return { good: plain, bad: plain, warn: plain, dim: plain, bold: plain }
  return { good: code(32), bad: code(31), warn: code(33), dim: code(2), bold: code(1) }
}

/** Columns that fit their widest cell; the first row is the header. */
export function columns(
  rows: readonly (readonly string[])[],
  paint: (cell: string, row: number, column: number) => string = plain,
): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => textWidth(row[i] ?? ''))))
  return rows.map((row, r) =>
    row
      .map((cell, c) => paint(cell, r, c) + ' '.repeat(c === row.length - 1 ? 0 : (widths[c] ?? 0) - textWidth(cell)))
      .join('  ')
      .trimEnd(),
  )
}

/** A line that says what is being waited for; it replaces itself on a terminal and is silent elsewhere. */
export class Progress {
  private readonly world: World
  private shown = false
  private frame = 0

  constructor(world: World) {
    this.world = world
  }

  show(text: string): void {
    if (!this.world.stderr.isTerminal) return
    const spinner = '|/-\\'[this.frame++ % 4] ?? ''
    this.world.stderr.write(`\r\u001b[2K${spinner} ${text}`)
    this.shown = true
  }

  clear(): void {
    if (this.shown) this.world.stderr.write('\r\u001b[2K')
    this.shown = false
  }
}
