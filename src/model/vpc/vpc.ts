// VPCs and their attributes. EC2 API 2016-11-15, CreateVpc and its siblings.

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
import { AttributeBooleanValue, BlockPublicAccessStates } from './shapes.ts'
import { VpcCidrBlockAssociation, VpcIpv6CidrBlockAssociation } from './vpc-cidr-block.ts'

export const VpcEncryptionControlMode = enumOf('monitor', 'enforce')

export const VpcEncryptionControlConfiguration = {
  type: 'structure',
  name: 'VpcEncryptionControlConfiguration',
  members: {
    Mode: { shape: VpcEncryptionControlMode, required: true, doc: 'Mode of the encryption control.' },
    InternetGatewayExclusion: { shape: enumOf('enable', 'disable'), doc: 'Whether internet gateways are left out.' },
    EgressOnlyInternetGatewayExclusion: {
      shape: enumOf('enable', 'disable'),
      doc: 'Whether egress-only internet gateways are left out.',
    },
    NatGatewayExclusion: { shape: enumOf('enable', 'disable'), doc: 'Whether NAT gateways are left out.' },
    VirtualPrivateGatewayExclusion: {
      shape: enumOf('enable', 'disable'),
      doc: 'Whether virtual private gateways are left out.',
    },
    VpcPeeringExclusion: { shape: enumOf('enable', 'disable'), doc: 'Whether VPC peering is left out.' },
    LambdaExclusion: { shape: enumOf('enable', 'disable'), doc: 'Whether Lambda is left out.' },
    VpcLatticeExclusion: { shape: enumOf('enable', 'disable'), doc: 'Whether VPC Lattice is left out.' },
    ElasticFileSystemExclusion: { shape: enumOf('enable', 'disable'), doc: 'Whether Elastic File System is left out.' },
  },
} as const satisfies StructureShape

export const Tenancy = enumOf('default', 'dedicated', 'host')

export const VpcEncryptionControlState = enumOf(
  'enforce-in-progress',
  'monitor-in-progress',
  'enforce-failed',
  'monitor-failed',
  'deleting',
  'deleted',
  'available',
  'creating',
  'delete-failed',
)

export const VpcEncryptionControlExclusion = {
  type: 'structure',
  name: 'VpcEncryptionControlExclusion',
  members: {
    State: { shape: enumOf('enabling', 'enabled', 'disabling', 'disabled'), doc: 'State.' },
    StateMessage: { shape: string, doc: 'Explanation of the state.' },
  },
} as const satisfies StructureShape

export const VpcEncryptionControlExclusions = {
  type: 'structure',
  name: 'VpcEncryptionControlExclusions',
  members: {
    InternetGateway: { shape: VpcEncryptionControlExclusion, doc: 'Internet gateways.' },
    EgressOnlyInternetGateway: { shape: VpcEncryptionControlExclusion, doc: 'Egress-only internet gateways.' },
    NatGateway: { shape: VpcEncryptionControlExclusion, doc: 'NAT gateways.' },
    VirtualPrivateGateway: { shape: VpcEncryptionControlExclusion, doc: 'Virtual private gateways.' },
    VpcPeering: { shape: VpcEncryptionControlExclusion, doc: 'VPC peering.' },
    Lambda: { shape: VpcEncryptionControlExclusion, doc: 'Lambda.' },
    VpcLattice: { shape: VpcEncryptionControlExclusion, doc: 'VPC Lattice.' },
    ElasticFileSystem: { shape: VpcEncryptionControlExclusion, doc: 'Elastic File System.' },
  },
} as const satisfies StructureShape

export const VpcEncryptionControl = {
  type: 'structure',
  name: 'VpcEncryptionControl',
  members: {
    VpcId: { shape: string, doc: 'Id of the VPC.' },
    VpcEncryptionControlId: { shape: string, doc: 'Id of the encryption control.' },
    Mode: { shape: VpcEncryptionControlMode, doc: 'Mode of the encryption control.' },
    State: { shape: VpcEncryptionControlState, doc: 'State of the encryption control.' },
    StateMessage: { shape: string, doc: 'Explanation of the state.' },
    ResourceExclusions: { shape: VpcEncryptionControlExclusions, doc: 'What is left out.' },
    Tags: tagSet,
  },
} as const satisfies StructureShape

export const Vpc = {
  type: 'structure',
  name: 'Vpc',
  members: {
    OwnerId: { shape: string, doc: 'Account that owns the resource.' },
    InstanceTenancy: { shape: Tenancy, doc: 'Whether instances share hardware with others.' },
    Ipv6CidrBlockAssociationSet: { shape: listOf(VpcIpv6CidrBlockAssociation), doc: 'IPv6 CIDR blocks.' },
    CidrBlockAssociationSet: { shape: listOf(VpcCidrBlockAssociation), doc: 'IPv4 CIDR blocks.' },
    IsDefault: { shape: boolean, doc: 'Whether it is the default one.' },
    EncryptionControl: { shape: VpcEncryptionControl, doc: 'Encryption control of the VPC.' },
    Tags: tagSet,
    BlockPublicAccessStates: { shape: BlockPublicAccessStates, doc: 'Whether public access is blocked.' },
    VpcId: { shape: string, doc: 'Id of the VPC.' },
    State: { shape: enumOf('pending', 'available'), doc: 'Whether the VPC can be used yet.' },
    CidrBlock: { shape: string, doc: 'First IPv4 CIDR block.' },
    DhcpOptionsId: { shape: string, doc: 'Id of the set of DHCP options.' },
  },
} as const satisfies StructureShape

export const createVpc = {
  name: 'CreateVpc',
  doc: 'Creates a VPC with its main route table, default security group and default network ACL.',
  input: {
    type: 'structure',
    members: {
      CidrBlock: { shape: looseIpv4Cidr, doc: 'IPv4 CIDR block.' },
      Ipv6Pool: { shape: string, doc: 'Pool of IPv6 addresses.' },
      Ipv6CidrBlock: { shape: looseIpv6Cidr, doc: 'IPv6 CIDR block.' },
      Ipv4IpamPoolId: { shape: string, doc: 'IPAM pool to take the IPv4 block from.' },
      Ipv4NetmaskLength: { shape: integer, doc: 'Length of the block to take from the IPAM pool.' },
      Ipv6IpamPoolId: { shape: string, doc: 'IPAM pool to take the IPv6 block from.' },
      Ipv6NetmaskLength: { shape: integer, doc: 'Length of the block to take from the IPAM pool.' },
      Ipv6CidrBlockNetworkBorderGroup: { shape: string, doc: 'Zones that the IPv6 block is announced from.' },
      VpcEncryptionControl: { shape: VpcEncryptionControlConfiguration, doc: 'Encryption control of the VPC.' },
      TagSpecifications: tagSpecifications,
      DryRun: dryRun,
      InstanceTenancy: { shape: Tenancy, doc: 'Whether instances share hardware with others.' },
      AmazonProvidedIpv6CidrBlock: { shape: boolean, doc: 'Asks for a /56 IPv6 block chosen by the service.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      Vpc: { shape: Vpc, doc: 'The VPC.' },
    },
  },
} as const satisfies Operation

export const deleteVpc = {
  name: 'DeleteVpc',
  doc: 'Deletes a VPC that nothing uses any more.',
  input: {
    type: 'structure',
    members: {
      VpcId: { shape: looseIdOf('vpc'), required: true, doc: 'Id of the VPC.' },
      DryRun: dryRun,
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const describeVpcs = {
  name: 'DescribeVpcs',
  doc: 'Lists VPCs.',
  input: {
    type: 'structure',
    members: {
      Filters: filters,
      VpcIds: {
        shape: listOf(looseIdOf('vpc'), 'VpcId'),
        query: 'VpcId',
        doc: 'Ids of the VPCs to list; all when left out.',
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
      Vpcs: { shape: listOf(Vpc), wire: 'vpcSet', doc: 'The VPCs.' },
    },
  },
  paginate: pagedBy('Vpcs'),
  maxResults: { min: 5, max: 1000 },
  filters: {
    over: 'Vpcs',
    by: [
      { names: ['cidr', 'cidr-block', 'cidrBlock'], path: ['CidrBlock'], cidr: true },
      { names: ['cidr-block-association.cidr-block'], path: ['CidrBlockAssociationSet', 'CidrBlock'], cidr: true },
      { names: ['cidr-block-association.association-id'], path: ['CidrBlockAssociationSet', 'AssociationId'] },
      { names: ['cidr-block-association.state'], path: ['CidrBlockAssociationSet', 'CidrBlockState', 'State'] },
      { names: ['dhcp-options-id', 'dhcpOptionsId'], path: ['DhcpOptionsId'] },
      {
        names: ['ipv6-cidr-block-association.ipv6-cidr-block'],
        path: ['Ipv6CidrBlockAssociationSet', 'Ipv6CidrBlock'],
      },
      { names: ['ipv6-cidr-block-association.ipv6-pool'], path: ['Ipv6CidrBlockAssociationSet', 'Ipv6Pool'] },
      { names: ['ipv6-cidr-block-association.association-id'], path: ['Ipv6CidrBlockAssociationSet', 'AssociationId'] },
      {
        names: ['ipv6-cidr-block-association.state'],
        path: ['Ipv6CidrBlockAssociationSet', 'Ipv6CidrBlockState', 'State'],
      },
      { names: ['instance-tenancy'], path: ['InstanceTenancy'] },
      { names: ['is-default', 'isDefault'], path: ['IsDefault'] },
      { names: ['owner-id'], path: ['OwnerId'] },
      { names: ['state'], path: ['State'] },
      { names: ['vpc-id'], path: ['VpcId'] },
    ],
  },
} as const satisfies Operation

export const createDefaultVpc = {
  name: 'CreateDefaultVpc',
  doc: 'Creates the default VPC of the Region, with a default subnet in each Availability Zone.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      Vpc: { shape: Vpc, doc: 'The VPC.' },
    },
  },
} as const satisfies Operation

export const describeVpcAttribute = {
  name: 'DescribeVpcAttribute',
  doc: 'Tells one attribute of a VPC.',
  input: {
    type: 'structure',
    members: {
      Attribute: {
        shape: enumOf('enableDnsSupport', 'enableDnsHostnames', 'enableNetworkAddressUsageMetrics'),
        required: true,
        doc: 'Which attribute to tell.',
      },
      VpcId: { shape: looseIdOf('vpc'), required: true, doc: 'Id of the VPC.' },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      EnableDnsHostnames: { shape: AttributeBooleanValue, doc: 'Whether instances get DNS host names.' },
      EnableDnsSupport: { shape: AttributeBooleanValue, doc: 'Whether DNS works in the VPC.' },
      EnableNetworkAddressUsageMetrics: {
        shape: AttributeBooleanValue,
        doc: 'Whether the use of addresses is measured.',
      },
      VpcId: { shape: string, doc: 'Id of the VPC.' },
    },
  },
} as const satisfies Operation

export const modifyVpcAttribute = {
  name: 'ModifyVpcAttribute',
  doc: 'Changes one attribute of a VPC.',
  input: {
    type: 'structure',
    members: {
      EnableDnsHostnames: { shape: AttributeBooleanValue, doc: 'Whether instances get DNS host names.' },
      EnableDnsSupport: { shape: AttributeBooleanValue, doc: 'Whether DNS works in the VPC.' },
      VpcId: { shape: looseIdOf('vpc'), required: true, doc: 'Id of the VPC.' },
      EnableNetworkAddressUsageMetrics: {
        shape: AttributeBooleanValue,
        doc: 'Whether the use of addresses is measured.',
      },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const modifyVpcTenancy = {
  name: 'ModifyVpcTenancy',
  doc: 'Changes the instance tenancy of a VPC from dedicated to default.',
  input: {
    type: 'structure',
    members: {
      VpcId: { shape: looseIdOf('vpc'), required: true, doc: 'Id of the VPC.' },
      InstanceTenancy: {
        shape: { type: 'string', enum: ['default'], loose: true },
        required: true,
        doc: 'Whether instances share hardware with others.',
      },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      ReturnValue: { shape: boolean, wire: 'return', doc: 'Whether the call succeeded.' },
    },
  },
} as const satisfies Operation
