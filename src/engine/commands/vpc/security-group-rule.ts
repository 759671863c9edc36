// Rules of security groups as records, as IpPermissions (grouped by protocol and ports) and as SecurityGroupRules (one by
// one). DescribeSecurityGroupRules. A rule lets one block or one group through.

import { parsePrefix } from '../../../base/ip.ts'
import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import {
  describeSecurityGroupRules,
  type SecurityGroupRule as RuleShape,
} from '../../../model/vpc/security-group-rule.ts'
import type { IpPermission } from '../../../model/vpc/security-group.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { created, type Event, type Scope } from '../../events.ts'
import { list } from '../../list.ts'
import { describeTags } from '../../tags.ts'
import type { SecurityGroupRule, Tag, Vpc } from '../../vpc-resources.ts'
import { arnOf } from './arn.ts'

export type Permission = Infer<typeof IpPermission>
/** What a rule says, without whose it is. */
export type RuleContent = Omit<SecurityGroupRule, 'id' | 'groupId' | 'tags' | 'managedBy'>

type ListRequest = Infer<typeof describeSecurityGroupRules.input>

export const newRule = (
  groupId: string,
  content: RuleContent,
  context: Context,
  tags: readonly Tag[] = [],
): SecurityGroupRule => ({ id: context.newId('security-group-rule'), groupId, ...content, tags })

/** The rules that let everything out: of a new group, for each family that the VPC has. */
export function allowAllOut(groupId: string, vpc: Vpc, context: Context): readonly Event[] {
  const contents: RuleContent[] = [{ isEgress: true, ipProtocol: '-1', cidrIpv4: '0.0.0.0/0' }]
  if (vpc.ipv6CidrAssociations.length > 0) contents.push({ isEgress: true, ipProtocol: '-1', cidrIpv6: '::/0' })
  return contents.map((content) => {
    const rule = newRule(groupId, content, context)
    return created(context, 'security-group-rule', rule.id, rule)
  })
}

/** Equal for rules that let the same through. */
export const ruleKey = (rule: RuleContent): string =>
  [
    rule.isEgress,
    rule.ipProtocol,
    rule.fromPort,
    rule.toPort,
    rule.cidrIpv4 ?? rule.cidrIpv6 ?? rule.prefixListId ?? rule.referencedGroupId,
  ].join('|')

const PROTOCOL_NAMES: ReadonlyMap<string, string> = new Map([
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmpv6'],
])
const NAMED = new Set(PROTOCOL_NAMES.values())

interface PortsRequest {
  readonly IpProtocol?: string | undefined
  readonly FromPort?: number | undefined
  readonly ToPort?: number | undefined
}

/** Protocol and ports of a request as we keep them: ports only where the protocol has them. */
export function checkedPorts(request: PortsRequest): Pick<RuleContent, 'ipProtocol' | 'fromPort' | 'toPort'> {
  const ipProtocol = checkedProtocol(request.IpProtocol)
  const { FromPort: from, ToPort: to } = request
  if (ipProtocol === 'tcp' || ipProtocol === 'udp') {
    if (from === undefined || to === undefined) {
      throw errors.invalidParameterValue(
        'Invalid value for portRange. Must specify both from and to ports with TCP/UDP.',
      )
    }
    if (from < 0 || to > 65535 || from > to) {
      throw errors.invalidParameterValue(`Invalid ${ipProtocol.toUpperCase()} port range [${from}, ${to}].`)
    }
    return { ipProtocol, fromPort: from, toPort: to }
  }
  if (!NAMED.has(ipProtocol)) return { ipProtocol }
  return { ipProtocol, fromPort: icmpNumber(from), toPort: icmpNumber(to) }
}

function checkedProtocol(text: string | undefined): string {
  if (text === undefined || text === '') {
    throw errors.invalidParameterValue(
      "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.",
    )
  }
  const name = text.toLowerCase() === 'all' ? '-1' : (PROTOCOL_NAMES.get(text) ?? text.toLowerCase())
  const isNumber = /^\d{1,3}$/.test(name) && Number(name) <= 255
  if (name === '-1' || NAMED.has(name) || isNumber) return name
  throw errors.invalidParameterValue(`Invalid value '${text}' for IP protocol. Unknown protocol.`)
}

function icmpNumber(value = -1): number {
  if (value >= -1 && value <= 255) return value
  throw errors.invalidParameterValue(`ICMP type or code ${value} is not valid.`)
}

/** A block of a request, which is kept as it was given. */
export function checkedBlock(text: string, family: 4 | 6): string {
  if (parsePrefix(text)?.family === family) return text
  throw errors.invalidParameterValue(`CIDR block ${text} is malformed`)
}

const DESCRIPTION_LENGTH_MAX = 255

export function checkedDescription(text: string): string {
  if (text.length <= DESCRIPTION_LENGTH_MAX) return text
  throw errors.invalidParameterValue(
    `Invalid rule description. Rule descriptions may not exceed ${DESCRIPTION_LENGTH_MAX} characters.`,
  )
}

/** Rules of one direction in the grouped form: one entry for each protocol and ports. */
export function describePermissions(rules: readonly SecurityGroupRule[], scope: Scope): readonly Permission[] {
  const groups = Map.groupBy(rules, (rule) => `${rule.ipProtocol}|${rule.fromPort}|${rule.toPort}`)
  return [...groups.values()].map((group) => permissionOf(group, scope))
}

function permissionOf(rules: readonly SecurityGroupRule[], { account }: Scope): Permission {
  const [{ ipProtocol, fromPort, toPort } = { ipProtocol: '-1' } as Partial<SecurityGroupRule>] = rules
  const described = (rule: SecurityGroupRule) =>
    rule.description === undefined ? {} : { Description: rule.description }
  return {
    IpProtocol: ipProtocol,
    ...(fromPort === undefined ? {} : { FromPort: fromPort }),
    ...(toPort === undefined ? {} : { ToPort: toPort }),
    UserIdGroupPairs: rules.flatMap((rule) =>
      rule.referencedGroupId === undefined
        ? []
        : [{ ...described(rule), UserId: account, GroupId: rule.referencedGroupId }],
    ),
    IpRanges: rules.flatMap((rule) =>
      rule.cidrIpv4 === undefined ? [] : [{ ...described(rule), CidrIp: rule.cidrIpv4 }],
    ),
    Ipv6Ranges: rules.flatMap((rule) =>
      rule.cidrIpv6 === undefined ? [] : [{ ...described(rule), CidrIpv6: rule.cidrIpv6 }],
    ),
    PrefixListIds: rules.flatMap((rule) =>
      rule.prefixListId === undefined ? [] : [{ ...described(rule), PrefixListId: rule.prefixListId }],
    ),
  }
}

/** A rule on its own; without ports it shows -1. */
export const describeRule = (rule: SecurityGroupRule, scope: Scope): Infer<typeof RuleShape> => ({
  SecurityGroupRuleId: rule.id,
  GroupId: rule.groupId,
  GroupOwnerId: scope.account,
  IsEgress: rule.isEgress,
  IpProtocol: rule.ipProtocol,
  FromPort: rule.fromPort ?? -1,
  ToPort: rule.toPort ?? -1,
  ...(rule.cidrIpv4 === undefined ? {} : { CidrIpv4: rule.cidrIpv4 }),
  ...(rule.cidrIpv6 === undefined ? {} : { CidrIpv6: rule.cidrIpv6 }),
  ...(rule.prefixListId === undefined ? {} : { PrefixListId: rule.prefixListId }),
  ...(rule.referencedGroupId === undefined
    ? {}
    : { ReferencedGroupInfo: { GroupId: rule.referencedGroupId, UserId: scope.account } }),
  ...(rule.description === undefined ? {} : { Description: rule.description }),
  Tags: describeTags(rule.tags),
  SecurityGroupRuleArn: arnOf(scope, 'security-group-rule', rule.id),
})

export function decideListSecurityGroupRules(world: World, request: ListRequest, context: Context): Decision {
  for (const { Name: name, Values: values = [] } of request.Filters ?? []) {
    const bad = name === 'group-id' ? values.find((value) => !/^sg-[0-9a-f]+$|[*?]/.test(value)) : undefined
    if (bad !== undefined) throw errors.of('InvalidGroupId.Malformed', `The security group ID '${bad}' is malformed`)
  }
  const { items: SecurityGroupRules, ...rest } = list(world, request, context, {
    operation: describeSecurityGroupRules,
    kind: 'security-group-rule',
    ids: request.SecurityGroupRuleIds,
    describe: (rule) => describeRule(rule, context.scope),
  })
  return { events: [], response: { SecurityGroupRules, ...rest } }
}
