// AssignPrivateIpAddresses, UnassignPrivateIpAddresses, AssignIpv6Addresses, UnassignIpv6Addresses. A moved address takes
// the next hops of routes along, which is how some appliances fail over.

import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import type {
  assignIpv6Addresses,
  assignPrivateIpAddresses,
  unassignIpv6Addresses,
  unassignPrivateIpAddresses,
} from '../../../model/vpc/network-interface-address.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed, type Event } from '../../events.ts'
import { find } from '../../lookup.ts'
import type { Region } from '../../state.ts'
import type { NetworkInterface, Subnet } from '../../vpc-resources.ts'
import { checkedCount, freeIpv6 } from './create-network-interface.ts'
import { addressInUse, chooseIpv4, chooseIpv6, interfaceWith, ipv4In, ipv6In } from './interface-addresses.ts'
import { ownInterface, refuseManaged } from './network-interface.ts'

type AssignRequest = Infer<typeof assignPrivateIpAddresses.input>
type UnassignRequest = Infer<typeof unassignPrivateIpAddresses.input>
type AssignIpv6Request = Infer<typeof assignIpv6Addresses.input>
type UnassignIpv6Request = Infer<typeof unassignIpv6Addresses.input>

export function decideAssignAddresses({ region }: World, request: AssignRequest, context: Context): Decision {
  refusePrefixes(request.Ipv4Prefixes, request.Ipv4PrefixCount)
  const eni = ownInterface(region, request.NetworkInterfaceId)
  const subnet = find(region, 'subnet', eni.subnetId)
  const named = request.PrivateIpAddresses ?? []
  const count = checkedCount(request.SecondaryPrivateIpAddressCount ?? 0, 'secondaryPrivateIpAddressCount')
  checkEither(named.length, count, 'privateIpAddresses', 'secondaryPrivateIpAddressCount')
  const addresses = [...new Set(named.map((text) => ipv4In(subnet, text, 'privateIpAddresses')))]
  const own = new Set(eni.privateAddresses.map(({ address }) => address))
  const moves = movesTo(region, eni, addresses, request.AllowReassignment === true, context)
  const added = [...addresses.filter((address) => !own.has(address)), ...chooseIpv4(region, subnet, count, [])]
  const privateAddresses = [...eni.privateAddresses, ...added.map((address) => ({ address, primary: false }))]
  return {
    events: added.length === 0 ? [] : [...moves, changed(context, 'network-interface', eni.id, { privateAddresses })],
    response: {
      NetworkInterfaceId: eni.id,
      AssignedPrivateIpAddresses: added.map((address) => ({ PrivateIpAddress: address })),
      AssignedIpv4Prefixes: [],
    },
  }
}

function refusePrefixes(prefixes: readonly unknown[] = [], count = 0): void {
  if (prefixes.length > 0 || count > 0) {
    throw errors.unsupportedOperation('Prefixes cannot be assigned to network interfaces here.')
  }
}

/** A request names addresses or counts them. */
function checkEither(named: number, count: number, names: string, counts: string): void {
  if (named > 0 && count > 0) throw errors.invalidCombination(`${names} and ${counts} cannot be used together.`)
  if (named === 0 && count === 0) throw errors.missingParameter(`${names} or ${counts}`)
}

/** The events that take addresses from interfaces which have them now; only when the request allows it. */
function movesTo(
  region: Region,
  eni: NetworkInterface,
  addresses: readonly string[],
  isAllowed: boolean,
  context: Context,
): readonly Event[] {
  const losers = new Map<string, NetworkInterface>()
  for (const address of addresses) {
    const holder = interfaceWith(region, eni.vpcId, address)
    if (holder === undefined || holder.id === eni.id) continue
    const isPrimary = holder.privateAddresses.some((a) => a.address === address && a.primary)
    if (!isAllowed || isPrimary) throw addressInUse(address)
    refuseManaged(holder)
    losers.set(holder.id, holder)
  }
  return [...losers.values()].map((holder) => {
    const privateAddresses = holder.privateAddresses.filter(({ address }) => !addresses.includes(address))
    return changed(context, 'network-interface', holder.id, { privateAddresses })
  })
}

/** Secondary addresses only. */
export function decideUnassignAddresses({ region }: World, request: UnassignRequest, context: Context): Decision {
  refusePrefixes(request.Ipv4Prefixes)
  const eni = ownInterface(region, request.NetworkInterfaceId)
  const gone = new Set(request.PrivateIpAddresses ?? [])
  if (gone.size === 0) throw errors.missingParameter('privateIpAddresses')
  for (const address of gone) {
    const found = eni.privateAddresses.find((a) => a.address === address)
    if (found === undefined || found.primary) {
      throw errors.invalidParameterValue(
        `The address ${address} is not a secondary private IP address of network interface ${eni.id}.`,
      )
    }
  }
  const privateAddresses = eni.privateAddresses.filter(({ address }) => !gone.has(address))
  return { events: [changed(context, 'network-interface', eni.id, { privateAddresses })], response: {} }
}

export function decideAssignIpv6({ region }: World, request: AssignIpv6Request, context: Context): Decision {
  refusePrefixes(request.Ipv6Prefixes, request.Ipv6PrefixCount)
  const eni = ownInterface(region, request.NetworkInterfaceId)
  const subnet = find(region, 'subnet', eni.subnetId)
  const named = request.Ipv6Addresses ?? []
  const count = checkedCount(request.Ipv6AddressCount ?? 0, 'ipv6AddressCount')
  checkEither(named.length, count, 'ipv6Addresses', 'ipv6AddressCount')
  const fresh = newIpv6(region, eni, subnet, named)
  const added = [...fresh, ...chooseIpv6(region, subnet, count, fresh)]
  const ipv6Addresses = [...eni.ipv6Addresses, ...added]
  return {
    events: added.length === 0 ? [] : [changed(context, 'network-interface', eni.id, { ipv6Addresses })],
    response: { AssignedIpv6Addresses: added, AssignedIpv6Prefixes: [], NetworkInterfaceId: eni.id },
  }
}

const newIpv6 = (
  region: Region,
  eni: NetworkInterface,
  subnet: Subnet,
  named: readonly string[],
): readonly string[] => {
  const addresses = [...new Set(named.map((text) => ipv6In(subnet, text)))]
  return addresses
    .filter((address) => !eni.ipv6Addresses.includes(address))
    .map((address) => freeIpv6(region, subnet, address))
}

export function decideUnassignIpv6({ region }: World, request: UnassignIpv6Request, context: Context): Decision {
  refusePrefixes(request.Ipv6Prefixes)
  const eni = ownInterface(region, request.NetworkInterfaceId)
  const subnet = find(region, 'subnet', eni.subnetId)
  const gone = (request.Ipv6Addresses ?? []).map((text) => ipv6In(subnet, text))
  if (gone.length === 0) throw errors.missingParameter('ipv6Addresses')
  const stranger = gone.find((address) => !eni.ipv6Addresses.includes(address))
  if (stranger !== undefined) {
    throw errors.invalidParameterValue(`The address ${stranger} is not assigned to network interface ${eni.id}.`)
  }
  const ipv6Addresses = eni.ipv6Addresses.filter((address) => !gone.includes(address))
  return {
    events: [changed(context, 'network-interface', eni.id, { ipv6Addresses })],
    response: { NetworkInterfaceId: eni.id, UnassignedIpv6Addresses: gone, UnassignedIpv6Prefixes: [] },
  }
}
