// DeleteRouteServer (reference 4.3). Nothing cascades: endpoints and the association have to be gone.

import { errors } from '../../../model/errors.ts'
import type { deleteRouteServer } from '../../../model/route-server/route-server.ts'
import type { Infer } from '../../../model/shape.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed } from '../../events.ts'
import { find } from '../../lookup.ts'
import { recordsBy, tableOf } from '../../state.ts'
import { asCreated, describeRouteServer } from './describe.ts'
import { needState, refuseWhileUsed } from './refusals.ts'
import { settlesAt } from './settling.ts'

type Request = Infer<typeof deleteRouteServer.input>

export function decideDeleteRouteServer({ region }: World, request: Request, context: Context): Decision {
  const server = find(region, 'route-server', request.RouteServerId)
  needState('route-server', server, ['available'])
  refuseWhileUsed('route-server', server.id, 'endpoints', recordsBy(region, 'endpointsByRouteServer', server.id))
  const association = tableOf(region, 'route-server-association').get(server.id)
  if (association !== undefined) {
    throw errors.incorrectState(
      `Route server '${server.id}' still has an association with VPC '${association.vpcId}' (state '${association.state}'); disassociate it first.`,
    )
  }
  const changes = { state: 'deleting', settlesAt: settlesAt(context, 'route-server') } as const
  return {
    events: [changed(context, 'route-server', server.id, changes)],
    response: { RouteServer: asCreated(describeRouteServer({ ...server, ...changes }, context)) },
  }
}
