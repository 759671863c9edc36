// The lifecycle of the route server family (reference 2): what each object becomes when its present state has lasted long
// enough. Associations and propagations disappear; the others leave a tombstone that is listed for a while.

import { present } from '../../../base/assert.ts'
import type { TransitionRule, World } from '../../command.ts'
import type { Context } from '../../decision.ts'
import { changed, removed, type Event } from '../../events.ts'
import { loopbackKey } from '../../evolve.ts'
import type { Kind } from '../../resources.ts'
import type { RouteServerEndpoint, RouteServerPeer } from '../../route-server-resources.ts'
import { tableOf } from '../../state.ts'
import { addressFor, closeFor, makeInterface, openFor, removeInterface, whyStillUsed } from './endpoint-interface.ts'
import { forgottenAt, settlesAt } from './settling.ts'

const recordOf = <K extends Kind>({ region }: World, kind: K, id: string) =>
  present(tableOf(region, kind).get(id), `${kind} ${id}`)

const routeServer: TransitionRule = (world, id, context) => {
  const server = recordOf(world, 'route-server', id)
  switch (server.state) {
    case 'deleting':
      return [changed(context, 'route-server', id, { state: 'deleted', settlesAt: forgottenAt(context) })]
    case 'deleted':
      return [removed(context, 'route-server', id)]
    default: {
      const isOff = server.persistRoutesState === 'disabling' || server.persistRoutesState === 'disabled'
      const persistRoutesState = isOff ? 'disabled' : 'enabled'
      return [changed(context, 'route-server', id, { state: 'available', persistRoutesState, settlesAt: undefined })]
    }
  }
}

const association: TransitionRule = (world, id, context) =>
  recordOf(world, 'route-server-association', id).state === 'disassociating'
    ? [removed(context, 'route-server-association', id)]
    : [changed(context, 'route-server-association', id, { state: 'associated', settlesAt: undefined })]

const propagation: TransitionRule = (world, id, context) =>
  recordOf(world, 'route-server-propagation', id).state === 'deleting'
    ? [removed(context, 'route-server-propagation', id)]
    : [changed(context, 'route-server-propagation', id, { state: 'available', settlesAt: undefined })]

const endpoint: TransitionRule = (world, id, context) => {
  const record = recordOf(world, 'route-server-endpoint', id)
  switch (record.state) {
    case 'deleting':
      return endEndpoint(world, record, context)
    case 'deleted':
      return [removed(context, 'route-server-endpoint', id)]
    case 'failing':
      return [changed(context, 'route-server-endpoint', id, { state: 'failed', settlesAt: undefined })]
    default:
      return equipEndpoint(world, record, context)
  }
}

/** Gives a pending endpoint its interface, or says why it cannot have one. */
function equipEndpoint(world: World, record: RouteServerEndpoint, context: Context): readonly Event[] {
  const subnet = recordOf(world, 'subnet', record.subnetId)
  const address = addressFor(world, subnet, context)
  if (address === undefined) return [failing(record.id, `Subnet '${subnet.id}' has no free address.`, context)]
  const taken = whyTakenOnLoopback(world, address, context)
  if (taken !== undefined) return [failing(record.id, taken, context)]
  const { eniId, securityGroupId, events } = makeInterface(record, subnet, address, context)
  const changes = { state: 'available', eniId, eniAddress: address, securityGroupId, settlesAt: undefined } as const
  return [...events, changed(context, 'route-server-endpoint', record.id, changes)]
}

/** The loopback network is one for all VPCs: addresses that differ in the first octet only are one address there. */
function whyTakenOnLoopback({ state }: World, address: string, { settings }: Context): string | undefined {
  if (settings.network !== 'loopback') return undefined
  const key = loopbackKey(address)
  const [other] = state.endpointsByHostAddress.get(key) ?? []
  return other === undefined
    ? undefined
    : `Address ${address} is 127.${key} on the loopback network, which route server endpoint '${other}' has already. Use subnets that differ in more than the first octet.`
}

const failing = (id: string, failureReason: string, context: Context): Event =>
  changed(context, 'route-server-endpoint', id, {
    state: 'failing',
    failureReason,
    settlesAt: settlesAt(context, 'route-server-endpoint'),
  })

function endEndpoint({ region }: World, record: RouteServerEndpoint, context: Context): readonly Event[] {
  const why = whyStillUsed(region, record)
  if (why !== undefined) {
    const changes = { state: 'delete-failed', failureReason: why, settlesAt: undefined } as const
    return [changed(context, 'route-server-endpoint', record.id, changes)]
  }
  const changes = { state: 'deleted', securityGroupId: undefined, settlesAt: forgottenAt(context) } as const
  return [...removeInterface(region, record, context), changed(context, 'route-server-endpoint', record.id, changes)]
}

const peer: TransitionRule = (world, id, context) => {
  const record = recordOf(world, 'route-server-peer', id)
  switch (record.state) {
    case 'deleting':
      return endPeer(world, record, context)
    case 'deleted':
      return [removed(context, 'route-server-peer', id)]
    case 'failing':
      return [changed(context, 'route-server-peer', id, { state: 'failed', settlesAt: undefined })]
    default:
      return admitPeer(world, record, context)
  }
}

/** Lets a pending peer in, or says why not: its endpoint may have failed meanwhile. */
function admitPeer(world: World, record: RouteServerPeer, context: Context): readonly Event[] {
  const { id, state, securityGroupId } = recordOf(world, 'route-server-endpoint', record.routeServerEndpointId)
  if (state === 'available' && securityGroupId !== undefined) {
    const changes = { state: 'available', settlesAt: undefined } as const
    return [...openFor(record, securityGroupId, context), changed(context, 'route-server-peer', record.id, changes)]
  }
  const failureReason = `Route server endpoint '${id}' is in state '${state}'.`
  const changes = { state: 'failing', failureReason, settlesAt: settlesAt(context, 'route-server-peer') } as const
  return [changed(context, 'route-server-peer', record.id, changes)]
}

function endPeer(world: World, record: RouteServerPeer, context: Context): readonly Event[] {
  const { securityGroupId } = recordOf(world, 'route-server-endpoint', record.routeServerEndpointId)
  const closed = securityGroupId === undefined ? [] : closeFor(world.region, record, securityGroupId, context)
  const changes = { state: 'deleted', settlesAt: forgottenAt(context) } as const
  return [...closed, changed(context, 'route-server-peer', record.id, changes)]
}

export const ROUTE_SERVER_TRANSITIONS: ReadonlyMap<Kind, TransitionRule> = new Map<Kind, TransitionRule>([
  ['route-server', routeServer],
  ['route-server-association', association],
  ['route-server-endpoint', endpoint],
  ['route-server-peer', peer],
  ['route-server-propagation', propagation],
])
