// Prefixes on the wire: a length in bits and as many octets as it needs (RFC 4271 4.3, RFC 4760 5). Read into words that
// are used again, because a full table has a million of them.

import type { Writer } from '../base/bytes.ts'
import type { PrefixWords } from './update-view.ts'

/** Masks by prefix length 0 to 32. */
const MASKS = Int32Array.from({ length: 33 }, (_, length) => (length === 0 ? 0 : -1 << (32 - length)))

/** Room for as many prefixes as `octets` can hold beside those that are there. */
function reserve(into: PrefixWords, octets: number): Uint32Array {
  const wanted = (into.count + octets) * into.stride
  if (into.words.length < wanted) {
    const grown = new Uint32Array(wanted)
    grown.set(into.words.subarray(0, into.count * into.stride))
    into.words = grown
  }
  return into.words
}

/** Adds the IPv4 prefixes of octets `start` to `end`; false when one is longer than 32 bits or cut. */
export function readPrefixes4(bytes: Uint8Array, start: number, end: number, into: PrefixWords): boolean {
  const words = reserve(into, end - start)
  const wholeUntil = bytes.length - 4
  let w = into.count * 2
  let at = start
  while (at < end) {
    const length = bytes[at++] as number
    if (length > 32) return false
    const next = at + ((length + 7) >>> 3)
    if (next > end) return false
    // Octets behind the prefix are masked away, so four may be read wherever there are four.
    const word = at <= wholeUntil ? wordAt(bytes, at) : wordAtEnd(bytes, at)
    words[w] = word & (MASKS[length] as number)
    words[w + 1] = length
    w += 2
    at = next
  }
  into.count = w >>> 1
  return true
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 24) |
  ((bytes[at + 1] as number) << 16) |
  ((bytes[at + 2] as number) << 8) |
  (bytes[at + 3] as number)

/** The mask of the word in which `left` bits of the prefix or more are left. */
const maskOf = (left: number): number => MASKS[left < 32 ? left : 32] as number

/** Four octets where the buffer may end before; missing ones are 0. */
const wordAtEnd = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)

/** Adds the IPv6 prefixes of octets `start` to `end`; false when one is longer than 128 bits or cut. */
export function readPrefixes6(bytes: Uint8Array, start: number, end: number, into: PrefixWords): boolean {
  const words = reserve(into, end - start)
  const wholeUntil = bytes.length - 4
  let w = into.count * 5
  let at = start
  while (at < end) {
    const length = bytes[at++] as number
    if (length > 128) return false
    const next = at + ((length + 7) >>> 3)
    if (next > end) return false
    for (let i = 0, left = length, from = at; i < 4; i++, left -= 32, from += 4) {
      if (left <= 0) words[w + i] = 0
      else words[w + i] = (from <= wholeUntil ? wordAt(bytes, from) : wordAtEnd(bytes, from)) & maskOf(left)
    }
    words[w + 4] = length
    w += 5
    at = next
  }
  into.count = w / 5
  return true
}

/** How many octets a prefix of `length` bits takes. */
export const prefixOctets = (length: number): number => 1 + ((length + 7) >>> 3)

/** Writes the prefix that begins at `words[at]`: `stride` 2 for IPv4, 5 for IPv6. */
export function writePrefix(writer: Writer, words: ArrayLike<number>, at: number, stride: 2 | 5): void {
  const length = words[at + stride - 1] as number
  writer.u8(length)
  for (let i = 0; i < (length + 7) >>> 3; i++) writer.u8((words[at + (i >>> 2)] as number) >>> (24 - (i & 3) * 8))
}
