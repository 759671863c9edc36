// A VPC and its blocks as answers show them (API pages Vpc, VpcCidrBlockAssociation, VpcIpv6CidrBlockAssociation).

import type { Infer } from '../../../model/shape.ts'
import type { VpcCidrBlockAssociation, VpcIpv6CidrBlockAssociation } from '../../../model/vpc/vpc-cidr-block.ts'
import type { Vpc as VpcShape } from '../../../model/vpc/vpc.ts'
import type { Scope } from '../../events.ts'
import { describeTags } from '../../tags.ts'
import type { Ipv6CidrAssociation, Vpc, VpcCidrAssociation } from '../../vpc-resources.ts'
import { AMAZON_POOL } from './ipv6-block.ts'

export const describeVpc = (vpc: Vpc, scope: Scope): Infer<typeof VpcShape> => ({
  OwnerId: scope.account,
  InstanceTenancy: vpc.instanceTenancy,
  Ipv6CidrBlockAssociationSet: vpc.ipv6CidrAssociations.map(describeIpv6Association),
  CidrBlockAssociationSet: vpc.cidrAssociations.map(describeCidrAssociation),
  IsDefault: vpc.isDefault,
  Tags: describeTags(vpc.tags),
  BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
  VpcId: vpc.id,
  State: vpc.state,
  CidrBlock: vpc.cidrBlock,
  DhcpOptionsId: vpc.dhcpOptionsId,
})

export const describeCidrAssociation = (block: VpcCidrAssociation): Infer<typeof VpcCidrBlockAssociation> => ({
  AssociationId: block.associationId,
  CidrBlock: block.cidrBlock,
  CidrBlockState: { State: block.state },
})

export const describeIpv6Association = (block: Ipv6CidrAssociation): Infer<typeof VpcIpv6CidrBlockAssociation> => ({
  AssociationId: block.associationId,
  Ipv6CidrBlock: block.cidrBlock,
  Ipv6CidrBlockState: { State: block.state },
  NetworkBorderGroup: block.networkBorderGroup,
  Ipv6Pool: block.ipv6Pool,
  Ipv6AddressAttribute: 'public',
  IpSource: block.ipv6Pool === AMAZON_POOL ? 'amazon' : 'byoip',
})
