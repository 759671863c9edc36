// Which numbers are exported, and their values as plain records. Counters are ordinary numbers inside the cores, read
// when somebody asks; the exposition format belongs to the server.

export type MetricType = 'counter' | 'gauge' | 'histogram'

export interface MetricDefinition {
  readonly type: MetricType
  readonly help: string
  readonly labels: readonly string[]
  /** Upper bounds of the buckets of a histogram, in the unit of its name. */
  readonly buckets?: readonly number[]
}

const CONVERGENCE_BUCKETS = [0.00001, 0.0001, 0.001, 0.01, 0.1, 1, 10] as const

/** The bounds in which the BFD worker counts. */
const LATENESS_SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1,
] as const

/** Every metric that a router process reports. */
export const ROUTER_METRICS = {
  vrs_rib_paths: { type: 'gauge', help: 'Paths in the RIB of a route server.', labels: ['route_server'] },
  vrs_fib_routes: { type: 'gauge', help: 'Routes in the FIB of a route server.', labels: ['route_server'] },
  vrs_rib_attribute_sets: {
    type: 'gauge',
    help: 'Distinct attribute sets of a route server.',
    labels: ['route_server'],
  },
  vrs_routes_persisted: {
    type: 'gauge',
    help: '1 while the routes of a route server are persisted.',
    labels: ['route_server'],
  },
  vrs_route_server_quota_ratio: {
    type: 'gauge',
    help: 'FIB routes divided by the limit of the route server; absent without a limit.',
    labels: ['route_server'],
  },
  vrs_peer_bgp_up: { type: 'gauge', help: '1 while the BGP session of a peer is Established.', labels: ['peer'] },
  vrs_peer_bfd_up: { type: 'gauge', help: '1 while the BFD session of a peer is Up.', labels: ['peer'] },
  vrs_peer_flaps_total: { type: 'counter', help: 'How often an Established session was lost.', labels: ['peer'] },
  vrs_peer_paths: { type: 'gauge', help: 'Paths admitted from a peer.', labels: ['peer'] },
  vrs_peer_paths_refused_total: {
    type: 'counter',
    help: 'Prefixes of a peer not admitted, by its limit.',
    labels: ['peer'],
  },
  vrs_peer_updates_received_total: { type: 'counter', help: 'UPDATE messages from a peer.', labels: ['peer'] },
  vrs_peer_updates_malformed_total: {
    type: 'counter',
    help: 'UPDATE messages of a peer read as withdrawals.',
    labels: ['peer'],
  },
  vrs_peer_messages_sent_total: { type: 'counter', help: 'BGP messages to a peer.', labels: ['peer'] },
  vrs_peer_bytes_received_total: { type: 'counter', help: 'Octets of BGP from a peer.', labels: ['peer'] },
  vrs_table_routes_installed: { type: 'gauge', help: 'Propagated routes in a route table.', labels: ['route_table'] },
  vrs_table_routes_rejected: { type: 'gauge', help: 'Routes that a route table refused.', labels: ['route_table'] },
  vrs_connections_refused_total: {
    type: 'counter',
    help: 'TCP connections closed before or at the start.',
    labels: ['vpc'],
  },
  vrs_convergence_seconds: {
    type: 'histogram',
    help: 'From the loss of a session to its routes being out of every table.',
    labels: ['route_server'],
    buckets: CONVERGENCE_BUCKETS,
  },
  vrs_router_restarts_total: {
    type: 'counter',
    help: 'How often the router process of a VPC was restarted.',
    labels: ['vpc'],
  },
  vrs_router_turn_seconds: {
    type: 'histogram',
    help: 'Duration of the turns of the router loop that did work.',
    labels: ['vpc'],
    buckets: [0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5],
  },
  vrs_router_loop_stall_seconds_max: {
    type: 'gauge',
    help: 'Longest turn of the router loop in the last 10 to 20 seconds.',
    labels: ['vpc'],
  },
  vrs_bfd_send_lateness_seconds: {
    type: 'histogram',
    help: 'How much later than planned periodic BFD packets were sent.',
    labels: ['vpc'],
    buckets: LATENESS_SECONDS,
  },
  vrs_bfd_detection_lateness_seconds: {
    type: 'histogram',
    help: 'How much later than the detection time a BFD session was declared down.',
    labels: ['vpc'],
    buckets: LATENESS_SECONDS,
  },
  vrs_bfd_packets_sent_total: { type: 'counter', help: 'BFD packets sent.', labels: ['vpc'] },
  vrs_bfd_packets_received_total: { type: 'counter', help: 'BFD packets received.', labels: ['vpc'] },
  vrs_bfd_packets_discarded_total: { type: 'counter', help: 'BFD packets discarded.', labels: ['vpc', 'why'] },
  vrs_bfd_false_alarms_avoided_total: {
    type: 'counter',
    help: 'Detection deadlines that passed while packets were waiting for us.',
    labels: ['vpc'],
  },
} as const satisfies Record<string, MetricDefinition>

export type RouterMetricName = keyof typeof ROUTER_METRICS

/** One value. For a histogram: the count of each bucket (one more than bounds, the last unbounded), sum and count. */
export interface MetricSample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
  readonly counts?: readonly number[]
}

/** A histogram with fixed bounds; observing allocates nothing. */
export class Histogram {
  readonly counts: number[]
  sum = 0
  readonly #bounds: readonly number[]

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0)
  }

  observe(value: number): void {
    this.sum += value
    let i = 0
    while (i < this.#bounds.length && value > (this.#bounds[i] as number)) i++
    this.counts[i] = (this.counts[i] as number) + 1
  }
}
