// The channel between a process and a child program of it, behind an interface that another transport could keep: plain
// data both ways, in order, nothing lost while both live. Here it is the IPC pipe of node:child_process.

import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import process from 'node:process'
import { Worker, isMainThread, parentPort } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'

/** One end. `Send` and `Receive` are plain data (typed arrays allowed). */
export interface Channel<Send, Receive> {
  send(message: Send): void
  /** Octets or messages that wait to be written; a sender of much waits until it is small. */
  readonly waiting: number
  onMessage(handler: (message: Receive) => void): void
  /** Called once, when the other side is gone, however it went. */
  onClose(handler: (why: string) => void): void
  close(): void
}

/** A channel to a child, which can be ended. */
export interface ChildChannel<Send, Receive> extends Channel<Send, Receive> {
  readonly pid: number | undefined
  /** Ends the child at once. */
  kill(): void
}

/** How a child is started. */
export interface ChildOptions {
  readonly args?: readonly string[]
  readonly execArgv?: readonly string[]
  /** Environment of the child; that of this process unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Starts a program of ours and opens a channel to it. What it prints goes to our standard error. */
export function startChild<Send, Receive>(file: string, options: ChildOptions = {}): ChildChannel<Send, Receive> {
  const child = fork(file, [...(options.args ?? [])], {
    serialization: 'advanced',
    stdio: ['ignore', 2, 2, 'ipc'],
    execArgv: [...(options.execArgv ?? [])],
    ...(options.env === undefined ? {} : { env: { ...options.env } }),
  })
  return new ChildEnd<Send, Receive>(child)
}

/** Starts a program of ours on a thread of this process: it lives, is stopped and ends with us. */
export function startThread<Send, Receive>(file: string, args: readonly string[]): ChildChannel<Send, Receive> {
  return new ThreadEnd<Send, Receive>(new Worker(file, { argv: [...args], stdout: false, stderr: false }))
}

/** The end of a child program; undefined in a process that was not started by `startChild` or `startThread`. */
export function parentChannel<Send, Receive>(): Channel<Send, Receive> | undefined {
  if (!isMainThread && parentPort !== null) return new PortEnd<Send, Receive>(parentPort)
  return process.send === undefined ? undefined : new ParentEnd<Send, Receive>()
}

class ChildEnd<Send, Receive> implements ChildChannel<Send, Receive> {
  readonly #child: ChildProcess
  waiting = 0

  constructor(child: ChildProcess) {
    this.#child = child
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  send(message: Send): void {
    if (!this.#child.connected) return
    this.waiting++
    // A failed write is followed by the end of the child, which `onClose` reports.
    this.#child.send(message as never, () => void this.waiting--)
  }

  onMessage(handler: (message: Receive) => void): void {
    this.#child.on('message', (message) => handler(message as Receive))
  }

  onClose(handler: (why: string) => void): void {
    let told = false
    const tell = (why: string): void => {
      if (!told) handler(why)
      told = true
    }
    this.#child.on('error', (error) => tell(`cannot run: ${error.message}`))
    this.#child.on('exit', (code, signal) => tell(signal === null ? `ended with code ${code}` : `ended by ${signal}`))
  }

  close(): void {
    if (this.#child.connected) this.#child.disconnect()
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}

class ParentEnd<Send, Receive> implements Channel<Send, Receive> {
  waiting = 0

  send(message: Send): void {
    if (process.send === undefined || !process.connected) return
    this.waiting++
    process.send(message, undefined, undefined, () => void this.waiting--)
  }

  onMessage(handler: (message: Receive) => void): void {
    process.on('message', (message) => handler(message as Receive))
  }

  onClose(handler: (why: string) => void): void {
    process.once('disconnect', () => handler('the parent is gone'))
  }

  close(): void {
    if (process.connected) process.disconnect()
  }
}

class ThreadEnd<Send, Receive> implements ChildChannel<Send, Receive> {
  readonly #worker: Worker
  readonly pid = process.pid
  readonly waiting = 0

  constructor(worker: Worker) {
    this.#worker = worker
  }

  send(message: Send): void {
    this.#worker.postMessage(message)
  }

  onMessage(handler: (message: Receive) => void): void {
    this.#worker.on('message', (message) => handler(message as Receive))
  }

  onClose(handler: (why: string) => void): void {
    let why: string | undefined
    this.#worker.on('error', (error: Error) => {
      why = `cannot run: ${error.message}`
    })
    this.#worker.on('exit', (code) => handler(why ?? `ended with code ${code}`))
  }

  close(): void {
    this.kill()
  }

  kill(): void {
    void this.#worker.terminate()
  }
}

class PortEnd<Send, Receive> implements Channel<Send, Receive> {
  readonly #port: MessagePort
  readonly waiting = 0

  constructor(port: MessagePort) {
    this.#port = port
  }

  send(message: Send): void {
    this.#port.postMessage(message)
  }

  onMessage(handler: (message: Receive) => void): void {
    this.#port.on('message', (message) => handler(message as Receive))
  }

  onClose(handler: (why: string) => void): void {
    this.#port.once('close', () => handler('the parent is gone'))
  }

  close(): void {
    this.#port.close()
  }
}
