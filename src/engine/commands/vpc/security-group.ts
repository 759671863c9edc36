// CreateSecurityGroup, DeleteSecurityGroup, DescribeSecurityGroups. The simulated data plane does not filter by groups.

import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import {
  describeSecurityGroups,
  type createSecurityGroup,
  type deleteSecurityGroup,
  type SecurityGroup as SecurityGroupShape,
} from '../../../model/vpc/security-group.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { created, removed, type Event } from '../../events.ts'
import { pair } from '../../indexes.ts'
import { list } from '../../list.ts'
import { find } from '../../lookup.ts'
import { withinQuota } from '../../quotas.ts'
import { countBy, recordBy, recordsBy, tableOf, type Region } from '../../state.ts'
import { describeTags, tagsOnCreation } from '../../tags.ts'
import type { SecurityGroup, Vpc } from '../../vpc-resources.ts'
import { arnOf } from './arn.ts'
import { allowAllOut, describePermissions } from './security-group-rule.ts'

type CreateRequest = Infer<typeof createSecurityGroup.input>
type DeleteRequest = Infer<typeof deleteSecurityGroup.input>
type ListRequest = Infer<typeof describeSecurityGroups.input>

const TEXT_LENGTH_MAX = 255
const TEXT_FORM = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/

export function decideCreateSecurityGroup({ region }: World, request: CreateRequest, context: Context): Decision {
  const tags = tagsOnCreation(request.TagSpecifications, 'security-group')
  const name = checkName(request.GroupName)
  const description = checkText(request.Description, 'GroupDescription')
  const vpc = vpcFor(region, request.VpcId)
  if (recordBy(region, 'securityGroupsByName', pair(vpc.id, name)) !== undefined) {
    throw errors.of('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpc.id}'`)
  }
  const { securityGroupsPerRegionMax } = context.settings.quotas
  const count = tableOf(region, 'security-group').size
  withinQuota(count, securityGroupsPerRegionMax, 'SecurityGroupLimitExceeded', 'security groups')
  const group: SecurityGroup = { id: context.newId('security-group'), vpcId: vpc.id, name, description, tags }
  const { scope } = context
  return {
    events: [created(context, 'security-group', group.id, group), ...allowAllOut(group.id, vpc, context)],
    response: {
      GroupId: group.id,
      Tags: describeTags(tags),
      SecurityGroupArn: arnOf(scope, 'security-group', group.id),
    },
  }
}

function checkName(name: string): string {
  if (name.toLowerCase().startsWith('sg-')) {
    throw errors.invalidValue(name, 'groupName', 'The name of a security group cannot begin with sg-.')
  }
  if (name === 'default') throw errors.invalidParameterValue('Cannot use reserved security group name: default')
  return checkText(name, 'GroupName')
}

function checkText(text: string, parameter: string): string {
  if (text === '') throw errors.missingParameter(parameter)
  const name = parameter.charAt(0).toLowerCase() + parameter.slice(1)
  if (text.length > TEXT_LENGTH_MAX) {
    throw errors.invalidValue(text, name, `Character sets beyond ${TEXT_LENGTH_MAX} characters are not supported.`)
  }
  if (!TEXT_FORM.test(text)) throw errors.invalidValue(text, name, 'Character sets beyond ASCII are not supported.')
  return text
}

/** Without a VPC the default one is meant. */
function vpcFor(region: Region, vpcId: string | undefined): Vpc {
  if (vpcId !== undefined) return find(region, 'vpc', vpcId)
  const found = recordBy(region, 'defaultVpc', 'default')
  if (found !== undefined) return found
  throw errors.of(
    'VPCIdNotSpecified',
    'No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.',
  )
}

export function decideDeleteSecurityGroup({ region }: World, request: DeleteRequest, context: Context): Decision {
  const group = groupOf(region, request)
  if (group.name === 'default') {
    throw errors.of('CannotDelete', `the specified group: "${group.id}" name: "default" cannot be deleted by a user`)
  }
  refuseManaged(group)
  const isNamed = recordsBy(region, 'rulesByReferencedGroup', group.id).some(({ groupId }) => groupId !== group.id)
  if (isNamed || countBy(region, 'interfacesBySecurityGroup', group.id) > 0) {
    throw errors.dependencyViolation(`resource ${group.id} has a dependent object`)
  }
  return { events: removeGroup(region, group.id, context), response: { Return: true, GroupId: group.id } }
}

/** A group that belongs to a route server endpoint is the service's business. */
export function refuseManaged({ id, managedBy }: SecurityGroup): void {
  if (managedBy === undefined) return
  throw errors.operationNotPermitted(
    `The security group '${id}' is managed by the route server endpoint '${managedBy}' and cannot be changed.`,
  )
}

/** The events that take a group and its rules away. */
export const removeGroup = (region: Region, groupId: string, context: Context): readonly Event[] => [
  ...recordsBy(region, 'rulesBySecurityGroup', groupId).map(({ id }) => removed(context, 'security-group-rule', id)),
  removed(context, 'security-group', groupId),
]

/** How a request names a group. */
interface GroupRequest {
  readonly GroupId?: string | undefined
  readonly GroupName?: string | undefined
}

/** The group that a request names by id or by name. */
export function groupOf(region: Region, { GroupId: id, GroupName: name }: GroupRequest): SecurityGroup {
  if (id !== undefined) return find(region, 'security-group', id)
  if (name !== undefined) return groupNamed(region, name)
  throw errors.of('MissingParameter', 'The request must contain the parameter groupName or groupId')
}

/** The group of this name in the default VPC, or else the first in any VPC. */
export function groupNamed(region: Region, name: string): SecurityGroup {
  const preferred = recordBy(region, 'defaultVpc', 'default')?.id
  const inDefault =
    preferred === undefined ? undefined : recordBy(region, 'securityGroupsByName', pair(preferred, name))
  if (inDefault !== undefined) return inDefault
  for (const group of tableOf(region, 'security-group').values()) if (group.name === name) return group
  throw errors.notFound('security-group', name)
}

export function decideListSecurityGroups(world: World, request: ListRequest, context: Context): Decision {
  const { region } = world
  const named = request.GroupNames?.map((name) => groupNamed(region, name).id) ?? []
  const { items: SecurityGroups, ...rest } = list(world, request, context, {
    operation: describeSecurityGroups,
    kind: 'security-group',
    ids: [...(request.GroupIds ?? []), ...named],
    describe: (group) => describeGroup(region, group, context),
  })
  return { events: [], response: { SecurityGroups, ...rest } }
}

const describeGroup = (region: Region, group: SecurityGroup, context: Context): Infer<typeof SecurityGroupShape> => {
  const rules = recordsBy(region, 'rulesBySecurityGroup', group.id)
  const { scope } = context
  return {
    GroupId: group.id,
    IpPermissionsEgress: describePermissions(
      rules.filter(({ isEgress }) => isEgress),
      scope,
    ),
    Tags: describeTags(group.tags),
    VpcId: group.vpcId,
    SecurityGroupArn: arnOf(scope, 'security-group', group.id),
    OwnerId: scope.account,
    GroupName: group.name,
    Description: group.description,
    IpPermissions: describePermissions(
      rules.filter(({ isEgress }) => !isEgress),
      scope,
    ),
  }
}
