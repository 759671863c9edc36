// AWS Signature Version 4 (AWS4-HMAC-SHA256): signing requests in header and in presigned form. The verifier, which uses
// the same canonical request and the same keys, is verify-signature.ts. This file alone may use node:crypto.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { canonicalRequest, type WireRequest } from './canonical-request.ts'
import { encodeForm, encodeRfc3986 } from './format-query.ts'

export const ALGORITHM = 'AWS4-HMAC-SHA256'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

/** Where and for what service a signature counts. */
export interface SigningScope {
  readonly region: string
  readonly service: string
}

/** A moment in the form of X-Amz-Date, `20260131T080000Z`. */
export const amzDate = (now: number): string => new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')

export const sha256Hex = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex')

const hmac = (key: Uint8Array | string, text: string): Uint8Array => createHmac('sha256', key).update(text).digest()

/** The key that signs for one day, region and service. */
export function signingKey(secretAccessKey: string, day: string, scope: SigningScope): Uint8Array {
  const dated = hmac(`AWS4${secretAccessKey}`, day)
  return hmac(hmac(hmac(dated, scope.region), scope.service), 'aws4_request')
}

/** The signature, in hexadecimal, of a canonical request at `date` (the form of X-Amz-Date). */
export function signatureOf(canonical: string, date: string, scope: SigningScope, key: Uint8Array): string {
  const scopeText = `${date.slice(0, 8)}/${scope.region}/${scope.service}/aws4_request`
  const text = `${ALGORITHM}\n${date}\n${scopeText}\n${sha256Hex(canonical)}`
  return Buffer.from(hmac(key, text)).toString('hex')
}

/** Compares two signatures in a time that does not tell where they differ. */
export function equalSignatures(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

type Header = readonly [name: string, value: string]

/**
 * The headers that `request` must be sent with: those it has, the date, the session token and Authorization. `request`
 * must have its Host header. `now` is in milliseconds since the epoch.
 */
export function signRequest(
  request: WireRequest,
  credentials: Credentials,
  scope: SigningScope,
  now: number,
): readonly Header[] {
  const date = amzDate(now)
  const token: Header[] =
    credentials.sessionToken === undefined ? [] : [['X-Amz-Security-Token', credentials.sessionToken]]
  const headers: Header[] = [...request.headers, ['X-Amz-Date', date], ...token]
  const signed = signedNames(headers)
  const canonical = canonicalRequest({ ...request, headers }, signed, sha256Hex(request.body))
  const signature = signatureOf(
    canonical,
    date,
    scope,
    signingKey(credentials.secretAccessKey, date.slice(0, 8), scope),
  )
  const credential = credentialOf(credentials, date, scope)
  const value = `${ALGORITHM} Credential=${credential}, SignedHeaders=${signed.join(';')}, Signature=${signature}`
  return [...headers, ['Authorization', value]]
}

/** Hop-by-hop headers and those that proxies and tracers rewrite; SDKs leave them unsigned. */
const UNSIGNED: ReadonlySet<string> = new Set([
  'authorization',
  'connection',
  'expect',
  'user-agent',
  'x-amzn-trace-id',
])

const signedNames = (headers: readonly Header[]): readonly string[] =>
  [...new Set(headers.map(([name]) => name.toLowerCase()))].filter((name) => !UNSIGNED.has(name)).sort()

const credentialOf = (credentials: Credentials, date: string, scope: SigningScope): string =>
  `${credentials.accessKeyId}/${date.slice(0, 8)}/${scope.region}/${scope.service}/aws4_request`

/** The query string of a presigned request: that of `request` with the authentication parameters added. */
export function presignQuery(
  request: WireRequest,
  credentials: Credentials,
  scope: SigningScope,
  now: number,
  expiresSeconds: number,
): string {
  const date = amzDate(now)
  const signed = signedNames(request.headers)
  const token: Header[] =
    credentials.sessionToken === undefined ? [] : [['X-Amz-Security-Token', credentials.sessionToken]]
  const added = encodeForm([
    ['X-Amz-Algorithm', ALGORITHM],
    ['X-Amz-Credential', credentialOf(credentials, date, scope)],
    ['X-Amz-Date', date],
    ['X-Amz-Expires', String(expiresSeconds)],
    ['X-Amz-SignedHeaders', signed.join(';')],
    ...token,
  ])
  const query = request.query === '' ? added : `${request.query}&${added}`
  const canonical = canonicalRequest({ ...request, query }, signed, sha256Hex(request.body))
  const key = signingKey(credentials.secretAccessKey, date.slice(0, 8), scope)
  return `${query}&X-Amz-Signature=${encodeRfc3986(signatureOf(canonical, date, scope, key))}`
}
