// The canonical request of AWS Signature Version 4, the one form in which signer and verifier see a request
// (ec2-query-api.md 4). Pure text; hashing is in sigv4.ts.

import { encodeRfc3986 } from './format-query.ts'

/** A request as it is on the wire. */
export interface WireRequest {
  readonly method: string
  /** Path, as sent (escapes and all), without the query. */
  readonly path: string
  /** What follows the question mark, as sent; empty when there is none. */
  readonly query: string
  /** Header lines in their order; names in any case. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
}

/** Values of the header lines called `name` (lower case). */
export const headerValues = (request: Pick<WireRequest, 'headers'>, name: string): readonly string[] =>
  request.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)

/** The canonical text; `bodyHash` is its last line. `X-Amz-Signature` is never part of the query. */
export function canonicalRequest(request: WireRequest, signedHeaders: readonly string[], bodyHash: string): string {
  return [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    ...signedHeaders.map((name) => `${name}:${canonicalHeader(headerValues(request, name))}`),
    '',
    signedHeaders.join(';'),
    bodyHash,
  ].join('\n')
}

/** Services other than S3 escape the path as sent once more. */
const canonicalPath = (path: string): string => path.split('/').map(encodeRfc3986).join('/') || '/'

/** Blanks squeezed and trimmed; lines of one name joined with commas. */
const canonicalHeader = (values: readonly string[]): string =>
  values.map((value) => value.trim().replace(/ +/g, ' ')).join(',')

function canonicalQuery(query: string): string {
  const pairs = query.split('&').filter((pair) => pair !== '')
  return pairs
    .map(canonicalPair)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .sort(byCodeUnits)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function canonicalPair(pair: string): readonly [string, string] {
  const equals = pair.indexOf('=')
  const name = equals < 0 ? pair : pair.slice(0, equals)
  const value = equals < 0 ? '' : pair.slice(equals + 1)
  return [recode(name), recode(value)]
}

/** Decoded and escaped again, so that every way to write a character counts as one. */
const recode = (text: string): string => encodeRfc3986(decodeURIComponent(text.replaceAll('+', ' ')))

// Escaped text is ASCII, so code units sort as bytes do.
const byCodeUnits = (a: readonly [string, string], b: readonly [string, string]): number =>
  compare(a[0], b[0]) || compare(a[1], b[1])

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
