// A program for tests and benchmarks: the BFD worker alone, told on standard input, one JSON message a line, and telling on
// standard output. With `--churn` it is busy itself meanwhile. Run it in a network namespace: `ip netns exec NAME node test/interop/bfd-peer.ts`.

import { createInterface } from 'node:readline'
import type { SessionConfiguration } from '../../src/bfd/worker-protocol.ts'
import { startBfd } from '../../src/host/bfd-udp.ts'

type Order =
  | { readonly type: 'configure'; readonly sessions: readonly SessionConfiguration[] }
  | { readonly type: 'remove'; readonly keys: readonly string[] }
  | { readonly type: 'admin'; readonly key: string; readonly up: boolean }
  | { readonly type: 'measure' }

const tell = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`)

const bfd = startBfd({
  // `heardAt`: when this process learned of it, on the same clock as `report.at`.
  onReport: (report) => tell({ type: 'report', heardAt: Number(process.hrtime.bigint() / 1_000n), report }),
  onNotice: (level, why) => tell({ type: 'notice', level, why }),
  onUnable: (key, why) => tell({ type: 'unable', key, why }),
  onFailed: (why) => {
    tell({ type: 'failed', why })
    process.exit(1)
  },
  realTime: process.argv.includes('--real-time'),
})

const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  const order = JSON.parse(line) as Order
  switch (order.type) {
    case 'configure':
      return bfd.configure(order.sessions)
    case 'remove':
      return bfd.remove(order.keys)
    case 'admin':
      return bfd.setAdmin(order.key, order.up)
    case 'measure':
      void bfd.measurements().then((measurements) => tell({ type: 'measurements', measurements }))
  }
})
lines.on('close', () => void bfd.close())

/** Work in this process that makes much garbage, as a table that loads would if it were written carelessly. */
function churn(): void {
  const table = new Map<string, object>()
  for (let i = 0; i < 20_000; i++) table.set(`10.${i >> 8}.${i & 255}.0/24`, { path: [i, i + 1], origin: i & 3 })
  setImmediate(churn)
}
if (process.argv.includes('--churn')) churn()
