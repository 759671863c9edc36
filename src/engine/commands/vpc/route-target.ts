// Where a static route leads. Gateways and interfaces exist here; for every other kind of target that the API knows, the
// answer is the one that AWS gives for an id that does not exist.

import type { ErrorCode } from '../../../model/error-codes.ts'
import { errors, type ApiError } from '../../../model/errors.ts'
import { find } from '../../lookup.ts'
import { recordsBy, tableOf, type Region } from '../../state.ts'
import type { RouteTable, RouteTarget } from '../../vpc-resources.ts'

/** How a request names a target. */
export interface TargetRequest {
  readonly GatewayId?: string | undefined
  readonly NetworkInterfaceId?: string | undefined
  readonly InstanceId?: string | undefined
  readonly NatGatewayId?: string | undefined
  readonly TransitGatewayId?: string | undefined
  readonly VpcPeeringConnectionId?: string | undefined
  readonly EgressOnlyInternetGatewayId?: string | undefined
  readonly VpcEndpointId?: string | undefined
  readonly LocalGatewayId?: string | undefined
  readonly CarrierGatewayId?: string | undefined
  readonly CoreNetworkArn?: string | undefined
  readonly OdbNetworkArn?: string | undefined
}

type Resolve = (region: Region, table: RouteTable, id: string) => RouteTarget

/** A kind of target that does not exist here: code and noun of the error for an unknown id. */
const absent =
  (code: ErrorCode, noun: string): Resolve =>
  (_region, _table, id) => {
    throw errors.of(code, `The ${noun} '${id}' does not exist`)
  }

const RESOLVE: { readonly [M in keyof TargetRequest]-?: Resolve } = {
  GatewayId: gatewayTarget,
  NetworkInterfaceId: interfaceTarget,
  InstanceId: instanceTarget,
  NatGatewayId: absent('InvalidNatGatewayID.NotFound', 'natGateway ID'),
  TransitGatewayId: absent('InvalidTransitGatewayID.NotFound', 'transitGateway ID'),
  VpcPeeringConnectionId: absent('InvalidVpcPeeringConnectionID.NotFound', 'vpcPeeringConnection ID'),
  EgressOnlyInternetGatewayId: absent('InvalidGatewayID.NotFound', 'eigw ID'),
  VpcEndpointId: absent('InvalidVpcEndpointId.NotFound', 'Vpc Endpoint Id'),
  LocalGatewayId: absent('InvalidLocalGatewayID.NotFound', 'localGateway ID'),
  CarrierGatewayId: absent('InvalidCarrierGatewayID.NotFound', 'carrierGateway ID'),
  CoreNetworkArn: absent('InvalidCoreNetworkArn.NotFound', 'core network'),
  OdbNetworkArn: absent('InvalidOdbNetworkArn.NotFound', 'ODB network'),
}

/** The one target that a request names. */
export function targetOf(region: Region, table: RouteTable, request: TargetRequest): RouteTarget {
  const given = Object.entries(RESOLVE).flatMap(([name, resolve]) => {
    const id = request[name as keyof TargetRequest]
    return id === undefined ? [] : [{ id, resolve }]
  })
  const [target] = given
  if (target === undefined) {
    throw errors.of('MissingParameter', 'The request must contain a target: gatewayId, networkInterfaceId or another.')
  }
  if (given.length > 1) throw errors.invalidCombination('Only one target can be specified.')
  return target.resolve(region, table, target.id)
}

const otherNetwork = (table: RouteTable, what: string): ApiError =>
  errors.invalidParameterValue(`route table ${table.id} and ${what} belong to different networks`)

/** A gateway has to be attached to the VPC of the table. */
function gatewayTarget(region: Region, table: RouteTable, id: string): RouteTarget {
  if (id === 'local') return { type: 'local' }
  const gateway = tableOf(region, 'internet-gateway').get(id)
  if (gateway === undefined) throw errors.of('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`)
  if (gateway.attachment?.vpcId !== table.vpcId) throw otherNetwork(table, `network gateway ${id}`)
  return { type: 'internet-gateway', gatewayId: id }
}

function interfaceTarget(region: Region, table: RouteTable, id: string): RouteTarget {
  const eni = find(region, 'network-interface', id)
  if (eni.vpcId !== table.vpcId) throw otherNetwork(table, `interface ${id}`)
  return { type: 'network-interface', networkInterfaceId: id }
}

/** An instance stands for its interface, when it has one only. */
function instanceTarget(region: Region, table: RouteTable, id: string): RouteTarget {
  const [first, second] = recordsBy(region, 'interfacesByInstance', id)
  if (first === undefined) throw errors.of('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`)
  if (second !== undefined) {
    throw errors.of(
      'InvalidInstanceID',
      `There are multiple interfaces attached to instance '${id}'. Please specify an interface ID for the operation instead.`,
    )
  }
  return interfaceTarget(region, table, first.id)
}
