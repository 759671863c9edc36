// Which servers of ours run on this machine, so that the command line knows one without asking it: a file for each, named
// by its address and holding its process id, in a folder of the user. Nothing depends on it but convenience.

import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const uid = (): number => process.getuid?.() ?? 0

function folder(): string {
  const runtime = process.env['XDG_RUNTIME_DIR']
  return runtime ? join(runtime, 'vrs') : join(tmpdir(), `vrs-${uid()}`)
}

const fileOf = (address: string): string => join(folder(), address.replace(/[^\w.-]/g, '_'))

/** Notes that a server answers at `address` (host:port); returns what takes the note away. */
export function announceServer(address: string): () => void {
  const file = fileOf(address)
  try {
    mkdirSync(folder(), { recursive: true, mode: 0o700 })
    writeFileSync(file, `${process.pid} ${address}\n`, { mode: 0o600 })
  } catch {
    // A machine without such a folder has servers too.
    return () => undefined
  }
  return () => rmSync(file, { force: true })
}

/** Whether one of our servers runs at `address` (host:port). */
export const isRunningServer = (address: string): boolean => addressIn(fileOf(address)) === address

/** Addresses of all servers that run. */
export function runningServers(): string[] {
  try {
    return readdirSync(folder()).flatMap((name) => addressIn(join(folder(), name)) ?? [])
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** What the note says, if it is ours and its process lives. */
function addressIn(file: string): string | undefined {
  const status = statSync(file, { throwIfNoEntry: false })
  if (status === undefined || status.uid !== uid()) return undefined
  const [pid = '', address] = readFileSync(file, 'utf8').trim().split(' ')
  return isAlive(Number(pid)) ? address : undefined
}

function isAlive(pid: number): boolean {
  try {
    return Number.isInteger(pid) && pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
