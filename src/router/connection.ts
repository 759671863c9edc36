// One TCP connection of a peer: its octets cut into messages, and what the UPDATE decoder must know of the session.

import { Framer } from '../bgp/framer.ts'
import type { UpdateRules } from '../bgp/update-work.ts'
import type { ConnectionId } from './effects.ts'
import type { Peer } from './peer.ts'

export class Connection {
  readonly id: ConnectionId
  readonly peer: Peer
  readonly framer = new Framer()
  /** Set while the session on this connection is Established. */
  rules: UpdateRules | undefined
  /** Whole messages may be waiting: it is in the queue of the router. */
  busy = false
  /** The router has closed it; the driver will say when it is gone. */
  closed = false

  constructor(id: ConnectionId, peer: Peer) {
    this.id = id
    this.peer = peer
  }
}
