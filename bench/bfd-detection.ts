// How long until a peer that falls silent is declared down: vrs beside BIRD and FRR, on equal links to one peer, in the same
// run. Needs root (network namespaces), BIRD, FRR and chrt.
//
//   node bench/bfd-detection.ts [--intervals 10,50,300] [--count 50] [--cut] [--load 0] [--churn] [--no-real-time]
//   node bench/bfd-detection.ts --false-minutes 10 [--sessions 1,50,500] [--interval 10] [--load 0] [--churn]
//
// The peer is BIRD. It is frozen by SIGSTOP (or, with --cut, its packets are lost), which all detectors see at the same
// instant; its last packet left up to an interval before. So the time until Down is between two and three intervals, and what a
// detector adds is the rest. --load starts as many busy processes, --churn keeps the process that owns ours busy
// making garbage. All run with real-time priority unless --no-real-time: ours in its BFD process only.
// The second form counts sessions that go down although nothing is wrong, ours against ours.

import { spawn, type ChildProcess } from 'node:child_process'
import { parseArgs } from 'node:util'
import { ms } from '../src/base/time.ts'
import {
  LATENESS_BOUNDS,
  type Histogram,
  type Measurements,
  type SessionConfiguration,
} from '../src/bfd/worker-protocol.ts'
import {
  BfdLab,
  monotonic,
  sh,
  startBirdDetector,
  startFrrDetector,
  startOurDetector,
  startPeer,
  type Change,
  type Detector,
} from './lib/bfd-lab.ts'

const { values } = parseArgs({
  allowNegative: true,
  options: {
    intervals: { type: 'string', default: '10,50,300' },
    count: { type: 'string', default: '50' },
    cut: { type: 'boolean', default: false },
    load: { type: 'string', default: '0' },
    churn: { type: 'boolean', default: false },
    'real-time': { type: 'boolean', default: true },
    'false-minutes': { type: 'string' },
    sessions: { type: 'string', default: '1,50,500' },
    interval: { type: 'string', default: '10' },
  },
})
const numbers = (text: string): number[] => text.split(',').map(Number)
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
const flags = values.churn ? ['--churn'] : []

const timing = (
  milliseconds: number,
): Pick<SessionConfiguration, 'desiredMinTxInterval' | 'requiredMinRxInterval' | 'detectMultiplier'> => ({
  desiredMinTxInterval: ms(milliseconds),
  requiredMinRxInterval: ms(milliseconds),
  detectMultiplier: 3,
})

/** A detector, whether its session is up, and what it was seen to do. */
interface Watched {
  readonly detector: Detector
  up: boolean
  /** Downs while nothing was wrong. */
  wrong: number
  readonly times: number[]
}

function look(watched: Watched): readonly Change[] {
  const changes = watched.detector.changes()
  for (const change of changes) watched.up = change.up
  return changes
}

async function allUp(all: readonly Watched[]): Promise<void> {
  for (let tries = 0; ; tries++) {
    for (const one of all) look(one)
    if (all.every(({ up }) => up)) return
    if (tries > 3_000)
      throw new Error(
        `not up: ${all
          .filter(({ up }) => !up)
          .map(({ detector }) => detector.name)
          .join()}`,
      )
    await pause(20)
  }
}

/** One silence of the peer: freezes it, waits until all have noticed, lets it go on. */
async function silence(all: readonly Watched[], act: () => void, undo: () => void, interval: number): Promise<void> {
  for (const one of all) one.wrong += look(one).filter(({ up }) => !up).length
  await allUp(all)
  const start = monotonic()
  act()
  const open = new Set(all)
  for (let waited = 0; open.size > 0 && waited < interval * 40 + 2_000; waited += 5) {
    await pause(5)
    for (const one of open) {
      const down = look(one).find((change) => !change.up && change.at >= start)
      if (down === undefined) continue
      one.times.push((down.at - start) / 1_000)
      open.delete(one)
    }
  }
  undo()
  for (const one of open) process.stderr.write(`${one.detector.name} noticed nothing\n`)
}

async function detection(interval: number, count: number): Promise<void> {
  const lab = new BfdLab(values['real-time'])
  try {
    for (const [i, name] of ['ours', 'bird', 'frr'].entries()) lab.cable(i + 1, name)
    const peer = startPeer(lab, [1, 2, 3], interval)
    const session = { key: 'k', localAddress: '10.98.1.1', peerAddress: '10.98.1.2', ...timing(interval) }
    const detectors = [
      startOurDetector(lab, [session], flags),
      startBirdDetector(lab, 2, interval),
      await startFrrDetector(lab, 3, interval),
    ]
    const all: Watched[] = detectors.map((detector) => ({ detector, up: false, wrong: 0, times: [] }))
    await allUp(all)
    const { act, undo } = values.cut ? cutting(lab) : freezing(peer)
    for (let i = 0; i < count; i++) {
      await pause(500 + interval * 5 + Math.random() * interval)
      await silence(all, act, undo, interval)
      await allUp(all)
    }
    print(interval, all)
    const lateness = (await detectors[0]?.measure?.())?.sendLateness
    if (lateness !== undefined) process.stdout.write(`         ours sends late by: ${summary(lateness)}\n`)
  } finally {
    await lab.close()
  }
}

const freezing = (peer: ChildProcess): { act: () => void; undo: () => void } => ({
  act: () => void peer.kill('SIGSTOP'),
  undo: () => void peer.kill('SIGCONT'),
})

/** The peer's packets go to an address on the cable that nobody has: lost without any link going down. */
function cutting(lab: BfdLab): { act: () => void; undo: () => void } {
  const each = (how: readonly string[]): void => {
    for (const n of [1, 2, 3]) sh('ip', '-n', lab.namespace('peer'), 'neigh', ...how, `10.98.${n}.1`, 'dev', `c${n}`)
  }
  const bogus = (n: number): void => {
    const to = ['lladdr', '02:00:00:00:00:99', 'nud', 'permanent']
    sh('ip', '-n', lab.namespace('peer'), 'neigh', 'replace', `10.98.${n}.1`, 'dev', `c${n}`, ...to)
  }
  return { act: () => [1, 2, 3].forEach(bogus), undo: () => each(['del']) }
}

const at = (sorted: readonly number[], fraction: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * fraction) - 1)] ?? Number.NaN

function print(interval: number, all: readonly Watched[]): void {
  process.stdout.write(
    `${interval} ms x 3, ${values.cut ? 'cut' : 'frozen'}; until Down in ms (at most ${interval * 3} when nothing is late)\n`,
  )
  for (const { detector, times, wrong } of all) {
    const sorted = times.toSorted((a, b) => a - b)
    const [p50, p99, max] = [0.5, 0.99, 1].map((fraction) => at(sorted, fraction).toFixed(1).padStart(8))
    process.stdout.write(
      `  ${detector.name.padEnd(6)} n=${String(times.length).padStart(3)} p50 ${p50} p99 ${p99} max ${max}  false ${wrong}\n`,
    )
  }
}

/** Bounds below which half, 99 % and 99.9 % lie, and the largest. */
function summary({ counts, count, maxMicroseconds }: Histogram): string {
  const below = (fraction: number): string => {
    let seen = 0
    const bucket = counts.findIndex((n) => (seen += n) >= count * fraction)
    return `${((LATENESS_BOUNDS[bucket] ?? maxMicroseconds) / 1_000).toFixed(1)} ms`
  }
  return `p50 < ${below(0.5)}, p99 < ${below(0.99)}, p99.9 < ${below(0.999)}, max ${(maxMicroseconds / 1_000).toFixed(1)} ms (n=${count})`
}

/** Sessions of ours with sessions of ours on one cable, and nothing wrong with it. */
async function falseDetections(count: number, interval: number, minutes: number): Promise<void> {
  const lab = new BfdLab(values['real-time'])
  try {
    lab.cable(1, 'ours')
    const sides = [
      sessionsOf(lab, 'ours', 10, 20, count, interval),
      sessionsOf(lab, 'peer', 20, 10, count, interval),
    ] as const
    const ours = startOurDetector(lab, sides[0], flags)
    const theirs = startOurDetector(lab, sides[1], [], 'peer')
    for (let up = 0; up < count * 2;) {
      await pause(500)
      const all = await Promise.all([ours.measure?.(), theirs.measure?.()])
      up = all.flatMap((one) => one?.sessions ?? []).filter(({ state }) => state === 'Up').length
    }
    await pause(2_000)
    const measure = async (): Promise<readonly Measurements[]> =>
      (await Promise.all([ours.measure?.(), theirs.measure?.()])).flatMap((one) => one ?? [])
    const before = await measure()
    for (const side of [ours, theirs]) side.changes()
    await pause(minutes * 60_000)
    const after = await measure()
    const wrong = after.map((one, i) => downs(one) - downs(before[i]))
    process.stdout.write(`${count} sessions, ${interval} ms x 3, ${minutes} min: ${wrong.join(' + ')} downs\n`)
    for (const [i, { sendLateness, falseAlarmsAvoided, cpuMicroseconds }] of after.entries()) {
      const cpu = (cpuMicroseconds - (before[i]?.cpuMicroseconds ?? 0)) / (minutes * 600_000)
      process.stdout.write(
        `  ${i === 0 ? 'ours ' : 'peer '} sends late by ${summary(sendLateness)}; ` +
          `${falseAlarmsAvoided} false alarms avoided; ${cpu.toFixed(1)} % of a core\n`,
      )
    }
    for (const side of [ours, theirs]) reasons(side)
  } finally {
    await lab.close()
  }
}

/** Why its sessions went down, how often, and when the first of them did. */
function reasons(side: Detector): void {
  const seen = new Map<string, number[]>()
  for (const { up, at, why } of side.changes()) {
    if (!up && why !== undefined) seen.set(why, [...(seen.get(why) ?? []), at])
  }
  for (const [why, times] of seen) {
    const [first = 0] = times
    process.stdout.write(
      `  ${side.name.padEnd(5)} ${times.length} x ${why}, the first at ${(first / 1e6).toFixed(3)} s\n`,
    )
  }
}

const downs = (measured: Measurements | undefined): number =>
  (measured?.sessions ?? []).reduce((sum, session) => sum + session.downs, 0)

/** An address for each session on both ends of the cable. */
function sessionsOf(
  lab: BfdLab,
  name: string,
  mine: number,
  theirs: number,
  count: number,
  interval: number,
): SessionConfiguration[] {
  const address = (net: number, i: number): string => `10.97.${net + (i >> 8)}.${i & 255}`
  sh('ip', '-n', lab.namespace(name), 'addr', 'add', `10.97.${mine}.0/16`, 'dev', 'c1')
  return Array.from({ length: count }, (_, i) => {
    const [localAddress, peerAddress] = [address(mine, i), address(theirs, i)]
    if (i > 0) sh('ip', '-n', lab.namespace(name), 'addr', 'add', `${localAddress}/16`, 'dev', 'c1')
    return { key: String(i), localAddress, peerAddress, ...timing(interval) }
  })
}

const busy = Array.from({ length: Number(values.load) }, () =>
  spawn(process.execPath, [
    '-e',
    'for (;;) JSON.parse(JSON.stringify(Array.from({ length: 1000 }, (_, i) => ({ i }))))',
  ]),
)
try {
  const minutes = values['false-minutes']
  if (minutes === undefined)
    for (const interval of numbers(values.intervals)) await detection(interval, Number(values.count))
  else
    for (const count of numbers(values.sessions)) await falseDetections(count, Number(values.interval), Number(minutes))
} finally {
  for (const child of busy) child.kill('SIGKILL')
}
