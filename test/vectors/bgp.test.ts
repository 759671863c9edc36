// Annotated BGP messages: hexadecimal with `#` comments, then `=` and the meaning as JSON. Each is decoded, compared with its
// meaning and encoded again; one that is marked `foreign` is written in another way than ours and need not come back.

import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { fromHex, toHex } from '../../src/base/bytes.ts'
import { formatIpv4, formatIpv6, parseIpv6 } from '../../src/base/ip.ts'
import { decodeAttributes } from '../../src/bgp/attributes.ts'
import { describeAttributes } from '../../src/bgp/describe.ts'
import { Framer } from '../../src/bgp/framer.ts'
import { MESSAGE } from '../../src/bgp/iana.ts'
import {
  decodeNotification,
  decodeRouteRefresh,
  encodeKeepalive,
  encodeNotification,
  encodeRouteRefresh,
  shutdownText,
} from '../../src/bgp/message.ts'
import { decodeOpen, encodeOpen } from '../../src/bgp/open.ts'
import { encodeAnnouncements, encodeEndOfRib, encodeWithdrawals } from '../../src/bgp/update-encode.ts'
import type { UpdateView } from '../../src/bgp/update-view.ts'
import { RULES, decode, prefixesOf, verdictOf } from '../rfc/bgp-support.ts'

type Meaning = Readonly<Record<string, unknown>> & { readonly type: string; readonly foreign?: boolean }

const folder = new URL('.', import.meta.url)
for (const name of readdirSync(folder).filter((file) => /^bgp-.*\.hex$/.test(file))) {
  test(`vector ${name}`, () => {
    const { octets, meaning } = read(readFileSync(new URL(name, folder), 'utf8'))
    assert.equal(typeOf(octets), meaning.type)
    const again = CHECKS[meaning.type as keyof typeof CHECKS](octets, meaning)
    if (meaning.foreign !== true) assert.equal(again && toHex(again), toHex(octets), 'encoded again')
  })
}

function read(text: string): { readonly octets: Uint8Array; readonly meaning: Meaning } {
  const at = text.indexOf('\n= ')
  const octets = fromHex(text.slice(0, at).replaceAll(/#.*/g, ''))
  return { octets, meaning: JSON.parse(text.slice(at + 2)) as Meaning }
}

/** The type that the framer finds; the length must be right. */
function typeOf(octets: Uint8Array): string | undefined {
  const framer = new Framer()
  framer.push(octets)
  assert.equal(framer.next(), 'message')
  assert.equal(framer.waiting, 0)
  const names = Object.entries(MESSAGE).map(([name, code]) => [code, name.toLowerCase().replace('_', '-')] as const)
  return new Map<number, string>(names).get(framer.type)
}

/** Each compares a message with its meaning and encodes it again. */
const CHECKS = {
  keepalive: encodeKeepalive,
  notification(octets: Uint8Array, { type, ...meaning }: Meaning): Uint8Array {
    const value = decodeNotification(octets, 0, octets.length)
    assert.deepEqual({ ...value, data: toHex(value.data), text: shutdownText(value) }, meaning, type)
    return encodeNotification(value)
  },
  'route-refresh'(octets: Uint8Array, { type, ...meaning }: Meaning): Uint8Array | undefined {
    const decoded = decodeRouteRefresh(octets, 0, octets.length)
    assert.ok(decoded.ok)
    assert.deepEqual(decoded.value, meaning, type)
    return encodeRouteRefresh(decoded.value.family ?? 4, decoded.value.subtype)
  },
  open(octets: Uint8Array, full: Meaning): Uint8Array {
    const { type, ...meaning } = full
    const decoded = decodeOpen(octets, 0, octets.length)
    assert.ok(decoded.ok)
    const { identifier, ...rest } = decoded.value
    assert.deepEqual(plain({ ...rest, identifier: formatIpv4(identifier) }), without(meaning, 'foreign'), type)
    return encodeOpen(decoded.value)
  },
  update(octets: Uint8Array, meaning: Meaning): Uint8Array | undefined {
    const view = decode(octets, { ...RULES, fourOctetAs: meaning['twoOctetAs'] !== true })
    assert.deepEqual(plain(describeView(view)), expectedOf(meaning))
    return encodeAgain(view, meaning)
  },
}

/** As JSON would have it: members that are undefined are not there. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** The view as a meaning says it. */
function describeView(view: UpdateView): Record<string, unknown> {
  const announced = [...prefixesOf(view.announced4), ...prefixesOf(view.announced6)]
  const usable = view.outcome === 'ok' && announced.length > 0
  return {
    verdict: verdictOf(view),
    withdrawn: [...prefixesOf(view.withdrawn4), ...prefixesOf(view.withdrawn6)],
    announced,
    endOfRib: view.endOfRib,
    nextHop: usable ? (view.announced6.count > 0 ? formatIpv6(view.nextHop6) : formatIpv4(view.nextHop4)) : undefined,
    summary: usable ? view.summary : undefined,
    attributes: usable ? describeAttributes(view.key, view.keyStart, view.keyEnd) : undefined,
  }
}

const ABSENT = {
  atomicAggregate: false,
  communities: [],
  extendedCommunities: [],
  ipv6ExtendedCommunities: [],
  largeCommunities: [],
  clusterList: [],
  unknown: [],
}
const SUMMARY = {
  origin: 0,
  asPathLength: 1,
  firstAs: 65001,
  hasMed: false,
  med: 0,
  localPref: 100,
  looped: false,
  gracefulShutdown: false,
}

const without = (value: object, ...names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))

/** What a meaning leaves out has its default. */
function expectedOf(meaning: Meaning): unknown {
  const said = without(meaning, 'type', 'foreign', 'twoOctetAs', 'linkLocal')
  const full = { withdrawn: [], announced: [], endOfRib: 0, ...said }
  if (!('attributes' in said)) return full
  const attributes = { ...ABSENT, ...(said['attributes'] as object) }
  return { ...full, attributes, summary: { ...SUMMARY, ...(said['summary'] as object) } }
}

function encodeAgain(view: UpdateView, meaning: Meaning): Uint8Array | undefined {
  const options = { fourOctetAs: true, extendedMessages: false }
  if (view.endOfRib !== 0) return encodeEndOfRib(view.endOfRib)
  const withdrawn = view.withdrawn4.count > 0 ? view.withdrawn4 : view.withdrawn6
  if (withdrawn.count > 0) return [...encodeWithdrawals(withdrawn, options)][0]
  const attributes = decodeAttributes(view.key, view.keyStart, view.keyEnd)
  const isIpv6 = view.announced6.count > 0
  const linkLocal = parseIpv6(String(meaning['linkLocal'])) ?? []
  const nextHop = isIpv6 ? [...view.nextHop6, ...linkLocal] : [view.nextHop4]
  return [...encodeAnnouncements(attributes, nextHop, isIpv6 ? view.announced6 : view.announced4, options)][0]
}
