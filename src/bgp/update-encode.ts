// Encoding UPDATE: RFC 4271 4.3, RFC 4760 3 and 4, End-of-RIB of RFC 4724 2. As many prefixes as fit go into one message.

import type { Family } from '../base/ip.ts'
import { AFI, ATTRIBUTE, FLAG, MESSAGE, SAFI } from './iana.ts'
import { encodeMessage } from './message.ts'

/** RFC 4724 2: an empty UPDATE for IPv4, an empty MP_UNREACH_NLRI for IPv6. */
export const encodeEndOfRib = (family: Family): Uint8Array =>
  encodeMessage(MESSAGE.UPDATE, (writer) => {
    if (family === 4) writer.u16(0).u16(0)
    else writer.u16(0).u16(6).u8(FLAG.OPTIONAL).u8(ATTRIBUTE.MP_UNREACH_NLRI).u8(3).u16(AFI.IPV6).u8(SAFI.UNICAST)
  })
