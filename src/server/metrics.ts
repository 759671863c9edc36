// Prometheus text: what the API process counts itself, what the routers report, and the process metrics of prom-client,
// which is loaded when somebody asks for the first time. Counters are plain numbers, read here.

import type { HttpCounts } from '../host/http.ts'
import { Histogram, ROUTER_METRICS, type MetricDefinition, type MetricSample } from '../telemetry/metrics.ts'

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

const API_METRICS: Readonly<Record<string, MetricDefinition>> = {
  vrs_api_requests_total: { type: 'counter', help: 'API calls by action and error code.', labels: ['action', 'code'] },
  vrs_api_request_seconds: {
    type: 'histogram',
    help: 'From a whole request to its answer.',
    labels: ['action'],
    buckets: SECONDS,
  },
  vrs_http_connections: { type: 'gauge', help: 'Open connections to the API.', labels: [] },
  vrs_http_requests_open: { type: 'gauge', help: 'Requests being read, handled or answered.', labels: [] },
  vrs_http_bytes_held: { type: 'gauge', help: 'Bytes of bodies and answers in memory.', labels: [] },
  vrs_http_connections_refused_total: { type: 'counter', help: 'Connections over a limit.', labels: [] },
  vrs_http_refused_total: { type: 'counter', help: 'Requests turned away unhandled.', labels: ['why'] },
  vrs_log_sequence: { type: 'counter', help: 'Number of the last durable record.', labels: [] },
  vrs_log_writable: { type: 'gauge', help: '1 while the log takes records.', labels: [] },
}

/** Counts calls by action and outcome. */
export class ApiMeter {
  readonly #counts = new Map<string, { readonly action: string; readonly code: string; value: number }>()
  readonly #seconds = new Map<string, Histogram>()

  /** `action` must be one of a bounded set of names; `code` is an error code, or `ok`. */
  count(action: string, code: string, seconds: number): void {
    const key = `${action} ${code}`
    const known = this.#counts.get(key)
    if (known === undefined) this.#counts.set(key, { action, code, value: 1 })
    else known.value += 1
    let histogram = this.#seconds.get(action)
    if (histogram === undefined) this.#seconds.set(action, (histogram = new Histogram(SECONDS)))
    histogram.observe(seconds)
  }

  samples(): readonly MetricSample[] {
    const counts = [...this.#counts.values()].map(({ action, code, value }) => ({
      name: 'vrs_api_requests_total',
      labels: { action, code },
      value,
    }))
    const seconds = [...this.#seconds].map(([action, { counts, sum }]) => ({
      name: 'vrs_api_request_seconds',
      labels: { action },
      value: sum,
      counts,
    }))
    return [...counts, ...seconds]
  }
}

/** The samples of the HTTP server and the log. */
export function hostSamples(http: Readonly<HttpCounts>, sequence: number, writable: boolean): readonly MetricSample[] {
  const one = (name: string, value: number): MetricSample => ({ name, labels: {}, value })
  return [
    one('vrs_http_connections', http.connections),
    one('vrs_http_requests_open', http.requestsOpen),
    one('vrs_http_bytes_held', http.bytesHeld),
    one('vrs_http_connections_refused_total', http.connectionsRefused),
    ...Object.entries(http.refused).map(([why, value]) => ({ name: 'vrs_http_refused_total', labels: { why }, value })),
    one('vrs_log_sequence', sequence),
    one('vrs_log_writable', writable ? 1 : 0),
  ]
}

/** Samples that are written in one turn of the event loop: about two milliseconds. */
const SLICE = 2_000

/**
 * Exposition text of samples whose metrics are defined here or in telemetry. Thousands of peers have tens of thousands
 * of samples: others have their turn in between.
 */
export async function formatSamples(samples: readonly MetricSample[]): Promise<string> {
  const definitions = new Map<string, MetricDefinition>([
    ...Object.entries(API_METRICS),
    ...Object.entries(ROUTER_METRICS),
  ])
  const texts = new Map<string, string[]>()
  for (const [i, sample] of samples.entries()) {
    const definition = definitions.get(sample.name)
    if (definition === undefined) continue
    const lines = texts.get(sample.name)
    if (lines === undefined) texts.set(sample.name, [formatSample(sample, definition)])
    else lines.push(formatSample(sample, definition))
    if (i % SLICE === SLICE - 1) await new Promise((resolve) => setImmediate(resolve))
  }
  return [...definitions]
    .map(([name, { help, type }]) => {
      const lines = texts.get(name)
      return lines === undefined ? '' : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
    })
    .join('')
}

function formatSample({ name, labels, value, counts }: MetricSample, { buckets = [] }: MetricDefinition): string {
  if (counts === undefined) return `${name}${formatLabels(labels)} ${value}\n`
  let total = 0
  const lines = counts.map((count, i) => {
    total += count
    return `${name}_bucket${formatLabels({ ...labels, le: i < buckets.length ? String(buckets[i]) : '+Inf' })} ${total}\n`
  })
  return `${lines.join('')}${name}_sum${formatLabels(labels)} ${value}\n${name}_count${formatLabels(labels)} ${total}\n`
}

function formatLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escapeLabel = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

let processMetrics: Promise<{ metrics: () => Promise<string> }> | undefined

/** CPU, memory, event loop and garbage collection of this process. */
export async function processText(): Promise<string> {
  processMetrics ??= import('prom-client').then(({ Registry, collectDefaultMetrics }) => {
    const register = new Registry()
    collectDefaultMetrics({ register })
    return register
  })
  return (await processMetrics).metrics()
}
