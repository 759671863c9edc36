// Lines of a peer's log (VPC User Guide, route-server-peer-logging): what peers announced, changed and withdrew,
// as the RIB recorded it.

import { formatAddress, formatPrefix } from '../base/ip.ts'
import { describeAttributes } from '../bgp/describe.ts'
import type { RouteEvent } from '../rib/route.ts'
import { shutdownText } from '../bgp/message.ts'
import type { Notification } from '../bgp/message.ts'
import type { NotificationRecord, PeerLogRecord, RouteMessage } from '../telemetry/events.ts'
import type { RouteServer } from './route-server.ts'

/** Lines that one call takes. */
const LINES = 200

/** The oldest lines of a route server; whether there are more. */
export function routeLines(
  server: RouteServer,
  eventTimestamp: number,
): { readonly records: readonly PeerLogRecord[]; readonly more: boolean } {
  const events = server.rib.drainRouteLog(LINES)
  const records = events.map((event) => ({
    resourceId: event.peerId,
    eventTimestamp,
    type: 'RouteStatus' as const,
    status: event.type,
    message: messageOf(event),
  }))
  return { records, more: events.length === LINES }
}

/** A NOTIFICATION as the log shows it. */
export function notificationRecord(value: Notification): NotificationRecord {
  const { code, subcode } = value
  const text = shutdownText(value)
  return { code, subcode, ...(text === '' ? {} : { text }) }
}

function messageOf({ type, prefix, med, nextHop, attributes }: RouteEvent): RouteMessage {
  if (type === 'WITHDRAWN') return { prefix: formatPrefix(prefix) }
  return {
    prefix: formatPrefix(prefix),
    asPath: describeAttributes(attributes).asPath.join(' '),
    ...(med === undefined ? {} : { med }),
    nextHopIp: formatAddress(nextHop),
  }
}
