// ModifySubnetAttribute: one attribute a call. AssociateSubnetCidrBlock and DisassociateSubnetCidrBlock.

import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import type {
  associateSubnetCidrBlock,
  disassociateSubnetCidrBlock,
  modifySubnetAttribute,
} from '../../../model/vpc/subnet.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed, type Changes } from '../../events.ts'
import { find } from '../../lookup.ts'
import { recordsBy, tableOf, type Region } from '../../state.ts'
import type { Subnet } from '../../vpc-resources.ts'
import { settlesAt } from '../route-server/settling.ts'
import { refuseIpam, textOf } from './blocks.ts'
import { describeBlock, ipv6BlockIn, newBlock } from './subnet.ts'

type ModifyRequest = Infer<typeof modifySubnetAttribute.input>
type AssociateRequest = Infer<typeof associateSubnetCidrBlock.input>
type DisassociateRequest = Infer<typeof disassociateSubnetCidrBlock.input>

type Change = (subnet: Subnet, request: ModifyRequest) => Changes<'subnet'>

const withNames = (subnet: Subnet, names: Partial<Subnet['privateDnsNameOptionsOnLaunch']>): Changes<'subnet'> => ({
  privateDnsNameOptionsOnLaunch: { ...subnet.privateDnsNameOptionsOnLaunch, ...names },
})

/** What each attribute of a request changes. */
const ATTRIBUTES: { readonly [A in keyof ModifyRequest]?: Change } = {
  AssignIpv6AddressOnCreation: (subnet, { AssignIpv6AddressOnCreation: given }) => {
    if (given?.Value === true && subnet.ipv6CidrAssociations.length === 0) {
      throw errors.invalidParameterValue(
        "Invalid value 'true' for assignIpv6AddressOnCreation. Subnet does not have an ipv6 CIDR block associated with it.",
      )
    }
    return { assignIpv6AddressOnCreation: given?.Value === true }
  },
  MapPublicIpOnLaunch: (_, request) => ({ mapPublicIpOnLaunch: request.MapPublicIpOnLaunch?.Value === true }),
  MapCustomerOwnedIpOnLaunch: (_, request) => ({
    mapCustomerOwnedIpOnLaunch: request.MapCustomerOwnedIpOnLaunch?.Value === true,
  }),
  EnableDns64: (_, request) => ({ enableDns64: request.EnableDns64?.Value === true }),
  PrivateDnsHostnameTypeOnLaunch: (subnet, { PrivateDnsHostnameTypeOnLaunch: hostnameType }) =>
    hostnameType === undefined ? {} : withNames(subnet, { hostnameType }),
  EnableResourceNameDnsARecordOnLaunch: (subnet, request) =>
    withNames(subnet, { enableResourceNameDnsARecord: request.EnableResourceNameDnsARecordOnLaunch?.Value === true }),
  EnableResourceNameDnsAAAARecordOnLaunch: (subnet, request) =>
    withNames(subnet, {
      enableResourceNameDnsAAAARecord: request.EnableResourceNameDnsAAAARecordOnLaunch?.Value === true,
    }),
  EnableLniAtDeviceIndex: (_, { EnableLniAtDeviceIndex: index }) => ({ enableLniAtDeviceIndex: index }),
  DisableLniAtDeviceIndex: (subnet, request) => ({
    enableLniAtDeviceIndex: request.DisableLniAtDeviceIndex?.Value === true ? undefined : subnet.enableLniAtDeviceIndex,
  }),
}

export function decideModifySubnetAttribute({ region }: World, request: ModifyRequest, context: Context): Decision {
  const subnet = find(region, 'subnet', request.SubnetId)
  if (request.CustomerOwnedIpv4Pool !== undefined) {
    throw errors.unsupportedOperation('There are no pools of customer-owned addresses here.')
  }
  const given = Object.entries(ATTRIBUTES).filter(([name]) => request[name as keyof ModifyRequest] !== undefined)
  const [attribute] = given
  if (attribute === undefined) throw errors.invalidCombination('No attributes specified.')
  if (given.length > 1) {
    const names = given.map(([name]) => name).join(', ')
    throw errors.invalidCombination(`Fields for multiple attribute types specified: ${names}`)
  }
  const [, change] = attribute
  return { events: [changed(context, 'subnet', subnet.id, change(subnet, request))], response: {} }
}

export function decideAssociateSubnetCidrBlock(
  { region }: World,
  request: AssociateRequest,
  context: Context,
): Decision {
  const subnet = find(region, 'subnet', request.SubnetId)
  refuseIpam(request)
  if (request.Ipv6CidrBlock === undefined) {
    throw errors.of('MissingParameter', "Either 'ipv6CidrBlock' or 'ipv6IpamPoolId' should be provided.")
  }
  const text = textOf(ipv6BlockIn(region, find(region, 'vpc', subnet.vpcId), request.Ipv6CidrBlock))
  const block = newBlock(text, 'associating', context)
  const ipv6CidrAssociations = [...subnet.ipv6CidrAssociations, block]
  const changes = { ipv6CidrAssociations, settlesAt: settlesAt(context, 'subnet') }
  return {
    events: [changed(context, 'subnet', subnet.id, changes)],
    response: { Ipv6CidrBlockAssociation: describeBlock(block), SubnetId: subnet.id },
  }
}

export function decideDisassociateSubnetCidrBlock(
  { region }: World,
  request: DisassociateRequest,
  context: Context,
): Decision {
  const [subnet, block] = blockWithId(region, request.AssociationId)
  const isUsed = recordsBy(region, 'interfacesBySubnet', subnet.id).some((eni) => eni.ipv6Addresses.length > 0)
  if (isUsed) {
    throw errors.dependencyViolation(
      `The IPv6 CIDR block '${block.cidrBlock}' of subnet '${subnet.id}' has addresses in use and cannot be disassociated.`,
    )
  }
  const leaving = { ...block, state: 'disassociating' } as const
  const ipv6CidrAssociations = subnet.ipv6CidrAssociations.map((other) => (other === block ? leaving : other))
  const changes = { ipv6CidrAssociations, settlesAt: settlesAt(context, 'subnet') }
  return {
    events: [changed(context, 'subnet', subnet.id, changes)],
    response: { Ipv6CidrBlockAssociation: describeBlock(leaving), SubnetId: subnet.id },
  }
}

function blockWithId(region: Region, id: string): readonly [Subnet, Subnet['ipv6CidrAssociations'][number]] {
  for (const subnet of tableOf(region, 'subnet').values()) {
    const block = subnet.ipv6CidrAssociations.find(({ associationId }) => associationId === id)
    if (block !== undefined) return [subnet, block]
  }
  throw errors.notFound('subnet-cidr-block-association', id)
}
