// What is measured: vrs and the routing daemons, each started as users run it, on loopback addresses, with the same peers.
// `count` says how many routes are selected at the moment, as cheaply as each of them can tell.

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atExit, end, guarded } from './at-exit.ts'

/** A device: where its connections come from, and its AS. */
export interface PeerPlan {
  readonly address: string
  readonly asn: number
}

export interface Receiver {
  readonly name: string
  readonly address: string
  readonly port: number
  /** Routes selected, both families; NaN while it has work that it puts off. */
  readonly count: () => Promise<number>
  /** Paths known, those that lost included; NaN as above. */
  readonly paths: () => Promise<number>
  /** Processes to account: resident peak and CPU time. */
  readonly pids: () => readonly number[]
  /** The turns of its event loop so far, where it can tell. */
  readonly turns?: () => Promise<Turns>
  /** Seconds that all session losses so far took until their routes were out of the tables, where it can tell. */
  readonly converged?: () => Promise<number>
  /** BIRD's control socket. */
  readonly control?: string
  readonly stop: () => Promise<void>
}

/** How long the turns of an event loop took, in milliseconds. */
export interface Turns {
  /** The longest of the last 10 to 20 seconds. */
  readonly longestOfLate: number
  /** Bounds, ascending, and how many turns since the start took at most that. */
  readonly upTo: readonly (readonly [bound: number, count: number])[]
}

/** The longest turn between the two: known exactly when it was long, else by its bound. */
export function longestTurn(before: Turns, after: Turns): number {
  const since = after.upTo.map(([bound, count], i) => [bound, count - (before.upTo[i]?.[1] ?? 0)] as const)
  const all = since.at(-1)?.[1] ?? 0
  const bound = since.find(([, count]) => count === all)?.[0] ?? 0
  return Math.min(bound, after.longestOfLate)
}

/** AS of every receiver. */
export const ASN = 65000

/** With more peers than this a receiver is asked what does not grow with them. */
export const FEW = 8

/** CPU seconds and peak resident MiB of processes. */
export function usage(pids: readonly number[]): { readonly cpu: number; readonly peakMiB: number } {
  let cpu = 0
  let peakMiB = 0
  for (const pid of pids) {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    cpu += (Number(fields[11]) + Number(fields[12])) / 100
    peakMiB += Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  }
  return { cpu, peakMiB }
}

/** The processes that a process has started, theirs not included. */
export function childrenOf(pid: number): readonly number[] {
  const found = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  return found.filter((word) => word !== '').map(Number)
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A folder in the temporary one, gone with this process. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `vrs-bench-${name}-`))
  atExit(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A daemon that runs. */
export interface Daemon {
  readonly child: ChildProcess
  readonly stop: () => Promise<void>
}

/** Starts a daemon, and waits until `answers` does. Rejects after 10 s, or when the daemon ended, with what it said last. */
export async function startDaemon(
  command: readonly string[],
  folder: string,
  answers: () => Promise<unknown>,
): Promise<Daemon> {
  const [program = '', ...args] = command
  const child = guarded(spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] }))
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-500)))
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('close', () => reject(new Error(`${program} ended: ${said}`)))
  })
  failed.catch(() => {})
  await Promise.race([failed, ready(answers)])
  return {
    child,
    stop: async () => {
      await end(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function ready(answers: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await answers()
      return
    } catch (error) {
      if (tries === 100) throw error
      await pause(100)
    }
  }
}

/** A port that nobody has on the address at the moment. */
export async function freePort(address: string): Promise<number> {
  const server = createServer().listen(0, address)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** The sum of the numbers that the pattern's first group finds. */
export const sumOf = (text: string, pattern: RegExp): number =>
  [...text.matchAll(pattern)].reduce((sum, found) => sum + Number(found[1]), 0)
