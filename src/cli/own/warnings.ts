// What keeps routes from arriving although nothing reports an error (behaviour reference, section 12): propagation
// missing, source/destination check on, next hop unresolved, session down and why.

import type { Page } from '../call/pages.ts'
import { inner, text, type ServerInventory } from './inventory.ts'

export interface Warning {
  readonly resourceId: string
  readonly why: string
  /** The command that mends it, where there is one. */
  readonly mend?: string
}

/** Interfaces and routes around one server, as far as they could be read. */
export interface Surroundings {
  readonly interfaces: readonly Page[]
  readonly routes: readonly Page[]
  /** Why sessions are down, by peer, as our server says it; another EC2 endpoint does not. */
  readonly down: ReadonlyMap<string, string>
}

/** All warnings about one route server. */
export function warningsOf(server: ServerInventory, around: Surroundings): readonly Warning[] {
  return [
    ...setUpWarnings(server),
    ...server.endpoints.flatMap(endpointWarnings),
    ...server.peers.flatMap((peer) => peerWarnings(peer, around)),
    ...routeWarnings(server, around),
  ]
}

function setUpWarnings({ server, associations, propagations, endpoints }: ServerInventory): Warning[] {
  const resourceId = text(server, 'RouteServerId')
  const vpc = text(associations[0], 'VpcId')
  if (associations.length === 0) {
    return [
      {
        resourceId,
        why: 'is not associated with a VPC, so it can have no endpoints.',
        mend: `vrs ec2 associate-route-server --route-server-id ${resourceId} --vpc-id <vpc>`,
      },
    ]
  }
  const warnings: Warning[] = []
  if (propagations.length === 0) {
    warnings.push({
      resourceId,
      why: `no route table of ${vpc} takes its routes: propagation is enabled nowhere.`,
      mend: `vrs ec2 enable-route-server-propagation --route-server-id ${resourceId} --route-table-id <table>`,
    })
  }
  if (endpoints.length === 0) warnings.push({ resourceId, why: 'has no endpoint that a device could peer with.' })
  return warnings
}

function endpointWarnings(endpoint: Page): Warning[] {
  const state = text(endpoint, 'State')
  if (state !== 'failed' && state !== 'failing') return []
  return [{ resourceId: text(endpoint, 'RouteServerEndpointId'), why: failure(endpoint) }]
}

const failure = (item: Page): string => {
  const reason = text(item, 'FailureReason')
  return `is ${text(item, 'State')}${reason === '' ? '.' : `: ${reason}`}`
}

const addressesOf = (eni: Page): readonly string[] => {
  const listed = ((eni['PrivateIpAddresses'] ?? []) as readonly Page[]).map((a) => text(a, 'PrivateIpAddress'))
  const six = ((eni['Ipv6Addresses'] ?? []) as readonly Page[]).map((a) => text(a, 'Ipv6Address'))
  return [text(eni, 'PrivateIpAddress'), ...listed, ...six]
}

const ownerOf = (address: string, vpcId: string, { interfaces }: Surroundings): Page | undefined =>
  interfaces.find((eni) => text(eni, 'VpcId') === vpcId && addressesOf(eni).includes(address))

function peerWarnings(peer: Page, around: Surroundings): Warning[] {
  const resourceId = text(peer, 'RouteServerPeerId')
  const state = text(peer, 'State')
  if (state === 'failed' || state === 'failing') return [{ resourceId, why: failure(peer) }]
  if (state !== 'available') return []
  const address = text(peer, 'PeerAddress')
  const eni = ownerOf(address, text(peer, 'VpcId'), around)
  const warnings: Warning[] = []
  const down = whyDown(peer, eni, around.down.get(resourceId))
  if (down !== undefined) warnings.push({ resourceId, why: down })
  if (eni?.['SourceDestCheck'] === true) warnings.push(sourceDestCheck(eni, address))
  return warnings
}

function whyDown(peer: Page, eni: Page | undefined, known: string | undefined): string | undefined {
  const address = text(peer, 'PeerAddress')
  const endpoint = text(peer, 'EndpointEniAddress')
  if (inner(peer, 'BgpStatus', 'Status') === 'down') {
    if (eni === undefined) return `BGP is down: no network interface in the VPC has the address ${address}.`
    const asn = inner(peer, 'BgpOptions', 'PeerAsn')
    if (known !== undefined) return `${known}; the device at ${address} (AS ${asn}) must connect to ${endpoint}.`
    return `BGP is down: the device at ${address} (AS ${asn}) has no session with ${endpoint}; it must open the connection.`
  }
  const wantsBfd = inner(peer, 'BgpOptions', 'PeerLivenessDetection') === 'bfd'
  if (wantsBfd && inner(peer, 'BfdStatus', 'Status') === 'down') {
    return `BFD is down although it is asked for: the device at ${address} sends none; a silent loss is found by the hold time only.`
  }
  return undefined
}

function sourceDestCheck(eni: Page, address: string): Warning {
  const resourceId = text(eni, 'NetworkInterfaceId')
  return {
    resourceId,
    why: `has the source/destination check on: what is routed to ${address} is dropped.`,
    mend: `vrs ec2 modify-network-interface-attribute --network-interface-id ${resourceId} --no-source-dest-check`,
  }
}

/** Next hops that nothing owns, and routes that no table took, each said once. */
function routeWarnings({ server, associations }: ServerInventory, around: Surroundings): Warning[] {
  const vpc = text(associations[0], 'VpcId')
  const resourceId = text(server, 'RouteServerId')
  const unresolved = new Map<string, number>()
  const refused = new Map<string, number>()
  for (const route of around.routes) {
    const hop = text(route, 'NextHopIp')
    if (hop !== '' && ownerOf(hop, vpc, around) === undefined) unresolved.set(hop, (unresolved.get(hop) ?? 0) + 1)
    for (const detail of (route['RouteInstallationDetails'] ?? []) as readonly Page[]) {
      if (text(detail, 'RouteInstallationStatus') !== 'rejected') continue
      const why = `${text(detail, 'RouteTableId')}: ${text(detail, 'RouteInstallationStatusReason')}`
      refused.set(why, (refused.get(why) ?? 0) + 1)
    }
  }
  return [
    ...[...unresolved].map(([hop, n]) => ({
      resourceId,
      why: `${plural(n)} the next hop ${hop}, which no network interface of ${vpc} has.`,
    })),
    ...[...refused].map(([why, n]) => ({
      resourceId,
      why: `${n} ${n === 1 ? 'route is' : 'routes are'} refused by ${why}`,
    })),
  ]
}

const plural = (n: number): string => (n === 1 ? '1 route has' : `${n} routes have`)
