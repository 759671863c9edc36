// Which operations can be waited for with --wait, and how their end is seen.

/** How the end of one operation is seen. */
export interface Awaited {
  /** Member of the response that holds the resource. */
  readonly member: string
  /** Operation that shows the resource, how it is asked for one, and the list in its answer. */
  readonly describe: string
  readonly ids: Readonly<Record<string, string>>
  readonly asList: boolean
  readonly list: string
  readonly state: string
  readonly wanted: readonly string[]
  readonly failed: readonly string[]
  /** Not to be found any more is what is wanted. */
  readonly goneIsDone: boolean
}

const described = (member: string, describe: string, list: string, id: string, idsMember: string, state = 'State') => ({
  member,
  describe,
  list,
  state,
  ids: { [idsMember]: id },
  asList: true,
})
const made = { wanted: ['available', 'in-use'], failed: ['failed', 'deleted'], goneIsDone: false } as const
const gone = { wanted: ['deleted'], failed: ['failed'], goneIsDone: true } as const
const SERVER = described('RouteServer', 'DescribeRouteServers', 'RouteServers', 'RouteServerId', 'RouteServerIds')
const ENDPOINT = described(
  'RouteServerEndpoint',
  'DescribeRouteServerEndpoints',
  'RouteServerEndpoints',
  'RouteServerEndpointId',
  'RouteServerEndpointIds',
)
const PEER = described(
  'RouteServerPeer',
  'DescribeRouteServerPeers',
  'RouteServerPeers',
  'RouteServerPeerId',
  'RouteServerPeerIds',
)
const ASSOCIATION = {
  member: 'RouteServerAssociation',
  describe: 'GetRouteServerAssociations',
  list: 'RouteServerAssociations',
  ids: { RouteServerId: 'RouteServerId' },
  asList: false,
  state: 'State',
} as const
const PROPAGATION = {
  member: 'RouteServerPropagation',
  describe: 'GetRouteServerPropagations',
  list: 'RouteServerPropagations',
  ids: { RouteServerId: 'RouteServerId', RouteTableId: 'RouteTableId' },
  asList: false,
  state: 'State',
} as const

/** Operations that can be waited for. */
export const AWAITED: Readonly<Record<string, Awaited>> = {
  CreateRouteServer: { ...SERVER, ...made },
  ModifyRouteServer: { ...SERVER, ...made },
  DeleteRouteServer: { ...SERVER, ...gone },
  CreateRouteServerEndpoint: { ...ENDPOINT, ...made },
  DeleteRouteServerEndpoint: { ...ENDPOINT, ...gone },
  CreateRouteServerPeer: { ...PEER, ...made },
  DeleteRouteServerPeer: { ...PEER, ...gone },
  AssociateRouteServer: { ...ASSOCIATION, wanted: ['associated'], failed: [], goneIsDone: false },
  DisassociateRouteServer: { ...ASSOCIATION, wanted: [], failed: [], goneIsDone: true },
  EnableRouteServerPropagation: { ...PROPAGATION, wanted: ['available'], failed: [], goneIsDone: false },
  DisableRouteServerPropagation: { ...PROPAGATION, wanted: [], failed: [], goneIsDone: true },
  CreateVpc: { ...described('Vpc', 'DescribeVpcs', 'Vpcs', 'VpcId', 'VpcIds'), ...made },
  CreateSubnet: { ...described('Subnet', 'DescribeSubnets', 'Subnets', 'SubnetId', 'SubnetIds'), ...made },
  CreateNetworkInterface: {
    ...described(
      'NetworkInterface',
      'DescribeNetworkInterfaces',
      'NetworkInterfaces',
      'NetworkInterfaceId',
      'NetworkInterfaceIds',
      'Status',
    ),
    ...made,
  },
}
