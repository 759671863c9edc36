// States take their time (`--lifecycle-delay`): every object passes through the states of the behaviour reference, 2, each call
// on one that is on its way is refused (7.1), and what was deleted stays listed with its tags.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AttachNetworkInterfaceCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DetachNetworkInterfaceCommand,
  type EC2Client,
  waitUntilNetworkInterfaceAvailable,
  waitUntilSubnetAvailable,
  waitUntilVpcAvailable,
} from '@aws-sdk/client-ec2'
import { NET, sdk, serve } from '../harness.ts'
import { sdkCaller, type Caller } from './scenario/callers.ts'

const DELAY = ['--memory', '--no-default-vpc', '--lifecycle-delay', '2']

test('the states of a route server and all that belongs to it, and what is refused meanwhile', async (t) => {
  const { endpoint } = await serve(t, DELAY)
  const call = sdkCaller(t, endpoint)
  const { VpcId, SubnetId, RouteTableId } = await network(sdk(t, endpoint))
  const refused = async (action: string, input: object, state: string): Promise<void> => {
    const message = new RegExp(`'${state}'`)
    await assert.rejects(call(action, input as never), { name: 'IncorrectState', message }, `${action}: ${state}`)
  }

  const Tags = [{ Key: 'Name', Value: 'slow' }]
  const TagSpecifications = [{ ResourceType: 'route-server', Tags }]
  const made = await call('CreateRouteServer', { AmazonSideAsn: 65000, PersistRoutes: 'enable', TagSpecifications })
  const RouteServerId = text(made, 'RouteServer', 'RouteServerId')
  assert.deepEqual(
    [at(made, 'RouteServer', 'State'), at(made, 'RouteServer', 'PersistRoutesState')],
    ['pending', 'enabled'],
  )
  await refused('AssociateRouteServer', { RouteServerId, VpcId }, 'pending')
  await refused('ModifyRouteServer', { RouteServerId, SnsNotificationsEnabled: true }, 'pending')
  await refused('DeleteRouteServer', { RouteServerId }, 'pending')
  const server = () => call('DescribeRouteServers', { RouteServerIds: [RouteServerId] })
  assert.deepEqual(await states(server, 'RouteServers', 'available'), ['pending', 'available'])

  const modified = await call('ModifyRouteServer', { RouteServerId, PersistRoutes: 'disable' })
  assert.deepEqual(
    [at(modified, 'RouteServer', 'State'), at(modified, 'RouteServer', 'PersistRoutesState')],
    ['modifying', 'disabling'],
  )
  await refused('ModifyRouteServer', { RouteServerId, SnsNotificationsEnabled: true }, 'modifying')
  assert.deepEqual(await states(server, 'RouteServers', 'available'), ['modifying', 'available'])
  assert.equal(at(await server(), 'RouteServers', 0, 'PersistRoutesState'), 'disabled')

  const associated = await call('AssociateRouteServer', { RouteServerId, VpcId })
  assert.equal(at(associated, 'RouteServerAssociation', 'State'), 'associating')
  await refused('CreateRouteServerEndpoint', { RouteServerId, SubnetId }, 'associating')
  await refused('EnableRouteServerPropagation', { RouteServerId, RouteTableId }, 'associating')
  await refused('DisassociateRouteServer', { RouteServerId, VpcId }, 'associating')
  const associations = () => call('GetRouteServerAssociations', { RouteServerId })
  const toAssociated = await states(associations, 'RouteServerAssociations', 'associated')
  assert.deepEqual(toAssociated, ['associating', 'associated'])

  const enabled = await call('EnableRouteServerPropagation', { RouteServerId, RouteTableId })
  assert.equal(at(enabled, 'RouteServerPropagation', 'State'), 'pending')
  const begun = await call('CreateRouteServerEndpoint', { RouteServerId, SubnetId })
  const RouteServerEndpointId = text(begun, 'RouteServerEndpoint', 'RouteServerEndpointId')
  assert.deepEqual(
    ['State', 'EniId', 'EniAddress'].map((name) => at(begun, 'RouteServerEndpoint', name)),
    ['pending', undefined, undefined],
  )
  const peer = { RouteServerEndpointId, PeerAddress: `10.${NET}.1.10`, BgpOptions: { PeerAsn: 65001 } }
  await refused('CreateRouteServerPeer', peer, 'pending')
  await refused('DeleteRouteServerEndpoint', { RouteServerEndpointId }, 'pending')
  await refused('DisableRouteServerPropagation', { RouteServerId, RouteTableId }, 'pending')
  await assert.rejects(call('DeleteSubnet', { SubnetId }), { name: 'DependencyViolation' })
  const propagations = () => call('GetRouteServerPropagations', { RouteServerId })
  const endpoints = () => call('DescribeRouteServerEndpoints', { RouteServerEndpointIds: [RouteServerEndpointId] })
  const [propagated, equipped] = await Promise.all([
    states(propagations, 'RouteServerPropagations', 'available'),
    states(endpoints, 'RouteServerEndpoints', 'available'),
  ])
  assert.deepEqual(propagated, ['pending', 'available'])
  assert.deepEqual(equipped, ['pending', 'available'])
  assert.match(text(await endpoints(), 'RouteServerEndpoints', 0, 'EniId'), /^eni-/)

  const { RouteServerPeerId } = at(await call('CreateRouteServerPeer', peer), 'RouteServerPeer') as Peer
  await refused('DeleteRouteServerPeer', { RouteServerPeerId }, 'pending')
  await refused('DeleteRouteServerEndpoint', { RouteServerEndpointId }, 'pending')
  const peers = () => call('DescribeRouteServerPeers', { RouteServerPeerIds: [RouteServerPeerId] })
  assert.deepEqual(await states(peers, 'RouteServerPeers', 'available'), ['pending', 'available'])

  const disabled = await call('DisableRouteServerPropagation', { RouteServerId, RouteTableId })
  assert.equal(at(disabled, 'RouteServerPropagation', 'State'), 'deleting')
  await call('DeleteRouteServerPeer', { RouteServerPeerId })
  await refused('DeleteRouteServerPeer', { RouteServerPeerId }, 'deleting')
  await refused('DeleteRouteServerEndpoint', { RouteServerEndpointId }, 'deleting')
  await refused('DisassociateRouteServer', { RouteServerId, VpcId }, 'deleting')
  assert.deepEqual(await states(peers, 'RouteServerPeers', 'deleted'), ['deleting', 'deleted'])
  assert.deepEqual(await states(propagations, 'RouteServerPropagations', 'InvalidRouteServerId.NotPropagated'), [
    'InvalidRouteServerId.NotPropagated',
  ])
  await refused('DeleteRouteServerPeer', { RouteServerPeerId }, 'deleted')

  await call('DeleteRouteServerEndpoint', { RouteServerEndpointId })
  await refused('DeleteRouteServerEndpoint', { RouteServerEndpointId }, 'deleting')
  await refused('DisassociateRouteServer', { RouteServerId, VpcId }, 'deleting')
  await refused('CreateRouteServerPeer', peer, 'deleting')
  assert.deepEqual(await states(endpoints, 'RouteServerEndpoints', 'deleted'), ['deleting', 'deleted'])

  await call('DisassociateRouteServer', { RouteServerId, VpcId })
  await refused('DisassociateRouteServer', { RouteServerId, VpcId }, 'disassociating')
  await refused('AssociateRouteServer', { RouteServerId, VpcId }, 'disassociating')
  await refused('DeleteRouteServer', { RouteServerId }, 'disassociating')
  const gone = 'InvalidRouteServerId.NotAssociated'
  assert.deepEqual(await states(associations, 'RouteServerAssociations', gone), ['disassociating', gone])

  await call('DeleteRouteServer', { RouteServerId })
  await refused('DeleteRouteServer', { RouteServerId }, 'deleting')
  assert.deepEqual(await states(server, 'RouteServers', 'deleted'), ['deleting', 'deleted'])
  await refused('DeleteRouteServer', { RouteServerId }, 'deleted')
  const named = await call('DescribeRouteServers', { Filters: [{ Name: 'tag:Name', Values: ['slow'] }] })
  assert.deepEqual([at(named, 'RouteServers', 0, 'State'), at(named, 'RouteServers', 0, 'Tags')], ['deleted', Tags])
  await call('DeleteSubnet', { SubnetId })
})

test("the SDK's waiters wait, and are satisfied", async (t) => {
  const { endpoint } = await serve(t, DELAY)
  const ec2 = sdk(t, endpoint)
  const wait = { client: ec2, maxWaitTime: 20, minDelay: 0.2, maxDelay: 0.5 }
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
  assert.equal(Vpc?.State, 'pending')
  const VpcId = Vpc.VpcId ?? ''
  assert.equal((await waitUntilVpcAvailable(wait, { VpcIds: [VpcId] })).state, 'SUCCESS')
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.1.0/24' }))
  const SubnetId = Subnet?.SubnetId ?? ''
  assert.equal((await waitUntilSubnetAvailable(wait, { SubnetIds: [SubnetId] })).state, 'SUCCESS')
  const made = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId }))
  const NetworkInterfaceId = made.NetworkInterface?.NetworkInterfaceId ?? ''
  const attach = { NetworkInterfaceId, InstanceId: 'i-0123456789abcdef0', DeviceIndex: 1 }
  const { AttachmentId } = await ec2.send(new AttachNetworkInterfaceCommand(attach))
  await ec2.send(new DetachNetworkInterfaceCommand({ AttachmentId }))
  const ids = { NetworkInterfaceIds: [NetworkInterfaceId] }
  assert.equal((await waitUntilNetworkInterfaceAvailable(wait, ids)).state, 'SUCCESS')
})

async function network(ec2: EC2Client) {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: `10.${NET}.0.0/16` }))
  const VpcId = Vpc?.VpcId ?? ''
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: `10.${NET}.1.0/24` }))
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }))
  return { VpcId, SubnetId: Subnet?.SubnetId ?? '', RouteTableId: RouteTable?.RouteTableId ?? '' }
}

interface Peer {
  readonly RouteServerPeerId: string
}

const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce((inner, name) => (inner as Readonly<Record<string | number, unknown>> | undefined)?.[name], value)

function text(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path)
  assert.equal(typeof found, 'string', path.join('.'))
  return found as string
}

/** The states that the first item of a list goes through until it is in `last`; the name of an error is a state too. */
async function states(ask: () => ReturnType<Caller>, list: string, last: string): Promise<readonly string[]> {
  const seen: string[] = []
  const deadline = performance.now() + 30_000
  while (seen.at(-1) !== last) {
    assert.ok(performance.now() < deadline, `${list} is not ${last}: ${seen.join(', ')}`)
    const answer = await ask().catch((error: Error) => ({ [list]: [{ State: error.name }] }))
    const state = text(answer, list, 0, 'State')
    if (seen.at(-1) !== state) seen.push(state)
    else await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return seen
}
