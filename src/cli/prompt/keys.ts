// The keys of the prompt: what each does to its state. Suggestions come from outside, by the text.

import type { Candidate } from '../own/complete.ts'
import {
  accept,
  backspace,
  choose,
  cutAfter,
  cutBefore,
  cutWord,
  deleteNext,
  insert,
  lineOf,
  move,
  type Line,
} from './line.ts'

export type Panel = 'documentation' | 'output'

export interface PromptState {
  readonly line: Line
  readonly suggestions: readonly Candidate[]
  /** Whether the keys are explained below. */
  readonly help: boolean
  readonly panels: readonly Panel[]
  /** The panel that arrows scroll; undefined while they move in the line. */
  readonly focus: Panel | undefined
  readonly scroll: number
  readonly manyColumns: boolean
  /** While Ctrl-R searches the history: the lines that it offers are the suggestions. */
  readonly searching: boolean
}

export interface Key {
  readonly name?: string | undefined
  readonly sequence?: string | undefined
  readonly ctrl?: boolean | undefined
  readonly meta?: boolean | undefined
  readonly shift?: boolean | undefined
}

export type Outcome = PromptState | 'run' | 'interrupt'

export const openState = (text: string): PromptState => ({
  line: lineOf(text),
  suggestions: [],
  help: false,
  panels: [],
  focus: undefined,
  scroll: 0,
  manyColumns: false,
  searching: false,
})

const withLine = (state: PromptState, line: Line): PromptState => ({ ...state, line })

const CONTROL: Readonly<Record<string, (state: PromptState) => Outcome>> = {
  c: () => 'interrupt',
  d: (state) => (state.line.text === '' ? 'interrupt' : withLine(state, deleteNext(state.line))),
  a: (state) => withLine(state, move(state.line, 0)),
  e: (state) => withLine(state, move(state.line, state.line.text.length)),
  k: (state) => withLine(state, cutAfter(state.line)),
  u: (state) => withLine(state, cutBefore(state.line)),
  w: (state) => withLine(state, cutWord(state.line)),
  r: (state) => ({ ...state, searching: !state.searching, suggestions: [] }),
  n: (state) => step(state, 1),
  p: (state) => step(state, -1),
}

const NAMED: Readonly<Record<string, (state: PromptState) => Outcome>> = {
  return: enter,
  enter,
  tab: (state) => step(state, 1),
  down: (state) => (state.focus === undefined ? step(state, 1) : scrolled(state, 1)),
  up: (state) => (state.focus === undefined ? step(state, -1) : scrolled(state, -1)),
  pagedown: (state) => scrolled(state, 10),
  pageup: (state) => scrolled(state, -10),
  left: (state) => withLine(state, move(state.line, state.line.cursor - 1)),
  right: (state) => withLine(state, move(state.line, state.line.cursor + 1)),
  home: (state) => withLine(state, move(state.line, 0)),
  end: (state) => withLine(state, move(state.line, state.line.text.length)),
  backspace: (state) => withLine(state, backspace(state.line)),
  delete: (state) => withLine(state, deleteNext(state.line)),
  escape: (state) => ({ ...withLine(state, lineOf(state.line.typed)), suggestions: [], searching: false }),
  f1: (state) => ({ ...state, help: !state.help }),
  f2: nextPanel,
  f3: (state) => toggled(state, 'documentation'),
  f4: (state) => ({ ...state, manyColumns: !state.manyColumns }),
  f5: (state) => toggled(state, 'output'),
}

/** The state after a key, or what the key ends the prompt with. */
export function press(state: PromptState, key: Key): Outcome {
  const { name = '', sequence = '' } = key
  if (key.ctrl) return CONTROL[name]?.(state) ?? state
  if (name === 'tab' && key.shift) return step(state, -1)
  const act = NAMED[name]
  if (act !== undefined) return act(state)
  return sequence !== '' && !key.meta && isPrintable(sequence) ? withLine(state, insert(state.line, sequence)) : state
}

const isPrintable = (text: string): boolean => /^[^\p{Cc}]+$/u.test(text)

/** Enter takes the chosen suggestion; with none chosen it runs the line. */
function enter(state: PromptState): Outcome {
  if (state.line.chosen < 0) return 'run'
  if (state.searching) return { ...withLine(state, lineOf(state.line.text)), searching: false, suggestions: [] }
  return { ...withLine(state, accept(state.line)), suggestions: [] }
}

function step(state: PromptState, by: 1 | -1): PromptState {
  const count = state.suggestions.length
  if (count === 0) return state
  const { chosen } = state.line
  const next = chosen < 0 && by < 0 ? count - 1 : chosen + by
  if (state.searching) return chooseLine(state, next)
  return withLine(
    state,
    choose(
      state.line,
      next,
      state.suggestions.map((s) => s.value),
    ),
  )
}

/** A line of the history stands for the whole line. */
function chooseLine(state: PromptState, index: number): PromptState {
  const value = state.suggestions[index]?.value
  const text = value ?? state.line.typed
  return withLine(state, {
    text,
    cursor: text.length,
    chosen: value === undefined ? -1 : index,
    typed: state.line.typed,
  })
}

function toggled(state: PromptState, panel: Panel): PromptState {
  const open = state.panels.includes(panel)
  const panels = open ? state.panels.filter((p) => p !== panel) : [...state.panels, panel]
  return { ...state, panels, focus: open && state.focus === panel ? undefined : state.focus, scroll: 0 }
}

/** From the line to the first panel, on to the next, and back to the line. */
function nextPanel(state: PromptState): PromptState {
  const at = state.focus === undefined ? -1 : state.panels.indexOf(state.focus)
  return { ...state, focus: state.panels[at + 1], scroll: 0 }
}

const scrolled = (state: PromptState, by: number): PromptState => ({ ...state, scroll: Math.max(0, state.scroll + by) })
