// The whole VPC in a simulated world: sessions, RIBs, tables, devices, connections that break, devices that die, a
// configuration that changes, a router that restarts. After every step the invariants below hold; when everything has
// come to rest, the routes are exactly those that the living devices announce. `SEED=n` repeats one run, `SEEDS=n` runs
// that many.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { comparePrefixes, contains, formatAddress, formatPrefix, parseAddress, parsePrefix } from '../base/ip.ts'
import type { Prefix } from '../base/ip.ts'
import { after, minutes, ms, sec } from '../base/time.ts'
import { World } from '../../test/sim/world.ts'
import type { DevicePlan, SimDevice } from '../../test/sim/world.ts'
import type { PathView } from '../rib/route.ts'
import type { DesiredPeer, DesiredVpc } from './protocol.ts'
import type { RouteServer } from './route-server.ts'

const SEEDS = process.env['SEED'] === undefined ? Number(process.env['SEEDS'] ?? 500) : 1
const FIRST = Number(process.env['SEED'] ?? 1)

test('any history: statuses are true, tables follow the rules, the best path is the naive one', () => {
  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) history(seed)
})

test('a device that dies without a word is noticed by BFD in a second, by the hold time alone in fifteen', () => {
  for (const [liveness, bound] of [
    ['bfd', sec(1)],
    ['bgp-keepalive', sec(15)],
  ] as const) {
    const world = newWorld(7, { liveness })
    const [device] = world.devices as [SimDevice]
    world.announce(device, '192.0.2.0/24', 0)
    world.start(device)
    run(world, sec(10))
    assert.deepEqual(inTable(world), ['192.0.2.0/24 eni-10'])
    world.kill(device)
    const died = world.now
    while (inTable(world).length > 0) assert.ok(world.step(after(died, sec(20))), 'the route stays for ever')
    assert.ok(world.now - died <= bound, `${liveness}: ${(world.now - died) / 1e6} s`)
  }
})

test('routes of a persisting server survive a restart of the router and go after the duration', () => {
  const world = newWorld(11, { persist: true })
  const [device] = world.devices as [SimDevice]
  world.announce(device, '192.0.2.0/24', 0)
  world.announce(device, '198.51.100.0/24', 0)
  world.start(device)
  run(world, sec(10))
  world.stop(device)
  run(world, sec(10))
  world.restartRouter()
  run(world, minutes(10))
  assert.deepEqual(inTable(world), ['192.0.2.0/24 eni-10', '198.51.100.0/24 eni-10'])
  device.routes.delete('198.51.100.0/24')
  world.start(device)
  run(world, sec(30))
  assert.equal(inTable(world).length, 2, 'stale routes stay until the duration is over')
  run(world, minutes(1))
  assert.deepEqual(inTable(world), ['192.0.2.0/24 eni-10'])
})

test('an interface that is deleted under a route leaves a blackhole until the device has gone', () => {
  const world = newWorld(3)
  const [device] = world.devices as [SimDevice]
  const table = () => {
    const answer = world.ask({ type: 'tableRoutes', routeTableIds: ['rtb-1'] })
    return answer.type === 'tableRoutes'
      ? answer.tables.flatMap(({ routes }) => routes.map((r) => `${r.eniId} ${r.state}`))
      : []
  }
  world.announce(device, '192.0.2.0/24', 0)
  world.start(device)
  run(world, sec(10))
  const { desired } = world
  world.configure({ ...desired, interfaces: desired.interfaces.filter((eni) => eni.eniId !== 'eni-10') })
  assert.deepEqual(table(), ['eni-10 blackhole'])
  world.cut(device)
  run(world, sec(10))
  assert.equal(world.statuses.get('rsp-1')?.bgp, 'up')
  assert.deepEqual(table(), [], 'a new session cannot use an address that nobody has')
  world.configure(desired)
  assert.deepEqual(table(), ['eni-10 active'])
})

test('the peer log tells sessions and, where wanted, routes, in the words of the VPC User Guide', () => {
  const world = new World(5, { ...desiredVpc({}), logRoutes: true }, PLANS)
  const [device] = world.devices as [SimDevice]
  world.announce(device, '192.0.2.0/24', 7)
  world.start(device)
  run(world, sec(10))
  world.announce(device, '192.0.2.0/24', 8)
  run(world, sec(1))
  world.withdraw(device, '192.0.2.0/24')
  run(world, sec(1))
  world.stop(device)
  run(world, sec(1))
  const lines = world.reports.flatMap((report) => (report.type === 'peerLog' ? report.records : []))
  const route = { prefix: '192.0.2.0/24', asPath: '65001', nextHopIp: '10.0.1.10' }
  assert.deepEqual(
    lines.map(({ resourceId, type, status, message }) => [resourceId, type, status, message]),
    [
      ['rsp-1', 'BGPStatus', 'UP', null],
      ['rsp-1', 'RouteStatus', 'ADVERTISED', { ...route, med: 7 }],
      ['rsp-1', 'RouteStatus', 'UPDATED', { ...route, med: 8 }],
      ['rsp-1', 'RouteStatus', 'WITHDRAWN', { prefix: '192.0.2.0/24' }],
      ['rsp-1', 'BGPStatus', 'DOWN', null],
    ],
  )
})

const PLANS: readonly DevicePlan[] = [
  { host: 10, asn: 65001, endpoint: 'rse-1', prepend: 0 },
  { host: 11, asn: 65002, endpoint: 'rse-1', prepend: 1 },
  { host: 10, asn: 65001, endpoint: 'rse-2', prepend: 0 },
  { host: 12, asn: 65003, endpoint: 'rse-3', prepend: 0 },
]
const POOL = [
  '192.0.2.0/24',
  '198.51.100.0/24',
  '0.0.0.0/0',
  '10.0.1.77/32',
  '10.0.0.0/16',
  '203.0.113.0/25',
  '2001:db8:9::/48',
  '::/0',
]

interface Choices {
  readonly liveness?: DesiredPeer['liveness']
  readonly persist?: boolean
  readonly limit?: number
}

function newWorld(seed: number, choices: Choices = {}): World {
  return new World(seed, desiredVpc(choices), PLANS)
}

function desiredVpc({ liveness = 'bgp-keepalive', persist = false, limit }: Choices): DesiredVpc {
  const eni = (host: number, endpoint = false) => ({
    eniId: `eni-${host}`,
    subnetId: 'subnet-1',
    addresses: [`10.0.1.${host}`],
    active: true,
    sourceDestCheck: false,
    endpoint,
  })
  const server = (routeServerId: string) => ({
    routeServerId,
    asn: 65000,
    persist: { enabled: persist, durationSeconds: 60, resetGeneration: 0 },
    limits: {
      mode: 'soft' as const,
      ...(limit === undefined ? {} : { routesPerPeerMax: limit, routesPerServerMax: limit }),
    },
  })
  const endpoint = (n: number, routeServerId: string) => ({
    endpointId: `rse-${n}`,
    routeServerId,
    hostAddress: `127.0.1.${3 + n}`,
    address: `10.0.1.${3 + n}`,
  })
  const table = (routeTableId: string, kind: 'subnet' | 'gateway') => ({ routeTableId, kind, statics: [] })
  return {
    vpcId: 'vpc-1',
    cidrs: ['10.0.0.0/16'],
    addressForms: [{ vpc: '10.0.0.0/16', host: '127.0.0.0/16' }],
    subnets: [{ subnetId: 'subnet-1', cidrs: ['10.0.1.0/24'], routeTableId: 'rtb-1' }],
    gateways: [{ gatewayId: 'igw-1', routeTableId: 'rtb-2' }],
    interfaces: [eni(4, true), eni(5, true), eni(6, true), eni(10), eni(11), eni(12)],
    routeServers: [server('rs-1'), server('rs-2')],
    endpoints: [endpoint(1, 'rs-1'), endpoint(2, 'rs-1'), endpoint(3, 'rs-2')],
    peers: PLANS.map(({ host, asn, endpoint: endpointId }, i) => ({
      peerId: `rsp-${i + 1}`,
      endpointId,
      routeServerId: endpointId === 'rse-3' ? 'rs-2' : 'rs-1',
      hostAddress: `127.0.1.${host}`,
      address: `10.0.1.${host}`,
      asn,
      liveness,
    })),
    tables: [
      { ...table('rtb-1', 'subnet'), ...(limit === undefined ? {} : { propagatedMax: limit }) },
      table('rtb-2', 'gateway'),
    ],
    propagations: [
      { routeServerId: 'rs-1', routeTableId: 'rtb-1' },
      { routeServerId: 'rs-2', routeTableId: 'rtb-1' },
      { routeServerId: 'rs-1', routeTableId: 'rtb-2' },
    ],
    bgp: { port: 179, holdTimeSeconds: 15, ttlSecurity: false, enforceFirstAs: true, restartGraceSeconds: 30 },
    bfd: {
      desiredMinTxMicroseconds: 300_000,
      requiredMinRxMicroseconds: 300_000,
      detectMultiplier: 3,
      multihop: false,
    },
    logRoutes: false,
  }
}

function run(world: World, duration: number): void {
  const until = after(world.now, duration as Parameters<typeof after>[1])
  while (world.step(until)) continue
  world.finish()
}

function inTable(world: World, routeTableId = 'rtb-1'): string[] {
  const answer = world.ask({ type: 'tableRoutes', routeTableIds: [routeTableId] })
  assert.ok(answer.type === 'tableRoutes')
  return answer.tables.flatMap(({ routes }) => routes.map((route) => `${route.destination} ${route.eniId}`))
}

/** One random life of a VPC. */
function history(seed: number): void {
  const { random } = new World(seed, desiredVpc({}), [])
  const choices: Choices = {
    liveness: random.pick(['bfd', 'bgp-keepalive']),
    persist: random.below(2) === 0,
    ...(random.below(3) === 0 ? { limit: 3 } : {}),
  }
  const world = newWorld(seed, choices)
  const why = (what: string): string => `seed ${seed}, ${(world.now / 1e6).toFixed(3)} s: ${what}`
  for (let action = 0; action < 40; action++) {
    act(world, choices)
    const until = after(world.now, ms(random.pick([5, 50, 500, 5_000, 20_000])))
    while (world.step(until)) quick(world, why)
    // A place in a limited table becomes free when its route has been cleaned up, not before.
    if (choices.limit !== undefined) world.finish()
    thorough(world, why)
  }
  atRest(world, choices, why)
}

/** Something happens. */
function act(world: World, choices: Choices): void {
  const { random, desired } = world
  const device = random.pick(world.devices)
  switch (random.below(14)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return world.announce(device, random.pick(POOL), random.pick([0, 50, 100]))
    case 4:
      return world.withdraw(device, random.pick([...device.routes.keys(), random.pick(POOL)]))
    case 5:
    case 6:
    case 7:
      return device.machine === undefined ? world.start(device) : undefined
    case 8:
      return world.stop(device)
    case 9:
      return device.machine === undefined ? undefined : world.kill(device)
    case 10:
      return world.cut(device)
    case 11:
      return world.configure(changed(world, choices))
    case 12:
      return random.below(3) === 0 ? world.restartRouter() : undefined
    default:
      return world.configure({
        ...desired,
        routeServers: desired.routeServers.map((server) => withPersist(world, server)),
      })
  }
}

function withPersist(world: World, server: DesiredVpc['routeServers'][number]): DesiredVpc['routeServers'][number] {
  const { enabled, resetGeneration, durationSeconds } = server.persist
  const reset = world.random.below(2)
  return {
    ...server,
    persist: {
      durationSeconds,
      enabled: world.random.below(3) === 0 ? !enabled : enabled,
      resetGeneration: resetGeneration + reset,
    },
  }
}

/** Another configuration: peers, interfaces, static routes and propagations come and go. */
function changed(world: World, choices: Choices): DesiredVpc {
  const { random, desired } = world
  const all = desiredVpc(choices)
  const some = <T>(items: readonly T[]): T[] => items.filter(() => random.below(4) > 0)
  switch (random.below(4)) {
    case 0:
      return { ...desired, peers: some(all.peers) }
    case 1:
      return { ...desired, interfaces: some(all.interfaces) }
    case 2: {
      const statics = some(POOL.map((destination) => ({ destination, target: 'igw-1', active: true }))).slice(0, 2)
      return { ...desired, tables: desired.tables.map((table) => ({ ...table, statics })) }
    }
    default:
      return { ...desired, propagations: some(all.propagations) }
  }
}

/** What is cheap to check after every event. */
function quick(world: World, why: (what: string) => string): void {
  for (const [peerId, peer] of world.plane.router.peers) {
    const status = world.statuses.get(peerId)
    assert.equal(status?.bgp ?? 'down', peer.isUp ? 'up' : 'down', why(`status of ${peerId}`))
    assert.equal(status?.bfd ?? 'down', peer.bfdUp ? 'up' : 'down', why(`BFD of ${peerId}`))
  }
  for (const server of world.plane.router.servers.values()) {
    const up = [...world.plane.router.peers.values()].filter((peer) => peer.server === server && peer.isUp).length
    assert.equal(server.rib.counts().sessionsUp, up, why(`sessions of ${server.id}`))
    assert.equal(server.sessionsUp, up, why(`sessions of ${server.id}`))
    assert.equal(world.persisted.get(server.id) ?? false, server.rib.persist.persisted, why('persisted is reported'))
  }
}

/** Everything that can be said about a moment. */
function thorough(world: World, why: (what: string) => string): void {
  while (world.plane.settle()) continue
  for (const server of world.plane.router.servers.values()) {
    const paths = allPaths(server)
    const { phase } = server.rib.persist
    for (const path of paths) {
      const peer = world.plane.router.peers.get(path.peerId)
      assert.ok(peer !== undefined, why(`${formatPrefix(path.prefix)}: peer ${path.peerId} is gone`))
      assert.ok(
        path.stale ? phase !== 'live' : peer.isUp,
        why(`${formatPrefix(path.prefix)}: nobody announces it (${phase})`),
      )
    }
    bestPathsAreNaive(world, server, paths, why)
  }
  tablesFollowTheRules(world, why)
}

function allPaths(server: RouteServer): PathView[] {
  const paths: PathView[] = []
  let cursor: Parameters<RouteServer['rib']['paths']>[1]
  do {
    const page = server.rib.paths({}, cursor, 3, 2)
    paths.push(...page.paths)
    cursor = page.next
  } while (cursor !== undefined)
  return paths
}

/** Behaviour reference 8.5, written down as it stands there. */
function better(world: World, a: PathView, b: PathView): number {
  const routerId = (path: PathView): number => {
    const address = world.plane.router.peers.get(path.peerId)?.config.address ?? ''
    return parseAddress(address)?.words[0] ?? 0
  }
  return (
    Number(a.stale) - Number(b.stale) ||
    b.localPref - a.localPref ||
    a.asPathLength - b.asPathLength ||
    a.origin - b.origin ||
    (a.med ?? 0) - (b.med ?? 0) ||
    routerId(a) - routerId(b) ||
    (a.endpointId < b.endpointId ? -1 : 1)
  )
}

function bestPathsAreNaive(
  world: World,
  server: RouteServer,
  paths: readonly PathView[],
  why: (what: string) => string,
) {
  const prefixes = Map.groupBy(paths, (path) => formatPrefix(path.prefix))
  const limit = server.config.limits.routesPerServerMax ?? Infinity
  let inFib = 0
  let waiting = 0
  for (const [prefix, group] of prefixes) {
    const usable = group.filter((path) => path.unusable === undefined).sort((a, b) => better(world, a, b))
    const entry = server.rib.exact(parsePrefix(prefix) as Prefix)
    const chosen = group.filter((path) => path.status === 'in-fib')
    assert.ok(chosen.length <= 1, why(`${prefix} has ${chosen.length} paths in the FIB`))
    assert.equal(entry?.peerId, chosen[0]?.peerId, why(`${prefix}: FIB and RIB disagree`))
    if (entry === undefined) waiting += usable.length > 0 ? 1 : 0
    else {
      inFib++
      // Of stale paths the later ones win, so that the FIB stays frozen as it was; when they came a path does not tell.
      const best = entry.stale ? usable.find((path) => path.peerId === entry.peerId) : usable[0]
      assert.equal(entry.stale, usable[0]?.stale, why(`${prefix}: fresh before stale`))
      assert.equal(entry.peerId, best?.peerId, why(`${prefix}: best path`))
      const owner = ownerOf(world, formatAddress(best?.nextHop ?? entry.nextHop))
      const deleted = !world.desired.interfaces.some((eni) => eni.eniId === entry.interfaceId)
      if (!deleted) assert.equal(entry.interfaceId, owner, why(`${prefix}: interface`))
    }
  }
  assert.equal(server.rib.counts().fibRoutes, inFib, why('count of the FIB'))
  assert.ok(waiting === 0 || inFib >= limit, why(`${waiting} best paths wait although the FIB has room`))
  assert.equal(server.rib.counts().paths, paths.length, why('count of the paths'))
}

/** A route may also lead to an interface that was deleted under it. */
const ownerOf = (world: World, address: string): string | undefined =>
  world.desired.interfaces.find((eni) => !eni.endpoint && eni.addresses.includes(address))?.eniId

/** The tables from the FIBs and the rules alone; who came first is the one thing taken from the table itself. */
function tablesFollowTheRules(world: World, why: (what: string) => string): void {
  for (const table of world.desired.tables) {
    const servers = world.desired.propagations
      .filter(({ routeTableId }) => routeTableId === table.routeTableId)
      .flatMap(({ routeServerId }) => world.plane.router.servers.get(routeServerId) ?? [])
    const legal = new Set<string>()
    for (const server of servers) {
      for (const { prefix } of server.rib.fib(undefined, 1_000).entries)
        if (isLegal(world, table, prefix)) legal.add(formatPrefix(prefix))
    }
    const answer = world.ask({ type: 'tableRoutes', routeTableIds: [table.routeTableId] })
    const routes = answer.type === 'tableRoutes' ? answer.tables.flatMap((part) => part.routes) : []
    assert.equal(
      routes.length,
      Math.min(legal.size, table.propagatedMax ?? Infinity),
      why(`size of ${table.routeTableId}`),
    )
    for (const route of routes) {
      const prefix = parsePrefix(route.destination) as Prefix
      assert.ok(legal.has(route.destination), why(`${route.destination} is not legal in ${table.routeTableId}`))
      const server = servers.find((one) => one.id === route.routeServerId)
      assert.equal(server?.rib.exact(prefix)?.interfaceId, route.eniId, why(`${route.destination}: target`))
    }
    const sorted = routes.map((route) => parsePrefix(route.destination) as Prefix)
    assert.deepEqual(sorted, sorted.toSorted(comparePrefixes), why('order'))
  }
}

function isLegal(world: World, table: DesiredVpc['tables'][number], prefix: Prefix): boolean {
  const text = formatPrefix(prefix)
  if (world.desired.cidrs.includes(text) || table.statics.some((route) => route.destination === text)) return false
  return table.kind === 'subnet' || world.desired.cidrs.some((cidr) => contains(parsePrefix(cidr) as Prefix, prefix))
}

/** Nothing happens any more: what is there is what the living devices announce. */
function atRest(world: World, choices: Choices, why: (what: string) => string): void {
  for (const device of world.devices) if (device.machine === undefined) world.start(device)
  world.configure({ ...desiredVpc(choices), routeServers: world.desired.routeServers })
  run(world, minutes(4))
  quick(world, why)
  thorough(world, why)
  for (const [i, { plan, routes }] of world.devices.entries()) {
    const peerId = `rsp-${i + 1}`
    assert.equal(
      world.statuses.get(peerId)?.bgp,
      'up',
      why(`${peerId} is up at rest: ${world.statuses.get(peerId)?.why}`),
    )
    const server = world.plane.router.servers.get(plan.endpoint === 'rse-3' ? 'rs-2' : 'rs-1') as RouteServer
    const has = allPaths(server).filter((path) => path.peerId === peerId)
    const wanted = [...routes.keys()].sort()
    const found = has.map((path) => formatPrefix(path.prefix)).sort()
    if (choices.limit === undefined) assert.deepEqual(found, wanted, why(`routes of ${peerId}`))
    else assert.equal(found.length, Math.min(wanted.length, choices.limit), why(`routes of ${peerId}`))
    for (const path of has) {
      assert.equal(path.stale, false, why(`${peerId} is fresh`))
      assert.equal(path.med, routes.get(formatPrefix(path.prefix)), why(`MED of ${peerId}`))
    }
  }
}
