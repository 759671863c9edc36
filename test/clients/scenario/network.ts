// The scenario's VPCs, subnets, gateways, tables and routes.

import { NET } from '../../harness.ts'
import { named, step, tagged, type Step } from './step.ts'

const VpcId = '@vpc.Vpc.VpcId'
const SubnetId = '@subnet.Subnet.SubnetId'
const RouteTableId = '@table.RouteTable.RouteTableId'
const InternetGatewayId = '@gateway.InternetGateway.InternetGatewayId'
const SECOND_BLOCK = `100.64.${NET}.0/24`

const account: readonly Step[] = [
  step('GetCallerIdentity', {}, { Account: '000000000000' }),
  step('DescribeRegions', { RegionNames: ['eu-west-1'] }, { Regions: [{ RegionName: 'eu-west-1' }] }),
  step('DescribeRegions', { AllRegions: true }),
  step('DescribeAvailabilityZones', { ZoneNames: ['us-east-1b'] }, { AvailabilityZones: [{ ZoneId: 'use1-az1' }] }),
  step('DescribeAvailabilityZones', { ZoneIds: ['use1-az6'] }, { AvailabilityZones: [{ ZoneName: 'us-east-1a' }] }),
  step('DescribeAvailabilityZones', { AllAvailabilityZones: true }),
  step(
    'DescribeAccountAttributes',
    { AttributeNames: ['default-vpc'] },
    {
      AccountAttributes: [{ AttributeValues: [{ AttributeValue: 'none' }] }],
    },
  ),
]

const defaultVpc: readonly Step[] = [
  named('default', 'CreateDefaultVpc', {}, { Vpc: { IsDefault: true, CidrBlock: '172.31.0.0/16' } }),
  named('zones', 'DescribeSubnets', { Filters: [{ Name: 'default-for-az', Values: ['true'] }] }),
  step('DeleteSubnet', { SubnetId: '@zones.Subnets.0.SubnetId' }),
  named(
    'again',
    'CreateDefaultSubnet',
    { AvailabilityZone: 'us-east-1a' },
    {
      Subnet: { CidrBlock: '172.31.0.0/20', DefaultForAz: true, MapPublicIpOnLaunch: true },
    },
  ),
  step('DeleteSubnet', { SubnetId: '@again.Subnet.SubnetId' }),
  step('CreateDefaultSubnet', { AvailabilityZoneId: 'use1-az6' }, { Subnet: { AvailabilityZone: 'us-east-1a' } }),
]

const vpcs: readonly Step[] = [
  named(
    'vpc',
    'CreateVpc',
    {
      CidrBlock: `10.${NET}.0.0/16`,
      InstanceTenancy: 'dedicated',
      AmazonProvidedIpv6CidrBlock: true,
      Ipv6CidrBlockNetworkBorderGroup: 'us-east-1-bos-1',
      TagSpecifications: tagged('vpc', 'main <&> "ü"'),
    },
    { Vpc: { InstanceTenancy: 'dedicated', IsDefault: false, Tags: [{ Key: 'Name', Value: 'main <&> "ü"' }] } },
  ),
  named(
    'other',
    'CreateVpc',
    {
      CidrBlock: `10.${(NET + 1) % 250}.0.0/16`,
      Ipv6CidrBlock: '2001:db8:8000::/56',
      Ipv6Pool: 'ipv6pool-ec2-0123456789abcdef0',
    },
    {
      Vpc: {
        Ipv6CidrBlockAssociationSet: [
          { Ipv6Pool: 'ipv6pool-ec2-0123456789abcdef0', NetworkBorderGroup: 'us-east-1', IpSource: 'byoip' },
        ],
      },
    },
  ),
  step('DescribeVpcs', { VpcIds: [VpcId] }, { Vpcs: [{ State: 'available' }] }),
  step('ModifyVpcTenancy', { VpcId, InstanceTenancy: 'default' }, { ReturnValue: true }),
  step('ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: true } }),
  step('ModifyVpcAttribute', { VpcId, EnableDnsSupport: { Value: false } }),
  step('ModifyVpcAttribute', { VpcId, EnableNetworkAddressUsageMetrics: { Value: true } }),
  step('DescribeVpcAttribute', { VpcId, Attribute: 'enableDnsHostnames' }, { EnableDnsHostnames: { Value: true } }),
  step('DescribeVpcAttribute', { VpcId, Attribute: 'enableDnsSupport' }, { EnableDnsSupport: { Value: false } }),
  step(
    'DescribeVpcAttribute',
    { VpcId, Attribute: 'enableNetworkAddressUsageMetrics' },
    {
      EnableNetworkAddressUsageMetrics: { Value: true },
    },
  ),
  named(
    'block',
    'AssociateVpcCidrBlock',
    { VpcId, CidrBlock: SECOND_BLOCK },
    {
      CidrBlockAssociation: { CidrBlock: SECOND_BLOCK, CidrBlockState: { State: 'associating' } },
    },
  ),
  named(
    'ipv6 block',
    'AssociateVpcCidrBlock',
    {
      VpcId,
      Ipv6CidrBlock: '2001:db8:9000::/56',
      Ipv6Pool: 'ipv6pool-ec2-0123456789abcdef1',
    },
    { Ipv6CidrBlockAssociation: { Ipv6Pool: 'ipv6pool-ec2-0123456789abcdef1' } },
  ),
  step(
    'DescribeVpcs',
    { VpcIds: [VpcId] },
    {
      Vpcs: [{ CidrBlockAssociationSet: [{}, { CidrBlockState: { State: 'associated' } }] }],
    },
  ),
  step(
    'DisassociateVpcCidrBlock',
    { AssociationId: '@block.CidrBlockAssociation.AssociationId' },
    {
      CidrBlockAssociation: { CidrBlockState: { State: 'disassociating' } },
    },
  ),
  step(
    'DisassociateVpcCidrBlock',
    { AssociationId: '@ipv6 block.Ipv6CidrBlockAssociation.AssociationId' },
    {
      Ipv6CidrBlockAssociation: { Ipv6CidrBlockState: { State: 'disassociating' } },
    },
  ),
  named('plain', 'CreateVpc', { CidrBlock: '192.0.2.0/24' }),
  step(
    'AssociateVpcCidrBlock',
    {
      VpcId: '@plain.Vpc.VpcId',
      AmazonProvidedIpv6CidrBlock: true,
      Ipv6CidrBlockNetworkBorderGroup: 'us-east-1',
    },
    {
      Ipv6CidrBlockAssociation: { Ipv6Pool: 'Amazon' },
    },
  ),
  step('DeleteVpc', { VpcId: '@plain.Vpc.VpcId' }),
]

const modified: readonly (readonly [attribute: string, value: unknown, shown: object])[] = [
  ['MapPublicIpOnLaunch', { Value: true }, { MapPublicIpOnLaunch: true }],
  ['AssignIpv6AddressOnCreation', { Value: true }, { AssignIpv6AddressOnCreation: true }],
  ['MapCustomerOwnedIpOnLaunch', { Value: true }, { MapCustomerOwnedIpOnLaunch: true }],
  ['EnableDns64', { Value: true }, { EnableDns64: true }],
  [
    'PrivateDnsHostnameTypeOnLaunch',
    'resource-name',
    { PrivateDnsNameOptionsOnLaunch: { HostnameType: 'resource-name' } },
  ],
  [
    'EnableResourceNameDnsARecordOnLaunch',
    { Value: true },
    { PrivateDnsNameOptionsOnLaunch: { EnableResourceNameDnsARecord: true } },
  ],
  [
    'EnableResourceNameDnsAAAARecordOnLaunch',
    { Value: true },
    { PrivateDnsNameOptionsOnLaunch: { EnableResourceNameDnsAAAARecord: true } },
  ],
  ['EnableLniAtDeviceIndex', 1, { EnableLniAtDeviceIndex: 1 }],
  ['DisableLniAtDeviceIndex', { Value: true }, { EnableLniAtDeviceIndex: undefined }],
  ['MapPublicIpOnLaunch', { Value: false }, { MapPublicIpOnLaunch: false }],
  ['AssignIpv6AddressOnCreation', { Value: false }, { AssignIpv6AddressOnCreation: false }],
]

const subnets: readonly Step[] = [
  named(
    'subnet',
    'CreateSubnet',
    {
      VpcId,
      CidrBlock: `10.${NET}.1.77/24`,
      Ipv6CidrBlock: '2001:db8:0:100::/64',
      AvailabilityZone: 'us-east-1b',
      TagSpecifications: tagged('subnet', 'first'),
    },
    { Subnet: { CidrBlock: `10.${NET}.1.0/24`, AvailableIpAddressCount: 251, AvailabilityZoneId: 'use1-az1' } },
  ),
  named(
    'second',
    'CreateSubnet',
    { VpcId, CidrBlock: `10.${NET}.2.0/24`, AvailabilityZoneId: 'use1-az2' },
    {
      Subnet: { AvailabilityZone: 'us-east-1c' },
    },
  ),
  named(
    'native',
    'CreateSubnet',
    { VpcId, Ipv6CidrBlock: '2001:db8:0:101::/64', Ipv6Native: true },
    {
      Subnet: { Ipv6Native: true, CidrBlock: undefined, AvailableIpAddressCount: 0 },
    },
  ),
  ...modified.flatMap(([attribute, value, shown]) => [
    step('ModifySubnetAttribute', { SubnetId, [attribute]: value }),
    step('DescribeSubnets', { SubnetIds: [SubnetId] }, { Subnets: [shown] }),
  ]),
  named(
    'subnet block',
    'AssociateSubnetCidrBlock',
    { SubnetId: '@second.Subnet.SubnetId', Ipv6CidrBlock: '2001:db8:0:102::/64' },
    { Ipv6CidrBlockAssociation: { Ipv6CidrBlockState: { State: 'associating' } } },
  ),
  step(
    'DisassociateSubnetCidrBlock',
    { AssociationId: '@subnet block.Ipv6CidrBlockAssociation.AssociationId' },
    {
      Ipv6CidrBlockAssociation: { Ipv6CidrBlockState: { State: 'disassociating' } },
    },
  ),
]

const gateways: readonly Step[] = [
  named(
    'gateway',
    'CreateInternetGateway',
    { TagSpecifications: tagged('internet-gateway', 'out') },
    {
      InternetGateway: { Attachments: [] },
    },
  ),
  step('AttachInternetGateway', { InternetGatewayId, VpcId }),
  step(
    'DescribeInternetGateways',
    { InternetGatewayIds: [InternetGatewayId] },
    {
      InternetGateways: [{ Attachments: [{ State: 'available', VpcId }] }],
    },
  ),
]

const tables: readonly Step[] = [
  named(
    'table',
    'CreateRouteTable',
    { VpcId, ClientToken: 'a-table', TagSpecifications: tagged('route-table', 'private') },
    { ClientToken: 'a-table', RouteTable: { Routes: [{ GatewayId: 'local' }, { GatewayId: 'local' }] } },
  ),
  step(
    'CreateRouteTable',
    { VpcId, ClientToken: 'a-table', TagSpecifications: tagged('route-table', 'private') },
    { RouteTable: { RouteTableId } },
  ),
  named('edge table', 'CreateRouteTable', { VpcId, ClientToken: 'an-edge-table' }),
  named(
    'association',
    'AssociateRouteTable',
    { RouteTableId, SubnetId },
    { AssociationState: { State: 'associated' } },
  ),
  named(
    'edge',
    'AssociateRouteTable',
    { RouteTableId: '@edge table.RouteTable.RouteTableId', GatewayId: InternetGatewayId },
    { AssociationState: { State: 'associated' } },
  ),
  named('main', 'DescribeRouteTables', {
    Filters: [
      { Name: 'vpc-id', Values: [VpcId] },
      { Name: 'association.main', Values: ['true'] },
    ],
  }),
  named('replaced', 'ReplaceRouteTableAssociation', {
    AssociationId: '@association.AssociationId',
    RouteTableId: '@main.RouteTables.0.RouteTableId',
  }),
  step('ReplaceRouteTableAssociation', { AssociationId: '@replaced.NewAssociationId', RouteTableId }),
]

/** Needs the interface `device`, which is attached to `i-0123456789abcdef0`. */
const routes: readonly Step[] = [
  step(
    'CreateRoute',
    { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: InternetGatewayId },
    { Return: true },
  ),
  step('CreateRoute', {
    RouteTableId,
    DestinationIpv6CidrBlock: '::/0',
    NetworkInterfaceId: '@device.NetworkInterface.NetworkInterfaceId',
  }),
  step('CreateRoute', { RouteTableId, DestinationCidrBlock: '198.51.100.0/24', InstanceId: 'i-0123456789abcdef0' }),
  step(
    'DescribeRouteTables',
    { RouteTableIds: [RouteTableId] },
    {
      RouteTables: [
        {
          Routes: [
            { GatewayId: 'local', Origin: 'CreateRouteTable' },
            { GatewayId: 'local' },
            { GatewayId: InternetGatewayId, State: 'active', Origin: 'CreateRoute' },
            { DestinationIpv6CidrBlock: '::/0' },
            { InstanceId: 'i-0123456789abcdef0', InstanceOwnerId: '000000000000' },
          ],
        },
      ],
    },
  ),
  step('ReplaceRoute', {
    RouteTableId,
    DestinationCidrBlock: '0.0.0.0/0',
    NetworkInterfaceId: '@device.NetworkInterface.NetworkInterfaceId',
  }),
  step('ReplaceRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', InstanceId: 'i-0123456789abcdef0' }),
  step('ReplaceRoute', { RouteTableId, DestinationIpv6CidrBlock: '::/0', GatewayId: InternetGatewayId }),
  step('ReplaceRoute', {
    RouteTableId,
    DestinationCidrBlock: `10.${NET}.0.0/16`,
    NetworkInterfaceId: '@device.NetworkInterface.NetworkInterfaceId',
  }),
  step('ReplaceRoute', { RouteTableId, DestinationCidrBlock: `10.${NET}.0.0/16`, LocalTarget: true }),
  step('DeleteRoute', { RouteTableId, DestinationCidrBlock: '198.51.100.0/24' }),
  step('DeleteRoute', { RouteTableId, DestinationIpv6CidrBlock: '::/0' }),
]

export const NETWORK = { account, defaultVpc, vpcs, subnets, gateways, tables, routes } as const

/** Takes away what the others have made, last first. */
export const NETWORK_END: readonly Step[] = [
  step('DeleteRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' }),
  step('DisassociateRouteTable', { AssociationId: '@edge.AssociationId' }),
  step('DeleteRouteTable', { RouteTableId: '@edge table.RouteTable.RouteTableId' }),
  step('DetachInternetGateway', { InternetGatewayId, VpcId }),
  step('DeleteInternetGateway', { InternetGatewayId }),
  step('DeleteSubnet', { SubnetId }),
  step('DeleteSubnet', { SubnetId: '@second.Subnet.SubnetId' }),
  step('DeleteSubnet', { SubnetId: '@native.Subnet.SubnetId' }),
  step('DeleteRouteTable', { RouteTableId }),
  step('DeleteVpc', { VpcId }),
  step('DescribeVpcs', {}, { Vpcs: [{ IsDefault: true }, {}] }),
]
