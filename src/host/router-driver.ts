// Lets the router of a VPC live: gives it octets, BFD reports and the time, performs its effects, and cuts its work into
// turns so short that nothing on the same thread waits (behaviour: routing-engine figures in docs/design). Decides nothing.

import type { Instant } from '../base/time.ts'
import { Plane } from '../control/plane.ts'
import type { Answering } from '../control/plane.ts'
import type { RouterEffect } from '../router/effects.ts'
import type { Answer, DesiredVpc, Query, Report } from '../router/protocol.ts'
import type { Saved } from '../router/route-server.ts'
import { startBfd } from './bfd-udp.ts'
import type { BfdHandle } from './bfd-udp.ts'
import { BgpTcp } from './bgp-tcp.ts'
import { now, wallClock } from './clock.ts'
import { InputQueue } from './input-queue.ts'
import type { Input } from './input-queue.ts'
import { RouterMeter, bfdSamples } from './router-meter.ts'

export interface RouterDriverOptions {
  /** Everything that was reported in a turn, in order. */
  readonly report: (reports: readonly Report[]) => void
  /** Whether the receiver of answers can take more parts now. */
  readonly canAnswer: () => boolean
  readonly log: (why: string) => void
  readonly seed: number
  readonly saved?: ReadonlyMap<string, Saved>
}

interface Asked {
  readonly answering: Answering
  readonly part: (answer: Answer, last: boolean) => void
}

/** Microseconds of work in one turn of the event loop; the rest waits for the next. */
const TURN = 2_000
/** Units of router work between two looks at the clock: about a quarter of a millisecond. */
const UNITS = 1_000
/** A chunk of this size says that more is coming: read on only when it has been handled. */
const LARGE_CHUNK = 16_384
const BFD_RESTART_MS = 1_000
const STOP_WITHIN_MS = 1_500

export class RouterDriver {
  readonly plane: Plane
  readonly #options: RouterDriverOptions
  readonly #tcp: BgpTcp
  readonly #paused = new Set<number>()
  readonly #asked: Asked[] = []
  #reports: Report[] = []
  readonly #inputs = new InputQueue((input) => this.#run(input), now, TURN)
  readonly #meter = new RouterMeter()
  #bfd: BfdHandle | undefined
  #turnScheduled = false
  /** Nothing has come since the last turn. */
  #isQuiet = true
  #timer: NodeJS.Timeout | undefined
  #retry: NodeJS.Timeout | undefined
  #stopping = false

  constructor(options: RouterDriverOptions) {
    this.#options = options
    this.plane = new Plane({
      seed: options.seed,
      wallClock: (at) => Math.round(wallClock() - (now() - at) / 1_000),
      ...(options.saved === undefined ? {} : { saved: options.saved }),
    })
    const { router } = this.plane
    this.#tcp = new BgpTcp({
      listening: (key) => this.#does(() => router.listening(key)),
      listenFailed: (key, reason) => this.#does(() => router.listenFailed(key, reason)),
      opened: (id, key, _local, remote) => this.#does(() => router.opened(id, key, remote, now())),
      received: (id, bytes) => this.#received(id, bytes),
      sent: (id) => this.#does(() => router.sent(id, now())),
      closed: (id, why) => {
        this.#paused.delete(id)
        this.#does(() => router.closed(id, why, now()))
      },
      dropped: () => void router.strangers++,
    })
  }

  /** What the router should be from now on. */
  configure(desired: DesiredVpc): void {
    this.#inputs.finish()
    this.#run({ run: () => this.plane.configure(desired, now()), at: now() })
  }

  /** Asks; parts arrive in turns, the last one is marked. */
  query(query: Query, part: Asked['part']): void {
    if (query.type === 'metrics') return void this.#metrics(query, part)
    this.#asked.push({ answering: this.plane.answer(query), part })
    this.#schedule()
    return undefined
  }

  /** What the router counts, with what only the driver and the BFD worker measure. */
  async #metrics(query: Query, part: Asked['part']): Promise<void> {
    const measured = await this.#bfd?.measurements()
    const vpcId = this.plane.desired?.vpcId ?? ''
    const more = [...this.#meter.samples(vpcId, now()), ...(measured === undefined ? [] : bfdSamples(vpcId, measured))]
    const answering = this.plane.answer(query)
    const complete = (answer: Answer): Answer =>
      answer.type === 'metrics' ? { type: 'metrics', samples: [...answer.samples, ...more] } : answer
    this.#asked.push({ answering, part: (answer, last) => part(last ? complete(answer) : answer, last) })
    this.#schedule()
  }

  /** Closes every session with a text, tells BFD peers, and returns when the connections are gone or time is up. */
  async stop(text: string): Promise<void> {
    this.#stopping = true
    const { router } = this.plane
    for (const peer of router.peers.values()) {
      if (peer.config.liveness === 'bfd') this.#bfd?.setAdmin(peer.config.peerId, false)
    }
    this.#inputs.finish()
    this.#does(() => router.stop(text, now()))
    this.#tell()
    clearTimeout(this.#timer)
    const until = now() + STOP_WITHIN_MS * 1_000
    while (this.#tcp.connections > 0 && now() < until) await new Promise((resolve) => setTimeout(resolve, 10))
    await this.#bfd?.close()
  }

  /** Takes one input, at once unless thousands come together. */
  #does(run: () => void): void {
    if (this.#stopping) this.#run({ run, at: now() })
    else this.#inputs.take(run)
    this.#schedule()
  }

  /** Runs one input, performs what comes of it, and sees to the work that is left. */
  #run({ run, at }: Input): void {
    run()
    // The tables are views: what is gone is gone now, before anybody is told.
    const ended = now()
    const { lost } = this.plane.router
    if (lost.length > 0) {
      for (const id of lost.splice(0)) this.#meter.converged(id, ended - at)
    }
    this.#flush()
    this.#schedule()
  }

  #received(id: number, bytes: Uint8Array): void {
    this.#isQuiet = false
    // A chunk that overtakes the opening of its connection would be lost.
    if (this.#inputs.isWaiting) this.#inputs.take(() => this.plane.router.received(id, bytes))
    else this.plane.router.received(id, bytes)
    if (bytes.length >= LARGE_CHUNK) {
      this.#paused.add(id)
      this.#tcp.pause(id)
    }
    this.#schedule()
  }

  #schedule(): void {
    if (this.#turnScheduled || this.#stopping) return
    this.#turnScheduled = true
    setImmediate(() => {
      this.#turnScheduled = false
      if (!this.#stopping) this.#turn()
    })
  }

  /** Looks again whether answers are taken. One timer, however often it was asked for. */
  #soon(): void {
    if (this.#retry !== undefined) return
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.#schedule()
    }, 1)
  }

  #turn(): void {
    const { router } = this.plane
    const began = this.#inputs.turn()
    const at = now()
    let more: boolean
    do {
      more = (router.nextDeadline ?? Infinity) <= at && router.clock(at)
      more = this.#work() || more
      more = this.plane.settle() || more
      more = this.#answerStep() || more
      this.#flush()
    } while (more && now() - began < TURN)
    more ||= this.#arrange(began)
    this.#tell()
    this.#meter.turned(began, now())
    if (more || this.#inputs.isWaiting) this.#schedule()
    this.#arm()
  }

  /** Sorting waits for a turn before which nothing came: the next chunk of a table may be there already. */
  #arrange(began: Instant): boolean {
    const { router } = this.plane
    if (!this.#isQuiet) {
      this.#isQuiet = true
      return router.arrange(0)
    }
    while (router.arrange(UNITS)) if (now() - began >= TURN) return true
    return false
  }

  /** With peer logs, routes are read no faster than their lines can be told. */
  #work(): boolean {
    const { router } = this.plane
    if (!router.logs || this.#options.canAnswer()) return router.work(UNITS, now())
    this.#soon()
    return false
  }

  /** One step of the oldest question; whether there is more to do. */
  #answerStep(): boolean {
    const asked = this.#asked[0]
    if (asked === undefined) return false
    if (!this.#options.canAnswer()) {
      this.#soon()
      return false
    }
    const { done, value } = asked.answering.next()
    if (done === true) this.#asked.shift()
    else this.#asked.push(this.#asked.shift() as Asked) // others are not to wait for a long one
    // Whoever reads an answer knows everything that was reported before it.
    this.#tell()
    if (value !== undefined) asked.part(value, done === true)
    return this.#asked.length > 0
  }

  /** The timer only wakes us: sockets are read before the deadline is judged, so that our own delay is nobody's silence. */
  #arm(): void {
    clearTimeout(this.#timer)
    const deadline = this.plane.router.nextDeadline
    if (deadline === undefined || this.#turnScheduled) return
    this.#timer = setTimeout(() => this.#schedule(), Math.max(0, Math.ceil((deadline - now()) / 1_000)))
  }

  #flush(): void {
    for (const effect of this.plane.router.takeEffects(now())) this.#perform(effect)
  }

  /** One message for all reports of a turn: thousands of sessions may end in it. */
  #tell(): void {
    if (this.#reports.length > 0) this.#options.report(this.#reports)
    this.#reports = []
  }

  #perform(effect: RouterEffect): void {
    switch (effect.type) {
      case 'listen': {
        const { endpointId, address, port, connectionsMax, ttlSecurity, md5 } = effect.listening
        const minTtl = ttlSecurity ? { minTtl: 255 } : {}
        return this.#tcp.listen(endpointId, { address, port, connectionsMax, md5, ...minTtl })
      }
      case 'unlisten':
        return this.#tcp.unlisten(effect.endpointId)
      case 'send':
        return this.#tcp.send(effect.connection, effect.bytes)
      case 'close':
        return this.#tcp.close(effect.connection)
      case 'read':
        if (this.#paused.delete(effect.connection)) this.#tcp.resume(effect.connection)
        return undefined
      case 'bfdConfigure':
        return this.#bfdHandle().configure(effect.sessions)
      case 'bfdRemove':
        return this.#bfd?.remove(effect.keys)
      case 'report':
        return void this.#reports.push(effect.report)
    }
  }

  /** The worker is started when the first peer wants it. */
  #bfdHandle(): BfdHandle {
    const { router } = this.plane
    this.#bfd ??= startBfd({
      onReport: (report) => this.#does(() => router.bfd(report, now())),
      onNotice: (_level, why) => this.#options.log(why),
      onUnable: (key, why) => this.#options.log(`BFD of ${key}: ${why}`),
      onFailed: (why) => {
        this.#options.log(why)
        this.#bfd = undefined
        if (!this.#stopping) setTimeout(() => this.#does(() => router.bfdLost(now())), BFD_RESTART_MS)
      },
    })
    return this.#bfd
  }
}
