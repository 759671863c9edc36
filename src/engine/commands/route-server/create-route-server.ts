// CreateRouteServer (reference 4.1). The answer already shows the persistence state for good, because Terraform takes it
// from there (reference 5).

import { errors } from '../../../model/errors.ts'
import type { createRouteServer } from '../../../model/route-server/route-server.ts'
import type { Infer } from '../../../model/shape.ts'
import type { World } from '../../command.ts'
import type { Context, Decision, Response } from '../../decision.ts'
import { created } from '../../events.ts'
import { find } from '../../lookup.ts'
import type { RouteServer } from '../../route-server-resources.ts'
import { tagsOnCreation } from '../../tags.ts'
import { asCreated, describeRouteServer } from './describe.ts'
import { settlesAt } from './settling.ts'

type Request = Infer<typeof createRouteServer.input>

/** Minutes, where the request enables persistence without saying how long. */
export const DEFAULT_PERSIST_ROUTES_DURATION = 1

export function decideCreateRouteServer(_world: World, request: Request, context: Context): Decision {
  checkPersistence(request)
  const isPersisting = request.PersistRoutes === 'enable'
  const server: RouteServer = {
    id: context.newId('route-server'),
    amazonSideAsn: request.AmazonSideAsn,
    state: 'pending',
    persistRoutesState: isPersisting ? 'enabled' : 'disabled',
    ...(isPersisting
      ? { persistRoutesDuration: request.PersistRoutesDuration ?? DEFAULT_PERSIST_ROUTES_DURATION }
      : {}),
    resetGeneration: 0,
    snsNotificationsEnabled: request.SnsNotificationsEnabled ?? false,
    tags: tagsOnCreation(request.TagSpecifications, 'route-server'),
    createdAt: context.now,
    settlesAt: settlesAt(context, 'route-server'),
  }
  return {
    events: [created(context, 'route-server', server.id, server)],
    response: { RouteServer: asCreated(describeRouteServer(server, context)) },
  }
}

function checkPersistence({ PersistRoutes: action, PersistRoutesDuration: duration }: Request): void {
  if (action === 'reset') {
    throw errors.invalidValue(
      'reset',
      'persistRoutes',
      'A new route server has no routes to reset. Expected enable or disable.',
    )
  }
  if (duration !== undefined && action !== 'enable') throw durationWithoutPersistence()
}

/** The refusal of a duration for routes that are not persisted. */
export const durationWithoutPersistence = () =>
  errors.invalidCombination(
    'The parameter PersistRoutesDuration can only be used while routes persist: set PersistRoutes to enable as well.',
  )

/** The answer to a request that is repeated with its client token. */
export const repeatCreateRouteServer = ({ region }: World, id: string, context: Context): Response => ({
  RouteServer: asCreated(describeRouteServer(find(region, 'route-server', id), context)),
})
