// One core's own punctuality: sleeps for a millisecond over and over and says, as JSON lines, whenever it woke up much later. With a
// real-time priority above everything else, what it finds late is the machine, not somebody's bug. Runs pinned to its core, as:
// node stall-control.ts

import { writeSync } from 'node:fs'

/** Microseconds of lateness worth a line. */
const WORTH = 2_000
const clock = new Int32Array(new SharedArrayBuffer(4))
const microseconds = (): number => Number(process.hrtime.bigint() / 1_000n)

for (;;) {
  const from = microseconds()
  Atomics.wait(clock, 0, 0, 1)
  const at = microseconds()
  const late = at - from - 1_000
  if (late > WORTH) writeSync(1, `${JSON.stringify({ at, late })}\n`)
}
