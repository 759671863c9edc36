// The network of AWS's tutorial, made with the SDK: VPC, subnet, table, two interfaces, route server, endpoint, peers.

import {
  AssociateRouteServerCommand,
  AssociateRouteTableCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteServerCommand,
  CreateRouteServerEndpointCommand,
  CreateRouteServerPeerCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeRouteServerEndpointsCommand,
  DescribeRouteServerPeersCommand,
  DescribeRouteServersCommand,
  DescribeRouteTablesCommand,
  EnableRouteServerPropagationCommand,
  GetRouteServerAssociationsCommand,
  GetRouteServerPropagationsCommand,
  type EC2Client,
  type RouteServerPeer,
  type RouteServerPeerLivenessMode,
} from '@aws-sdk/client-ec2'
import { NET, eventually, vpcAddress } from '../harness.ts'

export interface Topology {
  readonly vpcId: string
  readonly subnetId: string
  readonly routeTableId: string
  readonly enis: readonly string[]
  readonly routeServerId: string
  readonly endpointId: string
  readonly endpointAddress: string
  readonly peerIds: readonly string[]
}

export interface Wanted {
  /** Peers by the last octet of their address, with their AS. An interface is made for each. */
  readonly peers: readonly { readonly host: number; readonly asn: number }[]
  readonly liveness?: RouteServerPeerLivenessMode
  readonly asn?: number
}

const text = (value: string | undefined): string => {
  if (value === undefined) throw new Error('an id is missing in the answer')
  return value
}

async function network(ec2: EC2Client): Promise<Pick<Topology, 'vpcId' | 'subnetId' | 'routeTableId'>> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: `10.${NET}.0.0/16` }))
  const VpcId = text(Vpc?.VpcId)
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: `10.${NET}.1.0/24` }))
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }))
  const RouteTableId = text(RouteTable?.RouteTableId)
  const SubnetId = text(Subnet?.SubnetId)
  await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }))
  return { vpcId: VpcId, subnetId: SubnetId, routeTableId: RouteTableId }
}

async function routeServer(ec2: EC2Client, vpcId: string, asn: number): Promise<string> {
  const created = await ec2.send(new CreateRouteServerCommand({ AmazonSideAsn: asn }))
  const RouteServerId = text(created.RouteServer?.RouteServerId)
  await eventually(
    'the route server is available',
    () => ec2.send(new DescribeRouteServersCommand({ RouteServerIds: [RouteServerId] })),
    (answer) => answer.RouteServers?.[0]?.State === 'available',
  )
  await ec2.send(new AssociateRouteServerCommand({ RouteServerId, VpcId: vpcId }))
  await eventually(
    'the association is there',
    () => ec2.send(new GetRouteServerAssociationsCommand({ RouteServerId })),
    (answer) => answer.RouteServerAssociations?.[0]?.State === 'associated',
  )
  return RouteServerId
}

async function endpoint(
  ec2: EC2Client,
  RouteServerId: string,
  SubnetId: string,
): Promise<{ id: string; address: string }> {
  const made = await ec2.send(new CreateRouteServerEndpointCommand({ RouteServerId, SubnetId }))
  const id = text(made.RouteServerEndpoint?.RouteServerEndpointId)
  const found = await eventually(
    'the endpoint is available',
    () => ec2.send(new DescribeRouteServerEndpointsCommand({ RouteServerEndpointIds: [id] })),
    (answer) => answer.RouteServerEndpoints?.[0]?.State === 'available',
  )
  return { id, address: text(found.RouteServerEndpoints?.[0]?.EniAddress) }
}

/** Makes everything and waits until it is available. */
export async function makeTopology(ec2: EC2Client, wanted: Wanted): Promise<Topology> {
  const { vpcId, subnetId, routeTableId } = await network(ec2)
  const routeServerId = await routeServer(ec2, vpcId, wanted.asn ?? 65000)
  const enis: string[] = []
  for (const { host } of wanted.peers) {
    const eni = new CreateNetworkInterfaceCommand({ SubnetId: subnetId, PrivateIpAddress: vpcAddress(host) })
    enis.push(text((await ec2.send(eni)).NetworkInterface?.NetworkInterfaceId))
  }
  const { id, address: endpointAddress } = await endpoint(ec2, routeServerId, subnetId)
  const both = { RouteServerId: routeServerId, RouteTableId: routeTableId }
  await ec2.send(new EnableRouteServerPropagationCommand(both))
  await eventually(
    'propagation is available',
    () => ec2.send(new GetRouteServerPropagationsCommand(both)),
    (answer) => answer.RouteServerPropagations?.[0]?.State === 'available',
  )
  const peerIds: string[] = []
  for (const { host, asn } of wanted.peers) {
    const options = { PeerAsn: asn, PeerLivenessDetection: wanted.liveness ?? 'bgp-keepalive' }
    const peer = { RouteServerEndpointId: id, PeerAddress: vpcAddress(host), BgpOptions: options }
    peerIds.push(text((await ec2.send(new CreateRouteServerPeerCommand(peer))).RouteServerPeer?.RouteServerPeerId))
  }
  if (peerIds.length > 0) await peersAre(ec2, peerIds, (peer) => peer.State === 'available')
  return { vpcId, subnetId, routeTableId, enis, routeServerId, endpointId: id, endpointAddress, peerIds }
}

/** Waits until every one of the peers passes. */
export async function peersAre(
  ec2: EC2Client,
  ids: readonly string[],
  passes: (peer: RouteServerPeer) => boolean,
): Promise<void> {
  await eventually(
    'the peers are as wanted',
    () => ec2.send(new DescribeRouteServerPeersCommand({ RouteServerPeerIds: [...ids] })),
    (answer) => answer.RouteServerPeers?.every((peer) => passes(peer)) === true,
  )
}

/** The target of a route with origin Advertisement, undefined when there is none. */
export async function advertised(
  ec2: EC2Client,
  routeTableId: string,
  destination: string,
): Promise<string | undefined> {
  const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [routeTableId] }))
  const route = RouteTables?.[0]?.Routes?.find(
    (one) =>
      (one.DestinationCidrBlock ?? one.DestinationIpv6CidrBlock) === destination && one.Origin === 'Advertisement',
  )
  return route?.NetworkInterfaceId
}
