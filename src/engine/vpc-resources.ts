// Records of the VPC part: what clients of a route server need around it (EC2 API pages Vpc, Subnet, RouteTable, Route,
// RouteTableAssociation, InternetGateway, NetworkInterface, SecurityGroup, SecurityGroupRule, NetworkAcl, DhcpOptions).
// Plain data, JSON-serialisable. Things with an id of their own, and things that there are many of, are records of their
// own; the few that belong to one owner are nested in it.

import type { Settling } from './route-server-resources.ts'

export interface Tag {
  readonly key: string
  readonly value: string
}

export interface VpcCidrAssociation {
  readonly associationId: string
  readonly cidrBlock: string
  readonly state: 'associating' | 'associated' | 'disassociating' | 'disassociated' | 'failing' | 'failed'
}
export interface Ipv6CidrAssociation extends VpcCidrAssociation {
  readonly ipv6Pool: string
  readonly networkBorderGroup: string
}

export interface Vpc extends Settling {
  readonly id: string
  /** The primary block, which is also the first of `cidrAssociations`. */
  readonly cidrBlock: string
  readonly cidrAssociations: readonly VpcCidrAssociation[]
  readonly ipv6CidrAssociations: readonly Ipv6CidrAssociation[]
  readonly dhcpOptionsId: string
  readonly instanceTenancy: 'default' | 'dedicated' | 'host'
  readonly isDefault: boolean
  readonly enableDnsSupport: boolean
  readonly enableDnsHostnames: boolean
  readonly enableNetworkAddressUsageMetrics: boolean
  readonly state: 'pending' | 'available'
  readonly tags: readonly Tag[]
}

export interface SubnetIpv6CidrAssociation {
  readonly associationId: string
  readonly cidrBlock: string
  readonly state: 'associating' | 'associated' | 'disassociating' | 'disassociated' | 'failing' | 'failed'
}

export interface Subnet extends Settling {
  readonly id: string
  readonly vpcId: string
  /** Absent in an IPv6-only subnet. */
  readonly cidrBlock?: string
  readonly ipv6CidrAssociations: readonly SubnetIpv6CidrAssociation[]
  readonly ipv6Native: boolean
  readonly availabilityZone: string
  readonly availabilityZoneId: string
  readonly defaultForAz: boolean
  readonly mapPublicIpOnLaunch: boolean
  readonly assignIpv6AddressOnCreation: boolean
  readonly enableDns64: boolean
  readonly enableLniAtDeviceIndex?: number
  readonly mapCustomerOwnedIpOnLaunch: boolean
  readonly privateDnsNameOptionsOnLaunch: {
    readonly hostnameType: 'ip-name' | 'resource-name'
    readonly enableResourceNameDnsARecord: boolean
    readonly enableResourceNameDnsAAAARecord: boolean
  }
  /** Every subnet has exactly one network ACL. */
  readonly networkAcl: { readonly associationId: string; readonly networkAclId: string }
  readonly state: 'pending' | 'available'
  readonly tags: readonly Tag[]
}

export interface RouteTable extends Settling {
  readonly id: string
  readonly vpcId: string
  readonly tags: readonly Tag[]
}

/** Where a static route leads. The state (active, blackhole) follows from what the target is at the moment. */
export type RouteTarget =
  | { readonly type: 'local' }
  | { readonly type: 'internet-gateway'; readonly gatewayId: string }
  | { readonly type: 'network-interface'; readonly networkInterfaceId: string }

/** A route that is not propagated: local ones too. Filed under `${routeTableId}|${destination}`. */
export interface Route {
  readonly routeTableId: string
  readonly vpcId: string
  /** An IPv4 or IPv6 block in canonical form. */
  readonly destination: string
  readonly target: RouteTarget
  readonly origin: 'CreateRouteTable' | 'CreateRoute'
}

/** The key of a route. */
export const routeKey = (routeTableId: string, destination: string): string => `${routeTableId}|${destination}`

/** Exactly one of `main`, `subnetId` and `gatewayId` says what uses the table. */
export interface RouteTableAssociation extends Settling {
  readonly id: string
  readonly routeTableId: string
  readonly vpcId: string
  readonly main: boolean
  readonly subnetId?: string
  readonly gatewayId?: string
  readonly state: 'associating' | 'associated' | 'disassociating' | 'disassociated' | 'failed'
}

export interface InternetGateway {
  readonly id: string
  readonly attachment?: { readonly vpcId: string; readonly state: 'attaching' | 'available' | 'detaching' | 'detached' }
  readonly tags: readonly Tag[]
}

export interface PrivateAddress {
  readonly address: string
  readonly primary: boolean
}

export interface InterfaceAttachment {
  readonly attachmentId: string
  /** Absent for interfaces that the service uses itself. */
  readonly instanceId?: string
  readonly instanceOwnerId: string
  readonly deviceIndex: number
  /** Zero when absent. */
  readonly networkCardIndex?: number
  readonly attachedAt: number
  readonly deleteOnTermination: boolean
  readonly state: 'attaching' | 'attached' | 'detaching' | 'detached'
}

export interface NetworkInterface extends Settling {
  readonly id: string
  readonly subnetId: string
  readonly vpcId: string
  readonly availabilityZone: string
  readonly description: string
  readonly interfaceType: string
  readonly macAddress: string
  /** Exactly one is primary, the first; empty in an IPv6-only subnet. */
  readonly privateAddresses: readonly PrivateAddress[]
  readonly ipv6Addresses: readonly string[]
  readonly securityGroupIds: readonly string[]
  readonly sourceDestCheck: boolean
  readonly attachment?: InterfaceAttachment
  readonly status: 'available' | 'associated' | 'attaching' | 'in-use' | 'detaching'
  readonly requesterId?: string
  readonly requesterManaged: boolean
  /** The route server endpoint that owns it: callers may not touch it then. */
  readonly managedBy?: string
  readonly tags: readonly Tag[]
  readonly createdAt: number
}

export interface SecurityGroup {
  readonly id: string
  readonly vpcId: string
  readonly name: string
  readonly description: string
  /** The route server endpoint that owns it: callers may not touch it then. */
  readonly managedBy?: string
  readonly tags: readonly Tag[]
}

/** One rule allows one source or destination. Exactly one of the four last `…` members names it. */
export interface SecurityGroupRule {
  readonly id: string
  readonly groupId: string
  readonly isEgress: boolean
  /** `-1` for all, `tcp`, `udp`, `icmp`, `icmpv6`, or a number. */
  readonly ipProtocol: string
  readonly fromPort?: number
  readonly toPort?: number
  readonly description?: string
  readonly cidrIpv4?: string
  readonly cidrIpv6?: string
  readonly prefixListId?: string
  readonly referencedGroupId?: string
  /** The route server peer for which the service opened its endpoint's group. */
  readonly managedBy?: string
  readonly tags: readonly Tag[]
}

export interface NetworkAclEntry {
  readonly ruleNumber: number
  readonly egress: boolean
  readonly protocol: string
  readonly ruleAction: 'allow' | 'deny'
  readonly cidrBlock?: string
  readonly ipv6CidrBlock?: string
  readonly portRange?: { readonly from: number; readonly to: number }
  readonly icmpTypeCode?: { readonly type: number; readonly code: number }
}

/** Which subnets use it is written in the subnets. */
export interface NetworkAcl {
  readonly id: string
  readonly vpcId: string
  readonly isDefault: boolean
  readonly entries: readonly NetworkAclEntry[]
  readonly tags: readonly Tag[]
}

export interface DhcpOptions {
  readonly id: string
  readonly configurations: readonly { readonly key: string; readonly values: readonly string[] }[]
  /** The set that new VPCs of the region get. */
  readonly isDefault?: true
  readonly tags: readonly Tag[]
}
