// AssociateRouteServer, DisassociateRouteServer, GetRouteServerAssociations (reference 4.5). A route server has at most
// one association, which disappears when it has ended.

import { errors, type ApiError } from '../../../model/errors.ts'
import type {
  associateRouteServer,
  disassociateRouteServer,
  getRouteServerAssociations,
} from '../../../model/route-server/association.ts'
import type { Infer } from '../../../model/shape.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed, created } from '../../events.ts'
import { find } from '../../lookup.ts'
import { withinQuota } from '../../quotas.ts'
import type { RouteServerAssociation } from '../../route-server-resources.ts'
import { countBy, recordsBy, tableOf } from '../../state.ts'
import { describeAssociation } from './describe.ts'
import { associationState, needState, refuseWhileUsed } from './refusals.ts'
import { settlesAt } from './settling.ts'

type AssociateRequest = Infer<typeof associateRouteServer.input>
type DisassociateRequest = Infer<typeof disassociateRouteServer.input>
type GetRequest = Infer<typeof getRouteServerAssociations.input>

export function decideAssociate({ region }: World, request: AssociateRequest, context: Context): Decision {
  const server = find(region, 'route-server', request.RouteServerId)
  const vpc = find(region, 'vpc', request.VpcId)
  needState('route-server', server, ['available'])
  const present = tableOf(region, 'route-server-association').get(server.id)
  if (present !== undefined) return { events: [], response: again(present, vpc.id) }
  withinQuota(
    countBy(region, 'associationsByVpc', vpc.id),
    context.settings.quotas.routeServersPerVpcMax,
    'RouteServerLimitExceeded',
    `route servers for VPC '${vpc.id}'`,
  )
  const association: RouteServerAssociation = {
    routeServerId: server.id,
    vpcId: vpc.id,
    state: 'associating',
    settlesAt: settlesAt(context, 'route-server-association'),
  }
  return {
    events: [created(context, 'route-server-association', server.id, association)],
    response: { RouteServerAssociation: describeAssociation(association) },
  }
}

/** Asking again for the association that is there succeeds; another VPC has to wait until that one has ended. */
function again(present: RouteServerAssociation, vpcId: string): { readonly RouteServerAssociation: unknown } {
  if (present.vpcId === vpcId && present.state !== 'disassociating') {
    return { RouteServerAssociation: describeAssociation(present) }
  }
  throw errors.incorrectState(
    `Route server '${present.routeServerId}' has an association with VPC '${present.vpcId}' in state '${present.state}'; a route server can be associated with one VPC.`,
  )
}

export function decideDisassociate({ region }: World, request: DisassociateRequest, context: Context): Decision {
  const server = find(region, 'route-server', request.RouteServerId)
  const vpc = find(region, 'vpc', request.VpcId)
  needState('route-server', server, ['available'])
  const association = tableOf(region, 'route-server-association').get(server.id)
  if (association?.vpcId !== vpc.id) throw notAssociated(server.id, `VPC '${vpc.id}'`)
  if (association.state !== 'associated') throw associationState(association)
  const propagations = recordsBy(region, 'propagationsByRouteServer', server.id)
  const tables = propagations.map(({ routeTableId, state }) => ({ id: routeTableId, state }))
  refuseWhileUsed('route-server', server.id, 'propagations to route tables', tables)
  refuseWhileUsed('route-server', server.id, 'endpoints', recordsBy(region, 'endpointsByRouteServer', server.id))
  const changes = { state: 'disassociating', settlesAt: settlesAt(context, 'route-server-association') } as const
  return {
    events: [changed(context, 'route-server-association', server.id, changes)],
    response: { RouteServerAssociation: describeAssociation({ ...association, ...changes }) },
  }
}

/** An error, not an empty list, for a route server without association: so does AWS (seen with its text). */
export function decideGetAssociations({ region }: World, request: GetRequest): Decision {
  const server = find(region, 'route-server', request.RouteServerId)
  const association = tableOf(region, 'route-server-association').get(server.id)
  if (association === undefined) throw notAssociated(server.id, 'a VPC')
  return { events: [], response: { RouteServerAssociations: [describeAssociation(association)] } }
}

const notAssociated = (routeServerId: string, what: string): ApiError =>
  errors.of('InvalidRouteServerId.NotAssociated', `Route Server ${routeServerId} is not associated with ${what}.`)
