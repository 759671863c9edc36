// MP_REACH_NLRI and MP_UNREACH_NLRI in an UPDATE: RFC 4760 3 and 4, next hops of RFC 2545 3. Their errors may hide prefixes,
// so they end the session (RFC 7606 5.3, 7.11, 7.12). Families that were not negotiated are ignored (RFC 4760 7).
//
//   reach:   | AFI (2) | SAFI | next hop length | next hop ... | reserved | prefixes ...
//   unreach: | AFI (2) | SAFI | prefixes ...

import { UPDATE_ERROR, familyOf } from './iana.ts'
import { readPrefixes4, readPrefixes6 } from './nlri.ts'
import { reset, u16, u32 } from './update-work.ts'
import type { UpdateRules, Work } from './update-work.ts'

const isNegotiated = (family: 4 | 6 | undefined, rules: UpdateRules): family is 4 | 6 =>
  family === 4 ? rules.ipv4 : family === 6 && rules.ipv6

/** False when the session must end. */
export function readMpReach(work: Work, rules: UpdateRules, at: number, end: number, flagsFit: boolean): boolean {
  const { bytes, from, view } = work
  if (!flagsFit) return reset(work, UPDATE_ERROR.OPTIONAL, from, end, 'flags of MP_REACH_NLRI')
  if (end - at < 5) return reset(work, UPDATE_ERROR.OPTIONAL, from, end, 'length of MP_REACH_NLRI')
  const family = familyOf(u16(bytes, at), bytes[at + 2] as number)
  const hopLength = bytes[at + 3] as number
  const prefixesAt = at + 5 + hopLength // RFC 4760 3: the reserved octet is not looked at
  if (prefixesAt > end) return reset(work, UPDATE_ERROR.OPTIONAL, from, end, 'next hop past the end of MP_REACH_NLRI')
  if (prefixesAt < end) work.mpPrefixes = true
  if (!isNegotiated(family, rules)) return true
  const read =
    family === 6
      ? readNextHop6(work, at + 4, hopLength) && readPrefixes6(bytes, prefixesAt, end, view.announced6)
      : readNextHop4(work, at + 4, hopLength) && readPrefixes4(bytes, prefixesAt, end, view.announced4)
  return read || reset(work, UPDATE_ERROR.OPTIONAL, from, end, 'malformed next hop or prefix in MP_REACH_NLRI')
}

/** IPv4 unicast prefixes may come in MP_REACH_NLRI too; the next hop is then an IPv4 address. */
function readNextHop4(work: Work, at: number, length: number): boolean {
  if (length !== 4) return false
  work.mpReach4 = true
  work.mpNextHop4 = u32(work.bytes, at)
  return true
}

/** RFC 2545 3: a global address, a global and a link-local one, or (as some send) a link-local one alone. */
function readNextHop6(work: Work, at: number, length: number): boolean {
  if (length !== 16 && length !== 32) return false
  const { bytes, view } = work
  const hop = view.nextHop6
  for (let i = 0; i < 4; i++) hop[i] = u32(bytes, at + i * 4)
  const [a = 0, b = 0, c = 0, d = 0] = hop
  const isUnspecified = (a | b | c | d) === 0
  if (a >>> 22 === 0xfe80 >>> 6) {
    view.nextHop6LinkLocal = true
    hop.fill(0)
  } else if (isUnspecified && length === 32) view.nextHop6LinkLocal = true
  else if (isUnspecified || a >>> 24 === 0xff) work.refused ||= 'unusable IPv6 next hop'
  return true
}

/** False when the session must end. */
export function readMpUnreach(work: Work, rules: UpdateRules, at: number, end: number, flagsFit: boolean): boolean {
  const { bytes, from, view } = work
  if (!flagsFit) return reset(work, UPDATE_ERROR.OPTIONAL, from, end, 'flags of MP_UNREACH_NLRI')
  if (end - at < 3) return reset(work, UPDATE_ERROR.OPTIONAL, from, end, 'length of MP_UNREACH_NLRI')
  const family = familyOf(u16(bytes, at), bytes[at + 2] as number)
  if (!isNegotiated(family, rules)) return true
  if (end - at === 3) work.mpUnreachEmpty = family
  const read =
    family === 6
      ? readPrefixes6(bytes, at + 3, end, view.withdrawn6)
      : readPrefixes4(bytes, at + 3, end, view.withdrawn4)
  return read || reset(work, UPDATE_ERROR.OPTIONAL, from, end, 'malformed prefix in MP_UNREACH_NLRI')
}
