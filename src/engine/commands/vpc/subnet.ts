// CreateSubnet, DeleteSubnet, DescribeSubnets.

import { contains, parsePrefix, type Prefix } from '../../../base/ip.ts'
import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import {
  describeSubnets,
  type createSubnet,
  type deleteSubnet,
  type Subnet as SubnetShape,
  type SubnetIpv6CidrBlockAssociation,
} from '../../../model/vpc/subnet.ts'
import { availableAddressCount } from '../../addresses.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed, created, removed, type Event } from '../../events.ts'
import { list } from '../../list.ts'
import { find } from '../../lookup.ts'
import { withinQuota } from '../../quotas.ts'
import { zonesOf, type Zone } from '../../regions.ts'
import { countBy, recordsBy, type Region } from '../../state.ts'
import { describeTags, tagsOnCreation } from '../../tags.ts'
import type { Subnet, SubnetIpv6CidrAssociation, Tag, Vpc } from '../../vpc-resources.ts'
import { endpointInSubnet } from '../route-server/dependents.ts'
import { arnOf } from './arn.ts'
import {
  ipv4Block,
  ipv6Block,
  isIpv4BlockSize,
  isIpv6BlockSize,
  refuseIpam,
  overlapsAny,
  settled,
  textOf,
} from './blocks.ts'

type CreateRequest = Infer<typeof createSubnet.input>
type DeleteRequest = Infer<typeof deleteSubnet.input>
type ListRequest = Infer<typeof describeSubnets.input>

export function decideCreateSubnet({ region }: World, request: CreateRequest, context: Context): Decision {
  const tags = tagsOnCreation(request.TagSpecifications, 'subnet')
  checkCombination(request)
  const vpc = find(region, 'vpc', request.VpcId)
  const zone = zoneFor(request, context)
  const cidrBlock = request.CidrBlock === undefined ? undefined : textOf(ipv4BlockIn(region, vpc, request.CidrBlock))
  const ipv6Block =
    request.Ipv6CidrBlock === undefined ? undefined : textOf(ipv6BlockIn(region, vpc, request.Ipv6CidrBlock))
  const { subnetsPerVpcMax } = context.settings.quotas
  withinQuota(countBy(region, 'subnetsByVpc', vpc.id), subnetsPerVpcMax, 'SubnetLimitExceeded', 'subnets of the VPC')
  const subnet = newSubnet(
    {
      vpcId: vpc.id,
      networkAclId: defaultAclOf(region, vpc.id),
      zone,
      isDefault: false,
      tags,
      ...(cidrBlock === undefined ? {} : { cidrBlock }),
      ...(ipv6Block === undefined ? {} : { ipv6Block }),
      ipv6Native: request.Ipv6Native === true,
    },
    context,
  )
  return {
    events: [created(context, 'subnet', subnet.id, subnet)],
    response: { Subnet: describeSubnet(region, subnet, context) },
  }
}

/** Which blocks go together, and the service's words for it. */
function checkCombination(request: CreateRequest): void {
  if (request.OutpostArn !== undefined) {
    throw errors.of('InvalidOutpostArn.NotFound', `The outpost '${request.OutpostArn}' does not exist`)
  }
  refuseIpam(request)
  const isNative = request.Ipv6Native === true
  if (isNative && request.Ipv6CidrBlock === undefined) {
    throw errors.of('MissingParameter', "Either 'ipv6CidrBlock' or 'ipv6IpamPoolId' should be provided.")
  }
  if (isNative && request.CidrBlock !== undefined) {
    throw errors.invalidCombination(
      'When specifying ipv4 parameters, cidrBlock or ipv4IpamPoolId, you cannot set ipv6Native to true.',
    )
  }
  if (!isNative && request.CidrBlock === undefined) {
    throw errors.of('MissingParameter', "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.")
  }
}

function zoneFor(request: CreateRequest, { scope }: Context): Zone {
  const zones = zonesOf(scope.region)
  const { AvailabilityZone: name, AvailabilityZoneId: id } = request
  if (name !== undefined && id !== undefined) {
    throw errors.invalidCombination('Only one of availabilityZone and availabilityZoneId can be specified.')
  }
  const found = zones.find((zone) => (name === undefined || zone.name === name) && (id === undefined || zone.id === id))
  if (found !== undefined) return found
  const choices = zones.map((zone) => (id === undefined ? zone.name : zone.id)).join(', ')
  throw errors.invalidValue(
    name ?? id ?? '',
    id === undefined ? 'availabilityZone' : 'availabilityZoneId',
    `Subnets can currently only be created in the following availability zones: ${choices}.`,
  )
}

function ipv4BlockIn(region: Region, vpc: Vpc, text: string): Prefix {
  const block = ipv4Block(text, 'cidrBlock')
  if (!isIpv4BlockSize(block) || !liesIn(block, vpc.cidrAssociations)) throw invalidRange(text)
  const taken = recordsBy(region, 'subnetsByVpc', vpc.id).flatMap((subnet) => subnet.cidrBlock ?? [])
  if (overlapsAny(block, taken)) throw conflict(text)
  return block
}

/** An IPv6 block of a subnet. A VPC without IPv6 blocks takes any: there is nothing that it could lie in. */
export function ipv6BlockIn(region: Region, vpc: Vpc, text: string): Prefix {
  const block = ipv6Block(text, 'ipv6CidrBlock')
  if (!isIpv6BlockSize(block, 64)) throw invalidRange(text)
  if (vpc.ipv6CidrAssociations.length > 0 && !liesIn(block, vpc.ipv6CidrAssociations)) throw invalidRange(text)
  const taken = recordsBy(region, 'subnetsByVpc', vpc.id).flatMap((subnet) =>
    subnet.ipv6CidrAssociations.map(({ cidrBlock }) => cidrBlock),
  )
  if (overlapsAny(block, taken)) throw conflict(text)
  return block
}

const invalidRange = (block: string) => errors.of('InvalidSubnet.Range', `The CIDR '${block}' is invalid.`)
const conflict = (block: string) =>
  errors.of('InvalidSubnet.Conflict', `The CIDR '${block}' conflicts with another subnet`)

const liesIn = (block: Prefix, others: Vpc['cidrAssociations']): boolean =>
  others.some(({ cidrBlock, state }) => {
    const outer = parsePrefix(cidrBlock)
    return state !== 'disassociating' && outer !== undefined && contains(outer, block)
  })

/** The network ACL that new subnets of the VPC get. */
export const defaultAclOf = (region: Region, vpcId: string): string =>
  recordsBy(region, 'networkAclsByVpc', vpcId).find(({ isDefault }) => isDefault)?.id ?? ''

export interface SubnetPlan {
  readonly vpcId: string
  readonly networkAclId: string
  readonly zone: Zone
  readonly cidrBlock?: string
  readonly ipv6Block?: string
  readonly ipv6Native?: boolean
  readonly isDefault: boolean
  readonly tags: readonly Tag[]
}

export const newSubnet = (plan: SubnetPlan, context: Context): Subnet => ({
  id: context.newId('subnet'),
  vpcId: plan.vpcId,
  ...(plan.cidrBlock === undefined ? {} : { cidrBlock: plan.cidrBlock }),
  ipv6CidrAssociations: plan.ipv6Block === undefined ? [] : [newBlock(plan.ipv6Block, 'associated', context)],
  ipv6Native: plan.ipv6Native === true,
  availabilityZone: plan.zone.name,
  availabilityZoneId: plan.zone.id,
  defaultForAz: plan.isDefault,
  mapPublicIpOnLaunch: plan.isDefault,
  assignIpv6AddressOnCreation: plan.ipv6Native === true,
  enableDns64: false,
  mapCustomerOwnedIpOnLaunch: false,
  privateDnsNameOptionsOnLaunch: {
    hostnameType: plan.ipv6Native === true ? 'resource-name' : 'ip-name',
    enableResourceNameDnsARecord: false,
    enableResourceNameDnsAAAARecord: false,
  },
  networkAcl: { associationId: context.newId('network-acl-association'), networkAclId: plan.networkAclId },
  state: 'available',
  tags: plan.tags,
})

export const newBlock = (
  cidrBlock: string,
  state: SubnetIpv6CidrAssociation['state'],
  context: Context,
): SubnetIpv6CidrAssociation => ({ associationId: context.newId('subnet-cidr-block-association'), cidrBlock, state })

/** Interfaces and route server endpoints keep a subnet; its association with a route table does not. */
export function decideDeleteSubnet({ region }: World, request: DeleteRequest, context: Context): Decision {
  const { id } = find(region, 'subnet', request.SubnetId)
  if (countBy(region, 'interfacesBySubnet', id) > 0 || endpointInSubnet(region, id) !== undefined) {
    throw errors.dependencyViolation(`The subnet '${id}' has dependencies and cannot be deleted.`)
  }
  const associations = recordsBy(region, 'tableAssociationsByUser', id)
  const events = associations.map((association) => removed(context, 'route-table-association', association.id))
  return { events: [...events, removed(context, 'subnet', id)], response: {} }
}

export function decideListSubnets(world: World, request: ListRequest, context: Context): Decision {
  const { items: Subnets, ...rest } = list(world, request, context, {
    operation: describeSubnets,
    kind: 'subnet',
    ids: request.SubnetIds,
    describe: (subnet) => describeSubnet(world.region, subnet, context),
  })
  return { events: [], response: { Subnets, ...rest } }
}

/** IPv6 blocks are associated, or gone. */
export function settleSubnet({ region }: World, id: string, context: Context): readonly Event[] {
  const { ipv6CidrAssociations } = find(region, 'subnet', id)
  const changes = { ipv6CidrAssociations: settled(ipv6CidrAssociations), settlesAt: undefined }
  return [changed(context, 'subnet', id, changes)]
}

export function describeSubnet(region: Region, subnet: Subnet, { scope }: Context): Infer<typeof SubnetShape> {
  const names = subnet.privateDnsNameOptionsOnLaunch
  const count =
    subnet.cidrBlock === undefined ? 0 : availableAddressCount(subnet.cidrBlock, region.addresses.get(subnet.id))
  return {
    AvailabilityZoneId: subnet.availabilityZoneId,
    ...(subnet.enableLniAtDeviceIndex === undefined ? {} : { EnableLniAtDeviceIndex: subnet.enableLniAtDeviceIndex }),
    MapCustomerOwnedIpOnLaunch: subnet.mapCustomerOwnedIpOnLaunch,
    OwnerId: scope.account,
    AssignIpv6AddressOnCreation: subnet.assignIpv6AddressOnCreation,
    Ipv6CidrBlockAssociationSet: subnet.ipv6CidrAssociations.map(describeBlock),
    Tags: describeTags(subnet.tags),
    SubnetArn: arnOf(scope, 'subnet', subnet.id),
    EnableDns64: subnet.enableDns64,
    Ipv6Native: subnet.ipv6Native,
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: names.hostnameType,
      EnableResourceNameDnsARecord: names.enableResourceNameDnsARecord,
      EnableResourceNameDnsAAAARecord: names.enableResourceNameDnsAAAARecord,
    },
    BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
    SubnetId: subnet.id,
    State: subnet.state,
    VpcId: subnet.vpcId,
    ...(subnet.cidrBlock === undefined ? {} : { CidrBlock: subnet.cidrBlock }),
    AvailableIpAddressCount: count,
    AvailabilityZone: subnet.availabilityZone,
    DefaultForAz: subnet.defaultForAz,
    MapPublicIpOnLaunch: subnet.mapPublicIpOnLaunch,
  }
}

export const describeBlock = (block: SubnetIpv6CidrAssociation): Infer<typeof SubnetIpv6CidrBlockAssociation> => ({
  AssociationId: block.associationId,
  Ipv6CidrBlock: block.cidrBlock,
  Ipv6CidrBlockState: { State: block.state },
  Ipv6AddressAttribute: 'public',
  IpSource: 'amazon',
})
