// Every kind of record that the engine keeps, with its type. A kind is also the name of its table in a region's state.

import type {
  RouteServer,
  RouteServerAssociation,
  RouteServerEndpoint,
  RouteServerPeer,
  RouteServerPropagation,
  Settling,
} from './route-server-resources.ts'
import type {
  DhcpOptions,
  InternetGateway,
  NetworkAcl,
  NetworkInterface,
  Route,
  RouteTable,
  RouteTableAssociation,
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
  Tag,
  Vpc,
} from './vpc-resources.ts'

/** A client token that was used: what was asked with it and what was made. Filed under `${action}|${token}`. */
export interface ClientToken extends Settling {
  readonly action: string
  readonly token: string
  /** The request without token and DryRun, in canonical JSON. */
  readonly request: string
  readonly resource: { readonly kind: Kind; readonly id: string }
  readonly settlesAt: number
}

/** The records by kind, each filed under its id or, where it has none, under the key that its type names. */
export interface Resources {
  readonly 'route-server': RouteServer
  readonly 'route-server-association': RouteServerAssociation
  readonly 'route-server-endpoint': RouteServerEndpoint
  readonly 'route-server-peer': RouteServerPeer
  readonly 'route-server-propagation': RouteServerPropagation
  readonly vpc: Vpc
  readonly subnet: Subnet
  readonly 'route-table': RouteTable
  readonly route: Route
  readonly 'route-table-association': RouteTableAssociation
  readonly 'internet-gateway': InternetGateway
  readonly 'network-interface': NetworkInterface
  readonly 'security-group': SecurityGroup
  readonly 'security-group-rule': SecurityGroupRule
  readonly 'network-acl': NetworkAcl
  readonly 'dhcp-options': DhcpOptions
  readonly 'client-token': ClientToken
}

export type Kind = keyof Resources
export type Resource<K extends Kind = Kind> = Resources[K]

const ALL: { readonly [K in Kind]: true } = {
  'route-server': true,
  'route-server-association': true,
  'route-server-endpoint': true,
  'route-server-peer': true,
  'route-server-propagation': true,
  vpc: true,
  subnet: true,
  'route-table': true,
  route: true,
  'route-table-association': true,
  'internet-gateway': true,
  'network-interface': true,
  'security-group': true,
  'security-group-rule': true,
  'network-acl': true,
  'dhcp-options': true,
  'client-token': true,
}

/** Every kind, in a fixed order. */
export const KINDS = Object.keys(ALL) as readonly Kind[]

/** The kinds that carry tags: the resource types of the tag calls. */
export type TaggedKind = {
  readonly [K in Kind]: Resources[K] extends { readonly tags: readonly Tag[] } ? K : never
}[Kind]
