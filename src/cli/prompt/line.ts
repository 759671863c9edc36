// The input line of the prompt as data: text, cursor and which suggestion is chosen. Keys change it; nothing is drawn
// and nothing is looked up here.

export interface Line {
  readonly text: string
  readonly cursor: number
  /** Index of the chosen suggestion; -1 for none. */
  readonly chosen: number
  /** The text as it was typed, while a suggestion stands in for its last word. */
  readonly typed: string
}

export const lineOf = (text: string): Line => ({ text, cursor: text.length, chosen: -1, typed: text })

const edited = (text: string, cursor: number): Line => ({ text, cursor, chosen: -1, typed: text })

/** Where the word under the cursor begins. */
export function wordStart({ text, cursor }: Pick<Line, 'text' | 'cursor'>): number {
  let quote = ''
  let start = 0
  for (let i = 0; i < cursor; i++) {
    const c = text[i] ?? ''
    if (quote !== '') {
      if (c === quote) quote = ''
    } else if (c === "'" || c === '"') quote = c
    else if (c === ' ') start = i + 1
  }
  return start
}

/** The part of the word before the cursor. */
export const currentWord = (line: Line): string => line.text.slice(wordStart(line), line.cursor)

export const insert = ({ text, cursor }: Line, added: string): Line =>
  edited(text.slice(0, cursor) + added + text.slice(cursor), cursor + added.length)

export const backspace = (line: Line): Line =>
  line.cursor === 0 ? line : edited(line.text.slice(0, line.cursor - 1) + line.text.slice(line.cursor), line.cursor - 1)

export const deleteNext = ({ text, cursor }: Line): Line =>
  edited(text.slice(0, cursor) + text.slice(cursor + 1), cursor)

export const move = (line: Line, to: number): Line => ({
  ...line,
  cursor: Math.min(line.text.length, Math.max(0, to)),
  chosen: -1,
})

/** Ctrl-K and Ctrl-U. */
export const cutAfter = ({ text, cursor }: Line): Line => edited(text.slice(0, cursor), cursor)
export const cutBefore = ({ text, cursor }: Line): Line => edited(text.slice(cursor), 0)

/** Ctrl-W: the word before the cursor. */
export function cutWord({ text, cursor }: Line): Line {
  const before = text.slice(0, cursor).replace(/\S+\s*$/, '')
  return edited(before + text.slice(cursor), before.length)
}

/** Puts suggestion number `index` of `values` in place of the word; past either end the typed text is back. */
export function choose(line: Line, index: number, values: readonly string[]): Line {
  const typed = lineOf(line.typed)
  const value = values[index]
  if (value === undefined) return { ...typed, chosen: -1 }
  const start = wordStart(typed)
  const text = typed.text.slice(0, start) + value
  return { text, cursor: text.length, chosen: index, typed: line.typed }
}

/** Takes the chosen suggestion as typed; a value that ends in `=` waits for more. */
export function accept(line: Line): Line {
  return line.text.endsWith('=') ? lineOf(line.text) : lineOf(`${line.text} `)
}
