// What the BFD worker and its owner say to each other: plain data, no classes, no functions. The owner says which
// sessions there shall be; the worker reports every change of a session's state and, when asked, what it measured.

import type { Duration, Instant } from '../base/time.ts'
import type { Path } from './demultiplex.ts'
import type { Diagnostic } from './iana.ts'
import type { SessionState } from './session.ts'

/** What one session is to be. Intervals are whole microseconds (`ms(300)`); a known key is changed in place. */
export interface SessionConfiguration {
  /** The owner's own name of the session; stable, unique. */
  readonly key: string
  readonly localAddress: string
  readonly peerAddress: string
  readonly desiredMinTxInterval: Duration
  readonly requiredMinRxInterval: Duration
  /** 1 to 255. */
  readonly detectMultiplier: number
  /** RFC 5883 on port 4784, without the check of the TTL. False unless said. */
  readonly multihop?: boolean
  /** RFC 5880 6.1; active unless said. */
  readonly passive?: boolean
}

/** Between which addresses a session is to run. */
export const pathOf = (configuration: SessionConfiguration): Path => ({
  localAddress: configuration.localAddress,
  peerAddress: configuration.peerAddress,
  multihop: configuration.multihop ?? false,
})

export type ToWorker =
  | { readonly type: 'configure'; readonly sessions: readonly SessionConfiguration[] }
  | { readonly type: 'remove'; readonly keys: readonly string[] }
  | { readonly type: 'admin'; readonly key: string; readonly up: boolean }
  | { readonly type: 'measure'; readonly request: number }
  | { readonly type: 'close' }

/** One change of a session's state (`from` differs from `state`), or of the state that its peer reports. */
export interface SessionReport {
  readonly key: string
  readonly from: SessionState
  readonly state: SessionState
  /** Our own reason for the last change. */
  readonly diagnostic: Diagnostic
  readonly remoteState: SessionState
  readonly remoteDiagnostic: Diagnostic
  readonly why: string
  /** When, on the machine's monotonic clock (`process.hrtime`), which all its processes share. */
  readonly at: Instant
}

export type FromWorker =
  | { readonly type: 'ready'; readonly realTime: boolean; readonly ttlChecked: boolean }
  | { readonly type: 'report'; readonly report: SessionReport }
  /** The session cannot run: its address is not here, the port is taken ... It is tried again until it works. */
  | { readonly type: 'unable'; readonly key: string; readonly why: string }
  /** Something an operator should know, said once (a missing right) or at most once a minute (a late machine). */
  | { readonly type: 'notice'; readonly level: 'info' | 'warning'; readonly why: string }
  /** The worker ends because of this. */
  | { readonly type: 'failed'; readonly why: string }
  | { readonly type: 'measurements'; readonly request: number; readonly measurements: Measurements }

/** A histogram of durations: `counts[i]` of them were at most `LATENESS_BOUNDS[i]` (and above the bound before). */
export interface Histogram {
  /** One more than there are bounds: the last counts everything above. */
  readonly counts: readonly number[]
  readonly count: number
  readonly sumMicroseconds: number
  readonly maxMicroseconds: number
}

/** Upper bounds of the buckets of a {@link Histogram}, in microseconds. */
export const LATENESS_BOUNDS: readonly number[] = [
  100, 250, 500, 1_000, 2_000, 3_000, 5_000, 7_500, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000,
]

/** Plain counters since the worker started; the differences of two answers are what happened in between. */
export interface Measurements {
  /** How much later than planned periodic packets were sent. */
  readonly sendLateness: Histogram
  /** How much later than the detection time a session was declared down. */
  readonly detectionLateness: Histogram
  /** Processor time of the worker, microseconds. */
  readonly cpuMicroseconds: number
  readonly packetsSent: number
  readonly packetsReceived: number
  /** Datagrams that were discarded, by reason. */
  readonly packetsDiscarded: Readonly<Record<string, number>>
  /** Detection deadlines that passed although packets were waiting: our own lateness, not the peer's silence. */
  readonly falseAlarmsAvoided: number
  readonly sessions: readonly SessionMeasurements[]
}

/** One session as it is now. Intervals in microseconds. */
export interface SessionMeasurements {
  readonly key: string
  readonly state: SessionState
  readonly diagnostic: Diagnostic
  readonly remoteState: SessionState
  readonly remoteDiagnostic: Diagnostic
  readonly localDiscriminator: number
  readonly remoteDiscriminator: number
  /** What we send at; 0 while we send nothing periodic. */
  readonly transmitInterval: number
  /** 0 while nothing was received. */
  readonly detectionTime: number
  readonly polling: boolean
  /** How often the session left Up. */
  readonly downs: number
}

/**
 * Whether BGP must end its session because of this report (Cease, BFD Down; RFC 9384): it was Up and is not, and neither
 * side asked for that. AdminDown of either side says nothing about the path (RFC 5882 4.2).
 */
export const endsBgp = (report: SessionReport): boolean =>
  report.from === 'Up' && report.state === 'Down' && report.remoteState !== 'AdminDown'
