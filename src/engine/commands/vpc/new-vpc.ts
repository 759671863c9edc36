// What comes with a VPC (VPC user guide, "Default VPC components", "Main route table", "Default security group", "Default
// network ACL"): its main route table with local routes, its default security group and its default network ACL.

import type { Context } from '../../decision.ts'
import { created, type Event } from '../../events.ts'
import type { Region } from '../../state.ts'
import type {
  Ipv6CidrAssociation,
  NetworkAcl,
  RouteTable,
  RouteTableAssociation,
  SecurityGroup,
  Tag,
  Vpc,
} from '../../vpc-resources.ts'
import { routeKey } from '../../vpc-resources.ts'
import { settlesAt } from '../route-server/settling.ts'
import { defaultDhcpOptions } from './dhcp-options.ts'
import { defaultEntries } from './network-acl-entry.ts'
import type { Ipv6Block } from './ipv6-block.ts'
import { allowAllOut, newRule } from './security-group-rule.ts'

export interface VpcPlan {
  readonly cidrBlock: string
  readonly ipv6Block?: Ipv6Block
  readonly instanceTenancy: Vpc['instanceTenancy']
  readonly isDefault: boolean
  readonly tags: readonly Tag[]
}

export interface NewVpc {
  readonly vpc: Vpc
  readonly mainTableId: string
  readonly networkAclId: string
  readonly events: readonly Event[]
}

/** A VPC and everything that it starts with. Only the default VPC is there at once. */
export function newVpc(region: Region, plan: VpcPlan, context: Context): NewVpc {
  const dhcp = defaultDhcpOptions(region, context)
  const vpc: Vpc = {
    id: context.newId('vpc'),
    cidrBlock: plan.cidrBlock,
    cidrAssociations: [
      {
        associationId: context.newId('vpc-cidr-block-association'),
        cidrBlock: plan.cidrBlock,
        state: 'associated',
      },
    ],
    ipv6CidrAssociations:
      plan.ipv6Block === undefined ? [] : [newIpv6Association(plan.ipv6Block, 'associated', context)],
    dhcpOptionsId: dhcp.id,
    instanceTenancy: plan.instanceTenancy,
    isDefault: plan.isDefault,
    enableDnsSupport: true,
    enableDnsHostnames: plan.isDefault,
    enableNetworkAddressUsageMetrics: false,
    tags: plan.tags,
    ...(plan.isDefault ? { state: 'available' } : { state: 'pending', settlesAt: settlesAt(context, 'vpc') }),
  }
  const table = mainTable(vpc, context)
  const acl = defaultAcl(vpc, context)
  return {
    vpc,
    mainTableId: table.id,
    networkAclId: acl.id,
    events: [
      ...dhcp.events,
      created(context, 'vpc', vpc.id, vpc),
      ...table.events,
      ...defaultGroup(vpc, context),
      ...acl.events,
    ],
  }
}

export const newIpv6Association = (
  block: Ipv6Block,
  state: Ipv6CidrAssociation['state'],
  context: Context,
): Ipv6CidrAssociation => ({ associationId: context.newId('vpc-cidr-block-association'), ...block, state })

interface Made {
  readonly id: string
  readonly events: readonly Event[]
}

function mainTable(vpc: Vpc, context: Context): Made {
  const table: RouteTable = { id: context.newId('route-table'), vpcId: vpc.id, tags: [] }
  const association: RouteTableAssociation = {
    id: context.newId('route-table-association'),
    routeTableId: table.id,
    vpcId: vpc.id,
    main: true,
    state: 'associated',
  }
  return {
    id: table.id,
    events: [
      created(context, 'route-table', table.id, table),
      ...localRoutes(table, vpc, context),
      created(context, 'route-table-association', association.id, association),
    ],
  }
}

/** The local routes that a new table of the VPC starts with. */
export const localRoutes = (table: RouteTable, vpc: Vpc, context: Context): readonly Event[] =>
  [...vpc.cidrAssociations, ...vpc.ipv6CidrAssociations]
    .filter(({ state }) => state === 'associating' || state === 'associated')
    .map(({ cidrBlock }) => localRoute(table.id, vpc.id, cidrBlock, context))

export const localRoute = (routeTableId: string, vpcId: string, destination: string, context: Context): Event =>
  created(context, 'route', routeKey(routeTableId, destination), {
    routeTableId,
    vpcId,
    destination,
    target: { type: 'local' },
    origin: 'CreateRouteTable',
  })

/** The default group lets everything in that comes from itself, and everything out. */
function defaultGroup(vpc: Vpc, context: Context): readonly Event[] {
  const group: SecurityGroup = {
    id: context.newId('security-group'),
    vpcId: vpc.id,
    name: 'default',
    description: 'default VPC security group',
    tags: [],
  }
  const fromItself = newRule(group.id, { isEgress: false, ipProtocol: '-1', referencedGroupId: group.id }, context)
  return [
    created(context, 'security-group', group.id, group),
    created(context, 'security-group-rule', fromItself.id, fromItself),
    ...allowAllOut(group.id, vpc, context),
  ]
}

function defaultAcl(vpc: Vpc, context: Context): Made {
  const acl: NetworkAcl = {
    id: context.newId('network-acl'),
    vpcId: vpc.id,
    isDefault: true,
    entries: defaultEntries('allow', vpc.ipv6CidrAssociations.length > 0),
    tags: [],
  }
  return { id: acl.id, events: [created(context, 'network-acl', acl.id, acl)] }
}
