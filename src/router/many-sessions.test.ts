// Thousands of sessions in one VPC, in simulated time: what is counted is work, not seconds.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { present } from '../base/assert.ts'
import { after, instant, ms, sec } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { parseIpv4 } from '../base/ip.ts'
import { MESSAGE } from '../bgp/iana.ts'
import { encodeKeepalive, encodeMessage } from '../bgp/message.ts'
import { encodeOpen, openOf } from '../bgp/open.ts'
import type { DesiredPeer, DesiredVpc } from './protocol.ts'
import { routerSamples } from './metrics.ts'
import { Router } from './router.ts'
import type { RouteServer } from './route-server.ts'

const SESSIONS = 3_000
const ROUTES = 10
const ASN = 65001

test('3,000 sessions come up, keep their keepalives on time, and 1,000 that are cut take exactly their routes along', () => {
  const world = new World(SESSIONS)
  world.connectAll()
  assert.equal(world.up(), SESSIONS)
  assert.equal(world.server.rib.counts().fibRoutes, SESSIONS * ROUTES)
  assert.ok(world.statusReports <= SESSIONS * 4, `a few reports for each session, not ${world.statusReports}`)
  world.live(sec(60))
  assert.equal(world.up(), SESSIONS, 'no hold timer ran out')
  assert.ok(world.longestSilence <= sec(5), `a keepalive at least every five seconds: ${world.longestSilence}`)
  assert.ok(world.mostAtOnce <= 64, `no call of clock or work is long: ${world.mostAtOnce} messages`)

  const reported = world.statusReports
  for (let i = 0; i < 1_000; i++) world.cut(i * 3)
  world.settle()
  assert.equal(world.up(), SESSIONS - 1_000)
  assert.equal(world.server.rib.counts().fibRoutes, (SESSIONS - 1_000) * ROUTES)
  for (let i = 0; i < SESSIONS; i++) {
    const { paths } = world.server.rib.peerCounts(world.peer(i).row)
    assert.equal(paths, i % 3 === 0 && i < 3_000 ? 0 : ROUTES, `peer ${i}`)
  }
  assert.equal(world.statusReports - reported, 1_000, 'one report for each')
  world.connectAll()
  assert.equal(world.up(), SESSIONS, 'all are back')
  assert.equal(world.server.rib.counts().fibRoutes, SESSIONS * ROUTES)
})

test('a peer and an interface more or less cost the same among ten and among thousands', () => {
  const costs = [10, SESSIONS].map((count) => {
    const reads = { count: 0 }
    const world = new World(count, reads)
    const { desired } = world
    reads.count = 0
    world.configure({
      ...desired,
      interfaces: [...desired.interfaces.slice(1), counted(eniOf(count), reads)],
      peers: [...desired.peers.slice(1), counted(peerOf(count), reads)],
    })
    assert.equal(world.router.peers.size, count)
    return reads.count
  })
  assert.ok((costs[0] as number) > 10, 'reads are counted')
  assert.equal(costs[1], costs[0])
})

test('what is counted about thousands of peers comes in parts of a bounded size', () => {
  const parts = [...routerSamples(new World(1_050).router, 'vpc-1')]
  assert.ok(parts.every((part) => part.length <= 900))
  assert.equal(parts.flat().filter((sample) => sample.name === 'vrs_peer_bgp_up').length, 1_050)
})

class World {
  readonly router = new Router({ seed: 7, wallClock: (at) => at })
  desired: DesiredVpc
  now: Instant = instant(0)
  statusReports = 0
  /** The longest time between two messages to a peer that is up. */
  longestSilence = 0
  /** The most messages that one call of clock or work sent. */
  mostAtOnce = 0
  #lastConnection = 0
  readonly #peerOfConnection = new Map<number, number>()
  readonly #connectionOfPeer = new Map<number, number>()
  readonly #heardAt = new Map<number, Instant>()

  constructor(count: number, reads = { count: 0 }) {
    const peers = Array.from({ length: count }, (_, i) => i)
    this.desired = vpc(
      peers.map((i) => counted(eniOf(i), reads)),
      peers.map((i) => counted(peerOf(i), reads)),
    )
    this.configure(this.desired)
  }

  get server(): RouteServer {
    return present(this.router.servers.get('rs-1'), 'route server')
  }

  peer(i: number) {
    return present(this.router.peers.get(`rsp-${i}`), `peer ${i}`)
  }

  up(): number {
    return [...this.router.peers.values()].filter((peer) => peer.isUp).length
  }

  configure(desired: DesiredVpc): void {
    this.desired = desired
    this.router.configure(desired, this.now)
    this.#perform()
  }

  /** Every device that has no session opens one and announces its routes, all together. */
  connectAll(): void {
    const fresh = this.desired.peers.map((_, i) => i).filter((i) => !this.#connectionOfPeer.has(i))
    for (const i of fresh) {
      const id = ++this.#lastConnection
      this.#peerOfConnection.set(id, i)
      this.#connectionOfPeer.set(i, id)
      this.router.opened(id, endpointOf(i), hostOf(i), this.now)
      this.router.received(id, openMessage(i))
    }
    this.settle()
    for (const i of fresh) {
      const id = present(this.#connectionOfPeer.get(i), 'connection')
      this.router.received(id, encodeKeepalive())
      this.router.received(id, announcement(i))
      this.#heardAt.set(id, this.now)
    }
    this.settle()
  }

  cut(i: number): void {
    const id = present(this.#connectionOfPeer.get(i), 'connection')
    this.#connectionOfPeer.delete(i)
    this.#peerOfConnection.delete(id)
    this.#heardAt.delete(id)
    this.router.closed(id, 'connection reset', this.now)
  }

  settle(): void {
    for (let more = true; more;) {
      more = this.router.work(500, this.now)
      this.#perform()
    }
  }

  /** Time passes; every device sends a keepalive every four seconds. */
  live(duration: number): void {
    const end = this.now + duration
    for (let next = this.now + sec(4); this.now < end;) {
      const deadline = this.router.nextDeadline ?? Infinity
      this.now = instant(Math.max(this.now, Math.min(end, next, deadline)))
      if (deadline <= this.now) {
        this.router.clock(this.now)
        this.#perform()
      } else if (next <= this.now) {
        for (const id of this.#peerOfConnection.keys()) this.router.received(id, encodeKeepalive())
        next = after(this.now, ms(4_000))
        this.settle()
      }
    }
  }

  #perform(): void {
    let sent = 0
    for (const effect of this.router.takeEffects(this.now)) {
      if (effect.type === 'report' && effect.report.type === 'peerStatus') this.statusReports++
      if (effect.type !== 'send') continue
      sent++
      const before = this.#heardAt.get(effect.connection)
      if (before === undefined) continue
      this.longestSilence = Math.max(this.longestSilence, this.now - before)
      this.#heardAt.set(effect.connection, this.now)
    }
    if (this.#heardAt.size > 0) this.mostAtOnce = Math.max(this.mostAtOnce, sent)
  }
}

/** The object, of which every read of a member is counted. */
function counted<T extends object>(target: T, reads: { count: number }): T {
  return new Proxy(target, {
    get: (of, name, receiver) => {
      reads.count++
      return Reflect.get(of, name, receiver)
    },
  })
}

const octets = (i: number): string => `${16 + (i >> 7)}.${10 + (i & 127)}`
const hostOf = (i: number): string => `127.0.${octets(i)}`
const endpointOf = (i: number): string => `rse-${i % 4}`

const eniOf = (i: number): DesiredVpc['interfaces'][number] => ({
  eniId: `eni-${i}`,
  subnetId: 'subnet-1',
  addresses: [`10.0.${octets(i)}`],
  active: true,
  sourceDestCheck: false,
  endpoint: false,
})

const peerOf = (i: number): DesiredPeer => ({
  peerId: `rsp-${i}`,
  endpointId: endpointOf(i),
  routeServerId: 'rs-1',
  hostAddress: hostOf(i),
  address: `10.0.${octets(i)}`,
  asn: ASN,
  liveness: 'bgp-keepalive',
})

const openMessage = (i: number): Uint8Array =>
  encodeOpen(
    openOf({ localAs: ASN, peerAs: 65000, identifier: parseIpv4(hostOf(i)) ?? 0, holdTime: 15, families: [4] }),
  )

/** `ROUTES` /24 prefixes of a device in one UPDATE. */
const announcement = (i: number): Uint8Array =>
  encodeMessage(MESSAGE.UPDATE, (writer) => {
    writer.u16(0).u16(20)
    writer.u8(0x40).u8(1).u8(1).u8(0)
    writer.u8(0x40).u8(2).u8(6).u8(2).u8(1).u32(ASN)
    writer.u8(0x40).u8(3).u8(4)
    writer.u32(parseIpv4(`10.0.${octets(i)}`) ?? 0)
    for (let n = 0; n < ROUTES; n++) {
      const word = 0x0b000000 + (i * ROUTES + n) * 256
      writer
        .u8(24)
        .u8(word >>> 24)
        .u8((word >>> 16) & 255)
        .u8((word >>> 8) & 255)
    }
  })

const vpc = (interfaces: DesiredVpc['interfaces'], peers: DesiredVpc['peers']): DesiredVpc => ({
  vpcId: 'vpc-1',
  cidrs: ['10.0.0.0/16'],
  addressForms: [{ vpc: '10.0.0.0/16', host: '127.0.0.0/16' }],
  subnets: [],
  gateways: [],
  interfaces,
  routeServers: [
    {
      routeServerId: 'rs-1',
      asn: 65000,
      persist: { enabled: false, durationSeconds: 60, resetGeneration: 0 },
      limits: { mode: 'soft' },
    },
  ],
  endpoints: [0, 1, 2, 3].map((n) => ({
    endpointId: `rse-${n}`,
    routeServerId: 'rs-1',
    hostAddress: `127.0.1.${4 + n}`,
    address: `10.0.1.${4 + n}`,
  })),
  peers,
  tables: [],
  propagations: [],
  bgp: { port: 179, holdTimeSeconds: 15, ttlSecurity: false, enforceFirstAs: true, restartGraceSeconds: 30 },
  bfd: { desiredMinTxMicroseconds: 300_000, requiredMinRxMicroseconds: 300_000, detectMultiplier: 3, multihop: false },
  logRoutes: false,
})
