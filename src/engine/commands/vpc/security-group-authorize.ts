// AuthorizeSecurityGroupIngress/Egress, RevokeSecurityGroupIngress/Egress.

import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import type {
  authorizeSecurityGroupEgress,
  authorizeSecurityGroupIngress,
  RevokedSecurityGroupRule,
  revokeSecurityGroupEgress,
  revokeSecurityGroupIngress,
} from '../../../model/vpc/security-group-rule.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { created, removed } from '../../events.ts'
import { pair } from '../../indexes.ts'
import { find } from '../../lookup.ts'
import { recordBy, recordsBy, type Region } from '../../state.ts'
import { tagsOnCreation } from '../../tags.ts'
import type { SecurityGroup, SecurityGroupRule } from '../../vpc-resources.ts'
import {
  checkedBlock,
  checkedDescription,
  checkedPorts,
  describeRule,
  newRule,
  ruleKey,
  type Permission,
  type RuleContent,
} from './security-group-rule.ts'
import { groupNamed, groupOf, refuseManaged } from './security-group.ts'

type AuthorizeRequest = Infer<typeof authorizeSecurityGroupIngress.input> &
  Omit<Infer<typeof authorizeSecurityGroupEgress.input>, 'GroupId'>
type RevokeRequest = Infer<typeof revokeSecurityGroupIngress.input> &
  Omit<Infer<typeof revokeSecurityGroupEgress.input>, 'GroupId'>

/** The command for one direction. */
export const decideAuthorize =
  (isEgress: boolean) =>
  ({ region }: World, request: AuthorizeRequest, context: Context): Decision => {
    const tags = tagsOnCreation(request.TagSpecifications, 'security-group-rule')
    const group = groupOf(region, request)
    refuseManaged(group)
    const contents = contentsOf(region, group, request, isEgress, context)
    if (contents.length === 0) throw errors.missingParameter('ipPermissions')
    const present = recordsBy(region, 'rulesBySecurityGroup', group.id).filter((rule) => rule.isEgress === isEgress)
    checkLimit([...present, ...contents], context)
    checkNew(present, contents)
    const rules = contents.map((content) => newRule(group.id, content, context, tags))
    return {
      events: rules.map((rule) => created(context, 'security-group-rule', rule.id, rule)),
      response: { Return: true, SecurityGroupRules: rules.map((rule) => describeRule(rule, context.scope)) },
    }
  }

/** Rules count for IPv4 and for IPv6 apart; those that name a group or list count for both. */
function checkLimit(rules: readonly RuleContent[], { settings }: Context): void {
  const max = settings.quotas.rulesPerSecurityGroupMax
  const ipv4 = rules.filter(({ cidrIpv6 }) => cidrIpv6 === undefined).length
  const ipv6 = rules.filter(({ cidrIpv4 }) => cidrIpv4 === undefined).length
  if (ipv4 <= max && ipv6 <= max) return
  throw errors.limitExceeded(
    'RulesPerSecurityGroupLimitExceeded',
    'The maximum number of rules per security group has been reached.',
  )
}

function checkNew(present: readonly RuleContent[], contents: readonly RuleContent[]): void {
  const keys = new Set(present.map(ruleKey))
  for (const content of contents) {
    const key = ruleKey(content)
    if (keys.has(key)) {
      throw errors.of('InvalidPermission.Duplicate', `the specified rule "${sentenceOf(content)}" already exists`)
    }
    keys.add(key)
  }
}

function sentenceOf(rule: RuleContent): string {
  const peer = rule.cidrIpv4 ?? rule.cidrIpv6 ?? rule.prefixListId ?? rule.referencedGroupId ?? ''
  const protocol = rule.ipProtocol === '-1' ? 'ALL' : rule.ipProtocol.toUpperCase()
  const ports = rule.fromPort === undefined ? '' : `, from port: ${rule.fromPort}, to port: ${rule.toPort ?? ''}`
  return `peer: ${peer}, ${protocol}${ports}, ALLOW`
}

/** What a request says about rules, in either of its two forms. */
interface RulesRequest {
  readonly IpPermissions?: readonly Permission[] | undefined
  readonly IpProtocol?: string | undefined
  readonly FromPort?: number | undefined
  readonly ToPort?: number | undefined
  readonly CidrIp?: string | undefined
  readonly SourceSecurityGroupName?: string | undefined
  readonly SourceSecurityGroupOwnerId?: string | undefined
}

/** The rules that a request names, one by one. */
export function contentsOf(
  region: Region,
  group: SecurityGroup,
  request: RulesRequest,
  isEgress: boolean,
  context: Context,
): readonly RuleContent[] {
  return permissionsOf(request).flatMap((permission) => {
    const ports = { isEgress, ...checkedPorts(permission) }
    const peers = peersOf(region, group, permission, context)
    if (peers.length === 0) throw errors.of('MissingParameter', EXACTLY_ONE)
    return peers.map((peer) => ({ ...ports, ...peer }))
  })
}

export const EXACTLY_ONE =
  'The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId'

function permissionsOf(request: RulesRequest): readonly Permission[] {
  if (request.IpPermissions !== undefined && request.IpPermissions.length > 0) return request.IpPermissions
  const { IpProtocol, FromPort, ToPort, CidrIp, SourceSecurityGroupName: GroupName } = request
  const UserId = request.SourceSecurityGroupOwnerId
  if (IpProtocol === undefined && CidrIp === undefined && GroupName === undefined) return []
  return [
    {
      IpProtocol: IpProtocol ?? (CidrIp === undefined ? '-1' : undefined),
      FromPort,
      ToPort,
      ...(CidrIp === undefined ? {} : { IpRanges: [{ CidrIp }] }),
      ...(GroupName === undefined ? {} : { UserIdGroupPairs: [{ GroupName, UserId }] }),
    },
  ]
}

type Peer = Pick<RuleContent, 'cidrIpv4' | 'cidrIpv6' | 'prefixListId' | 'referencedGroupId' | 'description'>

function peersOf(region: Region, group: SecurityGroup, permission: Permission, { scope }: Context): readonly Peer[] {
  const described = (text: string | undefined) => (text === undefined ? {} : { description: checkedDescription(text) })
  for (const { PrefixListId: id } of permission.PrefixListIds ?? []) throw noPrefixList(id ?? '')
  for (const pair of permission.UserIdGroupPairs ?? []) refuseForeign(pair, scope.account)
  return [
    ...(permission.IpRanges ?? []).map(({ CidrIp, Description }) => ({
      cidrIpv4: checkedBlock(CidrIp ?? '', 4),
      ...described(Description),
    })),
    ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6, Description }) => ({
      cidrIpv6: checkedBlock(CidrIpv6 ?? '', 6),
      ...described(Description),
    })),
    ...(permission.UserIdGroupPairs ?? []).map(({ GroupId, GroupName, Description }) => ({
      referencedGroupId: peerGroup(region, group, GroupId, GroupName).id,
      ...described(Description),
    })),
  ]
}

/** Groups of other accounts and behind peerings cannot be seen from here. */
function refuseForeign(
  { UserId: account, GroupId: id, GroupName: name, VpcPeeringConnectionId: peering }: GroupPair,
  ownAccount: string,
): void {
  if (peering !== undefined) {
    throw errors.of('InvalidVpcPeeringConnectionID.NotFound', `The vpcPeeringConnection ID '${peering}' does not exist`)
  }
  if (account !== undefined && account !== ownAccount) throw errors.notFound('security-group', id ?? name ?? '')
}

type GroupPair = NonNullable<Permission['UserIdGroupPairs']>[number]

export const noPrefixList = (id: string) =>
  errors.of('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`)

/** The group at the other side, which has to be in the same VPC. */
export function peerGroup(region: Region, group: SecurityGroup, id?: string, name?: string): SecurityGroup {
  const named = (text: string) =>
    recordBy(region, 'securityGroupsByName', pair(group.vpcId, text)) ?? groupNamed(region, text)
  const peer = id === undefined || id === '' ? named(name ?? '') : find(region, 'security-group', id)
  if (peer.vpcId === group.vpcId) return peer
  throw errors.of('InvalidGroup.NotFound', 'You have specified two resources that belong to different networks.')
}

/** The command for one direction. All rules have to be there, or none goes. */
export const decideRevoke =
  (isEgress: boolean) =>
  ({ region }: World, request: RevokeRequest, context: Context): Decision => {
    const group = groupOf(region, request)
    refuseManaged(group)
    const present = recordsBy(region, 'rulesBySecurityGroup', group.id).filter((rule) => rule.isEgress === isEgress)
    const rules = [
      ...(request.SecurityGroupRuleIds ?? []).map((id) => ruleWithId(present, id)),
      ...contentsOf(region, group, request, isEgress, context).map((content) => ruleLike(present, content)),
    ]
    if (rules.length === 0) throw errors.missingParameter('ipPermissions')
    const gone = [...new Set(rules)]
    return {
      events: gone.map((rule) => removed(context, 'security-group-rule', rule.id)),
      response: { Return: true, UnknownIpPermissions: [], RevokedSecurityGroupRules: gone.map(describeRevoked) },
    }
  }

export function ruleWithId(rules: readonly SecurityGroupRule[], id: string): SecurityGroupRule {
  const found = rules.find((rule) => rule.id === id)
  if (found === undefined) throw errors.notFound('security-group-rule', id)
  return found
}

export function ruleLike(rules: readonly SecurityGroupRule[], content: RuleContent): SecurityGroupRule {
  const key = ruleKey(content)
  const found = rules.find((rule) => ruleKey(rule) === key)
  if (found !== undefined) return found
  throw errors.of('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.')
}

const describeRevoked = (rule: SecurityGroupRule): Infer<typeof RevokedSecurityGroupRule> => ({
  SecurityGroupRuleId: rule.id,
  GroupId: rule.groupId,
  IsEgress: rule.isEgress,
  IpProtocol: rule.ipProtocol,
  FromPort: rule.fromPort ?? -1,
  ToPort: rule.toPort ?? -1,
  ...(rule.cidrIpv4 === undefined ? {} : { CidrIpv4: rule.cidrIpv4 }),
  ...(rule.cidrIpv6 === undefined ? {} : { CidrIpv6: rule.cidrIpv6 }),
  ...(rule.prefixListId === undefined ? {} : { PrefixListId: rule.prefixListId }),
  ...(rule.referencedGroupId === undefined ? {} : { ReferencedGroupId: rule.referencedGroupId }),
  ...(rule.description === undefined ? {} : { Description: rule.description }),
})
