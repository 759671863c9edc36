// GoBGP as a receiver.

import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ASN, FEW, freePort, startDaemon, sumOf, temporaryFolder, type PeerPlan, type Receiver } from '../receiver.ts'

const run = promisify(execFile)
const ADDRESS = '127.93.0.1'

const family = (name: string): string =>
  `  [[neighbors.afi-safis]]\n    [neighbors.afi-safis.config]\n      afi-safi-name = "${name}"\n`

const neighbor = ({ address, asn }: PeerPlan): string => `[[neighbors]]
  [neighbors.config]
    neighbor-address = "${address}"
    peer-as = ${asn}
  [neighbors.transport.config]
    local-address = "${ADDRESS}"
    passive-mode = true
  [neighbors.timers.config]
    hold-time = 240
  [neighbors.ebgp-multihop.config]
    enabled = true
    multihop-ttl = 2
${family('ipv4-unicast')}${family('ipv6-unicast')}`

export async function startGobgp(peers: readonly PeerPlan[]): Promise<Receiver> {
  const folder = temporaryFolder('gobgp')
  const port = await freePort(ADDRESS)
  const api = String(await freePort('127.0.0.1'))
  const file = join(folder, 'gobgpd.toml')
  writeFileSync(
    file,
    `[global.config]
  as = ${ASN}
  router-id = "${ADDRESS}"
  port = ${port}
  local-address-list = ["${ADDRESS}"]
[global.apply-policy.config]
  default-export-policy = "reject-route"
${peers.map(neighbor).join('')}`,
  )
  const command = ['gobgpd', '-f', file, '-l', 'error', '--api-hosts', `127.0.0.1:${api}`, '--pprof-disable']
  const ask = async (...args: readonly string[]): Promise<string> =>
    (await run('gobgp', ['-p', api, ...args], { maxBuffer: 1 << 26, timeout: 60_000 })).stdout
  // A peer's counters say enough: a route is selected in the same step in which it is accepted. They come for all peers or none.
  const accepted = async (): Promise<number> => sumOf(await ask('neighbor', '-j'), /"accepted":(\d+)/g)
  // Walks the tables, but does not grow with the peers.
  const walked = async (): Promise<number> => {
    const both = await Promise.all(['ipv4', 'ipv6'].map((name) => ask('global', 'rib', 'summary', '-a', name)))
    return sumOf(both.join('\n'), /Path: (\d+)/g)
  }
  const paths = peers.length > FEW ? walked : accepted
  // It listens before it knows its neighbors.
  const knowsAll = async (): Promise<void> => {
    const known = (await ask('neighbor')).split('\n').filter((line) => line.startsWith('127.')).length
    if (known < peers.length) throw new Error(`GoBGP knows ${known} of ${peers.length} neighbors`)
  }
  const daemon = await startDaemon(command, folder, knowsAll)
  return {
    name: 'GoBGP',
    address: ADDRESS,
    port,
    count: paths,
    paths,
    pids: () => [daemon.child.pid ?? 0],
    stop: daemon.stop,
  }
}
