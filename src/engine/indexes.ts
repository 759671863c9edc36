// What is looked up by something else than its id, in one table: which records, under which keys. `evolve` keeps the
// indexes; they hold nothing that could not be computed again from the records, and are never stored.
//
// Tombstones (state `deleted`) are in no index: for every rule of the API they are gone.

import type { Kind, Resources } from './resources.ts'
import type { SecurityGroupRule } from './vpc-resources.ts'

interface IndexDefinition<K extends Kind = Kind> {
  readonly kind: K
  readonly keys: (record: never) => readonly (string | undefined)[]
}

const index = <K extends Kind>(
  kind: K,
  keys: (record: Resources[K]) => readonly (string | undefined)[],
): IndexDefinition<K> => ({ kind, keys })

const isLive = (record: { readonly state: string }): boolean => record.state !== 'deleted'

/** Name of the index, kind of the records it leads to, and the keys under which a record is found. */
export const INDEXES = {
  /** Route server endpoints that are not deleted. */
  endpointsByRouteServer: index('route-server-endpoint', (e) => (isLive(e) ? [e.routeServerId] : [])),
  /** Key `${routeServerId}|${subnetId}`. */
  endpointsByRouteServerAndSubnet: index('route-server-endpoint', (e) =>
    isLive(e) ? [pair(e.routeServerId, e.subnetId)] : [],
  ),
  endpointsBySubnet: index('route-server-endpoint', (e) => (isLive(e) ? [e.subnetId] : [])),
  endpointsByVpc: index('route-server-endpoint', (e) => (isLive(e) ? [e.vpcId] : [])),
  /** Peers that are not deleted. */
  peersByEndpoint: index('route-server-peer', (p) => (isLive(p) ? [p.routeServerEndpointId] : [])),
  /** Key `${routeServerEndpointId}|${peerAddress}`. */
  peersByEndpointAndAddress: index('route-server-peer', (p) =>
    isLive(p) ? [pair(p.routeServerEndpointId, p.peerAddress)] : [],
  ),
  peersByRouteServer: index('route-server-peer', (p) => (isLive(p) ? [p.routeServerId] : [])),
  peersByVpc: index('route-server-peer', (p) => (isLive(p) ? [p.vpcId] : [])),
  /** Associations, in whatever state, lead to route server ids. */
  associationsByVpc: index('route-server-association', (a) => [a.vpcId]),
  propagationsByRouteServer: index('route-server-propagation', (p) => [p.routeServerId]),
  propagationsByRouteTable: index('route-server-propagation', (p) => [p.routeTableId]),

  defaultVpc: index('vpc', (v) => (v.isDefault ? ['default'] : [])),
  vpcsByDhcpOptions: index('vpc', (v) => [v.dhcpOptionsId]),
  subnetsByVpc: index('subnet', (s) => [s.vpcId]),
  subnetsByNetworkAcl: index('subnet', (s) => [s.networkAcl.networkAclId]),
  routeTablesByVpc: index('route-table', (t) => [t.vpcId]),
  routesByTable: index('route', (r) => [r.routeTableId]),
  /** Key: the id of the gateway or interface that the route leads to. */
  routesByTarget: index('route', (r) => [
    r.target.type === 'internet-gateway'
      ? r.target.gatewayId
      : r.target.type === 'network-interface'
        ? r.target.networkInterfaceId
        : undefined,
  ]),
  tableAssociationsByTable: index('route-table-association', (a) => [a.routeTableId]),
  /** Key: subnet id, gateway id, or the VPC's id for its main table. */
  tableAssociationsByUser: index('route-table-association', (a) => [a.main ? a.vpcId : (a.subnetId ?? a.gatewayId)]),
  gatewaysByVpc: index('internet-gateway', (g) => [g.attachment?.vpcId]),
  interfacesBySubnet: index('network-interface', (n) => [n.subnetId]),
  interfacesByVpc: index('network-interface', (n) => [n.vpcId]),
  interfacesBySecurityGroup: index('network-interface', (n) => n.securityGroupIds),
  /** Key `${vpcId}|${address}`, IPv4 and IPv6, secondary addresses too. */
  interfacesByAddress: index('network-interface', (n) =>
    [...n.privateAddresses.map((a) => a.address), ...n.ipv6Addresses].map((address) => pair(n.vpcId, address)),
  ),
  /** Interfaces that are attached to an instance, or on their way to or from it. */
  interfacesByInstance: index('network-interface', (n) =>
    n.attachment?.state === 'detached' ? [] : [n.attachment?.instanceId],
  ),
  interfacesByAttachment: index('network-interface', (n) => [n.attachment?.attachmentId]),
  securityGroupsByVpc: index('security-group', (g) => [g.vpcId]),
  /** Key `${vpcId}|${name}`. */
  securityGroupsByName: index('security-group', (g) => [pair(g.vpcId, g.name)]),
  rulesBySecurityGroup: index('security-group-rule', (r) => [r.groupId]),
  rulesByReferencedGroup: index('security-group-rule', (r: SecurityGroupRule) => [r.referencedGroupId]),
  networkAclsByVpc: index('network-acl', (a) => [a.vpcId]),
} as const satisfies Record<string, IndexDefinition>

export type IndexName = keyof typeof INDEXES
export const INDEX_NAMES = Object.keys(INDEXES) as readonly IndexName[]

const byKind = new Map<Kind, IndexName[]>()
for (const name of INDEX_NAMES) {
  const kind = INDEXES[name].kind
  byKind.set(kind, [...(byKind.get(kind) ?? []), name])
}

/** The indexes that hold records of `kind`. */
export const indexesOf = (kind: Kind): readonly IndexName[] => byKind.get(kind) ?? []

/** The keys under which an index holds a record. */
export function keysOf(name: IndexName, record: unknown): readonly (string | undefined)[] {
  const definition: IndexDefinition = INDEXES[name]
  return definition.keys(record as never)
}

/** A key made of two parts; neither part may hold a bar, and ids, addresses and names up to the last part do not. */
export function pair(first: string, second: string): string {
  return `${first}|${second}`
}
