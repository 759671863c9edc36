// What the prompt looks like: the input line, suggestions below it, then the panels that are open, and the keys.

import { columns } from '../own/style.ts'
import { textWidth } from '../output/width.ts'
import { PROGRAM } from '../usage.ts'
import type { Panel, PromptState } from './keys.ts'

const SUGGESTIONS_MAX = 8
export const PROMPT = `> ${PROGRAM} `
const KEYS =
  'Enter run or take  Tab next  F1 keys  F2 next panel  F3 documentation  F4 columns  F5 output  Ctrl-R history  Ctrl-C end'

export interface Size {
  readonly columns: number
  readonly rows: number
}

const dim = (text: string): string => `\u001b[2m${text}\u001b[0m`
const inverse = (text: string): string => `\u001b[7m${text}\u001b[0m`

/** The lines of the screen and where the cursor is in the first. */
export function draw(
  state: PromptState,
  panels: Readonly<Partial<Record<Panel, readonly string[]>>>,
  size: Size,
): { readonly lines: readonly string[]; readonly column: number } {
  const prefix = state.searching ? '(history) ' : PROMPT
  const lines = [prefix + state.line.text, ...suggestionLines(state, size)]
  const room = Math.max(3, Math.floor((size.rows - lines.length - 2) / Math.max(1, state.panels.length)) - 1)
  for (const panel of state.panels) lines.push(...panelLines(panel, panels[panel] ?? [], state, room))
  if (state.help) lines.push(dim(KEYS))
  const shown = lines.map((line, i) => (i === 0 ? line : clipped(line, size.columns)))
  return { lines: shown, column: textWidth(prefix + state.line.text.slice(0, state.line.cursor)) }
}

function suggestionLines({ suggestions, line, manyColumns }: PromptState, size: Size): string[] {
  if (suggestions.length === 0) return []
  const first = Math.max(0, Math.min(line.chosen - SUGGESTIONS_MAX + 1, suggestions.length - SUGGESTIONS_MAX))
  if (manyColumns) return severalColumns(suggestions, line.chosen, size)
  const shown = suggestions.slice(first, first + SUGGESTIONS_MAX)
  const rows = columns(shown.map(({ value, about }) => [value, about ?? '']))
  const lines = rows.map((row, i) => `  ${first + i === line.chosen ? inverse(row) : row}`)
  const more = suggestions.length - first - shown.length
  return more > 0 ? [...lines, dim(`  ${more} more`)] : lines
}

function severalColumns(suggestions: PromptState['suggestions'], chosen: number, size: Size): string[] {
  const width = Math.max(...suggestions.map(({ value }) => textWidth(value))) + 2
  const perLine = Math.max(1, Math.floor((size.columns - 2) / width))
  const lines: string[] = []
  for (let i = 0; i < suggestions.length && lines.length < SUGGESTIONS_MAX; i += perLine) {
    const cells = suggestions.slice(i, i + perLine).map(({ value }, k) => {
      const cell = value + ' '.repeat(width - textWidth(value))
      return i + k === chosen ? inverse(cell) : cell
    })
    lines.push(`  ${cells.join('')}`)
  }
  return lines
}

function panelLines(panel: Panel, content: readonly string[], state: PromptState, room: number): string[] {
  const scroll = state.focus === panel ? Math.min(state.scroll, Math.max(0, content.length - room)) : 0
  const title = state.focus === panel ? inverse(` ${panel} `) : ` ${panel} `
  return [dim('─'.repeat(4)) + title, ...content.slice(scroll, scroll + room)]
}

/** A line that is too wide is cut; escape sequences take no room. */
function clipped(line: string, width: number): string {
  let used = 0
  let out = ''
  // oxlint-disable-next-line no-control-regex -- the escape sequences of a terminal
  for (const part of line.split(/(\u001b\[\d*m)/)) {
    if (part.startsWith('\u001b')) {
      out += part
      continue
    }
    for (const character of part) {
      used += textWidth(character)
      if (used < width) out += character
    }
  }
  return out
}
