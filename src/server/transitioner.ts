// Lets records become what they are due to become (engine/lifecycle.ts), so many in one turn, and keeps apart those that
// cannot: one that breaks a rule of ours must not hold up the others, nor every request.

import type { Context } from '../engine/decision.ts'
import type { Due } from '../engine/due.ts'
import type { Event } from '../engine/events.ts'
import { decideTransition, dueTransitions } from '../engine/lifecycle.ts'
import type { State } from '../engine/state.ts'

const TRANSITIONS_PER_TURN = 512

export class Transitioner {
  readonly #say: (message: string) => void
  readonly #stuck = new Set<string>()

  constructor(say: (message: string) => void) {
    this.#say = say
  }

  /** Whether something is due that will not happen. */
  get isStuck(): boolean {
    return this.#stuck.size > 0
  }

  /** Decides what is due at the time of the context, and hands the events of each to `apply`; returns them all. */
  run(state: State, context: Context, apply: (events: readonly Event[]) => void): readonly Event[] {
    const applied: Event[] = []
    for (let left = TRANSITIONS_PER_TURN; left > 0;) {
      const due = dueTransitions(state, context.now).filter((one) => !this.#stuck.has(keyOf(one)))
      if (due.length === 0) break
      for (const transition of due.slice(0, left)) {
        const events = this.#decide(state, transition, context)
        apply(events)
        for (const event of events) applied.push(event)
      }
      left -= due.length
    }
    return applied
  }

  #decide(state: State, transition: Due, context: Context): readonly Event[] {
    try {
      return decideTransition(state, transition, { ...context, scope: transition.scope }).events
    } catch (error) {
      this.#stuck.add(keyOf(transition))
      this.#say(`${transition.kind} ${transition.id} cannot go on: ${error instanceof Error ? error.message : 'error'}`)
      return []
    }
  }
}

const keyOf = ({ scope, kind, id }: Due): string => `${scope.account}/${scope.region}/${kind}/${id}`
