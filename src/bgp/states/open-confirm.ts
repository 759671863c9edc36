// OpenConfirm: both OPENs are there, the peer's KEEPALIVE is awaited. RFC 4271 8.2.2.

import type { Instant } from '../../base/time.ts'
import { present } from '../../base/assert.ts'
import { MESSAGE } from '../iana.ts'
import { encodeKeepalive } from '../message.ts'
import type { Effect, Handler, Session, Step } from '../session.ts'
import {
  endLost,
  endNotified,
  endOn,
  endUnexpected,
  enter,
  isDue,
  stay,
  withHold,
  withKeepalive,
  withSendHold,
} from '../transitions.ts'
import { encodeEndOfRib } from '../update-encode.ts'

export const openConfirm: Handler = (session, input, now) => {
  const ended = endOn(session, input, now)
  if (ended !== undefined) return ended
  switch (input.type) {
    case 'disconnected': // event 18
      return endLost(session, now, input.why)
    case 'clock': // event 11
      if (!isDue(session.keepaliveAt, now)) return stay(session)
      return stay(withKeepalive(session, now), [{ type: 'send', bytes: encodeKeepalive() }])
    case 'message':
      if (input.message === MESSAGE.KEEPALIVE) return establish(session, now) // event 26
      if (input.message === MESSAGE.NOTIFICATION) return endNotified(session, now, input.bytes, input.start, input.end)
      return endUnexpected(session, now, input.message) // events 19 and 27: RFC 6608
    default:
      return stay(session)
  }
}

/** Event 26. Unless the caller announces routes, End-of-RIB of every family says at once that there are none. */
function establish(session: Session, now: Instant): Step {
  const negotiated = present(session.negotiated, 'what OpenConfirm has negotiated')
  const effects: Effect[] = [{ type: 'established', negotiated }]
  if (!session.settings.announces) {
    for (const family of negotiated.families) effects.push({ type: 'send', bytes: encodeEndOfRib(family) })
  }
  return enter(withSendHold(withHold(session, now), now), 'Established', 'KEEPALIVE received', effects)
}
