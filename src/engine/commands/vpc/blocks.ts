// CIDR blocks in requests. Blocks are kept as network addresses (EC2 API, CreateVpc: host bits are cleared).

import { formatPrefix, overlaps, parsePrefix, type Prefix } from '../../../base/ip.ts'
import { errors } from '../../../model/errors.ts'
import type { VpcCidrAssociation } from '../../vpc-resources.ts'

/** An IPv4 block of a request; refused in the words of the service when it is none. */
export function ipv4Block(text: string, parameter: string): Prefix {
  const prefix = parsePrefix(text)
  if (prefix?.family !== 4) throw errors.invalidValue(text, parameter, 'This is not a valid CIDR block.')
  return prefix
}

/** An IPv6 block of a request. */
export function ipv6Block(text: string, parameter: string): Prefix {
  const prefix = parsePrefix(text)
  if (prefix?.family !== 6) throw errors.invalidValue(text, parameter, 'This is not a valid IPv6 CIDR block.')
  return prefix
}

/** IPv4 blocks of VPCs and subnets are /16 to /28. */
export const isIpv4BlockSize = ({ length }: Prefix): boolean => length >= 16 && length <= 28

/** IPv6 blocks of VPCs are /44 to /60, those of subnets /44 to /64, in steps of four. */
export const isIpv6BlockSize = ({ length }: Prefix, longest: 60 | 64): boolean =>
  length >= 44 && length <= longest && length % 4 === 0

/** Text of a block as it is kept. */
export const textOf = (block: Prefix): string => formatPrefix(block)

/** Whether a block shares an address with one that is kept. */
export function overlapsAny(block: Prefix, others: readonly string[]): boolean {
  return others.some((text) => {
    const other = parsePrefix(text)
    return other !== undefined && overlaps(block, other)
  })
}

/** Blocks on their way out are gone, the others there. */
export const settled = <T extends { readonly state: VpcCidrAssociation['state'] }>(
  blocks: readonly T[],
): readonly T[] =>
  blocks.filter(({ state }) => state !== 'disassociating').map((block) => ({ ...block, state: 'associated' }))

/** How requests name an address pool of IPAM, and the size of the block to take from it. */
interface IpamRequest {
  readonly Ipv4IpamPoolId?: string | undefined
  readonly Ipv4NetmaskLength?: number | undefined
  readonly Ipv6IpamPoolId?: string | undefined
  readonly Ipv6NetmaskLength?: number | undefined
}

/** There are no IPAM pools to take a block from. */
export function refuseIpam(request: IpamRequest): void {
  const pool = request.Ipv4IpamPoolId ?? request.Ipv6IpamPoolId
  if (pool !== undefined) throw errors.of('InvalidIpamPoolId.NotFound', `The ipam-pool ID '${pool}' does not exist`)
  if (request.Ipv4NetmaskLength !== undefined) throw errors.missingParameter('ipv4IpamPoolId')
  if (request.Ipv6NetmaskLength !== undefined) throw errors.missingParameter('ipv6IpamPoolId')
}
