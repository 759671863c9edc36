// The routers of a server, with the engine in front and real planes behind channels without processes.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '../base/time.ts'
import { TestWorld, at } from '../engine/test-world.test.ts'
import { withChange } from '../router/desired-change.ts'
import type { DesiredVpc, FromRouter, ToRouter } from '../router/protocol.ts'
import { desiredVpc, vpcsWithRouter } from './desired.ts'
import type { RouterChannel } from './link.ts'
import { Plane } from './plane.ts'
import { Routers } from './routers.ts'
import type { RoutersWorld } from './routers.ts'
import { routerSettings } from './settings.ts'

const SETTINGS = routerSettings('loopback', 1179, 'none')

test('a VPC gets a router with its first association and loses it with the last', async () => {
  const { world, site, routers } = started()
  const { vpcId, routeServerId, subnetId } = network(world)
  routers.changed(world.state, world.log)
  site.run(1)
  assert.deepEqual(site.live(), [vpcId])
  assert.equal(site.of(vpcId).desired?.endpoints.length, 0)
  const endpoint = at(
    world.call('CreateRouteServerEndpoint', { RouteServerId: routeServerId, SubnetId: subnetId }),
    'RouteServerEndpoint',
    'RouteServerEndpointId',
  )
  world.call('DescribeRouteServers', {})
  routers.changed(world.state, world.log)
  site.run(1)
  assert.equal(site.of(vpcId).desired?.endpoints[0]?.hostAddress, '127.0.1.4')
  world.call('DeleteRouteServerEndpoint', { RouteServerEndpointId: endpoint })
  world.call('DisassociateRouteServer', { RouteServerId: routeServerId, VpcId: vpcId })
  world.call('DescribeRouteServers', {})
  routers.changed(world.state, world.log)
  site.run(1)
  assert.deepEqual(site.live(), [])
})

test('many changes of one turn are one message, and a question is asked after all of them', async () => {
  const { world, site, routers } = started()
  const { vpcId } = network(world)
  routers.changed(world.state, world.log)
  site.run(1)
  const before = site.of(vpcId).configured
  for (let i = 0; i < 5; i++) {
    world.call('CreateRouteTable', { VpcId: vpcId })
    routers.changed(world.state, world.log.slice(-1))
  }
  assert.equal(site.of(vpcId).configured, before)
  const tables = [...world.region.tables['route-table'].keys()].map((routeTableId) => ({ vpcId, routeTableId }))
  const answer = await routers.ask({ type: 'tableRoutes', tables })
  assert.equal(site.of(vpcId).configured, before + 1)
  assert.ok(answer.type === 'tableRoutes')
  assert.deepEqual(new Set([...answer.routes.values()].map((routes) => routes.length)), new Set([0]))
  assert.equal(answer.routes.size, 6)
  routers.changed(world.state, world.log)
  site.run(1)
  assert.equal(site.of(vpcId).configured, before + 1, 'nothing new is not sent')
})

test('a router that dies is started again, ever more slowly, and gets everything again', () => {
  const { world, site, routers } = started()
  const { vpcId } = network(world)
  routers.changed(world.state, world.log)
  site.run(1)
  const waits: number[] = []
  for (let i = 0; i < 9; i++) {
    const died = site.time
    site.of(vpcId).die()
    while (site.live().length === 0) site.run(1)
    waits.push(site.time - died)
    assert.equal(site.of(vpcId).desired?.vpcId, vpcId)
  }
  assert.deepEqual(waits, [100, 200, 400, 800, 1600, 3200, 6400, 10000, 10000])
  site.run(60_000)
  const died = site.time
  site.of(vpcId).die()
  while (site.live().length === 0) site.run(1)
  assert.equal(site.time - died, 100, 'a steady one is forgiven')
})

test('a question waits for a router that is starting, and is given up when none answers', async () => {
  const { world, site, routers } = started()
  const { vpcId, routeServerId } = network(world)
  routers.changed(world.state, world.log)
  site.run(1)
  site.of(vpcId).die()
  const ask = { type: 'routingDatabase', vpcId, routeServerId, filters: [], maxResults: 5 } as const
  const asked = routers.ask(ask)
  site.run(100)
  assert.deepEqual(await asked, { type: 'routingDatabase', areRoutesPersisted: false, routes: [] })
  site.of(vpcId).deaf = true
  const unanswered = routers.ask(ask)
  site.run(10_000)
  assert.deepEqual(await unanswered, { type: 'unavailable', why: 'the router of the VPC does not answer' })
  site.of(vpcId).deaf = false
  assert.deepEqual(await routers.ask({ ...ask, token: 'nonsense' }), { type: 'badToken' })
  assert.deepEqual(await routers.ask({ ...ask, vpcId: 'vpc-none' }), {
    type: 'routingDatabase',
    areRoutesPersisted: false,
    routes: [],
  })
})

test('what was desired is applied when the router says so, and a deaf one is waited for two seconds', async () => {
  const { world, site, routers, lost } = started()
  const { vpcId } = network(world)
  routers.changed(world.state, world.log)
  await routers.applied()
  assert.equal(site.of(vpcId).configured, 1, 'it was told before it was asked')
  site.of(vpcId).deaf = true
  await routers.applied()
  world.call('CreateRouteTable', { VpcId: vpcId })
  routers.changed(world.state, world.log.slice(-1))
  let given = 0
  const waits = [routers.applied(), routers.applied()].map((wait) => wait.then(() => given++))
  site.run(1_999)
  await Promise.resolve().then(() => assert.equal(given, 0))
  site.run(1)
  await Promise.all(waits)
  site.of(vpcId).deaf = false
  await routers.applied()
  const stopped = routers.stop()
  site.run(1)
  await stopped
  assert.deepEqual(lost, [], 'a router that was stopped is not lost')
})

test('reports become status, failed endpoints reach the engine, and a lost router takes its statuses along', async () => {
  const { world, site, routers, failed } = started()
  const { vpcId } = network(world)
  routers.changed(world.state, world.log)
  site.run(1)
  const report = {
    type: 'peerStatus',
    peerId: 'rsp-1',
    bgp: 'up',
    bfd: 'down',
    bgpState: 'Established',
    why: '',
    at: 0,
  } as const
  site.of(vpcId).tell({ type: 'reports', reports: [report] })
  assert.deepEqual(routers.peerStatus('rsp-1'), { bgp: 'up', bfd: 'down' })
  const reason = { type: 'listenFailed', endpointId: 'rse-1', reason: 'in use' } as const
  site.of(vpcId).tell({ type: 'reports', reports: [reason] })
  assert.deepEqual(failed, ['rse-1: in use'])
  assert.deepEqual(
    (await routers.warnings([vpcId])).map((warning) => warning.code),
    ['endpoint-not-listening'],
  )
  site.of(vpcId).die()
  assert.deepEqual(routers.peerStatus('rsp-1'), { bgp: 'down', bfd: 'down' })
})

test('a change of one among many is sent as that one, and a router that starts again gets all of them', () => {
  const { world, site, routers } = started()
  const { vpcId, subnetId } = network(world)
  const add = (address: string): void => {
    world.call('CreateNetworkInterface', { SubnetId: subnetId, PrivateIpAddress: address })
    routers.changed(world.state, world.log.slice(-1))
    site.run(1)
  }
  for (let i = 0; i < 200; i++) add(`10.0.1.${10 + i}`)
  routers.changed(world.state, world.log)
  site.run(1)
  const router = site.of(vpcId)
  const { sizes, desired } = router
  const small = sizes.at(2) as number
  assert.ok(
    (sizes.at(-1) as number) <= small + 10,
    `the last of ${sizes.length} is as small as the third: ${sizes.at(-1)}`,
  )
  assert.equal(desired?.interfaces.length, 200)
  assert.deepEqual(desired, desiredVpc(world.region, vpcId, SETTINGS))
  router.die()
  site.run(100)
  assert.notEqual(site.of(vpcId), router)
  assert.deepEqual(site.of(vpcId).desired, desired)
})

test('stop ends every router, by force one that does not listen', async () => {
  const { world, site, routers } = started()
  const { vpcId } = network(world)
  routers.changed(world.state, world.log)
  site.run(1)
  site.of(vpcId).deaf = true
  const stopped = routers.stop()
  site.run(3_000)
  await stopped
  assert.deepEqual(site.live(), [])
})

test('desired: everything of a VPC in the words of the router', () => {
  const world = new TestWorld()
  const { vpcId, routeServerId, subnetId } = network(world)
  const eni = world.call('CreateNetworkInterface', { SubnetId: subnetId, PrivateIpAddress: '10.0.1.10' })
  world.call('CreateRouteServerEndpoint', { RouteServerId: routeServerId, SubnetId: subnetId })
  world.call('DescribeRouteServers', {})
  const [endpoint] = world.region.tables['route-server-endpoint'].values()
  const peer = { RouteServerEndpointId: endpoint?.id, PeerAddress: '10.0.1.10', BgpOptions: { PeerAsn: 65001 } }
  world.call('CreateRouteServerPeer', peer)
  const [main] = world.region.tables['route-table'].keys()
  world.call('EnableRouteServerPropagation', { RouteServerId: routeServerId, RouteTableId: main })
  world.call('ModifyRouteServer', { RouteServerId: routeServerId, PersistRoutes: 'enable', PersistRoutesDuration: 2 })
  world.call('DescribeRouteServers', {})
  const settings = { ...routerSettings('loopback', 1179, 'aws'), md5Keys: { '10.0.1.10': 'secret' } }
  const desired = desiredVpc(world.region, vpcId, settings)
  assert.deepEqual([...vpcsWithRouter(world.region)], [vpcId])
  assert.deepEqual(desired?.addressForms, [{ vpc: '10.0.0.0/16', host: '127.0.0.0/16' }])
  const shown = desired?.interfaces.find((one) => one.eniId === at(eni, 'NetworkInterface', 'NetworkInterfaceId'))
  assert.deepEqual(
    [shown?.addresses, shown?.active, shown?.endpoint, shown?.sourceDestCheck],
    [['10.0.1.10'], true, false, true],
  )
  assert.deepEqual(
    desired?.interfaces.filter((one) => one.endpoint).map((one) => one.addresses),
    [[endpoint?.eniAddress]],
  )
  assert.deepEqual(desired?.routeServers[0]?.persist, { enabled: true, durationSeconds: 120, resetGeneration: 0 })
  assert.deepEqual(desired?.routeServers[0]?.limits, { mode: 'soft', routesPerPeerMax: 100, routesPerServerMax: 100 })
  const [peerId] = world.region.tables['route-server-peer'].keys()
  assert.deepEqual(desired?.peers[0], {
    peerId,
    endpointId: endpoint?.id,
    routeServerId,
    hostAddress: '127.0.1.10',
    address: '10.0.1.10',
    asn: 65001,
    liveness: 'bgp-keepalive',
    md5Key: 'secret',
  })
  assert.deepEqual(desired?.propagations, [{ routeServerId, routeTableId: main }])
  assert.deepEqual(desired?.tables, [{ routeTableId: main, kind: 'subnet', statics: [], propagatedMax: 100 }])
  assert.equal(desired?.subnets[0]?.routeTableId, main)
})

/** VPC, subnet, and a route server that is associated. */
function network(world: TestWorld): { vpcId: string; subnetId: string; routeServerId: string } {
  const vpcId = at(world.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }), 'Vpc', 'VpcId') as string
  const subnetId = at(
    world.call('CreateSubnet', { VpcId: vpcId, CidrBlock: '10.0.1.0/24' }),
    'Subnet',
    'SubnetId',
  ) as string
  const made = world.call('CreateRouteServer', { AmazonSideAsn: 65000 })
  const routeServerId = at(made, 'RouteServer', 'RouteServerId') as string
  world.call('AssociateRouteServer', { RouteServerId: routeServerId, VpcId: vpcId })
  world.call('DescribeRouteServers', {})
  return { vpcId, subnetId, routeServerId }
}

function started(): { world: TestWorld; site: Site; routers: Routers; failed: string[]; lost: string[] } {
  const world = new TestWorld()
  const failed: string[] = []
  const site = new Site((endpointId, reason) => failed.push(`${endpointId}: ${reason}`))
  const routers = new Routers(SETTINGS, site)
  routers.start(world.state)
  return { world, site, routers, failed, lost: site.ended }
}

/** Where router processes would run: a clock, timers, and one local router for each VPC. */
class Site implements RoutersWorld {
  time = 0
  readonly endpointFailed: RoutersWorld['endpointFailed']
  readonly ended: string[] = []
  readonly lost = (vpcId: string): void => void this.ended.push(vpcId)
  readonly #routers = new Map<string, LocalRouter>()
  #timers: { at: number; task: () => void }[] = []

  constructor(endpointFailed: RoutersWorld['endpointFailed']) {
    this.endpointFailed = endpointFailed
  }

  readonly start = (vpcId: string): RouterChannel => {
    const router = new LocalRouter()
    this.#routers.set(vpcId, router)
    return router
  }

  readonly later = (milliseconds: number, task: () => void): (() => void) => {
    const timer = { at: this.time + milliseconds, task }
    this.#timers.push(timer)
    return () => void (this.#timers = this.#timers.filter((other) => other !== timer))
  }

  readonly now = (): number => this.time

  run(milliseconds: number): void {
    for (const until = this.time + milliseconds; this.time < until;) {
      this.time++
      for (const timer of this.#timers.filter((one) => one.at <= this.time)) {
        this.#timers = this.#timers.filter((other) => other !== timer)
        timer.task()
      }
    }
  }

  of(vpcId: string): LocalRouter {
    return this.#routers.get(vpcId) as LocalRouter
  }

  live(): string[] {
    return [...this.#routers].filter(([, router]) => router.isLive).map(([vpcId]) => vpcId)
  }
}

/** A router process without the process. */
class LocalRouter implements RouterChannel {
  readonly #plane = new Plane({ seed: 1, wallClock: () => 0 })
  #message: (message: FromRouter) => void = () => {}
  #close: (why: string) => void = () => {}
  isLive = true
  deaf = false
  configured = 0
  /** Characters of each configuration or change that came. */
  readonly sizes: number[] = []
  desired: DesiredVpc | undefined

  onMessage(handler: (message: FromRouter) => void): void {
    this.#message = handler
  }
  onClose(handler: (why: string) => void): void {
    this.#close = handler
  }
  send(message: ToRouter): void {
    if (this.deaf || !this.isLive) return
    const copy = structuredClone(message)
    if (copy.type === 'stop') this.die()
    else if (copy.type !== 'query') {
      this.configured++
      this.desired = copy.type === 'desired' ? copy.desired : withChange(this.desired as DesiredVpc, copy.change)
      this.sizes.push(JSON.stringify(copy).length)
      this.#plane.configure(this.desired, instant(0))
    } else this.#answer(copy)
  }
  #answer({ id, query }: Extract<ToRouter, { type: 'query' }>): void {
    const answering = this.#plane.answer(query)
    for (;;) {
      const { done, value } = answering.next()
      if (value !== undefined) this.tell({ type: 'answer', id, answer: value, last: done === true })
      if (done === true) return
    }
  }
  tell(message: FromRouter): void {
    this.#message(structuredClone(message))
  }
  die(): void {
    this.isLive = false
    this.#close('died')
  }
  close(): void {
    this.die()
  }
  kill(): void {
    this.die()
  }
}
