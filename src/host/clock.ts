// The clocks of the machine. Cores are handed what these return; they never ask themselves.

import { instant, type Instant } from '../base/time.ts'

/** The monotonic clock: for every timer and deadline. */
export const now = (): Instant => instant(performance.now() * 1_000)

/** The wall clock in milliseconds since the epoch: only for signatures and stamps. */
export const wallClock = (): number => Date.now()
