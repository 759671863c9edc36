// The feeder process from the outside.

import { fork, spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { end, guarded } from './at-exit.ts'
import type { FeederOptions } from './feeder.ts'

const PROGRAM = fileURLToPath(new URL('./feeder.ts', import.meta.url))

/** What a feeder says; `of` is what it was told, `started` when it began, in milliseconds since the epoch. */
export interface Told {
  readonly what: string
  readonly why?: string
  readonly of?: Order
  readonly started?: number
  /** How often the table came and went so far. */
  readonly rounds?: number
}

export type Order = 'go' | 'withdraw' | 'repeat' | 'close'

export class Feeder {
  readonly #child: ChildProcess
  readonly #told: Told[] = []
  #wake: () => void = () => {}

  /** In the network namespace when one is given. */
  constructor(options: FeederOptions, namespace?: string) {
    const args = [JSON.stringify(options)]
    this.#child = guarded(namespace === undefined ? fork(PROGRAM, args) : forkIn(namespace, args))
    this.#child.on('message', (told: Told) => this.#hear(told))
    this.#child.on('exit', () => this.#hear({ what: 'error', why: 'the feeder has ended' }))
  }

  #hear(told: Told): void {
    // Of what comes over and over only the last is of interest.
    if (told.what === 'round')
      this.#told.splice(0, this.#told.length, ...this.#told.filter((one) => one.what !== 'round'))
    this.#told.push(told)
    this.#wake()
  }

  /** How often the table came and went so far. */
  get rounds(): number {
    return this.#told.findLast((told) => told.what === 'round')?.rounds ?? 0
  }

  /** Throws when the feeder has lost its connection. */
  check(): void {
    const failed = this.#told.find((told) => told.what === 'error')
    if (failed !== undefined) throw new Error(`feeder: ${failed.why ?? ''}`)
  }

  /** Waits until the feeder said `what`; rejects when it reports an error. */
  async said(what: string, matches: (told: Told) => boolean = () => true): Promise<Told> {
    for (;;) {
      this.check()
      const found = this.#told.find((told) => told.what === what && matches(told))
      if (found !== undefined) return found
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  tell(what: Order): void {
    this.#child.send(what)
  }

  /** Begins with it, and returns when that was, in milliseconds since the epoch. */
  async begin(what: Exclude<Order, 'close'>): Promise<number> {
    this.tell(what)
    return (await this.said('started', ({ of }) => of === what)).started ?? Number.NaN
  }

  async stop(): Promise<void> {
    await end(this.#child)
  }
}

const forkIn = (namespace: string, args: readonly string[]): ChildProcess =>
  spawn('ip', ['netns', 'exec', namespace, process.execPath, PROGRAM, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
