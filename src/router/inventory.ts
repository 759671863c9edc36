// Which route servers, endpoints and peers the router has, and what a new configuration changes in that. It finds the
// differences and looks at nothing else; the router acts on them.

import type { Seed } from '../base/prng.ts'
import { sec } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { SessionConfiguration } from '../bfd/worker-protocol.ts'
import { present } from '../base/assert.ts'
import { changeOf, nothingDesired } from './desired-change.ts'
import type { DesiredChange } from './desired-change.ts'
import type { Listening, RouterEffect } from './effects.ts'
import { Ghosts } from './ghosts.ts'
import { NextHopTable } from './next-hops.ts'
import { Peer, bfdSession } from './peer.ts'
import type { DesiredBfd, DesiredBgp, DesiredEndpoint, DesiredInterface, DesiredPeer, DesiredVpc } from './protocol.ts'
import { RouteServer } from './route-server.ts'
import type { Saved } from './route-server.ts'

/** What the inventory needs of its router. */
export interface InventoryOwner {
  readonly nextSeed: () => Seed
  readonly added: (peer: Peer, now: Instant) => void
  readonly removed: (peer: Peer, now: Instant) => void
  /** The limits of a route server are others. */
  readonly limited: (server: RouteServer, now: Instant) => void
}

interface Endpoint {
  readonly config: DesiredEndpoint
  readonly listening: Listening
}

/** What is to be known of the peers of an endpoint before they connect: how many, and their keys by address (RFC 2385). */
interface Expected {
  readonly peers: number
  readonly keys: Map<string, string>
}

/** Connections that an endpoint takes beyond two for each of its peers. */
const CONNECTIONS_SPARE = 64

export class Inventory {
  readonly servers = new Map<string, RouteServer>()
  readonly endpoints = new Map<string, Endpoint>()
  readonly peers = new Map<string, Peer>()
  readonly #owner: InventoryOwner
  readonly #byAddress = new Map<string, Peer>()
  readonly #expected = new Map<string, Expected>()
  readonly #ghosts = new Ghosts()
  readonly #interfaces = new Map<string, DesiredInterface>()
  #nextHops = new NextHopTable([])
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
    const before = this.#desired ?? nothingDesired(desired)
    const isFirst = this.#desired === undefined
    const change = changeOf(before, desired) ?? {}
    this.#desired = desired
    this.#removePeers(change, now)
    const effects = this.#unlisten(desired, change)
    this.#configureServers(change, now)
    const fresh = this.#addServers(desired)
    this.#changeInterfaces(change)
    if (isFirst || change.rest?.addressForms !== undefined) this.#renewNextHops()
    else this.#changeNextHops(fresh)
    this.#addPeers(change, now)
    for (const server of fresh) {
      const kept = saved?.get(server.id)
      if (kept !== undefined) server.restore(kept, now, sec(desired.bgp.restartGraceSeconds))
    }
    return [...effects, ...this.#listen(desired, change), ...this.#reconfigureBfd(change)]
  }

  #removePeers({ peers }: DesiredChange, now: Instant): void {
    for (const peerId of [...(peers?.gone ?? []), ...(peers?.put ?? []).map((config) => config.peerId)]) {
      const peer = this.peers.get(peerId)
      if (peer === undefined) continue
      this.#owner.removed(peer, now)
      this.peers.delete(peerId)
      this.#byAddress.delete(addressKey(peer.config))
      this.#expect(peer.config, -1)
    }
  }

  /** A peer came to its endpoint (1) or went (-1). */
  #expect({ endpointId, hostAddress, md5Key }: DesiredPeer, more: 1 | -1): void {
    const { peers, keys } = this.#expected.get(endpointId) ?? nobody()
    if (more === -1) keys.delete(hostAddress)
    else if (md5Key !== undefined) keys.set(hostAddress, md5Key)
    this.#expected.set(endpointId, { peers: peers + more, keys })
  }

  #addPeers(change: DesiredChange, now: Instant): void {
    const { endpoints, peers, bgp } = present(this.#desired, 'configuration')
    const places = new Map(endpoints.map((endpoint) => [endpoint.endpointId, endpoint]))
    const isNewPlace = change.endpoints !== undefined || change.routeServers !== undefined
    // A peer may have waited for its endpoint.
    for (const config of isNewPlace ? peers : (change.peers?.put ?? [])) {
      const endpoint = places.get(config.endpointId)
      const server = this.servers.get(config.routeServerId)
      if (endpoint === undefined || server === undefined || this.peers.has(config.peerId)) continue
      const peer = new Peer(config, endpoint, server, bgp, this.#owner.nextSeed())
      this.peers.set(config.peerId, peer)
      this.#byAddress.set(addressKey(config), peer)
      this.#expect(config, 1)
      this.#owner.added(peer, now)
    }
  }

  #configureServers({ routeServers }: DesiredChange, now: Instant): void {
    for (const id of routeServers?.gone ?? []) this.servers.delete(id)
    for (const config of routeServers?.put ?? []) {
      const server = this.servers.get(config.routeServerId)
      if (server?.configure(config) === true) this.#owner.limited(server, now)
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

  #changeInterfaces({ interfaces }: DesiredChange): void {
    const { put = [], gone = [] } = interfaces ?? {}
    const lost = gone.flatMap((eniId) => this.#interfaces.get(eniId) ?? [])
    this.#ghosts.changed(put, lost, this.#inUse)
    for (const eni of [...lost, ...put.flatMap(({ eniId }) => this.#interfaces.get(eniId) ?? [])]) {
      this.#nextHops.remove(eni)
      this.#interfaces.delete(eni.eniId)
    }
    for (const eni of put) {
      this.#nextHops.add(eni)
      this.#interfaces.set(eni.eniId, eni)
    }
  }

  /** Addresses have other forms: all of them are read again. */
  #renewNextHops(): void {
    const { interfaces, addressForms } = present(this.#desired, 'configuration')
    this.#nextHops = new NextHopTable(addressForms)
    for (const eni of interfaces) this.#nextHops.add(eni)
    this.#ghosts.claim(this.#nextHops)
    this.#nextHops.takeChanges()
    for (const server of this.servers.values()) server.rib.setNextHops(this.#nextHops.owners())
  }

  #changeNextHops(fresh: readonly RouteServer[] = []): void {
    this.#ghosts.claim(this.#nextHops)
    const changes = this.#nextHops.takeChanges()
    for (const server of this.servers.values()) {
      if (fresh.includes(server)) server.rib.setNextHops(this.#nextHops.owners())
      else if (changes.length > 0) server.rib.changeNextHops(changes)
    }
  }

  get #inUse(): boolean {
    return [...this.servers.values()].some((server) => server.sessionsUp > 0 || server.rib.persist.persisted)
  }

  /** A session has ended, or persisted routes have gone: what was kept for routes to deleted interfaces may go. */
  released(peer?: Peer): void {
    const { persisted } = peer?.server.rib.persist ?? { persisted: false }
    if (!this.#inUse) this.#ghosts.clear()
    else if (peer !== undefined && !persisted) this.#ghosts.gone(peer.config.address)
    if (this.#desired !== undefined) this.#changeNextHops()
  }

  #unlisten(desired: DesiredVpc, change: DesiredChange): RouterEffect[] {
    const effects: RouterEffect[] = []
    for (const endpointId of this.#touchedEndpoints(change)) {
      const before = this.endpoints.get(endpointId)
      const config = desired.endpoints.find((endpoint) => endpoint.endpointId === endpointId)
      if (before === undefined) continue
      if (config !== undefined && placeOf(listeningOf(config, nobody(), desired)) === placeOf(before.listening))
        continue
      this.endpoints.delete(endpointId)
      effects.push({ type: 'unlisten', endpointId })
    }
    return effects
  }

  /** Endpoints whose place may be another, or which are gone. */
  #touchedEndpoints({ endpoints, rest }: DesiredChange): readonly string[] {
    if (rest?.bgp !== undefined) return [...this.endpoints.keys()]
    return [...(endpoints?.gone ?? []), ...(endpoints?.put ?? []).map((endpoint) => endpoint.endpointId)]
  }

  #listen(desired: DesiredVpc, change: DesiredChange): RouterEffect[] {
    if (change.endpoints === undefined && change.peers === undefined && change.rest?.bgp === undefined) return []
    const effects: RouterEffect[] = []
    for (const config of desired.endpoints) {
      const listening = listeningOf(config, this.#expected.get(config.endpointId) ?? nobody(), desired)
      const before = this.endpoints.get(config.endpointId)?.listening
      if (JSON.stringify(before) === JSON.stringify(listening)) continue
      this.endpoints.set(config.endpointId, { config, listening })
      effects.push({ type: 'listen', listening })
    }
    return effects
  }

  #reconfigureBfd({ rest }: DesiredChange): RouterEffect[] {
    if (rest?.bfd === undefined) return []
    const sessions = this.bfdSessions()
    return sessions.length === 0 ? [] : [{ type: 'bfdConfigure', sessions }]
  }
}

const nobody = (): Expected => ({ peers: 0, keys: new Map() })

const addressKey = (peer: DesiredPeer): string => `${peer.endpointId} ${peer.hostAddress}`

/** What cannot be changed while it listens. */
const placeOf = ({ address, port, ttlSecurity }: Listening): string => `${address} ${port} ${ttlSecurity}`

function listeningOf(endpoint: DesiredEndpoint, { peers, keys }: Expected, desired: DesiredVpc): Listening {
  return {
    endpointId: endpoint.endpointId,
    address: endpoint.hostAddress,
    port: desired.bgp.port,
    // In steps, so that not every peer that is added moves the limit.
    connectionsMax: Math.ceil((CONNECTIONS_SPARE + peers * 2) / 256) * 256,
    ttlSecurity: desired.bgp.ttlSecurity,
    md5: [...keys].map(([peer, key]) => ({ peer, key })),
  }
}
