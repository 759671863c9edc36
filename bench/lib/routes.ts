// A made-up full table, the same for every receiver: prefixes in the mix of lengths of the real Internet, attribute sets
// shared by a few prefixes each, about 5.5 prefixes in an UPDATE. Repeats itself from its seed.

import { Writer } from '../../src/base/bytes.ts'
import { maskOf } from '../../src/base/ip.ts'
import { Prng } from '../../src/base/prng.ts'
import { encodeMessage } from '../../src/bgp/message.ts'

export interface TableOptions {
  readonly routes4: number
  readonly routes6?: number
  /** AS of the announcing device: first in every path. */
  readonly asn: number
  /** Its address, the next hop of every route. */
  readonly nextHop4: number
  readonly nextHop6?: readonly number[]
  readonly attributeSets?: number
  readonly seed?: number
  /** Prepended to every path, so that one table is worse than another. */
  readonly prepend?: number
}

/** Length to its share in per mille, from public table statistics. */
const LENGTHS4: readonly (readonly [number, number])[] = [
  [24, 600],
  [23, 100],
  [22, 120],
  [21, 50],
  [20, 45],
  [19, 30],
  [18, 15],
  [17, 10],
  [16, 30],
]
const UPDATE = 2

function lengthOf(random: Prng): number {
  let left = random.below(1000)
  for (const [length, share] of LENGTHS4) {
    left -= share
    if (left < 0) return length
  }
  return 24
}

/** Distinct IPv4 prefixes as pairs of words, between 1.0.0.0 and 223.255.255.255 without 127/8 and 169.254/16. */
export function prefixes4(count: number, seed = 1): Uint32Array {
  const random = new Prng(seed)
  const seen = new Set<number>()
  const words = new Uint32Array(count * 2)
  for (let i = 0; i < count;) {
    const length = lengthOf(random)
    const address = (random.u32() & maskOf(length)) >>> 0
    const first = address >>> 24
    if (first === 0 || first === 127 || first > 223 || first === 10 || address >>> 16 === 0xa9fe) continue
    const key = address * 64 + length
    if (seen.has(key)) continue
    seen.add(key)
    words[i * 2] = address
    words[i * 2 + 1] = length
    i++
  }
  return words
}

function attributes(writer: Writer, options: TableOptions, set: number): void {
  const random = new Prng(set * 7919 + (options.seed ?? 1))
  writer
    .u8(0x40)
    .u8(1)
    .u8(1)
    .u8(random.below(10) === 0 ? 2 : 0)
  const hops = 2 + random.below(5) + (options.prepend ?? 0)
  writer
    .u8(0x40)
    .u8(2)
    .u8(2 + hops * 4)
    .u8(2)
    .u8(hops)
  for (let i = 0; i < hops; i++) writer.u32(i <= (options.prepend ?? 0) ? options.asn : 100_000 + random.below(300_000))
}

function rest(writer: Writer, options: TableOptions, set: number): void {
  const random = new Prng(set * 104_729 + (options.seed ?? 1))
  writer
    .u8(0x80)
    .u8(4)
    .u8(4)
    .u32(random.below(3) * 10)
  const communities = random.below(5)
  if (communities === 0) return
  writer
    .u8(0xc0)
    .u8(8)
    .u8(communities * 4)
  for (let i = 0; i < communities; i++) writer.u32(random.u32())
}

function nlri(writer: Writer, address: number, length: number): void {
  writer.u8(length)
  for (let octet = 0; octet * 8 < length; octet++) writer.u8((address >>> (24 - octet * 8)) & 255)
}

function update4(options: TableOptions, set: number, prefixes: Uint32Array, from: number, to: number): Uint8Array {
  return encodeMessage(UPDATE, (writer) => {
    writer.u16(0)
    const at = writer.length
    writer.u16(0)
    attributes(writer, options, set)
    writer.u8(0x40).u8(3).u8(4).u32(options.nextHop4)
    rest(writer, options, set)
    writer.patchU16(at, writer.length - at - 2)
    for (let i = from; i < to; i++) nlri(writer, prefixes[i * 2] as number, prefixes[i * 2 + 1] as number)
  })
}

function update6(options: TableOptions, set: number, from: number, to: number): Uint8Array {
  return encodeMessage(UPDATE, (writer) => {
    writer.u16(0)
    const at = writer.length
    writer.u16(0)
    attributes(writer, options, set)
    rest(writer, options, set)
    const inner = new Writer(256)
    inner.u16(2).u8(1).u8(16)
    for (const word of options.nextHop6 ?? [0x20010db8, 0, 0, 1]) inner.u32(word)
    inner.u8(0)
    for (let i = from; i < to; i++)
      inner
        .u8(48)
        .u16(0x2a00 + (i >>> 16))
        .u16(i & 0xffff)
        .u16((i * 40503) & 0xffff)
    writer.u8(0x90).u8(14).u16(inner.length).put(inner.finish())
    writer.patchU16(at, writer.length - at - 2)
  })
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** The whole table as UPDATE messages, one after the other. */
export function tableStream(options: TableOptions): { readonly bytes: Uint8Array; readonly messages: number } {
  const random = new Prng((options.seed ?? 1) + 99)
  const sets = options.attributeSets ?? Math.ceil(options.routes4 * 0.15)
  const prefixes = prefixes4(options.routes4)
  const parts: Uint8Array[] = []
  for (let i = 0; i < options.routes4;) {
    const to = Math.min(options.routes4, i + 1 + random.below(10))
    parts.push(update4(options, random.below(sets), prefixes, i, to))
    i = to
  }
  for (let i = 0; i < (options.routes6 ?? 0);) {
    const to = Math.min(options.routes6 ?? 0, i + 1 + random.below(10))
    parts.push(update6(options, random.below(sets), i, to))
    i = to
  }
  return { bytes: join(parts), messages: parts.length }
}

/** Withdrawals of all IPv4 prefixes, as many as fit in each UPDATE. */
export function withdrawStream(routes4: number): Uint8Array {
  const prefixes = prefixes4(routes4)
  const parts: Uint8Array[] = []
  const per = 800
  for (let from = 0; from < routes4; from += per) {
    parts.push(
      encodeMessage(UPDATE, (writer) => {
        const at = writer.length
        writer.u16(0)
        for (let i = from; i < Math.min(routes4, from + per); i++) {
          nlri(writer, prefixes[i * 2] as number, prefixes[i * 2 + 1] as number)
        }
        writer.patchU16(at, writer.length - at - 2)
        writer.u16(0)
      }),
    )
  }
  return join(parts)
}
