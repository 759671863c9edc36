// Which route servers, endpoints and peers the router has, and what a new configuration changes in that. It finds the
// differences; the router acts on them.

import type { Seed } from '../base/prng.ts'
import { sec } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { SessionConfiguration } from '../bfd/worker-protocol.ts'
import { present } from '../base/assert.ts'
import type { Listening, RouterEffect } from './effects.ts'
import { Ghosts } from './ghosts.ts'
import { nextHopOwners } from './next-hops.ts'
import { Peer, bfdSession } from './peer.ts'
import type { DesiredBfd, DesiredBgp, DesiredEndpoint, DesiredInterface, DesiredPeer, DesiredVpc } from './protocol.ts'
import { RouteServer } from './route-server.ts'
import type { Saved } from './route-server.ts'

/** What the inventory needs of its router. */
export interface InventoryOwner {
  readonly nextSeed: () => Seed
  readonly added: (peer: Peer, now: Instant) => void
  readonly removed: (peer: Peer, now: Instant) => void
}

interface Endpoint {
  readonly config: DesiredEndpoint
  readonly listening: Listening
}

/** Connections that an endpoint takes beyond two for each of its peers. */
const CONNECTIONS_SPARE = 64

export class Inventory {
  readonly servers = new Map<string, RouteServer>()
  readonly endpoints = new Map<string, Endpoint>()
  readonly peers = new Map<string, Peer>()
  readonly #owner: InventoryOwner
  readonly #byAddress = new Map<string, Peer>()
  readonly #ghosts = new Ghosts()
  #interfaces = new Map<string, DesiredInterface>()
  #desired: DesiredVpc | undefined

  constructor(owner: InventoryOwner) {
    this.#owner = owner
  }

  get bgp(): DesiredBgp {
    return present(this.#desired, 'configuration').bgp
  }

  /** Whether the lines of the peer logs are wanted. */
  get logs(): boolean {
    return this.#desired?.logRoutes === true
  }

  get bfd(): DesiredBfd {
    return present(this.#desired, 'configuration').bfd
  }

  /** The peer of an endpoint whose connections come from an address in host form. */
  peerAt(endpointId: string, hostAddress: string): Peer | undefined {
    return this.#byAddress.get(`${endpointId} ${hostAddress}`)
  }

  bfdSessions(): readonly SessionConfiguration[] {
    return [...this.peers.values()].flatMap((peer) => bfdSession(peer, this.bfd) ?? [])
  }

  /** Takes a configuration over. What must go goes before what comes. */
  configure(desired: DesiredVpc, now: Instant, saved?: ReadonlyMap<string, Saved>): readonly RouterEffect[] {
    const before = this.#desired
    this.#desired = desired
    this.#interfaces = new Map(desired.interfaces.map((eni) => [eni.eniId, eni]))
    this.#ghosts.changed(before?.interfaces ?? [], desired.interfaces, this.#inUse)
    this.#removePeers(desired, now)
    const effects = this.#unlisten(desired)
    this.#configureServers(desired)
    const fresh = this.#addServers(desired)
    this.#setNextHops(desired, before, fresh)
    this.#addPeers(desired, now)
    for (const server of fresh) {
      const kept = saved?.get(server.id)
      if (kept !== undefined) server.restore(kept, now, sec(desired.bgp.restartGraceSeconds))
    }
    return [...effects, ...this.#listen(desired), ...this.#reconfigureBfd(desired, before)]
  }

  #removePeers(desired: DesiredVpc, now: Instant): void {
    const wanted = new Map(desired.peers.map((peer) => [peer.peerId, peer]))
    for (const [peerId, peer] of this.peers) {
      const config = wanted.get(peerId)
      if (config !== undefined && JSON.stringify(config) === peer.configText) continue
      this.#owner.removed(peer, now)
      this.peers.delete(peerId)
      this.#byAddress.delete(addressKey(peer.config))
    }
  }

  #addPeers(desired: DesiredVpc, now: Instant): void {
    const endpoints = new Map(desired.endpoints.map((endpoint) => [endpoint.endpointId, endpoint]))
    for (const config of desired.peers) {
      const endpoint = endpoints.get(config.endpointId)
      const server = this.servers.get(config.routeServerId)
      if (endpoint === undefined || server === undefined || this.peers.has(config.peerId)) continue
      const peer = new Peer(config, endpoint, server, desired.bgp, this.#owner.nextSeed())
      this.peers.set(config.peerId, peer)
      this.#byAddress.set(addressKey(config), peer)
      this.#owner.added(peer, now)
    }
  }

  #configureServers(desired: DesiredVpc): void {
    const wanted = new Map(desired.routeServers.map((server) => [server.routeServerId, server]))
    for (const [id, server] of this.servers) {
      const config = wanted.get(id)
      if (config === undefined) this.servers.delete(id)
      else server.configure(config)
    }
  }

  #addServers(desired: DesiredVpc): RouteServer[] {
    const added: RouteServer[] = []
    for (const config of desired.routeServers) {
      if (this.servers.has(config.routeServerId)) continue
      const options = { seed: this.#owner.nextSeed(), routeLog: desired.logRoutes }
      const server = new RouteServer(config, options, (eniId) => this.#interfaces.get(eniId)?.active === true)
      this.servers.set(config.routeServerId, server)
      added.push(server)
    }
    return added
  }

  #setNextHops(desired: DesiredVpc, before: DesiredVpc | undefined, fresh: readonly RouteServer[]): void {
    const same = before !== undefined && sameNextHops(before, desired)
    const owners = same && fresh.length === 0 ? [] : this.#owners(desired)
    for (const server of same ? fresh : this.servers.values()) server.setNextHops(owners)
  }

  #owners(desired: DesiredVpc): ReturnType<typeof nextHopOwners> {
    return nextHopOwners([...desired.interfaces, ...this.#ghosts.interfaces], desired.addressForms)
  }

  get #inUse(): boolean {
    return [...this.servers.values()].some((server) => server.sessionsUp > 0 || server.rib.persist.persisted)
  }

  /** A session has ended, or persisted routes have gone: what was kept for routes to deleted interfaces may go. */
  released(peer?: Peer): void {
    const { persisted } = peer?.server.rib.persist ?? { persisted: false }
    const changed = this.#inUse
      ? peer !== undefined && !persisted && this.#ghosts.gone(peer.config.address)
      : this.#ghosts.clear()
    if (!changed || this.#desired === undefined) return
    const owners = this.#owners(this.#desired)
    for (const server of this.servers.values()) server.setNextHops(owners)
  }

  #unlisten(desired: DesiredVpc): RouterEffect[] {
    const wanted = new Map(desired.endpoints.map((endpoint) => [endpoint.endpointId, listeningOf(endpoint, desired)]))
    const effects: RouterEffect[] = []
    for (const [endpointId, { listening }] of this.endpoints) {
      const now = wanted.get(endpointId)
      if (now !== undefined && placeOf(now) === placeOf(listening)) continue
      this.endpoints.delete(endpointId)
      effects.push({ type: 'unlisten', endpointId })
    }
    return effects
  }

  #listen(desired: DesiredVpc): RouterEffect[] {
    const effects: RouterEffect[] = []
    for (const config of desired.endpoints) {
      const listening = listeningOf(config, desired)
      const before = this.endpoints.get(config.endpointId)?.listening
      if (JSON.stringify(before) === JSON.stringify(listening)) continue
      this.endpoints.set(config.endpointId, { config, listening })
      effects.push({ type: 'listen', listening })
    }
    return effects
  }

  #reconfigureBfd(desired: DesiredVpc, before: DesiredVpc | undefined): RouterEffect[] {
    if (before === undefined || JSON.stringify(before.bfd) === JSON.stringify(desired.bfd)) return []
    const sessions = this.bfdSessions()
    return sessions.length === 0 ? [] : [{ type: 'bfdConfigure', sessions }]
  }
}

const addressKey = (peer: DesiredPeer): string => `${peer.endpointId} ${peer.hostAddress}`

/** What cannot be changed while it listens. */
const placeOf = ({ address, port, ttlSecurity }: Listening): string => `${address} ${port} ${ttlSecurity}`

function listeningOf(endpoint: DesiredEndpoint, desired: DesiredVpc): Listening {
  const peers = desired.peers.filter((peer) => peer.endpointId === endpoint.endpointId)
  return {
    endpointId: endpoint.endpointId,
    address: endpoint.hostAddress,
    port: desired.bgp.port,
    // In steps, so that not every peer that is added moves the limit.
    connectionsMax: Math.ceil((CONNECTIONS_SPARE + peers.length * 2) / 256) * 256,
    ttlSecurity: desired.bgp.ttlSecurity,
    md5: peers.flatMap(({ hostAddress: peer, md5Key: key }) => (key === undefined ? [] : [{ peer, key }])),
  }
}

const sameNextHops = (a: DesiredVpc, b: DesiredVpc): boolean =>
  JSON.stringify([a.interfaces, a.addressForms]) === JSON.stringify([b.interfaces, b.addressForms])
