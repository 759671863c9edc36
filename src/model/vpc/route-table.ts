// Route tables and their associations. EC2 API 2016-11-15, CreateRouteTable and its siblings.

import type { Operation, StructureShape } from '../shape.ts'
import {
  boolean,
  clientToken,
  dryRun,
  enumOf,
  filters,
  listOf,
  looseIdOf,
  nextToken,
  nextTokenOut,
  pagedBy,
  string,
  tagSet,
  tagSpecifications,
} from '../shared-shapes.ts'

export const RouteTableAssociationState = {
  type: 'structure',
  name: 'RouteTableAssociationState',
  members: {
    State: { shape: enumOf('associating', 'associated', 'disassociating', 'disassociated', 'failed'), doc: 'State.' },
    StatusMessage: { shape: string, doc: 'Explanation of the state.' },
  },
} as const satisfies StructureShape

export const RouteTableAssociation = {
  type: 'structure',
  name: 'RouteTableAssociation',
  members: {
    Main: { shape: boolean, doc: 'Whether this is the main route table of the VPC.' },
    RouteTableAssociationId: { shape: string, doc: 'Id of the association.' },
    RouteTableId: { shape: string, doc: 'Id of the route table.' },
    SubnetId: { shape: string, doc: 'Id of the subnet.' },
    GatewayId: { shape: string, doc: 'Id of the gateway.' },
    PublicIpv4Pool: { shape: string, doc: 'Pool of public IPv4 addresses.' },
    AssociationState: { shape: RouteTableAssociationState, doc: 'State of the association.' },
  },
} as const satisfies StructureShape

export const PropagatingVgw = {
  type: 'structure',
  name: 'PropagatingVgw',
  members: {
    GatewayId: { shape: string, doc: 'Id of the gateway.' },
  },
} as const satisfies StructureShape

export const Route = {
  type: 'structure',
  name: 'Route',
  members: {
    DestinationCidrBlock: { shape: string, doc: 'IPv4 destination.' },
    DestinationIpv6CidrBlock: { shape: string, doc: 'IPv6 destination.' },
    DestinationPrefixListId: { shape: string, doc: 'Destination given by a prefix list.' },
    EgressOnlyInternetGatewayId: { shape: string, doc: 'Egress-only internet gateway that packets go to.' },
    GatewayId: { shape: string, doc: 'Gateway that packets go to; local for the VPC itself.' },
    InstanceId: { shape: string, doc: 'Id of the instance.' },
    InstanceOwnerId: { shape: string, doc: 'Account that owns the instance.' },
    NatGatewayId: { shape: string, doc: 'NAT gateway that packets go to.' },
    TransitGatewayId: { shape: string, doc: 'Transit gateway that packets go to.' },
    LocalGatewayId: { shape: string, doc: 'Local gateway that packets go to.' },
    CarrierGatewayId: { shape: string, doc: 'Carrier gateway that packets go to.' },
    NetworkInterfaceId: { shape: string, doc: 'Id of the network interface.' },
    Origin: {
      shape: enumOf('CreateRouteTable', 'CreateRoute', 'EnableVgwRoutePropagation', 'Advertisement'),
      doc: 'Where the route comes from; Advertisement means a route server.',
    },
    State: { shape: enumOf('active', 'blackhole', 'filtered'), doc: 'blackhole when the target is gone.' },
    VpcPeeringConnectionId: { shape: string, doc: 'VPC peering connection.' },
    CoreNetworkArn: { shape: string, doc: 'Core network that packets go to.' },
    OdbNetworkArn: { shape: string, doc: 'Oracle database network that packets go to.' },
    IpAddress: { shape: string, doc: 'Next hop address of a route from a route server.' },
  },
} as const satisfies StructureShape

export const RouteTable = {
  type: 'structure',
  name: 'RouteTable',
  members: {
    Associations: { shape: listOf(RouteTableAssociation), wire: 'associationSet', doc: 'What it is associated with.' },
    PropagatingVgws: {
      shape: listOf(PropagatingVgw),
      wire: 'propagatingVgwSet',
      doc: 'Virtual private gateways that put routes here.',
    },
    RouteTableId: { shape: string, doc: 'Id of the route table.' },
    Routes: { shape: listOf(Route), wire: 'routeSet', doc: 'The routes.' },
    Tags: tagSet,
    VpcId: { shape: string, doc: 'Id of the VPC.' },
    OwnerId: { shape: string, doc: 'Account that owns the resource.' },
  },
} as const satisfies StructureShape

export const createRouteTable = {
  name: 'CreateRouteTable',
  doc: 'Creates a route table in a VPC.',
  input: {
    type: 'structure',
    members: {
      TagSpecifications: tagSpecifications,
      ClientToken: clientToken,
      DryRun: dryRun,
      VpcId: { shape: looseIdOf('vpc'), required: true, doc: 'Id of the VPC.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      RouteTable: { shape: RouteTable, doc: 'The route table.' },
      ClientToken: { shape: string, doc: 'Token that made the request safe to repeat.' },
    },
  },
} as const satisfies Operation

export const deleteRouteTable = {
  name: 'DeleteRouteTable',
  doc: 'Deletes a route table that is associated with nothing and is not the main one.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      RouteTableId: { shape: looseIdOf('rtb'), required: true, doc: 'Id of the route table.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const describeRouteTables = {
  name: 'DescribeRouteTables',
  doc: 'Lists route tables with their routes, those from route servers among them.',
  input: {
    type: 'structure',
    members: {
      NextToken: nextToken,
      MaxResults: {
        shape: { type: 'integer', min: 5, max: 100, clientMin: 5 },
        doc: 'Most items to return in one answer; the rest is fetched with NextToken.',
      },
      DryRun: dryRun,
      RouteTableIds: {
        shape: listOf(looseIdOf('rtb'), 'RouteTableId'),
        query: 'RouteTableId',
        doc: 'Ids of the route tables to list; all when left out.',
      },
      Filters: filters,
    },
  },
  output: {
    type: 'structure',
    members: {
      RouteTables: { shape: listOf(RouteTable), wire: 'routeTableSet', doc: 'The route tables.' },
      NextToken: nextTokenOut,
    },
  },
  paginate: pagedBy('RouteTables'),
  maxResults: { min: 5, max: 100 },
  filters: {
    over: 'RouteTables',
    by: [
      { names: ['association.gateway-id'], path: ['Associations', 'GatewayId'] },
      { names: ['association.route-table-association-id'], path: ['Associations', 'RouteTableAssociationId'] },
      { names: ['association.route-table-id'], path: ['Associations', 'RouteTableId'] },
      { names: ['association.subnet-id'], path: ['Associations', 'SubnetId'] },
      { names: ['association.main'], path: ['Associations', 'Main'] },
      { names: ['owner-id'], path: ['OwnerId'] },
      { names: ['route-table-id'], path: ['RouteTableId'] },
      { names: ['route.destination-cidr-block'], path: ['Routes', 'DestinationCidrBlock'], cidr: true },
      { names: ['route.destination-ipv6-cidr-block'], path: ['Routes', 'DestinationIpv6CidrBlock'], cidr: true },
      { names: ['route.destination-prefix-list-id'], path: ['Routes', 'DestinationPrefixListId'] },
      { names: ['route.egress-only-internet-gateway-id'], path: ['Routes', 'EgressOnlyInternetGatewayId'] },
      { names: ['route.gateway-id'], path: ['Routes', 'GatewayId'] },
      { names: ['route.instance-id'], path: ['Routes', 'InstanceId'] },
      { names: ['route.nat-gateway-id'], path: ['Routes', 'NatGatewayId'] },
      { names: ['route.network-interface-id'], path: ['Routes', 'NetworkInterfaceId'] },
      { names: ['route.transit-gateway-id'], path: ['Routes', 'TransitGatewayId'] },
      { names: ['route.origin'], path: ['Routes', 'Origin'] },
      { names: ['route.state'], path: ['Routes', 'State'] },
      { names: ['route.vpc-peering-connection-id'], path: ['Routes', 'VpcPeeringConnectionId'] },
      { names: ['vpc-id'], path: ['VpcId'] },
    ],
  },
} as const satisfies Operation

export const associateRouteTable = {
  name: 'AssociateRouteTable',
  doc: 'Associates a route table with a subnet or a gateway.',
  input: {
    type: 'structure',
    members: {
      GatewayId: { shape: string, doc: 'Id of the internet gateway, or virtual private gateway, to associate.' },
      PublicIpv4Pool: { shape: string, doc: 'Pool of public IPv4 addresses.' },
      DryRun: dryRun,
      SubnetId: { shape: looseIdOf('subnet'), doc: 'Id of the subnet.' },
      RouteTableId: { shape: looseIdOf('rtb'), required: true, doc: 'Id of the route table.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      AssociationId: { shape: string, doc: 'Id of the association.' },
      AssociationState: { shape: RouteTableAssociationState, doc: 'State of the association.' },
    },
  },
} as const satisfies Operation

export const disassociateRouteTable = {
  name: 'DisassociateRouteTable',
  doc: 'Ends the association of a route table with a subnet or a gateway.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      AssociationId: { shape: looseIdOf('rtbassoc'), required: true, doc: 'Id of the association.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const replaceRouteTableAssociation = {
  name: 'ReplaceRouteTableAssociation',
  doc: 'Gives a subnet, a gateway or a VPC (its main table) another route table.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      AssociationId: { shape: looseIdOf('rtbassoc'), required: true, doc: 'Id of the association.' },
      RouteTableId: { shape: looseIdOf('rtb'), required: true, doc: 'Id of the route table.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      NewAssociationId: { shape: string, doc: 'Id of the new association.' },
      AssociationState: { shape: RouteTableAssociationState, doc: 'State of the association.' },
    },
  },
} as const satisfies Operation
