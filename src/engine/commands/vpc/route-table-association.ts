// AssociateRouteTable, DisassociateRouteTable, ReplaceRouteTableAssociation. A subnet or gateway has one table; a subnet
// without one uses the main table of its VPC.

import { contains, parsePrefix } from '../../../base/ip.ts'
import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import type {
  associateRouteTable,
  disassociateRouteTable,
  replaceRouteTableAssociation,
} from '../../../model/vpc/route-table.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { created, removed } from '../../events.ts'
import { find } from '../../lookup.ts'
import { recordBy, recordsBy, tableOf, type Region } from '../../state.ts'
import type { RouteTable, RouteTableAssociation } from '../../vpc-resources.ts'

type AssociateRequest = Infer<typeof associateRouteTable.input>
type DisassociateRequest = Infer<typeof disassociateRouteTable.input>
type ReplaceRequest = Infer<typeof replaceRouteTableAssociation.input>

/** Asking again for an association that is there answers that one. */
export function decideAssociateRouteTable({ region }: World, request: AssociateRequest, context: Context): Decision {
  const table = find(region, 'route-table', request.RouteTableId)
  const user = userOf(region, table, request)
  const present = recordBy(region, 'tableAssociationsByUser', user.subnetId ?? user.gatewayId ?? '')
  if (present?.routeTableId === table.id) return { events: [], response: associationResponse(present) }
  if (present !== undefined) {
    throw errors.of(
      'Resource.AlreadyAssociated',
      `the specified association for route table ${table.id} conflicts with an existing association`,
    )
  }
  const association: RouteTableAssociation = {
    id: context.newId('route-table-association'),
    routeTableId: table.id,
    vpcId: table.vpcId,
    main: false,
    ...user,
    state: 'associated',
  }
  return {
    events: [created(context, 'route-table-association', association.id, association)],
    response: associationResponse(association),
  }
}

const associationResponse = ({ id, state }: RouteTableAssociation) => ({
  AssociationId: id,
  AssociationState: { State: state },
})

type User = Pick<RouteTableAssociation, 'subnetId' | 'gatewayId'>

/** What is to use the table: exactly one subnet or gateway of its VPC. */
function userOf(region: Region, table: RouteTable, request: AssociateRequest): User {
  const { SubnetId: subnetId, GatewayId: gatewayId } = request
  if (request.PublicIpv4Pool !== undefined) {
    throw errors.unsupportedOperation('Pools of public addresses cannot be associated with a route table here.')
  }
  if (subnetId !== undefined && gatewayId !== undefined) {
    throw errors.invalidCombination('Only one of subnetId and gatewayId can be specified.')
  }
  if (gatewayId !== undefined) return gatewayUser(region, table, gatewayId)
  if (subnetId === undefined) throw errors.missingParameter('subnetId or gatewayId')
  const subnet = find(region, 'subnet', subnetId)
  if (subnet.vpcId !== table.vpcId) throw otherNetwork(table, `subnet ${subnet.id}`)
  return { subnetId: subnet.id }
}

function gatewayUser(region: Region, table: RouteTable, gatewayId: string): User {
  const gateway = tableOf(region, 'internet-gateway').get(gatewayId)
  if (gateway === undefined) {
    throw errors.of('InvalidGatewayID.NotFound', `The gateway ID '${gatewayId}' does not exist`)
  }
  const vpcId = gateway.attachment?.vpcId
  if (vpcId !== undefined && vpcId !== table.vpcId) throw otherNetwork(table, `gateway ${gatewayId}`)
  checkEdgeTable(region, table)
  return { gatewayId }
}

const otherNetwork = (table: RouteTable, what: string) =>
  errors.invalidParameterValue(`route table ${table.id} and ${what} belong to different networks`)

/** The table of a gateway routes within the VPC, to interfaces only (VPC user guide, "Gateway route tables"). */
function checkEdgeTable(region: Region, table: RouteTable): void {
  const blocks = tableOf(region, 'vpc').get(table.vpcId)
  for (const { destination, target } of recordsBy(region, 'routesByTable', table.id)) {
    const isFine = target.type === 'network-interface' && isEdgeDestination(destination, blocks)
    if (target.type !== 'local' && !isFine) {
      throw errors.invalidParameterValue(
        `Route table ${table.id} contains a route to ${destination} that is not supported in a gateway route table`,
      )
    }
  }
}

interface Blocks {
  readonly cidrAssociations: readonly { readonly cidrBlock: string }[]
  readonly ipv6CidrAssociations: readonly { readonly cidrBlock: string }[]
}

/** Whether a destination lies in the blocks of the VPC. */
export function isEdgeDestination(destination: string, vpc: Blocks | undefined): boolean {
  const prefix = parsePrefix(destination)
  const blocks = [...(vpc?.cidrAssociations ?? []), ...(vpc?.ipv6CidrAssociations ?? [])]
  return blocks.some(({ cidrBlock }) => {
    const block = parsePrefix(cidrBlock)
    return block !== undefined && prefix !== undefined && contains(block, prefix)
  })
}

export function decideDisassociateRouteTable(
  { region }: World,
  request: DisassociateRequest,
  context: Context,
): Decision {
  const association = find(region, 'route-table-association', request.AssociationId)
  if (association.main) {
    throw errors.invalidParameterValue(`cannot disassociate the main route table association ${association.id}`)
  }
  return { events: [removed(context, 'route-table-association', association.id)], response: {} }
}

/** The same user with another table, under a new id. With a main association this makes another table the main one. */
export function decideReplaceRouteTableAssociation(
  { region }: World,
  request: ReplaceRequest,
  context: Context,
): Decision {
  const before = find(region, 'route-table-association', request.AssociationId)
  const table = find(region, 'route-table', request.RouteTableId)
  if (table.vpcId !== before.vpcId) throw otherNetwork(table, `network ${before.vpcId}`)
  if (before.gatewayId !== undefined) checkEdgeTable(region, table)
  const isSame = before.routeTableId === table.id
  const after = isSame ? before : { ...before, id: context.newId('route-table-association'), routeTableId: table.id }
  const events = isSame
    ? []
    : [
        removed(context, 'route-table-association', before.id),
        created(context, 'route-table-association', after.id, after),
      ]
  return { events, response: { NewAssociationId: after.id, AssociationState: { State: after.state } } }
}
