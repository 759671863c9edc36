// Whose route counts when several route servers propagate the same prefix into one table: the one installed first keeps
// it, and the next takes over when the first withdraws (behaviour reference 8.9).
//
// Ownership is judged when it is asked for, from the FIBs as they are at that moment; remembered is only what they cannot
// tell. That is who owns a prefix, unless it is the first server of the list: so two servers with the same million routes
// cost nothing here when the first one has them first.

import type { Prefix } from '../base/ip.ts'
import { PrefixShards } from './prefix-shards.ts'
import type { Propagator } from './route-source.ts'

export class Owners {
  #propagators: readonly Propagator[] = []
  #remembered = new PrefixShards<Propagator>()

  /** Those who propagate, in the order in which they were enabled. */
  get propagators(): readonly Propagator[] {
    return this.#propagators
  }

  /** Whether there can be more than one route for a prefix. */
  get several(): boolean {
    return this.#propagators.length > 1
  }

  /** Who propagates from now on: those that do already keep their order, others come after them. Whether anything changed. */
  configure(wanted: readonly Propagator[]): boolean {
    const stay = this.#propagators.filter((old) => wanted.some((one) => isSame(one, old)))
    const join = wanted.filter((one) => !stay.some((old) => isSame(one, old)))
    const changed = join.length > 0 || stay.length < this.#propagators.length
    // The records of those who stay are kept: what is remembered of a server that left does not count when it returns.
    this.#propagators = [...stay, ...join]
    if (!this.several) this.#remembered = new PrefixShards()
    return changed
  }

  /** Whether somebody has a route for the prefix. */
  has(prefix: Prefix): boolean {
    return this.#propagators.some(({ source }) => source.has(prefix))
  }

  /** Whose route counts: the remembered owner while it has one, else the first in the list that has. */
  of(prefix: Prefix): Propagator | undefined {
    return this.#among(prefix, this.#having(prefix))
  }

  /**
   * The route of a server has come or gone: of those who have one now, it is the last. A route that came again before it
   * was told that it had gone is a new one, too.
   */
  moved(routeServerId: string, prefix: Prefix): void {
    const having = this.#having(prefix)
    const others = having.filter((one) => one.routeServerId !== routeServerId)
    this.#remember(prefix, this.#among(prefix, others) ?? having[0])
  }

  /** Writes down who owns the prefix now, and forgets what need not be remembered. */
  confirm(prefix: Prefix): void {
    this.#remember(prefix, this.#among(prefix, this.#having(prefix)))
  }

  /** The prefixes of which an owner is remembered. They may change meanwhile. */
  remembered(): Iterable<Prefix> {
    return this.#remembered.prefixes()
  }

  #having(prefix: Prefix): readonly Propagator[] {
    return this.#propagators.filter(({ source }) => source.has(prefix))
  }

  #among(prefix: Prefix, some: readonly Propagator[]): Propagator | undefined {
    if (some.length < 2) return some[0]
    const remembered = this.#remembered.get(prefix)
    return remembered !== undefined && some.includes(remembered) ? remembered : some[0]
  }

  #remember(prefix: Prefix, owner: Propagator | undefined): void {
    if (owner === undefined || owner === this.#propagators[0]) this.#remembered.delete(prefix)
    else this.#remembered.set(prefix, owner)
  }
}

const isSame = (a: Propagator, b: Propagator): boolean => a.routeServerId === b.routeServerId && a.source === b.source
