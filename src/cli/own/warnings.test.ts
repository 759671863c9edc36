import assert from 'node:assert/strict'
import { test } from 'node:test'
import { warningsOf, type Surroundings } from './warnings.ts'

const PEER = {
  RouteServerPeerId: 'rsp-1',
  VpcId: 'vpc-1',
  State: 'available',
  PeerAddress: '10.0.1.10',
  EndpointEniAddress: '10.0.1.4',
  BgpOptions: { PeerAsn: 65001 },
  BgpStatus: { Status: 'down' },
}
const INVENTORY = {
  server: { RouteServerId: 'rs-1' },
  associations: [{ VpcId: 'vpc-1' }],
  propagations: [{ RouteTableId: 'rtb-1' }],
  endpoints: [{ RouteServerEndpointId: 'rse-1', State: 'available' }],
  peers: [PEER],
}
const AROUND: Surroundings = {
  interfaces: [{ NetworkInterfaceId: 'eni-1', VpcId: 'vpc-1', PrivateIpAddress: '10.0.1.10' }],
  routes: [],
  down: new Map(),
}

test('a session that is down: what has to happen', () => {
  assert.deepEqual(warningsOf(INVENTORY, AROUND), [
    {
      resourceId: 'rsp-1',
      why: 'BGP is down: the device at 10.0.1.10 (AS 65001) has no session with 10.0.1.4; it must open the connection.',
    },
  ])
})

test('a session that is down: why, when the server knows it', () => {
  const down = new Map([['rsp-1', 'BGP is down: NOTIFICATION 6/2 received: upgrade tonight']])
  assert.deepEqual(
    warningsOf(INVENTORY, { ...AROUND, down }).map(({ why }) => why),
    [
      'BGP is down: NOTIFICATION 6/2 received: upgrade tonight; the device at 10.0.1.10 (AS 65001) must connect to 10.0.1.4.',
    ],
  )
})

test('a session that is up is nothing to warn of, whatever was known of it', () => {
  const inventory = { ...INVENTORY, peers: [{ ...PEER, BgpStatus: { Status: 'up' } }] }
  assert.deepEqual(warningsOf(inventory, { ...AROUND, down: new Map([['rsp-1', 'old news']]) }), [])
})
