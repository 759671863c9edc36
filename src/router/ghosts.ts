// Interfaces that were deleted while routes led to them. Such a route is shown as a blackhole until its device withdraws it
// or the session ends (behaviour reference 7.1 and 9), instead of vanishing as if the device had. An address that another
// interface takes over belongs to that one.

import type { NextHopTable } from './next-hops.ts'
import type { DesiredInterface } from './protocol.ts'

/** More are not remembered: the oldest are forgotten. */
const GHOSTS_MAX = 256

export class Ghosts {
  readonly #ghosts = new Map<string, DesiredInterface>()
  readonly #claiming = new Set<DesiredInterface>()
  #table: NextHopTable | undefined

  /** These interfaces came or changed, and those went. `inUse`: sessions or persisted routes are there. */
  changed(put: readonly DesiredInterface[], gone: readonly DesiredInterface[], inUse: boolean): void {
    for (const { eniId } of put) this.#ghosts.delete(eniId)
    if (!inUse) return this.#ghosts.clear()
    for (const eni of gone) {
      if (!eni.endpoint) this.#ghosts.set(eni.eniId, { ...eni, active: false })
    }
    for (const eniId of this.#ghosts.keys()) {
      if (this.#ghosts.size <= GHOSTS_MAX) break
      this.#ghosts.delete(eniId)
    }
  }

  /** The device at an address has gone: so has the deleted interface that was there. */
  gone(address: string): void {
    for (const [eniId, { addresses }] of this.#ghosts) {
      if (addresses.includes(address)) return void this.#ghosts.delete(eniId)
    }
  }

  /** Nothing is kept any more. */
  clear(): void {
    this.#ghosts.clear()
  }

  /** Makes the table hold the claims of exactly those that are kept. */
  claim(table: NextHopTable): void {
    if (this.#table !== table) this.#claiming.clear()
    this.#table = table
    const kept = new Set(this.#ghosts.values())
    for (const ghost of this.#claiming) {
      if (kept.has(ghost)) continue
      table.remove(ghost, true)
      this.#claiming.delete(ghost)
    }
    for (const ghost of kept) if (!this.#claiming.has(ghost)) table.add(ghost, true)
    for (const ghost of kept) this.#claiming.add(ghost)
  }
}
