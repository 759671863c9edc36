// MP_REACH_NLRI and MP_UNREACH_NLRI: RFC 4760, next hops of RFC 2545, errors of RFC 7606 5.3, 7.11 and 7.12.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatIpv4, formatIpv6 } from '../../src/base/ip.ts'
import {
  AS_PATH,
  NEXT_HOP,
  NLRI,
  ORIGIN,
  RULES,
  attribute,
  decode,
  keyOf,
  prefixesOf,
  updateOf,
  verdictOf,
} from './bgp-support.ts'

const HOP = '20010db800000000000000000000000a'
const LINK_LOCAL = 'fe80000000000000000000000000000a'
const P48 = '3020010db80001'
const GOOD = `000201 10 ${HOP} 00 ${P48}`
const reach = (value: string, flags = 0x80): string => attribute(flags, 14, value)
const unreach = (value: string, flags = 0x80): string => attribute(flags, 15, value)
const announcing = (mp: string): Uint8Array => updateOf({ attributes: [mp, ORIGIN, AS_PATH] })

const BROKEN: readonly (readonly [string, string])[] = [
  ['MP_REACH_NLRI of length 0', reach('')],
  ['MP_REACH_NLRI of length 4', reach('00020100')],
  ['a next hop past the end', reach(`000201 20 ${HOP} 00`)],
  ['a next hop that leaves no reserved octet', reach(`000201 10 ${HOP}`)],
  ['a next hop of 4 octets', reach(`000201 04 0a00010a 00 ${P48}`)],
  ['a next hop of 0 octets', reach(`000201 00 00 ${P48}`)],
  ['a next hop of 24 octets', reach(`000201 18 ${HOP}0000000000000000 00 ${P48}`)],
  ['MP_REACH_NLRI flagged transitive', reach(GOOD, 0xc0)],
  ['MP_REACH_NLRI flagged well-known', reach(GOOD, 0x40)],
  ['a prefix of 129 bits', reach(`000201 10 ${HOP} 00 81${'00'.repeat(17)}`)],
  ['a cut prefix', reach(`000201 10 ${HOP} 00 3020010db8`)],
  ['MP_UNREACH_NLRI of length 2', unreach('0002')],
  ['MP_UNREACH_NLRI flagged transitive', unreach('000201', 0xc0)],
  ['a withdrawn prefix of 129 bits', unreach(`000201 81${'00'.repeat(17)}`)],
  ['a cut withdrawn prefix', unreach('000201 3020010db8')],
]
for (const [name, mp] of BROKEN) {
  test(`${name}: reset 3/9 with the attribute, nothing is applied (RFC 7606 7.11, 7.12, RFC 4760 7)`, () => {
    const view = decode(announcing(mp))
    assert.equal(verdictOf(view), 'reset 3/9')
    assert.equal(Buffer.from(view.notification?.data ?? []).toString('hex'), mp)
    assert.deepEqual([view.announced6.count, view.withdrawn6.count], [0, 0])
  })
}

test('IPv6 prefixes with their next hop; the key has neither (RFC 4760 3)', () => {
  const view = decode(announcing(reach(`${GOOD}00 8020010db8000000000000000000000001 0a20ff`)))
  assert.equal(verdictOf(view), 'ok')
  assert.deepEqual(prefixesOf(view.announced6), ['2001:db8:1::/48', '::/0', '2001:db8::1/128', '20c0::/10'])
  assert.equal(formatIpv6(view.nextHop6), '2001:db8::a')
  assert.equal(view.nextHop6LinkLocal, false)
  assert.equal(keyOf(view), ORIGIN + AS_PATH)
})

test('a global and a link-local next hop: the global one counts (RFC 2545 3)', () => {
  const view = decode(announcing(reach(`000201 20 ${HOP}${LINK_LOCAL} 00 ${P48}`)))
  assert.equal(formatIpv6(view.nextHop6), '2001:db8::a')
  assert.equal(view.nextHop6LinkLocal, false)
})

for (const [name, hop] of [
  ['alone', `10 ${LINK_LOCAL}`],
  ['twice', `20 ${LINK_LOCAL}${LINK_LOCAL}`],
  ['after an unspecified one', `20 ${'00'.repeat(16)}${LINK_LOCAL}`],
] as const) {
  test(`a link-local next hop ${name} is no global one (RFC 2545 3)`, () => {
    const view = decode(announcing(reach(`000201 ${hop} 00 ${P48}`)))
    assert.equal(verdictOf(view), 'ok')
    assert.equal(view.nextHop6LinkLocal, true)
    assert.equal(formatIpv6(view.nextHop6), '::')
  })
}

for (const hop of ['00'.repeat(16), `ff02${'00'.repeat(13)}01`]) {
  test(`next hop ${hop.slice(0, 4)}: treat-as-withdraw of the prefixes`, () => {
    const view = decode(announcing(reach(`000201 10 ${hop} 00 ${P48}`)))
    assert.equal(verdictOf(view), 'treat-as-withdraw')
    assert.deepEqual(prefixesOf(view.announced6), ['2001:db8:1::/48'])
  })
}

test('the reserved octet is ignored (RFC 4760 3)', () => {
  assert.equal(verdictOf(decode(announcing(reach(`000201 10 ${HOP} ff ${P48}`)))), 'ok')
})

test('a NEXT_HOP beside MP_REACH_NLRI alone is ignored, however bad (RFC 4760 3)', () => {
  for (const extra of [
    NEXT_HOP,
    attribute(0x40, 3, '00000000'),
    attribute(0x40, 3, 'ff'),
    attribute(0xc0, 3, '0a00010a'),
  ]) {
    assert.equal(verdictOf(decode(updateOf({ attributes: [reach(GOOD), ORIGIN, AS_PATH, extra] }))), 'ok', extra)
  }
})

test('a NEXT_HOP that IPv4 prefixes need is judged, whatever MP_REACH_NLRI says (RFC 7606 7.3)', () => {
  const bad = updateOf({ attributes: [reach(GOOD), ORIGIN, AS_PATH, attribute(0x40, 3, '00000000')], nlri: NLRI })
  assert.equal(verdictOf(decode(bad)), 'treat-as-withdraw')
})

const FOREIGN: readonly (readonly [string, string])[] = [
  ['AFI 25 (L2VPN)', '001946 00 00 01'],
  ['IPv6 multicast', `000202 10 ${HOP} 00 ${P48}`],
  ['IPv4 VPN', '000180 0c 0000000000000000 0a00010a 00 70 ffffff'],
]
for (const [name, value] of FOREIGN) {
  test(`${name}, not negotiated: ignored, the session lives (RFC 4760 7)`, () => {
    const view = decode(announcing(reach(value)))
    assert.equal(verdictOf(view), 'ok')
    assert.deepEqual([view.announced4.count, view.announced6.count], [0, 0])
    assert.equal(verdictOf(decode(updateOf({ attributes: [unreach(`${value.slice(0, 6)} ffff`)] }))), 'ok')
  })
}

test('IPv6 that was not negotiated is ignored, IPv4 in the same message is used (RFC 4760 7)', () => {
  const both = updateOf({ attributes: [reach(GOOD), unreach(`000201 ${P48}`), ORIGIN, AS_PATH, NEXT_HOP], nlri: NLRI })
  const view = decode(both, { ...RULES, ipv6: false })
  assert.equal(verdictOf(view), 'ok')
  assert.deepEqual([view.announced4.count, view.announced6.count, view.withdrawn6.count], [1, 0, 0])
})

test('IPv4 that was not negotiated is ignored (RFC 4760 7)', () => {
  const both = updateOf({ withdrawn: NLRI, attributes: [reach(GOOD), ORIGIN, AS_PATH, NEXT_HOP], nlri: NLRI })
  const view = decode(both, { ...RULES, ipv4: false })
  assert.deepEqual([view.withdrawn4.count, view.announced4.count, view.announced6.count], [0, 0, 1])
})

test('IPv4 prefixes in MP_REACH_NLRI and MP_UNREACH_NLRI (RFC 4760 3)', () => {
  const view = decode(
    updateOf({ attributes: [reach(`000101 04 0a00010b 00 ${NLRI}`), unreach('000101 080a'), ORIGIN, AS_PATH] }),
  )
  assert.equal(verdictOf(view), 'ok')
  assert.equal(formatIpv4(view.nextHop4), '10.0.1.11')
  assert.deepEqual([prefixesOf(view.announced4), prefixesOf(view.withdrawn4)], [['198.51.100.0/24'], ['10.0.0.0/8']])
})

test('IPv4 prefixes in both places under two next hops: treat-as-withdraw', () => {
  const attributes = [reach('000101 04 0a00010b 00 080a'), ORIGIN, AS_PATH, NEXT_HOP]
  const view = decode(updateOf({ attributes, nlri: NLRI }))
  assert.equal(verdictOf(view), 'treat-as-withdraw')
  assert.deepEqual(prefixesOf(view.announced4), ['198.51.100.0/24', '10.0.0.0/8'])
  const same = [reach('000101 04 0a00010a 00 080a'), ORIGIN, AS_PATH, NEXT_HOP]
  assert.equal(verdictOf(decode(updateOf({ attributes: same, nlri: NLRI }))), 'ok')
})

test('MP_UNREACH_NLRI needs no other attribute (RFC 4760 4)', () => {
  const view = decode(updateOf({ attributes: [unreach(`000201 ${P48}`)] }))
  assert.equal(verdictOf(view), 'ok')
  assert.deepEqual(prefixesOf(view.withdrawn6), ['2001:db8:1::/48'])
})
