// Records of the route server family (API pages RouteServer, RouteServerAssociation, RouteServerEndpoint,
// RouteServerPeer, RouteServerPropagation). Plain data, JSON-serialisable; what the router learns is not here.

import type { Tag } from './vpc-resources.ts'

/** What every record may carry that moves by itself: when its present state ends (milliseconds since the epoch). */
export interface Settling {
  /** When the next transition is due: a lifecycle step, the end of a tombstone, the end of a client token. */
  readonly settlesAt?: number
}

export type RouteServerState = 'pending' | 'available' | 'modifying' | 'deleting' | 'deleted'
export type PersistRoutesState = 'enabling' | 'enabled' | 'resetting' | 'disabling' | 'disabled' | 'modifying'

export interface RouteServer extends Settling {
  readonly id: string
  /** Autonomous system number of the endpoints, 1 to 4294967295. */
  readonly amazonSideAsn: number
  readonly state: RouteServerState
  readonly persistRoutesState: PersistRoutesState
  /** Minutes to wait after BGP is back before stale routes go; present only while persistence is (being) enabled. */
  readonly persistRoutesDuration?: number
  /** Counts the resets asked for. The router empties persisted routes whenever the number grows. */
  readonly resetGeneration: number
  readonly snsNotificationsEnabled: boolean
  readonly tags: readonly Tag[]
  readonly createdAt: number
}

export type AssociationState = 'associating' | 'associated' | 'disassociating'

/** A route server has at most one, so it is filed under the route server's id. */
export interface RouteServerAssociation extends Settling {
  readonly routeServerId: string
  readonly vpcId: string
  readonly state: AssociationState
}

export type EndpointState = 'pending' | 'available' | 'deleting' | 'deleted' | 'failing' | 'failed' | 'delete-failed'

export interface RouteServerEndpoint extends Settling {
  readonly id: string
  readonly routeServerId: string
  readonly subnetId: string
  readonly vpcId: string
  readonly state: EndpointState
  /** The network interface and its address, absent while pending. In tombstones they are history. */
  readonly eniId?: string
  readonly eniAddress?: string
  /** The managed security group of the interface. */
  readonly securityGroupId?: string
  readonly failureReason?: string
  readonly tags: readonly Tag[]
  readonly createdAt: number
}

export type PeerState = 'pending' | 'available' | 'deleting' | 'deleted' | 'failing' | 'failed'
export type LivenessDetection = 'bfd' | 'bgp-keepalive'

export interface RouteServerPeer extends Settling {
  readonly id: string
  readonly routeServerId: string
  readonly routeServerEndpointId: string
  readonly vpcId: string
  readonly subnetId: string
  readonly endpointEniId: string
  readonly endpointEniAddress: string
  readonly peerAddress: string
  readonly peerAsn: number
  readonly peerLivenessDetection: LivenessDetection
  readonly state: PeerState
  readonly failureReason?: string
  readonly tags: readonly Tag[]
  readonly createdAt: number
}

export type PropagationState = 'pending' | 'available' | 'deleting'

/** Filed under `${routeServerId}|${routeTableId}`. */
export interface RouteServerPropagation extends Settling {
  readonly routeServerId: string
  readonly routeTableId: string
  readonly vpcId: string
  readonly state: PropagationState
}

/** The key of a propagation. */
export const propagationKey = (routeServerId: string, routeTableId: string): string =>
  `${routeServerId}|${routeTableId}`
