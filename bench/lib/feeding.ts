// The feeder process from the outside.

import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FeederOptions } from './feeder.ts'

export interface Told {
  readonly what: string
  readonly why?: string
  readonly started?: number
}

export class Feeder {
  readonly #child: ChildProcess
  readonly #told: Told[] = []
  #wake: () => void = () => {}

  constructor(options: FeederOptions) {
    this.#child = fork(fileURLToPath(new URL('./feeder.ts', import.meta.url)), [JSON.stringify(options)])
    this.#child.on('message', (told: Told) => {
      this.#told.push(told)
      this.#wake()
    })
  }

  /** Waits until the feeder said `what`; rejects when it reports an error. */
  async said(what: string): Promise<Told> {
    for (;;) {
      const failed = this.#told.find((told) => told.what === 'error')
      if (failed !== undefined) throw new Error(`feeder: ${failed.why ?? ''}`)
      const found = this.#told.find((told) => told.what === what)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  tell(what: 'go' | 'withdraw' | 'close'): void {
    this.#child.send(what)
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()))
    this.#child.kill()
    await gone
  }
}
