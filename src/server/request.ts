// The path of a request: parse, authenticate, authorise, validate, decide, store, answer. All refusals end in the one
// `catch` here. Errors of ours, too, become an answer: a request must not end the server.

import { validate } from '../ec2/validate.ts'
import { writeError, type ErrorForm } from '../ec2/error-document.ts'
import { headerValues } from '../ec2/canonical-request.ts'
import { VERSIONS } from '../ec2/format-query.ts'
import { parseParameters, parseRequest, type Parameters } from '../ec2/parse-query.ts'
import { PRESIGN_PARAMETERS } from '../ec2/verify-signature.ts'
import { writeResponse, XML_CONTENT_TYPE } from '../ec2/write-xml.ts'
import { decide } from '../engine/decide.ts'
import type { Response } from '../engine/decision.ts'
import { partitionOf } from '../engine/regions.ts'
import type { HttpReply, HttpRequest } from '../host/http.ts'
import { ApiError, errors } from '../model/errors.ts'
import { operationByName } from '../model/service.ts'
import type { Operation } from '../model/shape.ts'
import { authenticate, type Access, type Caller } from './authenticate.ts'
import { authorise } from './authorise.ts'
import type { Control } from './control.ts'
import type { Ledger } from './ledger.ts'
import type { ApiMeter } from './metrics.ts'
import { now } from '../host/clock.ts'
import { between } from '../base/time.ts'

export interface ApiParts {
  readonly ledger: Ledger
  readonly control: Pick<Control, 'applied'>
  readonly access: Access
  readonly wallClock: () => number
  readonly newRequestId: () => string
  readonly meter: ApiMeter
  /** Told of errors of ours. */
  readonly onError: (error: unknown, action: string) => void
}

/** Answers calls of the EC2 API and of the part of STS that is served with it. */
export type Api = (request: HttpRequest) => Promise<HttpReply>

/** What is known of a request so far: how an error has to be written. */
interface Progress {
  action: string
  form: ErrorForm
}

/** The API on a ledger. */
export function createApi(parts: ApiParts): Api {
  return async (request) => {
    const startedAt = now()
    const progress: Progress = { action: '', form: 'ec2' }
    const { reply, code } = await attempt(parts, request, progress)
    const action = operationByName.has(progress.action) ? progress.action : 'other'
    parts.meter.count(action, code, between(startedAt, now()) / 1_000_000)
    return reply
  }
}

async function attempt(
  parts: ApiParts,
  request: HttpRequest,
  progress: Progress,
): Promise<{ readonly reply: HttpReply; readonly code: string }> {
  const requestId = parts.newRequestId()
  try {
    const { operation, response } = await answer(parts, request, progress)
    return { reply: xml(200, writeResponse(operation, response, requestId), requestId), code: 'ok' }
  } catch (error) {
    if (!(error instanceof ApiError)) parts.onError(error, progress.action)
    const told = error instanceof ApiError ? error : internalError()
    return { reply: xml(told.status, writeError(told, requestId, progress.form), requestId), code: told.code }
  }
}

const internalError = (): ApiError =>
  new ApiError('InternalError', 'An internal error has occurred. The server has logged it.', 500)

const xml = (status: number, body: string, requestId: string): HttpReply => ({
  status,
  contentType: XML_CONTENT_TYPE,
  body,
  headers: { 'x-amzn-requestid': requestId, 'cache-control': 'no-cache, no-store' },
})

/** The answer of the API to a request that the HTTP server turned away. */
export const refusalReply = (error: ApiError, requestId: string): HttpReply =>
  xml(error.status, writeError(error, requestId, 'ec2'), requestId)

async function answer(
  parts: ApiParts,
  request: HttpRequest,
  progress: Progress,
): Promise<{ readonly operation: Operation; readonly response: Response }> {
  const parameters = readParameters(request)
  progress.action = parameters.get('Action') ?? ''
  if (operationByName.get(progress.action)?.service === 'sts') progress.form = 'sts'
  const caller = authenticate(request, parts.access, parts.wallClock())
  if (caller.service === 'sts') progress.form = 'sts'
  const operation = findOperation(parameters, caller)
  const typed = parseRequest(operation.input, parameters, caller.presigned ? PRESIGN_PARAMETERS : undefined)
  if (operation.service === 'sts') return { operation, response: callerIdentity(caller) }
  const response = await run(parts, request, operation, typed, caller)
  // A device may connect as soon as its owner reads `available` (docs/design/0007): the router must know it by then.
  if (SHOWS_AVAILABILITY.has(operation.name)) await parts.control.applied()
  return { operation, response }
}

const SHOWS_AVAILABILITY: ReadonlySet<string> = new Set(['DescribeRouteServerEndpoints', 'DescribeRouteServerPeers'])

function run(
  parts: ApiParts,
  http: HttpRequest,
  operation: Operation,
  typed: Readonly<Record<string, unknown>>,
  caller: Caller,
): Promise<Response> {
  let validated = false
  return parts.ledger.run(caller.scope, (state, context) => {
    authorise({ caller, operation, request: typed, state, now: context.now, http })
    if (!validated) validate(operation.input, typed)
    validated = true
    return decide(state, operation.name, typed, { ...context, caller: caller.principal })
  })
}

/** The parameters of the query string and of the body together. */
function readParameters(request: HttpRequest): Parameters {
  if (request.method === 'GET') {
    if (request.body.length > 0) throw errors.of('InvalidRequest', 'A GET request must not have a body.')
    return parseParameters(request.query)
  }
  if (request.method !== 'POST') throw errors.of('UnsupportedProtocol', 'Only GET and POST are supported.', 405)
  checkContent(request)
  return parseParameters(request.query, decodeBody(request.body))
}

const FORM = /^application\/x-www-form-urlencoded\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i

function checkContent(request: HttpRequest): void {
  const types = headerValues(request, 'content-type')
  const encodings = headerValues(request, 'content-encoding')
  if (encodings.some((encoding) => encoding.trim().toLowerCase() !== 'identity')) {
    throw errors.of('UnsupportedProtocol', 'The body must not be encoded.')
  }
  if (request.body.length > 0 && (types.length !== 1 || !FORM.test(types[0]?.trim() ?? ''))) {
    throw errors.of('UnsupportedProtocol', 'The body must be of type application/x-www-form-urlencoded in UTF-8.')
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decodeBody(body: Uint8Array): string {
  try {
    return UTF8.decode(body)
  } catch (error) {
    const why = error instanceof Error ? error.message : 'bad text'
    throw errors.of('MalformedQueryString', `The body is not well-formed: ${why}`)
  }
}

/** The one operation that the request names, in the version that is served and in the service that it was signed for. */
function findOperation(parameters: Parameters, caller: Caller): Operation {
  const action = parameters.get('Action')
  if (action === undefined || action === '') throw errors.missingAction()
  const operation = operationByName.get(action)
  const service = operation?.service ?? 'ec2'
  if (operation === undefined || (caller.service !== undefined && caller.service !== service)) {
    throw errors.invalidAction(action)
  }
  const version = parameters.get('Version')
  if (version !== undefined && version !== VERSIONS[service]) {
    throw errors.of('NoSuchVersion', `The version ${version} is not available; use ${VERSIONS[service]}.`)
  }
  return operation
}

/** The ARN is one of the partition that the region belongs to. */
const callerIdentity = ({ principal, scope }: Caller): Response => ({
  UserId: principal.userId,
  Account: principal.account,
  Arn: principal.arn.replace(/^arn:aws:/, `arn:${partitionOf(scope.region)}:`),
})
