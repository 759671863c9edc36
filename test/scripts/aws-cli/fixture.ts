// The small account that the stub plays while cases are recorded: one route server with five peers.

import { writeError } from '../../../src/ec2/error-document.ts'
import { writeResponse } from '../../../src/ec2/write-xml.ts'
import { errors, type ApiError } from '../../../src/model/errors.ts'
import { operationByName } from '../../../src/model/service.ts'
import type { Reply, SentRequest } from './stub.ts'

/** How the stub behaves in one case. */
export interface Behaviour {
  /** Items in one page of a describe call. */
  readonly pageSize?: number
  /** Answers in turn; when they are used up, the account answers. */
  readonly replies?: readonly Reply[]
  /** Answer to every call. */
  readonly always?: Reply
  /** The same NextToken again and again. */
  readonly sameToken?: true
}

export const REQUEST_ID = '11111111-2222-3333-4444-555555555555'

type Plain = Record<string, unknown>

const peer = (n: number, asn: number, up: boolean, rest: Plain): Plain => ({
  RouteServerPeerId: `rsp-0f10203040500000${n}`,
  RouteServerEndpointId: n < 4 ? 'rse-0b1c2d3e4f5060001' : 'rse-0b1c2d3e4f5060002',
  RouteServerId: 'rs-0a1b2c3d4e5f60001',
  VpcId: 'vpc-0c1d2e3f405060001',
  SubnetId: 'subnet-0d1e2f30405060001',
  State: 'available',
  EndpointEniId: 'eni-0e1f203040506a001',
  EndpointEniAddress: '10.0.0.10',
  PeerAddress: `10.0.0.${n}`,
  BgpOptions: { PeerAsn: asn, PeerLivenessDetection: n % 2 === 0 ? 'bfd' : 'bgp-keepalive' },
  BgpStatus: { Status: up ? 'up' : 'down' },
  BfdStatus: { Status: 'down' },
  ...rest,
})

const tag = (Key: string, Value: string): Plain => ({ Key, Value })

export const PEERS: readonly Plain[] = [
  peer(1, 65010, true, { Tags: [tag('Name', 'fw-a'), tag('env', 'prod')] }),
  peer(2, 65011, true, { Tags: [tag('Name', 'naïve "quoted", é')] }),
  peer(3, 4200000010, false, { State: 'failed', FailureReason: 'Endpoint not reachable', Tags: [] }),
  peer(4, 65010, false, { State: 'pending', Tags: [tag('zone', '東京'), tag('env', 'test')] }),
  peer(5, 65100, false, { State: 'deleting', Tags: [tag('on', 'yes'), tag('rocket', '\u{1f680}'), tag('empty', '')] }),
]

const SERVERS: readonly Plain[] = [
  {
    RouteServerId: 'rs-0a1b2c3d4e5f60001',
    AmazonSideAsn: 65000,
    State: 'available',
    Tags: [tag('Name', 'main')],
    PersistRoutesState: 'enabled',
    PersistRoutesDuration: 3,
    SnsNotificationsEnabled: true,
    SnsTopicArn: 'arn:aws:sns:us-east-1:123456789012:rs-topic',
  },
  {
    RouteServerId: 'rs-0a1b2c3d4e5f60002',
    AmazonSideAsn: 4294967295,
    State: 'pending',
    Tags: [],
    PersistRoutesState: 'disabled',
    SnsNotificationsEnabled: false,
  },
]

const endpoint = (n: number): Plain => ({
  RouteServerId: 'rs-0a1b2c3d4e5f60001',
  RouteServerEndpointId: `rse-0b1c2d3e4f506000${n}`,
  VpcId: 'vpc-0c1d2e3f405060001',
  SubnetId: `subnet-0d1e2f3040506000${n}`,
  EniId: `eni-0e1f203040506a00${n}`,
  EniAddress: `10.0.${n}.10`,
  State: 'available',
  Tags: [],
})
const ENDPOINTS: readonly Plain[] = [1, 2, 3].map(endpoint)

const ROUTES: readonly Plain[] = [
  {
    RouteServerEndpointId: 'rse-0b1c2d3e4f5060001',
    RouteServerPeerId: 'rsp-0f102030405000001',
    RouteInstallationDetails: [
      { RouteTableId: 'rtb-01', RouteInstallationStatus: 'installed' },
      {
        RouteTableId: 'rtb-02',
        RouteInstallationStatus: 'rejected',
        RouteInstallationStatusReason: 'A static route with the same destination exists',
      },
    ],
    RouteStatus: 'in-fib',
    Prefix: '192.0.2.0/24',
    AsPaths: ['65010', '65020'],
    Med: 100,
    NextHopIp: '10.0.0.1',
  },
  {
    RouteServerEndpointId: 'rse-0b1c2d3e4f5060001',
    RouteServerPeerId: 'rsp-0f102030405000002',
    RouteInstallationDetails: [],
    RouteStatus: 'in-rib',
    Prefix: '192.0.2.0/24',
    AsPaths: ['65011'],
    Med: 0,
    NextHopIp: '10.0.0.2',
  },
  {
    RouteServerEndpointId: 'rse-0b1c2d3e4f5060001',
    RouteServerPeerId: 'rsp-0f102030405000002',
    RouteInstallationDetails: [{ RouteTableId: 'rtb-01', RouteInstallationStatus: 'installed' }],
    RouteStatus: 'in-fib',
    Prefix: '2001:db8::/32',
    AsPaths: [],
    NextHopIp: '2001:db8::1',
  },
]

const LISTS: Readonly<Record<string, readonly [string, readonly Plain[]]>> = {
  DescribeRouteServers: ['RouteServers', SERVERS],
  DescribeRouteServerEndpoints: ['RouteServerEndpoints', ENDPOINTS],
  DescribeRouteServerPeers: ['RouteServerPeers', PEERS],
}

/** The answer of the account to request number `index`. */
export function answer(behaviour: Behaviour, request: SentRequest, index: number): Reply {
  const told = behaviour.always ?? behaviour.replies?.[index]
  if (told !== undefined) return told
  const parameters = { ...request.parameters }
  const operation = operationByName.get(parameters['Action'] ?? '')
  if (operation === undefined) return errorReply(errors.invalidAction(parameters['Action'] ?? ''))
  if (parameters['DryRun'] === 'true') return errorReply(errors.dryRun())
  const response = respond(behaviour, operation.name, parameters)
  return { status: 200, body: writeResponse(operation, response, REQUEST_ID) }
}

/** An error document of EC2's form. */
export const errorReply = (error: ApiError): Reply => ({
  status: error.status,
  body: writeError(error, REQUEST_ID, 'ec2'),
})

function respond(behaviour: Behaviour, action: string, parameters: Record<string, string>): Plain {
  const list = LISTS[action]
  if (list !== undefined) return listed(behaviour, list[0], list[1], parameters)
  const made = MADE[action]
  return made === undefined ? {} : made(parameters)
}

const filterOf = (parameters: Record<string, string>, name: string): string | undefined => {
  const found = Object.entries(parameters).find(([key, value]) => /^Filter\.\d+\.Name$/.test(key) && value === name)
  return found === undefined ? undefined : parameters[found[0].replace(/Name$/, 'Value.1')]
}

function listed(behaviour: Behaviour, key: string, all: readonly Plain[], parameters: Record<string, string>): Plain {
  const state = filterOf(parameters, 'state')
  const env = filterOf(parameters, 'tag:env')
  const matching = all.filter(
    (item) =>
      (state === undefined || item['State'] === state) &&
      (env === undefined || (item['Tags'] as Plain[]).some((t) => t['Key'] === 'env' && t['Value'] === env)),
  )
  const size = Number(behaviour.pageSize ?? parameters['MaxResults'] ?? matching.length)
  const token = parameters['NextToken']
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString().split(':')[1] ?? 0)
  const next = behaviour.sameToken ? 2 : start + size
  const more = next < matching.length
  return {
    [key]: matching.slice(start, start + size),
    ...(more ? { NextToken: Buffer.from(`stub-offset:${next}`).toString('base64') } : {}),
  }
}

/** Tags of a request's TagSpecification. */
function tagsOf(parameters: Record<string, string>): Plain[] {
  const tags: Plain[] = []
  for (let i = 1; parameters[`TagSpecification.1.Tag.${i}.Key`] !== undefined; i++) {
    tags.push(
      tag(parameters[`TagSpecification.1.Tag.${i}.Key`] ?? '', parameters[`TagSpecification.1.Tag.${i}.Value`] ?? ''),
    )
  }
  return tags
}

const MADE: Readonly<Record<string, (parameters: Record<string, string>) => Plain>> = {
  CreateRouteServerPeer: (p) => ({
    RouteServerPeer: {
      ...peer(9, Number(p['BgpOptions.PeerAsn']), false, {
        RouteServerPeerId: 'rsp-0f10203040500000a',
        RouteServerEndpointId: p['RouteServerEndpointId'] ?? '',
        State: 'pending',
        PeerAddress: p['PeerAddress'] ?? '',
        Tags: tagsOf(p),
      }),
      BgpOptions: {
        PeerAsn: Number(p['BgpOptions.PeerAsn']),
        PeerLivenessDetection: p['BgpOptions.PeerLivenessDetection'] ?? 'bgp-keepalive',
      },
    },
  }),
  DeleteRouteServerPeer: () => ({ RouteServerPeer: { ...PEERS[0], State: 'deleting' } }),
  CreateRouteServer: (p) => ({
    RouteServer: {
      RouteServerId: 'rs-0a1b2c3d4e5f60003',
      AmazonSideAsn: Number(p['AmazonSideAsn'] ?? 0),
      State: 'pending',
      Tags: tagsOf(p),
      PersistRoutesState: 'disabled',
      SnsNotificationsEnabled: p['SnsNotificationsEnabled'] === 'true',
    },
  }),
  ModifyRouteServer: (p) => ({
    RouteServer: { ...SERVERS[0], PersistRoutesDuration: Number(p['PersistRoutesDuration'] ?? 1), State: 'modifying' },
  }),
  DeleteRouteServer: () => ({ RouteServer: { ...SERVERS[1], State: 'deleting' } }),
  CreateRouteServerEndpoint: (p) => ({ RouteServerEndpoint: { ...endpoint(4), State: 'pending', Tags: tagsOf(p) } }),
  DeleteRouteServerEndpoint: () => ({ RouteServerEndpoint: { ...endpoint(1), State: 'deleting' } }),
  AssociateRouteServer: () => ({ RouteServerAssociation: { ...ASSOCIATION, State: 'associating' } }),
  DisassociateRouteServer: () => ({ RouteServerAssociation: { ...ASSOCIATION, State: 'disassociating' } }),
  GetRouteServerAssociations: () => ({ RouteServerAssociations: [ASSOCIATION] }),
  EnableRouteServerPropagation: () => ({ RouteServerPropagation: { ...PROPAGATION, State: 'pending' } }),
  DisableRouteServerPropagation: () => ({ RouteServerPropagation: { ...PROPAGATION, State: 'deleting' } }),
  GetRouteServerPropagations: () => ({ RouteServerPropagations: [PROPAGATION] }),
  GetRouteServerRoutingDatabase: () => ({ AreRoutesPersisted: false, Routes: ROUTES, NextToken: 'more' }),
  DescribeVpcs: () => ({
    Vpcs: [{ VpcId: 'vpc-0c1d2e3f405060001', CidrBlock: '10.0.0.0/16', IsDefault: false, Tags: [] }],
  }),
  GetCallerIdentity: () => ({
    UserId: 'AIDAEXAMPLE',
    Account: '123456789012',
    Arn: 'arn:aws:iam::123456789012:user/x',
  }),
}

const ASSOCIATION: Plain = {
  RouteServerId: 'rs-0a1b2c3d4e5f60001',
  VpcId: 'vpc-0c1d2e3f405060001',
  State: 'associated',
}
const PROPAGATION: Plain = {
  RouteServerId: 'rs-0a1b2c3d4e5f60001',
  RouteTableId: 'rtb-0a1b2c3d4e5f60001',
  State: 'available',
}
