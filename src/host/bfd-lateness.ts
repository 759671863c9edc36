// How late sending and detection are, and the warning when the machine cannot hold the configured interval.

import type { Histogram } from '../bfd/worker-protocol.ts'
import { DurationCounter } from './histogram.ts'

const WARN_EVERY_MILLISECONDS = 60_000

/** Counts always; warns at most once a minute. */
export class LatenessLog {
  readonly #sending = new DurationCounter()
  readonly #detecting = new DurationCounter()
  readonly #warn: (why: string) => void
  #timer: NodeJS.Timeout | undefined
  #late = { packets: 0, worst: 0, interval: 0 }
  readonly #failures = new Map<string, number>()

  constructor(warn: (why: string) => void) {
    this.#warn = warn
  }

  /** A periodic packet left `late` microseconds after its time. One interval is what a multiplier of 3 forgives twice. */
  sent(late: number, interval: number): void {
    this.#sending.add(late)
    if (interval === 0 || late <= interval) return
    this.#late.packets++
    if (late > this.#late.worst) this.#late = { ...this.#late, worst: late, interval }
    this.#warnSoon()
  }

  /** A session was declared down `late` microseconds after its detection time. */
  detected(late: number): void {
    this.#detecting.add(late)
  }

  sendFailed(why: string): void {
    this.#failures.set(why, (this.#failures.get(why) ?? 0) + 1)
    this.#warnSoon()
  }

  histograms(): { readonly sendLateness: Histogram; readonly detectionLateness: Histogram } {
    return { sendLateness: this.#sending.read(), detectionLateness: this.#detecting.read() }
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  /** At once when nothing was said for a minute, else with what has gathered at the end of it. */
  #warnSoon(): void {
    if (this.#timer !== undefined) return
    this.#say()
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#late.packets > 0 || this.#failures.size > 0) this.#warnSoon()
    }, WARN_EVERY_MILLISECONDS).unref()
  }

  #say(): void {
    const { packets, worst, interval } = this.#late
    if (packets > 0) {
      this.#warn(
        `BFD packets left more than one interval late (${packets} of them, the worst ${milliseconds(worst)} late at an ` +
          `interval of ${milliseconds(interval)}): the machine cannot hold this interval and peers may see us as down`,
      )
    }
    for (const [why, count] of this.#failures) this.#warn(`BFD packets could not be sent (${count} of them): ${why}`)
    this.#late = { packets: 0, worst: 0, interval: 0 }
    this.#failures.clear()
  }
}

const milliseconds = (microseconds: number): string => `${(microseconds / 1_000).toFixed(1)} ms`
