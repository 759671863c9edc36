// One BFD session in asynchronous mode: RFC 5880 section 6. A pure machine: (state, input, now) to (state, effects).
// Not here, on purpose: authentication (6.7), the echo function (6.4), our own demand mode (6.6; the peer's is honoured).
// What the peer's packets did not pass (section 6.8.6 up to the discriminators) is discarded before: demultiplex.ts.

import { unreachable } from '../base/assert.ts'
import type { Seed } from '../base/prng.ts'
import { after, between, earliest, ms, us, type Duration, type Instant } from '../base/time.ts'
import { DIAGNOSTIC, diagnosticName, type Diagnostic } from './iana.ts'
import type { ControlPacket, SessionState } from './packet.ts'
import { endPoll, startPoll, timingFor, type PollState, type Timing } from './poll.ts'
import { detectionTimeOf, scheduled, sent } from './timers.ts'

export type { SessionState } from './packet.ts'

/** What the owner wants of the session; may change while it runs. */
export interface SessionSettings extends Timing {
  readonly detectMultiplier: number
  /** RFC 5880 6.1: a passive system does not send before it has heard the peer. */
  readonly passive: boolean
}

/** What the peer's last packet said; the initial values (6.8.1) until there is one and after its silence. */
interface Remote {
  readonly state: SessionState
  readonly diagnostic: Diagnostic
  readonly discriminator: number
  readonly demand: boolean
  readonly desiredMinTxInterval: Duration
  readonly requiredMinRxInterval: Duration
  readonly detectMultiplier: number
}

/** State variables of RFC 5880 6.8.1, deadlines and the seed of the jitter. */
export interface Session {
  readonly settings: SessionSettings
  readonly state: SessionState
  readonly diagnostic: Diagnostic
  readonly localDiscriminator: number
  readonly remote: Remote
  /** bfd.DesiredMinTxInterval and bfd.RequiredMinRxInterval: what our packets say. */
  readonly advertised: Timing
  /** What sending and detection go by; differs from `advertised` until a poll has ended (6.8.3). */
  readonly inUse: Timing
  readonly poll: PollState
  /** The values changed while a poll ran: another must follow it. */
  readonly pollAgain: boolean
  /** When the last packet but finals left: what the next one counts from. */
  readonly sentAt: Instant | undefined
  /** The negotiated interval; 0 while nothing periodic may be sent. */
  readonly transmitInterval: Duration
  /** When the next periodic packet leaves; undefined while none may be sent. */
  readonly sendAt: Instant | undefined
  /** When the last packet came; undefined when the peer is not known or forgotten. */
  readonly receivedAt: Instant | undefined
  /** When the peer will have been silent for the detection time. */
  readonly detectAt: Instant | undefined
  /** The detection deadline has passed, and whether a packet is waiting to be read is not known yet. */
  readonly suspected: boolean
  /** The state that our last packet told; finals do not count. */
  readonly told: SessionState | undefined
  /** Whether the poll that runs was sent at all. */
  readonly polled: boolean
  /** When a packet leaves that could not leave at once; undefined when none waits. */
  readonly urgentAt: Instant | undefined
  /** When the last of the packets between the periodic ones would have been due at a steady rate. */
  readonly urgentUntil: Instant
  readonly seed: Seed
}

export type Input =
  | { readonly type: 'packet'; readonly packet: ControlPacket }
  /** A deadline may have passed. Too early is harmless. */
  | { readonly type: 'clock' }
  /** The answer to a `confirm`: every datagram that had arrived was read. */
  | { readonly type: 'quiet' }
  | { readonly type: 'admin'; readonly up: boolean }
  | { readonly type: 'configure'; readonly settings: SessionSettings }

export type Effect =
  /** `late` is set on periodic packets: how much after its time it leaves. */
  | { readonly type: 'send'; readonly packet: ControlPacket; readonly late?: Duration }
  /** Answer with `quiet` as soon as no datagram for this session is waiting. Before that it is not down. */
  | { readonly type: 'confirm' }
  /** Our state or the state that the peer reports is another now. `late`: after the detection time had passed. */
  | {
      readonly type: 'changed'
      readonly from: SessionState
      readonly to: SessionState
      readonly remote: SessionState
      readonly why: string
      readonly late?: Duration
    }

export interface Step {
  readonly session: Session
  readonly effects: readonly Effect[]
}

const UNKNOWN_REMOTE: Remote = {
  state: 'Down',
  diagnostic: DIAGNOSTIC.none,
  discriminator: 0,
  demand: false,
  desiredMinTxInterval: us(0),
  requiredMinRxInterval: us(1),
  detectMultiplier: 0,
}

/** RFC 5880 6.8.6: the state we are in, then the state the peer reports. A missing entry means stay. */
const ON_PACKET: Record<SessionState, Partial<Record<SessionState, SessionState>>> = {
  AdminDown: {},
  Down: { Down: 'Init', Init: 'Up' },
  Init: { AdminDown: 'Down', Init: 'Up', Up: 'Up' },
  Up: { AdminDown: 'Down', Down: 'Down' },
}

/** Packets between the periodic ones: a handful at once (coming up takes two or three), then one in this time. */
const URGENT_EVERY: Duration = ms(250)
const URGENT_BURST = 4

/** A session that is Down and knows nothing of its peer. Its first packet is due at once unless it is passive. */
export function openSession(settings: SessionSettings, localDiscriminator: number, seed: Seed, now: Instant): Session {
  const timing = timingFor(settings, 'Down')
  const session: Session = {
    settings,
    state: 'Down',
    diagnostic: DIAGNOSTIC.none,
    localDiscriminator,
    remote: UNKNOWN_REMOTE,
    advertised: timing,
    inUse: timing,
    poll: 'idle',
    pollAgain: false,
    sentAt: undefined,
    transmitInterval: us(0),
    sendAt: undefined,
    receivedAt: undefined,
    detectAt: undefined,
    suspected: false,
    told: undefined,
    polled: false,
    urgentAt: undefined,
    urgentUntil: now,
    seed,
  }
  return scheduled(session, now)
}

/** The next instant at which `clock` is wanted. */
export function nextDeadline(session: Session): Instant | undefined {
  const sendAt = earliest(session.sendAt, session.urgentAt)
  return session.suspected ? sendAt : earliest(sendAt, session.detectAt)
}

/** Whether the next deadline is that of detection, for a driver that can be exact where it is worth it. */
export const detectionIsNext = (session: Session): boolean =>
  !session.suspected && session.detectAt !== undefined && session.detectAt === nextDeadline(session)

export function step(session: Session, input: Input, now: Instant): Step {
  switch (input.type) {
    case 'packet':
      return onPacket(session, input.packet, now)
    case 'clock':
      return onClock(session, now)
    case 'quiet':
      return onQuiet(session, now)
    case 'admin':
      return onAdmin(session, input.up, now)
    case 'configure':
      return finish(session, { ...session, settings: input.settings }, now, { why: 'configured' })
    default:
      return unreachable(input)
  }
}

/** RFC 5880 6.8.6 from "Set bfd.RemoteDiscr" to the end, in that order. */
function onPacket(before: Session, packet: ControlPacket, now: Instant): Step {
  const heard: Session = { ...before, remote: remoteOf(packet), receivedAt: now, suspected: false }
  const session = endPoll(heard, packet.final)
  const to = ON_PACKET[session.state][packet.state]
  const after = to === undefined ? session : entered(session, to, diagnosticOn(session, to))
  return finish(before, after, now, { why: whyOf(packet), final: packet.poll })
}

const whyOf = ({ state, diagnostic }: ControlPacket): string =>
  diagnostic === DIAGNOSTIC.none ? `peer is ${state}` : `peer is ${state}: ${diagnosticName(diagnostic)}`

/** The reason of the last failure stays until the session is Up again: the peer may want to know it. */
function diagnosticOn(session: Session, to: SessionState): Diagnostic {
  if (to === 'Up') return DIAGNOSTIC.none
  return to === 'Down' ? DIAGNOSTIC.neighborSignaledDown : session.diagnostic
}

const remoteOf = (packet: ControlPacket): Remote => ({
  state: packet.state,
  diagnostic: packet.diagnostic,
  discriminator: packet.myDiscriminator,
  demand: packet.demand,
  desiredMinTxInterval: packet.desiredMinTxInterval,
  requiredMinRxInterval: packet.requiredMinRxInterval,
  detectMultiplier: packet.detectMultiplier,
})

function onClock(before: Session, now: Instant): Step {
  let session = before
  const effects: Effect[] = []
  if (session.sendAt !== undefined && session.sendAt <= now) {
    const late = between(session.sendAt, now)
    effects.push({ type: 'send', packet: packetOf(session, false), late })
    session = sent(session, now)
  } else if (session.urgentAt !== undefined && session.urgentAt <= now) {
    session = isUrgent(session) ? sendSoon(session, effects, now) : { ...session, urgentAt: undefined }
  }
  if (!session.suspected && session.detectAt !== undefined && session.detectAt <= now) {
    effects.push({ type: 'confirm' })
    session = { ...session, suspected: true }
  }
  return { session, effects }
}

/** The silence is real: RFC 5880 6.8.4, and 6.8.1 for what is forgotten. */
function onQuiet(before: Session, now: Instant): Step {
  if (!before.suspected || before.detectAt === undefined) return { session: before, effects: [] }
  if (before.detectAt > now) return { session: { ...before, suspected: false }, effects: [] }
  const forgotten: Session = { ...before, remote: UNKNOWN_REMOTE, receivedAt: undefined, suspected: false }
  const fails = before.state === 'Init' || before.state === 'Up'
  const session = fails ? entered(forgotten, 'Down', DIAGNOSTIC.detectionTimeExpired) : forgotten
  const why = `no packet for the detection time of ${detectionTimeOf(before) / 1_000} ms`
  return finish(before, session, now, { why, late: between(before.detectAt, now) })
}

/** RFC 5880 6.8.16. Packets go on in AdminDown, at the slow rate, so that the peer knows it from a failure. */
function onAdmin(before: Session, up: boolean, now: Instant): Step {
  if (up !== (before.state === 'AdminDown')) return { session: before, effects: [] }
  const session = up
    ? entered(before, 'Down', DIAGNOSTIC.none)
    : entered(before, 'AdminDown', DIAGNOSTIC.administrativelyDown)
  return finish(before, session, now, { why: 'administrator' })
}

const entered = (session: Session, state: SessionState, diagnostic: Diagnostic): Session => ({
  ...session,
  state,
  diagnostic,
})

/** Why a step ends, what it answers, and how late it came. */
interface Ending {
  readonly why: string
  readonly final?: boolean
  readonly late?: Duration
}

/** The end of every step but the clock's: timers follow the variables, and the peer and the owner learn what changed. */
function finish(before: Session, changed: Session, now: Instant, ending: Ending): Step {
  let session = detecting(scheduled(startPoll(changed, timingFor(changed.settings, changed.state)), now))
  const effects: Effect[] = []
  // 6.8.7: at once, in every state, whatever the timers say; it is not one of the periodic packets.
  if (ending.final === true) effects.push({ type: 'send', packet: packetOf(session, true) })
  if (isUrgent(session)) session = sendSoon(session, effects, now)
  if (before.state !== session.state || before.remote.state !== session.remote.state) {
    effects.push(changeOf(before, session, ending))
  }
  return { session, effects }
}

/**
 * Sends at once, or as soon as the limit of such packets allows. Without a limit two sessions whose packets overtake each
 * other answer every change of state with two more, for ever.
 */
function sendSoon(session: Session, effects: Effect[], now: Instant): Session {
  const earliestAt = (session.urgentUntil - URGENT_BURST * URGENT_EVERY) as Instant
  if (earliestAt > now) return { ...session, urgentAt: earliestAt }
  effects.push({ type: 'send', packet: packetOf(session, false) })
  const from = session.urgentUntil < now ? now : session.urgentUntil
  return sent({ ...session, urgentUntil: after(from, URGENT_EVERY) }, now)
}

function changeOf(before: Session, session: Session, { why, late }: Ending): Effect {
  const change = { type: 'changed', from: before.state, to: session.state, remote: session.remote.state, why } as const
  return late === undefined ? change : { ...change, late }
}

/** When the detection time ends, counted from the last packet. Outside Init and Up it says when to forget the peer. */
const detecting = (session: Session): Session => ({
  ...session,
  detectAt: session.receivedAt === undefined ? undefined : after(session.receivedAt, detectionTimeOf(session)),
})

/**
 * Whether a packet must leave between the periodic ones: for a state that the peer was not told (6.8.7; a slow timer that
 * still runs would make it time out), and for a poll where no periodic packet would carry it.
 */
function isUrgent(session: Session): boolean {
  if (session.remote.discriminator === 0 && session.settings.passive) return false
  return (
    session.told !== session.state || (session.poll === 'polling' && !session.polled && session.sendAt === undefined)
  )
}

/** A packet with the variables as they are: RFC 5880 6.8.7. Poll and final never go together (6.5). */
const packetOf = (session: Session, final: boolean): ControlPacket => ({
  diagnostic: session.diagnostic,
  state: session.state,
  poll: !final && session.poll === 'polling',
  final,
  controlPlaneIndependent: false,
  authenticationPresent: false,
  demand: false,
  detectMultiplier: session.settings.detectMultiplier,
  myDiscriminator: session.localDiscriminator,
  yourDiscriminator: session.remote.discriminator,
  desiredMinTxInterval: session.advertised.desiredMinTxInterval,
  requiredMinRxInterval: session.advertised.requiredMinRxInterval,
  requiredMinEchoRxInterval: us(0),
})
