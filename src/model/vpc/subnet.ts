// Subnets, their attributes and IPv6 CIDR blocks. EC2 API 2016-11-15, CreateSubnet and its siblings.

import type { Operation, StructureShape } from '../shape.ts'
import {
  boolean,
  dryRun,
  enumOf,
  filters,
  integer,
  listOf,
  looseIdOf,
  looseIpv4Cidr,
  looseIpv6Cidr,
  maxResults,
  nextToken,
  nextTokenOut,
  pagedBy,
  string,
  tagSet,
  tagSpecifications,
} from '../shared-shapes.ts'
import { AttributeBooleanValue, BlockPublicAccessStates, IpSource, Ipv6AddressAttribute } from './shapes.ts'

export const SubnetCidrBlockState = {
  type: 'structure',
  name: 'SubnetCidrBlockState',
  members: {
    State: {
      shape: enumOf('associating', 'associated', 'disassociating', 'disassociated', 'failing', 'failed'),
      doc: 'State.',
    },
    StatusMessage: { shape: string, doc: 'Explanation of the state.' },
  },
} as const satisfies StructureShape

export const SubnetIpv6CidrBlockAssociation = {
  type: 'structure',
  name: 'SubnetIpv6CidrBlockAssociation',
  members: {
    AssociationId: { shape: string, doc: 'Id of the association.' },
    Ipv6CidrBlock: { shape: string, doc: 'IPv6 CIDR block.' },
    Ipv6CidrBlockState: { shape: SubnetCidrBlockState, doc: 'State of the block.' },
    Ipv6AddressAttribute: { shape: Ipv6AddressAttribute, doc: 'Whether the addresses are public.' },
    IpSource: { shape: IpSource, doc: 'Who assigned the block.' },
  },
} as const satisfies StructureShape

export const HostnameType = enumOf('ip-name', 'resource-name')

export const PrivateDnsNameOptionsOnLaunch = {
  type: 'structure',
  name: 'PrivateDnsNameOptionsOnLaunch',
  members: {
    HostnameType: { shape: HostnameType, doc: 'Form of host names.' },
    EnableResourceNameDnsARecord: { shape: boolean, doc: 'Whether host names have A records.' },
    EnableResourceNameDnsAAAARecord: { shape: boolean, doc: 'Whether host names have AAAA records.' },
  },
} as const satisfies StructureShape

export const Subnet = {
  type: 'structure',
  name: 'Subnet',
  members: {
    AvailabilityZoneId: { shape: string, doc: 'Id of the Availability Zone.' },
    EnableLniAtDeviceIndex: { shape: integer, doc: 'Device index of local network interfaces.' },
    MapCustomerOwnedIpOnLaunch: { shape: boolean, doc: 'Whether interfaces get a customer-owned address.' },
    CustomerOwnedIpv4Pool: { shape: string, doc: 'Pool of customer-owned addresses.' },
    OwnerId: { shape: string, doc: 'Account that owns the resource.' },
    AssignIpv6AddressOnCreation: { shape: boolean, doc: 'Whether new interfaces get an IPv6 address.' },
    Ipv6CidrBlockAssociationSet: { shape: listOf(SubnetIpv6CidrBlockAssociation), doc: 'IPv6 CIDR blocks.' },
    Tags: tagSet,
    SubnetArn: { shape: string, doc: 'ARN of the subnet.' },
    OutpostArn: { shape: string, doc: 'Outpost of the resource.' },
    EnableDns64: { shape: boolean, doc: 'Whether DNS answers hold synthesised IPv6 addresses.' },
    Ipv6Native: { shape: boolean, doc: 'Whether there are IPv6 addresses only.' },
    PrivateDnsNameOptionsOnLaunch: { shape: PrivateDnsNameOptionsOnLaunch, doc: 'Host names of new instances.' },
    BlockPublicAccessStates: { shape: BlockPublicAccessStates, doc: 'Whether public access is blocked.' },
    Type: { shape: string, doc: 'Kind of subnet.' },
    SubnetId: { shape: string, doc: 'Id of the subnet.' },
    State: {
      shape: enumOf('pending', 'available', 'unavailable', 'failed', 'failed-insufficient-capacity'),
      doc: 'State.',
    },
    VpcId: { shape: string, doc: 'Id of the VPC.' },
    CidrBlock: { shape: string, doc: 'IPv4 CIDR block.' },
    AvailableIpAddressCount: { shape: integer, doc: 'How many IPv4 addresses are free.' },
    AvailabilityZone: { shape: string, doc: 'Name of the Availability Zone.' },
    DefaultForAz: { shape: boolean, doc: 'Whether it is the default subnet of its zone.' },
    MapPublicIpOnLaunch: { shape: boolean, doc: 'Whether new instances get a public IPv4 address.' },
  },
} as const satisfies StructureShape

export const createSubnet = {
  name: 'CreateSubnet',
  doc: 'Creates a subnet in a VPC.',
  input: {
    type: 'structure',
    members: {
      TagSpecifications: tagSpecifications,
      AvailabilityZone: { shape: string, doc: 'Name of the Availability Zone.' },
      AvailabilityZoneId: { shape: string, doc: 'Id of the Availability Zone.' },
      CidrBlock: { shape: looseIpv4Cidr, doc: 'IPv4 CIDR block.' },
      Ipv6CidrBlock: { shape: looseIpv6Cidr, doc: 'IPv6 CIDR block.' },
      OutpostArn: { shape: string, doc: 'Outpost of the resource.' },
      VpcId: { shape: looseIdOf('vpc'), required: true, doc: 'Id of the VPC.' },
      Ipv6Native: { shape: boolean, doc: 'Whether there are IPv6 addresses only.' },
      Ipv4IpamPoolId: { shape: string, doc: 'IPAM pool to take the IPv4 block from.' },
      Ipv4NetmaskLength: { shape: integer, doc: 'Length of the block to take from the IPAM pool.' },
      Ipv6IpamPoolId: { shape: string, doc: 'IPAM pool to take the IPv6 block from.' },
      Ipv6NetmaskLength: { shape: integer, doc: 'Length of the block to take from the IPAM pool.' },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      Subnet: { shape: Subnet, doc: 'The subnet.' },
    },
  },
} as const satisfies Operation

export const deleteSubnet = {
  name: 'DeleteSubnet',
  doc: 'Deletes a subnet that has no network interfaces.',
  input: {
    type: 'structure',
    members: {
      SubnetId: { shape: looseIdOf('subnet'), required: true, doc: 'Id of the subnet.' },
      DryRun: dryRun,
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const describeSubnets = {
  name: 'DescribeSubnets',
  doc: 'Lists subnets.',
  input: {
    type: 'structure',
    members: {
      Filters: filters,
      SubnetIds: {
        shape: listOf(looseIdOf('subnet'), 'SubnetId'),
        query: 'SubnetId',
        doc: 'Ids of the subnets to list; all when left out.',
      },
      NextToken: nextToken,
      MaxResults: maxResults,
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      NextToken: nextTokenOut,
      Subnets: { shape: listOf(Subnet), wire: 'subnetSet', doc: 'The subnets.' },
    },
  },
  paginate: pagedBy('Subnets'),
  maxResults: { min: 5, max: 1000 },
  filters: {
    over: 'Subnets',
    by: [
      { names: ['availability-zone', 'availabilityZone'], path: ['AvailabilityZone'] },
      { names: ['availability-zone-id', 'availabilityZoneId'], path: ['AvailabilityZoneId'] },
      { names: ['available-ip-address-count'], path: ['AvailableIpAddressCount'] },
      { names: ['cidr-block', 'cidr', 'cidrBlock'], path: ['CidrBlock'], cidr: true },
      { names: ['customer-owned-ipv4-pool'], path: ['CustomerOwnedIpv4Pool'] },
      { names: ['default-for-az', 'defaultForAz'], path: ['DefaultForAz'] },
      { names: ['enable-dns64'], path: ['EnableDns64'] },
      { names: ['enable-lni-at-device-index'], path: ['EnableLniAtDeviceIndex'] },
      {
        names: ['ipv6-cidr-block-association.ipv6-cidr-block'],
        path: ['Ipv6CidrBlockAssociationSet', 'Ipv6CidrBlock'],
      },
      { names: ['ipv6-cidr-block-association.association-id'], path: ['Ipv6CidrBlockAssociationSet', 'AssociationId'] },
      {
        names: ['ipv6-cidr-block-association.state'],
        path: ['Ipv6CidrBlockAssociationSet', 'Ipv6CidrBlockState', 'State'],
      },
      { names: ['ipv6-native'], path: ['Ipv6Native'] },
      { names: ['map-customer-owned-ip-on-launch'], path: ['MapCustomerOwnedIpOnLaunch'] },
      { names: ['map-public-ip-on-launch'], path: ['MapPublicIpOnLaunch'] },
      { names: ['outpost-arn'], path: ['OutpostArn'] },
      { names: ['owner-id'], path: ['OwnerId'] },
      {
        names: ['private-dns-name-options-on-launch.hostname-type'],
        path: ['PrivateDnsNameOptionsOnLaunch', 'HostnameType'],
      },
      {
        names: ['private-dns-name-options-on-launch.enable-resource-name-dns-a-record'],
        path: ['PrivateDnsNameOptionsOnLaunch', 'EnableResourceNameDnsARecord'],
      },
      {
        names: ['private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record'],
        path: ['PrivateDnsNameOptionsOnLaunch', 'EnableResourceNameDnsAAAARecord'],
      },
      { names: ['state'], path: ['State'] },
      { names: ['subnet-arn'], path: ['SubnetArn'] },
      { names: ['subnet-id'], path: ['SubnetId'] },
      { names: ['vpc-id'], path: ['VpcId'] },
    ],
  },
} as const satisfies Operation

export const createDefaultSubnet = {
  name: 'CreateDefaultSubnet',
  doc: 'Creates the default subnet of an Availability Zone in the default VPC.',
  input: {
    type: 'structure',
    members: {
      AvailabilityZone: { shape: string, doc: 'Name of the Availability Zone.' },
      DryRun: dryRun,
      Ipv6Native: { shape: boolean, doc: 'Whether there are IPv6 addresses only.' },
      AvailabilityZoneId: { shape: string, doc: 'Id of the Availability Zone.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      Subnet: { shape: Subnet, doc: 'The subnet.' },
    },
  },
} as const satisfies Operation

export const modifySubnetAttribute = {
  name: 'ModifySubnetAttribute',
  doc: 'Changes one attribute of a subnet.',
  input: {
    type: 'structure',
    members: {
      AssignIpv6AddressOnCreation: { shape: AttributeBooleanValue, doc: 'Whether new interfaces get an IPv6 address.' },
      MapPublicIpOnLaunch: { shape: AttributeBooleanValue, doc: 'Whether new instances get a public IPv4 address.' },
      SubnetId: { shape: looseIdOf('subnet'), required: true, doc: 'Id of the subnet.' },
      MapCustomerOwnedIpOnLaunch: {
        shape: AttributeBooleanValue,
        doc: 'Whether interfaces get a customer-owned address.',
      },
      CustomerOwnedIpv4Pool: { shape: string, doc: 'Pool of customer-owned addresses.' },
      EnableDns64: { shape: AttributeBooleanValue, doc: 'Whether DNS answers hold synthesised IPv6 addresses.' },
      PrivateDnsHostnameTypeOnLaunch: { shape: HostnameType, doc: 'Form of host names of new instances.' },
      EnableResourceNameDnsARecordOnLaunch: {
        shape: AttributeBooleanValue,
        doc: 'Whether host names of new instances have A records.',
      },
      EnableResourceNameDnsAAAARecordOnLaunch: {
        shape: AttributeBooleanValue,
        doc: 'Whether host names of new instances have AAAA records.',
      },
      EnableLniAtDeviceIndex: { shape: integer, doc: 'Device index of local network interfaces.' },
      DisableLniAtDeviceIndex: { shape: AttributeBooleanValue, doc: 'Turns local network interfaces off.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const associateSubnetCidrBlock = {
  name: 'AssociateSubnetCidrBlock',
  doc: 'Adds an IPv6 CIDR block to a subnet.',
  input: {
    type: 'structure',
    members: {
      Ipv6IpamPoolId: { shape: string, doc: 'IPAM pool to take the IPv6 block from.' },
      Ipv6NetmaskLength: { shape: integer, doc: 'Length of the block to take from the IPAM pool.' },
      SubnetId: { shape: looseIdOf('subnet'), required: true, doc: 'Id of the subnet.' },
      Ipv6CidrBlock: { shape: looseIpv6Cidr, doc: 'IPv6 CIDR block.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      Ipv6CidrBlockAssociation: { shape: SubnetIpv6CidrBlockAssociation, doc: 'The IPv6 CIDR block.' },
      SubnetId: { shape: string, doc: 'Id of the subnet.' },
    },
  },
} as const satisfies Operation

export const disassociateSubnetCidrBlock = {
  name: 'DisassociateSubnetCidrBlock',
  doc: 'Takes an IPv6 CIDR block from a subnet.',
  input: {
    type: 'structure',
    members: {
      AssociationId: { shape: looseIdOf('subnet-cidr-assoc'), required: true, doc: 'Id of the association.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      Ipv6CidrBlockAssociation: { shape: SubnetIpv6CidrBlockAssociation, doc: 'The IPv6 CIDR block.' },
      SubnetId: { shape: string, doc: 'Id of the subnet.' },
    },
  },
} as const satisfies Operation
