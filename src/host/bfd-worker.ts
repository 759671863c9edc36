// Entry file of the BFD worker thread: takes its rights, then lets the driver do what the owner's messages say.
// bfd-udp.ts is the other side.

import { parentPort, workerData } from 'node:worker_threads'
import { present, unreachable } from '../base/assert.ts'
import type { FromWorker, ToWorker } from '../bfd/worker-protocol.ts'
import { BfdDriver } from './bfd-driver.ts'
import type { WorkerOptions } from './bfd-udp.ts'
import { loadLibc, type Libc } from './linux/libc.ts'
import { enterNetworkNamespace, takeRealTimePriority } from './linux/sockets.ts'

/** Above the kernel's own threads of middling priority, below its watchdogs. */
const PRIORITY = 50

const owner = present(parentPort ?? undefined, 'the thread that started the BFD worker')

function run(options: WorkerOptions): void {
  const libc = libcOrNotice()
  if (options.networkNamespace !== undefined) {
    enterNetworkNamespace(present(libc, 'libc, to enter a network namespace'), options.networkNamespace)
  }
  const realTime = options.realTime && realTimeOrNotice()
  const driver = new BfdDriver(libc, {
    report: (report) => say({ type: 'report', report }),
    unable: (key, why) => say({ type: 'unable', key, why }),
    warn: (why) => say({ type: 'notice', level: 'warning', why }),
  })
  owner.on('message', (message: ToWorker) => hear(driver, message))
  say({ type: 'ready', realTime, ttlChecked: libc !== undefined })
}

function hear(driver: BfdDriver, message: ToWorker): void {
  switch (message.type) {
    case 'configure':
      return message.sessions.forEach((session) => driver.configure(session))
    case 'remove':
      return message.keys.forEach((key) => driver.remove(key))
    case 'admin':
      return driver.admin(message.key, message.up)
    case 'measure':
      return say({ type: 'measurements', request: message.request, measurements: driver.measurements() })
    case 'close':
      driver.close()
      return owner.close()
    default:
      return unreachable(message)
  }
}

function libcOrNotice(): Libc | undefined {
  const loaded = loadLibc()
  if (loaded.ok) return loaded.libc
  const why = `the TTL of received BFD packets is not checked (RFC 5881 section 5): ${loaded.why}`
  say({ type: 'notice', level: 'warning', why })
  return undefined
}

function realTimeOrNotice(): boolean {
  const taken = takeRealTimePriority(PRIORITY)
  if (taken.ok) return true
  const why = `BFD runs without real-time priority, so intervals below 50 ms may not hold on a busy machine: ${taken.why}`
  say({ type: 'notice', level: 'info', why })
  return false
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is not a window
const say = (message: FromWorker): void => owner.postMessage(message)

run(workerData as WorkerOptions)
