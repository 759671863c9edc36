// OPEN: RFC 4271 4.2 and 6.2, capabilities of RFC 5492, identifiers of RFC 6286, four-octet AS of RFC 6793, long
// parameters of RFC 9072. Decoding says what was sent; judging compares it with what is configured; negotiating says
// what both sides have.
//
//   | version | my AS (2) | hold time (2) | identifier (4) | length | parameters ...
//   RFC 9072: ... | 255 | 255 | length (2) | parameters with lengths of two octets ...

import { Malformed, Reader, Writer } from '../base/bytes.ts'
import type { Family } from '../base/ip.ts'
import { AS_TRANS, CAPABILITY, ERROR, MESSAGE, OPEN_ERROR, PARAMETER, SAFI, afiOf, familyOf } from './iana.ts'
import { HEADER_LENGTH, encodeMessage, notification } from './message.ts'
import type { Decoded, Notification } from './message.ts'

/** One family in the graceful restart capability: RFC 4724 3. */
export interface RestartFamily {
  readonly afi: number
  readonly safi: number
  readonly forwardingKept: boolean
}

export interface GracefulRestart {
  /** The peer has restarted and its End-of-RIB need not be waited for. */
  readonly restarted: boolean
  /** Seconds. */
  readonly restartTime: number
  readonly families: readonly RestartFamily[]
}

/** What the capabilities of an OPEN say, as far as we know them. */
export interface Capabilities {
  /** Unicast families of multiprotocol capabilities. Undefined when there is no such capability: IPv4 alone. */
  readonly families: readonly Family[] | undefined
  readonly fourOctetAs: number | undefined
  readonly routeRefresh: boolean
  readonly enhancedRefresh: boolean
  readonly extendedMessages: boolean
  readonly gracefulRestart: GracefulRestart | undefined
  /** Codes of all capabilities in order of arrival, known or not; at most 64 are kept. For display. */
  readonly codes: readonly number[]
}

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

const CODES_MAX = 64

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

/** Capabilities being collected. */
interface Collected {
  families: Family[] | undefined
  fourOctetAs: number | undefined
  routeRefresh: boolean
  enhancedRefresh: boolean
  extendedMessages: boolean
  gracefulRestart: GracefulRestart | undefined
  codes: number[]
}

/** The capabilities, or the subcode of what is wrong with a parameter. */
function decodeParameters(reader: Reader): Capabilities | number {
  const collected: Collected = {
    families: undefined,
    fourOctetAs: undefined,
    routeRefresh: false,
    enhancedRefresh: false,
    extendedMessages: false,
    gracefulRestart: undefined,
    codes: [],
  }
  const length = reader.u8()
  const extended = length !== 0 && reader.left > 0 && reader.bytes[reader.offset] === PARAMETER.EXTENDED_LENGTH
  if (extended) reader.u8() // RFC 9072 2: the one-octet length before it is not looked at
  if ((extended ? reader.u16() : length) !== reader.left) return OPEN_ERROR.UNSPECIFIC
  while (reader.left > 0) {
    const type = reader.u8()
    const value = reader.sub(extended ? reader.u16() : reader.u8())
    if (type !== PARAMETER.CAPABILITIES) return OPEN_ERROR.OPTIONAL_PARAMETER
    while (value.left > 0) decodeCapability(value.u8(), value.sub(value.u8()), collected)
  }
  return collected
}

/** One capability. A known one of a wrong size counts as not sent. */
function decodeCapability(code: number, value: Reader, into: Collected): void {
  if (into.codes.length < CODES_MAX) into.codes.push(code)
  switch (code) {
    case CAPABILITY.MULTIPROTOCOL:
      if (value.left === 4) addFamily(value, into)
      break
    case CAPABILITY.FOUR_OCTET_AS:
      if (value.left === 4) into.fourOctetAs = value.u32()
      break
    case CAPABILITY.ROUTE_REFRESH:
      if (value.left === 0) into.routeRefresh = true
      break
    case CAPABILITY.ENHANCED_REFRESH:
      if (value.left === 0) into.enhancedRefresh = true
      break
    case CAPABILITY.EXTENDED_MESSAGE:
      if (value.left === 0) into.extendedMessages = true
      break
    case CAPABILITY.GRACEFUL_RESTART:
      if (value.left >= 2 && value.left % 4 === 2) into.gracefulRestart = decodeGracefulRestart(value)
      break
    default: // unknown: nothing to do (RFC 5492 3)
  }
}

function addFamily(value: Reader, into: Collected): void {
  const afi = value.u16()
  value.u8() // reserved
  const family = familyOf(afi, value.u8())
  into.families ??= []
  if (family !== undefined && !into.families.includes(family)) into.families.push(family)
}

function decodeGracefulRestart(value: Reader): GracefulRestart {
  const head = value.u16()
  const families: RestartFamily[] = []
  while (value.left > 0)
    families.push({ afi: value.u16(), safi: value.u8(), forwardingKept: (value.u8() & 0x80) !== 0 })
  return { restarted: (head & 0x8000) !== 0, restartTime: head & 0x0fff, families }
}

/** An OPEN with all that it says; the long form of RFC 9072 is used when it must be. */
export function encodeOpen(open: Open): Uint8Array {
  const { capabilities } = open
  const list = new Writer(64)
  const add = (code: number, write: (writer: Writer) => void): void => {
    const at = list.u8(code).u8(0).length
    write(list)
    list.patchU8(at - 1, list.length - at)
  }
  for (const family of capabilities.families ?? []) {
    add(CAPABILITY.MULTIPROTOCOL, (writer) => writer.u16(afiOf(family)).u8(0).u8(SAFI.UNICAST))
  }
  if (capabilities.routeRefresh) add(CAPABILITY.ROUTE_REFRESH, () => {})
  if (capabilities.extendedMessages) add(CAPABILITY.EXTENDED_MESSAGE, () => {})
  const restart = capabilities.gracefulRestart
  if (restart !== undefined) add(CAPABILITY.GRACEFUL_RESTART, (writer) => encodeGracefulRestart(writer, restart))
  const as = capabilities.fourOctetAs
  if (as !== undefined) add(CAPABILITY.FOUR_OCTET_AS, (writer) => writer.u32(as))
  if (capabilities.enhancedRefresh) add(CAPABILITY.ENHANCED_REFRESH, () => {})
  return encodeMessage(MESSAGE.OPEN, (writer) => {
    writer.u8(open.version).u16(open.headerAs).u16(open.holdTime).u32(open.identifier)
    encodeParameters(writer, list.finish())
  })
}

function encodeGracefulRestart(writer: Writer, restart: GracefulRestart): void {
  writer.u16((restart.restarted ? 0x8000 : 0) | restart.restartTime)
  for (const { afi, safi, forwardingKept } of restart.families) {
    writer
      .u16(afi)
      .u8(safi)
      .u8(forwardingKept ? 0x80 : 0)
  }
}

function encodeParameters(writer: Writer, capabilities: Uint8Array): void {
  if (capabilities.length === 0) writer.u8(0)
  else if (capabilities.length <= 253) {
    writer
      .u8(capabilities.length + 2)
      .u8(PARAMETER.CAPABILITIES)
      .u8(capabilities.length)
      .put(capabilities)
  } else {
    writer
      .u8(255)
      .u8(PARAMETER.EXTENDED_LENGTH)
      .u16(capabilities.length + 3)
    writer.u8(PARAMETER.CAPABILITIES).u16(capabilities.length).put(capabilities)
  }
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
