// The log in memory, for tests and for `--memory`: as strict as the durable one, and gone with the process.

import { StoreError, type AppendOutcome, type Events, type Snapshot, type Store, type StoredRecord } from './store.ts'

/** An empty log in memory. */
export const memoryStore = (): Store => new MemoryStore()

class MemoryStore implements Store {
  // Text, as in a file: what a reader gets is a copy, and what JSON cannot carry is noticed.
  #records: string[] = []
  #dropped = 0
  #kept: { readonly sequence: number; readonly records: readonly string[] } | undefined
  #closed = false

  get last(): number {
    return this.#dropped + this.#records.length
  }

  async append(expectedLast: number, events: Events): Promise<AppendOutcome> {
    this.#check()
    if (expectedLast !== this.last) return { type: 'conflict', last: this.last }
    this.#records.push(JSON.stringify(events))
    return { type: 'stored', sequence: this.last }
  }

  async snapshot(): Promise<Snapshot | undefined> {
    this.#check()
    const kept = this.#kept
    return kept === undefined ? undefined : { sequence: kept.sequence, records: parsed(kept.records) }
  }

  async *read(after: number): AsyncGenerator<StoredRecord> {
    this.#check()
    for (let sequence = Math.max(after, this.#dropped) + 1; sequence <= this.last; sequence++) {
      const text = this.#records[sequence - this.#dropped - 1] as string
      yield { sequence, events: JSON.parse(text) as Events }
    }
  }

  async keepSnapshot(sequence: number, records: Iterable<unknown>): Promise<void> {
    this.#check()
    this.#kept = { sequence, records: Array.from(records, (record) => JSON.stringify(record)) }
    this.#records = this.#records.slice(sequence - this.#dropped)
    this.#dropped = sequence
  }

  async clear(): Promise<void> {
    this.#check()
    this.#records = []
    this.#dropped = 0
    this.#kept = undefined
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  #check(): void {
    if (this.#closed) throw new StoreError('the log is closed')
  }
}

async function* parsed(texts: readonly string[]): AsyncGenerator {
  for (const text of texts) yield JSON.parse(text)
}
