// The server in the namespace of a lab (`--network host`, unless a flag says otherwise), with one subnet, interface, endpoint and peer for each device, and
// what the API and the server's own questions say of them. Requests reach the namespace through a socket file.

import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createConnection, type Socket } from 'node:net'
import { join } from 'node:path'
import {
  AssociateRouteServerCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteServerCommand,
  CreateRouteServerEndpointCommand,
  CreateRouteServerPeerCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeRouteServerEndpointsCommand,
  DescribeRouteServerPeersCommand,
  DescribeRouteServersCommand,
  DescribeRouteTablesCommand,
  EC2Client,
  EnableRouteServerPropagationCommand,
  GetRouteServerAssociationsCommand,
  GetRouteServerRoutingDatabaseCommand,
  type RouteServerRoute,
} from '@aws-sdk/client-ec2'
import { VRS } from '../../src/lab/vrs-process.ts'
import { eventually } from '../harness.ts'
import { DEVICE_ADDRESS, DEVICE_ADDRESS6, end, type Lab } from './network.ts'

/** The AS of the route server. */
export const RS_ASN = 65000

export interface SiteDevice {
  readonly asn: number
  readonly bfd?: boolean
}

/** The API listens on the namespace's loopback only; the file is seen from everywhere. */
const RELAY = `
const net = require('node:net')
net.createServer((near) => {
  const far = net.connect(4179, '127.0.0.1')
  near.pipe(far).pipe(near)
  for (const [one, other] of [[near, far], [far, near]]) one.on('error', () => other.destroy())
}).listen(process.argv[1])
`

class FileAgent extends Agent {
  readonly #path: string

  constructor(path: string) {
    super({ keepAlive: false })
    this.#path = path
  }

  override createConnection(): Socket {
    return createConnection(this.#path)
  }
}

const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('a member is missing in the answer')
  return value
}

export class Site {
  readonly lab: Lab
  readonly ec2: EC2Client
  /** By device, from 0: the network interface that the device stands for, and its peer. */
  readonly enis: string[] = []
  readonly peerIds: string[] = []
  routeServerId = ''
  routeTableId = ''
  readonly #flags: readonly string[]
  readonly #agent: FileAgent
  #server: ChildProcess | undefined

  constructor(lab: Lab, flags: readonly string[]) {
    this.lab = lab
    this.#flags = flags
    const socket = join(lab.folder, 'api.sock')
    lab.start(0, process.execPath, ['-e', RELAY, socket])
    this.#agent = new FileAgent(socket)
    this.ec2 = new EC2Client({
      endpoint: 'http://127.0.0.1:4179',
      region: 'us-east-1',
      credentials: { accessKeyId: 't', secretAccessKey: 't' },
      requestHandler: { httpAgent: this.#agent },
      maxAttempts: 1,
    })
  }

  /** Starts the server, for the first time or again. */
  async start(): Promise<void> {
    const network = this.#flags.includes('--network') ? [] : ['--network', 'host']
    const how = ['serve', ...network, '--no-default-vpc', '--listen', '127.0.0.1:4179']
    const server = this.lab.start(0, process.execPath, [VRS, ...how, ...this.#flags])
    this.#server = server
    await eventually(
      'the server is ready',
      async () => {
        if (server.exitCode !== null) throw new Error(`the server ended: ${this.log()}`)
        return this.get('/_vrs/health').catch((error: unknown) => String(error))
      },
      (said) => said.includes('"ready"'),
    )
  }

  /** Ends the server process and waits until it is gone. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    if (this.#server !== undefined) await end(this.#server, signal)
  }

  /** Kills the server and its router, both at the same moment: none of them can say anything any more. */
  async kill(): Promise<void> {
    const server = present(this.#server)
    const pid = present(server.pid)
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
    for (const one of [pid, ...children]) process.kill(one, 'SIGSTOP')
    for (const one of [pid, ...children]) process.kill(one, 'SIGKILL')
    await end(server, 'SIGKILL')
  }

  /** What the server process has written. */
  log(): string {
    return this.#server === undefined ? '' : this.lab.said(this.#server)
  }

  /** BGP and BFD status of each peer in order of the devices, for example `up/down`. */
  async statuses(): Promise<readonly string[]> {
    const { RouteServerPeers = [] } = await this.ec2.send(new DescribeRouteServerPeersCommand({}))
    const byId = new Map(RouteServerPeers.map((peer) => [peer.RouteServerPeerId, peer]))
    return this.peerIds.map((id) => {
      const peer = byId.get(id)
      return `${peer?.BgpStatus?.Status ?? '-'}/${peer?.BfdStatus?.Status ?? '-'}`
    })
  }

  /** The whole routing database. */
  async routes(): Promise<readonly RouteServerRoute[]> {
    const all: RouteServerRoute[] = []
    for (let NextToken: string | undefined; ;) {
      const asked = {
        RouteServerId: this.routeServerId,
        MaxResults: 1000,
        ...(NextToken === undefined ? {} : { NextToken }),
      }
      const page = await this.ec2.send(new GetRouteServerRoutingDatabaseCommand(asked))
      all.push(...(page.Routes ?? []))
      NextToken = page.NextToken
      if (NextToken === undefined) break
    }
    return all
  }

  /** Destination to interface of all advertised routes in the table. */
  async table(): Promise<ReadonlyMap<string, string>> {
    const answer = await this.ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [this.routeTableId] }))
    const routes = (answer.RouteTables?.[0]?.Routes ?? []).filter((route) => route.Origin === 'Advertisement')
    return new Map(
      routes.map((route) => [
        present(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock),
        present(route.NetworkInterfaceId),
      ]),
    )
  }

  /** The device (1, 2 ...) that the table sends a prefix to; undefined when it has no such route. */
  async target(prefix: string): Promise<number | undefined> {
    const eni = (await this.table()).get(prefix)
    return eni === undefined ? undefined : this.enis.indexOf(eni) + 1
  }

  /** Why the session of a device is down, as the server says it; undefined when it is up. */
  async why(device: number): Promise<string | undefined> {
    const { warnings } = JSON.parse(await this.get('/_vrs/warnings')) as {
      warnings: { code: string; resourceId: string; why: string }[]
    }
    const id = this.peerIds[device - 1]
    return warnings.find((warning) => warning.code === 'session-down' && warning.resourceId === id)?.why
  }

  /** A metric of the peer of a device; not a number as long as the router does not answer. */
  async metric(name: string, device: number): Promise<number> {
    const line = `${name}{peer="${this.peerIds[device - 1]}"} `
    const found = (await this.get('/metrics')).split('\n').find((one) => one.startsWith(line))
    return Number(found?.slice(line.length))
  }

  /** What `vrs` prints, run beside the server. */
  vrs(...args: readonly string[]): string {
    const env = ['AWS_ENDPOINT_URL=http://127.0.0.1:4179', 'AWS_REGION=us-east-1']
    const keys = ['AWS_ACCESS_KEY_ID=t', 'AWS_SECRET_ACCESS_KEY=t']
    return this.lab.exec(0, 'env', [...env, ...keys, process.execPath, VRS, ...args])
  }

  /** GET of something that is not the API. */
  get(path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const asked = request({ agent: this.#agent, host: '127.0.0.1', port: 4179, path }, (reply) => {
        let body = ''
        reply.setEncoding('utf8')
        reply.on('data', (part: string) => (body += part))
        reply.on('end', () => resolve(body))
      })
      asked.on('error', reject)
      asked.end()
    })
  }
}

/** Starts the server in the lab's namespace 0 and makes everything by the API. */
export async function makeSite(
  lab: Lab,
  devices: readonly SiteDevice[],
  flags: readonly string[] = ['--memory'],
): Promise<Site> {
  const site = new Site(lab, flags)
  await site.start()
  const { ec2 } = site
  const { Vpc } = await ec2.send(
    new CreateVpcCommand({ CidrBlock: '10.99.0.0/16', Ipv6Pool: 'local', Ipv6CidrBlock: 'fd99::/56' }),
  )
  const VpcId = present(Vpc?.VpcId)
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }))
  site.routeTableId = present(RouteTable?.RouteTableId)
  const { RouteServer } = await ec2.send(new CreateRouteServerCommand({ AmazonSideAsn: RS_ASN }))
  const RouteServerId = present(RouteServer?.RouteServerId)
  site.routeServerId = RouteServerId
  await eventually(
    'the route server is available',
    () => ec2.send(new DescribeRouteServersCommand({ RouteServerIds: [RouteServerId] })),
    (answer) => answer.RouteServers?.[0]?.State === 'available',
  )
  await ec2.send(new AssociateRouteServerCommand({ RouteServerId, VpcId }))
  await eventually(
    'the association is there',
    () => ec2.send(new GetRouteServerAssociationsCommand({ RouteServerId })),
    (answer) => answer.RouteServerAssociations?.[0]?.State === 'associated',
  )
  await ec2.send(new EnableRouteServerPropagationCommand({ RouteServerId, RouteTableId: site.routeTableId }))
  for (const [index, device] of devices.entries()) await addDevice(site, VpcId, index + 1, device)
  return site
}

async function addDevice(site: Site, VpcId: string, n: number, device: SiteDevice): Promise<void> {
  const { ec2, routeServerId: RouteServerId } = site
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({ VpcId, CidrBlock: `10.99.${n}.0/24`, Ipv6CidrBlock: `fd99:0:0:${n}::/64` }),
  )
  const SubnetId = present(Subnet?.SubnetId)
  const { NetworkInterface } = await ec2.send(
    new CreateNetworkInterfaceCommand({
      SubnetId,
      PrivateIpAddress: DEVICE_ADDRESS(n),
      Ipv6Addresses: [{ Ipv6Address: DEVICE_ADDRESS6(n) }],
    }),
  )
  site.enis.push(present(NetworkInterface?.NetworkInterfaceId))
  const made = await ec2.send(new CreateRouteServerEndpointCommand({ RouteServerId, SubnetId }))
  const RouteServerEndpointId = present(made.RouteServerEndpoint?.RouteServerEndpointId)
  await eventually(
    'the endpoint is available',
    () => ec2.send(new DescribeRouteServerEndpointsCommand({ RouteServerEndpointIds: [RouteServerEndpointId] })),
    (answer) => answer.RouteServerEndpoints?.[0]?.State === 'available',
  )
  const created = await ec2.send(
    new CreateRouteServerPeerCommand({
      RouteServerEndpointId,
      PeerAddress: DEVICE_ADDRESS(n),
      BgpOptions: { PeerAsn: device.asn, PeerLivenessDetection: device.bfd === true ? 'bfd' : 'bgp-keepalive' },
    }),
  )
  site.peerIds.push(present(created.RouteServerPeer?.RouteServerPeerId))
}
