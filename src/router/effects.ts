// What the router wants the world to do. The driver performs effects in order, all of them, before the next input.

import type { ConnectionId } from '../bgp/peering.ts'
import type { SessionConfiguration } from '../bfd/worker-protocol.ts'
import type { Report } from './protocol.ts'

export type { ConnectionId } from '../bgp/peering.ts'

/** Where an endpoint listens and whom it may expect. */
export interface Listening {
  readonly endpointId: string
  readonly address: string
  readonly port: number
  /** More connections at a time than this are dropped unread. */
  readonly connectionsMax: number
  readonly ttlSecurity: boolean
  readonly md5: readonly { readonly peer: string; readonly key: string }[]
}

export type RouterEffect =
  /** Listen, or change keys and limits of what listens already. Connections that are there stay. */
  | { readonly type: 'listen'; readonly listening: Listening }
  | { readonly type: 'unlisten'; readonly endpointId: string }
  | { readonly type: 'send'; readonly connection: ConnectionId; readonly bytes: Uint8Array }
  /** Close after what was sent; what still arrives is not read. */
  | { readonly type: 'close'; readonly connection: ConnectionId }
  /** Everything that arrived on the connection has been handled: read on. */
  | { readonly type: 'read'; readonly connection: ConnectionId }
  | { readonly type: 'bfdConfigure'; readonly sessions: readonly SessionConfiguration[] }
  | { readonly type: 'bfdRemove'; readonly keys: readonly string[] }
  | { readonly type: 'report'; readonly report: Report }
