// The CIDR blocks of a VPC. EC2 API 2016-11-15, AssociateVpcCidrBlock and DisassociateVpcCidrBlock.

import type { Operation, StructureShape } from '../shape.ts'
import { boolean, enumOf, integer, looseIdOf, looseIpv4Cidr, looseIpv6Cidr, string } from '../shared-shapes.ts'
import { IpSource, Ipv6AddressAttribute } from './shapes.ts'

export const VpcCidrBlockState = {
  type: 'structure',
  name: 'VpcCidrBlockState',
  members: {
    State: {
      shape: enumOf('associating', 'associated', 'disassociating', 'disassociated', 'failing', 'failed'),
      doc: 'State.',
    },
    StatusMessage: { shape: string, doc: 'Explanation of the state.' },
  },
} as const satisfies StructureShape

export const VpcIpv6CidrBlockAssociation = {
  type: 'structure',
  name: 'VpcIpv6CidrBlockAssociation',
  members: {
    AssociationId: { shape: string, doc: 'Id of the association.' },
    Ipv6CidrBlock: { shape: string, doc: 'IPv6 CIDR block.' },
    Ipv6CidrBlockState: { shape: VpcCidrBlockState, doc: 'State of the block.' },
    NetworkBorderGroup: { shape: string, doc: 'Zones that addresses are announced from.' },
    Ipv6Pool: { shape: string, doc: 'Pool of IPv6 addresses.' },
    Ipv6AddressAttribute: { shape: Ipv6AddressAttribute, doc: 'Whether the addresses are public.' },
    IpSource: { shape: IpSource, doc: 'Who assigned the block.' },
  },
} as const satisfies StructureShape

export const VpcCidrBlockAssociation = {
  type: 'structure',
  name: 'VpcCidrBlockAssociation',
  members: {
    AssociationId: { shape: string, doc: 'Id of the association.' },
    CidrBlock: { shape: string, doc: 'IPv4 CIDR block.' },
    CidrBlockState: { shape: VpcCidrBlockState, doc: 'State of the block.' },
  },
} as const satisfies StructureShape

export const associateVpcCidrBlock = {
  name: 'AssociateVpcCidrBlock',
  doc: 'Adds a CIDR block to a VPC.',
  input: {
    type: 'structure',
    members: {
      CidrBlock: { shape: looseIpv4Cidr, doc: 'IPv4 CIDR block.' },
      Ipv6CidrBlockNetworkBorderGroup: { shape: string, doc: 'Zones that the IPv6 block is announced from.' },
      Ipv6Pool: { shape: string, doc: 'Pool of IPv6 addresses.' },
      Ipv6CidrBlock: { shape: looseIpv6Cidr, doc: 'IPv6 CIDR block.' },
      Ipv4IpamPoolId: { shape: string, doc: 'IPAM pool to take the IPv4 block from.' },
      Ipv4NetmaskLength: { shape: integer, doc: 'Length of the block to take from the IPAM pool.' },
      Ipv6IpamPoolId: { shape: string, doc: 'IPAM pool to take the IPv6 block from.' },
      Ipv6NetmaskLength: { shape: integer, doc: 'Length of the block to take from the IPAM pool.' },
      VpcId: { shape: looseIdOf('vpc'), required: true, doc: 'Id of the VPC.' },
      AmazonProvidedIpv6CidrBlock: { shape: boolean, doc: 'Asks for a /56 IPv6 block chosen by the service.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      Ipv6CidrBlockAssociation: { shape: VpcIpv6CidrBlockAssociation, doc: 'The IPv6 CIDR block.' },
      CidrBlockAssociation: { shape: VpcCidrBlockAssociation, doc: 'The IPv4 CIDR block.' },
      VpcId: { shape: string, doc: 'Id of the VPC.' },
    },
  },
} as const satisfies Operation

export const disassociateVpcCidrBlock = {
  name: 'DisassociateVpcCidrBlock',
  doc: 'Takes a CIDR block, but not the first one, from a VPC.',
  input: {
    type: 'structure',
    members: {
      AssociationId: { shape: looseIdOf('vpc-cidr-assoc'), required: true, doc: 'Id of the association.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      Ipv6CidrBlockAssociation: { shape: VpcIpv6CidrBlockAssociation, doc: 'The IPv6 CIDR block.' },
      CidrBlockAssociation: { shape: VpcCidrBlockAssociation, doc: 'The IPv4 CIDR block.' },
      VpcId: { shape: string, doc: 'Id of the VPC.' },
    },
  },
} as const satisfies Operation
