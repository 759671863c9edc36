// The values of path attributes in an UPDATE, one function for each, with the consequence that RFC 7606 7 gives to a bad
// one. Multiprotocol attributes are in update-mp.ts. `at` to `end` are the value; `work.from` is where its header begins.

import { FLAGS_OF, UNWANTED } from './attribute-rules.ts'
import { ATTRIBUTE, FLAG, GRACEFUL_SHUTDOWN, UPDATE_ERROR } from './iana.ts'
import { readMpReach, readMpUnreach } from './update-mp.ts'
import { discard, keep, malformed, u32 } from './update-work.ts'
import type { UpdateRules, Work } from './update-work.ts'
import type { OriginCode } from './update-view.ts'

/** One attribute, whose header has been read. False when the session must end. */
export function readAttribute(
  work: Work,
  rules: UpdateRules,
  code: number,
  flags: number,
  at: number,
  end: number,
): boolean {
  const defined = FLAGS_OF[code] as number
  if (defined >= UNWANTED) {
    if (defined === UNWANTED) discard(work, code)
    else readUnknown(work, flags, end)
    return true
  }
  if (isForeign(code, rules)) {
    discard(work, code)
    return true
  }
  const flagsFit = (flags & (FLAG.OPTIONAL | FLAG.TRANSITIVE)) === defined
  if (code === ATTRIBUTE.MP_REACH_NLRI) return readMpReach(work, rules, at, end, flagsFit)
  if (code === ATTRIBUTE.MP_UNREACH_NLRI) return readMpUnreach(work, rules, at, end, flagsFit)
  // RFC 7606 3 c. NEXT_HOP is judged only once it is known whether anything needs it.
  if (!flagsFit && code === ATTRIBUTE.NEXT_HOP) badNextHop(work, UPDATE_ERROR.FLAGS, end)
  else if (!flagsFit) malformed(work, UPDATE_ERROR.FLAGS, end, `flags ${flags} of attribute ${code}`)
  else readKnown(work, rules, code, at, end)
  return true
}

/** Attributes that this kind of session must not carry: RFC 7606 7.5, 7.9, 7.10; RFC 6793 6. */
const isForeign = (code: number, rules: UpdateRules): boolean =>
  ((code === ATTRIBUTE.LOCAL_PREF || code === ATTRIBUTE.ORIGINATOR_ID || code === ATTRIBUTE.CLUSTER_LIST) &&
    !rules.internal) ||
  ((code === ATTRIBUTE.AS4_PATH || code === ATTRIBUTE.AS4_AGGREGATOR) && rules.fourOctetAs)

/** RFC 4271 5: unknown transitive attributes are kept, unknown others ignored; there is no unknown well-known one. */
function readUnknown(work: Work, flags: number, end: number): void {
  if ((flags & FLAG.OPTIONAL) === 0)
    malformed(work, UPDATE_ERROR.UNKNOWN_WELL_KNOWN, end, 'unknown well-known attribute')
  else if ((flags & FLAG.TRANSITIVE) !== 0) keep(work, work.from, end)
}

function readKnown(work: Work, rules: UpdateRules, code: number, at: number, end: number): void {
  switch (code) {
    case ATTRIBUTE.ORIGIN:
      return readOrigin(work, at, end)
    case ATTRIBUTE.AS_PATH:
      return readAsPath(work, rules, at, end)
    case ATTRIBUTE.NEXT_HOP:
      return readNextHop(work, at, end)
    case ATTRIBUTE.MULTI_EXIT_DISC:
      return readMed(work, at, end)
    case ATTRIBUTE.LOCAL_PREF:
      return readLocalPref(work, at, end)
    case ATTRIBUTE.ATOMIC_AGGREGATE: // RFC 7606 7.6
      return end === at ? keep(work, work.from, end) : discard(work, code)
    case ATTRIBUTE.AGGREGATOR:
      return readAggregator(work, rules, at, end)
    case ATTRIBUTE.COMMUNITIES:
      return readCommunities(work, at, end)
    case ATTRIBUTE.ORIGINATOR_ID:
      return readOriginatorId(work, rules, at, end)
    case ATTRIBUTE.CLUSTER_LIST:
      return readClusterList(work, rules, at, end)
    case ATTRIBUTE.EXTENDED_COMMUNITIES: // RFC 7606 7.14
      return keepMultiple(work, 8, at, end)
    case ATTRIBUTE.IPV6_EXTENDED_COMMUNITIES: // RFC 7606 7.15
      return keepMultiple(work, 20, at, end)
    case ATTRIBUTE.LARGE_COMMUNITIES: // RFC 8092 6
      return keepMultiple(work, 12, at, end)
    case ATTRIBUTE.AS4_PATH:
      work.as4PathAt = at
      work.as4PathEnd = end
      return
    case ATTRIBUTE.AS4_AGGREGATOR: // RFC 6793 6: malformed is discarded
      if (end - at === 8 && u32(work.bytes, at) !== 0) work.as4AggregatorAt = at
      else discard(work, code)
      return
    default: // FLAGS_OF knows no other
  }
}

/** RFC 7606 7.1 */
function readOrigin(work: Work, at: number, end: number): void {
  const origin = work.bytes[at] as number
  if (end - at !== 1) return malformed(work, UPDATE_ERROR.LENGTH, end, 'length of ORIGIN')
  if (origin > 2) return malformed(work, UPDATE_ERROR.ORIGIN, end, `ORIGIN ${origin}`)
  work.view.summary.origin = origin as OriginCode
  keep(work, work.from, end)
}

/** RFC 7606 7.2 */
function readAsPath(work: Work, rules: UpdateRules, at: number, end: number): void {
  const { path } = work
  const { summary } = work.view
  if (!path.read(work.bytes, at, end, rules.fourOctetAs ? 4 : 2, rules.localAs)) {
    return malformed(work, UPDATE_ERROR.AS_PATH, end, 'malformed AS_PATH')
  }
  if (rules.fourOctetAs) {
    summary.asPathLength = path.length
    summary.firstAs = path.firstAs
    if (path.looped) summary.looped = true
    keep(work, work.from, end)
  } else {
    work.pathAt = at
    work.pathEnd = end
  }
}

/** RFC 7606 7.3, RFC 4271 6.3 */
function readNextHop(work: Work, at: number, end: number): void {
  if (end - at !== 4) return badNextHop(work, UPDATE_ERROR.LENGTH, end)
  const address = u32(work.bytes, at)
  work.view.nextHop4 = address
  if (!isUsableNextHop4(address)) badNextHop(work, UPDATE_ERROR.NEXT_HOP, end)
}

/** Neither 0.0.0.0 nor multicast nor above, which includes the broadcast address. */
export const isUsableNextHop4 = (address: number): boolean => address !== 0 && address < 0xe0000000

function badNextHop(work: Work, subcode: number, end: number): void {
  work.nextHopError = subcode
  work.nextHopFrom = work.from
  work.nextHopTo = end
}

/** RFC 7606 7.4 */
function readMed(work: Work, at: number, end: number): void {
  if (end - at !== 4) return malformed(work, UPDATE_ERROR.LENGTH, end, 'length of MULTI_EXIT_DISC')
  work.view.summary.hasMed = true
  work.view.summary.med = u32(work.bytes, at)
  keep(work, work.from, end)
}

/** RFC 7606 7.5, of an internal peer */
function readLocalPref(work: Work, at: number, end: number): void {
  if (end - at !== 4) return malformed(work, UPDATE_ERROR.LENGTH, end, 'length of LOCAL_PREF')
  work.view.summary.localPref = u32(work.bytes, at)
  keep(work, work.from, end)
}

/** RFC 7606 7.7, RFC 7607 2, RFC 6793 4.2.3 */
function readAggregator(work: Work, rules: UpdateRules, at: number, end: number): void {
  const { bytes } = work
  if (end - at !== (rules.fourOctetAs ? 8 : 6)) return discard(work, ATTRIBUTE.AGGREGATOR)
  const as = rules.fourOctetAs ? u32(bytes, at) : u32(bytes, at) >>> 16
  if (as === 0) return discard(work, ATTRIBUTE.AGGREGATOR)
  if (rules.fourOctetAs) return keep(work, work.from, end)
  work.aggregatorAt = at
  work.aggregatorFlags = bytes[work.from] as number
}

/** RFC 7606 7.8, RFC 8326 */
function readCommunities(work: Work, at: number, end: number): void {
  keepMultiple(work, 4, at, end)
  for (let i = at; i + 4 <= end; i += 4) {
    if (u32(work.bytes, i) === GRACEFUL_SHUTDOWN) work.view.summary.gracefulShutdown = true
  }
}

/** RFC 7606 7.9, RFC 4456 8: our own route come back is not used. */
function readOriginatorId(work: Work, rules: UpdateRules, at: number, end: number): void {
  if (end - at !== 4) return malformed(work, UPDATE_ERROR.LENGTH, end, 'length of ORIGINATOR_ID')
  if (u32(work.bytes, at) === rules.identifier) work.view.summary.looped = true
  keep(work, work.from, end)
}

/** RFC 7606 7.10, RFC 4456 8 */
function readClusterList(work: Work, rules: UpdateRules, at: number, end: number): void {
  keepMultiple(work, 4, at, end)
  for (let i = at; i + 4 <= end; i += 4) {
    if (u32(work.bytes, i) === rules.identifier) work.view.summary.looped = true
  }
}

/** Keeps a list of items of `size` octets, of which there must be at least one. */
function keepMultiple(work: Work, size: number, at: number, end: number): void {
  if (end === at || (end - at) % size !== 0)
    malformed(work, UPDATE_ERROR.OPTIONAL, end, `length of attribute ${work.bytes[work.from + 1]}`)
  else keep(work, work.from, end)
}
