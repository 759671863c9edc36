// Assertions about ourselves. Never used on bytes or values that come from outside: those are errors to be answered.

/** A broken rule of our own. The process that throws one must stop; the log is replayed when it starts again. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

/** Throws {@link InvariantError} with `why` when `condition` is false. */
export function assert(condition: boolean, why: string): asserts condition {
  if (!condition) throw new InvariantError(why)
}

/** The default case of an exhaustive switch: a forgotten case does not compile. */
export function unreachable(value: never): never {
  throw new InvariantError(`unreachable: ${JSON.stringify(value)}`)
}

/** The value, which our own rules say is there; throws {@link InvariantError} naming `what` when it is not. */
export function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new InvariantError(`missing: ${what}`)
  return value
}
