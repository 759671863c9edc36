// AS_PATH: RFC 4271 4.3 and 5.1.2; errors of RFC 7606 7.2, AS 0 of RFC 7607; the path of a peer with two-octet numbers made
// whole from AS4_PATH by RFC 6793 4.2.3. Everything that is kept has four-octet numbers.
//
//   segment: | type | count | AS numbers of 2 or 4 octets ...

import type { Writer } from '../base/bytes.ts'
import { AS_TRANS, SEGMENT } from './iana.ts'

/** Reads a path once and keeps what best path needs of it, without an object for each. */
export class AsPathScan {
  /** RFC 4271 9.1.2.2 a: each AS of a sequence counts, a set counts 1. */
  length = 0
  /** The first AS of a leading sequence, else 0. */
  firstAs = 0
  /** Whether `localAs` is in the path, also in a set. */
  looped = false
  /** Whether there is an AS_SET (RFC 9774). */
  hasSet = false

  /** Octets `at` to `end` with numbers of `width` octets; false when malformed (RFC 7606 7.2, RFC 7607 2). */
  read(bytes: Uint8Array, at: number, end: number, width: 2 | 4, localAs: number): boolean {
    this.length = 0
    this.firstAs = 0
    this.looped = false
    this.hasSet = false
    const start = at
    while (at < end) {
      if (end - at < 2) return false
      const type = bytes[at] as number
      const count = bytes[at + 1] as number
      const next = at + 2 + count * width
      if (count === 0 || next > end || (type !== SEGMENT.SEQUENCE && type !== SEGMENT.SET)) return false
      for (let i = at + 2; i < next; i += width) {
        const as = width === 4 ? as4(bytes, i) : as2(bytes, i)
        if (as === 0) return false
        if (as === localAs) this.looped = true
      }
      if (type === SEGMENT.SET) {
        this.hasSet = true
        this.length += 1
      } else {
        this.length += count
        if (at === start) this.firstAs = width === 4 ? as4(bytes, at + 2) : as2(bytes, at + 2)
      }
      at = next
    }
    return true
  }
}

const as4 = (b: Uint8Array, at: number): number =>
  (((b[at] as number) << 24) | ((b[at + 1] as number) << 16) | ((b[at + 2] as number) << 8) | (b[at + 3] as number)) >>>
  0
const as2 = (b: Uint8Array, at: number): number => ((b[at] as number) << 8) | (b[at + 1] as number)

/** A segment of a path. */
export interface Segment {
  readonly type: number
  readonly numbers: readonly number[]
}

/** The segments of a path that has been found well-formed. */
export function readSegments(bytes: Uint8Array, start: number, end: number, width: 2 | 4): Segment[] {
  const segments: Segment[] = []
  for (let at = start; at + 2 <= end;) {
    const count = bytes[at + 1] as number
    const numbers: number[] = []
    for (let i = 0; i < count; i++) {
      numbers.push(width === 4 ? as4(bytes, at + 2 + i * 4) : as2(bytes, at + 2 + i * 2))
    }
    segments.push({ type: bytes[at] as number, numbers })
    at += 2 + count * width
  }
  return segments
}

/**
 * The segments of an AS4_PATH without those of confederations, which must not be there (RFC 6793 3); undefined when it is
 * malformed (RFC 6793 6, RFC 7607 2).
 */
export function readAs4Path(bytes: Uint8Array, start: number, end: number): Segment[] | undefined {
  if (start === end) return undefined
  for (let at = start; at < end;) {
    const type = bytes[at] as number
    const count = bytes[at + 1] ?? 0
    const next = at + 2 + count * 4
    if (count === 0 || next > end || type < SEGMENT.SET || type > SEGMENT.CONFED_SET) return undefined
    at = next
  }
  const segments = readSegments(bytes, start, end, 4)
  if (segments.some(({ numbers }) => numbers.includes(0))) return undefined
  return segments.filter(({ type }) => type === SEGMENT.SET || type === SEGMENT.SEQUENCE)
}

/** Segments as octets; none may hold more than 255 numbers. */
export function writeSegments(writer: Writer, segments: readonly Segment[], width: 2 | 4): Writer {
  for (const { type, numbers } of segments) {
    writer.u8(type).u8(numbers.length)
    for (const as of numbers) {
      if (width === 4) writer.u32(as)
      else writer.u16(as)
    }
  }
  return writer
}

/** What is written of a segment holds at most 255 numbers; a longer sequence goes on in the next one. */
export function splitSegments(segments: readonly Segment[]): Segment[] {
  return segments.flatMap(({ type, numbers }) => {
    const parts: Segment[] = []
    for (let i = 0; i < numbers.length; i += 255) parts.push({ type, numbers: numbers.slice(i, i + 255) })
    return parts
  })
}

const lengthOf = (segments: readonly Segment[]): number =>
  segments.reduce((sum, { type, numbers }) => sum + (type === SEGMENT.SET ? 1 : numbers.length), 0)

/** RFC 6793 4.2.3: as many leading numbers of AS_PATH as AS4_PATH lacks, then AS4_PATH. A longer AS4_PATH is ignored. */
export function mergeAs4Path(path: readonly Segment[], as4Path: readonly Segment[]): readonly Segment[] {
  let lacking = lengthOf(path) - lengthOf(as4Path)
  if (lacking < 0) return path
  const leading: Segment[] = []
  for (const { type, numbers } of path) {
    if (lacking <= 0) break
    if (type === SEGMENT.SET) {
      leading.push({ type, numbers })
      lacking -= 1
    } else {
      leading.push({ type, numbers: numbers.slice(0, lacking) })
      lacking -= Math.min(lacking, numbers.length)
    }
  }
  return joinSequences([...leading, ...as4Path])
}

/** Neighbouring sequences as one, so that equal paths have equal octets. */
function joinSequences(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = []
  for (const segment of segments) {
    const last = joined.at(-1)
    if (last?.type === SEGMENT.SEQUENCE && segment.type === SEGMENT.SEQUENCE) {
      joined[joined.length - 1] = { type: last.type, numbers: [...last.numbers, ...segment.numbers] }
    } else joined.push(segment)
  }
  return joined
}

/** The same path for a peer with two-octet numbers. */
export const toTwoOctets = (segments: readonly Segment[]): Segment[] =>
  segments.map(({ type, numbers }) => ({ type, numbers: numbers.map((as) => (as > 0xffff ? AS_TRANS : as)) }))
