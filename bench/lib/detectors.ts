// Who detects with BFD, each in a network namespace of its own, each telling in microseconds when it declared a peer down:
// vrs, BIRD, FRR. And BIRD as the peer, on the other end of all cables.

import type { ChildProcess } from 'node:child_process'
import { chownSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { SessionReport } from '../../src/bfd/worker-protocol.ts'
import { sh, type BfdLab } from './bfd-lab.ts'
import { changesIn, tail } from './log-file.ts'
import { childrenOf, pause } from './receiver.ts'
import { frrUser } from './receivers/frr.ts'
import { desired, type BfdPair } from './vrs-router-plan.ts'

const PROGRAM = fileURLToPath(new URL('./vrs-router.ts', import.meta.url))
const PRIORITY = '50'

/** A change of a session; `at` in microseconds of the monotonic clock. */
export interface Change {
  readonly up: boolean
  /** It was up until then. */
  readonly down: boolean
  readonly at: number
  /** The detector's own reason, where it gives one. */
  readonly why?: string
}

export interface Detector {
  readonly name: string
  /** Changes of its sessions since the last call. */
  readonly changes: () => readonly Change[]
  /** The processes that do BFD. */
  readonly pids: () => readonly number[]
  /** How long after it declared a peer down the router had acted on it, in milliseconds, each time so far. */
  readonly actedAfter?: readonly number[]
  /** What it counts itself, for people. */
  readonly tells?: () => Promise<string>
}

/** What a detector watches: through which device, between which addresses, how often, in milliseconds, times 3. */
export interface Watch {
  readonly device: string
  readonly sessions: readonly BfdPair[]
  readonly interval: number
  /** Where a device brings BGP routes to the same daemon: our address and its. Not for FRR. */
  readonly load?: BfdPair
}

export type DetectorName = 'vrs' | 'BIRD' | 'FRR'

/** Starts a detector in the namespace that bears its name. */
export const START: Record<DetectorName, (lab: BfdLab, watch: Watch) => Promise<Detector>> = {
  vrs: startVrsDetector,
  BIRD: startBirdDetector,
  FRR: startFrrDetector,
}

const birdConf = (id: string, interval: number, neighbors: readonly string[], log: string): string => `log "${log}" all;
timeformat log iso long us;
router id ${id};
protocol device {}
protocol bfd b {
  debug { states, events };
  interface "*" { min tx interval ${interval} ms; min rx interval ${interval} ms; multiplier 3; };
  ${neighbors.join('\n  ')}
}
`
const birdChanges = (log: string): Detector['changes'] =>
  changesIn(tail(log), /^(\S+ \S+) .*changed state from (\w+) to (\w+)/)

/** The other end: one BIRD with the sessions. It knows them by the address of the other side: no two may share that. */
export function startPeer(
  lab: BfdLab,
  name: string,
  sessions: readonly BfdPair[],
  interval: number,
): Detector & { readonly child: ChildProcess } {
  const neighbors = sessions.map(({ local, peer }) => `neighbor ${peer} local ${local};`)
  const [file, log] = [join(lab.folder, `${name}.conf`), join(lab.folder, `${name}.log`)]
  writeFileSync(file, birdConf('10.98.0.2', interval, neighbors, log))
  const child = lab.start(name, 'bird', '-f', '-c', file, '-s', join(lab.folder, `${name}.ctl`))
  return { name, child, changes: birdChanges(log), pids: () => [child.pid ?? 0] }
}

async function startBirdDetector(lab: BfdLab, { device, sessions, interval, load }: Watch): Promise<Detector> {
  const [file, log] = [join(lab.folder, 'bird.conf'), join(lab.folder, 'bird.log')]
  const neighbors = sessions.map(({ local, peer }) => `neighbor ${peer} dev "${device}" local ${local};`)
  const bgp = load === undefined ? '' : birdBgp(load)
  writeFileSync(file, `${birdConf('10.98.0.1', interval, neighbors, log)}${bgp}`)
  const child = lab.startPlain('BIRD', 'bird', '-f', '-c', file, '-s', join(lab.folder, 'bird.ctl'))
  await pause(1_000)
  // Its BFD is a thread of its own. The main one, which takes routes, is not to keep everybody else from a core.
  for (const task of readdirSync(`/proc/${child.pid}/task`)) {
    if (lab.realTime && Number(task) !== child.pid) sh('chrt', '-f', '-p', PRIORITY, task)
  }
  return { name: 'BIRD', changes: birdChanges(log), pids: () => [child.pid ?? 0] }
}

const birdBgp = ({ local, peer }: BfdPair): string =>
  `protocol bgp load { local ${local} as 65000; neighbor ${peer} as 65001; direct; passive yes; hold time 240;
  ipv4 { import all; export none; }; ipv6 { import all; export none; }; }\n`

/** Its BGP is another process than its BFD, and reads what it is sent without bound: it takes no load. */
async function startFrrDetector(lab: BfdLab, { device, sessions, interval }: Watch): Promise<Detector> {
  const folder = join(lab.folder, 'frr')
  mkdirSync(folder)
  const user = frrUser()
  if (user === undefined) throw new Error('FRR is not installed')
  chownSync(folder, user.uid, user.gid)
  const log = join(folder, 'bfdd.log')
  const peers = sessions.map(
    ({ local, peer }) => ` peer ${peer} local-address ${local} interface ${device}
  transmit-interval ${interval}
  receive-interval ${interval}
  detect-multiplier 3
 exit\n`,
  )
  writeFileSync(join(folder, 'zebra.conf'), '')
  const logging = `log file ${log} debugging\nlog timestamp precision 6\ndebug bfd peer\n`
  writeFileSync(join(folder, 'bfdd.conf'), `${logging}bfd\n${peers.join('')}exit\n`)
  const args = (name: string): string[] => {
    const where = ['--vty_socket', folder, '-i', join(folder, `${name}.pid`), '-f', join(folder, `${name}.conf`)]
    return [`/usr/lib/frr/${name}`, '-u', 'frr', '-g', 'frr', '-A', '127.0.0.1', ...where]
  }
  const zserv = ['-z', join(folder, 'zserv')]
  const start = (command: readonly string[]): ChildProcess => lab.start('FRR', command[0] ?? '', ...command.slice(1))
  start([...args('zebra'), ...zserv])
  await pause(1_500)
  const bfdd = start([...args('bfdd'), ...zserv, '--bfdctl', join(folder, 'bfdd.sock')])
  return {
    name: 'FRR',
    changes: changesIn(tail(log), /^(\S+ \S+) .*state-change: .*?(\w+) -> (\w+)/),
    pids: () => [bfdd.pid ?? 0],
  }
}

/** What bench/lib/vrs-router.ts writes, a line each. */
export type FromVrsRouter =
  | { readonly type: 'report'; readonly report: SessionReport; readonly actedAt: number }
  | { readonly type: 'told'; readonly text: string }

/** The router of vrs and its BFD process; `at` is when the BFD process declared it. */
async function startVrsDetector(lab: BfdLab, watch: Watch): Promise<Detector> {
  // It takes real-time priority by itself, where it may.
  const may = lab.realTime ? [] : ['setpriv', '--bounding-set=-sys_nice']
  const child = lab.startPlain('vrs', ...may, process.execPath, PROGRAM)
  child.stdin?.write(`${JSON.stringify(desired({ load: undefined, ...watch }))}\n`)
  const changes: Change[] = []
  const actedAfter: number[] = []
  const waiting: ((text: string) => void)[] = []
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    const told = JSON.parse(line) as FromVrsRouter
    if (told.type === 'told') return waiting.shift()?.(told.text)
    const { from, state, at, why } = told.report
    if (from === state) return undefined
    changes.push({ up: state === 'Up', down: from === 'Up', at, why })
    if (from === 'Up') actedAfter.push((told.actedAt - at) / 1_000)
    return undefined
  })
  return {
    name: 'vrs',
    changes: () => changes.splice(0),
    pids: () => childrenOf(child.pid ?? 0),
    actedAfter,
    tells: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        child.stdin?.write('tell\n')
      }),
  }
}
