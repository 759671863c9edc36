// The routing engine of one route server: everything its peers announced (RIB), the best path of each prefix (FIB), and
// what persists when the sessions are gone (behaviour reference 8.4 to 8.11 and 9). It takes inputs and answers; it
// never calls out, reads no clock and does nothing long in one call: what is left over is done by work().
//
// Reads are right at once: after sessionDown or setNextHops the FIB shows the new choice for every prefix, before the
// clean-up of the paths has begun.

import type { Address, Family, Prefix } from '../base/ip.ts'
import type { Instant } from '../base/time.ts'
import type { UpdateView } from '../bgp/update-view.ts'
import type {
  Applied,
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
  SessionParameters,
} from './route.ts'

const notYet = (): never => {
  throw new Error('not written yet')
}

export class Rib {
  constructor(_options: RibOptions) {
    notYet()
  }

  // --- peers and sessions

  /** A configured peer; it has no session yet. The id must not be in use. */
  addPeer(_config: PeerConfig): PeerRow {
    return notYet()
  }

  /** The peer is deleted: its session, if any, is over and its persisted paths go too (the administrator's intent). */
  removePeer(_peer: PeerRow, _now: Instant): void {
    notYet()
  }

  /** The session is Established. Paths of an earlier session of the peer may still be cleaned up or persist. */
  sessionUp(_peer: PeerRow, _session: SessionParameters, _now: Instant): void {
    notYet()
  }

  /** The session has ended, for whatever reason. Cheap at any size; the clean-up is left to work(). */
  sessionDown(_peer: PeerRow, _now: Instant): void {
    notYet()
  }

  /**
   * One decoded UPDATE of a peer whose session is up. treat-as-withdraw is obeyed, session-reset ignored (the caller
   * closes the session). Announced wins over withdrawn in one message. The result is used again by the next call.
   */
  apply(_peer: PeerRow, _view: UpdateView): Readonly<Applied> {
    return notYet()
  }

  /** RFC 7313 4: Beginning of Route Refresh; what is not announced again until the end goes then. */
  refreshBegin(_peer: PeerRow, _family: Family): void {
    notYet()
  }

  /** RFC 7313 4: End of Route Refresh, or the caller's own limit on its duration. */
  refreshEnd(_peer: PeerRow, _family: Family): void {
    notYet()
  }

  /** RFC 4724 2: End-of-RIB. Noted in counts; section 9 gives it no effect. (apply() also notes view.endOfRib.) */
  endOfRib(_peer: PeerRow, _family: Family): void {
    notYet()
  }

  // --- surroundings

  /** Every address of the VPC and its interface, the whole list each time; only differences have an effect. */
  setNextHops(_owners: Iterable<NextHopOwner>): void {
    notYet()
  }

  /** New limits; undefined means none. Lower ones take effect for new routes; the FIB keeps what it holds. */
  setLimits(_limits: {
    readonly routesPerPeerMax?: number | undefined
    readonly routesPerServerMax?: number | undefined
  }): void {
    notYet()
  }

  /** Section 9, ModifyRouteServer enable and disable and a change of the duration (whole minutes). */
  setPersist(_setting: { readonly enabled: boolean; readonly durationMinutes: number }): void {
    notYet()
  }

  /** Section 9, ModifyRouteServer reset: persisted routes go at once, live ones stay. */
  resetPersisted(): void {
    notYet()
  }

  get persist(): PersistStatus {
    return notYet()
  }

  // --- time and work

  /** When clock() must be called, if ever. */
  get nextDeadline(): Instant | undefined {
    return notYet()
  }

  /** Does what is due at `now`. */
  clock(_now: Instant): void {
    notYet()
  }

  /**
   * Does about `units` rows of pending work (clean-up, FIB slots, compaction); 4,000 units take about one millisecond.
   * Returns whether more is left. Call it between other things until it returns false, after any other call.
   */
  work(_units: number): boolean {
    return notYet()
  }

  // --- reading

  counts(): RibCounts {
    return notYet()
  }

  peerCounts(_peer: PeerRow): PeerCounts {
    return notYet()
  }

  /** The FIB's entry of exactly this prefix. */
  exact(_prefix: Prefix): FibEntry | undefined {
    return notYet()
  }

  /** The FIB's longest match for an address. */
  lookup(_address: Address): FibEntry | undefined {
    return notYet()
  }

  /** The FIB in order (IPv4 before IPv6; address, length), at most `limit` entries after the cursor. */
  fib(
    _after: FibCursor | undefined,
    _limit: number,
  ): { readonly entries: readonly FibEntry[]; readonly next: FibCursor | undefined } {
    return notYet()
  }

  /**
   * Paths in the order of GetRouteServerRoutingDatabase: prefix (IPv4 before IPv6; address, length), best path first,
   * then by peer id. Visits at most about `visitsMax` prefixes, so that a rare match does not stop the caller.
   */
  paths(_query: PathQuery, _after: PathCursor | undefined, _limit: number, _visitsMax?: number): PathPage {
    return notYet()
  }

  /** Every path of a prefix, best first by 8.5, each with what decided about it. Empty for an unknown prefix. */
  explain(_prefix: Prefix): readonly Explanation[] {
    return notYet()
  }

  /** FIB changes since the last call, at most `limit`; needs `changes`. Groups are named before prefixes use them. */
  drainChanges(_limit: number): readonly FibChange[] {
    return notYet()
  }

  // --- restart of the process

  /**
   * A part of everything that a restart should keep, at most about `prefixes` prefixes after the cursor. The parts are
   * independent of each other; together, read while routes change, they hold every path that did not change meanwhile.
   */
  snapshot(
    _after: FibCursor | undefined,
    _prefixes: number,
  ): { readonly part: Uint8Array; readonly next: FibCursor | undefined } {
    return notYet()
  }

  /** Takes a part back, before any session is up; paths of unknown peers are left out. False when it is damaged. */
  restore(_part: Uint8Array): boolean {
    return notYet()
  }

  /**
   * All parts are back: the loss of all sessions (section 9, last row). Persisting: PERSISTED. Otherwise the routes go
   * after `grace` unless they are learned again.
   */
  restored(_now: Instant, _grace: number): void {
    notYet()
  }
}
