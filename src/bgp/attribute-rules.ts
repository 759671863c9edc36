// What the decoder must know of an attribute before it looks inside: the flags of its definition (RFC 4271 5, RFC 7606 3 c)
// and whether we want it at all. Lookup by code in typed arrays, because this runs for every attribute of a full table.

import { ATTRIBUTE, FLAG } from './iana.ts'

const WELL_KNOWN = FLAG.TRANSITIVE
const OPTIONAL_TRANSITIVE = FLAG.OPTIONAL | FLAG.TRANSITIVE
const OPTIONAL_NON_TRANSITIVE = FLAG.OPTIONAL

/** The optional and transitive bits of the attributes that the decoder reads. */
const DEFINED_FLAGS: Readonly<Record<number, number>> = {
  [ATTRIBUTE.ORIGIN]: WELL_KNOWN,
  [ATTRIBUTE.AS_PATH]: WELL_KNOWN,
  [ATTRIBUTE.NEXT_HOP]: WELL_KNOWN,
  [ATTRIBUTE.MULTI_EXIT_DISC]: OPTIONAL_NON_TRANSITIVE,
  [ATTRIBUTE.LOCAL_PREF]: WELL_KNOWN,
  [ATTRIBUTE.ATOMIC_AGGREGATE]: WELL_KNOWN,
  [ATTRIBUTE.AGGREGATOR]: OPTIONAL_TRANSITIVE,
  [ATTRIBUTE.COMMUNITIES]: OPTIONAL_TRANSITIVE,
  [ATTRIBUTE.ORIGINATOR_ID]: OPTIONAL_NON_TRANSITIVE,
  [ATTRIBUTE.CLUSTER_LIST]: OPTIONAL_NON_TRANSITIVE,
  [ATTRIBUTE.MP_REACH_NLRI]: OPTIONAL_NON_TRANSITIVE,
  [ATTRIBUTE.MP_UNREACH_NLRI]: OPTIONAL_NON_TRANSITIVE,
  [ATTRIBUTE.EXTENDED_COMMUNITIES]: OPTIONAL_TRANSITIVE,
  [ATTRIBUTE.AS4_PATH]: OPTIONAL_TRANSITIVE,
  [ATTRIBUTE.AS4_AGGREGATOR]: OPTIONAL_TRANSITIVE,
  [ATTRIBUTE.IPV6_EXTENDED_COMMUNITIES]: OPTIONAL_TRANSITIVE,
  [ATTRIBUTE.LARGE_COMMUNITIES]: OPTIONAL_TRANSITIVE,
}

/**
 * Attributes of other services and scopes. They mean nothing for unicast routes at the edge of a VPC, and their own RFCs
 * let an external neighbour discard them (RFC 7311 3, RFC 9552 8.2.2, RFC 8669 6), so nobody looks inside.
 */
const DISCARDED: readonly number[] = [
  ATTRIBUTE.PMSI_TUNNEL,
  ATTRIBUTE.TUNNEL_ENCAPSULATION,
  ATTRIBUTE.TRAFFIC_ENGINEERING,
  ATTRIBUTE.AIGP,
  ATTRIBUTE.PE_DISTINGUISHER,
  ATTRIBUTE.BGP_LS,
  ATTRIBUTE.BGPSEC_PATH,
  ATTRIBUTE.BFD_DISCRIMINATOR,
  ATTRIBUTE.PREFIX_SID,
  ATTRIBUTE.ATTR_SET,
]

/** In {@link FLAGS_OF}: an attribute that we do not know. */
export const UNKNOWN = 0xff
/** In {@link FLAGS_OF}: an attribute that is always discarded. */
export const UNWANTED = 0xfe
/** By attribute code: the flags it must have, or one of the two marks above. */
export const FLAGS_OF = Uint8Array.from({ length: 256 }, (_, code) =>
  DISCARDED.includes(code) ? UNWANTED : (DEFINED_FLAGS[code] ?? UNKNOWN),
)

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(ATTRIBUTE).map(([name, code]) => [code, name]))
/** The name of an attribute for logs. */
export const attributeName = (code: number): string => NAMES.get(code) ?? `attribute ${code}`
