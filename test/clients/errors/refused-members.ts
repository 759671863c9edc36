// A row for each parameter that is refused (tools/coverage/differences.ts): a call that would succeed without it.

import { REFUSED } from '../../../tools/coverage/differences.ts'
import { NET } from '../../harness.ts'
import { row, type Row } from './row.ts'

const VpcId = '@vpc.Vpc.VpcId'
const SubnetId = '@subnet.Subnet.SubnetId'
const NetworkInterfaceId = '@device.NetworkInterface.NetworkInterfaceId'
const RouteTableId = '@table.RouteTable.RouteTableId'
const GroupId = '@group.GroupId'
const route = { RouteTableId, DestinationCidrBlock: '198.51.100.0/24' }
const permission = { IpProtocol: '-1', IpRanges: [{ CidrIp: '192.0.2.1/32' }] }

/** Requests that lack nothing but, perhaps, the parameter itself. */
const BASE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  CreateVpc: {},
  AssociateVpcCidrBlock: { VpcId },
  CreateSubnet: { VpcId, CidrBlock: `10.${NET}.200.0/24` },
  AssociateSubnetCidrBlock: { SubnetId },
  CreateDefaultSubnet: { AvailabilityZone: 'us-east-1a' },
  ModifySubnetAttribute: { SubnetId },
  AssociateRouteTable: { RouteTableId },
  CreateRoute: route,
  ReplaceRoute: { ...route, DestinationCidrBlock: '0.0.0.0/0' },
  DeleteRoute: { RouteTableId },
  CreateNetworkInterface: { SubnetId },
  ModifyNetworkInterfaceAttribute: { NetworkInterfaceId },
  AttachNetworkInterface: {
    NetworkInterfaceId: '@spare.NetworkInterface.NetworkInterfaceId',
    InstanceId: 'i-0123456789abcdef5',
    DeviceIndex: 5,
  },
  AssignPrivateIpAddresses: { NetworkInterfaceId },
  UnassignPrivateIpAddresses: { NetworkInterfaceId },
  AssignIpv6Addresses: { NetworkInterfaceId },
  UnassignIpv6Addresses: { NetworkInterfaceId },
}

const VALUES: Readonly<Record<string, unknown>> = {
  Ipv4NetmaskLength: 24,
  Ipv6NetmaskLength: 56,
  Ipv6Native: true,
  Ipv4Prefixes: ['192.0.2.0/28'],
  Ipv4PrefixCount: 1,
  Ipv6Prefixes: ['2001:db8::/80'],
  Ipv6PrefixCount: 1,
  EnablePrimaryIpv6: true,
  ConnectionTrackingSpecification: { UdpTimeout: 60 },
  Operator: { Principal: 'example' },
  EnaSrdSpecification: { EnaSrdEnabled: true },
  EnaQueueCount: 2,
  AssociatePublicIpAddress: true,
  AssociatedSubnetIds: ['subnet-00000bad'],
}

/** The others: the operation, and the request with the member in it. */
const OTHERS: Readonly<Record<string, readonly [string, Readonly<Record<string, unknown>>]>> = {
  'CreateVpc.VpcEncryptionControl': [
    'CreateVpc',
    { CidrBlock: '10.0.0.0/16', VpcEncryptionControl: { Mode: 'monitor' } },
  ],
  'CreateRoute.DestinationPrefixListId': toList('CreateRoute'),
  'ReplaceRoute.DestinationPrefixListId': toList('ReplaceRoute'),
  'IpPermission.PrefixListIds': [
    'AuthorizeSecurityGroupEgress',
    { GroupId, IpPermissions: [{ IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-bad' }] }] },
  ],
  'SecurityGroupRuleRequest.PrefixListId': [
    'ModifySecurityGroupRules',
    {
      GroupId,
      SecurityGroupRules: [
        {
          SecurityGroupRuleId: '@in.SecurityGroupRules.0.SecurityGroupRuleId',
          SecurityGroupRule: { IpProtocol: '-1', PrefixListId: 'pl-bad' },
        },
      ],
    },
  ],
  'InstanceIpv6Address.IsPrimaryIpv6': [
    'CreateNetworkInterface',
    { SubnetId, Ipv6Addresses: [{ Ipv6Address: '2001:db8:0:100::99', IsPrimaryIpv6: true }] },
  ],
  'NetworkInterfaceAttachmentChanges.DefaultEnaQueueCount': attachment({ DefaultEnaQueueCount: true }),
  'NetworkInterfaceAttachmentChanges.EnaQueueCount': attachment({ EnaQueueCount: 2 }),
  'UserIdGroupPair.VpcPeeringConnectionId': [
    'AuthorizeSecurityGroupIngress',
    {
      GroupId,
      IpPermissions: [{ ...permission, UserIdGroupPairs: [{ GroupId, VpcPeeringConnectionId: 'pcx-bad' }] }],
    },
  ],
}

function toList(action: string): readonly [string, Readonly<Record<string, unknown>>] {
  return [action, { RouteTableId, NetworkInterfaceId, DestinationPrefixListId: 'pl-bad' }]
}

function attachment(change: object): readonly [string, Readonly<Record<string, unknown>>] {
  const Attachment = { AttachmentId: '@attached.AttachmentId', ...change }
  return ['ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, Attachment }]
}

/** Structures of prefixes hold them under a name; everywhere else they are plain texts. */
const valueOf = (operation: string, member: string): unknown =>
  operation === 'CreateNetworkInterface' && /^Ipv[46]Prefixes$/.test(member)
    ? [{ [member.slice(0, -2)]: (VALUES[member] as readonly string[])[0] }]
    : (VALUES[member] ?? 'none-such')

export const REFUSED_ROWS: readonly Row[] = [...REFUSED].map(([key, { code }]) => {
  const [owner = '', member = ''] = key.split('.')
  const [action, input] = OTHERS[key] ?? [owner, { ...BASE[owner], [member]: valueOf(owner, member) }]
  return row(code, action, input, [])
})
