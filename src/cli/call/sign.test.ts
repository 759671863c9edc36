import assert from 'node:assert/strict'
import test from 'node:test'
import { signRequest } from '../../ec2/sigv4.ts'
import { signed } from './sign.ts'

const request = {
  method: 'POST',
  path: '/some/path',
  query: 'b=2&a=1',
  headers: [
    ['Host', '127.0.0.1:4179'],
    ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'],
    ['User-Agent', 'vrs'],
  ] as const,
  body: Buffer.from('Action=DescribeVpcs&Version=2016-11-15&Name=Z%C3%BCrich'),
}
const scope = { region: 'eu-west-1', service: 'ec2' }
const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const now = Date.UTC(2026, 0, 31, 8, 0, 0)

test('the signature is that of ec2/sigv4.ts, with a session token and without', () => {
  for (const sessionToken of [undefined, 'token/with+chars==']) {
    const credentials = { ...keys, sessionToken }
    assert.deepEqual(signed(request, credentials, scope, now), signRequest(request, credentials, scope, now))
  }
})
