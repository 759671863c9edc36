// Any octets into the BGP decoders: nothing is thrown, nothing hangs, and what comes out is within its bounds. Seeds are the
// vectors, cut, joined and damaged. FUZZ_SEED repeats a run, FUZZ_CASES sets how many cases there are.

import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { fromHex, toHex } from '../../src/base/bytes.ts'
import { Prng } from '../../src/base/prng.ts'
import { decodeAttributes } from '../../src/bgp/attributes.ts'
import { describeAttributes } from '../../src/bgp/describe.ts'
import { Framer } from '../../src/bgp/framer.ts'
import { MESSAGE } from '../../src/bgp/iana.ts'
import { decodeNotification, decodeRouteRefresh, shutdownText } from '../../src/bgp/message.ts'
import { decodeOpen, judgeOpen, negotiate } from '../../src/bgp/open.ts'
import { encodeAnnouncements } from '../../src/bgp/update-encode.ts'
import type { PrefixWords, UpdateView } from '../../src/bgp/update-view.ts'
import type { UpdateRules } from '../../src/bgp/update-work.ts'
import { UpdateDecoder } from '../../src/bgp/update.ts'
import { INTERNAL, RULES, SETTINGS, said } from '../rfc/bgp-support.ts'

const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 32))
const CASES = Number(process.env['FUZZ_CASES'] ?? 4000)
const MARKER = 'ff'.repeat(16)

const folder = new URL('../vectors/', import.meta.url)
const VECTORS = readdirSync(folder)
  .filter((file) => /^bgp-.*\.hex$/.test(file))
  .map((file) => readFileSync(new URL(file, folder), 'utf8'))
  .map((text) => fromHex(text.slice(0, text.indexOf('\n= ')).replaceAll(/#.*/g, '')))

const ALL_RULES: readonly UpdateRules[] = [
  { ...RULES, checksFirstAs: false, acceptsAsSet: true },
  RULES,
  INTERNAL,
  { ...RULES, fourOctetAs: false, checksFirstAs: false },
  { ...RULES, ipv4: false },
  { ...RULES, ipv6: false },
]

const decoder = new UpdateDecoder()

test('damaged messages of every type', () => {
  console.log(`FUZZ_SEED=${SEED}`)
  run(CASES, (prng) => decodeAny(damaged(prng), prng.pick(ALL_RULES)))
})

test('UPDATE of random attributes with good frames', () => {
  run(CASES, (prng) => decodeAny(randomUpdate(prng), prng.pick(ALL_RULES)))
})

test('a stream of damaged messages in random chunks: the framer ends every one of them', () => {
  run(Math.ceil(CASES / 10), (prng) => {
    const parts = Array.from({ length: 5 }, () => (prng.below(3) === 0 ? damaged(prng) : prng.pick(VECTORS)))
    const stream = Buffer.concat(parts)
    const whole = frameAll(stream, () => stream.length)
    const cut = frameAll(stream, () => 1 + prng.below(40))
    assert.deepEqual(cut, whole)
  })
})

test('kept octets that are damaged are described without a throw', () => {
  run(CASES, (prng) => {
    const octets = prng.pick(VECTORS).slice(23)
    for (let i = 0; i < 3; i++) octets[prng.below(octets.length)] = prng.below(256)
    describeAttributes(octets)
  })
})

/** Runs cases of one seed each; a failure names its seed. */
function run(count: number, body: (prng: Prng) => void): void {
  for (let i = 0; i < count; i++) {
    const seed = (SEED + i) >>> 0
    try {
      body(new Prng(seed))
    } catch (error) {
      throw new Error(`FUZZ_SEED=${seed} FUZZ_CASES=1`, { cause: error })
    }
  }
}

/** Octets of a vector with some of them changed, taken out or doubled; the length field is set right half of the time. */
function damaged(prng: Prng): Uint8Array {
  let octets = Uint8Array.from(prng.pick(VECTORS))
  for (let i = prng.below(6); i >= 0; i--) octets = damage(octets, prng)
  if (octets.length >= 19 && prng.below(2) === 0) {
    octets[16] = octets.length >>> 8
    octets[17] = octets.length & 255
  }
  return octets
}

function damage(octets: Uint8Array<ArrayBuffer>, prng: Prng): Uint8Array<ArrayBuffer> {
  const at = 16 + prng.below(Math.max(1, octets.length - 16))
  switch (prng.below(5)) {
    case 0:
      return octets.slice(0, at)
    case 1:
      return Uint8Array.from([...octets.subarray(0, at), ...octets.subarray(at + 1 + prng.below(8))])
    case 2:
      return Uint8Array.from([...octets.subarray(0, at), ...octets.subarray(Math.max(16, at - prng.below(20)))])
    case 3:
      if (at < octets.length) octets[at] = prng.pick([0, 1, 0x7f, 0x80, 0xff])
      return octets
    default:
      if (at < octets.length) octets[at] = prng.below(256)
      return octets
  }
}

/** Attributes with right lengths and any content, so that their insides are reached. */
function randomUpdate(prng: Prng): Uint8Array {
  const codes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17, 18, 25, 32, 99]
  const attributes = Array.from({ length: prng.below(6) }, () => {
    const value = randomOctets(prng, prng.pick([0, 1, 3, 4, 6, 8, 12, 20, 30]))
    const flags = prng.pick([0x40, 0x80, 0xc0, 0x50, 0x90, prng.below(256)])
    const long = (flags & 0x10) !== 0
    return [flags, prng.pick(codes), ...(long ? [0] : []), value.length, ...value]
  }).flat()
  const withdrawn = randomOctets(prng, prng.below(8))
  const nlri = randomOctets(prng, prng.below(8))
  const body = [
    0,
    withdrawn.length,
    ...withdrawn,
    attributes.length >>> 8,
    attributes.length & 255,
    ...attributes,
    ...nlri,
  ]
  const length = 19 + body.length
  return Uint8Array.from([...fromHex(MARKER), length >>> 8, length & 255, MESSAGE.UPDATE, ...body])
}

const randomOctets = (prng: Prng, count: number): number[] =>
  Array.from({ length: count }, () => prng.pick([0, 1, 2, 4, 8, 16, 24, 32, prng.below(256)]))

/** All messages of the stream as hexadecimal, and how it ended. */
function frameAll(stream: Uint8Array, size: () => number): string[] {
  const framer = new Framer()
  const found: string[] = []
  for (let at = 0; at < stream.length;) {
    const next = at + size()
    framer.push(stream.subarray(at, next))
    at = next
    let framed = framer.next()
    while (framed === 'message') {
      found.push(toHex(framer.bytes.subarray(framer.start, framer.end)))
      framed = framer.next()
    }
    if (framed === 'bad') return [...found, `bad ${framer.notification?.code}/${framer.notification?.subcode}`]
  }
  return found
}

/** Frames the octets and gives what is found to its decoder, as a driver does. */
function decodeAny(octets: Uint8Array, rules: UpdateRules): void {
  const framer = new Framer()
  framer.extended = true
  framer.push(octets)
  while (framer.next() === 'message') {
    const { bytes, start, end } = framer
    switch (framer.type) {
      case MESSAGE.OPEN: {
        const decoded = decodeOpen(bytes, start, end)
        if (decoded.ok && judgeOpen(decoded.value, SETTINGS) === undefined) negotiate(decoded.value, SETTINGS)
        break
      }
      case MESSAGE.NOTIFICATION:
        assert.ok(shutdownText(decodeNotification(bytes, start, end)).length <= 255)
        break
      case MESSAGE.ROUTE_REFRESH:
        decodeRouteRefresh(bytes, start, end)
        break
      case MESSAGE.UPDATE:
        checkUpdate(bytes, start, end, rules)
        break
      default:
    }
  }
}

function checkUpdate(bytes: Uint8Array, start: number, end: number, rules: UpdateRules): void {
  const view = decoder.decode(bytes, start, end, rules)
  assert.deepEqual(said(view), said(new UpdateDecoder().decode(bytes, start, end, rules)))
  checkView(view, end - start, rules)
}

/** What holds of any view, however bad the message. */
function checkView(view: UpdateView, octets: number, rules: UpdateRules): void {
  for (const list of [view.withdrawn4, view.announced4, view.withdrawn6, view.announced6]) checkPrefixes(list, octets)
  if (!rules.ipv4) assert.equal(view.announced4.count + view.withdrawn4.count, 0)
  if (!rules.ipv6) assert.equal(view.announced6.count + view.withdrawn6.count, 0)
  assert.equal(view.outcome === 'session-reset', view.notification !== undefined)
  if (view.outcome === 'ok') assert.match(view.why, /^$|^[^;]*discarded$/)
  else assert.notEqual(view.why, '')
  if (view.outcome === 'session-reset') assert.equal(view.announced4.count + view.announced6.count, 0)
  if (view.outcome === 'ok') checkKey(view, rules)
}

function checkPrefixes({ words, stride, count }: PrefixWords, octets: number): void {
  assert.ok(count <= octets && words.length >= count * stride)
  for (let i = 0; i < count; i++) {
    const length = words[i * stride + stride - 1] as number
    assert.ok(length <= (stride === 2 ? 32 : 128))
    for (let bit = length; bit < (stride - 1) * 32; bit++) {
      assert.equal(((words[i * stride + (bit >>> 5)] as number) >>> (31 - (bit & 31))) & 1, 0, 'host bits are zero')
    }
  }
}

/** What is kept can be read, written again and is then kept as the same values. */
function checkKey(view: UpdateView, rules: UpdateRules): void {
  const first = decodeAttributes(view.key, view.keyStart, view.keyEnd)
  if (view.announced4.count === 0 || first.asPath.length === 0) return
  const one = { stride: 2, words: view.announced4.words.slice(0, 2), count: 1 } as const
  const options = { fourOctetAs: true, extendedMessages: true }
  const [message] = [...encodeAnnouncements(first, [view.nextHop4], one, options)]
  const again = new UpdateDecoder().decode(message as Uint8Array, 0, message?.length ?? 0, {
    ...rules,
    fourOctetAs: true,
  })
  assert.equal(again.outcome, 'ok')
  assert.deepEqual(decodeAttributes(again.key, again.keyStart, again.keyEnd), first)
}
