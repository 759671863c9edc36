// Sessions as rows. A path belongs to a session, not to a peer: when a session ends its row is marked, all its paths are
// dead (or stale) in that instant, and they may be cleaned up while the peer is back with another session.

import { assert } from '../base/assert.ts'
import type { PeerRow, SessionParameters } from './route.ts'

/** What has become of a session. Free: no path refers to it. */
export const FREE = 0
export const UP = 1
/** Ended, its paths persist (section 9). */
export const STALE = 2
/** Ended, its paths are gone for every reader and await their clean-up. */
export const DEAD = 3

/** Session numbers have 16 bits in a path. */
const SESSIONS_MAX = 0xffff

export class Sessions {
  state = new Uint8Array(8)
  /** 1 while the paths of the session may be chosen: UP or STALE. */
  alive = new Uint8Array(8)
  peer = new Uint32Array(8)
  /** How often all sessions had been lost when this one began: paths of a later era are fresher. */
  era = new Uint32Array(8)
  external = new Uint8Array(8)
  routerId = new Uint32Array(8)
  peerAddress = new Uint32Array(8)
  endpointId: string[] = []
  /** Paths of the session, both families. */
  paths = new Uint32Array(8)
  refused = new Uint32Array(8)
  /** Bit 0: End-of-RIB of IPv4; bit 1: of IPv6. */
  endOfRib = new Uint8Array(8)
  /** Which refresh (RFC 7313) a path was last announced in, per family; 14 bits. */
  refresh4 = new Uint16Array(8)
  refresh6 = new Uint16Array(8)
  /** The refresh that ended last: paths of older ones are to go while `purge` has the bit of the family. */
  purged4 = new Uint16Array(8)
  purged6 = new Uint16Array(8)
  /** Bit 0: paths of refreshes before `purged4` are to be removed; bit 1: before `purged6`. */
  purge = new Uint8Array(8)
  /** All paths, and those of them whose session is DEAD or STALE. */
  total = 0
  dead = 0
  stale = 0
  up = 0
  /** How often purgeOlder() was called since the last endPurges(). */
  purges = 0
  /** Sessions of each peer that are not free. */
  readonly ofPeer: number[] = []
  #free: number[] = []
  #high = 1

  /** Whether there is a number for another session. */
  get full(): boolean {
    return this.#free.length === 0 && this.#high > SESSIONS_MAX
  }

  open(peer: PeerRow, address: number, endpointId: string, parameters: SessionParameters, era: number): number {
    assert(!this.full, 'no session number is free')
    const row = this.#free.pop() ?? this.#high++
    if (row >= this.state.length) this.#grow()
    this.state[row] = UP
    this.alive[row] = 1
    this.peer[row] = peer
    this.era[row] = era
    this.external[row] = parameters.external ? 1 : 0
    this.routerId[row] = parameters.routerId
    this.peerAddress[row] = address
    this.endpointId[row] = endpointId
    this.paths[row] = 0
    this.refused[row] = 0
    this.endOfRib[row] = 0
    this.refresh4[row] = 0
    this.refresh6[row] = 0
    this.purge[row] = 0
    this.purged4[row] = 0
    this.purged6[row] = 0
    this.ofPeer[peer] = (this.ofPeer[peer] ?? 0) + 1
    this.up++
    return row
  }

  /** The session ended or its stale paths go. A session without paths is free at once. */
  end(row: number, state: typeof STALE | typeof DEAD): void {
    const paths = this.paths[row] as number
    if (this.state[row] === UP) this.up--
    if (this.state[row] === STALE) this.stale -= paths
    this.state[row] = state
    this.alive[row] = state === STALE ? 1 : 0
    if (state === DEAD) this.purge[row] = 0 // what a refresh did not bring again does not persist either
    if (state === STALE) this.stale += paths
    else this.dead += paths
    if (paths === 0) this.#release(row)
  }

  /** Paths of the session have come. */
  gain(row: number, count: number): void {
    this.paths[row] = (this.paths[row] as number) + count
    this.total += count
  }

  /** A path of the session has gone; the last one of an ended session frees its number. */
  lose(row: number): void {
    const left = (this.paths[row] as number) - 1
    this.paths[row] = left
    this.total--
    const state = this.state[row]
    if (state === UP) return
    if (state === DEAD) this.dead--
    else this.stale--
    if (left === 0) this.#release(row)
  }

  /** The paths of a family that were not announced since the refresh began are to go. */
  purgeOlder(row: number, family: 4 | 6): void {
    const purged = family === 4 ? this.purged4 : this.purged6
    const refresh = (family === 4 ? this.refresh4 : this.refresh6)[row] as number
    if (purged[row] === refresh) return // no refresh has begun
    purged[row] = refresh
    this.purge[row] = (this.purge[row] as number) | (family === 4 ? 1 : 2)
    this.purges++
  }

  /** All those paths have gone. */
  endPurges(): void {
    if (this.purges > 0) this.purge.fill(0)
    this.purges = 0
  }

  /** All sessions in a state, of one peer or of all. */
  in(state: number, peer?: PeerRow): number[] {
    const rows: number[] = []
    // Asked for every peer of thousands: almost always there is none.
    if (state === STALE && this.stale === 0) return rows
    for (let row = 1; row < this.#high; row++) {
      if (this.state[row] === state && (peer === undefined || this.peer[row] === peer)) rows.push(row)
    }
    return rows
  }

  /** One more than the highest number in use so far. */
  get high(): number {
    return this.#high
  }

  #release(row: number): void {
    this.state[row] = FREE
    this.alive[row] = 0
    this.endpointId[row] = ''
    const peer = this.peer[row] as number
    this.ofPeer[peer] = (this.ofPeer[peer] ?? 0) - 1
    this.#free.push(row)
  }

  #grow(): void {
    const size = Math.min(this.state.length * 2, SESSIONS_MAX + 1)
    const wider = <T extends Uint8Array | Uint16Array | Uint32Array>(larger: T, old: T): T => {
      larger.set(old)
      return larger
    }
    this.state = wider(new Uint8Array(size), this.state)
    this.alive = wider(new Uint8Array(size), this.alive)
    this.peer = wider(new Uint32Array(size), this.peer)
    this.era = wider(new Uint32Array(size), this.era)
    this.external = wider(new Uint8Array(size), this.external)
    this.routerId = wider(new Uint32Array(size), this.routerId)
    this.peerAddress = wider(new Uint32Array(size), this.peerAddress)
    this.paths = wider(new Uint32Array(size), this.paths)
    this.refused = wider(new Uint32Array(size), this.refused)
    this.endOfRib = wider(new Uint8Array(size), this.endOfRib)
    this.refresh4 = wider(new Uint16Array(size), this.refresh4)
    this.refresh6 = wider(new Uint16Array(size), this.refresh6)
    this.purge = wider(new Uint8Array(size), this.purge)
    this.purged4 = wider(new Uint16Array(size), this.purged4)
    this.purged6 = wider(new Uint16Array(size), this.purged6)
  }
}
