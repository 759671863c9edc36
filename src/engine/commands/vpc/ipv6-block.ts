// The IPv6 block that a request asks for a VPC (EC2 API, CreateVpc and AssociateVpcCidrBlock). AWS takes a block of one's own
// only from an address pool that was brought in; we have no pools, so any block will do, with the name of a pool or without
// one: tests want to know their addresses.

import { formatIpv6, type Prefix } from '../../../base/ip.ts'
import { errors } from '../../../model/errors.ts'
import type { Context } from '../../decision.ts'
import { tableOf, type Region } from '../../state.ts'
import type { Ipv6CidrAssociation } from '../../vpc-resources.ts'
import { ipv6Block, isIpv6BlockSize, refuseIpam, overlapsAny, textOf } from './blocks.ts'

/** The pool of the blocks that the service gives. */
export const AMAZON_POOL = 'Amazon'

/** What a request may say about an IPv6 block. */
export interface Ipv6Request {
  readonly AmazonProvidedIpv6CidrBlock?: boolean | undefined
  readonly Ipv6CidrBlock?: string | undefined
  readonly Ipv6IpamPoolId?: string | undefined
  readonly Ipv6NetmaskLength?: number | undefined
  readonly Ipv6Pool?: string | undefined
  readonly Ipv6CidrBlockNetworkBorderGroup?: string | undefined
}

/** A block that a VPC is to get. */
export type Ipv6Block = Pick<Ipv6CidrAssociation, 'cidrBlock' | 'ipv6Pool' | 'networkBorderGroup'>

/** The block that a request asks for; undefined when it asks for none. */
export function ipv6BlockFor(region: Region, request: Ipv6Request, { scope }: Context): Ipv6Block | undefined {
  refuseIpam(request)
  const networkBorderGroup = request.Ipv6CidrBlockNetworkBorderGroup ?? scope.region
  if (request.AmazonProvidedIpv6CidrBlock === true) {
    refuseBoth(request)
    return { cidrBlock: nextIpv6Block(region), ipv6Pool: AMAZON_POOL, networkBorderGroup }
  }
  if (request.Ipv6CidrBlockNetworkBorderGroup !== undefined) {
    throw errors.invalidCombination(
      'ipv6CidrBlockNetworkBorderGroup can only be used when amazonProvidedIpv6CidrBlock is true.',
    )
  }
  if (request.Ipv6CidrBlock === undefined) {
    if (request.Ipv6Pool !== undefined) throw errors.missingParameter('ipv6CidrBlock')
    return undefined
  }
  return { cidrBlock: ownBlock(request.Ipv6CidrBlock), ipv6Pool: request.Ipv6Pool ?? AMAZON_POOL, networkBorderGroup }
}

function refuseBoth({ Ipv6CidrBlock: block, Ipv6Pool: pool }: Ipv6Request): void {
  if (block === undefined && pool === undefined) return
  const other = block === undefined ? 'ipv6Pool' : 'ipv6CidrBlock'
  throw errors.invalidCombination(`amazonProvidedIpv6CidrBlock and ${other} cannot be used together.`)
}

function ownBlock(text: string): string {
  const block = ipv6Block(text, 'ipv6CidrBlock')
  if (!isIpv6BlockSize(block, 60)) throw errors.of('InvalidVpc.Range', `The CIDR '${text}' is invalid.`)
  return textOf(block)
}

/** The lowest /56 of 2001:db8::/32, the documentation prefix, that no VPC of the region has. */
function nextIpv6Block(region: Region): string {
  const used = [...tableOf(region, 'vpc').values()].flatMap((vpc) => vpc.ipv6CidrAssociations)
  const taken = used.map(({ cidrBlock }) => cidrBlock)
  for (let n = 1; ; n++) {
    const block: Prefix = { family: 6, words: [0x20010db8, n << 8, 0, 0], length: 56 }
    if (!overlapsAny(block, taken)) return `${formatIpv6(block.words)}/56`
  }
}
