// The prompt of --cli-auto-prompt: one input line with suggestions, on a terminal. Gives the words to run.

import { emitKeypressEvents } from 'node:readline'
import { candidates, type Candidate } from '../own/complete.ts'
import { shellWords } from '../config/shell-words.ts'
import { EXIT, Failure } from '../failure.ts'
import { PROGRAM } from '../usage.ts'
import type { World } from '../world.ts'
import { bestFits } from './fuzzy.ts'
import { addToHistory, readHistory } from './history.ts'
import { openState, press, type Key, type Panel, type PromptState } from './keys.ts'
import { currentWord } from './line.ts'
import { documentation, outputPreview } from './panels.ts'
import { draw, PROMPT } from './screen.ts'

/** The prompt was ended with Ctrl-C: 130, after the line. */
class Interrupted extends Failure {
  constructor(text: string) {
    super(EXIT.interrupted, `${PROMPT}${text}`)
  }
}

/** Opens the prompt with `words` and resolves to the words of the line that was run. */
export async function askForWords(words: readonly string[], world: World): Promise<readonly string[]> {
  const start = words.filter((word) => word !== '--cli-auto-prompt').map(quotedWord)
  const prompt = new Prompt(openState(start.length === 0 ? '' : `${start.join(' ')} `), world)
  const line = await prompt.run()
  addToHistory(line, world)
  return shellWords(line) ?? []
}

const quotedWord = (word: string): string =>
  /^[\w@%+=:,./[\]{}*?~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`

class Prompt {
  private state: PromptState
  private readonly world: World
  private readonly history: readonly string[]
  private panels: Partial<Record<Panel, readonly string[]>> = {}
  private drawn = 0

  constructor(state: PromptState, world: World) {
    this.state = state
    this.world = world
    this.history = readHistory(world).toReversed()
  }

  async run(): Promise<string> {
    const { stdin } = process
    emitKeypressEvents(stdin)
    stdin.setRawMode(true)
    stdin.resume()
    try {
      await this.look()
      await this.refresh()
      return await this.keys()
    } finally {
      stdin.setRawMode(false)
      stdin.pause()
    }
  }

  /** Keys are taken one after the other, so that a suggestion belongs to the text that it was looked up for. */
  private keys(): Promise<string> {
    return new Promise((resolve, reject) => {
      let work = Promise.resolve()
      const onKey = (_: string | undefined, key: Key): void => {
        work = work.then(async () => {
          const end = await this.take(key)
          if (end === undefined) return
          process.stdin.off('keypress', onKey)
          this.leave()
          if (end === 'run') resolve(this.state.line.text.trim())
          else reject(new Interrupted(this.state.line.text))
        })
        work.catch(reject)
      }
      process.stdin.on('keypress', onKey)
    })
  }

  private async take(key: Key): Promise<'run' | 'interrupt' | undefined> {
    const next = press(this.state, key)
    if (next === 'interrupt') return next
    if (next === 'run') {
      if (shellWords(this.state.line.text) === undefined) return undefined
      return next
    }
    const changed = next.line.typed !== this.state.line.typed || next.searching !== this.state.searching
    this.state = next
    if (changed) await this.look()
    await this.refresh()
    return undefined
  }

  private async look(): Promise<void> {
    const suggestions = this.state.searching ? this.pastLines() : await this.nextWords()
    this.state = { ...this.state, suggestions }
  }

  private pastLines(): Candidate[] {
    return bestFits(this.state.line.typed, this.history, (line) => line).map((value) => ({ value }))
  }

  private async nextWords(): Promise<readonly Candidate[]> {
    const { line } = this.state
    const current = currentWord(line)
    const before = shellWords(line.text.slice(0, line.cursor - current.length)) ?? []
    // All that could stand here is asked for; which of it fits is decided by its letters, not only by how it begins.
    const possible = await candidates([...before, ''], this.world)
    const exact = current === '' ? [] : await candidates([...before, current], this.world)
    const fits = bestFits(current, possible, ({ value }) => value)
    return [...exact, ...fits.filter(({ value }) => !exact.some((e) => e.value === value))]
  }

  private async refresh(): Promise<void> {
    const { panels, line } = this.state
    this.panels = {
      ...(panels.includes('documentation')
        ? { documentation: await documentation(line.text, this.size().columns) }
        : {}),
      ...(panels.includes('output') ? { output: await outputPreview(line.text) } : {}),
    }
    this.paint()
  }

  private size(): { columns: number; rows: number } {
    return { columns: this.world.stdout.columns ?? 80, rows: this.world.stdout.rows ?? 24 }
  }

  private paint(): void {
    const size = this.size()
    const { lines, column } = draw(this.state, this.panels, size)
    const up = this.drawn > 0 ? `\u001b[${this.drawn}A` : ''
    const below = lines.length - 1
    const back = below > 0 ? `\u001b[${below}A` : ''
    const wrapped = Math.floor(column / size.columns)
    const down = wrapped > 0 ? `\u001b[${wrapped}B` : ''
    this.world.stdout.write(
      `${up}\r\u001b[J${lines.join('\r\n')}${back}\r${down}\u001b[${(column % size.columns) + 1}G`,
    )
    this.drawn = wrapped
  }

  /** Leaves the line on the screen and nothing below it. */
  private leave(): void {
    const up = this.drawn > 0 ? `\u001b[${this.drawn}A` : ''
    this.world.stdout.write(`${up}\r\u001b[J> ${PROGRAM} ${this.state.line.text}\r\n`)
  }
}
