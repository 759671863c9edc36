// Kept attributes as text for people and for the API: the AS path as GetRouteServerRoutingDatabase lists it, communities as
// RFC 1997, 4360 and 8092 write them.

import { toHex } from '../base/bytes.ts'
import { formatIpv4, formatIpv6 } from '../base/ip.ts'
import { decodeAttributes } from './attributes.ts'
import { SEGMENT } from './iana.ts'
import type { Segment } from './as-path.ts'

export interface AttributeDescription {
  readonly origin: 'igp' | 'egp' | 'incomplete'
  /** One item for each AS in order of the path; a set is one item in braces: `{64512,64513}`. */
  readonly asPath: readonly string[]
  readonly med: number | undefined
  readonly localPref: number | undefined
  readonly atomicAggregate: boolean
  readonly aggregator: { readonly as: number; readonly address: string } | undefined
  /** `65001:100` */
  readonly communities: readonly string[]
  /** `rt:65001:100`, `ro:192.0.2.1:5`, or hexadecimal when the type has no text. */
  readonly extendedCommunities: readonly string[]
  /** `rt:2001:db8::1:100` */
  readonly ipv6ExtendedCommunities: readonly string[]
  /** `65001:1:2` */
  readonly largeCommunities: readonly string[]
  readonly originatorId: string | undefined
  readonly clusterList: readonly string[]
  /** Attributes that are passed on without being understood; the value is hexadecimal. */
  readonly unknown: readonly { readonly code: number; readonly flags: number; readonly value: string }[]
}

const ORIGINS = ['igp', 'egp', 'incomplete'] as const

/** Describes octets `start` to `end` of `key` as the UPDATE decoder keeps them. */
export function describeAttributes(key: Uint8Array, start = 0, end = key.length): AttributeDescription {
  const from = decodeAttributes(key, start, end)
  const { aggregator, originatorId } = from
  return {
    origin: ORIGINS[from.origin],
    asPath: from.asPath.flatMap(describeSegment),
    med: from.med,
    localPref: from.localPref,
    atomicAggregate: from.atomicAggregate === true,
    aggregator: aggregator && { as: aggregator.as, address: formatIpv4(aggregator.address) },
    communities: (from.communities ?? []).map((word) => `${word >>> 16}:${word & 0xffff}`),
    extendedCommunities: (from.extendedCommunities ?? []).map(describeExtended),
    ipv6ExtendedCommunities: (from.ipv6ExtendedCommunities ?? []).map(describeIpv6Extended),
    largeCommunities: (from.largeCommunities ?? []).map((parts) => parts.join(':')),
    originatorId: originatorId === undefined ? undefined : formatIpv4(originatorId),
    clusterList: (from.clusterList ?? []).map(formatIpv4),
    unknown: (from.others ?? []).map(({ code, flags, value }) => ({ code, flags, value: toHex(value) })),
  }
}

const describeSegment = ({ type, numbers }: Segment): string[] =>
  type === SEGMENT.SET ? [`{${numbers.join(',')}}`] : numbers.map(String)

const SUBTYPES: Readonly<Record<number, string>> = { 2: 'rt', 3: 'ro' }

/** RFC 4360 3: two-octet AS, IPv4 address, and (RFC 5668) four-octet AS specific; transitive or not. */
function describeExtended(octets: Uint8Array): string {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  const name = SUBTYPES[view.getUint8(1)]
  if (name === undefined) return `0x${toHex(octets)}`
  switch (view.getUint8(0) & 0xbf) {
    case 0:
      return `${name}:${view.getUint16(2)}:${view.getUint32(4)}`
    case 1:
      return `${name}:${formatIpv4(view.getUint32(2))}:${view.getUint16(6)}`
    case 2:
      return `${name}:${view.getUint32(2)}:${view.getUint16(6)}`
    default:
      return `0x${toHex(octets)}`
  }
}

/** RFC 5701 2 */
function describeIpv6Extended(octets: Uint8Array): string {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  const name = SUBTYPES[view.getUint8(1)]
  if ((view.getUint8(0) & 0xbf) !== 0 || name === undefined) return `0x${toHex(octets)}`
  return `${name}:${formatIpv6([2, 6, 10, 14].map((at) => view.getUint32(at)))}:${view.getUint16(18)}`
}
