// Decoding UPDATE: RFC 4271 4.3 and 6.3, RFC 4760, RFC 6793, with the errors of RFC 7606. The result goes into one view
// that is used again (update-view.ts); nothing is allocated for a message without faults.
//
//   | header 19 | withdrawn length (2) | withdrawn ... | attributes length (2) | attributes ... | prefixes ...
//   attribute: | flags | code | length (1, or 2 with the extended length flag) | value ...

import { ATTRIBUTE, FLAG, UPDATE_ERROR } from './iana.ts'
import { HEADER_LENGTH } from './message.ts'
import { readPrefixes4 } from './nlri.ts'
import type { Negotiated } from './open.ts'
import { addFourOctetForms } from './update-as4.ts'
import { isUsableNextHop4, readAttribute } from './update-attributes.ts'
import type { UpdateView } from './update-view.ts'
import { begin, flush, malformed, newWork, reset, u16 } from './update-work.ts'
import type { UpdateRules, Work } from './update-work.ts'

/** Choices that are ours to make; both have the strict value by default. */
export interface UpdateChoices {
  readonly checksFirstAs?: boolean
  readonly acceptsAsSet?: boolean
}

/** The rules of a session that has been negotiated. */
export const rulesOf = (
  negotiated: Negotiated,
  ours: { readonly localAs: number; readonly identifier: number },
  choices: UpdateChoices = {},
): UpdateRules => ({
  localAs: ours.localAs,
  peerAs: negotiated.peerAs,
  identifier: ours.identifier,
  internal: negotiated.internal,
  fourOctetAs: negotiated.fourOctetAs,
  ipv4: negotiated.families.includes(4),
  ipv6: negotiated.families.includes(6),
  checksFirstAs: choices.checksFirstAs ?? true,
  acceptsAsSet: choices.acceptsAsSet ?? false,
})

/** Decodes one message after the other into the same view. One serves all sessions of a thread. */
export class UpdateDecoder {
  readonly #work = newWork()

  /** Octets `start` to `end` are a whole UPDATE whose length the framer has judged. The view holds until the next call. */
  decode(bytes: Uint8Array, start: number, end: number, rules: UpdateRules): UpdateView {
    const work = this.#work
    begin(work, bytes)
    if (!readBody(work, start + HEADER_LENGTH, end, rules)) clear(work.view)
    return work.view
  }
}

/** Nothing of a message that ends the session is to be used. */
function clear(view: UpdateView): void {
  view.withdrawn4.count = 0
  view.announced4.count = 0
  view.withdrawn6.count = 0
  view.announced6.count = 0
  view.keyEnd = 0
}

/** False when the session must end. */
function readBody(work: Work, at: number, end: number, rules: UpdateRules): boolean {
  const { bytes, view } = work
  // RFC 4271 6.3, RFC 7606 3 a: with lengths that do not fit there is nothing to look at.
  const withdrawnAt = at + 2
  const withdrawnEnd = withdrawnAt + u16(bytes, at)
  if (withdrawnEnd + 2 > end) return reset(work, UPDATE_ERROR.ATTRIBUTE_LIST, 0, 0, 'withdrawn routes length')
  const attributesAt = withdrawnEnd + 2
  const attributesEnd = attributesAt + u16(bytes, withdrawnEnd)
  if (attributesEnd > end) return reset(work, UPDATE_ERROR.ATTRIBUTE_LIST, 0, 0, 'path attributes length')
  // RFC 7606 5.3: all prefixes must parse before any of them is used.
  if (
    !readPrefixes4(bytes, withdrawnAt, withdrawnEnd, view.withdrawn4) ||
    !readPrefixes4(bytes, attributesEnd, end, view.announced4)
  ) {
    return reset(work, UPDATE_ERROR.NETWORK, 0, 0, 'malformed IPv4 prefix')
  }
  const plain = view.announced4.count > 0
  if (!rules.ipv4) {
    view.withdrawn4.count = 0
    view.announced4.count = 0
  }
  if (attributesEnd === end && withdrawnEnd === attributesEnd - 2 && withdrawnAt === withdrawnEnd) {
    view.endOfRib = rules.ipv4 ? 4 : 0 // RFC 4724 2
    return true
  }
  return readAttributes(work, attributesAt, attributesEnd, rules) && finish(work, rules, plain)
}

/** RFC 4271 4.3, RFC 7606 3 and 4: walks the attributes; false when the session must end. */
function readAttributes(work: Work, start: number, end: number, rules: UpdateRules): boolean {
  const { bytes, seen, messages } = work
  let at = start
  while (at < end) {
    work.from = at
    const flags = bytes[at] as number
    const headerLength = (flags & FLAG.EXTENDED_LENGTH) === 0 ? 3 : 4
    const valueAt = at + headerLength
    if (valueAt > end) break
    const code = bytes[at + 1] as number
    const next = valueAt + (headerLength === 3 ? (bytes[at + 2] as number) : u16(bytes, at + 2))
    if (next > end) break
    if (seen[code] === messages) {
      // RFC 7606 3 g: the first one counts.
      if (code === ATTRIBUTE.MP_REACH_NLRI || code === ATTRIBUTE.MP_UNREACH_NLRI) {
        return reset(work, UPDATE_ERROR.ATTRIBUTE_LIST, 0, 0, 'a multiprotocol attribute twice')
      }
    } else {
      seen[code] = messages
      if (!readAttribute(work, rules, code, flags, valueAt, next)) return false
    }
    at = next
  }
  // RFC 7606 4: an attribute that does not fit, or octets that are no attribute.
  if (at < end) malformed(work, UPDATE_ERROR.ATTRIBUTE_LIST, work.from, 'an attribute runs past the end')
  return true
}

/** `plain`: whether the message has IPv4 prefixes outside MP_REACH_NLRI. False when the session must end. */
function finish(work: Work, rules: UpdateRules, plain: boolean): boolean {
  const { view } = work
  const announces = plain || work.mpPrefixes
  settleNextHop(work, plain)
  if (announces) checkPresent(work, plain)
  if (work.errorSubcode !== 0) {
    // RFC 7606 5.2: without prefixes to withdraw there may have been some that the error hides.
    if (!announces) return reset(work, work.errorSubcode, work.errorFrom, work.errorTo, work.errorWhy)
    return withdraw(view, work.errorWhy)
  }
  if (!rules.fourOctetAs) addFourOctetForms(work, rules)
  if (announces) checkRoutes(work, rules)
  if (work.refused !== '' && announces) return withdraw(view, work.refused)
  flush(work)
  view.keyEnd = work.keyEnd
  if (!announces && work.mpUnreachEmpty !== 0 && view.withdrawn4.count + view.withdrawn6.count === 0) {
    view.endOfRib = work.mpUnreachEmpty // RFC 4724 2
  }
  return true
}

function withdraw(view: UpdateView, why: string): true {
  view.outcome = 'treat-as-withdraw'
  view.why = view.why === '' ? why : `${why}; ${view.why}`
  return true
}

/** Which next hop the IPv4 prefixes have, and whether it is one. */
function settleNextHop(work: Work, plain: boolean): void {
  const { view } = work
  if (work.nextHopError !== 0 && (plain || !work.mpPrefixes)) {
    work.from = work.nextHopFrom
    malformed(work, work.nextHopError, work.nextHopTo, 'unusable or malformed NEXT_HOP')
  }
  if (!work.mpReach4) return
  if (plain && view.nextHop4 !== work.mpNextHop4) work.refused ||= 'two next hops for IPv4'
  view.nextHop4 = work.mpNextHop4
  if (!isUsableNextHop4(work.mpNextHop4)) work.refused ||= 'unusable next hop in MP_REACH_NLRI'
}

/** RFC 4271 6.3, RFC 7606 3 d: what every announcement must have. */
function checkPresent(work: Work, plain: boolean): void {
  const { seen, messages } = work
  if (
    seen[ATTRIBUTE.ORIGIN] !== messages ||
    seen[ATTRIBUTE.AS_PATH] !== messages ||
    (plain && seen[ATTRIBUTE.NEXT_HOP] !== messages)
  ) {
    malformed(work, UPDATE_ERROR.MISSING_WELL_KNOWN, work.from, 'ORIGIN, AS_PATH or NEXT_HOP missing')
  }
}

/** Rules for routes that are well-formed: RFC 4271 6.3 (first AS), RFC 9774 (AS_SET). */
function checkRoutes(work: Work, rules: UpdateRules): void {
  const { summary } = work.view
  if (rules.checksFirstAs && !rules.internal && summary.firstAs !== rules.peerAs) {
    work.refused ||= `the first AS of the path is ${summary.firstAs}, not the peer's`
  }
  if (work.path.hasSet && !rules.acceptsAsSet) work.refused ||= 'AS_SET in the path'
}
