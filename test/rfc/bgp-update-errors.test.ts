// Bad UPDATE messages and what they cost: RFC 4271 6.3, RFC 4760 7, RFC 6793 6, RFC 7606, RFC 7607, RFC 9774. Every case is
// one message to an external session with four-octet AS numbers, unless it says otherwise.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AS_PATH,
  INTERNAL,
  LOCAL_AS,
  LOCAL_ID,
  MP_REACH,
  NEXT_HOP,
  NLRI,
  ORIGIN,
  RULES,
  attribute,
  decode,
  hex,
  keyOf,
  messageOf,
  prefixesOf,
  said,
  updateOf,
  verdictOf,
} from './bgp-support.ts'
import { MESSAGE } from '../../src/bgp/iana.ts'
import type { UpdateRules } from '../../src/bgp/update-work.ts'
import { UpdateDecoder } from '../../src/bgp/update.ts'

const WITHDRAW = 'treat-as-withdraw'
const PREFIX = ['198.51.100.0/24']
const PREFIX6 = ['2001:db8:1::/48']

/** The attributes of a good route with one of them replaced, by its code, or added. */
function withAttribute(changed: string, base = [ORIGIN, AS_PATH, NEXT_HOP]): string[] {
  const code = changed.slice(2, 4)
  const rest = base.filter((one) => one.slice(2, 4) !== code)
  return [...rest, changed]
}

const routeWith = (changed: string): Uint8Array => updateOf({ attributes: withAttribute(changed), nlri: NLRI })
const path = (value: string, flags = 0x40): string => attribute(flags, 2, value)

// --- RFC 7606 3 a and 5.3, RFC 4271 4.3: the frame

test('withdrawn and attributes length past the message: 3/1 (RFC 7606 3 a)', () => {
  for (const body of ['0001 0000', 'ffff 0000', '0000 0001', '0000 ffff', '0002 0000 0002 01']) {
    assert.equal(verdictOf(decode(messageOf(MESSAGE.UPDATE, body))), 'reset 3/1', body)
  }
})

test('the withdrawn length may not eat the attributes length: 3/1 (RFC 4271 6.3)', () => {
  assert.equal(verdictOf(decode(messageOf(MESSAGE.UPDATE, '0003 000000 00'))), 'reset 3/1')
})

const BAD_PREFIXES: readonly (readonly [string, string])[] = [
  ['33 bits', '21c633640080'],
  ['255 bits', 'ff'],
  ['24 bits with two octets', '18c633'],
  ['1 bit with none', '01'],
  ['good ones and then a cut one', `${NLRI}0820`],
]
for (const [name, prefix] of BAD_PREFIXES) {
  test(`IPv4 prefix of ${name}: 3/10 whether announced or withdrawn, nothing is applied (RFC 7606 5.3)`, () => {
    const announced = decode(
      updateOf({ attributes: [ORIGIN, AS_PATH, NEXT_HOP], nlri: prefix.endsWith('0820') ? `${NLRI}18c6` : prefix }),
    )
    assert.equal(verdictOf(announced), 'reset 3/10')
    assert.equal(announced.announced4.count, 0)
    const withdrawn = decode(updateOf({ withdrawn: prefix.endsWith('0820') ? `${NLRI}18c6` : prefix }))
    assert.equal(verdictOf(withdrawn), 'reset 3/10')
    assert.equal(withdrawn.withdrawn4.count, 0)
  })
}

test('bits beyond the prefix length are ignored (RFC 4271 4.3)', () => {
  const view = decode(
    updateOf({ attributes: [ORIGIN, AS_PATH, NEXT_HOP], nlri: '09c0ff 00 19c6336481 20ffffffff'.replaceAll(' ', '') }),
  )
  assert.deepEqual(prefixesOf(view.announced4), [
    '192.128.0.0/9',
    '0.0.0.0/0',
    '198.51.100.128/25',
    '255.255.255.255/32',
  ])
})

test('announced and withdrawn in one message: both are handed on, withdrawn to be applied first (RFC 4271 4.3)', () => {
  const view = decode(updateOf({ withdrawn: NLRI, attributes: [ORIGIN, AS_PATH, NEXT_HOP], nlri: NLRI }))
  assert.equal(view.outcome, 'ok')
  assert.deepEqual([prefixesOf(view.withdrawn4), prefixesOf(view.announced4)], [PREFIX, PREFIX])
})

// --- RFC 7606 3 and 4: the attribute frame

const FRAMES: readonly (readonly [string, string])[] = [
  ['an attribute runs past the section', '40010500'],
  ['an extended length runs past the section', '5001000500'],
  ['one octet left', '40'],
  ['two octets left', '4001'],
  ['three octets left with extended length', '500100'],
]
for (const [name, tail] of FRAMES) {
  test(`${name}: ${WITHDRAW} (RFC 7606 4)`, () => {
    const view = decode(updateOf({ attributes: [ORIGIN, AS_PATH, NEXT_HOP, tail], nlri: NLRI }))
    assert.equal(verdictOf(view), WITHDRAW)
    assert.deepEqual(prefixesOf(view.announced4), PREFIX)
  })
}

const WRONG_FLAGS: readonly (readonly [string, number, number, string])[] = [
  ['ORIGIN', 0xc0, 1, '00'],
  ['AS_PATH', 0x80, 2, '02010000fde9'],
  ['NEXT_HOP', 0xc0, 3, '0a00010a'],
  ['MULTI_EXIT_DISC', 0xc0, 4, '00000001'],
  ['MULTI_EXIT_DISC', 0x40, 4, '00000001'],
  ['ATOMIC_AGGREGATE', 0xc0, 6, ''],
  ['AGGREGATOR', 0x40, 7, '0000fde90a000001'],
  ['COMMUNITIES', 0x80, 8, 'fde90001'],
  ['EXTENDED COMMUNITIES', 0x40, 16, '0002fde900000001'],
  ['LARGE COMMUNITIES', 0x00, 32, '0000fde90000000100000002'],
]
for (const [name, flags, code, value] of WRONG_FLAGS) {
  test(`${name} with flags ${hex(flags, 1)}: ${WITHDRAW} (RFC 7606 3 c)`, () => {
    assert.equal(verdictOf(decode(routeWith(attribute(flags, code, value)))), WITHDRAW)
  })
}

test('the partial bit and the low four flag bits are ignored (RFC 7606 3 c)', () => {
  assert.equal(verdictOf(decode(routeWith(attribute(0x6f, 1, '00')))), 'ok')
})

test('extended length on a short attribute and any order are fine (RFC 4271 4.3)', () => {
  const view = decode(
    updateOf({
      attributes: [attribute(0x90, 4, '00000005'), NEXT_HOP, path('02010000fde9', 0x50), ORIGIN],
      nlri: NLRI,
    }),
  )
  assert.equal(verdictOf(view), 'ok')
  assert.equal(view.summary.med, 5)
})

test('an attribute twice: the first counts (RFC 7606 3 g)', () => {
  const twice = [
    ORIGIN,
    AS_PATH,
    NEXT_HOP,
    attribute(0x80, 4, '00000001'),
    attribute(0x80, 4, '00000002'),
    attribute(0x40, 1, '09'),
  ]
  const view = decode(updateOf({ attributes: twice, nlri: NLRI }))
  assert.equal(verdictOf(view), 'ok')
  assert.equal(view.summary.med, 1)
  assert.equal(keyOf(view), ORIGIN + AS_PATH + attribute(0x80, 4, '00000001'))
})

test('MP_REACH_NLRI or MP_UNREACH_NLRI twice: 3/1 (RFC 7606 3 g)', () => {
  const unreach = attribute(0x80, 15, '000201')
  assert.equal(verdictOf(decode(updateOf({ attributes: [MP_REACH, ORIGIN, AS_PATH, MP_REACH] }))), 'reset 3/1')
  assert.equal(verdictOf(decode(updateOf({ attributes: [unreach, unreach] }))), 'reset 3/1')
})

for (const [name, attributes] of [
  ['ORIGIN', [AS_PATH, NEXT_HOP]],
  ['AS_PATH', [ORIGIN, NEXT_HOP]],
  ['NEXT_HOP', [ORIGIN, AS_PATH]],
  ['everything', []],
] as const) {
  test(`${name} missing with IPv4 prefixes: ${WITHDRAW} (RFC 7606 3 d)`, () => {
    assert.equal(verdictOf(decode(updateOf({ attributes, nlri: NLRI }))), WITHDRAW)
  })
}

for (const [name, attributes] of [
  ['ORIGIN', [MP_REACH, AS_PATH]],
  ['AS_PATH', [MP_REACH, ORIGIN]],
] as const) {
  test(`${name} missing with MP_REACH_NLRI: ${WITHDRAW} of its prefixes (RFC 7606 3 d)`, () => {
    const view = decode(updateOf({ attributes }))
    assert.equal(verdictOf(view), WITHDRAW)
    assert.deepEqual(prefixesOf(view.announced6), PREFIX6)
  })
}

const NOTHING_ANNOUNCED: readonly (readonly [string, string, readonly string[]])[] = [
  ['ORIGIN of a bad length', 'reset 3/5', [attribute(0x40, 1, '0000')]],
  ['ORIGIN of a bad value', 'reset 3/6', [attribute(0x40, 1, '03')]],
  ['AS_PATH malformed', 'reset 3/11', [path('0200')]],
  ['NEXT_HOP of a bad length', 'reset 3/5', [attribute(0x40, 3, '0a0001')]],
  ['NEXT_HOP 0.0.0.0', 'reset 3/8', [attribute(0x40, 3, '00000000')]],
  ['wrong flags', 'reset 3/4', [attribute(0xc0, 1, '00')]],
  ['COMMUNITIES of a bad length', 'reset 3/9', [attribute(0xc0, 8, 'fde900')]],
  ['unknown well-known attribute', 'reset 3/2', [attribute(0x40, 99, '00')]],
  ['a cut attribute', 'reset 3/1', ['400105']],
  [
    'an empty MP_REACH_NLRI and a bad ORIGIN',
    'reset 3/6',
    [attribute(0x80, 14, `00020110${'20'.repeat(16)}00`), attribute(0x40, 1, '03')],
  ],
]
for (const [name, expected, attributes] of NOTHING_ANNOUNCED) {
  test(`nothing announced and ${name}: ${expected} (RFC 7606 5.2)`, () => {
    assert.equal(verdictOf(decode(updateOf({ withdrawn: NLRI, attributes }))), expected)
  })
}

test('the NOTIFICATION carries the whole bad attribute (RFC 4271 6.3)', () => {
  const view = decode(updateOf({ attributes: [ORIGIN, attribute(0x80, 4, '000001')] }))
  assert.equal(verdictOf(view), 'reset 3/5')
  assert.deepEqual(view.notification?.data, Uint8Array.of(0x80, 4, 3, 0, 0, 1))
})

test('nothing announced and a faultless discard: the session lives (RFC 7606 5.2)', () => {
  assert.equal(verdictOf(decode(updateOf({ attributes: [attribute(0x40, 5, '00')] }))), 'ok')
})

test('attributes without prefixes are valid', () => {
  const view = decode(updateOf({ attributes: [ORIGIN, AS_PATH, NEXT_HOP] }))
  assert.equal(verdictOf(view), 'ok')
  assert.equal(view.endOfRib, 0)
})

test('End-of-RIB: an empty UPDATE for IPv4, an empty MP_UNREACH_NLRI for IPv6 (RFC 4724 2)', () => {
  assert.equal(decode(updateOf({})).endOfRib, 4)
  assert.equal(decode(updateOf({ attributes: [attribute(0x80, 15, '000201')] })).endOfRib, 6)
  assert.equal(decode(updateOf({ attributes: [attribute(0x90, 15, '000101')] })).endOfRib, 4)
  assert.equal(decode(updateOf({ attributes: [attribute(0x80, 15, '00020100')] })).endOfRib, 0)
  assert.equal(decode(updateOf({}), { ...RULES, ipv4: false }).endOfRib, 0)
})

// --- RFC 7606 7: attribute by attribute

const CASES: readonly (readonly [string, string, string, UpdateRules?])[] = [
  ['ORIGIN of length 0 (RFC 7606 7.1)', WITHDRAW, attribute(0x40, 1, '')],
  ['ORIGIN of length 2 (RFC 7606 7.1)', WITHDRAW, attribute(0x40, 1, '0000')],
  ['ORIGIN 3 (RFC 7606 7.1)', WITHDRAW, attribute(0x40, 1, '03')],
  ['AS_PATH with segment type 0 (RFC 7606 7.2)', WITHDRAW, path('00010000fde9')],
  ['AS_PATH with segment type 5 (RFC 7606 7.2)', WITHDRAW, path('02010000fde905010000fde9')],
  ['AS_PATH with AS_CONFED_SEQUENCE (RFC 5065 5)', WITHDRAW, path('02010000fde903010000fde9')],
  ['AS_PATH with AS_CONFED_SET (RFC 5065 5)', WITHDRAW, path('02010000fde904010000fde9')],
  ['AS_PATH with an empty segment (RFC 7606 7.2)', WITHDRAW, path('02010000fde90200')],
  ['AS_PATH with a segment that overruns (RFC 7606 7.2)', WITHDRAW, path('02020000fde9')],
  ['AS_PATH with one octet left (RFC 7606 7.2)', WITHDRAW, path('02010000fde902')],
  ['AS_PATH in the two-octet form (RFC 7606 7.2)', WITHDRAW, path('0201fde9')],
  ['AS_PATH with AS 0 (RFC 7607 2)', WITHDRAW, path('02020000fde900000000')],
  ['AS_PATH with AS 0 in a set (RFC 7607 2)', WITHDRAW, path('02010000fde9010100000000')],
  ['AS_PATH with AS_SET (RFC 9774)', WITHDRAW, path('02010000fde901020000fdea0000fdeb')],
  [
    'AS_PATH with AS_SET where that is allowed',
    'ok',
    path('02010000fde901020000fdea0000fdeb'),
    { ...RULES, acceptsAsSet: true },
  ],
  ['first AS not the peer (RFC 4271 6.3)', WITHDRAW, path('02020000fdea0000fde9')],
  [
    'first AS not the peer where that is allowed',
    'ok',
    path('02020000fdea0000fde9'),
    { ...RULES, checksFirstAs: false },
  ],
  ['empty AS_PATH of an external peer (RFC 4271 6.3)', WITHDRAW, path('')],
  ['empty AS_PATH of an internal peer (RFC 4271 5.1.2)', 'ok', path(''), INTERNAL],
  ['AS_PATH with AS_TRANS and private numbers', 'ok', path('02040000fde900005ba00000fc00ffffffff')],
  ['NEXT_HOP of length 3 (RFC 7606 7.3)', WITHDRAW, attribute(0x40, 3, '0a0001')],
  ['NEXT_HOP of length 16 (RFC 7606 7.3)', WITHDRAW, attribute(0x40, 3, '00'.repeat(16))],
  ['NEXT_HOP 0.0.0.0 (RFC 4271 6.3)', WITHDRAW, attribute(0x40, 3, '00000000')],
  ['NEXT_HOP 255.255.255.255 (RFC 4271 6.3)', WITHDRAW, attribute(0x40, 3, 'ffffffff')],
  ['NEXT_HOP multicast (RFC 4271 6.3)', WITHDRAW, attribute(0x40, 3, 'e0000001')],
  ['MULTI_EXIT_DISC of length 3 (RFC 7606 7.4)', WITHDRAW, attribute(0x80, 4, '000001')],
  ['LOCAL_PREF of an external peer (RFC 7606 7.5)', 'ok', attribute(0x40, 5, '000000c8')],
  ['LOCAL_PREF of an external peer, malformed (RFC 7606 7.5)', 'ok', attribute(0x80, 5, '00')],
  ['LOCAL_PREF of an internal peer, malformed (RFC 7606 7.5)', WITHDRAW, attribute(0x40, 5, '00'), INTERNAL],
  ['ATOMIC_AGGREGATE of length 1 (RFC 7606 7.6)', 'ok', attribute(0x40, 6, '00')],
  ['AGGREGATOR of length 6 (RFC 7606 7.7)', 'ok', attribute(0xc0, 7, 'fde90a000001')],
  ['AGGREGATOR with AS 0 (RFC 7607 2)', 'ok', attribute(0xc0, 7, '000000000a000001')],
  ['COMMUNITIES of length 0 (RFC 7606 7.8)', WITHDRAW, attribute(0xc0, 8, '')],
  ['COMMUNITIES of length 6 (RFC 7606 7.8)', WITHDRAW, attribute(0xc0, 8, 'fde90001fde9')],
  ['COMMUNITIES with reserved values (RFC 1997)', 'ok', attribute(0xc0, 8, '00000000ffffffffffffff01')],
  ['ORIGINATOR_ID of an external peer (RFC 7606 7.9)', 'ok', attribute(0x80, 9, '00')],
  ['CLUSTER_LIST of an external peer (RFC 7606 7.10)', 'ok', attribute(0x80, 10, '000000')],
  ['ORIGINATOR_ID of an internal peer, malformed (RFC 7606 7.9)', WITHDRAW, attribute(0x80, 9, '0a0000'), INTERNAL],
  ['CLUSTER_LIST of an internal peer, malformed (RFC 7606 7.10)', WITHDRAW, attribute(0x80, 10, '0a0000'), INTERNAL],
  ['CLUSTER_LIST of an internal peer, empty (RFC 7606 7.10)', WITHDRAW, attribute(0x80, 10, ''), INTERNAL],
  ['EXTENDED COMMUNITIES of length 0 (RFC 7606 7.14)', WITHDRAW, attribute(0xc0, 16, '')],
  ['EXTENDED COMMUNITIES of length 7 (RFC 7606 7.14)', WITHDRAW, attribute(0xc0, 16, '0002fde9000000')],
  ['EXTENDED COMMUNITIES of an unknown type (RFC 7606 7.14)', 'ok', attribute(0xc0, 16, 'ffffffffffffffff')],
  ['IPv6 EXTENDED COMMUNITIES of length 16 (RFC 7606 7.15)', WITHDRAW, attribute(0xc0, 25, '00'.repeat(16))],
  ['IPv6 EXTENDED COMMUNITIES of length 20 (RFC 7606 7.15)', 'ok', attribute(0xc0, 25, '00'.repeat(20))],
  ['AS4_PATH (RFC 6793 6)', 'ok', attribute(0xc0, 17, '02010000fde9')],
  ['AS4_PATH, malformed and with wrong flags (RFC 6793 6)', 'ok', attribute(0x40, 17, 'ff')],
  ['AS4_AGGREGATOR, malformed (RFC 6793 6)', 'ok', attribute(0xc0, 18, 'ff')],
  ['PMSI_TUNNEL, broken inside', 'ok', attribute(0xc0, 22, 'ff')],
  ['TUNNEL_ENCAPSULATION, broken inside', 'ok', attribute(0xc0, 23, 'ffff')],
  ['TRAFFIC_ENGINEERING, broken inside', 'ok', attribute(0x80, 24, 'ff')],
  ['AIGP from an external peer (RFC 7311 3)', 'ok', attribute(0x80, 26, '01000b0000000000000001')],
  ['AIGP, broken (RFC 7311 3)', 'ok', attribute(0x80, 26, 'ff')],
  ['PE_DISTINGUISHER, broken inside', 'ok', attribute(0xc0, 27, 'ff')],
  ['attribute 28, deprecated', 'ok', attribute(0xc0, 28, 'ff')],
  ['BGP-LS, broken (RFC 9552 8.2.2)', 'ok', attribute(0x80, 29, 'ff')],
  ['LARGE COMMUNITIES of length 0 (RFC 8092 6)', WITHDRAW, attribute(0xc0, 32, '')],
  ['LARGE COMMUNITIES of length 13 (RFC 8092 6)', WITHDRAW, attribute(0xc0, 32, '00'.repeat(13))],
  ['LARGE COMMUNITIES with duplicates (RFC 8092 6)', 'ok', attribute(0xc0, 32, '0000fde90000000100000002'.repeat(2))],
  ['BGPSEC_PATH, broken inside', 'ok', attribute(0x80, 33, 'ff')],
  ['OTC of length 3, unknown to us', 'ok', attribute(0xc0, 35, '00fde9')],
  ['BFD_DISCRIMINATOR, broken inside', 'ok', attribute(0xc0, 38, 'ff')],
  ['PREFIX_SID from an external peer (RFC 8669 6)', 'ok', attribute(0xc0, 40, 'ff')],
  [
    'ATTR_SET, nested and broken (RFC 7606 7.16)',
    'ok',
    attribute(0xc0, 128, `0000fde9${attribute(0xc0, 128, 'ffff')}`),
  ],
  ['unknown, optional transitive (RFC 4271 5)', 'ok', attribute(0xc0, 99, 'abcd')],
  ['unknown, optional non-transitive (RFC 4271 5)', 'ok', attribute(0x80, 99, 'abcd')],
  ['unknown, flagged well-known (RFC 4271 6.3)', WITHDRAW, attribute(0x40, 99, 'abcd')],
]
for (const [name, expected, changed, rules] of CASES) {
  test(`${name}: ${expected}`, () => {
    const view = decode(routeWith(changed), rules)
    assert.equal(verdictOf(view), expected)
    assert.deepEqual(prefixesOf(view.announced4), PREFIX)
  })
}

const DISCARDED: readonly (readonly [string, string])[] = [
  ['LOCAL_PREF', attribute(0x40, 5, '000000c8')],
  ['ATOMIC_AGGREGATE', attribute(0x40, 6, '00')],
  ['AGGREGATOR', attribute(0xc0, 7, '000000000a000001')],
  ['ORIGINATOR_ID', attribute(0x80, 9, '0a000001')],
  ['CLUSTER_LIST', attribute(0x80, 10, '0a000001')],
  ['AS4_PATH', attribute(0xc0, 17, '02010000fde9')],
  ['AIGP', attribute(0x80, 26, 'ff')],
  ['ATTR_SET', attribute(0xc0, 128, 'ff')],
]
for (const [name, changed] of DISCARDED) {
  test(`${name} discarded leaves nothing behind and is said, also when it comes first (RFC 7606 2)`, () => {
    const view = decode(updateOf({ attributes: [changed, ORIGIN, AS_PATH, NEXT_HOP], nlri: NLRI }))
    assert.equal(keyOf(view), ORIGIN + AS_PATH)
    assert.equal(view.why, `${name} discarded`)
    assert.equal(view.summary.localPref, 100)
  })
}

test('an unknown transitive attribute is kept, an unknown other one is not (RFC 4271 5)', () => {
  assert.equal(keyOf(decode(routeWith(attribute(0xc0, 99, 'abcd')))), ORIGIN + AS_PATH + attribute(0xc0, 99, 'abcd'))
  assert.equal(keyOf(decode(routeWith(attribute(0x80, 99, 'abcd')))), ORIGIN + AS_PATH)
})

for (const [name, value] of [
  ['in a sequence', `02020000fde9${hex(LOCAL_AS, 4)}`],
  ['in a set', `02010000fde90101${hex(LOCAL_AS, 4)}`],
] as const) {
  test(`our AS ${name} of AS_PATH: the route is unusable, the session lives (RFC 4271 9.1.2)`, () => {
    const view = decode(routeWith(path(value)), { ...RULES, acceptsAsSet: true })
    assert.equal(verdictOf(view), 'ok')
    assert.equal(view.summary.looped, true)
  })
}

test('our identifier in ORIGINATOR_ID or CLUSTER_LIST of an internal peer: unusable (RFC 4456 8)', () => {
  const originator = routeWith(attribute(0x80, 9, hex(LOCAL_ID, 4)))
  assert.equal(decode(originator, INTERNAL).summary.looped, true)
  const cluster = routeWith(attribute(0x80, 10, `0a0000ff${hex(LOCAL_ID, 4)}`))
  assert.equal(decode(cluster, INTERNAL).summary.looped, true)
  assert.equal(decode(cluster).summary.looped, false, 'an external peer cannot say that')
  assert.equal(decode(routeWith(attribute(0x80, 9, '0a0000ff')), INTERNAL).summary.looped, false)
})

test('a path of 1000 numbers in segments of 255 is accepted and counted (RFC 4271 4.3)', () => {
  const segment = (count: number): string => `02${hex(count, 1)}${'0000fde9'.repeat(count)}`
  const view = decode(routeWith(path(segment(255).repeat(3) + segment(235), 0x50)))
  assert.equal(verdictOf(view), 'ok')
  assert.equal(view.summary.asPathLength, 1000)
})

test('LOCAL_PREF of an internal peer is used and kept (RFC 4271 5.1.5)', () => {
  const view = decode(routeWith(attribute(0x40, 5, '000000c8')), INTERNAL)
  assert.equal(view.summary.localPref, 200)
  assert.ok(keyOf(view).includes(attribute(0x40, 5, '000000c8')))
})

test('GRACEFUL_SHUTDOWN is found among the communities (RFC 8326)', () => {
  assert.equal(decode(routeWith(attribute(0xc0, 8, 'fde90001ffff0000'))).summary.gracefulShutdown, true)
  assert.equal(decode(routeWith(attribute(0xc0, 8, 'fde90001ffff0001'))).summary.gracefulShutdown, false)
})

test('two errors: the worst verdict counts, applied once (RFC 7606 3 h)', () => {
  const badMp = attribute(0x80, 14, '0002')
  const both = updateOf({ attributes: [attribute(0x40, 1, '09'), AS_PATH, NEXT_HOP, badMp], nlri: NLRI })
  assert.equal(verdictOf(decode(both)), 'reset 3/9')
})

test('what a message said does not stay for the next one', () => {
  const old = { ...RULES, fourOctetAs: false, checksFirstAs: false }
  const as4 = [
    attribute(0xc0, 7, '5ba0 0a000001'),
    attribute(0xc0, 17, '0201fa56ea00'),
    attribute(0xc0, 18, 'fa56ea00 0a000001'),
  ]
  const mp = (value: string): Uint8Array => updateOf({ attributes: [attribute(0x80, 14, value), ORIGIN, AS_PATH] })
  const messages: readonly (readonly [Uint8Array, UpdateRules])[] = [
    [updateOf({}), RULES],
    [updateOf({ withdrawn: NLRI, attributes: [ORIGIN, AS_PATH, NEXT_HOP], nlri: NLRI }), RULES],
    [updateOf({ attributes: [attribute(0x80, 15, '000201')] }), RULES],
    [routeWith(attribute(0x80, 4, '00000009')), RULES],
    [routeWith(attribute(0x40, 5, '000000c8')), INTERNAL],
    [routeWith(attribute(0x80, 9, hex(LOCAL_ID, 4))), INTERNAL],
    [routeWith(attribute(0xc0, 8, 'ffff0000')), RULES],
    [routeWith(attribute(0x40, 1, '02')), RULES],
    [routeWith(path('02020000fde90000fdea')), RULES],
    [routeWith(path('02010000fdea')), RULES],
    [routeWith(attribute(0x40, 3, '00000000')), RULES],
    [routeWith(attribute(0x40, 1, '09')), RULES],
    [updateOf({ attributes: [ORIGIN, NEXT_HOP, path('0201fde9'), ...as4], nlri: NLRI }), old],
    [updateOf({ attributes: [ORIGIN, NEXT_HOP, path('0201fde9')], nlri: NLRI }), old],
    [updateOf({ attributes: [ORIGIN, AS_PATH, NEXT_HOP, '40'], nlri: NLRI }), RULES],
    [mp('0002 01 10 20010db800000000000000000000000a 00 3020010db80001'), RULES],
    [mp('0002 01 10 fe80000000000000000000000000000a 00 3020010db80001'), RULES],
    [mp('0001 01 04 0a00010b 00 080a'), RULES],
    [mp('0002'), RULES],
  ]
  for (const [first, firstRules] of messages) {
    for (const [second, rules] of messages) {
      decode(first, firstRules)
      assert.deepEqual(said(decode(second, rules)), said(new UpdateDecoder().decode(second, 0, second.length, rules)))
    }
  }
})
