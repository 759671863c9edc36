import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePrefix } from '../base/ip.ts'
import { whyReserved4, whyReserved6 } from './reserved.ts'

const why = (text: string): string | undefined => {
  const prefix = parsePrefix(text)
  assert.ok(prefix !== undefined, text)
  return prefix.family === 4
    ? whyReserved4(prefix.words[0] as number, prefix.length)
    : whyReserved6(prefix.words, 0, prefix.length)
}

for (const text of [
  '0.0.0.0/8',
  '0.1.2.0/24',
  '127.0.0.0/8',
  '127.0.0.1/32',
  '169.254.0.0/16',
  '169.254.169.254/32',
  '224.0.0.0/4',
  '224.0.0.0/3',
  '239.255.255.250/32',
  '240.0.0.0/4',
  '255.255.255.255/32',
  'ff00::/8',
  'ff02::1/128',
  'fe80::/10',
  'fe80::1/128',
  'febf::/16',
  '::1/128',
  '::/128',
]) {
  test(`${text} never enters a table`, () => assert.notEqual(why(text), undefined))
}

for (const text of [
  '0.0.0.0/0',
  '0.0.0.0/1',
  '128.0.0.0/1',
  '1.0.0.0/8',
  '10.0.0.0/8',
  '126.0.0.0/8',
  '128.0.0.0/8',
  '169.253.0.0/16',
  '169.254.0.0/15',
  '169.255.0.0/16',
  '192.0.2.0/24',
  '223.255.255.0/24',
  '::/0',
  '2000::/3',
  '2001:db8::/32',
  'fc00::/7',
  'fe80::/9',
  'fec0::/10',
  '::2/128',
  '64:ff9b::/96',
]) {
  test(`${text} may enter a table`, () => assert.equal(why(text), undefined))
}
