// What differs from AWS on purpose, member by member and call by call. The documentation of the API is made from it, and the
// tests with real clients hold the server against it: a member that is refused is refused with its code, one that is
// never in an answer never is, and all others are.

import type { ErrorCode } from '../../src/model/error-codes.ts'

export interface Refusal {
  readonly code: ErrorCode
  readonly why: string
}

const refuse = (code: ErrorCode, why: string, ...members: readonly string[]): readonly (readonly [string, Refusal])[] =>
  members.map((member) => [member, { code, why }])

const NO_IPAM = 'there are no IPAM pools'
const NO_PREFIXES = 'interfaces have addresses, no prefixes'
const NO_ENA = 'devices here have no such adapter'

/**
 * Parameters that are refused: `Operation.Member`, or `Shape.Member` for a member of a structure inside the request. What is
 * inside such a member is refused with it.
 */
export const REFUSED: ReadonlyMap<string, Refusal> = new Map([
  ...refuse(
    'InvalidIpamPoolId.NotFound',
    NO_IPAM,
    ...['CreateVpc', 'AssociateVpcCidrBlock', 'CreateSubnet'].map((name) => `${name}.Ipv4IpamPoolId`),
    ...['CreateVpc', 'AssociateVpcCidrBlock', 'CreateSubnet', 'AssociateSubnetCidrBlock'].map(
      (name) => `${name}.Ipv6IpamPoolId`,
    ),
  ),
  ...refuse(
    'MissingParameter',
    'it needs an IPAM pool',
    ...['CreateVpc', 'AssociateVpcCidrBlock', 'CreateSubnet'].map((name) => `${name}.Ipv4NetmaskLength`),
    ...['CreateVpc', 'AssociateVpcCidrBlock', 'CreateSubnet', 'AssociateSubnetCidrBlock'].map(
      (name) => `${name}.Ipv6NetmaskLength`,
    ),
  ),
  ...refuse('UnsupportedOperation', 'traffic is not encrypted', 'CreateVpc.VpcEncryptionControl'),
  ...refuse('InvalidOutpostArn.NotFound', 'there are no Outposts', 'CreateSubnet.OutpostArn'),
  ...refuse('UnsupportedOperation', 'the default VPC has no IPv6 block', 'CreateDefaultSubnet.Ipv6Native'),
  ...refuse('UnsupportedOperation', 'there are no Outposts', 'ModifySubnetAttribute.CustomerOwnedIpv4Pool'),
  ...refuse('UnsupportedOperation', 'there are no public addresses', 'AssociateRouteTable.PublicIpv4Pool'),
  ...['CreateRoute', 'ReplaceRoute'].flatMap((name) => [
    ...refuse('InvalidVpcEndpointId.NotFound', 'there are no VPC endpoints', `${name}.VpcEndpointId`),
    ...refuse('InvalidTransitGatewayID.NotFound', 'there are no transit gateways', `${name}.TransitGatewayId`),
    ...refuse('InvalidLocalGatewayID.NotFound', 'there are no local gateways', `${name}.LocalGatewayId`),
    ...refuse('InvalidCarrierGatewayID.NotFound', 'there are no carrier gateways', `${name}.CarrierGatewayId`),
    ...refuse('InvalidCoreNetworkArn.NotFound', 'there are no core networks', `${name}.CoreNetworkArn`),
    ...refuse('InvalidOdbNetworkArn.NotFound', 'there are no database networks', `${name}.OdbNetworkArn`),
    ...refuse('InvalidGatewayID.NotFound', 'there are no egress-only gateways', `${name}.EgressOnlyInternetGatewayId`),
    ...refuse('InvalidVpcPeeringConnectionID.NotFound', 'there are no peerings', `${name}.VpcPeeringConnectionId`),
    ...refuse('InvalidNatGatewayID.NotFound', 'there are no NAT gateways', `${name}.NatGatewayId`),
  ]),
  ...refuse(
    'InvalidPrefixListID.NotFound',
    'there are no prefix lists',
    ...['CreateRoute', 'ReplaceRoute', 'DeleteRoute'].map((name) => `${name}.DestinationPrefixListId`),
    'IpPermission.PrefixListIds',
    'SecurityGroupRuleRequest.PrefixListId',
  ),
  ...refuse(
    'UnsupportedOperation',
    NO_PREFIXES,
    ...['Ipv4Prefixes', 'Ipv4PrefixCount', 'Ipv6Prefixes', 'Ipv6PrefixCount'].map(
      (member) => `CreateNetworkInterface.${member}`,
    ),
    'AssignPrivateIpAddresses.Ipv4Prefixes',
    'AssignPrivateIpAddresses.Ipv4PrefixCount',
    'UnassignPrivateIpAddresses.Ipv4Prefixes',
    'AssignIpv6Addresses.Ipv6Prefixes',
    'AssignIpv6Addresses.Ipv6PrefixCount',
    'UnassignIpv6Addresses.Ipv6Prefixes',
  ),
  ...refuse(
    'UnsupportedOperation',
    'no IPv6 address is the primary one',
    'CreateNetworkInterface.EnablePrimaryIpv6',
    'ModifyNetworkInterfaceAttribute.EnablePrimaryIpv6',
    'InstanceIpv6Address.IsPrimaryIpv6',
  ),
  ...refuse(
    'UnsupportedOperation',
    'connections are not tracked',
    'CreateNetworkInterface.ConnectionTrackingSpecification',
    'ModifyNetworkInterfaceAttribute.ConnectionTrackingSpecification',
  ),
  ...refuse('UnsupportedOperation', 'no other service makes interfaces', 'CreateNetworkInterface.Operator'),
  ...refuse(
    'UnsupportedOperation',
    NO_ENA,
    'ModifyNetworkInterfaceAttribute.EnaSrdSpecification',
    'NetworkInterfaceAttachmentChanges.DefaultEnaQueueCount',
    'NetworkInterfaceAttachmentChanges.EnaQueueCount',
    'AttachNetworkInterface.EnaSrdSpecification',
    'AttachNetworkInterface.EnaQueueCount',
  ),
  ...refuse(
    'UnsupportedOperation',
    'there are no public addresses',
    'ModifyNetworkInterfaceAttribute.AssociatePublicIpAddress',
  ),
  ...refuse(
    'UnsupportedOperation',
    'an interface is in one subnet',
    'ModifyNetworkInterfaceAttribute.AssociatedSubnetIds',
  ),
  ...refuse(
    'InvalidVpcPeeringConnectionID.NotFound',
    'there are no peerings',
    'UserIdGroupPair.VpcPeeringConnectionId',
  ),
])

const absent = (why: string, ...members: readonly string[]): readonly (readonly [string, string])[] =>
  members.map((member) => [member, why])

/** Members that are in no answer, `Shape.Member`, and why. What is inside such a member is left out with it. */
export const ABSENT: ReadonlyMap<string, string> = new Map([
  ...absent('traffic is not encrypted', 'Vpc.EncryptionControl'),
  ...absent(
    'blocks do not fail',
    'VpcCidrBlockState.StatusMessage',
    'SubnetCidrBlockState.StatusMessage',
    'RouteTableAssociationState.StatusMessage',
  ),
  ...absent(
    'there are no Outposts',
    'Subnet.CustomerOwnedIpv4Pool',
    'Subnet.OutpostArn',
    'NetworkInterface.OutpostArn',
  ),
  ...absent('every subnet is an ordinary one', 'Subnet.Type'),
  ...absent(
    'there are no public addresses',
    'RouteTableAssociation.PublicIpv4Pool',
    'NetworkInterface.Association',
    'NetworkInterfacePrivateIpAddress.Association',
    'NetworkInterface.PublicDnsName',
    'NetworkInterface.PublicIpDnsNameOptions',
    'NetworkInterfaceIpv6Address.PublicIpv6DnsName',
  ),
  ...absent('there are no virtual private gateways', 'PropagatingVgw.GatewayId'),
  ...absent(
    'there are no such targets',
    'Route.DestinationPrefixListId',
    'Route.EgressOnlyInternetGatewayId',
    'Route.NatGatewayId',
    'Route.TransitGatewayId',
    'Route.LocalGatewayId',
    'Route.CarrierGatewayId',
    'Route.VpcPeeringConnectionId',
    'Route.CoreNetworkArn',
    'Route.OdbNetworkArn',
  ),
  ...absent(NO_ENA, 'NetworkInterfaceAttachment.EnaSrdSpecification', 'NetworkInterfaceAttachment.EnaQueueCount'),
  ...absent('connections are not tracked', 'NetworkInterface.ConnectionTrackingConfiguration'),
  ...absent('no IPv6 address is the primary one', 'NetworkInterfaceIpv6Address.IsPrimaryIpv6'),
  ...absent(NO_PREFIXES, 'Ipv4PrefixSpecification.Ipv4Prefix', 'Ipv6PrefixSpecification.Ipv6Prefix'),
  ...absent('no other service makes interfaces', 'OperatorResponse.Principal', 'OperatorResponse.HiddenByDefault'),
  ...absent('in a VPC rules name other groups by id alone', 'UserIdGroupPair.GroupName'),
  ...absent(
    'groups refer to groups of the same VPC only',
    'UserIdGroupPair.VpcId',
    'UserIdGroupPair.VpcPeeringConnectionId',
    'UserIdGroupPair.PeeringStatus',
    'ReferencedSecurityGroup.VpcId',
    'ReferencedSecurityGroup.VpcPeeringConnectionId',
    'ReferencedSecurityGroup.PeeringStatus',
  ),
  ...absent(
    'there are no prefix lists',
    'PrefixListId.PrefixListId',
    'PrefixListId.Description',
    'SecurityGroupRule.PrefixListId',
    'RevokedSecurityGroupRule.PrefixListId',
  ),
  ...absent(
    'zones are ordinary Availability Zones without messages',
    'AvailabilityZoneMessage.Message',
    'AvailabilityZone.ParentZoneName',
    'AvailabilityZone.ParentZoneId',
    'AvailabilityZone.GroupLongName',
  ),
  ...absent(
    'zones and regions are nowhere',
    'AvailabilityZoneGeography.Name',
    'AvailabilityZoneSubGeography.Name',
    'RegionGeography.Name',
  ),
])

/** What calls do otherwise than AWS does, or than its documentation says. */
export const NOTES: Readonly<Record<string, readonly string[]>> = {
  CreateRouteServer: [
    '`PersistRoutes=enable` without a duration persists for one minute; `reset` is refused.',
    'With notifications enabled the answer names a topic, but there is no SNS: nothing is published.',
  ],
  DescribeRouteServers: [
    'AWS documents no filters and takes `tag:` only; these filters are ours (`serve --strict-filters` refuses them).',
    'Deleted objects are listed for 60 minutes.',
  ],
  DescribeRouteServerEndpoints: ['Filters and deleted objects as in DescribeRouteServers.'],
  DescribeRouteServerPeers: ['Filters and deleted objects as in DescribeRouteServers.'],
  AssociateRouteServer: ['Repeated for the same VPC it answers the association that is there.'],
  CreateRouteServerEndpoint: [
    'On the loopback network an endpoint whose address another one has, but for the first octet, ends as `failed`.',
    'On the host network the endpoint takes an address of this host that lies in the subnet.',
  ],
  CreateRouteServerPeer: [
    'An address outside of the VPC is refused, but on the host network; AWS takes any.',
    'The same address again at the same endpoint is `InvalidRouteServerPeer.Duplicate`.',
    'A peer with the AS number of the route server is taken and becomes an iBGP session.',
    '`BfdStatus` is shown for peers with `bfd` only.',
  ],
  EnableRouteServerPropagation: ['Repeated it answers the propagation that is there.'],
  GetRouteServerPropagations: ['Without any propagation: `InvalidRouteServerId.NotPropagated`, no empty list.'],
  GetRouteServerRoutingDatabase: [
    'Filters are ours. Without `MaxResults` a page has 1,000 routes.',
    'Before there is an association the answer is an empty list.',
    '`Med` is left out of routes without one, and is unsigned.',
  ],
  CreateVpc: [
    'A block of one’s own for IPv6 needs no address pool. Blocks that the service gives are from 2001:db8::/32.',
  ],
  AssociateVpcCidrBlock: ['Blocks for IPv6 as in CreateVpc.'],
  CreateSubnet: ['A subnet may have an IPv6 block in a VPC that has none.'],
  CreateRoute: ['An instance as the target stands for its one interface.'],
  DescribeRouteTables: [
    'Routes of route servers have the origin `Advertisement`; those that a table rejects are in the routing database only.',
  ],
  CreateNetworkInterface: ['Addresses are given in order, lowest first; AWS gives IPv6 addresses at random.'],
  DescribeNetworkInterfaces: ['No interface is hidden: `IncludeManagedResources` changes nothing.'],
  AttachNetworkInterface: [
    'There are no instances: any well-formed instance id will do. An interface works without being attached.',
  ],
  DetachNetworkInterface: [
    '`Force` changes nothing. What was detached answers no more, until it is attached again: routes to it are black holes.',
  ],
  AuthorizeSecurityGroupIngress: [
    'Groups of other accounts are unknown. Groups filter nothing in the simulated network.',
  ],
  AuthorizeSecurityGroupEgress: ['The form without `IpPermissions` is taken too. Otherwise as for ingress.'],
  CreateNetworkAcl: ['ACLs filter nothing in the simulated network.'],
  CreateDhcpOptions: ['Nobody asks for an address by DHCP: sets are kept for clients that read them.'],
  DescribeAvailabilityZones: ['All zones are listed: `AllAvailabilityZones` changes nothing.'],
  DescribeAccountAttributes: ['Six fixed attributes; `supported-platforms` is `VPC`.'],
  GetCallerIdentity: ['The user of the access key; without `serve --access-keys`, the owner of the account.'],
}
