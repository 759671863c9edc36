// The common header of BGP messages and the three short ones: KEEPALIVE, NOTIFICATION and ROUTE-REFRESH.
// RFC 4271 4.1, 4.4, 4.5; RFC 2918 3 and RFC 7313 3.2; shutdown text of RFC 9003. OPEN is in open.ts, UPDATE in update.ts.
//
//   0               16      18     19
//   | marker (ones) | length | type | body ...

import { Reader, Writer } from '../base/bytes.ts'
import type { Family } from '../base/ip.ts'
import { CEASE, ERROR, MESSAGE, REFRESH, REFRESH_ERROR, SAFI, afiOf, familyOf } from './iana.ts'
import type { MessageType } from './iana.ts'

export const HEADER_LENGTH = 19
/** RFC 4271 4.1. */
export const MESSAGE_LENGTH_MAX = 4096
/** RFC 8654 2, once both sides have sent the capability. */
export const EXTENDED_LENGTH_MAX = 65535
/** RFC 9003 2: octets of a shutdown text. */
export const SHUTDOWN_TEXT_MAX = 255

/** What a NOTIFICATION says: RFC 4271 4.5. */
export interface Notification {
  readonly code: number
  readonly subcode: number
  readonly data: Uint8Array
}

/** The result of decoding what a peer sent: a value, or the NOTIFICATION that it earns. */
export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly notification: Notification }

const NO_DATA = new Uint8Array(0)

/** A NOTIFICATION; without data unless some is given. */
export const notification = (code: number, subcode = 0, data: Uint8Array = NO_DATA): Notification => ({
  code,
  subcode,
  data,
})

/** A whole message of `type` whose body `write` adds. */
export function encodeMessage(type: MessageType, write: (writer: Writer) => void, capacity = 64): Uint8Array {
  const writer = new Writer(capacity)
  for (let i = 0; i < 4; i++) writer.u32(0xffffffff)
  writer.u16(0).u8(type)
  write(writer)
  return writer.patchU16(16, writer.length).finish()
}

/** RFC 4271 4.4. */
export const encodeKeepalive = (): Uint8Array => encodeMessage(MESSAGE.KEEPALIVE, () => {}, HEADER_LENGTH)

/** RFC 4271 4.5. Data that would not fit is cut. */
export const encodeNotification = (value: Notification): Uint8Array =>
  encodeMessage(MESSAGE.NOTIFICATION, (writer) =>
    writer
      .u8(value.code)
      .u8(value.subcode)
      .put(value.data.subarray(0, MESSAGE_LENGTH_MAX - HEADER_LENGTH - 2)),
  )

/** Octets `start` to `end` are a whole NOTIFICATION whose length the framer has judged. The data is copied. */
export function decodeNotification(bytes: Uint8Array, start: number, end: number): Notification {
  const reader = new Reader(bytes, start + HEADER_LENGTH, end)
  return { code: reader.u8(), subcode: reader.u8(), data: reader.take(reader.left).slice() }
}

/** Cease with the text that RFC 9003 allows for subcodes 2 and 4; the text is cut at a whole character to fit. */
export function cease(subcode: number, text = ''): Notification {
  if (text === '' || (subcode !== CEASE.SHUTDOWN && subcode !== CEASE.RESET)) return notification(ERROR.CEASE, subcode)
  const octets = cutUtf8(new TextEncoder().encode(text), SHUTDOWN_TEXT_MAX)
  return notification(ERROR.CEASE, subcode, new Writer(256).u8(octets.length).put(octets).finish())
}

/** The octets up to `max`, without a character cut in two. */
function cutUtf8(octets: Uint8Array, max: number): Uint8Array {
  if (octets.length <= max) return octets
  let end = max
  while (end > 0 && ((octets[end] as number) & 0xc0) === 0x80) end--
  return octets.subarray(0, end)
}

/**
 * The text of a Cease with subcode 2 or 4 (RFC 9003 2), safe to show: bad UTF-8 and control characters are replaced.
 * The length octet is not trusted. Empty when there is none.
 */
export function shutdownText(value: Notification): string {
  if (value.code !== ERROR.CEASE || (value.subcode !== CEASE.SHUTDOWN && value.subcode !== CEASE.RESET)) return ''
  const length = Math.min(value.data[0] ?? 0, value.data.length - 1)
  if (length <= 0) return ''
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(value.data.subarray(1, 1 + length))
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]/g, '\ufffd')
}

/** RFC 2918 3, RFC 7313 3.2. */
export interface RouteRefresh {
  /** 0 a request, 1 the begin and 2 the end of a refresh; others are to be ignored. */
  readonly subtype: number
  /** Undefined when the AFI and SAFI are none of ours. */
  readonly family: Family | undefined
}

/** Asks for all routes of a family again, or marks the begin or end of sending ours again. */
export const encodeRouteRefresh = (family: Family, subtype: number = REFRESH.REQUEST): Uint8Array =>
  encodeMessage(MESSAGE.ROUTE_REFRESH, (writer) => writer.u16(afiOf(family)).u8(subtype).u8(SAFI.UNICAST), 23)

/** A wrong size earns 7/1 with the whole message (RFC 7313 5). */
export function decodeRouteRefresh(bytes: Uint8Array, start: number, end: number): Decoded<RouteRefresh> {
  if (end - start !== HEADER_LENGTH + 4) {
    return { ok: false, notification: notification(ERROR.ROUTE_REFRESH, REFRESH_ERROR.LENGTH, bytes.slice(start, end)) }
  }
  const reader = new Reader(bytes, start + HEADER_LENGTH, end)
  const afi = reader.u16()
  const subtype = reader.u8()
  return { ok: true, value: { subtype, family: familyOf(afi, reader.u8()) } }
}
