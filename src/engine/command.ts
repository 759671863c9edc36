// What a command is: the behaviour of one operation.

import type { Context, Decision, Response } from './decision.ts'
import type { Event } from './events.ts'
import type { Kind } from './resources.ts'
import type { Region, State } from './state.ts'

/** What a command reads: its own region, and the whole state for the few rules that reach further. */
export interface World {
  readonly region: Region
  readonly state: State
}

/**
 * The behaviour of an operation. `request` has been validated by the model. For an operation with a client token,
 * `creates` names the kind of the thing it makes, and `repeat` answers a repeated request with its present state.
 */
export interface Command {
  readonly decide: (world: World, request: never, context: Context) => Decision
  readonly creates?: Kind
  readonly repeat?: (world: World, id: string, context: Context, request: never) => Response
}

/** What becomes of a record whose present state has ended. `id` is that of an existing record with `settlesAt`. */
export type TransitionRule = (world: World, id: string, context: Context) => readonly Event[]
