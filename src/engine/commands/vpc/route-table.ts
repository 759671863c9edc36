// CreateRouteTable, DeleteRouteTable, and a route table as answers show it.

import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import type {
  createRouteTable,
  deleteRouteTable,
  Route as RouteShape,
  RouteTable as RouteTableShape,
  RouteTableAssociation as AssociationShape,
} from '../../../model/vpc/route-table.ts'
import type { World } from '../../command.ts'
import type { Context, Decision, PropagatedRoute, Response } from '../../decision.ts'
import { created, removed } from '../../events.ts'
import { find } from '../../lookup.ts'
import { withinQuota } from '../../quotas.ts'
import { countBy, recordsBy, tableOf, type Region } from '../../state.ts'
import { describeTags, tagsOnCreation } from '../../tags.ts'
import { routeKey, type Route, type RouteTable, type RouteTableAssociation } from '../../vpc-resources.ts'
import { endPropagationsTo } from '../route-server/dependents.ts'
import { isActive } from './network-interface.ts'
import { localRoutes } from './new-vpc.ts'

type CreateRequest = Infer<typeof createRouteTable.input>
type DeleteRequest = Infer<typeof deleteRouteTable.input>

export function decideCreateRouteTable({ region }: World, request: CreateRequest, context: Context): Decision {
  const tags = tagsOnCreation(request.TagSpecifications, 'route-table')
  const vpc = find(region, 'vpc', request.VpcId)
  const count = countBy(region, 'routeTablesByVpc', vpc.id)
  const { routeTablesPerVpcMax } = context.settings.quotas
  withinQuota(count, routeTablesPerVpcMax, 'RouteTableLimitExceeded', 'route tables of the VPC')
  const table: RouteTable = { id: context.newId('route-table'), vpcId: vpc.id, tags }
  const locals = localRoutes(table, vpc, context)
  const routes = locals.flatMap((event) => (event.type === 'Created' ? [event.resource as Route] : []))
  const { ClientToken } = request
  return {
    events: [created(context, 'route-table', table.id, table), ...locals],
    response: { RouteTable: describeTable(region, table, routes, [], context), ClientToken },
  }
}

export function repeatCreateRouteTable(
  { region }: World,
  id: string,
  context: Context,
  { ClientToken }: CreateRequest,
): Response {
  const routes = recordsBy(region, 'routesByTable', id)
  return { RouteTable: describeTable(region, find(region, 'route-table', id), routes, [], context), ClientToken }
}

/** Propagations to a table go with it; associations keep it. */
export function decideDeleteRouteTable({ region }: World, request: DeleteRequest, context: Context): Decision {
  const { id } = find(region, 'route-table', request.RouteTableId)
  if (countBy(region, 'tableAssociationsByTable', id) > 0) {
    throw errors.dependencyViolation(`The routeTable '${id}' has dependencies and cannot be deleted.`)
  }
  const routes = recordsBy(region, 'routesByTable', id)
  return {
    events: [
      ...endPropagationsTo(region, id, context),
      ...routes.map((route) => removed(context, 'route', routeKey(id, route.destination))),
      removed(context, 'route-table', id),
    ],
    response: {},
  }
}

/** A table with its own routes and those that route servers have put there. */
export const describeTable = (
  region: Region,
  table: RouteTable,
  routes: readonly Route[],
  propagated: readonly PropagatedRoute[],
  { scope }: Context,
): Infer<typeof RouteTableShape> => ({
  Associations: recordsBy(region, 'tableAssociationsByTable', table.id).map(describeTableAssociation),
  PropagatingVgws: [],
  RouteTableId: table.id,
  Routes: [
    ...routes.map((route) => describeRoute(region, route)),
    ...propagated.map((route) => describePropagated(region, route)),
  ],
  Tags: describeTags(table.tags),
  VpcId: table.vpcId,
  OwnerId: scope.account,
})

export const describeTableAssociation = (association: RouteTableAssociation): Infer<typeof AssociationShape> => ({
  Main: association.main,
  RouteTableAssociationId: association.id,
  RouteTableId: association.routeTableId,
  ...(association.subnetId === undefined ? {} : { SubnetId: association.subnetId }),
  ...(association.gatewayId === undefined ? {} : { GatewayId: association.gatewayId }),
  AssociationState: { State: association.state },
})

const destinationOf = (destination: string): Infer<typeof RouteShape> =>
  destination.includes(':') ? { DestinationIpv6CidrBlock: destination } : { DestinationCidrBlock: destination }

function describeRoute(region: Region, route: Route): Infer<typeof RouteShape> {
  const { target, origin } = route
  const to = { ...destinationOf(route.destination), Origin: origin }
  switch (target.type) {
    case 'local':
      return { ...to, GatewayId: 'local', State: 'active' }
    case 'internet-gateway': {
      const gateway = tableOf(region, 'internet-gateway').get(target.gatewayId)
      const State = gateway?.attachment?.vpcId === route.vpcId ? 'active' : 'blackhole'
      return { ...to, GatewayId: target.gatewayId, State }
    }
    default: {
      const eni = tableOf(region, 'network-interface').get(target.networkInterfaceId)
      const State = eni !== undefined && isActive(eni) ? 'active' : 'blackhole'
      return { ...to, ...interfaceTarget(region, target.networkInterfaceId), State }
    }
  }
}

const describePropagated = (region: Region, route: PropagatedRoute): Infer<typeof RouteShape> => ({
  ...destinationOf(route.destination),
  ...interfaceTarget(region, route.networkInterfaceId),
  Origin: 'Advertisement',
  State: route.state,
  IpAddress: route.nextHop,
})

/** An interface that is attached is shown with its instance. */
function interfaceTarget(region: Region, networkInterfaceId: string): Infer<typeof RouteShape> {
  const { attachment } = tableOf(region, 'network-interface').get(networkInterfaceId) ?? {}
  const isShown = attachment?.instanceId !== undefined && attachment.state !== 'detached'
  return {
    ...(isShown ? { InstanceId: attachment.instanceId, InstanceOwnerId: attachment.instanceOwnerId } : {}),
    NetworkInterfaceId: networkInterfaceId,
  }
}
