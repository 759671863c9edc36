// Which VPC, and so which router, a question is about.

import { tableOf } from '../engine/state.ts'
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

function inRegions<T>(state: State, find: (region: Region) => T | undefined): T | undefined {
  for (const region of state.regions.values()) {
    const found = find(region)
    if (found !== undefined) return found
  }
  return undefined
}
