// From the resources of the API to what the router of each VPC should be. A function of the engine's state alone, so it
// may be computed again at any time. This is also where an address of a VPC becomes an address of this host. What there
// can be thousands of (interfaces, peers) is the same object as long as its record is: changes are found by identity.

import { formatPrefix, parsePrefix } from '../base/ip.ts'
import type { Region } from '../engine/state.ts'
import { recordsBy, recordBy, tableOf } from '../engine/state.ts'
import type { NetworkInterface, Route, Vpc } from '../engine/vpc-resources.ts'
import type { RouteServer, RouteServerPeer } from '../engine/route-server-resources.ts'
import type {
  AddressForm,
  DesiredEndpoint,
  DesiredGateway,
  DesiredInterface,
  DesiredPeer,
  DesiredPropagation,
  DesiredRouteServer,
  DesiredStaticRoute,
  DesiredSubnet,
  DesiredTable,
  DesiredVpc,
} from '../router/protocol.ts'
import type { RouterSettings } from './settings.ts'

/** The VPCs of a region that need a router: those with an associated route server. */
export function vpcsWithRouter(region: Region): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const association of tableOf(region, 'route-server-association').values()) {
    if (association.state === 'associated') ids.add(association.vpcId)
  }
  return ids
}

/** What the router of the VPC should be; undefined when the VPC is not there. */
export function desiredVpc(region: Region, vpcId: string, settings: RouterSettings): DesiredVpc | undefined {
  const vpc = tableOf(region, 'vpc').get(vpcId)
  if (vpc === undefined) return undefined
  const cidrs = cidrsOf(vpc)
  const routeServers = routeServersOf(region, vpcId)
  const servers = new Set(routeServers.map((server) => server.id))
  const endpoints = endpointsOf(region, vpcId, settings).filter((endpoint) => servers.has(endpoint.routeServerId))
  const listening = new Set(endpoints.map((endpoint) => endpoint.endpointId))
  return {
    vpcId,
    cidrs,
    addressForms: settings.network === 'loopback' ? loopbackForms(cidrs) : [],
    subnets: subnetsOf(region, vpcId),
    gateways: gatewaysOf(region, vpcId),
    interfaces: recordsBy(region, 'interfacesByVpc', vpcId).map((eni) => desiredInterface(eni, undefined)),
    routeServers: routeServers.map((server) => desiredRouteServer(server, settings)),
    endpoints,
    peers: peersOf(region, vpcId, settings).filter((peer) => listening.has(peer.endpointId)),
    tables: tablesOf(region, vpcId, settings),
    propagations: propagationsOf(region, routeServers),
    bgp: settings.bgp,
    bfd: settings.bfd,
    logRoutes: settings.logRoutes,
  }
}

/** The address of this host that stands for an IPv4 address of a VPC: in loopback mode the first octet becomes 127. */
export function hostForm(address: string, network: RouterSettings['network']): string {
  return network === 'loopback' ? address.replace(/^\d+/, '127') : address
}

/** Every IPv4 block with its image in 127.0.0.0/8. IPv6 addresses stand for themselves. */
export function loopbackForms(cidrs: readonly string[]): readonly AddressForm[] {
  return cidrs
    .filter((cidr) => parsePrefix(cidr)?.family === 4)
    .map((vpc) => ({ vpc, host: hostForm(vpc, 'loopback') }))
}

const LIVE_BLOCKS = new Set(['associating', 'associated'])

function cidrsOf(vpc: Vpc): readonly string[] {
  const blocks = [...vpc.cidrAssociations, ...vpc.ipv6CidrAssociations]
  return blocks.filter((block) => LIVE_BLOCKS.has(block.state)).map((block) => canonical(block.cidrBlock))
}

function canonical(cidr: string): string {
  const prefix = parsePrefix(cidr)
  return prefix === undefined ? cidr : formatPrefix(prefix)
}

function subnetsOf(region: Region, vpcId: string): readonly DesiredSubnet[] {
  const main = recordBy(region, 'tableAssociationsByUser', vpcId)?.routeTableId ?? ''
  return recordsBy(region, 'subnetsByVpc', vpcId).map((subnet) => ({
    subnetId: subnet.id,
    cidrs: [
      ...(subnet.cidrBlock === undefined ? [] : [subnet.cidrBlock]),
      ...subnet.ipv6CidrAssociations.filter((b) => LIVE_BLOCKS.has(b.state)).map((b) => b.cidrBlock),
    ],
    routeTableId: recordBy(region, 'tableAssociationsByUser', subnet.id)?.routeTableId ?? main,
  }))
}

function gatewaysOf(region: Region, vpcId: string): readonly DesiredGateway[] {
  return recordsBy(region, 'gatewaysByVpc', vpcId).map((gateway) => {
    const table = recordBy(region, 'tableAssociationsByUser', gateway.id)?.routeTableId
    return table === undefined ? { gatewayId: gateway.id } : { gatewayId: gateway.id, routeTableId: table }
  })
}

const desiredInterface = remembered((eni: NetworkInterface): DesiredInterface => {
  const { attachment } = eni
  return {
    eniId: eni.id,
    subnetId: eni.subnetId,
    addresses: [...eni.privateAddresses.map((a) => a.address), ...eni.ipv6Addresses],
    // Nothing here is an instance: an interface that was never attached belongs to whatever uses its address.
    active: attachment === undefined || attachment.state === 'attached' || attachment.state === 'attaching',
    sourceDestCheck: eni.sourceDestCheck,
    endpoint: eni.managedBy !== undefined,
  }
})

const LIVE_SERVERS = new Set(['available', 'modifying'])

function routeServersOf(region: Region, vpcId: string): readonly RouteServer[] {
  return recordsBy(region, 'associationsByVpc', vpcId)
    .filter((association) => association.state === 'associated')
    .map((association) => tableOf(region, 'route-server').get(association.routeServerId))
    .filter((server) => server !== undefined)
    .filter((server) => LIVE_SERVERS.has(server.state))
}

function desiredRouteServer(server: RouteServer, settings: RouterSettings): DesiredRouteServer {
  const { routesPerPeerMax, routesPerServerMax, mode } = settings.limits
  const enabled = server.persistRoutesState !== 'disabled' && server.persistRoutesState !== 'disabling'
  return {
    routeServerId: server.id,
    asn: server.amazonSideAsn,
    persist: {
      enabled,
      durationSeconds: (server.persistRoutesDuration ?? 1) * 60,
      resetGeneration: server.resetGeneration,
    },
    limits: {
      mode,
      ...(routesPerPeerMax === undefined ? {} : { routesPerPeerMax }),
      ...(routesPerServerMax === undefined ? {} : { routesPerServerMax }),
    },
  }
}

function endpointsOf(region: Region, vpcId: string, settings: RouterSettings): readonly DesiredEndpoint[] {
  return recordsBy(region, 'endpointsByVpc', vpcId)
    .filter((endpoint) => endpoint.state === 'available')
    .flatMap((endpoint) => {
      const address = endpoint.eniAddress
      if (address === undefined) return []
      const hostAddress = hostForm(address, settings.network)
      return [{ endpointId: endpoint.id, routeServerId: endpoint.routeServerId, hostAddress, address }]
    })
}

function peersOf(region: Region, vpcId: string, settings: RouterSettings): readonly DesiredPeer[] {
  return recordsBy(region, 'peersByVpc', vpcId)
    .filter((peer) => peer.state === 'available')
    .map((peer) => desiredPeer(peer, settings))
}

const desiredPeer = remembered((peer: RouteServerPeer, settings: RouterSettings): DesiredPeer => ({
  peerId: peer.id,
  endpointId: peer.routeServerEndpointId,
  routeServerId: peer.routeServerId,
  hostAddress: hostForm(peer.peerAddress, settings.network),
  address: peer.peerAddress,
  asn: peer.peerAsn,
  liveness: peer.peerLivenessDetection,
  ...md5Key(settings, peer.peerAddress),
}))

/** The function, which is not asked twice about a record: records are never changed, only replaced. */
function remembered<R extends object, T, S = undefined>(compute: (record: R, settings: S) => T) {
  const known = new WeakMap<R, { readonly settings: S; readonly item: T }>()
  return (record: R, settings: S): T => {
    const before = known.get(record)
    if (before !== undefined && before.settings === settings) return before.item
    const item = compute(record, settings)
    known.set(record, { settings, item })
    return item
  }
}

function md5Key({ md5Keys }: RouterSettings, address: string): { readonly md5Key?: string } {
  const key = md5Keys !== undefined && Object.hasOwn(md5Keys, address) ? md5Keys[address] : undefined
  return key === undefined ? {} : { md5Key: key }
}

function tablesOf(region: Region, vpcId: string, settings: RouterSettings): readonly DesiredTable[] {
  const propagatedMax = settings.limits.propagatedPerTableMax
  return recordsBy(region, 'routeTablesByVpc', vpcId).map((table) => {
    const users = recordsBy(region, 'tableAssociationsByTable', table.id)
    return {
      routeTableId: table.id,
      kind: users.some((user) => user.gatewayId !== undefined) ? 'gateway' : 'subnet',
      statics: recordsBy(region, 'routesByTable', table.id)
        .filter(isWritten)
        .map((route) => staticRoute(region, route)),
      ...(propagatedMax === undefined ? {} : { propagatedMax }),
    }
  })
}

/** Local routes follow from the blocks of the VPC. */
const isWritten = (route: Route): boolean => route.target.type !== 'local'

function staticRoute(region: Region, route: Route): DesiredStaticRoute {
  const { target, destination } = route
  if (target.type === 'network-interface') {
    const eni = tableOf(region, 'network-interface').get(target.networkInterfaceId)
    const active = eni !== undefined && desiredInterface(eni, undefined).active
    return { destination, target: target.networkInterfaceId, active }
  }
  if (target.type === 'internet-gateway') {
    const gateway = tableOf(region, 'internet-gateway').get(target.gatewayId)
    return { destination, target: target.gatewayId, active: gateway?.attachment?.vpcId === route.vpcId }
  }
  return { destination, target: target.type, active: true }
}

/** In the order in which they were enabled, over all route servers of the VPC. */
function propagationsOf(region: Region, servers: readonly RouteServer[]): readonly DesiredPropagation[] {
  const ids = new Set(servers.map((server) => server.id))
  return [...tableOf(region, 'route-server-propagation').values()]
    .filter((propagation) => propagation.state === 'available' && ids.has(propagation.routeServerId))
    .map(({ routeServerId, routeTableId }) => ({ routeServerId, routeTableId }))
}
