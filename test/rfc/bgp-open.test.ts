// OPEN and what it earns: RFC 4271 4.2 and 6.2, RFC 5492, 6286, 6793, 7607, 9072.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHex } from '../../src/base/bytes.ts'
import { AS_TRANS, MESSAGE } from '../../src/bgp/iana.ts'
import { asOf, decodeOpen, encodeOpen, judgeOpen, negotiate, openOf } from '../../src/bgp/open.ts'
import type { Open } from '../../src/bgp/open.ts'
import { LOCAL_AS, LOCAL_ID, PEER_AS, SETTINGS, codeOf, hex, messageOf, peerOpen } from './bgp-support.ts'

const AS4 = `4104${hex(PEER_AS, 4)}`
const MP4 = '010400010001'

interface Parts {
  readonly version?: number
  readonly as?: number
  readonly holdTime?: number
  readonly identifier?: string
  /** Everything after the identifier. */
  readonly tail?: string
}

/** An OPEN in hexadecimal. */
const openWith = ({
  version = 4,
  as = PEER_AS,
  holdTime = 90,
  identifier = '0a00010a',
  tail = '00',
}: Parts): Uint8Array => messageOf(MESSAGE.OPEN, hex(version, 1) + hex(as, 2) + hex(holdTime, 2) + identifier + tail)

/** The tail with capabilities in one parameter. */
const capabilities = (list: string): string => hex(list.length / 2 + 2, 1) + hex(2, 1) + hex(list.length / 2, 1) + list

/** `ok`, or the NOTIFICATION and its data. */
function outcome(octets: Uint8Array, settings = SETTINGS): string {
  const decoded = decodeOpen(octets, 0, octets.length)
  const fault = decoded.ok ? judgeOpen(decoded.value, settings) : decoded.notification
  return fault === undefined ? 'ok' : `${codeOf(fault)} ${toHex(fault.data)}`.trim()
}

const decodedOf = (octets: Uint8Array): Open => {
  const decoded = decodeOpen(octets, 0, octets.length)
  assert.ok(decoded.ok)
  return decoded.value
}

const CASES: readonly (readonly [string, string, Parts])[] = [
  ['version 3 (RFC 4271 6.2)', '2/1 0004', { version: 3 }],
  ['version 5 with junk behind it (RFC 4271 6.2)', '2/1 0004', { version: 5, tail: 'ffffff' }],
  ['the configured AS (RFC 4271 6.2)', 'ok', {}],
  ['another AS (RFC 4271 6.2)', '2/2', { as: 65002 }],
  ['AS 0 (RFC 7607 2)', '2/2', { as: 0 }],
  ['AS 0 in the capability (RFC 7607 2)', '2/2', { tail: capabilities('410400000000') }],
  ['another AS in the capability (RFC 6793 4.1)', '2/2', { tail: capabilities(`4104${hex(7, 4)}`) }],
  ['AS_TRANS in the header with the right capability (RFC 6793 4.1)', 'ok', { as: AS_TRANS, tail: capabilities(AS4) }],
  ['AS_TRANS alone (RFC 6793 9)', '2/2', { as: AS_TRANS }],
  ['hold time 0 (RFC 4271 4.2)', 'ok', { holdTime: 0 }],
  ['hold time 1 (RFC 4271 6.2)', '2/6', { holdTime: 1 }],
  ['hold time 2 (RFC 4271 6.2)', '2/6', { holdTime: 2 }],
  ['hold time 3 (RFC 4271 4.2)', 'ok', { holdTime: 3 }],
  ['hold time 65535', 'ok', { holdTime: 65535 }],
  ['identifier 0 (RFC 6286 2.2)', '2/3', { identifier: '00000000' }],
  ['an identifier that is no host address (RFC 6286 2.1)', 'ok', { identifier: 'ffffffff' }],
  ['our own identifier from an external peer (RFC 6286 2.1)', 'ok', { identifier: hex(LOCAL_ID, 4) }],
  ['optional parameter 1 (RFC 4271 6.2)', '2/4', { tail: '0401020000' }],
  ['optional parameter 7 after capabilities (RFC 4271 6.2)', '2/4', { tail: `0a0206${MP4}0700` }],
  ['a parameter that runs past the message', '2/0', { tail: '08020a010400010001' }],
  ['a capability that runs past its parameter', '2/0', { tail: '08 02 06 01 05 00010001'.replaceAll(' ', '') }],
  ['a capability cut after its code', '2/0', { tail: '03 02 01 01'.replaceAll(' ', '') }],
  ['a parameter cut after its type', '2/0', { tail: '0102' }],
  ['parameters length too long', '2/0', { tail: `0a0206${MP4}` }],
  ['parameters length too short', '2/0', { tail: `070206${MP4}` }],
  ['octets after no parameters', '2/0', { tail: '00ff' }],
  ['an unknown capability of any length (RFC 5492 3)', 'ok', { tail: capabilities(`c803aabbcc${MP4}c700`) }],
  ['the same capability again (RFC 5492 4)', 'ok', { tail: capabilities(MP4 + MP4 + AS4 + AS4) }],
  ['several parameters with one capability each (RFC 5492 4)', 'ok', { tail: `100206${MP4}0206${AS4}` }],
  ['multiprotocol of a wrong size counts as not sent', 'ok', { tail: capabilities('01020001') }],
  ['four-octet AS of a wrong size counts as not sent', 'ok', { tail: capabilities('41020001') }],
  ['graceful restart of a wrong size counts as not sent', 'ok', { tail: capabilities('4003000000') }],
  ['route refresh with a value counts as not sent', 'ok', { tail: capabilities('020100') }],
  ['role, FQDN, ADD-PATH and version of any size', 'ok', { tail: capabilities('0902ffff4901004501044b00') }],
  [
    'no family in common: 2/7 with ours (RFC 5492 5)',
    '2/7 010400010001010400020001',
    {
      tail: capabilities('010400190041'),
    },
  ],
  ['no multiprotocol capability means IPv4 unicast (RFC 4760 8)', 'ok', { tail: capabilities(AS4) }],
  ['RFC 9072 form', 'ok', { tail: `ffff0009020006${MP4}` }],
  ['RFC 9072 form whose first length is not 255 (RFC 9072 2)', 'ok', { tail: `01ff0009020006${MP4}` }],
  ['RFC 9072 form, empty', 'ok', { tail: 'ffff0000' }],
  ['RFC 9072 form, length too long', '2/0', { tail: `ffff000a020006${MP4}` }],
  ['RFC 9072 form, length too short', '2/0', { tail: `ffff0008020006${MP4}` }],
  ['RFC 9072 form, header cut after the type', '2/0', { tail: 'ffff' }],
  ['RFC 9072 form, header cut in the length', '2/0', { tail: 'ffff00' }],
  ['RFC 9072 form, parameter cut in its length', '2/0', { tail: 'ffff00020200' }],
  ['RFC 9072 form, parameter past the message', '2/0', { tail: `ffff0009020007${MP4}` }],
  ['RFC 9072 form, unknown parameter', '2/4', { tail: 'ffff0003070000' }],
  ['length 255 without the type 255 (RFC 9072 2)', '2/0', { tail: `ff0206${MP4}` }],
]

for (const [name, expected, parts] of CASES) {
  test(`OPEN: ${name}: ${expected}`, () => {
    assert.equal(outcome(openWith(parts)), expected)
  })
}

test('OPEN: our own identifier from an internal peer: 2/3 (RFC 6286 2.2)', () => {
  const internal = { ...SETTINGS, peerAs: LOCAL_AS }
  assert.equal(outcome(openWith({ as: LOCAL_AS, identifier: hex(LOCAL_ID, 4) }), internal), '2/3')
  assert.equal(outcome(openWith({ as: LOCAL_AS }), internal), 'ok')
})

test('OPEN: graceful restart is understood (RFC 4724 3)', () => {
  const { capabilities: found } = decodedOf(
    openWith({ tail: capabilities('400a8078000101800002 0100'.replaceAll(' ', '')) }),
  )
  assert.deepEqual(found.gracefulRestart, {
    restarted: true,
    restartTime: 120,
    families: [
      { afi: 1, safi: 1, forwardingKept: true },
      { afi: 2, safi: 1, forwardingKept: false },
    ],
  })
})

test('OPEN: what both sides have is what is used (RFC 5492 3)', () => {
  const bare = negotiate(decodedOf(openWith({})), SETTINGS)
  assert.deepEqual(
    [bare.families, bare.fourOctetAs, bare.routeRefresh, bare.enhancedRefresh, bare.extendedMessages],
    [[4], false, false, false, false],
  )
  const full = negotiate(decodedOf(encodeOpen(peerOpen())), SETTINGS)
  assert.deepEqual(
    [full.families, full.fourOctetAs, full.routeRefresh, full.enhancedRefresh, full.extendedMessages],
    [[4, 6], true, true, true, true],
  )
})

test('OPEN: ours says version 4, AS, hold time, identifier and every capability that we have', () => {
  const ours = openOf({ ...SETTINGS, localAs: 4_200_000_000 })
  const read = decodedOf(encodeOpen(ours))
  assert.equal(read.version, 4)
  assert.equal(read.headerAs, AS_TRANS)
  assert.equal(asOf(read), 4_200_000_000)
  assert.equal(read.holdTime, 15)
  assert.equal(read.identifier, LOCAL_ID)
  assert.deepEqual(
    [...read.capabilities.codes].sort((a, b) => a - b),
    [1, 1, 2, 6, 64, 65, 70],
  )
  assert.deepEqual(read.capabilities.families, [4, 6])
  assert.deepEqual(read.capabilities.gracefulRestart, { restarted: false, restartTime: 0, families: [] })
})

test('OPEN: parameters over 255 octets are written in the RFC 9072 form and read back', () => {
  const families = Array.from({ length: 80 }, (_, i) => ({ afi: i + 1, safi: 1, forwardingKept: i % 2 === 0 }))
  const { capabilities: own } = peerOpen()
  const gracefulRestart = { restarted: false, restartTime: 7, families: families.slice(0, 60) }
  const long = peerOpen({ capabilities: { ...own, gracefulRestart } })
  const octets = encodeOpen(long)
  assert.deepEqual([octets[28], octets[29]], [255, 255])
  assert.deepEqual(decodedOf(octets).capabilities.gracefulRestart, gracefulRestart)
})

test('OPEN: capabilities by the hundred are read without keeping all of their codes', () => {
  const read = decodedOf(openWith({ tail: `ffff0fa3020fa0${'c800'.repeat(2000)}` }))
  assert.equal(read.capabilities.codes.length, 64)
})
