// Path attributes as people read them: the octets that the RIB keeps (well-formed, four-octet AS numbers), for the API,
// `vrs explain` and the logs.

import { readSegments } from '../bgp/as-path.ts'
import { ATTRIBUTE, FLAG, SEGMENT } from '../bgp/iana.ts'

export interface AttributesText {
  /** One item for each AS in path order, repeated when prepended; an AS_SET is one item in braces. */
  readonly asPath: readonly string[]
  /** RFC 1997, 4360 and 8092, in this order. */
  readonly communities: readonly string[]
}

/** Reads what is shown. */
export function attributesText(octets: Uint8Array): AttributesText {
  let asPath: readonly string[] = []
  const communities: string[] = []
  for (let at = 0; at + 2 < octets.length;) {
    const long = ((octets[at] as number) & FLAG.EXTENDED_LENGTH) !== 0
    const start = at + (long ? 4 : 3)
    const length = long ? u16(octets, at + 2) : (octets[at + 2] as number)
    const end = start + length
    const code = octets[at + 1]
    if (code === ATTRIBUTE.AS_PATH) asPath = asPathItems(octets, start, end)
    else if (code === ATTRIBUTE.COMMUNITIES) communities.push(...each(octets, start, end, 4, community))
    else if (code === ATTRIBUTE.EXTENDED_COMMUNITIES) communities.push(...each(octets, start, end, 8, extended))
    else if (code === ATTRIBUTE.LARGE_COMMUNITIES) communities.push(...each(octets, start, end, 12, large))
    at = end
  }
  return { asPath, communities }
}

function asPathItems(octets: Uint8Array, start: number, end: number): string[] {
  return readSegments(octets, start, end, 4).flatMap(({ type, numbers }) =>
    type === SEGMENT.SET ? [`{${numbers.join(',')}}`] : numbers.map(String),
  )
}

function each(
  octets: Uint8Array,
  start: number,
  end: number,
  size: number,
  text: (o: Uint8Array, at: number) => string,
) {
  const found: string[] = []
  for (let at = start; at + size <= end; at += size) found.push(text(octets, at))
  return found
}

const u16 = (o: Uint8Array, at: number): number => ((o[at] as number) << 8) | (o[at + 1] as number)
const u32 = (o: Uint8Array, at: number): number => u16(o, at) * 0x10000 + u16(o, at + 2)
const community = (o: Uint8Array, at: number): string => `${u16(o, at)}:${u16(o, at + 2)}`
const large = (o: Uint8Array, at: number): string => `${u32(o, at)}:${u32(o, at + 4)}:${u32(o, at + 8)}`

/** Route target and origin by name (RFC 4360 4, RFC 5668 2), others as type and value in hexadecimal. */
function extended(o: Uint8Array, at: number): string {
  const kind = { 2: 'rt', 3: 'ro' }[o[at + 1] as number]
  const type = (o[at] as number) & 0x3f
  if (kind !== undefined && type === 0) return `${kind}:${u16(o, at + 2)}:${u32(o, at + 4)}`
  if (kind !== undefined && type === 2) return `${kind}:${u32(o, at + 2)}:${u16(o, at + 6)}`
  return `0x${[...o.subarray(at, at + 8)].map((octet) => octet.toString(16).padStart(2, '0')).join('')}`
}
