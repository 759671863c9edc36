// What goes into the routing engine and what can be read from it, as plain data. Addresses are words (base/ip.ts);
// peers are numbers (the row that addPeer gave) on the way in and ids on the way out.

import type { Address, Prefix } from '../base/ip.ts'
import type { Seed } from '../base/prng.ts'
import type { Instant } from '../base/time.ts'
import type { OriginCode } from '../bgp/update-view.ts'

/** The number of a peer inside one engine. A removed peer's number is used again. */
export type PeerRow = number

export interface RibOptions {
  /** Seeds the hashes, because peers choose the keys: give each process another one. */
  readonly seed: Seed
  /** Routes that one session may bring, both families together; none when absent. Behaviour reference 8.8. */
  readonly routesPerPeerMax?: number | undefined
  /** Routes in the FIB, both families together; none when absent. */
  readonly routesPerServerMax?: number | undefined
  /** What to record for {@link Rib.drainChanges}; nothing by default: a view over the FIB needs none. */
  readonly changes?: ChangeMode
  /** Whether to record what peers announce and withdraw for {@link Rib.drainRouteLog}. Off by default. */
  readonly routeLog?: boolean
}

/**
 * true: the routes that come and go, and that groups flipped. 'groups': also to which group each route belongs, for an
 * installer that keeps a next hop object per group.
 */
export type ChangeMode = boolean | 'groups'

export interface PeerConfig {
  readonly peerId: string
  readonly endpointId: string
  /** IPv4 address of the device. */
  readonly peerAddress: number
}

/** What the OPEN messages settled about a session that has just become Established. */
export interface SessionParameters {
  /** BGP identifier of the peer. */
  readonly routerId: number
  /** eBGP; false for a peer in our own AS. */
  readonly external: boolean
}

/** One address of the VPC and the network interface that owns it. Aliases are entries of their own. */
export interface NextHopOwner {
  readonly address: Address
  readonly interfaceId: string
  /** The address as it is shown, in VPC form. */
  readonly canonical: Address
  /** The interface belongs to a route server endpoint: known, but never a usable next hop. */
  readonly endpoint?: boolean
}

/** What one UPDATE did. The object is used again by the next call. */
export interface Applied {
  /** Prefixes new for this peer, changed, and repeated without a change. */
  announced: number
  replaced: number
  unchanged: number
  withdrawn: number
  /** Prefixes not admitted because the peer is at its limit (8.8): the session stays up. */
  refused: number
}

export type RouteStatus = 'in-fib' | 'in-rib'

/** Why a path cannot be chosen at all. */
export type Unusable = 'as-loop' | 'next-hop-not-in-vpc' | 'next-hop-is-endpoint'

/** One path of one prefix. `attributes` is only valid until the engine is called again. */
export interface PathView {
  readonly prefix: Prefix
  readonly peerId: string
  readonly endpointId: string
  readonly status: RouteStatus
  /** Kept from a session that has ended (persist routes). */
  readonly stale: boolean
  readonly unusable: Unusable | undefined
  readonly origin: OriginCode
  /** Undefined when the path carries no MED. */
  readonly med: number | undefined
  readonly localPref: number
  readonly asPathLength: number
  /** In VPC form when an interface owns it, else as received. */
  readonly nextHop: Address
  readonly interfaceId: string | undefined
  /** The path attributes as on the wire, without NEXT_HOP and MP_REACH_NLRI. */
  readonly attributes: Uint8Array
}

/** What the FIB says about one prefix. */
export interface FibEntry {
  readonly prefix: Prefix
  readonly interfaceId: string
  readonly nextHop: Address
  readonly peerId: string
  readonly stale: boolean
  /** The forwarding group: prefixes of one group change their next hop together. */
  readonly group: number
}

/** Where a walk over the FIB goes on: after this prefix. Plain data; stays valid while routes change. */
export type FibCursor = Prefix

/** Where a walk over the paths goes on: after this prefix, or inside it after the paths already given. */
export interface PathCursor {
  readonly prefix: Prefix
  /** Set inside a prefix: the peer given as the best path, and the last of the others. */
  readonly inside?: { readonly best?: string; readonly after?: string }
}

/** Which paths to read. All conditions must hold; each is asked once per distinct value and call, not per path. */
export interface PathQuery {
  /** Texts with `*` and `?`, any of which must match; used for the order where they name a range. */
  readonly prefixes?: readonly string[]
  readonly peer?: (peerId: string, endpointId: string) => boolean
  readonly nextHop?: (text: string) => boolean
  readonly status?: RouteStatus
}

export interface PathPage {
  readonly paths: readonly PathView[]
  /** Undefined when nothing is left. With `visitsMax` a page may be short or empty and still go on. */
  readonly next: PathCursor | undefined
}

/** The step of 8.5 that decided between two paths. */
export type Rule =
  | 'fresh'
  | 'local-pref'
  | 'as-path-length'
  | 'origin'
  | 'med'
  | 'external'
  | 'router-id'
  | 'peer-address'
  | 'endpoint-id'

export type Verdict =
  | { readonly type: 'won' }
  /** `winner` and `loser` are the two values as text. */
  | { readonly type: 'lost'; readonly rule: Rule; readonly winner: string; readonly loser: string }
  | { readonly type: 'unusable'; readonly reason: Unusable }
  /** The best path, but the FIB of the route server is full (8.8). */
  | { readonly type: 'fib-full' }

export interface Explanation {
  readonly path: PathView
  readonly verdict: Verdict
}

export interface PeerCounts {
  readonly peerId: string
  readonly up: boolean
  /** Paths of the present session, and those kept from earlier ones. */
  readonly paths: number
  readonly stalePaths: number
  /** Prefixes refused since the session came up. */
  readonly refused: number
  /** End-of-RIB seen in this session. */
  readonly endOfRib4: boolean
  readonly endOfRib6: boolean
}

export interface RibCounts {
  readonly prefixes4: number
  readonly prefixes6: number
  /** Live and persisted paths; those of ended sessions that still await their clean-up are not counted. */
  readonly paths: number
  readonly stalePaths: number
  readonly awaitingCleanUp: number
  readonly fibRoutes: number
  /** Best paths that wait for room in the FIB. */
  readonly fibWaiting: number
  readonly attributeSets: number
  readonly forwardingGroups: number
  readonly sessionsUp: number
}

/** Section 9: what the sessions of the route server and the persist setting have led to. */
export type PersistPhase = 'live' | 'persisted' | 'unpersisting' | 'restarted'

export interface PersistStatus {
  readonly phase: PersistPhase
  /** areRoutesPersisted of GetRouteServerRoutingDatabase. */
  readonly persisted: boolean
  /** When the stale paths go, if a timer runs. */
  readonly endsAt: Instant | undefined
}

/** A change of the FIB. To be told twice that a prefix is there, or gone, is possible and means nothing. */
export type FibChange =
  | { readonly type: 'prefix'; readonly prefix: Prefix; readonly group: number }
  | { readonly type: 'gone'; readonly prefix: Prefix }
  /**
   * Where a group leads now; undefined: nowhere, its prefixes are not in the FIB. In mode 'groups' also told before the
   * first prefix uses the group.
   */
  | {
      readonly type: 'group'
      readonly group: number
      readonly interfaceId: string | undefined
      readonly nextHop: Address | undefined
    }
  /** No prefix uses the group any more (mode 'groups'). */
  | { readonly type: 'groupGone'; readonly group: number }
  /** Too much has changed since the last call: read the whole FIB. */
  | { readonly type: 'resync' }

/** What a peer said about a prefix, for peer logging (10.2). `attributes` is only valid until the engine is called again. */
export interface RouteEvent {
  readonly type: 'ADVERTISED' | 'UPDATED' | 'WITHDRAWN'
  readonly peerId: string
  readonly prefix: Prefix
  readonly med: number | undefined
  readonly nextHop: Address
  readonly attributes: Uint8Array
}
