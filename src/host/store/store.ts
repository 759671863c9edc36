// The durable, ordered log of events, as an interface. A record is what one decision stored: a list of events that
// counts as a whole or not at all. Records are numbered from 1 without gaps. Nothing here assumes that this process is
// the only writer: an append names the last record that it has seen, and is told when there are others.

/** What a record holds: JSON values. */
export type Events = readonly unknown[]

export interface StoredRecord {
  readonly sequence: number
  readonly events: Events
}

/** How an append ended, other than by an error: it is durable, or it came after a record that the writer has not seen. */
export type AppendOutcome =
  | { readonly type: 'stored'; readonly sequence: number }
  | { readonly type: 'conflict'; readonly last: number }

/** Where a reader starts: everything up to `sequence`, written down as records of its own. */
export interface Snapshot {
  readonly sequence: number
  readonly records: AsyncIterable<unknown>
}

export interface Store {
  /** Number of the last durable record; 0 when there is none. */
  readonly last: number
  /**
   * Stores `events` as record `expectedLast + 1`. Resolves once it is durable. Appends may overlap: each names the one
   * before it, and when one of them fails, so do those after it. Rejects with a {@link StoreError} when the record could
   * not be stored; nothing of it will be seen by a reader then, and a later append may succeed again.
   */
  append(expectedLast: number, events: Events): Promise<AppendOutcome>
  /** The newest snapshot, if there is one. */
  snapshot(): Promise<Snapshot | undefined>
  /** The durable records after `sequence`, in order. */
  read(after: number): AsyncIterable<StoredRecord>
  /**
   * Keeps `records` as everything up to `sequence`, so that a reader need not go further back. Appends go on meanwhile.
   * Records that no reader needs any more may be dropped.
   */
  keepSnapshot(sequence: number, records: Iterable<unknown>): Promise<void>
  /** Forgets everything, as if it were new. */
  clear(): Promise<void>
  /** Waits for what is under way and lets go of files and locks. */
  close(): Promise<void>
}

/** The log could not do what it was asked: no room, a broken file, somebody else's lock. The message is for operators. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}
