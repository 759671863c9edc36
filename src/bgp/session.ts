// The record of one BGP connection's state machine (fsm.ts), what goes into it and what comes out: RFC 4271 8.
// Optional session attributes that we have: AllowAutomaticStart and AllowAutomaticStop (8.1.1) always, PassiveTcpEstablishment
// for the role `passive`, DampPeerOscillations as the idle hold time. Not here: DelayOpen, TrackTcpState,
// AcceptConnectionsUnconfiguredPeers, SendNOTIFICATIONwithoutOPEN, CollisionDetectEstablishedState.

import type { Family } from '../base/ip.ts'
import { fractionOf, nextSeed } from '../base/prng.ts'
import type { Seed } from '../base/prng.ts'
import { after, sec } from '../base/time.ts'
import type { Duration, Instant } from '../base/time.ts'
import type { CeaseSubcode, MessageType } from './iana.ts'
import type { Notification } from './message.ts'
import type { Negotiated, Open, OpenSettings } from './open.ts'

export type StateName = 'Idle' | 'Connect' | 'Active' | 'OpenSent' | 'OpenConfirm' | 'Established'

export interface SessionSettings extends OpenSettings {
  /** `passive` waits for the peer's connection and never opens one; `active` opens one and accepts none. */
  readonly role: 'passive' | 'active'
  /** How often we send KEEPALIVE at the least; a third of the negotiated hold time if that is shorter. */
  readonly keepaliveEvery: Duration
  /** How long the peer may take to send its OPEN: the "large value" of RFC 4271 8.2.2. */
  readonly openHoldTime: Duration
  /** How long one attempt to connect may take, and the pause between attempts. */
  readonly connectRetryTime: Duration
  /** How long an active session rests in Idle after a failure; a passive one is ready at once. */
  readonly idleHoldTime: Duration
  /** RFC 9687 6: at least this long, and at least twice the negotiated hold time. */
  readonly sendHoldTime: Duration
  /** The caller announces routes: it sends them, End-of-RIB, and the answers to route refresh. Otherwise we announce nothing. */
  readonly announces: boolean
}

/** What every session has unless it is set: hold time 15 s, keepalive 5 s, both families. */
export const DEFAULT_SETTINGS = {
  holdTime: 15,
  families: [4, 6],
  role: 'passive',
  keepaliveEvery: sec(5),
  openHoldTime: sec(240),
  connectRetryTime: sec(5),
  idleHoldTime: sec(1),
  sendHoldTime: sec(480),
  announces: false,
} as const satisfies Omit<SessionSettings, 'localAs' | 'peerAs' | 'identifier'>

export interface Session {
  readonly settings: SessionSettings
  readonly state: StateName
  /** Where the jitter of timers comes from. */
  readonly seed: Seed
  /** RFC 4271 8.1: ConnectRetryCounter. */
  readonly connectRetryCounter: number
  readonly connectRetryAt: Instant | undefined
  readonly holdAt: Instant | undefined
  readonly keepaliveAt: Instant | undefined
  readonly idleHoldAt: Instant | undefined
  readonly sendHoldAt: Instant | undefined
  /** From OpenConfirm on. */
  readonly peerOpen: Open | undefined
  readonly negotiated: Negotiated | undefined
  /** Families whose End-of-RIB has come: RFC 4724 2. */
  readonly ended: readonly Family[]
  /** Families between BoRR and EoRR of the peer: RFC 7313 4. */
  readonly refreshing: readonly Family[]
}

/** Why a connection or an attempt at one came to its end. */
export type EndReason =
  | 'stopped' // by us: an administrator, a limit, BFD
  | 'notified' // the peer sent a NOTIFICATION
  | 'hold-timer'
  | 'send-hold-timer'
  | 'lost' // TCP closed or failed
  | 'error' // what the peer sent is an error
  | 'collision'

export type Input =
  /** Events 1, 3 to 7. */
  | { readonly type: 'start' }
  /** Event 2: down until the next `start`. The text is for subcodes 2 and 4 (RFC 9003). */
  | { readonly type: 'stop'; readonly subcode: CeaseSubcode; readonly text?: string }
  /** Event 8: down, and up again by itself, not before `idleFor` has passed. */
  | { readonly type: 'reset'; readonly subcode: CeaseSubcode; readonly text?: string; readonly idleFor?: Duration }
  /** Events 16 and 17: the TCP connection is there. */
  | { readonly type: 'connected' }
  /** Event 18: the TCP connection, or the attempt at one, is gone. */
  | { readonly type: 'disconnected'; readonly why: string }
  /** Events 19, 22, 24 to 27: a whole message, octets `start` to `end`. UPDATE only while not Established. */
  | {
      readonly type: 'message'
      readonly message: MessageType
      readonly bytes: Uint8Array
      readonly start: number
      readonly end: number
    }
  /** Event 27, Established: one or more UPDATE messages have been decoded since the last time; one was this End-of-RIB. */
  | { readonly type: 'updates'; readonly endOfRib?: Family }
  /** Events 21 and 28: the framer or the UPDATE decoder says that the session must end. */
  | { readonly type: 'malformed'; readonly notification: Notification; readonly why: string }
  /** Event 23: this connection has lost to another one of the same peer. */
  | { readonly type: 'collision' }
  /** TCP has taken something that we sent: RFC 9687. */
  | { readonly type: 'sent' }
  /** Ask the peer for its routes again: RFC 2918. */
  | { readonly type: 'refresh'; readonly family: Family }
  /** Events 9 to 11, 13, 29: deadlines may have passed. */
  | { readonly type: 'clock' }

export type Effect =
  /** Open a TCP connection to the peer; give up the attempt that is under way. */
  | { readonly type: 'connect' }
  /** Send a whole message. */
  | { readonly type: 'send'; readonly bytes: Uint8Array }
  /** Close the connection or the attempt at one, after what was sent before; read nothing more from it. */
  | { readonly type: 'close' }
  /** Both OPENs are there. Extended messages may come from now on, if negotiated. */
  | { readonly type: 'opened'; readonly negotiated: Negotiated }
  | { readonly type: 'established'; readonly negotiated: Negotiated }
  /** The connection has ended. `established`: there may be routes to take away. */
  | {
      readonly type: 'down'
      readonly established: boolean
      readonly reason: EndReason
      readonly sent: Notification | undefined
      readonly received: Notification | undefined
      readonly why: string
    }
  /** The peer wants our routes again; only with `announces`. */
  | { readonly type: 'refresh-asked'; readonly family: Family; readonly enhanced: boolean }
  /** All routes of the peer and family are stale until they come again: RFC 7313 4. */
  | { readonly type: 'refresh-begin'; readonly family: Family }
  /** Those that are still stale go now. */
  | { readonly type: 'refresh-end'; readonly family: Family }
  | { readonly type: 'state'; readonly from: StateName; readonly to: StateName; readonly why: string }

export interface Step {
  readonly session: Session
  readonly effects: readonly Effect[]
}

/** What one state does with one input. */
export type Handler = (session: Session, input: Input, now: Instant) => Step

/** A session in Idle; `start` sets it going. */
export const newSession = (settings: SessionSettings, seed: Seed): Session => ({
  settings,
  state: 'Idle',
  seed,
  connectRetryCounter: 0,
  ...RELEASED,
})

/** What a session in Idle does not have. */
export const RELEASED = {
  connectRetryAt: undefined,
  holdAt: undefined,
  keepaliveAt: undefined,
  idleHoldAt: undefined,
  sendHoldAt: undefined,
  peerOpen: undefined,
  negotiated: undefined,
  ended: [],
  refreshing: [],
} as const

/** RFC 4271 10: 75 to 100 per cent of `duration` from `now`; `least` is never undercut. Use it with {@link withNextSeed}. */
export const jittered = (session: Session, now: Instant, duration: Duration, least = 0): Instant =>
  after(now, Math.max(least, Math.round(duration * (0.75 + fractionOf(session.seed) / 4))) as Duration)

export const withNextSeed = (session: Session): Session => ({ ...session, seed: nextSeed(session.seed) })
