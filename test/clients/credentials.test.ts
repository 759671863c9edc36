// Credentials that are more than keys in a file, through the built command line: a process, a role, a token file, a
// container, the metadata of an instance. Stand-ins of this test give the keys; what the call is signed with is compared.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { VRS } from '../../src/lab/vrs-process.ts'
import { folder, run } from '../harness.ts'

const EXPIRES = '2099-01-01T00:00:00Z'
const VPCS = '<DescribeVpcsResponse><requestId>r</requestId><vpcSet/></DescribeVpcsResponse>'

interface Stand {
  readonly url: string
  /** Access keys that calls of EC2 were signed with, and their session tokens. */
  readonly signers: string[]
}

type Answer = (request: IncomingMessage, body: string) => string | undefined

/** A server that is EC2, and whatever `answer` adds. */
async function stand(t: TestContext, answer: Answer): Promise<Stand> {
  const signers: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      const added = answer(request, body)
      if (added === undefined) ec2(request, signers, response)
      else response.end(added)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => stop(server))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, signers }
}

function stop(server: Server): void {
  server.closeAllConnections()
  server.close()
}

function ec2(request: IncomingMessage, signers: string[], response: ServerResponse): void {
  const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? 'unsigned'
  signers.push([key, request.headers['x-amz-security-token']].filter(Boolean).join(' '))
  response.end(VPCS)
}

/** Runs describe-vpcs with the configuration `config` and nothing else that names keys. */
async function call(
  t: TestContext,
  at: Stand,
  config: string,
  env: Record<string, string> = {},
  files: Record<string, string> = {},
): Promise<void> {
  const home = folder(t)
  mkdirSync(join(home, '.aws'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true })
    writeFileSync(join(home, name), text)
  }
  writeFileSync(join(home, '.aws', 'config'), config.replaceAll('$HOME', home))
  const base = {
    PATH: process.env['PATH'],
    HOME: home,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  const words = [VRS, 'ec2', 'describe-vpcs', '--endpoint-url', at.url]
  const { code, stderr } = await run(process.execPath, words, { ...base, AWS_ENDPOINT_URL_STS: at.url, ...env }, home)
  assert.equal(code, 0, stderr)
}

const nothing: Answer = () => undefined

test('credential_process: keys that a program prints', async (t) => {
  const at = await stand(t, nothing)
  const keys = {
    Version: 1,
    AccessKeyId: 'AKIDPROCESS',
    SecretAccessKey: 's',
    SessionToken: 'tok',
    Expiration: EXPIRES,
  }
  await call(t, at, `[default]\ncredential_process = echo '${JSON.stringify(keys)}'\n`)
  assert.deepEqual(at.signers, ['AKIDPROCESS tok'])
})

const assumed = (action: string): string =>
  `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials>` +
  `<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>role-token</SessionToken>` +
  `<Expiration>${EXPIRES}</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/r/s</Arn>` +
  `<AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser></${action}Result></${action}Response>`

test('role_arn with source_profile: keys of the role', async (t) => {
  const asked: string[] = []
  const at = await stand(t, (_, body) => {
    if (!body.includes('Action=AssumeRole')) return undefined
    asked.push(new URLSearchParams(body).get('RoleArn') ?? '')
    return assumed('AssumeRole')
  })
  const role = 'arn:aws:iam::123456789012:role/admin'
  const keys = 'aws_access_key_id = AKIDSOURCE\naws_secret_access_key = s\n'
  await call(t, at, `[default]\nrole_arn = ${role}\nsource_profile = base\n[profile base]\n${keys}`)
  assert.deepEqual(asked, [role])
  assert.deepEqual(at.signers, ['ASIAROLE role-token'])
})

test('a web identity token file: keys of the role', async (t) => {
  const at = await stand(t, (_, body) =>
    body.includes('Action=AssumeRoleWithWebIdentity') && body.includes('the-token')
      ? assumed('AssumeRoleWithWebIdentity')
      : undefined,
  )
  const token = join(folder(t), 'token')
  writeFileSync(token, 'the-token')
  await call(t, at, '', { AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/pod' })
  assert.deepEqual(at.signers, ['ASIAROLE role-token'])
})

test('single sign-on: keys for the token of a login', async (t) => {
  const url = 'https://example.awsapps.com/start'
  const role = {
    accessKeyId: 'ASIASSO',
    secretAccessKey: 's',
    sessionToken: 'sso-token',
    expiration: Date.parse(EXPIRES),
  }
  const asked: unknown[] = []
  const at = await stand(t, (request) => {
    const at = new URL(request.url ?? '', 'http://portal')
    if (at.pathname !== '/federation/credentials') return undefined
    asked.push([at.searchParams.get('account_id'), at.searchParams.get('role_name')])
    asked.push(request.headers['x-amz-sso_bearer_token'])
    return JSON.stringify({ roleCredentials: role })
  })
  const cached = { startUrl: url, region: 'us-east-1', accessToken: 'bearer', expiresAt: EXPIRES }
  const config = `[default]
sso_start_url = ${url}
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = Admin
`
  const name = `${createHash('sha1').update(url).digest('hex')}.json`
  const files = { [join('.aws', 'sso', 'cache', name)]: JSON.stringify(cached) }
  await call(t, at, config, { AWS_ENDPOINT_URL_SSO: at.url }, files)
  assert.deepEqual(asked, [['123456789012', 'Admin'], 'bearer'])
  assert.deepEqual(at.signers, ['ASIASSO sso-token'])
})

test('a container: keys of its endpoint', async (t) => {
  const keys = { AccessKeyId: 'ASIACONTAINER', SecretAccessKey: 's', Token: 'c', Expiration: EXPIRES }
  const at = await stand(t, ({ url }) => (url === '/keys' ? JSON.stringify(keys) : undefined))
  await call(t, at, '', { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${at.url}/keys` })
  assert.deepEqual(at.signers, ['ASIACONTAINER c'])
})

test('an instance: region and keys of its metadata', async (t) => {
  const keys = {
    Code: 'Success',
    AccessKeyId: 'ASIAINSTANCE',
    SecretAccessKey: 's',
    Token: 'i',
    Expiration: EXPIRES,
    Type: 'AWS-HMAC',
    LastUpdated: EXPIRES,
  }
  const metadata: Readonly<Record<string, string>> = {
    '/latest/api/token': 'imds-token',
    '/latest/meta-data/placement/availability-zone/': 'eu-west-1b',
    '/latest/meta-data/iam/security-credentials/': 'role',
    '/latest/meta-data/iam/security-credentials/role': JSON.stringify(keys),
  }
  const at = await stand(t, ({ url }) => metadata[url ?? ''])
  await call(t, at, '', {
    AWS_EC2_METADATA_DISABLED: 'false',
    AWS_EC2_METADATA_SERVICE_ENDPOINT: `${at.url}/`,
    AWS_DEFAULT_REGION: '',
  })
  assert.deepEqual(at.signers, ['ASIAINSTANCE i'])
})

test('a process that fails: 255 and what it said', async (t) => {
  const at = await stand(t, nothing)
  const home = folder(t)
  mkdirSync(join(home, '.aws'))
  writeFileSync(join(home, '.aws', 'config'), '[default]\ncredential_process = false\n')
  const env = { PATH: process.env['PATH'], HOME: home, AWS_DEFAULT_REGION: 'us-east-1' }
  const { code, stderr } = await run(
    process.execPath,
    [VRS, 'ec2', 'describe-vpcs', '--endpoint-url', at.url],
    env,
    home,
  )
  assert.equal(code, 255)
  assert.equal(
    stderr,
    '\nCould not load credentials from any providers (credential_process = false in profile default)\n',
  )
  assert.deepEqual(at.signers, [])
})
