// Machines of benches with BFD: network namespaces, cables between them, programs in them; all removed at the end, whatever
// happens.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atExit } from './at-exit.ts'

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

  /** A cable between a detector (10.98.n.1) and another machine (10.98.n.2), by default the peer. */
  cable(n: number, detector: string, to = 'peer'): void {
    const [one, other] = [this.namespace(detector), this.namespace(to)]
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

/** Runs commands of `ip` in a namespace, all at once. */
export function ipBatch(namespace: string, commands: readonly string[]): void {
  execFileSync('ip', ['-n', namespace, '-batch', '-'], {
    input: `${commands.join('\n')}\n`,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

/** Kills a process, which may have ended by itself, but not ourselves: a bench may have gone into a namespace. */
function killGone(pid: number): void {
  if (pid === process.pid) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
