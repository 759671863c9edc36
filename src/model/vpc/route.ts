// Static routes. EC2 API 2016-11-15, CreateRoute and its siblings.

import type { Operation } from '../shape.ts'
import { boolean, dryRun, looseIdOf, looseIpv4Cidr, looseIpv6Cidr, string } from '../shared-shapes.ts'

export const createRoute = {
  name: 'CreateRoute',
  doc: 'Adds a static route to a route table.',
  input: {
    type: 'structure',
    members: {
      DestinationPrefixListId: { shape: string, doc: 'Destination given by a prefix list.' },
      VpcEndpointId: { shape: string, doc: 'VPC endpoint that packets go to.' },
      TransitGatewayId: { shape: string, doc: 'Transit gateway that packets go to.' },
      LocalGatewayId: { shape: string, doc: 'Local gateway that packets go to.' },
      CarrierGatewayId: { shape: string, doc: 'Carrier gateway that packets go to.' },
      CoreNetworkArn: { shape: string, doc: 'Core network that packets go to.' },
      OdbNetworkArn: { shape: string, doc: 'Oracle database network that packets go to.' },
      DryRun: dryRun,
      RouteTableId: { shape: looseIdOf('rtb'), required: true, doc: 'Id of the route table.' },
      DestinationCidrBlock: { shape: looseIpv4Cidr, doc: 'IPv4 destination.' },
      GatewayId: { shape: string, doc: 'Gateway to send packets to.' },
      DestinationIpv6CidrBlock: { shape: looseIpv6Cidr, doc: 'IPv6 destination.' },
      EgressOnlyInternetGatewayId: { shape: string, doc: 'Egress-only internet gateway that packets go to.' },
      InstanceId: { shape: string, doc: 'Id of the instance.' },
      NetworkInterfaceId: { shape: looseIdOf('eni'), doc: 'Id of the network interface.' },
      VpcPeeringConnectionId: { shape: string, doc: 'VPC peering connection.' },
      NatGatewayId: { shape: string, doc: 'NAT gateway that packets go to.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      Return: { shape: boolean, doc: 'Whether the call succeeded.' },
    },
  },
} as const satisfies Operation

export const replaceRoute = {
  name: 'ReplaceRoute',
  doc: 'Gives a static route another target.',
  input: {
    type: 'structure',
    members: {
      DestinationPrefixListId: { shape: string, doc: 'Destination given by a prefix list.' },
      VpcEndpointId: { shape: string, doc: 'VPC endpoint that packets go to.' },
      LocalTarget: { shape: boolean, doc: 'Gives a local route its own target again.' },
      TransitGatewayId: { shape: string, doc: 'Transit gateway that packets go to.' },
      LocalGatewayId: { shape: string, doc: 'Local gateway that packets go to.' },
      CarrierGatewayId: { shape: string, doc: 'Carrier gateway that packets go to.' },
      CoreNetworkArn: { shape: string, doc: 'Core network that packets go to.' },
      OdbNetworkArn: { shape: string, doc: 'Oracle database network that packets go to.' },
      DryRun: dryRun,
      RouteTableId: { shape: looseIdOf('rtb'), required: true, doc: 'Id of the route table.' },
      DestinationCidrBlock: { shape: looseIpv4Cidr, doc: 'IPv4 destination.' },
      GatewayId: { shape: string, doc: 'Gateway to send packets to.' },
      DestinationIpv6CidrBlock: { shape: looseIpv6Cidr, doc: 'IPv6 destination.' },
      EgressOnlyInternetGatewayId: { shape: string, doc: 'Egress-only internet gateway that packets go to.' },
      InstanceId: { shape: string, doc: 'Id of the instance.' },
      NetworkInterfaceId: { shape: looseIdOf('eni'), doc: 'Id of the network interface.' },
      VpcPeeringConnectionId: { shape: string, doc: 'VPC peering connection.' },
      NatGatewayId: { shape: string, doc: 'NAT gateway that packets go to.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const deleteRoute = {
  name: 'DeleteRoute',
  doc: 'Removes a static route from a route table.',
  input: {
    type: 'structure',
    members: {
      DestinationPrefixListId: { shape: string, doc: 'Destination given by a prefix list.' },
      DryRun: dryRun,
      RouteTableId: { shape: looseIdOf('rtb'), required: true, doc: 'Id of the route table.' },
      DestinationCidrBlock: { shape: looseIpv4Cidr, doc: 'IPv4 destination.' },
      DestinationIpv6CidrBlock: { shape: looseIpv6Cidr, doc: 'IPv6 destination.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation
