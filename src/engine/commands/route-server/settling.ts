// When lifecycle steps and tombstones of the route server family end.

import type { Context } from '../../decision.ts'
import type { Kind } from '../../resources.ts'

/** When a lifecycle step that begins now is over. */
export function settlesAt({ now, settings }: Context, kind: Kind): number {
  return now + (settings.lifecycleDelaySecondsByKind?.get(kind) ?? settings.lifecycleDelaySeconds) * 1_000
}

/** When an object that is deleted now is no longer listed. */
export const forgottenAt = ({ now, settings }: Context): number => now + settings.tombstoneMinutes * 60_000
