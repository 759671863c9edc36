// DeleteRouteServerEndpoint (reference 4.7): refused while a peer is left. Interface and group go with the transition.

import type { deleteRouteServerEndpoint } from '../../../model/route-server/endpoint.ts'
import type { Infer } from '../../../model/shape.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed, withChanges } from '../../events.ts'
import { find } from '../../lookup.ts'
import { recordsBy } from '../../state.ts'
import { asCreated, describeEndpoint } from './describe.ts'
import { needState, refuseWhileUsed } from './refusals.ts'
import { settlesAt } from './settling.ts'

type Request = Infer<typeof deleteRouteServerEndpoint.input>

export function decideDeleteEndpoint({ region }: World, request: Request, context: Context): Decision {
  const endpoint = find(region, 'route-server-endpoint', request.RouteServerEndpointId)
  needState('route-server-endpoint', endpoint, ['available', 'failed', 'delete-failed'])
  refuseWhileUsed('route-server-endpoint', endpoint.id, 'peers', recordsBy(region, 'peersByEndpoint', endpoint.id))
  const changes = {
    state: 'deleting',
    failureReason: endpoint.state === 'delete-failed' ? undefined : endpoint.failureReason,
    settlesAt: settlesAt(context, 'route-server-endpoint'),
  } as const
  const after = withChanges<'route-server-endpoint'>(endpoint, changes)
  return {
    events: [changed(context, 'route-server-endpoint', endpoint.id, changes)],
    response: { RouteServerEndpoint: asCreated(describeEndpoint(after)) },
  }
}
