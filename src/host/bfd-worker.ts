// Entry file of the BFD worker, a process of its own (a thread in a device): takes its rights, then lets the driver do what the owner's messages say.
// bfd-udp.ts is the other side. It ends when its owner does, and by nothing that is sent to a group of processes.

import process from 'node:process'
import { isMainThread } from 'node:worker_threads'
import { present, unreachable } from '../base/assert.ts'
import type { FromWorker, ToWorker } from '../bfd/worker-protocol.ts'
import { BfdDriver } from './bfd-driver.ts'
import type { WorkerOptions } from './bfd-udp.ts'
import { parentChannel } from './channel.ts'
import { loadLibc, type Libc } from './linux/libc.ts'
import { enterNetworkNamespace, takeRealTimePriority } from './linux/sockets.ts'

/** Above the kernel's own threads of middling priority, below its watchdogs. */
const PRIORITY = 50

const owner = present(parentChannel<FromWorker, ToWorker>(), 'the process that started the BFD worker')

function run(options: WorkerOptions): void {
  const libc = libcOrNotice()
  if (options.networkNamespace !== undefined) {
    enterNetworkNamespace(present(libc, 'libc, to enter a network namespace'), options.networkNamespace)
  }
  const realTime = options.realTime && realTimeOrNotice()
  const driver = new BfdDriver(libc, {
    report: (report) => owner.send({ type: 'report', report }),
    unable: (key, why) => owner.send({ type: 'unable', key, why }),
    warn: (why) => owner.send({ type: 'notice', level: 'warning', why }),
  })
  owner.onMessage((message) => hear(driver, message))
  owner.send({ type: 'ready', realTime, ttlChecked: libc !== undefined })
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
      return owner.send({ type: 'measurements', request: message.request, measurements: driver.measurements() })
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
  owner.send({ type: 'notice', level: 'warning', why })
  return undefined
}

function realTimeOrNotice(): boolean {
  const taken = takeRealTimePriority(PRIORITY)
  if (taken.ok) return true
  const why = `BFD runs without real-time priority, so intervals below 50 ms may not hold on a busy machine: ${taken.why}`
  owner.send({ type: 'notice', level: 'info', why })
  return false
}

// The owner ends us in order; a terminal or a service manager that signals all processes at once must not be quicker.
if (isMainThread) for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
owner.onClose(() => process.exit())
try {
  run(JSON.parse(process.argv[2] ?? '') as WorkerOptions)
} catch (error) {
  owner.send({ type: 'failed', why: error instanceof Error ? error.message : String(error) })
  owner.close()
}
