// ModifyRouteServer (reference 4.2 and 9). What is asked for and already so is no change. The state stays `modifying`
// until the persistence state has settled, since Terraform waits for the former and then reads the latter.

import type { modifyRouteServer } from '../../../model/route-server/route-server.ts'
import type { Infer } from '../../../model/shape.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed, withChanges, type Changes } from '../../events.ts'
import { find } from '../../lookup.ts'
import type { RouteServer } from '../../route-server-resources.ts'
import { DEFAULT_PERSIST_ROUTES_DURATION, durationWithoutPersistence } from './create-route-server.ts'
import { asCreated, describeRouteServer } from './describe.ts'
import { needState } from './refusals.ts'
import { settlesAt } from './settling.ts'

type Request = Infer<typeof modifyRouteServer.input>
type ServerChanges = Changes<'route-server'>

export function decideModifyRouteServer({ region }: World, request: Request, context: Context): Decision {
  const server = find(region, 'route-server', request.RouteServerId)
  needState('route-server', server, ['available'])
  const wanted = { ...persistenceChanges(server, request), ...notificationChanges(server, request) }
  if (Object.keys(wanted).length === 0) return answer([], server, context)
  const changes: ServerChanges = { ...wanted, state: 'modifying', settlesAt: settlesAt(context, 'route-server') }
  return answer(
    [changed(context, 'route-server', server.id, changes)],
    withChanges<'route-server'>(server, changes),
    context,
  )
}

const answer = (
  events: readonly ReturnType<typeof changed<'route-server'>>[],
  server: RouteServer,
  context: Context,
): Decision => ({ events, response: { RouteServer: asCreated(describeRouteServer(server, context)) } })

function notificationChanges(server: RouteServer, { SnsNotificationsEnabled: enabled }: Request): ServerChanges {
  return enabled === undefined || enabled === server.snsNotificationsEnabled ? {} : { snsNotificationsEnabled: enabled }
}

function persistenceChanges(server: RouteServer, request: Request): ServerChanges {
  const { PersistRoutes: action, PersistRoutesDuration: duration } = request
  const isPersisting = server.persistRoutesState === 'enabled'
  const persists = action === 'enable' || (action !== 'disable' && isPersisting)
  if (duration !== undefined && !persists) throw durationWithoutPersistence()
  switch (action) {
    case 'enable':
      return isPersisting ? durationChanges(server, duration) : enabling(duration)
    case 'disable':
      return isPersisting ? { persistRoutesState: 'disabling', persistRoutesDuration: undefined } : {}
    case 'reset':
      return isPersisting ? { ...durationChanges(server, duration), ...resetting(server) } : {}
    default:
      return isPersisting ? durationChanges(server, duration) : {}
  }
}

const enabling = (duration = DEFAULT_PERSIST_ROUTES_DURATION): ServerChanges => ({
  persistRoutesState: 'enabling',
  persistRoutesDuration: duration,
})

const resetting = (server: RouteServer): ServerChanges => ({
  persistRoutesState: 'resetting',
  resetGeneration: server.resetGeneration + 1,
})

const durationChanges = (server: RouteServer, duration: number | undefined): ServerChanges =>
  duration === undefined || duration === server.persistRoutesDuration
    ? {}
    : { persistRoutesState: 'modifying', persistRoutesDuration: duration }
