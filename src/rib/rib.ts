// The routing engine of one route server: everything its peers announced (RIB), the best path of each prefix (FIB), and
// what persists when the sessions are gone (behaviour reference 8.4 to 8.11 and 9). It takes inputs and answers; it
// never calls out, reads no clock and does nothing long in one call: what is left over is done by work().
//
// Reads are right at once: after sessionDown or setNextHops the FIB shows the new choice for every prefix, before the
// clean-up of the paths has begun.

import { assert, present } from '../base/assert.ts'
import type { Address, Family, Prefix } from '../base/ip.ts'
import type { Duration, Instant } from '../base/time.ts'
import type { UpdateView } from '../bgp/update-view.ts'
import { applyUpdate } from './apply.ts'
import { CleanUp } from './clean-up.ts'
import { Core } from './core.ts'
import type { Peer } from './core.ts'
import { explainPrefix } from './explain.ts'
import { exactEntry, fibPage, longestMatch } from './fib.ts'
import { pathPage } from './pages.ts'
import type { NextHops } from './next-hops.ts'
import { NEW_PERSIST, statusOf, stepPersist } from './persist-routes.ts'
import type { Persist, PersistInput } from './persist-routes.ts'
import type {
  Applied,
  ChangeMode,
  Explanation,
  FibChange,
  FibCursor,
  FibEntry,
  NextHopOwner,
  PathCursor,
  PathPage,
  PathQuery,
  PeerConfig,
  PeerCounts,
  PeerRow,
  PersistStatus,
  RibCounts,
  RibOptions,
  RouteEvent,
  SessionParameters,
} from './route.ts'
import { DEAD, STALE } from './sessions.ts'
import { Restorer, snapshotPart } from './snapshot.ts'

/** How many prefixes a read may look at when the caller does not say. */
const VISITS = 2048

export class Rib {
  readonly #core: Core
  readonly #cleanUp: CleanUp
  readonly #applied: Applied = { announced: 0, replaced: 0, unchanged: 0, withdrawn: 0, refused: 0 }
  readonly #rows = new Map<string, PeerRow>()
  #persist: Persist = NEW_PERSIST
  /** How often all sessions were lost while their routes persisted. */
  #era = 1
  #restorer: Restorer | undefined

  constructor(options: RibOptions) {
    this.#core = new Core(options)
    this.#cleanUp = new CleanUp(this.#core)
  }

  // --- peers and sessions

  /** A configured peer; it has no session yet. The id must not be in use. */
  addPeer(config: PeerConfig): PeerRow {
    assert(!this.#rows.has(config.peerId), `peer ${config.peerId} exists`)
    const { peers, sessions } = this.#core
    const free = peers.findIndex((peer, row) => peer.removed && (sessions.ofPeer[row] ?? 0) === 0)
    const row = free < 0 ? peers.length : free
    peers[row] = { config, session: 0, removed: false }
    this.#rows.set(config.peerId, row)
    return row
  }

  /** The number of a configured peer. */
  peerRow(peerId: string): PeerRow | undefined {
    return this.#rows.get(peerId)
  }

  /** The peer is deleted: its session, if any, is over and its persisted paths go too (the administrator's intent). */
  removePeer(row: PeerRow): void {
    const peer = this.#peer(row)
    const { sessions } = this.#core
    const wasLast = peer.session !== 0 && sessions.up === 1
    this.#kill([...(peer.session === 0 ? [] : [peer.session]), ...sessions.in(STALE, row)])
    peer.session = 0
    peer.removed = true
    this.#rows.delete(peer.config.peerId)
    const routes = sessions.total - sessions.dead
    if (wasLast) this.#allDown(routes)
    else if (routes === 0) this.#step({ type: 'emptied' })
  }

  /** The session is Established. Paths of an earlier session of the peer may still be cleaned up or persist. */
  sessionUp(row: PeerRow, parameters: SessionParameters, now: Instant): void {
    const peer = this.#peer(row)
    const { sessions } = this.#core
    assert(peer.session === 0, `peer ${peer.config.peerId} has a session`)
    // Session numbers are scarce only when ended sessions with paths pile up faster than they are cleaned up.
    while (sessions.full && sessions.dead > 0) this.#cleanUp.work(4096)
    const isFirst = sessions.up === 0
    const { peerAddress, endpointId } = peer.config
    peer.session = sessions.open(row, peerAddress, endpointId, parameters, this.#era)
    if (isFirst) this.#step({ type: 'firstUp', now })
  }

  /** The session has ended, for whatever reason. Cheap at any size; the clean-up is left to work(). */
  sessionDown(row: PeerRow): void {
    const peer = this.#peer(row)
    const { sessions } = this.#core
    assert(peer.session !== 0, `peer ${peer.config.peerId} has no session`)
    const session = peer.session
    peer.session = 0
    if (sessions.up > 1) {
      this.#kill([session, ...sessions.in(STALE, row)]) // section 9: n to n - 1, all paths of the peer are withdrawn
    } else if (this.#allDown(sessions.total - sessions.dead)) {
      sessions.end(session, STALE)
    } else {
      this.#kill([session, ...sessions.in(STALE, row)])
    }
  }

  /** No session is left. Whether the routes persist. */
  #allDown(routes: number): boolean {
    const keep = this.#step({ type: 'allDown', routes })
    if (keep) this.#era++
    return keep
  }

  /** These sessions and their paths are over. */
  #kill(rows: readonly number[]): void {
    const { sessions } = this.#core
    const before = sessions.dead
    for (const row of rows) sessions.end(row, DEAD)
    if (sessions.dead === before) return
    this.#cleanUp.flipped()
    this.#cleanUp.sweepAll()
  }

  #peer(row: PeerRow): Peer {
    const peer = present(this.#core.peers[row], `peer ${row}`)
    assert(!peer.removed, `peer ${peer.config.peerId} was removed`)
    return peer
  }

  #session(row: PeerRow): number {
    const { session, config } = this.#peer(row)
    assert(session !== 0, `peer ${config.peerId} has no session`)
    return session
  }

  /**
   * One decoded UPDATE of a peer whose session is up. treat-as-withdraw is obeyed, session-reset ignored (the caller
   * closes the session). Announced wins over withdrawn in one message. The result is used again by the next call.
   */
  apply(peer: PeerRow, view: UpdateView): Readonly<Applied> {
    applyUpdate(this.#core, this.#session(peer), view, this.#applied)
    return this.#applied
  }

  /** RFC 7313 4: Beginning of Route Refresh; what is not announced again until the end goes then. */
  refreshBegin(peer: PeerRow, family: Family): void {
    const session = this.#session(peer)
    const { refresh4, refresh6 } = this.#core.sessions
    const refresh = family === 4 ? refresh4 : refresh6
    refresh[session] = ((refresh[session] as number) + 1) & 0x3fff
  }

  /** RFC 7313 4: End of Route Refresh, or the caller's own limit on its duration. Without a beginning, no effect. */
  refreshEnd(peer: PeerRow, family: Family): void {
    this.#core.sessions.purgeOlder(this.#session(peer), family)
    this.#cleanUp.sweepAll()
  }

  // --- surroundings

  /** Every address of the VPC and its interface, the whole list each time; only differences have an effect. */
  setNextHops(owners: Iterable<NextHopOwner>): void {
    this.#ownersChanged(this.#core.nextHops.setOwners(owners))
  }

  /** Some addresses of the VPC have another interface, or none, from now on; all others keep theirs. */
  changeNextHops(changes: Iterable<{ readonly address: Address; readonly owner: NextHopOwner | undefined }>): void {
    this.#ownersChanged(this.#core.nextHops.changeOwners(changes))
  }

  #ownersChanged({ gained, lost, moved }: ReturnType<NextHops['setOwners']>): void {
    if (gained || lost) this.#cleanUp.flipped()
    if (moved.length > 0) this.#core.groups.reportMoved(new Set(moved))
  }

  /** New limits; undefined means none. Lower ones take effect for new routes; the FIB keeps what it holds. */
  setLimits(limits: {
    readonly routesPerPeerMax?: number | undefined
    readonly routesPerServerMax?: number | undefined
  }): void {
    this.#core.routesPerPeerMax = limits.routesPerPeerMax ?? Infinity
    this.#core.fibSlots.max = limits.routesPerServerMax ?? Infinity
    this.#core.promote()
    this.#core.fibSlots.scanDue = true
  }

  /** Section 9, ModifyRouteServer enable and disable and a change of the duration (whole minutes). */
  setPersist(setting: { readonly enabled: boolean; readonly durationMinutes: number }): void {
    const { sessions } = this.#core
    const isFrozen = sessions.up === 0 && sessions.total > sessions.dead
    this.#step({ type: 'set', ...setting, isFrozen })
  }

  /** Section 9, ModifyRouteServer reset: persisted routes go at once, live ones stay. */
  resetPersisted(): void {
    this.#step({ type: 'reset' })
  }

  get persist(): PersistStatus {
    return statusOf(this.#persist)
  }

  /** Performs an input of section 9. Whether the paths of the session that ended are to be kept. */
  #step(input: PersistInput): boolean {
    const [persist, effect] = stepPersist(this.#persist, input)
    this.#persist = persist
    if (effect === 'drop') this.#kill(this.#core.sessions.in(STALE))
    return effect === 'keep'
  }

  // --- time and work

  /** When clock() must be called, if ever. */
  get nextDeadline(): Instant | undefined {
    return this.#persist.endsAt
  }

  /** Does what is due at `now`. */
  clock(now: Instant): void {
    this.#step({ type: 'clock', now })
  }

  /**
   * Does about `units` rows of pending work (clean-up, FIB slots, compaction); 4,000 units take one to two milliseconds.
   * Returns whether more is left. Call it between other things until it returns false, after any other call.
   */
  work(units: number): boolean {
    const isMore = this.#cleanUp.work(units)
    // What persisted may all have been what a refresh did not bring again.
    if (this.#persist.phase === 'persisted' && this.#core.sessions.total === 0) this.#step({ type: 'emptied' })
    return isMore
  }

  /**
   * Puts about `units` new prefixes in their places in the order (0.1 microseconds each) and returns whether more are
   * left. Readers of the order do what is left themselves: ask before a read for as long as this returns true, and
   * call it when there is nothing better to do.
   */
  arrange(units: number): boolean {
    const { table4, table6 } = this.#core
    return table4.prefixes.arrange(units) || table6.prefixes.arrange(units)
  }

  // --- reading

  counts(): RibCounts {
    const { sessions, groups, attributes, table4, table6 } = this.#core
    return {
      prefixes4: table4.prefixes.size,
      prefixes6: table6.prefixes.size,
      paths: sessions.total - sessions.dead,
      stalePaths: sessions.stale,
      awaitingCleanUp: sessions.dead,
      fibRoutes: groups.inFib,
      fibWaiting: groups.usable - groups.inFib,
      attributeSets: attributes.rows.used,
      forwardingGroups: groups.count,
      sessionsUp: sessions.up,
    }
  }

  /** Octets held by tables, paths, attribute sets and groups. */
  get bytes(): number {
    return this.#core.bytes
  }

  /** The parts, for tests and tools that check invariants; not to be changed. */
  get core(): Core {
    return this.#core
  }

  peerCounts(row: PeerRow): PeerCounts {
    const { session, config } = this.#peer(row)
    const { sessions } = this.#core
    const endOfRib = session === 0 ? 0 : (sessions.endOfRib[session] as number)
    return {
      peerId: config.peerId,
      up: session !== 0,
      paths: session === 0 ? 0 : (sessions.paths[session] as number),
      stalePaths: sessions.in(STALE, row).reduce((sum, stale) => sum + (sessions.paths[stale] as number), 0),
      refused: session === 0 ? 0 : (sessions.refused[session] as number),
      endOfRib4: (endOfRib & 1) !== 0,
      endOfRib6: (endOfRib & 2) !== 0,
    }
  }

  /** The FIB's entry of exactly this prefix. */
  exact(prefix: Prefix): FibEntry | undefined {
    return exactEntry(this.#core, prefix)
  }

  /** The FIB's longest match for an address. */
  lookup(address: Address): FibEntry | undefined {
    return longestMatch(this.#core, address)
  }

  /**
   * The FIB in order (IPv4 before IPv6; address, length), at most `limit` entries after the cursor. Looks at no more
   * than about `visitsMax` prefixes: a page may be short and still go on.
   */
  fib(
    after: FibCursor | undefined,
    limit: number,
    visitsMax = VISITS,
  ): { readonly entries: readonly FibEntry[]; readonly next: FibCursor | undefined } {
    return fibPage(this.#core, after, limit, visitsMax)
  }

  /**
   * Paths in the order of GetRouteServerRoutingDatabase: prefix (IPv4 before IPv6; address, length), best path first,
   * then by peer id. Looks at no more than about `visitsMax` prefixes, so that a rare match does not stop the caller: a
   * page may be short or empty and still go on.
   */
  paths(query: PathQuery, after: PathCursor | undefined, limit: number, visitsMax = VISITS): PathPage {
    return pathPage(this.#core, query, after, limit, visitsMax)
  }

  /** Every path of a prefix, best first by 8.5, each with what decided about it. Empty for an unknown prefix. */
  explain(prefix: Prefix): readonly Explanation[] {
    return explainPrefix(this.#core, prefix)
  }

  /** FIB changes since the last call, at most `limit`; needs `changes`. Groups are named before prefixes use them. */
  drainChanges(limit: number): readonly FibChange[] {
    return this.#core.changes.drain(limit)
  }

  /** Other changes are recorded from now on; what was recorded before stays, unless nothing is from now on. */
  setChanges(mode: ChangeMode): void {
    this.#core.changes.mode = mode
  }

  /** What peers announced and withdrew since the last call, oldest first, at most `limit`; needs `routeLog`. */
  drainRouteLog(limit: number): readonly RouteEvent[] {
    return this.#core.routeLog?.drain(limit) ?? []
  }

  // --- restart of the process

  /**
   * A part of everything that a restart should keep, at most about `prefixes` prefixes after the cursor. The parts are
   * independent of each other; together, read while routes change, they hold every path that did not change meanwhile.
   */
  snapshot(
    after: FibCursor | undefined,
    prefixes: number,
  ): { readonly part: Uint8Array; readonly next: FibCursor | undefined } {
    return snapshotPart(this.#core, after, prefixes)
  }

  /** Takes a part back, before any session is up; paths of unknown peers are left out. False when it is damaged. */
  restore(part: Uint8Array): boolean {
    this.#restorer ??= new Restorer(this.#core, this.#rows)
    return this.#restorer.add(part)
  }

  /**
   * All parts are back: the loss of all sessions (section 9, last row). Persisting: PERSISTED. Otherwise the routes go
   * after `grace` unless they are learned again.
   */
  restored(now: Instant, grace: Duration): void {
    const { sessions } = this.#core
    this.#restorer?.finish()
    this.#era = Math.max(this.#era, (this.#restorer?.era ?? 0) + 1)
    this.#restorer = undefined
    this.#step({ type: 'restored', now, grace, routes: sessions.total - sessions.dead })
  }
}
