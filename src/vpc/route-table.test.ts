import assert from 'node:assert/strict'
import { test } from 'node:test'
import { comparePrefixes, formatPrefix, parseAddress, parsePrefix } from '../base/ip.ts'
import type { Address, Prefix } from '../base/ip.ts'
import { present } from '../base/assert.ts'
import { Prng } from '../base/prng.ts'
import { trace } from './forward.ts'
import { Network } from './network.ts'
import type { Interface } from './network.ts'
import { keyOf } from './prefix-map.ts'
import { RouteTable } from './route-table.ts'
import type { InstalledRoute } from './route-table.ts'
import { ListFib } from './list-fib.testing.ts'
import type { StaticRoute, TableConfig } from './written.ts'

test('a static route with the same destination wins and the propagated one returns when it goes', () => {
  const { table, fib } = oneServer()
  fib.put('192.0.2.0/24', 'eni-a')
  assert.deepEqual(shown(table), ['192.0.2.0/24 eni-a'])
  configure(table, [fib], { statics: [{ destination: '192.0.2.0/24', target: 'igw-1', active: true }] })
  assert.deepEqual(shown(table), [])
  assert.equal(table.rejection('rs-1', prefix('192.0.2.0/24')), 'static-route-exists')
  assert.equal(table.longest(address('192.0.2.9'))?.target, 'igw-1')
  configure(table, [fib], {})
  assert.equal(table.longest(address('192.0.2.9'))?.target, 'eni-a')
})

test('longer and shorter destinations live side by side and the longest wins', () => {
  const { table, fib } = oneServer([{ destination: '0.0.0.0/0', target: 'igw-1', active: true }])
  fib.put('10.0.1.7/32', 'eni-a')
  fib.put('198.51.100.0/24', 'eni-b')
  assert.equal(table.longest(address('10.0.1.7'))?.target, 'eni-a')
  assert.equal(table.longest(address('10.0.1.8'))?.origin, 'local')
  assert.equal(table.longest(address('198.51.100.1'))?.target, 'eni-b')
  assert.equal(table.longest(address('203.0.113.1'))?.target, 'igw-1')
})

test('each rule of the table has its own reason', () => {
  const pl: StaticRoute = { destination: '198.51.100.0/24', target: 'igw-1', active: true, prefixListId: 'pl-1' }
  const { table, fib } = oneServer([pl])
  for (const [text, reason] of [
    ['10.0.0.0/16', 'local-route-exists'],
    ['198.51.100.0/24', 'prefix-list-route-exists'],
    ['169.254.168.0/22', 'reserved-destination'],
    ['169.254.170.0/24', 'reserved-destination'],
    ['224.1.0.0/16', 'reserved-destination'],
    ['127.0.0.1/32', 'reserved-destination'],
    ['fe80::/64', 'reserved-destination'],
    ['0.0.0.0/0', undefined],
    ['::/0', undefined],
    ['10.0.0.0/8', undefined],
    ['10.0.1.0/24', undefined],
  ] as const) {
    fib.put(text, 'eni-a')
    assert.equal(table.rejection('rs-1', prefix(text)), reason, text)
  }
})

test('a gateway table takes destinations inside the VPC only', () => {
  const { table, fib } = oneServer()
  configure(table, [fib], { kind: 'gateway' })
  fib.put('10.0.1.0/24', 'eni-a')
  fib.put('0.0.0.0/0', 'eni-a')
  assert.deepEqual(shown(table), ['10.0.1.0/24 eni-a'])
  assert.equal(table.rejection('rs-1', prefix('0.0.0.0/0')), 'destination-not-in-vpc-range')
})

test('of two servers the first to install keeps the prefix until it withdraws', () => {
  const a = new ListFib('rs-a')
  const b = new ListFib('rs-b')
  const table = new RouteTable(CONFIG, NETWORK)
  configure(table, [a, b], {})
  a.tables.push(table)
  b.tables.push(table)
  b.put('192.0.2.0/24', 'eni-b')
  a.put('192.0.2.0/24', 'eni-a')
  assert.deepEqual(shown(table), ['192.0.2.0/24 eni-b'])
  assert.equal(table.rejection('rs-a', prefix('192.0.2.0/24')), 'other-route-server-owns-prefix')
  b.remove('192.0.2.0/24')
  assert.deepEqual(shown(table), ['192.0.2.0/24 eni-a'])
  b.put('192.0.2.0/24', 'eni-b')
  assert.deepEqual(shown(table), ['192.0.2.0/24 eni-a'])
})

test('a route that has gone with its forwarding group is the last when it comes again', () => {
  const [a, b] = [new ListFib('rs-a'), new ListFib('rs-b')] as const
  const table = new RouteTable(CONFIG, NETWORK)
  configure(table, [a, b], {})
  a.tables.push(table)
  b.tables.push(table)
  b.put('192.0.2.0/24', 'eni-b')
  a.put('192.0.2.0/24', 'eni-a')
  b.quietly('192.0.2.0/24', undefined)
  assert.deepEqual(shown(table), ['192.0.2.0/24 eni-a'])
  table.flipped()
  table.work(Infinity)
  b.quietly('192.0.2.0/24', 'eni-b')
  assert.deepEqual(shown(table), ['192.0.2.0/24 eni-a'])
})

test('three servers told in one burst: who was there before stays the owner, also before anybody is told', () => {
  const fibs = ['rs-a', 'rs-b', 'rs-c'].map((id) => new ListFib(id))
  const table = new RouteTable(CONFIG, NETWORK)
  configure(table, fibs, {})
  const [a, b, c] = fibs as [ListFib, ListFib, ListFib]
  c.tables.push(table)
  c.put('192.0.2.0/24', 'eni-c')
  for (const fib of [a, b]) fib.quietly('192.0.2.0/24', 'eni-x')
  assert.deepEqual(shown(table), ['192.0.2.0/24 eni-c'])
  for (const fib of [a, b]) table.appeared(fib.id, prefix('192.0.2.0/24'))
  assert.deepEqual(shown(table), ['192.0.2.0/24 eni-c'])
})

test('a limited table keeps what came first and gives a free place to the first in order', () => {
  const { table, fib } = oneServer()
  configure(table, [fib], { propagatedMax: 2 })
  for (const text of ['192.0.2.0/24', '198.51.100.0/24', '11.0.0.0/8', '12.0.0.0/8']) fib.put(text, 'eni-a')
  assert.deepEqual(shown(table), ['192.0.2.0/24 eni-a', '198.51.100.0/24 eni-a'])
  assert.equal(table.rejection('rs-1', prefix('11.0.0.0/8')), 'propagated-route-limit-exceeded')
  fib.remove('192.0.2.0/24')
  table.work(Infinity)
  assert.deepEqual(shown(table), ['11.0.0.0/8 eni-a', '198.51.100.0/24 eni-a'])
})

test('a change of target of the FIB is seen without telling the table', () => {
  const { table, fib } = oneServer()
  fib.put('192.0.2.0/24', 'eni-a')
  fib.retarget('eni-a', 'eni-b')
  assert.deepEqual(shown(table), ['192.0.2.0/24 eni-b'])
})

test('any history: the table holds what the rules say and pages in order', () => {
  for (let seed = 1; seed <= 200; seed++) history(seed)
})

test('a packet is traced to the interface, the gateway or the reason why it is lost', () => {
  const { table, fib } = oneServer([
    { destination: '0.0.0.0/0', target: 'igw-1', active: true },
    { destination: '203.0.113.0/24', target: 'eni-gone', active: false },
  ])
  fib.put('192.0.2.0/24', 'eni-a')
  fib.put('198.51.100.0/24', 'eni-b')
  const tables = new Map([[table.routeTableId, table]])
  const to = (text: string) => trace(NETWORK, tables, { subnetId: 'subnet-1' }, address(text))
  assert.equal(to('192.0.2.1').eniId, 'eni-a')
  assert.match(to('198.51.100.1').why, /source\/destination check is on/)
  assert.match(to('203.0.113.1').why, /blackhole/)
  assert.match(to('8.8.8.8').why, /leaves by igw-1/)
  assert.equal(to('10.0.1.10').eniId, 'eni-a')
  assert.match(to('10.0.1.99').why, /no interface has/)
  assert.match(trace(NETWORK, tables, { gatewayId: 'igw-1' }, address('10.0.1.10')).why, /no gateway route table/)
  assert.match(trace(NETWORK, tables, { subnetId: 'subnet-9' }, address('10.0.1.10')).why, /not a subnet/)
})

const eni = (eniId: string, addresses: readonly string[], more: Partial<Interface> = {}): Interface => ({
  eniId,
  subnetId: 'subnet-1',
  addresses,
  active: true,
  sourceDestCheck: false,
  endpoint: false,
  ...more,
})

const NETWORK = new Network({
  cidrs: ['10.0.0.0/16', '2001:db8::/56'],
  subnets: [{ subnetId: 'subnet-1', routeTableId: 'rtb-1' }],
  gateways: [{ gatewayId: 'igw-1' }],
  interfaces: [
    eni('eni-e', ['10.0.1.4'], { endpoint: true }),
    eni('eni-a', ['10.0.1.10', '10.0.1.210', '2001:db8::a']),
    eni('eni-b', ['10.0.1.11'], { sourceDestCheck: true }),
  ],
})
const CONFIG: TableConfig = { routeTableId: 'rtb-1', kind: 'subnet', statics: [] }

const prefix = (text: string): Prefix => present(parsePrefix(text), text)
const address = (text: string): Address => present(parseAddress(text), text)
const shown = (table: RouteTable): string[] =>
  [...table.routes()].map((route) => `${formatPrefix(route.prefix)} ${route.target.eniId}`)

function oneServer(statics: readonly StaticRoute[] = []): { table: RouteTable; fib: ListFib } {
  const fib = new ListFib('rs-1')
  const table = new RouteTable(CONFIG, NETWORK)
  configure(table, [fib], { statics })
  fib.tables.push(table)
  return { table, fib }
}

function configure(table: RouteTable, fibs: readonly ListFib[], config: Partial<TableConfig>): void {
  const propagators = fibs.map((fib) => ({ routeServerId: fib.id, source: fib }))
  table.configure({ ...CONFIG, ...config }, NETWORK, propagators)
}

/** Random announcements, withdrawals and reconfigurations of a table with up to three servers and a limit. */
function history(seed: number): void {
  const random = new Prng(seed)
  const fibs = ['rs-a', 'rs-b', 'rs-c'].map((id) => new ListFib(id))
  const table = new RouteTable(CONFIG, NETWORK)
  for (const fib of fibs) fib.tables.push(table)
  const pool = [
    '192.0.2.0/24',
    '11.0.0.0/8',
    '12.0.0.0/8',
    '10.0.0.0/16',
    '10.0.1.0/24',
    '127.0.0.0/8',
    '2001:db8:9::/48',
    '::/0',
  ]
  const limit = random.pick([undefined, 1, 3])
  let using = fibs.slice(0, 1)
  let statics: StaticRoute[] = []
  const apply = () => configure(table, using, { statics, ...(limit === undefined ? {} : { propagatedMax: limit }) })
  apply()
  for (let step = 0; step < 60; step++) {
    const before = new Map([...table.routes()].map((r) => [keyOf(r.prefix), r]))
    const roll = random.below(10)
    if (roll < 5) random.pick(fibs).put(random.pick(pool), random.pick(['eni-a', 'eni-b']))
    else if (roll < 8) random.pick(fibs).remove(random.pick(pool))
    else if (roll < 9) using = fibs.filter((_, i) => i === 0 || random.below(2) === 0)
    else statics = random.below(2) === 0 ? [] : [{ destination: random.pick(pool), target: 'igw-1', active: true }]
    if (roll >= 8) apply()
    table.work(Infinity)
    check(table, using, statics, limit, `seed ${seed} step ${step}`)
    if (roll < 8) kept(table, using, before, `seed ${seed} step ${step}`)
  }
}

/** What must hold at any time, from the rules alone. */
function check(
  table: RouteTable,
  fibs: readonly ListFib[],
  statics: readonly StaticRoute[],
  limit: number | undefined,
  why: string,
) {
  const inTable = [...table.routes()]
  assert.deepEqual(
    inTable.map((r) => r.prefix),
    inTable.map((r) => r.prefix).sort(comparePrefixes),
    why,
  )
  assert.deepEqual(inPages(table, 1), inTable, why)
  assert.deepEqual(inPages(table, 3), inTable, why)
  assert.equal(new Set(inTable.map((r) => keyOf(r.prefix))).size, inTable.length, why)
  const banned = new Set(['10.0.0.0/16', '127.0.0.0/8', ...statics.map((s) => s.destination)])
  const legal = new Set(fibs.flatMap((f) => f.routes.map((r) => formatPrefix(r.prefix))).filter((p) => !banned.has(p)))
  assert.equal(inTable.length, Math.min(legal.size, limit ?? Infinity), why)
  for (const route of inTable) {
    assert.ok(legal.has(formatPrefix(route.prefix)), why)
    const installed = fibs.filter(
      (fib) => fib.exact(route.prefix) && table.rejection(fib.id, route.prefix) === undefined,
    )
    assert.equal(installed.length, 1, why)
    assert.equal(installed[0]?.id, route.routeServerId, why)
    assert.deepEqual(installed[0]?.exact(route.prefix)?.target, route.target, why)
  }
}

/** The table read in pages of a size. */
function inPages(table: RouteTable, size: number): InstalledRoute[] {
  const routes: InstalledRoute[] = []
  let cursor: Prefix | undefined
  do {
    const page = table.page(cursor, size)
    routes.push(...page.routes)
    cursor = page.next
  } while (cursor !== undefined)
  return routes
}

/** Announcements and withdrawals of others do not move a route that is in the table. */
function kept(
  table: RouteTable,
  fibs: readonly ListFib[],
  before: ReadonlyMap<unknown, InstalledRoute>,
  why: string,
): void {
  for (const route of before.values()) {
    const { prefix, target, routeServerId } = route
    const still = fibs.find((fib) => fib.id === routeServerId)?.exact(prefix)
    if (still?.target !== target) continue
    assert.ok(
      [...table.routes()].some((now) => now.target === target && keyOf(now.prefix) === keyOf(prefix)),
      why,
    )
  }
}
