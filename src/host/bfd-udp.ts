// The owner's side of the BFD worker: starts it, sends it the sessions, hands on what it reports. No timer and no socket
// of BFD lives on this thread.

import { Worker } from 'node:worker_threads'
import type { FromWorker, Measurements, SessionConfiguration, SessionReport, ToWorker } from '../bfd/worker-protocol.ts'
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
}

export interface BfdHandle {
  /** Adds sessions, or changes those whose key is known. */
  configure(sessions: readonly SessionConfiguration[]): void
  remove(keys: readonly string[]): void
  /** AdminDown (false), or out of it (true). */
  setAdmin(key: string, up: boolean): void
  measurements(): Promise<Measurements>
  /** Ends the worker without a word to the peers. To tell them, `setAdmin(key, false)` first. */
  close(): Promise<void>
}

/** What the worker is started with. */
export interface WorkerOptions {
  readonly networkNamespace?: string
  readonly realTime: boolean
}

/** Starts the worker. It is ready at once: what it is told early is kept until it runs. */
export function startBfd(options: BfdOptions): BfdHandle {
  const workerData: WorkerOptions = {
    realTime: options.realTime ?? true,
    ...(options.networkNamespace === undefined ? {} : { networkNamespace: options.networkNamespace }),
  }
  // Little is allocated there, and a small young generation keeps its collections short.
  const worker = new Worker(programFile('bfd-worker'), { workerData, resourceLimits: { maxYoungGenerationSizeMb: 8 } })
  const waiting = new Map<number, PromiseWithResolvers<Measurements>>()
  let closing = false
  let requests = 0
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is not a window
  const say = (message: ToWorker): void => worker.postMessage(message)
  worker.on('message', (message: FromWorker) => {
    if (message.type !== 'measurements') return hear(options, message)
    waiting.get(message.request)?.resolve(message.measurements)
    waiting.delete(message.request)
  })
  worker.on('error', (error) => options.onFailed(error instanceof Error ? error.message : String(error)))
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      if (!closing && code === 0) options.onFailed('the worker ended')
      closing = true
      for (const { reject } of waiting.values()) reject(new Error('the BFD worker has ended'))
      waiting.clear()
      resolve()
    })
  })
  return {
    configure: (sessions) => say({ type: 'configure', sessions }),
    remove: (keys) => say({ type: 'remove', keys }),
    setAdmin: (key, up) => say({ type: 'admin', key, up }),
    measurements: () => {
      if (closing) return Promise.reject(new Error('the BFD worker has ended'))
      const answer = Promise.withResolvers<Measurements>()
      waiting.set(++requests, answer)
      say({ type: 'measure', request: requests })
      return answer.promise
    },
    close: () => {
      closing = true
      say({ type: 'close' })
      return exited
    },
  }
}

function hear(options: BfdOptions, message: Exclude<FromWorker, { type: 'measurements' }>): void {
  switch (message.type) {
    case 'report':
      return options.onReport(message.report)
    case 'notice':
      return options.onNotice?.(message.level, message.why)
    case 'unable':
      return options.onUnable?.(message.key, message.why)
    case 'ready':
      return undefined
  }
}
