// The columns below the tables: rows, hash index, order, arena, patterns. Each against the obvious structure.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatPrefix, parsePrefix } from '../base/ip.ts'
import { Prng } from '../base/prng.ts'
import { Arena } from './arena.ts'
import { Hasher } from './hash.ts'
import { matches, rangeOf, skipTo, isLike } from './prefix-pattern.ts'
import { Prefixes } from './prefixes.ts'
import { ROW_MASK, Rows } from './rows.ts'
import { Slots } from './slots.ts'
import { prefixOf } from './views.testing.ts'

test('rows keep what they hold across growth, and free ones are used again', () => {
  const rows = new Rows(3)
  const taken = Array.from({ length: ROW_MASK * 2 }, () => rows.take())
  for (const row of taken) rows.set(row, 1, row * 7)
  assert.ok(taken.every((row) => rows.get(row, 1) === row * 7))
  assert.equal(new Set(taken).size, taken.length)
  for (const row of taken.slice(10)) rows.release(row)
  const again = Array.from({ length: 50 }, () => rows.take())
  assert.ok(again.every((row) => row < rows.high && row > 10))
  assert.equal(rows.used, 60)
})

for (const [name, hashOf] of [
  ['a good hash', (row: number) => new Hasher(3).prefix4(row * 977, 32)],
  ['equal high bits', (row: number) => Math.imul(row, 0x9e3779b1) >>> 12],
  ['equal low bits', (row: number) => row << 16],
  ['one single value', () => 0x12345678],
] as const) {
  test(`the index finds exactly what is in it: ${name}`, () => {
    const count = name === 'one single value' ? 300 : 20_000
    const slots = new Slots()
    const find = (row: number): boolean => {
      const hash = hashOf(row)
      const segment = slots.segment(hash)
      const mask = segment.length - 4
      for (let i = (hash << 1) & mask; segment[i] !== 0; i = (i + 2) & mask) {
        if (segment[i] === row && ((segment[i + 1] as number) | 0) === hash) return true
      }
      return false
    }
    const prng = new Prng(5)
    const inside = new Set<number>()
    for (let i = 0; i < count * 2; i++) {
      const row = 1 + prng.below(count)
      if (inside.delete(row)) slots.remove(hashOf(row), row)
      else {
        slots.insert(hashOf(row), row)
        inside.add(row)
      }
    }
    for (let row = 1; row <= count; row++) assert.equal(find(row), inside.has(row), String(row))
  })
}

test('order: any prefixes come back sorted from any position, whatever was added and removed', () => {
  const some4 = fc.tuple(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 0, max: 32 }))
  const near4 = fc.tuple(fc.integer({ min: 0x0a000000, max: 0x0a0003ff }), fc.integer({ min: 22, max: 32 }))
  const list = fc.array(fc.oneof(some4, near4), { maxLength: 600 })
  fc.assert(
    fc.property(list, fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 50 }), (pairs, drop, limit) => {
      const texts = new Set(pairs.map(([word, length]) => formatPrefix(prefixOf(`${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}/${length}`)))) // prettier-ignore
      const prefixes = new Prefixes(4, new Hasher(1))
      const rows = [...texts].map((text) => [text, addTo(prefixes, text)] as const)
      const kept = rows.filter((_, i) => i % 4 >= drop).map(([text]) => text)
      for (const [i, [, row]] of rows.entries()) if (i % 4 < drop) prefixes.remove(row)
      assert.deepEqual(readAll(prefixes, limit), kept.sort(byPosition))
    }),
    { numRuns: 150 },
  )
})

test('order: prefixes may come, go and wait for their places in any order', () => {
  const step = fc.tuple(fc.nat(3), fc.nat(400))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const prefixes = new Prefixes(4, new Hasher(1))
      const there = new Map<string, number>()
      for (const [what, n] of steps) {
        const text = `10.0.${n >>> 2}.0/${24 + (n & 3)}`
        const row = there.get(text)
        if (what === 3) prefixes.arrange(n % 7)
        else if (row === undefined) there.set(text, addTo(prefixes, text))
        else if (there.delete(text)) prefixes.remove(row)
      }
      assert.deepEqual(readAll(prefixes, 7), [...there.keys()].sort(byPosition))
    }),
    { numRuns: 300 },
  )
})

test('prefixes that come and go without a pause take few more rows than there are, and none in the end', () => {
  const prefixes = new Prefixes(4, new Hasher(1))
  const random = new Prng(4)
  const there: { text: string; row: number }[] = []
  for (let n = 0; n < 60_000; n++) {
    const text = `10.${n >>> 16}.${(n >>> 8) & 255}.${n & 255}/32`
    there.push({ text, row: addTo(prefixes, text) })
    if (there.length <= 1000) continue
    const [gone] = there.splice(random.below(there.length), 1)
    prefixes.remove(gone?.row ?? 0)
  }
  assert.ok(prefixes.rows.used < 6000, `${prefixes.rows.used} rows for 1000 prefixes`)
  const texts = there.map(({ text }) => text).sort(byPosition)
  assert.deepEqual(readAll(prefixes, 50), texts)
  while (prefixes.arrange(100));
  assert.equal(prefixes.rows.used, 1000)
  assert.deepEqual(readAll(prefixes, 50), texts)
  for (const { row } of there) prefixes.remove(row)
  assert.equal(prefixes.rows.used, 0)
  assert.ok(prefixes.bytes < 2000)
})

test('order: prefixes are put in their places a few at a time', () => {
  const prefixes = new Prefixes(4, new Hasher(1))
  for (let n = 0; n < 256; n++) addTo(prefixes, `10.0.${n}.0/24`)
  let steps = 1
  while (prefixes.arrange(10)) steps++
  assert.equal(steps, 26)
})

test('order: IPv6 prefixes that share a hundred bits', () => {
  const prefixes = new Prefixes(6, new Hasher(1))
  const texts = Array.from({ length: 2000 }, (_, i) =>
    formatPrefix(prefixOf(`2001:db8::${(i * 13).toString(16)}/${128 - (i % 2)}`)),
  )
  for (const text of new Set(texts)) addTo(prefixes, text)
  assert.deepEqual(readAll(prefixes, 100), [...new Set(texts)].sort(byPosition))
})

test('the arena gives back what was put in, and gives memory back when half of it is garbage', () => {
  const locations = new Map<number, { at: number; bytes: Uint8Array }>()
  const arena = new Arena({
    locationOf: (owner) => locations.get(owner)?.at ?? 0xffffffff,
    moved: (owner, at) => void Object.assign(locations.get(owner) ?? {}, { at }),
  })
  const prng = new Prng(9)
  const put = (owner: number): void => {
    const bytes = Uint8Array.from({ length: prng.below(400) }, () => prng.below(256))
    locations.set(owner, { at: arena.add(owner, bytes, 0, bytes.length), bytes })
  }
  for (let owner = 0; owner < 5000; owner++) put(owner)
  const full = arena.bytes
  for (let owner = 0; owner < 5000; owner++) {
    if (owner % 10 === 0) continue
    const { at, bytes } = locations.get(owner) as { at: number; bytes: Uint8Array }
    locations.delete(owner)
    arena.remove(at, bytes.length)
  }
  while (arena.compact() > 0);
  for (const { at, bytes } of locations.values()) {
    assert.deepEqual(arena.read(at, bytes.length), bytes)
    assert.ok(arena.equals(at, bytes, 0, bytes.length))
  }
  assert.ok(arena.bytes < full * 0.6, `${arena.bytes} of ${full}`)
  for (const { at, bytes } of locations.values()) arena.remove(at, bytes.length)
  assert.ok(arena.bytes <= 1024)
})

test('hashes depend on the seed, on every octet and on the length', () => {
  const [one, other] = [new Hasher(1), new Hasher(2)]
  assert.notEqual(one.prefix4(1, 32), other.prefix4(1, 32))
  assert.notEqual(one.prefix4(0, 8), one.prefix4(0, 9))
  assert.notEqual(one.prefix6(1, 2, 3, 4, 128), one.prefix6(1, 2, 3, 5, 128))
  assert.notEqual(one.prefix6(1, 2, 0, 0, 64), one.prefix6(1, 3, 0, 0, 64))
  assert.notEqual(one.prefix6(1, 2, 0, 0, 64), one.prefix6(1, 2, 0, 0, 128))
  const bytes = Uint8Array.from({ length: 37 }, (_, i) => i)
  const hash = one.bytes(bytes, 0, 37)
  for (let i = 0; i < 37; i++)
    assert.notEqual(
      one.bytes(
        bytes.map((b, k) => (k === i ? b ^ 1 : b)),
        0,
        37,
      ),
      hash,
    )
  assert.notEqual(one.bytes(bytes, 0, 36), one.bytes(bytes, 0, 37))
  assert.notEqual(one.bytes(new Uint8Array(4), 0, 3), one.bytes(new Uint8Array(4), 0, 4))
  const spread = new Set(Array.from({ length: 4096 }, (_, i) => one.prefix4(i << 8, 24) >>> 20))
  assert.ok(spread.size > 2400, String(spread.size)) // 63 % of 4,096 for a random function
})

test('patterns: * and ? as in EC2, anything else is itself', () => {
  for (const [pattern, text, is] of [
    ['10.0.*', '10.0.1.0/24', true],
    ['10.?.0.0/16', '10.3.0.0/16', true],
    ['10.?.0.0/16', '10.33.0.0/16', false],
    ['*/24', '1.2.3.0/24', true],
    ['*', '', true],
    ['?', '', false],
    ['[a]*', 'a', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-b-b-d', false],
  ] as const) {
    assert.equal(isLike(pattern, text), is, `${pattern} ${text}`)
  }
})

test('patterns: the range holds everything that matches', () => {
  const texts = [
    '10.0.0.0/8',
    '10.0.1.0/24',
    '10.1.0.0/16',
    '101.0.0.0/8',
    '2001:db8::/32',
    '2001:db8:1::/48',
    '2001:db80::/28',
    '::/0',
    '0.0.0.0/0',
  ]
  for (const pattern of [
    '10.0.*',
    '10*',
    '10.0.1.0/24',
    '*',
    '2001:db8:*',
    '2001:db8::/32',
    '2001:db8::*',
    '::*',
    '0*',
    '10.0.1.?/24',
    'x',
    '300.*',
    '10.0.0.0/8*',
  ]) {
    for (const text of texts) {
      const expected = pattern.includes('*') || pattern.includes('?') ? isLike(pattern, text) : pattern === text
      assert.equal(matches([rangeOf(pattern)], prefixOf(text)), expected, `${pattern} ${text}`)
    }
  }
})

test('patterns: a walk skips to the next range and ends behind the last', () => {
  const ranges = ['10.0.*', '2001:db8:*'].map(rangeOf)
  const at = (text: string) => skipTo(ranges, { prefix: prefixOf(text), inclusive: true })?.prefix
  assert.equal(formatPrefix(at('0.0.0.0/0') ?? prefixOf('::/0')), '10.0.0.0/0')
  assert.equal(formatPrefix(at('10.0.3.0/24') ?? prefixOf('::/0')), '10.0.3.0/24')
  assert.equal(formatPrefix(at('10.1.0.0/16') ?? prefixOf('::/0')), '2001:db8::/0')
  assert.equal(at('2002::/16'), undefined)
})

// ---

function addTo(prefixes: Prefixes, text: string): number {
  const { words, length } = prefixOf(text)
  const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = words.map((word) => word | 0)
  return prefixes.add(prefixes.hash(w0, w1, w2, w3, length), w0, w1, w2, w3, length, 1, 0)
}

/** Everything in order, in portions. */
function readAll(prefixes: Prefixes, limit: number): string[] {
  const texts: string[] = []
  let from = { words: [0, 0, 0, 0] as readonly number[], length: 0 }
  for (let inclusive = true; ; inclusive = false) {
    const rows: number[] = []
    const last = prefixes.collect(rows, from, inclusive, limit, Infinity)
    texts.push(...rows.map((row) => formatPrefix(prefixes.prefix(row))))
    if (last === 0) return texts
    from = prefixes.prefix(last)
  }
}

const byPosition = (a: string, b: string): number => {
  const [x, y] = [parsePrefix(a), parsePrefix(b)]
  const words = (x?.words ?? []).map((word, i) => word - (y?.words[i] ?? 0)).find((d) => d !== 0)
  return words ?? (x?.length ?? 0) - (y?.length ?? 0)
}
