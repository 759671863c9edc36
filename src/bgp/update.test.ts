import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { prefixOf } from '../base/ip.ts'
import type { Family, Prefix } from '../base/ip.ts'
import type { Segment } from './as-path.ts'
import { decodeAttributes } from './attributes.ts'
import type { PathAttributes } from './attributes.ts'
import { SEGMENT } from './iana.ts'
import { encodeAnnouncements, encodeWithdrawals, prefixListOf } from './update-encode.ts'
import type { PrefixList } from './update-encode.ts'
import type { UpdateView } from './update-view.ts'
import type { UpdateRules } from './update-work.ts'
import { UpdateDecoder } from './update.ts'

const PEER_AS = 4_200_000_001
const RULES: UpdateRules = {
  localAs: 64512,
  peerAs: PEER_AS,
  identifier: 1,
  internal: true,
  fourOctetAs: true,
  ipv4: true,
  ipv6: true,
  checksFirstAs: false,
  acceptsAsSet: true,
}

test('any attributes and prefixes are read back as they were written, whatever the peer can do', () => {
  const run = (
    attributes: PathAttributes,
    prefixes: readonly Prefix[],
    fourOctetAs: boolean,
    extendedMessages: boolean,
  ): void => {
    const list = prefixListOf(prefixes[0]?.family ?? 4, prefixes)
    const hop = list.stride === 2 ? [0x0a00010a] : [0x20010db8, 0, 0, 1]
    const decoder = new UpdateDecoder()
    const read: number[] = []
    for (const message of encodeAnnouncements(attributes, hop, list, { fourOctetAs, extendedMessages })) {
      assert.ok(message.length <= (extendedMessages ? 65535 : 4096))
      const view = decoder.decode(message, 0, message.length, { ...RULES, fourOctetAs })
      assert.deepEqual([view.outcome, view.why], ['ok', ''])
      assert.deepEqual(normal(decodeAttributes(view.key, view.keyStart, view.keyEnd)), normal(attributes))
      checkSummary(view, attributes)
      read.push(...wordsOf(list.stride === 2 ? view.announced4 : view.announced6))
    }
    assert.deepEqual(read, wordsOf(list))
  }
  fc.assert(fc.property(attributes, prefixLists, fc.boolean(), fc.boolean(), run), { numRuns: 300 })
})

test('any withdrawn prefixes are read back in order, in messages that are not too long', () => {
  fc.assert(
    fc.property(prefixLists, fc.boolean(), (prefixes, extendedMessages) => {
      const list = prefixListOf(prefixes[0]?.family ?? 4, prefixes)
      const decoder = new UpdateDecoder()
      const read: number[] = []
      for (const message of encodeWithdrawals(list, { fourOctetAs: true, extendedMessages })) {
        const view = decoder.decode(message, 0, message.length, RULES)
        assert.equal(view.outcome, 'ok')
        read.push(...wordsOf(list.stride === 2 ? view.withdrawn4 : view.withdrawn6))
      }
      assert.deepEqual(read, wordsOf(list))
    }),
  )
})

for (const family of [4, 6] as const) {
  test(`ten thousand IPv${family} prefixes fill their messages`, () => {
    const length = family === 4 ? 24 : 48
    const prefixes = Array.from({ length: 10_000 }, (_, i) =>
      prefixOf({ family, words: family === 4 ? [i << 8] : [0x20010db8, i << 16, 0, 0] }, length),
    )
    const list = prefixListOf(family, prefixes)
    const options = { fourOctetAs: true, extendedMessages: false }
    const hop = family === 4 ? [0x0a00010a] : [0x20010db8, 0, 0, 1]
    const minimal = { origin: 0, asPath: [] } as const
    const announced = [...encodeAnnouncements(minimal, hop, list, options)]
    const withdrawn = [...encodeWithdrawals(list, options)]
    for (const messages of [announced, withdrawn]) {
      assert.ok(messages.slice(0, -1).every(({ length }) => length > 4096 - (family === 4 ? 4 : 7) && length <= 4096))
    }
  })
}

for (const stride of [2, 5] as const) {
  test(`messages of IPv${stride === 2 ? 4 : 6} prefixes of one octet are filled to the last octet`, () => {
    const list = { stride, words: new Uint32Array(stride * 5000), count: 5000 }
    const options = { fourOctetAs: true, extendedMessages: false }
    const hop = stride === 2 ? [0x0a00010a] : [0x20010db8, 0, 0, 1]
    const minimal = { origin: 0, asPath: [] } as const
    for (const [first] of [
      [...encodeAnnouncements(minimal, hop, list, options)],
      [...encodeWithdrawals(list, options)],
    ]) {
      assert.equal(first?.length, 4096)
    }
  })
}

test('attributes that leave no room for a prefix are refused as our own mistake', () => {
  const huge = { origin: 0, asPath: [], communities: Array.from({ length: 1020 }, () => 1) } as const
  const one = { stride: 2, words: [0, 32], count: 1 } as const
  assert.throws(
    () => [...encodeAnnouncements(huge, [1], one, { fourOctetAs: true, extendedMessages: false })],
    /no room/,
  )
})

test('the view is the same object, and nothing in it is allocated for a further message of that size', () => {
  const decoder = new UpdateDecoder()
  const list = prefixListOf(4, [prefixOf({ family: 4, words: [0x0a000000] }, 8)])
  const options = { fourOctetAs: true, extendedMessages: false }
  const [message = new Uint8Array()] = [...encodeAnnouncements({ origin: 0, asPath: [] }, [1], list, options)]
  const view = decoder.decode(message, 0, message.length, RULES)
  const { words } = view.announced4
  const { key } = view
  assert.equal(decoder.decode(message, 0, message.length, RULES), view)
  assert.equal(view.announced4.words, words)
  assert.equal(view.key, key)
})

const wordsOf = ({ words, stride, count }: PrefixList): number[] =>
  Array.from(words)
    .slice(0, stride * count)
    .map((word) => word >>> 0)

/** Attributes without what says nothing, and with neighbouring sequences as one: the same path. */
function normal(attributes: PathAttributes): Record<string, unknown> {
  const joined: Segment[] = []
  for (const { type, numbers } of attributes.asPath) {
    const last = joined.at(-1)
    if (last?.type === SEGMENT.SEQUENCE && type === SEGMENT.SEQUENCE) {
      joined[joined.length - 1] = { type, numbers: [...last.numbers, ...numbers] }
    } else joined.push({ type, numbers })
  }
  const said = Object.entries({ ...attributes, asPath: joined }).filter(
    ([name, value]) =>
      value !== undefined && value !== false && (name === 'asPath' || !(Array.isArray(value) && value.length === 0)),
  )
  return Object.fromEntries(said)
}

function checkSummary({ summary }: UpdateView, { origin, med, localPref, asPath, communities }: PathAttributes): void {
  assert.equal(summary.origin, origin)
  assert.equal(summary.hasMed, med !== undefined)
  assert.equal(summary.med, med ?? 0)
  assert.equal(summary.localPref, localPref ?? 100)
  const length = asPath.reduce((sum, { type, numbers }) => sum + (type === SEGMENT.SET ? 1 : numbers.length), 0)
  assert.equal(summary.asPathLength, length)
  assert.equal(summary.firstAs, asPath[0]?.type === SEGMENT.SEQUENCE ? asPath[0].numbers[0] : 0)
  assert.equal(summary.gracefulShutdown, (communities ?? []).includes(0xffff0000))
}

/** Plain objects, so that they can be compared with ours. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>

const word = fc.nat(0xffffffff)
const as = fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.integer({ min: 1, max: 0xffffffff }))
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined })
const octets = (count: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: count, maxLength: count }).map((value) => new Uint8Array(value))

const segments: fc.Arbitrary<Segment[]> = fc.array(
  record({
    type: fc.constantFrom<number>(SEGMENT.SEQUENCE, SEGMENT.SEQUENCE, SEGMENT.SET),
    numbers: fc.array(as, { minLength: 1, maxLength: 12 }),
  }),
  { maxLength: 4 },
)

const attributes: fc.Arbitrary<PathAttributes> = record({
  origin: fc.constantFrom<0 | 1 | 2>(0, 1, 2),
  asPath: segments,
  med: maybe(word),
  localPref: maybe(word),
  atomicAggregate: maybe(fc.boolean()),
  aggregator: maybe(record({ as, address: word })),
  communities: maybe(fc.array(fc.oneof(word, fc.constant(0xffff0000)), { maxLength: 80 })),
  originatorId: maybe(word),
  clusterList: maybe(fc.array(word, { maxLength: 3 })),
  extendedCommunities: maybe(fc.array(octets(8), { maxLength: 3 })),
  ipv6ExtendedCommunities: maybe(fc.array(octets(20), { maxLength: 2 })),
  largeCommunities: maybe(fc.array(fc.tuple(word, word, word), { maxLength: 30 })),
  others: maybe(
    fc.array(record({ flags: fc.constant(0xc0), code: fc.constant(99), value: octets(5) }), { maxLength: 1 }),
  ),
})

const prefixes = (family: Family): fc.Arbitrary<Prefix[]> =>
  fc.array(
    fc
      .tuple(fc.array(word, { minLength: 4, maxLength: 4 }), fc.nat(family === 4 ? 32 : 128))
      .map(([words, length]) => prefixOf({ family, words: family === 4 ? words.slice(0, 1) : words }, length)),
    { minLength: 1, maxLength: 40 },
  )
const prefixLists = fc.oneof(prefixes(4), prefixes(6))
