// Path attributes as values: a table of codecs for writing UPDATE and for reading kept octets (update-view.ts, `key`) back.
// RFC 4271 5.1, RFC 1997, 4360, 4456, 5701, 8092. The hot path does not come here: it reads by update-attributes.ts.
// All AS numbers have four octets here; update-encode.ts makes the two-octet forms.

import { Malformed, Reader, Writer } from '../base/bytes.ts'
import { readSegments, splitSegments, writeSegments } from './as-path.ts'
import type { Segment } from './as-path.ts'
import { ATTRIBUTE, FLAG } from './iana.ts'
import type { OriginCode } from './update-view.ts'

export interface Aggregator {
  readonly as: number
  /** An IPv4 word. */
  readonly address: number
}

/** An attribute without a codec here, as it is on the wire. */
export interface RawAttribute {
  readonly flags: number
  readonly code: number
  readonly value: Uint8Array
}

/** The attributes of a route without its next hop and prefixes. A member that is undefined is not there. */
export interface PathAttributes {
  readonly origin: OriginCode
  readonly asPath: readonly Segment[]
  readonly med?: number | undefined
  readonly localPref?: number | undefined
  readonly atomicAggregate?: boolean | undefined
  readonly aggregator?: Aggregator | undefined
  /** 32-bit words. */
  readonly communities?: readonly number[] | undefined
  readonly originatorId?: number | undefined
  readonly clusterList?: readonly number[] | undefined
  /** Eight octets each. */
  readonly extendedCommunities?: readonly Uint8Array[] | undefined
  /** Twenty octets each. */
  readonly ipv6ExtendedCommunities?: readonly Uint8Array[] | undefined
  /** Global administrator and two local words. */
  readonly largeCommunities?: readonly (readonly [number, number, number])[] | undefined
  readonly others?: readonly RawAttribute[] | undefined
}

type Known = Exclude<keyof PathAttributes, 'others'>

/** How one member of {@link PathAttributes} is on the wire. `encode` is called only when the member is there. */
interface AttributeCodec<K extends Known> {
  readonly member: K
  readonly code: number
  readonly flags: number
  readonly decode: (reader: Reader) => PathAttributes[K]
  readonly encode: (writer: Writer, value: NonNullable<PathAttributes[K]>) => void
}

const WELL_KNOWN = FLAG.TRANSITIVE
const TRANSITIVE = FLAG.OPTIONAL | FLAG.TRANSITIVE

/** Items until the value ends. */
function all<T>(reader: Reader, read: (reader: Reader) => T): T[] {
  const items: T[] = []
  while (reader.left > 0) items.push(read(reader))
  return items
}

const codec = <K extends Known>(
  member: K,
  code: number,
  flags: number,
  decode: AttributeCodec<K>['decode'],
  encode: AttributeCodec<K>['encode'],
): AttributeCodec<K> => ({ member, code, flags, decode, encode })

const word = <K extends 'med' | 'localPref' | 'originatorId'>(
  member: K,
  code: number,
  flags: number,
): AttributeCodec<K> =>
  codec(
    member,
    code,
    flags,
    (reader) => reader.u32() as PathAttributes[K],
    (writer, value) => writer.u32(value),
  )

const words = <K extends 'communities' | 'clusterList'>(member: K, code: number, flags: number): AttributeCodec<K> =>
  codec(
    member,
    code,
    flags,
    (reader) => all(reader, (r) => r.u32()) as PathAttributes[K],
    (writer, value) => value.forEach((item) => writer.u32(item)),
  )

const octets = <K extends 'extendedCommunities' | 'ipv6ExtendedCommunities'>(
  member: K,
  code: number,
  size: number,
): AttributeCodec<K> =>
  codec(
    member,
    code,
    TRANSITIVE,
    (reader) => all(reader, (r) => r.take(size).slice()) as PathAttributes[K],
    (writer, value) => value.forEach((item) => writer.put(item)),
  )

function decodeOrigin(reader: Reader): OriginCode {
  const origin = reader.u8()
  if (origin > 2) throw new Malformed(`ORIGIN ${origin}`)
  return origin as OriginCode
}

const encodeLarge = (writer: Writer, value: readonly (readonly [number, number, number])[]): void =>
  value.forEach(([a, b, c]) => writer.u32(a).u32(b).u32(c))

/** In order of their codes, in which they are written: RFC 4271 5. */
const CODECS: readonly AttributeCodec<never>[] = [
  codec('origin', ATTRIBUTE.ORIGIN, WELL_KNOWN, decodeOrigin, (writer, value) => writer.u8(value)),
  codec(
    'asPath',
    ATTRIBUTE.AS_PATH,
    WELL_KNOWN,
    (reader) => readSegments(reader.bytes, reader.offset, reader.end, 4),
    (writer, value) => writeSegments(writer, splitSegments(value), 4),
  ),
  word('med', ATTRIBUTE.MULTI_EXIT_DISC, FLAG.OPTIONAL),
  word('localPref', ATTRIBUTE.LOCAL_PREF, WELL_KNOWN),
  codec(
    'atomicAggregate',
    ATTRIBUTE.ATOMIC_AGGREGATE,
    WELL_KNOWN,
    () => true,
    () => {},
  ),
  codec(
    'aggregator',
    ATTRIBUTE.AGGREGATOR,
    TRANSITIVE,
    (reader) => ({ as: reader.u32(), address: reader.u32() }),
    (writer, value) => writer.u32(value.as).u32(value.address),
  ),
  words('communities', ATTRIBUTE.COMMUNITIES, TRANSITIVE),
  word('originatorId', ATTRIBUTE.ORIGINATOR_ID, FLAG.OPTIONAL),
  words('clusterList', ATTRIBUTE.CLUSTER_LIST, FLAG.OPTIONAL),
  octets('extendedCommunities', ATTRIBUTE.EXTENDED_COMMUNITIES, 8),
  octets('ipv6ExtendedCommunities', ATTRIBUTE.IPV6_EXTENDED_COMMUNITIES, 20),
  codec(
    'largeCommunities',
    ATTRIBUTE.LARGE_COMMUNITIES,
    TRANSITIVE,
    (reader) => all(reader, (r): [number, number, number] => [r.u32(), r.u32(), r.u32()]),
    encodeLarge,
  ),
] as unknown as readonly AttributeCodec<never>[]

const BY_CODE: ReadonlyMap<number, AttributeCodec<never>> = new Map(CODECS.map((one) => [one.code, one]))

/** One attribute; the length takes two octets only when it must. */
export function writeAttribute(writer: Writer, flags: number, code: number, value: Uint8Array): void {
  if (value.length > 255)
    writer
      .u8(flags | FLAG.EXTENDED_LENGTH)
      .u8(code)
      .u16(value.length)
  else
    writer
      .u8(flags & ~FLAG.EXTENDED_LENGTH)
      .u8(code)
      .u8(value.length)
  writer.put(value)
}

const isThere = (value: unknown): boolean => value !== undefined && value !== false

/** The attributes in the order of their codes. */
export function rawAttributes(attributes: PathAttributes): RawAttribute[] {
  const raw: RawAttribute[] = [...(attributes.others ?? [])]
  for (const { member, code, flags, encode } of CODECS) {
    const value = attributes[member] as unknown
    if (!isThere(value) || (Array.isArray(value) && value.length === 0 && code !== ATTRIBUTE.AS_PATH)) continue
    const writer = new Writer(32)
    encode(writer, value as never)
    raw.push({ flags, code, value: writer.finish() })
  }
  return raw.sort((a, b) => a.code - b.code)
}

/** Attributes from octets as the decoder keeps them. What cannot be read is put with `others`; nothing is thrown. */
export function decodeAttributes(key: Uint8Array, start = 0, end = key.length): PathAttributes {
  const found: Record<string, unknown> = { origin: 0, asPath: [] }
  const others: RawAttribute[] = []
  for (const raw of frames(key, start, end)) {
    const known = BY_CODE.get(raw.code)
    const value = known === undefined ? undefined : readValue(known, raw.value)
    if (known === undefined || value === undefined) others.push(raw)
    else found[known.member] = value
  }
  if (others.length > 0) found['others'] = others.sort((a, b) => a.code - b.code)
  return found as unknown as PathAttributes
}

function readValue(known: AttributeCodec<never>, value: Uint8Array): unknown {
  try {
    return known.decode(new Reader(value))
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

/** The attributes one by one, up to the end or the first that does not fit. */
function* frames(bytes: Uint8Array, start: number, end: number): Generator<RawAttribute> {
  const reader = new Reader(bytes, start, end)
  while (reader.left >= 3) {
    const flags = reader.u8()
    const code = reader.u8()
    const isLong = (flags & FLAG.EXTENDED_LENGTH) !== 0
    if (isLong && reader.left < 2) return
    const length = isLong ? reader.u16() : reader.u8()
    if (length > reader.left) return
    yield { flags, code, value: reader.take(length).slice() }
  }
}
