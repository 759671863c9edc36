// Idle: no resources, no connection; the driver refuses what comes in. RFC 4271 8.2.2.

import type { Handler } from '../session.ts'
import { begin, isDue, stay } from '../transitions.ts'

export const idle: Handler = (session, input, now) => {
  switch (input.type) {
    case 'start': // events 1, 3 to 7
      return begin({ ...session, connectRetryCounter: 0 }, now, 'start')
    case 'stop': // event 2: also ends the wait for an automatic start
      return stay({ ...session, idleHoldAt: undefined })
    case 'clock': // event 13
      return isDue(session.idleHoldAt, now) ? begin(session, now, 'idle hold time is over') : stay(session)
    default: // events 9 to 12 and 15 to 28 change nothing
      return stay(session)
  }
}
