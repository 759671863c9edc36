// Interfaces that were deleted while routes led to them. Such a route is shown as a blackhole until its device withdraws it
// or the session ends (behaviour reference 7.1 and 9), instead of vanishing as if the device had. An address that another
// interface takes over belongs to that one.

import type { DesiredInterface } from './protocol.ts'

/** More are not remembered: the oldest are forgotten. */
const GHOSTS_MAX = 256

export class Ghosts {
  readonly #ghosts = new Map<string, DesiredInterface>()

  get interfaces(): readonly DesiredInterface[] {
    return [...this.#ghosts.values()]
  }

  /** The interfaces of a new configuration, after those of the old one. `inUse`: sessions or persisted routes are there. */
  changed(before: readonly DesiredInterface[], now: readonly DesiredInterface[], inUse: boolean): void {
    const live = new Set(now.map((eni) => eni.eniId))
    for (const eniId of live) this.#ghosts.delete(eniId)
    if (!inUse) return this.#ghosts.clear()
    for (const eni of before) {
      if (!eni.endpoint && !live.has(eni.eniId)) this.#ghosts.set(eni.eniId, { ...eni, active: false })
    }
    for (const eniId of this.#ghosts.keys()) {
      if (this.#ghosts.size <= GHOSTS_MAX) break
      this.#ghosts.delete(eniId)
    }
  }

  /** The device at an address has gone; whether that was one of a deleted interface. */
  gone(address: string): boolean {
    for (const [eniId, { addresses }] of this.#ghosts) {
      if (addresses.includes(address)) return this.#ghosts.delete(eniId)
    }
    return false
  }

  /** Nothing is kept any more; whether something was. */
  clear(): boolean {
    const had = this.#ghosts.size > 0
    this.#ghosts.clear()
    return had
  }
}
