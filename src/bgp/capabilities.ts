// The capabilities of an OPEN and the optional parameters that carry them: RFC 5492, RFC 4760 8, RFC 4724 3, RFC 6793 3,
// and the long parameters of RFC 9072.
//
//   | length | { 2 | length | { code | length | value } ... } ...
//   RFC 9072: | 255 | 255 | length (2) | parameters with lengths of two octets ...

import { Writer } from '../base/bytes.ts'
import type { Reader } from '../base/bytes.ts'
import type { Family } from '../base/ip.ts'
import { CAPABILITY, OPEN_ERROR, PARAMETER, SAFI, afiOf, familyOf } from './iana.ts'

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

const CODES_MAX = 64

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

/** From the length of the optional parameters on: the capabilities, or the subcode of what is wrong. Throws Malformed. */
export function decodeParameters(reader: Reader): Capabilities | number {
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

function encodeCapabilities(capabilities: Capabilities): Uint8Array {
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
  return list.finish()
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

/** The length of the optional parameters and one parameter with all capabilities; the form of RFC 9072 when it must be. */
export function encodeParameters(writer: Writer, from: Capabilities): void {
  const capabilities = encodeCapabilities(from)
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
