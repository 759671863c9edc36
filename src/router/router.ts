// The router of one VPC as one machine: sessions, RIBs and FIBs of all its route servers. It is told what it should be
// (protocol.ts), what arrives, and what time it is; it answers with effects and reports. It never calls out and does
// nothing long in one call: octets wait in the framer of their connection until `work` comes round to them, so that a
// keepalive never waits behind somebody's million routes. Behaviour reference 8 and 9.

import type { Seed } from '../base/prng.ts'
import { nextSeed } from '../base/prng.ts'
import { earliest } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { SessionReport } from '../bfd/worker-protocol.ts'
import { CEASE } from '../bgp/iana.ts'
import { cease, encodeNotification } from '../bgp/message.ts'
import type { Negotiated } from '../bgp/open.ts'
import { NO_CONNECTION } from '../bgp/peering.ts'
import type { PeeringEffect, PeeringInput } from '../bgp/peering.ts'
import type { Effect } from '../bgp/session.ts'
import { rulesOf } from '../bgp/update.ts'
import { present } from '../base/assert.ts'
import { Connection } from './connection.ts'
import { Deadlines } from './deadlines.ts'
import type { ConnectionId, RouterEffect } from './effects.ts'
import { Inventory } from './inventory.ts'
import { bfdSession } from './peer.ts'
import type { Peer } from './peer.ts'
import type { DesiredVpc } from './protocol.ts'
import { notificationRecord, routeLines } from './route-log.ts'
import type { RouteServer, Saved } from './route-server.ts'
import { Turns } from './turns.ts'

/** What the router is given once. */
export interface RouterOptions {
  readonly seed: Seed
  /** The wall clock that belongs to an instant, in milliseconds: only for stamps. */
  readonly wallClock: (at: Instant) => number
  /** What was kept of each route server before a restart. */
  readonly saved?: ReadonlyMap<string, Saved>
}

/** Peers whose timers one call of `clock` looks at: about a quarter of a millisecond. */
const CLOCKED = 32

export class Router {
  readonly #options: RouterOptions
  readonly #inventory: Inventory
  readonly #connections = new Map<ConnectionId, Connection>()
  readonly #turns: Turns
  readonly #deadlines = new Deadlines<Peer>()
  readonly #unreported = new Set<Peer>()
  #out: RouterEffect[] = []
  #seed: Seed
  /** Connections that were closed because nobody is configured at their address. */
  strangers = 0
  /** Route servers that lost a session since somebody emptied the list: how long that took is for the driver to say. */
  readonly lost: string[] = []

  constructor(options: RouterOptions) {
    this.#options = options
    this.#seed = options.seed
    this.#inventory = new Inventory({
      nextSeed: () => (this.#seed = nextSeed(this.#seed)),
      added: (peer, now) => this.#added(peer, now),
      removed: (peer, now) => this.#removed(peer, now),
      limited: (server, now) => this.#limited(server, now),
    })
    this.#turns = new Turns({
      input: (connection, input, now) => this.#on(connection, input, now),
      overLimit: (peer, now) => this.#step(peer, peer.overLimit(), now),
      drained: (connection) => void this.#out.push({ type: 'read', connection: connection.id }),
    })
  }

  get servers(): ReadonlyMap<string, RouteServer> {
    return this.#inventory.servers
  }

  get peers(): ReadonlyMap<string, Peer> {
    return this.#inventory.peers
  }

  /** Whether anybody wants the lines of the peer logs. */
  get logs(): boolean {
    return this.#inventory.logs
  }

  // --- inputs

  /** What the router should be from now on. */
  configure(desired: DesiredVpc, now: Instant): void {
    const effects = this.#inventory.configure(desired, now, this.#options.saved)
    for (const effect of effects) this.#out.push(effect)
    this.#reportPersisted(now)
  }

  /** A device has connected to an endpoint. */
  opened(connection: ConnectionId, endpointId: string, remoteAddress: string, now: Instant): void {
    const peer = this.#inventory.peerAt(endpointId, remoteAddress)
    if (peer === undefined) {
      this.strangers++
      this.#out.push({ type: 'send', connection, bytes: encodeNotification(cease(CEASE.REJECTED)) })
      this.#out.push({ type: 'close', connection })
      return
    }
    this.#connections.set(connection, new Connection(connection, peer))
    this.#step(peer, { type: 'accepted', connection }, now)
  }

  /** Octets of a connection. They are not copied and must not be changed. */
  received(id: ConnectionId, bytes: Uint8Array): void {
    const connection = this.#connections.get(id)
    if (connection === undefined || connection.closed) return
    connection.peer.counters.bytesReceived += bytes.length
    this.#turns.push(connection, bytes)
  }

  /** Whether octets of the connection wait for their turn: read no more of it until a `read` effect. */
  isBusy(id: ConnectionId): boolean {
    return this.#connections.get(id)?.busy === true
  }

  /** The kernel has taken something that was sent (RFC 9687). */
  sent(id: ConnectionId, now: Instant): void {
    const connection = this.#connections.get(id)
    if (connection !== undefined) this.#on(connection, { type: 'sent' }, now)
  }

  /** A connection is gone. */
  closed(id: ConnectionId, why: string, now: Instant): void {
    const connection = this.#connections.get(id)
    if (connection === undefined) return
    // What arrived before the end counts: a NOTIFICATION says more than a closed connection does.
    this.#turns.finish(connection, now)
    this.#connections.delete(id)
    if (!connection.closed) this.#on(connection, { type: 'disconnected', why }, now)
    connection.closed = true
    connection.rules = undefined
  }

  /** BFD has news of a peer. */
  bfd(report: SessionReport, now: Instant): void {
    const peer = this.peers.get(report.key)
    if (peer === undefined) return
    const was = peer.bfdUp
    const input = peer.bfdReported(report)
    if (was !== peer.bfdUp) this.#log(peer, 'BFDStatus', peer.bfdUp, now)
    if (input !== undefined) {
      this.#step(peer, input, now)
      peer.why = `BFD went down: ${report.why}`
    }
    this.#unreported.add(peer)
  }

  /** The BFD sessions are all gone with their worker; they will be configured anew. */
  bfdLost(now: Instant): void {
    for (const peer of this.peers.values()) {
      if (peer.bfdUp) this.#log(peer, 'BFDStatus', false, now)
      peer.bfdUp = false
      this.#unreported.add(peer)
    }
    this.#out.push({ type: 'bfdConfigure', sessions: this.#inventory.bfdSessions() })
  }

  /** An endpoint listens, or cannot. */
  listening(endpointId: string): void {
    this.#out.push({ type: 'report', report: { type: 'listening', endpointId } })
  }

  listenFailed(endpointId: string, reason: string): void {
    this.#out.push({ type: 'report', report: { type: 'listenFailed', endpointId, reason } })
  }

  /** Closes every session (Cease, Administrative Shutdown with a text) and listens no more. */
  stop(text: string, now: Instant): void {
    for (const endpointId of this.#inventory.endpoints.keys()) this.#out.push({ type: 'unlisten', endpointId })
    for (const peer of this.peers.values()) this.#step(peer, { type: 'stop', subcode: CEASE.SHUTDOWN, text }, now)
  }

  // --- time and work

  /** When `clock` must be called at the latest. */
  get nextDeadline(): Instant | undefined {
    let next = this.#deadlines.next
    for (const server of this.servers.values()) next = earliest(next, server.rib.nextDeadline)
    return next
  }

  /**
   * Does what is due: keepalives, hold timers, the end of persistence; of many peers only some. Whether more is due: then
   * `nextDeadline` has passed. Call it after sockets had a chance to be read.
   */
  clock(now: Instant): boolean {
    for (let left = CLOCKED; left > 0; left--) {
      const peer = this.#deadlines.due(now)
      if (peer === undefined) break
      // Messages that wait for us show that the peer lives: our backlog is not its silence.
      for (const tracked of [peer.peering.main, peer.peering.second]) {
        const connection = this.#connections.get(tracked?.connection ?? NO_CONNECTION)
        if (connection?.busy === true) this.#on(connection, UPDATES, now)
      }
      this.#step(peer, { type: 'clock' }, now)
      if (!peer.takeRefresh(now)) continue
      for (const family of [4, 6] as const) this.#step(peer, { type: 'refresh', family }, now)
    }
    for (const server of this.servers.values()) {
      const { rib } = server
      if (rib.nextDeadline !== undefined && rib.nextDeadline <= now) rib.clock(now)
    }
    this.#reportPersisted(now)
    return (this.nextDeadline ?? Infinity) <= now
  }

  /** Does about `units` of what waits (4,000 take about a millisecond) and says whether more does. */
  work(units: number, now: Instant): boolean {
    // What was said is logged before more is read: the log slows a load down and loses nothing.
    if (this.#logRoutes(now)) return true
    const left = this.#turns.take(units, now)
    let more = this.#turns.waiting
    for (const { rib } of this.servers.values()) more = rib.work(Math.max(left, units / 4)) || more
    return this.#logRoutes(now) || more
  }

  /** Sorts about `units` routes that have come, for readers; says whether more are to be sorted. For idle moments. */
  arrange(units: number): boolean {
    let more = false
    for (const { rib } of this.servers.values()) more = rib.arrange(units) || more
    return more
  }

  /** What is to be done, in order; reports of what has changed come last. */
  takeEffects(now: Instant): readonly RouterEffect[] {
    const at = this.#options.wallClock(now)
    for (const peer of this.#unreported) {
      if (this.peers.get(peer.config.peerId) !== peer) continue
      const report = peer.statusReport(at)
      if (report !== undefined) this.#out.push({ type: 'report', report })
    }
    this.#unreported.clear()
    const effects = this.#out
    this.#out = []
    return effects
  }

  // --- peers

  #added(peer: Peer, now: Instant): void {
    this.#unreported.add(peer)
    this.#step(peer, { type: 'start' }, now)
    const session = bfdSession(peer, this.#inventory.bfd)
    if (session !== undefined) this.#out.push({ type: 'bfdConfigure', sessions: [session] })
  }

  /** The administrator took it away: Cease, Peer De-configured, and its routes go, also when they persist. */
  #removed(peer: Peer, now: Instant): void {
    const connections = [peer.peering.main, peer.peering.second].map((tracked) => tracked?.connection ?? NO_CONNECTION)
    this.#step(peer, { type: 'stop', subcode: CEASE.DECONFIGURED }, now)
    peer.server.rib.removePeer(peer.row)
    if (peer.config.liveness === 'bfd') this.#out.push({ type: 'bfdRemove', keys: [peer.config.peerId] })
    for (const id of connections) {
      const connection = this.#connections.get(id)
      if (connection !== undefined) connection.closed = true
    }
  }

  /** There may be room for what was refused. */
  #limited(server: RouteServer, now: Instant): void {
    for (const peer of this.peers.values()) {
      if (peer.server !== server) continue
      peer.askAgain(now)
      this.#deadlines.update(peer)
    }
  }

  #on(connection: Connection, input: Extract<PeeringInput, { type: 'on' }>['input'], now: Instant): void {
    this.#step(connection.peer, { type: 'on', connection: connection.id, input }, now)
  }

  #step(peer: Peer, input: PeeringInput, now: Instant): void {
    for (const { connection, effect } of peer.step(input, now)) this.#perform(peer, connection, effect, now)
    this.#deadlines.update(peer)
  }

  #perform(peer: Peer, id: PeeringEffect['connection'], effect: Effect, now: Instant): void {
    const connection = this.#connections.get(id)
    switch (effect.type) {
      case 'send':
        peer.counters.sent++
        return void this.#out.push({ type: 'send', connection: id, bytes: effect.bytes })
      case 'close':
        if (connection !== undefined) {
          connection.closed = true
          connection.rules = undefined
          this.#out.push({ type: 'close', connection: id })
        }
        return undefined
      case 'opened':
        if (connection !== undefined) connection.framer.extended = effect.negotiated.extendedMessages
        return undefined
      case 'established':
        return this.#established(peer, connection, effect.negotiated, now)
      case 'down':
        return this.#down(peer, effect, now)
      case 'refresh-begin':
        return peer.server.rib.refreshBegin(peer.row, effect.family)
      case 'refresh-end':
        return peer.server.rib.refreshEnd(peer.row, effect.family)
      case 'state':
        return void this.#unreported.add(peer)
      // We open no connections and announce no routes.
      case 'connect':
      case 'refresh-asked':
        return undefined
    }
  }

  #established(peer: Peer, connection: Connection | undefined, negotiated: Negotiated, now: Instant): void {
    const { settings } = peer.peering
    const choices = { checksFirstAs: this.#inventory.bgp.enforceFirstAs }
    present(connection, 'an established session has a connection').rules = rulesOf(negotiated, settings, choices)
    const routerId = negotiated.peerIdentifier
    peer.server.sessionsUp++
    peer.server.rib.sessionUp(peer.row, { routerId, external: !negotiated.internal }, now)
    peer.why = 'Established'
    this.#log(peer, 'BGPStatus', true, now)
    this.#reportPersisted(now)
  }

  #down(peer: Peer, effect: Extract<Effect, { type: 'down' }>, now: Instant): void {
    if (effect.reason !== 'collision' || effect.established) peer.why = effect.why
    this.#unreported.add(peer)
    this.#logEnd(peer, effect, now)
    if (!effect.established) return
    peer.refreshAt = undefined
    peer.refusedSince = 0
    peer.counters.flaps++
    this.lost.push(peer.server.id)
    peer.server.sessionsUp--
    peer.server.rib.sessionDown(peer.row)
    this.#inventory.released(peer)
    this.#log(peer, 'BGPStatus', false, now)
    this.#reportPersisted(now)
  }

  // --- reports

  #logRoutes(now: Instant): boolean {
    if (!this.logs) return false
    let more = false
    for (const server of this.servers.values()) {
      const lines = routeLines(server, this.#options.wallClock(now))
      more = lines.more || more
      if (lines.records.length > 0) {
        this.#out.push({ type: 'report', report: { type: 'peerLog', records: lines.records } })
      }
    }
    return more
  }

  #logEnd(peer: Peer, { why, sent, received }: Extract<Effect, { type: 'down' }>, now: Instant): void {
    if (!this.logs) return
    const at = this.#options.wallClock(now)
    const event = {
      at,
      resourceId: peer.config.peerId,
      kind: 'bgp',
      why,
      ...(sent === undefined ? {} : { sent: notificationRecord(sent) }),
      ...(received === undefined ? {} : { received: notificationRecord(received) }),
    } as const
    this.#out.push({ type: 'report', report: { type: 'session', event } })
  }

  #log(peer: Peer, type: 'BGPStatus' | 'BFDStatus', up: boolean, now: Instant): void {
    this.#unreported.add(peer)
    if (!this.logs) return
    const eventTimestamp = this.#options.wallClock(now)
    const { peerId: resourceId } = peer.config
    const record = { resourceId, eventTimestamp, type, status: up ? 'UP' : 'DOWN', message: null } as const
    this.#out.push({ type: 'report', report: { type: 'peerLog', records: [record] } })
  }

  #reportPersisted(now: Instant): void {
    for (const server of this.servers.values()) {
      const { persisted } = server.rib.persist
      if (persisted === server.persisted) continue
      server.persisted = persisted
      if (!persisted) this.#inventory.released()
      const at = this.#options.wallClock(now)
      this.#out.push({ type: 'report', report: { type: 'persisted', routeServerId: server.id, persisted, at } })
    }
  }
}

const UPDATES = { type: 'updates' } as const
