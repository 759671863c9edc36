// Active: waits for the peer's connection. RFC 4271 8.2.2. A passive session has no ConnectRetryTimer here, because it never
// opens a connection itself; an active one comes here from OpenSent when TCP fails.

import type { Handler } from '../session.ts'
import { end, endLost, enter, isDue, sendOpen, stay, withConnectRetry } from '../transitions.ts'

export const active: Handler = (session, input, now) => {
  switch (input.type) {
    case 'stop': // event 2
      return end(session, now, { reason: 'stopped', why: 'stopped while waiting for the peer', stays: true })
    case 'reset': // event 8
      return end(session, now, {
        reason: 'stopped',
        why: 'reset while waiting for the peer',
        ...(input.idleFor === undefined ? {} : { idleFor: input.idleFor }),
      })
    case 'clock': // event 9
      if (!isDue(session.connectRetryAt, now)) return stay(session)
      return enter(withConnectRetry(session, now), 'Connect', 'connect retry timer expired', [{ type: 'connect' }])
    case 'connected': // events 16 and 17
      return sendOpen(session, now)
    case 'disconnected': // event 18
      return endLost(session, now, input.why)
    case 'malformed': // events 21, 22 and 28
    case 'message': // events 19, 24 to 27
    case 'collision': // event 23
      return end(session, now, { reason: 'error', why: `${input.type} while waiting for the peer` })
    default: // `start`; the others belong to Established
      return stay(session)
  }
}
