// CreateNetworkInterface. The first address is the primary one unless the request says which; the default group of the VPC
// guards it unless the request names others.

import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import type { createNetworkInterface } from '../../../model/vpc/network-interface.ts'
import type { World } from '../../command.ts'
import type { Context, Decision, Response } from '../../decision.ts'
import { created } from '../../events.ts'
import { pair } from '../../indexes.ts'
import { find } from '../../lookup.ts'
import { macAddressOf } from '../../mac-address.ts'
import { withinQuota } from '../../quotas.ts'
import { recordBy, tableOf, type Region } from '../../state.ts'
import { tagsOnCreation } from '../../tags.ts'
import type { NetworkInterface, PrivateAddress, Subnet } from '../../vpc-resources.ts'
import { addressInUse, chooseIpv4, chooseIpv6, interfaceWith, ipv4In, ipv6In } from './interface-addresses.ts'
import { describeInterface } from './network-interface.ts'

type CreateRequest = Infer<typeof createNetworkInterface.input>

export function decideCreateInterface({ region }: World, request: CreateRequest, context: Context): Decision {
  const tags = tagsOnCreation(request.TagSpecifications, 'network-interface')
  refuseUnsupported(request)
  const subnet = find(region, 'subnet', request.SubnetId)
  const securityGroupIds = groupsFor(region, { subnetId: subnet.id, vpcId: subnet.vpcId }, request.Groups, context)
  const { interfacesPerRegionMax } = context.settings.quotas
  const count = tableOf(region, 'network-interface').size
  withinQuota(count, interfacesPerRegionMax, 'NetworkInterfaceLimitExceeded', 'network interfaces')
  const id = context.newId('network-interface')
  const eni: NetworkInterface = {
    id,
    subnetId: subnet.id,
    vpcId: subnet.vpcId,
    availabilityZone: subnet.availabilityZone,
    description: request.Description ?? '',
    interfaceType: request.InterfaceType ?? 'interface',
    macAddress: macAddressOf(id),
    privateAddresses: ipv4Addresses(region, subnet, request),
    ipv6Addresses: ipv6Addresses(region, subnet, request),
    securityGroupIds,
    sourceDestCheck: true,
    status: 'available',
    requesterId: context.caller?.userId ?? context.scope.account,
    requesterManaged: false,
    tags,
    createdAt: context.now,
  }
  return {
    events: [created(context, 'network-interface', id, eni)],
    response: responseOf(region, eni, request, context),
  }
}

export const repeatCreateInterface = (
  { region }: World,
  id: string,
  context: Context,
  request: CreateRequest,
): Response => responseOf(region, find(region, 'network-interface', id), request, context)

/** A create call answers `pending`; every call after it shows what the interface is. */
const responseOf = (region: Region, eni: NetworkInterface, request: CreateRequest, { scope }: Context): Response => ({
  NetworkInterface: { ...describeInterface(region, eni, scope), Status: 'pending' },
  ClientToken: request.ClientToken,
})

function refuseUnsupported(request: CreateRequest): void {
  const named = [
    ['Ipv4Prefixes', request.Ipv4Prefixes],
    ['Ipv4PrefixCount', request.Ipv4PrefixCount],
    ['Ipv6Prefixes', request.Ipv6Prefixes],
    ['Ipv6PrefixCount', request.Ipv6PrefixCount],
    ['ConnectionTrackingSpecification', request.ConnectionTrackingSpecification],
    ['Operator', request.Operator],
    ['EnablePrimaryIpv6', request.EnablePrimaryIpv6],
    ['IsPrimaryIpv6', request.Ipv6Addresses?.some(({ IsPrimaryIpv6 }) => IsPrimaryIpv6 === true)],
  ] as const
  const [name] = named.find(([, value]) => value !== undefined && value !== 0 && value !== false) ?? []
  if (name !== undefined) throw errors.unsupportedOperation(`The parameter ${name} is not supported here.`)
}

/** The groups of an interface, all of its VPC; the default group when none is named. Unknown ones have a code of their own. */
export function groupsFor(
  region: Region,
  { subnetId, vpcId }: Pick<NetworkInterface, 'subnetId' | 'vpcId'>,
  ids: readonly string[] | undefined,
  { settings }: Context,
): readonly string[] {
  if (ids === undefined || ids.length === 0) {
    const group = recordBy(region, 'securityGroupsByName', pair(vpcId, 'default'))
    return group === undefined ? [] : [group.id]
  }
  const groups = [...new Set(ids)].map((id) => tableOf(region, 'security-group').get(id) ?? noGroup(id))
  const max = settings.quotas.securityGroupsPerInterfaceMax
  if (groups.length > max) {
    throw errors.limitExceeded(
      'SecurityGroupsPerInterfaceLimitExceeded',
      `The maximum number of security groups per interface has been reached: ${max}.`,
    )
  }
  const other = groups.find((group) => group.vpcId !== vpcId)
  if (other === undefined) return groups.map(({ id }) => id)
  throw errors.invalidParameter(`Security group ${other.id} and subnet ${subnetId} belong to different networks.`)
}

function noGroup(id: string): never {
  throw errors.of('InvalidSecurityGroupID.NotFound', `The securityGroup ID '${id}' does not exist`)
}

function ipv4Addresses(region: Region, subnet: Subnet, request: CreateRequest): readonly PrivateAddress[] {
  const named = namedAddresses(request)
  if (subnet.cidrBlock === undefined) {
    if (named.length === 0) return []
    throw errors.invalidParameterValue(`Subnet ${subnet.id} is IPv6-only and has no IPv4 addresses.`)
  }
  const checked = named.map((text) => freeIpv4(region, subnet, text))
  const repeated = checked.find((address, i) => checked.indexOf(address) !== i)
  if (repeated !== undefined) throw errors.invalidParameterValue(`The address ${repeated} is given more than once.`)
  const wanted = (checked.length === 0 ? 1 : 0) + secondaryCount(request)
  const all = [...checked, ...chooseIpv4(region, subnet, wanted, checked)]
  return all.map((address, i) => ({ address, primary: i === 0 }))
}

function freeIpv4(region: Region, subnet: Subnet, text: string): string {
  const address = ipv4In(subnet, text, 'privateIpAddress')
  if (interfaceWith(region, subnet.vpcId, address) !== undefined) throw addressInUse(address)
  return address
}

/** The addresses that a request names, the primary one first. */
function namedAddresses({
  PrivateIpAddress: single,
  PrivateIpAddresses: listed = [],
}: CreateRequest): readonly string[] {
  const primaries = listed.filter((entry) => entry.Primary === true)
  if (primaries.length > 1) throw errors.invalidParameterValue('Only one primary private IP address can be specified.')
  if (single !== undefined && primaries.length > 0) {
    throw errors.invalidCombination('Only one primary private IP address can be specified.')
  }
  const ordered = [...primaries, ...listed.filter((entry) => entry.Primary !== true)]
  const addresses = ordered.map((entry) => entry.PrivateIpAddress ?? '')
  return single === undefined ? addresses : [single, ...addresses]
}

function secondaryCount({ SecondaryPrivateIpAddressCount: count = 0, PrivateIpAddresses: listed = [] }: CreateRequest) {
  const named = listed.filter((entry) => entry.Primary !== true)
  if (count > 0 && named.length > 0) {
    throw errors.invalidCombination('secondaryPrivateIpAddressCount and secondary addresses cannot be used together.')
  }
  return checkedCount(count, 'secondaryPrivateIpAddressCount')
}

const ADDRESSES_MAX = 256

/** How many addresses a request asks for. */
export function checkedCount(count: number, parameter: string): number {
  if (count >= 0 && count <= ADDRESSES_MAX) return count
  throw errors.invalidValue(String(count), parameter, `Expected 0 to ${ADDRESSES_MAX}.`)
}

function ipv6Addresses(region: Region, subnet: Subnet, request: CreateRequest): readonly string[] {
  const named = (request.Ipv6Addresses ?? []).map((entry) => entry.Ipv6Address ?? '')
  const count = checkedCount(request.Ipv6AddressCount ?? 0, 'ipv6AddressCount')
  if (count > 0 && named.length > 0) {
    throw errors.invalidCombination('ipv6AddressCount and ipv6Addresses cannot be used together.')
  }
  const wantsOne = request.Ipv6AddressCount === undefined && named.length === 0 && subnet.assignIpv6AddressOnCreation
  const checked = named.map((text) => freeIpv6(region, subnet, text))
  return [...checked, ...chooseIpv6(region, subnet, wantsOne ? 1 : count, checked)]
}

/** An IPv6 address of the subnet that no interface has. */
export function freeIpv6(region: Region, subnet: Subnet, text: string): string {
  const address = ipv6In(subnet, text)
  if (interfaceWith(region, subnet.vpcId, address) !== undefined) throw addressInUse(address)
  return address
}
