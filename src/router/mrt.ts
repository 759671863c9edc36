// MRT files: RFC 6396, type TABLE_DUMP_V2, with the path identifiers of RFC 8050 skipped. Other types are passed over.
//
//   record: | timestamp (4) | type (2) | subtype (2) | length (4) | body ...
//   PEER_INDEX_TABLE: | collector (4) | name length (2) | name | peers (2) | type (1), identifier (4), address, AS ...
//   RIB_IPVx_UNICAST: | sequence (4) | length (1) | prefix | entries (2) | peer (2), time (4), length (2), attributes ...

import { Malformed, Reader, Writer } from '../base/bytes.ts'
import { bitsOf, maskWords } from '../base/ip.ts'
import type { Address, Family, Prefix } from '../base/ip.ts'
import { ATTRIBUTE, FLAG } from '../bgp/iana.ts'

const TABLE_DUMP_V2 = 13
const PEER_INDEX_TABLE = 1
/** Subtypes of unicast routes: their family, and whether each entry has a path identifier (RFC 8050 4). */
const RIB_SUBTYPES: Readonly<Record<number, { readonly family: Family; readonly addPath: boolean }>> = {
  2: { family: 4, addPath: false },
  4: { family: 6, addPath: false },
  8: { family: 4, addPath: true },
  10: { family: 6, addPath: true },
}

export interface MrtPeer {
  readonly identifier: number
  readonly address: Address
  readonly asn: number
}

export interface MrtEntry {
  /** Index into the table of peers. */
  readonly peer: number
  /** Seconds since the epoch. */
  readonly originatedAt: number
  /** Path attributes as on the wire, AS numbers of four octets; MP_REACH_NLRI holds a next hop alone. */
  readonly attributes: Uint8Array
}

export type MrtRecord =
  | { readonly type: 'peers'; readonly peers: readonly MrtPeer[] }
  | { readonly type: 'rib'; readonly prefix: Prefix; readonly entries: readonly MrtEntry[] }

/** The records of a file in order. Throws {@link Malformed} where the file is cut or makes no sense. */
export function* readMrt(bytes: Uint8Array): Generator<MrtRecord> {
  const file = new Reader(bytes)
  while (file.left > 0) {
    file.u32()
    const type = file.u16()
    const subtype = file.u16()
    const body = file.sub(file.u32())
    if (type !== TABLE_DUMP_V2) continue
    const rib = RIB_SUBTYPES[subtype]
    if (subtype === PEER_INDEX_TABLE) yield readPeers(body)
    else if (rib !== undefined) yield readRib(body, rib.family, rib.addPath)
  }
}

/** RFC 6396 4.3.1: bit 0 of a peer's type says IPv6, bit 1 an AS of four octets. */
function readPeers(body: Reader): MrtRecord {
  body.u32()
  body.take(body.u16())
  const peers = Array.from({ length: body.u16() }, () => {
    const type = body.u8()
    const identifier = body.u32()
    const address = readAddress(body, (type & 1) === 0 ? 4 : 6)
    return { identifier, address, asn: (type & 2) === 0 ? body.u16() : body.u32() }
  })
  return { type: 'peers', peers }
}

const readAddress = (reader: Reader, family: Family): Address => ({
  family,
  words: Array.from({ length: family === 4 ? 1 : 4 }, () => reader.u32()),
})

function readRib(body: Reader, family: Family, addPath: boolean): MrtRecord {
  body.u32()
  const length = body.u8()
  if (length > bitsOf(family)) throw new Malformed(`prefix of ${length} bits`)
  const octets = new Uint8Array(family === 4 ? 4 : 16)
  octets.set(body.take(Math.ceil(length / 8)))
  const words = maskWords(readAddress(new Reader(octets), family).words, length)
  const entries = Array.from({ length: body.u16() }, () => {
    const peer = body.u16()
    const originatedAt = body.u32()
    if (addPath) body.u32()
    return { peer, originatedAt, attributes: body.take(body.u16()) }
  })
  return { type: 'rib', prefix: { family, words, length }, entries }
}

function encodeRecord(at: number, subtype: number, write: (writer: Writer) => void): Uint8Array {
  const body = new Writer()
  write(body)
  const bytes = body.finish()
  return new Writer(12 + bytes.length).u32(at).u16(TABLE_DUMP_V2).u16(subtype).u32(bytes.length).put(bytes).finish()
}

/** The record that must come first. `at` is in seconds. */
export function encodePeers(at: number, collector: number, name: string, peers: readonly MrtPeer[]): Uint8Array {
  return encodeRecord(at, PEER_INDEX_TABLE, (writer) => {
    const text = new TextEncoder().encode(name)
    writer.u32(collector).u16(text.length).put(text).u16(peers.length)
    for (const { identifier, address, asn } of peers) {
      writer.u8(address.family === 4 ? 2 : 3).u32(identifier)
      for (const word of address.words) writer.u32(word)
      writer.u32(asn)
    }
  })
}

/** All paths of one prefix. */
export function encodeRib(at: number, sequence: number, prefix: Prefix, entries: readonly MrtEntry[]): Uint8Array {
  return encodeRecord(at, prefix.family === 4 ? 2 : 4, (writer) => {
    const octets = new Writer(16)
    for (const word of prefix.words) octets.u32(word)
    writer.u32(sequence).u8(prefix.length)
    writer.put(octets.finish().subarray(0, Math.ceil(prefix.length / 8))).u16(entries.length)
    for (const { peer, originatedAt, attributes } of entries) {
      writer.u16(peer).u32(originatedAt).u16(attributes.length).put(attributes)
    }
  })
}

/** Kept attributes with their next hop, as an entry has them: RFC 6396 4.3.4 shortens MP_REACH_NLRI to the next hop. */
export function withNextHop(attributes: Uint8Array, nextHop: Address): Uint8Array {
  const writer = new Writer(attributes.length + 20).put(attributes)
  if (nextHop.family === 4) writer.u8(FLAG.TRANSITIVE).u8(ATTRIBUTE.NEXT_HOP).u8(4)
  else writer.u8(FLAG.OPTIONAL).u8(ATTRIBUTE.MP_REACH_NLRI).u8(17).u8(16)
  for (const word of nextHop.words) writer.u32(word)
  return writer.finish()
}
