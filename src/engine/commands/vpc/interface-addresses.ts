// The addresses of network interfaces: those that a request names are checked, those that it only counts are chosen. IPv4:
// lowest free, none of the first four and the last of the subnet. IPv6 likewise, which AWS does at random.

import { contains, formatIpv4, formatIpv6, parseIpv4, parseIpv6, parsePrefix } from '../../../base/ip.ts'
import { errors } from '../../../model/errors.ts'
import { usableRange } from '../../addresses.ts'
import { pair } from '../../indexes.ts'
import { recordBy, type Region } from '../../state.ts'
import type { NetworkInterface, Subnet } from '../../vpc-resources.ts'

/** The interface of the VPC that has the address. */
export const interfaceWith = (region: Region, vpcId: string, address: string): NetworkInterface | undefined =>
  recordBy(region, 'interfacesByAddress', pair(vpcId, address))

/** An IPv4 address that an interface of the subnet may have, whoever has it now. */
export function ipv4In(subnet: Subnet, text: string, parameter: string): string {
  const word = parseIpv4(text)
  if (word === undefined) throw errors.invalidValue(text, parameter, 'This is not a valid IPv4 address.')
  const block = parsePrefix(subnet.cidrBlock ?? '')
  if (block === undefined || !contains(block, { family: 4, words: [word] })) {
    throw errors.invalidParameterValue(`Address ${text} does not fall within the subnet's address range`)
  }
  const range = usableRange(subnet.cidrBlock ?? '')
  if (range === undefined || word < range.first || word > range.last) {
    throw errors.invalidParameterValue(`Address ${text} is in subnet's reserved address range`)
  }
  return formatIpv4(word)
}

/** The same for IPv6. */
export function ipv6In(subnet: Subnet, text: string): string {
  const words = parseIpv6(text)
  if (words === undefined) throw errors.invalidValue(text, 'ipv6Addresses', 'This is not a valid IPv6 address.')
  const isInside = ipv6BlocksOf(subnet).some((block) => contains(block, { family: 6, words }))
  if (!isInside) throw errors.invalidParameterValue(`Address ${text} does not fall within the subnet's address range`)
  return formatIpv6(words)
}

const ipv6BlocksOf = (subnet: Subnet) =>
  subnet.ipv6CidrAssociations.flatMap(({ cidrBlock, state }) => {
    const block = parsePrefix(cidrBlock)
    return block === undefined || state === 'disassociating' ? [] : [block]
  })

export const addressInUse = (address: string) => errors.of('InvalidIPAddress.InUse', `Address ${address} is in use.`)

/** `count` free IPv4 addresses of the subnet besides those in `taken`. */
export function chooseIpv4(region: Region, subnet: Subnet, count: number, taken: readonly string[]): readonly string[] {
  if (count === 0) return []
  const range = usableRange(subnet.cidrBlock ?? '')
  const book = region.addresses.get(subnet.id)
  const isTaken = new Set(taken)
  const chosen: string[] = []
  for (let word = Math.max(range?.first ?? 0, book?.lowestFree ?? 0); word <= (range?.last ?? -1); word++) {
    const address = formatIpv4(word)
    if (book?.has(address) !== true && !isTaken.has(address)) chosen.push(address)
    if (chosen.length === count) return chosen
  }
  throw errors.of(
    'InsufficientFreeAddressesInSubnet',
    'The specified subnet does not have enough free addresses to satisfy the request.',
  )
}

const FIRST_HOST = 4
const HOSTS_TRIED_MAX = 2 ** 20

/** `count` free IPv6 addresses of the subnet besides those in `taken`. */
export function chooseIpv6(region: Region, subnet: Subnet, count: number, taken: readonly string[]): readonly string[] {
  if (count === 0) return []
  const [block] = ipv6BlocksOf(subnet)
  if (block === undefined) {
    throw errors.invalidParameterValue(`Subnet ${subnet.id} does not have an IPv6 CIDR block associated with it.`)
  }
  const [a = 0, b = 0, c = 0, d = 0] = block.words
  const isTaken = new Set(taken)
  const chosen: string[] = []
  for (let host = FIRST_HOST; host < HOSTS_TRIED_MAX; host++) {
    const address = formatIpv6([a, b, c, d + host])
    const isFree = !isTaken.has(address) && interfaceWith(region, subnet.vpcId, address) === undefined
    if (isFree) chosen.push(address)
    if (chosen.length === count) return chosen
  }
  throw errors.of(
    'InsufficientFreeAddressesInSubnet',
    'The specified subnet does not have enough free addresses to satisfy the request.',
  )
}
