import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import test from 'node:test'
import fc from 'fast-check'
import { hmacSha256, sha256 } from './sha256.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

test('the examples of FIPS 180-4 and RFC 4231', () => {
  assert.equal(hex(sha256(Buffer.from('abc'))), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  const mac = hmacSha256(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'))
  assert.equal(hex(mac), '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843')
})

test('digests are those of node:crypto, around every boundary of a block', () => {
  for (let length = 0; length < 200; length++) {
    const data = Buffer.from(Array.from({ length }, (_, i) => (length * 7 + i * 13) & 255))
    assert.equal(hex(sha256(data)), createHash('sha256').update(data).digest('hex'))
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 2000 }), (key, data) => {
      assert.equal(hex(hmacSha256(key, data)), createHmac('sha256', key).update(data).digest('hex'))
    }),
    { seed: 1, numRuns: 100 },
  )
})
