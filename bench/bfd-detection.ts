// How long until a peer that falls silent is declared down, and whether one that does not is: vrs beside BIRD and FRR, on
// equal links to one peer, in the same run. Needs root (network namespaces), BIRD, FRR, chrt and taskset.
//
//   node bench/bfd-detection.ts [--intervals 10,50,300] [--count 50] [--cut] [--load vrs,BIRD] [--load-routes 1000000]
//                               [--receivers vrs,BIRD,FRR] [--busy 0] [--no-real-time]
//   node bench/bfd-detection.ts --false-minutes 10 [--sessions 1,50,500] [--interval 10] [--receivers ...] [--load ...] ...
//
// First form: the peer is BIRD. It is frozen by SIGSTOP (or, with --cut, its packets are lost), which all detectors see at the same
// instant; its last packet left up to an interval before. So the time until Down lies between two and three intervals, `bound`, and what
// a detector adds is the rest. `acted` is how much later the router of vrs had ended BGP and switched its tables. --load names the
// daemons which take a table of --load-routes from another peer meanwhile, which withdraws it and brings it again without end; --busy
// starts so many processes that only compute. FRR takes no load, because its BGP is another process. Takes about 5 s for each cut: 13 minutes for 50 at each interval, and as long with
// --load, besides a few seconds to begin.
//
// Second form: sessions that go down although nothing is wrong, on both sides, in so many minutes (fractions are fine). The other
// side of all sessions is BIRD, one for each receiver. Up to 50 sessions all receivers run at the same time, with more one after
// the other, so that the machine is not what is measured: 50 minutes for 10 minutes with 1, 50 and 500 sessions.
//
// All BFD runs with real-time priority unless --no-real-time. Beside false detections stands whether a core of the machine itself stood
// still at that moment for an interval or more, which a control on each core finds out. Linux stops all real-time programs of a
// core that have used kernel.sched_rt_runtime_us of a second (950,000: a halt of 50 ms): such halts are among the stalls.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { guarded } from './lib/at-exit.ts'
import { BfdLab, ipBatch, monotonic } from './lib/bfd-lab.ts'
import { START, startPeer, type Change, type Detector, type DetectorName } from './lib/detectors.ts'
import { IpBatch } from './lib/ip-batch.ts'
import { Feeder } from './lib/feeding.ts'
import { pause, usage } from './lib/receiver.ts'
import { Stalls } from './lib/stalls.ts'
import type { BfdPair } from './lib/vrs-router-plan.ts'

const { values } = parseArgs({
  allowNegative: true,
  options: {
    intervals: { type: 'string', default: '10,50,300' },
    count: { type: 'string', default: '50' },
    cut: { type: 'boolean', default: false },
    receivers: { type: 'string', default: 'vrs,BIRD,FRR' },
    load: { type: 'string', default: '' },
    'load-routes': { type: 'string', default: '1000000' },
    busy: { type: 'string', default: '0' },
    'real-time': { type: 'boolean', default: true },
    'false-minutes': { type: 'string' },
    sessions: { type: 'string', default: '1,50,500' },
    interval: { type: 'string', default: '10' },
  },
})
const numbers = (text: string): number[] => text.split(',').map(Number)
const names = (text: string): DetectorName[] =>
  text.split(',').flatMap((given) => {
    const name = (Object.keys(START) as DetectorName[]).find((one) => one.toLowerCase() === given.toLowerCase())
    if (name === undefined && given !== '') throw new Error(`${given} is none of ${Object.keys(START).join(', ')}`)
    return name ?? []
  })
const RECEIVERS = names(values.receivers)
const LOADED = names(values.load).filter((name) => RECEIVERS.includes(name) && name !== 'FRR')
/** With more sessions receivers take turns. */
const TOGETHER_MAX = 50
const UP_WITHIN_SECONDS = 120
const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** The session as the other side sees it. */
const turned = ({ local, peer }: BfdPair): BfdPair => ({ local: peer, peer: local })

/** A detector, how many of its sessions are up, and what it was seen to do. */
interface Watched {
  readonly detector: Detector
  readonly sessions: number
  up: number
  /** Downs while nothing was wrong. */
  readonly wrong: Change[]
  /** Milliseconds until Down. */
  readonly times: number[]
}

const watched = (detector: Detector, sessions: number): Watched => ({
  detector,
  sessions,
  up: 0,
  wrong: [],
  times: [],
})

function look(one: Watched): readonly Change[] {
  const changes = one.detector.changes()
  for (const change of changes) one.up += Number(change.up) - Number(change.down)
  return changes
}

async function allUp(all: readonly Watched[]): Promise<void> {
  const end = monotonic() + UP_WITHIN_SECONDS * 1e6
  for (;;) {
    for (const one of all) look(one)
    const missing = all.filter(({ up, sessions }) => up < sessions)
    if (missing.length === 0) return
    const list = missing.map(({ detector, up, sessions }) => `${detector.name} ${up} of ${sessions}`).join(', ')
    if (monotonic() > end) throw new Error(`not up in ${UP_WITHIN_SECONDS} s: ${list}`)
    await pause(20)
  }
}

/** The devices that bring routes to the daemons which are to be loaded. */
class Load {
  readonly #feeders = new Map<DetectorName, Feeder>()

  /** The cable of its own for a daemon's device; undefined for one that takes no load. */
  static cable(lab: BfdLab, name: DetectorName): BfdPair | undefined {
    const n = 100 + LOADED.indexOf(name)
    if (n < 100) return undefined
    lab.cable(n, name, 'feed')
    return { local: `10.98.${n}.1`, peer: `10.98.${n}.2` }
  }

  start(lab: BfdLab, name: DetectorName, { local, peer }: BfdPair): void {
    const who = { local: peer, remote: local, port: 179, asn: 65001, remoteAsn: 65000, nextHop: peer }
    const what = { routes4: Number(values['load-routes']), routes6: 0, prepend: 0, seed: 1, mappedNextHop6: false }
    this.#feeders.set(name, new Feeder({ ...who, ...what }, lab.namespace('feed')))
  }

  async begin(): Promise<void> {
    for (const feeder of this.#feeders.values()) {
      await feeder.said('established')
      await feeder.begin('repeat')
    }
  }

  report(): void {
    for (const [name, feeder] of this.#feeders) {
      feeder.check()
      say(`  ${name} was meanwhile brought ${values['load-routes']} routes ${feeder.rounds + 1} times`)
    }
  }

  async stop(): Promise<void> {
    for (const feeder of this.#feeders.values()) await feeder.stop()
  }
}

/** One silence of the peer: freezes it, waits until all have noticed, lets it go on. */
async function silence(all: readonly Watched[], act: () => void, undo: () => void, interval: number): Promise<void> {
  for (const one of all) one.wrong.push(...look(one).filter(({ down }) => down))
  await allUp(all)
  const start = monotonic()
  act()
  const open = new Set(all)
  for (let waited = 0; open.size > 0 && waited < interval * 40 + 2_000; waited += 5) {
    await pause(5)
    for (const one of open) {
      const down = look(one).find((change) => change.down && change.at >= start)
      if (down === undefined) continue
      one.times.push((down.at - start) / 1_000)
      open.delete(one)
    }
  }
  undo()
  for (const one of open) process.stderr.write(`${one.detector.name} noticed nothing\n`)
}

async function detection(interval: number, count: number, stalls: Stalls): Promise<void> {
  const lab = new BfdLab(values['real-time'])
  const load = new Load()
  try {
    RECEIVERS.forEach((name, i) => lab.cable(i + 1, name))
    const sessions = RECEIVERS.map((_, i) => ({ local: `10.98.${i + 1}.1`, peer: `10.98.${i + 1}.2` }))
    const peer = startPeer(lab, 'peer', sessions.map(turned), interval)
    const all: Watched[] = []
    for (const [i, name] of RECEIVERS.entries()) {
      const device = Load.cable(lab, name)
      const watch = { device: `c${i + 1}`, sessions: sessions.slice(i, i + 1), interval }
      all.push(watched(await START[name](lab, device === undefined ? watch : { ...watch, load: device }), 1))
      if (device !== undefined) load.start(lab, name, device)
    }
    await allUp(all)
    await load.begin()
    stalls.reset()
    const { act, undo } = values.cut
      ? cutting(lab)
      : { act: () => peer.child.kill('SIGSTOP'), undo: () => peer.child.kill('SIGCONT') }
    for (let i = 0; i < count; i++) {
      await pause(500 + interval * 5 + Math.random() * interval)
      await silence(all, act, undo, interval)
      await allUp(all)
    }
    await print(interval, all, stalls)
    load.report()
  } finally {
    await load.stop()
    await lab.close()
  }
}

/** The peer's packets go to an address on the cable that nobody has: lost without any link going down. */
function cutting(lab: BfdLab): { act: () => void; undo: () => void } {
  const ip = new IpBatch(lab.namespace('peer'), values['real-time'])
  const each = (command: (n: number) => string): void => RECEIVERS.forEach((_, i) => ip.order(command(i + 1)))
  const bogus = 'lladdr 02:00:00:00:00:99 nud permanent'
  return {
    act: () => each((n) => `neigh replace 10.98.${n}.1 dev c${n} ${bogus}`),
    undo: () => each((n) => `neigh del 10.98.${n}.1 dev c${n}`),
  }
}

const at = (values: readonly number[], fraction: number): string => {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * fraction) - 1)] ?? Number.NaN).toFixed(1)
}

async function print(interval: number, all: readonly Watched[], stalls: Stalls): Promise<void> {
  const loaded = LOADED.length === 0 ? 'idle' : `load: ${LOADED.join(', ')}`
  say(`${interval} ms x 3, ${values.cut ? 'cut' : 'frozen'}, ${loaded}; until Down in ms`)
  say('  receiver | n | p50 | p99 | max | bound | p99 over bound | false | of these while the machine stood still')
  for (const { detector, times, wrong } of all) {
    const [p50, p99, max] = [0.5, 0.99, 1].map((fraction) => at(times, fraction))
    const bound = interval * 3
    const figures = [times.length, p50, p99, max, bound, (Number(p99) - bound).toFixed(1), wrong.length]
    say(`  ${detector.name} | ${figures.join(' | ')} | ${excused(wrong, interval, stalls)}`)
  }
  for (const { detector } of all) await tell(detector)
  say(`  ${stalls.summary()}`)
}

async function tell({ name, actedAfter, tells }: Detector): Promise<void> {
  if (actedAfter !== undefined && actedAfter.length > 0) {
    const figures = [0.5, 0.99, 1].map((fraction) => at(actedAfter, fraction))
    say(`  ${name} acted: p50 ${figures[0]} ms, p99 ${figures[1]} ms, max ${figures[2]} ms after Down`)
  }
  if (tells !== undefined) say(`  ${name} ${await tells()}`)
}

/** How many of the downs came while a core stood still for an interval or more. */
const excused = (downs: readonly Change[], interval: number, stalls: Stalls): number =>
  downs.filter(({ at }) => stalls.longest(at - (interval * 3 + 10) * 1_000, at) >= interval * 1_000).length

/** A receiver and the BIRD at the other end of its sessions. */
interface Pair {
  readonly ours: Watched
  readonly theirs: Watched
}

/** An address for each session on both ends of a cable. */
async function pairOf(lab: BfdLab, name: DetectorName, n: number, count: number, interval: number): Promise<Pair> {
  const other = `other${n}`
  lab.cable(n, name, other)
  const address = (net: number, i: number): string => `10.${100 + n}.${net + (i >> 7)}.${1 + (i & 127)}`
  const sessions = Array.from({ length: count }, (_, i) => ({ local: address(0, i), peer: address(128, i) }))
  const added = (one: string): string => `addr add ${one}/16 dev c${n}`
  ipBatch(
    lab.namespace(name),
    sessions.map(({ local }) => added(local)),
  )
  ipBatch(
    lab.namespace(other),
    sessions.map(({ peer }) => added(peer)),
  )
  const theirs = watched(startPeer(lab, other, sessions.map(turned), interval), count)
  const load = Load.cable(lab, name)
  const watch = { device: `c${n}`, sessions, interval, ...(load === undefined ? {} : { load }) }
  return { ours: watched(await START[name](lab, watch), count), theirs }
}

async function falseDetections(
  together: readonly DetectorName[],
  count: number,
  interval: number,
  minutes: number,
  stalls: Stalls,
): Promise<void> {
  const lab = new BfdLab(values['real-time'])
  const load = new Load()
  try {
    const pairs: Pair[] = []
    for (const [i, name] of together.entries()) pairs.push(await pairOf(lab, name, i + 1, count, interval))
    await allUp(pairs.flatMap(({ ours, theirs }) => [ours, theirs]))
    for (const name of together.filter((one) => LOADED.includes(one))) {
      const n = 100 + LOADED.indexOf(name)
      load.start(lab, name, { local: `10.98.${n}.1`, peer: `10.98.${n}.2` })
    }
    await load.begin()
    await pause(2_000)
    for (const one of pairs.flatMap(({ ours, theirs }) => [ours, theirs])) look(one)
    stalls.reset()
    const before = pairs.map(cpuOf)
    await pause(minutes * 60_000)
    const after = pairs.map(cpuOf)
    for (const [i, pair] of pairs.entries()) {
      const cpu = (after[i] ?? []).map((used, side) => (used - (before[i]?.[side] ?? 0)) / (minutes * 0.6))
      await printFalse(pair, interval, stalls, cpu)
    }
    load.report()
    say(`  ${stalls.summary()}`)
  } finally {
    await load.stop()
    await lab.close()
  }
}

const cpuOf = ({ ours, theirs }: Pair): number[] => [ours, theirs].map(({ detector }) => usage(detector.pids()).cpu)

async function printFalse(
  { ours, theirs }: Pair,
  interval: number,
  stalls: Stalls,
  cpu: readonly number[],
): Promise<void> {
  const downs = [ours, theirs].map((side) => look(side).filter(({ down }) => down))
  const counts = downs.flatMap((side) => [side.length, excused(side, interval, stalls)])
  say(`  ${ours.detector.name} | ${ours.sessions} | ${[...counts, ...cpu.map((one) => one.toFixed(1))].join(' | ')}`)
  if (ours.detector.tells !== undefined) say(`    ${ours.detector.name} ${await ours.detector.tells()}`)
  const why = Map.groupBy(downs[0] ?? [], (change) => change.why ?? 'no reason given')
  for (const [text, changes] of why) {
    const first = Math.min(...changes.map((change) => change.at)) / 1e6
    say(`    ${ours.detector.name} ${changes.length} x ${text}, the first at ${first.toFixed(3)} s`)
  }
}

async function allFalse(minutes: number, stalls: Stalls): Promise<void> {
  const interval = Number(values.interval)
  const loaded = LOADED.length === 0 ? 'idle' : `load: ${LOADED.join(', ')}`
  say(`false detections, ${interval} ms x 3, ${minutes} min, ${loaded}`)
  say(
    '  receiver | sessions | its downs | while the machine stood still | downs of the other side | likewise | CPU % | of the other side',
  )
  for (const count of numbers(values.sessions)) {
    const rounds = count <= TOGETHER_MAX ? [RECEIVERS] : RECEIVERS.map((name) => [name])
    for (const round of rounds) {
      try {
        await falseDetections(round, count, interval, minutes, stalls)
      } catch (error) {
        say(`  ${round.join(', ')} | ${count} | failed: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }
}

const COMPUTE = 'for (;;) JSON.parse(JSON.stringify(Array.from({ length: 1000 }, (_, i) => ({ i }))))'
for (let i = 0; i < Number(values.busy); i++) guarded(spawn(process.execPath, ['-e', COMPUTE]))
const stalls = new Stalls(values['real-time'])
say(`kernel.sched_rt_runtime_us ${readFileSync('/proc/sys/kernel/sched_rt_runtime_us', 'utf8').trim()}`)
const minutes = values['false-minutes']
if (minutes !== undefined) await allFalse(Number(minutes), stalls)
else for (const interval of numbers(values.intervals)) await detection(interval, Number(values.count), stalls)
stalls.stop()
process.exit()
