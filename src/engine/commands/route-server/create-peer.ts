// CreateRouteServerPeer (reference 4.9). No client token: the same address twice at one endpoint is refused instead.
// The address need not belong to a network interface yet.

import { contains, parseIpv4, parsePrefix, sizeOf } from '../../../base/ip.ts'
import { errors } from '../../../model/errors.ts'
import type { createRouteServerPeer } from '../../../model/route-server/peer.ts'
import type { Infer } from '../../../model/shape.ts'
import { present } from '../../../base/assert.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { created } from '../../events.ts'
import { pair } from '../../indexes.ts'
import { find } from '../../lookup.ts'
import { withinQuota } from '../../quotas.ts'
import type { RouteServerEndpoint, RouteServerPeer } from '../../route-server-resources.ts'
import { countBy, recordBy, recordsBy, tableOf, type Region } from '../../state.ts'
import { tagsOnCreation } from '../../tags.ts'
import { asCreated, describePeer } from './describe.ts'
import { needState } from './refusals.ts'
import { settlesAt } from './settling.ts'

type Request = Infer<typeof createRouteServerPeer.input>

export function decideCreatePeer({ region }: World, request: Request, context: Context): Decision {
  const tags = tagsOnCreation(request.TagSpecifications, 'route-server-peer')
  const endpoint = find(region, 'route-server-endpoint', request.RouteServerEndpointId)
  needState('route-server-endpoint', endpoint, ['available'])
  checkAddress(region, endpoint, request.PeerAddress, context)
  refuseDuplicate(region, endpoint, request.PeerAddress)
  withinQuota(
    countBy(region, 'peersByEndpoint', endpoint.id),
    context.settings.quotas.peersPerEndpointMax,
    'RouteServerPeerLimitExceeded',
    `peers of route server endpoint '${endpoint.id}'`,
  )
  const peer: RouteServerPeer = { ...newPeer(endpoint, request, context), tags }
  return {
    events: [created(context, 'route-server-peer', peer.id, peer)],
    response: { RouteServerPeer: asCreated(describePeer(peer, context)) },
  }
}

const newPeer = (endpoint: RouteServerEndpoint, request: Request, context: Context): Omit<RouteServerPeer, 'tags'> => ({
  id: context.newId('route-server-peer'),
  routeServerId: endpoint.routeServerId,
  routeServerEndpointId: endpoint.id,
  vpcId: endpoint.vpcId,
  subnetId: endpoint.subnetId,
  endpointEniId: present(endpoint.eniId, `interface of ${endpoint.id}`),
  endpointEniAddress: present(endpoint.eniAddress, `address of ${endpoint.id}`),
  peerAddress: request.PeerAddress,
  peerAsn: request.BgpOptions.PeerAsn,
  peerLivenessDetection: request.BgpOptions.PeerLivenessDetection ?? 'bgp-keepalive',
  state: 'pending',
  createdAt: context.now,
  settlesAt: settlesAt(context, 'route-server-peer'),
})

function refuseDuplicate(region: Region, endpoint: RouteServerEndpoint, address: string): void {
  const peer = recordBy(region, 'peersByEndpointAndAddress', pair(endpoint.id, address))
  if (peer === undefined) return
  throw errors.of(
    'InvalidRouteServerPeer.Duplicate',
    `Route server endpoint '${endpoint.id}' already has a peer with address ${address}: '${peer.id}' (state '${peer.state}').`,
  )
}

function checkAddress(region: Region, endpoint: RouteServerEndpoint, address: string, context: Context): void {
  const why =
    whyNotUnicast(address) ??
    whyReserved(region, endpoint, address) ??
    (context.settings.network === 'host' ? undefined : whyOutside(region, endpoint.vpcId, address))
  if (why !== undefined) throw errors.invalidValue(address, 'peerAddress', why)
}

/** Blocks whose addresses no network device can have. */
const NOT_UNICAST = [
  ['0.0.0.0/8', 'It is no address of a host.'],
  ['127.0.0.0/8', 'It is a loopback address.'],
  ['224.0.0.0/4', 'It is a multicast address.'],
  ['240.0.0.0/4', 'It is a reserved address.'],
] as const

const whyNotUnicast = (address: string): string | undefined => NOT_UNICAST.find(([block]) => isIn(block, address))?.[1]

function isIn(block: string, address: string): boolean {
  const prefix = parsePrefix(block)
  const word = parseIpv4(address)
  return prefix !== undefined && word !== undefined && contains(prefix, { family: 4, words: [word] })
}

/** The endpoint itself, and the first and last address of a subnet. */
function whyReserved(region: Region, endpoint: RouteServerEndpoint, address: string): string | undefined {
  if (address === endpoint.eniAddress) return `It is the address of endpoint '${endpoint.id}' itself.`
  const subnet = recordsBy(region, 'subnetsByVpc', endpoint.vpcId).find(({ cidrBlock = '' }) =>
    isIn(cidrBlock, address),
  )
  const block = parsePrefix(subnet?.cidrBlock ?? '')
  if (subnet === undefined || block === undefined) return undefined
  const offset = (parseIpv4(address) ?? 0) - (block.words[0] as number)
  if (offset === 0) return `It is the network address of subnet '${subnet.id}'.`
  return offset === sizeOf(block) - 1 ? `It is the broadcast address of subnet '${subnet.id}'.` : undefined
}

/** In a simulated VPC no device can have an address outside of it; on a real network it may. */
function whyOutside(region: Region, vpcId: string, address: string): string | undefined {
  const blocks = (tableOf(region, 'vpc').get(vpcId)?.cidrAssociations ?? [])
    .filter(({ state }) => state === 'associating' || state === 'associated')
    .map(({ cidrBlock }) => cidrBlock)
  return blocks.some((block) => isIn(block, address))
    ? undefined
    : `It is outside of VPC '${vpcId}', which has ${blocks.join(', ')}.`
}
