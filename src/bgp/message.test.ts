import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toHex } from '../base/bytes.ts'
import { CEASE } from './iana.ts'
import {
  cease,
  decodeNotification,
  decodeRouteRefresh,
  encodeKeepalive,
  encodeNotification,
  encodeRouteRefresh,
  shutdownText,
} from './message.ts'

test('KEEPALIVE is the header alone', () => {
  assert.equal(toHex(encodeKeepalive()), `${'ff'.repeat(16)}001304`)
})

test('any NOTIFICATION is read back as it was written', () => {
  fc.assert(
    fc.property(fc.nat(255), fc.nat(255), fc.uint8Array({ maxLength: 4075 }), (code, subcode, data) => {
      const octets = encodeNotification({ code, subcode, data })
      assert.deepEqual(decodeNotification(octets, 0, octets.length), { code, subcode, data: new Uint8Array(data) })
    }),
  )
})

test('any shutdown text is read back, up to 255 octets and without control characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const said = shutdownText(cease(CEASE.SHUTDOWN, text))
      assert.ok(new TextEncoder().encode(said).length <= 255)
      if (/^[^\p{Cc}\u2028\u2029\ufffe\uffff]*$/u.test(text)) assert.ok(text.startsWith(said))
      else assert.doesNotMatch(said, /\p{Cc}/u)
    }),
  )
})

test('ROUTE-REFRESH is read back as it was written', () => {
  for (const family of [4, 6] as const) {
    for (const subtype of [0, 1, 2]) {
      const octets = encodeRouteRefresh(family, subtype)
      assert.deepEqual(decodeRouteRefresh(octets, 0, octets.length), { ok: true, value: { subtype, family } })
    }
  }
})
