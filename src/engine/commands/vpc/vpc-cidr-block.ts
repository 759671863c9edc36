// AssociateVpcCidrBlock and DisassociateVpcCidrBlock. The local routes of the VPC's tables follow its blocks.

import { contains, parsePrefix, type Prefix } from '../../../base/ip.ts'
import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import type { associateVpcCidrBlock, disassociateVpcCidrBlock } from '../../../model/vpc/vpc-cidr-block.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed, removed, type Event } from '../../events.ts'
import { find } from '../../lookup.ts'
import { recordsBy, tableOf, type Region } from '../../state.ts'
import { routeKey, type Ipv6CidrAssociation, type Vpc, type VpcCidrAssociation } from '../../vpc-resources.ts'
import { settlesAt } from '../route-server/settling.ts'
import { ipv4Block, ipv6Block, isIpv4BlockSize, refuseIpam, overlapsAny, textOf } from './blocks.ts'
import { ipv6BlockFor, type Ipv6Block } from './ipv6-block.ts'
import { withIpv6Entries } from './network-acl-entry.ts'
import { localRoute, newIpv6Association } from './new-vpc.ts'
import { describeCidrAssociation, describeIpv6Association } from './describe-vpc.ts'

type AssociateRequest = Infer<typeof associateVpcCidrBlock.input>
type DisassociateRequest = Infer<typeof disassociateVpcCidrBlock.input>

const IPV6_BLOCKS_MAX = 5

export function decideAssociateVpcCidrBlock({ region }: World, request: AssociateRequest, context: Context): Decision {
  const vpc = find(region, 'vpc', request.VpcId)
  refuseIpam(request)
  const ipv6 = ipv6BlockFor(region, request, context)
  if (request.CidrBlock !== undefined && ipv6 !== undefined) {
    throw errors.invalidCombination('Only one of cidrBlock and an IPv6 CIDR block can be associated in one call.')
  }
  if (ipv6 !== undefined) return associateIpv6(region, vpc, ipv6, maxOf(request), context)
  if (request.CidrBlock === undefined) {
    throw errors.of('MissingParameter', "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.")
  }
  return associateIpv4(region, vpc, request.CidrBlock, context)
}

function associateIpv4(region: Region, vpc: Vpc, text: string, context: Context): Decision {
  const block = ipv4Block(text, 'cidrBlock')
  if (!isIpv4BlockSize(block)) throw invalidRange(text)
  const { cidrBlocksPerVpcMax } = context.settings.quotas
  if (vpc.cidrAssociations.length >= cidrBlocksPerVpcMax) throw limitExceeded(vpc.id, cidrBlocksPerVpcMax)
  checkFree(region, vpc, block, vpc.cidrAssociations)
  const association: VpcCidrAssociation = {
    associationId: context.newId('vpc-cidr-block-association'),
    cidrBlock: textOf(block),
    state: 'associating',
  }
  const cidrAssociations = [...vpc.cidrAssociations, association]
  return {
    events: [
      changed(context, 'vpc', vpc.id, { cidrAssociations, settlesAt: settlesAt(context, 'vpc') }),
      ...addLocalRoutes(region, vpc.id, association.cidrBlock, context),
    ],
    response: { CidrBlockAssociation: describeCidrAssociation(association), VpcId: vpc.id },
  }
}

/** The service gives a VPC one block. */
const maxOf = (request: AssociateRequest): number =>
  request.AmazonProvidedIpv6CidrBlock === true ? 1 : IPV6_BLOCKS_MAX

function associateIpv6(region: Region, vpc: Vpc, wanted: Ipv6Block, max: number, context: Context): Decision {
  const blocks = vpc.ipv6CidrAssociations
  if (blocks.length >= max) throw limitExceeded(vpc.id, max)
  const text = wanted.cidrBlock
  checkFree(region, vpc, ipv6Block(text, 'ipv6CidrBlock'), blocks)
  const association = newIpv6Association(wanted, 'associating', context)
  const ipv6CidrAssociations = [...blocks, association]
  return {
    events: [
      changed(context, 'vpc', vpc.id, { ipv6CidrAssociations, settlesAt: settlesAt(context, 'vpc') }),
      ...addLocalRoutes(region, vpc.id, text, context),
      ...withIpv6Entries(region, vpc.id, context),
    ],
    response: { Ipv6CidrBlockAssociation: describeIpv6Association(association), VpcId: vpc.id },
  }
}

const invalidRange = (block: string) => errors.of('InvalidVpc.Range', `The CIDR '${block}' is invalid.`)

const limitExceeded = (vpcId: string, max: number) =>
  errors.of('CidrLimitExceeded', `This network ${vpcId} has met its maximum number of allowed CIDRs: ${max}`)

/** A new block may neither overlap another of the VPC nor cover the destination of one of its routes. */
function checkFree(region: Region, vpc: Vpc, block: Prefix, others: readonly VpcCidrAssociation[]): void {
  const conflict = (what: string) =>
    errors.of('InvalidVpc.Range', `The CIDR '${textOf(block)}' conflicts with ${what}.`)
  const taken = others.map(({ cidrBlock }) => cidrBlock)
  if (overlapsAny(block, taken)) throw conflict('another CIDR of the VPC')
  for (const table of recordsBy(region, 'routeTablesByVpc', vpc.id)) {
    for (const { destination } of recordsBy(region, 'routesByTable', table.id)) {
      const prefix = parsePrefix(destination)
      if (prefix !== undefined && contains(block, prefix)) throw conflict(`a route of route table '${table.id}'`)
    }
  }
}

const addLocalRoutes = (region: Region, vpcId: string, block: string, context: Context): readonly Event[] =>
  recordsBy(region, 'routeTablesByVpc', vpcId).map((table) => localRoute(table.id, vpcId, block, context))

export function decideDisassociateVpcCidrBlock(
  { region }: World,
  request: DisassociateRequest,
  context: Context,
): Decision {
  const id = request.AssociationId
  for (const vpc of tableOf(region, 'vpc').values()) {
    const ipv4 = vpc.cidrAssociations.find((block) => block.associationId === id)
    if (ipv4 !== undefined) return disassociateIpv4(region, vpc, ipv4, context)
    const ipv6 = vpc.ipv6CidrAssociations.find((block) => block.associationId === id)
    if (ipv6 !== undefined) return disassociateIpv6(region, vpc, ipv6, context)
  }
  throw errors.notFound('vpc-cidr-block-association', id)
}

function disassociateIpv4(region: Region, vpc: Vpc, block: VpcCidrAssociation, context: Context): Decision {
  if (block.cidrBlock === vpc.cidrBlock) {
    throw errors.operationNotPermitted(
      `The vpc CIDR block with association ID ${block.associationId} may not be disassociated. It is the primary IPv4 CIDR block of the VPC`,
    )
  }
  checkUnused(region, vpc, block)
  const leaving: VpcCidrAssociation = { ...block, state: 'disassociating' }
  const cidrAssociations = vpc.cidrAssociations.map((other) => (other === block ? leaving : other))
  return {
    events: [
      changed(context, 'vpc', vpc.id, { cidrAssociations, settlesAt: settlesAt(context, 'vpc') }),
      ...dropLocalRoutes(region, vpc.id, block.cidrBlock, context),
    ],
    response: { CidrBlockAssociation: describeCidrAssociation(leaving), VpcId: vpc.id },
  }
}

function disassociateIpv6(region: Region, vpc: Vpc, block: Ipv6CidrAssociation, context: Context): Decision {
  checkUnused(region, vpc, block)
  const leaving: Ipv6CidrAssociation = { ...block, state: 'disassociating' }
  const ipv6CidrAssociations = vpc.ipv6CidrAssociations.map((other) => (other === block ? leaving : other))
  return {
    events: [
      changed(context, 'vpc', vpc.id, { ipv6CidrAssociations, settlesAt: settlesAt(context, 'vpc') }),
      ...dropLocalRoutes(region, vpc.id, block.cidrBlock, context),
    ],
    response: { Ipv6CidrBlockAssociation: describeIpv6Association(leaving), VpcId: vpc.id },
  }
}

/** A block that a subnet lies in stays. */
function checkUnused(region: Region, vpc: Vpc, block: VpcCidrAssociation): void {
  const blocksOf = recordsBy(region, 'subnetsByVpc', vpc.id).flatMap((subnet) => [
    ...(subnet.cidrBlock === undefined ? [] : [subnet.cidrBlock]),
    ...subnet.ipv6CidrAssociations.map(({ cidrBlock }) => cidrBlock),
  ])
  const own = parsePrefix(block.cidrBlock)
  if (own === undefined || !overlapsAny(own, blocksOf)) return
  throw errors.dependencyViolation(
    `The vpc CIDR block with association ID ${block.associationId} may not be disassociated. A subnet uses it.`,
  )
}

function dropLocalRoutes(region: Region, vpcId: string, block: string, context: Context): readonly Event[] {
  const routes = tableOf(region, 'route')
  const keys = recordsBy(region, 'routeTablesByVpc', vpcId).map((table) => routeKey(table.id, block))
  return keys.filter((key) => routes.has(key)).map((key) => removed(context, 'route', key))
}
