// For tests: which routes a table holds, and whose, computed the obvious way, with everything remembered and everything
// read again at every change.

import { formatPrefix } from '../base/ip.ts'
import type { ListFib } from './list-fib.testing.ts'

export class NaiveTable {
  #using: readonly ListFib[] = []
  #limit = Infinity
  #isLegal: (text: string) => boolean = () => true
  readonly #owners = new Map<string, string>()
  readonly #admitted = new Set<string>()

  /** Behaviour reference 8.9: the first to install a prefix keeps it. */
  appeared(fib: ListFib, text: string): void {
    if (!this.#using.includes(fib)) return
    if (!this.#owners.has(text)) this.#owners.set(text, fib.id)
    if (this.#admitted.size < this.#limit && this.#isLegal(text)) this.#admitted.add(text)
  }

  /** The next one of the list takes over. */
  disappeared(fib: ListFib, text: string): void {
    if (this.#owners.get(text) === fib.id) this.#owners.delete(text)
    this.#inherit(text)
    if (!this.#owners.has(text)) this.#admitted.delete(text)
  }

  /** Everything is read again: those that may stay do, free places go to the first in order, server by server. */
  configure(using: readonly ListFib[], limit: number, isLegal: (text: string) => boolean): void {
    const stay = this.#using.filter((fib) => using.includes(fib))
    this.#using = [...stay, ...using.filter((fib) => !stay.includes(fib))]
    // A table without a limit remembers nothing that one with a limit could go by.
    if (this.#limit === Infinity) this.#admitted.clear()
    this.#limit = limit
    this.#isLegal = isLegal
    const texts = new Set([...this.#owners.keys(), ...this.#using.flatMap((fib) => [...fib.texts])])
    for (const text of texts) this.#inherit(text)
    for (const text of this.#admitted) if (!this.#owners.has(text) || !isLegal(text)) this.#admitted.delete(text)
    this.#fill()
  }

  #fill(): void {
    for (const { prefix } of this.#using.flatMap((fib) => fib.routes)) {
      if (this.#admitted.size >= this.#limit) return
      const text = formatPrefix(prefix)
      if (this.#isLegal(text)) this.#admitted.add(text)
    }
  }

  #inherit(text: string): void {
    const having = this.#using.filter((fib) => fib.texts.has(text))
    const owner = having.find((fib) => fib.id === this.#owners.get(text)) ?? having[0]
    if (owner === undefined) this.#owners.delete(text)
    else this.#owners.set(text, owner.id)
  }

  /**
   * Takes over what the rules do not say: which routes leave when a limit is lowered, and which of the servers that have
   * a route owns it when nobody told that it came.
   */
  adopt(shown: ReadonlyMap<string, string>, quiet: ReadonlySet<string>): void {
    for (const text of quiet) {
      const id = shown.get(text)
      if (id !== undefined && this.#using.some((fib) => fib.id === id && fib.texts.has(text))) {
        this.#owners.set(text, id)
      }
    }
    if (this.#admitted.size <= this.#limit) return
    for (const text of this.#admitted) if (!shown.has(text)) this.#admitted.delete(text)
  }

  shown(): Map<string, string> {
    return new Map([...this.#admitted].map((text) => [text, this.#owners.get(text) as string]))
  }
}
