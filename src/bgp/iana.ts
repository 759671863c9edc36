// Numbers of BGP-4 as IANA registers them ("Border Gateway Protocol (BGP) Parameters", "Capability Codes").
// Only those that this project reads or writes; every other number is handled as unknown.

/** Message types: RFC 4271 4.1, RFC 2918. */
export const MESSAGE = { OPEN: 1, UPDATE: 2, NOTIFICATION: 3, KEEPALIVE: 4, ROUTE_REFRESH: 5 } as const
export type MessageType = (typeof MESSAGE)[keyof typeof MESSAGE]

/** Error codes of NOTIFICATION: RFC 4271 4.5, RFC 7313 5, RFC 9687. */
export const ERROR = {
  MESSAGE_HEADER: 1,
  OPEN: 2,
  UPDATE: 3,
  HOLD_TIMER: 4,
  FSM: 5,
  CEASE: 6,
  ROUTE_REFRESH: 7,
  SEND_HOLD_TIMER: 8,
} as const

/** Subcodes of a message header error: RFC 4271 6.1. */
export const HEADER_ERROR = { NOT_SYNCHRONIZED: 1, BAD_LENGTH: 2, BAD_TYPE: 3 } as const

/** Subcodes of an OPEN error: RFC 4271 6.2, RFC 5492 5. */
export const OPEN_ERROR = {
  UNSPECIFIC: 0,
  VERSION: 1,
  PEER_AS: 2,
  IDENTIFIER: 3,
  OPTIONAL_PARAMETER: 4,
  HOLD_TIME: 6,
  CAPABILITY: 7,
} as const

/** Subcodes of an UPDATE error: RFC 4271 6.3. */
export const UPDATE_ERROR = {
  ATTRIBUTE_LIST: 1,
  UNKNOWN_WELL_KNOWN: 2,
  MISSING_WELL_KNOWN: 3,
  FLAGS: 4,
  LENGTH: 5,
  ORIGIN: 6,
  NEXT_HOP: 8,
  OPTIONAL: 9,
  NETWORK: 10,
  AS_PATH: 11,
} as const

/** Subcodes of an FSM error: RFC 6608. */
export const FSM_ERROR = { IN_OPEN_SENT: 1, IN_OPEN_CONFIRM: 2, IN_ESTABLISHED: 3 } as const

/** Subcodes of Cease: RFC 4486, RFC 8538, RFC 9384. */
export const CEASE = {
  PREFIX_LIMIT: 1,
  SHUTDOWN: 2,
  DECONFIGURED: 3,
  RESET: 4,
  REJECTED: 5,
  CONFIGURATION: 6,
  COLLISION: 7,
  RESOURCES: 8,
  HARD_RESET: 9,
  BFD_DOWN: 10,
} as const
export type CeaseSubcode = (typeof CEASE)[keyof typeof CEASE]

/** Subcode of a ROUTE-REFRESH error: RFC 7313 5. */
export const REFRESH_ERROR = { LENGTH: 1 } as const

/** Message subtypes of ROUTE-REFRESH: RFC 7313 3.2. */
export const REFRESH = { REQUEST: 0, BEGIN: 1, END: 2 } as const

/** Path attributes: RFC 4271 5.1 and the RFC named beside each. */
export const ATTRIBUTE = {
  ORIGIN: 1,
  AS_PATH: 2,
  NEXT_HOP: 3,
  MULTI_EXIT_DISC: 4,
  LOCAL_PREF: 5,
  ATOMIC_AGGREGATE: 6,
  AGGREGATOR: 7,
  COMMUNITIES: 8, // RFC 1997
  ORIGINATOR_ID: 9, // RFC 4456
  CLUSTER_LIST: 10, // RFC 4456
  MP_REACH_NLRI: 14, // RFC 4760
  MP_UNREACH_NLRI: 15, // RFC 4760
  EXTENDED_COMMUNITIES: 16, // RFC 4360
  AS4_PATH: 17, // RFC 6793
  AS4_AGGREGATOR: 18, // RFC 6793
  PMSI_TUNNEL: 22, // RFC 6514
  TUNNEL_ENCAPSULATION: 23, // RFC 9012
  TRAFFIC_ENGINEERING: 24, // RFC 5543
  IPV6_EXTENDED_COMMUNITIES: 25, // RFC 5701
  AIGP: 26, // RFC 7311
  PE_DISTINGUISHER: 27, // RFC 6514
  BGP_LS: 29, // RFC 9552
  LARGE_COMMUNITIES: 32, // RFC 8092
  BGPSEC_PATH: 33, // RFC 8205
  OTC: 35, // RFC 9234
  BFD_DISCRIMINATOR: 38, // RFC 9026
  PREFIX_SID: 40, // RFC 8669
  ATTR_SET: 128, // RFC 6368
} as const

/** The octet of attribute flags: RFC 4271 4.3. */
export const FLAG = { OPTIONAL: 0x80, TRANSITIVE: 0x40, PARTIAL: 0x20, EXTENDED_LENGTH: 0x10 } as const

/** Segments of AS_PATH: RFC 4271 4.3, RFC 5065 3. */
export const SEGMENT = { SET: 1, SEQUENCE: 2, CONFED_SEQUENCE: 3, CONFED_SET: 4 } as const

/** Capabilities: RFC 5492 and the RFC named beside each. */
export const CAPABILITY = {
  MULTIPROTOCOL: 1, // RFC 4760
  ROUTE_REFRESH: 2, // RFC 2918
  EXTENDED_MESSAGE: 6, // RFC 8654
  GRACEFUL_RESTART: 64, // RFC 4724
  FOUR_OCTET_AS: 65, // RFC 6793
  ENHANCED_REFRESH: 70, // RFC 7313
} as const

/** Optional parameters of OPEN: RFC 5492 4, RFC 9072 2. */
export const PARAMETER = { CAPABILITIES: 2, EXTENDED_LENGTH: 255 } as const

export const AFI = { IPV4: 1, IPV6: 2 } as const
export const SAFI = { UNICAST: 1 } as const

/** Stands for a four-octet AS where only two octets fit: RFC 6793 9. */
export const AS_TRANS = 23456

/** GRACEFUL_SHUTDOWN, 65535:0: RFC 8326. */
export const GRACEFUL_SHUTDOWN = 0xffff0000

/** The AFI of a family of addresses. */
export const afiOf = (family: 4 | 6): 1 | 2 => (family === 4 ? AFI.IPV4 : AFI.IPV6)

/** The family that an AFI and SAFI name, when it is one of ours. */
export const familyOf = (afi: number, safi: number): 4 | 6 | undefined =>
  safi !== SAFI.UNICAST ? undefined : afi === AFI.IPV4 ? 4 : afi === AFI.IPV6 ? 6 : undefined
