// FRR's bgpd as a receiver: without zebra, which would keep loopback sessions down for ever. All next hops then count as
// reachable, and nothing is installed anywhere, as in the other receivers.

import { chownSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { ASN, freePort, startDaemon, sumOf, temporaryFolder, type PeerPlan, type Receiver } from '../receiver.ts'

export const FRR_BGPD = '/usr/lib/frr/bgpd'
const ADDRESS = '127.92.0.1'

/** User and group FRR's daemons run as. Undefined where there is none. */
export function frrUser(): { readonly uid: number; readonly gid: number } | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith('frr:'))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) }
}

/** One configuration for all peers: nothing is sent to them, everything is taken. */
const frrBgp = (peers: readonly PeerPlan[], options: readonly string[]): string =>
  `ip prefix-list NONE seq 5 deny any
ipv6 prefix-list NONE seq 5 deny any
router bgp ${ASN}
 no bgp ebgp-requires-policy
 no bgp network import-check
 neighbor DEVICES peer-group
 neighbor DEVICES passive
${options.map((line) => ` ${line}`).join('\n')}
${peers.flatMap(({ address, asn }) => [` neighbor ${address} remote-as ${asn}`, ` neighbor ${address} peer-group DEVICES`]).join('\n')}
${['ipv4', 'ipv6'].map((family) => ` address-family ${family} unicast\n  neighbor DEVICES activate\n  neighbor DEVICES prefix-list NONE out\n exit-address-family`).join('\n')}
`

export async function startFrr(peers: readonly PeerPlan[]): Promise<Receiver> {
  const user = frrUser()
  if (user === undefined) throw new Error('there is no user frr')
  const folder = temporaryFolder('frr')
  const port = await freePort(ADDRESS)
  const file = join(folder, 'bgpd.conf')
  const loopback = ['ebgp-multihop 2', 'disable-connected-check', `update-source ${ADDRESS}`]
  const options = loopback.map((option) => `neighbor DEVICES ${option}`)
  writeFileSync(file, frrBgp(peers, [`bgp router-id ${ADDRESS}`, ...options]))
  for (const path of [folder, file]) chownSync(path, user.uid, user.gid)
  // No log: it would write a line about the missing zebra for every route.
  const alone = ['-Z', '-n', '-l', ADDRESS, '-p', String(port), '-A', '127.0.0.1', '-P', '0', '-u', 'frr', '-g', 'frr']
  const where = ['--vty_socket', folder, '-i', join(folder, 'bgpd.pid'), '-f', file]
  const vty = new Vty(join(folder, 'bgpd.vty'))
  const daemon = await startDaemon([FRR_BGPD, ...alone, ...where], folder, () => vty.ask('show version'))
  // Counters of its memory, which do not grow with the peers, and one queue: what was received is selected when the queue is empty.
  const paths = async (): Promise<number> => {
    const [memory, queues] = [await vty.ask('show bgp memory'), await vty.ask('show work-queues')]
    return /^ *[1-9]\d* .*process_queue/m.test(queues) ? Number.NaN : sumOf(memory, /(\d+) BGP routes/g)
  }
  return {
    name: 'FRR',
    address: ADDRESS,
    port,
    count: paths,
    paths,
    pids: () => [daemon.child.pid ?? 0],
    stop: async () => {
      vty.close()
      await daemon.stop()
    },
  }
}

/** What vtysh speaks: a command and a NUL; the answer ends with three NULs and a status. */
class Vty {
  readonly #path: string
  #socket: Socket | undefined

  constructor(path: string) {
    this.#path = path
  }

  async ask(command: string): Promise<string> {
    if (!existsSync(this.#path)) throw new Error('there is no vty yet')
    const socket = (this.#socket ??= connect(this.#path).setEncoding('latin1'))
    let text = ''
    return new Promise((resolve, reject) => {
      const fail = (error?: Error): void => {
        this.#socket = undefined
        reject(error ?? new Error('FRR closed its vty'))
      }
      const hear = (part: string): void => {
        text += part
        if (text.at(-2) !== '\0' || text.at(-4) !== '\0') return
        socket.removeAllListeners()
        resolve(text.slice(0, -4))
      }
      socket
        .on('data', hear)
        .once('error', fail)
        .once('close', () => fail())
      socket.write(`${command}\0`)
    })
  }

  close(): void {
    this.#socket?.destroy()
  }
}
