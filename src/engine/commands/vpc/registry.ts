// The commands and transitions of the VPC part.

import type { Command, TransitionRule } from '../../command.ts'
import type { Kind } from '../../resources.ts'
import { decideListAccountAttributes } from './account.ts'
import { decideCreateInterface, repeatCreateInterface } from './create-network-interface.ts'
import { decideCreateDefaultSubnet, decideCreateDefaultVpc } from './default-vpc.ts'
import {
  decideAssociateDhcpOptions,
  decideCreateDhcpOptions,
  decideDeleteDhcpOptions,
  decideListDhcpOptions,
} from './dhcp-options.ts'
import {
  decideAttachGateway,
  decideCreateGateway,
  decideDeleteGateway,
  decideDetachGateway,
  decideListGateways,
} from './internet-gateway.ts'
import { decideListRouteTables } from './list-route-tables.ts'
import { decideCreateEntry, decideDeleteEntry, decideReplaceEntry } from './network-acl-entry.ts'
import {
  decideCreateNetworkAcl,
  decideDeleteNetworkAcl,
  decideListNetworkAcls,
  decideReplaceNetworkAclAssociation,
  repeatCreateNetworkAcl,
} from './network-acl.ts'
import {
  decideAssignAddresses,
  decideAssignIpv6,
  decideUnassignAddresses,
  decideUnassignIpv6,
} from './network-interface-address.ts'
import { decideAttachInterface, decideDetachInterface, settleInterface } from './network-interface-attachment.ts'
import {
  decideDescribeInterfaceAttribute,
  decideModifyInterfaceAttribute,
  decideResetInterfaceAttribute,
} from './network-interface-attribute.ts'
import { decideDeleteInterface, decideListInterfaces } from './network-interface.ts'
import {
  decideAssociateRouteTable,
  decideDisassociateRouteTable,
  decideReplaceRouteTableAssociation,
} from './route-table-association.ts'
import { decideCreateRouteTable, decideDeleteRouteTable, repeatCreateRouteTable } from './route-table.ts'
import { decideCreateRoute, decideDeleteRoute, decideReplaceRoute } from './route.ts'
import { decideAuthorize, decideRevoke } from './security-group-authorize.ts'
import { decideModifySecurityGroupRules, decideUpdateDescriptions } from './security-group-modify.ts'
import { decideListSecurityGroupRules } from './security-group-rule.ts'
import { decideCreateSecurityGroup, decideDeleteSecurityGroup, decideListSecurityGroups } from './security-group.ts'
import {
  decideAssociateSubnetCidrBlock,
  decideDisassociateSubnetCidrBlock,
  decideModifySubnetAttribute,
} from './subnet-attribute.ts'
import { decideCreateSubnet, decideDeleteSubnet, decideListSubnets, settleSubnet } from './subnet.ts'
import { decideCreateTags, decideDeleteTags, decideListTags } from './tags.ts'
import { decideDescribeVpcAttribute, decideModifyVpcAttribute, decideModifyVpcTenancy } from './vpc-attribute.ts'
import { decideAssociateVpcCidrBlock, decideDisassociateVpcCidrBlock } from './vpc-cidr-block.ts'
import { decideCreateVpc, decideDeleteVpc, decideListVpcs, settleVpc } from './vpc.ts'
import { decideListRegions, decideListZones } from './zones.ts'

export const VPC_COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['CreateVpc', { decide: decideCreateVpc }],
  ['DeleteVpc', { decide: decideDeleteVpc }],
  ['DescribeVpcs', { decide: decideListVpcs }],
  ['CreateDefaultVpc', { decide: decideCreateDefaultVpc }],
  ['DescribeVpcAttribute', { decide: decideDescribeVpcAttribute }],
  ['ModifyVpcAttribute', { decide: decideModifyVpcAttribute }],
  ['ModifyVpcTenancy', { decide: decideModifyVpcTenancy }],
  ['AssociateVpcCidrBlock', { decide: decideAssociateVpcCidrBlock }],
  ['DisassociateVpcCidrBlock', { decide: decideDisassociateVpcCidrBlock }],
  ['CreateSubnet', { decide: decideCreateSubnet }],
  ['DeleteSubnet', { decide: decideDeleteSubnet }],
  ['DescribeSubnets', { decide: decideListSubnets }],
  ['CreateDefaultSubnet', { decide: decideCreateDefaultSubnet }],
  ['ModifySubnetAttribute', { decide: decideModifySubnetAttribute }],
  ['AssociateSubnetCidrBlock', { decide: decideAssociateSubnetCidrBlock }],
  ['DisassociateSubnetCidrBlock', { decide: decideDisassociateSubnetCidrBlock }],
  ['CreateInternetGateway', { decide: decideCreateGateway }],
  ['DeleteInternetGateway', { decide: decideDeleteGateway }],
  ['DescribeInternetGateways', { decide: decideListGateways }],
  ['AttachInternetGateway', { decide: decideAttachGateway }],
  ['DetachInternetGateway', { decide: decideDetachGateway }],
  ['CreateRouteTable', { decide: decideCreateRouteTable, creates: 'route-table', repeat: repeatCreateRouteTable }],
  ['DeleteRouteTable', { decide: decideDeleteRouteTable }],
  ['DescribeRouteTables', { decide: decideListRouteTables }],
  ['AssociateRouteTable', { decide: decideAssociateRouteTable }],
  ['DisassociateRouteTable', { decide: decideDisassociateRouteTable }],
  ['ReplaceRouteTableAssociation', { decide: decideReplaceRouteTableAssociation }],
  ['CreateRoute', { decide: decideCreateRoute }],
  ['ReplaceRoute', { decide: decideReplaceRoute }],
  ['DeleteRoute', { decide: decideDeleteRoute }],
  [
    'CreateNetworkInterface',
    { decide: decideCreateInterface, creates: 'network-interface', repeat: repeatCreateInterface },
  ],
  ['DeleteNetworkInterface', { decide: decideDeleteInterface }],
  ['DescribeNetworkInterfaces', { decide: decideListInterfaces }],
  ['DescribeNetworkInterfaceAttribute', { decide: decideDescribeInterfaceAttribute }],
  ['ModifyNetworkInterfaceAttribute', { decide: decideModifyInterfaceAttribute }],
  ['ResetNetworkInterfaceAttribute', { decide: decideResetInterfaceAttribute }],
  ['AttachNetworkInterface', { decide: decideAttachInterface }],
  ['DetachNetworkInterface', { decide: decideDetachInterface }],
  ['AssignPrivateIpAddresses', { decide: decideAssignAddresses }],
  ['UnassignPrivateIpAddresses', { decide: decideUnassignAddresses }],
  ['AssignIpv6Addresses', { decide: decideAssignIpv6 }],
  ['UnassignIpv6Addresses', { decide: decideUnassignIpv6 }],
  ['CreateSecurityGroup', { decide: decideCreateSecurityGroup }],
  ['DeleteSecurityGroup', { decide: decideDeleteSecurityGroup }],
  ['DescribeSecurityGroups', { decide: decideListSecurityGroups }],
  ['AuthorizeSecurityGroupIngress', { decide: decideAuthorize(false) }],
  ['AuthorizeSecurityGroupEgress', { decide: decideAuthorize(true) }],
  ['RevokeSecurityGroupIngress', { decide: decideRevoke(false) }],
  ['RevokeSecurityGroupEgress', { decide: decideRevoke(true) }],
  ['DescribeSecurityGroupRules', { decide: decideListSecurityGroupRules }],
  ['ModifySecurityGroupRules', { decide: decideModifySecurityGroupRules }],
  ['UpdateSecurityGroupRuleDescriptionsIngress', { decide: decideUpdateDescriptions(false) }],
  ['UpdateSecurityGroupRuleDescriptionsEgress', { decide: decideUpdateDescriptions(true) }],
  ['CreateNetworkAcl', { decide: decideCreateNetworkAcl, creates: 'network-acl', repeat: repeatCreateNetworkAcl }],
  ['DeleteNetworkAcl', { decide: decideDeleteNetworkAcl }],
  ['DescribeNetworkAcls', { decide: decideListNetworkAcls }],
  ['CreateNetworkAclEntry', { decide: decideCreateEntry }],
  ['ReplaceNetworkAclEntry', { decide: decideReplaceEntry }],
  ['DeleteNetworkAclEntry', { decide: decideDeleteEntry }],
  ['ReplaceNetworkAclAssociation', { decide: decideReplaceNetworkAclAssociation }],
  ['CreateDhcpOptions', { decide: decideCreateDhcpOptions }],
  ['DeleteDhcpOptions', { decide: decideDeleteDhcpOptions }],
  ['DescribeDhcpOptions', { decide: decideListDhcpOptions }],
  ['AssociateDhcpOptions', { decide: decideAssociateDhcpOptions }],
  ['CreateTags', { decide: decideCreateTags }],
  ['DeleteTags', { decide: decideDeleteTags }],
  ['DescribeTags', { decide: decideListTags }],
  ['DescribeAvailabilityZones', { decide: decideListZones }],
  ['DescribeRegions', { decide: decideListRegions }],
  ['DescribeAccountAttributes', { decide: decideListAccountAttributes }],
])

export const VPC_TRANSITIONS: ReadonlyMap<Kind, TransitionRule> = new Map<Kind, TransitionRule>([
  ['vpc', settleVpc],
  ['subnet', settleSubnet],
  ['network-interface', settleInterface],
])
