// Encoding UPDATE: RFC 4271 4.3, RFC 4760 3 and 4, End-of-RIB of RFC 4724 2, two-octet forms of RFC 6793 4.2.2. As many
// prefixes as fit go into one message. Messages come one by one, so that a caller can send a full table in slices.

import { Writer } from '../base/bytes.ts'
import type { Family, Prefix } from '../base/ip.ts'
import { readSegments, splitSegments, toTwoOctets, writeSegments } from './as-path.ts'
import { rawAttributes, writeAttribute } from './attributes.ts'
import type { PathAttributes, RawAttribute } from './attributes.ts'
import { AFI, AS_TRANS, ATTRIBUTE, FLAG, MESSAGE, SAFI } from './iana.ts'
import { EXTENDED_LENGTH_MAX, HEADER_LENGTH, MESSAGE_LENGTH_MAX, encodeMessage } from './message.ts'
import { prefixOctets, writePrefix } from './nlri.ts'
import { assert } from '../base/assert.ts'

/** Prefixes as words: {@link PrefixWords} of a view, or {@link prefixListOf}. */
export interface PrefixList {
  readonly stride: 2 | 5
  readonly words: ArrayLike<number>
  readonly count: number
}

/** What of the session matters for writing. */
export interface EncodeOptions {
  readonly fourOctetAs: boolean
  readonly extendedMessages: boolean
}

/** Prefixes of one family as words. */
export const prefixListOf = (family: Family, prefixes: readonly Prefix[]): PrefixList => ({
  stride: family === 4 ? 2 : 5,
  words: prefixes.flatMap(({ words, length }) => [...words, length]),
  count: prefixes.length,
})

const maxOf = (options: EncodeOptions): number => (options.extendedMessages ? EXTENDED_LENGTH_MAX : MESSAGE_LENGTH_MAX)

/**
 * Announces `prefixes` with `attributes`. The next hop is one word for IPv4, four for IPv6, eight with a link-local address
 * after the global one. Attributes that leave no room for a prefix are our own mistake.
 */
export function encodeAnnouncements(
  attributes: PathAttributes,
  nextHop: readonly number[],
  prefixes: PrefixList,
  options: EncodeOptions,
): Generator<Uint8Array> {
  const raw = options.fourOctetAs ? rawAttributes(attributes) : rawAttributes(attributes).flatMap(forTwoOctets)
  return prefixes.stride === 2
    ? announce4(octetsOf([...raw, nextHop4(nextHop)]), prefixes, maxOf(options))
    : announce6(octetsOf(raw), nextHop, prefixes, maxOf(options))
}

const nextHop4 = ([word = 0]: readonly number[]): RawAttribute => ({
  flags: FLAG.TRANSITIVE,
  code: ATTRIBUTE.NEXT_HOP,
  value: new Writer(4).u32(word).finish(),
})

function octetsOf(raw: readonly RawAttribute[]): Uint8Array {
  const writer = new Writer(256)
  for (const { flags, code, value } of raw.toSorted((a, b) => a.code - b.code))
    writeAttribute(writer, flags, code, value)
  return writer.finish()
}

/** RFC 6793 4.2.2: AS_TRANS where two octets are too few, and then the AS4 attribute beside it. */
function forTwoOctets(raw: RawAttribute): RawAttribute[] {
  if (raw.code === ATTRIBUTE.AS_PATH) return pathForTwoOctets(raw)
  if (raw.code !== ATTRIBUTE.AGGREGATOR) return [raw]
  const as = ((raw.value[0] as number) << 8) | (raw.value[1] as number)
  if (as === 0) return [{ ...raw, value: raw.value.subarray(2) }]
  const value = Uint8Array.of(AS_TRANS >>> 8, AS_TRANS & 255, ...raw.value.subarray(4))
  return [
    { ...raw, value },
    { ...raw, code: ATTRIBUTE.AS4_AGGREGATOR },
  ]
}

function pathForTwoOctets(raw: RawAttribute): RawAttribute[] {
  const segments = readSegments(raw.value, 0, raw.value.length, 4)
  const short = { ...raw, value: writeSegments(new Writer(64), splitSegments(toTwoOctets(segments)), 2).finish() }
  const fits = segments.every(({ numbers }) => numbers.every((as) => as <= 0xffff))
  return fits
    ? [short]
    : [short, { flags: FLAG.OPTIONAL | FLAG.TRANSITIVE, code: ATTRIBUTE.AS4_PATH, value: raw.value }]
}

/** From prefix `from` on, how many fit into `room` octets. */
function countFitting(prefixes: PrefixList, from: number, room: number): number {
  let used = 0
  let i = from
  while (i < prefixes.count) {
    used += prefixOctets(prefixes.words[i * prefixes.stride + prefixes.stride - 1] as number)
    if (used > room) break
    i++
  }
  return i - from
}

/** Slices of the list that fit into `room` octets each. */
function* slices(prefixes: PrefixList, room: number): Generator<{ readonly from: number; readonly count: number }> {
  for (let from = 0; from < prefixes.count;) {
    const count = countFitting(prefixes, from, room)
    assert(count > 0, 'the attributes leave no room for a prefix')
    yield { from, count }
    from += count
  }
}

function writePrefixes(writer: Writer, { words, stride }: PrefixList, from: number, count: number): void {
  for (let i = from; i < from + count; i++) writePrefix(writer, words, i * stride, stride)
}

function* announce4(attributes: Uint8Array, prefixes: PrefixList, max: number): Generator<Uint8Array> {
  for (const { from, count } of slices(prefixes, max - HEADER_LENGTH - 4 - attributes.length)) {
    yield encodeMessage(MESSAGE.UPDATE, (writer) => {
      writer.u16(0).u16(attributes.length).put(attributes)
      writePrefixes(writer, prefixes, from, count)
    })
  }
}

/** RFC 7606 5.1: MP_REACH_NLRI goes first. */
function* announce6(
  attributes: Uint8Array,
  nextHop: readonly number[],
  prefixes: PrefixList,
  max: number,
): Generator<Uint8Array> {
  const head = 4 + 5 + nextHop.length * 4
  for (const { from, count } of slices(prefixes, max - HEADER_LENGTH - 4 - attributes.length - head)) {
    yield encodeMessage(MESSAGE.UPDATE, (writer) => {
      const at = writer.u16(0).u16(0).length
      const end = writeMp(writer, ATTRIBUTE.MP_REACH_NLRI, () => {
        writer.u8(nextHop.length * 4)
        for (const word of nextHop) writer.u32(word)
        writer.u8(0)
        writePrefixes(writer, prefixes, from, count)
      })
      writer.put(attributes).patchU16(at - 2, end - at + attributes.length)
    })
  }
}

/** A multiprotocol attribute of IPv6 unicast with a length of two octets; answers where it ends. */
function writeMp(writer: Writer, code: number, write: () => void): number {
  const at = writer
    .u8(FLAG.OPTIONAL | FLAG.EXTENDED_LENGTH)
    .u8(code)
    .u16(0).length
  writer.u16(AFI.IPV6).u8(SAFI.UNICAST)
  write()
  return writer.patchU16(at - 2, writer.length - at).length
}

/** Withdraws `prefixes`. */
export function* encodeWithdrawals(prefixes: PrefixList, options: EncodeOptions): Generator<Uint8Array> {
  const isIpv6 = prefixes.stride === 5
  for (const { from, count } of slices(prefixes, maxOf(options) - HEADER_LENGTH - 4 - (isIpv6 ? 7 : 0))) {
    yield encodeMessage(MESSAGE.UPDATE, (writer) => {
      const at = writer.u16(0).length
      if (isIpv6) {
        writer.u16(0)
        const end = writeMp(writer, ATTRIBUTE.MP_UNREACH_NLRI, () => writePrefixes(writer, prefixes, from, count))
        writer.patchU16(at, end - at - 2)
      } else {
        writePrefixes(writer, prefixes, from, count)
        writer.patchU16(at - 2, writer.length - at).u16(0)
      }
    })
  }
}

/** RFC 4724 2: an empty UPDATE for IPv4, an empty MP_UNREACH_NLRI for IPv6. */
export const encodeEndOfRib = (family: Family): Uint8Array =>
  encodeMessage(MESSAGE.UPDATE, (writer) => {
    if (family === 4) writer.u16(0).u16(0)
    else writer.u16(0).u16(6).u8(FLAG.OPTIONAL).u8(ATTRIBUTE.MP_UNREACH_NLRI).u8(3).u16(AFI.IPV6).u8(SAFI.UNICAST)
  })
