// The octets of all connections, in turns: each connection has its messages handled until its share of the work is used
// up, then the next. UPDATEs of Established sessions go framer, decoder, RIB without an object for each route.

import { present } from '../base/assert.ts'
import type { Instant } from '../base/time.ts'
import { MESSAGE } from '../bgp/iana.ts'
import type { PeeringInput } from '../bgp/peering.ts'
import { UpdateDecoder } from '../bgp/update.ts'
import type { Connection } from './connection.ts'
import type { Peer } from './peer.ts'

/** Units of work for one connection before the next has its turn. */
const QUANTUM = 2_000
/** What a message costs besides its prefixes. */
const MESSAGE_UNITS = 5

type ConnectionInput = Extract<PeeringInput, { type: 'on' }>['input']

/** What comes of messages. */
export interface TurnsOwner {
  readonly input: (connection: Connection, input: ConnectionInput, now: Instant) => void
  /** A peer has brought more than it may, and the limit is a hard one. */
  readonly overLimit: (peer: Peer, now: Instant) => void
  /** Everything that came on the connection has been handled. */
  readonly drained: (connection: Connection) => void
}

export class Turns {
  readonly #owner: TurnsOwner
  readonly #decoder = new UpdateDecoder()
  /** Connections with whole messages that may wait, in the order of their turns. */
  readonly #busy: Connection[] = []

  constructor(owner: TurnsOwner) {
    this.#owner = owner
  }

  /** Whether a connection waits for its turn. */
  get waiting(): boolean {
    return this.#busy.length > 0
  }

  /** Octets have come. They wait for their turn. */
  push(connection: Connection, bytes: Uint8Array): void {
    connection.framer.push(bytes)
    if (connection.busy) return
    connection.busy = true
    this.#busy.push(connection)
  }

  /** Everything that has come on a connection, at once. */
  finish(connection: Connection, now: Instant): void {
    while (connection.busy && !connection.closed) this.#read(connection, QUANTUM, now)
  }

  /** Does about `units` of what waits; returns how many are left. */
  take(units: number, now: Instant): number {
    let left = units
    for (let connection = this.#busy[0]; left > 0 && connection !== undefined; connection = this.#busy[0]) {
      left -= this.#read(connection, Math.min(left, QUANTUM), now)
      // Its turn is over; others come first.
      this.#busy.shift()
      if (connection.busy) this.#busy.push(connection)
    }
    return left
  }

  /** Handles messages of a connection until about `units` are used up; returns how many were. */
  #read(connection: Connection, units: number, now: Instant): number {
    const { framer } = connection
    let used = 0
    let updates = false
    while (used < units && !connection.closed) {
      const framed = framer.next()
      if (framed === 'wanting') {
        connection.busy = false
        this.#owner.drained(connection)
        break
      }
      if (framed === 'bad') {
        const notification = present(framer.notification, 'a bad header earns a notification')
        this.#owner.input(connection, { type: 'malformed', notification, why: 'malformed message header' }, now)
        break
      }
      used += MESSAGE_UNITS
      if (framer.type === MESSAGE.UPDATE && connection.rules !== undefined) {
        updates = true
        used += this.#update(connection, now)
      } else {
        const { type: message, bytes, start, end } = framer
        this.#owner.input(connection, { type: 'message', message, bytes, start, end }, now)
      }
    }
    if (connection.closed) connection.busy = false
    // One restart of the hold timer serves for all updates of a turn.
    if (updates && !connection.closed) this.#owner.input(connection, { type: 'updates' }, now)
    return Math.max(1, used)
  }

  /** One UPDATE of an Established session; returns how many prefixes it had. */
  #update(connection: Connection, now: Instant): number {
    const { framer, peer, rules } = connection
    const view = this.#decoder.decode(framer.bytes, framer.start, framer.end, present(rules, 'rules'))
    peer.counters.updates++
    if (view.outcome === 'session-reset') {
      const notification = present(view.notification, 'a reset has a notification')
      this.#owner.input(connection, { type: 'malformed', notification, why: view.why }, now)
      return 1
    }
    if (view.outcome === 'treat-as-withdraw') peer.counters.malformed++
    const applied = peer.server.rib.apply(peer.row, view)
    if (view.endOfRib !== 0) {
      this.#owner.input(connection, { type: 'updates', endOfRib: view.endOfRib }, now)
    }
    peer.applied(applied.refused, applied.withdrawn, now)
    if (applied.refused > 0 && peer.server.config.limits.mode === 'hard') this.#owner.overLimit(peer, now)
    return view.announced4.count + view.announced6.count + view.withdrawn4.count + view.withdrawn6.count
  }
}
