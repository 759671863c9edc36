import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Malformed, Reader, Writer, fromHex, toHex } from './bytes.ts'
import { contains, formatIpv4, formatIpv6, isCanonical, parseIpv4, parseIpv6, parsePrefix, formatPrefix } from './ip.ts'
import { Prng } from './prng.ts'

test('IPv4 text: strict forms only', () => {
  assert.equal(parseIpv4('10.0.0.1'), 0x0a000001)
  for (const bad of ['10.1', '010.0.0.1', '1.2.3.256', '1.2.3.4.5', '', '1..2.3', '1.2.3.4 ', '0x1.2.3.4']) {
    assert.equal(parseIpv4(bad), undefined, bad)
  }
  fc.assert(fc.property(fc.integer({ min: 0, max: 0xffffffff }), (word) => parseIpv4(formatIpv4(word)) === word))
})

test('IPv6 text: RFC 5952 out, RFC 4291 in', () => {
  for (const [text, canonical] of [
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
  ] as const) {
    const words = parseIpv6(text)
    assert.ok(words, text)
    assert.equal(formatIpv6(words), canonical)
  }
  for (const bad of ['1:2', ':::', '1::2::3', '1:2:3:4:5:6:7:8:9', 'g::', '::1%eth0']) {
    assert.equal(parseIpv6(bad), undefined, bad)
  }
  const word = fc.integer({ min: 0, max: 0xffffffff })
  fc.assert(fc.property(fc.tuple(word, word, word, word), (w) => assert.deepEqual(parseIpv6(formatIpv6(w)), w)))
})

test('prefixes clear host bits and know what they cover', () => {
  const p = parsePrefix('10.0.0.1/24')
  assert.ok(p)
  assert.equal(formatPrefix(p), '10.0.0.0/24')
  assert.equal(isCanonical('10.0.0.1/24'), false)
  assert.equal(isCanonical('10.0.0.0/24'), true)
  const inner = parsePrefix('10.0.0.128/25')
  assert.ok(inner)
  assert.equal(contains(p, inner), true)
  assert.equal(contains(inner, p), false)
  for (const bad of ['10.0.0.0/33', '10.0.0.0/01', '10.0.0.0', '::/129', '10.0.0.0/-1']) {
    assert.equal(parsePrefix(bad), undefined, bad)
  }
})

test('a reader refuses to pass its end and a writer grows', () => {
  const bytes = new Writer(1).u8(1).u16(0x0203).u32(0x04050607).finish()
  assert.equal(toHex(bytes), '01020304050607')
  const reader = new Reader(fromHex('0102'))
  assert.equal(reader.u16(), 0x0102)
  assert.throws(() => reader.u8(), Malformed)
})

test('the generator repeats itself from its seed', () => {
  const a = new Prng(7)
  const b = new Prng(7)
  assert.deepEqual([a.u32(), a.u32()], [b.u32(), b.u32()])
})
