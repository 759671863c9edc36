// Route tables, their associations, static routes, and the routes of route servers among them.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer, Ask, PropagatedRoute } from '../../decision.ts'
import { AWS_QUOTAS } from '../../quotas.ts'
import { at } from '../../test-world.test.ts'
import { Scene } from './scene.test.ts'

test('a table has local routes, then static ones in order of creation', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc('10.0.0.0/16', { Ipv6CidrBlock: '2001:db8::/56' })
  const gateway = scene.newGateway(VpcId)
  const eni = scene.newEni(scene.newSubnet(VpcId))
  const table = scene.newTable(VpcId)
  const create = (request: object): void => {
    assert.deepEqual(scene.call('CreateRoute', { RouteTableId: table, ...request }), { Return: true })
  }
  create({ DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway })
  create({ DestinationIpv6CidrBlock: '2001:DB8:FFFF::1/48', GatewayId: gateway })
  create({ DestinationCidrBlock: '100.68.0.18/18', NetworkInterfaceId: eni })
  create({ DestinationCidrBlock: '10.0.9.0/24', NetworkInterfaceId: eni })
  const route = { Origin: 'CreateRoute', State: 'active' }
  const local = { GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' }
  assert.deepEqual(scene.routes(table), [
    { DestinationCidrBlock: '10.0.0.0/16', ...local },
    { DestinationIpv6CidrBlock: '2001:db8::/56', ...local },
    { DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway, ...route },
    { DestinationIpv6CidrBlock: '2001:db8:ffff::/48', GatewayId: gateway, ...route },
    { DestinationCidrBlock: '100.68.0.0/18', NetworkInterfaceId: eni, ...route },
    { DestinationCidrBlock: '10.0.9.0/24', NetworkInterfaceId: eni, ...route },
  ])
  assert.deepEqual(scene.table(table)['PropagatingVgws'], [])
})

test('what CreateRoute refuses', () => {
  const scene = new Scene({ quotas: { ...AWS_QUOTAS, staticRoutesPerTableMax: 3 } })
  const VpcId = scene.newVpc()
  const gateway = scene.newGateway(VpcId)
  const other = scene.newVpc('10.5.0.0/16')
  const eni = scene.newEni(scene.newSubnet(VpcId))
  const RouteTableId = scene.newTable(VpcId)
  const to = { RouteTableId, DestinationCidrBlock: '192.0.2.0/24' }
  const refuses = (request: object, code: string, message?: RegExp): void =>
    scene.refuses('CreateRoute', { ...to, ...request }, code, message)
  const badBlock =
    /^Value \(1000\.1\.0\.0\/20\) for parameter destinationCidrBlock is invalid\. This is not a valid CIDR block\.$/
  refuses({ DestinationCidrBlock: '1000.1.0.0/20', GatewayId: gateway }, 'InvalidParameterValue', badBlock)
  refuses({ DestinationIpv6CidrBlock: '::/0', GatewayId: gateway }, 'InvalidParameterCombination')
  scene.refuses('CreateRoute', { RouteTableId, GatewayId: gateway }, 'MissingParameter')
  const list = { RouteTableId, DestinationPrefixListId: 'pl-00000000', GatewayId: gateway }
  scene.refuses('CreateRoute', list, 'InvalidPrefixListID.NotFound')
  refuses({}, 'MissingParameter')
  refuses({ GatewayId: gateway, NetworkInterfaceId: eni }, 'InvalidParameterCombination')
  refuses({ RouteTableId: 'rtb-1234abcd', GatewayId: gateway }, 'InvalidRouteTableID.NotFound')
  refuses({ GatewayId: 'igw-00000000' }, 'InvalidGatewayID.NotFound', /^The gateway ID 'igw-00000000' does not exist$/)
  refuses({ GatewayId: 'vgw-00000000' }, 'InvalidGatewayID.NotFound')
  refuses({ GatewayId: 'local' }, 'InvalidParameterValue')
  refuses({ NetworkInterfaceId: 'eni-1234abcd' }, 'InvalidNetworkInterfaceID.NotFound')
  const absent: readonly (readonly [string, string])[] = [
    ['InstanceId', 'InvalidInstanceID.NotFound'],
    ['NatGatewayId', 'InvalidNatGatewayID.NotFound'],
    ['TransitGatewayId', 'InvalidTransitGatewayID.NotFound'],
    ['VpcPeeringConnectionId', 'InvalidVpcPeeringConnectionID.NotFound'],
    ['VpcEndpointId', 'InvalidVpcEndpointId.NotFound'],
    ['LocalGatewayId', 'InvalidLocalGatewayID.NotFound'],
    ['CarrierGatewayId', 'InvalidCarrierGatewayID.NotFound'],
    ['CoreNetworkArn', 'InvalidCoreNetworkArn.NotFound'],
    ['OdbNetworkArn', 'InvalidOdbNetworkArn.NotFound'],
  ]
  for (const [name, code] of absent) refuses({ [name]: 'x-00000000' }, code)
  refuses({ EgressOnlyInternetGatewayId: 'eoigw' }, 'InvalidGatewayID.NotFound', /^The eigw ID 'eoigw' does not exist$/)
  const unattached = scene.newGateway()
  const elsewhere = new RegExp(
    `^route table ${RouteTableId} and network gateway ${unattached} belong to different networks$`,
  )
  refuses({ GatewayId: unattached }, 'InvalidParameterValue', elsewhere)
  refuses({ GatewayId: scene.newGateway(other) }, 'InvalidParameterValue', /belong to different networks$/)
  const foreign = scene.newEni(scene.newSubnet(other, '10.5.0.0/24'))
  refuses({ NetworkInterfaceId: foreign }, 'InvalidParameterValue', /and interface eni-\w+ belong to different/)
  refuses({ DestinationCidrBlock: '169.254.169.0/24', NetworkInterfaceId: eni }, 'InvalidParameterValue', /reserved/)
  const inside = /more specific than one of this VPC's CIDR blocks\. This route can target only an interface/
  refuses({ DestinationCidrBlock: '10.0.1.0/24', GatewayId: gateway }, 'InvalidParameterValue', inside)
  const exists = /^The route identified by 10\.0\.0\.0\/16 already exists\.$/
  refuses({ DestinationCidrBlock: '10.0.0.0/16', NetworkInterfaceId: eni }, 'RouteAlreadyExists', exists)
  scene.call('CreateRoute', { ...to, GatewayId: gateway })
  refuses({ DestinationCidrBlock: '192.0.2.9/24', NetworkInterfaceId: eni }, 'RouteAlreadyExists')
  scene.call('CreateRoute', { ...to, DestinationCidrBlock: '198.51.100.0/24', GatewayId: gateway })
  refuses({ DestinationCidrBlock: '203.0.113.0/24', GatewayId: gateway }, 'RouteLimitExceeded')
  const ipv6 = { RouteTableId, DestinationIpv6CidrBlock: '::/0', GatewayId: gateway }
  scene.call('CreateRoute', ipv6)
})

test('an instance stands for its only interface', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  const SubnetId = scene.newSubnet(VpcId)
  const InstanceId = 'i-00000000000000001'
  const first = scene.newEni(SubnetId)
  scene.call('AttachNetworkInterface', { NetworkInterfaceId: first, InstanceId, DeviceIndex: 0 })
  const RouteTableId = scene.newTable(VpcId)
  scene.call('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', InstanceId })
  assert.deepEqual(scene.routes(RouteTableId)[1], {
    DestinationCidrBlock: '0.0.0.0/0',
    InstanceId,
    InstanceOwnerId: '000000000000',
    NetworkInterfaceId: first,
    Origin: 'CreateRoute',
    State: 'active',
  })
  scene.call('AttachNetworkInterface', { NetworkInterfaceId: scene.newEni(SubnetId), InstanceId, DeviceIndex: 1 })
  const again = { RouteTableId, DestinationCidrBlock: '192.0.2.0/24', InstanceId }
  scene.refuses('CreateRoute', again, 'InvalidInstanceID', /^There are multiple interfaces attached to instance/)
})

test('a route whose target is gone is a black hole until the target is there again', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  const SubnetId = scene.newSubnet(VpcId)
  const eni = scene.newEni(SubnetId)
  const gateway = scene.newGateway(VpcId)
  const RouteTableId = scene.newTable(VpcId)
  scene.call('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway })
  scene.call('CreateRoute', { RouteTableId, DestinationCidrBlock: '192.0.2.0/24', NetworkInterfaceId: eni })
  const states = (): unknown[] => scene.routes(RouteTableId).map((route) => route['State'])
  assert.deepEqual(states(), ['active', 'active', 'active'])
  const attachment = { InternetGatewayId: gateway, VpcId }
  scene.call('DetachInternetGateway', attachment)
  assert.deepEqual(states(), ['active', 'blackhole', 'active'])
  scene.call('AttachInternetGateway', attachment)
  assert.deepEqual(states(), ['active', 'active', 'active'])
  const attach = { NetworkInterfaceId: eni, InstanceId: 'i-0000000a', DeviceIndex: 1 }
  const AttachmentId = scene.get('AttachNetworkInterface', attach, 'AttachmentId')
  assert.deepEqual(states(), ['active', 'active', 'active'])
  scene.call('DetachNetworkInterface', { AttachmentId })
  assert.deepEqual(states(), ['active', 'active', 'blackhole'])
  scene.call('AttachNetworkInterface', attach)
  assert.deepEqual(states(), ['active', 'active', 'active'])
  const second = scene.get('DescribeNetworkInterfaces', {}, 'NetworkInterfaces', 0, 'Attachment', 'AttachmentId')
  scene.call('DetachNetworkInterface', { AttachmentId: second })
  scene.call('DeleteNetworkInterface', { NetworkInterfaceId: eni })
  scene.call('DetachInternetGateway', attachment)
  scene.call('DeleteInternetGateway', { InternetGatewayId: gateway })
  assert.deepEqual(states(), ['active', 'blackhole', 'blackhole'])
})

test('ReplaceRoute changes the target, of local routes too, and LocalTarget restores them', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  const gateway = scene.newGateway(VpcId)
  const eni = scene.newEni(scene.newSubnet(VpcId))
  const RouteTableId = scene.newTable(VpcId)
  const DestinationCidrBlock = '192.0.2.0/24'
  const route = { RouteTableId, DestinationCidrBlock }
  scene.call('CreateRoute', { ...route, GatewayId: gateway })
  scene.call('ReplaceRoute', { ...route, NetworkInterfaceId: eni })
  const replaced = scene.routes(RouteTableId)[1]
  assert.equal(replaced?.['NetworkInterfaceId'], eni)
  assert.equal(replaced?.['GatewayId'], undefined)
  const local = { RouteTableId, DestinationCidrBlock: '10.0.0.0/16' }
  scene.call('ReplaceRoute', { ...local, NetworkInterfaceId: eni })
  assert.equal(scene.routes(RouteTableId)[0]?.['NetworkInterfaceId'], eni)
  assert.equal(scene.routes(RouteTableId)[0]?.['Origin'], 'CreateRouteTable')
  scene.call('ReplaceRoute', { ...local, LocalTarget: true })
  assert.equal(scene.routes(RouteTableId)[0]?.['GatewayId'], 'local')
  scene.refuses('ReplaceRoute', { ...route, LocalTarget: true }, 'InvalidParameterValue', /is no local route/)
  scene.refuses('ReplaceRoute', { ...local, GatewayId: gateway }, 'InvalidParameterValue')
  const missing = { RouteTableId, DestinationCidrBlock: '1.1.1.1/32', NetworkInterfaceId: eni }
  // Not InvalidRoute.NotFound, as DeleteRoute has it: seen by the authors of moto's tests.
  scene.refuses('ReplaceRoute', missing, 'InvalidParameterValue', /^There is no route defined for '1\.1\.1\.1\/32'/)
  scene.refuses('ReplaceRoute', { ...missing, RouteTableId: 'rtb-1234abcd' }, 'InvalidRouteTableID.NotFound')
  scene.refuses('ReplaceRoute', route, 'MissingParameter')
})

test('DeleteRoute takes static routes and no others', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  const RouteTableId = scene.newTable(VpcId)
  const route = { RouteTableId, DestinationCidrBlock: '192.0.2.0/24' }
  scene.call('CreateRoute', { ...route, GatewayId: scene.newGateway(VpcId) })
  scene.call('DeleteRoute', { ...route, DestinationCidrBlock: '192.0.2.77/24' })
  assert.equal(scene.routes(RouteTableId).length, 1)
  const text = new RegExp(`^no route with destination-cidr-block 192\\.0\\.2\\.0/24 in route table ${RouteTableId}$`)
  scene.refuses('DeleteRoute', route, 'InvalidRoute.NotFound', text)
  const local = { RouteTableId, DestinationCidrBlock: '10.0.0.0/16' }
  scene.refuses('DeleteRoute', local, 'InvalidParameterValue', /^cannot remove local route/)
  scene.refuses('DeleteRoute', { RouteTableId }, 'MissingParameter')
})

test('a subnet has one table; asking again is no change', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  const SubnetId = scene.newSubnet(VpcId)
  const first = scene.newTable(VpcId)
  const second = scene.newTable(VpcId)
  const answer = scene.call('AssociateRouteTable', { RouteTableId: first, SubnetId })
  const AssociationId = answer['AssociationId'] as string
  assert.deepEqual(answer['AssociationState'], { State: 'associated' })
  assert.deepEqual(scene.call('AssociateRouteTable', { RouteTableId: first, SubnetId }), answer)
  assert.deepEqual(scene.table(first)['Associations'], [
    {
      Main: false,
      RouteTableAssociationId: AssociationId,
      RouteTableId: first,
      SubnetId,
      AssociationState: { State: 'associated' },
    },
  ])
  scene.refuses('AssociateRouteTable', { RouteTableId: second, SubnetId }, 'Resource.AlreadyAssociated')
  const used = new RegExp(`^The routeTable '${first}' has dependencies and cannot be deleted\\.$`)
  scene.refuses('DeleteRouteTable', { RouteTableId: first }, 'DependencyViolation', used)
  const moved = scene.call('ReplaceRouteTableAssociation', { AssociationId, RouteTableId: second })
  const NewAssociationId = moved['NewAssociationId'] as string
  assert.notEqual(NewAssociationId, AssociationId)
  const same = { AssociationId: NewAssociationId, RouteTableId: second }
  assert.equal(scene.call('ReplaceRouteTableAssociation', same)['NewAssociationId'], NewAssociationId)
  assert.equal(at(scene.table(second), 'Associations', 0, 'SubnetId'), SubnetId)
  scene.call('DeleteRouteTable', { RouteTableId: first })
  scene.call('DisassociateRouteTable', { AssociationId: NewAssociationId })
  assert.deepEqual(scene.table(second)['Associations'], [])
  const gone = { AssociationId: NewAssociationId }
  scene.refuses('DisassociateRouteTable', gone, 'InvalidAssociationID.NotFound', /^The association ID 'rtbassoc-/)
  const unknown = { AssociationId: 'rtbassoc-1234abcd', RouteTableId: second }
  scene.refuses('ReplaceRouteTableAssociation', unknown, 'InvalidAssociationID.NotFound')
})

test('what AssociateRouteTable refuses', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  const RouteTableId = scene.newTable(VpcId)
  const SubnetId = scene.newSubnet(VpcId)
  const other = scene.newVpc('10.5.0.0/16')
  const refuses = (request: object, code: string, message?: RegExp): void =>
    scene.refuses('AssociateRouteTable', { RouteTableId, ...request }, code, message)
  refuses({ SubnetId: 'subnet-1234abcd' }, 'InvalidSubnetID.NotFound')
  refuses({ SubnetId, RouteTableId: 'rtb-1234abcd' }, 'InvalidRouteTableID.NotFound')
  refuses({}, 'MissingParameter')
  refuses({ SubnetId, GatewayId: 'igw-00000000' }, 'InvalidParameterCombination')
  refuses({ GatewayId: 'igw-00000000' }, 'InvalidGatewayID.NotFound')
  refuses({ SubnetId, PublicIpv4Pool: 'pool' }, 'UnsupportedOperation')
  refuses({ SubnetId: scene.newSubnet(other, '10.5.0.0/24') }, 'InvalidParameterValue', /different networks/)
  refuses({ GatewayId: scene.newGateway(other) }, 'InvalidParameterValue', /different networks/)
  const answer = scene.call('AssociateRouteTable', { RouteTableId, SubnetId })
  const { AssociationId } = answer
  const foreign = { AssociationId, RouteTableId: scene.newTable(other) }
  scene.refuses('ReplaceRouteTableAssociation', foreign, 'InvalidParameterValue', /different networks/)
})

test('another table can become the main one', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  const old = scene.mainTable(VpcId)
  const next = scene.newTable(VpcId)
  const AssociationId = at(scene.table(old), 'Associations', 0, 'RouteTableAssociationId')
  const text = /^cannot disassociate the main route table association/
  scene.refuses('DisassociateRouteTable', { AssociationId }, 'InvalidParameterValue', text)
  scene.refuses('DeleteRouteTable', { RouteTableId: old }, 'DependencyViolation')
  const answer = scene.call('ReplaceRouteTableAssociation', { AssociationId, RouteTableId: next })
  assert.deepEqual(answer['AssociationState'], { State: 'associated' })
  assert.equal(scene.mainTable(VpcId), next)
  assert.deepEqual(scene.table(old)['Associations'], [])
  scene.call('DeleteRouteTable', { RouteTableId: old })
  scene.refuses('DeleteRouteTable', { RouteTableId: old }, 'InvalidRouteTableID.NotFound')
})

test('the table of a gateway routes within the VPC, to interfaces', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  const gateway = scene.newGateway(VpcId)
  const eni = scene.newEni(scene.newSubnet(VpcId))
  const RouteTableId = scene.newTable(VpcId)
  scene.call('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', NetworkInterfaceId: eni })
  const edge = { RouteTableId, GatewayId: gateway }
  scene.refuses('AssociateRouteTable', edge, 'InvalidParameterValue', /not supported in a gateway route table/)
  scene.call('DeleteRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' })
  const AssociationId = scene.get('AssociateRouteTable', edge, 'AssociationId')
  const [association] = scene.table(RouteTableId)['Associations'] as readonly object[]
  assert.equal(at(association, 'GatewayId'), gateway)
  assert.equal(at(association, 'SubnetId'), undefined)
  scene.call('CreateRoute', { RouteTableId, DestinationCidrBlock: '10.0.1.0/24', NetworkInterfaceId: eni })
  const outside = { RouteTableId, DestinationCidrBlock: '192.0.2.0/24', NetworkInterfaceId: eni }
  scene.refuses('CreateRoute', outside, 'InvalidParameterValue', /is associated with a gateway/)
  scene.call('DisassociateRouteTable', { AssociationId })
  scene.call('CreateRoute', outside)
})

test('CreateRouteTable: client token, tags, quota', () => {
  const scene = new Scene({ quotas: { ...AWS_QUOTAS, routeTablesPerVpcMax: 3 } })
  const VpcId = scene.newVpc()
  const request = {
    VpcId,
    ClientToken: 'terraform-1',
    TagSpecifications: [{ ResourceType: 'route-table', Tags: [{ Key: 'Name', Value: 'edge' }] }],
  }
  const first = scene.call('CreateRouteTable', request)
  assert.equal(first['ClientToken'], 'terraform-1')
  assert.deepEqual(scene.call('CreateRouteTable', request), first)
  const changed = { ...request, TagSpecifications: [] }
  scene.refuses('CreateRouteTable', changed, 'IdempotentParameterMismatch')
  scene.newTable(VpcId)
  scene.refuses('CreateRouteTable', { VpcId }, 'RouteTableLimitExceeded')
  scene.refuses('CreateRouteTable', { VpcId: 'vpc-00000000' }, 'InvalidVpcID.NotFound')
  const byTag = { Filters: [{ Name: 'tag:Name', Values: ['edge'] }] }
  const id = at(first, 'RouteTable', 'RouteTableId')
  assert.deepEqual(scene.pick('DescribeRouteTables', 'RouteTables', 'RouteTableId', byTag), [id])
})

/** A scene in which a route server propagates two routes to a table. */
function propagating(): {
  readonly scene: Scene
  readonly vpcId: string
  readonly eni: string
  readonly tableId: string
} {
  const scene = new Scene()
  const vpcId = scene.newVpc()
  const subnetId = scene.newSubnet(vpcId)
  const eni = scene.newEni(subnetId, { PrivateIpAddress: '10.0.1.10' })
  const tableId = scene.newTable(vpcId)
  const server = scene.associated(vpcId)
  scene.call('EnableRouteServerPropagation', { RouteServerId: server, RouteTableId: tableId })
  scene.settle()
  const route = { networkInterfaceId: eni, nextHop: '10.0.1.10', state: 'active', routeServerId: server } as const
  const routes: readonly PropagatedRoute[] = [
    { destination: '203.0.113.0/24', ...route },
    { destination: '2001:db8:9::/48', ...route, state: 'blackhole' },
  ]
  scene.ask = (): Answer => ({ type: 'tableRoutes', routes: new Map([[tableId, routes]]) })
  return { scene, vpcId, eni, tableId }
}

test('routes of a route server stand behind the others, with their next hop', () => {
  const { scene, eni, tableId } = propagating()
  const [, ipv4, ipv6] = scene.routes(tableId)
  assert.deepEqual(ipv4, {
    DestinationCidrBlock: '203.0.113.0/24',
    NetworkInterfaceId: eni,
    Origin: 'Advertisement',
    State: 'active',
    IpAddress: '10.0.1.10',
  })
  assert.equal(ipv6?.['DestinationIpv6CidrBlock'], '2001:db8:9::/48')
  assert.equal(ipv6?.['State'], 'blackhole')
  const by = (Name: string, ...Values: string[]): readonly unknown[] =>
    scene.pick('DescribeRouteTables', 'RouteTables', 'RouteTableId', { Filters: [{ Name, Values }] })
  assert.deepEqual(by('route.origin', 'Advertisement'), [tableId])
  assert.deepEqual(by('route.destination-cidr-block', '203.0.113.9/24'), [tableId])
  assert.deepEqual(by('route.state', 'blackhole'), [tableId])
})

test('only tables that are wanted and that a route server serves are asked for', () => {
  const { scene, vpcId, tableId } = propagating()
  const asked: Ask[] = []
  const { ask } = scene
  scene.ask = (question) => {
    asked.push(question)
    return ask(question)
  }
  scene.mainTable(vpcId)
  scene.table(scene.newTable(vpcId))
  assert.deepEqual(asked, [])
  scene.list('DescribeRouteTables', 'RouteTables')
  assert.deepEqual(asked, [{ type: 'tableRoutes', tables: [{ vpcId, routeTableId: tableId }] }])
  scene.ask = () => ({ type: 'unavailable', why: 'The router is starting.' })
  const error = scene.refused('DescribeRouteTables', {})
  assert.equal(error.code, 'ServiceUnavailable')
  assert.equal(error.status, 503)
})

test('a route of a route server cannot be replaced or deleted, but a static one takes its place', () => {
  const { scene, eni, tableId } = propagating()
  const route = { RouteTableId: tableId, DestinationCidrBlock: '203.0.113.0/24' }
  const ipv6 = { RouteTableId: tableId, DestinationIpv6CidrBlock: '2001:db8:9::/48' }
  const text = /is propagated by a route server and cannot be changed/
  scene.refuses('DeleteRoute', route, 'InvalidParameterValue', text)
  scene.refuses('DeleteRoute', ipv6, 'InvalidParameterValue', text)
  scene.refuses('ReplaceRoute', { ...route, NetworkInterfaceId: eni }, 'InvalidParameterValue', text)
  scene.refuses('DeleteRoute', { ...route, DestinationCidrBlock: '203.0.113.0/25' }, 'InvalidRoute.NotFound')
  scene.call('CreateRoute', { ...route, NetworkInterfaceId: eni })
  scene.call('DeleteRoute', route)
})

test('deleting a table ends the propagations to it', () => {
  const { scene, tableId } = propagating()
  scene.call('DeleteRouteTable', { RouteTableId: tableId })
  const [RouteServerId] = scene.pick('DescribeRouteServers', 'RouteServers', 'RouteServerId')
  scene.refuses('GetRouteServerPropagations', { RouteServerId }, 'InvalidRouteServerId.NotPropagated')
  assert.equal([...scene.region.tables.route.values()].filter((r) => r.routeTableId === tableId).length, 0)
})

test('filters and pages of DescribeRouteTables', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc()
  const SubnetId = scene.newSubnet(VpcId)
  const tables = [scene.mainTable(VpcId), ...Array.from({ length: 6 }, () => scene.newTable(VpcId))]
  const AssociationId = scene.get('AssociateRouteTable', { RouteTableId: tables[3], SubnetId }, 'AssociationId')
  const by = (Name: string, ...Values: string[]): readonly unknown[] =>
    scene.pick('DescribeRouteTables', 'RouteTables', 'RouteTableId', { Filters: [{ Name, Values }] })
  assert.deepEqual(by('association.route-table-association-id', AssociationId), [tables[3]])
  assert.deepEqual(by('association.subnet-id', SubnetId), [tables[3]])
  assert.deepEqual(by('association.main', 'false'), [tables[3]])
  assert.deepEqual(by('route.gateway-id', 'local'), tables)
  assert.deepEqual(by('route.gateway-id', 'igw-*'), [])
  const first = scene.call('DescribeRouteTables', { MaxResults: 5 })
  assert.equal((first['RouteTables'] as []).length, 5)
  const second = scene.call('DescribeRouteTables', { MaxResults: 5, NextToken: first['NextToken'] })
  assert.deepEqual(
    (second['RouteTables'] as object[]).map((table) => at(table, 'RouteTableId')),
    tables.slice(5),
  )
  assert.equal(second['NextToken'], undefined)
  scene.refuses('DescribeRouteTables', { MaxResults: 101 }, 'InvalidParameterValue')
  scene.refuses('DescribeRouteTables', { Filters: [{ Name: 'route.colour', Values: ['x'] }] }, 'InvalidParameterValue')
  scene.refuses('DescribeRouteTables', { RouteTableIds: ['rtb-00000000'] }, 'InvalidRouteTableID.NotFound')
})
