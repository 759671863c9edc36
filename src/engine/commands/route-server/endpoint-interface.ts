// The network interface of an endpoint and its security group (reference 4.6): made by the service in the caller's
// account when the endpoint becomes available, and taken away with it.

import { contains, parseAddress, parsePrefix } from '../../../base/ip.ts'
import { availableAddressCount, lowestFreeAddress } from '../../addresses.ts'
import type { World } from '../../command.ts'
import type { Context } from '../../decision.ts'
import { created, removed, type Event } from '../../events.ts'
import { idsBy, recordsBy, type Region } from '../../state.ts'
import { macAddressOf } from '../../mac-address.ts'
import type { RouteServerEndpoint, RouteServerPeer } from '../../route-server-resources.ts'
import type { NetworkInterface, SecurityGroup, SecurityGroupRule, Subnet } from '../../vpc-resources.ts'

const SERVICE = 'amazon-aws'
const BGP_PORT = 179
const BFD_PORT = 3784

/** How many addresses an endpoint could get in the subnet. */
export function freeAddressCount(world: World, subnet: Subnet, context: Context): number {
  if (subnet.cidrBlock === undefined) return 0
  if (context.settings.network === 'host') return localAddressesIn(world, subnet, context).length
  return availableAddressCount(subnet.cidrBlock, world.region.addresses.get(subnet.id))
}

/** The address that an endpoint gets: the lowest free one or, on the host network, one that this host has. */
export function addressFor(world: World, subnet: Subnet, context: Context): string | undefined {
  if (subnet.cidrBlock === undefined) return undefined
  if (context.settings.network === 'host') return localAddressesIn(world, subnet, context)[0]
  return lowestFreeAddress(subnet.cidrBlock, world.region.addresses.get(subnet.id))
}

/** The addresses of this host that are in the subnet and that neither an interface there nor any endpoint has. */
function localAddressesIn(
  { state, region }: World,
  subnet: Subnet,
  { localAddresses = [] }: Context,
): readonly string[] {
  const block = parsePrefix(subnet.cidrBlock ?? '')
  const used = region.addresses.get(subnet.id)
  return localAddresses.filter((text) => {
    const address = parseAddress(text)
    const isInside = block !== undefined && address !== undefined && contains(block, address)
    return isInside && used?.has(text) !== true && !state.endpointsByHostAddress.has(text)
  })
}

/** The interface and group of an endpoint, and the events that make them. */
export function makeInterface(
  endpoint: RouteServerEndpoint,
  subnet: Subnet,
  address: string,
  context: Context,
): { readonly eniId: string; readonly securityGroupId: string; readonly events: readonly Event[] } {
  const group: SecurityGroup = {
    id: context.newId('security-group'),
    vpcId: endpoint.vpcId,
    name: `route-server-endpoint-${endpoint.id}`,
    description: `Managed by route server endpoint ${endpoint.id}`,
    managedBy: endpoint.id,
    tags: [],
  }
  const egress = rule(group.id, context, { isEgress: true, ipProtocol: '-1', cidrIpv4: '0.0.0.0/0' })
  const eni = interfaceOf(endpoint, subnet, address, group.id, context)
  const events = [
    created(context, 'security-group', group.id, group),
    created(context, 'security-group-rule', egress.id, egress),
    created(context, 'network-interface', eni.id, eni),
  ]
  return { eniId: eni.id, securityGroupId: group.id, events }
}

function interfaceOf(
  endpoint: RouteServerEndpoint,
  subnet: Subnet,
  address: string,
  groupId: string,
  context: Context,
): NetworkInterface {
  const id = context.newId('network-interface')
  return {
    id,
    subnetId: subnet.id,
    vpcId: subnet.vpcId,
    availabilityZone: subnet.availabilityZone,
    description: `Route server endpoint ${endpoint.id}`,
    interfaceType: 'interface',
    macAddress: macAddressOf(id),
    privateAddresses: [{ address, primary: true }],
    ipv6Addresses: [],
    securityGroupIds: [groupId],
    sourceDestCheck: true,
    attachment: {
      attachmentId: context.newId('network-interface-attachment'),
      instanceOwnerId: SERVICE,
      deviceIndex: 1,
      attachedAt: context.now,
      deleteOnTermination: false,
      state: 'attached',
    },
    status: 'in-use',
    requesterId: SERVICE,
    requesterManaged: true,
    managedBy: endpoint.id,
    tags: [],
    createdAt: context.now,
  }
}

type RuleParts = Omit<SecurityGroupRule, 'id' | 'groupId' | 'tags'>

const rule = (groupId: string, context: Context, parts: RuleParts): SecurityGroupRule => ({
  id: context.newId('security-group-rule'),
  groupId,
  ...parts,
  tags: [],
})

/** Opens the group of an endpoint for a peer: BGP and, where the peer uses it, BFD. */
export function openFor(peer: RouteServerPeer, groupId: string, context: Context): readonly Event[] {
  const allow = (ipProtocol: string, port: number): Event => {
    const parts = { isEgress: false, ipProtocol, fromPort: port, toPort: port, cidrIpv4: `${peer.peerAddress}/32` }
    const made = rule(groupId, context, { ...parts, description: `Route server peer ${peer.id}`, managedBy: peer.id })
    return created(context, 'security-group-rule', made.id, made)
  }
  return [allow('tcp', BGP_PORT), ...(peer.peerLivenessDetection === 'bfd' ? [allow('udp', BFD_PORT)] : [])]
}

/** Closes the group again. */
export const closeFor = (region: Region, peer: RouteServerPeer, groupId: string, context: Context): readonly Event[] =>
  recordsBy(region, 'rulesBySecurityGroup', groupId)
    .filter(({ managedBy }) => managedBy === peer.id)
    .map(({ id }) => removed(context, 'security-group-rule', id))

/** The events that take interface and group away. */
export function removeInterface(region: Region, endpoint: RouteServerEndpoint, context: Context): readonly Event[] {
  const { eniId, securityGroupId } = endpoint
  const events: Event[] = []
  if (eniId !== undefined) events.push(removed(context, 'network-interface', eniId))
  if (securityGroupId !== undefined) {
    const rules = idsBy(region, 'rulesBySecurityGroup', securityGroupId)
    events.push(...[...rules].map((id) => removed(context, 'security-group-rule', id)))
    events.push(removed(context, 'security-group', securityGroupId))
  }
  return events
}

/** Why interface and group cannot go away; undefined when nothing else uses the group. */
export function whyStillUsed(region: Region, { eniId, securityGroupId }: RouteServerEndpoint): string | undefined {
  if (securityGroupId === undefined) return undefined
  const interfaces = idsBy(region, 'interfacesBySecurityGroup', securityGroupId)
  const other = [...interfaces].find((id) => id !== eniId)
  if (other !== undefined) return `Security group '${securityGroupId}' is used by network interface '${other}'.`
  const rules = recordsBy(region, 'rulesByReferencedGroup', securityGroupId)
  const from = rules.find(({ groupId }) => groupId !== securityGroupId)
  return from === undefined
    ? undefined
    : `Security group '${securityGroupId}' is named by a rule of security group '${from.groupId}'.`
}
