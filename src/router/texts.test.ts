// Tokens, wildcards, MRT files and next hops: what the router reads and writes besides BGP.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Malformed, fromHex, toHex } from '../base/bytes.ts'
import { formatAddress, formatPrefix, parseAddress, parsePrefix, prefixOf } from '../base/ip.ts'
import type { Address, Prefix } from '../base/ip.ts'
import { present } from '../base/assert.ts'
import { formatCursor, parseCursor } from './cursor-text.ts'
import { encodePeers, encodeRib, readMrt, withNextHop } from './mrt.ts'
import { NextHopTable } from './next-hops.ts'
import { matches } from './wildcard.ts'

const word = fc.integer({ min: 0, max: 0xffffffff })
const anyPrefix: fc.Arbitrary<Prefix> = fc.oneof(
  fc.tuple(word, fc.integer({ min: 0, max: 32 })).map(([w, length]) => prefixOf({ family: 4, words: [w] }, length)),
  fc
    .tuple(fc.tuple(word, word, word, word), fc.integer({ min: 0, max: 128 }))
    .map(([words, length]) => prefixOf({ family: 6, words }, length)),
)

test('a token names a place in the order, and anything else is refused', () => {
  const id = fc.option(fc.stringMatching(/^rsp-[0-9a-f]{17}$/), { nil: undefined })
  fc.assert(
    fc.property(anyPrefix, fc.option(fc.tuple(id, id), { nil: undefined }), (prefix, inside) => {
      const cursor = { prefix, ...(inside === undefined ? {} : { inside: parts(inside) }) }
      assert.deepEqual(parseCursor(formatCursor(cursor)), cursor)
    }),
  )
  for (const bad of ['', 'x', '10.0.0.1/24', '10.0.0.0/24~', '10.0.0.0/24~a', '10.0.0.0/24~a~b~c', '10.0.0.0/24~<~>']) {
    assert.equal(parseCursor(bad), undefined, bad)
  }
  fc.assert(fc.property(fc.string(), (text) => void parseCursor(text)))
})

const parts = ([best, after]: readonly [string | undefined, string | undefined]) => ({
  ...(best === undefined ? {} : { best }),
  ...(after === undefined ? {} : { after }),
})

test('wildcards as in EC2 filters, in linear time for any pattern', () => {
  for (const [pattern, text, wanted] of [
    ['10.*', '10.0.0.0/8', true],
    ['*.0/2?', '10.0.0.0/24', true],
    ['*.0/2?', '10.0.0.0/8', false],
    ['*', '', true],
    ['?', '', false],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['rsp-1', 'rsp-12', false],
    ['**a**', 'banana', true],
    ['', '', true],
    ['(a+)+$', 'aaaa', false],
  ] as const) {
    assert.equal(matches(pattern, text), wanted, `${pattern} ${text}`)
  }
  assert.equal(matches('*a'.repeat(200), 'a'.repeat(199)), false)
})

test('an MRT file is read back as it was written (RFC 6396 4.3)', () => {
  fc.assert(
    fc.property(fc.array(anyPrefix, { maxLength: 20 }), fc.uint8Array({ maxLength: 40 }), (prefixes, attributes) => {
      const peer = { identifier: 7, address: address('10.0.1.10'), asn: 4_200_000_000 }
      const peer6 = { identifier: 8, address: address('2001:db8::1'), asn: 65001 }
      const entries = [
        { peer: 0, originatedAt: 5, attributes },
        { peer: 1, originatedAt: 6, attributes: new Uint8Array(0) },
      ]
      const records = prefixes.map((prefix, i) => encodeRib(9, i, prefix, entries))
      const file = joined([encodePeers(9, 1, 'rs-1', [peer, peer6]), ...records])
      assert.deepEqual(
        [...readMrt(file)],
        [{ type: 'peers', peers: [peer, peer6] }, ...prefixes.map((prefix) => ({ type: 'rib', prefix, entries }))],
      )
    }),
  )
})

test('MRT: two-octet peers, path identifiers (RFC 8050) and other records; a cut file is an error', () => {
  // Peer of type 0, then one RIB_IPV4_UNICAST_ADDPATH record, with an OSPF record (type 11) between them.
  const peers = '00000001 000d 0001 00000013 0a000001 0000 0001 00 0a00010a 0a00010a fde9'
  const ospf = '00000001 000b 0000 00000002 abcd'
  const rib = '00000001 000d 0008 00000018 00000000 18 c00002 0001 0000 00000005 00000063 0002 4001'
  const file = fromHex(`${peers} ${ospf} ${rib}`)
  const [first, second, ...rest] = readMrt(file)
  assert.deepEqual(rest, [])
  assert.deepEqual(first, {
    type: 'peers',
    peers: [{ identifier: 0x0a00010a, address: address('10.0.1.10'), asn: 65001 }],
  })
  assert.ok(second?.type === 'rib')
  assert.equal(formatPrefix(second.prefix), '192.0.2.0/24')
  assert.deepEqual(
    second.entries.map((entry) => toHex(entry.attributes)),
    ['4001'],
  )
  for (let length = 1; length < file.length; length++) {
    const whole = [fromHex(peers).length, fromHex(peers + ospf).length].includes(length)
    if (!whole) assert.throws(() => [...readMrt(file.slice(0, length))], Malformed, `${length} octets`)
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        void [...readMrt(bytes)]
      } catch (error) {
        assert.ok(error instanceof Malformed)
      }
    }),
  )
})

test('MRT: MP_REACH_NLRI is the next hop alone (RFC 6396 4.3.4)', () => {
  assert.equal(toHex(withNextHop(new Uint8Array(0), address('10.0.1.10'))), '4003040a00010a')
  const v6 = toHex(withNextHop(new Uint8Array(0), address('2001:db8::1')))
  assert.equal(v6, '800e111020010db8000000000000000000000001')
})

test('a next hop names its interface in VPC form, host form and IPv4-mapped; a VPC form is never hidden', () => {
  const eni = (eniId: string, ...addresses: string[]) => ({
    eniId,
    subnetId: 'subnet-1',
    addresses,
    active: true,
    sourceDestCheck: false,
    endpoint: eniId === 'eni-e',
  })
  const forms = [{ vpc: '10.0.0.0/16', host: '127.0.0.0/16' }]
  const table = new NextHopTable(forms)
  const three = [eni('eni-e', '10.0.1.4'), eni('eni-a', '10.0.1.10', '10.0.1.210', '2001:db8::a')]
  const other = eni('eni-b', '127.0.1.10')
  for (const one of [...three, other]) table.add(one)
  const owners = table.owners()
  const found = (text: string) => owners.find((owner) => formatAddress(owner.address) === text)
  for (const [text, interfaceId, canonical] of [
    ['10.0.1.10', 'eni-a', '10.0.1.10'],
    ['10.0.1.210', 'eni-a', '10.0.1.210'],
    ['127.0.1.210', 'eni-a', '10.0.1.210'],
    ['127.0.1.10', 'eni-b', '127.0.1.10'],
    ['::ffff:10.0.1.10', 'eni-a', '10.0.1.10'],
    ['::ffff:127.0.1.210', 'eni-a', '10.0.1.210'],
    ['2001:db8::a', 'eni-a', '2001:db8::a'],
  ] as const) {
    const owner = present(found(text), text)
    assert.deepEqual([owner.interfaceId, formatAddress(owner.canonical)], [interfaceId, canonical], text)
  }
  assert.equal(found('127.0.1.4')?.endpoint, true)
  assert.equal(found('127.0.1.99'), undefined)
  assert.equal(table.takeChanges().length, owners.length, 'all are new')
  table.add({ ...other, eniId: 'eni-g' }, true)
  table.remove(other)
  assert.deepEqual(
    table.takeChanges().map(({ address, owner }) => `${formatAddress(address)} ${owner?.interfaceId}`),
    ['127.0.1.10 eni-g', '::ffff:127.0.1.10 eni-g'],
    'the VPC form of a deleted interface ranks before the host form of another',
  )
})

const address = (text: string): Address => present(parseAddress(text), text)

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return fromHex(pieces.map(toHex).join(''))
}

test('prefixes of tokens are canonical', () => {
  assert.deepEqual(parseCursor('::/0'), { prefix: present(parsePrefix('::/0'), '::/0') })
})
