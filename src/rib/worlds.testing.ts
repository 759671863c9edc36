// For tests: a route server with peers a, b, c at 10.0.0.1, .2, .3, whose interfaces are eni-1, eni-2, eni-3.

import { present } from '../base/assert.ts'
import { instant } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { Rib } from './rib.ts'
import type { Applied, NextHopOwner, PeerConfig, RibOptions, SessionParameters } from './route.ts'
import { addressOf, drain, entryText, ownerOf, prefixOf, viewOf } from './views.testing.ts'
import type { Said } from './views.testing.ts'

export const OWNERS: readonly NextHopOwner[] = [
  ownerOf('10.0.0.1', 'eni-1'),
  ownerOf('10.0.0.2', 'eni-2'),
  ownerOf('10.0.0.3', 'eni-3'),
  ownerOf('fd00::1', 'eni-1'),
  ownerOf('fd00::2', 'eni-2'),
]

const HOPS: Record<string, string> = { a: '10.0.0.1', b: '10.0.0.2', c: '10.0.0.3' }
const HOPS6: Record<string, string> = { a: 'fd00::1', b: 'fd00::2', c: 'fd00::3' }

export class World {
  readonly rib: Rib
  now: Instant = instant(0)

  constructor(options: Partial<RibOptions> = {}) {
    this.rib = new Rib({ seed: 1, ...options })
    this.rib.setNextHops(OWNERS)
    for (const [i, peerId] of ['a', 'b', 'c'].entries())
      this.add({ peerId, endpointId: 'e1', peerAddress: 0x0a000001 + i })
  }

  add(config: PeerConfig): void {
    this.rib.addPeer(config)
  }

  row(peerId: string): number {
    return present(this.rib.peerRow(peerId), peerId)
  }

  up(peerId: string, parameters: Partial<SessionParameters> = {}): this {
    this.rib.sessionUp(this.row(peerId), { routerId: 1, external: true, ...parameters }, this.now)
    return this
  }

  down(peerId: string): this {
    this.rib.sessionDown(this.row(peerId))
    return this
  }

  /** An UPDATE with the peer's own address as next hop unless it says otherwise. */
  say(peerId: string, said: Said): Readonly<Applied> {
    return this.rib.apply(
      this.row(peerId),
      viewOf({ nextHop: HOPS[peerId] ?? '', nextHop6: HOPS6[peerId] ?? '::', ...said }),
    )
  }

  announce(peerId: string, ...prefixes: readonly string[]): this {
    this.say(peerId, { announce: prefixes })
    return this
  }

  withdraw(peerId: string, ...prefixes: readonly string[]): this {
    this.say(peerId, { withdraw: prefixes })
    return this
  }

  after(seconds: number): this {
    this.now = instant(this.now + seconds * 1_000_000)
    this.rib.clock(this.now)
    return this
  }

  drain(): this {
    drain(this.rib)
    return this
  }

  /** The peer whose path of the prefix is in the FIB, '-' for none. */
  via(prefix: string): string {
    return this.rib.exact(prefixOf(prefix))?.peerId ?? '-'
  }

  entry(prefix: string): string | undefined {
    return entryText(this.rib.exact(prefixOf(prefix)))
  }

  lookup(address: string): string | undefined {
    return entryText(this.rib.lookup(addressOf(address)))
  }
}
