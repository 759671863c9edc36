import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Writer, fromHex } from '../base/bytes.ts'
import { AsPathScan, mergeAs4Path, splitSegments, writeSegments } from './as-path.ts'
import type { Segment } from './as-path.ts'

const sequence = (...numbers: number[]): Segment => ({ type: 2, numbers })
const set = (...numbers: number[]): Segment => ({ type: 1, numbers })

test('a path is scanned for its length, first AS, sets and our own AS', () => {
  const scan = new AsPathScan()
  const octets = writeSegments(new Writer(), [sequence(7, 8), set(9, 10), sequence(11)], 4).finish()
  assert.ok(scan.read(octets, 0, octets.length, 4, 10))
  assert.deepEqual([scan.length, scan.firstAs, scan.hasSet, scan.looped], [4, 7, true, true])
  assert.ok(scan.read(octets, 0, 10, 4, 10))
  assert.deepEqual([scan.length, scan.firstAs, scan.hasSet, scan.looped], [2, 7, false, false])
})

test('a path that begins with a set has no first AS', () => {
  const scan = new AsPathScan()
  assert.ok(scan.read(fromHex('0101 0007 0201 0008'), 0, 8, 2, 1))
  assert.deepEqual([scan.length, scan.firstAs], [2, 0])
})

test('a sequence over 255 numbers is written as several', () => {
  const parts = splitSegments([sequence(...Array.from({ length: 600 }, (_, i) => i + 1)), set(1)])
  assert.deepEqual(
    parts.map(({ numbers }) => numbers.length),
    [255, 255, 90, 1],
  )
  assert.deepEqual(splitSegments([sequence()]), [], 'an empty one is not written')
})

test('AS4_PATH replaces the tail of AS_PATH, and neighbouring sequences become one', () => {
  assert.deepEqual(mergeAs4Path([sequence(1, 2, 23456)], [sequence(70000)]), [sequence(1, 2, 70000)])
  assert.deepEqual(mergeAs4Path([sequence(1), set(2, 3), sequence(23456)], [sequence(70000)]), [
    sequence(1),
    set(2, 3),
    sequence(70000),
  ])
  assert.deepEqual(mergeAs4Path([sequence(1)], [sequence(70000, 70001)]), [sequence(1)])
})
