// BIRD's BFD and FRR's bfdd as the other side: how each is configured, started, changed, asked. The device of number `n`
// runs in the namespace of that number of the lab.

import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Measurements, SessionConfiguration, SessionReport } from '../../src/bfd/worker-protocol.ts'
import { eventually } from '../harness.ts'
import { DEVICE_ADDRESS, RS_ADDRESS, type Lab } from './network.ts'

/** Milliseconds. */
export interface Timers {
  readonly tx: number
  readonly rx: number
  readonly multiplier: number
  /** RFC 5883. */
  readonly multihop?: boolean
}

/** What the daemon thinks of its session with us. Milliseconds. */
export interface Seen {
  readonly up: boolean
  readonly interval: number
  readonly detectionTime: number
}

export interface Daemon {
  readonly seen: () => Seen
  readonly setTimers: (timers: Timers) => void
  readonly process: () => ChildProcess
  /** Ends it without a word and starts it again. */
  readonly restart: () => Promise<void>
  /** AdminDown from its side, where it has such a thing. */
  readonly admin?: (up: boolean) => void
}

export type StartDaemon = (lab: Lab, n: number, timers: Timers) => Promise<Daemon>

const tries = (what: string, act: () => void): Promise<boolean> =>
  eventually(
    what,
    () => {
      try {
        act()
        return Promise.resolve(true)
      } catch (error) {
        return Promise.resolve(!(error instanceof Error))
      }
    },
    (worked) => worked,
  )

const gone = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGKILL')
  })

/** BIRD. Its BFD answers on every address; it has no AdminDown to send. */
export const startBird: StartDaemon = async (lab, n, timers) => {
  const folder = join(lab.folder, `bird${n}`)
  mkdirSync(folder)
  const file = join(folder, 'bird.conf')
  const socket = join(folder, 'bird.ctl')
  const configure = ({ tx, rx, multiplier, multihop }: Timers): void => {
    const timing = `min tx interval ${tx} ms; min rx interval ${rx} ms; multiplier ${multiplier};`
    const neighbor = `neighbor ${RS_ADDRESS(n)} local ${DEVICE_ADDRESS(n)}${multihop === true ? ' multihop' : ''};`
    writeFileSync(
      file,
      `router id ${DEVICE_ADDRESS(n)};
protocol device {}
protocol bfd {
  interface "${lab.link(n)}" { ${timing} };
  multihop { ${timing} };
  ${neighbor}
}
`,
    )
  }
  const birdc = (...words: string[]): string => lab.exec(n, 'birdc', ['-s', socket, ...words])
  const start = async (): Promise<ChildProcess> => {
    const child = lab.start(n, 'bird', ['-f', '-c', file, '-s', socket])
    await tries('bird answers', () => birdc('show', 'status'))
    return child
  }
  configure(timers)
  let child = await start()
  return {
    seen: () => {
      const line = birdc('show', 'bfd', 'sessions')
        .split('\n')
        .find((one) => one.startsWith(RS_ADDRESS(n)))
      const [, , state, , interval, timeout] = (line ?? '').split(/\s+/)
      return { up: state === 'Up', interval: Number(interval) * 1_000, detectionTime: Number(timeout) * 1_000 }
    },
    setTimers: (next) => {
      configure(next)
      birdc('configure')
    },
    process: () => child,
    restart: async () => {
      await gone(child)
      child = await start()
    },
  }
}

/** FRR: zebra, which knows the interfaces, and bfdd. */
export const startFrr: StartDaemon = async (lab, n, timers) => {
  const folder = join(lab.folder, `frr${n}`)
  mkdirSync(folder)
  chmodSync(lab.folder, 0o755)
  const [, , uid, gid] = (
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((one) => one.startsWith('frr:')) ?? ''
  ).split(':')
  chownSync(folder, Number(uid), Number(gid))
  writeFileSync(join(folder, 'zebra.conf'), '')
  const path = timers.multihop === true ? 'multihop' : `interface ${lab.link(n)}`
  const peer = `peer ${RS_ADDRESS(n)} local-address ${DEVICE_ADDRESS(n)} ${path}`
  const lines = ({ tx, rx, multiplier }: Timers): string[] => [
    `transmit-interval ${tx}`,
    `receive-interval ${rx}`,
    `detect-multiplier ${multiplier}`,
  ]
  const vtysh = (...commands: string[]): string =>
    lab.exec(n, 'vtysh', ['--vty_socket', folder, ...commands.flatMap((command) => ['-c', command])])
  const daemon = (name: string, ...more: string[]): ChildProcess => {
    const where = ['-z', join(folder, 'zserv'), '--vty_socket', folder, '-i', join(folder, `${name}.pid`)]
    const how = ['-u', 'frr', '-g', 'frr', '-A', '127.0.0.1', '-f', join(folder, `${name}.conf`)]
    return lab.start(n, `/usr/lib/frr/${name}`, [...how, ...where, ...more])
  }
  let wanted = timers
  const start = async (): Promise<ChildProcess> => {
    writeFileSync(
      join(folder, 'bfdd.conf'),
      `bfd\n ${peer}\n${lines(wanted)
        .map((line) => `  ${line}\n`)
        .join('')} exit\nexit\n`,
    )
    const child = daemon('bfdd', '--bfdctl', join(folder, 'bfdd.sock'))
    await tries('bfdd answers', () => {
      if (!vtysh('show bfd peers').includes(RS_ADDRESS(n))) throw new Error('not yet')
    })
    return child
  }
  daemon('zebra')
  await tries('zebra listens', () => lab.exec(n, 'test', ['-S', join(folder, 'zserv')]))
  let child = await start()
  const change = (...commands: string[]): void => void vtysh('configure terminal', 'bfd', peer, ...commands)
  return {
    seen: () => {
      const [session] = JSON.parse(vtysh('show bfd peers json')) as FrrPeer[]
      if (session === undefined) throw new Error('bfdd has no session')
      const { status, ...own } = session
      return {
        up: status === 'up',
        interval: Math.max(own['transmit-interval'], own['remote-receive-interval']),
        detectionTime:
          own['remote-detect-multiplier'] * Math.max(own['receive-interval'], own['remote-transmit-interval']),
      }
    },
    setTimers: (next) => {
      wanted = next
      change(...lines(next))
    },
    process: () => child,
    restart: async () => {
      await gone(child)
      child = await start()
    },
    admin: (up) => change(up ? 'no shutdown' : 'shutdown'),
  }
}

interface FrrPeer {
  readonly status: string
  readonly 'transmit-interval': number
  readonly 'receive-interval': number
  readonly 'remote-transmit-interval': number
  readonly 'remote-receive-interval': number
  readonly 'remote-detect-multiplier': number
}

type Told =
  | { readonly type: 'report'; readonly heardAt: number; readonly report: SessionReport }
  | { readonly type: 'measurements'; readonly measurements: Measurements }
  | { readonly type: 'notice'; readonly level: string; readonly why: string }
  | { readonly type: 'unable' | 'failed'; readonly why: string }

/** Our own worker in the namespace of the server, and everything it reported. */
export interface Ours {
  readonly reports: SessionReport[]
  readonly configure: (sessions: readonly SessionConfiguration[]) => void
  readonly admin: (key: string, up: boolean) => void
  readonly remove: (key: string) => void
  readonly measure: () => Promise<Measurements>
  readonly state: () => SessionReport | undefined
}

const PROGRAM = fileURLToPath(new URL('./bfd-peer.ts', import.meta.url))

/** Starts it; it is ended with the test. */
export function startOurs(t: Pick<TestContext, 'after'>, lab: Pick<Lab, 'namespace'>, ...flags: string[]): Ours {
  const args = ['netns', 'exec', lab.namespace(0), process.execPath, PROGRAM, ...flags]
  const child = spawn('ip', args, { stdio: ['pipe', 'pipe', 'inherit'] })
  t.after(async () => {
    if (child.exitCode === null) await gone(child)
  })
  const reports: SessionReport[] = []
  const waiting: ((measurements: Measurements) => void)[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    const told = JSON.parse(line) as Told
    if (told.type === 'measurements') waiting.shift()?.(told.measurements)
    if (told.type === 'report') reports.push(told.report)
  })
  const order = (message: object): void => void child.stdin.write(`${JSON.stringify(message)}\n`)
  return {
    reports,
    configure: (sessions) => order({ type: 'configure', sessions }),
    admin: (key, up) => order({ type: 'admin', key, up }),
    remove: (key) => order({ type: 'remove', keys: [key] }),
    measure: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        order({ type: 'measure' })
      }),
    state: () => reports.at(-1),
  }
}
