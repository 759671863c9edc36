// A configured peer: its BGP peering, its BFD session, what the API and the logs are told of both. RFC 4271, RFC 5882;
// behaviour reference 8.1 to 8.3. The device connects; we never do.

import { present } from '../base/assert.ts'
import { parseIpv4 } from '../base/ip.ts'
import { nextSeed } from '../base/prng.ts'
import type { Seed } from '../base/prng.ts'
import { after, earliest, sec } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { endsBgp } from '../bfd/worker-protocol.ts'
import type { SessionConfiguration, SessionReport } from '../bfd/worker-protocol.ts'
import { CEASE } from '../bgp/iana.ts'
import { establishedOf, newPeering, peeringDeadline, stepPeering } from '../bgp/peering.ts'
import type { Peering, PeeringEffect, PeeringInput } from '../bgp/peering.ts'
import { DEFAULT_SETTINGS } from '../bgp/session.ts'
import type { SessionSettings } from '../bgp/session.ts'
import type { PeerRow } from '../rib/route.ts'
import type { DesiredBfd, DesiredBgp, DesiredEndpoint, DesiredPeer } from './protocol.ts'
import type { Report } from './protocol.ts'
import type { RouteServer } from './route-server.ts'

/** A peer that brought too many routes in hard mode stays away for so long. */
const LIMIT_IDLE = sec(60)

/** Withdrawals come in crowds: one refresh serves for all of them. */
const REFRESH_AFTER = sec(5)

/** Plain counters, read by metrics. */
export interface PeerCounters {
  flaps: number
  updates: number
  malformed: number
  sent: number
  bytesReceived: number
}

export class Peer {
  readonly config: DesiredPeer
  readonly endpoint: DesiredEndpoint
  readonly server: RouteServer
  readonly row: PeerRow
  readonly counters: PeerCounters = { flaps: 0, updates: 0, malformed: 0, sent: 0, bytesReceived: 0 }
  peering: Peering
  bfdUp = false
  why = 'the device has not connected yet'
  /** What was last reported, so that only changes are. */
  reported = ''
  armed: Instant | undefined
  /** Prefixes not admitted since the routes were last asked for. */
  refusedSince = 0
  refreshAt: Instant | undefined

  constructor(config: DesiredPeer, endpoint: DesiredEndpoint, server: RouteServer, bgp: DesiredBgp, seed: Seed) {
    this.config = config
    this.endpoint = endpoint
    this.server = server
    const { peerId, endpointId } = config
    const peerAddress = present(parseIpv4(config.address), `address of ${peerId}`)
    this.row = server.rib.addPeer({ peerId, endpointId, peerAddress })
    this.peering = newPeering(sessionSettings(config, endpoint, server, bgp), nextSeed(seed))
  }

  get isUp(): boolean {
    return establishedOf(this.peering) !== undefined
  }

  get deadline(): Instant | undefined {
    return earliest(peeringDeadline(this.peering), this.refreshAt)
  }

  /** Prefixes came and went. Those that found no room are asked for again when there is some. */
  applied(refused: number, withdrawn: number, now: Instant): void {
    this.refusedSince += refused
    if (withdrawn > 0 && this.refusedSince > 0) this.askAgain(now)
  }

  /** There may be room now for what was refused. */
  askAgain(now: Instant): void {
    if (!this.isUp || this.refusedSince === 0) return
    const { routesPerPeerMax = Infinity } = this.server.config.limits
    if (this.server.rib.peerCounts(this.row).paths < routesPerPeerMax) this.refreshAt ??= after(now, REFRESH_AFTER)
  }

  /** Whether it is time to ask for the routes again (RFC 2918). */
  takeRefresh(now: Instant): boolean {
    if (this.refreshAt === undefined || this.refreshAt > now) return false
    this.refreshAt = undefined
    this.refusedSince = 0
    return true
  }

  /** One input of the peering; the caller performs what comes out. */
  step(input: PeeringInput, now: Instant): readonly PeeringEffect[] {
    const { peering, effects } = stepPeering(this.peering, input, now)
    this.peering = peering
    return effects
  }

  /** What BFD's report means for BGP (RFC 5882 4.3, RFC 9384): nothing, or the end of the session. */
  bfdReported(report: SessionReport): PeeringInput | undefined {
    this.bfdUp = report.state === 'Up'
    if (!endsBgp(report) || !this.isUp) return undefined
    return { type: 'reset', subcode: CEASE.BFD_DOWN, text: `BFD went down: ${report.why}` }
  }

  /** What a peer over its limit gets in hard mode. */
  overLimit(): PeeringInput {
    return { type: 'reset', subcode: CEASE.PREFIX_LIMIT, idleFor: LIMIT_IDLE }
  }

  /** The report of the present status when it differs from the last one. */
  statusReport(at: number): Report | undefined {
    const bgp = this.isUp ? 'up' : 'down'
    const bfd = this.bfdUp ? 'up' : 'down'
    const bgpState = this.peering.main.session.state
    const text = `${bgp} ${bfd} ${this.why}`
    if (text === this.reported) return undefined
    this.reported = text
    return { type: 'peerStatus', peerId: this.config.peerId, bgp, bfd, bgpState, why: this.why, at }
  }
}

/** The BFD session of a peer; undefined for a peer that is watched by keepalives alone. */
export function bfdSession(peer: Peer, bfd: DesiredBfd): SessionConfiguration | undefined {
  if (peer.config.liveness !== 'bfd') return undefined
  return {
    key: peer.config.peerId,
    localAddress: peer.endpoint.hostAddress,
    peerAddress: peer.config.hostAddress,
    desiredMinTxInterval: bfd.desiredMinTxMicroseconds as SessionConfiguration['desiredMinTxInterval'],
    requiredMinRxInterval: bfd.requiredMinRxMicroseconds as SessionConfiguration['requiredMinRxInterval'],
    detectMultiplier: bfd.detectMultiplier,
    ...(bfd.multihop ? { multihop: true } : {}),
  }
}

function sessionSettings(
  peer: DesiredPeer,
  endpoint: DesiredEndpoint,
  server: RouteServer,
  bgp: DesiredBgp,
): SessionSettings {
  return {
    ...DEFAULT_SETTINGS,
    localAs: server.config.asn,
    peerAs: peer.asn,
    // Behaviour reference 8.2: the router id is the endpoint's address.
    identifier: present(parseIpv4(endpoint.address), `address of ${endpoint.endpointId}`),
    holdTime: bgp.holdTimeSeconds,
    keepaliveEvery: sec(Math.max(1, bgp.holdTimeSeconds / 3)),
  }
}
