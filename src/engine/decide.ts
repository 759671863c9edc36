// A request against the state: refused with an ApiError, or answered with events and a response. What every operation
// has in common is here: the action's name, client tokens, DryRun. The rest is one file per operation in `commands`.

import { errors } from '../model/errors.ts'
import type { Command, World } from './command.ts'
import { commandByAction } from './commands/registry.ts'
import type { Context, Decision } from './decision.ts'
import { earlierUse, remember } from './idempotency.ts'
import { regionOf, type State } from './state.ts'

/** What validated requests have in common. */
interface CommonRequest {
  readonly DryRun?: boolean
  readonly ClientToken?: string
}

/**
 * Decides a request that the model has validated. Throws ApiError to refuse it. With an `ask` in the decision, decide is
 * called again with the answer in the context.
 */
export function decide(state: State, action: string, request: unknown, context: Context): Decision {
  const command = commandByAction.get(action)
  if (command === undefined) throw errors.invalidAction(action)
  const world = { state, region: regionOf(state, context.scope) }
  const common = request as CommonRequest
  const decision = decideOnce(command, action, world, common, context)
  if (common.DryRun === true) throw errors.dryRun()
  return decision
}

/** A request whose client token was used before is answered with the present state of what was made then. */
function decideOnce(
  command: Command,
  action: string,
  world: World,
  request: CommonRequest,
  context: Context,
): Decision {
  if (command.creates === undefined || command.repeat === undefined) return run(command, world, request, context)
  const use = { action, request, kind: command.creates }
  const before = earlierUse(world.region, use, context)
  if (before !== undefined) return { events: [], response: command.repeat(world, before, context, request as never) }
  const decision = run(command, world, request, context)
  return 'ask' in decision ? decision : remember(decision, world.region, use, context)
}

const run = (command: Command, world: World, request: CommonRequest, context: Context): Decision =>
  command.decide(world, request as never, context)
