// vrs as a receiver: one route server with one endpoint, made through the API as a user would.

import { startServer } from '../../../src/lab/vrs-process.ts'
import { atExit } from '../at-exit.ts'
import { ASN, childrenOf, freePort, pause, sumOf, type PeerPlan, type Receiver, type Turns } from '../receiver.ts'

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
    await pause(20)
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
export async function startVrs(peers: readonly PeerPlan[], liveness = 'bgp-keepalive'): Promise<VrsReceiver> {
  // Its endpoint's address: the first that a subnet has to give.
  const port = await freePort('127.91.0.4')
  return startVrsAs(peers, {
    flags: ['--bgp-port', String(port)],
    port,
    cidr: '10.91.0.0/16',
    subnet: '10.91.0.0/16',
    liveness,
    inVpc: (address) => address.replace(/^127/, '10'),
    onHost: (address) => address.replace(/^10/, '127'),
  })
}

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

const valueOf = (text: string, name: string): number =>
  sumOf(text, new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))

/** Turns of the router's event loop so far, by the bound below which they took, in milliseconds, and the longest of late. */
function turnsOf(text: string): Turns {
  const buckets = text.matchAll(/^vrs_router_turn_seconds_bucket\{.*le="([^"]+)".*\} (\d+)$/gm)
  return {
    longestOfLate: valueOf(text, 'vrs_router_loop_stall_seconds_max') * 1_000,
    upTo: [...buckets].map(([, bound, count]) => [bound === '+Inf' ? Infinity : Number(bound) * 1_000, Number(count)]),
  }
}

async function startVrsAs(peers: readonly PeerPlan[], plan: VrsPlan): Promise<VrsReceiver> {
  const flags = ['--memory', '--quotas', 'none', '--no-default-vpc', ...plan.flags]
  const { process: server, endpoint } = await startServer(flags)
  const forget = atExit(() => server.signal('SIGTERM'))
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
  const metrics = async (): Promise<string> => await (await fetch(`${endpoint}/metrics`)).text()
  const metric = async (name: string): Promise<number> => valueOf(await metrics(), name)
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
    turns: async () => turnsOf(await metrics()),
    pids: () => childrenOf(server.pid),
    stop: async () => {
      await server.stop()
      forget()
    },
  }
}
