// All connections of one configured peer: RFC 4271 8.2.1. There is always one session (`main`); while the peer holds a second
// connection there is one more until collision detection leaves one of them. Every effect says which connection it is for.

import { earliest } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { judgeCollision } from './collision.ts'
import { step } from './fsm.ts'
import { CEASE } from './iana.ts'
import { cease, encodeNotification } from './message.ts'
import { newSession } from './session.ts'
import type { Effect, Input, Session, SessionSettings } from './session.ts'
import { begin, nextDeadline } from './transitions.ts'
import type { Family } from '../base/ip.ts'
import { nextSeed } from '../base/prng.ts'
import type { Seed } from '../base/prng.ts'

/** Names a TCP connection; chosen by the driver, never 0 and never used again. */
export type ConnectionId = number
/** No connection: the session waits for one. */
export const NO_CONNECTION = 0

export interface Tracked {
  readonly connection: ConnectionId
  readonly session: Session
}

export interface Peering {
  readonly settings: SessionSettings
  readonly main: Tracked
  readonly second: Tracked | undefined
}

export type PeeringInput =
  | Extract<Input, { readonly type: 'start' | 'stop' | 'reset' | 'clock' }>
  /** Ask the peer for its routes again. */
  | { readonly type: 'refresh'; readonly family: Family }
  /** The peer has opened a connection. */
  | { readonly type: 'accepted'; readonly connection: ConnectionId }
  /** The connection asked for by a `connect` effect is there, or cannot be had. */
  | { readonly type: 'dialled'; readonly connection: ConnectionId }
  | { readonly type: 'dial-failed'; readonly why: string }
  /** What happens on a connection. Input for a connection that is gone is ignored. */
  | {
      readonly type: 'on'
      readonly connection: ConnectionId
      readonly input: Extract<Input, { readonly type: 'disconnected' | 'message' | 'updates' | 'malformed' | 'sent' }>
    }

export interface PeeringEffect {
  readonly connection: ConnectionId
  readonly effect: Effect
}

export interface PeeringStep {
  readonly peering: Peering
  readonly effects: readonly PeeringEffect[]
}

export const newPeering = (settings: SessionSettings, seed: Seed): Peering => ({
  settings,
  main: { connection: NO_CONNECTION, session: newSession(settings, seed) },
  second: undefined,
})

/** The connection whose session is Established, if any. */
export const establishedOf = (peering: Peering): Tracked | undefined =>
  [peering.main, peering.second].find((tracked) => tracked?.session.state === 'Established')

/** When `clock` must come at the latest; undefined: no timer runs. */
export const peeringDeadline = ({ main, second }: Peering): Instant | undefined =>
  earliest(nextDeadline(main.session), second && nextDeadline(second.session))

/** What the peering does with an input at `now`. Effects are to be performed in order, all, before the next input. */
export function stepPeering(peering: Peering, input: PeeringInput, now: Instant): PeeringStep {
  switch (input.type) {
    case 'accepted':
      return onAccepted(peering, input.connection, now)
    case 'dialled':
      return onDialled(peering, input.connection, now)
    case 'dial-failed':
      return peering.main.connection === NO_CONNECTION
        ? stepMain(peering, { type: 'disconnected', why: input.why }, now)
        : unchanged(peering)
    case 'on':
      return onConnection(peering, input.connection, input.input, now)
    case 'refresh': {
      const established = establishedOf(peering)
      return established === undefined ? unchanged(peering) : onConnection(peering, established.connection, input, now)
    }
    default:
      return stepBoth(peering, input, now)
  }
}

const unchanged = (peering: Peering): PeeringStep => ({ peering, effects: [] })

const tagged = (connection: ConnectionId, effects: readonly Effect[]): PeeringEffect[] =>
  effects.map((effect) => ({ connection, effect }))

/** The second one first: when the first one ends, the second takes its place. */
function stepBoth(peering: Peering, input: Input, now: Instant): PeeringStep {
  if (peering.second === undefined) return stepMain(peering, input, now)
  const first = stepSecond(peering, peering.second, input, now)
  const then = stepMain(first.peering, input, now)
  return { peering: then.peering, effects: [...first.effects, ...then.effects] }
}

function stepMain(peering: Peering, input: Input, now: Instant): PeeringStep {
  const { connection, session } = peering.main
  const stepped = step(session, input, now)
  return settle({ ...peering, main: { connection, session: stepped.session } }, tagged(connection, stepped.effects))
}

function stepSecond(peering: Peering, second: Tracked, input: Input, now: Instant): PeeringStep {
  const { connection } = second
  const stepped = step(second.session, input, now)
  return settle({ ...peering, second: { connection, session: stepped.session } }, tagged(connection, stepped.effects))
}

const hasConnection = (session: Session): boolean =>
  session.state === 'OpenSent' || session.state === 'OpenConfirm' || session.state === 'Established'

/** Forgets connections that have ended; the second becomes the main one when that has ended. */
function settle(peering: Peering, effects: readonly PeeringEffect[]): PeeringStep {
  const { main } = peering
  const second = peering.second !== undefined && hasConnection(peering.second.session) ? peering.second : undefined
  if (hasConnection(main.session)) return { peering: inOrder(peering, main, second), effects }
  if (second !== undefined) return { peering: { ...peering, main: second, second: undefined }, effects }
  return { peering: { ...peering, main: { connection: NO_CONNECTION, session: main.session }, second }, effects }
}

/** The main one is never behind the second, which therefore is the one that has not said who it is. */
const inOrder = (peering: Peering, main: Tracked, second: Tracked | undefined): Peering =>
  second !== undefined && main.session.state === 'OpenSent' && second.session.state !== 'OpenSent'
    ? { ...peering, main: second, second: main }
    : { ...peering, second }

/** Event 17, or its refusal. */
function onAccepted(peering: Peering, connection: ConnectionId, now: Instant): PeeringStep {
  const { main, second } = peering
  if (peering.settings.role === 'active') return refuse(peering, connection, CEASE.REJECTED)
  if (main.session.state === 'Active') {
    return stepMain({ ...peering, main: { connection, session: main.session } }, { type: 'connected' }, now)
  }
  if (!hasConnection(main.session)) return refuse(peering, connection, CEASE.REJECTED)
  if (second === undefined) return openSecond(peering, connection, now)
  // A third one takes the place of the second: a peer that restarts twice must not wait for us.
  const dropped = stepSecond(peering, second, { type: 'collision' }, now)
  const opened = openSecond(dropped.peering, connection, now)
  return { peering: opened.peering, effects: [...dropped.effects, ...opened.effects] }
}

/** RFC 4271 8.2.2: a second connection is tracked until it sends its OPEN. */
function openSecond(peering: Peering, connection: ConnectionId, now: Instant): PeeringStep {
  const seed = nextSeed(peering.main.session.seed ^ connection)
  const waiting = begin(newSession({ ...peering.settings, role: 'passive' }, seed), now, 'second connection')
  return stepSecond(peering, { connection, session: waiting.session }, { type: 'connected' }, now)
}

const refuse = (peering: Peering, connection: ConnectionId, subcode: number): PeeringStep => ({
  peering,
  effects: tagged(connection, [{ type: 'send', bytes: encodeNotification(cease(subcode)) }, { type: 'close' }]),
})

/** Event 16. */
function onDialled(peering: Peering, connection: ConnectionId, now: Instant): PeeringStep {
  const { session } = peering.main
  if (session.state !== 'Connect') return { peering, effects: tagged(connection, [{ type: 'close' }]) }
  return stepMain({ ...peering, main: { connection, session } }, { type: 'connected' }, now)
}

function onConnection(peering: Peering, connection: ConnectionId, input: Input, now: Instant): PeeringStep {
  if (connection === NO_CONNECTION) return unchanged(peering)
  if (peering.main.connection === connection) {
    const stepped = stepMain(peering, input, now)
    return resolve(peering, stepped, peering.main, peering.second, now)
  }
  if (peering.second?.connection !== connection) return unchanged(peering)
  const stepped = stepSecond(peering, peering.second, input, now)
  return resolve(peering, stepped, peering.second, peering.main, now)
}

/** RFC 4271 6.8: when `tracked` has just got a valid OPEN and there is `other`, one of them may have to go. */
function resolve(
  before: Peering,
  stepped: PeeringStep,
  tracked: Tracked,
  other: Tracked | undefined,
  now: Instant,
): PeeringStep {
  const after = [stepped.peering.main, stepped.peering.second].find((one) => one?.connection === tracked.connection)
  const open = after?.session.peerOpen
  if (other === undefined || tracked.session.state !== 'OpenSent' || open === undefined) return stepped
  const verdict = judgeCollision(other.session, open)
  if (verdict === 'keep both') return stepped
  if (verdict === 'close new') return dump(before, tracked.connection, now) // as if the OPEN had been answered with Cease
  const dumped = dump(stepped.peering, other.connection, now)
  return { peering: dumped.peering, effects: [...dumped.effects, ...stepped.effects] }
}

/** Event 23. */
const dump = (peering: Peering, connection: ConnectionId, now: Instant): PeeringStep =>
  peering.second?.connection === connection
    ? stepSecond(peering, peering.second, { type: 'collision' }, now)
    : stepMain(peering, { type: 'collision' }, now)
