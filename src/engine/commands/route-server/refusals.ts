// Refusals of the route server family. Whatever is in the wrong state or still in the way is answered with IncorrectState
// (reference 7.1); the text says which object is in which state.

import { errors, type ApiError } from '../../../model/errors.ts'
import type { RouteServer, RouteServerAssociation } from '../../route-server-resources.ts'
import { tableOf, type Region } from '../../state.ts'

const NOUNS = {
  'route-server': 'Route server',
  'route-server-endpoint': 'Route server endpoint',
  'route-server-peer': 'Route server peer',
} as const

/** Refuses an object that is in none of the states that the call needs. */
export function needState(
  kind: keyof typeof NOUNS,
  object: { readonly id: string; readonly state: string },
  wanted: readonly string[],
): void {
  if (wanted.includes(object.state)) return
  const states = wanted.map((state) => `'${state}'`).join(' or ')
  throw errors.incorrectState(
    `${NOUNS[kind]} '${object.id}' is in state '${object.state}'; this call needs it to be ${states}.`,
  )
}

/** Refuses to take away an object that others still need; says up to three of them. */
export function refuseWhileUsed(
  kind: keyof typeof NOUNS,
  id: string,
  what: string,
  users: readonly { readonly id: string; readonly state: string }[],
): void {
  if (users.length === 0) return
  const shown = users.slice(0, 3).map((user) => `'${user.id}' (state '${user.state}')`)
  const more = users.length > 3 ? ` and ${users.length - 3} more` : ''
  throw errors.incorrectState(`${NOUNS[kind]} '${id}' still has ${what}: ${shown.join(', ')}${more}.`)
}

/** The finished association of a route server; anything else is refused. */
export function needAssociation(region: Region, server: RouteServer): RouteServerAssociation {
  needState('route-server', server, ['available'])
  const association = tableOf(region, 'route-server-association').get(server.id)
  if (association === undefined) {
    throw errors.incorrectState(`Route server '${server.id}' is not associated with a VPC; associate it first.`)
  }
  if (association.state !== 'associated') throw associationState(association)
  return association
}

/** The refusal of a call that comes while an association is changing. */
export const associationState = ({ routeServerId, vpcId, state }: RouteServerAssociation): ApiError =>
  errors.incorrectState(
    `The association of route server '${routeServerId}' with VPC '${vpcId}' is in state '${state}'; this call needs it to be 'associated'.`,
  )
