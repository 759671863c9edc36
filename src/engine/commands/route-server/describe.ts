// The route server family as answers show it (API pages RouteServer, RouteServerAssociation, RouteServerEndpoint,
// RouteServerPeer, RouteServerPropagation). Members without a value are left out, never empty.

import type { RouteServerAssociation as AssociationShape } from '../../../model/route-server/association.ts'
import type { RouteServerEndpoint as EndpointShape } from '../../../model/route-server/endpoint.ts'
import type { RouteServerPeer as PeerShape } from '../../../model/route-server/peer.ts'
import type { RouteServerPropagation as PropagationShape } from '../../../model/route-server/propagation.ts'
import type { RouteServer as RouteServerShape } from '../../../model/route-server/route-server.ts'
import type { Infer } from '../../../model/shape.ts'
import type { Context } from '../../decision.ts'
import type { Scope } from '../../events.ts'
import type {
  RouteServer,
  RouteServerAssociation,
  RouteServerEndpoint,
  RouteServerPeer,
  RouteServerPropagation,
} from '../../route-server-resources.ts'
import { describeTags } from '../../tags.ts'

/** An object as a create call answers it: AWS shows no tag element there when there are no tags. */
export function asCreated<T extends { readonly Tags?: readonly unknown[] | undefined }>(described: T): Omit<T, 'Tags'> {
  const { Tags: tags, ...rest } = described
  return tags === undefined || tags.length === 0 ? rest : described
}

/** The topic that notifications of a route server go to. */
export const topicArn = (scope: Scope, routeServerId: string): string =>
  `arn:aws:sns:${scope.region}:${scope.account}:route-server-${routeServerId}`

export const describeRouteServer = (server: RouteServer, { scope }: Context): Infer<typeof RouteServerShape> => ({
  RouteServerId: server.id,
  AmazonSideAsn: server.amazonSideAsn,
  State: server.state,
  Tags: describeTags(server.tags),
  PersistRoutesState: server.persistRoutesState,
  ...(server.persistRoutesDuration === undefined ? {} : { PersistRoutesDuration: server.persistRoutesDuration }),
  SnsNotificationsEnabled: server.snsNotificationsEnabled,
  ...(server.snsNotificationsEnabled ? { SnsTopicArn: topicArn(scope, server.id) } : {}),
})

export const describeAssociation = (association: RouteServerAssociation): Infer<typeof AssociationShape> => ({
  RouteServerId: association.routeServerId,
  VpcId: association.vpcId,
  State: association.state,
})

export const describeEndpoint = (endpoint: RouteServerEndpoint): Infer<typeof EndpointShape> => ({
  RouteServerId: endpoint.routeServerId,
  RouteServerEndpointId: endpoint.id,
  VpcId: endpoint.vpcId,
  SubnetId: endpoint.subnetId,
  ...(endpoint.eniId === undefined ? {} : { EniId: endpoint.eniId }),
  ...(endpoint.eniAddress === undefined ? {} : { EniAddress: endpoint.eniAddress }),
  State: endpoint.state,
  ...(endpoint.failureReason === undefined ? {} : { FailureReason: endpoint.failureReason }),
  Tags: describeTags(endpoint.tags),
})

/** Sessions exist while the peer is available; BFD is shown for peers that use it. */
export function describePeer(peer: RouteServerPeer, context: Context): Infer<typeof PeerShape> {
  const status = peer.state === 'available' ? context.peerStatus(peer.id) : ({ bgp: 'down', bfd: 'down' } as const)
  return {
    RouteServerPeerId: peer.id,
    RouteServerEndpointId: peer.routeServerEndpointId,
    RouteServerId: peer.routeServerId,
    VpcId: peer.vpcId,
    SubnetId: peer.subnetId,
    State: peer.state,
    ...(peer.failureReason === undefined ? {} : { FailureReason: peer.failureReason }),
    EndpointEniId: peer.endpointEniId,
    EndpointEniAddress: peer.endpointEniAddress,
    PeerAddress: peer.peerAddress,
    BgpOptions: { PeerAsn: peer.peerAsn, PeerLivenessDetection: peer.peerLivenessDetection },
    BgpStatus: { Status: status.bgp },
    ...(peer.peerLivenessDetection === 'bfd' ? { BfdStatus: { Status: status.bfd } } : {}),
    Tags: describeTags(peer.tags),
  }
}

export const describePropagation = (propagation: RouteServerPropagation): Infer<typeof PropagationShape> => ({
  RouteServerId: propagation.routeServerId,
  RouteTableId: propagation.routeTableId,
  State: propagation.state,
})
