// For tests: an installer that knows only the changes, and what it would have installed.

import { formatAddress, formatPrefix } from '../base/ip.ts'
import type { Rib } from './rib.ts'
import type { FibChange } from './route.ts'

export class Mirror {
  readonly #groups: boolean
  readonly #prefixes = new Map<string, number>()
  readonly #hops = new Map<number, string>()

  /** `groups`: the mode of the changes. */
  constructor(groups: boolean) {
    this.#groups = groups
  }

  /** Takes over all changes there are. */
  follow(rib: Rib): void {
    for (let changes = rib.drainChanges(100); changes.length > 0; changes = rib.drainChanges(100)) {
      for (const change of changes) this.#take(change, rib)
    }
  }

  #take(change: FibChange, rib: Rib): void {
    if (change.type === 'prefix') this.#prefixes.set(formatPrefix(change.prefix), change.group)
    else if (change.type === 'gone') this.#prefixes.delete(formatPrefix(change.prefix))
    else if (change.type === 'groupGone') this.#hops.delete(change.group)
    else if (change.type === 'resync' || !this.#groups) this.#readAgain(rib)
    else
      this.#hops.set(
        change.group,
        change.nextHop === undefined ? '' : `${change.interfaceId} ${formatAddress(change.nextHop)}`,
      )
  }

  #readAgain(rib: Rib): void {
    this.#prefixes.clear()
    for (const entry of rib.fib(undefined, Infinity, Infinity).entries) {
      this.#prefixes.set(formatPrefix(entry.prefix), entry.group)
      this.#hops.set(entry.group, `${entry.interfaceId} ${formatAddress(entry.nextHop)}`)
    }
  }

  /** What is installed, sorted as text: prefixes, in mode 'groups' with where they lead. */
  get routes(): string[] {
    if (!this.#groups) return [...this.#prefixes.keys()].sort()
    const routes = [...this.#prefixes].map(
      ([prefix, group]) => [prefix, this.#hops.get(group) ?? 'unknown group'] as const,
    )
    return routes
      .filter(([, hop]) => hop !== '')
      .map(([prefix, hop]) => `${prefix} ${hop}`)
      .sort()
  }
}
