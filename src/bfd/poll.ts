// Poll sequences and the change of timers they serve: RFC 5880 6.5 and 6.8.3. What our packets advertise may run ahead
// of what we go by: until the peer has confirmed, sending is not slowed down and detection is not sharpened.

import { sec, us, type Duration } from '../base/time.ts'
import type { Session, SessionState } from './session.ts'

/** bfd.DesiredMinTxInterval and bfd.RequiredMinRxInterval. */
export interface Timing {
  readonly desiredMinTxInterval: Duration
  readonly requiredMinRxInterval: Duration
}

/**
 * `settling`: the final has come, a packet without it has not. Only after that may the next poll begin, or its final
 * could be taken for an answer to the new values (6.8.3, the third choice).
 */
export type PollState = 'idle' | 'polling' | 'settling'

/** 6.8.3: not faster than this unless Up. */
const SLOW: Duration = sec(1)

/** What is to be advertised in `state`. */
export const timingFor = (wanted: Timing, state: SessionState): Timing => ({
  desiredMinTxInterval: state === 'Up' ? wanted.desiredMinTxInterval : us(Math.max(wanted.desiredMinTxInterval, SLOW)),
  requiredMinRxInterval: wanted.requiredMinRxInterval,
})

const same = (a: Timing, b: Timing): boolean =>
  a.desiredMinTxInterval === b.desiredMinTxInterval && a.requiredMinRxInterval === b.requiredMinRxInterval

/** A packet came: a final ends our poll and its values take effect; one without a final lets the next poll begin. */
export function endPoll(session: Session, final: boolean): Session {
  if (session.poll === 'polling' && final) return { ...session, poll: 'settling', inUse: session.advertised }
  if (session.poll === 'settling' && !final) {
    return { ...session, poll: session.pollAgain ? 'polling' : 'idle', pollAgain: false, polled: false }
  }
  return session
}

/** Advertises `target`, by a poll when there is a peer to poll. While Up, a poll that runs is waited for. */
export function startPoll(session: Session, target: Timing): Session {
  const changed = !same(target, session.advertised)
  if (session.remote.discriminator === 0) {
    return { ...session, advertised: target, inUse: target, poll: 'idle', pollAgain: false }
  }
  if (session.state !== 'Up') return outsideUp(session, target, changed)
  if (!changed || isBusy(session)) return session
  return {
    ...session,
    advertised: target,
    poll: 'polling',
    polled: false,
    inUse: {
      // 6.8.3: a slower rate waits for the final, a faster one does not; the reverse for what detection goes by.
      desiredMinTxInterval: us(Math.min(session.inUse.desiredMinTxInterval, target.desiredMinTxInterval)),
      requiredMinRxInterval: us(Math.max(session.inUse.requiredMinRxInterval, target.requiredMinRxInterval)),
    },
  }
}

/** Outside Up nothing is deferred: the slow rate must hold at once. A poll that runs cannot speak for the new values. */
function outsideUp(session: Session, target: Timing, changed: boolean): Session {
  const timing = { ...session, advertised: target, inUse: target }
  if (!changed) return timing
  return isBusy(session) ? { ...timing, pollAgain: true } : { ...timing, poll: 'polling', polled: false }
}

/** A peer that wants no periodic packets may never have seen our poll: it is not waited for. */
const isBusy = (session: Session): boolean => session.poll !== 'idle' && session.remote.requiredMinRxInterval !== 0
