// What becomes of records that settle, by kind. Each family brings its own rules.

import type { TransitionRule } from '../command.ts'
import { removed } from '../events.ts'
import type { Kind } from '../resources.ts'
import { ROUTE_SERVER_TRANSITIONS } from './route-server/transitions.ts'
import { VPC_TRANSITIONS } from './vpc/registry.ts'

/** A client token is forgotten. */
const forgetToken: TransitionRule = (_world, id, context) => [removed(context, 'client-token', id)]

/** The rule of a kind. */
export const transitionByKind: ReadonlyMap<Kind, TransitionRule> = new Map<Kind, TransitionRule>([
  ...ROUTE_SERVER_TRANSITIONS,
  ...VPC_TRANSITIONS,
  ['client-token', forgetToken],
])
