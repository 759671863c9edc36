// Regions and accounts are worlds of their own: the region comes from the signature, the account from the access key. Each
// starts with a default VPC, which can be taken away and made again.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  CreateDefaultSubnetCommand,
  CreateDefaultVpcCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteServerCommand,
  CreateTagsCommand,
  DeleteInternetGatewayCommand,
  DeleteRouteServerCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeAccountAttributesCommand,
  DescribeInternetGatewaysCommand,
  DescribeRouteServersCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  DetachInternetGatewayCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { folder, sdk, serve } from '../harness.ts'

test('regions do not see each other', async (t) => {
  const { endpoint } = await serve(t, ['--memory', '--account', '123456789012'])
  const here = sdk(t, endpoint, 'us-east-1')
  const there = sdk(t, endpoint, 'eu-west-1')
  const { RouteServer } = await here.send(new CreateRouteServerCommand({ AmazonSideAsn: 65000, ClientToken: 'token' }))
  const RouteServerId = RouteServer?.RouteServerId ?? ''
  assert.deepEqual((await there.send(new DescribeRouteServersCommand({}))).RouteServers, [])
  const notFound = { name: 'InvalidRouteServerId.NotFound' }
  await assert.rejects(there.send(new DeleteRouteServerCommand({ RouteServerId })), notFound)
  const tag = { Resources: [RouteServerId], Tags: [{ Key: 'a', Value: 'b' }] }
  await assert.rejects(there.send(new CreateTagsCommand(tag)), notFound)
  await here.send(new CreateTagsCommand(tag))
  assert.deepEqual((await there.send(new DescribeTagsCommand({}))).Tags, [])
  const again = await there.send(new CreateRouteServerCommand({ AmazonSideAsn: 65001, ClientToken: 'token' }))
  assert.notEqual(again.RouteServer?.RouteServerId, RouteServerId, 'client tokens are of one region')
  for (const [ec2, zones] of [
    [here, 6],
    [there, 3],
  ] as const) {
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({}))
    assert.equal(Subnets?.length, zones)
    const region = await ec2.config.region()
    assert.ok(Subnets.every((subnet) => subnet.SubnetArn?.startsWith(`arn:aws:ec2:${region}:123456789012:subnet/`)))
  }
})

test('accounts do not see each other', async (t) => {
  const file = join(folder(t), 'keys.json')
  const policies = [{ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }]
  const keys = [
    { accessKeyId: 'AKIAONE', secretAccessKey: 'one', user: 'one', account: '111111111111', policies },
    { accessKeyId: 'AKIATWO', secretAccessKey: 'two', user: 'two', account: '222222222222', policies },
  ]
  writeFileSync(file, JSON.stringify({ accessKeys: keys }))
  const { endpoint } = await serve(t, ['--memory', '--access-keys', file])
  const [one, two] = keys.map((credentials) => {
    const ec2 = new EC2Client({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
    const sts = new STSClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
    t.after(() => [ec2, sts].forEach((client) => client.destroy()))
    return { ec2, sts, account: credentials.account, user: credentials.user }
  })
  assert.ok(one && two)
  for (const { sts, account, user } of [one, two]) {
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}))
    assert.deepEqual([Account, Arn], [account, `arn:aws:iam::${account}:user/${user}`])
  }
  const { RouteServer } = await one.ec2.send(new CreateRouteServerCommand({ AmazonSideAsn: 65000 }))
  assert.deepEqual((await two.ec2.send(new DescribeRouteServersCommand({}))).RouteServers, [])
  const remove = two.ec2.send(new DeleteRouteServerCommand({ RouteServerId: RouteServer?.RouteServerId }))
  await assert.rejects(remove, { name: 'InvalidRouteServerId.NotFound' })
  const vpcs = await Promise.all([one, two].map(({ ec2 }) => ec2.send(new DescribeVpcsCommand({}))))
  assert.deepEqual(
    vpcs.map(({ Vpcs }) => Vpcs?.map(({ OwnerId, IsDefault }) => [OwnerId, IsDefault])),
    [[['111111111111', true]], [['222222222222', true]]],
  )
  assert.notEqual(vpcs[0]?.Vpcs?.[0]?.VpcId, vpcs[1]?.Vpcs?.[0]?.VpcId)
  const { Subnets } = await two.ec2.send(new DescribeSubnetsCommand({}))
  const made = await two.ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: Subnets?.[0]?.SubnetId }))
  assert.equal(made.NetworkInterface?.OwnerId, '222222222222')
})

test('the default VPC: what belongs to it, gone piece by piece, and made again', async (t) => {
  const { endpoint } = await serve(t)
  const ec2 = sdk(t, endpoint)
  const first = await defaultVpc(ec2)
  assert.deepEqual(first.shape, DEFAULT)
  await assert.rejects(ec2.send(new CreateDefaultVpcCommand({})), {
    name: 'DefaultVpcAlreadyExists',
    message: 'A Default VPC already exists for this account in this region.',
  })
  await assert.rejects(ec2.send(new DeleteVpcCommand({ VpcId: first.vpcId })), { name: 'DependencyViolation' })
  for (const SubnetId of first.subnetIds) await ec2.send(new DeleteSubnetCommand({ SubnetId }))
  const zone = { AvailabilityZone: 'us-east-1c' }
  const { Subnet } = await ec2.send(new CreateDefaultSubnetCommand(zone))
  assert.deepEqual(
    [Subnet?.CidrBlock, Subnet?.DefaultForAz, Subnet?.MapPublicIpOnLaunch],
    ['172.31.0.0/20', true, true],
  )
  await assert.rejects(ec2.send(new CreateDefaultSubnetCommand(zone)), {
    name: 'DefaultSubnetAlreadyExistsInAvailabilityZone',
    message: `'${Subnet?.SubnetId}' is already the default subnet in us-east-1c.`,
  })
  await ec2.send(new DeleteSubnetCommand({ SubnetId: Subnet?.SubnetId }))
  const gateway = { InternetGatewayId: first.gatewayId, VpcId: first.vpcId }
  await ec2.send(new DetachInternetGatewayCommand(gateway))
  await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId: first.gatewayId }))
  await ec2.send(new DeleteVpcCommand({ VpcId: first.vpcId }))
  assert.equal(await defaultVpcAttribute(ec2), 'none')
  await assert.rejects(ec2.send(new CreateDefaultSubnetCommand(zone)), { name: 'DefaultVpcDoesNotExist' })
  const { Vpc } = await ec2.send(new CreateDefaultVpcCommand({}))
  assert.equal(await defaultVpcAttribute(ec2), Vpc?.VpcId)
  const second = await defaultVpc(ec2)
  assert.deepEqual(second.shape, DEFAULT)
  assert.notEqual(second.vpcId, first.vpcId)
})

test('without a default VPC', async (t) => {
  const { endpoint } = await serve(t, ['--memory', '--no-default-vpc'])
  assert.deepEqual((await sdk(t, endpoint).send(new DescribeVpcsCommand({}))).Vpcs, [])
})

/** What a default VPC has in us-east-1. */
const DEFAULT = {
  vpc: ['172.31.0.0/16', 'available', 'default'],
  dns: [true, true],
  subnets: ['a', 'b', 'c', 'd', 'e', 'f'].map((letter, i) => [
    `us-east-1${letter}`,
    `172.31.${i * 16}.0/20`,
    true,
    true,
  ]),
  routes: [
    ['172.31.0.0/16', 'local'],
    ['0.0.0.0/0', 'the gateway'],
  ],
  groups: ['default'],
}

async function defaultVpc(ec2: EC2Client) {
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] }))
  const [vpc] = Vpcs ?? []
  const Filters = [{ Name: 'vpc-id', Values: [vpc?.VpcId ?? ''] }]
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters }))
  const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ Filters }))
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }))
  const attached = [{ Name: 'attachment.vpc-id', Values: [vpc?.VpcId ?? ''] }]
  const { InternetGateways } = await ec2.send(new DescribeInternetGatewaysCommand({ Filters: attached }))
  const gatewayId = InternetGateways?.[0]?.InternetGatewayId ?? ''
  const support = { VpcId: vpc?.VpcId, Attribute: 'enableDnsSupport' } as const
  const names = { VpcId: vpc?.VpcId, Attribute: 'enableDnsHostnames' } as const
  return {
    vpcId: vpc?.VpcId ?? '',
    gatewayId,
    subnetIds: Subnets.map(({ SubnetId }) => SubnetId),
    shape: {
      vpc: [vpc?.CidrBlock, vpc?.State, vpc?.InstanceTenancy],
      dns: [
        (await ec2.send(new DescribeVpcAttributeCommand(support))).EnableDnsSupport?.Value,
        (await ec2.send(new DescribeVpcAttributeCommand(names))).EnableDnsHostnames?.Value,
      ],
      subnets: Subnets.map((s) => [s.AvailabilityZone, s.CidrBlock, s.DefaultForAz, s.MapPublicIpOnLaunch]),
      routes: RouteTables?.[0]?.Routes?.map(({ DestinationCidrBlock, GatewayId }) => [
        DestinationCidrBlock,
        GatewayId === gatewayId ? 'the gateway' : GatewayId,
      ]),
      groups: SecurityGroups?.map(({ GroupName }) => GroupName),
    },
  }
}

async function defaultVpcAttribute(ec2: EC2Client): Promise<string | undefined> {
  const answer = await ec2.send(new DescribeAccountAttributesCommand({ AttributeNames: ['default-vpc'] }))
  return answer.AccountAttributes?.[0]?.AttributeValues?.[0]?.AttributeValue
}
