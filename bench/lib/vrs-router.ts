// The router process of vrs without the server that owns it, and listened in to: it says when its BFD process declared a change
// (`report.at`), and when the router had acted on it, its tables included (`actedAt`). The first line on standard input is its
// DesiredVpc; for every further one it tells what BFD has counted.

import { createInterface } from 'node:readline'
import { RouterDriver } from '../../src/host/router-driver.ts'
import type { DesiredVpc } from '../../src/router/protocol.ts'
import { LATENESS_BOUNDS } from '../../src/bfd/worker-protocol.ts'
import type { MetricSample } from '../../src/telemetry/metrics.ts'
import { monotonic } from './bfd-lab.ts'
import type { FromVrsRouter } from './detectors.ts'

const tell = (message: FromVrsRouter): void => void process.stdout.write(`${JSON.stringify(message)}\n`)

const driver = new RouterDriver({
  report: () => {},
  canAnswer: () => true,
  log: (why) => void process.stderr.write(`vrs: ${why}\n`),
  seed: process.pid,
})
const { router } = driver.plane
const bfd = router.bfd.bind(router)
router.bfd = (report, at) => {
  bfd(report, at)
  tell({ type: 'report', report, actedAt: monotonic() })
}

function textOf(samples: readonly MetricSample[]): string {
  const find = (name: string): MetricSample | undefined => samples.find((sample) => sample.name === name)
  const late = find('vrs_bfd_send_lateness_seconds')?.counts ?? []
  const avoided = find('vrs_bfd_false_alarms_avoided_total')?.value ?? 0
  return `sends late by ${bounds(late)}; ${avoided} false alarms avoided`
}

/** Bounds below which half, 99 % and 99.9 % lie. */
function bounds(counts: readonly number[]): string {
  const count = counts.reduce((sum, n) => sum + n, 0)
  const below = (fraction: number): string => {
    let seen = 0
    const bucket = counts.findIndex((n) => (seen += n) >= count * fraction)
    return `${((LATENESS_BOUNDS[bucket] ?? Infinity) / 1_000).toFixed(1)} ms`
  }
  return `p50 < ${below(0.5)}, p99 < ${below(0.99)}, p99.9 < ${below(0.999)} (n=${count})`
}

let configured = false
const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  if (!configured) driver.configure(JSON.parse(line) as DesiredVpc)
  else ask()
  configured = true
})
lines.on('close', () => void driver.stop('the bench is over').then(() => process.exit()))

function ask(): void {
  const samples: MetricSample[] = []
  driver.query({ type: 'metrics' }, (answer, last) => {
    if (answer.type === 'metrics') samples.push(...answer.samples)
    if (last) tell({ type: 'told', text: textOf(samples) })
  })
}
