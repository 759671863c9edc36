// Persist routes (behaviour reference 9): what happens to the routes when the last session of a route server ends, when
// the first one returns, and when an administrator changes the setting. A pure machine; rib.ts performs its effects.

import { unreachable } from '../base/assert.ts'
import { after, minutes } from '../base/time.ts'
import type { Duration, Instant } from '../base/time.ts'
import type { PersistPhase, PersistStatus } from './route.ts'

export interface Persist {
  readonly enabled: boolean
  readonly durationMinutes: number
  readonly phase: PersistPhase
  readonly endsAt: Instant | undefined
}

export type PersistInput =
  /** The last session has ended; `routes` paths are left, those of that session included. */
  | { readonly type: 'allDown'; readonly routes: number }
  | { readonly type: 'firstUp'; readonly now: Instant }
  | { readonly type: 'clock'; readonly now: Instant }
  /** `isFrozen`: no session is up, and there are routes. */
  | { readonly type: 'set'; readonly enabled: boolean; readonly durationMinutes: number; readonly isFrozen: boolean }
  | { readonly type: 'reset' }
  /** The administrator has deleted the peers whose routes persisted. */
  | { readonly type: 'emptied' }
  /** The process has started again with `routes` paths of its former life. */
  | { readonly type: 'restored'; readonly now: Instant; readonly grace: Duration; readonly routes: number }

/** `keep`: the paths of the ended session become stale. `drop`: all stale paths go. */
export type PersistEffect = 'keep' | 'drop' | undefined

export const NEW_PERSIST: Persist = { enabled: false, durationMinutes: 1, phase: 'live', endsAt: undefined }

type Step = readonly [Persist, PersistEffect]

const enter = (persist: Persist, phase: PersistPhase, endsAt?: Instant): Persist => ({ ...persist, phase, endsAt })

export function stepPersist(persist: Persist, input: PersistInput): Step {
  switch (input.type) {
    case 'allDown':
      return onAllDown(persist, input.routes)
    case 'firstUp':
      if (persist.phase !== 'persisted') return [persist, undefined]
      return [enter(persist, 'unpersisting', after(input.now, minutes(persist.durationMinutes))), undefined]
    case 'clock':
      if (persist.endsAt === undefined || input.now < persist.endsAt) return [persist, undefined]
      return [enter(persist, 'live'), 'drop']
    case 'set':
      return onSet({ ...persist, enabled: input.enabled, durationMinutes: input.durationMinutes }, input.isFrozen)
    case 'reset':
      return persist.phase === 'live' ? [persist, undefined] : [enter(persist, 'live'), 'drop']
    case 'emptied':
      return persist.phase === 'persisted' ? [enter(persist, 'live'), undefined] : [persist, undefined]
    case 'restored':
      if (input.routes === 0) return [persist, undefined]
      if (persist.enabled) return [enter(persist, 'persisted'), undefined]
      return [enter(persist, 'restarted', after(input.now, input.grace)), undefined]
    default:
      return unreachable(input)
  }
}

function onAllDown(persist: Persist, routes: number): Step {
  if (!persist.enabled) return [persist, undefined] // routes of a restart stay until their grace is over
  if (routes === 0) return [enter(persist, 'live'), undefined]
  return [enter(persist, 'persisted'), 'keep']
}

function onSet(persist: Persist, isFrozen: boolean): Step {
  const isPersisting = persist.phase === 'persisted' || persist.phase === 'unpersisting'
  if (!persist.enabled && isPersisting) return [enter(persist, 'live'), 'drop']
  // The setting came only after the routes of a restart had been read.
  if (persist.enabled && persist.phase === 'restarted' && isFrozen) return [enter(persist, 'persisted'), undefined]
  return [persist, undefined] // a running timer keeps its end
}

export const statusOf = (persist: Persist): PersistStatus => ({
  phase: persist.phase,
  persisted: persist.phase === 'persisted' || persist.phase === 'unpersisting',
  endsAt: persist.endsAt,
})
