// DeleteRouteServerPeer (reference 4.10). The router closes the session as soon as the peer is no longer available.

import type { deleteRouteServerPeer } from '../../../model/route-server/peer.ts'
import type { Infer } from '../../../model/shape.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed } from '../../events.ts'
import { find } from '../../lookup.ts'
import { asCreated, describePeer } from './describe.ts'
import { needState } from './refusals.ts'
import { settlesAt } from './settling.ts'

type Request = Infer<typeof deleteRouteServerPeer.input>

export function decideDeletePeer({ region }: World, request: Request, context: Context): Decision {
  const peer = find(region, 'route-server-peer', request.RouteServerPeerId)
  needState('route-server-peer', peer, ['available', 'failed'])
  const changes = { state: 'deleting', settlesAt: settlesAt(context, 'route-server-peer') } as const
  return {
    events: [changed(context, 'route-server-peer', peer.id, changes)],
    response: { RouteServerPeer: asCreated(describePeer({ ...peer, ...changes }, context)) },
  }
}
