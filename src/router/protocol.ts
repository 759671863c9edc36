// The messages between the API process and the router process of one VPC: plain data both ways, so that the channel may
// be a child process today and another host tomorrow. Level-triggered: the whole desired configuration is sent whenever
// it changes and the router finds out what is different. Messages keep their order, so a query is answered from a state
// that has applied every configuration sent before it.
//
// Addresses are in VPC form (what the API shows) unless a name says host form (what sockets and BGP next hops use).

import type { DesiredChange } from './desired-change.ts'
import type { MetricSample } from '../telemetry/metrics.ts'
import type { PeerLogRecord, SessionEvent, Warning } from '../telemetry/events.ts'

/** A range of addresses in VPC form and the range of the same size that stands for it on this host. */
export interface AddressForm {
  readonly vpc: string
  readonly host: string
}

/** A network interface as the data plane sees it. */
export interface DesiredInterface {
  readonly eniId: string
  readonly subnetId: string
  /** Every private address, primary first, and every IPv6 address. */
  readonly addresses: readonly string[]
  /** Whether routes to it are active: attached, or attachment does not matter for its kind. */
  readonly active: boolean
  readonly sourceDestCheck: boolean
  /** The interface of a route server endpoint: never a next hop. */
  readonly endpoint: boolean
}

export interface DesiredSubnet {
  readonly subnetId: string
  readonly cidrs: readonly string[]
  /** The table its packets use: its own association or the main table. */
  readonly routeTableId: string
}

export interface DesiredGateway {
  readonly gatewayId: string
  /** The gateway table, when one is associated. */
  readonly routeTableId?: string
}

/** Limits of the data path; an absent one means no limit. */
export interface DesiredLimits {
  readonly routesPerPeerMax?: number
  readonly routesPerServerMax?: number
  /** What the peer that passes its limit gets: more routes not admitted, or Cease 6/1. */
  readonly mode: 'soft' | 'hard'
}

export interface DesiredRouteServer {
  readonly routeServerId: string
  readonly asn: number
  readonly persist: {
    readonly enabled: boolean
    /** How long stale paths stay after a session is back. */
    readonly durationSeconds: number
    /** Grows with every `reset` that was asked for. */
    readonly resetGeneration: number
  }
  readonly limits: DesiredLimits
}

export interface DesiredEndpoint {
  readonly endpointId: string
  readonly routeServerId: string
  /** Where it listens, in host form, and what the API shows. */
  readonly hostAddress: string
  readonly address: string
}

export interface DesiredPeer {
  readonly peerId: string
  readonly endpointId: string
  readonly routeServerId: string
  /** Where its connections come from, in host form, and what the API shows. */
  readonly hostAddress: string
  readonly address: string
  readonly asn: number
  readonly liveness: 'bgp-keepalive' | 'bfd'
  /** RFC 2385, our extension. */
  readonly md5Key?: string
}

/** A route that somebody wrote, not propagated. */
export interface DesiredStaticRoute {
  /** A prefix of either family. */
  readonly destination: string
  /** Shown by trace: an interface, a gateway and so on. */
  readonly target: string
  readonly active: boolean
  /** The prefix list it came from. */
  readonly prefixListId?: string
}

export interface DesiredTable {
  readonly routeTableId: string
  /** A gateway table takes only destinations inside the VPC. */
  readonly kind: 'subnet' | 'gateway'
  readonly statics: readonly DesiredStaticRoute[]
  /** Limit of propagated routes; absent means none. */
  readonly propagatedMax?: number
}

/** Routes of the server go into the table. Order is the order in which they were enabled. */
export interface DesiredPropagation {
  readonly routeServerId: string
  readonly routeTableId: string
}

export interface DesiredBgp {
  readonly port: number
  /** Offered in our OPEN. */
  readonly holdTimeSeconds: number
  /** Drop packets of peers whose TTL is not 255 (RFC 5082). */
  readonly ttlSecurity: boolean
  /** Refuse updates whose first AS is not the peer's (RFC 4271 6.3). */
  readonly enforceFirstAs: boolean
  /** How long routes of a server without persistence outlive a restart of the router process. */
  readonly restartGraceSeconds: number
}

export interface DesiredBfd {
  readonly desiredMinTxMicroseconds: number
  readonly requiredMinRxMicroseconds: number
  readonly detectMultiplier: number
  /** RFC 5883 on port 4784, our extension. */
  readonly multihop: boolean
}

/** Everything that the router of one VPC should be. */
export interface DesiredVpc {
  readonly vpcId: string
  readonly cidrs: readonly string[]
  readonly addressForms: readonly AddressForm[]
  readonly subnets: readonly DesiredSubnet[]
  readonly gateways: readonly DesiredGateway[]
  readonly interfaces: readonly DesiredInterface[]
  readonly routeServers: readonly DesiredRouteServer[]
  readonly endpoints: readonly DesiredEndpoint[]
  readonly peers: readonly DesiredPeer[]
  readonly tables: readonly DesiredTable[]
  readonly propagations: readonly DesiredPropagation[]
  readonly bgp: DesiredBgp
  readonly bfd: DesiredBfd
  /** Whether the lines of the peer logs are wanted: they cost something for every route. */
  readonly logRoutes: boolean
}

/** A filter of the routing database; values are OR-ed, `*` and `?` are wildcards, filters are AND-ed. */
export interface RouteFilter {
  readonly name: string
  readonly values: readonly string[]
}

export type TraceFrom = { readonly subnetId: string } | { readonly eniId: string } | { readonly gatewayId: string }

export type Query =
  /** Whether everything that was desired before this question is done. */
  | { readonly type: 'applied' }
  | { readonly type: 'tableRoutes'; readonly routeTableIds: readonly string[] }
  | {
      readonly type: 'routingDatabase'
      readonly routeServerId: string
      readonly filters: readonly RouteFilter[]
      readonly maxResults: number
      readonly token?: string
    }
  | { readonly type: 'explain'; readonly routeServerId: string; readonly prefix: string }
  | { readonly type: 'trace'; readonly from: TraceFrom; readonly to: string }
  | { readonly type: 'metrics' }
  | { readonly type: 'warnings' }
  /** `at` stamps the file: seconds since the epoch. */
  | { readonly type: 'exportMrt'; readonly routeServerId: string; readonly at: number }

/** A propagated route as a route table shows it. */
export interface TableRoute {
  readonly destination: string
  readonly eniId: string
  /** The BGP next hop in VPC form. */
  readonly nextHop: string
  readonly state: 'active' | 'blackhole'
  readonly routeServerId: string
}

/** One path of the routing database. */
export interface DatabaseRoute {
  readonly prefix: string
  readonly peerId: string
  readonly endpointId: string
  readonly status: 'in-rib' | 'in-fib'
  readonly installations: readonly Installation[]
  /** One item for each AS in path order, an AS_SET in braces. */
  readonly asPath: readonly string[]
  /** Absent when the path carries none. */
  readonly med?: number
  readonly nextHop: string
}

export interface Installation {
  readonly routeTableId: string
  readonly status: 'installed' | 'rejected'
  /** A sentence that starts with a short code; absent when installed. */
  readonly reason?: string
}

export interface ExplainedPath {
  readonly peerId: string
  readonly endpointId: string
  readonly nextHop: string
  readonly eniId?: string
  readonly asPath: readonly string[]
  readonly origin: 'IGP' | 'EGP' | 'INCOMPLETE'
  readonly med?: number
  readonly localPref: number
  readonly communities: readonly string[]
  readonly stale: boolean
  readonly status: 'in-rib' | 'in-fib'
  /** Why it won, lost or cannot be used. */
  readonly why: string
}

export interface TraceHop {
  readonly routeTableId: string
  readonly destination: string
  readonly origin: 'local' | 'static' | 'prefix-list' | 'propagated'
  readonly target: string
  readonly state: 'active' | 'blackhole'
}

export type Answer =
  | { readonly type: 'applied' }
  | {
      readonly type: 'tableRoutes'
      readonly tables: readonly { readonly routeTableId: string; readonly routes: readonly TableRoute[] }[]
    }
  | {
      readonly type: 'routingDatabase'
      readonly areRoutesPersisted: boolean
      readonly routes: readonly DatabaseRoute[]
      readonly nextToken?: string
    }
  | {
      readonly type: 'explain'
      readonly prefix: string
      readonly paths: readonly ExplainedPath[]
      readonly installations: readonly Installation[]
    }
  | {
      readonly type: 'trace'
      /** The interface that the packet reaches, when there is one. */
      readonly eniId?: string
      readonly hop?: TraceHop
      readonly why: string
    }
  | { readonly type: 'metrics'; readonly samples: readonly MetricSample[] }
  | { readonly type: 'warnings'; readonly warnings: readonly Warning[] }
  | { readonly type: 'exportMrt'; readonly bytes: Uint8Array }
  | { readonly type: 'refused'; readonly code: 'not-found' | 'invalid-token' | 'invalid'; readonly why: string }

/** What changed, as the router saw it. */
export type Report =
  | {
      readonly type: 'peerStatus'
      readonly peerId: string
      readonly bgp: 'up' | 'down'
      readonly bfd: 'up' | 'down'
      readonly bgpState: string
      /** Why the last session ended or has not come up. */
      readonly why: string
      readonly at: number
    }
  | { readonly type: 'persisted'; readonly routeServerId: string; readonly persisted: boolean; readonly at: number }
  | { readonly type: 'listenFailed'; readonly endpointId: string; readonly reason: string }
  | { readonly type: 'listening'; readonly endpointId: string }
  | { readonly type: 'peerLog'; readonly records: readonly PeerLogRecord[] }
  | { readonly type: 'session'; readonly event: SessionEvent }
  | { readonly type: 'warning'; readonly warning: Warning }

/** From the API process to the router process. */
export type ToRouter =
  | { readonly type: 'desired'; readonly desired: DesiredVpc }
  /** What differs from what was sent before on the same channel. */
  | { readonly type: 'change'; readonly change: DesiredChange }
  | { readonly type: 'query'; readonly id: number; readonly query: Query }
  | { readonly type: 'stop'; readonly why: string }

/** From the router process to the API process. A long answer arrives in parts; `last` ends it. */
export type FromRouter =
  | { readonly type: 'ready' }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer; readonly last: boolean }
  /** In the order in which things happened. */
  | { readonly type: 'reports'; readonly reports: readonly Report[] }
  | { readonly type: 'stopped' }
