// The receiving sockets of BFD, shared by the sessions of one local address, and the deferred verdict: whether the silence
// of a peer is real is known only when the socket's queue has been read to its end. Without that, every stall of our own
// longer than a detection time would look like a dead peer.

import type { Path } from '../bfd/demultiplex.ts'
import { openReceiver, type Receiver } from './bfd-sockets.ts'
import type { Libc } from './linux/libc.ts'

/** One receiving socket, who needs it, and which sessions wait to hear that its queue is empty. */
export interface Listener {
  readonly name: string
  readonly users: Set<string>
  readonly opening: Promise<Receiver>
  receiver: Receiver | undefined
  /** Sessions under suspicion, with the turns of the loop they have waited. */
  readonly suspects: Map<string, number>
  /** `receiver.received` at the end of the last turn. */
  receivedBefore: number
}

/** What the listeners tell the driver. */
export interface ListenerEvents {
  readonly datagram: (datagram: Uint8Array, path: Path) => void
  readonly quiet: (key: string) => void
}

/**
 * A turn reads up to 32 datagrams per socket, and a queue holds fewer than 100 turns' worth: what comes after them was
 * sent after the deadline. A flood may not put off the verdict for ever.
 */
const TURNS_MAX = 100
/** In the turn that the suspicion came up in. */
const BEGUN = -1

/** All receiving sockets of a driver. */
export class BfdListeners {
  readonly #libc: Libc | undefined
  readonly #events: ListenerEvents
  readonly #listeners = new Map<string, Listener>()
  readonly #suspicious = new Set<Listener>()

  constructor(libc: Libc | undefined, events: ListenerEvents) {
    this.#libc = libc
    this.#events = events
  }

  /** The listener for the local address of `path`, open. Rejects with the system's error. */
  async acquire(key: string, path: Path): Promise<Listener> {
    const name = `${path.localAddress}${path.multihop ? ' multihop' : ''}`
    const listener = this.#listeners.get(name) ?? this.#open(name, path)
    listener.users.add(key)
    try {
      listener.receiver = await listener.opening
    } catch (error) {
      this.release(key, listener)
      throw error
    }
    return listener
  }

  #open(name: string, { localAddress, multihop }: Path): Listener {
    const opening = openReceiver(this.#libc, localAddress, multihop, (datagram, peerAddress) =>
      this.#events.datagram(datagram, { localAddress, peerAddress, multihop }),
    )
    const listener: Listener = {
      name,
      users: new Set(),
      opening,
      receiver: undefined,
      suspects: new Map(),
      receivedBefore: 0,
    }
    this.#listeners.set(name, listener)
    return listener
  }

  release(key: string, listener: Listener): void {
    listener.users.delete(key)
    listener.suspects.delete(key)
    if (listener.users.size > 0 || this.#listeners.get(listener.name) !== listener) return
    this.#listeners.delete(listener.name)
    listener.receiver?.close()
  }

  /**
   * Says `quiet` for the session as soon as a whole turn of the loop brought no datagram to its socket. The turn in which
   * it is called is not a whole one: its sockets may have been read before.
   */
  confirm(key: string, listener: Listener): void {
    listener.suspects.set(key, BEGUN)
    listener.receivedBefore = listener.receiver?.received ?? 0
    if (this.#suspicious.size === 0) setImmediate(() => this.#afterTurn())
    this.#suspicious.add(listener)
  }

  /** Runs after the phase of the loop that reads sockets. */
  #afterTurn(): void {
    const suspicious = [...this.#suspicious]
    this.#suspicious.clear()
    for (const listener of suspicious) {
      const received = listener.receiver?.received ?? 0
      const isQuiet = received === listener.receivedBefore
      listener.receivedBefore = received
      for (const [key, turns] of listener.suspects) {
        if (turns > BEGUN && (isQuiet || turns >= TURNS_MAX)) {
          listener.suspects.delete(key)
          this.#events.quiet(key)
        } else listener.suspects.set(key, turns + 1)
      }
      if (listener.suspects.size > 0) this.#suspicious.add(listener)
    }
    if (this.#suspicious.size > 0) setImmediate(() => this.#afterTurn())
  }
}
