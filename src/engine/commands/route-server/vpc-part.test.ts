// Where the route server family and the VPC part meet (reference 7.1, last rows): everything made through the API alone.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkInvariants } from '../../invariants.test.ts'
import { TestWorld, at } from '../../test-world.test.ts'

test('subnet and VPC stay while an endpoint or an association is there, pending and deleting ones too', () => {
  const { world, vpcId, subnet, rs } = setUp()
  const refusals = (...codes: (string | undefined)[]): void => {
    const error = (action: string, request: object): string | undefined =>
      world.refused(action, { ...request, DryRun: true }).code
    assert.deepEqual([error('DeleteSubnet', { SubnetId: subnet }), error('DeleteVpc', { VpcId: vpcId })], codes)
  }
  refusals('DryRunOperation', 'DependencyViolation')
  const endpoint = world.endpoint(rs, subnet)
  refusals('DependencyViolation', 'DependencyViolation')
  world.advance(1_000)
  refusals('DependencyViolation', 'DependencyViolation')
  world.call('DeleteRouteServerEndpoint', { RouteServerEndpointId: endpoint })
  refusals('DependencyViolation', 'DependencyViolation')
  world.advance(1_000)
  world.call('DeleteSubnet', { SubnetId: subnet })
  assert.equal(world.refused('DeleteVpc', { VpcId: vpcId }).code, 'DependencyViolation')
  world.call('DisassociateRouteServer', { RouteServerId: rs, VpcId: vpcId })
  assert.equal(world.refused('DeleteVpc', { VpcId: vpcId }).code, 'DependencyViolation')
  world.advance(1_000)
  world.call('DeleteVpc', { VpcId: vpcId })
  world.call('DeleteRouteServer', { RouteServerId: rs })
  world.advance(1_000)
  checkInvariants(world)
})

test('a deleted route table takes its propagation along; what is left can be torn down', () => {
  const { world, vpcId, rs } = setUp()
  const table = at(world.call('CreateRouteTable', { VpcId: vpcId }), 'RouteTable', 'RouteTableId') as string
  world.call('EnableRouteServerPropagation', { RouteServerId: rs, RouteTableId: table })
  world.advance(1_000)
  world.call('DeleteRouteTable', { RouteTableId: table })
  const none = world.refused('GetRouteServerPropagations', { RouteServerId: rs })
  assert.equal(none.code, 'InvalidRouteServerId.NotPropagated')
  world.call('DisassociateRouteServer', { RouteServerId: rs, VpcId: vpcId })
  checkInvariants(world)
})

test('a table of an internet gateway takes propagations, whichever was first', () => {
  const { world, vpcId, rs } = setUp()
  const igw = at(world.call('CreateInternetGateway', {}), 'InternetGateway', 'InternetGatewayId') as string
  world.call('AttachInternetGateway', { InternetGatewayId: igw, VpcId: vpcId })
  const tables = [1, 2].map(
    () => at(world.call('CreateRouteTable', { VpcId: vpcId }), 'RouteTable', 'RouteTableId') as string,
  )
  const [first, second] = tables as [string, string]
  const associate = (RouteTableId: string): string =>
    at(world.call('AssociateRouteTable', { RouteTableId, GatewayId: igw }), 'AssociationId') as string
  world.call('EnableRouteServerPropagation', { RouteServerId: rs, RouteTableId: first })
  const AssociationId = associate(first)
  world.call('DisassociateRouteTable', { AssociationId })
  associate(second)
  world.call('EnableRouteServerPropagation', { RouteServerId: rs, RouteTableId: second })
})

test('callers may look at the interface and group of an endpoint, tag them, and nothing else', () => {
  const { world, subnet, rs } = setUp()
  world.endpoint(rs, subnet)
  world.advance(1_000)
  const [eni] = at(world.call('DescribeNetworkInterfaces', {}), 'NetworkInterfaces') as unknown[]
  assert.deepEqual(
    [at(eni, 'RequesterManaged'), at(eni, 'Status'), at(eni, 'PrivateIpAddress'), at(eni, 'SubnetId')],
    [true, 'in-use', '10.0.1.4', subnet],
  )
  const NetworkInterfaceId = at(eni, 'NetworkInterfaceId') as string
  const GroupId = at(eni, 'Groups', 0, 'GroupId') as string
  const AttachmentId = at(eni, 'Attachment', 'AttachmentId')
  const IpPermissions = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]
  for (const [action, request] of [
    ['DeleteNetworkInterface', { NetworkInterfaceId }],
    ['DetachNetworkInterface', { AttachmentId }],
    ['ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, SourceDestCheck: { Value: false } }],
    ['AssignPrivateIpAddresses', { NetworkInterfaceId, SecondaryPrivateIpAddressCount: 1 }],
    ['DeleteSecurityGroup', { GroupId }],
    ['AuthorizeSecurityGroupIngress', { GroupId, IpPermissions }],
    ['RevokeSecurityGroupEgress', { GroupId, IpPermissions }],
  ] as const) {
    assert.equal(world.refused(action, request).code, 'OperationNotPermitted', action)
  }
  world.call('CreateTags', { Resources: [NetworkInterfaceId, GroupId], Tags: [{ Key: 'a', Value: '1' }] })
})

test('the interface of a device may go while its peer is there', () => {
  const { world, subnet, rs } = setUp()
  const endpoint = world.endpoint(rs, subnet)
  world.advance(1_000)
  const eni = world.call('CreateNetworkInterface', { SubnetId: subnet, PrivateIpAddress: '10.0.1.10' })
  world.peer(endpoint, '10.0.1.10')
  const NetworkInterfaceId = at(eni, 'NetworkInterface', 'NetworkInterfaceId')
  world.call('DeleteNetworkInterface', { NetworkInterfaceId })
  checkInvariants(world)
})

test('tags of all three kinds are changed and listed like any others; those of a tombstone are fixed', () => {
  const { world, subnet, rs } = setUp()
  const endpoint = world.endpoint(rs, subnet)
  world.advance(1_000)
  const peer = world.peer(endpoint)
  world.advance(1_000)
  const Resources = [rs, endpoint, peer]
  world.call('CreateTags', { Resources, Tags: [{ Key: 'Name', Value: 'x' }] })
  const Filters = [{ Name: 'key', Values: ['Name'] }]
  const types = (at(world.call('DescribeTags', { Filters }), 'Tags') as unknown[]).map((tag) => [
    at(tag, 'ResourceId'),
    at(tag, 'ResourceType'),
  ])
  assert.deepEqual(types, [
    [rs, 'route-server'],
    [endpoint, 'route-server-endpoint'],
    [peer, 'route-server-peer'],
  ])
  world.call('DeleteTags', { Resources, Tags: [{ Key: 'Name' }] })
  assert.deepEqual(at(world.call('DescribeRouteServers', {}), 'RouteServers', 0, 'Tags'), [])
  world.call('DeleteRouteServerPeer', { RouteServerPeerId: peer })
  world.advance(1_000)
  assert.equal(world.refused('CreateTags', { Resources: [peer], Tags: [{ Key: 'a' }] }).code, 'IncorrectState')
})

function setUp(): { readonly world: TestWorld; readonly vpcId: string; readonly subnet: string; readonly rs: string } {
  const world = new TestWorld({ lifecycleDelaySeconds: 1 })
  const vpcId = at(world.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }), 'Vpc', 'VpcId') as string
  world.advance(1_000)
  const answer = world.call('CreateSubnet', { VpcId: vpcId, CidrBlock: '10.0.1.0/24' })
  const rs = world.routeServer()
  world.advance(1_000)
  world.call('AssociateRouteServer', { RouteServerId: rs, VpcId: vpcId })
  world.advance(1_000)
  return { world, vpcId, subnet: at(answer, 'Subnet', 'SubnetId') as string, rs }
}
