// What a device announces: attribute sets with their prefixes, and the messages that say so. Messages are made one by one,
// so that a full table can be sent as the peer takes it.

import type { Prefix } from '../base/ip.ts'
import { SEGMENT } from '../bgp/iana.ts'
import type { PathAttributes } from '../bgp/attributes.ts'
import { encodeAnnouncements, encodeEndOfRib, encodeWithdrawals, prefixListOf } from '../bgp/update-encode.ts'
import type { EncodeOptions, PrefixList } from '../bgp/update-encode.ts'
import type { Negotiated } from '../bgp/open.ts'

/** Prefixes that share their attributes. Attributes are without what the session adds: own AS, next hop. */
export interface Announcement {
  readonly attributes: PathAttributes
  readonly prefixes4: PrefixList
  readonly prefixes6: PrefixList
}

export interface OwnValues {
  readonly asn: number
  /** How often the own AS comes in addition (`--prepend`). */
  readonly prepend: number
  readonly nextHop4: number
  readonly nextHop6: readonly number[]
}

/** An announcement of prefixes of our own. */
export const originated = (prefixes: readonly Prefix[], med: number | undefined): Announcement => ({
  attributes: { origin: 0, asPath: [], ...(med === undefined ? {} : { med }) },
  prefixes4: listOf(prefixes, 4),
  prefixes6: listOf(prefixes, 6),
})

const listOf = (prefixes: readonly Prefix[], family: 4 | 6): PrefixList =>
  prefixListOf(
    family,
    prefixes.filter((prefix) => prefix.family === family),
  )

/** Everything, then End-of-RIB for each family of the session (RFC 4724 2). */
export function* announceAll(
  announcements: readonly Announcement[],
  own: OwnValues,
  negotiated: Negotiated,
): Generator<Uint8Array> {
  for (const announcement of announcements) yield* announce(announcement, own, negotiated)
  for (const family of negotiated.families) yield encodeEndOfRib(family)
}

/** One announcement, as far as the session has its families. */
export function* announce(from: Announcement, own: OwnValues, negotiated: Negotiated): Generator<Uint8Array> {
  const attributes = sent(from.attributes, own, negotiated.internal)
  const options: EncodeOptions = negotiated
  if (from.prefixes4.count > 0 && negotiated.families.includes(4)) {
    yield* encodeAnnouncements(attributes, [own.nextHop4], from.prefixes4, options)
  }
  if (from.prefixes6.count > 0 && negotiated.families.includes(6)) {
    yield* encodeAnnouncements(attributes, own.nextHop6, from.prefixes6, options)
  }
}

/** Takes prefixes back. */
export function* withdraw(prefixes: readonly Prefix[], negotiated: Negotiated): Generator<Uint8Array> {
  for (const family of negotiated.families) {
    const list = listOf(prefixes, family)
    if (list.count > 0) yield* encodeWithdrawals(list, negotiated)
  }
}

/** RFC 4271 5.1.2 and 5.1.5: to an external peer our AS goes first and LOCAL_PREF stays out. */
function sent(attributes: PathAttributes, own: OwnValues, internal: boolean): PathAttributes {
  if (internal) return { ...attributes, localPref: attributes.localPref ?? 100 }
  const mine = Array.from({ length: own.prepend + 1 }, () => own.asn)
  const [first, ...rest] = attributes.asPath
  const asPath =
    first?.type === SEGMENT.SEQUENCE
      ? [{ type: SEGMENT.SEQUENCE, numbers: [...mine, ...first.numbers] }, ...rest]
      : [{ type: SEGMENT.SEQUENCE, numbers: mine }, ...attributes.asPath]
  return { ...attributes, asPath, localPref: undefined }
}
