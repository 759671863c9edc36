// GetRouteServerRoutingDatabase (reference 4.13). What was learned is with the router, so the answer is asked for first.

import { errors } from '../../../model/errors.ts'
import { getRouteServerRoutingDatabase, type RouteServerRoute } from '../../../model/route-server/routing-database.ts'
import type { Infer } from '../../../model/shape.ts'
import { unreachable } from '../../../base/assert.ts'
import type { World } from '../../command.ts'
import type { Answer, Ask, Context, Decision, LearnedRoute, Response, RoutingDatabase } from '../../decision.ts'
import { checkFilters } from '../../filters.ts'
import { find } from '../../lookup.ts'
import { checkMaxResults, openToken, sealToken } from '../../paginate.ts'
import { tableOf } from '../../state.ts'

const operation = getRouteServerRoutingDatabase
type Request = Infer<typeof operation.input>

/** Routes in one answer when the request says nothing. */
const DEFAULT_ROUTES_PER_PAGE = 1_000

export function decideGetRoutingDatabase({ region }: World, request: Request, context: Context): Decision {
  const server = find(region, 'route-server', request.RouteServerId)
  const ask = questionOf(request, context)
  const association = tableOf(region, 'route-server-association').get(server.id)
  if (association?.state !== 'associated') {
    return { events: [], response: { AreRoutesPersisted: false, Routes: [] } }
  }
  if (context.answer === undefined) return { ask: { ...ask, vpcId: association.vpcId } }
  return { events: [], response: responseOf(context.answer, request, context) }
}

function questionOf(request: Request, context: Context): Omit<Extract<Ask, { type: 'routingDatabase' }>, 'vpcId'> {
  const token = request.NextToken
  const isFirst = token === undefined || token === ''
  return {
    type: 'routingDatabase',
    routeServerId: request.RouteServerId,
    filters: checkFilters(operation, request.Filters, context.settings.strictFilters),
    maxResults: checkMaxResults(operation, request.MaxResults) ?? DEFAULT_ROUTES_PER_PAGE,
    ...(isFirst ? {} : { token: openToken(tokenName(request), context.scope, token) }),
  }
}

/** A token belongs to one route server. */
const tokenName = (request: Request): string => `${operation.name} ${request.RouteServerId}`

function responseOf(answer: Answer, request: Request, context: Context): Response {
  switch (answer.type) {
    case 'routingDatabase':
      return pageOf(answer, request, context)
    case 'badToken':
      throw errors.invalidNextToken()
    case 'unavailable':
      throw errors.unavailable(answer.why)
    case 'tableRoutes':
      throw errors.unavailable('The router gave another answer than was asked for.')
    default:
      return unreachable(answer)
  }
}

function pageOf(
  { areRoutesPersisted, routes, nextToken }: RoutingDatabase,
  request: Request,
  context: Context,
): Response {
  const page = { AreRoutesPersisted: areRoutesPersisted, Routes: routes.map(describeRoute) }
  if (nextToken === undefined) return page
  return { ...page, NextToken: sealToken(tokenName(request), context.scope, nextToken) }
}

/** Without MED the member is left out. */
const describeRoute = (route: LearnedRoute): Infer<typeof RouteServerRoute> => ({
  RouteServerEndpointId: route.routeServerEndpointId,
  RouteServerPeerId: route.routeServerPeerId,
  RouteInstallationDetails: route.installations.map(({ routeTableId, installed, reason }) => ({
    RouteTableId: routeTableId,
    RouteInstallationStatus: installed ? 'installed' : 'rejected',
    ...(reason === undefined ? {} : { RouteInstallationStatusReason: reason }),
  })),
  RouteStatus: route.inFib ? 'in-fib' : 'in-rib',
  Prefix: route.prefix,
  AsPaths: route.asPaths,
  ...(route.med === undefined ? {} : { Med: route.med }),
  NextHopIp: route.nextHopIp,
})
