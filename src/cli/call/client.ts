// Calls operations: forms and signs the request, sends it, tries again by the rules of the "standard" retry mode, reads
// the answer by the model.

import { encodeForm, formatQuery } from '../../ec2/format-query.ts'
import { readError } from '../../ec2/error-document.ts'
import { readResponse } from '../../ec2/read-xml.ts'
import type { Credentials } from '../../ec2/sigv4.ts'
import { XmlError } from '../../ec2/xml-reader.ts'
import type { Operation } from '../../model/shape.ts'
import { EXIT, Failure, otherFailure } from '../failure.ts'
import type { World } from '../world.ts'
import { type Answer, type Headers, post, shownUrl, type Transport, TransportError } from './http.ts'
import { timestampsOf } from './timestamps.ts'

export interface ClientOptions {
  readonly transport: Transport
  readonly region: string
  /** Absent for requests without a signature. */
  readonly credentials: Credentials | undefined
  readonly attemptsMax: number
  readonly userAgent: string
  readonly timestampFormat: 'iso8601' | 'wire'
  readonly log: (line: string) => void
}

/** The service said no. */
export class ServiceFailure extends Failure {
  readonly errorCode: string
  readonly errorMessage: string

  constructor(operation: string, code: string, message: string, retries: number | undefined) {
    const tried = retries === undefined ? '' : ` (reached max retries: ${retries})`
    super(EXIT.refused, `An error occurred (${code}) when calling the ${operation} operation${tried}: ${message}`)
    this.errorCode = code
    this.errorMessage = message
  }
}

const TRANSIENT_STATUS = new Set([500, 502, 503, 504])
const TRANSIENT_CODES = new Set(['RequestTimeout', 'RequestTimeoutException', 'PriorRequestNotComplete'])
const THROTTLING_CODES = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottledException',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'TransactionInProgressException',
  'RequestLimitExceeded',
  'BandwidthLimitExceeded',
  'LimitExceededException',
  'RequestThrottled',
  'SlowDown',
  'EC2ThrottledException',
])
const BACKOFF_MAX = 20

type Outcome =
  | { readonly answer: Answer; readonly error?: { readonly code: string; readonly message: string } }
  | { readonly lost: TransportError }

export class Client {
  private readonly options: ClientOptions
  private readonly world: World

  constructor(options: ClientOptions, world: World) {
    this.options = options
    this.world = world
  }

  /** Calls `operation` and gives its response, members in the order of the model; throws {@link Failure}. */
  async call(operation: Operation, request: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    const body = Buffer.from(encodeForm(formatQuery(operation, request)))
    const { attemptsMax, log } = this.options
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.attempt(operation, body)
      // Said of any error that the last attempt brings, also of one that would not have been tried again.
      if (attempt >= attemptsMax) return this.finish(operation, outcome, attempt - 1)
      if (!isTransient(outcome)) return this.finish(operation, outcome, undefined)
      const seconds = Math.min(this.world.random() * 2 ** (attempt - 1), BACKOFF_MAX)
      log(`attempt ${attempt} failed, the next follows in ${seconds.toFixed(3)} s`)
      await this.world.sleep(seconds * 1000)
    }
  }

  private async attempt(operation: Operation, body: Uint8Array): Promise<Outcome> {
    const { transport, log } = this.options
    const headers = await this.headers(operation, body)
    log(`sending ${operation.name} to ${shownUrl(transport.url)}: ${Buffer.from(body).toString()}`)
    try {
      const answer = await post(transport, headers, body)
      log(`answer ${answer.status}: ${answer.body}`)
      return answer.status >= 301 ? { answer, error: errorIn(answer) } : { answer }
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      log(`no answer: ${error.message}`)
      return { lost: error }
    }
  }

  private async headers(operation: Operation, body: Uint8Array): Promise<Headers> {
    const { transport, region, credentials, userAgent } = this.options
    const plain: Headers = [
      ['Host', transport.url.host],
      ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'],
      ['User-Agent', userAgent],
    ]
    if (credentials === undefined) return plain
    const { signed } = await import('./sign.ts')
    const { pathname, search } = transport.url
    const request = { method: 'POST', path: pathname, query: search.slice(1), headers: plain, body }
    const scope = { region, service: operation.service ?? 'ec2' }
    return signed(request, credentials, scope, this.world.now())
  }

  private finish(operation: Operation, outcome: Outcome, retries: number | undefined): Record<string, unknown> {
    if ('lost' in outcome) throw otherFailure(outcome.lost.message)
    const { answer, error } = outcome
    if (error !== undefined) throw new ServiceFailure(operation.name, error.code, error.message, retries)
    try {
      const { response } = readResponse(operation, answer.body)
      return this.options.timestampFormat === 'wire' ? response : timestampsOf(operation.output, response)
    } catch (reading) {
      throw unreadable(reading, answer.body)
    }
  }
}

function isTransient(outcome: Outcome): boolean {
  if ('lost' in outcome) return true
  const { answer, error } = outcome
  if (error !== undefined && (TRANSIENT_CODES.has(error.code) || THROTTLING_CODES.has(error.code))) return true
  return TRANSIENT_STATUS.has(answer.status)
}

/** The error in an answer that is no success: of its document, else the status itself for a 5xx that has none. */
function errorIn(answer: Answer): { code: string; message: string } {
  const { status, body } = answer
  const text = body.trim()
  if (status >= 500 && (text === '' || text.startsWith('<html>'))) return byStatus(status)
  try {
    const error = readError(body)
    if (error !== undefined) return error
    return { code: 'Unknown', message: 'Unknown' }
  } catch (reading) {
    throw unreadable(reading, body)
  }
}

const byStatus = (status: number): { code: string; message: string } => ({
  code: String(status),
  message: process.getBuiltinModule('node:http').STATUS_CODES[status] ?? '',
})

function unreadable(error: unknown, body: string): Error {
  if (!(error instanceof XmlError)) return error instanceof Error ? error : new Error(String(error))
  return otherFailure(
    `Unable to parse response (${error.message}), invalid XML received. Further retries may succeed:\n` +
      `b${quotedBytes(body)}`,
  )
}

const quotedBytes = (body: string): string =>
  `'${body.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`
