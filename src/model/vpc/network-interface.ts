// Network interfaces. EC2 API 2016-11-15, CreateNetworkInterface and its siblings.

import type { Operation, StructureShape } from '../shape.ts'
import {
  boolean,
  clientToken,
  dryRun,
  enumOf,
  filters,
  integer,
  listOf,
  looseIdOf,
  looseIpv4,
  looseIpv4Cidr,
  looseIpv6,
  looseIpv6Cidr,
  maxResults,
  nextToken,
  nextTokenOut,
  pagedBy,
  string,
  tagSpecifications,
  tags,
} from '../shared-shapes.ts'
import {
  ConnectionTrackingSpecificationRequest,
  GroupIdentifier,
  Ipv4PrefixSpecification,
  NetworkInterfaceAttachment,
} from './shapes.ts'

export const Ipv4PrefixSpecificationRequest = {
  type: 'structure',
  name: 'Ipv4PrefixSpecificationRequest',
  members: {
    Ipv4Prefix: { shape: looseIpv4Cidr, doc: 'The prefix.' },
  },
} as const satisfies StructureShape

export const Ipv6PrefixSpecificationRequest = {
  type: 'structure',
  name: 'Ipv6PrefixSpecificationRequest',
  members: {
    Ipv6Prefix: { shape: looseIpv6Cidr, doc: 'The prefix.' },
  },
} as const satisfies StructureShape

export const OperatorRequest = {
  type: 'structure',
  name: 'OperatorRequest',
  members: {
    Principal: { shape: string, doc: 'The service.' },
  },
} as const satisfies StructureShape

export const PrivateIpAddressSpecification = {
  type: 'structure',
  name: 'PrivateIpAddressSpecification',
  members: {
    Primary: { shape: boolean, doc: 'Whether it is the primary address.' },
    PrivateIpAddress: { shape: looseIpv4, doc: 'The address.' },
  },
} as const satisfies StructureShape

export const InstanceIpv6Address = {
  type: 'structure',
  name: 'InstanceIpv6Address',
  members: {
    Ipv6Address: { shape: looseIpv6, doc: 'IPv6 address.' },
    IsPrimaryIpv6: { shape: boolean, doc: 'Whether it is the primary IPv6 address.' },
  },
} as const satisfies StructureShape

export const NetworkInterfaceAssociation = {
  type: 'structure',
  name: 'NetworkInterfaceAssociation',
  members: {
    AllocationId: { shape: string, doc: 'Id of the elastic address.' },
    AssociationId: { shape: string, doc: 'Id of the association.' },
    IpOwnerId: { shape: string, doc: 'Account that owns the address.' },
    PublicDnsName: { shape: string, doc: 'Public DNS name.' },
    PublicIp: { shape: string, doc: 'The public address.' },
    CustomerOwnedIp: { shape: string, doc: 'The customer-owned address.' },
    CarrierIp: { shape: string, doc: 'The carrier address.' },
  },
} as const satisfies StructureShape

export const ConnectionTrackingConfiguration = {
  type: 'structure',
  name: 'ConnectionTrackingConfiguration',
  members: {
    TcpEstablishedTimeout: { shape: integer, doc: 'Seconds that idle TCP connections are tracked.' },
    UdpStreamTimeout: { shape: integer, doc: 'Seconds that idle UDP streams are tracked.' },
    UdpTimeout: { shape: integer, doc: 'Seconds that single UDP flows are tracked.' },
  },
} as const satisfies StructureShape

export const NetworkInterfaceType = enumOf(
  'interface',
  'natGateway',
  'efa',
  'efa-only',
  'trunk',
  'load_balancer',
  'network_load_balancer',
  'vpc_endpoint',
  'branch',
  'transit_gateway',
  'lambda',
  'quicksight',
  'global_accelerator_managed',
  'api_gateway_managed',
  'gateway_load_balancer',
  'gateway_load_balancer_endpoint',
  'iot_rules_managed',
  'aws_codestar_connections_managed',
)

export const NetworkInterfaceIpv6Address = {
  type: 'structure',
  name: 'NetworkInterfaceIpv6Address',
  members: {
    Ipv6Address: { shape: string, doc: 'IPv6 address.' },
    PublicIpv6DnsName: { shape: string, doc: 'Public DNS name of the IPv6 address.' },
    IsPrimaryIpv6: { shape: boolean, doc: 'Whether it is the primary IPv6 address.' },
  },
} as const satisfies StructureShape

export const PublicIpDnsNameOptions = {
  type: 'structure',
  name: 'PublicIpDnsNameOptions',
  members: {
    DnsHostnameType: { shape: string, doc: 'Kind of public host name.' },
    PublicIpv4DnsName: { shape: string, doc: 'Public DNS name of the IPv4 address.' },
    PublicIpv6DnsName: { shape: string, doc: 'Public DNS name of the IPv6 address.' },
    PublicDualStackDnsName: { shape: string, doc: 'Public DNS name of both addresses.' },
  },
} as const satisfies StructureShape

export const NetworkInterfacePrivateIpAddress = {
  type: 'structure',
  name: 'NetworkInterfacePrivateIpAddress',
  members: {
    Association: { shape: NetworkInterfaceAssociation, doc: 'Public address.' },
    Primary: { shape: boolean, doc: 'Whether it is the primary address.' },
    PrivateDnsName: { shape: string, doc: 'Private DNS name.' },
    PrivateIpAddress: { shape: string, doc: 'The address.' },
  },
} as const satisfies StructureShape

export const Ipv6PrefixSpecification = {
  type: 'structure',
  name: 'Ipv6PrefixSpecification',
  members: {
    Ipv6Prefix: { shape: string, doc: 'The prefix.' },
  },
} as const satisfies StructureShape

export const OperatorResponse = {
  type: 'structure',
  name: 'OperatorResponse',
  members: {
    Managed: { shape: boolean, doc: 'Whether a service manages the resource.' },
    Principal: { shape: string, doc: 'The service.' },
    HiddenByDefault: { shape: boolean, doc: 'Whether it is left out of lists unless asked for.' },
  },
} as const satisfies StructureShape

export const NetworkInterface = {
  type: 'structure',
  name: 'NetworkInterface',
  members: {
    Association: { shape: NetworkInterfaceAssociation, doc: 'Public address.' },
    Attachment: { shape: NetworkInterfaceAttachment, doc: 'Attachment to an instance.' },
    AvailabilityZone: { shape: string, doc: 'Name of the Availability Zone.' },
    ConnectionTrackingConfiguration: {
      shape: ConnectionTrackingConfiguration,
      doc: 'Time-outs of connection tracking.',
    },
    Description: { shape: string, doc: 'Description.' },
    Groups: { shape: listOf(GroupIdentifier), wire: 'groupSet', doc: 'Security groups.' },
    InterfaceType: { shape: NetworkInterfaceType, doc: 'Kind of network interface.' },
    Ipv6Addresses: { shape: listOf(NetworkInterfaceIpv6Address), wire: 'ipv6AddressesSet', doc: 'IPv6 addresses.' },
    MacAddress: { shape: string, doc: 'MAC address.' },
    NetworkInterfaceId: { shape: string, doc: 'Id of the network interface.' },
    OutpostArn: { shape: string, doc: 'Outpost of the resource.' },
    OwnerId: { shape: string, doc: 'Account that owns the resource.' },
    PrivateDnsName: { shape: string, doc: 'Private DNS name.' },
    PublicDnsName: { shape: string, doc: 'Public DNS name.' },
    PublicIpDnsNameOptions: { shape: PublicIpDnsNameOptions, doc: 'Public host names.' },
    PrivateIpAddress: { shape: string, doc: 'Primary IPv4 address.' },
    PrivateIpAddresses: {
      shape: listOf(NetworkInterfacePrivateIpAddress),
      wire: 'privateIpAddressesSet',
      doc: 'IPv4 addresses.',
    },
    Ipv4Prefixes: { shape: listOf(Ipv4PrefixSpecification), wire: 'ipv4PrefixSet', doc: 'IPv4 prefixes.' },
    Ipv6Prefixes: { shape: listOf(Ipv6PrefixSpecification), wire: 'ipv6PrefixSet', doc: 'IPv6 prefixes.' },
    RequesterId: { shape: string, doc: 'Who created it on behalf of the owner.' },
    RequesterManaged: { shape: boolean, doc: 'Whether a service manages it.' },
    SourceDestCheck: { shape: boolean, doc: 'Whether only traffic from and to its own addresses is let through.' },
    Status: {
      shape: enumOf('available', 'associated', 'attaching', 'in-use', 'detaching'),
      doc: 'Whether it is in use.',
    },
    SubnetId: { shape: string, doc: 'Id of the subnet.' },
    TagSet: { shape: tags, doc: 'Tags of the resource.' },
    VpcId: { shape: string, doc: 'Id of the VPC.' },
    DenyAllIgwTraffic: { shape: boolean, doc: 'Whether traffic through internet gateways is refused.' },
    Ipv6Native: { shape: boolean, doc: 'Whether there are IPv6 addresses only.' },
    Ipv6Address: { shape: string, doc: 'IPv6 address.' },
    Operator: { shape: OperatorResponse, doc: 'Service that manages the resource.' },
    AssociatedSubnets: { shape: listOf(string, 'SubnetId'), wire: 'associatedSubnetSet', doc: 'Further subnets.' },
    AvailabilityZoneId: { shape: string, doc: 'Id of the Availability Zone.' },
  },
} as const satisfies StructureShape

export const createNetworkInterface = {
  name: 'CreateNetworkInterface',
  doc: 'Creates a network interface in a subnet.',
  input: {
    type: 'structure',
    members: {
      Ipv4Prefixes: { shape: listOf(Ipv4PrefixSpecificationRequest), query: 'Ipv4Prefix', doc: 'IPv4 prefixes.' },
      Ipv4PrefixCount: { shape: integer, doc: 'How many IPv4 prefixes.' },
      Ipv6Prefixes: { shape: listOf(Ipv6PrefixSpecificationRequest), query: 'Ipv6Prefix', doc: 'IPv6 prefixes.' },
      Ipv6PrefixCount: { shape: integer, doc: 'How many IPv6 prefixes.' },
      InterfaceType: { shape: enumOf('efa', 'efa-only', 'branch', 'trunk'), doc: 'Kind of network interface.' },
      TagSpecifications: tagSpecifications,
      ClientToken: clientToken,
      EnablePrimaryIpv6: { shape: boolean, doc: 'Whether the first IPv6 address is the primary one.' },
      ConnectionTrackingSpecification: {
        shape: ConnectionTrackingSpecificationRequest,
        doc: 'Time-outs of connection tracking.',
      },
      Operator: { shape: OperatorRequest, doc: 'Service that manages the resource.' },
      SubnetId: { shape: looseIdOf('subnet'), required: true, doc: 'Id of the subnet.' },
      Description: { shape: string, doc: 'Description.' },
      PrivateIpAddress: { shape: looseIpv4, doc: 'Primary IPv4 address.' },
      Groups: { shape: listOf(looseIdOf('sg'), 'SecurityGroupId'), query: 'SecurityGroupId', doc: 'Security groups.' },
      PrivateIpAddresses: { shape: listOf(PrivateIpAddressSpecification), doc: 'IPv4 addresses.' },
      SecondaryPrivateIpAddressCount: { shape: integer, doc: 'How many secondary IPv4 addresses to choose.' },
      Ipv6Addresses: { shape: listOf(InstanceIpv6Address), doc: 'IPv6 addresses.' },
      Ipv6AddressCount: { shape: integer, doc: 'How many IPv6 addresses to choose.' },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      NetworkInterface: { shape: NetworkInterface, doc: 'The network interface.' },
      ClientToken: { shape: string, doc: 'Token that made the request safe to repeat.' },
    },
  },
} as const satisfies Operation

export const deleteNetworkInterface = {
  name: 'DeleteNetworkInterface',
  doc: 'Deletes a network interface that is not attached.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      NetworkInterfaceId: { shape: looseIdOf('eni'), required: true, doc: 'Id of the network interface.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const describeNetworkInterfaces = {
  name: 'DescribeNetworkInterfaces',
  doc: 'Lists network interfaces.',
  input: {
    type: 'structure',
    members: {
      NextToken: nextToken,
      MaxResults: maxResults,
      IncludeManagedResources: {
        shape: boolean,
        doc: 'Whether resources that a service manages and hides are listed too.',
      },
      DryRun: dryRun,
      NetworkInterfaceIds: {
        shape: listOf(looseIdOf('eni'), 'NetworkInterfaceId'),
        query: 'NetworkInterfaceId',
        doc: 'Ids of the network interfaces to list; all when left out.',
      },
      Filters: filters,
    },
  },
  output: {
    type: 'structure',
    members: {
      NetworkInterfaces: {
        shape: listOf(NetworkInterface),
        wire: 'networkInterfaceSet',
        doc: 'The network interfaces.',
      },
      NextToken: nextTokenOut,
    },
  },
  paginate: pagedBy('NetworkInterfaces'),
  maxResults: { min: 5, max: 1000 },
  filters: {
    over: 'NetworkInterfaces',
    by: [
      { names: ['association.allocation-id'], path: ['Association', 'AllocationId'] },
      { names: ['association.association-id'], path: ['Association', 'AssociationId'] },
      { names: ['association.ip-owner-id'], path: ['Association', 'IpOwnerId'] },
      { names: ['association.public-ip'], path: ['Association', 'PublicIp'] },
      { names: ['association.public-dns-name'], path: ['Association', 'PublicDnsName'] },
      { names: ['addresses.association.owner-id'], path: ['PrivateIpAddresses', 'Association', 'IpOwnerId'] },
      { names: ['addresses.association.public-ip'], path: ['PrivateIpAddresses', 'Association', 'PublicIp'] },
      { names: ['addresses.primary'], path: ['PrivateIpAddresses', 'Primary'] },
      { names: ['addresses.private-ip-address'], path: ['PrivateIpAddresses', 'PrivateIpAddress'] },
      { names: ['attachment.attach-time'], path: ['Attachment', 'AttachTime'] },
      { names: ['attachment.attachment-id'], path: ['Attachment', 'AttachmentId'] },
      { names: ['attachment.delete-on-termination'], path: ['Attachment', 'DeleteOnTermination'] },
      { names: ['attachment.device-index'], path: ['Attachment', 'DeviceIndex'] },
      { names: ['attachment.instance-id'], path: ['Attachment', 'InstanceId'] },
      { names: ['attachment.instance-owner-id'], path: ['Attachment', 'InstanceOwnerId'] },
      { names: ['attachment.status'], path: ['Attachment', 'Status'] },
      { names: ['availability-zone'], path: ['AvailabilityZone'] },
      { names: ['availability-zone-id'], path: ['AvailabilityZoneId'] },
      { names: ['description'], path: ['Description'] },
      { names: ['group-id'], path: ['Groups', 'GroupId'] },
      { names: ['group-name'], path: ['Groups', 'GroupName'] },
      { names: ['interface-type'], path: ['InterfaceType'] },
      { names: ['ipv6-addresses.ipv6-address'], path: ['Ipv6Addresses', 'Ipv6Address'] },
      { names: ['mac-address'], path: ['MacAddress'] },
      { names: ['network-interface-id'], path: ['NetworkInterfaceId'] },
      { names: ['operator.managed'], path: ['Operator', 'Managed'] },
      { names: ['operator.principal'], path: ['Operator', 'Principal'] },
      { names: ['owner-id'], path: ['OwnerId'] },
      { names: ['private-dns-name'], path: ['PrivateDnsName'] },
      { names: ['private-ip-address'], path: ['PrivateIpAddress'] },
      { names: ['requester-id'], path: ['RequesterId'] },
      { names: ['requester-managed'], path: ['RequesterManaged'] },
      { names: ['source-dest-check'], path: ['SourceDestCheck'] },
      { names: ['status'], path: ['Status'] },
      { names: ['subnet-id'], path: ['SubnetId'] },
      { names: ['vpc-id'], path: ['VpcId'] },
    ],
  },
} as const satisfies Operation
