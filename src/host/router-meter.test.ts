import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '../base/time.ts'
import { LATENESS_BOUNDS } from '../bfd/worker-protocol.ts'
import { ROUTER_METRICS } from '../telemetry/metrics.ts'
import { RouterMeter } from './router-meter.ts'

test('the longest turn is that of the last ten to twenty seconds', () => {
  const meter = new RouterMeter()
  const longest = (at: number) =>
    meter.samples('vpc-1', instant(at)).find(({ name }) => name === 'vrs_router_loop_stall_seconds_max')?.value
  meter.turned(instant(0), instant(30_000))
  meter.turned(instant(40_000), instant(41_000))
  assert.equal(longest(50_000), 0.03)
  meter.turned(instant(11_000_000), instant(11_002_000))
  assert.equal(longest(12_000_000), 0.03)
  assert.equal(longest(21_500_000), 0.002)
  assert.equal(longest(60_000_000), 0)
})

test('the bounds of the BFD metrics are those in which the worker counts', () => {
  for (const name of ['vrs_bfd_send_lateness_seconds', 'vrs_bfd_detection_lateness_seconds'] as const) {
    assert.deepEqual(
      ROUTER_METRICS[name].buckets.map((seconds) => Math.round(seconds * 1_000_000)),
      LATENESS_BOUNDS,
    )
  }
})
