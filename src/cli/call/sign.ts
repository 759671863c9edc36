// Signs a request in its headers by Signature Version 4, as ec2/sigv4.ts does and from the same canonical request, but
// with the SHA-256 of base. A test compares the two.

import { hmacSha256, sha256 } from '../../base/sha256.ts'
import { canonicalRequest, type WireRequest } from '../../ec2/canonical-request.ts'
import type { Credentials, SigningScope } from '../../ec2/sigv4.ts'
import type { Headers } from './http.ts'

const ALGORITHM = 'AWS4-HMAC-SHA256'
/** A header that is sent and left unsigned. */
const UNSIGNED = 'user-agent'

const bytes = (text: string): Uint8Array => Buffer.from(text)
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex')
const keyed = (key: Uint8Array, text: string): Uint8Array => hmacSha256(key, bytes(text))

/** The headers of `request` with date, session token and signature added. `now` is in milliseconds since 1970. */
export function signed(request: WireRequest, credentials: Credentials, scope: SigningScope, now: number): Headers {
  const date = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')
  const { sessionToken } = credentials
  const token: Headers = sessionToken === undefined ? [] : [['X-Amz-Security-Token', sessionToken]]
  const headers: Headers = [...request.headers, ['X-Amz-Date', date], ...token]
  const names = headers.map(([name]) => name.toLowerCase()).filter((name) => name !== UNSIGNED)
  names.sort()
  const canonical = canonicalRequest({ ...request, headers }, names, hex(sha256(request.body)))
  const parts = [date.slice(0, 8), scope.region, scope.service, 'aws4_request']
  const scopeText = parts.join('/')
  const key = parts.reduce(keyed, bytes(`AWS4${credentials.secretAccessKey}`))
  const signature = hex(keyed(key, `${ALGORITHM}\n${date}\n${scopeText}\n${hex(sha256(bytes(canonical)))}`))
  const credential = `${credentials.accessKeyId}/${scopeText}`
  const value = `${ALGORITHM} Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return [...headers, ['Authorization', value]]
}
