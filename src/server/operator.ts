// Questions to the routers that the EC2 API has no words for, under /_vrs/: why a path won or lost, where a packet goes, what
// is wrong without an error, and the RIB as an MRT file. For callers on this machine.

import type { Routers } from '../control/routers.ts'
import type { HttpReply, HttpRequest } from '../host/http.ts'
import type { Answer } from '../router/protocol.ts'
import { isLoopback } from './flags.ts'

/** What is asked of the routers. */
export type RouterQuestions = Pick<Routers, 'aboutServer' | 'trace' | 'warnings'>

/** The answer to a request under /_vrs/; undefined when the path is none of these. */
export async function operatorReply(
  routers: RouterQuestions,
  request: HttpRequest,
  nowMilliseconds: number,
): Promise<HttpReply | undefined> {
  const ask = QUESTIONS[request.path]
  if (ask === undefined) return undefined
  if (!isLoopback(request.remoteAddress.replace(/^::ffff:/, ''))) return plain(403, 'Ask from this machine only.')
  return ask(routers, new URLSearchParams(request.query), nowMilliseconds)
}

type Question = (routers: RouterQuestions, parameters: URLSearchParams, now: number) => Promise<HttpReply>

const QUESTIONS: Readonly<Record<string, Question>> = Object.assign(Object.create(null) as object, {
  '/_vrs/explain': async (routers, parameters) => {
    const prefix = parameters.get('prefix') ?? ''
    const id = parameters.get('route-server-id') ?? ''
    return reply(await routers.aboutServer(id, (routeServerId) => ({ type: 'explain', routeServerId, prefix })))
  },
  '/_vrs/trace': async (routers, parameters) =>
    reply(await routers.trace(parameters.get('from') ?? '', parameters.get('to') ?? '')),
  '/_vrs/warnings': async (routers, parameters) => {
    const vpcIds = parameters.getAll('vpc-id')
    return json(200, { warnings: await routers.warnings(vpcIds.length === 0 ? undefined : vpcIds) })
  },
  '/_vrs/mrt': async (routers, parameters, now) => {
    const at = Math.floor(now / 1_000)
    const id = parameters.get('route-server-id') ?? ''
    return reply(await routers.aboutServer(id, (routeServerId) => ({ type: 'exportMrt', routeServerId, at })))
  },
} satisfies Record<string, Question>)

const STATUS = { 'not-found': 404, invalid: 400, 'invalid-token': 400 } as const

function reply(answer: Answer | undefined): HttpReply {
  if (answer === undefined) return plain(503, 'The router of the VPC does not answer.')
  if (answer.type === 'refused') return plain(STATUS[answer.code], answer.why)
  if (answer.type === 'exportMrt') {
    return { status: 200, contentType: 'application/octet-stream', body: answer.bytes }
  }
  const { type: _, ...members } = answer
  return json(200, members)
}

const plain = (status: number, body: string): HttpReply => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body: `${body}\n`,
})
const json = (status: number, body: unknown): HttpReply => ({
  status,
  contentType: 'application/json',
  body: `${JSON.stringify(body)}\n`,
})
