// CreateDhcpOptions, DeleteDhcpOptions, DescribeDhcpOptions, AssociateDhcpOptions. Nobody here asks for an address by DHCP:
// sets of options are kept for clients that read them.

import { parseAddress } from '../../../base/ip.ts'
import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import {
  describeDhcpOptions,
  type associateDhcpOptions,
  type createDhcpOptions,
  type deleteDhcpOptions,
  type DhcpOptions as DhcpOptionsShape,
} from '../../../model/vpc/dhcp-options.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed, created, removed, type Event, type Scope } from '../../events.ts'
import { list } from '../../list.ts'
import { find } from '../../lookup.ts'
import { countBy, tableOf, type Region } from '../../state.ts'
import { describeTags, tagsOnCreation } from '../../tags.ts'
import type { DhcpOptions } from '../../vpc-resources.ts'

type CreateRequest = Infer<typeof createDhcpOptions.input>
type DeleteRequest = Infer<typeof deleteDhcpOptions.input>
type ListRequest = Infer<typeof describeDhcpOptions.input>
type AssociateRequest = Infer<typeof associateDhcpOptions.input>

/** The set that new VPCs get, made with the first VPC of a region. */
export function defaultDhcpOptions(
  region: Region,
  context: Context,
): { readonly id: string; readonly events: readonly Event[] } {
  for (const options of tableOf(region, 'dhcp-options').values()) {
    if (options.isDefault === true) return { id: options.id, events: [] }
  }
  const { region: name } = context.scope
  const options: DhcpOptions = {
    id: context.newId('dhcp-options'),
    configurations: [
      { key: 'domain-name', values: [name === 'us-east-1' ? 'ec2.internal' : `${name}.compute.internal`] },
      { key: 'domain-name-servers', values: ['AmazonProvidedDNS'] },
    ],
    isDefault: true,
    tags: [],
  }
  return { id: options.id, events: [created(context, 'dhcp-options', options.id, options)] }
}

const isAddress = (text: string): boolean => parseAddress(text) !== undefined
const isNameServer = (text: string): boolean => text === 'AmazonProvidedDNS' || isAddress(text)

interface OptionRule {
  readonly valuesMax: number
  readonly isValue: (text: string) => boolean
}

/** The options that there are, how many values they take, and of which form. */
const OPTIONS: ReadonlyMap<string, OptionRule> = new Map<string, OptionRule>([
  ['domain-name', { valuesMax: 1, isValue: () => true }],
  ['domain-name-servers', { valuesMax: 4, isValue: isNameServer }],
  ['ntp-servers', { valuesMax: 8, isValue: isAddress }],
  ['netbios-name-servers', { valuesMax: 4, isValue: isAddress }],
  ['netbios-node-type', { valuesMax: 1, isValue: (text) => ['1', '2', '4', '8'].includes(text) }],
  ['ipv6-address-preferred-lease-time', { valuesMax: 1, isValue: (text) => /^\d{1,10}$/.test(text) }],
])

export function decideCreateDhcpOptions(_world: World, request: CreateRequest, context: Context): Decision {
  const options: DhcpOptions = {
    id: context.newId('dhcp-options'),
    configurations: request.DhcpConfigurations.map(({ Key: key = '', Values: values = [] }) => {
      checkOption(key, values)
      return { key, values }
    }),
    tags: tagsOnCreation(request.TagSpecifications, 'dhcp-options'),
  }
  return {
    events: [created(context, 'dhcp-options', options.id, options)],
    response: { DhcpOptions: describeOptions(options, context.scope) },
  }
}

function checkOption(key: string, values: readonly string[]): void {
  const rule = OPTIONS.get(key)
  if (rule === undefined) throw errors.invalidValue(key, 'dhcpConfiguration', 'There is no such DHCP option.')
  if (values.length === 0) throw errors.invalidValue(key, 'dhcpConfiguration', 'The option needs a value.')
  if (values.length > rule.valuesMax) {
    throw errors.invalidValue(values.join(', '), key, `Expected at most ${rule.valuesMax} values.`)
  }
  for (const value of values) {
    if (!rule.isValue(value)) throw errors.invalidValue(value, key, 'The option does not take such a value.')
  }
}

export function decideDeleteDhcpOptions({ region }: World, request: DeleteRequest, context: Context): Decision {
  if (!request.DhcpOptionsId.startsWith('dopt-')) {
    throw errors.of('InvalidDhcpOptionsId.Malformed', `Invalid id: "${request.DhcpOptionsId}" (expecting "dopt-...")`)
  }
  const { id } = find(region, 'dhcp-options', request.DhcpOptionsId)
  if (countBy(region, 'vpcsByDhcpOptions', id) > 0) {
    throw errors.dependencyViolation(`The dhcpOptions '${id}' has dependencies and cannot be deleted.`)
  }
  return { events: [removed(context, 'dhcp-options', id)], response: {} }
}

export function decideListDhcpOptions(world: World, request: ListRequest, context: Context): Decision {
  const { items, ...rest } = list(world, request, context, {
    operation: describeDhcpOptions,
    kind: 'dhcp-options',
    ids: request.DhcpOptionsIds,
    describe: (options) => describeOptions(options, context.scope),
  })
  return { events: [], response: { DhcpOptions: items, ...rest } }
}

/** `default` stands for no set at all. */
export function decideAssociateDhcpOptions({ region }: World, request: AssociateRequest, context: Context): Decision {
  const vpc = find(region, 'vpc', request.VpcId)
  const wanted = request.DhcpOptionsId
  const dhcpOptionsId = wanted === 'default' ? wanted : find(region, 'dhcp-options', wanted).id
  return { events: [changed(context, 'vpc', vpc.id, { dhcpOptionsId })], response: {} }
}

const describeOptions = (options: DhcpOptions, scope: Scope): Infer<typeof DhcpOptionsShape> => ({
  OwnerId: scope.account,
  Tags: describeTags(options.tags),
  DhcpOptionsId: options.id,
  DhcpConfigurations: options.configurations.map(({ key, values }) => ({
    Key: key,
    Values: values.map((value) => ({ Value: value })),
  })),
})
