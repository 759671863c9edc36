// Answers about large tables are bounded, and their parts stay in order and correct while routes change between them.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RouteTable } from '../vpc/route-table.ts'
import type { RouteSource, SourcePage, SourceRoute } from '../vpc/route-source.ts'
import { Network } from '../vpc/network.ts'
import { comparePrefixes } from '../base/ip.ts'
import { Plane, TABLE_ROUTES_MAX } from './plane.ts'

test('a table with more routes than an answer takes: the first in order, each once, though routes go meanwhile', () => {
  const plane = new Plane({ seed: 1, wallClock: () => 0 })
  const source = new Source(TABLE_ROUTES_MAX + 2_000)
  const network = new Network({ cidrs: ['10.0.0.0/16'], subnets: [], gateways: [], interfaces: [] })
  const config = { routeTableId: 'rtb-1', kind: 'subnet', statics: [] } as const
  const table = new RouteTable(config, network)
  table.configure(config, network, [{ routeServerId: 'rs-1', source }])
  plane.tables.set('rtb-1', table)
  const seen: string[] = []
  let parts = 0
  for (const answer of plane.answer({ type: 'tableRoutes', routeTableIds: ['rtb-1'] })) {
    if (answer?.type !== 'tableRoutes') continue
    for (const { destination } of answer.tables[0]?.routes ?? []) seen.push(destination)
    if (++parts === 2) source.routes.splice(0, 500) // of those that were told already
  }
  assert.equal(seen.length, TABLE_ROUTES_MAX)
  assert.equal(new Set(seen).size, TABLE_ROUTES_MAX)
  assert.deepEqual([seen[0], seen.at(-1)], ['11.0.0.0/32', `11.0.${9_999 >> 8}.${9_999 & 255}/32`])
})

test('a warning says that a table is longer than DescribeRouteTables shows', () => {
  const plane = new Plane({ seed: 1, wallClock: () => 0 })
  const network = new Network({ cidrs: ['10.0.0.0/16'], subnets: [], gateways: [], interfaces: [] })
  const config = { kind: 'subnet', statics: [] } as const
  for (const [routeTableId, count] of [
    ['rtb-long', TABLE_ROUTES_MAX + 1],
    ['rtb-short', TABLE_ROUTES_MAX],
  ] as const) {
    const table = new RouteTable({ ...config, routeTableId }, network)
    table.configure({ ...config, routeTableId }, network, [{ routeServerId: 'rs-1', source: new Source(count) }])
    plane.tables.set(routeTableId, table)
  }
  const parts = [...plane.answer({ type: 'warnings' })]
  const warnings = parts.flatMap((part) => (part?.type === 'warnings' ? part.warnings : []))
  assert.deepEqual(
    warnings.map(({ code, resourceId }) => `${code} ${resourceId}`),
    ['table-shown-in-part rtb-long'],
  )
  assert.match(warnings[0]?.why ?? '', /^About 10001 routes .* first 10000 of them in order/)
})

/** A FIB of /32 routes from 11.0.0.0 on. */
class Source implements RouteSource {
  routes: SourceRoute[]

  constructor(count: number) {
    this.routes = Array.from({ length: count }, (_, i) => ({
      prefix: { family: 4, words: [0x0b000000 + i], length: 32 },
      target: { eniId: 'eni-1', nextHop: '10.0.0.9', active: true },
    }))
  }
  get size(): number {
    return this.routes.length
  }
  has(): boolean {
    return false
  }
  exact(): undefined {
    return undefined
  }
  longest(): undefined {
    return undefined
  }
  after(cursor: SourceRoute['prefix'] | undefined, max: number): SourcePage {
    const from = cursor === undefined ? 0 : this.routes.findIndex(({ prefix }) => comparePrefixes(prefix, cursor) > 0)
    const routes = from < 0 ? [] : this.routes.slice(from, from + max)
    const last = routes.at(-1)
    return last === undefined ? { routes } : { routes, next: last.prefix }
  }
}
