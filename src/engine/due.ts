// Which records move by themselves, and when: a binary heap over their `settlesAt`, beside a map that says which entry
// of the heap still counts. Entries that were overtaken stay in the heap until there are too many of them.

import type { Scope } from './events.ts'
import type { Kind } from './resources.ts'

/** A record whose present state ends at `at`. */
export interface Due {
  readonly scope: Scope
  readonly kind: Kind
  readonly id: string
  readonly at: number
}

interface Entry {
  readonly key: string
  readonly due: Due
}

/** All records that settle, by time. */
export class DueQueue {
  readonly #live = new Map<string, Entry>()
  #heap: Entry[] = []

  /** Files `due`, in place of what was filed for the same record. */
  set(key: string, due: Due): void {
    const entry = { key, due }
    this.#live.set(key, entry)
    this.#push(entry)
    if (this.#heap.length > this.#live.size * 2 + 64) this.#rebuild()
  }

  delete(key: string): void {
    this.#live.delete(key)
  }

  /** The earliest instant at which something is due, if anything is. */
  nextAt(): number | undefined {
    while (this.#heap.length > 0 && !this.#counts(this.#heap[0] as Entry)) this.#pop()
    return this.#heap[0]?.due.at
  }

  /** What is due at `now` or before, earliest first. */
  until(now: number): readonly Due[] {
    const found: Due[] = []
    const visit = (i: number): void => {
      const entry = this.#heap[i]
      if (entry === undefined || entry.due.at > now) return
      if (this.#counts(entry)) found.push(entry.due)
      visit(2 * i + 1)
      visit(2 * i + 2)
    }
    visit(0)
    return found.sort((a, b) => a.at - b.at)
  }

  /** Everything that is waiting, by key. */
  all(): ReadonlyMap<string, Due> {
    return new Map([...this.#live].map(([key, entry]) => [key, entry.due]))
  }

  #counts(entry: Entry): boolean {
    return this.#live.get(entry.key) === entry
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let i = heap.length
    heap.push(entry)
    while (i > 0) {
      const parent = (i - 1) >> 1
      if ((heap[parent] as Entry).due.at <= entry.due.at) break
      heap[i] = heap[parent] as Entry
      i = parent
    }
    heap[i] = entry
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop() as Entry
    if (heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && (heap[child + 1] as Entry).due.at < (heap[child] as Entry).due.at) child++
      if ((heap[child] as Entry).due.at >= last.due.at) break
      heap[i] = heap[child] as Entry
      i = child
    }
    heap[i] = last
  }

  #rebuild(): void {
    this.#heap = [...this.#live.values()].sort((a, b) => a.due.at - b.due.at)
  }
}
