// What is measured: vrs and the routing daemons, each started as users run it, on loopback addresses without root, with the
// same peers. `count` says how many routes are selected at the moment, as cheaply as each of them can tell.

import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '../../src/lab/vrs-process.ts'

export interface PeerPlan {
  readonly address: string
  readonly asn: number
}

export interface Receiver {
  readonly name: string
  readonly address: string
  readonly port: number
  /** Routes selected, both families. */
  readonly count: () => Promise<number>
  /** Paths known, those that lost included. */
  readonly paths: () => Promise<number>
  /** Processes to account: resident peak and CPU time. */
  readonly pids: () => readonly number[]
  /** Longest event-loop turn since the last call in milliseconds, where the receiver can tell. */
  readonly stall?: () => Promise<number>
  /** Seconds that all session losses so far took until their routes were out of the tables, where it can tell. */
  readonly converged?: () => Promise<number>
  /** BIRD's control socket. */
  readonly control?: string
  readonly stop: () => Promise<void>
}

const ASN = 65000

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

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

/** Asks BIRD's control socket one thing and returns the answer. */
export function askBird(socket: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const link = connect(socket)
    let text = ''
    link.setEncoding('utf8')
    link.on('error', reject)
    link.on('connect', () => link.write(`${command}\n`))
    link.on('data', (part: string) => {
      text += part
      // The greeting is one line with 0001, the answer ends with a line of code 0000, 0013, 0014 or an error.
      if (/\n(0014|0000|0013|8\d{3}|9\d{3})[ -][^\n]*\n$/.test(text)) {
        link.destroy()
        resolve(text)
      }
    })
  })
}

/** BIRD as a passive receiver; `multihop` is what makes it accept loopback neighbours. */
export async function startBird(peers: readonly PeerPlan[]): Promise<Receiver> {
  const folder = mkdtempSync(join(tmpdir(), 'vrs-bench-bird-'))
  const address = '127.90.0.1'
  const port = 1790
  const channel = '{ import all; export none; }'
  const protocols = peers.map(
    (peer, i) => `protocol bgp p${i} { local ${address} port ${port} as ${ASN}; neighbor ${peer.address} as ${peer.asn};
  multihop; passive yes; strict bind yes; hold time 240; ipv4 ${channel}; ipv6 ${channel}; }`,
  )
  const config = ['router id 127.90.0.1;', 'protocol device {}', ...protocols].join('\n')
  writeFileSync(join(folder, 'bird.conf'), `${config}\n`)
  const socket = join(folder, 'bird.ctl')
  const args = ['-f', '-c', join(folder, 'bird.conf'), '-s', socket, '-P', join(folder, 'bird.pid')]
  const child = spawn('bird', args, { stdio: 'ignore' })
  for (let tries = 0; tries < 100; tries++) {
    try {
      await askBird(socket, 'show status')
      break
    } catch (error) {
      if (tries === 99) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  // The counters of the channels cost it nothing; `show route count` walks its tables, 0.2 s of its time for a million.
  const counted = async (what: 'imported' | 'preferred'): Promise<number> => {
    const text = await askBird(socket, 'show protocols all')
    return [...text.matchAll(new RegExp(`(\\d+) ${what}`, 'g'))].reduce((sum, found) => sum + Number(found[1]), 0)
  }
  return {
    name: 'BIRD',
    address,
    port,
    count: () => counted('preferred'),
    control: socket,
    paths: () => counted('imported'),
    pids: () => [child.pid ?? 0],
    stop: async () => {
      child.kill()
      await ended(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface Api {
  readonly endpoint: string
}

/** One EC2 call; the answer's XML. */
export async function call(
  api: Api,
  action: string,
  parameters: Record<string, string | number> = {},
): Promise<string> {
  const body = new URLSearchParams({ Action: action, Version: '2016-11-15' })
  for (const [name, value] of Object.entries(parameters)) body.set(name, String(value))
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await fetch(api.endpoint, { method: 'POST', body: body.toString(), headers })
  const xml = await answer.text()
  if (!answer.ok) throw new Error(`${action}: ${xml.replace(/\s+/g, ' ').slice(0, 300)}`)
  return xml
}

const pick = (xml: string, element: string): string => {
  const found = new RegExp(`<${element}>([^<]+)<`).exec(xml)?.[1]
  if (found === undefined) throw new Error(`no ${element} in ${xml.slice(0, 300)}`)
  return found
}

async function until(what: string, ask: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await ask()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`waited in vain for ${what}`)
}

export interface VrsReceiver extends Receiver {
  readonly api: Api
  readonly subnetId: string
  readonly routeTableId: string
  readonly routeServerId: string
}

/** Where the VPC is and how it is reached. */
interface VrsPlan {
  readonly flags: readonly string[]
  readonly port: number
  readonly cidr: string
  readonly subnet: string
  readonly liveness: string
  /** The address in the VPC of an address of this host, and the other way round. */
  readonly inVpc: (address: string) => string
  readonly onHost: (address: string) => string
}

/** vrs with one endpoint and the peers, made through the API; peers are at 127.91.x.y, interfaces at 10.91.x.y. */
export const startVrs = (peers: readonly PeerPlan[], liveness = 'bgp-keepalive'): Promise<VrsReceiver> =>
  startVrsAs(peers, {
    flags: ['--bgp-port', '1791'],
    port: 1791,
    cidr: '10.91.0.0/16',
    subnet: '10.91.0.0/20',
    liveness,
    inVpc: (address) => address.replace(/^127/, '10'),
    onHost: (address) => address.replace(/^10/, '127'),
  })

/** The same in `--network host`, with BFD: addresses as they are in the network namespace of this thread. */
export const startVrsOnHost = (
  peers: readonly PeerPlan[],
  cidr: string,
  subnet: string,
  interval: number,
): Promise<VrsReceiver> =>
  startVrsAs(peers, {
    flags: ['--network', 'host', '--bgp-port', '179', '--bfd-interval', String(interval), '--hold-time', '240'],
    port: 179,
    cidr,
    subnet,
    liveness: 'bfd',
    inVpc: (address) => address,
    onHost: (address) => address,
  })

async function startVrsAs(peers: readonly PeerPlan[], plan: VrsPlan): Promise<VrsReceiver> {
  const flags = ['--memory', '--quotas', 'none', '--no-default-vpc', ...plan.flags]
  const { process: server, endpoint } = await startServer(flags)
  const api: Api = { endpoint }
  const VpcId = pick(await call(api, 'CreateVpc', { CidrBlock: plan.cidr }), 'vpcId')
  const SubnetId = pick(await call(api, 'CreateSubnet', { VpcId, CidrBlock: plan.subnet }), 'subnetId')
  const RouteTableId = pick(await call(api, 'CreateRouteTable', { VpcId }), 'routeTableId')
  const RouteServerId = pick(await call(api, 'CreateRouteServer', { AmazonSideAsn: ASN }), 'routeServerId')
  await until('the route server', async () => (await call(api, 'DescribeRouteServers')).includes('<state>available<'))
  await call(api, 'AssociateRouteServer', { RouteServerId, VpcId })
  const associations = (): Promise<string> => call(api, 'GetRouteServerAssociations', { RouteServerId })
  await until('the association', async () => (await associations()).includes('<state>associated<'))
  await call(api, 'AssociateRouteTable', { RouteTableId, SubnetId })
  await call(api, 'EnableRouteServerPropagation', { RouteServerId, RouteTableId })
  const RouteServerEndpointId = pick(
    await call(api, 'CreateRouteServerEndpoint', { RouteServerId, SubnetId }),
    'routeServerEndpointId',
  )
  await until('the endpoint', async () => (await call(api, 'DescribeRouteServerEndpoints')).includes('>available<'))
  const address = pick(await call(api, 'DescribeRouteServerEndpoints'), 'eniAddress')
  for (const peer of peers) {
    const inVpc = plan.inVpc(peer.address)
    await call(api, 'CreateNetworkInterface', { SubnetId, PrivateIpAddress: inVpc })
    await call(api, 'CreateRouteServerPeer', {
      RouteServerEndpointId,
      PeerAddress: inVpc,
      'BgpOptions.PeerAsn': peer.asn,
      'BgpOptions.PeerLivenessDetection': plan.liveness,
    })
  }
  await until('the peers', async () => !(await call(api, 'DescribeRouteServerPeers')).includes('<state>pending<'))
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${endpoint}/metrics`)).text()
    return [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].reduce(
      (sum, m) => sum + Number(m[1]),
      0,
    )
  }
  return {
    name: 'vrs',
    address: plan.onHost(address),
    port: plan.port,
    api,
    subnetId: SubnetId,
    routeTableId: RouteTableId,
    routeServerId: RouteServerId,
    count: () => metric('vrs_fib_routes'),
    paths: () => metric('vrs_rib_paths'),
    converged: () => metric('vrs_convergence_seconds_sum'),
    stall: async () => (await metric('vrs_router_loop_stall_seconds_max')) * 1000,
    pids: () => childrenOf(server.pid),
    stop: async () => {
      await server.stop()
    },
  }
}

/** The router processes that a server started: they do the work that is measured. */
function childrenOf(pid: number): readonly number[] {
  const found = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '),
  )
  return found.filter((word) => word !== '').map(Number)
}
