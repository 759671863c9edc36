// OpenBGPD as a receiver: a privileged process and three that give up their rights in the home of its user. Needs root.

import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  ASN,
  childrenOf,
  freePort,
  startDaemon,
  sumOf,
  temporaryFolder,
  type PeerPlan,
  type Receiver,
} from '../receiver.ts'

export const OPENBGPD = '/usr/sbin/bgpd'
const run = promisify(execFile)
const HOME = '/run/openbgpd'
const ADDRESS = '127.94.0.1'

const neighbor = ({ address, asn }: PeerPlan): string => `neighbor ${address} {
  remote-as ${asn}
  local-address ${ADDRESS}
  multihop 2
  passive
  holdtime 240
  announce IPv4 unicast
  announce IPv6 unicast
  export none
}
`

export async function startOpenbgpd(peers: readonly PeerPlan[]): Promise<Receiver> {
  mkdirSync(HOME, { recursive: true, mode: 0o755 })
  const folder = temporaryFolder('openbgpd')
  const port = await freePort(ADDRESS)
  const file = join(folder, 'bgpd.conf')
  const socket = join(folder, 'bgpd.sock')
  const global = [`AS ${ASN}`, `router-id ${ADDRESS}`, `socket "${socket}"`, `listen on ${ADDRESS} port ${port}`]
  const text = `${global.join('\n')}\nfib-update no\n${peers.map(neighbor).join('')}allow from any\n`
  writeFileSync(file, text, { mode: 0o600 })
  const ask = async (...args: readonly string[]): Promise<string> =>
    (await run('bgpctl', ['-s', socket, ...args], { maxBuffer: 1 << 26 })).stdout
  const daemon = await startDaemon([OPENBGPD, '-d', '-f', file], folder, () => ask('show'))
  const pid = daemon.child.pid ?? 0
  return {
    name: 'OpenBGPD',
    address: ADDRESS,
    port,
    // Counters both. A prefix has an entry before the rib and one in it.
    count: async () => sumOf(await ask('show', 'rib', 'memory'), /(\d+) IPv[46] unicast network entries/g),
    paths: async () => sumOf(await ask('show', 'rib', 'memory'), /(\d+) prefix entries/g) / 2,
    pids: () => [pid, ...childrenOf(pid)],
    stop: daemon.stop,
  }
}
