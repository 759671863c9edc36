// Shapes and members that operations of every family share, and small constructors that keep the model readable.
// EC2 API 2016-11-15: Tag, TagSpecification, Filter, paging and dry run.

import type { Member, Paginator, Shape, StringShape, StructureShape } from './shape.ts'

export const string = { type: 'string' } as const
export const integer = { type: 'integer' } as const
export const long = { type: 'long' } as const
export const boolean = { type: 'boolean' } as const
export const timestamp = { type: 'timestamp' } as const

export const ipv4 = { type: 'string', format: 'ipv4' } as const
// The VPC part answers a value of another form with an error of its own, so only the command line checks these.
export const looseIpv4 = { type: 'string', format: 'ipv4', loose: true } as const
export const looseIpv6 = { type: 'string', format: 'ipv6', loose: true } as const
export const looseIpv4Cidr = { type: 'string', format: 'ipv4-cidr', loose: true } as const
export const looseIpv6Cidr = { type: 'string', format: 'ipv6-cidr', loose: true } as const
/** A BGP autonomous system number of four octets; zero is reserved (RFC 7607). */
export const asn = { type: 'long', min: 1, max: 4294967295 } as const

/** The id of a resource, by its prefixes: `idOf('rs')`. */
export const idOf = <const P extends readonly string[]>(...idPrefix: P) =>
  ({ type: 'string', format: 'id', idPrefix }) as const satisfies StringShape

/** The id of a resource of the VPC part: one of another form is simply unknown to the service. */
export const looseIdOf = <const P extends readonly string[]>(...idPrefix: P) =>
  ({ type: 'string', format: 'id', idPrefix, loose: true }) as const satisfies StringShape

/** A text of which the API allows these values only, in the order of the API. */
export const enumOf = <const E extends readonly string[]>(...values: E) =>
  ({ type: 'string', enum: values }) as const satisfies StringShape

/** A list; `memberName` is the API's name of the shape of an element that is no structure. */
export const listOf = <const M extends Shape>(
  member: M,
  memberName?: string,
): { readonly type: 'list'; readonly member: M; readonly memberName?: string } => ({
  type: 'list',
  member,
  ...(memberName === undefined ? {} : { memberName }),
})

/** The paginator that all paged EC2 calls here have. */
export const pagedBy = (resultKey: string): Paginator => ({
  inputToken: 'NextToken',
  outputToken: 'NextToken',
  limitKey: 'MaxResults',
  resultKey,
})

/** Every kind of resource that EC2 can tag; those that exist here are in `model/ids.ts`. */
export const ResourceType = enumOf(
  'capacity-reservation',
  'client-vpn-endpoint',
  'customer-gateway',
  'carrier-gateway',
  'coip-pool',
  'declarative-policies-report',
  'dedicated-host',
  'dhcp-options',
  'egress-only-internet-gateway',
  'elastic-ip',
  'elastic-gpu',
  'export-image-task',
  'export-instance-task',
  'fleet',
  'fpga-image',
  'host-reservation',
  'image',
  'image-usage-report',
  'import-image-task',
  'import-snapshot-task',
  'instance',
  'instance-event-window',
  'internet-gateway',
  'ipam',
  'ipam-pool',
  'ipam-scope',
  'ipv4pool-ec2',
  'ipv6pool-ec2',
  'key-pair',
  'launch-template',
  'local-gateway',
  'local-gateway-route-table',
  'local-gateway-virtual-interface',
  'local-gateway-virtual-interface-group',
  'local-gateway-route-table-vpc-association',
  'local-gateway-route-table-virtual-interface-group-association',
  'natgateway',
  'network-acl',
  'network-interface',
  'network-insights-analysis',
  'network-insights-path',
  'network-insights-access-scope',
  'network-insights-access-scope-analysis',
  'outpost-lag',
  'placement-group',
  'prefix-list',
  'replace-root-volume-task',
  'reserved-instances',
  'route-table',
  'security-group',
  'security-group-rule',
  'service-link-virtual-interface',
  'snapshot',
  'spot-fleet-request',
  'spot-instances-request',
  'subnet',
  'subnet-cidr-reservation',
  'traffic-mirror-filter',
  'traffic-mirror-session',
  'traffic-mirror-target',
  'transit-gateway',
  'transit-gateway-attachment',
  'transit-gateway-connect-peer',
  'transit-gateway-multicast-domain',
  'transit-gateway-policy-table',
  'transit-gateway-metering-policy',
  'transit-gateway-route-table',
  'transit-gateway-route-table-announcement',
  'volume',
  'vpc',
  'vpc-endpoint',
  'vpc-endpoint-connection',
  'vpc-endpoint-service',
  'vpc-endpoint-service-permission',
  'vpc-peering-connection',
  'vpn-connection',
  'vpn-gateway',
  'vpc-flow-log',
  'capacity-reservation-fleet',
  'traffic-mirror-filter-rule',
  'vpc-endpoint-connection-device-type',
  'verified-access-instance',
  'verified-access-group',
  'verified-access-endpoint',
  'verified-access-policy',
  'verified-access-trust-provider',
  'vpn-connection-device-type',
  'vpc-block-public-access-exclusion',
  'vpc-encryption-control',
  'route-server',
  'route-server-endpoint',
  'route-server-peer',
  'ipam-resource-discovery',
  'ipam-resource-discovery-association',
  'instance-connect-endpoint',
  'verified-access-endpoint-target',
  'ipam-external-resource-verification-token',
  'capacity-block',
  'mac-modification-task',
  'ipam-prefix-list-resolver',
  'ipam-policy',
  'ipam-prefix-list-resolver-target',
  'secondary-interface',
  'secondary-network',
  'secondary-subnet',
  'capacity-manager-data-export',
  'vpn-concentrator',
  'ipam-pool-allocation',
)

export const Tag = {
  type: 'structure',
  name: 'Tag',
  members: {
    Key: { shape: string, doc: 'Key of the tag, at most 128 characters, not beginning with aws:.' },
    Value: { shape: string, doc: 'Value of the tag, at most 256 characters.' },
  },
} as const satisfies StructureShape

export const tags = listOf(Tag)

export const TagSpecification = {
  type: 'structure',
  name: 'TagSpecification',
  members: {
    ResourceType: { shape: ResourceType, doc: 'Kind of the resource that gets the tags.' },
    Tags: { shape: tags, query: 'Tag', doc: 'The tags.' },
  },
} as const satisfies StructureShape

export const Filter = {
  type: 'structure',
  name: 'Filter',
  members: {
    Name: { shape: string, doc: 'Name of the filter, for example tag:Name.' },
    Values: {
      shape: listOf(string, 'String'),
      query: 'Value',
      doc: 'Values of which one must match; * stands for any text, ? for any character.',
    },
  },
} as const satisfies StructureShape

export const filterList = listOf(Filter)

export const dryRun = {
  shape: boolean,
  doc: 'Only checks whether the request would succeed; nothing is changed.',
} as const satisfies Member
export const clientToken = {
  shape: { type: 'string', format: 'token', max: 64 },
  idempotencyToken: true,
  doc: 'Text that makes a repeated request safe: the same token with the same parameters creates nothing twice. Filled in when left out.',
} as const satisfies Member
export const tagSpecifications = {
  shape: listOf(TagSpecification),
  query: 'TagSpecification',
  doc: 'Tags to give to the new resource.',
} as const satisfies Member
export const tagSet = { shape: tags, wire: 'tagSet', doc: 'Tags of the resource.' } as const satisfies Member
export const filters = {
  shape: filterList,
  query: 'Filter',
  doc: 'Conditions that the items must meet.',
} as const satisfies Member
export const nextToken = {
  shape: string,
  doc: 'Token of an earlier answer, to continue where that answer ended.',
} as const satisfies Member
export const maxResults = {
  shape: { type: 'integer', min: 5, max: 1000, clientMin: 5 },
  doc: 'Most items to return in one answer; the rest is fetched with NextToken.',
} as const satisfies Member
/** The token in an answer. */
export const nextTokenOut = {
  shape: string,
  doc: 'Token to ask for the rest with; absent when nothing is left.',
} as const satisfies Member
