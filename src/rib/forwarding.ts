// Which forwarding group a prefix of one family belongs to, and whether it has a slot in the FIB. What readers of changes
// are told follows from both.

import type { Changes } from './changes.ts'
import type { FibSlots } from './fib-slots.ts'
import type { Groups } from './groups.ts'
import { ADMITTED, PATH_BITS, QUEUED } from './prefixes.ts'
import type { Prefixes } from './prefixes.ts'

/** What the forwarding of both families shares. */
export interface ForwardingParts {
  readonly groups: Groups
  readonly fibSlots: FibSlots
  readonly changes: Changes
  /** Slots of the FIB have become free: those who have waited longest get them. */
  promote(): void
}

export class Forwarding {
  readonly #prefixes: Prefixes
  readonly #parts: ForwardingParts
  readonly #groups: Groups
  readonly #fibSlots: FibSlots
  readonly #changes: Changes

  constructor(prefixes: Prefixes, parts: ForwardingParts) {
    this.#prefixes = prefixes
    this.#parts = parts
    this.#groups = parts.groups
    this.#fibSlots = parts.fibSlots
    this.#changes = parts.changes
  }

  /** A new prefix with its group; it has taken a slot if there was one, whether or not it leads anywhere yet. */
  begin(prefix: number, group: number, admitted: boolean): void {
    if (group === 0) return
    const isUsable = this.#groups.join(group, admitted)
    if (!admitted) {
      if (isUsable) this.#wantSlot(prefix)
    } else if (this.#changes.mode !== false) {
      this.#changes.moved(this.#prefixes, prefix, 0, false, group, isUsable)
    }
  }

  /** The prefix is about to go, and has no group any more. Whether a slot has become free, for promote(). */
  end(prefix: number): boolean {
    if (!this.#prefixes.isAdmitted(prefix)) return false
    this.#fibSlots.taken--
    return true
  }

  /** The list of paths has changed, and with it perhaps the group. */
  setGroup(prefix: number, group: number): void {
    const groups = this.#groups
    const before = this.#prefixes.groupOf(prefix)
    if (before === group) return
    const admitted = this.#prefixes.isAdmitted(prefix)
    const wasUsable = groups.isUsable(before)
    groups.join(group, admitted)
    groups.leave(before, admitted)
    this.#prefixes.setGroup(prefix, group)
    const isUsable = groups.isUsable(group)
    if (admitted) {
      this.#changes.moved(this.#prefixes, prefix, before, wasUsable, group, isUsable)
      if (!isUsable && this.#fibSlots.isScarce) this.#giveSlotUp(prefix)
    } else if (isUsable) {
      this.#wantSlot(prefix)
    }
  }

  #wantSlot(prefix: number): void {
    const fibSlots = this.#fibSlots
    const head = this.#prefixes.head(prefix)
    if (fibSlots.take()) {
      this.#setAdmitted(prefix, true)
    } else if ((head & QUEUED) === 0) {
      this.#prefixes.setHead(prefix, head | QUEUED)
      fibSlots.enqueue(this.#prefixes.family, prefix)
    }
    if (fibSlots.waiting > 0 && fibSlots.taken > this.#groups.inFib) fibSlots.scanDue = true
  }

  #setAdmitted(prefix: number, admitted: boolean): void {
    const head = this.#prefixes.head(prefix)
    this.#prefixes.setHead(prefix, admitted ? head | ADMITTED : head & ~ADMITTED)
    const group = this.#prefixes.groupOf(prefix)
    const isUsable = this.#groups.isUsable(group)
    this.#groups.admit(group, admitted ? 1 : -1)
    if (admitted) this.#changes.moved(this.#prefixes, prefix, 0, false, group, isUsable)
    else this.#changes.moved(this.#prefixes, prefix, group, isUsable, 0, false)
  }

  #giveSlotUp(prefix: number): void {
    this.#setAdmitted(prefix, false)
    this.#fibSlots.taken--
    this.#parts.promote()
  }

  /** It is the turn of a prefix that has waited for a slot, and there is one. */
  offer(prefix: number): void {
    const head = this.#prefixes.head(prefix) & ~QUEUED
    this.#prefixes.setHead(prefix, head)
    if ((head & PATH_BITS) === 0) this.#prefixes.releaseQueued(prefix)
    else if (this.#groups.isUsable(this.#prefixes.groupOf(prefix)) && this.#fibSlots.take())
      this.#setAdmitted(prefix, true)
  }

  /** Gives slots to prefixes that became usable by a flip and takes them from those that became unusable. */
  scan(first: number, units: number): number {
    const fibSlots = this.#fibSlots
    const end = Math.min(this.#prefixes.rows.high, first + units)
    for (let prefix = first; prefix < end; prefix++) {
      const head = this.#prefixes.head(prefix)
      if ((head & PATH_BITS) === 0) continue
      const isUsable = this.#groups.isUsable(this.#prefixes.groupOf(prefix))
      if (head >= ADMITTED) {
        if (!isUsable && fibSlots.isScarce) this.#giveSlotUp(prefix)
      } else if (isUsable) {
        if ((head & QUEUED) === 0) this.#wantSlot(prefix)
      } else if (fibSlots.waiting === 0 && fibSlots.take()) {
        this.#setAdmitted(prefix, true) // a reservation, as a new prefix has when there is room
      }
    }
    return end
  }
}
