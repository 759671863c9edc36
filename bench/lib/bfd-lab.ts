// The machines of bench/bfd-detection.ts: one peer (BIRD) in a network namespace with a cable to each detector, so that one
// SIGSTOP silences it for all of them at the same instant. The detectors are BIRD, FRR and our worker, each in a namespace
// of its own, each telling in microseconds when it declared the peer down.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { atExit } from './at-exit.ts'
import type { Measurements, SessionConfiguration, SessionReport } from '../../src/bfd/worker-protocol.ts'

export const PROGRAM = fileURLToPath(new URL('../../test/interop/bfd-peer.ts', import.meta.url))

/** A change of a detector's session; `at` in microseconds of the monotonic clock. */
export interface Change {
  readonly up: boolean
  readonly at: number
  /** The detector's own reason, where it gives one. */
  readonly why?: string
}

export interface Detector {
  readonly name: string
  /** Changes since the last call. */
  readonly changes: () => readonly Change[]
  readonly measure?: () => Promise<Measurements>
}

export const sh = (command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** Microseconds of the machine's monotonic clock. */
export const monotonic = (): number => Number(process.hrtime.bigint() / 1_000n)

/** What the wall clock shows more than the monotonic one, in microseconds: the logs of the daemons show wall time. */
export function wallOffset(): number {
  const start = Date.now()
  let now = start
  while (now === start) now = Date.now()
  return now * 1_000 - monotonic()
}

/** Namespaces and processes that are removed at the end, whatever happens. */
export class BfdLab {
  readonly mark = `vb${process.pid}`
  readonly folder = mkdtempSync(join(tmpdir(), 'vrs-bfd-'))
  readonly #children: ChildProcess[] = []
  readonly #namespaces: string[] = []
  readonly realTime: boolean

  readonly #forget: () => void

  constructor(realTime: boolean) {
    this.realTime = realTime
    chmodSync(this.folder, 0o755)
    this.#forget = atExit(() => this.#remove())
  }

  namespace(name: string): string {
    const full = `${this.mark}${name}`
    if (this.#namespaces.includes(full)) return full
    sh('ip', 'netns', 'add', full)
    sh('ip', '-n', full, 'link', 'set', 'lo', 'up')
    this.#namespaces.push(full)
    return full
  }

  /** A cable between the peer (10.98.n.2) and a detector (10.98.n.1). */
  cable(n: number, detector: string): void {
    const [one, other] = [this.namespace(detector), this.namespace('peer')]
    sh('ip', '-n', one, 'link', 'add', `c${n}`, 'type', 'veth', 'peer', 'name', `c${n}`, 'netns', other)
    for (const [namespace, host] of [
      [one, 1],
      [other, 2],
    ] as const) {
      sh('ip', '-n', namespace, 'addr', 'add', `10.98.${n}.${host}/24`, 'dev', `c${n}`)
      sh('ip', '-n', namespace, 'link', 'set', `c${n}`, 'up')
    }
  }

  /** Starts a program in a namespace, with real-time priority when the lab has it. */
  start(name: string, command: string, ...args: readonly string[]): ChildProcess {
    const priority = this.realTime ? ['chrt', '-f', '50'] : []
    return this.startPlain(name, ...priority, command, ...args)
  }

  startPlain(name: string, ...command: readonly string[]): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', this.namespace(name), ...command], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, TZ: 'UTC' },
    })
    this.#children.push(child)
    return child
  }

  async close(): Promise<void> {
    for (const child of this.#children.toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGCONT')
      child.kill('SIGKILL')
      await gone
    }
    this.#remove()
    this.#forget()
  }

  /** What runs in a namespace would keep it alive: what its programs have started too. */
  #remove(): void {
    for (const namespace of this.#namespaces.splice(0)) {
      for (const pid of sh('ip', 'netns', 'pids', namespace).split('\n').filter(Boolean)) killGone(Number(pid))
      sh('ip', 'netns', 'del', namespace)
    }
    rmSync(this.folder, { recursive: true, force: true })
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Kills a process, which may have ended by itself. We may be in the namespace: ourselves not. */
function killGone(pid: number): void {
  if (pid === process.pid) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Lines that a daemon has added to its log; the file may not be there yet. */
function tail(file: string): () => readonly string[] {
  let offset = 0
  let rest = ''
  return () => {
    if (!existsSync(file)) return []
    const octets = Buffer.alloc(1 << 20)
    const fd = openSync(file, 'r')
    const read = readSync(fd, octets, 0, octets.length, offset)
    closeSync(fd)
    offset += read
    const lines = (rest + octets.toString('utf8', 0, read)).split('\n')
    rest = lines.pop() ?? ''
    return lines
  }
}

/** The peer: one BIRD with a neighbor on each cable. */
export function startPeer(lab: BfdLab, cables: readonly number[], interval: number): ChildProcess {
  const neighbors = cables.map((n) => `neighbor 10.98.${n}.1 local 10.98.${n}.2;`).join('\n  ')
  const file = join(lab.folder, 'peer.conf')
  writeFileSync(file, birdConf('10.98.0.2', interval, neighbors, join(lab.folder, 'peer.log')))
  return lab.start('peer', 'bird', '-f', '-c', file, '-s', join(lab.folder, 'peer.ctl'))
}

const birdConf = (id: string, interval: number, neighbors: string, log: string): string => `log "${log}" all;
timeformat log iso long us;
router id ${id};
protocol device {}
protocol bfd b {
  debug { states, events };
  interface "*" { min tx interval ${interval} ms; min rx interval ${interval} ms; multiplier 3; };
  ${neighbors}
}
`

export function startBirdDetector(lab: BfdLab, n: number, interval: number): Detector {
  const log = join(lab.folder, 'bird.log')
  const file = join(lab.folder, 'bird.conf')
  writeFileSync(file, birdConf(`10.98.${n}.1`, interval, `neighbor 10.98.${n}.2 local 10.98.${n}.1;`, log))
  lab.start('bird', 'bird', '-f', '-c', file, '-s', join(lab.folder, 'bird.ctl'))
  return { name: 'BIRD', changes: changesIn(tail(log), /^(\S+ \S+) .*changed state from \w+ to (\w+)/) }
}

export async function startFrrDetector(lab: BfdLab, n: number, interval: number): Promise<Detector> {
  const folder = join(lab.folder, 'frr')
  mkdirSync(folder)
  const frr =
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.startsWith('frr:')) ?? ''
  const [, , uid, gid] = frr.split(':')
  chownSync(folder, Number(uid), Number(gid))
  const log = join(folder, 'bfdd.log')
  writeFileSync(join(folder, 'zebra.conf'), '')
  writeFileSync(
    join(folder, 'bfdd.conf'),
    `log file ${log} debugging
log timestamp precision 6
debug bfd peer
bfd
 peer 10.98.${n}.2 local-address 10.98.${n}.1 interface c${n}
  transmit-interval ${interval}
  receive-interval ${interval}
  detect-multiplier 3
 exit
exit
`,
  )
  const daemon = (name: string): ChildProcess => {
    const where = ['-z', join(folder, 'zserv'), '--vty_socket', folder, '-i', join(folder, `${name}.pid`)]
    const how = ['-u', 'frr', '-g', 'frr', '-A', '127.0.0.1', '-f', join(folder, `${name}.conf`)]
    const more = name === 'bfdd' ? ['--bfdctl', join(folder, 'bfdd.sock')] : []
    return lab.start('frr', `/usr/lib/frr/${name}`, ...how, ...where, ...more)
  }
  daemon('zebra')
  await pause(1_500)
  daemon('bfdd')
  return { name: 'FRR', changes: changesIn(tail(log), /^(\S+ \S+) .*state-change: .*?\w+ -> (\w+)/) }
}

/** Reads time and new state from lines of a log. */
function changesIn(lines: () => readonly string[], pattern: RegExp): Detector['changes'] {
  return () => {
    const offset = wallOffset()
    return lines().flatMap((line) => {
      const match = pattern.exec(line)
      if (match === null) return []
      const [, stamp = '', state = ''] = match
      const [date = '', time = ''] = stamp.replaceAll('/', '-').replace(/:$/, '').split(' ')
      const [clock = '', fraction = ''] = time.split('.')
      const wall = Date.parse(`${date}T${clock}Z`) * 1_000 + Number(fraction.padEnd(6, '0').slice(0, 6))
      return [{ up: state.toLowerCase() === 'up', at: wall - offset }]
    })
  }
}

/** Our worker; `at` is when the worker declared it, not when its owner heard of it. */
export function startOurDetector(
  lab: BfdLab,
  sessions: readonly SessionConfiguration[],
  flags: readonly string[],
  name = 'ours',
): Detector {
  const real = lab.realTime ? ['--real-time'] : []
  const child = lab.startPlain(name, process.execPath, PROGRAM, ...real, ...flags)
  const changes: Change[] = []
  const waiting: ((measurements: Measurements) => void)[] = []
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    const told = JSON.parse(line) as { type: string; report: SessionReport; measurements: Measurements; why?: string }
    if (told.type === 'measurements') waiting.shift()?.(told.measurements)
    else if (told.type === 'report' && told.report.from !== told.report.state) {
      changes.push({ up: told.report.state === 'Up', at: told.report.at, why: told.report.why })
    } else if (told.type !== 'report') process.stderr.write(`ours: ${told.why ?? line}\n`)
  })
  const order = (message: object): void => void child.stdin?.write(`${JSON.stringify(message)}\n`)
  order({ type: 'configure', sessions })
  return {
    name,
    changes: () => changes.splice(0),
    measure: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        order({ type: 'measure' })
      }),
  }
}
