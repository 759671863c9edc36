// Where each operation is in the model, so that a call loads the one family that it uses: the whole model costs 3 ms.
// A test compares this list with the model's own.

import { kebab } from './arguments/names.ts'
import type { Operation } from '../model/shape.ts'

export const SERVICES = ['ec2', 'sts'] as const
export type Service = (typeof SERVICES)[number]

interface Family {
  /** Names of operations, with blanks between. */
  readonly names: string
  readonly load: () => Promise<object>
  readonly service?: Service
}

const FAMILIES: readonly Family[] = [
  {
    names: 'CreateRouteServer DescribeRouteServers ModifyRouteServer DeleteRouteServer',
    load: () => import('../model/route-server/route-server.ts'),
  },
  {
    names: 'AssociateRouteServer DisassociateRouteServer GetRouteServerAssociations',
    load: () => import('../model/route-server/association.ts'),
  },
  {
    names: 'CreateRouteServerEndpoint DescribeRouteServerEndpoints DeleteRouteServerEndpoint',
    load: () => import('../model/route-server/endpoint.ts'),
  },
  {
    names: 'CreateRouteServerPeer DescribeRouteServerPeers DeleteRouteServerPeer',
    load: () => import('../model/route-server/peer.ts'),
  },
  {
    names: 'EnableRouteServerPropagation DisableRouteServerPropagation GetRouteServerPropagations',
    load: () => import('../model/route-server/propagation.ts'),
  },
  { names: 'GetRouteServerRoutingDatabase', load: () => import('../model/route-server/routing-database.ts') },
  { names: 'DescribeAccountAttributes', load: () => import('../model/vpc/account.ts') },
  {
    names: 'AssociateDhcpOptions CreateDhcpOptions DeleteDhcpOptions DescribeDhcpOptions',
    load: () => import('../model/vpc/dhcp-options.ts'),
  },
  {
    names:
      'AttachInternetGateway CreateInternetGateway DeleteInternetGateway DescribeInternetGateways DetachInternetGateway',
    load: () => import('../model/vpc/internet-gateway.ts'),
  },
  {
    names:
      'CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry DescribeNetworkAcls ' +
      'ReplaceNetworkAclAssociation ReplaceNetworkAclEntry',
    load: () => import('../model/vpc/network-acl.ts'),
  },
  {
    names: 'AssignIpv6Addresses AssignPrivateIpAddresses UnassignIpv6Addresses UnassignPrivateIpAddresses',
    load: () => import('../model/vpc/network-interface-address.ts'),
  },
  {
    names:
      'AttachNetworkInterface DescribeNetworkInterfaceAttribute DetachNetworkInterface ' +
      'ModifyNetworkInterfaceAttribute ResetNetworkInterfaceAttribute',
    load: () => import('../model/vpc/network-interface-attribute.ts'),
  },
  {
    names: 'CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces',
    load: () => import('../model/vpc/network-interface.ts'),
  },
  {
    names:
      'AssociateRouteTable CreateRouteTable DeleteRouteTable DescribeRouteTables DisassociateRouteTable ' +
      'ReplaceRouteTableAssociation',
    load: () => import('../model/vpc/route-table.ts'),
  },
  { names: 'CreateRoute DeleteRoute ReplaceRoute', load: () => import('../model/vpc/route.ts') },
  {
    names:
      'AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress DescribeSecurityGroupRules ' +
      'ModifySecurityGroupRules RevokeSecurityGroupEgress RevokeSecurityGroupIngress ' +
      'UpdateSecurityGroupRuleDescriptionsEgress UpdateSecurityGroupRuleDescriptionsIngress',
    load: () => import('../model/vpc/security-group-rule.ts'),
  },
  {
    names: 'CreateSecurityGroup DeleteSecurityGroup DescribeSecurityGroups',
    load: () => import('../model/vpc/security-group.ts'),
  },
  {
    names:
      'AssociateSubnetCidrBlock CreateDefaultSubnet CreateSubnet DeleteSubnet DescribeSubnets ' +
      'DisassociateSubnetCidrBlock ModifySubnetAttribute',
    load: () => import('../model/vpc/subnet.ts'),
  },
  { names: 'CreateTags DeleteTags DescribeTags', load: () => import('../model/vpc/tags.ts') },
  {
    names: 'AssociateVpcCidrBlock DisassociateVpcCidrBlock',
    load: () => import('../model/vpc/vpc-cidr-block.ts'),
  },
  {
    names: 'CreateDefaultVpc CreateVpc DeleteVpc DescribeVpcAttribute DescribeVpcs ModifyVpcAttribute ModifyVpcTenancy',
    load: () => import('../model/vpc/vpc.ts'),
  },
  { names: 'DescribeAvailabilityZones DescribeRegions', load: () => import('../model/vpc/zones.ts') },
  { names: 'GetCallerIdentity', load: () => import('../model/sts.ts'), service: 'sts' },
]

/** Names of the operations of a service on the command line, sorted. */
export const operationNames = (service: Service): string[] =>
  FAMILIES.filter((family) => (family.service ?? 'ec2') === service)
    .flatMap(({ names }) => names.split(' ').map(kebab))
    .sort()

/** The operation called `name` (`CreateVpc`) or, on the command line, `create-vpc`; undefined when there is none. */
export async function loadOperation(name: string, service?: Service): Promise<Operation | undefined> {
  for (const family of FAMILIES) {
    if (service !== undefined && (family.service ?? 'ec2') !== service) continue
    const found = family.names.split(' ').find((n) => n === name || kebab(n) === name)
    if (found !== undefined) return member(await family.load(), found)
  }
  return undefined
}

const member = (module: object, name: string): Operation | undefined =>
  Object.values(module).find((value): value is Operation => isOperation(value) && value.name === name)

const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && 'input' in value && 'output' in value
