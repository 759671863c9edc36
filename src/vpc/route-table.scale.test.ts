// Hundreds of thousands of routes: no call looks at more of them than it was asked to, whatever is done to the table.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Prefix } from '../base/ip.ts'
import { Network } from './network.ts'
import type { Propagator, RouteSource, SourcePage, SourceRoute } from './route-source.ts'
import { RouteTable } from './route-table.ts'

const ROUTES = 300_000
const UNITS = 1_000
const NETWORK = new Network({ cidrs: ['10.0.0.0/16'], subnets: [], gateways: [], interfaces: [] })

test('two servers with 300,000 routes each and a limit of 1,000: filled, flipped and withdrawn in slices', () => {
  const { table, fibs, steps } = world(2, 1_000)
  const [a, b] = fibs as [RangeFib, RangeFib]
  steps.drain()
  assert.deepEqual(ends(table), [1_000, 0, 999])
  a.from = ROUTES // all of them went with their forwarding group
  steps.run(() => table.flipped())
  steps.drain()
  assert.deepEqual(ends(table), [1_000, 0, 999])
  // Nobody reads between the changes: the worst that can pile up is told in one go, and the work comes when it can.
  while (b.from < ROUTES) {
    const gone = nth(b.from++)
    steps.run(() => table.disappeared('rs-1', gone))
    if (b.from % UNITS === 0) steps.run(() => table.work(UNITS))
  }
  assert.equal(table.sizeAbout <= 1_000, true)
  steps.drain()
  assert.deepEqual(ends(table), [0, undefined, undefined])
  assert.ok(steps.longest <= 3 * (UNITS + 256), `a step looked at ${steps.longest} routes`)
})

test('a limit above the number of routes, lowered and raised again', () => {
  const { table, steps, configure } = world(1, ROUTES * 2)
  steps.drain()
  assert.equal(table.sizeAbout, ROUTES)
  configure(10)
  steps.drain()
  assert.equal(table.sizeAbout, 10)
  configure(20_000)
  steps.drain()
  assert.equal(table.sizeAbout, 20_000)
  assert.ok(steps.longest <= 3 * (UNITS + 256), `a step looked at ${steps.longest} routes`)
})

test('three servers with 300,000 routes each: the second owns them all, and a resync leaves it so', () => {
  const { table, fibs, steps } = world(3, undefined)
  const [a] = fibs as [RangeFib]
  a.from = ROUTES
  steps.run(() => table.resync())
  steps.drain()
  a.from = 0
  for (let i = 0; i < ROUTES; i += 1_000) steps.run(() => table.appeared('rs-0', nth(i)))
  steps.run(() => table.resync())
  steps.drain()
  for (let i = 0; i < ROUTES; i += 997) {
    const owners = ['rs-0', 'rs-1', 'rs-2'].filter((id) => table.rejection(id, nth(i)) === undefined)
    assert.deepEqual(owners, ['rs-1'])
  }
  // A claim asks each of the three twice: who has the route, and whose is it.
  assert.ok(steps.longest <= 6 * (UNITS + 256), `a step looked at ${steps.longest} routes`)
})

const TARGET = { eniId: 'eni-1', nextHop: '10.0.1.10', active: true }
const nth = (i: number): Prefix => ({ family: 4, words: [0x14000000 + i * 256], length: 24 })

/** A FIB of the /24 routes from the one numbered `from` on, without holding them, which counts what is looked at. */
class RangeFib implements RouteSource {
  from = 0
  looks = 0

  get size(): number {
    return ROUTES - this.from
  }
  has(prefix: Prefix): boolean {
    this.looks++
    return indexOf(prefix) >= this.from
  }
  exact(prefix: Prefix): SourceRoute | undefined {
    return this.has(prefix) ? { prefix, target: TARGET } : undefined
  }
  longest(): undefined {
    return undefined
  }
  after(cursor: Prefix | undefined, max: number): SourcePage {
    const first = cursor === undefined ? 0 : indexOf(cursor) + 1
    const end = Math.min(ROUTES, first + max)
    this.looks += end - first
    const routes: SourceRoute[] = []
    for (let i = Math.max(first, this.from); i < end; i++) routes.push({ prefix: nth(i), target: TARGET })
    return end === ROUTES ? { routes } : { routes, next: nth(end - 1) }
  }
}

const indexOf = (prefix: Prefix): number => ((prefix.words[0] as number) - 0x14000000) / 256

function world(servers: number, propagatedMax: number | undefined) {
  const fibs = Array.from({ length: servers }, () => new RangeFib())
  const propagators: Propagator[] = fibs.map((source, i) => ({ routeServerId: `rs-${i}`, source }))
  const base = { routeTableId: 'rtb-1', kind: 'subnet', statics: [] } as const
  const table = new RouteTable(base, NETWORK)
  const steps = new Steps(table, fibs)
  const configure = (limit: number | undefined): void =>
    steps.run(() =>
      table.configure({ ...base, ...(limit === undefined ? {} : { propagatedMax: limit }) }, NETWORK, propagators),
    )
  configure(propagatedMax)
  return { table, fibs, steps, configure }
}

/** Calls of a table, and how many routes the longest of them looked at. */
class Steps {
  longest = 0
  readonly #table: RouteTable
  readonly #fibs: readonly RangeFib[]

  constructor(table: RouteTable, fibs: readonly RangeFib[]) {
    this.#table = table
    this.#fibs = fibs
  }

  run<T>(call: () => T): T {
    const before = this.#looks
    const result = call()
    this.longest = Math.max(this.longest, this.#looks - before)
    return result
  }

  drain(): void {
    while (this.run(() => this.#table.work(UNITS))) continue
  }

  get #looks(): number {
    return this.#fibs.reduce((sum, fib) => sum + fib.looks, 0)
  }
}

/** How many routes are shown, and the numbers of the first and the last. */
function ends(table: RouteTable): (number | undefined)[] {
  const shown = [...table.routes()].map(({ prefix }) => indexOf(prefix))
  return [shown.length, shown[0], shown.at(-1)]
}
