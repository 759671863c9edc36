// How long the loss of the preferred peer takes until every route goes to the other one: vrs beside BIRD, for tables of
// different sizes, fed by the same generator in the same run.
//
//   node bench/failover-scale.ts [--routes 1,1000,100000,1000000] [--runs 3]
//
// Both peers announce the same prefixes; the second one's paths are longer. The first one's connection is then cut. Measured
// from the cut until a probe sees the last prefix with the second peer's next hop (`switched`), which includes the time of
// the probe itself, and until the receiver has nothing left to do (`settled`). For vrs the router also tells how long it took from
// the event to the tables (`inside`).

import { parseArgs } from 'node:util'
import { formatIpv4 } from '../src/base/ip.ts'
import { Feeder } from './lib/feeding.ts'
import { longestTurn, pause, usage, type PeerPlan, type Receiver } from './lib/receiver.ts'
import { askBird, startBird } from './lib/receivers/bird.ts'
import { call, startVrs, type VrsReceiver } from './lib/receivers/vrs.ts'
import { prefixes4 } from './lib/routes.ts'

const { values } = parseArgs({
  options: { routes: { type: 'string', default: '1,1000,100000,1000000' }, runs: { type: 'string', default: '3' } },
})

interface Measured {
  readonly switched: number
  readonly settled: number
  readonly stall: number
  readonly inside: number
}

const now = (): number => performance.timeOrigin + performance.now()

function plansOf(name: string): readonly [PeerPlan, PeerPlan] {
  const net = name === 'vrs' ? 91 : 90
  return [
    { address: `127.${net}.2.10`, asn: 65001 },
    { address: `127.${net}.2.11`, asn: 65002 },
  ]
}

function lastPrefix(routes: number): string {
  const words = prefixes4(routes)
  return `${formatIpv4(words[routes * 2 - 2] ?? 0)}/${words[routes * 2 - 1]}`
}

type Probe = () => Promise<string>

/** The next hop that the receiver uses for the prefix at the moment. */
function probeOf(receiver: Receiver, prefix: string): Probe {
  if (receiver.name === 'BIRD') {
    return async () =>
      /from (127\.\S+?)\]/.exec(await askBird(receiver.control ?? '', `show route ${prefix} primary`))?.[1] ?? ''
  }
  const { api, routeServerId: RouteServerId } = receiver as VrsReceiver
  const filter = { 'Filter.1.Name': 'prefix', 'Filter.1.Value.1': prefix }
  return async () => {
    const xml = await call(api, 'GetRouteServerRoutingDatabase', { RouteServerId, ...filter })
    const [, hop] = />in-fib<[\s\S]*?<nextHopIp>10(\.[^<]+)</.exec(xml) ?? []
    return hop === undefined ? '' : `127${hop}`
  }
}

async function until(what: string, passes: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await passes()); tries++) {
    if (tries > 100_000) throw new Error(`waited in vain for ${what}`)
  }
}

async function quiet(receiver: Receiver): Promise<void> {
  for (let last = usage(receiver.pids()).cpu; ;) {
    await pause(40)
    const { cpu } = usage(receiver.pids())
    if (cpu - last < 0.005) return
    last = cpu
  }
}

async function once(name: 'vrs' | 'BIRD', routes: number): Promise<Measured> {
  const plans = plansOf(name)
  const receiver: Receiver = name === 'vrs' ? await startVrs(plans) : await startBird(plans)
  const feeders = plans.map(
    (plan, i) =>
      new Feeder({
        local: plan.address,
        remote: receiver.address,
        port: receiver.port,
        asn: plan.asn,
        remoteAsn: 65000,
        routes4: routes,
        routes6: 0,
        prepend: i * 8,
        seed: 1,
        nextHop: plan.address.replace(/^127/, '10'),
        mappedNextHop6: false,
      }),
  )
  try {
    for (const feeder of feeders) await feeder.said('established')
    await pause(500)
    for (const feeder of feeders.toReversed()) {
      feeder.tell('go')
      await feeder.said('sent')
      await until('all routes', async () => (await receiver.count()) >= routes)
      await quiet(receiver)
    }
    const probe = probeOf(receiver, lastPrefix(routes))
    await until('the preferred path', async () => (await probe()) === plans[0].address)
    const turns = await receiver.turns?.()
    const before = (await receiver.converged?.()) ?? 0
    const cut = now()
    feeders[0]?.tell('close')
    await feeders[0]?.said('closed')
    await until('the other path', async () => (await probe()) === plans[1].address)
    const switched = now() - cut
    await quiet(receiver)
    const settled = now() - cut - 40
    const inside = (((await receiver.converged?.()) ?? 0) - before) * 1000
    const turnsAfter = await receiver.turns?.()
    const stall = turns === undefined || turnsAfter === undefined ? 0 : longestTurn(turns, turnsAfter)
    return { switched, settled, inside, stall }
  } finally {
    for (const feeder of feeders) await feeder.stop()
    await receiver.stop()
  }
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0

process.stdout.write('routes | receiver | switched ms | settled ms | inside ms | longest turn ms\n')
for (const routes of values.routes.split(',').map(Number)) {
  for (const name of ['BIRD', 'vrs'] as const) {
    const runs: Measured[] = []
    for (let run = 0; run < Number(values.runs); run++) runs.push(await once(name, routes))
    const of = (field: keyof Measured, digits: number): string => median(runs.map((one) => one[field])).toFixed(digits)
    const own = name === 'vrs' ? `${of('inside', 3)} | ${of('stall', 1)}` : '- | -'
    process.stdout.write(`${routes} | ${name} | ${of('switched', 1)} | ${of('settled', 0)} | ${own}\n`)
  }
}
