// What the AWS CLI changes in options of single EC2 operations: switches for members that wrap one boolean, `--ingress`,
// the short options of security group rules, names of protocols in network ACLs.

import type { Member, Operation, Shape } from '../../model/shape.ts'
import { wrongCommand } from '../failure.ts'
import { parseInteger, type Value, type ValueMap } from '../value.ts'
import type { OperationOption } from './operation-options.ts'
import type { OptionValue } from './parser.ts'

/** Whether a member is a structure around one boolean called Value, which becomes a switch. */
export function wrapsBoolean(shape: Shape): boolean {
  if (shape.type !== 'structure') return false
  const [[name, member] = [], ...others] = Object.entries(shape.members)
  return others.length === 0 && name === 'Value' && member?.shape.type === 'boolean'
}

/** `--x`, `--x Value=false` and `--no-x` for a member that wraps a boolean. */
export function switchOptions(key: string, name: string, definition: Member): OperationOption[] {
  const base = { doc: definition.doc, member: { name, definition } }
  return [
    { ...base, flag: `--${key}`, key, takes: 'optional', constant: true },
    { ...base, flag: `--no-${key}`, key: `no-${key}`, group: key, takes: 'none', constant: false },
  ]
}

/** Fails when both forms of a switch are given. */
export function checkSwitches(options: readonly OperationOption[], values: ReadonlyMap<string, OptionValue>): void {
  for (const { key, group, flag } of options) {
    if (group === undefined || !values.has(key) || !values.has(group)) continue
    throw wrongCommand(`Cannot specify both the "--${group}" option and the "${flag}" option.`)
  }
}

const RULE_OPERATIONS = /^(Authorize|Revoke)SecurityGroup(Ingress|Egress)$/
const RULE_OPTIONS: Readonly<Record<string, string>> = {
  protocol: 'Protocol of the rule: tcp, udp, icmp, a number, or all.',
  port: 'Port or range of ports, 22 or 22-25; for ICMP type and code; -1 or all for all.',
  cidr: 'Range of IPv4 addresses.',
  'source-group': 'Id or name of the security group that traffic comes from.',
  'group-owner': 'Account that owns that group.',
}
const HIDDEN_BY_RULE_OPTIONS: ReadonlySet<string> = new Set([
  'ip-protocol',
  'from-port',
  'to-port',
  'cidr-ip',
  'source-security-group-name',
  'source-security-group-owner-id',
])

/** Options of `operation` beside those of its members. */
export const extraOptions = (operation: Operation): OperationOption[] =>
  RULE_OPERATIONS.test(operation.name)
    ? Object.entries(RULE_OPTIONS).map(([key, doc]) => ({ flag: `--${key}`, key, takes: 'one', doc }))
    : []

/** Whether the option of a member is replaced by short ones, and left out of help. */
export const isReplaced = (operation: Operation, key: string): boolean =>
  HIDDEN_BY_RULE_OPTIONS.has(key) && RULE_OPERATIONS.test(operation.name)

/** The switch against a member that is true: `--ingress` is the other side of `--egress`. */
export const negativeFlag = (key: string): string => (key === 'egress' ? '--ingress' : `--no-${key}`)

/** Puts the short options of a rule into the request, as one permission. */
export function addRule(operation: Operation, values: ReadonlyMap<string, OptionValue>, request: ValueMap): void {
  if (!RULE_OPERATIONS.test(operation.name)) return
  const text = (key: string): string => String(values.get(key) ?? '')
  const permission: ValueMap = {}
  if (text('protocol') !== '') permission['IpProtocol'] = protocolOf(text('protocol'))
  if (text('port') !== '') Object.assign(permission, portsOf(text('port')))
  if (text('cidr') !== '') permission['IpRanges'] = [{ CidrIp: text('cidr') }]
  const pair = groupPair(text('source-group'), text('group-owner'))
  if (pair !== undefined) permission['UserIdGroupPairs'] = [pair]
  if (Object.keys(permission).length > 0) request['IpPermissions'] = [permission]
}

/** The short options and --ip-permissions exclude each other. */
export function checkRule(operation: Operation, values: ReadonlyMap<string, OptionValue>): void {
  const permissions = values.get('ip-permissions')
  if (!RULE_OPERATIONS.test(operation.name) || !Array.isArray(permissions) || permissions.length === 0) return
  const used = Object.keys(RULE_OPTIONS).find((key) => values.get(key))
  if (used === undefined) return
  throw wrongCommand(`The --${used} option is not compatible with the --ip-permissions option `)
}

function protocolOf(text: string): string {
  const number = parseInteger(text)
  if (number === undefined) {
    if (!['tcp', 'udp', 'icmp', 'all'].includes(text)) {
      throw wrongCommand('protocol parameter should be one of: tcp|udp|icmp|all or any valid protocol number.')
    }
    return text === 'all' ? '-1' : text
  }
  if (number !== -1n && (number < 0n || number > 255n)) {
    throw wrongCommand('protocol numbers must be in the range 0-255 or -1 to specify all protocols')
  }
  return text
}

function portsOf(text: string): ValueMap {
  const [from = '', to = from] = text === '-1' || text === 'all' ? ['-1'] : splitOnce(text)
  const low = parseInteger(from)
  const high = parseInteger(to)
  if (low === undefined || high === undefined) {
    throw wrongCommand('port parameter should be of the form <from[-to]> (e.g. 22 or 22-25)')
  }
  return { FromPort: low, ToPort: high }
}

function splitOnce(text: string): string[] {
  const dash = text.indexOf('-')
  return dash < 0 ? [text] : [text.slice(0, dash), text.slice(dash + 1)]
}

function groupPair(group: string, owner: string): ValueMap | undefined {
  if (group === '' && owner === '') return undefined
  const pair: ValueMap = {}
  if (group !== '') pair[group.startsWith('sg-') ? 'GroupId' : 'GroupName'] = group
  if (owner !== '') pair['UserId'] = owner
  return pair
}

const PROTOCOL_NUMBERS: Readonly<Record<string, string>> = { tcp: '6', udp: '17', icmp: '1', all: '-1' }

/** Protocols of network ACL entries may be named; the API takes numbers. */
export function numberProtocols(operation: Operation, request: ValueMap): void {
  if (!/^(Create|Replace)NetworkAclEntry$/.test(operation.name)) return
  const protocol: Value | undefined = request['Protocol']
  if (typeof protocol === 'string') request['Protocol'] = PROTOCOL_NUMBERS[protocol] ?? protocol
}
