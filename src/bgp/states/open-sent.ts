// OpenSent: our OPEN is out, the peer's is awaited. RFC 4271 8.2.2.

import type { Instant } from '../../base/time.ts'
import { MESSAGE } from '../iana.ts'
import { encodeKeepalive } from '../message.ts'
import { decodeOpen, judgeOpen, negotiate } from '../open.ts'
import type { Handler, Session, Step } from '../session.ts'
import {
  end,
  endNotified,
  endOn,
  endUnexpected,
  enter,
  stay,
  withConnectRetry,
  withHold,
  withKeepalive,
} from '../transitions.ts'

export const openSent: Handler = (session, input, now) => {
  const ended = endOn(session, input, now)
  if (ended !== undefined) return ended
  switch (input.type) {
    case 'disconnected': // event 18
      return onLost(session, now, input.why)
    case 'message':
      if (input.message === MESSAGE.NOTIFICATION) return endNotified(session, now, input.bytes, input.start, input.end)
      if (input.message === MESSAGE.OPEN) return onOpen(session, now, input.bytes, input.start, input.end)
      return endUnexpected(session, now, input.message) // events 26 and 27: RFC 6608
    default: // `start`, `connected` (another connection is another session), deadlines not reached
      return stay(session)
  }
}

/** Goes to Active and listens; the peer never got as far as to be called down. */
function onLost(session: Session, now: Instant, why: string): Step {
  const fresh = { ...session, holdAt: undefined }
  const next = session.settings.role === 'active' ? withConnectRetry(fresh, now) : fresh
  return enter(next, 'Active', why, [
    { type: 'close' },
    { type: 'down', established: false, reason: 'lost', sent: undefined, received: undefined, why },
  ])
}

/** Events 19 and 22. */
function onOpen(session: Session, now: Instant, bytes: Uint8Array, start: number, stop: number): Step {
  const decoded = decodeOpen(bytes, start, stop)
  const fault = decoded.ok ? judgeOpen(decoded.value, session.settings) : decoded.notification
  if (!decoded.ok || fault !== undefined) {
    const send = fault as NonNullable<typeof fault>
    return end(session, now, { reason: 'error', why: `OPEN refused: ${send.code}/${send.subcode}`, send })
  }
  const negotiated = negotiate(decoded.value, session.settings)
  const opened = { ...session, holdAt: undefined, peerOpen: decoded.value, negotiated }
  return enter(withKeepalive(withHold(opened, now), now), 'OpenConfirm', 'OPEN received', [
    { type: 'send', bytes: encodeKeepalive() },
    { type: 'opened', negotiated },
  ])
}
