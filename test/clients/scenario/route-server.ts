// The scenario's route server, in the order of AWS's tutorial, and its end in the order of the tutorial's clean-up.

import { NET } from '../../harness.ts'
import { named, step, tagged, type Step } from './step.ts'

const VpcId = '@vpc.Vpc.VpcId'
const RouteServerId = '@server.RouteServer.RouteServerId'
const RouteTableId = '@table.RouteTable.RouteTableId'
const RouteServerEndpointId = '@endpoint.RouteServerEndpoint.RouteServerEndpointId'
const create = {
  AmazonSideAsn: 4294967295,
  ClientToken: 'a-server',
  PersistRoutes: 'enable',
  PersistRoutesDuration: 2,
  SnsNotificationsEnabled: true,
  TagSpecifications: tagged('route-server', 'rs'),
}
const endpoint = {
  RouteServerId,
  SubnetId: '@subnet.Subnet.SubnetId',
  ClientToken: 'an-endpoint',
  TagSpecifications: tagged('route-server-endpoint', 'e'),
}

export const ROUTE_SERVER: readonly Step[] = [
  named('server', 'CreateRouteServer', create, {
    RouteServer: {
      AmazonSideAsn: 4294967295,
      State: 'pending',
      PersistRoutesState: 'enabled',
      PersistRoutesDuration: 2,
      SnsNotificationsEnabled: true,
    },
  }),
  step('CreateRouteServer', create, { RouteServer: { RouteServerId, State: 'available' } }),
  step('DescribeRouteServers', { RouteServerIds: [RouteServerId] }, { RouteServers: [{ State: 'available' }] }),
  step(
    'ModifyRouteServer',
    { RouteServerId, PersistRoutes: 'enable', PersistRoutesDuration: 5 },
    {
      RouteServer: { State: 'modifying', PersistRoutesState: 'modifying' },
    },
  ),
  step(
    'DescribeRouteServers',
    { RouteServerIds: [RouteServerId] },
    {
      RouteServers: [{ State: 'available', PersistRoutesState: 'enabled', PersistRoutesDuration: 5 }],
    },
  ),
  step('ModifyRouteServer', { RouteServerId, SnsNotificationsEnabled: false }),
  step('DescribeRouteServers', {}, { RouteServers: [{ SnsNotificationsEnabled: false, SnsTopicArn: undefined }] }),
  step('AssociateRouteServer', { RouteServerId, VpcId }, { RouteServerAssociation: { State: 'associating' } }),
  step('GetRouteServerAssociations', { RouteServerId }, { RouteServerAssociations: [{ VpcId, State: 'associated' }] }),
  named('endpoint', 'CreateRouteServerEndpoint', endpoint, {
    RouteServerEndpoint: { State: 'pending', EniId: undefined, EniAddress: undefined, VpcId },
  }),
  step('CreateRouteServerEndpoint', endpoint, { RouteServerEndpoint: { RouteServerEndpointId, State: 'available' } }),
  step(
    'DescribeRouteServerEndpoints',
    { RouteServerEndpointIds: [RouteServerEndpointId] },
    {
      RouteServerEndpoints: [{ State: 'available', EniAddress: `10.${NET}.1.7` }],
    },
  ),
  step(
    'EnableRouteServerPropagation',
    { RouteServerId, RouteTableId },
    { RouteServerPropagation: { State: 'pending' } },
  ),
  step('GetRouteServerPropagations', { RouteServerId }, { RouteServerPropagations: [{ State: 'available' }] }),
  step('GetRouteServerPropagations', { RouteServerId, RouteTableId }, { RouteServerPropagations: [{ RouteTableId }] }),
  named(
    'peer',
    'CreateRouteServerPeer',
    {
      RouteServerEndpointId,
      PeerAddress: `10.${NET}.1.10`,
      BgpOptions: { PeerAsn: 65001, PeerLivenessDetection: 'bfd' },
      TagSpecifications: tagged('route-server-peer', 'p'),
    },
    {
      RouteServerPeer: {
        State: 'pending',
        BgpOptions: { PeerAsn: 65001, PeerLivenessDetection: 'bfd' },
        BgpStatus: { Status: 'down' },
        BfdStatus: { Status: 'down' },
      },
    },
  ),
  step(
    'DescribeRouteServerPeers',
    { RouteServerPeerIds: ['@peer.RouteServerPeer.RouteServerPeerId'] },
    {
      RouteServerPeers: [{ State: 'available', EndpointEniAddress: `10.${NET}.1.7`, Tags: [{ Value: 'p' }] }],
    },
  ),
  step('GetRouteServerRoutingDatabase', { RouteServerId }, { AreRoutesPersisted: false, Routes: [] }),
  step(
    'DescribeNetworkInterfaces',
    { Filters: [{ Name: 'requester-managed', Values: ['true'] }], IncludeManagedResources: true },
    {
      NetworkInterfaces: [{ PrivateIpAddress: `10.${NET}.1.7`, Status: 'in-use' }],
    },
  ),
]

/** A VPC whose addresses are, on the loopback network, those of the first: its endpoint cannot be had. */
const failing: readonly Step[] = [
  named('twin', 'CreateVpc', { CidrBlock: `11.${NET}.0.0/16` }),
  named('twin subnet', 'CreateSubnet', { VpcId: '@twin.Vpc.VpcId', CidrBlock: `11.${NET}.1.0/24` }),
  named('taken', 'CreateNetworkInterface', {
    SubnetId: '@twin subnet.Subnet.SubnetId',
    SecondaryPrivateIpAddressCount: 2,
    ClientToken: 'taken',
  }),
  named('twin server', 'CreateRouteServer', { AmazonSideAsn: 65001 }),
  step('AssociateRouteServer', { RouteServerId: '@twin server.RouteServer.RouteServerId', VpcId: '@twin.Vpc.VpcId' }),
  named('failed', 'CreateRouteServerEndpoint', {
    RouteServerId: '@twin server.RouteServer.RouteServerId',
    SubnetId: '@twin subnet.Subnet.SubnetId',
  }),
  step(
    'DescribeRouteServerEndpoints',
    { RouteServerEndpointIds: ['@failed.RouteServerEndpoint.RouteServerEndpointId'] },
    { RouteServerEndpoints: [{ State: 'failed' }] },
  ),
  step('DeleteRouteServerEndpoint', { RouteServerEndpointId: '@failed.RouteServerEndpoint.RouteServerEndpointId' }),
  step('DisassociateRouteServer', {
    RouteServerId: '@twin server.RouteServer.RouteServerId',
    VpcId: '@twin.Vpc.VpcId',
  }),
  step('DeleteRouteServer', { RouteServerId: '@twin server.RouteServer.RouteServerId' }),
  step('DeleteNetworkInterface', { NetworkInterfaceId: '@taken.NetworkInterface.NetworkInterfaceId' }),
  step('DeleteSubnet', { SubnetId: '@twin subnet.Subnet.SubnetId' }),
  step('DeleteVpc', { VpcId: '@twin.Vpc.VpcId' }),
]

export const ROUTE_SERVER_END: readonly Step[] = [
  ...failing,
  step('DescribeRouteTables', {}),
  step(
    'DisableRouteServerPropagation',
    { RouteServerId, RouteTableId },
    {
      RouteServerPropagation: { State: 'deleting' },
    },
  ),
  step(
    'DeleteRouteServerPeer',
    { RouteServerPeerId: '@peer.RouteServerPeer.RouteServerPeerId' },
    {
      RouteServerPeer: { State: 'deleting' },
    },
  ),
  step('DeleteRouteServerEndpoint', { RouteServerEndpointId }, { RouteServerEndpoint: { State: 'deleting' } }),
  step('DisassociateRouteServer', { RouteServerId, VpcId }, { RouteServerAssociation: { State: 'disassociating' } }),
  step('DeleteRouteServer', { RouteServerId }, { RouteServer: { State: 'deleting' } }),
  step('DescribeRouteServers', {}, { RouteServers: [{ State: 'deleted' }, { State: 'deleted' }] }),
  step('DescribeRouteServerEndpoints', {}, { RouteServerEndpoints: [{ State: 'deleted' }, { State: 'deleted' }] }),
  step('DescribeRouteServerPeers', {}, { RouteServerPeers: [{ State: 'deleted' }] }),
]
