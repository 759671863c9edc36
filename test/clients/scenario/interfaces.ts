// The scenario's network interfaces: made, described, changed, attached, and their addresses.

import { NET } from '../../harness.ts'
import { named, step, tagged, type Step } from './step.ts'

const SubnetId = '@subnet.Subnet.SubnetId'
const NetworkInterfaceId = '@device.NetworkInterface.NetworkInterfaceId'
const address = (host: number): string => `10.${NET}.1.${host}`

const made: readonly Step[] = [
  named(
    'device',
    'CreateNetworkInterface',
    {
      SubnetId,
      Description: 'a router',
      Groups: ['@group.GroupId'],
      PrivateIpAddress: address(10),
      SecondaryPrivateIpAddressCount: 1,
      Ipv6AddressCount: 1,
      ClientToken: 'a-device',
      TagSpecifications: tagged('network-interface', 'router'),
    },
    {
      ClientToken: 'a-device',
      NetworkInterface: {
        PrivateIpAddress: address(10),
        PrivateIpAddresses: [{ Primary: true }, { Primary: false }],
        Ipv6Addresses: [{}],
        Groups: [{ GroupName: 'bgp' }],
        SourceDestCheck: true,
      },
    },
  ),
  named(
    'spare',
    'CreateNetworkInterface',
    {
      SubnetId,
      InterfaceType: 'efa',
      ClientToken: 'a-spare',
      PrivateIpAddresses: [
        { PrivateIpAddress: address(21), Primary: false },
        { PrivateIpAddress: address(20), Primary: true },
      ],
      Ipv6Addresses: [{ Ipv6Address: '2001:db8:0:100::20' }],
    },
    {
      NetworkInterface: {
        InterfaceType: 'efa',
        PrivateIpAddress: address(20),
        Ipv6Address: '2001:db8:0:100::20',
        Groups: [{ GroupName: 'default' }],
      },
    },
  ),
  step(
    'DescribeNetworkInterfaces',
    { NetworkInterfaceIds: [NetworkInterfaceId] },
    {
      NetworkInterfaces: [{ Status: 'available', TagSet: [{ Value: 'router' }] }],
    },
  ),
]

const addresses: readonly Step[] = [
  step(
    'AssignPrivateIpAddresses',
    { NetworkInterfaceId, PrivateIpAddresses: [address(30)] },
    {
      AssignedPrivateIpAddresses: [{ PrivateIpAddress: address(30) }],
    },
  ),
  step(
    'AssignPrivateIpAddresses',
    { NetworkInterfaceId, SecondaryPrivateIpAddressCount: 2 },
    {
      AssignedPrivateIpAddresses: [{}, {}],
    },
  ),
  step('AssignPrivateIpAddresses', {
    NetworkInterfaceId: '@spare.NetworkInterface.NetworkInterfaceId',
    PrivateIpAddresses: [address(30)],
    AllowReassignment: true,
  }),
  step('UnassignPrivateIpAddresses', {
    NetworkInterfaceId: '@spare.NetworkInterface.NetworkInterfaceId',
    PrivateIpAddresses: [address(30)],
  }),
  named('given', 'AssignIpv6Addresses', { NetworkInterfaceId, Ipv6AddressCount: 1 }),
  step(
    'AssignIpv6Addresses',
    { NetworkInterfaceId, Ipv6Addresses: ['2001:db8:0:100::30'] },
    {
      AssignedIpv6Addresses: ['2001:db8:0:100::30'],
    },
  ),
  step(
    'UnassignIpv6Addresses',
    { NetworkInterfaceId, Ipv6Addresses: ['@given.AssignedIpv6Addresses.0'] },
    {
      UnassignedIpv6Addresses: ['@given.AssignedIpv6Addresses.0'],
    },
  ),
]

const attachment: readonly Step[] = [
  named(
    'attached',
    'AttachNetworkInterface',
    {
      NetworkInterfaceId,
      InstanceId: 'i-0123456789abcdef0',
      DeviceIndex: 1,
      NetworkCardIndex: 1,
    },
    { NetworkCardIndex: 1 },
  ),
  step(
    'DescribeNetworkInterfaces',
    { NetworkInterfaceIds: [NetworkInterfaceId] },
    {
      NetworkInterfaces: [
        { Status: 'in-use', Attachment: { Status: 'attached', DeviceIndex: 1, InstanceId: 'i-0123456789abcdef0' } },
      ],
    },
  ),
]

const attributes: readonly Step[] = [
  step('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, Description: { Value: 'the router' } }),
  step('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, SourceDestCheck: { Value: false } }),
  step('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, Groups: ['@group.GroupId', '@peers.GroupId'] }),
  step('ModifyNetworkInterfaceAttribute', {
    NetworkInterfaceId,
    Attachment: { AttachmentId: '@attached.AttachmentId', DeleteOnTermination: true },
  }),
  step(
    'DescribeNetworkInterfaceAttribute',
    { NetworkInterfaceId, Attribute: 'description' },
    {
      Description: { Value: 'the router' },
    },
  ),
  step(
    'DescribeNetworkInterfaceAttribute',
    { NetworkInterfaceId, Attribute: 'sourceDestCheck' },
    {
      SourceDestCheck: { Value: false },
    },
  ),
  step(
    'DescribeNetworkInterfaceAttribute',
    { NetworkInterfaceId, Attribute: 'groupSet' },
    {
      Groups: [{ GroupId: '@group.GroupId' }, { GroupId: '@peers.GroupId' }],
    },
  ),
  step(
    'DescribeNetworkInterfaceAttribute',
    { NetworkInterfaceId, Attribute: 'attachment' },
    {
      Attachment: { DeleteOnTermination: true },
    },
  ),
  step(
    'DescribeNetworkInterfaceAttribute',
    { NetworkInterfaceId, Attribute: 'associatePublicIpAddress' },
    {
      AssociatePublicIpAddress: false,
    },
  ),
  step('ResetNetworkInterfaceAttribute', { NetworkInterfaceId, SourceDestCheck: 'sourceDestCheck' }),
  step(
    'DescribeNetworkInterfaceAttribute',
    { NetworkInterfaceId, Attribute: 'sourceDestCheck' },
    {
      SourceDestCheck: { Value: true },
    },
  ),
  step('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, Groups: ['@group.GroupId'] }),
]

export const INTERFACES = { made, addresses, attachment, attributes } as const

export const INTERFACES_END: readonly Step[] = [
  step('DetachNetworkInterface', { AttachmentId: '@attached.AttachmentId', Force: true }),
  step(
    'DescribeNetworkInterfaces',
    { NetworkInterfaceIds: [NetworkInterfaceId] },
    {
      NetworkInterfaces: [{ Status: 'available' }],
    },
  ),
  step('DeleteNetworkInterface', { NetworkInterfaceId }),
  step('DeleteNetworkInterface', { NetworkInterfaceId: '@spare.NetworkInterface.NetworkInterfaceId' }),
]
