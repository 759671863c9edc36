// Every operation that the API has, in the order of its families. Parser, validator, XML writer, command line, help and
// documentation find an operation here; nothing else lists them.

import {
  associateRouteServer,
  disassociateRouteServer,
  getRouteServerAssociations,
} from './route-server/association.ts'
import {
  createRouteServerEndpoint,
  deleteRouteServerEndpoint,
  describeRouteServerEndpoints,
} from './route-server/endpoint.ts'
import { createRouteServerPeer, deleteRouteServerPeer, describeRouteServerPeers } from './route-server/peer.ts'
import {
  disableRouteServerPropagation,
  enableRouteServerPropagation,
  getRouteServerPropagations,
} from './route-server/propagation.ts'
import {
  createRouteServer,
  deleteRouteServer,
  describeRouteServers,
  modifyRouteServer,
} from './route-server/route-server.ts'
import { getRouteServerRoutingDatabase } from './route-server/routing-database.ts'
import { describeAccountAttributes } from './vpc/account.ts'
import { associateDhcpOptions, createDhcpOptions, deleteDhcpOptions, describeDhcpOptions } from './vpc/dhcp-options.ts'
import {
  attachInternetGateway,
  createInternetGateway,
  deleteInternetGateway,
  describeInternetGateways,
  detachInternetGateway,
} from './vpc/internet-gateway.ts'
import {
  createNetworkAcl,
  createNetworkAclEntry,
  deleteNetworkAcl,
  deleteNetworkAclEntry,
  describeNetworkAcls,
  replaceNetworkAclAssociation,
  replaceNetworkAclEntry,
} from './vpc/network-acl.ts'
import { createNetworkInterface, deleteNetworkInterface, describeNetworkInterfaces } from './vpc/network-interface.ts'
import {
  assignIpv6Addresses,
  assignPrivateIpAddresses,
  unassignIpv6Addresses,
  unassignPrivateIpAddresses,
} from './vpc/network-interface-address.ts'
import {
  attachNetworkInterface,
  describeNetworkInterfaceAttribute,
  detachNetworkInterface,
  modifyNetworkInterfaceAttribute,
  resetNetworkInterfaceAttribute,
} from './vpc/network-interface-attribute.ts'
import { createRoute, deleteRoute, replaceRoute } from './vpc/route.ts'
import {
  associateRouteTable,
  createRouteTable,
  deleteRouteTable,
  describeRouteTables,
  disassociateRouteTable,
  replaceRouteTableAssociation,
} from './vpc/route-table.ts'
import { createSecurityGroup, deleteSecurityGroup, describeSecurityGroups } from './vpc/security-group.ts'
import {
  authorizeSecurityGroupEgress,
  authorizeSecurityGroupIngress,
  describeSecurityGroupRules,
  modifySecurityGroupRules,
  revokeSecurityGroupEgress,
  revokeSecurityGroupIngress,
  updateSecurityGroupRuleDescriptionsEgress,
  updateSecurityGroupRuleDescriptionsIngress,
} from './vpc/security-group-rule.ts'
import {
  associateSubnetCidrBlock,
  createDefaultSubnet,
  createSubnet,
  deleteSubnet,
  describeSubnets,
  disassociateSubnetCidrBlock,
  modifySubnetAttribute,
} from './vpc/subnet.ts'
import { createTags, deleteTags, describeTags } from './vpc/tags.ts'
import {
  createDefaultVpc,
  createVpc,
  deleteVpc,
  describeVpcAttribute,
  describeVpcs,
  modifyVpcAttribute,
  modifyVpcTenancy,
} from './vpc/vpc.ts'
import { associateVpcCidrBlock, disassociateVpcCidrBlock } from './vpc/vpc-cidr-block.ts'
import { describeAvailabilityZones, describeRegions } from './vpc/zones.ts'
import type { Operation } from './shape.ts'
import { getCallerIdentity } from './sts.ts'

/** All operations, in the order of documentation. */
export const OPERATIONS: readonly Operation[] = [
  createRouteServer,
  describeRouteServers,
  modifyRouteServer,
  deleteRouteServer,
  associateRouteServer,
  disassociateRouteServer,
  getRouteServerAssociations,
  createRouteServerEndpoint,
  describeRouteServerEndpoints,
  deleteRouteServerEndpoint,
  createRouteServerPeer,
  describeRouteServerPeers,
  deleteRouteServerPeer,
  enableRouteServerPropagation,
  disableRouteServerPropagation,
  getRouteServerPropagations,
  getRouteServerRoutingDatabase,
  createVpc,
  deleteVpc,
  describeVpcs,
  createDefaultVpc,
  describeVpcAttribute,
  modifyVpcAttribute,
  modifyVpcTenancy,
  associateVpcCidrBlock,
  disassociateVpcCidrBlock,
  createSubnet,
  deleteSubnet,
  describeSubnets,
  createDefaultSubnet,
  modifySubnetAttribute,
  associateSubnetCidrBlock,
  disassociateSubnetCidrBlock,
  createInternetGateway,
  deleteInternetGateway,
  describeInternetGateways,
  attachInternetGateway,
  detachInternetGateway,
  createRouteTable,
  deleteRouteTable,
  describeRouteTables,
  associateRouteTable,
  disassociateRouteTable,
  replaceRouteTableAssociation,
  createRoute,
  replaceRoute,
  deleteRoute,
  createNetworkInterface,
  deleteNetworkInterface,
  describeNetworkInterfaces,
  describeNetworkInterfaceAttribute,
  modifyNetworkInterfaceAttribute,
  resetNetworkInterfaceAttribute,
  attachNetworkInterface,
  detachNetworkInterface,
  assignPrivateIpAddresses,
  unassignPrivateIpAddresses,
  assignIpv6Addresses,
  unassignIpv6Addresses,
  createSecurityGroup,
  deleteSecurityGroup,
  describeSecurityGroups,
  authorizeSecurityGroupIngress,
  authorizeSecurityGroupEgress,
  revokeSecurityGroupIngress,
  revokeSecurityGroupEgress,
  describeSecurityGroupRules,
  modifySecurityGroupRules,
  updateSecurityGroupRuleDescriptionsIngress,
  updateSecurityGroupRuleDescriptionsEgress,
  createNetworkAcl,
  deleteNetworkAcl,
  describeNetworkAcls,
  createNetworkAclEntry,
  replaceNetworkAclEntry,
  deleteNetworkAclEntry,
  replaceNetworkAclAssociation,
  createDhcpOptions,
  deleteDhcpOptions,
  describeDhcpOptions,
  associateDhcpOptions,
  createTags,
  deleteTags,
  describeTags,
  describeAvailabilityZones,
  describeRegions,
  describeAccountAttributes,
  getCallerIdentity,
]

/** An operation by the value of `Action`. */
export const operationByName: ReadonlyMap<string, Operation> = new Map(OPERATIONS.map((o) => [o.name, o]))
