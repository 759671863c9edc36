// CreateRoute, ReplaceRoute, DeleteRoute: static routes. One to the same destination as a route of a route server takes over;
// a route server's route cannot be replaced or deleted by hand (reference 8.9).

import { contains, overlaps, parsePrefix, type Prefix } from '../../../base/ip.ts'
import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import type { createRoute, deleteRoute, replaceRoute } from '../../../model/vpc/route.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed, created, removed } from '../../events.ts'
import { find } from '../../lookup.ts'
import { withinQuota } from '../../quotas.ts'
import { recordsBy, tableOf, type Region } from '../../state.ts'
import { routeKey, type Route, type RouteTable, type RouteTarget } from '../../vpc-resources.ts'
import { ipv4Block, ipv6Block, textOf } from './blocks.ts'
import { propagatedRoutes } from './list-route-tables.ts'
import { isEdgeDestination } from './route-table-association.ts'
import { targetOf, type TargetRequest } from './route-target.ts'
import { noPrefixList } from './security-group-authorize.ts'

type CreateRequest = Infer<typeof createRoute.input>
type ReplaceRequest = Infer<typeof replaceRoute.input>
type DeleteRequest = Infer<typeof deleteRoute.input>

export function decideCreateRoute({ region }: World, request: CreateRequest, context: Context): Decision {
  const table = find(region, 'route-table', request.RouteTableId)
  const destination = destinationOf(request)
  const target = targetOf(region, table, request)
  const text = textOf(destination)
  const key = routeKey(table.id, text)
  if (tableOf(region, 'route').has(key)) {
    throw errors.of('RouteAlreadyExists', `The route identified by ${text} already exists.`)
  }
  if (target.type === 'local') {
    throw errors.invalidValue('local', 'gatewayId', 'Local routes come with the CIDR blocks of the VPC.')
  }
  checkDestination(region, table, destination, target)
  checkQuota(region, table, destination, context)
  const route: Route = { routeTableId: table.id, vpcId: table.vpcId, destination: text, target, origin: 'CreateRoute' }
  return { events: [created(context, 'route', key, route)], response: { Return: true } }
}

interface DestinationRequest {
  readonly DestinationCidrBlock?: string | undefined
  readonly DestinationIpv6CidrBlock?: string | undefined
  readonly DestinationPrefixListId?: string | undefined
}

/** Exactly one destination. */
function destinationOf(request: DestinationRequest): Prefix {
  const { DestinationCidrBlock: ipv4, DestinationIpv6CidrBlock: ipv6, DestinationPrefixListId: listId } = request
  const given = [ipv4, ipv6, listId].filter((value) => value !== undefined)
  if (given.length > 1) throw errors.invalidCombination('Only one destination can be specified.')
  if (listId !== undefined) throw noPrefixList(listId)
  if (ipv4 !== undefined) return ipv4Block(ipv4, 'destinationCidrBlock')
  if (ipv6 !== undefined) return ipv6Block(ipv6, 'destinationIpv6CidrBlock')
  throw errors.missingParameter('destinationCidrBlock')
}

const RESERVED = parsePrefix('169.254.168.0/22')

/** Inside the VPC only interfaces can be targets, and the tables of gateways route nowhere else. */
function checkDestination(region: Region, table: RouteTable, destination: Prefix, target: RouteTarget): void {
  const text = textOf(destination)
  if (RESERVED !== undefined && contains(RESERVED, destination)) {
    throw errors.invalidValue(text, 'destinationCidrBlock', 'The range 169.254.168.0/22 is reserved for AWS services.')
  }
  const vpc = tableOf(region, 'vpc').get(table.vpcId)
  const isInside = isEdgeDestination(text, vpc)
  if (isInside && target.type === 'internet-gateway') {
    throw errors.invalidParameterValue(
      `The destination CIDR block ${text} is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.`,
    )
  }
  const isEdge = recordsBy(region, 'tableAssociationsByTable', table.id).some((a) => a.gatewayId !== undefined)
  if (isEdge && !isInside) {
    throw errors.invalidParameterValue(
      `Route table ${table.id} is associated with a gateway. The destination ${text} is not within one of this VPC's CIDR blocks.`,
    )
  }
}

/** IPv4 and IPv6 count apart. */
function checkQuota(region: Region, table: RouteTable, destination: Prefix, { settings }: Context): void {
  const isSameFamily = (route: Route): boolean => route.destination.includes(':') === (destination.family === 6)
  const count = recordsBy(region, 'routesByTable', table.id).filter(isSameFamily).length
  withinQuota(count, settings.quotas.staticRoutesPerTableMax, 'RouteLimitExceeded', 'routes of the route table')
}

export function decideReplaceRoute({ region }: World, request: ReplaceRequest, context: Context): Decision {
  const table = find(region, 'route-table', request.RouteTableId)
  const destination = destinationOf(request)
  const target = replacementOf(region, table, request)
  const text = textOf(destination)
  const key = routeKey(table.id, text)
  const route = tableOf(region, 'route').get(key)
  if (route === undefined) return noStaticRoute(region, table, text, context, notDefined(text))
  const isLocal = route.origin === 'CreateRouteTable'
  if (target.type === 'local' && !isLocal) {
    throw errors.invalidParameterValue(`The route ${text} of route table ${table.id} is no local route.`)
  }
  checkDestination(region, table, destination, target)
  return { events: [changed(context, 'route', key, { target })], response: {} }
}

function replacementOf(region: Region, table: RouteTable, request: ReplaceRequest & TargetRequest): RouteTarget {
  if (request.LocalTarget !== true) return targetOf(region, table, request)
  return { type: 'local' }
}

/** AWS answers so, not with InvalidRoute.NotFound as for DeleteRoute. */
const notDefined = (destination: string) =>
  errors.invalidParameterValue(
    `There is no route defined for '${destination}' in the route table. Use CreateRoute instead.`,
  )

export function decideDeleteRoute({ region }: World, request: DeleteRequest, context: Context): Decision {
  const table = find(region, 'route-table', request.RouteTableId)
  const text = textOf(destinationOf(request))
  const key = routeKey(table.id, text)
  const route = tableOf(region, 'route').get(key)
  if (route === undefined) return noStaticRoute(region, table, text, context, notFound(text, table))
  if (route.origin === 'CreateRouteTable') {
    throw errors.invalidParameterValue(`cannot remove local route ${text} in route table ${table.id}`)
  }
  return { events: [removed(context, 'route', key)], response: {} }
}

const notFound = (destination: string, { id }: RouteTable) =>
  errors.of('InvalidRoute.NotFound', `no route with destination-cidr-block ${destination} in route table ${id}`)

/** Refuses a call that names a route which is not static: in other words when a route server has put it there. */
function noStaticRoute(
  region: Region,
  table: RouteTable,
  destination: string,
  context: Context,
  otherwise: Error,
): Decision {
  const propagated = propagatedRoutes(region, [table], context)
  if ('ask' in propagated) return propagated
  const wanted = parsePrefix(destination)
  const isThere = propagated.of(table.id).some((route) => {
    const prefix = parsePrefix(route.destination)
    return prefix?.length === wanted?.length && wanted !== undefined && prefix !== undefined && overlaps(prefix, wanted)
  })
  if (!isThere) throw otherwise
  throw errors.invalidParameterValue(
    `The route ${destination} of route table ${table.id} is propagated by a route server and cannot be changed. Disable the propagation, or create a static route, which takes its place.`,
  )
}
