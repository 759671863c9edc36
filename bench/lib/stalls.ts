// Whether the machine itself stood still: one control on each core, so that a false detection that comes from it is told from a bug.

import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { guarded } from './at-exit.ts'
import { monotonic } from './bfd-lab.ts'

const PROGRAM = fileURLToPath(new URL('./stall-control.ts', import.meta.url))

/** A core did nothing for `late` microseconds until `at`, on the monotonic clock. */
export interface Stall {
  readonly core: number
  readonly at: number
  readonly late: number
}

export class Stalls {
  readonly #stalls: Stall[] = []
  readonly #stop: (() => void)[] = []
  #since = monotonic()

  /** With real-time priority its findings are the machine's; without, those of the scheduler too. */
  constructor(realTime: boolean) {
    const priority = realTime ? ['chrt', '-f', '60'] : []
    for (let core = 0; core < availableParallelism(); core++) {
      const node = [process.execPath, '--single-threaded-gc', PROGRAM]
      const args = ['-c', String(core), ...priority, ...node]
      const child = guarded(spawn('taskset', args, { stdio: ['ignore', 'pipe', 'inherit'] }))
      createInterface({ input: child.stdout }).on('line', (line) =>
        this.#stalls.push({ core, ...(JSON.parse(line) as { at: number; late: number }) }),
      )
      this.#stop.push(() => void child.kill())
    }
  }

  /** Forgets what was. */
  reset(): void {
    this.#stalls.length = 0
    this.#since = monotonic()
  }

  /** The longest stall, in microseconds, that lay at least partly between the two moments. */
  longest(from: number, to: number): number {
    const within = this.#stalls.filter(({ at, late }) => at >= from && at - late <= to)
    return within.reduce((most, { late }) => Math.max(most, late), 0)
  }

  /** How often each core stood still, for people. */
  summary(): string {
    const seconds = ((monotonic() - this.#since) / 1e6).toFixed(0)
    const cores = this.#stop.map((_, core) => {
      const mine = this.#stalls.filter((one) => one.core === core)
      const above = (ms: number): number => mine.filter(({ late }) => late > ms * 1_000).length
      const most = mine.reduce((most, { late }) => Math.max(most, late), 0) / 1_000
      return `core ${core}: ${[2, 5, 10, 20, 50].map((ms) => `${above(ms)} > ${ms} ms`).join(', ')}, max ${most.toFixed(1)} ms`
    })
    return `machine stalls in ${seconds} s: ${cores.join('; ')}`
  }

  stop(): void {
    for (const stop of this.#stop.splice(0)) stop()
  }
}
