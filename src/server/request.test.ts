// The API by raw requests: every row of robustness.md 4.1 to 4.3 that can be seen from outside, and what binds the
// parts together (scopes, STS, errors, health, reset, metrics).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, post, raw } from '../host/raw-http.contract.ts'
import { presignQuery, type Credentials } from '../ec2/sigv4.ts'
import { call, inElement, readAnswer, serve } from './test-server.contract.ts'

const CREATE = 'Action=CreateRouteServer&Version=2016-11-15&AmazonSideAsn=65000'
const LIST = 'Action=DescribeRouteServers&Version=2016-11-15'
const ADMIN = { accessKeyId: 'AKIAADMIN', secretAccessKey: 'secret' }
const READER = { accessKeyId: 'AKIAREADER', secretAccessKey: 'other' }
const NOBODY = { accessKeyId: 'AKIANOBODY', secretAccessKey: 'none' }
const TEMPORARY = { accessKeyId: 'ASIATEMP', secretAccessKey: 'temp', sessionToken: 'token' }
const OTHER = { accessKeyId: 'AKIAOTHER', secretAccessKey: 'other-account' }
const ALL = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }
const READ = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' } }
const KEYS = {
  accessKeys: [
    { ...ADMIN, user: 'admin', policies: [ALL] },
    { ...READER, user: 'reader', policies: [READ] },
    { ...NOBODY, user: 'nobody' },
    { ...TEMPORARY, user: 'temporary', policies: [ALL] },
    { ...OTHER, user: 'other', account: '111122223333', policies: [ALL] },
  ],
}

test('GET and POST are equal in meaning, and the request id is in the answer', async (t) => {
  const server = await serve(t)
  const posted = await call(server, CREATE)
  assert.deepEqual([posted.status, posted.code], [200, 'ok'])
  assert.match(inElement(posted.body, 'requestId') ?? '', /^[0-9a-f-]{36}$/)
  const got = await raw(server.port, `GET /?${LIST} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  assert.equal(got.status, 200)
  assert.equal(got.headers.get('content-type'), 'text/xml;charset=UTF-8')
  assert.equal(inElement(got.body, 'routeServerId'), inElement(posted.body, 'routeServerId'))
})

test('action and version', async (t) => {
  const server = await serve(t)
  const cases: readonly (readonly [string, number, string])[] = [
    ['', 400, 'MissingAction'],
    ['Action=', 400, 'MissingAction'],
    ['Version=2016-11-15', 400, 'MissingAction'],
    ['Action=RunInstances&Version=2016-11-15', 400, 'InvalidAction'],
    ['Action=createrouteserver&Version=2016-11-15', 400, 'InvalidAction'],
    ['Action=__proto__', 400, 'InvalidAction'],
    ['Action=constructor&Version=2016-11-15', 400, 'InvalidAction'],
    ['Action.1=DescribeVpcs', 400, 'MissingAction'],
    [`${LIST}&Action.1=DescribeVpcs`, 400, 'UnknownParameter'],
    [`${LIST}&Action=DescribeVpcs`, 400, 'InvalidQueryParameter'],
    ['Action=DescribeRouteServers&Version=2012-12-01', 400, 'NoSuchVersion'],
    ['Action=GetCallerIdentity&Version=2016-11-15', 400, 'NoSuchVersion'],
    ['Action=DescribeRouteServers', 200, 'ok'],
  ]
  for (const [form, status, code] of cases) {
    const answer = await call(server, form)
    assert.deepEqual([answer.status, answer.code], [status, code], form)
  }
  const both = await raw(server.port, post(LIST).replace('POST / ', 'POST /?Action=DescribeVpcs '))
  assert.equal(codeOf(both), 'InvalidQueryParameter')
})

test('parameters: unknown, missing, of another type, out of range', async (t) => {
  const server = await serve(t)
  const cases: readonly (readonly [string, string])[] = [
    [`${LIST}&Nonsense=1`, 'UnknownParameter'],
    [`${LIST}&__proto__=1`, 'UnknownParameter'],
    [`${LIST}&MaxResults=x`, 'InvalidParameterValue'],
    [`${LIST}&MaxResults=`, 'InvalidParameterValue'],
    [`${LIST}&MaxResults=4`, 'InvalidParameterValue'],
    [`${LIST}&MaxResults=1001`, 'InvalidParameterValue'],
    [`${LIST}&MaxResults=1e2`, 'InvalidParameterValue'],
    [`${LIST}&DryRun=maybe`, 'InvalidParameterValue'],
    [`${LIST}&NextToken=nonsense`, 'InvalidNextToken'],
    [`${LIST}&Filter.1.Name=nonsense&Filter.1.Value.1=x`, 'InvalidParameterValue'],
    [`${LIST}&RouteServerId.1=constructor`, 'InvalidRouteServerId.Malformed'],
    [`${LIST}&RouteServerId.-1=rs-1`, 'MalformedQueryString'],
    [`${LIST}&RouteServerId.99999999=rs-1`, 'MalformedQueryString'],
    ['Action=CreateRouteServer', 'MissingParameter'],
    ['Action=CreateRouteServer&AmazonSideAsn=0', 'InvalidParameterValue'],
    ['Action=CreateRouteServer&AmazonSideAsn=4294967296', 'InvalidParameterValue'],
    [`${CREATE}&PersistRoutes=perhaps`, 'InvalidParameterValue'],
  ]
  for (const [form, code] of cases) {
    const answer = await call(server, form)
    assert.deepEqual([answer.status, answer.code], [400, code], form)
  }
})

test('names of Object and wildcards are ordinary strings in tags, filters and ids', async (t) => {
  const server = await serve(t)
  const tags = ['__proto__', 'constructor', 'hasOwnProperty', '*', '<b>']
  const specification = tags
    .map(
      (key, i) =>
        `TagSpecification.1.Tag.${i + 1}.Key=${encodeURIComponent(key)}&TagSpecification.1.Tag.${i + 1}.Value=${encodeURIComponent(`v&${key}`)}`,
    )
    .join('&')
  const created = await call(server, `${CREATE}&TagSpecification.1.ResourceType=route-server&${specification}`)
  assert.equal(created.code, 'ok', created.body)
  for (const key of tags) {
    const filter = `Filter.1.Name=${encodeURIComponent(`tag:${key}`)}&Filter.1.Value.1=${encodeURIComponent('v&*')}`
    const answer = await call(server, `${LIST}&${filter}`)
    assert.equal(inElement(answer.body, 'routeServerId'), inElement(created.body, 'routeServerId'), key)
  }
  assert.doesNotMatch(created.body, /<b>/)
})

test('a filter made to be slow is not', async (t) => {
  const server = await serve(t)
  const value = 'a'.repeat(250)
  await call(
    server,
    `${CREATE}&TagSpecification.1.ResourceType=route-server&TagSpecification.1.Tag.1.Key=k&TagSpecification.1.Tag.1.Value=${value}`,
  )
  const answer = await call(server, `${LIST}&Filter.1.Name=tag:k&Filter.1.Value.1=${'*a'.repeat(5_000)}b`)
  assert.equal(answer.code, 'ok')
})

test('bodies and texts that are not a form', async (t) => {
  const server = await serve(t)
  const typed = (type: string, body: string | Uint8Array): Promise<string> => {
    const head = `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`
    return raw(server.port, head, body).then(codeOf)
  }
  const form = 'application/x-www-form-urlencoded'
  assert.equal(await typed(form, LIST), '200')
  assert.equal(await typed(`${form}; charset=UTF-8`, LIST), '200')
  assert.equal(await typed(`${form};charset="utf-8"`, LIST), '200')
  assert.equal(await typed('application/json', '{"Action":"DescribeVpcs"}'), 'UnsupportedProtocol')
  assert.equal(await typed('text/xml', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), 'UnsupportedProtocol')
  assert.equal(await typed('multipart/form-data; boundary=x', '--x--'), 'UnsupportedProtocol')
  assert.equal(await typed(`${form}; charset=utf-16`, Buffer.from(LIST, 'utf16le')), 'UnsupportedProtocol')
  assert.equal(await typed(form, Buffer.from(LIST, 'utf16le')), 'InvalidCharacter')
  assert.equal(await typed(form, '{"Action":"DescribeVpcs"}'), 'MissingAction')
  assert.equal(await typed(form, Buffer.from([0xff, 0xfe, 0x41])), 'MalformedQueryString')
  assert.equal(await typed(form, Buffer.from('Action=\xff', 'latin1')), 'MalformedQueryString')
  for (const escape of ['%', '%zz', '%c0%80', '%ed%a0%80'])
    assert.equal(await typed(form, `${LIST}&NextToken=${escape}`), 'MalformedQueryString')
  assert.equal(await typed(form, `${LIST}&NextToken=%00`), 'InvalidCharacter')
  const encoded = post(LIST, { 'Content-Encoding': 'gzip' })
  assert.equal(codeOf(await raw(server.port, encoded)), 'UnsupportedProtocol')
  for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']) {
    assert.equal((await raw(server.port, `${method} / HTTP/1.1\r\nHost: localhost\r\n\r\n`)).status, 405, method)
  }
})

test('more than the limits', async (t) => {
  const server = await serve(t)
  assert.equal((await call(server, `${LIST}&${'a=&'.repeat(10_001)}`)).code, 'MalformedQueryString')
  assert.equal((await call(server, `${LIST}&${'Filter.1.'.repeat(17)}Name=x`)).code, 'MalformedQueryString')
  const large = await call(server, `${LIST}&NextToken=${'x'.repeat(1_048_576)}`)
  assert.deepEqual([large.status, large.code], [413, 'RequestEntityTooLarge'])
  const long = await raw(server.port, post(LIST, { 'X-Long': 'x'.repeat(17_000) }))
  assert.deepEqual([long.status, codeOf(long)], [431, 'RequestEntityTooLarge'])
  const values = Array.from({ length: 201 }, (_, i) => `Filter.1.Value.${i + 1}=x`).join('&')
  assert.equal((await call(server, `${LIST}&Filter.1.Name=tag:k&${values}`)).status, 400)
})

test('without keys: the signature is not looked at, and tells the region', async (t) => {
  const server = await serve(t, ['--region=eu-west-1', '--account', '123456789012'])
  const anyone: Credentials = { accessKeyId: 'x', secretAccessKey: 'y' }
  await call(server, CREATE)
  await call(server, CREATE.replace('65000', '65001'), anyone, 'us-west-2')
  assert.equal(inElement((await call(server, LIST)).body, 'amazonSideAsn'), '65000')
  assert.equal(inElement((await call(server, LIST, anyone, 'eu-west-1')).body, 'amazonSideAsn'), '65000')
  assert.equal(inElement((await call(server, LIST, anyone, 'us-west-2')).body, 'amazonSideAsn'), '65001')
  assert.equal(inElement((await call(server, LIST, anyone, 'ap-south-1')).body, 'amazonSideAsn'), undefined)
  assert.equal((await call(server, LIST, anyone, 'atlantis')).code, 'AuthFailure')
  const identity = await call(server, 'Action=GetCallerIdentity&Version=2011-06-15', anyone, 'us-west-2', 'sts')
  assert.equal(inElement(identity.body, 'Account'), '123456789012')
})

test('with keys: only who proves it is served', async (t) => {
  const server = await serve(t, [], KEYS)
  const outcomes: readonly (readonly [Credentials | undefined, number, string])[] = [
    [undefined, 401, 'MissingAuthenticationToken'],
    [ADMIN, 200, 'ok'],
    [TEMPORARY, 200, 'ok'],
    [{ ...ADMIN, secretAccessKey: 'guess' }, 401, 'AuthFailure'],
    [{ ...ADMIN, sessionToken: 'token' }, 401, 'AuthFailure'],
    [{ ...TEMPORARY, sessionToken: 'other' }, 401, 'AuthFailure'],
    [{ accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' }, 401, 'AuthFailure'],
    [{ accessKeyId: '__proto__', secretAccessKey: 'x' }, 401, 'AuthFailure'],
    [{ accessKeyId: 'constructor', secretAccessKey: 'x' }, 401, 'AuthFailure'],
  ]
  for (const [credentials, status, code] of outcomes) {
    const answer = await call(server, LIST, credentials)
    assert.deepEqual([answer.status, answer.code], [status, code], credentials?.accessKeyId)
  }
  assert.equal((await call(server, LIST, ADMIN, 'us-east-1', 's3')).code, 'IncompleteSignature')
  assert.equal((await call(server, LIST, ADMIN, 'us-east-1', 'sts')).code, 'InvalidAction')
  assert.equal((await call(server, 'Action=GetCallerIdentity', ADMIN, 'us-east-1', 'ec2')).code, 'InvalidAction')
})

test('a presigned request is served, and its authentication is no parameter of the action', async (t) => {
  const server = await serve(t, [], KEYS)
  const host = `127.0.0.1:${server.port}`
  const request = { method: 'GET', path: '/', query: LIST, headers: [['Host', host] as const], body: new Uint8Array() }
  const scope = { region: 'us-east-1', service: 'ec2' }
  const get = async (query: string): Promise<string> => (await readAnswer(await fetch(`http://${host}/?${query}`))).code
  assert.equal(await get(presignQuery(request, ADMIN, scope, Date.now(), 60)), 'ok')
  assert.equal(await get(presignQuery(request, TEMPORARY, scope, Date.now(), 60)), 'ok')
  assert.equal(await get(presignQuery(request, ADMIN, scope, Date.now() - 120_000, 60)), 'RequestExpired')
  assert.equal(await get(`${presignQuery(request, ADMIN, scope, Date.now(), 60)}&MaxResults=5`), 'AuthFailure')
  assert.equal(await get(`${LIST}&X-Amz-Signature=0&X-Amz-Algorithm=x`), 'IncompleteSignature')
})

test('policies: refused with the action and resource that is missing; DryRun answers from the same check', async (t) => {
  const server = await serve(t, ['--account=123456789012'], KEYS)
  assert.equal((await call(server, LIST, READER)).code, 'ok')
  const refused = await call(server, CREATE, READER)
  assert.deepEqual([refused.status, refused.code], [403, 'UnauthorizedOperation'])
  assert.equal(
    inElement(refused.body, 'Message'),
    'You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/reader is not authorized to ' +
      'perform: ec2:CreateRouteServer on resource: arn:aws:ec2:us-east-1:123456789012:route-server/* because no ' +
      'identity-based policy allows the ec2:CreateRouteServer action',
  )
  const dry = await call(server, `${CREATE}&DryRun=true`, READER)
  assert.deepEqual([dry.status, dry.code], [403, 'UnauthorizedOperation'])
  const allowed = await call(server, `${CREATE}&DryRun=true`, ADMIN)
  assert.deepEqual([allowed.status, allowed.code], [412, 'DryRunOperation'])
  assert.equal(inElement(allowed.body, 'Message'), 'Request would have succeeded, but DryRun flag is set.')
  assert.equal(inElement((await call(server, LIST, ADMIN)).body, 'routeServerId'), undefined)
  assert.equal((await call(server, LIST, NOBODY)).code, 'UnauthorizedOperation')
  const identity = await call(server, 'Action=GetCallerIdentity', NOBODY, 'us-east-1', 'sts')
  assert.equal(inElement(identity.body, 'Arn'), 'arn:aws:iam::123456789012:user/nobody')
})

test('the caller is the one that the access key belongs to, in answers too', async (t) => {
  const server = await serve(t, ['--account=123456789012'], KEYS)
  const identityOf = async (credentials: Credentials, region: string): Promise<readonly (string | undefined)[]> => {
    const { body } = await call(server, 'Action=GetCallerIdentity', credentials, region, 'sts')
    return ['Account', 'UserId', 'Arn'].map((name) => inElement(body, name))
  }
  const arn = 'arn:aws:iam::111122223333:user/other'
  assert.deepEqual(await identityOf(OTHER, 'eu-west-1'), ['111122223333', 'AKIAOTHER', arn])
  assert.equal((await identityOf(OTHER, 'us-gov-west-1'))[2], arn.replace(':aws:', ':aws-us-gov:'))
  const subnets = await call(server, 'Action=DescribeSubnets', OTHER)
  const make = `Action=CreateNetworkInterface&SubnetId=${inElement(subnets.body, 'subnetId')}`
  const { body } = await call(server, make, OTHER)
  assert.deepEqual([inElement(body, 'ownerId'), inElement(body, 'requesterId')], ['111122223333', 'AKIAOTHER'])
})

test('accounts do not see each other, not even that something exists', async (t) => {
  const server = await serve(t, [], KEYS)
  const id = inElement((await call(server, CREATE, ADMIN)).body, 'routeServerId')
  assert.equal(inElement((await call(server, LIST, OTHER)).body, 'routeServerId'), undefined)
  const asked = await call(server, `Action=DeleteRouteServer&RouteServerId=${id}`, OTHER)
  const unknown = await call(server, 'Action=DeleteRouteServer&RouteServerId=rs-00000000000000000', OTHER)
  assert.equal(asked.code, 'InvalidRouteServerId.NotFound')
  assert.equal(unknown.code, 'InvalidRouteServerId.NotFound')
})

test('errors of STS have the form of STS', async (t) => {
  const server = await serve(t, [], KEYS)
  const answer = await call(server, 'Action=GetCallerIdentity&Version=2011-06-15')
  assert.match(answer.body, /<ErrorResponse[^>]*><Error><Type>Sender<\/Type><Code>MissingAuthenticationToken</)
})

test('without keys: pages of other sites cannot use the server', async (t) => {
  const server = await serve(t)
  const with_ = (headers: Readonly<Record<string, string>>): Promise<number> =>
    raw(server.port, post(CREATE, headers)).then(({ status }) => status)
  assert.equal(await with_({ Host: 'evil.example' }), 403)
  assert.equal(await with_({ Host: 'localhost.evil.example:80' }), 403)
  assert.equal(await with_({ Origin: 'https://evil.example' }), 403)
  assert.equal(await with_({ Origin: 'null' }), 403)
  assert.equal(await with_({ 'Sec-Fetch-Site': 'cross-site' }), 403)
  assert.equal(await with_({ Host: `127.0.0.1:${server.port}` }), 200)
  assert.equal(await with_({ Host: `[::1]:${server.port}` }), 200)
  assert.equal(await with_({ Host: 'ec2.us-east-1.localhost' }), 200)
  assert.equal(await with_({ Origin: 'http://localhost', 'Sec-Fetch-Site': 'same-origin' }), 200)
})

test('with keys: what is for this machine alone is not served to pages of other sites either', async (t) => {
  const server = await serve(t, ['--allow-reset'], KEYS)
  const status = (path: string, method = 'GET'): Promise<number> =>
    raw(server.port, `${method} ${path} HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n`).then(
      (reply) => reply.status,
    )
  assert.equal(await status('/_vrs/reset', 'POST'), 403)
  assert.equal(await status('/_vrs/warnings'), 403)
  assert.equal(await status('/_vrs/health'), 200)
  assert.equal(await status(`/?${LIST}`), 401)
})

test('health, reset, metrics, and nothing else', async (t) => {
  const server = await serve(t, ['--allow-reset'])
  const url = `http://127.0.0.1:${server.port}`
  assert.deepEqual(await (await fetch(`${url}/_vrs/health`)).json(), { status: 'ready', log: 'writable' })
  await call(server, CREATE)
  assert.equal((await fetch(`${url}/_vrs/reset`)).status, 405)
  assert.equal((await fetch(`${url}/_vrs/reset`, { method: 'POST' })).status, 200)
  assert.equal(inElement((await call(server, LIST)).body, 'routeServerId'), undefined)
  const metrics = await (await fetch(`${url}/metrics`)).text()
  assert.match(metrics, /^vrs_api_requests_total\{action="CreateRouteServer",code="ok"\} 1$/m)
  assert.match(metrics, /^vrs_api_request_seconds_bucket\{action="CreateRouteServer",le="\+Inf"\} 1$/m)
  assert.match(metrics, /^vrs_log_writable 1$/m)
  assert.match(metrics, /^process_cpu_seconds_total /m)
  for (const path of ['/x', '/_vrs', '/_vrs/reset/', '//', '/..', '/%2e']) {
    const { status } = await raw(server.port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    assert.equal(status, 404, path)
  }
  const strict = await serve(t)
  assert.equal((await fetch(`http://127.0.0.1:${strict.port}/_vrs/reset`, { method: 'POST' })).status, 404)
})

test('the action in metrics is one of ours, whatever was asked for', async (t) => {
  const server = await serve(t)
  for (let i = 0; i < 20; i++) await call(server, `Action=Made-Up-${i}`)
  const metrics = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text()
  assert.match(metrics, /^vrs_api_requests_total\{action="other",code="InvalidAction"\} 20$/m)
})
