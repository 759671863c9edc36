// The parts of one routing engine, put together; rib.ts changes them, the readers (fib.ts, pages.ts, explain.ts,
// snapshot.ts) only look.

import { Attributes } from './attributes.ts'
import { Changes } from './changes.ts'
import { FibSlots } from './fib-slots.ts'
import { Groups } from './groups.ts'
import { Hasher } from './hash.ts'
import { NextHops } from './next-hops.ts'
import type { PeerConfig, RibOptions } from './route.ts'
import { RouteLog } from './route-log.ts'
import { RouteTable } from './route-table.ts'
import type { Shared } from './route-table.ts'
import { Sessions } from './sessions.ts'

export interface Peer {
  readonly config: PeerConfig
  /** The session that is up, 0 for none. */
  session: number
  removed: boolean
}

export class Core implements Shared {
  readonly hasher: Hasher
  readonly sessions = new Sessions()
  readonly nextHops = new NextHops()
  readonly attributes: Attributes
  readonly changes = new Changes(this.nextHops)
  readonly groups: Groups
  readonly routeLog: RouteLog | undefined
  readonly fibSlots = new FibSlots()
  readonly table4: RouteTable
  readonly table6: RouteTable
  readonly peers: Peer[] = []
  routesPerPeerMax: number

  constructor(options: RibOptions) {
    this.hasher = new Hasher(options.seed)
    this.attributes = new Attributes(this.hasher, this.nextHops)
    this.changes.mode = options.changes ?? false
    this.groups = new Groups(this.sessions, this.nextHops, this.changes)
    const peerIdOf = (peer: number): string => this.peers[peer]?.config.peerId ?? ''
    if (options.routeLog === true) this.routeLog = new RouteLog(this.sessions, this.attributes, this.nextHops, peerIdOf)
    this.routesPerPeerMax = options.routesPerPeerMax ?? Infinity
    this.fibSlots.max = options.routesPerServerMax ?? Infinity
    this.table4 = new RouteTable(4, this)
    this.table6 = new RouteTable(6, this)
  }

  /** Slots of the FIB have become free: those who have waited longest get them. */
  promote(): void {
    const { fibSlots } = this
    while (fibSlots.taken < fibSlots.max) {
      const next = fibSlots.dequeue()
      if (next === undefined) return
      this.table(next.family).forwarding.offer(next.prefix)
    }
  }

  table(family: 4 | 6): RouteTable {
    return family === 4 ? this.table4 : this.table6
  }

  /** Octets held by everything whose size depends on routes. */
  get bytes(): number {
    return this.table4.bytes + this.table6.bytes + this.attributes.bytes + this.groups.bytes
  }
}
