// Which part of the server a request is for: the API at `/`, `/_vrs/health`, `/_vrs/reset` with --allow-reset, `/metrics`,
// and the questions of operator.ts. A server without access keys must not be steered by a web page that its user happens
// to look at: it serves requests for its own host only, and none that a page of another origin sends.

import { headerValues } from '../ec2/canonical-request.ts'
import type { HttpReply, HttpRequest } from '../host/http.ts'
import { isLoopback } from './flags.ts'
import type { Api } from './request.ts'

export interface DispatchParts {
  readonly api: Api
  /** Whether callers have to prove who they are. */
  readonly withKeys: boolean
  readonly isWritable: () => boolean
  readonly metrics: () => Promise<string>
  /** Questions that the EC2 API has no words for; undefined when the path is none of them. */
  readonly operator: (request: HttpRequest) => Promise<HttpReply | undefined>
  /** Present with --allow-reset. */
  readonly reset?: () => Promise<void>
}

/** The handler of all requests. */
export const createDispatch =
  (parts: DispatchParts): Api =>
  async (request) => {
    // What is for callers on this machine has no other proof of who they are, whether there are keys or not.
    const isOpen = parts.withKeys && OPEN.has(request.path)
    const refusal = isOpen ? undefined : whyForeign(request)
    if (refusal !== undefined) return text(403, refusal)
    switch (request.path) {
      case '/':
        return parts.api(request)
      case '/_vrs/health':
        return json(200, { status: 'ready', log: parts.isWritable() ? 'writable' : 'failing' })
      case '/_vrs/reset':
        return reset(parts, request)
      case '/metrics':
        return { status: 200, contentType: 'text/plain; version=0.0.4; charset=utf-8', body: await parts.metrics() }
      default:
        return (await parts.operator(request)) ?? text(404, 'Nothing is served here. The API is at /.')
    }
  }

/** Paths that a server with access keys serves to every host. */
const OPEN: ReadonlySet<string> = new Set(['/', '/_vrs/health', '/metrics'])

const text = (status: number, body: string): HttpReply => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body: `${body}\n`,
})
const json = (status: number, body: unknown): HttpReply => ({
  status,
  contentType: 'application/json',
  body: `${JSON.stringify(body)}\n`,
})

async function reset(parts: DispatchParts, request: HttpRequest): Promise<HttpReply> {
  if (parts.reset === undefined) return text(404, 'The server was started without --allow-reset.')
  if (request.method !== 'POST') return text(405, 'Reset with POST.')
  if (!isLoopback(request.remoteAddress.replace(/^::ffff:/, ''))) return text(403, 'Reset from this machine only.')
  await parts.reset()
  return json(200, { status: 'empty' })
}

/** Why a request looks like one of a page of another site; undefined when it does not. */
function whyForeign(request: HttpRequest): string | undefined {
  const host = headerValues(request, 'host')[0] ?? ''
  const name = /^(\[[^\]]*\]|[^:]*)/.exec(host)?.[1] ?? ''
  // A name that leads here although it is not ours is how a page gets around its origin (DNS rebinding).
  if (!isLocalName(name)) return 'Only requests to a loopback address or localhost are served here.'
  const origin = headerValues(request, 'origin')[0]
  if (origin !== undefined && origin !== `http://${host}`) return 'Requests of other origins are not served.'
  const site = headerValues(request, 'sec-fetch-site')[0]
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'Requests of other sites are not served.'
  return undefined
}

const isLocalName = (name: string): boolean =>
  isLoopback(name.replace(/^\[(.*)\]$/, '$1')) || name === 'localhost' || name.endsWith('.localhost')
