// Signatures: against botocore (vectors made with botocore 1.43.11 at a fixed time) and against the signer of the AWS SDK
// for JavaScript; and every way in which a request can fail to prove who sent it (robustness.md 4.1).

import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import type { WireRequest } from './canonical-request.ts'
import { presignQuery, signRequest, type Credentials } from './sigv4.ts'
import { readAuthentication, verifySignature } from './verify-signature.ts'

const NOW = Date.UTC(2026, 0, 31, 8, 0, 0)
const SCOPE = { region: 'eu-west-1', service: 'ec2' }
const KEY: Credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const TOKEN_KEY: Credentials = { ...KEY, sessionToken: 'tok/en+=' }
const FORM = 'application/x-www-form-urlencoded; charset=utf-8'

const request = (part: Partial<WireRequest> & { readonly text?: string } = {}): WireRequest => ({
  method: 'POST',
  path: '/',
  query: '',
  headers: [
    ['Content-Type', FORM],
    ['Host', '127.0.0.1:4179'],
  ],
  body: Buffer.from(part.text ?? 'Action=DescribeVpcs&Version=2016-11-15'),
  ...part,
})

const header = (signed: readonly (readonly [string, string])[], name: string): string =>
  signed.find(([key]) => key === name)?.[1] ?? ''

test('botocore: a POST', () => {
  assert.equal(
    header(signRequest(request(), KEY, SCOPE, NOW), 'Authorization'),
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260131/eu-west-1/ec2/aws4_request, ' +
      'SignedHeaders=content-type;host;x-amz-date, ' +
      'Signature=75166b5b16a3292fa34b94d28334e11857cd6b42bd895500c76ed162e2f6dbb7',
  )
})

test('botocore: a POST with a session token', () => {
  const headers = [
    ['Content-Type', FORM],
    ['Host', 'localhost:4179'],
  ] as const
  const signed = signRequest(request({ headers, text: 'Action=CreateTags&Tag.1.Value=a%20b' }), TOKEN_KEY, SCOPE, NOW)
  assert.match(
    header(signed, 'Authorization'),
    /SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=99aaff9b6bf777e0eeb4abd7b8fd52c0e18ea99d85d5f4c0f0fdf39e17c89077$/,
  )
})

test('botocore: presigned GETs', () => {
  const get = request({ method: 'GET', text: '', headers: [['Host', '127.0.0.1:4179']] })
  const cases = [
    ['Action=DescribeVpcs&Version=2016-11-15', 'ab353cc78de95065f71de48e08123744e53ba0e2015a8b5fb087b27412378fa3'],
    [
      'Action=DescribeTags&Filter.1.Value.1=a%2Fb%20c~%27&Version=2016-11-15&Empty=',
      'c4654b2f919f57d368f3cbbd308537b290ff5bb0d54f4ee3648407d5b76dbe70',
    ],
  ] as const
  for (const [query, signature] of cases) {
    assert.ok(presignQuery({ ...get, query }, KEY, SCOPE, NOW, 60).endsWith(`&X-Amz-Signature=${signature}`))
  }
  const local = request({ method: 'GET', text: '', headers: [['Host', 'localhost:4179']] })
  const query = 'Action=CreateTags&Tag.1.Value=a%20b'
  assert.match(
    presignQuery({ ...local, query }, TOKEN_KEY, SCOPE, NOW, 60),
    /&X-Amz-Security-Token=tok%2Fen%2B%3D&X-Amz-Signature=06b61e022740ed30fabcad38d5e1d9d094e90eb1db9ba3449c31cd21cc42320b$/,
  )
})

test('the AWS SDK for JavaScript signs as we do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.string(), fc.boolean(), async (body, value, withToken) => {
      const credentials = withToken ? TOKEN_KEY : KEY
      const squeezed = value.replace(/[^\x20-\x7e]/g, '')
      const headers = { host: 'ec2.example:80', 'x-extra': squeezed, 'content-type': FORM }
      const ours = signRequest(
        request({ headers: Object.entries(headers), body: Buffer.from(body) }),
        credentials,
        SCOPE,
        NOW,
      )
      const theirs = await smithy(credentials).sign(
        { method: 'POST', protocol: 'http:', hostname: 'ec2.example', path: '/', headers, body, query: {} },
        { signingDate: new Date(NOW) },
      )
      assert.equal(header(ours, 'Authorization'), theirs.headers['authorization'])
    }),
    { numRuns: 50 },
  )
})

const smithy = (credentials: Credentials): SignatureV4 => {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  return new SignatureV4({
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    ...SCOPE,
    sha256: Sha256,
    applyChecksum: false,
  })
}

class Sha256 {
  readonly #hash

  constructor(secret?: unknown) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', Buffer.from(secret as Uint8Array))
  }

  update(data: unknown): void {
    this.#hash.update(typeof data === 'string' ? data : Buffer.from(data as Uint8Array))
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }

  reset(): void {}
}

const signed = (part: Parameters<typeof request>[0] = {}, key = KEY, at = NOW): WireRequest => {
  const plain = request(part)
  return { ...plain, headers: signRequest(plain, key, SCOPE, at) }
}

const presigned = (query: string, key = KEY, at = NOW, expires = 60): WireRequest => {
  const plain = request({ method: 'GET', text: '', headers: [['Host', 'h']], query })
  return { ...plain, query: presignQuery(plain, key, SCOPE, at, expires) }
}

/** What the verifier says: the code of its refusal, or `ok`. */
function verdict(wire: WireRequest, key: Credentials | undefined = KEY, now = NOW): string {
  try {
    const authentication = readAuthentication(wire)
    if (authentication === undefined) return 'none'
    verifySignature(wire, authentication, key, now)
    return 'ok'
  } catch (error) {
    const { name, code } = error as { readonly name: string; readonly code: string }
    return name === 'ApiError' ? code : String(error)
  }
}

test('what is signed is verified, in both forms, with and without a session token', () => {
  assert.equal(verdict(signed()), 'ok')
  assert.equal(verdict(signed({}, TOKEN_KEY), TOKEN_KEY), 'ok')
  assert.equal(verdict(presigned('Action=DescribeVpcs&a=%2F+%27')), 'ok')
  assert.equal(verdict(presigned('Action=DescribeVpcs', TOKEN_KEY), TOKEN_KEY), 'ok')
  assert.equal(verdict(request()), 'none')
  const { headers } = signed()
  const messy = headers.map(([name, value]) => [name.toUpperCase(), `  ${value}   `] as const)
  assert.equal(verdict({ ...signed(), headers: messy }), 'ok')
})

test('any change of what is signed is refused', () => {
  const good = signed()
  const other = (name: string, value: string): WireRequest => ({
    ...good,
    headers: good.headers.map(([key, old]) => [key, key === name ? value : old]),
  })
  const changed: readonly WireRequest[] = [
    { ...good, method: 'PUT' },
    { ...good, path: '/x' },
    { ...good, query: 'a=b' },
    { ...good, body: Buffer.from('Action=DeleteVpc') },
    other('Host', 'evil'),
    other('Content-Type', 'text/plain'),
    { ...good, headers: [...good.headers, ['Host', 'second']] },
    { ...good, headers: [...good.headers, ['X-Amz-Content-Sha256', 'UNSIGNED-PAYLOAD']] },
  ]
  for (const [i, wire] of changed.entries()) assert.match(verdict(wire), /AuthFailure|IncompleteSignature/, `${i}`)
  const url = presigned('Action=DescribeVpcs')
  assert.equal(verdict({ ...url, query: url.query.replace('DescribeVpcs', 'DeleteVpc') }), 'AuthFailure')
  assert.equal(verdict({ ...url, query: `${url.query}&More=1` }), 'AuthFailure')
  assert.equal(verdict({ ...url, query: url.query.replace('Expires=60', 'Expires=600') }), 'AuthFailure')
})

test('a key that is unknown, another secret, or another session token: AuthFailure', () => {
  assert.equal(verdict(signed(), { ...KEY, secretAccessKey: 'other' }), 'AuthFailure')
  const authentication = readAuthentication(signed())
  assert.ok(authentication)
  assert.throws(() => verifySignature(signed(), authentication, undefined, NOW), { code: 'AuthFailure', status: 401 })
  assert.equal(verdict(signed(), TOKEN_KEY), 'AuthFailure')
  assert.equal(verdict(signed({}, TOKEN_KEY), KEY), 'AuthFailure')
  assert.equal(verdict(signed({}, { ...KEY, sessionToken: 'stale' }), TOKEN_KEY), 'AuthFailure')
})

test('UNSIGNED-PAYLOAD and streaming hashes are not for EC2, even when they are signed', () => {
  for (const hash of ['UNSIGNED-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'x']) {
    const headers = [...request().headers, ['X-Amz-Content-Sha256', hash]] as const
    assert.equal(verdict(signed({ headers })), 'AuthFailure')
  }
})

test('time: 15 minutes either way; presigned until it expires, at most a week', () => {
  const minutes = 60_000
  assert.equal(verdict(signed(), KEY, NOW + 15 * minutes), 'ok')
  assert.equal(verdict(signed(), KEY, NOW - 15 * minutes), 'ok')
  assert.equal(verdict(signed(), KEY, NOW + 15 * minutes + 1), 'RequestExpired')
  assert.equal(verdict(signed(), KEY, NOW - 15 * minutes - 1), 'RequestExpired')
  assert.equal(verdict(presigned('a=b'), KEY, NOW + 60_000), 'ok')
  assert.equal(verdict(presigned('a=b'), KEY, NOW + 60_001), 'RequestExpired')
  assert.equal(verdict(presigned('a=b', KEY, NOW, 604_800), KEY, NOW + 604_800_000), 'ok')
  for (const expires of [0, 604_801, -1, 1.5, NaN]) {
    assert.equal(verdict(presigned('a=b', KEY, NOW, expires)), 'RequestExpired', `${expires}`)
  }
})

const authorization = (value: string): WireRequest => ({
  ...signed(),
  headers: [...signed().headers.filter(([name]) => name !== 'Authorization'), ['Authorization', value]],
})

test('an Authorization header that is not of the form is incomplete', () => {
  const good = header(signed().headers, 'Authorization')
  assert.equal(verdict(authorization(good)), 'ok')
  const wrong = [
    '',
    'Basic abc',
    'AWS AKID:sig',
    good.replace('AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256'),
    good.replace('AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA1'),
    good.replace(/Credential=[^,]*, /, ''),
    good.replace(/, Signature=.*/, ''),
    good.replace(/SignedHeaders=[^,]*, /, ''),
    `${good}, Signature=${'0'.repeat(64)}`,
    good.replace('AKIDEXAMPLE', ''),
    good.replace('/aws4_request', ''),
    good.replace('/aws4_request', '/aws4_request/x'),
    good.replace('/aws4_request', '/aws5_request'),
    good.replace('/ec2/', '/s3/'),
    good.replace('/20260131/', '/20260130/'),
    good.replace('/20260131/', '/2026013/'),
    good.replace('eu-west-1', '../../x'),
    good.replace(/Signature=.*/, 'Signature=zz'),
    good.replace(/Signature=(.)/, 'Signature='),
    good.replace('host;', ''),
    good.replace('content-type;', 'content-type;content-type;'),
    good.replace('content-type;', 'Content-Type;'),
    good.replace('content-type;', 'content-type;absent;'),
    good.replace(';x-amz-date', ''),
    good.replace('content-type;', '__proto__;content-type;'),
  ]
  for (const value of wrong) assert.equal(verdict(authorization(value)), 'IncompleteSignature', value)
})

test('dates that do not exist are expired or incomplete', () => {
  for (const date of ['20260131T080000', '2026-01-31T08:00:00Z', '20260131T250000Z', '20260131T086100Z', '20260131']) {
    const { headers } = signed()
    const wire = { ...signed(), headers: headers.map(([k, v]) => [k, k === 'X-Amz-Date' ? date : v] as const) }
    assert.match(verdict(wire), /RequestExpired|IncompleteSignature/, date)
  }
})

test('one way of signing only, once', () => {
  const good = signed()
  const twice = {
    ...good,
    headers: [...good.headers, ['Authorization', header(good.headers, 'Authorization')] as const],
  }
  assert.equal(verdict(twice), 'IncompleteSignature')
  assert.equal(verdict({ ...good, query: presigned('a=b').query }), 'IncompleteSignature')
  assert.equal(verdict({ ...presigned('a=b'), headers: good.headers }), 'IncompleteSignature')
  const url = presigned('a=b')
  assert.equal(verdict({ ...url, query: `${url.query}&X-Amz-Date=20260131T080000Z` }), 'InvalidQueryParameter')
  for (const name of ['Credential', 'SignedHeaders', 'Signature', 'Date']) {
    const without = url.query.replace(new RegExp(`&X-Amz-${name}=[^&]*`), '')
    assert.match(verdict({ ...url, query: without }), /IncompleteSignature/, name)
  }
})

test('a header x-amz-… that is not signed is refused', () => {
  const good = signed()
  assert.equal(verdict({ ...good, headers: [...good.headers, ['X-Amz-Target', 'x']] }), 'IncompleteSignature')
  assert.equal(verdict({ ...good, headers: [...good.headers, ['User-Agent', 'x']] }), 'ok')
})

test('any headers and queries: a code, and nothing else', () => {
  const piece = fc.constantFrom(
    'AWS4-HMAC-SHA256 ',
    'Credential=',
    'a/20260131/r/ec2/aws4_request',
    ', ',
    'SignedHeaders=host',
    'Signature=',
    '0'.repeat(64),
    '%',
    '\u0000',
    'ü',
  )
  const textOf = fc.array(piece).map((pieces) => pieces.join(''))
  fc.assert(
    fc.property(textOf, fc.string({ unit: 'binary' }), (value, query) => {
      assert.match(verdict({ ...authorization(value), query }), /^[A-Z][A-Za-z]+$|^ok$/)
      assert.match(verdict(request({ query: `X-Amz-Algorithm=${value}&${query}` })), /^[A-Z][A-Za-z]+$|^none$/)
    }),
    { numRuns: 300 },
  )
})
