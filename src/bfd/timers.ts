// How often to send and how long to wait: RFC 5880 6.8.2, 6.8.4 and 6.8.7.

import { fractionOf, nextSeed, type Seed } from '../base/prng.ts'
import { after, us, type Duration, type Instant } from '../base/time.ts'
import type { Session } from './session.ts'

/** 6.8.4: the peer's multiplier times the slower of what we can receive and what he wants to send. 0: never heard. */
export const detectionTimeOf = (session: Session): Duration =>
  us(
    session.remote.detectMultiplier *
      Math.max(session.inUse.requiredMinRxInterval, session.remote.desiredMinTxInterval),
  )

/** The interval of periodic packets before jitter; 0 when none may be sent (6.8.7). */
function transmitIntervalOf(session: Session): Duration {
  const { remote, settings, inUse } = session
  if (remote.discriminator === 0 && settings.passive) return us(0)
  if (remote.requiredMinRxInterval === 0) return us(0)
  if (remoteDemandIsActive(session) && session.poll !== 'polling') return us(0)
  return us(Math.max(inUse.desiredMinTxInterval, remote.requiredMinRxInterval))
}

/** 6.6: the peer asked us to stop sending, and both sides are Up. */
const remoteDemandIsActive = (session: Session): boolean =>
  session.remote.demand && session.state === 'Up' && session.remote.state === 'Up'

/** 6.8.7: 75 to 100 per cent of the interval, at most 90 with a multiplier of 1. */
const jittered = (interval: Duration, multiplier: number, seed: Seed): Duration =>
  us(Math.floor(interval * (0.75 + fractionOf(seed) * (multiplier === 1 ? 0.15 : 0.25))))

/** The session after a packet other than a final was sent: the next periodic one counts from it. */
export const sent = (session: Session, now: Instant): Session =>
  armed(
    {
      ...session,
      sentAt: now,
      told: session.state,
      polled: session.poll === 'polling',
      urgentAt: undefined,
    },
    now,
  )

/**
 * The session with the send timer that its present variables ask for. A changed interval counts from the last packet,
 * and is due at once when that is too long ago (6.8.3).
 */
export function scheduled(session: Session, now: Instant): Session {
  const transmitInterval = transmitIntervalOf(session)
  return transmitInterval === session.transmitInterval ? session : armed({ ...session, transmitInterval }, now)
}

function armed(session: Session, now: Instant): Session {
  const { transmitInterval, seed, sentAt } = session
  if (transmitInterval === 0) return { ...session, sendAt: undefined }
  const gap = jittered(transmitInterval, session.settings.detectMultiplier, seed)
  const sendAt = sentAt === undefined || after(sentAt, gap) < now ? now : after(sentAt, gap)
  return { ...session, sendAt, seed: nextSeed(seed) }
}
