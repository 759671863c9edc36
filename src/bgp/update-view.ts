// What one UPDATE says, in buffers that are used again for the next one: a full table arrives as hundreds of
// thousands of messages, and an object for each prefix would cost more than all the rest. The decoder fills it
// (update.ts), the RIB reads it (rib/). Nothing here may be kept after the call that got it.

import type { Notification } from './message.ts'

/** Prefixes as consecutive words. IPv4: address, length. IPv6: four address words, length. Host bits are zero. */
export interface PrefixWords {
  /** 2 for IPv4, 5 for IPv6. */
  readonly stride: 2 | 5
  words: Uint32Array
  /** How many prefixes are in `words`. */
  count: number
}

/** ORIGIN: 0 IGP, 1 EGP, 2 INCOMPLETE (RFC 4271 5.1.1). */
export type OriginCode = 0 | 1 | 2

/** What best path and the API need of the path attributes; the rest stays as bytes. */
export interface PathSummary {
  origin: OriginCode
  /** AS_PATH length as RFC 4271 9.1.2.2 a counts it: an AS_SET is 1, confederation segments 0. */
  asPathLength: number
  /** The leftmost AS of the path, 0 when the path is empty. */
  firstAs: number
  hasMed: boolean
  /** MULTI_EXIT_DISC, unsigned 32 bit; 0 when absent. */
  med: number
  /** LOCAL_PREF of an internal peer; 100 when absent or external. */
  localPref: number
  /** Our AS is in the path: the paths are unusable but replace older ones (RFC 4271 9.1.2). */
  looped: boolean
  /** GRACEFUL_SHUTDOWN is among the communities (RFC 8326). */
  gracefulShutdown: boolean
}

/** The worst verdict over all attributes (RFC 7606 2): the message is used, read as withdrawals, or ends the session. */
export type Outcome = 'ok' | 'treat-as-withdraw' | 'session-reset'

export interface UpdateView {
  outcome: Outcome
  /** Set when the outcome is session-reset: what to send. */
  notification: Notification | undefined
  /** Why the outcome is not ok, or which attributes were discarded; empty otherwise. For the log. */
  why: string
  withdrawn4: PrefixWords
  announced4: PrefixWords
  withdrawn6: PrefixWords
  announced6: PrefixWords
  /** End-of-RIB of IPv4 or IPv6 (RFC 4724 2), else 0. */
  endOfRib: 0 | 4 | 6
  /** NEXT_HOP of the IPv4 prefixes. */
  nextHop4: number
  /** The global next hop of MP_REACH_NLRI, four words. All zero with a link-local one alone, see `nextHop6LinkLocal`. */
  nextHop6: Uint32Array
  /** Whether MP_REACH_NLRI carried only a link-local next hop. */
  nextHop6LinkLocal: boolean
  summary: PathSummary
  /**
   * The path attributes to keep, as on the wire, without NEXT_HOP, MP_REACH_NLRI, MP_UNREACH_NLRI and discarded ones:
   * octets `keyStart` to `keyEnd` of `key`. Equal octets and an equal next hop mean an equal attribute set.
   */
  key: Uint8Array
  keyStart: number
  keyEnd: number
}

const newPrefixWords = (stride: 2 | 5): PrefixWords => ({ stride, words: new Uint32Array(stride * 64), count: 0 })

/** An empty view; its buffers grow as messages need. */
export const newUpdateView = (): UpdateView => ({
  outcome: 'ok',
  notification: undefined,
  why: '',
  withdrawn4: newPrefixWords(2),
  announced4: newPrefixWords(2),
  withdrawn6: newPrefixWords(5),
  announced6: newPrefixWords(5),
  endOfRib: 0,
  nextHop4: 0,
  nextHop6: new Uint32Array(4),
  nextHop6LinkLocal: false,
  summary: {
    origin: 0,
    asPathLength: 0,
    firstAs: 0,
    hasMed: false,
    med: 0,
    localPref: 100,
    looped: false,
    gracefulShutdown: false,
  },
  key: new Uint8Array(512),
  keyStart: 0,
  keyEnd: 0,
})
