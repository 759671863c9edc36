// Two hosts on one cable: network namespaces `rs` (the server, --network host) and one for each device, on one bridge-less
// veth each, made for one test and removed with it. Needs root.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

let counter = 0

/** The address of the endpoint, and of device number 1, 2 ...: each has a /24 of its own with us. */
export const RS_ADDRESS = (device: number): string => `10.99.${device}.11`
export const DEVICE_ADDRESS = (device: number): string => `10.99.${device}.12`

export const DEVICE_ADDRESS6 = (device: number): string => `fd99:0:0:${device}::12`

export interface Lab {
  /** Runs a command in the namespace of the server (0) or of a device (1, 2 ...) and returns what it prints. */
  readonly exec: (host: number, command: string, args: readonly string[]) => string
  /** Starts a program in a namespace; it is killed with the test. */
  readonly start: (host: number, command: string, args: readonly string[]) => ChildProcess
  /** What a started program has written so far. */
  readonly said: (child: ChildProcess) => string
  /** A folder of the test for configuration files and sockets. */
  readonly folder: string
  /** Name of the interface of device `n` in its namespace. */
  readonly link: (device: number) => string
  readonly namespace: (host: number) => string
}

const sh = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** Ends a program and waits until it is gone; one that was frozen as well. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = child.exitCode !== null || child.signalCode !== null
  const gone = ended ? undefined : new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGCONT')
  child.kill(signal)
  await gone
}

/** Makes the namespaces and cables for `devices` devices. */
export function makeLab(t: TestContext, devices: number): Lab {
  const mark = `vrs${process.pid}_${counter++}`
  const namespace = (host: number): string => `${mark}n${host}`
  const link = (device: number): string => `d${device}`
  const folder = mkdtempSync(join(tmpdir(), 'vrs-interop-'))
  const running: ChildProcess[] = []
  const written = new WeakMap<ChildProcess, string>()
  t.after(async () => {
    for (const child of running.toReversed()) await end(child, 'SIGKILL')
    for (let host = 0; host <= devices; host++) remove(namespace(host))
    rmSync(folder, { recursive: true, force: true })
  })
  for (let host = 0; host <= devices; host++) {
    sh('ip', ['netns', 'add', namespace(host)])
    sh('ip', ['-n', namespace(host), 'link', 'set', 'lo', 'up'])
  }
  for (let device = 1; device <= devices; device++) cable(namespace(0), namespace(device), device, link(device))
  const said = (child: ChildProcess): string => written.get(child) ?? ''
  const prefix = (host: number): string[] => ['netns', 'exec', namespace(host)]
  return {
    folder,
    link,
    namespace,
    said,
    exec: (host, command, args) => sh('ip', [...prefix(host), command, ...args]),
    start: (host, command, args) => {
      const child = spawn('ip', [...prefix(host), command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (part: Buffer) => written.set(child, said(child) + part.toString()))
      }
      // A program that gives up by itself is what a failing test is about.
      child.once('close', (code) => {
        if (code !== null && code !== 0)
          process.stderr.write(`${command} ended with ${code}: ${said(child).slice(-2000)}\n`)
      })
      running.push(child)
      return child
    },
  }
}

/** Removes a namespace, and first what the programs in it have started themselves. */
function remove(namespace: string): void {
  for (const pid of sh('ip', ['netns', 'pids', namespace]).split('\n').filter(Boolean)) killGone(Number(pid))
  sh('ip', ['netns', 'del', namespace])
}

function killGone(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function cable(server: string, host: string, device: number, name: string): void {
  sh('ip', ['-n', server, 'link', 'add', name, 'type', 'veth', 'peer', 'name', name, 'netns', host])
  for (const [namespace, v4, v6] of [
    [server, RS_ADDRESS(device), `fd99:0:0:${device}::11`],
    [host, DEVICE_ADDRESS(device), DEVICE_ADDRESS6(device)],
  ] as const) {
    sh('ip', ['-n', namespace, 'addr', 'add', `${v4}/24`, 'dev', name])
    sh('ip', ['-n', namespace, 'addr', 'add', `${v6}/64`, 'dev', name, 'nodad'])
    sh('ip', ['-n', namespace, 'link', 'set', name, 'up'])
  }
}
