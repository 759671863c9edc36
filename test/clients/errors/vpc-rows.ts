// Errors of the VPC part: the table of resources in the reference on the Query API, 3.

import { NET } from '../../harness.ts'
import { named, step } from '../scenario/step.ts'
import { row, type Row } from './row.ts'

const VpcId = '@vpc.Vpc.VpcId'
const OtherVpc = '@other.Vpc.VpcId'
const SubnetId = '@subnet.Subnet.SubnetId'
const RouteTableId = '@table.RouteTable.RouteTableId'
const InternetGatewayId = '@gateway.InternetGateway.InternetGatewayId'
const NetworkInterfaceId = '@device.NetworkInterface.NetworkInterfaceId'
const Spare = '@spare.NetworkInterface.NetworkInterfaceId'
const GroupId = '@group.GroupId'
const BLOCK = `10.${NET}.1.0/24`

const vpcs: readonly Row[] = [
  row('InvalidVpcID.NotFound', 'DescribeVpcs', { VpcIds: ['vpc-00000bad'] }, [
    "The vpc ID 'vpc-00000bad' does not exist",
  ]),
  row('InvalidVpcID.NotFound', 'CreateSubnet', { VpcId: 'vpc-00000bad', CidrBlock: BLOCK }, ['vpc-00000bad']),
  row('InvalidVpc.Range', 'CreateVpc', { CidrBlock: '10.0.0.0/15' }, ["'10.0.0.0/15'"]),
  row('InvalidVpc.Range', 'CreateVpc', { CidrBlock: '10.0.0.0/29' }, ["'10.0.0.0/29'"]),
  row('InvalidVpc.Range', 'AssociateVpcCidrBlock', { VpcId, CidrBlock: `10.${NET}.0.0/17` }, [
    `10.${NET}.0.0/17`,
    'conflicts',
  ]),
  row(
    'CidrLimitExceeded',
    'AssociateVpcCidrBlock',
    { VpcId: OtherVpc, CidrBlock: '100.64.5.0/24' },
    ['maximum number of allowed CIDRs: 5'],
    {
      many: {
        times: 4,
        step: (n) => step('AssociateVpcCidrBlock', { VpcId: OtherVpc, CidrBlock: `100.64.${n}.0/24` }),
      },
    },
  ),
  row(
    'InvalidVpcCidrBlockAssociationID.NotFound',
    'DisassociateVpcCidrBlock',
    { AssociationId: 'vpc-cidr-assoc-bad' },
    ['vpc-cidr-assoc-bad'],
  ),
  row(
    'OperationNotPermitted',
    'DisassociateVpcCidrBlock',
    { AssociationId: '@vpc.Vpc.CidrBlockAssociationSet.0.AssociationId' },
    ['@vpc.Vpc.CidrBlockAssociationSet.0.AssociationId', 'primary IPv4 CIDR block'],
  ),
  row('InvalidIpamPoolId.NotFound', 'CreateVpc', { Ipv4IpamPoolId: 'ipam-pool-bad' }, ['ipam-pool-bad']),
  row('UnsupportedTenancy', 'ModifyVpcTenancy', { VpcId, InstanceTenancy: 'dedicated' }, ['dedicated']),
  row('DefaultVpcAlreadyExists', 'CreateDefaultVpc', {}, [
    'A Default VPC already exists for this account in this region.',
  ]),
  row('DefaultSubnetAlreadyExistsInAvailabilityZone', 'CreateDefaultSubnet', { AvailabilityZone: 'us-east-1a' }, [
    'us-east-1a',
  ]),
  row('VpcLimitExceeded', 'CreateVpc', { CidrBlock: '10.255.0.0/16' }, ['5'], {
    many: { times: 2, step: (n) => named(`vpc ${n}`, 'CreateVpc', { CidrBlock: `10.25${n}.0.0/16` }) },
  }),
]

const subnets: readonly Row[] = [
  row('InvalidSubnetID.NotFound', 'DescribeSubnets', { SubnetIds: ['subnet-00000bad'] }, ["'subnet-00000bad'"]),
  row('InvalidSubnet.Range', 'CreateSubnet', { VpcId, CidrBlock: '203.0.113.0/24' }, ["'203.0.113.0/24'"]),
  row('InvalidSubnet.Range', 'CreateSubnet', { VpcId, CidrBlock: `10.${NET}.3.0/29` }, [`10.${NET}.3.0/29`]),
  row('InvalidSubnet.Conflict', 'CreateSubnet', { VpcId, CidrBlock: BLOCK }, [
    `'${BLOCK}' conflicts with another subnet`,
  ]),
  row(
    'InvalidParameterValue',
    'CreateSubnet',
    { VpcId, CidrBlock: `10.${NET}.3.0/24`, AvailabilityZone: 'eu-west-1a' },
    ['(eu-west-1a)', 'us-east-1a, us-east-1b'],
  ),
  row('InvalidOutpostArn.NotFound', 'CreateSubnet', { VpcId, CidrBlock: `10.${NET}.3.0/24`, OutpostArn: 'arn:x' }, [
    'arn:x',
  ]),
  row(
    'InvalidSubnetCidrBlockAssociationID.NotFound',
    'DisassociateSubnetCidrBlock',
    { AssociationId: 'subnet-cidr-assoc-bad' },
    ['subnet-cidr-assoc-bad'],
  ),
  row('DependencyViolation', 'DeleteSubnet', { SubnetId }, [SubnetId, 'cannot be deleted']),
  row(
    'SubnetLimitExceeded',
    'CreateSubnet',
    { VpcId: OtherVpc, CidrBlock: `10.${(NET + 1) % 250}.250.0/28` },
    ['200'],
    {
      many: {
        times: 200,
        step: (n) => step('CreateSubnet', { VpcId: OtherVpc, CidrBlock: `10.${(NET + 1) % 250}.${n}.0/28` }),
      },
    },
  ),
]

const gateways: readonly Row[] = [
  row('InvalidInternetGatewayID.NotFound', 'DeleteInternetGateway', { InternetGatewayId: 'igw-00000bad' }, [
    "'igw-00000bad'",
  ]),
  row('Resource.AlreadyAssociated', 'AttachInternetGateway', { InternetGatewayId, VpcId: OtherVpc }, [
    InternetGatewayId,
    VpcId,
  ]),
  row(
    'InvalidParameterValue',
    'AttachInternetGateway',
    { InternetGatewayId: '@idle.InternetGateway.InternetGatewayId', VpcId },
    [VpcId, 'already has an internet gateway attached'],
    { before: [named('idle', 'CreateInternetGateway', {})] },
  ),
  row('Gateway.NotAttached', 'DetachInternetGateway', { InternetGatewayId, VpcId: OtherVpc }, [
    InternetGatewayId,
    OtherVpc,
  ]),
  row('DependencyViolation', 'DeleteInternetGateway', { InternetGatewayId }, [InternetGatewayId]),
  row('InternetGatewayLimitExceeded', 'CreateInternetGateway', {}, ['5'], {
    many: { times: 2, step: () => step('CreateInternetGateway', {}) },
  }),
]

const destination = { RouteTableId, DestinationCidrBlock: '198.51.100.0/24' }
const target = (code: Row['code'], member: string, id: string): Row =>
  row(code, 'CreateRoute', { ...destination, [member]: id }, [`'${id}'`])

const tables: readonly Row[] = [
  row('InvalidRouteTableID.NotFound', 'DescribeRouteTables', { RouteTableIds: ['rtb-00000bad'] }, ["'rtb-00000bad'"]),
  row('DependencyViolation', 'DeleteRouteTable', { RouteTableId }, [RouteTableId]),
  row('DependencyViolation', 'DeleteRouteTable', { RouteTableId: '@main.RouteTables.0.RouteTableId' }, [
    '@main.RouteTables.0.RouteTableId',
  ]),
  row(
    'Resource.AlreadyAssociated',
    'AssociateRouteTable',
    { RouteTableId: '@edge table.RouteTable.RouteTableId', SubnetId },
    ['@edge table.RouteTable.RouteTableId'],
  ),
  row('InvalidAssociationID.NotFound', 'DisassociateRouteTable', { AssociationId: 'rtbassoc-bad' }, ["'rtbassoc-bad'"]),
  row('InvalidGatewayID.NotFound', 'AssociateRouteTable', { RouteTableId, GatewayId: 'igw-bad' }, ["'igw-bad'"]),
  row('RouteAlreadyExists', 'CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', NetworkInterfaceId }, [
    '0.0.0.0/0',
  ]),
  row('InvalidRoute.NotFound', 'DeleteRoute', destination, ['198.51.100.0/24', RouteTableId]),
  row('InvalidParameterValue', 'ReplaceRoute', { ...destination, NetworkInterfaceId }, [
    '198.51.100.0/24',
    'CreateRoute',
  ]),
  row(
    'InvalidParameterCombination',
    'CreateRoute',
    { ...destination, NetworkInterfaceId, GatewayId: InternetGatewayId },
    ['one target'],
  ),
  target('InvalidGatewayID.NotFound', 'GatewayId', 'igw-bad'),
  target('InvalidGatewayID.NotFound', 'EgressOnlyInternetGatewayId', 'eigw-bad'),
  target('InvalidNetworkInterfaceID.NotFound', 'NetworkInterfaceId', 'eni-bad'),
  target('InvalidInstanceID.NotFound', 'InstanceId', 'i-bad'),
  target('InvalidNatGatewayID.NotFound', 'NatGatewayId', 'nat-bad'),
  target('InvalidTransitGatewayID.NotFound', 'TransitGatewayId', 'tgw-bad'),
  target('InvalidVpcPeeringConnectionID.NotFound', 'VpcPeeringConnectionId', 'pcx-bad'),
  target('InvalidVpcEndpointId.NotFound', 'VpcEndpointId', 'vpce-bad'),
  target('InvalidLocalGatewayID.NotFound', 'LocalGatewayId', 'lgw-bad'),
  target('InvalidCarrierGatewayID.NotFound', 'CarrierGatewayId', 'cagw-bad'),
  target('InvalidCoreNetworkArn.NotFound', 'CoreNetworkArn', 'arn:core'),
  target('InvalidOdbNetworkArn.NotFound', 'OdbNetworkArn', 'arn:odb'),
  row('InvalidPrefixListID.NotFound', 'DeleteRoute', { RouteTableId, DestinationPrefixListId: 'pl-bad' }, ["'pl-bad'"]),
  row('RouteLimitExceeded', 'CreateRoute', { ...destination, NetworkInterfaceId }, ['500'], {
    many: {
      // The table has its local route and one to 0.0.0.0/0.
      times: 498,
      step: (n) =>
        step('CreateRoute', {
          RouteTableId,
          NetworkInterfaceId,
          DestinationCidrBlock: `203.${n >> 8}.${n & 255}.0/24`,
        }),
    },
  }),
  row('RouteTableLimitExceeded', 'CreateRouteTable', { VpcId }, ['200'], {
    many: { times: 197, step: () => step('CreateRouteTable', { VpcId }) },
  }),
]

const interfaces: readonly Row[] = [
  row('InvalidNetworkInterfaceID.NotFound', 'DeleteNetworkInterface', { NetworkInterfaceId: 'eni-bad' }, ["'eni-bad'"]),
  row('InvalidIPAddress.InUse', 'CreateNetworkInterface', { SubnetId, PrivateIpAddress: `10.${NET}.1.10` }, [
    `10.${NET}.1.10`,
  ]),
  row('InvalidParameterValue', 'CreateNetworkInterface', { SubnetId, PrivateIpAddress: '192.0.2.9' }, [
    "Address 192.0.2.9 does not fall within the subnet's address range",
  ]),
  row('InvalidParameterValue', 'CreateNetworkInterface', { SubnetId, PrivateIpAddress: `10.${NET}.1.3` }, ['reserved']),
  row('InvalidSecurityGroupID.NotFound', 'CreateNetworkInterface', { SubnetId, Groups: ['sg-bad'] }, [
    "The securityGroup ID 'sg-bad' does not exist",
  ]),
  row(
    'SecurityGroupsPerInterfaceLimitExceeded',
    'CreateNetworkInterface',
    {
      SubnetId,
      Groups: [0, 1, 2, 3, 4, 5].map((n) => `@extra ${n}.GroupId`),
    },
    ['5'],
    {
      many: {
        times: 6,
        step: (n) => named(`extra ${n}`, 'CreateSecurityGroup', { VpcId, GroupName: `extra ${n}`, Description: 'x' }),
      },
    },
  ),
  row(
    'InvalidNetworkInterface.InUse',
    'AttachNetworkInterface',
    { NetworkInterfaceId, InstanceId: 'i-0123456789abcdef1', DeviceIndex: 1 },
    [NetworkInterfaceId],
  ),
  row('InvalidParameterValue', 'DeleteNetworkInterface', { NetworkInterfaceId }, [NetworkInterfaceId, 'in use']),
  row(
    'InvalidInstanceID.Malformed',
    'AttachNetworkInterface',
    { NetworkInterfaceId: Spare, InstanceId: 'server', DeviceIndex: 1 },
    ['"server"'],
  ),
  row(
    'InvalidInstanceID',
    'CreateRoute',
    { ...destination, InstanceId: 'i-0123456789abcdef0' },
    ['i-0123456789abcdef0'],
    {
      before: [
        step('AttachNetworkInterface', {
          NetworkInterfaceId: Spare,
          InstanceId: 'i-0123456789abcdef0',
          DeviceIndex: 2,
        }),
      ],
    },
  ),
  row('InvalidAttachmentID.NotFound', 'DetachNetworkInterface', { AttachmentId: 'eni-attach-bad' }, [
    "'eni-attach-bad'",
  ]),
]

const groups: readonly Row[] = [
  row('InvalidGroup.NotFound', 'DescribeSecurityGroups', { GroupIds: ['sg-bad'] }, [
    "The security group 'sg-bad' does not exist",
  ]),
  row('InvalidGroup.Duplicate', 'CreateSecurityGroup', { VpcId, GroupName: 'bgp', Description: 'x' }, ["'bgp'", VpcId]),
  row(
    'CannotDelete',
    'DeleteSecurityGroup',
    { GroupId: '@default group.SecurityGroups.0.GroupId' },
    ['@default group.SecurityGroups.0.GroupId'],
    {
      before: [
        named('default group', 'DescribeSecurityGroups', {
          Filters: [
            { Name: 'vpc-id', Values: [VpcId] },
            { Name: 'group-name', Values: ['default'] },
          ],
        }),
      ],
    },
  ),
  row('DependencyViolation', 'DeleteSecurityGroup', { GroupId }, [GroupId]),
  row(
    'InvalidPermission.Duplicate',
    'AuthorizeSecurityGroupEgress',
    {
      GroupId,
      IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    },
    ['0.0.0.0/0', 'already exists'],
  ),
  row(
    'InvalidPermission.NotFound',
    'RevokeSecurityGroupIngress',
    {
      GroupId,
      IpProtocol: 'tcp',
      FromPort: 1,
      ToPort: 1,
      CidrIp: '0.0.0.0/0',
    },
    ['does not exist in this security group'],
  ),
  row(
    'InvalidPrefixListID.NotFound',
    'AuthorizeSecurityGroupIngress',
    {
      GroupId,
      IpPermissions: [{ IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-bad' }] }],
    },
    ["'pl-bad'"],
  ),
  row('InvalidSecurityGroupRuleId.NotFound', 'DescribeSecurityGroupRules', { SecurityGroupRuleIds: ['sgr-bad'] }, [
    "'sgr-bad'",
  ]),
  row('InvalidGroupId.Malformed', 'DescribeSecurityGroupRules', { Filters: [{ Name: 'group-id', Values: ['bad'] }] }, [
    "'bad'",
  ]),
  row(
    'RulesPerSecurityGroupLimitExceeded',
    'AuthorizeSecurityGroupIngress',
    {
      GroupId,
      IpPermissions: [
        { IpProtocol: '-1', IpRanges: Array.from({ length: 61 }, (_, n) => ({ CidrIp: `192.0.2.${n}/32` })) },
      ],
    },
    ['maximum number of rules per security group'],
  ),
]

const others: readonly Row[] = [
  row('InvalidNetworkAclID.NotFound', 'DeleteNetworkAcl', { NetworkAclId: 'acl-bad' }, ["'acl-bad'"]),
  row(
    'InvalidNetworkAclEntry.NotFound',
    'DeleteNetworkAclEntry',
    {
      NetworkAclId: '@default acl.NetworkAcls.0.NetworkAclId',
      RuleNumber: 7,
      Egress: true,
    },
    ['@default acl.NetworkAcls.0.NetworkAclId', '7', 'egress'],
  ),
  row(
    'NetworkAclEntryAlreadyExists',
    'CreateNetworkAclEntry',
    {
      NetworkAclId: '@default acl.NetworkAcls.0.NetworkAclId',
      RuleNumber: 100,
      Egress: true,
      Protocol: '-1',
      RuleAction: 'deny',
      CidrBlock: '0.0.0.0/0',
    },
    ['100'],
  ),
  row(
    'InvalidAssociationID.NotFound',
    'ReplaceNetworkAclAssociation',
    {
      NetworkAclId: '@default acl.NetworkAcls.0.NetworkAclId',
      AssociationId: 'aclassoc-bad',
    },
    ["'aclassoc-bad'"],
  ),
  row('NetworkAclLimitExceeded', 'CreateNetworkAcl', { VpcId }, ['200'], {
    many: { times: 199, step: () => step('CreateNetworkAcl', { VpcId }) },
  }),
  row('InvalidDhcpOptionID.NotFound', 'DescribeDhcpOptions', { DhcpOptionsIds: ['dopt-bad'] }, ["'dopt-bad'"]),
  row('InvalidDhcpOptionsId.Malformed', 'DeleteDhcpOptions', { DhcpOptionsId: 'bad' }, ['"bad"', 'dopt-']),
]

export const VPC_ROWS: readonly Row[] = [
  ...vpcs,
  ...subnets,
  ...gateways,
  ...interfaces,
  ...tables,
  ...groups,
  ...others,
]

/** The world without a default VPC, and then with one that is full. */
export const DEFAULT_VPC_ROWS: readonly Row[] = [
  row('DefaultVpcDoesNotExist', 'CreateDefaultSubnet', { AvailabilityZone: 'us-east-1a' }, ['No default VPC']),
  row('VPCIdNotSpecified', 'CreateSecurityGroup', { GroupName: 'g', Description: 'd' }, ['No default VPC']),
  row(
    'InsufficientFreeAddressesInVpc',
    'CreateDefaultSubnet',
    { AvailabilityZone: 'us-east-1a' },
    ['@default.Vpc.VpcId'],
    {
      before: [
        named('default', 'CreateDefaultVpc', {}),
        named('zones', 'DescribeSubnets', {}),
        step('DeleteSubnet', { SubnetId: '@zones.Subnets.0.SubnetId' }),
        step('CreateSubnet', { VpcId: '@default.Vpc.VpcId', CidrBlock: '172.31.0.0/20' }),
        step('CreateSubnet', { VpcId: '@default.Vpc.VpcId', CidrBlock: '172.31.96.0/19' }),
        step('CreateSubnet', { VpcId: '@default.Vpc.VpcId', CidrBlock: '172.31.128.0/17' }),
      ],
    },
  ),
]
