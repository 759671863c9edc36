// The HTTP server of the API: node:http with every limit set (robustness.md 4.3). It hands whole requests to one handler
// and knows nothing of what they mean. Slow, half-open, oversized and too many clients are turned away here, before
// anything of theirs takes memory.

import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gzip } from 'node:zlib'
import type { WireRequest } from '../ec2/canonical-request.ts'

export interface HttpRequest extends WireRequest {
  readonly remoteAddress: string
}

export interface HttpReply {
  readonly status: number
  readonly contentType: string
  readonly body: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

/** Why a request was turned away without being handled. */
export type Refusal = 'malformed' | 'headers-too-large' | 'body-too-large' | 'too-slow' | 'busy' | 'failed'

export interface HttpLimits {
  readonly bodyBytesMax: number
  readonly headerBytesMax: number
  /** From the connection, or the end of the request before, to the end of the headers. */
  readonly headersMilliseconds: number
  /** To the end of the body. */
  readonly requestMilliseconds: number
  /** How long a client may take an answer. */
  readonly replyMilliseconds: number
  /** How long a connection may stay without a request. */
  readonly idleMilliseconds: number
  readonly connectionsMax: number
  readonly connectionsPerAddressMax: number
  /** Requests being read, handled or answered at one time. */
  readonly requestsMax: number
  /** Bytes of bodies and answers held at one time. */
  readonly bytesMax: number
}

export const HTTP_LIMITS: HttpLimits = {
  bodyBytesMax: 1_048_576,
  headerBytesMax: 16_384,
  headersMilliseconds: 10_000,
  requestMilliseconds: 30_000,
  replyMilliseconds: 60_000,
  idleMilliseconds: 75_000,
  connectionsMax: 16_384,
  connectionsPerAddressMax: 8_192,
  requestsMax: 2_048,
  bytesMax: 268_435_456,
}

export interface HttpOptions {
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
  readonly limits?: Partial<HttpLimits>
  /** Must not reject for anything that a client can cause. */
  readonly handle: (request: HttpRequest) => Promise<HttpReply>
  /** The answer to a request that is not handled; `failed` when the handler rejected. */
  readonly refuse: (refusal: Refusal) => HttpReply
  /** Told of every handler that rejected. */
  readonly onFailure?: (error: unknown) => void
}

/** What the server has seen, for metrics. */
export interface HttpCounts {
  connections: number
  requests: number
  /** Being read, handled or answered now. */
  requestsOpen: number
  bytesHeld: number
  connectionsRefused: number
  readonly refused: Record<Refusal, number>
}

export interface HttpServer {
  readonly port: number
  readonly counts: Readonly<HttpCounts>
  /** Stops listening, lets requests that are open end within `graceMilliseconds`, then cuts what is left. */
  close(graceMilliseconds: number): Promise<void>
}

/** Listens, and resolves once connections are accepted; rejects when it cannot listen there. */
export function listenHttp(options: HttpOptions): Promise<HttpServer> {
  const front = new Front(options)
  return front.listen()
}

const GZIP_FROM_BYTES = 8_192

class Front implements HttpServer {
  readonly counts: HttpCounts = {
    connections: 0,
    requests: 0,
    requestsOpen: 0,
    bytesHeld: 0,
    connectionsRefused: 0,
    refused: { malformed: 0, 'headers-too-large': 0, 'body-too-large': 0, 'too-slow': 0, busy: 0, failed: 0 },
  }
  readonly #options: HttpOptions
  readonly #limits: HttpLimits
  readonly #server: Server
  readonly #byAddress = new Map<string, number>()
  /** Every connection, with how many of its requests are open. */
  readonly #connections = new Map<Socket, number>()
  /** Answers that are under way, oldest first, with the instant at which they are cut. */
  readonly #replies = new Map<ServerResponse, number>()
  #sweep: NodeJS.Timeout | undefined
  #closing = false

  constructor(options: HttpOptions) {
    const limits = { ...HTTP_LIMITS, ...options.limits }
    this.#options = options
    this.#limits = limits
    this.#server = createServer({
      maxHeaderSize: limits.headerBytesMax,
      headersTimeout: limits.headersMilliseconds,
      requestTimeout: limits.requestMilliseconds,
      keepAliveTimeout: limits.idleMilliseconds,
      connectionsCheckingInterval: Math.min(1_000, limits.headersMilliseconds),
    })
    this.#server.maxConnections = limits.connectionsMax
    this.#server.on('connection', (socket) => this.#onConnection(socket))
    this.#server.on('drop', () => (this.counts.connectionsRefused += 1))
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
      this.#onClientError(error, socket as Socket),
    )
    this.#server.on('request', (request, response) => {
      this.#onRequest(request, response).catch((error: unknown) => {
        this.#options.onFailure?.(error)
        response.destroy()
      })
    })
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  listen(): Promise<HttpServer> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ host: this.#options.host, port: this.#options.port, backlog: 4_096 }, () => {
        this.#server.off('error', reject)
        this.#sweep = setInterval(() => this.#cutSlowReplies(), 1_000)
        this.#sweep.unref()
        resolve(this)
      })
    })
  }

  close(graceMilliseconds: number): Promise<void> {
    this.#closing = true
    return new Promise((resolve) => {
      const cut = setTimeout(() => this.#server.closeAllConnections(), graceMilliseconds)
      this.#server.close(() => {
        clearTimeout(cut)
        clearInterval(this.#sweep)
        resolve()
      })
      // Connections that wait for a request, or are in the middle of its headers.
      for (const [socket, open] of this.#connections) if (open === 0) socket.destroy()
    })
  }

  #onConnection(socket: Socket): void {
    const address = socket.remoteAddress ?? ''
    const count = (this.#byAddress.get(address) ?? 0) + 1
    if (count > this.#limits.connectionsPerAddressMax) {
      this.counts.connectionsRefused += 1
      socket.destroy()
      return
    }
    this.#byAddress.set(address, count)
    this.counts.connections += 1
    this.#connections.set(socket, 0)
    socket.on('close', () => {
      this.counts.connections -= 1
      this.#connections.delete(socket)
      const left = (this.#byAddress.get(address) ?? 1) - 1
      if (left === 0) this.#byAddress.delete(address)
      else this.#byAddress.set(address, left)
    })
  }

  /** The parser gave up: there is no response object, so the answer is written by hand. */
  #onClientError(error: NodeJS.ErrnoException, socket: Socket): void {
    const refusal = CLIENT_ERRORS.get(error.code ?? '') ?? 'malformed'
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    this.counts.refused[refusal] += 1
    const reply = this.#options.refuse(refusal)
    const body = Buffer.from(reply.body)
    const head = [
      `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ''}`,
      `Content-Type: ${reply.contentType}`,
      `Content-Length: ${body.length}`,
      `Date: ${new Date().toUTCString()}`,
      'Connection: close',
    ]
    socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]))
    // A client that goes on sending must not keep the connection.
    setTimeout(() => socket.destroy(), 1_000).unref()
  }

  async #onRequest(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    this.counts.requests += 1
    this.counts.requestsOpen += 1
    this.#countOpen(incoming.socket, 1)
    let held = 0
    const hold = (bytes: number): void => {
      held += bytes
      this.counts.bytesHeld += bytes
    }
    response.once('close', () => {
      this.counts.requestsOpen -= 1
      this.#countOpen(incoming.socket, -1)
      this.counts.bytesHeld -= held
      this.#replies.delete(response)
    })
    const body = await this.#readBody(incoming, response, hold)
    if (body === undefined || response.destroyed) return
    const reply = typeof body === 'string' ? this.#refuse(body) : await this.#handle(incoming, body)
    await this.#send(incoming, response, reply, hold, typeof body === 'string')
  }

  #countOpen(socket: Socket, change: 1 | -1): void {
    const open = this.#connections.get(socket)
    if (open !== undefined) this.#connections.set(socket, open + change)
  }

  #refuse(refusal: Refusal): HttpReply {
    this.counts.refused[refusal] += 1
    return this.#options.refuse(refusal)
  }

  async #handle(incoming: IncomingMessage, body: Uint8Array): Promise<HttpReply> {
    try {
      return await this.#options.handle(requestOf(incoming, body))
    } catch (error) {
      this.#options.onFailure?.(error)
      return this.#refuse('failed')
    }
  }

  /** The whole body; a refusal; or undefined when the client went away. */
  #readBody(
    incoming: IncomingMessage,
    response: ServerResponse,
    hold: (bytes: number) => void,
  ): Promise<Uint8Array | Refusal | undefined> {
    const { requestsMax, bytesMax, bodyBytesMax } = this.#limits
    if (this.counts.requestsOpen > requestsMax || this.counts.bytesHeld > bytesMax) return Promise.resolve('busy')
    if (Number(incoming.headers['content-length'] ?? 0) > bodyBytesMax) return Promise.resolve('body-too-large')
    return new Promise((resolve) => {
      const chunks: Buffer[] = []
      let size = 0
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > bodyBytesMax) return resolve('body-too-large')
        hold(chunk.length)
        chunks.push(chunk)
      })
      incoming.once('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)))
      incoming.once('error', () => resolve(undefined))
      response.once('close', () => resolve(undefined))
    })
  }

  async #send(
    incoming: IncomingMessage,
    response: ServerResponse,
    reply: HttpReply,
    hold: (bytes: number) => void,
    refused: boolean,
  ): Promise<void> {
    const headers: Record<string, string | number> = { 'Content-Type': reply.contentType, ...reply.headers }
    let body: Uint8Array = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body
    if (body.length >= GZIP_FROM_BYTES && acceptsGzip(incoming)) {
      body = await gzipped(body)
      headers['Content-Encoding'] = 'gzip'
    }
    const { length } = body
    headers['Content-Length'] = length
    // What is left of a refused body is not read: the connection cannot be used again.
    if (refused || this.#closing) headers['Connection'] = 'close'
    hold(length)
    this.#replies.set(response, performance.now() + this.#limits.replyMilliseconds)
    response.writeHead(reply.status, headers)
    response.end(body)
    if (refused) incoming.resume()
  }

  #cutSlowReplies(): void {
    const now = performance.now()
    for (const [response, deadline] of this.#replies) {
      if (deadline > now) return
      response.destroy()
    }
  }
}

const CLIENT_ERRORS: ReadonlyMap<string, Refusal> = new Map([
  ['HPE_HEADER_OVERFLOW', 'headers-too-large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'too-slow'],
])

function requestOf(incoming: IncomingMessage, body: Uint8Array): HttpRequest {
  const url = incoming.url ?? '/'
  const question = url.indexOf('?')
  const headers: (readonly [string, string])[] = []
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2) {
    headers.push([incoming.rawHeaders[i] as string, incoming.rawHeaders[i + 1] as string])
  }
  return {
    method: incoming.method ?? 'GET',
    path: question < 0 ? url : url.slice(0, question),
    query: question < 0 ? '' : url.slice(question + 1),
    headers,
    body,
    remoteAddress: incoming.socket.remoteAddress ?? '',
  }
}

/** RFC 9110 12.5.3: gzip is named, and not with weight 0. */
function acceptsGzip(incoming: IncomingMessage): boolean {
  const accepted = incoming.headers['accept-encoding'] ?? ''
  return accepted.split(',').some((part) => /^\s*(gzip|\*)\s*(;\s*q\s*=\s*(0?\.0*[1-9]\d*|1(\.0*)?)\s*)?$/i.test(part))
}

function gzipped(body: string | Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    gzip(body, { level: 1 }, (error, data) => (error === null ? resolve(data) : reject(error)))
  })
}
