import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMd5Keys } from './md5-keys.ts'

test('MD5 keys: addresses to keys, and everything else is refused', () => {
  assert.deepEqual({ ...parseMd5Keys('{"10.0.1.10": "secret"}') }, { '10.0.1.10': 'secret' })
  for (const [text, why] of [
    ['[]', /JSON object/],
    ['{"x": "secret"}', /not an IPv4 address/],
    ['{"__proto__": "secret"}', /not an IPv4 address/],
    ['{"10.0.1.10": ""}', /1 to 80 octets/],
    ['{"10.0.1.10": 7}', /1 to 80 octets/],
    [`{"10.0.1.10": "${'x'.repeat(81)}"}`, /1 to 80 octets/],
    ['{', /JSON/],
  ] as const) {
    assert.throws(() => parseMd5Keys(text), why, text)
  }
})
