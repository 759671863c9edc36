// What goes wrong without an error anywhere (behaviour reference 12): routes that are propagated nowhere, interfaces
// that drop what is sent to them, devices without an interface, limits that were reached, tables too long to be shown whole.

import { parseAddress } from '../base/ip.ts'
import type { Warning } from '../telemetry/events.ts'
import type { Peer } from '../router/peer.ts'
import type { RouteServer } from '../router/route-server.ts'
import type { RouteTable } from '../vpc/route-table.ts'
import type { Plane } from './plane.ts'

/** Peers that one step looks at: less than a millisecond of work. */
const STEP = 100

/** Everything that is so now, in parts. `shownMax`: how many propagated routes of a table DescribeRouteTables shows. */
export function* planeWarnings(plane: Plane, shownMax: number): Generator<Warning[]> {
  yield [...plane.router.servers.values()].flatMap((server) => serverWarnings(plane, server))
  let part: Warning[] = []
  let peers = 0
  for (const peer of plane.router.peers.values()) {
    part.push(...peerWarnings(plane, peer))
    if (++peers % STEP > 0) continue
    yield part
    part = []
  }
  yield [...part, ...[...plane.tables.values()].flatMap((table) => tableWarnings(table, shownMax))]
}

function tableWarnings(table: RouteTable, shownMax: number): Warning[] {
  if (table.sizeAbout <= shownMax) return []
  const why =
    `About ${table.sizeAbout} routes are propagated into the table. DescribeRouteTables shows the first ` +
    `${shownMax} of them in order, GetRouteServerRoutingDatabase all, with their installation.`
  return [{ code: 'table-shown-in-part', resourceId: table.routeTableId, why }]
}

function serverWarnings(plane: Plane, server: RouteServer): Warning[] {
  const warnings: Warning[] = []
  const warn = (code: string, why: string): void => void warnings.push({ code, resourceId: server.id, why })
  const counts = server.rib.counts()
  const propagated = plane.desired?.propagations.some((propagation) => propagation.routeServerId === server.id)
  if (counts.fibRoutes > 0 && propagated !== true) {
    warn('propagated-nowhere', `${counts.fibRoutes} routes are in the FIB, but no route table has propagation enabled.`)
  }
  if (counts.fibWaiting > 0) warn('fib-full', `${counts.fibWaiting} best paths do not fit in the FIB.`)
  if (server.rib.persist.persisted) warn('routes-persisted', 'Routes of sessions that have ended are kept.')
  return warnings
}

function peerWarnings(plane: Plane, peer: Peer): Warning[] {
  const warnings: Warning[] = []
  const warn = (code: string, why: string): void => void warnings.push({ code, resourceId: peer.config.peerId, why })
  const counts = peer.server.rib.peerCounts(peer.row)
  if (counts.refused > 0) warn('peer-limit', `${counts.refused} prefixes were not admitted: the peer is at its limit.`)
  const address = parseAddress(peer.config.address)
  const eni = address === undefined ? undefined : plane.network.ownerOf(address)
  if (counts.paths === 0) return warnings
  if (eni === undefined) warn('no-interface', `No network interface has the peer's address ${peer.config.address}.`)
  else if (eni.sourceDestCheck) {
    warn('source-dest-check', `The source/destination check of ${eni.eniId} is on: it drops what is routed to it.`)
  }
  return warnings
}
