// Many deadlines, of which each belongs to an owner that moves it often: a binary heap whose overtaken entries are
// recognised when they come up.

import type { Instant } from '../base/time.ts'

/** Something with one deadline. `armed` belongs to the heap. */
export interface Owner {
  readonly deadline: Instant | undefined
  armed: Instant | undefined
}

export class Deadlines<T extends Owner> {
  readonly #heap: { readonly at: Instant; readonly owner: T }[] = []

  /** The owner's deadline may have moved. A later one needs no new entry: the old one is judged when it comes up. */
  update(owner: T): void {
    const at = owner.deadline
    if (at === undefined || (owner.armed !== undefined && owner.armed <= at)) return
    owner.armed = at
    this.#push(at, owner)
  }

  /** When `due` should be asked again; undefined: never. Not later than the earliest deadline. */
  get next(): Instant | undefined {
    return this.#heap[0]?.at
  }

  /** Takes out an owner whose deadline has come; undefined when there is none. */
  due(now: Instant): T | undefined {
    for (;;) {
      const top = this.#heap[0]
      if (top === undefined || top.at > now) return undefined
      this.#pop()
      const { owner } = top
      if (owner.armed !== top.at) continue
      owner.armed = undefined
      if (owner.deadline !== undefined && owner.deadline <= now) return owner
      this.update(owner)
    }
  }

  #push(at: Instant, owner: T): void {
    const heap = this.#heap
    let i = heap.length
    const entry = { at, owner }
    heap.push(entry)
    while (i > 0) {
      const parent = (i - 1) >> 1
      const above = heap[parent] as { readonly at: Instant; readonly owner: T }
      if (above.at <= at) break
      heap[i] = above
      i = parent
    }
    heap[i] = entry
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      const right = heap[child + 1]
      if (right !== undefined && right.at < (heap[child] as { readonly at: Instant }).at) child++
      const below = heap[child]
      if (below === undefined || below.at >= last.at) break
      heap[i] = below
      i = child
    }
    heap[i] = last
  }
}
