// The numbered rules of network ACLs: CreateNetworkAclEntry, ReplaceNetworkAclEntry, DeleteNetworkAclEntry. The service's own
// last rules refuse everything and cannot be changed.

import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import type {
  createNetworkAclEntry,
  deleteNetworkAclEntry,
  replaceNetworkAclEntry,
} from '../../../model/vpc/network-acl.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed, type Event } from '../../events.ts'
import { find } from '../../lookup.ts'
import { recordsBy, type Region } from '../../state.ts'
import type { NetworkAcl, NetworkAclEntry } from '../../vpc-resources.ts'
import { ipv4Block, ipv6Block, textOf } from './blocks.ts'

type CreateRequest = Infer<typeof createNetworkAclEntry.input>
type ReplaceRequest = Infer<typeof replaceNetworkAclEntry.input>
type DeleteRequest = Infer<typeof deleteNetworkAclEntry.input>

const RULE_NUMBER_MAX = 32766
const LAST_RULE = 32767
const LAST_IPV6_RULE = 32768
const FIRST_RULE = 100
const FIRST_IPV6_RULE = 101

/** The rules that an ACL starts with: the default ACL lets everything through, others nothing. */
export function defaultEntries(action: 'allow' | 'deny', ipv6: boolean): readonly NetworkAclEntry[] {
  return [true, false].flatMap((egress) => [
    ...(action === 'allow' ? [entry(FIRST_RULE, egress, 'allow', { cidrBlock: '0.0.0.0/0' })] : []),
    ...(action === 'allow' && ipv6 ? [entry(FIRST_IPV6_RULE, egress, 'allow', { ipv6CidrBlock: '::/0' })] : []),
    entry(LAST_RULE, egress, 'deny', { cidrBlock: '0.0.0.0/0' }),
    ...(ipv6 ? [entry(LAST_IPV6_RULE, egress, 'deny', { ipv6CidrBlock: '::/0' })] : []),
  ])
}

const entry = (
  ruleNumber: number,
  egress: boolean,
  ruleAction: 'allow' | 'deny',
  block: Pick<NetworkAclEntry, 'cidrBlock' | 'ipv6CidrBlock'>,
): NetworkAclEntry => ({ ruleNumber, egress, protocol: '-1', ruleAction, ...block })

/** With its first IPv6 block the ACLs of a VPC get the rules for IPv6: the default one lets it through. */
export function withIpv6Entries(region: Region, vpcId: string, context: Context): readonly Event[] {
  return recordsBy(region, 'networkAclsByVpc', vpcId)
    .filter(({ entries }) => !entries.some(({ ruleNumber }) => ruleNumber === LAST_IPV6_RULE))
    .map((acl) => {
      const added = defaultEntries(acl.isDefault ? 'allow' : 'deny', true).filter(
        (one) => one.ipv6CidrBlock !== undefined && !acl.entries.some((other) => isSame(other, one)),
      )
      return changed(context, 'network-acl', acl.id, { entries: inOrder([...acl.entries, ...added]) })
    })
}

const isSame = (a: Pick<NetworkAclEntry, 'ruleNumber' | 'egress'>, b: typeof a): boolean =>
  a.ruleNumber === b.ruleNumber && a.egress === b.egress

/** Rules for what leaves first, each by number. */
const inOrder = (entries: readonly NetworkAclEntry[]): readonly NetworkAclEntry[] =>
  entries.toSorted((a, b) => Number(b.egress) - Number(a.egress) || a.ruleNumber - b.ruleNumber)

export function decideCreateEntry({ region }: World, request: CreateRequest, context: Context): Decision {
  const acl = find(region, 'network-acl', request.NetworkAclId)
  const made = entryOf(request)
  if (acl.entries.some((other) => isSame(other, made))) {
    throw errors.of(
      'NetworkAclEntryAlreadyExists',
      `The network acl entry identified by ${made.ruleNumber} already exists.`,
    )
  }
  return store(acl, [...acl.entries, made], context)
}

export function decideReplaceEntry({ region }: World, request: ReplaceRequest, context: Context): Decision {
  const acl = find(region, 'network-acl', request.NetworkAclId)
  const made = entryOf(request)
  needEntry(acl, made)
  return store(acl, [...acl.entries.filter((other) => !isSame(other, made)), made], context)
}

export function decideDeleteEntry({ region }: World, request: DeleteRequest, context: Context): Decision {
  const acl = find(region, 'network-acl', request.NetworkAclId)
  const gone = { ruleNumber: checkedNumber(request.RuleNumber), egress: request.Egress }
  needEntry(acl, gone)
  return store(
    acl,
    acl.entries.filter((other) => !isSame(other, gone)),
    context,
  )
}

function needEntry(acl: NetworkAcl, wanted: Pick<NetworkAclEntry, 'ruleNumber' | 'egress'>): void {
  if (acl.entries.some((other) => isSame(other, wanted))) return
  throw errors.of(
    'InvalidNetworkAclEntry.NotFound',
    `The network ACL '${acl.id}' has no ${wanted.egress ? 'egress' : 'ingress'} entry with number ${wanted.ruleNumber}`,
  )
}

const store = (acl: NetworkAcl, entries: readonly NetworkAclEntry[], context: Context): Decision => ({
  events: [changed(context, 'network-acl', acl.id, { entries: inOrder(entries) })],
  response: {},
})

function checkedNumber(ruleNumber: number): number {
  if (ruleNumber >= 1 && ruleNumber <= RULE_NUMBER_MAX) return ruleNumber
  throw errors.invalidValue(String(ruleNumber), 'ruleNumber', `Expected 1 to ${RULE_NUMBER_MAX}.`)
}

function entryOf(request: CreateRequest): NetworkAclEntry {
  const { CidrBlock: ipv4, Ipv6CidrBlock: ipv6, PortRange: ports, IcmpTypeCode: icmp } = request
  if (ipv4 === undefined && ipv6 === undefined) throw errors.missingParameter('cidrBlock')
  if (ipv4 !== undefined && ipv6 !== undefined) {
    throw errors.invalidCombination('Only one of cidrBlock and ipv6CidrBlock can be specified.')
  }
  return {
    ruleNumber: checkedNumber(request.RuleNumber),
    egress: request.Egress,
    protocol: protocolNumber(request.Protocol),
    ruleAction: request.RuleAction,
    ...(ipv4 === undefined ? {} : { cidrBlock: textOf(ipv4Block(ipv4, 'cidrBlock')) }),
    ...(ipv6 === undefined ? {} : { ipv6CidrBlock: textOf(ipv6Block(ipv6, 'ipv6CidrBlock')) }),
    ...(ports === undefined ? {} : { portRange: portRange(ports) }),
    ...(icmp === undefined ? {} : { icmpTypeCode: { type: icmp.Type ?? -1, code: icmp.Code ?? -1 } }),
  }
}

function portRange({ From: from, To: to }: NonNullable<CreateRequest['PortRange']>) {
  const isPort = (port: number | undefined): port is number => port !== undefined && port >= 0 && port <= 65535
  if (isPort(from) && isPort(to) && from <= to) return { from, to }
  throw errors.invalidValue(`${from ?? ''}-${to ?? ''}`, 'portRange', 'Expected two ports from 0 to 65535.')
}

const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['all', '-1'],
  ['icmp', '1'],
  ['tcp', '6'],
  ['udp', '17'],
  ['icmpv6', '58'],
])

/** Entries keep protocols as numbers. */
function protocolNumber(text: string): string {
  const number = PROTOCOLS.get(text.toLowerCase()) ?? text
  if (number === '-1' || (/^\d{1,3}$/.test(number) && Number(number) <= 255)) return number
  throw errors.invalidValue(text, 'protocol', 'Unknown protocol.')
}
