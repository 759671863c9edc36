// Time as whole microseconds. Instants of the cores are monotonic and start anywhere; wall time is only for stamps.

declare const instantBrand: unique symbol
declare const durationBrand: unique symbol

/** A point on the monotonic clock, in whole microseconds. */
export type Instant = number & { readonly [instantBrand]: true }
/** A length of time in whole microseconds, zero or more. */
export type Duration = number & { readonly [durationBrand]: true }

/** An instant from whole microseconds. */
export const instant = (microseconds: number): Instant => Math.round(microseconds) as Instant
export const us = (n: number): Duration => Math.round(n) as Duration
export const ms = (n: number): Duration => Math.round(n * 1_000) as Duration
export const sec = (n: number): Duration => Math.round(n * 1_000_000) as Duration
export const minutes = (n: number): Duration => sec(n * 60)

/** `duration` after `at`. */
export const after = (at: Instant, duration: Duration): Instant => (at + duration) as Instant
/** How long after `earlier` the instant `later` is; negative when it is before. */
export const between = (earlier: Instant, later: Instant): Duration => (later - earlier) as Duration
/** Whole milliseconds in a duration, rounded up: what a timer may be armed with. */
export const toMilliseconds = (duration: Duration): number => Math.max(0, Math.ceil(duration / 1_000))
/** The earlier of two deadlines, where undefined means never. */
export const earliest = (a: Instant | undefined, b: Instant | undefined): Instant | undefined =>
  a === undefined ? b : b === undefined ? a : a < b ? a : b
