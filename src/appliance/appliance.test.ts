// Flags, what a device announces, and the routes of a file.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { present } from '../base/assert.ts'
import { formatPrefix, parseAddress, parsePrefix } from '../base/ip.ts'
import type { Prefix } from '../base/ip.ts'
import { describeAttributes } from '../bgp/describe.ts'
import type { Negotiated } from '../bgp/open.ts'
import { UpdateDecoder, rulesOf } from '../bgp/update.ts'
import { encodePeers, encodeRib, withNextHop } from '../router/mrt.ts'
import { announceAll, originated, withdraw } from './announcements.ts'
import type { Announcement } from './announcements.ts'
import { parseFlags } from './flags.ts'
import { announcementsOf } from './routes-file.ts'

const GOOD = ['--local', '127.0.1.10', '--connect', '127.0.1.4:1179', '--asn', '65001', '--remote-asn', '65000']

test('flags of the contract', () => {
  const flags = parseFlags([
    ...GOOD,
    '--announce',
    '192.0.2.0/24',
    '--announce',
    '::/0',
    '--med',
    '7',
    '--prepend',
    '2',
    '--bfd',
  ])
  assert.ok(typeof flags !== 'string')
  assert.deepEqual(
    [flags.connect, flags.announce.map(formatPrefix), flags.med, flags.prepend, flags.bfd],
    [{ address: '127.0.1.4', port: 1179 }, ['192.0.2.0/24', '::/0'], 7, 2, true],
  )
  const plain = parseFlags(GOOD.map((word) => word.replace(':1179', '')))
  assert.ok(typeof plain !== 'string')
  assert.deepEqual([plain.connect.port, plain.med, plain.prepend, plain.bfd], [179, undefined, 0, false])
})

test('flags that are wrong are named', () => {
  for (const [words, why] of [
    [[], /--local is missing/],
    [[...GOOD, '--announce', '10.0.0.0'], /--announce: '10.0.0.0' is not a prefix/],
    [[...GOOD, '--med', '4294967296'], /--med: a number from 0 to 4294967295/],
    [[...GOOD, '--hold-time', '2'], /--hold-time/],
    [[...GOOD, '--nope'], /--nope/],
    [GOOD.with(3, '127.0.1.4:0'), /--connect: a number from 1 to 65535/],
    [GOOD.with(5, '0'), /--asn/],
  ] as const) {
    const refused = parseFlags(words)
    assert.ok(typeof refused === 'string')
    assert.match(refused, why)
  }
})

test('what is announced reads back with our AS in front, our next hop, and End-of-RIB for each family', () => {
  const announcement = originated([prefix('192.0.2.0/24'), prefix('2001:db8:9::/48')], 7)
  const said = decoded([announcement], 2)
  assert.deepEqual(said, [
    'announce 192.0.2.0/24 path 65001 65001 65001 med 7 next-hop 127.0.1.10',
    'announce 2001:db8:9::/48 path 65001 65001 65001 med 7 next-hop ::ffff:127.0.1.10',
    'end-of-rib 4',
    'end-of-rib 6',
  ])
  const gone = [...withdraw([prefix('192.0.2.0/24'), prefix('2001:db8:9::/48')], NEGOTIATED)].map(read)
  assert.deepEqual(gone, [['withdraw 192.0.2.0/24'], ['withdraw 2001:db8:9::/48']])
})

test('routes of an MRT file: grouped by attributes, the path in front of ours, LOCAL_PREF left out', () => {
  const attributes = Uint8Array.from([
    0x40, 1, 1, 0, 0x40, 2, 6, 2, 1, 0, 0, 0xfd, 0xea, 0x40, 5, 4, 0, 0, 0, 200, 0xc0, 8, 4, 0xfd, 0xea, 0, 1,
  ])
  const entry = (nextHop: string) => ({
    peer: 0,
    originatedAt: 0,
    attributes: withNextHop(attributes, present(parseAddress(nextHop), nextHop)),
  })
  const ribs = ['192.0.2.0/24', '198.51.100.0/24', '2001:db8::/32'].map((text, i) =>
    encodeRib(0, i, prefix(text), [entry(text.includes(':') ? '2001:db8::1' : '192.0.2.1')]),
  )
  const file = [encodePeers(0, 0, '', [{ identifier: 1, address: { family: 4, words: [1] }, asn: 65002 }]), ...ribs]
  const announcements = announcementsOf(Buffer.concat(file), undefined)
  assert.equal(announcements.length, 2)
  assert.deepEqual(decoded(announcements, 0).slice(0, 3), [
    'announce 192.0.2.0/24 path 65001 65002 communities 65002:1 next-hop 127.0.1.10',
    'announce 198.51.100.0/24 path 65001 65002 communities 65002:1 next-hop 127.0.1.10',
    'announce 2001:db8::/32 path 65001 65002 communities 65002:1 next-hop ::ffff:127.0.1.10',
  ])
})

const prefix = (text: string): Prefix => present(parsePrefix(text), text)

const NEGOTIATED: Negotiated = {
  peerAs: 65000,
  peerIdentifier: 1,
  internal: false,
  holdTime: 15,
  families: [4, 6],
  fourOctetAs: true,
  routeRefresh: true,
  enhancedRefresh: true,
  extendedMessages: false,
  gracefulRestart: undefined,
}
const LOCAL = 0x7f00010a
const RULES = rulesOf({ ...NEGOTIATED, peerAs: 65001 }, { localAs: 65000, identifier: 1 })
const decoder = new UpdateDecoder()

function decoded(announcements: readonly Announcement[], prepend: number): string[] {
  const own = { asn: 65001, prepend, nextHop4: LOCAL, nextHop6: [0, 0, 0xffff, LOCAL] }
  return [...announceAll(announcements, own, NEGOTIATED)].flatMap(read)
}

/** An UPDATE as the router's own decoder reads it. */
function read(message: Uint8Array): string[] {
  const view = decoder.decode(message, 0, message.length, RULES)
  assert.equal(view.outcome, 'ok', view.why)
  if (view.endOfRib !== 0) return [`end-of-rib ${view.endOfRib}`]
  const { asPath, med, communities, localPref } = describeAttributes(view.key, view.keyStart, view.keyEnd)
  assert.equal(localPref, undefined)
  const more = `${med === undefined ? '' : ` med ${med}`}${communities.length > 0 ? ` communities ${communities.join()}` : ''}`
  const path = `path ${asPath.join(' ')}${more} next-hop`
  return [
    ...texts(view.withdrawn4).map((text) => `withdraw ${text}`),
    ...texts(view.withdrawn6).map((text) => `withdraw ${text}`),
    ...texts(view.announced4).map((text) => `announce ${text} ${path} 127.0.1.10`),
    ...texts(view.announced6).map((text) => `announce ${text} ${path} ::ffff:127.0.1.10`),
  ].map((line) => {
    if (line.includes(':9::') || line.includes('db8::')) assert.deepEqual([...view.nextHop6], [0, 0, 0xffff, LOCAL])
    return line
  })
}

const texts = ({ stride, words, count }: { stride: 2 | 5; words: Uint32Array; count: number }): string[] =>
  Array.from({ length: count }, (_, i) => {
    const row = [...words.subarray(i * stride, (i + 1) * stride)]
    return formatPrefix({ family: stride === 2 ? 4 : 6, words: row.slice(0, -1), length: row.at(-1) ?? 0 })
  })
