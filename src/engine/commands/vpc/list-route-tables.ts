// DescribeRouteTables. Routes of route servers are in the routers of the VPCs, which are asked for the tables that are left
// after every filter that does not look at routes.

import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import { describeRouteTables } from '../../../model/vpc/route-table.ts'
import type { World } from '../../command.ts'
import type { Ask, Context, Decision, PropagatedRoute } from '../../decision.ts'
import { compileFilters } from '../../filters.ts'
import { findAll } from '../../lookup.ts'
import { pageOf } from '../../paginate.ts'
import { countBy, recordsBy, type Region } from '../../state.ts'
import type { RouteTable } from '../../vpc-resources.ts'
import { describeTable } from './route-table.ts'

type ListRequest = Infer<typeof describeRouteTables.input>

export function decideListRouteTables({ region }: World, request: ListRequest, context: Context): Decision {
  const tables = candidates(region, request, context)
  const propagated = propagatedRoutes(region, tables, context)
  if ('ask' in propagated) return propagated
  const { of: routesOf } = propagated
  const isWanted = compileFilters(describeRouteTables, request.Filters)
  const order = region.order['route-table']
  function* items() {
    for (const table of tables) {
      const routes = recordsBy(region, 'routesByTable', table.id)
      const item = describeTable(region, table, routes, routesOf(table.id), context)
      if (isWanted(item)) yield { position: order.get(table.id) ?? 0, item }
    }
  }
  const { items: RouteTables, ...rest } = pageOf(describeRouteTables, context.scope, request, items())
  return { events: [], response: { RouteTables, ...rest } }
}

/** The tables that meet the filters that do not look at routes. All filters are checked. */
function candidates(region: Region, request: ListRequest, context: Context): readonly RouteTable[] {
  compileFilters(describeRouteTables, request.Filters)
  const others = (request.Filters ?? []).filter(({ Name: name }) => name?.startsWith('route.') !== true)
  const isCandidate = compileFilters(describeRouteTables, others)
  return findAll(region, 'route-table', request.RouteTableIds).filter((table) =>
    isCandidate(describeTable(region, table, [], [], context)),
  )
}

interface Propagated {
  readonly of: (routeTableId: string) => readonly PropagatedRoute[]
}

/** The routes that route servers have put into the tables; asked for where there are any. */
export function propagatedRoutes(
  region: Region,
  tables: readonly RouteTable[],
  context: Context,
): Propagated | { readonly ask: Ask } {
  const served = tables.filter(({ id }) => countBy(region, 'propagationsByRouteTable', id) > 0)
  if (served.length === 0) return { of: () => [] }
  const { answer } = context
  if (answer === undefined) {
    return { ask: { type: 'tableRoutes', tables: served.map(({ id, vpcId }) => ({ vpcId, routeTableId: id })) } }
  }
  if (answer.type !== 'tableRoutes') {
    const why = answer.type === 'unavailable' ? answer.why : 'The router of the VPC did not answer.'
    throw errors.of('ServiceUnavailable', why, 503)
  }
  return { of: (routeTableId) => answer.routes.get(routeTableId) ?? [] }
}
