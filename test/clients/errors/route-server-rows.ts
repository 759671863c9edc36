// Errors of the route server family: the catalogue and the table of what blocks what in the behaviour reference, 7 and 7.1.

import { NET } from '../../harness.ts'
import { named, step } from '../scenario/step.ts'
import { row, type Row } from './row.ts'

const NONE = '00000000000000bad'
const RouteServerId = '@server.RouteServer.RouteServerId'
const RouteTableId = '@table.RouteTable.RouteTableId'
const VpcId = '@vpc.Vpc.VpcId'
const OtherVpc = '@other.Vpc.VpcId'
const SubnetId = '@subnet.Subnet.SubnetId'
const RouteServerEndpointId = '@endpoint.RouteServerEndpoint.RouteServerEndpointId'
const BgpOptions = { PeerAsn: 65001 }
const peer = (PeerAddress: string) => ({ RouteServerEndpointId, PeerAddress, BgpOptions })
const lone = named('lone', 'CreateRouteServer', { AmazonSideAsn: 65010 })
const Lone = '@lone.RouteServer.RouteServerId'
const gone = [
  named('gone', 'CreateRouteServer', { AmazonSideAsn: 65011 }),
  step('DeleteRouteServer', { RouteServerId: '@gone.RouteServer.RouteServerId' }),
]
const Gone = '@gone.RouteServer.RouteServerId'

const unknown: readonly Row[] = [
  ...[
    ['AssociateRouteServer', { VpcId }],
    ['DisassociateRouteServer', { VpcId }],
    ['GetRouteServerAssociations', {}],
    ['DeleteRouteServer', {}],
    ['ModifyRouteServer', { SnsNotificationsEnabled: true }],
    ['CreateRouteServerEndpoint', { SubnetId }],
    ['EnableRouteServerPropagation', { RouteTableId }],
    ['DisableRouteServerPropagation', { RouteTableId }],
    ['GetRouteServerPropagations', {}],
    ['GetRouteServerRoutingDatabase', {}],
  ].flatMap(([action, more]) => [
    row('InvalidRouteServerId.NotFound', action as string, { ...(more as object), RouteServerId: `rs-${NONE}` }, [
      `'rs-${NONE}' does not exist`,
    ]),
    row('InvalidRouteServerId.Malformed', action as string, { ...(more as object), RouteServerId: 'rs-xyz' }, [
      '"rs-xyz"',
      '"rs-..."',
    ]),
  ]),
  row('InvalidRouteServerId.NotFound', 'DescribeRouteServers', { RouteServerIds: [`rs-${NONE}`] }, [`rs-${NONE}`]),
  row('InvalidRouteServerEndpointId.NotFound', 'DeleteRouteServerEndpoint', { RouteServerEndpointId: `rse-${NONE}` }, [
    `'rse-${NONE}' does not exist`,
  ]),
  row('InvalidRouteServerEndpointId.Malformed', 'DeleteRouteServerEndpoint', { RouteServerEndpointId: 'rs-00000000' }, [
    '"rs-00000000"',
    '"rse-..."',
  ]),
  row(
    'InvalidRouteServerEndpointId.NotFound',
    'CreateRouteServerPeer',
    { ...peer(`10.${NET}.1.11`), RouteServerEndpointId: `rse-${NONE}` },
    [`rse-${NONE}`],
  ),
  row('InvalidRouteServerPeerId.NotFound', 'DeleteRouteServerPeer', { RouteServerPeerId: `rsp-${NONE}` }, [
    `'rsp-${NONE}' does not exist`,
  ]),
  row('InvalidRouteServerPeerId.Malformed', 'DescribeRouteServerPeers', { RouteServerPeerIds: ['rsp-'] }, ['"rsp-"']),
  row('InvalidVpcID.NotFound', 'AssociateRouteServer', { RouteServerId, VpcId: 'vpc-00000bad' }, ['vpc-00000bad']),
  row('InvalidSubnetID.NotFound', 'CreateRouteServerEndpoint', { RouteServerId, SubnetId: 'subnet-00000bad' }, [
    'subnet-00000bad',
  ]),
  row('InvalidRouteTableID.NotFound', 'EnableRouteServerPropagation', { RouteServerId, RouteTableId: 'rtb-00000bad' }, [
    'rtb-00000bad',
  ]),
]

const values: readonly Row[] = [
  ...['300.0.0.1', '10.0.0', '2001:db8::1', ''].map((address) =>
    row('InvalidParameterValue', 'CreateRouteServerPeer', peer(address), [`(${address})`, 'peerAddress', 'IPv4']),
  ),
  ...[
    ['0.0.0.0', 'no address of a host'],
    ['127.0.0.1', 'loopback'],
    ['224.0.0.5', 'multicast'],
    [`10.${NET}.1.7`, 'endpoint'],
    [`10.${NET}.1.0`, 'network address'],
    [`10.${NET}.1.255`, 'broadcast address'],
    ['203.0.113.1', `10.${NET}.0.0/16`],
  ].map(([address = '', why = '']) =>
    row('InvalidParameterValue', 'CreateRouteServerPeer', peer(address), [`(${address})`, why]),
  ),
  row('InvalidParameterValue', 'CreateRouteServerPeer', { ...peer(`10.${NET}.1.11`), BgpOptions: { PeerAsn: 0 } }, [
    '(0)',
  ]),
  row(
    'InvalidParameterValue',
    'CreateRouteServerPeer',
    { ...peer(`10.${NET}.1.11`), BgpOptions: { PeerAsn: 1, PeerLivenessDetection: 'ping' } },
    ['(ping)', 'bfd, bgp-keepalive'],
  ),
  row('InvalidParameterValue', 'CreateRouteServerEndpoint', { RouteServerId, SubnetId: '@zones.Subnets.1.SubnetId' }, [
    '@zones.Subnets.1.SubnetId',
    '@default.Vpc.VpcId',
    VpcId,
  ]),
  row('InvalidParameterValue', 'CreateRouteServerEndpoint', { RouteServerId, SubnetId: '@native.Subnet.SubnetId' }, [
    '@native.Subnet.SubnetId',
    'no IPv4',
  ]),
  row(
    'InvalidParameterValue',
    'EnableRouteServerPropagation',
    { RouteServerId, RouteTableId: '@other table.RouteTable.RouteTableId' },
    ['@other table.RouteTable.RouteTableId'],
    { before: [named('other table', 'CreateRouteTable', { VpcId: OtherVpc })] },
  ),
  row('InvalidRouteServerPeer.Duplicate', 'CreateRouteServerPeer', peer(`10.${NET}.1.10`), [
    '@peer.RouteServerPeer.RouteServerPeerId',
    `10.${NET}.1.10`,
  ]),
]

const MANAGED = { Filters: [{ Name: 'requester-managed', Values: ['true'] }] }

/** What blocks what, 7.1, and the prerequisites that are missing. */
const states: readonly Row[] = [
  row('IncorrectState', 'AssociateRouteServer', { RouteServerId, VpcId: OtherVpc }, [
    RouteServerId,
    VpcId,
    'associated',
  ]),
  row('IncorrectState', 'CreateRouteServerEndpoint', { RouteServerId: Lone, SubnetId }, [Lone], { before: [lone] }),
  row('IncorrectState', 'EnableRouteServerPropagation', { RouteServerId: Lone, RouteTableId }, [Lone]),
  row('IncorrectState', 'DeleteRouteServerEndpoint', { RouteServerEndpointId }, [
    RouteServerEndpointId,
    '@peer.RouteServerPeer.RouteServerPeerId',
    'available',
  ]),
  row('IncorrectState', 'DisassociateRouteServer', { RouteServerId, VpcId }, [RouteServerId, RouteTableId]),
  row('IncorrectState', 'DeleteRouteServer', { RouteServerId }, [RouteServerId, RouteServerEndpointId]),
  row('IncorrectState', 'DeleteRouteServer', { RouteServerId: Gone }, [Gone, 'deleted'], { before: gone }),
  ...[
    ['ModifyRouteServer', { SnsNotificationsEnabled: true }],
    ['AssociateRouteServer', { VpcId }],
    ['CreateRouteServerEndpoint', { SubnetId }],
    ['EnableRouteServerPropagation', { RouteTableId }],
  ].map(([action, more]) =>
    row('IncorrectState', action as string, { ...(more as object), RouteServerId: Gone }, [Gone, 'deleted']),
  ),
  row('IncorrectState', 'CreateTags', { Resources: [Gone], Tags: [{ Key: 'a' }] }, [Gone, 'deleted']),
  row('InvalidRouteServerId.NotAssociated', 'GetRouteServerAssociations', { RouteServerId: Lone }, [
    Lone,
    'is not associated with a VPC',
  ]),
  row('InvalidRouteServerId.NotAssociated', 'DisassociateRouteServer', { RouteServerId: Lone, VpcId }, [Lone, VpcId]),
  row('InvalidRouteServerId.NotAssociated', 'DisassociateRouteServer', { RouteServerId, VpcId: OtherVpc }, [OtherVpc]),
  row('InvalidRouteServerId.NotPropagated', 'GetRouteServerPropagations', { RouteServerId: Lone }, [Lone]),
  row(
    'InvalidRouteServerId.NotPropagated',
    'DisableRouteServerPropagation',
    { RouteServerId, RouteTableId: '@edge table.RouteTable.RouteTableId' },
    [RouteServerId, '@edge table.RouteTable.RouteTableId'],
  ),
  row('DependencyViolation', 'DeleteSubnet', { SubnetId }, [SubnetId]),
  row('DependencyViolation', 'DeleteVpc', { VpcId }, [VpcId]),
  ...[
    ['DeleteNetworkInterface', {}],
    ['ModifyNetworkInterfaceAttribute', { SourceDestCheck: { Value: false } }],
    ['AssignPrivateIpAddresses', { SecondaryPrivateIpAddressCount: 1 }],
  ].map(([action, more]) =>
    row(
      'OperationNotPermitted',
      action as string,
      { ...(more as object), NetworkInterfaceId: '@managed.NetworkInterfaces.0.NetworkInterfaceId' },
      ['@managed.NetworkInterfaces.0.NetworkInterfaceId', RouteServerEndpointId],
      { before: [named('managed', 'DescribeNetworkInterfaces', MANAGED)] },
    ),
  ),
  row(
    'OperationNotPermitted',
    'RevokeSecurityGroupEgress',
    { GroupId: '@managed.NetworkInterfaces.0.Groups.0.GroupId', IpPermissions: [{ IpProtocol: '-1' }] },
    ['@managed.NetworkInterfaces.0.Groups.0.GroupId'],
  ),
]

const server = (as: string) => named(as, 'CreateRouteServer', { AmazonSideAsn: 65020 })
const associated = (as: string) => [
  server(as),
  step('AssociateRouteServer', { RouteServerId: `@${as}.RouteServer.RouteServerId`, VpcId: OtherVpc }),
]
const small = named('small', 'CreateSubnet', { VpcId, CidrBlock: `10.${NET}.9.0/28` })

const limits: readonly Row[] = [
  row('RouteServerLimitExceeded', 'AssociateRouteServer', { RouteServerId: Lone, VpcId: OtherVpc }, [OtherVpc, '5'], {
    before: ['s1', 's2', 's3', 's4', 's5'].flatMap(associated),
  }),
  row('RouteServerEndpointLimitExceeded', 'CreateRouteServerEndpoint', { RouteServerId, SubnetId }, [SubnetId, '2'], {
    before: [step('CreateRouteServerEndpoint', { RouteServerId, SubnetId })],
  }),
  row('RouteServerPeerLimitExceeded', 'CreateRouteServerPeer', peer(`10.${NET}.1.99`), [RouteServerEndpointId, '20'], {
    many: { times: 19, step: (n) => step('CreateRouteServerPeer', peer(`10.${NET}.1.${100 + n}`)) },
  }),
  row(
    'InsufficientFreeAddressesInSubnet',
    'CreateRouteServerEndpoint',
    { RouteServerId, SubnetId: '@small.Subnet.SubnetId' },
    ['@small.Subnet.SubnetId'],
    {
      before: [
        small,
        step('CreateNetworkInterface', { SubnetId: '@small.Subnet.SubnetId', SecondaryPrivateIpAddressCount: 10 }),
      ],
    },
  ),
  row('InsufficientFreeAddressesInSubnet', 'CreateNetworkInterface', { SubnetId: '@small.Subnet.SubnetId' }, [
    'enough free addresses',
  ]),
]

export const ROUTE_SERVER_ROWS: readonly Row[] = [...unknown, ...values, ...states, ...limits]
