// What the driver of a router measures: how long turns take, how long the loss of a session takes until its routes are
// out of every table, and the figures of the BFD worker as samples.

import { LATENESS_BOUNDS } from '../bfd/worker-protocol.ts'
import type { Histogram as Counted, Measurements } from '../bfd/worker-protocol.ts'
import type { Instant } from '../base/time.ts'
import { Histogram, ROUTER_METRICS } from '../telemetry/metrics.ts'
import type { MetricSample, RouterMetricName } from '../telemetry/metrics.ts'

/** Microseconds of one window of the longest turn. */
const WINDOW = 10_000_000

export class RouterMeter {
  readonly #convergence = new Map<string, Histogram>()
  readonly #turns = new Histogram(ROUTER_METRICS.vrs_router_turn_seconds.buckets)
  #windowEnds = 0
  #longest = 0
  #longestBefore = 0

  /** A session was lost, and so many microseconds later its routes were gone. */
  converged(routeServerId: string, microseconds: number): void {
    let histogram = this.#convergence.get(routeServerId)
    if (histogram === undefined) {
      histogram = new Histogram(ROUTER_METRICS.vrs_convergence_seconds.buckets)
      this.#convergence.set(routeServerId, histogram)
    }
    histogram.observe(microseconds / 1_000_000)
  }

  /** A turn is over. */
  turned(began: Instant, ended: Instant): void {
    this.#rotate(ended)
    const took = ended - began
    this.#turns.observe(took / 1_000_000)
    if (took > this.#longest) this.#longest = took
  }

  samples(vpc: string, now: Instant): readonly MetricSample[] {
    this.#rotate(now)
    const longest = Math.max(this.#longest, this.#longestBefore) / 1_000_000
    return [
      sample('vrs_router_loop_stall_seconds_max', { vpc }, longest),
      { ...sample('vrs_router_turn_seconds', { vpc }, this.#turns.sum), counts: [...this.#turns.counts] },
      ...[...this.#convergence].map(([routeServerId, { counts, sum }]) => ({
        ...sample('vrs_convergence_seconds', { route_server: routeServerId }, sum),
        counts: [...counts],
      })),
    ]
  }

  #rotate(now: Instant): void {
    if (now < this.#windowEnds) return
    // After a pause of more than a window both are old.
    this.#longestBefore = now < this.#windowEnds + WINDOW ? this.#longest : 0
    this.#longest = 0
    this.#windowEnds = now + WINDOW
  }
}

/** What the BFD worker measured. */
export function bfdSamples(vpc: string, measured: Measurements): readonly MetricSample[] {
  return [
    lateness('vrs_bfd_send_lateness_seconds', vpc, measured.sendLateness),
    lateness('vrs_bfd_detection_lateness_seconds', vpc, measured.detectionLateness),
    sample('vrs_bfd_packets_sent_total', { vpc }, measured.packetsSent),
    sample('vrs_bfd_packets_received_total', { vpc }, measured.packetsReceived),
    sample('vrs_bfd_false_alarms_avoided_total', { vpc }, measured.falseAlarmsAvoided),
    ...Object.entries(measured.packetsDiscarded).map(([why, value]) =>
      sample('vrs_bfd_packets_discarded_total', { vpc, why }, value),
    ),
  ]
}

const sample = (name: RouterMetricName, labels: Readonly<Record<string, string>>, value: number): MetricSample => ({
  name,
  labels,
  value,
})

function lateness(name: RouterMetricName, vpc: string, { counts, sumMicroseconds }: Counted): MetricSample {
  // The definition of the metric and the worker count in the same bounds.
  return { ...sample(name, { vpc }, sumMicroseconds / 1_000_000), counts: counts.slice(0, LATENESS_BOUNDS.length + 1) }
}
