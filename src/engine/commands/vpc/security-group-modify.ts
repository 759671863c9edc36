// ModifySecurityGroupRules, UpdateSecurityGroupRuleDescriptionsIngress/Egress. All of a request is checked before any of it
// takes effect.

import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import type {
  modifySecurityGroupRules,
  SecurityGroupRuleRequest,
  updateSecurityGroupRuleDescriptionsIngress,
} from '../../../model/vpc/security-group-rule.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed, type Changes } from '../../events.ts'
import { find } from '../../lookup.ts'
import { recordsBy, type Region } from '../../state.ts'
import type { SecurityGroup } from '../../vpc-resources.ts'
import { contentsOf, EXACTLY_ONE, noPrefixList, peerGroup, ruleLike, ruleWithId } from './security-group-authorize.ts'
import { checkedBlock, checkedDescription, checkedPorts, ruleKey } from './security-group-rule.ts'
import { groupOf, refuseManaged } from './security-group.ts'

type ModifyRequest = Infer<typeof modifySecurityGroupRules.input>
type RuleRequest = Infer<typeof SecurityGroupRuleRequest>
type DescriptionsRequest = Infer<typeof updateSecurityGroupRuleDescriptionsIngress.input>
type RuleChanges = Changes<'security-group-rule'>

export function decideModifySecurityGroupRules({ region }: World, request: ModifyRequest, context: Context): Decision {
  const group = find(region, 'security-group', request.GroupId)
  refuseManaged(group)
  const present = recordsBy(region, 'rulesBySecurityGroup', group.id)
  const after = new Map(present.map((rule) => [rule.id, rule]))
  const events = request.SecurityGroupRules.map(({ SecurityGroupRuleId: id, SecurityGroupRule: wanted = {} }) => {
    const rule = ruleWithId(present, id)
    const changes = changesOf(region, group, wanted)
    after.set(id, { ...rule, ...(changes as Partial<typeof rule>) })
    return changed(context, 'security-group-rule', id, changes)
  })
  const keys = [...after.values()].map(ruleKey)
  if (new Set(keys).size < keys.length) {
    throw errors.of('InvalidPermission.Duplicate', 'The specified rule already exists')
  }
  return { events, response: { Return: true } }
}

/** The whole new content of a rule: what the request leaves out is gone. */
function changesOf(region: Region, group: SecurityGroup, wanted: RuleRequest): RuleChanges {
  const { ipProtocol, fromPort, toPort } = checkedPorts(wanted)
  const { CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId, Description } = wanted
  const peers = [CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId].filter((peer) => peer !== undefined)
  if (peers.length === 0) throw errors.of('MissingParameter', EXACTLY_ONE)
  if (peers.length > 1) {
    throw errors.invalidCombination('Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified')
  }
  if (PrefixListId !== undefined) throw noPrefixList(PrefixListId)
  return {
    ipProtocol,
    fromPort,
    toPort,
    cidrIpv4: CidrIpv4 === undefined ? undefined : checkedBlock(CidrIpv4, 4),
    cidrIpv6: CidrIpv6 === undefined ? undefined : checkedBlock(CidrIpv6, 6),
    prefixListId: undefined,
    referencedGroupId: ReferencedGroupId === undefined ? undefined : peerGroup(region, group, ReferencedGroupId).id,
    description: Description === undefined ? undefined : checkedDescription(Description),
  }
}

/** The command for one direction. Rules are named by what they let through, or by id. */
export const decideUpdateDescriptions =
  (isEgress: boolean) =>
  ({ region }: World, request: DescriptionsRequest, context: Context): Decision => {
    const group = groupOf(region, request)
    refuseManaged(group)
    const present = recordsBy(region, 'rulesBySecurityGroup', group.id).filter((rule) => rule.isEgress === isEgress)
    const byContent = contentsOf(region, group, request, isEgress, context).map(
      (content) => [ruleLike(present, content).id, content.description] as const,
    )
    const byId = (request.SecurityGroupRuleDescriptions ?? []).map(
      ({ SecurityGroupRuleId: id = '', Description: text }) =>
        [ruleWithId(present, id).id, text === undefined ? undefined : checkedDescription(text)] as const,
    )
    const updates = [...byContent, ...byId]
    if (updates.length === 0) throw errors.missingParameter('ipPermissions')
    const events = updates.map(([id, description]) => changed(context, 'security-group-rule', id, { description }))
    return { events, response: { Return: true } }
  }
