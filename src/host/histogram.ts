// Counting durations into fixed buckets, in plain numbers: cheap enough for every packet, read when somebody asks.

import { LATENESS_BOUNDS, type Histogram } from '../bfd/worker-protocol.ts'

/** A histogram that is being filled. */
export class DurationCounter {
  readonly #counts: number[] = Array.from({ length: LATENESS_BOUNDS.length + 1 }, () => 0)
  #count = 0
  #sum = 0
  #max = 0

  add(microseconds: number): void {
    let bucket = 0
    while (bucket < LATENESS_BOUNDS.length && microseconds > (LATENESS_BOUNDS[bucket] as number)) bucket++
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1
    this.#count++
    this.#sum += microseconds
    if (microseconds > this.#max) this.#max = microseconds
  }

  read(): Histogram {
    return { counts: [...this.#counts], count: this.#count, sumMicroseconds: this.#sum, maxMicroseconds: this.#max }
  }
}
