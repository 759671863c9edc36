// Sockets and timers around the BFD speaker: what the core decides is done here, and nothing is decided here. Runs in the
// process of the worker (bfd-worker.ts).

import { randomBytes } from 'node:crypto'
import { between, instant, ms, toMilliseconds, us, type Instant } from '../base/time.ts'
import { Speaker, type Action } from '../bfd/speaker.ts'
import { pathName, type Path } from '../bfd/demultiplex.ts'
import { pathOf, type Measurements, type SessionConfiguration, type SessionReport } from '../bfd/worker-protocol.ts'
import { BfdListeners, type Listener } from './bfd-listeners.ts'
import { openSender, type Sender } from './bfd-sockets.ts'
import { LatenessLog } from './bfd-lateness.ts'
import type { Libc } from './linux/libc.ts'

/** What the driver tells its owner. */
export interface DriverEvents {
  readonly report: (report: SessionReport) => void
  readonly unable: (key: string, why: string) => void
  readonly warn: (why: string) => void
}

/** A session and what it needs of the machine. Without a sender it has not started yet. */
interface Running {
  readonly path: Path
  configuration: SessionConfiguration
  adminUp: boolean
  listener: Listener | undefined
  sender: Sender | undefined
  /** Why it could not start the last time; told once. */
  unable: string | undefined
  /** Until it has started: the next try. After that: its next deadline. */
  timer: NodeJS.Timeout | undefined
  /** Stands for `timer` when the deadline is too near for it. */
  waiting: NodeJS.Immediate | undefined
  /** What `timer` is armed for. Deadlines mostly move later; then it fires early and is armed again. */
  armedFor: number
}

const RETRY_MILLISECONDS = 1_000
const EXACT = ms(2)

/** The monotonic clock of the machine: what the wall clock does is of no concern here. */
function now(): Instant {
  const [seconds, nanoseconds] = process.hrtime()
  return instant(seconds * 1_000_000 + Math.floor(nanoseconds / 1_000))
}

/** BFD sessions that run. */
export class BfdDriver {
  readonly #libc: Libc | undefined
  readonly #events: DriverEvents
  readonly #speaker = new Speaker(randomBytes(4).readUInt32LE())
  readonly #running = new Map<string, Running>()
  readonly #listeners: BfdListeners
  readonly #lateness: LatenessLog
  readonly #ports = new Set<number>()
  #packetsSent = 0

  constructor(libc: Libc | undefined, events: DriverEvents) {
    this.#libc = libc
    this.#events = events
    this.#lateness = new LatenessLog(events.warn)
    this.#listeners = new BfdListeners(libc, {
      datagram: (datagram, path) => this.#received(datagram, path),
      quiet: (key) => this.#perform(key, this.#speaker.quiet(key, now())),
    })
  }

  configure(configuration: SessionConfiguration): void {
    const { key } = configuration
    const path = pathOf(configuration)
    const known = this.#running.get(key)
    if (known !== undefined && pathName(known.path) === pathName(path)) {
      known.configuration = configuration
      if (known.sender !== undefined) this.#perform(key, this.#speaker.configure(configuration, now()))
      return
    }
    this.remove(key)
    const running: Running = {
      path,
      configuration,
      adminUp: true,
      listener: undefined,
      sender: undefined,
      unable: undefined,
      timer: undefined,
      waiting: undefined,
      armedFor: 0,
    }
    this.#running.set(key, running)
    this.#start(key, running)
  }

  remove(key: string): void {
    const running = this.#running.get(key)
    if (running === undefined) return
    this.#perform(key, this.#speaker.remove(key, now()))
    this.#running.delete(key)
    this.#release(key, running)
  }

  admin(key: string, up: boolean): void {
    const running = this.#running.get(key)
    if (running === undefined) return
    running.adminUp = up
    this.#perform(key, this.#speaker.admin(key, up, now()))
  }

  measurements(): Measurements {
    const { user, system } = process.cpuUsage()
    return {
      ...this.#speaker.counters(),
      ...this.#lateness.histograms(),
      packetsSent: this.#packetsSent,
      cpuMicroseconds: user + system,
    }
  }

  close(): void {
    for (const [key, running] of this.#running) this.#release(key, running)
    this.#running.clear()
    this.#lateness.close()
  }

  /** Sockets first; what the system refuses is tried again. A fault of our own in `#begin` is not caught here. */
  #start(key: string, running: Running): void {
    void this.#open(key, running).then(
      () => this.#begin(key, running),
      (error: unknown) => this.#retry(key, running, error instanceof Error ? error.message : String(error)),
    )
  }

  async #open(key: string, running: Running): Promise<void> {
    const { path } = running
    if (this.#speaker.has(path)) throw new Error(`another session runs between ${pathName(path)}`)
    running.listener = await this.#listeners.acquire(key, path)
    running.sender = await openSender(this.#libc, path, this.#ports, (why) => this.#lateness.sendFailed(why))
    this.#ports.add(running.sender.port)
  }

  #begin(key: string, running: Running): void {
    if (this.#running.get(key) !== running) return this.#release(key, running) // removed meanwhile
    if (this.#speaker.has(running.path)) return this.#retry(key, running, 'another session was quicker')
    this.#perform(key, this.#speaker.configure(running.configuration, now()))
    if (!running.adminUp) this.#perform(key, this.#speaker.admin(key, false, now()))
  }

  #retry(key: string, running: Running, why: string): void {
    this.#release(key, running)
    if (this.#running.get(key) !== running) return
    if (why !== running.unable) this.#events.unable(key, why)
    running.unable = why
    running.timer = setTimeout(() => this.#start(key, running), RETRY_MILLISECONDS)
  }

  #release(key: string, running: Running): void {
    clearTimeout(running.timer)
    clearImmediate(running.waiting)
    running.timer = undefined
    running.waiting = undefined
    if (running.listener !== undefined) this.#listeners.release(key, running.listener)
    running.listener = undefined
    if (running.sender === undefined) return
    this.#ports.delete(running.sender.port)
    running.sender.close()
    running.sender = undefined
  }

  #received(datagram: Uint8Array, path: Path): void {
    const at = now()
    const { key, actions } = this.#speaker.datagram(datagram, path, at)
    if (key !== undefined) this.#perform(key, actions)
  }

  /** Does all of it, in order, and arms the session's timer for what is due next. */
  #perform(key: string, actions: readonly Action[]): void {
    const running = this.#running.get(key)
    if (running === undefined) return
    for (const action of actions) this.#act(key, running, action)
    this.#arm(key, running)
  }

  #act(key: string, running: Running, action: Action): void {
    switch (action.type) {
      case 'send':
        running.sender?.send(action.datagram)
        this.#packetsSent++
        if (action.late !== undefined) this.#lateness.sent(action.late, this.#speaker.transmitInterval(key))
        return
      case 'confirm':
        if (running.listener !== undefined) this.#listeners.confirm(key, running.listener)
        return
      case 'report':
        if (action.late !== undefined) this.#lateness.detected(action.late)
        return this.#events.report(action.report)
    }
  }

  /** One timer per session. A timer that is armed for an earlier instant is left: that is most of the time. */
  #arm(key: string, running: Running): void {
    const deadline = this.#speaker.nextDeadline(key)
    if (deadline === undefined || running.sender === undefined || running.waiting !== undefined) return
    if (running.timer !== undefined && running.armedFor <= deadline) return
    clearTimeout(running.timer)
    running.timer = undefined
    running.armedFor = deadline
    const left = between(now(), deadline)
    const fire = (): void => {
      running.timer = undefined
      running.waiting = undefined
      this.#perform(key, this.#speaker.clock(key, now()))
    }
    // Timers count whole milliseconds and may be one late. A detection time is near its end only when it is about to be a
    // failure: then the last two milliseconds are waited for in turns of the loop, which read the sockets meanwhile.
    if (!this.#speaker.detectionIsNext(key)) running.timer = setTimeout(fire, toMilliseconds(left))
    else if (left > EXACT) running.timer = setTimeout(fire, toMilliseconds(us(left - EXACT)))
    else running.waiting = setImmediate(fire)
  }
}
