// OPEN: RFC 4271 4.2 and 6.2, identifiers of RFC 6286, four-octet AS of RFC 6793; its capabilities are in capabilities.ts.
// Decoding says what was sent; judging compares it with what is configured; negotiating says what both sides have.
//
//   | version | my AS (2) | hold time (2) | identifier (4) | optional parameters ...

import { Malformed, Reader, Writer } from '../base/bytes.ts'
import type { Family } from '../base/ip.ts'
import { decodeParameters, encodeParameters } from './capabilities.ts'
import type { Capabilities, GracefulRestart } from './capabilities.ts'
import { AS_TRANS, CAPABILITY, ERROR, MESSAGE, OPEN_ERROR, SAFI, afiOf } from './iana.ts'
import { HEADER_LENGTH, encodeMessage, notification } from './message.ts'
import type { Decoded, Notification } from './message.ts'

export interface Open {
  readonly version: number
  /** The AS of the header, which is AS_TRANS where the real one needs four octets. */
  readonly headerAs: number
  readonly holdTime: number
  readonly identifier: number
  readonly capabilities: Capabilities
}

/** What we offer and expect. */
export interface OpenSettings {
  readonly localAs: number
  readonly peerAs: number
  /** Ours, not 0. */
  readonly identifier: number
  /** Seconds that we offer: 0, or 3 and more. */
  readonly holdTime: number
  readonly families: readonly Family[]
}

/** What both sides have agreed to. */
export interface Negotiated {
  readonly peerAs: number
  readonly peerIdentifier: number
  /** Whether the peer is in our AS. */
  readonly internal: boolean
  /** Seconds; 0 switches hold and keepalive timers off. */
  readonly holdTime: number
  readonly families: readonly Family[]
  readonly fourOctetAs: boolean
  readonly routeRefresh: boolean
  readonly enhancedRefresh: boolean
  readonly extendedMessages: boolean
  readonly gracefulRestart: GracefulRestart | undefined
}

/** The AS that an OPEN names: RFC 6793 4.1. */
export const asOf = (open: Open): number => open.capabilities.fourOctetAs ?? open.headerAs

/** Octets `start` to `end` are a whole OPEN whose length the framer has judged. */
export function decodeOpen(bytes: Uint8Array, start: number, end: number): Decoded<Open> {
  const reader = new Reader(bytes, start + HEADER_LENGTH, end)
  const version = reader.u8()
  // RFC 4271 6.2: the data is the version that we support. Judged first, since the rest may mean something else.
  if (version !== 4) return refused(OPEN_ERROR.VERSION, Uint8Array.of(0, 4))
  const headerAs = reader.u16()
  const holdTime = reader.u16()
  const identifier = reader.u32()
  try {
    const capabilities = decodeParameters(reader)
    return typeof capabilities === 'number'
      ? refused(capabilities)
      : { ok: true, value: { version, headerAs, holdTime, identifier, capabilities } }
  } catch (error) {
    if (error instanceof Malformed) return refused(OPEN_ERROR.UNSPECIFIC)
    throw error
  }
}

const refused = (subcode: number, data?: Uint8Array): { readonly ok: false; readonly notification: Notification } => ({
  ok: false,
  notification: notification(ERROR.OPEN, subcode, data),
})

/** An OPEN with all that it says; the long form of RFC 9072 is used when it must be. */
export function encodeOpen(open: Open): Uint8Array {
  return encodeMessage(MESSAGE.OPEN, (writer) => {
    writer.u8(open.version).u16(open.headerAs).u16(open.holdTime).u32(open.identifier)
    encodeParameters(writer, open.capabilities)
  })
}

/** The OPEN that we send: graceful restart without time or families says only that we send End-of-RIB (RFC 4724 4). */
export const openOf = (settings: OpenSettings): Open => ({
  version: 4,
  headerAs: settings.localAs > 0xffff ? AS_TRANS : settings.localAs,
  holdTime: settings.holdTime,
  identifier: settings.identifier,
  capabilities: {
    families: settings.families,
    fourOctetAs: settings.localAs,
    routeRefresh: true,
    enhancedRefresh: true,
    extendedMessages: true,
    gracefulRestart: { restarted: false, restartTime: 0, families: [] },
    codes: [],
  },
})

/** What is wrong with a decoded OPEN for us, else undefined: RFC 4271 6.2, RFC 6286 2.2, RFC 7607 2, RFC 5492 5. */
export function judgeOpen(open: Open, settings: OpenSettings): Notification | undefined {
  const as = asOf(open)
  if (as === 0 || as !== settings.peerAs) return notification(ERROR.OPEN, OPEN_ERROR.PEER_AS)
  if (open.identifier === 0) return notification(ERROR.OPEN, OPEN_ERROR.IDENTIFIER)
  if (as === settings.localAs && open.identifier === settings.identifier) {
    return notification(ERROR.OPEN, OPEN_ERROR.IDENTIFIER)
  }
  if (open.holdTime === 1 || open.holdTime === 2) return notification(ERROR.OPEN, OPEN_ERROR.HOLD_TIME)
  if (commonFamilies(open, settings).length === 0) {
    return notification(ERROR.OPEN, OPEN_ERROR.CAPABILITY, encodeFamilies(settings.families))
  }
  return undefined
}

/** RFC 5492 5: the data of 2/7 lists the capabilities that we miss. */
function encodeFamilies(families: readonly Family[]): Uint8Array {
  const writer = new Writer(16)
  for (const family of families) writer.u8(CAPABILITY.MULTIPROTOCOL).u8(4).u16(afiOf(family)).u8(0).u8(SAFI.UNICAST)
  return writer.finish()
}

/** RFC 4760 8: without any multiprotocol capability a peer speaks IPv4 unicast. */
const commonFamilies = (open: Open, settings: OpenSettings): Family[] => {
  const theirs = open.capabilities.families ?? [4]
  return settings.families.filter((family) => theirs.includes(family))
}

/** What holds after both OPENs; the peer's must have been judged. */
export const negotiate = (open: Open, settings: OpenSettings): Negotiated => ({
  peerAs: asOf(open),
  peerIdentifier: open.identifier,
  internal: asOf(open) === settings.localAs,
  holdTime: Math.min(open.holdTime, settings.holdTime),
  families: commonFamilies(open, settings),
  fourOctetAs: open.capabilities.fourOctetAs !== undefined,
  routeRefresh: open.capabilities.routeRefresh,
  enhancedRefresh: open.capabilities.enhancedRefresh,
  extendedMessages: open.capabilities.extendedMessages,
  gracefulRestart: open.capabilities.gracefulRestart,
})
