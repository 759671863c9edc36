// What a decision is given and what comes of it: the types between the engine and those who call it.

import type { IdKind } from '../model/ids.ts'
import type { Event, Scope } from './events.ts'
import type { Quotas } from './quotas.ts'
import type { Kind } from './resources.ts'

export type NetworkMode = 'loopback' | 'host' | 'linux'

/** How the service is set up. The same for all requests of a process. */
export interface Settings {
  readonly quotas: Quotas
  /** How long lifecycle transitions take, in seconds; by kind where one is to differ. */
  readonly lifecycleDelaySeconds: number
  readonly lifecycleDelaySecondsByKind?: ReadonlyMap<Kind, number>
  /** How long deleted route servers, endpoints and peers are still listed. */
  readonly tombstoneMinutes: number
  /** How long a client token is remembered. */
  readonly clientTokenHours: number
  readonly network: NetworkMode
  /** Route server calls take tag filters only, as AWS does. */
  readonly strictFilters: boolean
  /** Whether a region starts with a default VPC. */
  readonly defaultVpc: boolean
}

export const DEFAULT_TOMBSTONE_MINUTES = 60
export const DEFAULT_CLIENT_TOKEN_HOURS = 24

export interface PeerStatus {
  readonly bgp: 'up' | 'down'
  readonly bfd: 'up' | 'down'
}

/** Everything that a decision may depend on, besides state and request. */
export interface Context {
  readonly scope: Scope
  /** Wall clock, milliseconds since the epoch. */
  readonly now: number
  /** A random id that was never used. */
  readonly newId: (kind: IdKind) => string
  readonly settings: Settings
  /** Sessions of a peer as last reported by its router. */
  readonly peerStatus: (peerId: string) => PeerStatus
  /** Host network: the IPv4 addresses of the local interfaces, from which endpoints take theirs. */
  readonly localAddresses?: readonly string[]
  /** Whose credentials the request was signed with; absent where requests are not signed. */
  readonly caller?: { readonly userId: string; readonly arn: string }
  /** What an earlier {@link Ask} of this request brought. */
  readonly answer?: Answer
}

/** Members as in the operation's output shape. */
export type Response = Readonly<Record<string, unknown>>

/** The outcome of a request: events to store and what to answer once they are stored, or operational data to get first. */
export type Decision = Outcome | { readonly ask: Ask }
export interface Outcome {
  readonly events: readonly Event[]
  readonly response: Response
}

/** The routes that route servers have put into tables. */
export interface AskTableRoutes {
  readonly type: 'tableRoutes'
  readonly tables: readonly { readonly vpcId: string; readonly routeTableId: string }[]
}
/** A filter that was checked: its name is one that the operation has. */
export interface CheckedFilter {
  readonly name: string
  readonly values: readonly string[]
}
/** A page of what a route server has learned. */
export interface AskRoutingDatabase {
  readonly type: 'routingDatabase'
  readonly vpcId: string
  readonly routeServerId: string
  readonly filters: readonly CheckedFilter[]
  readonly maxResults: number
  /** The router's own token, as it gave it in an earlier answer. */
  readonly token?: string
}
export type Ask = AskTableRoutes | AskRoutingDatabase

/** A route that a route server has put into a table. */
export interface PropagatedRoute {
  readonly destination: string
  readonly networkInterfaceId: string
  readonly nextHop: string
  readonly state: 'active' | 'blackhole'
  readonly routeServerId: string
}
export interface TableRoutes {
  readonly type: 'tableRoutes'
  /** By route table id; a table that is missing has none. */
  readonly routes: ReadonlyMap<string, readonly PropagatedRoute[]>
}
/** One path of one prefix. */
export interface LearnedRoute {
  readonly routeServerEndpointId: string
  readonly routeServerPeerId: string
  readonly prefix: string
  /** One item per AS in path order; an AS_SET is one item in braces. */
  readonly asPaths: readonly string[]
  readonly med?: number
  readonly nextHopIp: string
  readonly inFib: boolean
  readonly installations: readonly {
    readonly routeTableId: string
    readonly installed: boolean
    readonly reason?: string
  }[]
}
export interface RoutingDatabase {
  readonly type: 'routingDatabase'
  readonly areRoutesPersisted: boolean
  readonly routes: readonly LearnedRoute[]
  /** Present when there is more. */
  readonly nextToken?: string
}
/** The token of an {@link AskRoutingDatabase} was not one of the router's. */
export interface BadToken {
  readonly type: 'badToken'
}
/** The router of the VPC does not answer at the moment. */
export interface NoAnswer {
  readonly type: 'unavailable'
  readonly why: string
}
export type Answer = TableRoutes | RoutingDatabase | BadToken | NoAnswer
