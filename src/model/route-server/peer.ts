// Route server peers. EC2 API 2016-11-15, CreateRouteServerPeer and its siblings. A peer has no client token and
// cannot be modified.

import type { Operation, StructureShape } from '../shape.ts'
import {
  asn,
  dryRun,
  enumOf,
  filters,
  idOf,
  ipv4,
  listOf,
  maxResults,
  nextToken,
  nextTokenOut,
  pagedBy,
  string,
  tagSpecifications,
  tags,
} from '../shared-shapes.ts'

export const RouteServerPeerLivenessMode = enumOf('bfd', 'bgp-keepalive')

export const RouteServerBgpOptionsRequest = {
  type: 'structure',
  name: 'RouteServerBgpOptionsRequest',
  members: {
    PeerAsn: { shape: asn, required: true, doc: 'Autonomous system number of the network device, 1 to 4294967295.' },
    PeerLivenessDetection: {
      shape: RouteServerPeerLivenessMode,
      doc: 'How a dead device is noticed: by BGP keepalive messages, the default, or within a second by BFD (bfd).',
    },
  },
} as const satisfies StructureShape

export const RouteServerBgpOptions = {
  type: 'structure',
  name: 'RouteServerBgpOptions',
  members: {
    PeerAsn: { shape: asn, doc: 'Autonomous system number of the network device.' },
    PeerLivenessDetection: {
      shape: RouteServerPeerLivenessMode,
      doc: 'How a dead device is noticed: by BGP keepalive messages or by BFD.',
    },
  },
} as const satisfies StructureShape

export const RouteServerBgpStatus = {
  type: 'structure',
  name: 'RouteServerBgpStatus',
  members: {
    Status: { shape: enumOf('up', 'down'), doc: 'Whether the BGP session is established.' },
  },
} as const satisfies StructureShape

export const RouteServerBfdStatus = {
  type: 'structure',
  name: 'RouteServerBfdStatus',
  members: {
    Status: { shape: enumOf('up', 'down'), doc: 'Whether the BFD session is up.' },
  },
} as const satisfies StructureShape

export const RouteServerPeer = {
  type: 'structure',
  name: 'RouteServerPeer',
  members: {
    RouteServerPeerId: { shape: string, doc: 'Id of the peer.' },
    RouteServerEndpointId: { shape: string, doc: 'Id of the endpoint that the peer belongs to.' },
    RouteServerId: { shape: string, doc: 'Id of the route server.' },
    VpcId: { shape: string, doc: 'Id of the VPC of the endpoint.' },
    SubnetId: { shape: string, doc: 'Id of the subnet of the endpoint.' },
    State: {
      shape: enumOf('pending', 'available', 'deleting', 'deleted', 'failing', 'failed'),
      doc: 'Where the peer is in its life; its sessions are reported apart, in the BGP and BFD status.',
    },
    FailureReason: { shape: string, doc: 'Why the peer has failed.' },
    EndpointEniId: { shape: string, doc: 'Id of the network interface of the endpoint.' },
    EndpointEniAddress: { shape: string, doc: 'Address of the endpoint, which the network device connects to.' },
    PeerAddress: { shape: ipv4, doc: 'IPv4 address of the network device.' },
    BgpOptions: { shape: RouteServerBgpOptions, doc: 'Settings of the BGP session.' },
    BgpStatus: { shape: RouteServerBgpStatus, doc: 'State of the BGP session.' },
    BfdStatus: { shape: RouteServerBfdStatus, doc: 'State of the BFD session; absent for a peer without BFD.' },
    Tags: { shape: tags, wire: 'tagSet', doc: 'Tags of the peer.' },
  },
} as const satisfies StructureShape

export const createRouteServerPeer = {
  name: 'CreateRouteServerPeer',
  doc: 'Creates a peer: lets one network device open a BGP session to a route server endpoint.',
  input: {
    type: 'structure',
    members: {
      RouteServerEndpointId: {
        shape: idOf('rse'),
        required: true,
        doc: 'Id of the endpoint that the network device opens its BGP session to.',
      },
      PeerAddress: { shape: ipv4, required: true, doc: 'IPv4 address of the network device.' },
      BgpOptions: { shape: RouteServerBgpOptionsRequest, required: true, doc: 'Settings of the BGP session.' },
      DryRun: dryRun,
      TagSpecifications: tagSpecifications,
    },
  },
  output: {
    type: 'structure',
    members: {
      RouteServerPeer: { shape: RouteServerPeer, doc: 'The new peer.' },
    },
  },
} as const satisfies Operation

export const describeRouteServerPeers = {
  name: 'DescribeRouteServerPeers',
  doc: 'Lists route server peers with the state of their BGP and BFD sessions, including those deleted recently.',
  input: {
    type: 'structure',
    members: {
      RouteServerPeerIds: {
        shape: listOf(idOf('rsp'), 'RouteServerPeerId'),
        query: 'RouteServerPeerId',
        doc: 'Ids of the peers to list; all when left out.',
      },
      NextToken: nextToken,
      MaxResults: maxResults,
      Filters: filters,
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      RouteServerPeers: { shape: listOf(RouteServerPeer), wire: 'routeServerPeerSet', doc: 'The peers.' },
      NextToken: nextTokenOut,
    },
  },
  paginate: pagedBy('RouteServerPeers'),
  maxResults: { min: 5, max: 1000 },
  filters: {
    over: 'RouteServerPeers',
    by: [
      { names: ['route-server-peer-id'], path: ['RouteServerPeerId'] },
      { names: ['route-server-endpoint-id'], path: ['RouteServerEndpointId'] },
      { names: ['route-server-id'], path: ['RouteServerId'] },
      { names: ['vpc-id'], path: ['VpcId'] },
      { names: ['subnet-id'], path: ['SubnetId'] },
      { names: ['eni-id'], path: ['EndpointEniId'] },
      { names: ['eni-address'], path: ['EndpointEniAddress'] },
      { names: ['peer-address'], path: ['PeerAddress'] },
      { names: ['peer-asn'], path: ['BgpOptions', 'PeerAsn'] },
      { names: ['peer-liveness-detection'], path: ['BgpOptions', 'PeerLivenessDetection'] },
      { names: ['bgp-status'], path: ['BgpStatus', 'Status'] },
      { names: ['bfd-status'], path: ['BfdStatus', 'Status'] },
      { names: ['state'], path: ['State'] },
    ],
  },
} as const satisfies Operation

export const deleteRouteServerPeer = {
  name: 'DeleteRouteServerPeer',
  doc: 'Deletes a peer: its sessions are closed and its routes withdrawn.',
  input: {
    type: 'structure',
    members: {
      RouteServerPeerId: { shape: idOf('rsp'), required: true, doc: 'Id of the peer to delete.' },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      RouteServerPeer: { shape: RouteServerPeer, doc: 'The peer, on its way out.' },
    },
  },
} as const satisfies Operation
