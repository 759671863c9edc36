// Network interfaces: addresses, attributes, attachments, and those that belong to route server endpoints.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AWS_QUOTAS } from '../../quotas.ts'
import { at } from '../../test-world.test.ts'
import { Scene } from './scene.test.ts'

const place = (more: object = {}): { readonly scene: Scene; readonly VpcId: string; readonly SubnetId: string } => {
  const scene = new Scene(more)
  const VpcId = scene.newVpc()
  return { scene, VpcId, SubnetId: scene.newSubnet(VpcId) }
}

test('an interface shows everything; a create call says pending', () => {
  const { scene, VpcId, SubnetId } = place()
  const answer = scene.call('CreateNetworkInterface', { SubnetId, Description: 'appliance', ClientToken: 'once' })
  assert.equal(answer['ClientToken'], 'once')
  assert.equal(at(answer, 'NetworkInterface', 'Status'), 'pending')
  const id = at(answer, 'NetworkInterface', 'NetworkInterfaceId') as string
  const [group] = scene.list('DescribeSecurityGroups', 'SecurityGroups', scene.inVpc(VpcId))
  const { MacAddress, ...shown } = scene.eniOf(id)
  assert.match(MacAddress as string, /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/)
  assert.deepEqual(shown, {
    AvailabilityZone: 'us-east-1a',
    Description: 'appliance',
    Groups: [{ GroupId: group?.['GroupId'], GroupName: 'default' }],
    InterfaceType: 'interface',
    Ipv6Addresses: [],
    NetworkInterfaceId: id,
    OwnerId: '000000000000',
    PrivateIpAddress: '10.0.1.4',
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.1.4' }],
    Ipv4Prefixes: [],
    Ipv6Prefixes: [],
    RequesterId: '000000000000',
    RequesterManaged: false,
    SourceDestCheck: true,
    Status: 'available',
    SubnetId,
    TagSet: [],
    VpcId,
    DenyAllIgwTraffic: false,
    Ipv6Native: false,
    Operator: { Managed: false },
    AvailabilityZoneId: 'use1-az6',
  })
  const again = scene.call('CreateNetworkInterface', { SubnetId, Description: 'appliance', ClientToken: 'once' })
  assert.deepEqual(again, answer)
  const other = { SubnetId, Description: 'other', ClientToken: 'once' }
  scene.refuses('CreateNetworkInterface', other, 'IdempotentParameterMismatch')
})

test('names are shown where the VPC gives host names', () => {
  const { scene, VpcId, SubnetId } = place()
  scene.call('ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: true } })
  const id = scene.newEni(SubnetId)
  assert.equal(scene.eniOf(id)['PrivateDnsName'], 'ip-10-0-1-4.ec2.internal')
  scene.scope = { ...scene.scope, region: 'eu-west-1' }
  const vpc = scene.newVpc()
  scene.call('ModifyVpcAttribute', { VpcId: vpc, EnableDnsHostnames: { Value: true } })
  const there = scene.newEni(scene.newSubnet(vpc))
  assert.equal(scene.eniOf(there)['PrivateDnsName'], 'ip-10-0-1-4.eu-west-1.compute.internal')
})

test('addresses: lowest free, as named, primary first', () => {
  const { scene, SubnetId } = place()
  const first = scene.newEni(SubnetId)
  const named = scene.newEni(SubnetId, { PrivateIpAddress: '10.0.1.5', SecondaryPrivateIpAddressCount: 2 })
  assert.deepEqual(scene.addresses(first), ['10.0.1.4'])
  assert.deepEqual(scene.addresses(named), ['10.0.1.5', '10.0.1.6', '10.0.1.7'])
  const listed = scene.newEni(SubnetId, {
    PrivateIpAddresses: [
      { PrivateIpAddress: '10.0.1.21' },
      { PrivateIpAddress: '10.0.1.20', Primary: true },
      { PrivateIpAddress: '10.0.1.22', Primary: false },
    ],
  })
  assert.equal(scene.eniOf(listed)['PrivateIpAddress'], '10.0.1.20')
  assert.deepEqual(scene.addresses(listed), ['10.0.1.20', '10.0.1.21', '10.0.1.22'])
  const unmarked = scene.newEni(SubnetId, {
    PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.31' }, { PrivateIpAddress: '10.0.1.30' }],
  })
  assert.equal(scene.eniOf(unmarked)['PrivateIpAddress'], '10.0.1.31')
  scene.call('DeleteNetworkInterface', { NetworkInterfaceId: first })
  assert.deepEqual(scene.addresses(scene.newEni(SubnetId)), ['10.0.1.4'])
  assert.deepEqual(scene.addresses(scene.newEni(SubnetId)), ['10.0.1.8'])
})

test('what CreateNetworkInterface refuses', () => {
  const quotas = { ...AWS_QUOTAS, securityGroupsPerInterfaceMax: 1, interfacesPerRegionMax: 2 }
  const { scene, VpcId, SubnetId } = place({ quotas })
  const refuses = (request: object, code: string, message?: RegExp): void =>
    scene.refuses('CreateNetworkInterface', { SubnetId, ...request }, code, message)
  refuses({ SubnetId: 'subnet-abcd1234' }, 'InvalidSubnetID.NotFound')
  refuses({ PrivateIpAddress: '54.0.0.1' }, 'InvalidParameterValue', /does not fall within the subnet's address range/)
  refuses({ PrivateIpAddress: '10.0.1.3' }, 'InvalidParameterValue', /reserved/)
  refuses({ PrivateIpAddress: '10.0.1.255' }, 'InvalidParameterValue', /reserved/)
  refuses({ PrivateIpAddress: '10.0.1' }, 'InvalidParameterValue', /not a valid IPv4 address/)
  scene.newEni(SubnetId, { PrivateIpAddress: '10.0.1.9' })
  refuses({ PrivateIpAddress: '10.0.1.9' }, 'InvalidIPAddress.InUse', /^Address 10\.0\.1\.9 is in use\.$/)
  const one = { PrivateIpAddress: '10.0.1.10' }
  const primary = { PrivateIpAddress: '10.0.1.11', Primary: true }
  refuses({ PrivateIpAddresses: [one, one] }, 'InvalidParameterValue', /more than once/)
  refuses({ PrivateIpAddresses: [primary, { ...one, Primary: true }] }, 'InvalidParameterValue', /Only one primary/)
  refuses({ ...one, PrivateIpAddresses: [primary] }, 'InvalidParameterCombination')
  refuses({ PrivateIpAddresses: [one], SecondaryPrivateIpAddressCount: 1 }, 'InvalidParameterCombination')
  refuses({ SecondaryPrivateIpAddressCount: -1 }, 'InvalidParameterValue')
  refuses({ SecondaryPrivateIpAddressCount: 256 }, 'InsufficientFreeAddressesInSubnet')
  refuses({ Ipv6AddressCount: 1 }, 'InvalidParameterValue', /does not have an IPv6 CIDR block/)
  refuses({ Ipv6Addresses: [{ Ipv6Address: '2001:db8::9' }] }, 'InvalidParameterValue')
  refuses({ Ipv6Addresses: [{ Ipv6Address: 'x' }] }, 'InvalidParameterValue')
  refuses({ Ipv6Addresses: [{ Ipv6Address: '::1' }], Ipv6AddressCount: 1 }, 'InvalidParameterCombination')
  refuses({ Ipv4PrefixCount: 1 }, 'UnsupportedOperation')
  refuses(
    { Groups: ['sg-00000000'] },
    'InvalidSecurityGroupID.NotFound',
    /^The securityGroup ID 'sg-00000000' does not exist$/,
  )
  const groups = [scene.newGroup(VpcId, 'a'), scene.newGroup(VpcId, 'b')]
  refuses({ Groups: groups }, 'SecurityGroupsPerInterfaceLimitExceeded')
  const foreign = scene.newGroup(scene.newVpc('10.9.0.0/16'), 'c')
  refuses({ Groups: [foreign] }, 'InvalidParameter', /belong to different networks/)
  scene.newEni(SubnetId)
  refuses({}, 'NetworkInterfaceLimitExceeded')
})

test('a full subnet has no address left', () => {
  const scene = new Scene()
  const SubnetId = scene.newSubnet(scene.newVpc(), '10.0.2.0/28')
  scene.newEni(SubnetId, { SecondaryPrivateIpAddressCount: 10 })
  scene.refuses('CreateNetworkInterface', { SubnetId }, 'InsufficientFreeAddressesInSubnet')
})

test('secondary addresses come, go and move', () => {
  const { scene, SubnetId } = place()
  const first = scene.newEni(SubnetId)
  const second = scene.newEni(SubnetId)
  const assign = (NetworkInterfaceId: string, request: object): unknown =>
    scene.call('AssignPrivateIpAddresses', { NetworkInterfaceId, ...request })
  assert.deepEqual(assign(first, { PrivateIpAddresses: ['10.0.1.50'] }), {
    NetworkInterfaceId: first,
    AssignedPrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.50' }],
    AssignedIpv4Prefixes: [],
  })
  assign(first, { PrivateIpAddresses: ['10.0.1.50'] })
  assign(first, { SecondaryPrivateIpAddressCount: 2 })
  assert.deepEqual(scene.addresses(first), ['10.0.1.4', '10.0.1.50', '10.0.1.6', '10.0.1.7'])
  const refuses = (request: object, code: string): void =>
    scene.refuses('AssignPrivateIpAddresses', { NetworkInterfaceId: second, ...request }, code)
  refuses({ PrivateIpAddresses: ['10.0.1.50'] }, 'InvalidIPAddress.InUse')
  refuses({ PrivateIpAddresses: ['10.0.1.4'], AllowReassignment: true }, 'InvalidIPAddress.InUse')
  refuses({}, 'MissingParameter')
  refuses({ PrivateIpAddresses: ['10.0.1.60'], SecondaryPrivateIpAddressCount: 1 }, 'InvalidParameterCombination')
  refuses({ PrivateIpAddresses: ['10.0.2.60'] }, 'InvalidParameterValue')
  refuses({ Ipv4PrefixCount: 1 }, 'UnsupportedOperation')
  assign(second, { PrivateIpAddresses: ['10.0.1.50'], AllowReassignment: true })
  assert.deepEqual(scene.addresses(first), ['10.0.1.4', '10.0.1.6', '10.0.1.7'])
  assert.deepEqual(scene.addresses(second), ['10.0.1.5', '10.0.1.50'])
  const unassign = { NetworkInterfaceId: first, PrivateIpAddresses: ['10.0.1.7', '10.0.1.6'] }
  scene.call('UnassignPrivateIpAddresses', unassign)
  assert.deepEqual(scene.addresses(first), ['10.0.1.4'])
  scene.refuses('UnassignPrivateIpAddresses', unassign, 'InvalidParameterValue')
  const primary = { NetworkInterfaceId: first, PrivateIpAddresses: ['10.0.1.4'] }
  scene.refuses('UnassignPrivateIpAddresses', primary, 'InvalidParameterValue')
  scene.refuses('UnassignPrivateIpAddresses', { NetworkInterfaceId: first }, 'MissingParameter')
})

test('IPv6 addresses: named, counted, and by the subnet itself', () => {
  const scene = new Scene()
  const VpcId = scene.newVpc('10.0.0.0/16', { Ipv6CidrBlock: '2001:db8::/56' })
  const SubnetId = scene.newSubnet(VpcId, '10.0.1.0/24', { Ipv6CidrBlock: '2001:db8:0:1::/64' })
  const id = scene.newEni(SubnetId, { Ipv6Addresses: [{ Ipv6Address: '2001:DB8:0:1::4' }] })
  const addresses = (): unknown => scene.eniOf(id)['Ipv6Addresses']
  assert.deepEqual(addresses(), [{ Ipv6Address: '2001:db8:0:1::4' }])
  const assigned = scene.call('AssignIpv6Addresses', { NetworkInterfaceId: id, Ipv6AddressCount: 2 })
  assert.deepEqual(assigned['AssignedIpv6Addresses'], ['2001:db8:0:1::5', '2001:db8:0:1::6'])
  const gone = { NetworkInterfaceId: id, Ipv6Addresses: ['2001:db8:0:1::5'] }
  assert.deepEqual(scene.call('UnassignIpv6Addresses', gone)['UnassignedIpv6Addresses'], ['2001:db8:0:1::5'])
  scene.refuses('UnassignIpv6Addresses', gone, 'InvalidParameterValue')
  scene.refuses('UnassignIpv6Addresses', { NetworkInterfaceId: id }, 'MissingParameter')
  scene.call('AssignIpv6Addresses', { NetworkInterfaceId: id, Ipv6Addresses: ['2001:db8:0:1::4'] })
  assert.deepEqual(addresses(), [{ Ipv6Address: '2001:db8:0:1::4' }, { Ipv6Address: '2001:db8:0:1::6' }])
  const other = scene.newEni(SubnetId)
  const taken = { NetworkInterfaceId: other, Ipv6Addresses: ['2001:db8:0:1::4'] }
  scene.refuses('AssignIpv6Addresses', taken, 'InvalidIPAddress.InUse')
  scene.refuses('AssignIpv6Addresses', { NetworkInterfaceId: other }, 'MissingParameter')
  const both = { ...taken, Ipv6AddressCount: 1 }
  scene.refuses('AssignIpv6Addresses', both, 'InvalidParameterCombination')
  scene.call('ModifySubnetAttribute', { SubnetId, AssignIpv6AddressOnCreation: { Value: true } })
  const automatic = scene.newEni(SubnetId)
  assert.deepEqual(scene.eniOf(automatic)['Ipv6Addresses'], [{ Ipv6Address: '2001:db8:0:1::5' }])
  const native = scene.get(
    'CreateSubnet',
    { VpcId, Ipv6Native: true, Ipv6CidrBlock: '2001:db8:0:2::/64' },
    'Subnet',
    'SubnetId',
  )
  const only = scene.newEni(native)
  assert.deepEqual(scene.addresses(only), [])
  assert.equal(scene.eniOf(only)['Ipv6Address'], '2001:db8:0:2::4')
  const ipv4 = { SubnetId: native, PrivateIpAddress: '10.0.1.4' }
  scene.refuses('CreateNetworkInterface', ipv4, 'InvalidParameterValue')
})

test('attributes are read and changed one by one', () => {
  const { scene, VpcId, SubnetId } = place()
  const NetworkInterfaceId = scene.newEni(SubnetId, { Description: 'A network interface' })
  const read = (Attribute: string): Readonly<Record<string, unknown>> =>
    scene.call('DescribeNetworkInterfaceAttribute', { NetworkInterfaceId, Attribute })
  const modify = (change: object): void => {
    scene.call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, ...change })
  }
  assert.deepEqual(read('description'), { NetworkInterfaceId, Description: { Value: 'A network interface' } })
  modify({ Description: { Value: '' } })
  assert.deepEqual(read('description')['Description'], { Value: '' })
  modify({ SourceDestCheck: { Value: false } })
  assert.deepEqual(read('sourceDestCheck')['SourceDestCheck'], { Value: false })
  scene.call('ResetNetworkInterfaceAttribute', { NetworkInterfaceId, SourceDestCheck: 'true' })
  assert.deepEqual(read('sourceDestCheck')['SourceDestCheck'], { Value: true })
  const group = scene.newGroup(VpcId, 'web')
  modify({ Groups: [group] })
  assert.deepEqual(read('groupSet')['Groups'], [{ GroupId: group, GroupName: 'web' }])
  assert.equal(read('attachment')['Attachment'], undefined)
  assert.equal(read('associatePublicIpAddress')['AssociatePublicIpAddress'], false)
  const unknown = { NetworkInterfaceId, Attribute: 'attach' }
  const text = /^Value \(attach\) for parameter attribute is invalid\. Unknown attribute\.$/
  scene.refuses('DescribeNetworkInterfaceAttribute', unknown, 'InvalidParameterValue', text)
  scene.refuses('DescribeNetworkInterfaceAttribute', { NetworkInterfaceId }, 'MissingParameter')
  const refuses = (change: object, code: string): void =>
    scene.refuses('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, ...change }, code)
  refuses({}, 'InvalidParameterCombination')
  refuses({ Description: { Value: 'a' }, SourceDestCheck: { Value: true } }, 'InvalidParameterCombination')
  refuses({ EnablePrimaryIpv6: true }, 'UnsupportedOperation')
  refuses({ Groups: ['sg-00000000'] }, 'InvalidSecurityGroupID.NotFound')
  refuses({ Attachment: { AttachmentId: 'eni-attach-00000000' } }, 'InvalidAttachmentID.NotFound')
  refuses({ NetworkInterfaceId: 'eni-00000000', Description: { Value: '' } }, 'InvalidNetworkInterfaceID.NotFound')
})

test('attached and detached, in steps; an attached interface stays', () => {
  const { scene, SubnetId } = place({ lifecycleDelaySeconds: 1 })
  const NetworkInterfaceId = scene.newEni(SubnetId)
  const InstanceId = 'i-0123456789abcdef0'
  const attach = { NetworkInterfaceId, InstanceId, DeviceIndex: 1 }
  const AttachmentId = scene.get('AttachNetworkInterface', attach, 'AttachmentId')
  const shown = (): readonly unknown[] => [
    scene.eniOf(NetworkInterfaceId)['Status'],
    at(scene.eniOf(NetworkInterfaceId), 'Attachment', 'Status'),
  ]
  assert.deepEqual(shown(), ['in-use', 'attaching'])
  scene.advance(1_000)
  assert.deepEqual(shown(), ['in-use', 'attached'])
  assert.deepEqual(scene.eniOf(NetworkInterfaceId)['Attachment'], {
    AttachTime: '2026-01-01T00:00:00Z',
    AttachmentId,
    DeleteOnTermination: false,
    DeviceIndex: 1,
    NetworkCardIndex: 0,
    InstanceId,
    InstanceOwnerId: '000000000000',
    Status: 'attached',
  })
  const change = { NetworkInterfaceId, Attachment: { AttachmentId, DeleteOnTermination: true } }
  scene.call('ModifyNetworkInterfaceAttribute', change)
  assert.equal(at(scene.eniOf(NetworkInterfaceId), 'Attachment', 'DeleteOnTermination'), true)
  const inUse = /^Interface: \[eni-\w+\] in use\.$/
  scene.refuses('AttachNetworkInterface', attach, 'InvalidNetworkInterface.InUse', inUse)
  const currently = new RegExp(`^Network interface '${NetworkInterfaceId}' is currently in use\\.$`)
  scene.refuses('DeleteNetworkInterface', { NetworkInterfaceId }, 'InvalidParameterValue', currently)
  const second = { NetworkInterfaceId: scene.newEni(SubnetId), InstanceId, DeviceIndex: 1 }
  scene.refuses('AttachNetworkInterface', second, 'InvalidParameterValue', /device index '1'/)
  scene.refuses('AttachNetworkInterface', { ...second, InstanceId: 'i-x' }, 'InvalidInstanceID.Malformed')
  scene.call('DetachNetworkInterface', { AttachmentId })
  assert.deepEqual(shown(), ['detaching', 'detaching'])
  scene.call('DetachNetworkInterface', { AttachmentId })
  scene.advance(1_000)
  assert.deepEqual(shown(), ['available', undefined])
  scene.refuses('DetachNetworkInterface', { AttachmentId }, 'InvalidAttachmentID.NotFound')
  scene.call('AttachNetworkInterface', { ...second, DeviceIndex: 0 })
  const root = at(scene.eniOf(second.NetworkInterfaceId), 'Attachment', 'AttachmentId')
  const fixed = /^The network interface at device index 0 and networkCard index 0 cannot be detached\.$/
  scene.refuses('DetachNetworkInterface', { AttachmentId: root }, 'OperationNotPermitted', fixed)
  scene.call('DeleteNetworkInterface', { NetworkInterfaceId })
  scene.refuses('DeleteNetworkInterface', { NetworkInterfaceId }, 'InvalidNetworkInterfaceID.NotFound')
})

test('network cards tell devices apart; adapters that are not here are refused', () => {
  const scene = new Scene()
  const subnet = scene.newSubnet(scene.newVpc('10.0.0.0/16'), '10.0.1.0/24')
  const [first, second, third] = [scene.newEni(subnet), scene.newEni(subnet), scene.newEni(subnet)]
  const to = { InstanceId: 'i-0123456789abcdef0', DeviceIndex: 1 }
  scene.call('AttachNetworkInterface', { ...to, NetworkInterfaceId: first })
  const other = { ...to, NetworkInterfaceId: second, NetworkCardIndex: 1 }
  assert.equal(at(scene.call('AttachNetworkInterface', other), 'NetworkCardIndex'), 1)
  const card = (id: string) =>
    at(scene.list('DescribeNetworkInterfaces', 'NetworkInterfaces', { NetworkInterfaceIds: [id] }), 0, 'Attachment')
  assert.deepEqual(
    [first, second].map((id) => at(card(id), 'NetworkCardIndex')),
    [0, 1],
  )
  scene.refuses('AttachNetworkInterface', { ...other, NetworkInterfaceId: third }, 'InvalidParameterValue')
  const ena = { ...to, NetworkInterfaceId: third, DeviceIndex: 2, EnaQueueCount: 2 }
  scene.refuses('AttachNetworkInterface', ena, 'UnsupportedOperation', /EnaQueueCount/)
  scene.refuses('CreateNetworkInterface', { SubnetId: subnet, EnablePrimaryIpv6: true }, 'UnsupportedOperation')
})

test('the interface of an endpoint is shown, and nobody may touch it or its group', () => {
  const { scene, VpcId, SubnetId } = place()
  scene.endpoint(scene.associated(VpcId), SubnetId)
  const [eni] = scene.list('DescribeNetworkInterfaces', 'NetworkInterfaces')
  assert.equal(eni?.['RequesterManaged'], true)
  assert.equal(eni?.['Status'], 'in-use')
  const { NetworkInterfaceId } = eni
  const GroupId = at(eni, 'Groups', 0, 'GroupId')
  const AttachmentId = at(eni, 'Attachment', 'AttachmentId')
  const open = [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 2, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]
  const attempts: readonly (readonly [string, object])[] = [
    ['DeleteNetworkInterface', { NetworkInterfaceId }],
    ['ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, SourceDestCheck: { Value: false } }],
    ['ResetNetworkInterfaceAttribute', { NetworkInterfaceId }],
    ['AttachNetworkInterface', { NetworkInterfaceId, InstanceId: 'i-00000000', DeviceIndex: 1 }],
    ['DetachNetworkInterface', { AttachmentId }],
    ['AssignPrivateIpAddresses', { NetworkInterfaceId, SecondaryPrivateIpAddressCount: 1 }],
    ['UnassignPrivateIpAddresses', { NetworkInterfaceId, PrivateIpAddresses: ['10.0.1.4'] }],
    ['AssignIpv6Addresses', { NetworkInterfaceId, Ipv6AddressCount: 1 }],
    ['UnassignIpv6Addresses', { NetworkInterfaceId, Ipv6Addresses: ['2001:db8::1'] }],
    ['DeleteSecurityGroup', { GroupId }],
    ['AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: open }],
    ['RevokeSecurityGroupEgress', { GroupId, IpPermissions: open }],
    ['ModifySecurityGroupRules', { GroupId, SecurityGroupRules: [{ SecurityGroupRuleId: 'sgr-00000000' }] }],
    ['UpdateSecurityGroupRuleDescriptionsIngress', { GroupId, IpPermissions: open }],
  ]
  for (const [action, request] of attempts) {
    scene.refuses(action, request, 'OperationNotPermitted', /managed by the route server endpoint 'rse-/)
  }
  scene.call('CreateTags', { Resources: [NetworkInterfaceId], Tags: [{ Key: 'a', Value: 'b' }] })
  assert.deepEqual(scene.eniOf(NetworkInterfaceId as string)['TagSet'], [{ Key: 'a', Value: 'b' }])
})

test('filters of DescribeNetworkInterfaces', () => {
  const { scene, VpcId, SubnetId } = place()
  const group = scene.newGroup(VpcId, 'web')
  const first = scene.newEni(SubnetId, { Description: 'one', Groups: [group] })
  const second = scene.newEni(SubnetId, { SecondaryPrivateIpAddressCount: 1 })
  scene.call('AttachNetworkInterface', { NetworkInterfaceId: second, InstanceId: 'i-0000000a', DeviceIndex: 1 })
  const by = (Name: string, ...Values: string[]): readonly unknown[] =>
    scene.pick('DescribeNetworkInterfaces', 'NetworkInterfaces', 'NetworkInterfaceId', { Filters: [{ Name, Values }] })
  assert.deepEqual(by('group-id', group), [first])
  assert.deepEqual(by('description', 'one'), [first])
  assert.deepEqual(by('private-ip-address', '10.0.1.6'), [])
  assert.deepEqual(by('addresses.private-ip-address', '10.0.1.6'), [second])
  assert.deepEqual(by('addresses.primary', 'false'), [second])
  assert.deepEqual(by('attachment.instance-id', 'i-0000000a'), [second])
  assert.deepEqual(by('attachment.instance-owner-id', '000000000000'), [second])
  assert.deepEqual(by('status', 'available'), [first])
  assert.deepEqual(by('availability-zone', 'us-east-1a'), [first, second])
  assert.deepEqual(by('vpc-id', VpcId), [first, second])
  assert.deepEqual(by('requester-managed', 'true'), [])
  scene.call('CreateTags', { Resources: [second], Tags: [{ Key: 'Name', Value: 'backup' }] })
  assert.deepEqual(by('tag:Name', 'back*'), [second])
  assert.deepEqual(by('tag-key', 'Name'), [second])
  scene.refuses('DescribeNetworkInterfaces', { NetworkInterfaceIds: ['eni-x'] }, 'InvalidNetworkInterfaceID.NotFound')
})
