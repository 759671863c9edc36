// Full tables over TCP: vrs beside BIRD, FRR, GoBGP and OpenBGPD, fed by the same generator in the same run.
//
//   node bench/bgp-ingest.ts [--receivers vrs,BIRD,FRR,GoBGP,OpenBGPD] [--routes 1000000] [--routes6 200000] [--runs 3]
//                            [--sessions 500] [--limit 120]
//
// All that are installed take part, or those that --receivers names; OpenBGPD needs root. Five cases with the full table, then
// as many sessions as --sessions says (several numbers: one case each, 0: none) of 100 routes; --routes 0 leaves the table out.
// With 1,000,000 routes a run takes about 20 s each for vrs and BIRD, 40 s for FRR, a minute for OpenBGPD, and for GoBGP, which
// reaches the limit twice, 6 minutes: leave it out or give it one run of its own.
//
// Prints, for each case and receiver, the median over the runs of: seconds from the first octet of the table until all routes are
// selected, how far off that may be, CPU seconds, peak memory of all its processes, for vrs the longest turn of its event loop,
// and the time against BIRD's. The end is when the receiver came to rest, seen from outside (lib/watching.ts): questions cost it
// time, and little of that is theirs. `> 120` is what was given up after --limit seconds; what follows in that run is left out.

import { parseArgs } from 'node:util'
import { Feeder } from './lib/feeding.ts'
import { allowFiles } from './lib/files.ts'
import { ManyFeeder } from './lib/many.ts'
import { longestTurn, pause, usage, type PeerPlan, type Receiver } from './lib/receiver.ts'
import { chosen, type Kind } from './lib/receivers/all.ts'
import { ended } from './lib/watching.ts'

const { values } = parseArgs({
  options: {
    receivers: { type: 'string' },
    routes: { type: 'string', default: '1000000' },
    routes6: { type: 'string', default: '200000' },
    runs: { type: 'string', default: '3' },
    sessions: { type: 'string', default: '500' },
    limit: { type: 'string', default: '120' },
  },
})
const ROUTES = Number(values.routes)
const ROUTES6 = Number(values.routes6)
const LIMIT = Number(values.limit)
const PER_SESSION = 100

interface Measured {
  /** Infinity when it was given up. */
  readonly seconds: number
  readonly within: number
  readonly cpu: number
  readonly peakMiB: number
  readonly turn: number
}

/** The work of a receiver took longer than we wait. */
class GivenUp extends Error {}

/** Runs `act`, which returns when the work began, and waits until there are `target` selected routes (or paths). */
async function measure(
  receiver: Receiver,
  act: () => Promise<number>,
  target: number,
  ask: () => Promise<number>,
): Promise<Measured> {
  const pids = receiver.pids()
  const [base, turns] = [await ask(), await receiver.turns?.()]
  const before = usage(pids)
  const started = await act()
  const reached = await ended({ pids, ask, base, target, started, limit: LIMIT * 1_000 })
  const after = usage(pids)
  const turnsAfter = await receiver.turns?.()
  return {
    seconds: reached === undefined ? Infinity : (reached.at - started) / 1_000,
    within: (reached?.within ?? Number.NaN) / 1_000,
    cpu: after.cpu - before.cpu,
    peakMiB: after.peakMiB,
    turn: turns === undefined || turnsAfter === undefined ? Number.NaN : longestTurn(turns, turnsAfter),
  }
}

type Results = Map<string, Measured[]>
const results: Results = new Map()

/** What a case costs; throws when it was given up, because nothing can be told about what would follow. */
function note(what: string, { name }: Kind, measured: Measured): void {
  const key = `${what}|${name}`
  process.stderr.write(`${key}: ${seconds(measured.seconds)} s\n`)
  results.set(key, [...(results.get(key) ?? []), measured])
  if (measured.seconds === Infinity) throw new GivenUp(what)
}

const peer = ({ net }: Kind, n: number): PeerPlan => ({
  address: `127.${net}.${2 + Math.floor(n / 200)}.${10 + (n % 200)}`,
  asn: 65001 + n,
})

async function fullTables(kind: Kind): Promise<void> {
  const plans = [0, 1, 2].map((n) => peer(kind, n))
  const receiver = await kind.start(plans)
  const feeders = plans.map(({ address, asn }, i) => {
    const { address: remote, port } = receiver
    const routes = i === 2 ? { routes4: 0, routes6: ROUTES6 } : { routes4: ROUTES, routes6: 0 }
    // A next hop on loopback is refused by some.
    const next = { nextHop: address.replace(/^127/, '10'), mappedNextHop6: kind.name === 'vrs' }
    return new Feeder({
      local: address,
      remote,
      port,
      asn,
      remoteAsn: 65000,
      prepend: 0,
      seed: i + 1,
      ...routes,
      ...next,
    })
  })
  try {
    for (const one of feeders) await withinLimit(one.said('established'), 'a session')
    await pause(1_000)
    await tableCases(kind, receiver, feeders)
  } finally {
    await Promise.all(feeders.map((one) => one.stop()))
    await receiver.stop()
  }
}

async function tableCases(kind: Kind, receiver: Receiver, feeders: readonly Feeder[]): Promise<void> {
  const [first, second, third] = feeders as [Feeder, Feeder, Feeder]
  const one = async (what: string, feeder: Feeder, order: 'go' | 'withdraw', target: number, of: 'count' | 'paths') => {
    const ask = async (): Promise<number> => {
      feeder.check()
      return receiver[of]()
    }
    note(what, kind, await measure(receiver, () => feeder.begin(order), target, ask))
  }
  await one(`${ROUTES} IPv4 routes`, first, 'go', ROUTES, 'count')
  if (ROUTES6 > 0) await one(`${ROUTES6} IPv6 routes added`, third, 'go', ROUTES + ROUTES6, 'count')
  // A second peer with the same prefixes leaves the number of selected routes as it is: its paths are counted.
  await one('second peer, same prefixes', second, 'go', 2 * ROUTES + ROUTES6, 'paths')
  await one('withdraw one of two', second, 'withdraw', ROUTES + ROUTES6, 'paths')
  await one('withdraw the last', first, 'withdraw', ROUTES6, 'count')
}

async function manySessions(kind: Kind, sessions: number): Promise<void> {
  allowFiles(sessions)
  const plans = Array.from({ length: sessions }, (_, n) => peer(kind, n))
  const receiver = await kind.start(plans)
  const many = new ManyFeeder(plans, receiver, PER_SESSION)
  try {
    await withinLimit(many.established(), `${sessions} sessions`)
    await pause(1_000)
    const act = (): Promise<number> => Promise.resolve(many.go())
    note(
      `${sessions} sessions of ${PER_SESSION} routes`,
      kind,
      await measure(receiver, act, sessions * PER_SESSION, receiver.count),
    )
  } finally {
    many.stop()
    await receiver.stop()
  }
}

/** Waiting for sessions has a limit too. */
async function withinLimit<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new GivenUp(`${what} did not come up in ${LIMIT} s`)), LIMIT * 1_000)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** A receiver that fails leaves a gap in the table, not the others without theirs. */
async function attempt(kind: Kind, what: string, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    process.stderr.write(
      `${kind.name}, ${what}: ${error instanceof GivenUp ? `given up: ${error.message}` : String(error)}\n`,
    )
  }
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN
const seconds = (value: number): string => (value === Infinity ? `> ${LIMIT}` : value.toFixed(3))
const digits = (value: number, count: number): string => (Number.isNaN(value) ? '-' : value.toFixed(count))

function print(kinds: readonly Kind[]): void {
  const cases = [...new Set([...results.keys()].map((key) => key.split('|')[0] ?? ''))]
  process.stdout.write('case | receiver | seconds | +- s | CPU s | peak MiB | longest turn ms | time against BIRD\n')
  for (const what of cases) {
    const of = (name: string, field: keyof Measured): number =>
      median((results.get(`${what}|${name}`) ?? []).map((measured) => measured[field]))
    for (const { name } of kinds) {
      const time = of(name, 'seconds')
      if (Number.isNaN(time)) continue
      const ratio = digits(time === Infinity ? Number.NaN : time / of('BIRD', 'seconds'), 2)
      const figures = [
        seconds(time),
        digits(of(name, 'within'), 3),
        digits(of(name, 'cpu'), 2),
        digits(of(name, 'peakMiB'), 0),
      ]
      process.stdout.write(`${what} | ${name} | ${figures.join(' | ')} | ${digits(of(name, 'turn'), 1)} | ${ratio}\n`)
    }
  }
}

const kinds = chosen(values.receivers)
for (let run = 0; run < Number(values.runs); run++) {
  for (const kind of kinds) {
    if (ROUTES > 0) await attempt(kind, 'full tables', () => fullTables(kind))
    for (const sessions of values.sessions.split(',').map(Number)) {
      if (sessions > 0) await attempt(kind, `${sessions} sessions`, () => manySessions(kind, sessions))
    }
  }
}
print(kinds)
