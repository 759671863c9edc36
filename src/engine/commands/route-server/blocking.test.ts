// What blocks what (reference 7.1): each row, and a teardown tried in every wrong order. A refusal is IncorrectState, names
// what is in the way, and changes nothing (`refused` compares the whole state).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestWorld } from '../../test-world.test.ts'
import { endpointInSubnet, routeServerPartOfVpc } from './dependents.ts'

const DELAY = 1_000

test('AssociateRouteServer: the route server has to be available', () => {
  const world = new TestWorld({ lifecycleDelaySeconds: 1 })
  const request = { RouteServerId: world.routeServer(), VpcId: world.vpc() }
  assertIncorrect(world, 'AssociateRouteServer', request, `${request.RouteServerId}.*'pending'`)
  world.advance(DELAY)
  world.call('ModifyRouteServer', { RouteServerId: request.RouteServerId, PersistRoutes: 'enable' })
  assertIncorrect(world, 'AssociateRouteServer', request, `'modifying'`)
  world.advance(DELAY)
  world.call('AssociateRouteServer', request)
})

test('CreateRouteServerEndpoint and EnableRouteServerPropagation: the association has to be finished', () => {
  const world = new TestWorld({ lifecycleDelaySeconds: 1 })
  const vpcId = world.vpc()
  const rs = world.routeServer()
  const endpoint = { RouteServerId: rs, SubnetId: world.subnet(vpcId) }
  const propagation = { RouteServerId: rs, RouteTableId: world.routeTable(vpcId) }
  const bothRefused = (why: string): void => {
    assertIncorrect(world, 'CreateRouteServerEndpoint', endpoint, why)
    assertIncorrect(world, 'EnableRouteServerPropagation', propagation, why)
  }
  bothRefused(`'pending'`)
  world.advance(DELAY)
  bothRefused(`${rs}.* is not associated`)
  world.call('AssociateRouteServer', { RouteServerId: rs, VpcId: vpcId })
  bothRefused(`${rs}.*${vpcId}.*'associating'`)
  world.advance(DELAY)
  world.call('DisassociateRouteServer', { RouteServerId: rs, VpcId: vpcId })
  bothRefused(`'disassociating'`)
})

test('CreateRouteServerPeer: the endpoint has to be available', () => {
  const world = new TestWorld({ lifecycleDelaySeconds: 1 })
  const { endpoint, peerRequest } = stack(world)
  const pending = world.endpoint(...endpoint)
  const request = { ...peerRequest, RouteServerEndpointId: pending }
  assertIncorrect(world, 'CreateRouteServerPeer', request, `${pending}.*'pending'`)
  world.advance(DELAY)
  world.call('DeleteRouteServerEndpoint', { RouteServerEndpointId: pending })
  assertIncorrect(world, 'CreateRouteServerPeer', request, `'deleting'`)
  world.advance(DELAY)
  assertIncorrect(world, 'CreateRouteServerPeer', request, `'deleted'`)
})

test('the teardown in every order: what still has something in its way is refused, the rest is not', () => {
  const reached = new Set<string>()
  const names = Object.keys(STEPS) as readonly StepName[]
  const visit = (done: readonly StepName[]): void => {
    const key = [...done].sort().join()
    if (reached.has(key)) return
    reached.add(key)
    for (const name of names.filter((one) => !done.includes(one))) {
      const { world, ids } = torn(done)
      const { action, request, after } = STEPS[name]
      const missing = after.filter((one) => !done.includes(one))
      if (missing.length === 0) {
        world.call(action, request(ids))
        visit([...done, name])
      } else {
        assertIncorrect(world, action, request(ids), ids[missing[0] as StepName])
        assert.equal(world.refused(action, { ...request(ids), DryRun: true }).code, 'IncorrectState')
      }
    }
  }
  visit([])
  assert.equal(reached.size, 8) // the downward closed sets of the five steps
})

test('a step that is under way is still in the way', () => {
  const order: readonly StepName[] = ['propagation', 'peer', 'endpoint', 'association', 'server']
  const { world, ids } = torn([])
  for (const [n, name] of order.entries()) {
    world.call(STEPS[name].action, STEPS[name].request(ids))
    for (const later of order.slice(n + 1).filter((one) => STEPS[one].after.includes(name))) {
      assertIncorrect(world, STEPS[later].action, STEPS[later].request(ids), ids[name])
    }
    world.advance(DELAY)
  }
  assert.equal(world.region.tables['network-interface'].size, 0)
})

test('a step that is done is not done twice', () => {
  const codes: [StepName, string][] = [
    ['propagation', 'InvalidRouteServerId.NotPropagated'],
    ['peer', 'IncorrectState'],
    ['endpoint', 'IncorrectState'],
    ['association', 'InvalidRouteServerId.NotAssociated'],
    ['server', 'IncorrectState'],
  ]
  const { world, ids } = torn([])
  for (const [name, code] of codes) {
    world.call(STEPS[name].action, STEPS[name].request(ids))
    world.advance(DELAY)
    assert.equal(world.refused(STEPS[name].action, STEPS[name].request(ids)).code, code)
  }
})

test('any change of a route server that is gone is refused', () => {
  const world = new TestWorld()
  const vpcId = world.vpc()
  const rs = world.routeServer()
  world.call('DeleteRouteServer', { RouteServerId: rs })
  for (const [action, more] of [
    ['AssociateRouteServer', { VpcId: vpcId }],
    ['DisassociateRouteServer', { VpcId: vpcId }],
    ['CreateRouteServerEndpoint', { SubnetId: world.subnet(vpcId) }],
    ['EnableRouteServerPropagation', { RouteTableId: world.routeTable(vpcId) }],
    ['DisableRouteServerPropagation', { RouteTableId: world.routeTable(vpcId) }],
    ['ModifyRouteServer', { PersistRoutes: 'enable' }],
  ] as const) {
    assertIncorrect(world, action, { RouteServerId: rs, ...more }, `${rs}.*'deleted'`)
  }
})

test('DeleteSubnet and DeleteVpc see pending endpoints, and route servers without endpoints', () => {
  const world = new TestWorld({ lifecycleDelaySeconds: 1 })
  const vpcId = world.vpc()
  const subnet = world.subnet(vpcId)
  const rs = world.routeServer()
  world.advance(DELAY)
  const users = (): unknown[] => [endpointInSubnet(world.region, subnet), routeServerPartOfVpc(world.region, vpcId)]
  assert.deepEqual(users(), [undefined, undefined])
  world.call('AssociateRouteServer', { RouteServerId: rs, VpcId: vpcId })
  assert.deepEqual(users(), [undefined, rs])
  world.advance(DELAY)
  const endpoint = world.endpoint(rs, subnet)
  assert.deepEqual(users(), [endpoint, endpoint])
  world.advance(DELAY)
  world.call('DeleteRouteServerEndpoint', { RouteServerEndpointId: endpoint })
  assert.deepEqual(users(), [endpoint, endpoint])
  world.advance(DELAY)
  assert.deepEqual(users(), [undefined, rs])
})

type StepName = 'propagation' | 'peer' | 'endpoint' | 'association' | 'server'
/** What each step takes away, as refusals name it. */
type Ids = Readonly<Record<StepName | 'vpc' | 'table' | 'rs', string>>

const STEPS: Record<
  StepName,
  { readonly action: string; readonly request: (ids: Ids) => object; readonly after: readonly StepName[] }
> = {
  propagation: {
    action: 'DisableRouteServerPropagation',
    request: ({ rs, table }) => ({ RouteServerId: rs, RouteTableId: table }),
    after: [],
  },
  peer: { action: 'DeleteRouteServerPeer', request: ({ peer }) => ({ RouteServerPeerId: peer }), after: [] },
  endpoint: {
    action: 'DeleteRouteServerEndpoint',
    request: ({ endpoint }) => ({ RouteServerEndpointId: endpoint }),
    after: ['peer'],
  },
  association: {
    action: 'DisassociateRouteServer',
    request: ({ rs, vpc }) => ({ RouteServerId: rs, VpcId: vpc }),
    after: ['propagation', 'endpoint'],
  },
  server: {
    action: 'DeleteRouteServer',
    request: ({ rs }) => ({ RouteServerId: rs }),
    after: ['endpoint', 'association'],
  },
}

/** A finished stack of which some steps of the teardown are done, in an order that works. */
function torn(done: readonly StepName[]): { readonly world: TestWorld; readonly ids: Ids } {
  const world = new TestWorld({ lifecycleDelaySeconds: 1 })
  const { rs, vpcId, endpointId, peerRequest } = stack(world)
  const peer = world.peer(endpointId, peerRequest.PeerAddress)
  const table = world.routeTable(vpcId)
  world.call('EnableRouteServerPropagation', { RouteServerId: rs, RouteTableId: table })
  world.advance(DELAY)
  const ids = { rs, vpc: vpcId, table, propagation: table, peer, endpoint: endpointId, association: vpcId, server: rs }
  for (const name of done) {
    world.call(STEPS[name].action, STEPS[name].request(ids))
    world.advance(DELAY)
  }
  return { world, ids }
}

function stack(world: TestWorld) {
  const vpcId = world.vpc()
  const subnet = world.subnet(vpcId)
  const rs = world.routeServer()
  world.advance(DELAY)
  world.call('AssociateRouteServer', { RouteServerId: rs, VpcId: vpcId })
  world.advance(DELAY)
  const endpointId = world.endpoint(rs, subnet)
  world.advance(DELAY)
  const peerRequest = {
    RouteServerEndpointId: endpointId,
    PeerAddress: '10.0.1.10',
    BgpOptions: { PeerAsn: 65001 },
  }
  return { rs, vpcId, endpoint: [rs, subnet] as const, endpointId, peerRequest }
}

function assertIncorrect(world: TestWorld, action: string, request: object, why: string): void {
  const error = world.refused(action, request)
  assert.equal(error.code, 'IncorrectState', error.message)
  assert.match(error.message, new RegExp(why))
}
