// When a receiver has done its work. Asking it costs it time, and asking a busy one costs the most. So it is watched from outside,
// by its CPU clock: what it was seen to do last before it rested is the end. And because it may have things to do after that which
// are not the work, it is asked while it is busy too, seldom, but closely before the end that its progress promises.

import { readFileSync, readdirSync } from 'node:fs'
import { pause } from './receiver.ts'

/** Milliseconds since the epoch, with fractions: the same clock in all processes. */
export const now = (): number => performance.timeOrigin + performance.now()

/** Milliseconds between two looks at the clock. */
const TICK = 4
/** Less than this part of the time is not work: keepalives, timers. */
const BUSY = 0.1
/** The kernel counts a running thread every 4 ms. */
const RESTING_AFTER = 12
/** After a question there is a pause of so many times its duration. */
const PAUSES = 9
/** When it is asked first, in milliseconds. */
const FIRST = 300
/** The part of the time that is left, by its progress so far, after which it is asked again. */
const HOPE = 0.8
/** Without progress it is asked so often, in milliseconds. */
const PATIENCE = 1_000

export interface Reached {
  /** The end of the work, and how far off that may be, in milliseconds. */
  readonly at: number
  readonly within: number
}

export interface Work {
  readonly pids: readonly number[]
  /** The count at the moment; NaN when it cannot be told. */
  readonly ask: () => Promise<number>
  /** The count before the work, and at its end. */
  readonly base: number
  readonly target: number
  readonly started: number
  /** Milliseconds after which it is given up. */
  readonly limit: number
}

/** A question whose answer was not yet right. */
interface Failed {
  readonly from: number
  readonly to: number
  readonly next: number
}

/** Waits for the end of the work; undefined when it did not come in time. */
export async function ended(work: Work): Promise<Reached | undefined> {
  const { pids, started, base, target } = work
  let used = cpuMilliseconds(pids)
  let looked = now()
  let busyAt = looked
  let failed: Failed = { from: started, to: looked, next: started + FIRST }
  while (now() < started + work.limit) {
    await pause(TICK)
    const time = now()
    const uses = cpuMilliseconds(pids)
    if (uses - used > (time - looked) * BUSY) busyAt = time
    ;[used, looked] = [uses, time]
    const rests = time - busyAt > RESTING_AFTER
    if (time < (rests ? soonest(failed) : failed.next)) continue
    const count = await within(work.ask(), started + work.limit - time)
    const answered = now()
    if (target > base ? count >= target : count <= target)
      return rests ? atRest(busyAt, failed) : between(failed.from, answered)
    failed = nextAfter(work, count, time, answered)
    // What the question cost is no work.
    ;[used, looked] = [cpuMilliseconds(pids), now()]
  }
  return undefined
}

/** The answer, or NaN when it does not come in so many milliseconds: one who is asked may be busy for minutes. */
async function within(answer: Promise<number>, milliseconds: number): Promise<number> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<number>((resolve) => {
    timer = setTimeout(() => resolve(Number.NaN), milliseconds)
  })
  answer.catch(() => {})
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

const soonest = ({ from, to }: Pick<Failed, 'from' | 'to'>): number => to + Math.max(TICK, (to - from) * PAUSES)

/** The next question comes when most of what is left should be done. */
function nextAfter({ base, target, started }: Work, count: number, from: number, to: number): Failed {
  const done = (count - base) / (target - base)
  const left = done > 0 ? ((from - started) / done) * (1 - done) : PATIENCE
  return { from, to, next: Math.max(soonest({ from, to }), to + Math.min(PATIENCE, left * HOPE)) }
}

const between = (from: number, to: number): Reached => ({ at: (from + to) / 2, within: (to - from) / 2 })

/** It rests since `busyAt`, unless it finished in the shadow of the last question that failed. */
const atRest = (busyAt: number, failed: Failed): Reached =>
  busyAt > failed.to ? { at: busyAt - TICK / 2, within: TICK / 2 } : between(failed.from, failed.to)

/** CPU time of all threads. Those that ended are not in it: then the sum falls, which passes for rest. */
function cpuMilliseconds(pids: readonly number[]): number {
  let sum = 0
  for (const pid of pids) {
    for (const task of readdirSync(`/proc/${pid}/task`)) sum += threadNanoseconds(pid, task)
  }
  return sum / 1e6
}

function threadNanoseconds(pid: number, task: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0])
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return 0
    throw error
  }
}
