// Transitions that nobody asks for: pending to available, deleting to deleted, the end of tombstones and client tokens.
// Every record that moves by itself says when (`settlesAt`). Whoever runs the engine asks what is due, decides each, and
// stores and applies the events; and does so before each request, so that with no delay the next call sees the next state.

import { present } from '../base/assert.ts'
import { transitionByKind } from './commands/transitions.ts'
import type { Context, Outcome } from './decision.ts'
import type { Due } from './due.ts'
import type { Settling } from './route-server-resources.ts'
import { regionOf, tableOf, type State } from './state.ts'

/** A transition that may be due; */
export type Transition = Omit<Due, 'at'>

/** What is due at `now`, earliest first. A transition may lead to a state that settles in turn: ask until nothing is due. */
export const dueTransitions = (state: State, now: number): readonly Due[] => state.due.until(now)

/** When the next transition is due; undefined when nothing is waiting. */
export const nextTransitionAt = (state: State): number | undefined => state.due.nextAt()

/** The events of a transition; none when it is no longer due. */
export function decideTransition(state: State, transition: Transition, context: Context): Outcome {
  const { kind, id } = transition
  const region = regionOf(state, transition.scope)
  const settlesAt = (tableOf(region, kind).get(id) as Settling | undefined)?.settlesAt
  if (settlesAt === undefined || settlesAt > context.now) return { events: [], response: {} }
  const rule = present(transitionByKind.get(kind), `transition rule for ${kind}`)
  return { events: rule({ state, region }, id, { ...context, scope: transition.scope }), response: {} }
}
