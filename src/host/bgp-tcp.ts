// TCP for BGP: listeners on endpoint addresses and outgoing connections, numbered, with limits before anything is
// parsed. It carries octets and decides nothing: who may connect and what is answered is the router's business.
// RFC 4271 8.2.1; RFC 5082 (TTL 255 out); RFC 9687 wants to know when a peer has taken something.

import { Socket, createServer } from 'node:net'
import type { Server } from 'node:net'
import { loadLibc } from './linux/libc.ts'
import { openTcp, setMd5Key } from './linux/sockets.ts'
import type { Md5Key } from './linux/sockets.ts'

/** The number of a connection; never used twice in a process. */
export type ConnectionId = number

/** What the driver is told. */
export interface TcpEvents {
  readonly listening: (key: string) => void
  readonly listenFailed: (key: string, reason: string) => void
  /** A connection is there; `key` names the listener or what `connect` was called with. */
  readonly opened: (connection: ConnectionId, key: string, local: Socket['localAddress'], remote: string) => void
  readonly received: (connection: ConnectionId, bytes: Uint8Array) => void
  /** The kernel has taken something that was sent: a peer that takes nothing is stuck (RFC 9687). */
  readonly sent: (connection: ConnectionId) => void
  /** The connection is over, after it was opened or when it could not be. */
  readonly closed: (connection: ConnectionId, why: string) => void
  /** A connection was dropped before the router saw it. */
  readonly dropped: (key: string) => void
}

export interface ListenOptions {
  readonly address: string
  readonly port: number
  /** Connections at a time; more are dropped before anything is read. */
  readonly connectionsMax: number
  /** Refuse segments whose TTL is less (RFC 5082). */
  readonly minTtl?: number
  /** Keys by peer (RFC 2385). */
  readonly md5?: readonly Md5Key[]
}

/** Where a connection is to go. */
export interface Outgoing {
  readonly address: string
  readonly port: number
  readonly localAddress?: string
  /** RFC 2385. */
  readonly md5Key?: string
}

interface Connection {
  readonly socket: Socket
  readonly key: string
  ending: boolean
}

interface Listener {
  readonly server: Server
  options: ListenOptions
  /** Where options of the socket can be set. */
  fd: number | undefined
}

/** After a restart the old process may still hold the address for a moment. */
const LISTEN_RETRIES = 20
const LISTEN_RETRY_MS = 250
/** Connections that wait to be accepted: thousands of devices may come back together. The kernel has a limit of its own. */
const BACKLOG = 4_096
/** How long a connection that we ended may take to go: long enough for a NOTIFICATION to be read. */
const LINGER_MS = 1_000

export class BgpTcp {
  readonly #events: TcpEvents
  readonly #connections = new Map<ConnectionId, Connection>()
  readonly #servers = new Map<string, Listener>()
  #lastId = 0

  constructor(events: TcpEvents) {
    this.#events = events
  }

  /** Listens under a key, or changes limit and keys of what listens there; reports `listening` or `listenFailed`. */
  listen(key: string, options: ListenOptions): void {
    const there = this.#servers.get(key)
    if (there !== undefined) return change(there, options)
    const server = createServer({ noDelay: true, keepAlive: false })
    const listener: Listener = { server, options, fd: undefined }
    this.#servers.set(key, listener)
    server.maxConnections = options.connectionsMax
    server.on('connection', (socket) => this.#accepted(key, socket))
    server.on('drop', () => this.#events.dropped(key))
    this.#tryListen(key, listener, LISTEN_RETRIES)
  }

  /** Stops listening; connections stay. */
  unlisten(key: string): void {
    this.#servers.get(key)?.server.close()
    this.#servers.delete(key)
  }

  /** Opens a connection from a local address. `opened` or `closed` follows. */
  connect(key: string, to: Outgoing): ConnectionId {
    const id = ++this.#lastId
    const { address: host, port } = to
    const socket = outgoing(to)
    this.#adopt(id, key, socket)
    socket.connect({ host, port })
    socket.setNoDelay(true)
    socket.on('connect', () => this.#events.opened(id, key, socket.localAddress, socket.remoteAddress ?? host))
    return id
  }

  send(id: ConnectionId, bytes: Uint8Array): void {
    const connection = this.#connections.get(id)
    if (connection === undefined || connection.ending) return
    connection.socket.write(bytes, (error) => {
      if (error === undefined || error === null) this.#events.sent(id)
    })
  }

  /** Octets that wait to be taken. */
  waiting(id: ConnectionId): number {
    return this.#connections.get(id)?.socket.writableLength ?? 0
  }

  /** Ends a connection after what was sent. `closed` follows, at the latest after a second. */
  close(id: ConnectionId): void {
    const connection = this.#connections.get(id)
    if (connection === undefined || connection.ending) return
    connection.ending = true
    const { socket } = connection
    socket.end()
    // Octets that nobody reads would make the kernel answer with a reset, which can overtake our NOTIFICATION.
    socket.resume()
    setTimeout(() => socket.destroy(), LINGER_MS).unref()
  }

  /** Ends a connection at once, with a reset. */
  reset(id: ConnectionId): void {
    this.#connections.get(id)?.socket.resetAndDestroy()
  }

  /** Reads nothing more until `resume`: the peer's octets wait in the kernel. */
  pause(id: ConnectionId): void {
    this.#connections.get(id)?.socket.pause()
  }

  resume(id: ConnectionId): void {
    this.#connections.get(id)?.socket.resume()
  }

  /** Ends everything at once. */
  closeAll(): void {
    for (const key of this.#servers.keys()) this.unlisten(key)
    for (const id of this.#connections.keys()) this.close(id)
  }

  get connections(): number {
    return this.#connections.size
  }

  #tryListen(key: string, listener: Listener, retries: number): void {
    const { server, options } = listener
    const failed = (error: NodeJS.ErrnoException): void => {
      if (this.#servers.get(key) !== listener) return
      if (error.code === 'EADDRINUSE' && retries > 0) {
        setTimeout(() => this.#tryListen(key, listener, retries - 1), LISTEN_RETRY_MS)
      } else {
        this.#servers.delete(key)
        this.#events.listenFailed(key, sentence(error, options))
      }
    }
    if (this.#servers.get(key) !== listener) return
    server.once('error', failed)
    try {
      const place = placeOf(options)
      listener.fd = 'fd' in place ? place.fd : undefined
      server.listen({ ...place, backlog: BACKLOG }, () => {
        server.off('error', failed)
        server.on('error', () => this.#events.dropped(key))
        this.#events.listening(key)
      })
    } catch (error) {
      server.off('error', failed)
      failed(error as NodeJS.ErrnoException)
    }
  }

  #accepted(key: string, socket: Socket): void {
    const id = ++this.#lastId
    const remote = socket.remoteAddress
    // Gone before it was accepted.
    if (remote === undefined) return void socket.destroy()
    this.#adopt(id, key, socket)
    this.#events.opened(id, key, socket.localAddress, remote)
  }

  #adopt(id: ConnectionId, key: string, socket: Socket): void {
    const connection: Connection = { socket, key, ending: false }
    this.#connections.set(id, connection)
    let why = 'the peer closed the connection'
    socket.on('data', (chunk) => {
      if (!connection.ending) this.#events.received(id, chunk)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => (why = `connection ${error.code ?? error.message}`))
    socket.on('close', () => {
      this.#connections.delete(id)
      this.#events.closed(id, connection.ending ? 'closed by us' : why)
    })
  }
}

function change(listener: Listener, options: ListenOptions): void {
  listener.server.maxConnections = options.connectionsMax
  const before = new Map((listener.options.md5 ?? []).map(({ peer, key }) => [peer, key]))
  const after = new Map((options.md5 ?? []).map(({ peer, key }) => [peer, key]))
  listener.options = options
  const loaded = loadLibc()
  if (!loaded.ok || listener.fd === undefined) return
  // An empty key removes one.
  for (const peer of before.keys()) if (!after.has(peer)) setMd5Key(loaded.libc, listener.fd, { peer, key: '' })
  for (const [peer, key] of after) if (before.get(peer) !== key) setMd5Key(loaded.libc, listener.fd, { peer, key })
}

/**
 * A socket of our own making sends with TTL 255, which peers that check it demand and which accepted connections
 * inherit. Where the library for that is missing, a plain one serves all others.
 */
function placeOf(options: ListenOptions): { fd: number } | { host: string; port: number; exclusive: true } {
  const { address, port, minTtl, md5 } = options
  const loaded = loadLibc()
  if (!loaded.ok) {
    if (minTtl !== undefined || (md5 ?? []).length > 0) throw new Error(`TTL security and MD5 need ${loaded.why}`)
    return { host: address, port, exclusive: true }
  }
  const more = { ...(minTtl === undefined ? {} : { minTtl }), ...(md5 === undefined ? {} : { md5 }) }
  return { fd: openTcp(loaded.libc, { address, port, ttl: 255, ...more }) }
}

/** A socket that sends with TTL 255 from the local address; a plain one where that cannot be had. */
function outgoing({ address: peer, localAddress: address, md5Key }: Outgoing): Socket {
  const loaded = loadLibc()
  if (!loaded.ok || address === undefined) return new Socket()
  const md5 = md5Key === undefined ? {} : { md5: [{ peer, key: md5Key }] }
  return new Socket({ fd: openTcp(loaded.libc, { address, port: 0, ttl: 255, ...md5 }) })
}

function sentence(error: NodeJS.ErrnoException, { address, port }: ListenOptions): string {
  const where = `${address}:${port}`
  switch (error.code) {
    case 'EADDRINUSE':
      return `${where} is in use by another program`
    case 'EACCES':
      return `no permission to listen on ${where}`
    case 'EADDRNOTAVAIL':
      return `${address} is not an address of this host`
    default:
      return `cannot listen on ${where}: ${error.message}`
  }
}
