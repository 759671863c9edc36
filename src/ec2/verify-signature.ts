// The server's side of Signature Version 4: finds the one authentication that a request carries and judges it, in the
// order and with the codes of robustness.md 4.1. Keys are looked up by the caller's function; time is an argument.

import { errors, type ApiError } from '../model/errors.ts'
import { canonicalRequest, headerValues, type WireRequest } from './canonical-request.ts'
import { parseParameters, type Parameters } from './parse-query.ts'
import { ALGORITHM, equalSignatures, sha256Hex, signatureOf, signingKey, type SigningScope } from './sigv4.ts'

/** What a request says of who signed it. Nothing of it is proven until {@link verifySignature} returns. */
export interface Authentication {
  readonly form: 'header' | 'presigned'
  readonly accessKeyId: string
  readonly scope: SigningScope
  /** Time of the signature, in the form of X-Amz-Date. */
  readonly date: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
  readonly sessionToken: string | undefined
  /** Presigned form only: how long it counts, in seconds. */
  readonly expiresSeconds: number | undefined
}

/** Query parameters that belong to a presigned request and not to the action. */
export const PRESIGN_PARAMETERS: ReadonlySet<string> = new Set([
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
  'X-Amz-Security-Token',
])

const SKEW_MILLISECONDS = 15 * 60_000
const EXPIRES_SECONDS_MAX = 604_800
const SERVICES: ReadonlySet<string> = new Set(['ec2', 'sts'])

const incomplete = (message: string): ApiError => errors.of('IncompleteSignature', message)
const expired = (message: string): ApiError => errors.of('RequestExpired', message)

/** The answer to an unknown key and to a wrong signature alike. */
export const authFailure = (): ApiError =>
  errors.of('AuthFailure', 'AWS was not able to validate the provided access credentials', 401)

/** The one authentication in `request`; undefined when it has none. Throws an ApiError when it is not well-formed. */
export function readAuthentication(request: WireRequest): Authentication | undefined {
  const headers = headerValues(request, 'authorization')
  const presigned = /(^|&)X-Amz-(Algorithm|Credential|Signature)=/.test(request.query)
  if (headers.length + Number(presigned) > 1) throw incomplete('The request must be signed in one way only.')
  if (presigned) return readPresigned(parseParameters(request.query))
  return headers[0] === undefined ? undefined : readHeader(request, headers[0])
}

function readHeader(request: WireRequest, authorization: string): Authentication {
  const fields = authorizationFields(authorization)
  const dates = headerValues(request, 'x-amz-date')
  const tokens = headerValues(request, 'x-amz-security-token')
  if (dates.length > 1 || tokens.length > 1)
    throw incomplete('X-Amz-Date and X-Amz-Security-Token may occur once each.')
  const date = dates[0]
  if (date === undefined) throw incomplete('The request must have the header X-Amz-Date.')
  return authentication('header', fields, date.trim(), tokens[0]?.trim(), undefined)
}

/** Credential, SignedHeaders and Signature of an Authorization header, each exactly once. */
function authorizationFields(authorization: string): ReadonlyMap<string, string> {
  const [, rest] = new RegExp(`^${ALGORITHM} +(.*)$`).exec(authorization.trim()) ?? []
  if (rest === undefined)
    throw incomplete(`The Authorization header must be of the form '${ALGORITHM} Credential=...'.`)
  const fields = new Map<string, string>()
  for (const part of rest.split(',')) {
    const [, name, value] = /^\s*(Credential|SignedHeaders|Signature)=(\S+)\s*$/.exec(part) ?? []
    if (name === undefined || value === undefined || fields.has(name)) {
      throw incomplete('The Authorization header must have Credential, SignedHeaders and Signature, each once.')
    }
    fields.set(name, value)
  }
  return fields
}

function readPresigned(parameters: Parameters): Authentication {
  if (parameters.get('X-Amz-Algorithm') !== ALGORITHM) throw incomplete(`X-Amz-Algorithm must be ${ALGORITHM}.`)
  const fields = new Map<string, string>()
  for (const name of ['Credential', 'SignedHeaders', 'Signature']) {
    const value = parameters.get(`X-Amz-${name}`)
    if (value !== undefined) fields.set(name, value)
  }
  const expires = parameters.get('X-Amz-Expires') ?? ''
  const seconds = /^[0-9]{1,6}$/.test(expires) ? Number(expires) : 0
  if (seconds < 1 || seconds > EXPIRES_SECONDS_MAX) {
    throw expired(`X-Amz-Expires must be a whole number of seconds from 1 to ${EXPIRES_SECONDS_MAX}.`)
  }
  const date = parameters.get('X-Amz-Date') ?? ''
  return authentication('presigned', fields, date, parameters.get('X-Amz-Security-Token'), seconds)
}

function authentication(
  form: Authentication['form'],
  fields: ReadonlyMap<string, string>,
  date: string,
  sessionToken: string | undefined,
  expiresSeconds: number | undefined,
): Authentication {
  const parts = (fields.get('Credential') ?? '').split('/')
  const [accessKeyId, day, region, service, terminator] = parts
  const signature = fields.get('Signature')
  const signedHeaders = (fields.get('SignedHeaders') ?? '').split(';')
  if (!accessKeyId || !day || !region || !service || parts.length !== 5 || terminator !== 'aws4_request') {
    throw incomplete('Credential must be of the form KEY/DATE/REGION/SERVICE/aws4_request.')
  }
  if (!SERVICES.has(service)) throw incomplete(`Credential should be scoped to the service 'ec2', not '${service}'.`)
  if (!/^[a-z0-9-]{1,32}$/.test(region)) throw incomplete('Credential names no valid region.')
  if (day !== date.slice(0, 8)) throw incomplete('The date of Credential must be the day of X-Amz-Date.')
  if (signature === undefined || !/^[0-9a-f]{64}$/.test(signature)) {
    throw incomplete('Signature must be 64 hexadecimal digits.')
  }
  return { form, accessKeyId, scope: { region, service }, date, signedHeaders, signature, sessionToken, expiresSeconds }
}

/** A key as the server knows it. */
export interface KnownKey {
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

/** Throws the ApiError that says why `request` does not prove what `authentication` claims; returns when it does. */
export function verifySignature(
  request: WireRequest,
  authentication: Authentication,
  known: KnownKey | undefined,
  now: number,
): void {
  checkSignedHeaders(request, authentication)
  checkTime(authentication, now)
  // An unknown key costs the same work as a wrong signature.
  const key = signingKey(known?.secretAccessKey ?? 'unknown', authentication.date.slice(0, 8), authentication.scope)
  const canonical = canonicalRequest(request, authentication.signedHeaders, bodyHash(request))
  const expected = signatureOf(canonical, authentication.date, authentication.scope, key)
  const equal = equalSignatures(expected, authentication.signature)
  if (known === undefined || !equal || !sameToken(known.sessionToken, authentication.sessionToken)) throw authFailure()
}

const sameToken = (known: string | undefined, given: string | undefined): boolean =>
  equalSignatures(sha256Hex(known ?? ''), sha256Hex(given ?? ''))

/** The hash is always computed from the body that came; a header that names another one is no proof of anything. */
function bodyHash(request: WireRequest): string {
  const hash = sha256Hex(request.body)
  const claimed = headerValues(request, 'x-amz-content-sha256')
  if (claimed.some((value) => value !== hash)) throw authFailure()
  return hash
}

function checkSignedHeaders(request: WireRequest, { signedHeaders }: Authentication): void {
  const listed = new Set(signedHeaders)
  if (listed.size !== signedHeaders.length || !signedHeaders.every((name) => /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name))) {
    throw incomplete('SignedHeaders must list lower-case header names, each once.')
  }
  if (!listed.has('host')) throw incomplete('The header host must be signed.')
  const sent = new Set(request.headers.map(([name]) => name.toLowerCase()))
  for (const name of signedHeaders) if (!sent.has(name)) throw incomplete(`The signed header ${name} is missing.`)
  for (const name of sent) {
    if (name.startsWith('x-amz-') && !listed.has(name)) throw incomplete(`The header ${name} must be signed.`)
  }
}

function checkTime({ date, expiresSeconds }: Authentication, now: number): void {
  const signedAt = parseAmzDate(date)
  if (signedAt === undefined) throw expired('X-Amz-Date must be a time of the form 20260131T080000Z.')
  if (signedAt - now > SKEW_MILLISECONDS) throw expired('The request is dated in the future. Check the clock.')
  const lasts = expiresSeconds === undefined ? SKEW_MILLISECONDS : expiresSeconds * 1_000
  if (now - signedAt > lasts) throw expired('Request has expired. Check the clock, or sign the request again.')
}

function parseAmzDate(date: string): number | undefined {
  const [, day, time] = /^([0-9]{8})T([0-9]{6})Z$/.exec(date) ?? []
  if (day === undefined || time === undefined) return undefined
  const text = `${day.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}.000Z`
  const at = Date.parse(text)
  // Date.parse takes some days that do not exist (February 30th); they come out as another day.
  return Number.isNaN(at) || new Date(at).toISOString() !== text ? undefined : at
}
