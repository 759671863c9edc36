// For tests: a routing engine as one would write it first, with Maps and objects and everything recomputed at every
// question. The simulation compares the real one with it. Limits of the FIB are not here: they depend on history.

import { comparePrefixes, formatAddress, formatPrefix } from '../base/ip.ts'
import type { Prefix } from '../base/ip.ts'
import type { NextHopOwner, PeerConfig, SessionParameters } from './route.ts'
import { addressOf, prefixOf } from './views.testing.ts'
import type { Said } from './views.testing.ts'

export interface NaivePath {
  readonly prefix: Prefix
  readonly config: PeerConfig
  readonly session: SessionParameters
  readonly era: number
  stale: boolean
  readonly said: Said
  /** Which refresh of the session it was last announced in. */
  refresh: number
}

interface NaivePeer {
  readonly config: PeerConfig
  session: SessionParameters | undefined
  readonly paths: Map<string, NaivePath>
  refresh: { 4: number; 6: number }
}

export class NaiveRib {
  readonly peers = new Map<string, NaivePeer>()
  owners = new Map<string, NextHopOwner>()
  routesPerPeerMax = Infinity
  persist = { enabled: false, minutes: 1 }
  phase: 'live' | 'persisted' | 'unpersisting' | 'restarted' = 'live'
  endsAt = Infinity
  era = 1
  refused = 0

  addPeer(config: PeerConfig): void {
    this.peers.set(config.peerId, { config, session: undefined, paths: new Map(), refresh: { 4: 0, 6: 0 } })
  }

  get up(): number {
    return [...this.peers.values()].filter((peer) => peer.session !== undefined).length
  }

  get paths(): NaivePath[] {
    return [...this.peers.values()].flatMap((peer) => [...peer.paths.values()])
  }

  removePeer(id: string): void {
    const wasUp = this.peer(id).session !== undefined
    this.peers.delete(id)
    if (wasUp && this.up === 0) this.#allDown()
    else if (this.phase === 'persisted' && this.paths.length === 0) this.phase = 'live'
  }

  peer(id: string): NaivePeer {
    return this.peers.get(id) as NaivePeer
  }

  sessionUp(id: string, session: SessionParameters, now: number): void {
    if (this.up === 0 && this.phase === 'persisted') {
      this.phase = 'unpersisting'
      this.endsAt = now + this.persist.minutes * 60_000_000
    }
    this.peer(id).session = session
    this.peer(id).refresh = { 4: 0, 6: 0 }
  }

  sessionDown(id: string): void {
    const peer = this.peer(id)
    peer.session = undefined
    if (this.up > 0 || !this.persist.enabled) peer.paths.clear()
    if (this.up === 0) this.#allDown()
  }

  #allDown(): void {
    if (!this.persist.enabled) return
    this.endsAt = Infinity
    if (this.paths.length === 0) {
      this.phase = 'live'
      return
    }
    this.phase = 'persisted'
    this.era++
    for (const path of this.paths) path.stale = true
  }

  apply(id: string, said: Said): void {
    const peer = this.peer(id)
    const announce = [...new Set((said.announce ?? []).map((text) => formatPrefix(prefixOf(text))))]
    const withdraw = (said.withdraw ?? []).map((text) => formatPrefix(prefixOf(text)))
    if (said.outcome === 'session-reset') return
    if (said.outcome === 'treat-as-withdraw') {
      for (const text of [...announce, ...withdraw]) peer.paths.delete(text)
      return
    }
    for (const text of withdraw) if (!announce.includes(text)) peer.paths.delete(text)
    // IPv4 first, as the engine does: it matters at a limit.
    const ordered = (said.announce ?? []).map(prefixOf).sort((a, b) => a.family - b.family)
    for (const prefix of ordered) this.#announce(peer, formatPrefix(prefix), said)
  }

  #announce(peer: NaivePeer, text: string, said: Said): void {
    const prefix = prefixOf(text)
    const before = peer.paths.get(text)
    const fresh = (): number => [...peer.paths.values()].filter((path) => !path.stale).length
    const isMore = before === undefined || before.stale
    if (isMore && this.routesPerPeerMax < Infinity && fresh() >= this.routesPerPeerMax) {
      this.refused++
      return
    }
    const session = peer.session as SessionParameters
    const refresh = peer.refresh[prefix.family]
    peer.paths.set(text, { prefix, config: peer.config, session, era: this.era, stale: false, said, refresh })
  }

  refreshBegin(id: string, family: 4 | 6): void {
    this.peer(id).refresh[family]++
  }

  refreshEnd(id: string, family: 4 | 6): void {
    const peer = this.peer(id)
    for (const [text, path] of peer.paths) {
      if (!path.stale && path.prefix.family === family && path.refresh < peer.refresh[family]) peer.paths.delete(text)
    }
  }

  setPersist(enabled: boolean, minutes: number): void {
    this.persist = { enabled, minutes }
    if (!enabled && (this.phase === 'persisted' || this.phase === 'unpersisting')) this.#dropStale()
    else if (enabled && this.phase === 'restarted' && this.up === 0 && this.paths.length > 0) {
      this.phase = 'persisted'
      this.endsAt = Infinity
    }
  }

  resetPersisted(): void {
    if (this.phase !== 'live') this.#dropStale()
  }

  clock(now: number): void {
    if (now >= this.endsAt) this.#dropStale()
  }

  #dropStale(): void {
    this.phase = 'live'
    this.endsAt = Infinity
    for (const peer of this.peers.values()) {
      for (const [text, path] of peer.paths) if (path.stale) peer.paths.delete(text)
    }
  }

  /** The process starts again with the routes that it had. */
  restart(now: number, grace: number): void {
    for (const peer of this.peers.values()) peer.session = undefined
    for (const path of this.paths) path.stale = true
    this.era++
    this.phase = 'live'
    this.endsAt = Infinity
    if (this.paths.length === 0) return
    this.phase = this.persist.enabled ? 'persisted' : 'restarted'
    if (!this.persist.enabled) this.endsAt = now + grace
  }

  // --- questions

  ownerOf(path: NaivePath): NextHopOwner | undefined {
    if (path.prefix.family === 4) return this.owners.get(path.said.nextHop ?? '')
    const hop = path.said.nextHop6 ?? '::'
    if (hop === 'link-local') return this.owners.get(formatAddress({ family: 4, words: [path.config.peerAddress] }))
    return this.owners.get(hop.startsWith('::ffff:') ? hop.slice(7) : formatAddress(addressOf(hop)))
  }

  whyUnusable(path: NaivePath): string | undefined {
    if (path.said.summary?.looped === true) return 'as-loop'
    const owner = this.ownerOf(path)
    return owner === undefined ? 'next-hop-not-in-vpc' : owner.endpoint === true ? 'next-hop-is-endpoint' : undefined
  }

  /** The values of the rules of 8.5; the lower list is the better path. */
  rank(path: NaivePath): (number | string)[] {
    const { said, session, config } = path
    const summary = said.summary ?? {}
    return [
      -path.era,
      -(summary.gracefulShutdown === true ? 0 : (summary.localPref ?? 100)),
      summary.asPathLength ?? 1,
      summary.origin ?? 0,
      said.med ?? 0,
      session.external ? 0 : 1,
      session.routerId,
      config.peerAddress,
      config.endpointId,
    ]
  }

  /** Index of the first rule by which they differ. */
  firstDifference(a: NaivePath, b: NaivePath): number {
    const y = this.rank(b)
    return this.rank(a).findIndex((value, i) => value !== y[i])
  }

  best(paths: readonly NaivePath[]): NaivePath | undefined {
    const usable = paths.filter((path) => this.whyUnusable(path) === undefined)
    usable.sort((a, b) => {
      const i = this.firstDifference(a, b)
      return (this.rank(a)[i] as number) < (this.rank(b)[i] as number) ? -1 : 1
    })
    return usable[0]
  }

  /** Prefixes in order, each with its paths. */
  byPrefix(): { readonly prefix: Prefix; readonly paths: NaivePath[] }[] {
    const groups = new Map<string, { prefix: Prefix; paths: NaivePath[] }>()
    for (const path of this.paths) {
      const text = formatPrefix(path.prefix)
      const group = groups.get(text) ?? { prefix: path.prefix, paths: [] }
      group.paths.push(path)
      groups.set(text, group)
    }
    return [...groups.values()].sort((a, b) => comparePrefixes(a.prefix, b.prefix))
  }
}
