// What the API needs of the routers, whoever runs them. The API works without any: then tables have no propagated routes
// and every session is down.

import type { MetricSample } from '../telemetry/metrics.ts'
import type { Answer, Ask, PeerStatus } from '../engine/decision.ts'
import type { Event } from '../engine/events.ts'
import type { State } from '../engine/state.ts'

export interface Control {
  /** Makes the routers what `state` holds. Called after the log was replayed, and again whenever it had to be. */
  start(state: State): void
  /** `events` were applied to `state` and are durable. */
  changed(state: State, events: readonly Event[]): void
  /** What the routers know, for a decision that needs it. */
  ask(ask: Ask): Promise<Answer>
  /** Resolves when the routers have done everything that they were told before, or do not answer. */
  applied(): Promise<void>
  peerStatus(peerId: string): PeerStatus
  metrics(): Promise<readonly MetricSample[]>
  /** Closes all sessions (Cease) and ends the routers. */
  stop(): Promise<void>
}

/** How routers send things back: decisions that only the engine may take. */
export interface ControlReports {
  /** A router cannot listen for an endpoint. */
  endpointFailed(endpointId: string, reason: string): void
}

/** No routers at all. */
export const nullControl = (): Control => ({
  start: () => {},
  changed: () => {},
  ask: async (ask) =>
    ask.type === 'tableRoutes'
      ? { type: 'tableRoutes', routes: new Map() }
      : { type: 'routingDatabase', areRoutesPersisted: false, routes: [] },
  applied: async () => {},
  peerStatus: () => ({ bgp: 'down', bfd: 'down' }),
  metrics: async () => [],
  stop: async () => {},
})
