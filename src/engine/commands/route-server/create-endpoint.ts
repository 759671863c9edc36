// CreateRouteServerEndpoint (reference 4.6). The network interface comes later, with the transition to available.

import { errors } from '../../../model/errors.ts'
import type { createRouteServerEndpoint } from '../../../model/route-server/endpoint.ts'
import type { Infer } from '../../../model/shape.ts'
import type { World } from '../../command.ts'
import type { Context, Decision, Response } from '../../decision.ts'
import { created } from '../../events.ts'
import { pair } from '../../indexes.ts'
import { find } from '../../lookup.ts'
import { withinQuota } from '../../quotas.ts'
import type { RouteServerAssociation, RouteServerEndpoint } from '../../route-server-resources.ts'
import { countBy, recordsBy, type Region } from '../../state.ts'
import { tagsOnCreation } from '../../tags.ts'
import type { Subnet } from '../../vpc-resources.ts'
import { asCreated, describeEndpoint } from './describe.ts'
import { freeAddressCount } from './endpoint-interface.ts'
import { needAssociation } from './refusals.ts'
import { settlesAt } from './settling.ts'

type Request = Infer<typeof createRouteServerEndpoint.input>

export function decideCreateEndpoint(world: World, request: Request, context: Context): Decision {
  const { region } = world
  const tags = tagsOnCreation(request.TagSpecifications, 'route-server-endpoint')
  const server = find(region, 'route-server', request.RouteServerId)
  const subnet = find(region, 'subnet', request.SubnetId)
  checkSubnet(subnet, needAssociation(region, server))
  checkQuotas(region, server.id, subnet.id, context)
  checkFreeAddress(world, subnet, context)
  const endpoint: RouteServerEndpoint = {
    id: context.newId('route-server-endpoint'),
    routeServerId: server.id,
    subnetId: subnet.id,
    vpcId: subnet.vpcId,
    state: 'pending',
    tags,
    createdAt: context.now,
    settlesAt: settlesAt(context, 'route-server-endpoint'),
  }
  return {
    events: [created(context, 'route-server-endpoint', endpoint.id, endpoint)],
    response: { RouteServerEndpoint: asCreated(describeEndpoint(endpoint)) },
  }
}

function checkSubnet(subnet: Subnet, { routeServerId, vpcId }: RouteServerAssociation): void {
  if (subnet.vpcId !== vpcId) {
    const why = `The subnet belongs to VPC '${subnet.vpcId}'; route server '${routeServerId}' is associated with VPC '${vpcId}'.`
    throw errors.invalidValue(subnet.id, 'subnetId', why)
  }
  if (subnet.cidrBlock === undefined) {
    throw errors.invalidValue(subnet.id, 'subnetId', 'The subnet has no IPv4 block, which an endpoint needs.')
  }
}

function checkQuotas(region: Region, routeServerId: string, subnetId: string, { settings }: Context): void {
  withinQuota(
    countBy(region, 'endpointsByRouteServerAndSubnet', pair(routeServerId, subnetId)),
    settings.quotas.endpointsPerRouteServerAndSubnetMax,
    'RouteServerEndpointLimitExceeded',
    `endpoints of route server '${routeServerId}' in subnet '${subnetId}'`,
  )
  withinQuota(
    countBy(region, 'endpointsByRouteServer', routeServerId),
    settings.quotas.endpointsPerRouteServerMax,
    'RouteServerEndpointLimitExceeded',
    `endpoints of route server '${routeServerId}'`,
  )
}

/** Endpoints that are still pending will take an address each. */
function checkFreeAddress(world: World, subnet: Subnet, context: Context): void {
  const pending = recordsBy(world.region, 'endpointsBySubnet', subnet.id).filter(
    ({ state }) => state === 'pending',
  ).length
  if (freeAddressCount(world, subnet, context) > pending) return
  throw errors.of(
    'InsufficientFreeAddressesInSubnet',
    `Subnet '${subnet.id}' has no free address for the network interface of an endpoint.`,
  )
}

/** The answer to a request that is repeated with its client token. */
export const repeatCreateEndpoint = ({ region }: World, id: string): Response => ({
  RouteServerEndpoint: asCreated(describeEndpoint(find(region, 'route-server-endpoint', id))),
})
