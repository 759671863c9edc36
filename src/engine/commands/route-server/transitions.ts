// The lifecycle of the route server family: what each object becomes when its present state has lasted long enough.

import type { TransitionRule } from '../../command.ts'
import type { Kind } from '../../resources.ts'

export const ROUTE_SERVER_TRANSITIONS: ReadonlyMap<Kind, TransitionRule> = new Map<Kind, TransitionRule>([])
