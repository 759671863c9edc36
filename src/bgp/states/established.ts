// Established: routes are exchanged. RFC 4271 8.2.2; refresh by RFC 2918 and 7313; send hold timer by RFC 9687.

import type { Family } from '../../base/ip.ts'
import type { Instant } from '../../base/time.ts'
import { ERROR, MESSAGE, REFRESH } from '../iana.ts'
import { decodeRouteRefresh, encodeKeepalive, encodeRouteRefresh, notification } from '../message.ts'
import type { Effect, Handler, Input, Session, Step } from '../session.ts'
import {
  end,
  endLost,
  endNotified,
  endOn,
  endUnexpected,
  isDue,
  stay,
  withHold,
  withKeepalive,
  withSendHold,
} from '../transitions.ts'

export const established: Handler = (session, input, now) => {
  if (input.type === 'updates') return onUpdates(session, input.endOfRib, now)
  const ended = endOn(session, input, now)
  if (ended !== undefined) return ended
  switch (input.type) {
    case 'disconnected': // event 18
      return endLost(session, now, input.why)
    case 'sent': // RFC 9687 4: it took something, so it is not stuck
      return stay(withSendHold(session, now))
    case 'refresh':
      return askRefresh(session, input.family)
    case 'clock':
      return onClock(session, now)
    case 'message':
      return onMessage(session, input, now)
    default:
      return stay(session)
  }
}

/** Event 27. */
function onUpdates(session: Session, endOfRib: Family | undefined, now: Instant): Step {
  const heard = withHold(session, now)
  if (endOfRib === undefined || session.ended.includes(endOfRib)) return stay(heard)
  return stay({ ...heard, ended: [...heard.ended, endOfRib] })
}

function onClock(session: Session, now: Instant): Step {
  if (isDue(session.sendHoldAt, now)) {
    // Event 29. The NOTIFICATION will hardly get through; RFC 9687 4.3 lets us try.
    return end(session, now, {
      reason: 'send-hold-timer',
      why: 'send hold timer expired',
      send: notification(ERROR.SEND_HOLD_TIMER),
    })
  }
  if (!isDue(session.keepaliveAt, now)) return stay(session)
  return stay(withKeepalive(session, now), [{ type: 'send', bytes: encodeKeepalive() }]) // event 11
}

function onMessage(session: Session, input: Input & { readonly type: 'message' }, now: Instant): Step {
  const { message, bytes, start, end: stop } = input
  switch (message) {
    case MESSAGE.KEEPALIVE: // event 26
    case MESSAGE.UPDATE: // event 27; the caller decodes it
      return stay(withHold(session, now))
    case MESSAGE.NOTIFICATION: // events 24 and 25
      return endNotified(session, now, bytes, start, stop)
    case MESSAGE.ROUTE_REFRESH:
      return onRefresh(session, now, bytes, start, stop)
    default: // event 19: CollisionDetectEstablishedState is off
      return endUnexpected(session, now, message)
  }
}

function askRefresh(session: Session, family: Family): Step {
  const { negotiated } = session
  if (negotiated?.routeRefresh !== true || !negotiated.families.includes(family)) return stay(session)
  return stay(session, [{ type: 'send', bytes: encodeRouteRefresh(family) }])
}

/** RFC 2918 4; RFC 7313 4 and 5. A family that was not negotiated and unknown subtypes are ignored. */
function onRefresh(session: Session, now: Instant, bytes: Uint8Array, start: number, stop: number): Step {
  const decoded = decodeRouteRefresh(bytes, start, stop)
  if (!decoded.ok) {
    return end(session, now, { reason: 'error', why: 'length of ROUTE-REFRESH', send: decoded.notification })
  }
  const { family, subtype } = decoded.value
  const enhanced = session.negotiated?.enhancedRefresh === true
  if (family === undefined || session.negotiated?.families.includes(family) !== true) return stay(session)
  if (subtype === REFRESH.REQUEST) return stay(session, answerRefresh(session, family, enhanced))
  if (enhanced && subtype === REFRESH.BEGIN && mayBegin(session, family)) {
    const refreshing = [...session.refreshing.filter((other) => other !== family), family]
    return stay({ ...session, refreshing }, [{ type: 'refresh-begin', family }])
  }
  if (enhanced && subtype === REFRESH.END && session.refreshing.includes(family)) {
    const refreshing = session.refreshing.filter((other) => other !== family)
    return stay({ ...session, refreshing }, [{ type: 'refresh-end', family }])
  }
  return stay(session)
}

/** RFC 7313 4: a peer that said it sends End-of-RIB must have done so first. */
const mayBegin = (session: Session, family: Family): boolean =>
  session.negotiated?.gracefulRestart === undefined || session.ended.includes(family)

/** Who announces nothing has nothing between the begin and the end. */
function answerRefresh(session: Session, family: Family, enhanced: boolean): readonly Effect[] {
  if (session.settings.announces) return [{ type: 'refresh-asked', family, enhanced }]
  if (!enhanced) return []
  return [REFRESH.BEGIN, REFRESH.END].map((subtype) => ({ type: 'send', bytes: encodeRouteRefresh(family, subtype) }))
}
