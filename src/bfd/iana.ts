// Numbers of BFD: RFC 5880 section 4.1 and 8, RFC 5881 section 4, RFC 5883 section 5.

/** UDP port of single-hop control packets. */
export const PORT_SINGLE_HOP = 3784
/** UDP port of multihop control packets. */
export const PORT_MULTIHOP = 4784
/** First and last source port of single-hop control packets. */
export const SOURCE_PORTS = { first: 49152, last: 65535 } as const

/** States by their number on the wire. */
export const STATES = ['AdminDown', 'Down', 'Init', 'Up'] as const

/** The diagnostic codes that we give; a peer may send any number from 0 to 31. */
export const DIAGNOSTIC = {
  none: 0,
  detectionTimeExpired: 1,
  echoFailed: 2,
  neighborSignaledDown: 3,
  forwardingPlaneReset: 4,
  pathDown: 5,
  concatenatedPathDown: 6,
  administrativelyDown: 7,
  reverseConcatenatedPathDown: 8,
} as const

/** A diagnostic code, 0 to 31. */
export type Diagnostic = number

const NAMES = [
  'no diagnostic',
  'control detection time expired',
  'echo function failed',
  'neighbor signaled session down',
  'forwarding plane reset',
  'path down',
  'concatenated path down',
  'administratively down',
  'reverse concatenated path down',
]

/** The code in words, for logs. */
export const diagnosticName = (diagnostic: Diagnostic): string => NAMES[diagnostic] ?? `diagnostic ${diagnostic}`
