// What comes to a router from outside, in order: taken at once while the turn of the event loop is short, otherwise in
// slices, because thousands of sessions may come or go together and none of them is to make a keepalive wait.

import type { Instant } from '../base/time.ts'

export interface Input {
  readonly run: () => void
  /** When it came. */
  readonly at: Instant
}

export class InputQueue {
  readonly #perform: (input: Input) => void
  readonly #now: () => Instant
  /** Microseconds. */
  readonly #slice: number
  #waiting: Input[] = []
  #began: Instant | undefined

  /** `slice`: microseconds of one turn in which inputs are taken. */
  constructor(perform: (input: Input) => void, now: () => Instant, slice: number) {
    this.#perform = perform
    this.#now = now
    this.#slice = slice
  }

  /** Something waits: what comes now has to wait behind it. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0
  }

  /** Performs the input now, or after those that wait. */
  take(run: () => void): void {
    const at = this.#now()
    const began = (this.#began ??= at)
    if (!this.isWaiting && at - began < this.#slice) this.#perform({ run, at })
    else this.#waiting.push({ run, at })
  }

  /** Performs some of what waits, one at least; a new turn begins. When the turn that ends began. */
  turn(): Instant {
    const from = this.#now()
    const began = this.#began ?? from
    this.#began = undefined
    let done = 0
    while (done < this.#waiting.length && this.#now() - from < this.#slice) {
      this.#perform(this.#waiting[done++] as Input)
    }
    if (done > 0) this.#waiting = this.#waiting.slice(done)
    return began
  }

  /** Performs all that waits: it is not to be overtaken by what follows. */
  finish(): void {
    for (const input of this.#waiting.splice(0)) this.#perform(input)
  }
}
