// A BGP device as one machine, without sockets: it connects to one peer, announces its routes, answers route refresh, and
// listens to its BFD session. The same cores as the router, in the active role; used by `vrs appliance`, by the
// simulated world and by benchmarks.

import { present } from '../base/assert.ts'
import type { Prefix } from '../base/ip.ts'
import type { Seed } from '../base/prng.ts'
import type { Instant } from '../base/time.ts'
import { endsBgp } from '../bfd/worker-protocol.ts'
import type { SessionReport } from '../bfd/worker-protocol.ts'
import { Framer } from '../bgp/framer.ts'
import { CEASE, REFRESH } from '../bgp/iana.ts'
import { encodeRouteRefresh } from '../bgp/message.ts'
import type { Negotiated } from '../bgp/open.ts'
import { establishedOf, newPeering, peeringDeadline, stepPeering } from '../bgp/peering.ts'
import type { ConnectionId, Peering, PeeringInput } from '../bgp/peering.ts'
import { DEFAULT_SETTINGS } from '../bgp/session.ts'
import type { Effect, SessionSettings } from '../bgp/session.ts'
import { announce, announceAll, withdraw } from './announcements.ts'
import type { Announcement, OwnValues } from './announcements.ts'

export interface DeviceConfig {
  readonly own: OwnValues
  readonly remoteAs: number
  /** BGP identifier. */
  readonly identifier: number
  readonly announcements: readonly Announcement[]
  /** Settings of the session that differ from the defaults. */
  readonly session?: Partial<SessionSettings>
}

export type DeviceEffect =
  | { readonly type: 'connect' }
  | { readonly type: 'send'; readonly connection: ConnectionId; readonly bytes: Uint8Array }
  | { readonly type: 'close'; readonly connection: ConnectionId }
  /** A line for people: something has changed. */
  | { readonly type: 'line'; readonly text: string }

export class Device {
  readonly #config: DeviceConfig
  #peering: Peering
  readonly #framers = new Map<ConnectionId, Framer>()
  #negotiated: Negotiated | undefined
  /** What is still to be said on the Established session, in order. */
  #sending: Generator<Uint8Array>[] = []
  #announcements: readonly Announcement[]
  #out: DeviceEffect[] = []
  bfdState: SessionReport['state'] = 'Down'

  constructor(config: DeviceConfig, seed: Seed) {
    this.#config = config
    this.#announcements = config.announcements
    const { own, remoteAs, identifier } = config
    const settings = { ...DEFAULT_SETTINGS, role: 'active', announces: true, ...config.session } as const
    this.#peering = newPeering({ ...settings, localAs: own.asn, peerAs: remoteAs, identifier }, seed)
  }

  get isEstablished(): boolean {
    return this.#negotiated !== undefined
  }

  get announcements(): readonly Announcement[] {
    return this.#announcements
  }

  get nextDeadline(): Instant | undefined {
    return peeringDeadline(this.#peering)
  }

  /** The connection of the Established session. */
  get connection(): ConnectionId | undefined {
    return establishedOf(this.#peering)?.connection
  }

  // --- inputs

  start(now: Instant): void {
    this.#step({ type: 'start' }, now)
  }

  /** Cease, Administrative Shutdown, with a text; down until `start`. */
  stop(text: string, now: Instant): void {
    this.#step({ type: 'stop', subcode: CEASE.SHUTDOWN, text }, now)
  }

  /** The connection that was asked for is there. */
  opened(connection: ConnectionId, now: Instant): void {
    this.#framers.set(connection, new Framer())
    this.#step({ type: 'dialled', connection }, now)
  }

  /** The connection that was asked for cannot be had. */
  dialFailed(why: string, now: Instant): void {
    this.#step({ type: 'dial-failed', why }, now)
  }

  /** A connection is gone. */
  closed(connection: ConnectionId, why: string, now: Instant): void {
    if (!this.#framers.delete(connection)) return
    this.#step({ type: 'on', connection, input: { type: 'disconnected', why } }, now)
  }

  received(connection: ConnectionId, bytes: Uint8Array, now: Instant): void {
    const framer = this.#framers.get(connection)
    if (framer === undefined) return
    framer.push(bytes)
    for (let framed = framer.next(); framed !== 'wanting'; framed = framer.next()) {
      if (!this.#framers.has(connection)) return
      if (framed === 'bad') {
        const notification = present(framer.notification, 'a bad header earns a notification')
        return this.#step(
          { type: 'on', connection, input: { type: 'malformed', notification, why: 'bad header' } },
          now,
        )
      }
      const { type: message, start, end } = framer
      this.#step({ type: 'on', connection, input: { type: 'message', message, bytes: framer.bytes, start, end } }, now)
    }
  }

  sent(connection: ConnectionId, now: Instant): void {
    this.#step({ type: 'on', connection, input: { type: 'sent' } }, now)
  }

  clock(now: Instant): void {
    this.#step({ type: 'clock' }, now)
  }

  /** RFC 5882 4.3: BFD down ends BGP. */
  bfd(report: SessionReport, now: Instant): void {
    if (report.state !== this.bfdState) this.#out.push({ type: 'line', text: `bfd ${report.state}: ${report.why}` })
    this.bfdState = report.state
    if (endsBgp(report) && this.isEstablished) this.#step({ type: 'reset', subcode: CEASE.BFD_DOWN }, now)
  }

  /** Announces something more, now and after every reconnect. */
  announce(announcement: Announcement): void {
    this.#announcements = [...this.#announcements, announcement]
    if (this.#negotiated !== undefined) this.#sending.push(announce(announcement, this.#config.own, this.#negotiated))
  }

  /** Takes announcements back: those that `keep` refuses, whose prefixes are given. */
  withdraw(prefixes: readonly Prefix[], keep: (announcement: Announcement) => boolean): void {
    this.#announcements = this.#announcements.filter(keep)
    if (this.#negotiated !== undefined) this.#sending.push(withdraw(prefixes, this.#negotiated))
  }

  /** Says what is still to be said, up to about so many octets; whether there is more. */
  say(octets: number): boolean {
    const { connection } = this
    if (connection === undefined) return false
    let left = octets
    for (let saying = this.#sending[0]; saying !== undefined && left > 0; saying = this.#sending[0]) {
      const { done, value } = saying.next()
      if (done === true) {
        this.#sending.shift()
        if (this.#sending.length === 0) this.#out.push({ type: 'line', text: 'all routes are announced' })
      } else {
        left -= value.length
        this.#out.push({ type: 'send', connection, bytes: value })
      }
    }
    return this.#sending.length > 0
  }

  takeEffects(): readonly DeviceEffect[] {
    const effects = this.#out
    this.#out = []
    return effects
  }

  // --- the peering

  #step(input: PeeringInput, now: Instant): void {
    const { peering, effects } = stepPeering(this.#peering, input, now)
    this.#peering = peering
    for (const { connection, effect } of effects) this.#perform(connection, effect)
  }

  #perform(connection: ConnectionId, effect: Effect): void {
    switch (effect.type) {
      case 'connect':
        return void this.#out.push({ type: 'connect' })
      case 'send':
        return void this.#out.push({ type: 'send', connection, bytes: effect.bytes })
      case 'close':
        if (this.#framers.delete(connection)) this.#out.push({ type: 'close', connection })
        return undefined
      case 'opened': {
        const framer = this.#framers.get(connection)
        if (framer !== undefined) framer.extended = effect.negotiated.extendedMessages
        return undefined
      }
      case 'established':
        this.#negotiated = effect.negotiated
        this.#sending = [announceAll(this.#announcements, this.#config.own, effect.negotiated)]
        return undefined
      case 'down':
        if (effect.established) {
          this.#negotiated = undefined
          this.#sending = []
        }
        return undefined
      case 'refresh-asked':
        return this.#refresh(effect.family, effect.enhanced)
      case 'state':
        return void this.#out.push({ type: 'line', text: `bgp ${effect.to}: ${effect.why}` })
      // We keep none of the peer's routes.
      case 'refresh-begin':
      case 'refresh-end':
        return undefined
    }
  }

  /** RFC 7313 4: everything of the family again, between marks when the peer knows them. */
  #refresh(family: 4 | 6, enhanced: boolean): void {
    const negotiated = present(this.#negotiated, 'an Established session')
    const of = { ...negotiated, families: [family] }
    const mark = function* (subtype: number): Generator<Uint8Array> {
      if (enhanced) yield encodeRouteRefresh(family, subtype)
    }
    this.#sending.push(mark(REFRESH.BEGIN), announceAll(this.#announcements, this.#config.own, of), mark(REFRESH.END))
  }
}
