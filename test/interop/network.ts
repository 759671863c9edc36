// Two hosts on one cable: network namespaces `rs` (the server, --network host) and one for each device, on one bridge-less
// veth each, made for one test and removed with it. Needs root.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { VRS } from '../../src/lab/vrs-process.ts'
import { eventually } from '../harness.ts'

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
  /** A folder of the test for configuration files and sockets. */
  readonly folder: string
  /** Name of the interface of device `n` in its namespace. */
  readonly link: (device: number) => string
  readonly namespace: (host: number) => string
}

const sh = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** Makes the namespaces and cables for `devices` devices. */
export function makeLab(t: TestContext, devices: number): Lab {
  const mark = `vrs${process.pid}${counter++}`
  const namespace = (host: number): string => `${mark}n${host}`
  const link = (device: number): string => `d${device}`
  const folder = mkdtempSync(join(tmpdir(), 'vrs-interop-'))
  const running: ChildProcess[] = []
  t.after(async () => {
    for (const child of running.toReversed()) {
      const gone = new Promise((resolve) =>
        child.exitCode === null && child.signalCode === null ? child.once('exit', resolve) : resolve(0),
      )
      child.kill('SIGCONT')
      child.kill('SIGKILL')
      await gone
    }
    for (let host = 0; host <= devices; host++) sh('ip', ['netns', 'del', namespace(host)])
    rmSync(folder, { recursive: true, force: true })
  })
  for (let host = 0; host <= devices; host++) {
    sh('ip', ['netns', 'add', namespace(host)])
    sh('ip', ['-n', namespace(host), 'link', 'set', 'lo', 'up'])
  }
  for (let device = 1; device <= devices; device++) cable(namespace(0), namespace(device), device, link(device))
  const prefix = (host: number): string[] => ['netns', 'exec', namespace(host)]
  return {
    folder,
    link,
    namespace,
    exec: (host, command, args) => sh('ip', [...prefix(host), command, ...args]),
    start: (host, command, args) => {
      const child = spawn('ip', [...prefix(host), command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
      let said = ''
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (part: Buffer) => {
          said = (said + part.toString()).slice(-2000)
        })
      }
      // A program that gives up by itself is what a failing test is about.
      child.once('exit', (code) => {
        if (code !== null && code !== 0) process.stderr.write(`${command} ended with ${code}: ${said}\n`)
      })
      running.push(child)
      return child
    },
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

/** Calls `vrs ec2 ...` in the server's namespace; JSON out. */
export function ec2<T>(lab: Lab, endpoint: string, args: readonly string[]): T {
  const env = [`AWS_ENDPOINT_URL=${endpoint}`, 'AWS_REGION=us-east-1', 'AWS_ACCESS_KEY_ID=t', 'AWS_SECRET_ACCESS_KEY=t']
  return JSON.parse(lab.exec(0, 'env', [...env, process.execPath, VRS, 'ec2', ...args]) || '{}') as T
}

export interface Site {
  readonly endpoint: string
  readonly routeServerId: string
  readonly routeTableId: string
  readonly enis: readonly string[]
  readonly peerIds: readonly string[]
  readonly server: ChildProcess
}

/** Starts the server in its namespace and makes, by the API, one subnet, interface, endpoint and peer for each device. */
export async function makeSite(
  lab: Lab,
  devices: readonly { readonly asn: number; readonly bfd?: boolean }[],
  flags: readonly string[] = [],
): Promise<Site> {
  const listen = ['serve', '--memory', '--network', 'host', '--no-default-vpc', '--listen', '127.0.0.1:4179']
  const server = lab.start(0, process.execPath, [VRS, ...listen, ...flags])
  await new Promise<void>((resolve, reject) => {
    server.stdout?.once('data', () => resolve())
    server.once('exit', (code) => reject(new Error(`the server ended with ${code} before it was ready`)))
  })
  const endpoint = 'http://127.0.0.1:4179'
  const call = <T>(...args: string[]): T => ec2<T>(lab, endpoint, args)
  const pool = ['--ipv6-pool', 'local', '--ipv6-cidr-block', 'fd99::/56']
  const vpc = call<{ Vpc: { VpcId: string } }>('create-vpc', '--cidr-block', '10.99.0.0/16', ...pool).Vpc.VpcId
  const inVpc = ['--vpc-id', vpc]
  const table = call<{ RouteTable: { RouteTableId: string } }>('create-route-table', ...inVpc).RouteTable.RouteTableId
  const rs = call<{ RouteServer: { RouteServerId: string } }>(
    'create-route-server',
    '--amazon-side-asn',
    '65000',
  ).RouteServer
  const byId = ['--route-server-id', rs.RouteServerId]
  const settled = (what: string, args: string[], wanted: string): Promise<string> =>
    eventually(
      what,
      () => Promise.resolve(JSON.stringify(call(...args))),
      (answer) => answer.includes(`"${wanted}"`),
    )
  await settled('route server', ['describe-route-servers'], 'available')
  call('associate-route-server', ...byId, ...inVpc)
  await settled('association', ['get-route-server-associations', ...byId], 'associated')
  call('enable-route-server-propagation', ...byId, '--route-table-id', table)
  const enis: string[] = []
  const peerIds: string[] = []
  for (const [index, device] of devices.entries()) {
    const cidr = `10.99.${index + 1}.0/24`
    const cidrs = ['--cidr-block', cidr, '--ipv6-cidr-block', `fd99:0:0:${index + 1}::/64`]
    const subnet = call<{ Subnet: { SubnetId: string } }>('create-subnet', ...inVpc, ...cidrs).Subnet.SubnetId
    const where = ['--subnet-id', subnet]
    const v6 = ['--ipv6-addresses', `Ipv6Address=${DEVICE_ADDRESS6(index + 1)}`]
    const address = ['--private-ip-address', DEVICE_ADDRESS(index + 1), ...v6]
    const eni = call<{ NetworkInterface: { NetworkInterfaceId: string } }>(
      'create-network-interface',
      ...where,
      ...address,
    )
    enis.push(eni.NetworkInterface.NetworkInterfaceId)
    const made = call<{ RouteServerEndpoint: { RouteServerEndpointId: string } }>(
      'create-route-server-endpoint',
      ...byId,
      ...where,
    )
    const id = made.RouteServerEndpoint.RouteServerEndpointId
    await settled('endpoint', ['describe-route-server-endpoints', '--route-server-endpoint-ids', id], 'available')
    const options = `PeerAsn=${device.asn},PeerLivenessDetection=${device.bfd === true ? 'bfd' : 'bgp-keepalive'}`
    const peer = ['--peer-address', DEVICE_ADDRESS(index + 1), '--bgp-options', options]
    const created = call<{ RouteServerPeer: { RouteServerPeerId: string } }>(
      'create-route-server-peer',
      '--route-server-endpoint-id',
      id,
      ...peer,
    )
    peerIds.push(created.RouteServerPeer.RouteServerPeerId)
  }
  return { endpoint, routeServerId: rs.RouteServerId, routeTableId: table, enis, peerIds, server }
}

export interface ShownRoute {
  readonly Prefix: string
  readonly RouteStatus: string
  readonly NextHopIp?: string
  readonly Med?: number
  readonly AsPaths?: readonly string[]
  readonly RouteServerPeerId: string
}

/** The routing database, as `vrs ec2` shows it. */
export const routes = (lab: Lab, site: Site): readonly ShownRoute[] =>
  ec2<{ Routes?: ShownRoute[] }>(lab, site.endpoint, [
    'get-route-server-routing-database',
    '--route-server-id',
    site.routeServerId,
  ]).Routes ?? []

/** The interface that the table sends `prefix` to, undefined when it has no such advertised route. */
export function installed(lab: Lab, site: Site, prefix: string): string | undefined {
  interface Answer {
    RouteTables: { Routes: Record<string, string>[] }[]
  }
  const answer = ec2<Answer>(lab, site.endpoint, ['describe-route-tables', '--route-table-ids', site.routeTableId])
  const route = answer.RouteTables[0]?.Routes.find(
    (one) =>
      (one['DestinationCidrBlock'] ?? one['DestinationIpv6CidrBlock']) === prefix && one['Origin'] === 'Advertisement',
  )
  return route?.['NetworkInterfaceId']
}

/** BGP and BFD status of each peer, for example `up/down`. */
export function statuses(lab: Lab, site: Site): readonly string[] {
  interface Answer {
    RouteServerPeers: { BgpStatus?: { Status: string }; BfdStatus?: { Status: string } }[]
  }
  const { RouteServerPeers } = ec2<Answer>(lab, site.endpoint, ['describe-route-server-peers'])
  return RouteServerPeers.map((peer) => `${peer.BgpStatus?.Status ?? '-'}/${peer.BfdStatus?.Status ?? '-'}`)
}
