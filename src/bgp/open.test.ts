import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeOpen, encodeOpen } from './open.ts'
import type { Open } from './open.ts'

test('any OPEN is read back as it was written', () => {
  fc.assert(
    fc.property(opens, (open) => {
      const octets = encodeOpen(open)
      const decoded = decodeOpen(octets, 0, octets.length)
      assert.ok(decoded.ok)
      const { codes: _, ...capabilities } = decoded.value.capabilities
      const { codes: _none, ...expected } = open.capabilities
      assert.deepEqual({ ...decoded.value, capabilities }, { ...open, capabilities: expected })
    }),
  )
})

test('an OPEN is read where it is in a buffer', () => {
  fc.assert(
    fc.property(opens, fc.uint8Array({ maxLength: 20 }), (open, around) => {
      const octets = encodeOpen(open)
      const buffer = Buffer.concat([around, octets, around])
      const inside = decodeOpen(buffer, around.length, around.length + octets.length)
      assert.deepEqual(inside, decodeOpen(octets, 0, octets.length))
    }),
  )
})

/** Plain objects, so that they can be compared with ours. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>

const families = fc.uniqueArray(fc.constantFrom<4 | 6>(4, 6), { minLength: 1 })
const restartFamily = record({ afi: fc.nat(65535), safi: fc.nat(255), forwardingKept: fc.boolean() })

const opens: fc.Arbitrary<Open> = record({
  version: fc.constant(4),
  headerAs: fc.nat(65535),
  holdTime: fc.nat(65535),
  identifier: fc.nat(0xffffffff),
  capabilities: record({
    families: fc.option(families, { nil: undefined }),
    fourOctetAs: fc.option(fc.nat(0xffffffff), { nil: undefined }),
    routeRefresh: fc.boolean(),
    enhancedRefresh: fc.boolean(),
    extendedMessages: fc.boolean(),
    gracefulRestart: fc.option(
      record({
        restarted: fc.boolean(),
        restartTime: fc.nat(4095),
        families: fc.array(restartFamily, { maxLength: 63 }),
      }),
      { nil: undefined },
    ),
    codes: fc.constant([]),
  }),
})
