// What peers announced and withdrew, prefix by prefix, for peer logging (behaviour reference 10.2). An entry keeps its
// attribute set until it is read, so that what is logged is what was said. When nobody reads, the oldest stay and the
// rest is counted.

import type { Prefix } from '../base/ip.ts'
import { MED } from './attributes.ts'
import type { Attributes } from './attributes.ts'
import type { NextHops } from './next-hops.ts'
import type { Prefixes } from './prefixes.ts'
import type { RouteEvent } from './route.ts'
import type { Sessions } from './sessions.ts'

const ENTRIES_MAX = 1 << 16
const TYPES = ['WITHDRAWN', 'ADVERTISED', 'UPDATED'] as const

interface Entry {
  readonly type: (typeof TYPES)[number]
  readonly peerId: string
  readonly prefix: Prefix
  readonly attribute: number
}

export class RouteLog {
  readonly #sessions: Sessions
  readonly #attributes: Attributes
  readonly #nextHops: NextHops
  readonly #peerIdOf: (peer: number) => string
  #entries: Entry[] = []
  /** Events that found no room. */
  dropped = 0

  constructor(sessions: Sessions, attributes: Attributes, nextHops: NextHops, peerIdOf: (peer: number) => string) {
    this.#sessions = sessions
    this.#attributes = attributes
    this.#nextHops = nextHops
    this.#peerIdOf = peerIdOf
  }

  /** `type`: 0 withdrawn, 1 announced, 2 replaced (the outcomes of route-table.ts). */
  add(type: number, prefixes: Prefixes, row: number, session: number, attribute: number): void {
    if (this.#entries.length >= ENTRIES_MAX) {
      this.dropped++
      return
    }
    this.#attributes.retain(attribute, 1)
    const peerId = this.#peerIdOf(this.#sessions.peer[session] as number)
    this.#entries.push({ type: TYPES[type] ?? 'UPDATED', peerId, prefix: prefixes.prefix(row), attribute })
  }

  /** The oldest events, at most `limit`. */
  drain(limit: number): RouteEvent[] {
    const taken = this.#entries.slice(0, limit)
    this.#entries = this.#entries.slice(limit)
    return taken.map(({ type, peerId, prefix, attribute }) => {
      const attributes = this.#attributes
      const med = attributes.hasMed(attribute) ? attributes.rows.get(attribute, MED) : undefined
      const nextHop = this.#nextHops.shown(attributes.nextHopOf(attribute))
      const event = { type, peerId, prefix, med, nextHop, attributes: attributes.bytesOf(attribute) }
      attributes.release(attribute)
      return event
    })
  }
}
