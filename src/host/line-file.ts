// A file that lines are appended to by somebody who cannot wait: they are written in the background, in order. When the disk
// does not keep up, or takes nothing, lines are left out and counted; a line says how many.

import { closeSync, openSync, write } from 'node:fs'

/** Characters that may wait. */
const WAITING_MAX = 16 << 20

export interface LineFileOptions {
  /** Told once when lines cannot be written, until they can be again. */
  readonly say: (why: string) => void
  /** The line that stands for so many that were left out. */
  readonly lostLine: (lines: number) => string
  /** Characters that may wait. */
  readonly waitingMax?: number
}

export class LineFile {
  readonly #fd: number
  readonly #owned: boolean
  readonly #options: LineFileOptions
  readonly #waitingMax: number
  #waiting: string[] = []
  #characters = 0
  #lost = 0
  #writing: Promise<void> | undefined
  #failing = false

  /** Opens, or makes, the file for appending; `-` is standard error. Throws what the file system says. */
  constructor(path: string, options: LineFileOptions) {
    this.#owned = path !== '-'
    this.#fd = this.#owned ? openSync(path, 'a', 0o640) : 2
    this.#options = options
    this.#waitingMax = options.waitingMax ?? WAITING_MAX
  }

  /** Appends a line, without its end. */
  add(line: string): void {
    if (this.#characters > this.#waitingMax) return void this.#lost++
    this.#waiting.push(line)
    this.#characters += line.length + 1
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined))
    return undefined
  }

  /** Writes what waits, and closes the file. */
  async close(): Promise<void> {
    await this.#writing
    if (this.#owned) closeSync(this.#fd)
  }

  async #write(): Promise<void> {
    await Promise.resolve() // lines of one turn go together
    while (this.#waiting.length > 0) {
      const lines = this.#waiting
      const lost = this.#lost
      const missing = lost + lines.length
      if (lost > 0) lines.push(this.#options.lostLine(lost))
      this.#waiting = []
      this.#characters = 0
      this.#lost = 0
      try {
        await this.#append(Buffer.from(`${lines.join('\n')}\n`))
        this.#failing = false
      } catch (error) {
        this.#lost += missing
        if (!this.#failing) this.#options.say(error instanceof Error ? error.message : String(error))
        this.#failing = true
      }
    }
  }

  async #append(octets: Buffer): Promise<void> {
    for (let at = 0; at < octets.length;) at += await this.#some(octets.subarray(at))
  }

  #some(octets: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      write(this.#fd, octets, (error, written) => {
        if (error === null) resolve(written)
        // A terminal or pipe that takes nothing at the moment.
        else if (error.code === 'EAGAIN') setTimeout(() => resolve(0), 10)
        else reject(error)
      })
    })
  }
}
