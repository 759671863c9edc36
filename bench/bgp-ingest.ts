// Full tables over TCP: vrs beside BIRD, fed by the same generator in the same run.
//
//   node bench/bgp-ingest.ts [--routes 1000000] [--routes6 200000] [--runs 3] [--sessions 500]
//
// Prints, for each case and receiver, the median over the runs of: seconds from the first octet of the table until all routes are
// selected, CPU seconds, peak memory, and for vrs the longest turn of its event loop.

import { parseArgs } from 'node:util'
import { Feeder } from './lib/feeding.ts'
import { startBird, startVrs, usage, type PeerPlan, type Receiver } from './lib/receivers.ts'

const { values } = parseArgs({
  options: {
    routes: { type: 'string', default: '1000000' },
    routes6: { type: 'string', default: '200000' },
    runs: { type: 'string', default: '3' },
    sessions: { type: 'string', default: '500' },
  },
})
const ROUTES = Number(values.routes)
const ROUTES6 = Number(values.routes6)

interface Measured {
  readonly seconds: number
  readonly cpu: number
  readonly peakMiB: number
  readonly stall: number
}

const now = (): number => performance.timeOrigin + performance.now()
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
const peer = (receiver: string, n: number): PeerPlan => ({
  address: `127.${receiver === 'vrs' ? 91 : 90}.${2 + Math.floor(n / 200)}.${10 + (n % 200)}`,
  asn: 65001 + n,
})

type Passes = (count: number) => boolean

async function reached(receiver: Receiver, passes: Passes, ask: () => Promise<number>): Promise<number> {
  for (let tries = 0; ; tries++) {
    if (passes(await ask())) return now()
    if (tries > 60_000) throw new Error(`${receiver.name}: routes did not arrive; there are ${await ask()}`)
    await pause(2)
  }
}

/** Runs `act`, which returns when the work began, and waits for the number of selected routes (or of paths). */
async function measure(
  receiver: Receiver,
  act: () => Promise<number>,
  passes: Passes,
  ask = receiver.count,
): Promise<Measured> {
  await receiver.stall?.()
  const before = usage(receiver.pids())
  const started = await act()
  const done = await reached(receiver, passes, ask)
  const after = usage(receiver.pids())
  const stall = (await receiver.stall?.()) ?? 0
  return { seconds: (done - started) / 1000, cpu: after.cpu - before.cpu, peakMiB: after.peakMiB, stall }
}

type Results = Map<string, Measured[]>
function note(results: Results, name: string, measured: Measured): void {
  process.stderr.write(`${name}: ${measured.seconds.toFixed(3)} s\n`)
  results.set(name, [...(results.get(name) ?? []), measured])
}

async function feed(feeder: Feeder, what: 'go' | 'withdraw', told: 'sent' | 'withdrawn'): Promise<number> {
  feeder.tell(what)
  return (await feeder.said(told)).started ?? now()
}

const START = { vrs: startVrs, BIRD: startBird } as const

async function fullTables(name: keyof typeof START, results: Results): Promise<void> {
  const plans = [peer(name, 0), peer(name, 1), peer(name, 2)]
  const receiver = await START[name](plans)
  const options = (i: number, routes4: number, routes6: number): ConstructorParameters<typeof Feeder>[0] => ({
    local: plans[i]?.address ?? '',
    remote: receiver.address,
    port: receiver.port,
    asn: plans[i]?.asn ?? 0,
    remoteAsn: 65000,
    routes4,
    routes6,
    prepend: 0,
    seed: i + 1,
    mappedNextHop6: name === 'vrs',
  })
  const first = new Feeder(options(0, ROUTES, 0))
  const second = new Feeder(options(1, ROUTES, 0))
  const third = new Feeder(options(2, 0, ROUTES6))
  try {
    for (const one of [first, second, third]) await one.said('established')
    await pause(1000)
    const key = (what: string): string => `${what}|${name}`
    const all = (count: number): boolean => count >= ROUTES
    note(results, key(`${ROUTES} IPv4 routes`), await measure(receiver, () => feed(first, 'go', 'sent'), all))
    if (ROUTES6 > 0) {
      const both = (count: number): boolean => count >= ROUTES + ROUTES6
      note(results, key(`${ROUTES6} IPv6 routes added`), await measure(receiver, () => feed(third, 'go', 'sent'), both))
    }
    // A second peer with the same prefixes leaves the number of selected routes as it is: its paths are counted.
    const twice = (count: number): boolean => count >= 2 * ROUTES + ROUTES6
    const again = (): Promise<number> => feed(second, 'go', 'sent')
    note(results, key('second peer, same prefixes'), await measure(receiver, again, twice, receiver.paths))
    const gone = (count: number): boolean => count <= ROUTES6
    const once = (count: number): boolean => count <= ROUTES + ROUTES6
    const less = (): Promise<number> => feed(second, 'withdraw', 'withdrawn')
    note(results, key('withdraw one of two'), await measure(receiver, less, once, receiver.paths))
    note(results, key('withdraw the last'), await measure(receiver, () => feed(first, 'withdraw', 'withdrawn'), gone))
  } finally {
    for (const one of [first, second, third]) await one.stop()
    await receiver.stop()
  }
}

async function manySessions(name: keyof typeof START, results: Results): Promise<void> {
  const count = Number(values.sessions)
  if (count === 0) return
  const plans = Array.from({ length: count }, (_, n) => peer(name, n))
  const receiver = await START[name](plans)
  const { ManyFeeder } = await import('./lib/many.ts')
  const many = new ManyFeeder(plans, receiver, 100)
  try {
    await many.established()
    await pause(1000)
    const go = (): Promise<number> => Promise.resolve(many.go())
    note(results, `${count} sessions of 100 routes|${name}`, await measure(receiver, go, (n) => n >= count * 100))
  } finally {
    many.stop()
    await receiver.stop()
  }
}

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function print(results: Results): void {
  const cases = [...new Set([...results.keys()].map((key) => key.split('|')[0] ?? ''))]
  process.stdout.write('case | receiver | seconds | CPU s | peak MiB | longest turn ms | time against BIRD\n')
  for (const what of cases) {
    const of = (name: string, field: keyof Measured): number =>
      median((results.get(`${what}|${name}`) ?? []).map((measured) => measured[field]))
    for (const name of Object.keys(START)) {
      const stall = name === 'vrs' ? of(name, 'stall').toFixed(1) : '-'
      const ratio = (of(name, 'seconds') / of('BIRD', 'seconds')).toFixed(2)
      const figures = [of(name, 'seconds').toFixed(3), of(name, 'cpu').toFixed(2), of(name, 'peakMiB').toFixed(0)]
      process.stdout.write(`${what} | ${name} | ${figures.join(' | ')} | ${stall} | ${ratio}\n`)
    }
  }
}

const results: Results = new Map()
for (let run = 0; run < Number(values.runs); run++) {
  for (const name of ['BIRD', 'vrs'] as const) {
    await fullTables(name, results)
    await manySessions(name, results)
  }
}
print(results)
