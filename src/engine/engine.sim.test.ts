// Random histories of the route server calls. After each request the indexes, references and quotas are checked; after each
// history the log is played again and a snapshot restored. A failing seed is in the name of the failing test.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Prng } from '../base/prng.ts'
import { ApiError } from '../model/errors.ts'
import { checkDerived, checkInvariants, checkReferences } from './invariants.test.ts'
import { AWS_QUOTAS, type Quotas } from './quotas.ts'
import { TestWorld, at } from './test-world.test.ts'

/** More of them: VRS_SIM_HISTORIES=1000 node --test src/engine/engine.sim.test.ts */
const HISTORIES = Number(process.env['VRS_SIM_HISTORIES'] ?? 20)
const REQUESTS = 250

const QUOTAS: Quotas = {
  ...AWS_QUOTAS,
  routeServersPerVpcMax: 2,
  endpointsPerRouteServerMax: 3,
  peersPerEndpointMax: 2,
}

for (let seed = 1; seed <= HISTORIES; seed++) {
  test(`a random history keeps every rule (seed ${seed})`, () => {
    const history = new History(seed)
    for (let n = 0; n < REQUESTS; n++) {
      history.step()
      checkDerived(history.world.state)
      checkReferences(history.world.region)
      checkQuotas(history.world)
      checkPromises(history.world)
    }
    checkInvariants(history.world)
  })
}

test('the histories do what they are for: every call succeeds and is refused many times', () => {
  const outcomes = new Map<string, Map<string, number>>()
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const history = new History(seed)
    for (let n = 0; n < REQUESTS; n++) history.step()
    for (const [action, code] of history.outcomes) {
      const codes = outcomes.get(action) ?? new Map<string, number>()
      outcomes.set(action, codes.set(code, (codes.get(code) ?? 0) + 1))
    }
  }
  for (const [action, codes] of outcomes) {
    assert.ok((codes.get('ok') ?? 0) > HISTORIES / 3, `${action} succeeded ${codes.get('ok') ?? 0} times`)
    if (!action.startsWith('Create') && !action.startsWith('Describe')) assert.ok(codes.size >= 2, action)
  }
  assert.equal(outcomes.size, 16)
})

/** One random history over two VPCs whose blocks meet on the loopback network. */
class History {
  readonly world: TestWorld
  readonly outcomes: [string, string][] = []
  readonly #random: Prng
  readonly #vpcs: readonly string[]
  readonly #subnets: readonly string[]
  readonly #tables: readonly string[]

  constructor(seed: number) {
    this.#random = new Prng(seed)
    this.world = new TestWorld({
      quotas: QUOTAS,
      lifecycleDelaySeconds: this.#random.below(3),
      tombstoneMinutes: 1,
      network: this.#random.pick(['loopback', 'loopback', 'linux', 'host']),
    })
    const { world } = this
    world.open()
    world.localAddresses = ['10.0.1.20', '10.0.1.21', '10.0.2.20', '11.0.1.20', '11.0.1.21']
    this.#vpcs = [world.vpc('10.0.0.0/16'), world.vpc('11.0.0.0/16')]
    const [first, second] = this.#vpcs as [string, string]
    this.#subnets = [
      world.subnet(first, '10.0.1.0/28'),
      world.subnet(first, '10.0.2.0/24'),
      world.subnet(second, '11.0.1.0/28'),
    ]
    this.#tables = [world.routeTable(first), world.routeTable(first), world.routeTable(second)]
  }

  step(): void {
    const { world } = this
    const action = this.#random.pick(ACTIONS)
    const request = this.#request(action)
    const before = world.text()
    const sequence = world.state.sequence
    try {
      world.callAtOnce(action, request)
      this.outcomes.push([action, 'ok'])
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      assert.ok(world.text() === before, `${action} was refused and changed something`)
      this.outcomes.push([action, error.code])
    }
    if (/^(Describe|Get)/.test(action)) assert.equal(world.state.sequence, sequence, `${action} changed something`)
    this.#meanwhile()
  }

  /** Time passes, routers report, the server restarts. */
  #meanwhile(): void {
    const { world } = this
    const random = this.#random
    if (random.below(2) === 0) world.advance(random.below(3_000))
    if (random.below(60) === 0) world.advance(random.below(120_000))
    if (random.below(40) === 0) world.failEndpoint(this.#id('route-server-endpoint'), 'the router says so')
    if (random.below(50) === 0) world.restart()
    if (random.below(60) === 0) world.eni(this.#subnets[2] as string, freeAddress(world, this.#subnets[2] as string))
  }

  /** Something of the VPC that the route server is associated with; now and then of the other. */
  #of(RouteServerId: string, ofFirst: readonly string[], ofSecond: readonly string[]): string {
    const vpcId = this.world.region.tables['route-server-association'].get(RouteServerId)?.vpcId
    const isFirst = this.#random.below(6) === 0 ? vpcId !== this.#vpcs[0] : vpcId === this.#vpcs[0]
    return this.#random.pick(isFirst ? ofFirst : ofSecond)
  }

  /** An id of the kind: mostly one that is there, sometimes one that is not. */
  #id(kind: keyof typeof UNKNOWN): string {
    const ids = [...this.world.region.tables[kind].keys()]
    if (ids.length === 0 || this.#random.below(20) === 0) return UNKNOWN[kind]
    const live = ids.filter((id) => this.world.region.tables[kind].get(id)?.state !== 'deleted')
    return this.#random.pick(live.length === 0 || this.#random.below(8) === 0 ? ids : live)
  }

  #request(action: string): object {
    const random = this.#random
    const RouteServerId = this.#id('route-server')
    const dry = random.below(20) === 0 ? { DryRun: true } : {}
    const token = random.below(4) === 0 ? { ClientToken: `t${random.below(3)}` } : {}
    switch (action) {
      case 'CreateRouteServer':
        return { AmazonSideAsn: 65000 + random.below(2), ...this.#persistence(), ...token, ...dry }
      case 'ModifyRouteServer':
        return { RouteServerId, ...this.#persistence(), SnsNotificationsEnabled: random.below(2) === 0, ...dry }
      case 'AssociateRouteServer':
      case 'DisassociateRouteServer':
        return { RouteServerId, VpcId: random.pick(this.#vpcs), ...dry }
      case 'CreateRouteServerEndpoint':
        return {
          RouteServerId,
          SubnetId: this.#of(RouteServerId, this.#subnets.slice(0, 2), this.#subnets.slice(2)),
          ...token,
          ...dry,
        }
      case 'DeleteRouteServerEndpoint':
        return { RouteServerEndpointId: this.#id('route-server-endpoint'), ...dry }
      case 'CreateRouteServerPeer':
        return { ...this.#peer(), ...dry }
      case 'DeleteRouteServerPeer':
        return { RouteServerPeerId: this.#id('route-server-peer'), ...dry }
      case 'EnableRouteServerPropagation':
      case 'DisableRouteServerPropagation':
      case 'GetRouteServerPropagations':
        return {
          RouteServerId,
          RouteTableId: this.#of(RouteServerId, this.#tables.slice(0, 2), this.#tables.slice(2)),
          ...dry,
        }
      case 'DescribeRouteServers':
      case 'DescribeRouteServerEndpoints':
      case 'DescribeRouteServerPeers':
        return random.below(2) === 0 ? {} : { MaxResults: 5, Filters: [{ Name: 'state', Values: ['*ed'] }] }
      default:
        return { RouteServerId, ...dry }
    }
  }

  #persistence(): object {
    const PersistRoutes = this.#random.pick([undefined, 'enable', 'disable', 'reset'])
    return {
      ...(PersistRoutes && { PersistRoutes }),
      ...(this.#random.below(3) === 0 && { PersistRoutesDuration: 1 + this.#random.below(5) }),
    }
  }

  #peer(): object {
    const random = this.#random
    return {
      RouteServerEndpointId: this.#id('route-server-endpoint'),
      PeerAddress: `${random.pick(['10.0.1', '10.0.2', '11.0.1'])}.${random.below(16)}`,
      BgpOptions: { PeerAsn: 65001, ...(random.below(2) === 0 && { PeerLivenessDetection: 'bfd' }) },
    }
  }
}

/** How often each is tried. */
const WEIGHTS = {
  CreateRouteServer: 2,
  ModifyRouteServer: 1,
  DeleteRouteServer: 1,
  DescribeRouteServers: 1,
  AssociateRouteServer: 3,
  DisassociateRouteServer: 4,
  GetRouteServerAssociations: 1,
  CreateRouteServerEndpoint: 5,
  DeleteRouteServerEndpoint: 1,
  DescribeRouteServerEndpoints: 1,
  CreateRouteServerPeer: 6,
  DeleteRouteServerPeer: 2,
  DescribeRouteServerPeers: 1,
  EnableRouteServerPropagation: 4,
  DisableRouteServerPropagation: 2,
  GetRouteServerPropagations: 1,
} as const
const ACTIONS = Object.entries(WEIGHTS).flatMap(([action, weight]) => Array.from({ length: weight }, () => action))

const UNKNOWN = {
  'route-server': 'rs-00000000000000bad',
  'route-server-endpoint': 'rse-00000000000000bad',
  'route-server-peer': 'rsp-00000000000000bad',
} as const

function freeAddress(world: TestWorld, subnet: string): string {
  const used = world.region.addresses.get(subnet)
  return (
    [5, 6, 7, 8, 9, 10, 11, 12, 13, 14].map((n) => `11.0.1.${n}`).find((one) => used?.has(one) !== true) ?? '11.0.1.77'
  )
}

function checkQuotas({ region }: TestWorld): void {
  const limits = [
    ['associationsByVpc', QUOTAS.routeServersPerVpcMax],
    ['endpointsByRouteServer', QUOTAS.endpointsPerRouteServerMax],
    ['endpointsByRouteServerAndSubnet', QUOTAS.endpointsPerRouteServerAndSubnetMax],
    ['peersByEndpoint', QUOTAS.peersPerEndpointMax],
    ['peersByEndpointAndAddress', 1],
  ] as const
  for (const [index, max] of limits) {
    for (const [key, ids] of region.indexes[index]) assert.ok(ids.size <= max, `${index} ${key}: ${ids.size}`)
  }
}

/**
 * What Describe shows and what is refused agree: a deletion that nothing shown stands in the way of succeeds, any other is
 * refused with IncorrectState (Terraform forgets objects whose deletion is refused so).
 */
function checkPromises(world: TestWorld): void {
  const shown = (what: string): unknown[] => at(world.callAtOnce(`Describe${what}`, {}), what) as unknown[]
  const [servers, endpoints, peers] = [shown('RouteServers'), shown('RouteServerEndpoints'), shown('RouteServerPeers')]
  const isLive = (object: unknown): boolean => at(object, 'State') !== 'deleted'
  const of = (objects: unknown[], member: string, id: unknown): unknown[] =>
    objects.filter((object) => at(object, member) === id && isLive(object))
  for (const peer of peers) {
    const RouteServerPeerId = at(peer, 'RouteServerPeerId') as string
    const may = ['available', 'failed'].includes(at(peer, 'State') as string)
    expectDeletion(world, 'DeleteRouteServerPeer', { RouteServerPeerId }, may)
  }
  for (const endpoint of endpoints) {
    const RouteServerEndpointId = at(endpoint, 'RouteServerEndpointId') as string
    const isSettled = ['available', 'failed', 'delete-failed'].includes(at(endpoint, 'State') as string)
    const may = isSettled && of(peers, 'RouteServerEndpointId', RouteServerEndpointId).length === 0
    expectDeletion(world, 'DeleteRouteServerEndpoint', { RouteServerEndpointId }, may)
  }
  for (const server of servers) {
    const RouteServerId = at(server, 'RouteServerId') as string
    const isFree =
      of(endpoints, 'RouteServerId', RouteServerId).length === 0 && associationOf(world, RouteServerId) === undefined
    const isAvailable = at(server, 'State') === 'available'
    expectDeletion(world, 'DeleteRouteServer', { RouteServerId }, isAvailable && isFree)
    const association = associationOf(world, RouteServerId)
    if (association === undefined) continue
    const hasUsers = of(endpoints, 'RouteServerId', RouteServerId).length > 0 || isPropagated(world, RouteServerId)
    const may = isAvailable && at(association, 'State') === 'associated' && !hasUsers
    expectDeletion(world, 'DisassociateRouteServer', { RouteServerId, VpcId: at(association, 'VpcId') }, may)
  }
}

function associationOf(world: TestWorld, RouteServerId: string): unknown {
  const answer = unless(world, 'GetRouteServerAssociations', { RouteServerId }, 'InvalidRouteServerId.NotAssociated')
  return at(answer, 'RouteServerAssociations', 0)
}

const isPropagated = (world: TestWorld, RouteServerId: string): boolean =>
  unless(world, 'GetRouteServerPropagations', { RouteServerId }, 'InvalidRouteServerId.NotPropagated') !== undefined

/** The answer, or undefined when it is this refusal. */
function unless(world: TestWorld, action: string, request: object, code: string): unknown {
  try {
    return world.callAtOnce(action, request)
  } catch (error) {
    assert.ok(error instanceof ApiError)
    assert.equal(error.code, code)
    return undefined
  }
}

function expectDeletion(world: TestWorld, action: string, request: object, may: boolean): void {
  try {
    world.callAtOnce(action, { ...request, DryRun: true })
  } catch (error) {
    assert.ok(error instanceof ApiError)
    assert.equal(error.code, may ? 'DryRunOperation' : 'IncorrectState', `${action} ${error.message}`)
    return
  }
  assert.fail('a dry run succeeded')
}
