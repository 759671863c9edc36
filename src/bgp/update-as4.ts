// The path and aggregator of a peer with two-octet AS numbers, made whole: RFC 6793 4.2.3. Kept octets always have the
// four-octet form, so that nothing behind the decoder must know what the peer can do. Not a hot path: such peers are few.

import { Writer } from '../base/bytes.ts'
import { mergeAs4Path, readAs4Path, readSegments, splitSegments, writeSegments } from './as-path.ts'
import { AS_TRANS, ATTRIBUTE, FLAG } from './iana.ts'
import { discard, flush, keyWithRoom, u16 } from './update-work.ts'
import type { UpdateRules, Work } from './update-work.ts'

/** After the walk over the attributes: adds AS_PATH and AGGREGATOR to what is kept. */
export function addFourOctetForms(work: Work, rules: UpdateRules): void {
  const { bytes, aggregatorAt, as4AggregatorAt } = work
  // With both aggregators there, one that is not AS_TRANS says that an old speaker aggregated: the AS4 attributes are stale.
  const stale = aggregatorAt !== 0 && as4AggregatorAt !== 0 && u16(bytes, aggregatorAt) !== AS_TRANS
  if (work.pathAt !== 0) addPath(work, rules, stale)
  if (aggregatorAt !== 0) addAggregator(work, stale ? 0 : as4AggregatorAt)
}

function addPath(work: Work, rules: UpdateRules, stale: boolean): void {
  const { bytes, path } = work
  const { summary } = work.view
  const segments = readSegments(bytes, work.pathAt, work.pathEnd, 2)
  const as4Path = work.as4PathAt === 0 || stale ? undefined : readAs4Path(bytes, work.as4PathAt, work.as4PathEnd)
  if (work.as4PathAt !== 0 && as4Path === undefined) discard(work, ATTRIBUTE.AS4_PATH)
  const whole = as4Path === undefined ? segments : mergeAs4Path(segments, as4Path)
  const value = writeSegments(new Writer(256), splitSegments(whole), 4).finish()
  append(work, FLAG.TRANSITIVE, ATTRIBUTE.AS_PATH, value)
  path.read(value, 0, value.length, 4, rules.localAs)
  summary.asPathLength = path.length
  summary.firstAs = path.firstAs
  if (path.looped) summary.looped = true
}

function addAggregator(work: Work, as4At: number): void {
  const { bytes, aggregatorAt: at } = work
  const value = as4At === 0 ? Uint8Array.of(0, 0, ...bytes.subarray(at, at + 6)) : bytes.slice(as4At, as4At + 8)
  append(work, work.aggregatorFlags & ~FLAG.EXTENDED_LENGTH, ATTRIBUTE.AGGREGATOR, value)
}

/** Adds an attribute of our own making to the key. */
function append(work: Work, flags: number, code: number, value: Uint8Array): void {
  flush(work)
  const long = value.length > 255
  const writer = new Writer(value.length + 4).u8(long ? flags | FLAG.EXTENDED_LENGTH : flags).u8(code)
  if (long) writer.u16(value.length)
  else writer.u8(value.length)
  const octets = writer.put(value).finish()
  keyWithRoom(work, octets.length).set(octets, work.keyEnd)
  work.keyEnd += octets.length
}
