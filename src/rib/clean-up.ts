// What is left to do after an input that touches many routes, in slices: looking at forwarding groups again, removing
// the paths of ended sessions and of refreshes, giving FIB slots to others, compacting the arena.
//
// The sweep goes round and round over the path rows of both tables. An input asks for one whole round from where the
// sweep is then, so that sessions that flap cannot keep it at the beginning.

import type { Core } from './core.ts'
import { REMOVAL } from './route-table.ts'

/** Groups that an input looks at itself; more of them are left to work(). */
const FLIP_AT_ONCE = 512

export class CleanUp {
  readonly #core: Core
  #sweeping = false
  #table: 0 | 1 = 0
  #row = 1
  /** Where the round ends: at this row, when the end of the tables has been passed once; or passed twice. */
  #stopTable: 0 | 1 = 0
  #stopRow = 1
  #passes = 0
  /** Rows of the scan for FIB slots that is under way; undefined when none is. */
  #scanTable: 0 | 1 | undefined
  #scanRow = 1

  constructor(core: Core) {
    this.#core = core
  }

  /** Candidates became usable or unusable. */
  flipped(): void {
    const { groups, fibSlots, table4, table6 } = this.#core
    // Sessions that end together share one round: a thousand rounds over thousands of groups would be millions.
    const isUnderWay = groups.isFlipping
    groups.flip()
    if (!isUnderWay) groups.flipSome(FLIP_AT_ONCE)
    // Prefixes that wait may have room now; prefixes without a slot may be usable now.
    if (fibSlots.isScarce || fibSlots.taken < table4.prefixes.size + table6.prefixes.size) fibSlots.scanDue = true
  }

  /** Paths are to be removed. */
  sweepAll(): void {
    this.#sweeping = true
    this.#stopTable = this.#table
    this.#stopRow = this.#row
    this.#passes = 0
  }

  get isPending(): boolean {
    return (
      this.#sweeping || this.#core.groups.isFlipping || this.#core.fibSlots.scanDue || this.#scanTable !== undefined
    )
  }

  /** See {@link Rib.work}. */
  work(units: number): boolean {
    const { groups, attributes } = this.#core
    let left = units
    if (groups.isFlipping) left -= groups.flipSome(left)
    if (left > 0 && this.#sweeping) left -= this.#sweep(left)
    if (left > 0 && !groups.isFlipping) left -= this.#scan(left)
    if (left <= 0) return true
    const compacted = attributes.compact()
    return this.isPending || compacted > 0
  }

  #sweep(units: number): number {
    const most = units * REMOVAL
    let cost = 0
    while (cost < most && this.#sweeping) {
      const table = this.#table === 0 ? this.#core.table4 : this.#core.table6
      this.#row = table.sweep(this.#row, most - cost)
      cost += table.cost + 1
      if (this.#row >= table.paths.rows.high) this.#turn()
      if (this.#isRound()) this.#finish()
    }
    return Math.ceil(cost / REMOVAL)
  }

  #turn(): void {
    this.#row = 1
    this.#table = this.#table === 0 ? 1 : 0
    if (this.#table === 0) this.#passes++
  }

  #isRound(): boolean {
    const { sessions } = this.#core
    if (sessions.dead === 0 && sessions.purges === 0) return true
    if (this.#passes === 0) return false
    if (this.#passes > 1 || this.#table > this.#stopTable) return true
    return this.#table === this.#stopTable && this.#row >= this.#stopRow
  }

  #finish(): void {
    this.#sweeping = false
    this.#core.sessions.endPurges()
  }

  #scan(units: number): number {
    const { fibSlots } = this.#core
    if (this.#scanTable === undefined) {
      if (!fibSlots.scanDue) return 0
      this.#scanTable = 0
      this.#scanRow = 1
      fibSlots.scanDue = false
    }
    const table = this.#scanTable === 0 ? this.#core.table4 : this.#core.table6
    const first = this.#scanRow
    this.#scanRow = table.forwarding.scan(first, units)
    const done = this.#scanRow - first
    if (this.#scanRow >= table.prefixes.rows.high) {
      this.#scanTable = this.#scanTable === 0 ? 1 : undefined
      this.#scanRow = 1
    }
    return Math.max(1, done)
  }
}
