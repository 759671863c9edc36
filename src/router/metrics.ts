// What the router counts, as samples. Counters are plain numbers; nothing is computed before somebody asks.

import type { MetricSample, RouterMetricName } from '../telemetry/metrics.ts'
import type { Peer } from './peer.ts'
import type { RouteServer } from './route-server.ts'
import type { Router } from './router.ts'

/** Peers in one part of the samples: less than a millisecond of work. */
const PART = 100

/** Everything about route servers and peers of one VPC, in parts: between two of them sessions may come and go. */
export function* routerSamples(router: Router, vpcId: string): Generator<MetricSample[]> {
  const servers = [...router.servers.values()].flatMap(serverSamples)
  yield [...servers, sample('vrs_connections_refused_total', { vpc: vpcId }, router.strangers)]
  let part: MetricSample[] = []
  let peers = 0
  for (const peer of router.peers.values()) {
    part.push(...peerSamples(peer))
    if (++peers % PART > 0) continue
    yield part
    part = []
  }
  yield part
}

const sample = (name: RouterMetricName, labels: Readonly<Record<string, string>>, value: number): MetricSample => ({
  name,
  labels,
  value,
})

function serverSamples(server: RouteServer): MetricSample[] {
  const labels = { route_server: server.id }
  const counts = server.rib.counts()
  const max = server.config.limits.routesPerServerMax
  return [
    sample('vrs_rib_paths', labels, counts.paths),
    sample('vrs_fib_routes', labels, counts.fibRoutes),
    sample('vrs_rib_attribute_sets', labels, counts.attributeSets),
    sample('vrs_routes_persisted', labels, server.rib.persist.persisted ? 1 : 0),
    ...(max === undefined ? [] : [sample('vrs_route_server_quota_ratio', labels, counts.fibRoutes / max)]),
  ]
}

function peerSamples(peer: Peer): MetricSample[] {
  const labels = { peer: peer.config.peerId }
  const { counters } = peer
  const counts = peer.server.rib.peerCounts(peer.row)
  return [
    sample('vrs_peer_bgp_up', labels, peer.isUp ? 1 : 0),
    sample('vrs_peer_bfd_up', labels, peer.bfdUp ? 1 : 0),
    sample('vrs_peer_flaps_total', labels, counters.flaps),
    sample('vrs_peer_paths', labels, counts.paths),
    sample('vrs_peer_paths_refused_total', labels, counts.refused),
    sample('vrs_peer_updates_received_total', labels, counters.updates),
    sample('vrs_peer_updates_malformed_total', labels, counters.malformed),
    sample('vrs_peer_messages_sent_total', labels, counters.sent),
    sample('vrs_peer_bytes_received_total', labels, counters.bytesReceived),
  ]
}
