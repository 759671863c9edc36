// The AWS SDK for JavaScript drives the whole life of a route server in the order of AWS's tutorial, and each deletion
// out of order is refused with IncorrectState and changes nothing.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  DeleteRouteServerCommand,
  DeleteRouteServerEndpointCommand,
  DeleteRouteServerPeerCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteServerEndpointsCommand,
  DescribeRouteServerPeersCommand,
  DescribeRouteServersCommand,
  DisableRouteServerPropagationCommand,
  DisassociateRouteServerCommand,
  GetRouteServerAssociationsCommand,
  GetRouteServerPropagationsCommand,
  GetRouteServerRoutingDatabaseCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2'
import { eventually, sdk, serve, vpcAddress } from '../harness.ts'
import { makeTopology, type Topology } from './topology.ts'

/** Everything that a caller can see of the route server, to show that a refused call changed nothing. */
async function everything(ec2: EC2Client, of: Topology): Promise<unknown> {
  const RouteServerId = of.routeServerId
  const answers = [
    await ec2.send(new DescribeRouteServersCommand({})),
    await ec2.send(new GetRouteServerAssociationsCommand({ RouteServerId })).catch((error: Error) => error.name),
    await ec2.send(new DescribeRouteServerEndpointsCommand({})),
    await ec2.send(new DescribeRouteServerPeersCommand({})),
    await ec2.send(new GetRouteServerPropagationsCommand({ RouteServerId })).catch((error: Error) => error.name),
    await ec2.send(new DescribeNetworkInterfacesCommand({})),
  ]
  return answers.map((answer) => (typeof answer === 'string' ? answer : { ...answer, $metadata: undefined }))
}

async function refused(ec2: EC2Client, of: Topology, what: string, call: () => Promise<unknown>): Promise<void> {
  const before = await everything(ec2, of)
  await assert.rejects(call, { name: 'IncorrectState' }, what)
  assert.deepEqual(await everything(ec2, of), before, `${what} was refused and must change nothing`)
}

test('the life of a route server: create in order, list, refuse wrong order, delete in order', async (t) => {
  const { endpoint } = await serve(t)
  const ec2 = sdk(t, endpoint)
  const peers = [
    { host: 10, asn: 65001 },
    { host: 11, asn: 65002 },
  ]
  const of = await makeTopology(ec2, { peers })
  const RouteServerId = of.routeServerId
  const listed = await ec2.send(new DescribeRouteServerPeersCommand({}))
  assert.deepEqual(
    listed.RouteServerPeers?.map((p) => [
      p.PeerAddress,
      p.State,
      p.BgpStatus?.Status,
      p.BgpOptions?.PeerLivenessDetection,
    ]),
    [
      [vpcAddress(10), 'available', 'down', 'bgp-keepalive'],
      [vpcAddress(11), 'available', 'down', 'bgp-keepalive'],
    ],
  )
  const routes = await ec2.send(new GetRouteServerRoutingDatabaseCommand({ RouteServerId }))
  assert.deepEqual([routes.AreRoutesPersisted, routes.Routes], [false, []])

  const remove = {
    server: () => ec2.send(new DeleteRouteServerCommand({ RouteServerId })),
    association: () => ec2.send(new DisassociateRouteServerCommand({ RouteServerId, VpcId: of.vpcId })),
    endpoint: () => ec2.send(new DeleteRouteServerEndpointCommand({ RouteServerEndpointId: of.endpointId })),
    propagation: () =>
      ec2.send(new DisableRouteServerPropagationCommand({ RouteServerId, RouteTableId: of.routeTableId })),
  }
  await refused(ec2, of, 'delete of a route server with everything', remove.server)
  await refused(ec2, of, 'disassociation with propagation and endpoint', remove.association)
  await refused(ec2, of, 'delete of an endpoint with peers', remove.endpoint)
  assert.equal((await remove.propagation()).RouteServerPropagation?.State, 'deleting')
  await eventually(
    'propagation is gone',
    () => ec2.send(new GetRouteServerPropagationsCommand({ RouteServerId })).catch((error: Error) => error.name),
    (answer) => answer === 'InvalidRouteServerId.NotPropagated',
  )
  await refused(ec2, of, 'disassociation with an endpoint', remove.association)
  for (const RouteServerPeerId of of.peerIds) {
    const deleted = await ec2.send(new DeleteRouteServerPeerCommand({ RouteServerPeerId }))
    assert.equal(deleted.RouteServerPeer?.State, 'deleting')
  }
  await eventually(
    'the peers are deleted',
    () => ec2.send(new DescribeRouteServerPeersCommand({})),
    (answer) => answer.RouteServerPeers?.every((peer) => peer.State === 'deleted') === true,
  )
  await refused(ec2, of, 'a second delete of a peer', () =>
    ec2.send(new DeleteRouteServerPeerCommand({ RouteServerPeerId: of.peerIds[0] })),
  )
  assert.equal((await remove.endpoint()).RouteServerEndpoint?.State, 'deleting')
  await eventually(
    'the endpoint is deleted',
    () => ec2.send(new DescribeRouteServerEndpointsCommand({})),
    (answer) => answer.RouteServerEndpoints?.every((one) => one.State === 'deleted') === true,
  )
  await refused(ec2, of, 'delete of a route server with an association', remove.server)
  assert.equal((await remove.association()).RouteServerAssociation?.State, 'disassociating')
  await eventually(
    'the association is gone',
    () => ec2.send(new GetRouteServerAssociationsCommand({ RouteServerId })).catch((error: Error) => error.name),
    (answer) => answer === 'InvalidRouteServerId.NotAssociated',
  )
  assert.equal((await remove.server()).RouteServer?.State, 'deleting')
  await eventually(
    'the route server is deleted',
    () => ec2.send(new DescribeRouteServersCommand({ RouteServerIds: [RouteServerId] })),
    (answer) => answer.RouteServers?.[0]?.State === 'deleted',
  )
})
