// Errors about requests as such, whatever they are for: the table of situations in the reference on the Query API, 3.

import { row, type Row } from './row.ts'

const VpcId = '@vpc.Vpc.VpcId'
const create = { AmazonSideAsn: 65000 }

export const REQUEST_ROWS: readonly Row[] = [
  row('MissingParameter', 'CreateSubnet', { CidrBlock: '10.0.0.0/24' }, ['must contain the parameter VpcId']),
  row('MissingParameter', 'CreateTags', { Tags: [{ Key: 'a' }] }, ['must contain the parameter resourceIdSet']),
  row('MissingParameter', 'DeleteTags', {}, ['must contain the parameter resourceIdSet']),
  row('MissingParameter', 'CreateRouteServerPeer', { RouteServerEndpointId: 'rse-00000000', PeerAddress: '10.0.0.1' }, [
    'must contain the parameter BgpOptions',
  ]),
  row(
    'MissingParameter',
    'CreateRouteServerPeer',
    { RouteServerEndpointId: 'rse-00000000', PeerAddress: '10.0.0.1', BgpOptions: { PeerLivenessDetection: 'bfd' } },
    ['must contain the parameter BgpOptions.PeerAsn'],
  ),
  row('MissingParameter', 'CreateRouteServer', {}, ['AmazonSideAsn']),
  row('MissingParameter', 'DescribeVpcs', { Filters: [{ Values: ['a'] }] }, ['Filter.1.Name']),
  row('MissingParameter', 'CreateRoute', { RouteTableId: '@table.RouteTable.RouteTableId', GatewayId: 'local' }, [
    'destinationCidrBlock',
  ]),
  row('InvalidParameterValue', 'CreateVpc', { CidrBlock: '1000.1.0.0/20' }, [
    'Value (1000.1.0.0/20) for parameter cidrBlock is invalid. This is not a valid CIDR block.',
  ]),
  row('InvalidParameterValue', 'CreateRouteServer', { AmazonSideAsn: 0 }, ['(0)', 'amazonSideAsn', '1 to 4294967295']),
  row('InvalidParameterValue', 'CreateRouteServer', { AmazonSideAsn: 4294967296 }, ['4294967296', '1 to 4294967295']),
  row('InvalidParameterValue', 'CreateRouteServer', { AmazonSideAsn: 'ten' }, [
    '(ten)',
    'AmazonSideAsn',
    'whole number',
  ]),
  row('InvalidParameterValue', 'CreateRouteServer', { ...create, PersistRoutes: 'maybe' }, [
    'maybe',
    'enable, disable',
  ]),
  row('InvalidParameterValue', 'CreateRouteServer', { ...create, PersistRoutes: 'reset' }, ['reset']),
  row('InvalidParameterValue', 'CreateRouteServer', { ...create, PersistRoutes: 'enable', PersistRoutesDuration: 6 }, [
    '(6)',
    'persistRoutesDuration',
    '1 to 5',
  ]),
  row('InvalidParameterValue', 'CreateRouteServer', { ...create, ClientToken: 'a'.repeat(65) }, ['64']),
  row('InvalidParameterValue', 'CreateRouteServer', { ...create, DryRun: 'maybe' }, [
    '(maybe)',
    'DryRun',
    'true or false',
  ]),
  row('InvalidParameterValue', 'DescribeRouteServers', { MaxResults: 4 }, ['(4)', 'maxResults', '5 to 1000']),
  row('InvalidParameterValue', 'DescribeRouteTables', { MaxResults: 101 }, ['(101)', 'maxResults', '5 to 100']),
  row('InvalidParameterValue', 'DescribeVpcs', { Filters: [{ Name: 'colour', Values: ['red'] }] }, [
    "The filter 'colour' is invalid",
  ]),
  row('InvalidParameterValue', 'CreateTags', { Resources: [VpcId], Tags: [{ Key: 'AWS:x' }] }, ["'aws:' are reserved"]),
  row('InvalidParameterValue', 'CreateTags', { Resources: [VpcId], Tags: [{ Key: 'k'.repeat(129) }] }, ['128']),
  row('InvalidParameterValue', 'CreateTags', { Resources: [VpcId], Tags: [{ Key: 'k', Value: 'v'.repeat(257) }] }, [
    '256',
  ]),
  row('InvalidParameterCombination', 'CreateRouteServer', { ...create, PersistRoutesDuration: 2 }, [
    'PersistRoutesDuration',
    'set PersistRoutes to enable',
  ]),
  row('InvalidParameterCombination', 'ModifyVpcAttribute', { VpcId }, ['No attributes specified']),
  row(
    'InvalidParameterCombination',
    'ModifyVpcAttribute',
    { VpcId, EnableDnsSupport: { Value: true }, EnableDnsHostnames: { Value: true } },
    ['enableDnsSupport, enableDnsHostnames'],
  ),
  row('InvalidParameter', 'CreateVpc', { CidrBlock: '10.0.0.0/16', TagSpecifications: [{ Tags: [{ Key: 'a' }] }] }, [
    'Tag specification resource type must have a value',
  ]),
  row('InvalidParameter', 'CreateVpc', { CidrBlock: '10.0.0.0/16', TagSpecifications: [{ ResourceType: 'vpc' }] }, [
    'Tag specification must have at least one tag',
  ]),
  row(
    'InvalidParameter',
    'CreateVpc',
    { CidrBlock: '10.0.0.0/16', TagSpecifications: [{ ResourceType: 'subnet', Tags: [{ Key: 'a' }] }] },
    ["'subnet' is not a valid taggable resource type for this operation."],
  ),
  row('InvalidNextToken', 'DescribeVpcs', { NextToken: 'nonsense' }, ['token']),
  row(
    'InvalidNextToken',
    'GetRouteServerRoutingDatabase',
    { RouteServerId: '@server.RouteServer.RouteServerId', NextToken: 'x' },
    ['token'],
  ),
  row('InvalidID', 'CreateTags', { Resources: ['unknown'], Tags: [{ Key: 'a' }] }, ["'unknown'"]),
  row(
    'TagLimitExceeded',
    'CreateTags',
    { Resources: [VpcId], Tags: Array.from({ length: 51 }, (_, i) => ({ Key: `key-${i}` })) },
    ['50'],
  ),
  row(
    'FilterLimitExceeded',
    'DescribeVpcs',
    { Filters: [{ Name: 'vpc-id', Values: Array.from({ length: 201 }, (_, i) => `vpc-${i}`) }] },
    ['200'],
  ),
  row(
    'FilterLimitExceeded',
    'DescribeVpcs',
    { Filters: Array.from({ length: 51 }, () => ({ Name: 'vpc-id', Values: ['a'] })) },
    ['50'],
  ),
  row(
    'DryRunOperation',
    'CreateRouteServer',
    { ...create, DryRun: true },
    ['Request would have succeeded, but DryRun flag is set.'],
    { status: 412 },
  ),
  row('IdempotentParameterMismatch', 'CreateRouteServer', { ...create, ClientToken: 'a-server' }, ['token']),
  row('UnsupportedOperation', 'CreateNetworkInterface', { SubnetId: '@subnet.Subnet.SubnetId', Ipv4PrefixCount: 1 }, [
    'Ipv4PrefixCount',
  ]),
]
