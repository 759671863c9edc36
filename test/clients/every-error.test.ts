// Every error code is provoked over HTTP, through the whole server, and has the status and the words that it should have:
// what is meant, and what would be right. A code without a row, and a code of the documents that nobody speaks of, fails.

import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { encodeForm, formatQuery } from '../../src/ec2/format-query.ts'
import { signRequest, type Credentials } from '../../src/ec2/sigv4.ts'
import { readError } from '../../src/ec2/error-document.ts'
import { readResponse } from '../../src/ec2/read-xml.ts'
import { ERROR_CODES, type ErrorCode } from '../../src/model/error-codes.ts'
import { folder, serve } from '../harness.ts'
import { DOCUMENTED, ELSEWHERE, NEVER } from './errors/codes.ts'
import { REFUSED_ROWS } from './errors/refused-members.ts'
import { REQUEST_ROWS } from './errors/request-rows.ts'
import { ROUTE_SERVER_ROWS } from './errors/route-server-rows.ts'
import type { Row } from './errors/row.ts'
import { DEFAULT_VPC_ROWS, VPC_ROWS } from './errors/vpc-rows.ts'
import { operationOf, post, type Reply } from './scenario/callers.ts'
import { BUILD } from './scenario/scenario.ts'
import { resolve, type Answers, type Step } from './scenario/step.ts'

const ROWS: readonly Row[] = [...REQUEST_ROWS, ...REFUSED_ROWS, ...ROUTE_SERVER_ROWS, ...VPC_ROWS]

describe('errors', () => {
  test('every code is provoked here, or tested where it can be', () => {
    const provoked = new Set<string>([
      ...[...ROWS, ...DEFAULT_VPC_ROWS].map(({ code }) => code),
      ...BARE.map(({ code }) => code),
      ...SIGNED.map(({ code }) => code),
    ])
    const untested = ERROR_CODES.filter((code) => !provoked.has(code) && !(code in ELSEWHERE))
    assert.deepEqual(untested, [])
    const twice = Object.keys(ELSEWHERE).filter((code) => provoked.has(code))
    assert.deepEqual(twice, [], 'these are provoked here')
    for (const [code, [file, name]] of Object.entries(ELSEWHERE)) {
      const path = join(import.meta.dirname, '../..', file)
      assert.ok(existsSync(path) && readFileSync(path, 'utf8').includes(name), `${code}: no test '${name}' in ${file}`)
    }
  })

  test('every code of the documents is answered, or known not to be', () => {
    const ours = new Set<string>(ERROR_CODES)
    const unknown = DOCUMENTED.filter((code) => !ours.has(code) && !(code in NEVER))
    assert.deepEqual(unknown, [])
    assert.deepEqual(
      Object.keys(NEVER).filter((code) => ours.has(code)),
      [],
    )
  })

  test('in a network with a route server', async (t) => {
    const { endpoint } = await serve(t, ['--memory', '--no-default-vpc'])
    const world = new World(endpoint)
    for (const one of BUILD) await world.play(one)
    const wrong: string[] = []
    for (const one of ROWS) await world.refuses(one).catch((error: Error) => wrong.push(error.message))
    assert.deepEqual(wrong, [])
    t.diagnostic(`${ROWS.length} refusals`)
  })

  test('without a default VPC, and with one that is full', async (t) => {
    const { endpoint } = await serve(t, ['--memory', '--no-default-vpc'])
    const world = new World(endpoint)
    for (const one of DEFAULT_VPC_ROWS) await world.refuses(one)
  })

  test('requests that no SDK would send', async (t) => {
    const { endpoint } = await serve(t)
    for (const { code, status = 400, says, send } of BARE) {
      const answer = await send(endpoint)
      check(await replyOf(answer), { code, status, says })
    }
  })

  test('with access keys: who is not known, not in time, or not allowed', async (t) => {
    const file = join(folder(t), 'keys.json')
    writeFileSync(file, JSON.stringify(KEYS))
    const { endpoint } = await serve(t, ['--memory', '--access-keys', file])
    for (const { code, status, says, headers } of SIGNED) {
      const body = encodeForm(formatQuery(operationOf('CreateRouteServer'), { AmazonSideAsn: 65000 }))
      const sent = headers({ host: new URL(endpoint).host, body })
      const answer = await fetch(endpoint, { method: 'POST', body, headers: [...FORM, ...sent] })
      check(await replyOf(answer), { code, status, says })
    }
  })
})

/** A server, and the answers to what it was asked so far. */
class World {
  readonly #endpoint: string
  readonly #answers: Answers = new Map()

  constructor(endpoint: string) {
    this.#endpoint = endpoint
  }

  async play({ as, action, input }: Step): Promise<void> {
    const { error, document } = await this.#ask(action, input)
    assert.equal(error, undefined, `${action} ${JSON.stringify(input)}: ${error?.code ?? ''} ${error?.message ?? ''}`)
    if (as !== undefined) this.#answers.set(as, readResponse(operationOf(action), document).response)
  }

  async refuses({ code, status = 400, says, action, input, before = [], many }: Row): Promise<void> {
    for (const one of before) await this.play(one)
    for (let n = 0; n < (many?.times ?? 0); n++) await this.play(many?.step(n) as Step)
    const what = `${action} ${JSON.stringify(input).slice(0, 300)}`
    check(await this.#ask(action, input), { code, status, says: resolve(says, this.#answers) as string[] }, what)
  }

  #ask(action: string, input: Readonly<Record<string, unknown>>): Promise<Reply> {
    const given = resolve(input, this.#answers) as Readonly<Record<string, unknown>>
    return post(this.#endpoint, formatQuery(operationOf(action), given))
  }
}

interface Wanted {
  readonly code: ErrorCode
  readonly status: number
  readonly says: readonly string[]
}

function check({ status, error, document }: Reply, wanted: Wanted, what = ''): void {
  assert.equal(error?.code, wanted.code, `${what}: ${error?.message ?? document}`)
  assert.equal(status, wanted.status, `${what}: ${wanted.code}`)
  for (const part of wanted.says) {
    assert.ok(error.message.includes(part), `${what}: '${error.message}' does not say '${part}'`)
  }
  assert.match(error.requestId ?? '', /^[0-9a-f-]{36}$/)
}

async function replyOf(answer: Response): Promise<Reply> {
  const document = await answer.text()
  return { status: answer.status, document, headers: answer.headers, error: readError(document) }
}

const FORM: readonly [string, string][] = [['content-type', 'application/x-www-form-urlencoded']]

interface Bare {
  readonly code: ErrorCode
  readonly status?: number
  readonly says: readonly string[]
  readonly send: (endpoint: string) => Promise<Response>
}

const form = (body: string) => (endpoint: string) => fetch(endpoint, { method: 'POST', body, headers: [...FORM] })

const BARE: readonly Bare[] = [
  { code: 'MissingAction', says: ['Action'], send: form('Version=2016-11-15') },
  { code: 'InvalidAction', says: ['RunInstances'], send: form('Action=RunInstances&Version=2016-11-15') },
  { code: 'NoSuchVersion', says: ['2012-12-01', '2016-11-15'], send: form('Action=DescribeVpcs&Version=2012-12-01') },
  { code: 'UnknownParameter', says: ['Colour'], send: form('Action=DescribeVpcs&Colour=red') },
  { code: 'InvalidQueryParameter', says: ['VpcId', 'more than once'], send: form('Action=DeleteVpc&VpcId=a&VpcId=b') },
  { code: 'InvalidCharacter', says: ['character'], send: form('Action=DeleteVpc&VpcId=%01') },
  { code: 'MalformedQueryString', says: ['VpcId', 'gap'], send: form('Action=DescribeVpcs&VpcId.1=a&VpcId.3=b') },
  { code: 'MalformedQueryString', says: ['VpcId.0', 'from 1'], send: form('Action=DescribeVpcs&VpcId.0=a') },
  {
    code: 'UnsupportedProtocol',
    says: ['application/x-www-form-urlencoded'],
    send: (endpoint) =>
      fetch(endpoint, { method: 'POST', body: '{}', headers: [['content-type', 'application/json']] }),
  },
  {
    code: 'UnsupportedProtocol',
    status: 405,
    says: ['GET and POST'],
    send: (endpoint) => fetch(endpoint, { method: 'PUT', body: 'Action=DescribeVpcs' }),
  },
  {
    code: 'RequestEntityTooLarge',
    status: 413,
    says: ['too large'],
    send: form(`Action=DeleteVpc&VpcId=${'a'.repeat(2 << 20)}`),
  },
  {
    code: 'AuthFailure',
    status: 401,
    says: ['no region nowhere'],
    send: (endpoint) =>
      fetch(`${endpoint}/?Action=DescribeVpcs`, {
        headers: [
          ['authorization', 'AWS4-HMAC-SHA256 Credential=a/20260101/nowhere/ec2/aws4_request, SignedHeaders=host'],
        ],
      }),
  },
]

const ADMIN: Credentials = { accessKeyId: 'AKIAADMIN', secretAccessKey: 'secret' }
const NOBODY: Credentials = { accessKeyId: 'AKIANOBODY', secretAccessKey: 'none' }
const ALL = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }
const KEYS = {
  accessKeys: [
    { ...ADMIN, user: 'admin', policies: [ALL] },
    { ...NOBODY, user: 'nobody' },
  ],
}

interface Unsigned {
  readonly host: string
  readonly body: string
}

interface Signed {
  readonly code: ErrorCode
  readonly status: number
  readonly says: readonly string[]
  readonly headers: (request: Unsigned) => readonly [string, string][]
}

const HOUR = 3_600_000

function signed(credentials: Credentials, { host, body }: Unsigned, now = Date.now(), service = 'ec2') {
  const headers: [string, string][] = [['host', host], ...FORM]
  const request = { method: 'POST', path: '/', query: '', headers, body: Buffer.from(body) }
  const all = signRequest(request, credentials, { region: 'us-east-1', service }, now)
  return all.slice(headers.length).map(([name, value]): [string, string] => [name, value])
}

const SIGNED: readonly Signed[] = [
  { code: 'MissingAuthenticationToken', status: 401, says: ['must be signed'], headers: () => [] },
  {
    code: 'IncompleteSignature',
    status: 400,
    says: [],
    headers: () => [['authorization', 'AWS4-HMAC-SHA256 nonsense']],
  },
  {
    code: 'AuthFailure',
    status: 401,
    says: ['AWS was not able to validate the provided access credentials'],
    headers: (request) => signed({ ...ADMIN, secretAccessKey: 'wrong' }, request),
  },
  {
    code: 'AuthFailure',
    status: 401,
    says: ['AWS was not able to validate the provided access credentials'],
    headers: (request) => signed({ ...ADMIN, accessKeyId: 'AKIAUNKNOWN' }, request),
  },
  {
    code: 'RequestExpired',
    status: 400,
    says: [],
    headers: (request) => signed(ADMIN, request, Date.now() - HOUR),
  },
  {
    code: 'UnauthorizedOperation',
    status: 403,
    says: ['not authorized', 'ec2:CreateRouteServer', 'nobody'],
    headers: (request) => signed(NOBODY, request),
  },
]
