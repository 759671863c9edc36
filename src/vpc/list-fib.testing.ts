// For tests: the FIB of a route server as a sorted list, which tells tables what comes and goes, and counts what is asked.

import { bitsOf, comparePrefixes, parsePrefix, prefixOf } from '../base/ip.ts'
import type { Address, Prefix } from '../base/ip.ts'
import { present } from '../base/assert.ts'
import type { RouteSource, SourcePage, SourceRoute } from './route-source.ts'
import type { RouteTable } from './route-table.ts'

/** The simplest thing that keeps the contract. */
export class ListFib implements RouteSource {
  readonly id: string
  readonly tables: RouteTable[] = []
  routes: SourceRoute[] = []
  /** The prefixes as text. */
  readonly texts = new Set<string>()
  /** How many routes readers have looked at. */
  looks = 0

  constructor(id: string) {
    this.id = id
  }

  get size(): number {
    return this.routes.length
  }

  has(wanted: Prefix): boolean {
    return this.exact(wanted) !== undefined
  }

  exact(wanted: Prefix): SourceRoute | undefined {
    this.looks++
    const at = this.#from(wanted)
    const found = this.routes[at]
    return found !== undefined && comparePrefixes(found.prefix, wanted) === 0 ? found : undefined
  }

  longest(to: Address, lengthMax: number): SourceRoute | undefined {
    for (let length = Math.min(lengthMax, bitsOf(to.family)); length >= 0; length--) {
      const found = this.exact(prefixOf(to, length))
      if (found !== undefined) return found
    }
    return undefined
  }

  after(cursor: Prefix | undefined, max: number): SourcePage {
    this.looks += max
    let at = cursor === undefined ? 0 : this.#from(cursor)
    const first = this.routes[at]
    if (first !== undefined && cursor !== undefined && comparePrefixes(first.prefix, cursor) === 0) at++
    const routes = this.routes.slice(at, at + max)
    const last = routes.at(-1)
    return last === undefined || at + max >= this.routes.length ? { routes } : { routes, next: last.prefix }
  }

  /** A route comes, or leads elsewhere from now on. */
  put(text: string, eniId: string): void {
    const prefix = present(parsePrefix(text), text)
    const isNew = !this.texts.has(text)
    this.quietly(text, eniId)
    if (isNew) for (const table of this.tables) table.appeared(this.id, prefix)
  }

  remove(text: string): void {
    const prefix = present(parsePrefix(text), text)
    const had = this.texts.has(text)
    this.quietly(text, undefined)
    if (had) for (const table of this.tables) table.disappeared(this.id, prefix)
  }

  /** The same without telling anybody: without an interface the route goes. */
  quietly(text: string, eniId: string | undefined): void {
    const prefix = present(parsePrefix(text), text)
    const at = this.#from(prefix)
    const count = this.texts.delete(text) ? 1 : 0
    if (eniId !== undefined) this.texts.add(text)
    const more = eniId === undefined ? [] : [{ prefix, target: { eniId, nextHop: '10.0.1.10', active: true } }]
    this.routes.splice(at, count, ...more)
  }

  retarget(from: string, to: string): void {
    this.routes = this.routes.map((route) =>
      route.target.eniId === from ? { ...route, target: { ...route.target, eniId: to } } : route,
    )
  }

  /** Where the first route is that does not come before the prefix. */
  #from(prefix: Prefix): number {
    let low = 0
    let high = this.routes.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (comparePrefixes((this.routes[middle] as SourceRoute).prefix, prefix) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
