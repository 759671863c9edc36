// Where a packet goes: the table of where it comes from, the longest match there, and the interface at the end.

import { formatAddress, formatPrefix } from '../base/ip.ts'
import type { Address } from '../base/ip.ts'
import type { Network } from './network.ts'
import type { RouteTable } from './route-table.ts'
import type { Match } from './written.ts'

export type From = { readonly subnetId: string } | { readonly eniId: string } | { readonly gatewayId: string }

export interface Trace {
  readonly eniId?: string
  readonly routeTableId?: string
  readonly match?: Match
  readonly why: string
}

/** Which interface a packet to the address reaches, by which route, or why none. */
export function trace(network: Network, tables: ReadonlyMap<string, RouteTable>, from: From, to: Address): Trace {
  const start = tableOf(network, from)
  if (typeof start === 'string') return { why: start }
  if (start.routeTableId === undefined)
    return { ...local(network, to), why: `no gateway route table; ${local(network, to).why}` }
  const { routeTableId } = start
  const match = tables.get(routeTableId)?.longest(to)
  if (match === undefined) return { routeTableId, why: `no route to ${formatAddress(to)} in ${routeTableId}` }
  return { routeTableId, match, ...reached(network, match, to) }
}

function tableOf(network: Network, from: From): { readonly routeTableId: string | undefined } | string {
  if ('gatewayId' in from) {
    if (!network.gatewayTables.has(from.gatewayId)) return `${from.gatewayId} is not attached to the VPC`
    return { routeTableId: network.gatewayTables.get(from.gatewayId) }
  }
  const subnetId = 'subnetId' in from ? from.subnetId : network.interfaces.get(from.eniId)?.subnetId
  if (subnetId === undefined) return `${'eniId' in from ? from.eniId : ''} is not an interface of the VPC`
  const routeTableId = network.subnetTables.get(subnetId)
  return routeTableId === undefined ? `${subnetId} is not a subnet of the VPC` : { routeTableId }
}

function local(network: Network, to: Address): { readonly eniId?: string; readonly why: string } {
  const owner = network.ownerOf(to)
  if (owner === undefined) return { why: `local, but no interface has ${formatAddress(to)}` }
  return { eniId: owner.eniId, why: `local delivery to ${owner.eniId}` }
}

function reached(network: Network, match: Match, to: Address): { readonly eniId?: string; readonly why: string } {
  if (match.origin === 'local' || match.target === 'local') return local(network, to)
  const by = `${match.origin} route ${formatPrefix(match.prefix)}`
  if (!match.active) return { why: `dropped: ${by} is a blackhole` }
  const eni = network.interfaces.get(match.target)
  if (eni === undefined) return { why: `leaves by ${match.target}, ${by}` }
  const foreign = network.ownerOf(to)?.eniId !== eni.eniId
  if (foreign && eni.sourceDestCheck) {
    return {
      eniId: eni.eniId,
      why: `reaches ${eni.eniId} by ${by}, which drops it: its source/destination check is on`,
    }
  }
  return { eniId: eni.eniId, why: `reaches ${eni.eniId} by ${by}` }
}
