// What clients of the VPC part rely on, by resource: the behaviour that the tests of the moto project look at, as far as the
// reference says that AWS behaves so, seen through the AWS SDK. The tests share a server; each works in a VPC of its own.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { at, by, call, eniIn, groupIn, ids, inVpc, refused, shareServer, subnetIn, type Input } from './vpc-world.ts'

shareServer()

describe('VPCs', () => {
  test('a VPC comes with a main table, a default group and a default ACL, and goes with them', async () => {
    const { Vpc } = (await call('CreateVpc', { CidrBlock: '10.0.0.0/16' })) as { Vpc: Input }
    assert.deepEqual([Vpc['State'], Vpc['IsDefault'], Vpc['InstanceTenancy']], ['pending', false, 'default'])
    assert.deepEqual([Vpc['Ipv6CidrBlockAssociationSet'], Vpc['OwnerId']], [[], '123456789012'])
    const VpcId = String(Vpc['VpcId'])
    const parts = async () => [
      (await by('DescribeRouteTables', 'RouteTables', 'vpc-id', VpcId)).length,
      (await by('DescribeSecurityGroups', 'SecurityGroups', 'vpc-id', VpcId)).length,
      (await by('DescribeNetworkAcls', 'NetworkAcls', 'vpc-id', VpcId)).length,
    ]
    assert.deepEqual(await parts(), [1, 1, 1])
    await call('DeleteVpc', { VpcId })
    assert.deepEqual(await parts(), [0, 0, 0])
    await refused('DescribeVpcs', { VpcIds: [VpcId] }, 'InvalidVpcID.NotFound', `The vpc ID '${VpcId}' does not exist`)
  })

  test('attributes of a default VPC and of others', async () => {
    const attribute = async (VpcId: unknown, Attribute: string, member: string) =>
      at(await call('DescribeVpcAttribute', { VpcId, Attribute }), member, 'Value')
    const [first] = await by('DescribeVpcs', 'Vpcs', 'isDefault', 'true')
    assert.equal(await attribute(at(first, 'VpcId'), 'enableDnsHostnames', 'EnableDnsHostnames'), true)
    await inVpc(async (VpcId) => {
      assert.equal(await attribute(VpcId, 'enableDnsSupport', 'EnableDnsSupport'), true)
      assert.equal(await attribute(VpcId, 'enableDnsHostnames', 'EnableDnsHostnames'), false)
      const metrics = 'EnableNetworkAddressUsageMetrics'
      assert.equal(await attribute(VpcId, 'enableNetworkAddressUsageMetrics', metrics), false)
      await call('ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: true } })
      assert.equal(await attribute(VpcId, 'enableDnsHostnames', 'EnableDnsHostnames'), true)
      await refused('ModifyVpcTenancy', { VpcId, InstanceTenancy: 'unknown' }, 'UnsupportedTenancy')
      await refused('ModifyVpcTenancy', { VpcId: 'vpc-xxx', InstanceTenancy: 'default' }, 'InvalidVpcID.NotFound')
    })
  })

  test('blocks: five at most, the first stays, filters find them', async () => {
    await inVpc(async (VpcId) => {
      const added: unknown[] = []
      for (let n = 1; n < 5; n++) {
        const answer = await call('AssociateVpcCidrBlock', { VpcId, CidrBlock: `100.64.${n}.0/24` })
        assert.equal(at(answer, 'CidrBlockAssociation', 'CidrBlockState', 'State'), 'associating')
        added.push(at(answer, 'CidrBlockAssociation', 'AssociationId'))
      }
      const sixth = { VpcId, CidrBlock: '100.64.9.0/24' }
      await refused('AssociateVpcCidrBlock', sixth, 'CidrLimitExceeded', /maximum number of allowed CIDRs: 5$/)
      const found = await by('DescribeVpcs', 'Vpcs', 'cidr-block-association.cidr-block', '100.64.3.0/24')
      assert.deepEqual(ids(found, 'VpcId'), [VpcId])
      const blocks = at(found, 0, 'CidrBlockAssociationSet') as readonly unknown[]
      assert.deepEqual(new Set(blocks.map((block) => at(block, 'CidrBlockState', 'State'))), new Set(['associated']))
      const AssociationId = at(blocks, 0, 'AssociationId')
      await refused('DisassociateVpcCidrBlock', { AssociationId }, 'OperationNotPermitted', /primary IPv4 CIDR block/)
      await call('DisassociateVpcCidrBlock', { AssociationId: added[2] })
      assert.deepEqual(await by('DescribeVpcs', 'Vpcs', 'cidr-block-association.cidr-block', '100.64.3.0/24'), [])
    })
  })

  test('a block for IPv6, of the size that the service gives', async () => {
    await inVpc(
      async (VpcId) => {
        const [vpc] = await by('DescribeVpcs', 'Vpcs', 'vpc-id', VpcId)
        const block = at(vpc, 'Ipv6CidrBlockAssociationSet', 0)
        assert.match(String(at(block, 'Ipv6CidrBlock')), /::\/56$/)
        const AssociationId = at(block, 'AssociationId')
        const byId = await by(
          'DescribeVpcs',
          'Vpcs',
          'ipv6-cidr-block-association.association-id',
          String(AssociationId),
        )
        assert.deepEqual(ids(byId, 'VpcId'), [VpcId])
        const answer = await call('DisassociateVpcCidrBlock', { AssociationId })
        assert.equal(at(answer, 'Ipv6CidrBlockAssociation', 'Ipv6CidrBlockState', 'State'), 'disassociating')
      },
      { AmazonProvidedIpv6CidrBlock: true },
    )
  })

  test('a block that is none, one of the wrong size, and host bits', async () => {
    const bad = { CidrBlock: '1000.1.0.0/20' }
    const text = 'Value (1000.1.0.0/20) for parameter cidrBlock is invalid. This is not a valid CIDR block.'
    await refused('CreateVpc', bad, 'InvalidParameterValue', text)
    for (const CidrBlock of ['10.1.0.0/29', '10.1.0.0/15']) {
      await refused('CreateVpc', { CidrBlock }, 'InvalidVpc.Range', `The CIDR '${CidrBlock}' is invalid.`)
    }
    await inVpc(
      async (VpcId) => {
        assert.equal(at(await by('DescribeVpcs', 'Vpcs', 'vpc-id', VpcId), 0, 'CidrBlock'), '10.0.0.0/16')
      },
      { CidrBlock: '10.0.3.4/16' },
    )
  })

  test('a VPC with a subnet stays', async () => {
    await inVpc(async (VpcId) => {
      await subnetIn(VpcId)
      const text = `The vpc '${VpcId}' has dependencies and cannot be deleted.`
      await refused('DeleteVpc', { VpcId }, 'DependencyViolation', text)
    })
  })

  test('DryRun tells that the call would have succeeded', async () => {
    const text = 'Request would have succeeded, but DryRun flag is set.'
    const error = await call('DescribeVpcs', { DryRun: true }).catch((e: unknown) => e)
    assert.deepEqual([at(error, 'name'), at(error, 'message')], ['DryRunOperation', text])
    assert.equal(at(error, '$metadata', 'httpStatusCode'), 412)
  })
})

describe('subnets', () => {
  test('every member of the answer, at creation and later', async () => {
    await inVpc(async (VpcId) => {
      const made = at(await call('CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/24' }), 'Subnet') as Input
      assert.match(String(made['SubnetArn']), /^arn:aws:ec2:us-west-1:123456789012:subnet\/subnet-[0-9a-f]{17}$/)
      const shown = { ...made, SubnetArn: undefined, SubnetId: undefined, VpcId: undefined }
      assert.deepEqual(JSON.parse(JSON.stringify(shown)), {
        AvailabilityZoneId: 'usw1-az3',
        MapCustomerOwnedIpOnLaunch: false,
        OwnerId: '123456789012',
        AssignIpv6AddressOnCreation: false,
        Ipv6CidrBlockAssociationSet: [],
        Tags: [],
        EnableDns64: false,
        Ipv6Native: false,
        PrivateDnsNameOptionsOnLaunch: {
          HostnameType: 'ip-name',
          EnableResourceNameDnsARecord: false,
          EnableResourceNameDnsAAAARecord: false,
        },
        BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
        State: 'available',
        CidrBlock: '10.0.0.0/24',
        AvailableIpAddressCount: 251,
        AvailabilityZone: 'us-west-1a',
        DefaultForAz: false,
        MapPublicIpOnLaunch: false,
      })
      assert.deepEqual(await by('DescribeSubnets', 'Subnets', 'subnet-id', String(made['SubnetId'])), [made])
    })
  })

  test('blocks: within the VPC, apart from each other, of a size that is allowed', async () => {
    await inVpc(async (VpcId) => {
      const bad = { VpcId, CidrBlock: '1000.1.0.0/20' }
      const text = 'Value (1000.1.0.0/20) for parameter cidrBlock is invalid. This is not a valid CIDR block.'
      await refused('CreateSubnet', bad, 'InvalidParameterValue', text)
      for (const CidrBlock of ['10.1.0.0/20', '10.0.0.0/15', '10.0.0.0/29']) {
        await refused(
          'CreateSubnet',
          { VpcId, CidrBlock },
          'InvalidSubnet.Range',
          `The CIDR '${CidrBlock}' is invalid.`,
        )
      }
      await subnetIn(VpcId, '10.0.1.0/24')
      for (const CidrBlock of ['10.0.1.0/24', '10.0.1.128/25', '10.0.0.0/20']) {
        const why = `The CIDR '${CidrBlock}' conflicts with another subnet`
        await refused('CreateSubnet', { VpcId, CidrBlock }, 'InvalidSubnet.Conflict', why)
      }
      await call('AssociateVpcCidrBlock', { VpcId, CidrBlock: '100.64.0.0/24' })
      assert.match(await subnetIn(VpcId, '100.64.0.0/25'), /^subnet-/)
      await refused('CreateSubnet', { VpcId, CidrBlock: '100.64.1.0/24' }, 'InvalidSubnet.Range')
      await refused('CreateSubnet', { VpcId: 'vpc-idonotexist', CidrBlock: '10.0.0.0/24' }, 'InvalidVpcID.NotFound')
      const zone = { VpcId, CidrBlock: '10.0.9.0/24', AvailabilityZone: 'asfasfas' }
      const choices =
        'Value (asfasfas) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: us-west-1a, us-west-1b.'
      await refused('CreateSubnet', zone, 'InvalidParameterValue', choices)
    })
  })

  test('an IPv6-only subnet has an IPv6 block and no IPv4 block', async () => {
    await inVpc(async (VpcId) => {
      const native = { VpcId, Ipv6Native: true, Ipv6CidrBlock: '2001:db8:1234:1a00::/64' }
      await refused('CreateSubnet', { VpcId, Ipv6Native: true }, 'MissingParameter')
      await refused('CreateSubnet', { ...native, CidrBlock: '10.0.1.0/24' }, 'InvalidParameterCombination')
      const answer = await call('CreateSubnet', native)
      assert.deepEqual([at(answer, 'Subnet', 'Ipv6Native'), at(answer, 'Subnet', 'CidrBlock')], [true, undefined])
      assert.equal(at(answer, 'Subnet', 'Ipv6CidrBlockAssociationSet', 0, 'Ipv6CidrBlock'), native.Ipv6CidrBlock)
    })
  })

  test('free addresses are counted down by interfaces and up again', async () => {
    await inVpc(async (VpcId) => {
      const SubnetId = await subnetIn(VpcId, '10.0.1.0/28')
      const free = async () =>
        at(await by('DescribeSubnets', 'Subnets', 'subnet-id', SubnetId), 0, 'AvailableIpAddressCount')
      assert.equal(await free(), 11)
      const NetworkInterfaceId = await eniIn(SubnetId, { SecondaryPrivateIpAddressCount: 3 })
      assert.equal(await free(), 7)
      await call('DeleteNetworkInterface', { NetworkInterfaceId })
      assert.equal(await free(), 11)
    })
  })

  test('filters, old spellings too', async () => {
    await inVpc(async (VpcId) => {
      const a = await subnetIn(VpcId, '10.0.0.0/24', { AvailabilityZone: 'us-west-1a' })
      const b = await subnetIn(VpcId, '10.0.1.0/24', { AvailabilityZone: 'us-west-1b' })
      const find = async (Name: string, ...Values: string[]) => {
        const Filters = [
          { Name: 'vpc-id', Values: [VpcId] },
          { Name, Values },
        ]
        return ids(at(await call('DescribeSubnets', { Filters }), 'Subnets') as unknown[], 'SubnetId')
      }
      for (const name of ['cidr', 'cidr-block', 'cidrBlock']) assert.deepEqual(await find(name, '10.0.1.0/24'), [b])
      for (const name of ['availability-zone', 'availabilityZone'])
        assert.deepEqual(await find(name, 'us-west-1a'), [a])
      assert.deepEqual(await find('availability-zone-id', 'usw1-az1'), [b])
      for (const name of ['default-for-az', 'defaultForAz']) assert.deepEqual(await find(name, 'true'), [])
      assert.deepEqual(await find('state', 'available'), [a, b])
      assert.deepEqual(await find('state', 'unavailable'), [])
    })
  })
})

describe('internet gateways', () => {
  test('attached once, to one VPC, and deleted when detached', async () => {
    await inVpc(async (VpcId) => {
      const made = await call('CreateInternetGateway')
      const InternetGatewayId = at(made, 'InternetGateway', 'InternetGatewayId') as string
      assert.deepEqual(at(made, 'InternetGateway', 'Attachments'), [])
      await refused('AttachInternetGateway', { InternetGatewayId, VpcId: 'vpc-bad' }, 'InvalidVpcID.NotFound')
      await refused('DetachInternetGateway', { InternetGatewayId, VpcId }, 'Gateway.NotAttached')
      await call('AttachInternetGateway', { InternetGatewayId, VpcId })
      await refused('AttachInternetGateway', { InternetGatewayId, VpcId }, 'Resource.AlreadyAssociated')
      const find = (name: string, value: string) => by('DescribeInternetGateways', 'InternetGateways', name, value)
      assert.deepEqual(ids(await find('attachment.vpc-id', VpcId), 'InternetGatewayId'), [InternetGatewayId])
      const states = await find('internet-gateway-id', InternetGatewayId)
      assert.deepEqual(at(states, 0, 'Attachments'), [{ State: 'available', VpcId }])
      await refused('DeleteInternetGateway', { InternetGatewayId }, 'DependencyViolation')
      await call('DetachInternetGateway', { InternetGatewayId, VpcId })
      await call('DeleteInternetGateway', { InternetGatewayId })
      await refused('DeleteInternetGateway', { InternetGatewayId }, 'InvalidInternetGatewayID.NotFound')
    })
  })
})

describe('route tables', () => {
  const mainOf = async (VpcId: string) => {
    const tables = await by('DescribeRouteTables', 'RouteTables', 'vpc-id', VpcId)
    return tables.find((table) => at(table, 'Associations', 0, 'Main') === true)
  }

  test('the main table has the local route and cannot be deleted', async () => {
    await inVpc(async (VpcId) => {
      const main = await mainOf(VpcId)
      const local = {
        DestinationCidrBlock: '10.0.0.0/16',
        GatewayId: 'local',
        Origin: 'CreateRouteTable',
        State: 'active',
      }
      assert.deepEqual(at(main, 'Routes'), [local])
      const RouteTableId = at(main, 'RouteTableId')
      await refused('DeleteRouteTable', { RouteTableId }, 'DependencyViolation')
      await refused('DeleteRouteTable', { RouteTableId: 'rtb-1234abcd' }, 'InvalidRouteTableID.NotFound')
    })
  })

  test('associations are idempotent; a table in use stays', async () => {
    await inVpc(async (VpcId) => {
      const SubnetId = await subnetIn(VpcId)
      const RouteTableId = at(await call('CreateRouteTable', { VpcId }), 'RouteTable', 'RouteTableId')
      const first = at(await call('AssociateRouteTable', { RouteTableId, SubnetId }), 'AssociationId')
      assert.equal(at(await call('AssociateRouteTable', { RouteTableId, SubnetId }), 'AssociationId'), first)
      await refused('DeleteRouteTable', { RouteTableId }, 'DependencyViolation')
      const same = await call('ReplaceRouteTableAssociation', { AssociationId: first, RouteTableId })
      assert.equal(at(same, 'NewAssociationId'), first)
      const other = at(await call('CreateRouteTable', { VpcId }), 'RouteTable', 'RouteTableId') as string
      const moved = await call('ReplaceRouteTableAssociation', { AssociationId: first, RouteTableId: other })
      const AssociationId = at(moved, 'NewAssociationId') as string
      const find = async (name: string, value: string) =>
        ids(await by('DescribeRouteTables', 'RouteTables', name, value), 'RouteTableId')
      assert.deepEqual(await find('association.subnet-id', SubnetId), [other])
      assert.deepEqual(await find('association.route-table-association-id', AssociationId), [other])
      await call('DisassociateRouteTable', { AssociationId })
      await refused('DisassociateRouteTable', { AssociationId }, 'InvalidAssociationID.NotFound')
      await refused('AssociateRouteTable', { RouteTableId, SubnetId: 'subnet-1234abcd' }, 'InvalidSubnetID.NotFound')
    })
  })

  test('another table becomes the main one', async () => {
    await inVpc(async (VpcId) => {
      const before = await mainOf(VpcId)
      const RouteTableId = at(await call('CreateRouteTable', { VpcId }), 'RouteTable', 'RouteTableId')
      const AssociationId = at(before, 'Associations', 0, 'RouteTableAssociationId')
      await call('ReplaceRouteTableAssociation', { AssociationId, RouteTableId })
      const main = await mainOf(VpcId)
      assert.equal(at(main, 'RouteTableId'), RouteTableId)
      assert.notEqual(at(main, 'Associations', 0, 'RouteTableAssociationId'), AssociationId)
      await call('DeleteRouteTable', { RouteTableId: at(before, 'RouteTableId') })
    })
  })

  test('routes: added, replaced, deleted; once for a destination; the local one stays', async () => {
    await inVpc(async (VpcId) => {
      const RouteTableId = at(await mainOf(VpcId), 'RouteTableId')
      const GatewayId = at(await call('CreateInternetGateway'), 'InternetGateway', 'InternetGatewayId')
      const to = { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' }
      await refused('CreateRoute', { ...to, GatewayId }, 'InvalidParameterValue', /belong to different networks/)
      await call('AttachInternetGateway', { InternetGatewayId: GatewayId, VpcId })
      await call('CreateRoute', { ...to, GatewayId })
      await refused('CreateRoute', { ...to, GatewayId }, 'RouteAlreadyExists')
      const NetworkInterfaceId = await eniIn(await subnetIn(VpcId))
      await call('ReplaceRoute', { ...to, NetworkInterfaceId })
      const [, route] = at(await mainOf(VpcId), 'Routes') as readonly unknown[]
      assert.deepEqual(
        ['DestinationCidrBlock', 'NetworkInterfaceId', 'GatewayId', 'State', 'Origin'].map((name) => at(route, name)),
        ['0.0.0.0/0', NetworkInterfaceId, undefined, 'active', 'CreateRoute'],
      )
      await call('DeleteRoute', to)
      await refused('DeleteRoute', to, 'InvalidRoute.NotFound')
      await refused('ReplaceRoute', { ...to, GatewayId }, 'InvalidParameterValue', /Use CreateRoute instead/)
      await refused(
        'DeleteRoute',
        { ...to, DestinationCidrBlock: '10.0.0.0/16' },
        'InvalidParameterValue',
        /local route/,
      )
      const bad = { RouteTableId, GatewayId, DestinationCidrBlock: '1000.1.0.0/20' }
      const text =
        'Value (1000.1.0.0/20) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.'
      await refused('CreateRoute', bad, 'InvalidParameterValue', text)
      const egress = { RouteTableId, DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eoigw' }
      await refused('CreateRoute', egress, 'InvalidGatewayID.NotFound', "The eigw ID 'eoigw' does not exist")
    })
  })
})

describe('network interfaces', () => {
  test('made with the default group, an address and a hardware address; deleted once', async () => {
    await inVpc(async (VpcId) => {
      const SubnetId = await subnetIn(VpcId)
      const made = at(await call('CreateNetworkInterface', { SubnetId }), 'NetworkInterface') as Input
      assert.equal(at(made, 'Groups', 0, 'GroupName'), 'default')
      assert.deepEqual(at(made, 'PrivateIpAddresses'), [{ Primary: true, PrivateIpAddress: '10.0.1.4' }])
      assert.match(String(made['MacAddress']), /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/)
      assert.equal(made['VpcId'], VpcId)
      const NetworkInterfaceId = made['NetworkInterfaceId']
      await call('DeleteNetworkInterface', { NetworkInterfaceId })
      const text = `The networkInterface ID '${String(NetworkInterfaceId)}' does not exist`
      await refused('DeleteNetworkInterface', { NetworkInterfaceId }, 'InvalidNetworkInterfaceID.NotFound', text)
      await refused('CreateNetworkInterface', { SubnetId: 'subnet-abcd1234' }, 'InvalidSubnetID.NotFound')
    })
  })

  test('secondary addresses: by address, by count, taken away, never the primary one', async () => {
    await inVpc(async (VpcId) => {
      const NetworkInterfaceId = await eniIn(await subnetIn(VpcId), { PrivateIpAddress: '10.0.1.10' })
      const shown = async () =>
        at(await by('DescribeNetworkInterfaces', 'NetworkInterfaces', 'network-interface-id', NetworkInterfaceId), 0)
      const addresses = async () =>
        (at(await shown(), 'PrivateIpAddresses') as readonly unknown[]).map((one) => at(one, 'PrivateIpAddress'))
      await call('AssignPrivateIpAddresses', { NetworkInterfaceId, PrivateIpAddresses: ['10.0.1.20', '10.0.1.21'] })
      await call('AssignPrivateIpAddresses', { NetworkInterfaceId, SecondaryPrivateIpAddressCount: 2 })
      assert.equal((await addresses()).length, 5)
      await call('UnassignPrivateIpAddresses', { NetworkInterfaceId, PrivateIpAddresses: ['10.0.1.20'] })
      assert.deepEqual((await addresses()).slice(0, 2), ['10.0.1.10', '10.0.1.21'])
      const primary = { NetworkInterfaceId, PrivateIpAddresses: ['10.0.1.10'] }
      await refused('UnassignPrivateIpAddresses', primary, 'InvalidParameterValue', /not a secondary/)
    })
  })

  test('groups and other attributes change; interfaces are found by them', async () => {
    await inVpc(async (VpcId) => {
      const one = await groupIn(VpcId, 'one')
      const two = await groupIn(VpcId, 'two')
      const SubnetId = await subnetIn(VpcId, '10.0.1.0/24', { AvailabilityZone: 'us-west-1b' })
      const NetworkInterfaceId = await eniIn(SubnetId, { Groups: [one], Description: 'first' })
      await call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, Groups: [two] })
      await call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, SourceDestCheck: { Value: false } })
      await call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, Description: { Value: 'changed' } })
      const find = async (name: string, value: string) =>
        ids(await by('DescribeNetworkInterfaces', 'NetworkInterfaces', name, value), 'NetworkInterfaceId')
      const found: readonly (readonly [string, string])[] = [
        ['group-id', two],
        ['description', 'changed'],
        ['subnet-id', SubnetId],
        ['vpc-id', VpcId],
        ['private-ip-address', '10.0.1.4'],
        ['addresses.private-ip-address', '10.0.1.4'],
        ['source-dest-check', 'false'],
        ['availability-zone', 'us-west-1b'],
      ]
      for (const [name, value] of found) assert.deepEqual(await find(name, value), [NetworkInterfaceId], name)
      assert.deepEqual(await find('group-id', one), [])
      await call('DeleteSecurityGroup', { GroupId: one })
      await refused('DeleteSecurityGroup', { GroupId: two }, 'DependencyViolation')
    })
  })
})

describe('tags', () => {
  test('made, overwritten, found, taken away by key and by value', async () => {
    await inVpc(async (VpcId) => {
      const special = 'a b <&"\' ü 日本 *'
      await call('CreateTags', {
        Resources: [VpcId],
        Tags: [
          { Key: 'k', Value: 'old' },
          { Key: special, Value: special },
        ],
      })
      await call('CreateTags', { Resources: [VpcId], Tags: [{ Key: 'k', Value: 'new' }] })
      const tags = async () => at(await by('DescribeTags', 'Tags', 'resource-id', VpcId)) as readonly unknown[]
      assert.deepEqual(await tags(), [
        { Key: 'k', ResourceId: VpcId, ResourceType: 'vpc', Value: 'new' },
        { Key: special, ResourceId: VpcId, ResourceType: 'vpc', Value: special },
      ])
      assert.deepEqual(ids(await by('DescribeVpcs', 'Vpcs', 'tag:k', 'ne?', 'x'), 'VpcId'), [VpcId])
      assert.deepEqual(ids(await by('DescribeVpcs', 'Vpcs', 'tag-key', special.slice(0, -1) + '\\*'), 'VpcId'), [VpcId])
      await call('DeleteTags', { Resources: [VpcId], Tags: [{ Key: 'k', Value: 'other' }] })
      assert.equal((await tags()).length, 2)
      await call('DeleteTags', { Resources: [VpcId], Tags: [{ Key: 'k' }] })
      assert.equal((await tags()).length, 1)
    })
  })

  test('limits and refusals', async () => {
    await inVpc(async (VpcId) => {
      const Tags = Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' }))
      await refused('CreateTags', { Resources: [VpcId], Tags }, 'TagLimitExceeded')
      await call('CreateTags', { Resources: [VpcId], Tags: Tags.slice(1) })
      await refused('CreateTags', { Resources: [VpcId], Tags: Tags.slice(0, 1) }, 'TagLimitExceeded')
      await refused(
        'CreateTags',
        { Resources: ['blah'], Tags: Tags.slice(0, 1) },
        'InvalidID',
        "The ID 'blah' is not valid",
      )
      const missing = 'The request must contain the parameter resourceIdSet'
      await refused('CreateTags', { Resources: [], Tags: Tags.slice(0, 1) }, 'MissingParameter', missing)
      await refused('DeleteTags', { Resources: [] }, 'MissingParameter', missing)
    })
  })

  test('on creation, for the right kind', async () => {
    const tagsOf = (ResourceType: string) => ({
      TagSpecifications: [{ ResourceType, Tags: [{ Key: 'a', Value: 'b' }] }],
    })
    await inVpc(async (VpcId) => {
      const SubnetId = await subnetIn(VpcId)
      const made: readonly (readonly [string, Input, readonly string[]])[] = [
        ['CreateRouteTable', { VpcId, ...tagsOf('route-table') }, ['RouteTable', 'Tags']],
        ['CreateNetworkAcl', { VpcId, ...tagsOf('network-acl') }, ['NetworkAcl', 'Tags']],
        ['CreateNetworkInterface', { SubnetId, ...tagsOf('network-interface') }, ['NetworkInterface', 'TagSet']],
        ['CreateSubnet', { VpcId, CidrBlock: '10.0.9.0/24', ...tagsOf('subnet') }, ['Subnet', 'Tags']],
      ]
      for (const [action, input, path] of made) {
        assert.deepEqual(at(await call(action, input), ...path), [{ Key: 'a', Value: 'b' }], action)
      }
      const wrong = { VpcId, CidrBlock: '10.0.10.0/24', ...tagsOf('vpc') }
      const text = "'vpc' is not a valid taggable resource type for this operation."
      await refused('CreateSubnet', wrong, 'InvalidParameter', text)
    })
  })
})

describe('network ACLs', () => {
  const refusals = (entries: unknown) =>
    (entries as readonly unknown[])
      .filter((entry) => at(entry, 'RuleAction') === 'deny')
      .map((e) => at(e, 'RuleNumber'))

  test('subnets get the default one, and another by replacement', async () => {
    await inVpc(async (VpcId) => {
      const SubnetId = await subnetIn(VpcId)
      const ofSubnet = async () =>
        at(await by('DescribeNetworkAcls', 'NetworkAcls', 'association.subnet-id', SubnetId), 0)
      const first = await ofSubnet()
      assert.equal(at(first, 'IsDefault'), true)
      assert.deepEqual(refusals(at(first, 'Entries')), [32767, 32767])
      const own = at(await call('CreateNetworkAcl', { VpcId }), 'NetworkAcl')
      assert.deepEqual(refusals(at(own, 'Entries')), [32767, 32767])
      const NetworkAclId = at(own, 'NetworkAclId')
      const AssociationId = at(first, 'Associations', 0, 'NetworkAclAssociationId')
      await call('ReplaceNetworkAclAssociation', { AssociationId, NetworkAclId })
      assert.equal(at(await ofSubnet(), 'NetworkAclId'), NetworkAclId)
      await refused('DeleteNetworkAcl', { NetworkAclId }, 'DependencyViolation')
      await refused('DeleteNetworkAcl', { NetworkAclId: at(first, 'NetworkAclId') }, 'InvalidParameterValue', /default/)
      const back = at(await ofSubnet(), 'Associations', 0, 'NetworkAclAssociationId')
      const replaced = { AssociationId: back, NetworkAclId: at(first, 'NetworkAclId') }
      await call('ReplaceNetworkAclAssociation', replaced)
    })
  })

  test('entries: made once, replaced, deleted', async () => {
    await inVpc(async (VpcId) => {
      const NetworkAclId = at(await call('CreateNetworkAcl', { VpcId }), 'NetworkAcl', 'NetworkAclId')
      const entry = { NetworkAclId, RuleNumber: 110, Egress: false, Protocol: '6', RuleAction: 'allow' }
      const open = { ...entry, CidrBlock: '0.0.0.0/0', PortRange: { From: 443, To: 443 } }
      await call('CreateNetworkAclEntry', open)
      await refused('CreateNetworkAclEntry', open, 'NetworkAclEntryAlreadyExists')
      await call('ReplaceNetworkAclEntry', { ...open, PortRange: { From: 80, To: 81 } })
      const [found] = await by('DescribeNetworkAcls', 'NetworkAcls', 'network-acl-id', String(NetworkAclId))
      const shown = (at(found, 'Entries') as readonly unknown[]).find((one) => at(one, 'RuleNumber') === 110)
      assert.deepEqual(at(shown, 'PortRange'), { From: 80, To: 81 })
      await call('DeleteNetworkAclEntry', { NetworkAclId, RuleNumber: 110, Egress: false })
      const gone = { NetworkAclId, RuleNumber: 110, Egress: false }
      await refused('DeleteNetworkAclEntry', gone, 'InvalidNetworkAclEntry.NotFound')
      await refused('ReplaceNetworkAclEntry', open, 'InvalidNetworkAclEntry.NotFound')
    })
  })
})

describe('DHCP options', () => {
  test('made, found by key and value, given to a VPC, kept while in use', async () => {
    await inVpc(async (VpcId) => {
      const DhcpConfigurations = [
        { Key: 'domain-name', Values: ['example.test'] },
        { Key: 'domain-name-servers', Values: ['10.0.10.2', '10.0.10.3'] },
      ]
      const DhcpOptionsId = at(
        await call('CreateDhcpOptions', { DhcpConfigurations }),
        'DhcpOptions',
        'DhcpOptionsId',
      ) as string
      const find = async (name: string, value: string) =>
        ids(await by('DescribeDhcpOptions', 'DhcpOptions', name, value), 'DhcpOptionsId')
      assert.deepEqual(await find('value', 'example.*'), [DhcpOptionsId])
      assert.deepEqual(await find('value', '10.0.10.3'), [DhcpOptionsId])
      assert.ok((await find('key', 'domain-name')).includes(DhcpOptionsId))
      await call('AssociateDhcpOptions', { DhcpOptionsId, VpcId })
      assert.deepEqual(ids(await by('DescribeVpcs', 'Vpcs', 'dhcp-options-id', DhcpOptionsId), 'VpcId'), [VpcId])
      await refused('DeleteDhcpOptions', { DhcpOptionsId }, 'DependencyViolation')
      await call('AssociateDhcpOptions', { DhcpOptionsId: 'default', VpcId })
      await call('DeleteDhcpOptions', { DhcpOptionsId })
      await refused('DescribeDhcpOptions', { DhcpOptionsIds: [DhcpOptionsId] }, 'InvalidDhcpOptionID.NotFound')
      await refused('AssociateDhcpOptions', { DhcpOptionsId: 'foo', VpcId }, 'InvalidDhcpOptionID.NotFound')
      await refused('AssociateDhcpOptions', { DhcpOptionsId: 'default', VpcId: 'foo' }, 'InvalidVpcID.NotFound')
    })
  })

  test('options that do not exist, or do not take the value', async () => {
    const bad: readonly (readonly [string, readonly string[]])[] = [
      ['ntp-servers', ['f', 'f', 'f', 'f']],
      ['netbios-node-type', ['0']],
      ['no-such-option', ['a']],
    ]
    for (const [Key, Values] of bad) {
      await refused('CreateDhcpOptions', { DhcpConfigurations: [{ Key, Values }] }, 'InvalidParameterValue')
    }
    await refused('DeleteDhcpOptions', { DhcpOptionsId: 'foo-abcd1234' }, 'InvalidDhcpOptionsId.Malformed')
  })
})

describe('security groups', () => {
  const web = (CidrIp: string, port = 22) => [
    { IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp }] },
  ]

  test('a new group lets everything out and nothing in; its name is one in a VPC', async () => {
    await inVpc(async (VpcId) => {
      const GroupId = await groupIn(VpcId, 'test')
      const [group] = at(await call('DescribeSecurityGroups', { GroupIds: [GroupId] }), 'SecurityGroups') as unknown[]
      assert.deepEqual(at(group, 'IpPermissions'), [])
      assert.deepEqual(at(group, 'IpPermissionsEgress', 0, 'IpRanges'), [{ CidrIp: '0.0.0.0/0' }])
      assert.equal(at(group, 'Description'), 'test group')
      const again = { VpcId, GroupName: 'test', Description: 'x' }
      await refused('CreateSecurityGroup', again, 'InvalidGroup.Duplicate', /already exists for VPC/)
      await refused('CreateSecurityGroup', { GroupName: 'bad', Description: '' }, 'MissingParameter')
      const unknown = { GroupId: 'sg-99999999', IpPermissions: web('0.0.0.0/0') }
      await refused('AuthorizeSecurityGroupIngress', unknown, 'InvalidGroup.NotFound')
    })
  })

  test('rules: authorised once, revoked once, by content or by id', async () => {
    await inVpc(async (VpcId) => {
      const GroupId = await groupIn(VpcId, 'test')
      const rule = { GroupId, IpPermissions: web('123.123.123.123/32') }
      const made = await call('AuthorizeSecurityGroupIngress', rule)
      assert.equal(at(made, 'Return'), true)
      await refused('AuthorizeSecurityGroupIngress', rule, 'InvalidPermission.Duplicate', /already exists/)
      const other = { GroupId, IpPermissions: web('123.123.123.124/32') }
      await refused('RevokeSecurityGroupIngress', other, 'InvalidPermission.NotFound')
      const [first] = at(made, 'SecurityGroupRules') as readonly unknown[]
      const byId = { GroupId, SecurityGroupRuleIds: [at(first, 'SecurityGroupRuleId')] }
      await call('RevokeSecurityGroupIngress', byId)
      await refused('RevokeSecurityGroupIngress', byId, 'InvalidSecurityGroupRuleId.NotFound')
      const bad = { GroupId, IpPermissions: web('123.123.123.123/32/asdf') }
      await refused('AuthorizeSecurityGroupIngress', bad, 'InvalidParameterValue')
      await call('RevokeSecurityGroupEgress', {
        GroupId,
        IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      })
      assert.deepEqual(await by('DescribeSecurityGroupRules', 'SecurityGroupRules', 'group-id', GroupId), [])
    })
  })

  test('rules that name other groups; a group that is named stays', async () => {
    await inVpc(async (VpcId) => {
      const GroupId = await groupIn(VpcId, 'test')
      const other = await groupIn(VpcId, 'other')
      const permission = { IpProtocol: 'tcp', FromPort: 22, ToPort: 2222, UserIdGroupPairs: [{ GroupId: other }] }
      await call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [permission] })
      const find = async (name: string, value: string) =>
        ids(await by('DescribeSecurityGroups', 'SecurityGroups', name, value), 'GroupId')
      assert.deepEqual(await find('ip-permission.group-id', other), [GroupId])
      await refused('DeleteSecurityGroup', { GroupId: other }, 'DependencyViolation')
      await call('RevokeSecurityGroupIngress', { GroupId, IpPermissions: [permission] })
      assert.deepEqual(await find('ip-permission.group-id', other), [])
      await call('DeleteSecurityGroup', { GroupId: other })
    })
  })

  test('descriptions and rules change in place', async () => {
    await inVpc(async (VpcId) => {
      const GroupId = await groupIn(VpcId, 'test')
      const IpPermissions = [{ ...web('10.0.0.0/8')[0], IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'first' }] }]
      const made = await call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions })
      const SecurityGroupRuleId = at(made, 'SecurityGroupRules', 0, 'SecurityGroupRuleId')
      const shown = async () =>
        at(
          await call('DescribeSecurityGroupRules', { SecurityGroupRuleIds: [SecurityGroupRuleId] }),
          'SecurityGroupRules',
          0,
        )
      const renamed = [{ ...web('10.0.0.0/8')[0], IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'second' }] }]
      await call('UpdateSecurityGroupRuleDescriptionsIngress', { GroupId, IpPermissions: renamed })
      assert.equal(at(await shown(), 'Description'), 'second')
      const SecurityGroupRule = {
        IpProtocol: 'udp',
        FromPort: 1,
        ToPort: 2,
        CidrIpv4: '10.1.0.0/16',
        Description: 'third',
      }
      await call('ModifySecurityGroupRules', {
        GroupId,
        SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule }],
      })
      const rule = await shown()
      assert.deepEqual(
        ['IpProtocol', 'FromPort', 'ToPort', 'CidrIpv4', 'Description', 'SecurityGroupRuleId'].map((n) => at(rule, n)),
        ['udp', 1, 2, '10.1.0.0/16', 'third', SecurityGroupRuleId],
      )
    })
  })

  test('sixty rules, and no more', async () => {
    await inVpc(async (VpcId) => {
      const GroupId = await groupIn(VpcId, 'test')
      const ranges = (from: number, count: number) =>
        Array.from({ length: count }, (_, i) => ({ CidrIp: `192.168.0.${from + i}/32` }))
      const rules = (from: number, count: number) => ({
        GroupId,
        IpPermissions: [{ IpProtocol: '-1', IpRanges: ranges(from, count) }],
      })
      await call('AuthorizeSecurityGroupIngress', rules(0, 60))
      const text = 'The maximum number of rules per security group has been reached.'
      await refused('AuthorizeSecurityGroupIngress', rules(60, 1), 'RulesPerSecurityGroupLimitExceeded', text)
      // What leaves is counted apart, and one rule is there from the start.
      await call('AuthorizeSecurityGroupEgress', rules(0, 59))
      await refused('AuthorizeSecurityGroupEgress', rules(60, 1), 'RulesPerSecurityGroupLimitExceeded', text)
    })
  })
})

describe('regions and zones', () => {
  test('regions by name, zones by name, id and state', async () => {
    const names = ids(at(await call('DescribeRegions'), 'Regions') as unknown[], 'RegionName')
    assert.ok(names.length > 1)
    const one = await call('DescribeRegions', { RegionNames: ['us-west-2'] })
    assert.equal(at(one, 'Regions', 0, 'Endpoint'), 'ec2.us-west-2.amazonaws.com')
    const zones = at(await call('DescribeAvailabilityZones'), 'AvailabilityZones') as readonly unknown[]
    assert.deepEqual(ids(zones, 'ZoneName'), ['us-west-1a', 'us-west-1b'])
    assert.deepEqual(new Set(ids(zones, 'RegionName')), new Set(['us-west-1']))
    assert.deepEqual(at(zones, 0, 'Messages'), [])
    const byId = await call('DescribeAvailabilityZones', { ZoneIds: ['usw1-az1'] })
    assert.deepEqual(ids(at(byId, 'AvailabilityZones') as unknown[], 'ZoneName'), ['us-west-1b'])
    assert.equal((await by('DescribeAvailabilityZones', 'AvailabilityZones', 'state', 'unavailable')).length, 0)
  })
})
