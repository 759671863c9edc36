// The state of decoding one UPDATE (update.ts) and its ladder of errors: RFC 7606 2. One record serves for ever; begin()
// sets it back for the next message. Writable plain fields on purpose: this is the hot path of a full table.

import { AsPathScan } from './as-path.ts'
import { attributeName } from './attribute-rules.ts'
import { ERROR } from './iana.ts'
import { notification } from './message.ts'
import { newUpdateView } from './update-view.ts'
import type { UpdateView } from './update-view.ts'

/** What the decoder must know of the session. */
export interface UpdateRules {
  readonly localAs: number
  readonly peerAs: number
  /** Our BGP identifier, which is also our cluster id. */
  readonly identifier: number
  readonly internal: boolean
  readonly fourOctetAs: boolean
  readonly ipv4: boolean
  readonly ipv6: boolean
  /** The leftmost AS of an external peer's path must be the peer's (RFC 4271 6.3). */
  readonly checksFirstAs: boolean
  /** Paths with an AS_SET are used instead of withdrawn (against RFC 9774). */
  readonly acceptsAsSet: boolean
}

/** Where an attribute is that must be looked at again after the walk: 0 when it was not there. */
export interface Work {
  readonly view: UpdateView
  readonly path: AsPathScan
  /** By attribute code: the number of the message that had it last. */
  readonly seen: Float64Array
  messages: number
  bytes: Uint8Array
  /** Where the attribute at hand begins, with its header. */
  from: number

  /** The first error that withdraws the routes of the message: its subcode, attribute and reason. 0: none. */
  errorSubcode: number
  errorFrom: number
  errorTo: number
  errorWhy: string
  /** A fault of the routes that is no malformed message: withdraws them, is never a reason to reset. */
  refused: string

  /** Octets to keep that follow each other in the message and have not been copied yet. */
  runStart: number
  runEnd: number
  keyEnd: number

  /** The subcode that a bad NEXT_HOP earns if there are prefixes that need it. */
  nextHopError: number
  nextHopFrom: number
  nextHopTo: number
  /** MP_REACH_NLRI had IPv4 prefixes, with this next hop. */
  mpReach4: boolean
  mpNextHop4: number
  /** MP_REACH_NLRI had prefixes, of whatever family. */
  mpPrefixes: boolean
  /** MP_UNREACH_NLRI of this family had no prefixes. */
  mpUnreachEmpty: 0 | 4 | 6

  /** A peer with two-octet AS numbers: where the values are that must be put together; 0 when absent. */
  pathAt: number
  pathEnd: number
  as4PathAt: number
  as4PathEnd: number
  aggregatorFlags: number
  aggregatorAt: number
  as4AggregatorAt: number
}

export const newWork = (): Work => {
  const view = newUpdateView()
  return {
    view,
    path: new AsPathScan(),
    seen: new Float64Array(256),
    messages: 0,
    bytes: view.key,
    from: 0,
    errorSubcode: 0,
    errorFrom: 0,
    errorTo: 0,
    errorWhy: '',
    refused: '',
    runStart: 0,
    runEnd: 0,
    keyEnd: 0,
    nextHopError: 0,
    nextHopFrom: 0,
    nextHopTo: 0,
    mpReach4: false,
    mpNextHop4: 0,
    mpPrefixes: false,
    mpUnreachEmpty: 0,
    pathAt: 0,
    pathEnd: 0,
    as4PathAt: 0,
    as4PathEnd: 0,
    aggregatorFlags: 0,
    aggregatorAt: 0,
    as4AggregatorAt: 0,
  }
}

/** Sets everything back for the next message. */
export function begin(work: Work, bytes: Uint8Array): void {
  work.messages++
  work.bytes = bytes
  work.errorSubcode = 0
  work.refused = ''
  work.runStart = 0
  work.runEnd = 0
  work.keyEnd = 0
  work.nextHopError = 0
  work.mpReach4 = false
  work.mpPrefixes = false
  work.mpUnreachEmpty = 0
  work.pathAt = 0
  work.as4PathAt = 0
  work.aggregatorAt = 0
  work.as4AggregatorAt = 0
  beginView(work.view)
}

function beginView(view: UpdateView): void {
  const { summary } = view
  view.outcome = 'ok'
  view.notification = undefined
  view.why = ''
  view.withdrawn4.count = 0
  view.announced4.count = 0
  view.withdrawn6.count = 0
  view.announced6.count = 0
  view.endOfRib = 0
  view.nextHop4 = 0
  view.nextHop6LinkLocal = false
  view.keyEnd = 0
  summary.origin = 0
  summary.asPathLength = 0
  summary.firstAs = 0
  summary.hasMed = false
  summary.med = 0
  summary.localPref = 100
  summary.looped = false
  summary.gracefulShutdown = false
}

/** Malformed: the routes of the message are withdrawn. The first such error is the one to name (RFC 7606 3 h). */
export function malformed(work: Work, subcode: number, to: number, why: string): void {
  if (work.errorSubcode !== 0) return
  work.errorSubcode = subcode
  work.errorFrom = work.from
  work.errorTo = to
  work.errorWhy = why
}

/** The attribute is left out and the message is used: RFC 7606 2, attribute discard. */
export function discard(work: Work, code: number): void {
  const { view } = work
  if (view.why.length < 200) view.why += `${view.why === '' ? '' : ', '}${attributeName(code)} discarded`
}

/** The session must end. Octets `from` to `to` of the message are the data. Answers false, which ends the walk. */
export function reset(work: Work, subcode: number, from: number, to: number, why: string): false {
  const { view } = work
  view.outcome = 'session-reset'
  view.notification = notification(ERROR.UPDATE, subcode, work.bytes.slice(from, to))
  view.why = why
  return false
}

/** Keeps octets `from` to `to` of the message. */
export function keep(work: Work, from: number, to: number): void {
  if (work.runEnd === from) {
    work.runEnd = to
    return
  }
  flush(work)
  work.runStart = from
  work.runEnd = to
}

/** Copies the run at hand into the key. */
export function flush(work: Work): void {
  const { bytes, runStart, runEnd } = work
  const key = keyWithRoom(work, runEnd - runStart)
  let to = work.keyEnd
  for (let i = runStart; i < runEnd; i++) key[to++] = bytes[i] as number
  work.keyEnd = to
  work.runStart = 0
  work.runEnd = 0
}

/** The key, with room for `count` more octets. */
export function keyWithRoom(work: Work, count: number): Uint8Array {
  const { view } = work
  if (work.keyEnd + count > view.key.length) {
    const grown = new Uint8Array((work.keyEnd + count) * 2)
    grown.set(view.key.subarray(0, work.keyEnd))
    view.key = grown
  }
  return view.key
}

export const u16 = (b: Uint8Array, at: number): number => ((b[at] as number) << 8) | (b[at + 1] as number)
export const u32 = (b: Uint8Array, at: number): number =>
  (((b[at] as number) << 24) | ((b[at + 1] as number) << 16) | ((b[at + 2] as number) << 8) | (b[at + 3] as number)) >>>
  0
