// What a test can do with a routing daemon, whichever it is. Device `n` runs in namespace `n` of the lab, at DEVICE_ADDRESS(n),
// and peers with RS_ADDRESS(n). It announces its prefixes with one MED and its own AS in front `prepend` more times.

import type { ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually } from '../../harness.ts'
import type { Lab } from '../network.ts'

export interface Attributes {
  readonly med: number
  readonly prepend: number
}

export interface Device {
  readonly announce: (prefixes: readonly string[]) => void
  readonly withdraw: (prefixes: readonly string[]) => void
  /** Announces everything with other attributes. */
  readonly use: (attributes: Attributes) => void
  /** Sends its routes again without a new session, where its administrator can tell it to. */
  readonly sendAgain?: () => void
  /** Asks us for our routes (ROUTE-REFRESH), where its administrator can tell it to. */
  readonly askForRoutes?: () => void
  /** Ends the session, for good and with a text where its administrator can. */
  readonly shutDown: (text: string) => void
  /** Wants the session again at once: after `shutDown`, or instead of waiting for a back-off of its own. */
  readonly bringUp?: () => void
  /** What it knows of the session, above all why it ended last. */
  readonly report: () => string
  /** Sends a signal to the process that has the sessions. */
  readonly signal: (signal: NodeJS.Signals) => void
  /** Dies without a word, and is started again with the configuration that it was first started with. */
  readonly restart: () => Promise<void>
}

export interface DeviceOptions extends Attributes {
  readonly asn: number
  /** TCP MD5 key (RFC 2385). */
  readonly key?: string
  /** With BFD, where the daemon has it. */
  readonly bfd?: boolean
}

export type StartDevice = (lab: Lab, n: number, options: DeviceOptions, prefixes: readonly string[]) => Promise<Device>

export const isV6 = (prefix: string): boolean => prefix.includes(':')

/** Waits until a command works: the control socket of a daemon that has just been started is not there at once. */
export async function works(what: string, daemon: ChildProcess, act: () => unknown): Promise<void> {
  await eventually(
    what,
    () => {
      if (daemon.exitCode !== null) throw new Error(`${what}: the daemon gave up`)
      try {
        act()
        return Promise.resolve('works')
      } catch (error) {
        return Promise.resolve(String(error))
      }
    },
    (answer) => answer === 'works',
  )
}

/** A folder for a daemon, which belongs to the user that it runs as. */
export function folderFor(lab: Lab, name: string, user?: string): string {
  const folder = join(lab.folder, name)
  mkdirSync(folder)
  chmodSync(lab.folder, 0o755)
  if (user === undefined) return folder
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const [, , uid, gid] = users.find(([name]) => name === user) ?? []
  chownSync(folder, Number(uid), Number(gid))
  return folder
}
