// Flags and the access-keys file: what is taken, and the one line that refuses the rest.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAccessKeys } from './access-keys.ts'
import { isLoopback, parseServeFlags, type ServeFlags } from './flags.ts'

const parse = (...argv: readonly string[]): ServeFlags => parseServeFlags(argv, '/home/u/.local/state/vrs')

test('without flags: the defaults of the contract', () => {
  assert.deepEqual(parse(), {
    listen: { host: '127.0.0.1', port: 4179 },
    data: '/home/u/.local/state/vrs',
    network: 'loopback',
    bgpPort: undefined,
    accessKeys: undefined,
    region: 'us-east-1',
    account: '000000000000',
    quotas: 'aws',
    lifecycleDelaySeconds: 0,
    defaultVpc: true,
    allowReset: false,
    strictFilters: false,
    router: {},
    md5Keys: undefined,
    peerLog: undefined,
  } satisfies ServeFlags)
})

test('every flag, in both forms', () => {
  const spaced = '--listen [::1]:0 --data /d --network host --bgp-port 1790 --region eu-west-1 --account 123456789012'
  const equal = '--quotas=none --lifecycle-delay=2.5 --no-default-vpc --allow-reset --strict-filters'
  const sessions = '--hold-time 30 --bfd-interval 10 --bfd-multiplier 5 --md5-keys k --peer-log -'
  const flags = parse(...spaced.split(' '), ...equal.split(' '), ...sessions.split(' '))
  assert.deepEqual(flags, {
    ...parse(),
    listen: { host: '::1', port: 0 },
    data: '/d',
    network: 'host',
    bgpPort: 1790,
    region: 'eu-west-1',
    account: '123456789012',
    quotas: 'none',
    lifecycleDelaySeconds: 2.5,
    defaultVpc: false,
    allowReset: true,
    strictFilters: true,
    router: { holdTimeSeconds: 30, bfdIntervalMilliseconds: 10, bfdMultiplier: 5 },
    md5Keys: 'k',
    peerLog: '-',
  })
  assert.equal(parse('--memory').data, undefined)
  assert.deepEqual(parse('--listen=localhost:80').listen, { host: '127.0.0.1', port: 80 })
  assert.deepEqual(parse('--listen', '0.0.0.0:80', '--access-keys', 'f').listen, { host: '0.0.0.0', port: 80 })
})

test('flags of the sessions', () => {
  const flags = parse('--prefix-limit-mode=hard', '--ttl-security', '--allow-foreign-first-as')
  assert.deepEqual(flags.router, { prefixLimitMode: 'hard', ttlSecurity: true, allowForeignFirstAs: true })
  assert.deepEqual(parse('--prefix-limit-mode', 'soft').router, {})
})

test('wrong flags are refused with one line that names them', () => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['x', /unknown argument 'x'/],
    ['--nope', /unknown argument '--nope'/],
    ['-h', /unknown argument/],
    ['--__proto__ x', /unknown argument/],
    ['--memory=1', /--memory takes no value/],
    ['--memory --memory', /--memory is given twice/],
    ['--memory --data d', /exclude each other/],
    ['--data', /--data needs a value/],
    ['--data=', /--data needs a value/],
    ['--hold-time 2', /--hold-time 2: expected 0, or 3 and more/],
    ['--bfd-interval 9', /--bfd-interval 9: expected a whole number from 10/],
    ['--bfd-multiplier 0', /--bfd-multiplier 0/],
    ['--listen 127.0.0.1', /--listen 127.0.0.1: expected ADDRESS:PORT/],
    ['--listen 127.0.0.1:99999', /expected ADDRESS:PORT/],
    ['--listen example.com:80', /expected ADDRESS:PORT/],
    ['--listen ::1:80', /expected ADDRESS:PORT/],
    ['--listen [127.0.0.1]:80', /expected ADDRESS:PORT/],
    ['--listen 0.0.0.0:80', /without --access-keys only a loopback address/],
    ['--listen [::]:80', /without --access-keys only a loopback address/],
    ['--listen 10.0.0.1:80', /without --access-keys only a loopback address/],
    ['--network linux', /not available yet/],
    ['--network mars', /expected loopback, host or linux/],
    ['--bgp-port 0', /from 1 to 65535/],
    ['--bgp-port 1e3', /from 1 to 65535/],
    ['--prefix-limit-mode firm', /expected soft or hard/],
    ['--prefix-limit-mode hard --quotas none', /needs limits/],
    ['--ttl-security=1', /takes no value/],
    ['--region Earth', /--region Earth: expected a region/],
    ['--account 12', /expected twelve digits/],
    ['--quotas some', /expected aws or none/],
    ['--lifecycle-delay -1', /expected seconds/],
    ['--lifecycle-delay 1e9', /expected seconds/],
  ]
  for (const [argv, message] of wrong) {
    assert.throws(() => parse(...argv.split(' ')), { name: 'FlagError', message }, argv)
    assert.throws(
      () => parse(...argv.split(' ')),
      ({ message }: Error) => !message.includes('\n'),
    )
  }
})

test('loopback addresses', () => {
  for (const host of ['127.0.0.1', '127.255.0.9', '::1']) assert.ok(isLoopback(host), host)
  for (const host of ['0.0.0.0', '128.0.0.1', '::', '::2', 'localhost', '', '::ffff:127.0.0.1'])
    assert.ok(!isLoopback(host), host)
})

const KEY = { accessKeyId: 'A', secretAccessKey: 's', user: 'u' }

test('access keys: users, accounts, tokens and policies', () => {
  const policies = [{ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'ec2:*', Resource: '*' } }]
  const text = JSON.stringify({
    accessKeys: [
      { ...KEY, policies },
      { ...KEY, accessKeyId: 'B', account: '111122223333', sessionToken: 't' },
    ],
  })
  const keys = parseAccessKeys(text, '000000000000')
  assert.equal(keys.get('A')?.principal.arn, 'arn:aws:iam::000000000000:user/u')
  assert.equal(keys.get('A')?.principal.policies?.length, 1)
  assert.equal(keys.get('B')?.principal.account, '111122223333')
  assert.deepEqual(keys.get('B')?.principal.policies, [])
  assert.equal(keys.get('B')?.sessionToken, 't')
})

test('access-keys files that are wrong are refused, and said where', () => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['', /not JSON/],
    ['[]', /expected \{"accessKeys"/],
    ['{"accessKeys":[]}', /with a key/],
    ['{"accessKeys":[1]}', /accessKeys\[0\]: expected an object/],
    [JSON.stringify({ accessKeys: [KEY, KEY] }), /accessKeys\[1\]: the same accessKeyId/],
    [JSON.stringify({ accessKeys: [{ ...KEY, accessKeyId: 'a/b' }] }), /accessKeyId is missing or not valid/],
    [JSON.stringify({ accessKeys: [{ ...KEY, secretAccessKey: '' }] }), /secretAccessKey/],
    [JSON.stringify({ accessKeys: [{ ...KEY, user: 'a b' }] }), /user/],
    [JSON.stringify({ accessKeys: [{ ...KEY, account: 5 }] }), /account/],
    [JSON.stringify({ accessKeys: [{ ...KEY, policy: [] }] }), /unknown member policy/],
    [JSON.stringify({ accessKeys: [{ ...KEY, policies: {} }] }), /policies must be a list/],
    [JSON.stringify({ accessKeys: [{ ...KEY, policies: [{ Statement: [{}] }] }] }), /policies\[0\]: Statement\[0\]/],
  ]
  for (const [text, message] of wrong) {
    assert.throws(() => parseAccessKeys(text, '000000000000'), { name: 'AccessKeysError', message }, text)
  }
})
