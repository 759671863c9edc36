// The moves that several states of the BGP machine make: RFC 4271 8.2.2.

import { after, earliest, sec } from '../base/time.ts'
import type { Duration, Instant } from '../base/time.ts'
import { ERROR, FSM_ERROR, OPEN_ERROR } from './iana.ts'
import { cease, decodeNotification, encodeNotification, notification, shutdownText } from './message.ts'
import type { Notification } from './message.ts'
import { encodeOpen, openOf } from './open.ts'
import { RELEASED, jittered, withNextSeed } from './session.ts'
import type { Effect, EndReason, Input, Session, StateName, Step } from './session.ts'

/** Nothing happens. */
export const stay = (session: Session, effects: readonly Effect[] = []): Step => ({ session, effects })

/** Goes to another state, with `effects` before the news of it. */
export const enter = (session: Session, to: StateName, why: string, effects: readonly Effect[] = []): Step => ({
  session: { ...session, state: to },
  effects: [...effects, { type: 'state', from: session.state, to, why }],
})

/** Event 1, 3 to 7 and 13: an active session connects, a passive one listens. */
export function begin(session: Session, now: Instant, why: string): Step {
  const fresh = { ...session, ...RELEASED }
  if (session.settings.role === 'passive') return enter(fresh, 'Active', why)
  return enter(withConnectRetry(fresh, now), 'Connect', why, [{ type: 'connect' }])
}

/** Starts the ConnectRetryTimer. */
export const withConnectRetry = (session: Session, now: Instant): Session =>
  withNextSeed({ ...session, connectRetryAt: jittered(session, now, session.settings.connectRetryTime) })

/** Events 16 and 17: sends OPEN and gives the peer the "large value" for its own. */
export const sendOpen = (session: Session, now: Instant): Step =>
  enter(
    { ...session, ...RELEASED, holdAt: after(now, session.settings.openHoldTime) },
    'OpenSent',
    'TCP connection is up',
    [{ type: 'send', bytes: encodeOpen(openOf(session.settings)) }],
  )

/** How a connection ends. */
export interface Ending {
  readonly reason: EndReason
  readonly why: string
  readonly send?: Notification
  readonly received?: Notification
  /** Stay in Idle until `start`. */
  readonly stays?: boolean
  /** Do not come back before this. */
  readonly idleFor?: Duration
  /** Event 24 is no failure to count. */
  readonly countless?: boolean
}

/** Sends a NOTIFICATION if there is one, closes, releases everything, goes Idle and prepares to come back. */
export function end(session: Session, now: Instant, ending: Ending): Step {
  const { reason, why, send, received } = ending
  const effects: Effect[] = []
  if (send !== undefined) effects.push({ type: 'send', bytes: encodeNotification(send) })
  effects.push({ type: 'close' })
  const established = session.state === 'Established'
  effects.push({ type: 'down', established, reason, sent: send, received, why })
  const idle = enter(
    { ...session, ...RELEASED, connectRetryCounter: countAfter(session, ending) },
    'Idle',
    why,
    effects,
  )
  return ending.stays === true ? idle : comeBack(idle, now, ending.idleFor)
}

const countAfter = (session: Session, { stays, countless }: Ending): number =>
  stays === true ? 0 : session.connectRetryCounter + (countless === true ? 0 : 1)

/** Event 13 ahead: a passive session listens again at once, so that the next connection is accepted without penalty. */
function comeBack({ session, effects }: Step, now: Instant, idleFor: Duration | undefined): Step {
  if (idleFor === undefined && session.settings.role === 'passive') {
    const started = begin(session, now, 'automatic start')
    return { session: started.session, effects: [...effects, ...started.effects] }
  }
  const idleHoldAt = idleFor === undefined ? jittered(session, now, session.settings.idleHoldTime) : after(now, idleFor)
  return { session: withNextSeed({ ...session, idleHoldAt }), effects }
}

/** Inputs that end a connection in the same way in OpenSent, OpenConfirm and Established; undefined for all others. */
export function endOn(session: Session, input: Input, now: Instant): Step | undefined {
  switch (input.type) {
    case 'stop': // event 2
      return end(session, now, {
        reason: 'stopped',
        why: stopWhy(input.subcode, input.text),
        send: cease(input.subcode, input.text),
        stays: true,
      })
    case 'reset': // event 8
      return end(session, now, {
        reason: 'stopped',
        why: stopWhy(input.subcode, input.text),
        send: cease(input.subcode, input.text),
        ...(input.idleFor === undefined ? {} : { idleFor: input.idleFor }),
      })
    case 'malformed': // events 21, 22 and 28
      return end(session, now, { reason: 'error', why: input.why, send: input.notification })
    case 'collision': // event 23
      return end(session, now, { reason: 'collision', why: 'another connection is kept', send: cease(7) })
    case 'clock': // event 10
      if (!isDue(session.holdAt, now)) return undefined
      return end(session, now, {
        reason: 'hold-timer',
        why: 'hold timer expired',
        send: notification(ERROR.HOLD_TIMER),
      })
    default:
      return undefined
  }
}

const stopWhy = (subcode: number, text: string | undefined): string =>
  `Cease ${subcode}${text === undefined || text === '' ? '' : `: ${text}`}`

/** Events 24 and 25: a NOTIFICATION is never answered (RFC 4271 6.4). */
export function endNotified(session: Session, now: Instant, bytes: Uint8Array, start: number, stop: number): Step {
  const received = decodeNotification(bytes, start, stop)
  const text = shutdownText(received)
  return end(session, now, {
    reason: 'notified',
    why: `NOTIFICATION ${received.code}/${received.subcode} received${text === '' ? '' : `: ${text}`}`,
    received,
    countless: received.code === ERROR.OPEN && received.subcode === OPEN_ERROR.VERSION,
  })
}

const FSM_SUBCODE: Partial<Record<StateName, number>> = {
  OpenSent: FSM_ERROR.IN_OPEN_SENT,
  OpenConfirm: FSM_ERROR.IN_OPEN_CONFIRM,
  Established: FSM_ERROR.IN_ESTABLISHED,
}

/** A message that has no place in this state: RFC 6608. */
export const endUnexpected = (session: Session, now: Instant, message: number): Step =>
  end(session, now, {
    reason: 'error',
    why: `message type ${message} in ${session.state}`,
    // RFC 6608 4: the data is the type of the message.
    send: notification(ERROR.FSM, FSM_SUBCODE[session.state] ?? 0, Uint8Array.of(message)),
  })

/** Event 18. */
export const endLost = (session: Session, now: Instant, why: string): Step => end(session, now, { reason: 'lost', why })

/** Whether a deadline is set and has come. */
export const isDue = (at: Instant | undefined, now: Instant): boolean => at !== undefined && at <= now

/** When `clock` must come at the latest; undefined: no timer runs. */
export const nextDeadline = (session: Session): Instant | undefined =>
  [session.connectRetryAt, session.holdAt, session.keepaliveAt, session.idleHoldAt, session.sendHoldAt].reduce(earliest)

/** Restarts the hold timer, if one was negotiated. */
export function withHold(session: Session, now: Instant): Session {
  const holdTime = session.negotiated?.holdTime ?? 0
  return holdTime === 0 ? session : { ...session, holdAt: after(now, sec(holdTime)) }
}

/** Restarts the keepalive timer, if one was negotiated: RFC 4271 4.4, never faster than one a second. */
export function withKeepalive(session: Session, now: Instant): Session {
  const holdTime = session.negotiated?.holdTime ?? 0
  if (holdTime === 0) return session
  const every = Math.min(session.settings.keepaliveEvery, sec(holdTime / 3)) as Duration
  return withNextSeed({ ...session, keepaliveAt: jittered(session, now, every, sec(1)) })
}

/** Restarts the send hold timer: RFC 9687 4.3 and 6. It does not run when no hold time was negotiated. */
export function withSendHold(session: Session, now: Instant): Session {
  const holdTime = session.negotiated?.holdTime ?? 0
  if (holdTime === 0) return session
  const sendHoldTime = Math.max(session.settings.sendHoldTime, sec(holdTime * 2)) as Duration
  return { ...session, sendHoldAt: after(now, sendHoldTime) }
}
