// EnableRouteServerPropagation, DisableRouteServerPropagation, GetRouteServerPropagations (reference 4.12).

import { errors } from '../../../model/errors.ts'
import type {
  disableRouteServerPropagation,
  enableRouteServerPropagation,
  getRouteServerPropagations,
} from '../../../model/route-server/propagation.ts'
import type { Infer } from '../../../model/shape.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed, created } from '../../events.ts'
import { find } from '../../lookup.ts'
import { propagationKey, type RouteServerPropagation } from '../../route-server-resources.ts'
import { recordsBy, tableOf, type Region } from '../../state.ts'
import type { RouteTable } from '../../vpc-resources.ts'
import { describePropagation } from './describe.ts'
import { needAssociation, needState } from './refusals.ts'
import { settlesAt } from './settling.ts'

type EnableRequest = Infer<typeof enableRouteServerPropagation.input>
type DisableRequest = Infer<typeof disableRouteServerPropagation.input>
type GetRequest = Infer<typeof getRouteServerPropagations.input>

/** Asking again for a propagation that is there succeeds, as for virtual private gateways. */
export function decideEnablePropagation({ region }: World, request: EnableRequest, context: Context): Decision {
  const server = find(region, 'route-server', request.RouteServerId)
  const table = find(region, 'route-table', request.RouteTableId)
  const { vpcId } = needAssociation(region, server)
  checkTable(region, table, server.id, vpcId)
  const key = propagationKey(server.id, table.id)
  const present = tableOf(region, 'route-server-propagation').get(key)
  if (present?.state === 'deleting') throw inState(present, `'available'`)
  if (present !== undefined) return { events: [], response: { RouteServerPropagation: describePropagation(present) } }
  const propagation: RouteServerPropagation = {
    routeServerId: server.id,
    routeTableId: table.id,
    vpcId,
    state: 'pending',
    settlesAt: settlesAt(context, 'route-server-propagation'),
  }
  return {
    events: [created(context, 'route-server-propagation', key, propagation)],
    response: { RouteServerPropagation: describePropagation(propagation) },
  }
}

function checkTable(region: Region, table: RouteTable, routeServerId: string, vpcId: string): void {
  if (table.vpcId !== vpcId) {
    const why = `The route table belongs to VPC '${table.vpcId}'; route server '${routeServerId}' is associated with VPC '${vpcId}'.`
    throw errors.invalidValue(table.id, 'routeTableId', why)
  }
  const associations = recordsBy(region, 'tableAssociationsByTable', table.id)
  if (associations.some(({ gatewayId }) => gatewayId?.startsWith('vgw-') === true)) {
    throw errors.unsupportedOperation(
      `Route table '${table.id}' is associated with a virtual private gateway; route servers cannot propagate routes to it.`,
    )
  }
}

export function decideDisablePropagation({ region }: World, request: DisableRequest, context: Context): Decision {
  const server = find(region, 'route-server', request.RouteServerId)
  const table = find(region, 'route-table', request.RouteTableId)
  needState('route-server', server, ['available'])
  const key = propagationKey(server.id, table.id)
  const propagation = tableOf(region, 'route-server-propagation').get(key)
  if (propagation === undefined) throw notPropagated(server.id, `to route table ${table.id}`)
  if (propagation.state !== 'available') throw inState(propagation, `'available'`)
  const changes = { state: 'deleting', settlesAt: settlesAt(context, 'route-server-propagation') } as const
  return {
    events: [changed(context, 'route-server-propagation', key, changes)],
    response: { RouteServerPropagation: describePropagation({ ...propagation, ...changes }) },
  }
}

/** An error, not an empty list, when nothing is propagated: as for associations. */
export function decideGetPropagations({ region }: World, request: GetRequest): Decision {
  const server = find(region, 'route-server', request.RouteServerId)
  const tableId = request.RouteTableId === undefined ? undefined : find(region, 'route-table', request.RouteTableId).id
  const found = recordsBy(region, 'propagationsByRouteServer', server.id).filter(
    ({ routeTableId }) => tableId === undefined || routeTableId === tableId,
  )
  if (found.length === 0) {
    throw notPropagated(server.id, tableId === undefined ? 'to any route table' : `to route table ${tableId}`)
  }
  return { events: [], response: { RouteServerPropagations: found.map(describePropagation) } }
}

const inState = ({ routeServerId, routeTableId, state }: RouteServerPropagation, wanted: string) =>
  errors.incorrectState(
    `The propagation of route server '${routeServerId}' to route table '${routeTableId}' is in state '${state}'; this call needs it to be ${wanted}.`,
  )

const notPropagated = (routeServerId: string, where: string) =>
  errors.of('InvalidRouteServerId.NotPropagated', `Route Server ${routeServerId} is not propagated ${where}.`)
