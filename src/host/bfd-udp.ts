// The owner's side of the BFD worker: starts it when there is a session, sends it the sessions, hands on what it reports. The
// worker is a process and not a thread (docs/design/0006-bfd-process.md): no timer and no socket of BFD shares anything with us.

import { unreachable } from '../base/assert.ts'
import type { FromWorker, Measurements, SessionConfiguration, SessionReport, ToWorker } from '../bfd/worker-protocol.ts'
import { startChild, startThread, type ChildChannel } from './channel.ts'
import { DurationCounter } from './histogram.ts'
import { programFile } from './programs.ts'

export interface BfdOptions {
  readonly onReport: (report: SessionReport) => void
  /** Things an operator should know; each once, or at most once a minute. */
  readonly onNotice?: (level: 'info' | 'warning', why: string) => void
  /** A session cannot run for now (address not here, port taken); the worker keeps trying. */
  readonly onUnable?: (key: string, why: string) => void
  /** The worker ended without having been asked to: a fault of ours, all sessions are gone. */
  readonly onFailed: (why: string) => void
  /** Path of the network namespace the sockets live in; the process's own unless given. */
  readonly networkNamespace?: string
  /** Take real-time priority when the process may. True unless said. */
  readonly realTime?: boolean
  /**
   * On a thread of this process instead: for a device, whose BFD must fall silent when the device is stopped. Without
   * real-time priority, which would be that of the whole process.
   */
  readonly inThread?: boolean
}

export interface BfdHandle {
  /** Adds sessions, or changes those whose key is known. Remove first what gives way to another on the same path. */
  configure(sessions: readonly SessionConfiguration[]): void
  /** The peers are told AdminDown, once. */
  remove(keys: readonly string[]): void
  /** AdminDown (false), or out of it (true). */
  setAdmin(key: string, up: boolean): void
  measurements(): Promise<Measurements>
  /** Ends the worker without a word to the peers. To tell them, `remove` or `setAdmin(key, false)` first. */
  close(): Promise<void>
}

/** What the worker is started with, as JSON in its first argument. */
export interface WorkerOptions {
  readonly networkNamespace?: string
  readonly realTime: boolean
}

/** BFD for this process. Costs nothing until the first session is configured. */
export function startBfd(options: BfdOptions): BfdHandle {
  let worker: WorkerEnd | undefined
  let closed = false
  const running = (): WorkerEnd => (worker ??= new WorkerEnd(options))
  return {
    configure: (sessions) => {
      if (!closed && sessions.length > 0) running().say({ type: 'configure', sessions })
    },
    remove: (keys) => worker?.say({ type: 'remove', keys }),
    setAdmin: (key, up) => worker?.say({ type: 'admin', key, up }),
    measurements: () => {
      if (closed) return Promise.reject(new Error(ENDED))
      return worker === undefined ? Promise.resolve(nothing()) : worker.measure()
    },
    close: () => {
      closed = true
      return worker === undefined ? Promise.resolve() : worker.close()
    },
  }
}

const ENDED = 'the BFD worker has ended'
/** Garbage is then not collected by helper threads, which a busy machine lets wait while our thread waits for them. */
const ENGINE_FLAGS = ['--single-threaded-gc']
const KILL_AFTER_MILLISECONDS = 2_000

/** The worker and the questions it has not answered. */
class WorkerEnd {
  readonly #channel: ChildChannel<ToWorker, FromWorker>
  readonly #options: BfdOptions
  readonly #waiting = new Map<number, PromiseWithResolvers<Measurements>>()
  readonly #ended = Promise.withResolvers<void>()
  #requests = 0
  #closing = false
  #why: string | undefined

  constructor(options: BfdOptions) {
    this.#options = options
    const worker: WorkerOptions = {
      realTime: options.inThread !== true && (options.realTime ?? true),
      ...(options.networkNamespace === undefined ? {} : { networkNamespace: options.networkNamespace }),
    }
    const [file, args] = [programFile('bfd-worker'), [JSON.stringify(worker)]]
    this.#channel =
      options.inThread === true ? startThread(file, args) : startChild(file, { args, execArgv: ENGINE_FLAGS })
    this.#channel.onMessage((message) => this.#hear(message))
    this.#channel.onClose((why) => this.#gone(why))
  }

  say(message: ToWorker): void {
    this.#channel.send(message)
  }

  measure(): Promise<Measurements> {
    if (this.#closing) return Promise.reject(new Error(ENDED))
    const answer = Promise.withResolvers<Measurements>()
    this.#waiting.set(++this.#requests, answer)
    this.say({ type: 'measure', request: this.#requests })
    return answer.promise
  }

  close(): Promise<void> {
    this.#closing = true
    this.say({ type: 'close' })
    const timer = setTimeout(() => this.#channel.kill(), KILL_AFTER_MILLISECONDS).unref()
    void this.#ended.promise.then(() => clearTimeout(timer))
    return this.#ended.promise
  }

  #gone(why: string): void {
    const wanted = this.#closing
    this.#closing = true
    for (const { reject } of this.#waiting.values()) reject(new Error(ENDED))
    this.#waiting.clear()
    this.#ended.resolve()
    if (!wanted) this.#options.onFailed(`the BFD worker ${this.#why ?? why}`)
  }

  #hear(message: FromWorker): void {
    switch (message.type) {
      case 'report':
        return this.#options.onReport(message.report)
      case 'notice':
        return this.#options.onNotice?.(message.level, message.why)
      case 'unable':
        return this.#options.onUnable?.(message.key, message.why)
      case 'failed':
        this.#why = `cannot run: ${message.why}`
        return undefined
      case 'measurements':
        this.#waiting.get(message.request)?.resolve(message.measurements)
        this.#waiting.delete(message.request)
        return undefined
      case 'ready':
        return undefined
      default:
        return unreachable(message)
    }
  }
}

/** What there is to measure before the worker runs. */
const nothing = (): Measurements => ({
  sendLateness: new DurationCounter().read(),
  detectionLateness: new DurationCounter().read(),
  cpuMicroseconds: 0,
  packetsSent: 0,
  packetsReceived: 0,
  packetsDiscarded: {},
  falseAlarmsAvoided: 0,
  sessions: [],
})
