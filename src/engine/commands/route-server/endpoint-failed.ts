// What the router reports of an endpoint that it cannot serve: nobody can take the address, or it is in use on the host.

import { changed } from '../../events.ts'
import type { Context, Outcome } from '../../decision.ts'
import { regionOf, tableOf, type State } from '../../state.ts'
import { settlesAt } from './settling.ts'

export interface EndpointFailure {
  readonly endpointId: string
  readonly reason: string
}

/** The endpoint begins to fail, if it is one that is in use. It keeps its interface until it is deleted. */
export function decideEndpointFailed(state: State, { endpointId, reason }: EndpointFailure, context: Context): Outcome {
  const endpoint = tableOf(regionOf(state, context.scope), 'route-server-endpoint').get(endpointId)
  if (endpoint?.state !== 'available' && endpoint?.state !== 'pending') return { events: [], response: {} }
  const changes = {
    state: 'failing',
    failureReason: reason,
    settlesAt: settlesAt(context, 'route-server-endpoint'),
  } as const
  return { events: [changed(context, 'route-server-endpoint', endpointId, changes)], response: {} }
}
