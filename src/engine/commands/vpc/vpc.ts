// CreateVpc, DeleteVpc, DescribeVpcs.

import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import { describeVpcs, type createVpc, type deleteVpc } from '../../../model/vpc/vpc.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed, removed, type Event } from '../../events.ts'
import { list } from '../../list.ts'
import { find } from '../../lookup.ts'
import { withinQuota } from '../../quotas.ts'
import { countBy, recordsBy, tableOf, type Region } from '../../state.ts'
import { tagsOnCreation } from '../../tags.ts'
import { routeKey } from '../../vpc-resources.ts'
import { routeServerPartOfVpc } from '../route-server/dependents.ts'
import { ipv4Block, isIpv4BlockSize, refuseIpam, settled, textOf } from './blocks.ts'
import { describeVpc } from './describe-vpc.ts'
import { newVpc } from './new-vpc.ts'
import { removeGroup } from './security-group.ts'
import { ipv6BlockFor } from './ipv6-block.ts'

type CreateRequest = Infer<typeof createVpc.input>
type DeleteRequest = Infer<typeof deleteVpc.input>
type ListRequest = Infer<typeof describeVpcs.input>

export function decideCreateVpc({ region }: World, request: CreateRequest, context: Context): Decision {
  const tags = tagsOnCreation(request.TagSpecifications, 'vpc')
  const cidrBlock = primaryBlock(request)
  const ipv6Block = ipv6BlockFor(region, request, context)
  const instanceTenancy = request.InstanceTenancy ?? 'default'
  if (instanceTenancy === 'host') throw errors.invalidParameterValue('The tenancy value host is not supported.')
  if (request.VpcEncryptionControl !== undefined) {
    throw errors.unsupportedOperation('VPC encryption control is not supported here.')
  }
  const { vpcsPerRegionMax } = context.settings.quotas
  withinQuota(tableOf(region, 'vpc').size, vpcsPerRegionMax, 'VpcLimitExceeded', 'VPCs')
  const plan = { cidrBlock, instanceTenancy, isDefault: false, tags }
  const { vpc, events } = newVpc(region, ipv6Block === undefined ? plan : { ...plan, ipv6Block }, context)
  return { events, response: { Vpc: describeVpc(vpc, context.scope) } }
}

function primaryBlock(request: CreateRequest): string {
  refuseIpam(request)
  if (request.CidrBlock === undefined) {
    throw errors.of('MissingParameter', "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.")
  }
  const block = ipv4Block(request.CidrBlock, 'cidrBlock')
  if (!isIpv4BlockSize(block)) throw errors.of('InvalidVpc.Range', `The CIDR '${request.CidrBlock}' is invalid.`)
  return textOf(block)
}

/** A VPC goes with its main table, default group and default ACL; everything else in it has to be gone. */
export function decideDeleteVpc({ region }: World, request: DeleteRequest, context: Context): Decision {
  const vpc = find(region, 'vpc', request.VpcId)
  if (hasDependencies(region, vpc.id)) {
    throw errors.dependencyViolation(`The vpc '${vpc.id}' has dependencies and cannot be deleted.`)
  }
  return { events: [...removeParts(region, vpc.id, context), removed(context, 'vpc', vpc.id)], response: {} }
}

const hasDependencies = (region: Region, vpcId: string): boolean =>
  countBy(region, 'subnetsByVpc', vpcId) > 0 ||
  countBy(region, 'routeTablesByVpc', vpcId) > 1 ||
  countBy(region, 'securityGroupsByVpc', vpcId) > 1 ||
  countBy(region, 'networkAclsByVpc', vpcId) > 1 ||
  countBy(region, 'gatewaysByVpc', vpcId) > 0 ||
  countBy(region, 'interfacesByVpc', vpcId) > 0 ||
  recordsBy(region, 'securityGroupsByVpc', vpcId).some(
    ({ id }) => countBy(region, 'rulesByReferencedGroup', id) > rulesWithin(region, id),
  ) ||
  routeServerPartOfVpc(region, vpcId) !== undefined

/** How many rules of a group name the group itself. */
const rulesWithin = (region: Region, groupId: string): number =>
  recordsBy(region, 'rulesByReferencedGroup', groupId).filter((rule) => rule.groupId === groupId).length

function removeParts(region: Region, vpcId: string, context: Context): readonly Event[] {
  const events: Event[] = []
  for (const table of recordsBy(region, 'routeTablesByVpc', vpcId)) {
    for (const association of recordsBy(region, 'tableAssociationsByTable', table.id)) {
      events.push(removed(context, 'route-table-association', association.id))
    }
    for (const route of recordsBy(region, 'routesByTable', table.id)) {
      events.push(removed(context, 'route', routeKey(table.id, route.destination)))
    }
    events.push(removed(context, 'route-table', table.id))
  }
  for (const group of recordsBy(region, 'securityGroupsByVpc', vpcId)) {
    events.push(...removeGroup(region, group.id, context))
  }
  for (const acl of recordsBy(region, 'networkAclsByVpc', vpcId)) events.push(removed(context, 'network-acl', acl.id))
  return events
}

export function decideListVpcs(world: World, request: ListRequest, context: Context): Decision {
  const { items: Vpcs, ...rest } = list(world, request, context, {
    operation: describeVpcs,
    kind: 'vpc',
    ids: request.VpcIds,
    describe: (vpc) => describeVpc(vpc, context.scope),
  })
  return { events: [], response: { Vpcs, ...rest } }
}

/** Pending VPCs become available; blocks are associated, or gone. */
export function settleVpc({ region }: World, id: string, context: Context): readonly Event[] {
  const vpc = find(region, 'vpc', id)
  return [
    changed(context, 'vpc', id, {
      state: 'available',
      cidrAssociations: settled(vpc.cidrAssociations),
      ipv6CidrAssociations: settled(vpc.ipv6CidrAssociations),
      settlesAt: undefined,
    }),
  ]
}
