// A simulated VPC: one router with its tables, devices with the machine of `vrs appliance`, connections with delay, cuts
// and silent death, BFD as its verdict alone, one clock. Everything follows from the seed.

import { present } from '../../src/base/assert.ts'
import { formatPrefix, parseIpv4, parsePrefix } from '../../src/base/ip.ts'
import type { Prefix } from '../../src/base/ip.ts'
import { Prng } from '../../src/base/prng.ts'
import { instant, ms, sec } from '../../src/base/time.ts'
import type { Instant } from '../../src/base/time.ts'
import type { SessionReport } from '../../src/bfd/worker-protocol.ts'
import { originated } from '../../src/appliance/announcements.ts'
import { Device } from '../../src/appliance/device.ts'
import { Plane } from '../../src/control/plane.ts'
import type { Saved } from '../../src/router/route-server.ts'
import type { Answer, DesiredVpc, Query, Report } from '../../src/router/protocol.ts'

export interface DevicePlan {
  readonly host: number
  readonly asn: number
  readonly endpoint: string
  readonly prepend: number
}

interface Link {
  readonly device: SimDevice
  /** When the last thing on its way to each side arrives: TCP keeps order. */
  toRouterAt: number
  toDeviceAt: number
}

/** A device that can be switched off without a word. */
export class SimDevice {
  readonly plan: DevicePlan
  machine: Device | undefined
  /** Prefix to MED of what it announces. */
  readonly routes = new Map<string, number>()
  /** Grows with every start, so that events of a former life are recognised. */
  life = 0

  constructor(plan: DevicePlan) {
    this.plan = plan
  }
}

export class World {
  readonly random: Prng
  readonly devices: readonly SimDevice[]
  readonly statuses = new Map<string, Extract<Report, { type: 'peerStatus' }>>()
  readonly persisted = new Map<string, boolean>()
  readonly reports: Report[] = []
  plane: Plane
  desired: DesiredVpc
  #now = 0
  #order = 0
  #lastConnection = 0
  #events: { at: number; order: number; run: () => void }[] = []
  readonly #links = new Map<number, Link>()
  readonly #bfd = new Set<string>()
  readonly #bfdUp = new Set<string>()

  constructor(seed: number, desired: DesiredVpc, plans: readonly DevicePlan[]) {
    this.random = new Prng(seed)
    this.desired = desired
    this.devices = plans.map((plan) => new SimDevice(plan))
    this.plane = this.#newPlane()
    this.configure(desired)
  }

  get now(): Instant {
    return instant(this.#now)
  }

  #newPlane(saved?: ReadonlyMap<string, Saved>): Plane {
    const options = { seed: this.random.u32(), wallClock: (at: Instant) => Math.round(at / 1_000) }
    return new Plane(saved === undefined ? options : { ...options, saved })
  }

  // --- what can be done to it

  configure(desired: DesiredVpc): void {
    this.desired = desired
    this.plane.configure(desired, this.now)
    this.#flushRouter()
  }

  /** The device starts (again) and announces what it has. */
  start(device: SimDevice): void {
    const { plan } = device
    const local = present(parseIpv4(`127.0.1.${plan.host}`), 'address')
    const own = { asn: plan.asn, prepend: plan.prepend, nextHop4: local, nextHop6: [0, 0, 0xffff, local] }
    const announcements = [...device.routes].map(([text, med]) => originated([prefixOf(text)], med))
    const session = { connectRetryTime: sec(2), idleHoldTime: sec(1) }
    const config = { own, remoteAs: 65000, identifier: local, announcements, session }
    device.life++
    device.machine = new Device(config, this.random.u32())
    device.machine.start(this.now)
    this.#flushDevice(device)
    for (const peer of this.#peersOf(device)) this.#later(ms(300), () => this.#bfdVerdict(peer.peerId, device))
  }

  /** Cease, and gone. */
  stop(device: SimDevice): void {
    device.machine?.stop('maintenance', this.now)
    this.#flushDevice(device)
    device.machine = undefined
  }

  /** Dead without a word: nothing arrives, nothing is answered. Its kernel is dead too, so no reset either. */
  kill(device: SimDevice): void {
    device.machine = undefined
    for (const peer of this.#peersOf(device)) this.#later(ms(900), () => this.#bfdVerdict(peer.peerId, device))
  }

  /** The TCP connection breaks for both sides. */
  cut(device: SimDevice): void {
    for (const [id, link] of this.#links) {
      if (link.device !== device) continue
      this.#links.delete(id)
      this.plane.router.closed(id, 'connection reset', this.now)
      device.machine?.closed(id, 'connection reset', this.now)
      this.#flushRouter()
      this.#flushDevice(device)
    }
  }

  announce(device: SimDevice, text: string, med: number): void {
    device.routes.set(text, med)
    device.machine?.announce(originated([prefixOf(text)], med))
    this.#flushDevice(device)
  }

  withdraw(device: SimDevice, text: string): void {
    device.routes.delete(text)
    const has = (words: ArrayLike<number>): boolean => Array.from(words).join() === wordsOf(text)
    device.machine?.withdraw([prefixOf(text)], (a) => !has(a.prefixes4.words) && !has(a.prefixes6.words))
    this.#flushDevice(device)
  }

  /** The router process dies and another one takes over from what was saved. */
  restartRouter(): void {
    const saved = new Map<string, Saved>()
    for (const server of this.plane.router.servers.values()) {
      const parts: Uint8Array[] = []
      let after: Prefix | undefined
      do {
        const { part, next } = server.rib.snapshot(after, 2)
        parts.push(part)
        after = next
      } while (after !== undefined)
      saved.set(server.id, { resetGeneration: server.config.persist.resetGeneration, parts })
    }
    for (const device of this.devices) {
      for (const [id, link] of this.#links) if (link.device === device) device.machine?.closed(id, 'reset', this.now)
      this.#flushDevice(device)
    }
    this.#links.clear()
    this.#bfd.clear()
    this.#bfdUp.clear()
    this.statuses.clear()
    this.persisted.clear()
    this.plane = this.#newPlane(saved)
    this.configure(this.desired)
  }

  ask(query: Query): Answer {
    const answering = this.plane.answer(query)
    const parts: Answer[] = []
    for (;;) {
      const { done, value } = answering.next()
      if (value !== undefined) parts.push(value)
      if (done === true) break
    }
    const [first] = parts
    const tables = parts.flatMap((part) => (part.type === 'tableRoutes' ? part.tables : []))
    return first?.type === 'tableRoutes' ? { type: 'tableRoutes', tables } : present(first, 'an answer')
  }

  // --- time

  /** Runs to the next thing that happens, not past `until`; false when `until` was reached. */
  step(until: Instant): boolean {
    const router = this.plane.router.nextDeadline ?? Infinity
    const device = Math.min(...this.devices.map((one) => one.machine?.nextDeadline ?? Infinity))
    const event = this.#events[0]?.at ?? Infinity
    const next = Math.min(router, device, event)
    if (next > until) {
      this.#now = Math.max(this.#now, until)
      return false
    }
    this.#now = Math.max(this.#now, next)
    if (event === next) this.#events.shift()?.run()
    else if (router === next) this.plane.router.clock(this.now)
    else this.#clockDevices()
    this.#work()
    return true
  }

  /** A slice of the router's work, of random size: most things happen while some is left. */
  #work(): void {
    this.#flushRouter()
    this.plane.router.work(1 + this.random.below(40), this.now)
    this.#flushRouter()
    if (this.random.below(2) === 0) this.plane.settle()
  }

  /** Everything that the router has to do, done. */
  finish(): void {
    while (this.plane.router.work(1_000, this.now)) this.#flushRouter()
    this.#flushRouter()
    while (this.plane.settle()) continue
  }

  #clockDevices(): void {
    for (const device of this.devices) {
      device.machine?.clock(this.now)
      this.#flushDevice(device)
    }
  }

  #later(delay: number, run: () => void): void {
    const event = { at: this.#now + delay, order: this.#order++, run }
    const index = this.#events.findIndex((other) => other.at > event.at)
    if (index < 0) this.#events.push(event)
    else this.#events.splice(index, 0, event)
  }

  // --- effects

  #flushDevice(device: SimDevice): void {
    const { machine } = device
    if (machine === undefined) return
    while (machine.say(200)) this.#performDevice(device, machine)
    this.#performDevice(device, machine)
  }

  #performDevice(device: SimDevice, machine: Device): void {
    for (const effect of machine.takeEffects()) {
      if (effect.type === 'connect') this.#dial(device)
      else if (effect.type === 'send') {
        this.#toRouter(effect.connection, effect.bytes)
        machine.sent(effect.connection, this.now)
      } else if (effect.type === 'close') this.#closeToRouter(effect.connection)
    }
  }

  #dial(device: SimDevice): void {
    const { life } = device
    this.#later(ms(1 + this.random.below(40)), () => {
      const { machine } = device
      if (machine === undefined || device.life !== life) return
      const isListening = this.desired.endpoints.some((endpoint) => endpoint.endpointId === device.plan.endpoint)
      if (!isListening || this.random.below(10) === 0) machine.dialFailed('connection refused', this.now)
      else this.#connected(device, machine)
      this.#flushDevice(device)
    })
  }

  #connected(device: SimDevice, machine: Device): void {
    const id = ++this.#lastConnection
    this.#links.set(id, { device, toRouterAt: this.#now, toDeviceAt: this.#now })
    this.plane.router.opened(id, device.plan.endpoint, `127.0.1.${device.plan.host}`, this.now)
    machine.opened(id, this.now)
    this.#flushRouter()
  }

  #toRouter(id: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const piece = bytes.slice(at, at + 1 + this.random.below(bytes.length))
      at += piece.length
      this.#deliver(id, 'toRouterAt', () => this.plane.router.received(id, piece))
    }
  }

  #closeToRouter(id: number): void {
    this.#deliver(id, 'toRouterAt', () => {
      this.#links.delete(id)
      this.plane.router.closed(id, 'the peer closed the connection', this.now)
    })
  }

  #deliver(id: number, side: 'toRouterAt' | 'toDeviceAt', run: () => void): void {
    const link = this.#links.get(id)
    if (link === undefined) return
    link[side] = Math.max(link[side], this.#now + ms(this.random.below(30)))
    this.#later(link[side] - this.#now, () => {
      if (this.#links.get(id) === link) run()
    })
  }

  #flushRouter(): void {
    for (const effect of this.plane.router.takeEffects(this.now)) {
      switch (effect.type) {
        case 'send': {
          const { connection, bytes } = effect
          this.#deliver(connection, 'toDeviceAt', () => {
            const device = this.#links.get(connection)?.device
            device?.machine?.received(connection, bytes, this.now)
            if (device !== undefined) this.#flushDevice(device)
          })
          this.plane.router.sent(connection, this.now)
          break
        }
        case 'close':
          this.#closeToDevice(effect.connection)
          break
        case 'bfdConfigure':
          for (const { key } of effect.sessions) {
            this.#bfd.add(key)
            const device = this.devices.find((one) => this.#peersOf(one).some((peer) => peer.peerId === key))
            if (device !== undefined) this.#later(ms(300), () => this.#bfdVerdict(key, device))
          }
          break
        case 'bfdRemove':
          for (const key of effect.keys) {
            this.#bfd.delete(key)
            this.#bfdUp.delete(key)
          }
          break
        case 'report':
          this.#note(effect.report)
          break
        case 'listen':
        case 'unlisten':
        case 'read':
          break
      }
    }
  }

  #closeToDevice(id: number): void {
    const device = this.#links.get(id)?.device
    this.#deliver(id, 'toDeviceAt', () => {
      this.#links.delete(id)
      device?.machine?.closed(id, 'closed by the router', this.now)
      if (device !== undefined) this.#flushDevice(device)
      this.plane.router.closed(id, 'closed', this.now)
    })
  }

  #note(report: Report): void {
    this.reports.push(report)
    if (report.type === 'peerStatus') this.statuses.set(report.peerId, report)
    if (report.type === 'persisted') this.persisted.set(report.routeServerId, report.persisted)
  }

  #peersOf(device: SimDevice): DesiredVpc['peers'] {
    const { host, endpoint } = device.plan
    return this.desired.peers.filter((p) => p.endpointId === endpoint && p.hostAddress === `127.0.1.${host}`)
  }

  /** BFD says what is so by now. */
  #bfdVerdict(key: string, device: SimDevice): void {
    const isUp = device.machine !== undefined
    if (!this.#bfd.has(key) || this.#bfdUp.has(key) === isUp) return
    if (isUp) this.#bfdUp.add(key)
    else this.#bfdUp.delete(key)
    const report: SessionReport = {
      key,
      from: isUp ? 'Init' : 'Up',
      state: isUp ? 'Up' : 'Down',
      diagnostic: isUp ? 0 : 1,
      remoteState: isUp ? 'Up' : 'Down',
      remoteDiagnostic: 0,
      why: isUp ? 'three-way handshake' : 'control detection time expired',
      at: this.now,
    }
    this.plane.router.bfd(report, this.now)
    this.#flushRouter()
  }
}

export const prefixOf = (text: string): Prefix => present(parsePrefix(text), text)
const wordsOf = (text: string): string => {
  const { words, length } = prefixOf(text)
  return [...words, length].join()
}
/** For messages of assertions. */
export const textOf = (prefix: Prefix): string => formatPrefix(prefix)
