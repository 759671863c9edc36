// A peer with two-octet AS numbers: RFC 6793 4.2.3 and 6, RFC 7607 2. What is kept always has the four-octet form.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeAttributes } from '../../src/bgp/describe.ts'
import { MESSAGE } from '../../src/bgp/iana.ts'
import { encodeAnnouncements } from '../../src/bgp/update-encode.ts'
import type { UpdateView } from '../../src/bgp/update-view.ts'
import {
  LOCAL_AS,
  NEXT_HOP,
  NLRI,
  ORIGIN,
  RULES,
  attribute,
  decode,
  keyOf,
  updateOf,
  verdictOf,
} from './bgp-support.ts'

const OLD = { ...RULES, fourOctetAs: false }
const route = (...attributes: string[]): Uint8Array =>
  updateOf({ attributes: [ORIGIN, NEXT_HOP, ...attributes], nlri: NLRI })
const path2 = (value: string): string => attribute(0x40, 2, value)
const path4 = (value: string): string => attribute(0xc0, 17, value)
const pathOf = (view: UpdateView): string => describeAttributes(view.key, view.keyStart, view.keyEnd).asPath.join(' ')

// AS_PATH, AS4_PATH, the path that is kept
const PATHS: readonly (readonly [string, string, string | undefined, string])[] = [
  ['AS_PATH alone', '0203fde9000a5ba0', undefined, '65001 10 23456'],
  ['AS4_PATH of the same length', '0202 fde9 5ba0', '0202 0000fde9 fa56ea00', '65001 4200000000'],
  [
    'AS4_PATH shorter: the leading numbers come from AS_PATH',
    '0203 fde9 000a 5ba0',
    '0201 fa56ea00',
    '65001 10 4200000000',
  ],
  ['AS4_PATH longer is ignored', '0201 fde9', '0202 0000fde9 fa56ea00', '65001'],
  ['a set counts 1', '0202 fde9 000a 0102 5ba0 000b', '0102 fa56ea00 0000000b', '65001 10 {4200000000,11}'],
  ['a set among the leading ones', '0201 fde9 0102 000a 000b 0201 5ba0', '0201 fa56ea00', '65001 {10,11} 4200000000'],
  [
    'segments of a confederation in AS4_PATH are left out',
    '0202 fde9 5ba0',
    '0301 00000007 0201 fa56ea00',
    '65001 4200000000',
  ],
]
for (const [name, asPath, as4Path, expected] of PATHS) {
  test(`two-octet peer: ${name}: ${expected} (RFC 6793 4.2.3)`, () => {
    const attributes = [path2(asPath), ...(as4Path === undefined ? [] : [path4(as4Path)])]
    for (const order of [attributes, attributes.toReversed()]) {
      const view = decode(route(...order), { ...OLD, acceptsAsSet: true })
      assert.equal(verdictOf(view), 'ok')
      assert.equal(pathOf(view), expected)
      assert.equal(view.summary.firstAs, 65001)
    }
  })
}

const BROKEN_AS4: readonly (readonly [string, string])[] = [
  ['empty', ''],
  ['with a cut segment', '0202 0000fde9'],
  ['with an empty segment', '0200'],
  ['with an unknown segment', '0501 0000fde9'],
  ['with AS 0', '0201 00000000'],
]
for (const [name, value] of BROKEN_AS4) {
  test(`two-octet peer: AS4_PATH ${name}: discarded, the route is used (RFC 6793 6, RFC 7607 2)`, () => {
    const view = decode(route(path2('0202 fde9 5ba0'), path4(value)), OLD)
    assert.equal(verdictOf(view), 'ok')
    assert.equal(pathOf(view), '65001 23456')
    assert.equal(view.why, 'AS4_PATH discarded')
  })
}

test('two-octet peer: a malformed AS_PATH: treat-as-withdraw (RFC 7606 7.2)', () => {
  for (const value of ['0200', '0202fde9', '0201 0000', '0201 fde9 0001', '0301 fde9']) {
    assert.equal(verdictOf(decode(route(path2(value)), OLD)), 'treat-as-withdraw', value)
  }
})

test('two-octet peer: our AS, found only in AS4_PATH, makes the route unusable (RFC 4271 9.1.2)', () => {
  const ours = { ...OLD, localAs: 4_200_000_000 }
  assert.equal(decode(route(path2('0202 fde9 5ba0'), path4('0202 0000fde9 fa56ea00')), ours).summary.looped, true)
  assert.equal(decode(route(path2('0202 fde9 5ba0')), ours).summary.looped, false)
})

test('two-octet peer: AGGREGATOR gets the AS of AS4_AGGREGATOR (RFC 6793 4.2.3)', () => {
  const aggregator = attribute(0xc0, 7, '5ba0 0a000001')
  const as4 = attribute(0xc0, 18, 'fa56ea00 0a000001')
  const described = (...attributes: string[]): unknown => {
    const view = decode(route(path2('0201fde9'), ...attributes), OLD)
    return describeAttributes(view.key, view.keyStart, view.keyEnd).aggregator
  }
  assert.deepEqual(described(aggregator, as4), { as: 4_200_000_000, address: '10.0.0.1' })
  assert.deepEqual(described(aggregator), { as: 23456, address: '10.0.0.1' })
  assert.deepEqual(described(attribute(0xc0, 7, 'fde9 0a000001')), { as: 65001, address: '10.0.0.1' })
  assert.deepEqual(described(attribute(0xc0, 7, '0000 0a000001')), undefined)
  assert.deepEqual(described(aggregator, attribute(0xc0, 18, '00000000 0a000001')), { as: 23456, address: '10.0.0.1' })
  assert.deepEqual(described(as4), undefined)
})

test('two-octet peer: AS4_AGGREGATOR beside an AGGREGATOR other than AS_TRANS makes both AS4 attributes stale (RFC 6793 4.2.3)', () => {
  const view = decode(
    route(
      path2('0202 fde9 5ba0'),
      path4('0201 fa56ea00'),
      attribute(0xc0, 7, 'fde9 0a000001'),
      attribute(0xc0, 18, 'fa56ea00 0a000001'),
    ),
    OLD,
  )
  assert.equal(pathOf(view), '65001 23456')
  assert.equal(describeAttributes(view.key, 0, view.keyEnd).aggregator?.as, 65001)
  const alone = decode(route(path2('0202 fde9 5ba0'), path4('0201 fa56ea00'), attribute(0xc0, 7, 'fde9 0a000001')), OLD)
  assert.equal(pathOf(alone), '65001 4200000000', 'without AS4_AGGREGATOR nothing is stale')
})

test('the same path from a two-octet and a four-octet peer is kept as the same octets', () => {
  const old = decode(route(path2('0203 fde9 5ba0 000a'), path4('0202 fa56ea00 0000000a')), OLD)
  const oldKey = keyOf(old)
  const four = decode(
    updateOf({ attributes: [ORIGIN, NEXT_HOP, path2('0203 0000fde9 fa56ea00 0000000a')], nlri: NLRI }),
  )
  assert.equal(oldKey, keyOf(four))
})

test('to a two-octet peer AS_TRANS is sent with AS4_PATH and AS4_AGGREGATOR, which it can undo (RFC 6793 4.2.2)', () => {
  const attributes = {
    origin: 0,
    asPath: [{ type: 2, numbers: [65001, 4_200_000_000] }],
    aggregator: { as: 4_200_000_000, address: 0x0a000001 },
  } as const
  const prefixes = { stride: 2, words: [0x0a000000, 8], count: 1 } as const
  const [message] = [
    ...encodeAnnouncements(attributes, [0x0a00010a], prefixes, { fourOctetAs: false, extendedMessages: false }),
  ]
  assert.ok(message !== undefined && message[18] === MESSAGE.UPDATE)
  const view = decode(message, { ...OLD, localAs: LOCAL_AS })
  assert.equal(pathOf(view), '65001 4200000000')
  assert.equal(describeAttributes(view.key, 0, view.keyEnd).aggregator?.as, 4_200_000_000)
})

test('to a two-octet peer no AS4_PATH is sent when every number fits (RFC 6793 4.2.2)', () => {
  const attributes = { origin: 0, asPath: [{ type: 2, numbers: [65001] }] } as const
  const prefixes = { stride: 2, words: [0x0a000000, 8], count: 1 } as const
  const [message] = [
    ...encodeAnnouncements(attributes, [0x0a00010a], prefixes, { fourOctetAs: false, extendedMessages: false }),
  ]
  assert.ok(
    !Buffer.from(message as Uint8Array)
      .toString('hex')
      .includes('c011'),
  )
})
