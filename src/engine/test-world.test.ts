// A world for tests: the engine run as the server runs it (region opened, transitions first, then the decision), with a
// clock that only moves when told to, and ids that count.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { validate } from '../ec2/validate.ts'
import { ApiError } from '../model/errors.ts'
import { formatId, type IdKind } from '../model/ids.ts'
import { operationByName } from '../model/service.ts'
import { checkAnswer } from './answers.test.ts'
import { decideEndpointFailed } from './commands/route-server/endpoint-failed.ts'
import { decide } from './decide.ts'
import type { Answer, Ask, Context, PeerStatus, Response, Settings } from './decision.ts'
import { created, type Event, type Scope } from './events.ts'
import { evolve } from './evolve.ts'
import { decideTransition, dueTransitions } from './lifecycle.ts'
import { openingEvents } from './opening.ts'
import { NO_QUOTAS } from './quotas.ts'
import { restore, snapshot } from './replay.ts'
import { emptyState, regionOf, type Region, type State } from './state.ts'
import type { NetworkInterface, RouteTable, RouteTableAssociation, Subnet, Vpc } from './vpc-resources.ts'

test('a world opens its region once', () => {
  const world = new TestWorld()
  world.call('DescribeRouteServers', {})
  world.call('DescribeRouteServers', {})
  assert.deepEqual(
    world.log.map((event) => event.type),
    ['RegionOpened'],
  )
})

/** The value at a place in an answer: `at(answer, 'RouteServers', 0, 'State')`; undefined where there is nothing. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce((inner, step) => (inner as Record<string | number, unknown> | undefined)?.[step], value)
}

export const SCOPE: Scope = { account: '000000000000', region: 'us-east-1' }

export const SETTINGS: Settings = {
  quotas: NO_QUOTAS,
  lifecycleDelaySeconds: 0,
  tombstoneMinutes: 60,
  clientTokenHours: 24,
  network: 'loopback',
  strictFilters: false,
  defaultVpc: false,
}

export class TestWorld {
  state: State = emptyState()
  readonly log: Event[] = []
  now = Date.UTC(2026, 0, 1)
  scope = SCOPE
  settings: Settings
  localAddresses: readonly string[] = []
  readonly peers = new Map<string, PeerStatus>()
  /** Answers what commands ask; by default no router answers. */
  ask: (ask: Ask) => Answer = () => ({ type: 'unavailable', why: 'no router' })
  #ids = 0

  constructor(settings: Partial<Settings> = {}) {
    this.settings = { ...SETTINGS, ...settings }
  }

  get region(): Region {
    return regionOf(this.state, this.scope)
  }

  get context(): Context {
    return {
      scope: this.scope,
      now: this.now,
      newId: (kind) => this.newId(kind),
      settings: this.settings,
      peerStatus: (id) => this.peers.get(id) ?? { bgp: 'down', bfd: 'down' },
      localAddresses: this.localAddresses,
    }
  }

  newId(kind: IdKind): string {
    return formatId(kind, (++this.#ids).toString(16).padStart(17, '0'))
  }

  apply(events: readonly Event[]): void {
    for (const event of events) {
      evolve(this.state, JSON.parse(JSON.stringify(event)) as Event)
      this.log.push(event)
    }
  }

  /** A request as the server runs it. Throws ApiError. */
  call(action: string, request: object): Response {
    this.open()
    this.settle()
    return this.#decide(action, request)
  }

  /** A request without the transitions before it: what another request in the same instant sees. */
  callAtOnce(action: string, request: object): Response {
    this.open()
    return this.#decide(action, request)
  }

  #decide(action: string, request: object): Response {
    const operation = operationByName.get(action)
    assert.ok(operation, `no such operation: ${action}`)
    validate(operation.input, request as Readonly<Record<string, unknown>>)
    let decision = decide(this.state, action, request, this.context)
    while ('ask' in decision) {
      decision = decide(this.state, action, request, { ...this.context, answer: this.ask(decision.ask) })
    }
    checkAnswer(operation.output, decision.response, action)
    this.apply(decision.events)
    return decision.response
  }

  /** The error of a request that has to be refused, and that changes nothing. */
  refused(action: string, request: object): ApiError {
    this.open()
    this.settle()
    return this.refusedAtOnce(action, request)
  }

  refusedAtOnce(action: string, request: object): ApiError {
    const before = this.text()
    try {
      this.callAtOnce(action, request)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      assert.ok(this.text() === before, `${action} was refused and changed something`)
      return error
    }
    return assert.fail(`${action} was not refused: ${JSON.stringify(request)}`)
  }

  open(): void {
    this.apply(openingEvents(this.state, this.context))
  }

  /** Runs every transition that is due. */
  settle(): void {
    for (;;) {
      const due = dueTransitions(this.state, this.now)
      if (due.length === 0) return
      for (const transition of due) {
        const context = { ...this.context, scope: transition.scope }
        this.apply(decideTransition(this.state, transition, context).events)
      }
    }
  }

  advance(milliseconds: number): void {
    this.now += milliseconds
    this.settle()
  }

  failEndpoint(endpointId: string, reason: string): void {
    this.apply(decideEndpointFailed(this.state, { endpointId, reason }, this.context).events)
  }

  /** The whole state as text, for comparison. */
  text(): string {
    return JSON.stringify(snapshot(this.state))
  }

  /** Goes on from a snapshot, as after a restart. */
  restart(): void {
    this.state = restore(JSON.parse(this.text()) as ReturnType<typeof snapshot>)
  }

  vpc(cidrBlock = '10.0.0.0/16', more: Partial<Vpc> = {}): string {
    const id = this.newId('vpc')
    const vpc: Vpc = {
      id,
      cidrBlock,
      cidrAssociations: [{ associationId: this.newId('vpc-cidr-block-association'), cidrBlock, state: 'associated' }],
      ipv6CidrAssociations: [],
      dhcpOptionsId: 'default',
      instanceTenancy: 'default',
      isDefault: false,
      enableDnsSupport: true,
      enableDnsHostnames: false,
      enableNetworkAddressUsageMetrics: false,
      state: 'available',
      tags: [],
      ...more,
    }
    this.apply([created(this.context, 'vpc', id, vpc)])
    return id
  }

  subnet(vpcId: string, cidrBlock: string | undefined = '10.0.1.0/24'): string {
    const id = this.newId('subnet')
    const { cidrBlock: _none, ...ipv6Only } = subnetOf(id, vpcId, '')
    const subnet: Subnet = cidrBlock === '' ? ipv6Only : subnetOf(id, vpcId, cidrBlock)
    this.apply([created(this.context, 'subnet', id, subnet)])
    return id
  }

  routeTable(vpcId: string): string {
    const id = this.newId('route-table')
    const table: RouteTable = { id, vpcId, tags: [] }
    this.apply([created(this.context, 'route-table', id, table)])
    return id
  }

  associateTable(routeTableId: string, vpcId: string, gatewayId: string): void {
    const id = this.newId('route-table-association')
    const association: RouteTableAssociation = { id, routeTableId, vpcId, main: false, gatewayId, state: 'associated' }
    this.apply([created(this.context, 'route-table-association', id, association)])
  }

  eni(subnetId: string, address: string, securityGroupIds: readonly string[] = []): string {
    const id = this.newId('network-interface')
    const subnet = this.region.tables.subnet.get(subnetId)
    assert.ok(subnet)
    const eni: NetworkInterface = {
      id,
      subnetId,
      vpcId: subnet.vpcId,
      availabilityZone: subnet.availabilityZone,
      description: '',
      interfaceType: 'interface',
      macAddress: '0e:00:00:00:00:01',
      privateAddresses: [{ address, primary: true }],
      ipv6Addresses: [],
      securityGroupIds,
      sourceDestCheck: true,
      status: 'available',
      requesterManaged: false,
      tags: [],
      createdAt: this.now,
    }
    this.apply([created(this.context, 'network-interface', id, eni)])
    return id
  }

  // The steps of the tutorial, each finished.

  routeServer(more: object = {}): string {
    const answer = this.call('CreateRouteServer', { AmazonSideAsn: 65000, ...more })
    this.settle()
    return at(answer, 'RouteServer', 'RouteServerId') as string
  }

  /** A route server that is associated with the VPC. */
  associated(vpcId: string): string {
    const id = this.routeServer()
    this.call('AssociateRouteServer', { RouteServerId: id, VpcId: vpcId })
    this.settle()
    return id
  }

  endpoint(routeServerId: string, subnetId: string, more: object = {}): string {
    const request = { RouteServerId: routeServerId, SubnetId: subnetId, ...more }
    const id = at(
      this.call('CreateRouteServerEndpoint', request),
      'RouteServerEndpoint',
      'RouteServerEndpointId',
    ) as string
    this.settle()
    return id
  }

  peer(endpointId: string, address = '10.0.1.200', more: object = {}): string {
    const request = {
      RouteServerEndpointId: endpointId,
      PeerAddress: address,
      BgpOptions: { PeerAsn: 65001 },
      ...more,
    }
    const id = at(this.call('CreateRouteServerPeer', request), 'RouteServerPeer', 'RouteServerPeerId') as string
    this.settle()
    return id
  }
}

const subnetOf = (id: string, vpcId: string, cidrBlock: string): Subnet => ({
  id,
  vpcId,
  cidrBlock,
  ipv6CidrAssociations: [],
  ipv6Native: cidrBlock === '',
  availabilityZone: 'us-east-1a',
  availabilityZoneId: 'use1-az6',
  defaultForAz: false,
  mapPublicIpOnLaunch: false,
  assignIpv6AddressOnCreation: false,
  enableDns64: false,
  mapCustomerOwnedIpOnLaunch: false,
  privateDnsNameOptionsOnLaunch: {
    hostnameType: 'ip-name',
    enableResourceNameDnsARecord: false,
    enableResourceNameDnsAAAARecord: false,
  },
  networkAcl: { associationId: 'aclassoc-00000000', networkAclId: 'acl-00000000' },
  state: 'available',
  tags: [],
})
