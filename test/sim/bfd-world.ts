// Two BFD speakers in a simulated world: a network that loses, duplicates, delays and reorders; hosts whose timers are late,
// whose monotonic clocks start anywhere and drift, and which stall. Everything comes from one seed. After each step the
// world checks what must always hold, from what it saw on the wire and not from what the machine thinks of itself.

import assert from 'node:assert/strict'
import { Prng } from '../../src/base/prng.ts'
import { instant, ms, sec, type Duration, type Instant } from '../../src/base/time.ts'
import { decode, type ControlPacket } from '../../src/bfd/packet.ts'
import { Speaker, type Action } from '../../src/bfd/speaker.ts'
import type { SessionConfiguration, SessionReport } from '../../src/bfd/worker-protocol.ts'

export type HostName = 'a' | 'b'

export interface Network {
  /** Probabilities. */
  loss: number
  duplication: number
  /** Each datagram takes between these, so they overtake each other. */
  delayMin: Duration
  delayMax: Duration
}

export interface Wanted {
  readonly desiredMinTxInterval: Duration
  readonly requiredMinRxInterval: Duration
  readonly detectMultiplier: number
}

/** Timers fire up to this late. */
const TIMER_LATENESS = ms(2)
/** As many as libuv reads from a socket in one turn. */
const TURN = 32

export interface HostLog extends SessionReport {
  /** How long the wire had been silent for this host, by the world's clock. */
  readonly silence: number
}

class Host {
  readonly name: HostName
  readonly speaker: Speaker
  readonly key: string
  readonly configuration: () => SessionConfiguration
  readonly offset: number
  readonly rate: number
  wanted: Wanted
  /** Every timing that the session was given: after a change the old one may hold until a poll has ended. */
  readonly everWanted: Wanted[]
  readonly queue: Uint8Array[] = []
  stalledUntil = 0
  timer: number | undefined
  /** The machine asked whether the silence is real. */
  suspects = false
  readonly log: HostLog[] = []
  adminUp = true
  arrivedAt: number | undefined
  /** The last packet that was given to the machine: what detection must go by. */
  heard: { packet: ControlPacket; at: number } | undefined
  /** What was sent, finals apart. */
  lastSent: { packet: ControlPacket; at: number } | undefined
  /** When packets but finals left during the last second. */
  readonly sentAt: number[] = []
  state: SessionReport['state'] = 'Down'

  constructor(name: HostName, seed: Prng, wanted: Wanted) {
    this.name = name
    this.speaker = new Speaker(seed.u32())
    this.key = `session of ${name}`
    this.offset = seed.below(1e12)
    this.rate = 1 + (seed.fraction() - 0.5) * 2e-4
    this.wanted = wanted
    this.everWanted = [wanted]
    const [localAddress, peerAddress] = name === 'a' ? ['10.0.0.1', '10.0.0.2'] : ['10.0.0.2', '10.0.0.1']
    this.configuration = () => ({ key: this.key, localAddress, peerAddress, ...this.wanted })
  }

  now(at: number): Instant {
    return instant(Math.floor(at * this.rate) + this.offset)
  }

  /** When on the world's clock the host's own shows `local`. */
  worldTime(local: Instant): number {
    return Math.ceil((local - this.offset) / this.rate)
  }
}

interface Event {
  readonly at: number
  readonly run: () => void
}

/** A binary heap by time, then by the order of arrival. */
class Queue {
  readonly #heap: (Event & { readonly order: number })[] = []
  #order = 0

  push(at: number, run: () => void): void {
    const heap = this.#heap
    let i = heap.push({ at, run, order: this.#order++ }) - 1
    while (i > 0 && this.#before(i, (i - 1) >> 1)) i = this.#swap(i, (i - 1) >> 1)
  }

  /** Takes the earliest event that is not after `end`. */
  next(end: number): Event | undefined {
    const heap = this.#heap
    const first = heap[0]
    if (first === undefined || first.at > end) return undefined
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return first
    heap[0] = last
    for (let i = 0; ;) {
      const left = i * 2 + 1
      if (left >= heap.length) return first
      const child = left + 1 < heap.length && this.#before(left + 1, left) ? left + 1 : left
      if (!this.#before(child, i)) return first
      i = this.#swap(i, child)
    }
  }

  #before(i: number, j: number): boolean {
    const [a, b] = [this.#heap[i], this.#heap[j]]
    assert.ok(a !== undefined && b !== undefined)
    return a.at < b.at || (a.at === b.at && a.order < b.order)
  }

  #swap(i: number, j: number): number {
    const [a, b] = [this.#heap[i], this.#heap[j]]
    assert.ok(a !== undefined && b !== undefined)
    this.#heap[i] = b
    this.#heap[j] = a
    return j
  }
}

/** What a world is made of. */
export interface WorldOptions {
  readonly seed: number
  readonly a?: Partial<Wanted>
  readonly b?: Partial<Wanted>
  readonly network?: Partial<Network>
}

const DEFAULT: Wanted = { desiredMinTxInterval: ms(300), requiredMinRxInterval: ms(300), detectMultiplier: 3 }

/** The simulation. Times are microseconds of the world's own clock, which starts at 0. */
export class World {
  readonly random: Prng
  readonly hosts: Record<HostName, Host>
  readonly network: Network
  readonly cut: Record<HostName, boolean> = { a: false, b: false }
  now = 0
  readonly #events = new Queue()
  packets = 0

  constructor(options: WorldOptions) {
    this.random = new Prng(options.seed)
    this.hosts = {
      a: new Host('a', this.random, { ...DEFAULT, ...options.a }),
      b: new Host('b', this.random, { ...DEFAULT, ...options.b }),
    }
    this.network = { loss: 0, duplication: 0, delayMin: ms(0.1), delayMax: ms(1), ...options.network }
    for (const host of Object.values(this.hosts)) {
      this.in(this.random.below(sec(1)), () => this.#configure(host))
    }
  }

  /** Runs `act` after `delay` microseconds. */
  in(delay: number, act: () => void): void {
    this.#events.push(this.now + delay, act)
  }

  runUntil(end: number): void {
    for (let next = this.#events.next(end); next !== undefined; next = this.#events.next(end)) {
      this.now = next.at
      next.run()
      for (const host of Object.values(this.hosts)) this.#check(host)
    }
    this.now = end
    for (const host of Object.values(this.hosts)) this.#check(host)
  }

  run(duration: number): void {
    this.runUntil(this.now + duration)
  }

  states(): Record<HostName, SessionReport['state']> {
    return { a: this.hosts.a.state, b: this.hosts.b.state }
  }

  /** How often either side declared the other silent. */
  detections(): number {
    return Object.values(this.hosts).flatMap((host) => host.log.filter((entry) => expired(entry))).length
  }

  configure(name: HostName, wanted: Partial<Wanted>): void {
    const host = this.hosts[name]
    host.wanted = { ...host.wanted, ...wanted }
    host.everWanted.push(host.wanted)
    this.#configure(host)
  }

  #configure(host: Host): void {
    this.#perform(host, host.speaker.configure(host.configuration(), host.now(this.now)))
  }

  admin(name: HostName, up: boolean): void {
    const host = this.hosts[name]
    host.adminUp = up
    this.#perform(host, host.speaker.admin(host.key, up, host.now(this.now)))
  }

  /** The process of the host does nothing for a while; what arrives waits in its socket. */
  stall(name: HostName, duration: number): void {
    const host = this.hosts[name]
    host.stalledUntil = Math.max(host.stalledUntil, this.now + duration)
    this.in(host.stalledUntil - this.now, () => this.#turn(host))
  }

  /** Anything at all, delivered to the host as from its peer. */
  inject(name: HostName, datagram: Uint8Array): void {
    this.#arrive(this.hosts[name], datagram)
  }

  /** One turn of the host's loop: timers, then at most 32 datagrams, then the verdict if none came. */
  #turn(host: Host): void {
    if (this.now < host.stalledUntil) return // it goes on when the stall is over
    const due = host.speaker.nextDeadline(host.key)
    if (due !== undefined && due <= host.now(this.now)) {
      this.#perform(host, host.speaker.clock(host.key, host.now(this.now)))
    }
    const read = host.queue.splice(0, TURN)
    for (const datagram of read) this.#read(host, datagram)
    if (host.suspects && read.length === 0) {
      host.suspects = false
      this.#perform(host, host.speaker.quiet(host.key, host.now(this.now)))
    }
    if (host.suspects || host.queue.length > 0) this.in(0, () => this.#turn(host))
  }

  #read(host: Host, datagram: Uint8Array): void {
    const { localAddress, peerAddress } = host.configuration()
    const { key, actions } = host.speaker.datagram(
      datagram,
      { localAddress, peerAddress, multihop: false },
      host.now(this.now),
    )
    const decoded = decode(datagram)
    if (key === undefined || !decoded.ok) return
    host.heard = { packet: decoded.packet, at: this.now }
    if (decoded.packet.poll) {
      const first = actions.find((action) => action.type === 'send')
      assert.ok(first !== undefined && packetIn(first).final, 'a poll is answered by a final at once')
    }
    this.#perform(host, actions)
  }

  #perform(host: Host, actions: readonly Action[]): void {
    for (const action of actions) {
      if (action.type === 'send') this.#send(host, packetIn(action), action.datagram)
      else if (action.type === 'confirm') host.suspects = true
      else this.#report(host, action.report)
    }
    this.#arm(host)
  }

  #report(host: Host, report: SessionReport): void {
    const silence = this.now - (host.arrivedAt ?? 0)
    host.log.push({ ...report, silence })
    host.state = report.state
    if (!expired(report)) return
    // No false detection: for a whole detection time nothing had arrived, read or not.
    const packet = host.heard?.packet
    assert.ok(packet !== undefined, 'a peer that was never heard cannot fall silent')
    const shortest = packet.detectMultiplier * Math.max(minimum(host), packet.desiredMinTxInterval)
    assert.ok(silence >= shortest * 0.999, `${host.name} saw silence after ${silence} us, the least is ${shortest}`)
  }

  #arm(host: Host): void {
    const deadline = host.speaker.nextDeadline(host.key)
    if (deadline === undefined) return
    const at = Math.max(this.now, host.worldTime(deadline)) + this.random.below(TIMER_LATENESS)
    if (host.timer !== undefined && host.timer <= at) return
    host.timer = at
    this.in(at - this.now, () => {
      if (host.timer !== at) return // replaced by an earlier one
      host.timer = undefined
      this.#turn(host)
      this.#arm(host)
    })
  }

  #send(host: Host, packet: ControlPacket, datagram: Uint8Array): void {
    this.packets++
    assert.ok(!(packet.poll && packet.final), 'poll and final never go together')
    if (!packet.final) this.#checkRate(host, packet)
    const to = host.name === 'a' ? this.hosts.b : this.hosts.a
    const { network, random } = this
    const copies = random.fraction() < network.duplication ? 2 : 1
    for (let i = 0; i < copies; i++) {
      if (this.cut[host.name] || random.fraction() < network.loss) continue
      const delay = network.delayMin + random.below(network.delayMax - network.delayMin + 1)
      this.in(delay, () => {
        if (!this.cut[host.name]) this.#arrive(to, datagram)
      })
    }
  }

  /** RFC 5880 6.8.7: between packets that say the same, at least 75 % of the slower of both wishes. */
  #checkRate(host: Host, packet: ControlPacket): void {
    const last = host.lastSent
    host.lastSent = { packet, at: this.now }
    host.sentAt.push(this.now)
    while ((host.sentAt[0] ?? 0) < this.now - sec(1)) host.sentAt.shift()
    const wish = Math.min(...host.everWanted.map((wanted) => wanted.desiredMinTxInterval))
    const most = sec(1) / (Math.min(wish, sec(1)) * 0.75) + 10
    assert.ok(host.sentAt.length <= most, `${host.name} sent ${host.sentAt.length} packets in a second`)
    const least = packet.state === 'Up' ? wish : Math.max(wish, sec(1))
    if (last === undefined || last.packet.state !== packet.state) return
    const gap = this.now - last.at
    assert.ok(gap >= least * 0.749, `${host.name} sent ${gap} us after a packet that said the same`)
  }

  #arrive(host: Host, datagram: Uint8Array): void {
    host.queue.push(datagram)
    if (decode(datagram).ok) host.arrivedAt = this.now
    this.#turn(host)
  }

  /** Always detection: nobody stays Up (or Init) longer than the detection time after the last packet was read. */
  #check(host: Host): void {
    if ((host.state !== 'Up' && host.state !== 'Init') || host.heard === undefined) return
    if (this.now < host.stalledUntil + TIMER_LATENESS) return
    const { packet, at } = host.heard
    const longest = packet.detectMultiplier * Math.max(maximum(host), packet.desiredMinTxInterval)
    const since = this.now - Math.max(at, 0)
    const bound = longest * 1.001 + 2 * TIMER_LATENESS + Math.max(0, host.stalledUntil - at)
    assert.ok(since <= bound, `${host.name} is ${host.state} ${since} us after the last packet; the bound is ${bound}`)
  }
}

const minimum = (host: Host): number => Math.min(...host.everWanted.map((wanted) => wanted.requiredMinRxInterval))
const maximum = (host: Host): number => Math.max(...host.everWanted.map((wanted) => wanted.requiredMinRxInterval))

export const expired = (report: SessionReport): boolean =>
  report.diagnostic === 1 && report.state === 'Down' && (report.from === 'Up' || report.from === 'Init')

function packetIn(action: Extract<Action, { type: 'send' }>): ControlPacket {
  const decoded = decode(action.datagram)
  assert.ok(decoded.ok, 'what we send can be read')
  return decoded.packet
}
