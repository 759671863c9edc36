// What an account has in a region before it has made anything there.

import { defaultVpcEvents } from './commands/vpc/default-vpc.ts'
import type { Context } from './decision.ts'
import type { Event } from './events.ts'
import { regionOf, type State } from './state.ts'

/**
 * The events that open the region of the context, to be stored and applied before its first request is decided; none
 * when it is open already.
 */
export function openingEvents(state: State, context: Context): readonly Event[] {
  const region = regionOf(state, context.scope)
  if (region.opened) return []
  const opened: Event = { type: 'RegionOpened', scope: context.scope, at: context.now }
  return context.settings.defaultVpc ? [opened, ...defaultVpcEvents({ state, region }, context)] : [opened]
}
