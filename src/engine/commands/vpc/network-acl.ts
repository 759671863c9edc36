// CreateNetworkAcl, DeleteNetworkAcl, DescribeNetworkAcls, ReplaceNetworkAclAssociation. Which subnets use an ACL is written
// in the subnets. The simulated data plane does not filter by ACLs.

import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import {
  describeNetworkAcls,
  type createNetworkAcl,
  type deleteNetworkAcl,
  type NetworkAcl as NetworkAclShape,
  type NetworkAclEntry as EntryShape,
  type replaceNetworkAclAssociation,
} from '../../../model/vpc/network-acl.ts'
import type { World } from '../../command.ts'
import type { Context, Decision, Response } from '../../decision.ts'
import { changed, created, removed } from '../../events.ts'
import { list } from '../../list.ts'
import { find } from '../../lookup.ts'
import { withinQuota } from '../../quotas.ts'
import { countBy, recordsBy, tableOf, type Region } from '../../state.ts'
import { describeTags, tagsOnCreation } from '../../tags.ts'
import type { NetworkAcl, NetworkAclEntry, Subnet } from '../../vpc-resources.ts'
import { defaultEntries } from './network-acl-entry.ts'

type CreateRequest = Infer<typeof createNetworkAcl.input>
type DeleteRequest = Infer<typeof deleteNetworkAcl.input>
type ListRequest = Infer<typeof describeNetworkAcls.input>
type ReplaceRequest = Infer<typeof replaceNetworkAclAssociation.input>

export function decideCreateNetworkAcl({ region }: World, request: CreateRequest, context: Context): Decision {
  const tags = tagsOnCreation(request.TagSpecifications, 'network-acl')
  const vpc = find(region, 'vpc', request.VpcId)
  const count = countBy(region, 'networkAclsByVpc', vpc.id)
  const { networkAclsPerVpcMax } = context.settings.quotas
  withinQuota(count, networkAclsPerVpcMax, 'NetworkAclLimitExceeded', 'network ACLs of the VPC')
  const acl: NetworkAcl = {
    id: context.newId('network-acl'),
    vpcId: vpc.id,
    isDefault: false,
    entries: defaultEntries('deny', vpc.ipv6CidrAssociations.length > 0),
    tags,
  }
  const { ClientToken } = request
  return {
    events: [created(context, 'network-acl', acl.id, acl)],
    response: { NetworkAcl: describeAcl(region, acl, context), ClientToken },
  }
}

export const repeatCreateNetworkAcl = (
  { region }: World,
  id: string,
  context: Context,
  { ClientToken }: CreateRequest,
): Response => ({ NetworkAcl: describeAcl(region, find(region, 'network-acl', id), context), ClientToken })

export function decideDeleteNetworkAcl({ region }: World, request: DeleteRequest, context: Context): Decision {
  const acl = find(region, 'network-acl', request.NetworkAclId)
  if (acl.isDefault) throw errors.invalidParameterValue(`cannot delete default network ACL ${acl.id}`)
  if (countBy(region, 'subnetsByNetworkAcl', acl.id) > 0) {
    throw errors.dependencyViolation(`The network ACL '${acl.id}' has dependencies and cannot be deleted.`)
  }
  return { events: [removed(context, 'network-acl', acl.id)], response: {} }
}

export function decideListNetworkAcls(world: World, request: ListRequest, context: Context): Decision {
  const { items: NetworkAcls, ...rest } = list(world, request, context, {
    operation: describeNetworkAcls,
    kind: 'network-acl',
    ids: request.NetworkAclIds,
    describe: (acl) => describeAcl(world.region, acl, context),
  })
  return { events: [], response: { NetworkAcls, ...rest } }
}

export function decideReplaceNetworkAclAssociation(
  { region }: World,
  request: ReplaceRequest,
  context: Context,
): Decision {
  const subnet = subnetWith(region, request.AssociationId)
  const acl = find(region, 'network-acl', request.NetworkAclId)
  if (acl.vpcId !== subnet.vpcId) {
    throw errors.invalidParameterValue(`network ACL ${acl.id} and subnet ${subnet.id} belong to different networks`)
  }
  const associationId = context.newId('network-acl-association')
  const networkAcl = { associationId, networkAclId: acl.id }
  return {
    events: [changed(context, 'subnet', subnet.id, { networkAcl })],
    response: { NewAssociationId: associationId },
  }
}

function subnetWith(region: Region, associationId: string): Subnet {
  for (const subnet of tableOf(region, 'subnet').values()) {
    if (subnet.networkAcl.associationId === associationId) return subnet
  }
  throw errors.of('InvalidAssociationID.NotFound', `The association ID '${associationId}' does not exist`)
}

const describeAcl = (region: Region, acl: NetworkAcl, { scope }: Context): Infer<typeof NetworkAclShape> => ({
  Associations: recordsBy(region, 'subnetsByNetworkAcl', acl.id).map((subnet) => ({
    NetworkAclAssociationId: subnet.networkAcl.associationId,
    NetworkAclId: acl.id,
    SubnetId: subnet.id,
  })),
  Entries: acl.entries.map(describeEntry),
  IsDefault: acl.isDefault,
  NetworkAclId: acl.id,
  Tags: describeTags(acl.tags),
  VpcId: acl.vpcId,
  OwnerId: scope.account,
})

const describeEntry = (entry: NetworkAclEntry): Infer<typeof EntryShape> => ({
  ...(entry.cidrBlock === undefined ? {} : { CidrBlock: entry.cidrBlock }),
  Egress: entry.egress,
  ...(entry.icmpTypeCode === undefined
    ? {}
    : { IcmpTypeCode: { Code: entry.icmpTypeCode.code, Type: entry.icmpTypeCode.type } }),
  ...(entry.ipv6CidrBlock === undefined ? {} : { Ipv6CidrBlock: entry.ipv6CidrBlock }),
  ...(entry.portRange === undefined ? {} : { PortRange: { From: entry.portRange.from, To: entry.portRange.to } }),
  Protocol: entry.protocol,
  RuleAction: entry.ruleAction,
  RuleNumber: entry.ruleNumber,
})
