// The paths of one family as rows: a list per prefix, best path first by the rules that do not change (best-path.ts),
// one path per peer. The list ends with the number of its prefix, so that a path knows where it belongs.

import type { Attributes } from './attributes.ts'
import { comparePaths } from './best-path.ts'
import { PATH_BITS } from './prefixes.ts'
import type { Prefixes } from './prefixes.ts'
import { ROW_MASK, ROW_SHIFT, Rows } from './rows.ts'
import type { Sessions } from './sessions.ts'

const STRIDE = 3
const ATTRIBUTE = 0
/** The next path of the prefix, or LAST and the prefix. */
const NEXT = 1
/** Session (16 bits), refresh (14 bits), TOUCHED. 0 in a free row. */
const SESSION = 2

/** A path number from here on is the end of a list. */
export const LAST = 0x4000_0000
/** Announced by the very message that is being applied, so not to be withdrawn by it. */
export const TOUCHED = 0x4000_0000

export class PathLists {
  readonly rows = new Rows(STRIDE)
  readonly #prefixes: Prefixes
  readonly #sessions: Sessions
  readonly #attributes: Attributes

  constructor(prefixes: Prefixes, sessions: Sessions, attributes: Attributes) {
    this.#prefixes = prefixes
    this.#sessions = sessions
    this.#attributes = attributes
  }

  first(prefix: number): number {
    return this.#prefixes.head(prefix) & PATH_BITS
  }

  next(path: number): number {
    return (this.rows.chunks[path >>> ROW_SHIFT] as Uint32Array)[(path & ROW_MASK) * STRIDE + NEXT] as number
  }

  attributeOf(path: number): number {
    return (this.rows.chunks[path >>> ROW_SHIFT] as Uint32Array)[(path & ROW_MASK) * STRIDE + ATTRIBUTE] as number
  }

  /** Session, refresh and TOUCHED; 0 in a free row. */
  word(path: number): number {
    return (this.rows.chunks[path >>> ROW_SHIFT] as Uint32Array)[(path & ROW_MASK) * STRIDE + SESSION] as number
  }

  sessionOf(path: number): number {
    return this.word(path) & 0xffff
  }

  setWord(path: number, word: number): void {
    ;(this.rows.chunks[path >>> ROW_SHIFT] as Uint32Array)[(path & ROW_MASK) * STRIDE + SESSION] = word
  }

  setAttribute(path: number, attribute: number): void {
    ;(this.rows.chunks[path >>> ROW_SHIFT] as Uint32Array)[(path & ROW_MASK) * STRIDE + ATTRIBUTE] = attribute
  }

  /** A new path, in no list yet. */
  add(attribute: number, word: number): number {
    const path = this.rows.take()
    const chunk = this.rows.chunks[path >>> ROW_SHIFT] as Uint32Array
    const at = (path & ROW_MASK) * STRIDE
    chunk[at + ATTRIBUTE] = attribute
    chunk[at + SESSION] = word
    return path
  }

  /** The only path of a new prefix, in a row just taken. */
  begin(path: number, attribute: number, prefix: number, word: number): void {
    const chunk = this.rows.chunks[path >>> ROW_SHIFT] as Uint32Array
    const at = (path & ROW_MASK) * STRIDE
    chunk[at + ATTRIBUTE] = attribute
    chunk[at + NEXT] = LAST | prefix
    chunk[at + SESSION] = word
  }

  /** A path that is in no list any more. */
  release(path: number): void {
    this.setWord(path, 0)
    this.rows.release(path)
  }

  /** The path that a peer has for a prefix, 0 for none. */
  ofPeer(prefix: number, peer: number): number {
    const peers = this.#sessions.peer
    const chunks = this.rows.chunks
    for (let path = this.first(prefix); path < LAST;) {
      const chunk = chunks[path >>> ROW_SHIFT] as Uint32Array
      const at = (path & ROW_MASK) * STRIDE
      if (peers[(chunk[at + SESSION] as number) & 0xffff] === peer) return path
      path = chunk[at + NEXT] as number
    }
    return 0
  }

  isAlone(prefix: number, path: number): boolean {
    return this.first(prefix) === path && this.next(path) >= LAST
  }

  /** Puts a path at its place in a list that is not empty. */
  insert(prefix: number, path: number): void {
    const sessions = this.#sessions
    const attribute = this.attributeOf(path)
    const session = this.sessionOf(path)
    let before = 0
    let next = this.first(prefix)
    while (next < LAST) {
      const d = comparePaths(
        sessions,
        this.#attributes,
        attribute,
        session,
        this.attributeOf(next),
        this.sessionOf(next),
      )
      if (d < 0) break
      before = next
      next = this.next(next)
    }
    this.rows.set(path, NEXT, next)
    if (before === 0) this.#prefixes.setFirst(prefix, path)
    else this.rows.set(before, NEXT, path)
  }

  /** Takes a path out of a list that has others. */
  unlink(prefix: number, path: number): void {
    const next = this.next(path)
    let before = this.first(prefix)
    if (before === path) {
      this.#prefixes.setFirst(prefix, next)
      return
    }
    while (this.next(before) !== path) before = this.next(before)
    this.rows.set(before, NEXT, next)
  }

  prefixOf(path: number): number {
    let next = path
    while (next < LAST) next = this.next(next)
    return next - LAST
  }

  /** All paths of a prefix, also those that await their clean-up. */
  all(prefix: number): number[] {
    const list: number[] = []
    for (let path = this.first(prefix); path < LAST; path = this.next(path)) list.push(path)
    return list
  }
}
