// Which permissions a call needs: pairs of action and resource with the condition keys that belong to them (Service
// Authorization Reference, "Actions, resources, and condition keys for Amazon EC2"). Read from the model: the ids of a
// request are its resources, a create call has the new thing besides. Describe calls are on no resource in particular.

import type { Kind } from '../../engine/resources.ts'
import { tableOf, type Region } from '../../engine/state.ts'
import { ID_PREFIXES, type IdKind } from '../../model/ids.ts'
import type { Operation, Shape } from '../../model/shape.ts'

type Request = Readonly<Record<string, unknown>>
type Keys = readonly (readonly [key: string, values: readonly string[]])[]

/** A permission that a call needs, with the condition keys of its resource. */
export interface Need {
  readonly action: string
  readonly resource: string
  readonly keys: Keys
}

export interface CallOf {
  readonly operation: Operation
  readonly request: Request
  /** The caller's account in the region of the call. */
  readonly region: Region
  /** `aws`, `aws-cn` ... */
  readonly partition: string
}

/** Everything that the caller must be allowed to do for this call. */
export function needsOf(call: CallOf): readonly Need[] {
  const { name } = call.operation
  const action = `ec2:${name}`
  const requestKeys = tagKeysOf(call.request)
  const targets = targetsOf(call).map(({ resource, keys }) => ({ action, resource, keys: [...keys, ...requestKeys] }))
  const own = targets.length > 0 ? targets : [{ action, resource: '*', keys: requestKeys }]
  return [...own, ...taggingNeeds(call, requestKeys), ...dependentNeeds(call)]
}

interface Target {
  readonly resource: string
  readonly keys: Keys
}

/** Kinds that have an ARN of their own. */
const WITH_ARN: ReadonlySet<string> = new Set([
  'route-server',
  'route-server-endpoint',
  'route-server-peer',
  'vpc',
  'subnet',
  'route-table',
  'internet-gateway',
  'network-interface',
  'security-group',
  'security-group-rule',
  'network-acl',
  'dhcp-options',
])

/** Actions whose other ids are not resources in the sense of IAM. */
const ONLY: ReadonlyMap<string, string> = new Map([
  ['CreateRoute', 'route-table'],
  ['ReplaceRoute', 'route-table'],
  ['DeleteRoute', 'route-table'],
])

function targetsOf(call: CallOf): readonly Target[] {
  const { name } = call.operation
  if (name.startsWith('Describe') && !name.endsWith('Attribute')) return []
  const created = createdKind(name)
  const existing = idsOf(call).flatMap((id) => existingTarget(call, id))
  const only = ONLY.get(name)
  const kept = only === undefined ? existing : existing.filter(({ kind }) => kind === only)
  const fresh =
    created === undefined ? [] : [{ resource: arnOf(call, created, '*'), keys: placeKeys(call, call.request) }]
  return [...fresh, ...kept]
}

/** CreateRouteServerPeer makes a route-server-peer; CreateRoute and CreateTags make nothing that has an ARN. */
export function createdKind(action: string): string | undefined {
  const [, noun] = /^Create(?:Default)?([A-Z][A-Za-z]+)$/.exec(action) ?? []
  const kind = noun?.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
  return kind !== undefined && WITH_ARN.has(kind) ? kind : undefined
}

/** The ids that stand in the members of a request, not those deeper inside. */
function idsOf({ operation, request }: CallOf): readonly string[] {
  return Object.entries(operation.input.members).flatMap(([name, { shape }]) => {
    const value = request[name]
    if (value === undefined || !(holdsIds(shape) || OTHER_IDS.has(name))) return []
    return (Array.isArray(value) ? value : [value]).filter((id) => typeof id === 'string')
  })
}

/** Members that hold ids of several kinds, and so are plain text in the model. */
const OTHER_IDS: ReadonlySet<string> = new Set(['Resources', 'GatewayId', 'DhcpOptionsId'])

const holdsIds = (shape: Shape): boolean =>
  shape.type === 'list' ? holdsIds(shape.member) : shape.type === 'string' && shape.format === 'id'

const KINDS = Object.keys(ID_PREFIXES) as readonly IdKind[]

/** The kind whose prefix an id has, whatever follows. */
const kindOfPrefix = (id: string): IdKind | undefined => {
  const prefix = id.slice(0, Math.max(0, id.lastIndexOf('-')))
  return KINDS.find((kind) => ID_PREFIXES[kind] === prefix)
}

function existingTarget(call: CallOf, id: string): readonly (Target & { readonly kind: string })[] {
  const kind = kindOfPrefix(id)
  if (kind === undefined) return []
  if (kind === 'route-table-association') return associationTargets(call, id)
  if (!WITH_ARN.has(kind)) return []
  const record = recordOf(call.region, kind, id)
  const own = [[`ec2:${keyName(kind)}id`, [id]]] as const
  return [{ kind, resource: arnOf(call, kind, id), keys: [...own, ...recordKeys(call, record)] }]
}

/** An association has no ARN: what counts is its table and its subnet. */
function associationTargets(call: CallOf, id: string): readonly (Target & { readonly kind: string })[] {
  const association = recordOf(call.region, 'route-table-association', id) as
    | { readonly routeTableId: string; readonly subnetId?: string }
    | undefined
  if (association === undefined) return []
  const { routeTableId, subnetId } = association
  return [routeTableId, ...(subnetId === undefined ? [] : [subnetId])].flatMap((inner) => existingTarget(call, inner))
}

/** vpc becomes vpc, route-table routetable: as in ec2:RouteTableID. */
const keyName = (kind: string): string => kind.replaceAll('-', '')

const recordOf = (region: Region, kind: IdKind, id: string): object | undefined =>
  kind in region.tables ? tableOf(region, kind as Kind).get(id) : undefined

const arnOf = ({ region, partition }: CallOf, kind: string, id: string): string =>
  `arn:${partition}:ec2:${region.scope.region}:${region.scope.account}:${kind}/${id}`

/** What is known of an existing resource: its tags, and where it is. */
function recordKeys(call: CallOf, record: object | undefined): Keys {
  if (record === undefined) return []
  const {
    tags = [],
    vpcId,
    subnetId,
    availabilityZone,
    instanceTenancy,
  } = record as {
    readonly tags?: readonly { readonly key: string; readonly value: string }[]
    readonly vpcId?: string
    readonly subnetId?: string
    readonly availabilityZone?: string
    readonly instanceTenancy?: string
  }
  return [
    ...tags.flatMap(({ key, value }) => [
      [`aws:resourcetag/${key.toLowerCase()}`, [value]] as const,
      [`ec2:resourcetag/${key.toLowerCase()}`, [value]] as const,
    ]),
    ...place(call, vpcId, subnetId),
    ...(availabilityZone === undefined ? [] : ([['ec2:availabilityzone', [availabilityZone]]] as const)),
    ...(instanceTenancy === undefined ? [] : ([['ec2:tenancy', [instanceTenancy]]] as const)),
  ]
}

const place = (call: CallOf, vpcId: string | undefined, subnetId: string | undefined): Keys => [
  ...(vpcId === undefined ? [] : ([['ec2:vpc', [arnOf(call, 'vpc', vpcId)]]] as const)),
  ...(subnetId === undefined ? [] : ([['ec2:subnet', [arnOf(call, 'subnet', subnetId)]]] as const)),
]

/** Where something new will be: in the VPC that is named, or in that of the subnet, route server or endpoint. */
function placeKeys(call: CallOf, request: Request): Keys {
  const text = (name: string): string | undefined => {
    const value = request[name]
    return typeof value === 'string' ? value : undefined
  }
  const subnetId = text('SubnetId')
  const subnet = subnetId === undefined ? undefined : call.region.tables.subnet.get(subnetId)
  const endpoint = call.region.tables['route-server-endpoint'].get(text('RouteServerEndpointId') ?? '')
  const zone = text('AvailabilityZone') ?? subnet?.availabilityZone
  return [
    ...place(call, text('VpcId') ?? subnet?.vpcId ?? endpoint?.vpcId, subnetId ?? endpoint?.subnetId),
    ...(zone === undefined ? [] : ([['ec2:availabilityzone', [zone]]] as const)),
  ]
}

interface RequestTag {
  readonly Key?: string
  readonly Value?: string
}

/** The tags that the request has, on creation or for existing resources. */
function requestTags(request: Request): readonly RequestTag[] {
  const plain = (request['Tags'] ?? []) as readonly RequestTag[]
  const specifications = (request['TagSpecifications'] ?? []) as readonly { readonly Tags?: readonly RequestTag[] }[]
  return [...plain, ...specifications.flatMap(({ Tags = [] }) => Tags)]
}

function tagKeysOf(request: Request): Keys {
  const tags = requestTags(request)
  if (tags.length === 0) return []
  return [
    ['aws:tagkeys', tags.map(({ Key = '' }) => Key)],
    ...tags.map(({ Key = '', Value = '' }) => [`aws:requesttag/${Key.toLowerCase()}`, [Value]] as const),
  ]
}

/** To create a thing with tags takes the right to tag it too; policies can tell that case by ec2:CreateAction. */
function taggingNeeds(call: CallOf, requestKeys: Keys): readonly Need[] {
  const kind = createdKind(call.operation.name)
  if (kind === undefined || requestTags(call.request).length === 0) return []
  const keys: Keys = [...requestKeys, ['ec2:createaction', [call.operation.name]]]
  return [{ action: 'ec2:CreateTags', resource: arnOf(call, kind, '*'), keys }]
}

/** What the service does for the caller in the caller's account (VPC User Guide, route-server-iam). */
const DEPENDENT: ReadonlyMap<string, readonly (readonly [action: string, kind: string | undefined])[]> = new Map([
  [
    'CreateRouteServerEndpoint',
    [
      ['ec2:CreateNetworkInterface', 'network-interface'],
      ['ec2:CreateNetworkInterfacePermission', 'network-interface'],
      ['ec2:CreateSecurityGroup', 'security-group'],
      ['ec2:DescribeSecurityGroups', undefined],
      ['ec2:AuthorizeSecurityGroupIngress', 'security-group'],
      ['ec2:CreateTags', 'network-interface'],
      ['ec2:DeleteTags', 'network-interface'],
    ],
  ],
  [
    'DeleteRouteServerEndpoint',
    [
      ['ec2:DeleteNetworkInterface', 'network-interface'],
      ['ec2:DeleteSecurityGroup', 'security-group'],
      ['ec2:RevokeSecurityGroupIngress', 'security-group'],
      ['ec2:CreateTags', 'network-interface'],
      ['ec2:DeleteTags', 'network-interface'],
    ],
  ],
  ['CreateRouteServerPeer', [['ec2:AuthorizeSecurityGroupIngress', 'security-group']]],
  ['DeleteRouteServerPeer', [['ec2:RevokeSecurityGroupIngress', 'security-group']]],
])

function dependentNeeds(call: CallOf): readonly Need[] {
  const fixed = (DEPENDENT.get(call.operation.name) ?? []).map(([action, kind]) => ({
    action,
    resource: kind === undefined ? '*' : arnOf(call, kind, '*'),
    keys: placeKeys(call, call.request),
  }))
  return [...fixed, ...topicNeeds(call)]
}

/** Notifications need a topic, and its removal. */
function topicNeeds({ operation, request, region }: CallOf): readonly Need[] {
  const server = region.tables['route-server'].get(String(request['RouteServerId']))
  const creates = operation.name === 'CreateRouteServer' && request['SnsNotificationsEnabled'] === true
  const deletes = operation.name === 'DeleteRouteServer' && server?.snsNotificationsEnabled === true
  if (!creates && !deletes) return []
  return [{ action: creates ? 'sns:CreateTopic' : 'sns:DeleteTopic', resource: '*', keys: [] }]
}
