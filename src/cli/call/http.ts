// One HTTP POST and its whole answer, with the time limits, proxies and certificates of the AWS CLI. What goes wrong on
// the way is a TransportError with the AWS CLI's sentence. node:https is loaded for https only.

import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import type { Socket } from 'node:net'
import { proxyFor } from './proxy.ts'

/** No answer could be had. All kinds may be tried again. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
}

export interface Transport {
  readonly url: URL
  /** Milliseconds; undefined for no limit. */
  readonly connectTimeout: number | undefined
  readonly readTimeout: number | undefined
  /** File with the authorities to trust; `false` to trust any. */
  readonly verify: string | boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Headers = readonly (readonly [name: string, value: string])[]

/** The URL in messages: what is asked for, as a browser would show it. */
export const shownUrl = (url: URL): string => `${url.protocol}//${url.host}${url.pathname}${url.search}`

/** Sends `body` and waits for the end of the answer; throws {@link TransportError}. */
export async function post(transport: Transport, headers: Headers, body: Uint8Array): Promise<Answer> {
  const { url, env } = transport
  const proxy = proxyFor(url, env)
  const isHttps = url.protocol === 'https:'
  const tunnel = proxy !== undefined && isHttps ? await openTunnel(transport, proxy) : undefined
  const options = requestOptions(transport, headers, body, proxy)
  const module = isHttps ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http')
  const request = module.request({
    ...options,
    ...(isHttps ? tlsOptions(transport) : {}),
    ...(tunnel === undefined ? {} : { socket: tunnel, servername: url.hostname }),
  })
  return exchange(request, transport, body, proxy)
}

function requestOptions(
  transport: Transport,
  headers: Headers,
  body: Uint8Array,
  proxy: URL | undefined,
): RequestOptions {
  const { url } = transport
  const common = {
    method: 'POST',
    agent: false as const,
    headers: { ...Object.fromEntries(headers), 'Content-Length': String(body.length) },
  }
  if (proxy !== undefined && url.protocol === 'http:') {
    const authorization = proxyAuthorization(proxy)
    return {
      ...common,
      host: bare(proxy.hostname),
      port: proxy.port || 80,
      path: shownUrl(url),
      headers: { ...common.headers, ...authorization },
    }
  }
  const port = url.port || (url.protocol === 'https:' ? 443 : 80)
  return { ...common, host: bare(url.hostname), port, path: url.pathname + url.search }
}

/** An IPv6 host without its brackets. */
const bare = (host: string): string => host.replace(/^\[|\]$/g, '')

const proxyAuthorization = (proxy: URL): Record<string, string> => {
  if (proxy.username === '') return {}
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  return { 'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}

function tlsOptions({ verify, url }: Transport): object {
  if (verify === false) return { rejectUnauthorized: false }
  if (verify === true) return {}
  try {
    return { ca: process.getBuiltinModule('node:fs').readFileSync(verify) }
  } catch (error) {
    throw new TransportError(`SSL validation failed for ${shownUrl(url)} ${reason(error)}`)
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A connection through `proxy` to the host of the URL. */
function openTunnel(transport: Transport, proxy: URL): Promise<Socket> {
  const { url } = transport
  const target = `${url.hostname}:${url.port || 443}`
  const failed = (): TransportError => new TransportError(`Failed to connect to proxy URL: "${masked(proxy)}"`)
  return new Promise((resolve, reject) => {
    const request = process.getBuiltinModule('node:http').request({
      method: 'CONNECT',
      host: bare(proxy.hostname),
      port: proxy.port || 80,
      path: target,
      agent: false,
      headers: { Host: target, ...proxyAuthorization(proxy) },
    })
    request.on('connect', (answer, socket) => {
      if (answer.statusCode === 200) resolve(socket)
      else {
        socket.destroy()
        reject(failed())
      }
    })
    request.on('error', () => reject(failed()))
    limitConnect(request, transport.connectTimeout, () => reject(failed()))
    request.end()
  })
}

const masked = (proxy: URL): string => {
  const auth = proxy.username === '' ? '' : '***:***@'
  return `${proxy.protocol}//${auth}${proxy.host}${proxy.pathname === '/' ? '' : proxy.pathname}`
}

function exchange(
  request: ClientRequest,
  transport: Transport,
  body: Uint8Array,
  proxy: URL | undefined,
): Promise<Answer> {
  const shown = shownUrl(transport.url)
  return new Promise((resolve, reject) => {
    const phase = { connected: false, secure: transport.url.protocol !== 'https:' }
    const fail = (message: string): void => {
      reject(new TransportError(message))
      request.destroy()
    }
    request.on('socket', (socket) => {
      watch(socket, phase)
      if (transport.readTimeout === undefined) return
      socket.setTimeout(transport.readTimeout, () => {
        if (phase.connected) fail(`Read timeout on endpoint URL: "${shown}"`)
      })
    })
    limitConnect(request, transport.connectTimeout, () => fail(`Connect timeout on endpoint URL: "${shown}"`))
    request.on('error', (error) => fail(explain(error, shown, phase, proxy)))
    request.on('response', (answer) => collect(answer, resolve, () => fail(closedEarly(shown))))
    request.end(body)
  })
}

interface Phase {
  connected: boolean
  secure: boolean
}

function watch(socket: Socket, phase: Phase): void {
  if (!socket.connecting) phase.connected = true
  socket.once('connect', () => (phase.connected = true))
  socket.once('secureConnect', () => {
    phase.connected = true
    phase.secure = true
  })
}

function limitConnect(request: ClientRequest, milliseconds: number | undefined, expired: () => void): void {
  if (milliseconds === undefined) return
  request.on('socket', (socket) => {
    if (!socket.connecting) return
    const timer = setTimeout(expired, milliseconds)
    for (const event of ['connect', 'error', 'close']) socket.once(event, () => clearTimeout(timer))
  })
}

const closedEarly = (shown: string): string =>
  `Connection was closed before we received a valid response from endpoint URL: "${shown}".`

function explain(error: Error & { code?: string }, shown: string, phase: Phase, proxy: URL | undefined): string {
  if (!phase.connected) {
    return proxy === undefined
      ? `Could not connect to the endpoint URL: "${shown}"`
      : `Failed to connect to proxy URL: "${masked(proxy)}"`
  }
  const dropped = error.code === 'ECONNRESET' || error.code === 'EPIPE'
  return phase.secure || dropped ? closedEarly(shown) : `SSL validation failed for ${shown} ${error.message}`
}

function collect(answer: IncomingMessage, done: (answer: Answer) => void, cut: () => void): void {
  const parts: Buffer[] = []
  answer.on('data', (part: Buffer) => parts.push(part))
  answer.on('aborted', cut)
  answer.on('error', cut)
  answer.on('end', () => {
    const headers: Record<string, string> = {}
    for (const [name, value] of Object.entries(answer.headers)) headers[name] = String(value)
    done({ status: answer.statusCode ?? 0, headers, body: Buffer.concat(parts).toString('utf8') })
  })
}
