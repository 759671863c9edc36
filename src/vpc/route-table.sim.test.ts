// Random lives of a route table with several servers and a limit. Told at once and with all its work done, it holds what a
// naive table with a full memory holds; told late, in slices and sometimes not at all, it keeps the rules at any moment.
// SEED=n repeats one life, SEEDS=n lives that many.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { comparePrefixes, formatPrefix, parsePrefix } from '../base/ip.ts'
import type { Prefix } from '../base/ip.ts'
import { present } from '../base/assert.ts'
import { Prng } from '../base/prng.ts'
import { ListFib } from './list-fib.testing.ts'
import { NaiveTable } from './naive-table.testing.ts'
import { Network } from './network.ts'
import { RouteTable } from './route-table.ts'
import type { StaticRoute, TableConfig } from './written.ts'

const NETWORK = new Network({ cidrs: ['10.0.0.0/16'], subnets: [], gateways: [], interfaces: [] })
/** In order. Some are the VPC's, some reserved, some IPv6. */
const POOL = pool()
/** How many routes a page has that the table reads. */
const PAGE = 256

test('told at once: the table is the naive one after every change', () => {
  for (const seed of seeds(25)) atOnce(seed)
})

test('told late and in slices: places and owners stay, nothing is lost, and no call looks at many routes', () => {
  for (const seed of seeds(25)) inSlices(seed)
})

function seeds(count: number): number[] {
  const { SEED, SEEDS } = process.env
  if (SEED !== undefined) return [Number(SEED)]
  return Array.from({ length: Number(SEEDS ?? count) }, (_, i) => i + 1)
}

function prefixOf(text: string): Prefix {
  return present(parsePrefix(text), text)
}

function pool(): string[] {
  const texts = ['10.0.0.0/16', '10.0.1.0/24', '0.0.0.0/0', '127.0.0.0/8', '224.1.0.0/16', '::/0', 'fe80::/64']
  for (let i = 0; i < 450; i++) texts.push(`11.${i >> 4}.${(i & 15) * 16}.0/${20 + (i % 3)}`)
  for (let i = 0; i < 250; i++) texts.push(`2001:db8:${i.toString(16)}::/48`)
  const byPrefix = texts.map(prefixOf).sort(comparePrefixes)
  return byPrefix.map(formatPrefix)
}

/** A table with the FIBs that may propagate into it. */
class World {
  readonly random: Prng
  readonly fibs = ['rs-a', 'rs-b', 'rs-c'].map((id) => new ListFib(id))
  readonly table = new RouteTable({ routeTableId: 'rtb-1', kind: 'subnet', statics: [] }, NETWORK)
  using: readonly ListFib[] = []
  statics: readonly StaticRoute[] = []
  limit: number | undefined

  constructor(seed: number) {
    this.random = new Prng(seed)
    this.limit = this.random.pick([undefined, 3, 100, 300])
  }

  /** Another configuration, which is applied by `apply`. */
  configure(): void {
    const roll = this.random.below(4)
    if (roll === 0) this.limit = this.random.pick([undefined, 3, 100, 300])
    else if (roll === 1)
      this.statics = this.some(3).map((destination) => ({ destination, target: 'igw-1', active: true }))
    else {
      const fib = this.random.pick(this.fibs)
      this.using = this.using.includes(fib) ? this.using.filter((one) => one !== fib) : [...this.using, fib]
    }
  }

  apply(): void {
    const limit = this.limit === undefined ? {} : { propagatedMax: this.limit }
    const config: TableConfig = { routeTableId: 'rtb-1', kind: 'subnet', statics: this.statics, ...limit }
    this.table.configure(
      config,
      NETWORK,
      this.using.map((fib) => ({ routeServerId: fib.id, source: fib })),
    )
  }

  /** Neighbours in the order, at most so many. */
  some(most: number): string[] {
    const at = this.random.below(POOL.length)
    return POOL.slice(at, at + 1 + this.random.below(most))
  }

  isLegal(text: string): boolean {
    const banned = [
      '10.0.0.0/16',
      '127.0.0.0/8',
      '224.1.0.0/16',
      'fe80::/64',
      ...this.statics.map((s) => s.destination),
    ]
    return !banned.includes(text)
  }

  /** What the table shows: whose route each prefix has. */
  shown(): Map<string, string> {
    const shown = new Map<string, string>()
    let last: Prefix | undefined
    for (const { prefix, routeServerId } of this.table.routes()) {
      assert.ok(last === undefined || comparePrefixes(last, prefix) < 0, `${formatPrefix(prefix)} is out of order`)
      last = prefix
      shown.set(formatPrefix(prefix), routeServerId)
    }
    return shown
  }

  get looks(): number {
    return this.fibs.reduce((sum, fib) => sum + fib.looks, 0)
  }
}

function atOnce(seed: number): void {
  const world = new World(seed)
  const { random, table, fibs } = world
  for (const fib of fibs) fib.tables.push(table)
  const naive = new NaiveTable()
  const see = (): void => naive.configure(world.using, world.limit ?? Infinity, (text) => world.isLegal(text))
  for (let step = 0; step < 60; step++) {
    const fib = random.pick(fibs)
    const quiet = new Set<string>()
    const roll = random.below(12)
    if (roll < 5) {
      for (const text of world.some(150)) {
        if (fib.texts.has(text)) continue
        fib.put(text, `eni-${fib.id}`)
        naive.appeared(fib, text)
      }
    } else if (roll < 8) {
      const gone = world.some(150).filter((text) => fib.texts.has(text))
      for (const text of gone) fib.remove(text)
      for (const text of gone) naive.disappeared(fib, text)
    } else if (roll < 10) {
      for (const text of world.some(100)) {
        quiet.add(text)
        fib.quietly(text, random.below(2) === 0 ? undefined : `eni-${fib.id}`)
      }
      if (random.below(2) === 0) table.flipped()
      else table.resync()
    } else {
      world.configure()
      world.apply()
    }
    while (table.work(1 + random.below(40))) continue
    see()
    const shown = world.shown()
    naive.adopt(shown, quiet)
    assert.deepEqual(sorted(shown), sorted(naive.shown()), `SEED=${seed} step ${step}`)
  }
}

const sorted = (map: ReadonlyMap<string, string>): string[] => [...map].map(([a, b]) => `${a} ${b}`).sort()

type News = { readonly fib: ListFib; readonly type: 'appeared' | 'disappeared'; readonly prefix: Prefix }

function inSlices(seed: number): void {
  const world = new World(seed)
  const { random, table, fibs } = world
  const isQuiet = seed % 2 === 0
  let news: News[] = []
  /** What was shown when all was done, and has been there since: prefix to owner. */
  let kept = new Map<string, string>()
  const change = (fib: ListFib, text: string, comes: boolean, quietly: boolean): void => {
    if (fib.texts.has(text) === comes) return
    const prefix = prefixOf(text)
    fib.quietly(text, comes ? `eni-${fib.id}` : undefined)
    if (!comes && kept.get(text) === fib.id) kept.delete(text)
    if (!quietly && world.using.length > 0) news.push({ fib, type: comes ? 'appeared' : 'disappeared', prefix })
  }
  for (let step = 0; step < 200; step++) {
    const why = `SEED=${seed} step ${step}`
    const fib = random.pick(fibs)
    const before = world.looks
    const roll = random.below(100)
    let allowed = 0
    if (roll < 25) for (const text of world.some(200)) change(fib, text, true, false)
    else if (roll < 40) for (const text of world.some(200)) change(fib, text, false, false)
    else if (roll < 45 && isQuiet) {
      for (const text of world.some(100)) change(fib, text, random.below(2) === 0, true)
      table.flipped()
    } else if (roll < 48) {
      // Nobody can be told what happened: a queue ran over.
      if (news.length > 300) [(news = [])].map(() => table.resync())
    } else if (roll < 52) {
      const { limit } = world
      world.configure()
      world.apply()
      for (const [text, id] of kept) {
        if (!world.isLegal(text) || !world.using.some((one) => one.id === id)) kept.delete(text)
      }
      if ((world.limit ?? Infinity) < (limit ?? Infinity)) kept.clear()
    } else if (roll < 75) {
      for (const { fib: from, type, prefix } of news.splice(0, 1 + random.below(100))) {
        allowed += 16
        table[type](from.id, prefix)
      }
    } else if (roll < 97) {
      const units = 1 + random.below(30)
      table.work(units)
      allowed = (units + PAGE) * 8
    } else {
      for (const { fib: from, type, prefix } of news.splice(0)) table[type](from.id, prefix)
      while (table.work(50)) continue
      kept = whenDone(world, why)
      continue
    }
    assert.ok(world.looks - before <= allowed + 2 * 3 * 200, `${why}: looked at ${world.looks - before} routes`)
    atAnyTime(world, kept, isQuiet, why)
  }
}

/** Told of everything, and with its work done. */
function whenDone(world: World, why: string): Map<string, string> {
  const shown = world.shown()
  const there = new Set(world.using.flatMap((fib) => [...fib.texts]).filter((text) => world.isLegal(text)))
  assert.equal(shown.size, Math.min(there.size, world.limit ?? Infinity), why)
  return shown
}

/** While there may be work: who is shown has the route and may propagate it, others are told why, nobody loses a place. */
function atAnyTime(world: World, kept: ReadonlyMap<string, string>, isQuiet: boolean, why: string): void {
  const shown = world.shown()
  for (const [text, id] of shown) {
    const prefix = prefixOf(text)
    assert.ok(world.isLegal(text), `${why}: ${text}`)
    for (const fib of world.using) {
      const isIn = fib.has(prefix) && world.table.rejection(fib.id, prefix) === undefined
      assert.equal(isIn, fib.id === id, `${why}: ${text} of ${fib.id}`)
    }
  }
  for (const [text, id] of kept) {
    if (isQuiet) assert.ok(shown.has(text), `${why}: ${text} has lost its place`)
    else assert.equal(shown.get(text), id, `${why}: ${text} has another owner`)
  }
}
