// The commands and transitions of the VPC part, and what a region starts with.

import type { Command, TransitionRule, World } from '../../command.ts'
import type { Context } from '../../decision.ts'
import type { Event } from '../../events.ts'
import type { Kind } from '../../resources.ts'

export const VPC_COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([])

export const VPC_TRANSITIONS: ReadonlyMap<Kind, TransitionRule> = new Map<Kind, TransitionRule>([])

/** The events that make the default VPC and what belongs to it, in a region that has nothing yet. */
export const defaultVpcEvents = (_world: World, _context: Context): readonly Event[] => []
