// Which VPC, and so which router, a question is about.

import type { Event } from '../engine/events.ts'
import { regionOf, tableOf } from '../engine/state.ts'
import type { Region, State } from '../engine/state.ts'
import type { TraceFrom } from '../router/protocol.ts'

/** The VPC that a route server is associated with, in whatever region. */
export function vpcOfRouteServer(state: State, routeServerId: string): string | undefined {
  return inRegions(state, (region) => tableOf(region, 'route-server-association').get(routeServerId)?.vpcId)
}

/** Where a packet starts, by the id of a subnet, an interface or a gateway, and the VPC of that. */
export function startOf(state: State, id: string): { readonly vpcId: string; readonly from: TraceFrom } | undefined {
  return inRegions(state, (region) => {
    const subnet = tableOf(region, 'subnet').get(id)
    if (subnet !== undefined) return { vpcId: subnet.vpcId, from: { subnetId: id } }
    const eni = tableOf(region, 'network-interface').get(id)
    if (eni !== undefined) return { vpcId: eni.vpcId, from: { eniId: id } }
    const vpcId = tableOf(region, 'internet-gateway').get(id)?.attachment?.vpcId
    return vpcId === undefined ? undefined : { vpcId, from: { gatewayId: id } }
  })
}

/** What an event may change for routers: one VPC, no VPC, or (undefined) any of its region. */
export function concernOf(state: State, event: Event): { readonly vpcId: string } | 'none' | undefined {
  if (event.type === 'RegionOpened') return undefined
  if (WITHOUT_EFFECT.has(event.kind)) return 'none'
  if (event.kind === 'vpc') return { vpcId: event.id }
  const region = regionOf(state, event.scope)
  if (event.kind === 'route-server') {
    const vpcId = tableOf(region, 'route-server-association').get(event.id)?.vpcId
    return vpcId === undefined ? 'none' : { vpcId }
  }
  const record = event.type === 'Created' ? event.resource : tableOf(region, event.kind).get(event.id)
  return record !== undefined && 'vpcId' in record ? { vpcId: record.vpcId } : undefined
}

/** Kinds of records that no router cares about. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'client-token',
  'security-group',
  'security-group-rule',
  'network-acl',
  'dhcp-options',
])

function inRegions<T>(state: State, find: (region: Region) => T | undefined): T | undefined {
  for (const region of state.regions.values()) {
    const found = find(region)
    if (found !== undefined) return found
  }
  return undefined
}
