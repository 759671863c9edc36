// Connect: an active session has asked for a TCP connection. RFC 4271 8.2.2.

import type { Handler } from '../session.ts'
import { end, endLost, isDue, sendOpen, stay, withConnectRetry } from '../transitions.ts'

export const connect: Handler = (session, input, now) => {
  switch (input.type) {
    case 'stop': // event 2: there is nobody to notify
      return end(session, now, { reason: 'stopped', why: 'stopped while connecting', stays: true })
    case 'reset': // event 8
      return end(session, now, { reason: 'stopped', why: 'reset while connecting' })
    case 'clock': // event 9: drop the attempt and make another
      if (!isDue(session.connectRetryAt, now)) return stay(session)
      return stay(withConnectRetry(session, now), [{ type: 'connect' }])
    case 'connected': // events 16 and 17
      return sendOpen(session, now)
    case 'disconnected': // event 18, DelayOpenTimer not running
      return endLost(session, now, input.why)
    case 'malformed': // events 21, 22 and 28; without our OPEN sent there is no NOTIFICATION
    case 'message': // events 19, 24 to 27
    case 'collision': // event 23
      return end(session, now, { reason: 'error', why: `${input.type} while connecting` })
    default: // `start`; the others belong to Established
      return stay(session)
  }
}
