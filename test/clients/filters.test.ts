// Every filter name of the model, in a network with a route server that has learned routes: a value that something has finds
// exactly what has it, one that nothing has finds nothing. What has it is worked out here from the unfiltered answer.

import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { OPERATIONS } from '../../src/model/service.ts'
import type { FilterDefinition, Operation } from '../../src/model/shape.ts'
import { NET, appliance, eventually, loopbackOf, serve } from '../harness.ts'
import { sdkCaller, type Caller } from './scenario/callers.ts'
import { BUILD } from './scenario/scenario.ts'
import { assertHas, named, resolve, step, type Answers, type Step } from './scenario/step.ts'

type Item = Readonly<Record<string, unknown>>

/** Filters on things that do not exist here: they are known, and find nothing. */
const NOTHING_HAS = new Set([
  'DescribeSubnets customer-owned-ipv4-pool',
  'DescribeSubnets outpost-arn',
  'DescribeRouteTables route.destination-prefix-list-id',
  'DescribeRouteTables route.egress-only-internet-gateway-id',
  'DescribeRouteTables route.nat-gateway-id',
  'DescribeRouteTables route.transit-gateway-id',
  'DescribeRouteTables route.vpc-peering-connection-id',
  'DescribeNetworkInterfaces association.allocation-id',
  'DescribeNetworkInterfaces association.association-id',
  'DescribeNetworkInterfaces association.ip-owner-id',
  'DescribeNetworkInterfaces association.public-ip',
  'DescribeNetworkInterfaces association.public-dns-name',
  'DescribeNetworkInterfaces addresses.association.owner-id',
  'DescribeNetworkInterfaces addresses.association.public-ip',
  'DescribeNetworkInterfaces operator.principal',
  // In a VPC rules name other groups by id alone.
  'DescribeSecurityGroups ip-permission.group-name',
  'DescribeSecurityGroups egress.ip-permission.group-name',
  'DescribeSecurityGroups ip-permission.prefix-list-id',
  'DescribeSecurityGroups egress.ip-permission.prefix-list-id',
  'DescribeAvailabilityZones group-long-name',
  'DescribeAvailabilityZones message',
  'DescribeAvailabilityZones parent-zone-id',
  'DescribeAvailabilityZones parent-zone-name',
])

/** Filters whose value is not in the answer: the value in this network, and the place in an item of what it finds. */
const NOT_SHOWN: Readonly<Record<string, readonly [value: string, found: readonly [path: string, value: string]]>> = {
  'DescribeRouteServers vpc-id': ['@vpc.Vpc.VpcId', ['RouteServerId', '@server.RouteServer.RouteServerId']],
}

/** What BUILD does not make and a filter looks at. */
const MORE: readonly Step[] = [
  named('dhcp sets', 'DescribeDhcpOptions', {}),
  step('CreateTags', {
    Resources: [
      '@server.RouteServer.RouteServerId',
      '@default acl.NetworkAcls.0.NetworkAclId',
      '@dhcp sets.DhcpOptions.0.DhcpOptionsId',
    ],
    Tags: [{ Key: 'Name', Value: 'tagged later' }],
  }),
  step('ModifySubnetAttribute', { SubnetId: '@second.Subnet.SubnetId', EnableLniAtDeviceIndex: 2 }),
  named('keepalive', 'CreateRouteServerPeer', {
    RouteServerEndpointId: '@endpoint.RouteServerEndpoint.RouteServerEndpointId',
    PeerAddress: `10.${NET}.1.20`,
    BgpOptions: { PeerAsn: 65002 },
  }),
  named('acl2', 'CreateNetworkAcl', { VpcId: '@vpc.Vpc.VpcId' }),
  step('CreateNetworkAclEntry', {
    NetworkAclId: '@acl2.NetworkAcl.NetworkAclId',
    RuleNumber: 10,
    Protocol: '6',
    RuleAction: 'allow',
    Egress: false,
    CidrBlock: '0.0.0.0/0',
    PortRange: { From: 179, To: 180 },
  }),
  step('CreateNetworkAclEntry', {
    NetworkAclId: '@acl2.NetworkAcl.NetworkAclId',
    RuleNumber: 20,
    Protocol: '1',
    RuleAction: 'deny',
    Egress: false,
    CidrBlock: '192.0.2.0/24',
    IcmpTypeCode: { Type: 8, Code: 0 },
  }),
  step('CreateRoute', {
    RouteTableId: '@table.RouteTable.RouteTableId',
    DestinationCidrBlock: '198.51.100.0/24',
    NetworkInterfaceId: '@spare.NetworkInterface.NetworkInterfaceId',
  }),
]

const OPERATIONS_WITH_FILTERS = OPERATIONS.filter(({ filters }) => filters !== undefined)

test('filters', async (t) => {
  const world = await build(t)
  for (const operation of OPERATIONS_WITH_FILTERS) {
    await t.test(operation.name, async () => {
      const all = await world.items(operation)
      assert.ok(all.length > 0, 'there is nothing to filter')
      for (const filter of operation.filters?.by ?? []) {
        for (const name of filter.names) await checkFilter(world, operation, filter, name, all)
      }
      if (isTagged(all)) await checkTags(world, operation, all)
      await checkTogether(world, operation, all)
    })
  }
})

async function checkFilter(
  world: World,
  operation: Operation,
  filter: FilterDefinition,
  name: string,
  all: readonly Item[],
) {
  const what = `${operation.name} ${filter.names[0] ?? ''}`
  const find = (...Values: string[]) => world.items(operation, [{ Name: name, Values }])
  const id = /\bid$/.test(name) ? 'sg-00000bad' : 'nothing-has-this'
  assert.deepEqual(await find(id), [], `${what}: a value that nothing has`)
  assert.deepEqual(await find(), [], `${what}: no values`)
  const hidden = NOT_SHOWN[what]
  if (hidden !== undefined) {
    const [value, [path, found]] = hidden
    const items = await find(world.resolve(value))
    assert.deepEqual(
      items.map((item) => item[path]),
      [world.resolve(found)],
      what,
    )
    return
  }
  const values = [...new Set(all.flatMap((item) => valuesIn(item, filter.path)))]
  assert.equal(values.length === 0, NOTHING_HAS.has(what), `${what} can find ${values.length} values`)
  for (const value of values.slice(0, 3)) {
    const having = all.filter((item) => valuesIn(item, filter.path).includes(value))
    assert.deepEqual(await find(value), having, `${what} = ${value}`)
    if (value.length > 1)
      assert.deepEqual(await find(`?${value.slice(1)}`, id), matching(all, filter, value), `${what} ?`)
  }
}

/** Items with a value that is `value` but for the first character. */
const matching = (all: readonly Item[], { path }: FilterDefinition, value: string): readonly Item[] =>
  all.filter((item) => valuesIn(item, path).some((v) => v.length === value.length && v.slice(1) === value.slice(1)))

interface Tag {
  readonly Key: string
  readonly Value: string
}

/** The tags of an item; an item of DescribeTags is one itself. */
function tagsOf(item: Item): readonly Tag[] {
  if (typeof item['Key'] === 'string') return [item as unknown as Tag]
  return (item['Tags'] ?? item['TagSet'] ?? []) as readonly Tag[]
}

const isTagged = ([first = {}]: readonly Item[]): boolean => 'Tags' in first || 'TagSet' in first || 'Value' in first

async function checkTags(world: World, operation: Operation, all: readonly Item[]): Promise<void> {
  const having = (tests: (tag: Tag) => boolean) => all.filter((item) => tagsOf(item).some((tag) => tests(tag)))
  const tag = all.flatMap(tagsOf).find(({ Key }) => Key === 'Name')
  assert.ok(tag, `${operation.name}: nothing has a name`)
  const find = (Name: string, ...Values: string[]) => world.items(operation, [{ Name, Values }])
  assert.deepEqual(
    await find('tag:Name', tag.Value),
    having(({ Key, Value }) => Key === 'Name' && Value === tag.Value),
  )
  assert.deepEqual(
    await find('tag:Name', '*'),
    having(({ Key }) => Key === 'Name'),
  )
  assert.deepEqual(
    await find('tag-key', 'Name'),
    having(({ Key }) => Key === 'Name'),
  )
  assert.deepEqual(
    await find('tag-value', tag.Value),
    having(({ Value }) => Value === tag.Value),
  )
  for (const [name, value] of [
    ['tag:name', tag.Value],
    ['tag:Name', 'x'],
    ['tag-key', 'x'],
    ['tag-value', 'x'],
  ] as const) {
    assert.deepEqual(await find(name, value), [], `${operation.name} ${name} ${value}`)
  }
}

/** Several filters have to be met at once, one of several values is enough; unknown names are refused. */
async function checkTogether(world: World, operation: Operation, all: readonly Item[]): Promise<void> {
  const filter = operation.filters?.by.find(({ path }) => new Set(all.flatMap((item) => valuesIn(item, path))).size > 1)
  if (filter !== undefined) {
    const [Name = ''] = filter.names
    const [a = '', b = ''] = new Set(all.flatMap((item) => valuesIn(item, filter.path)))
    const having = (...wanted: string[]) =>
      all.filter((item) => valuesIn(item, filter.path).some((v) => wanted.includes(v)))
    assert.deepEqual(await world.items(operation, [{ Name, Values: [a, b] }]), having(a, b))
    const both = await world.items(operation, [
      { Name, Values: [a] },
      { Name, Values: [b] },
    ])
    assert.deepEqual(
      both,
      having(a).filter((item) => having(b).includes(item)),
    )
  }
  const unknown = world.items(operation, [{ Name: 'colour', Values: ['red'] }])
  await assert.rejects(unknown, { name: 'InvalidParameterValue', message: "The filter 'colour' is invalid" })
}

/** The values at the end of a path, as texts. */
function valuesIn(value: unknown, path: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesIn(item, path))
  const [name, ...rest] = path
  if (name !== undefined) return value === undefined ? [] : valuesIn((value as Item)[name], rest)
  if (value instanceof Date) return [value.toISOString().replace(/\.\d+Z$/, 'Z')]
  return value === undefined ? [] : [typeof value === 'string' ? value : JSON.stringify(value)]
}

interface World {
  readonly items: (operation: Operation, Filters?: readonly object[]) => Promise<readonly Item[]>
  readonly resolve: (text: string) => string
}

async function build(t: TestContext): Promise<World> {
  const { endpoint, bgpPort } = await serve(t, ['--memory', '--no-default-vpc'])
  const call = sdkCaller(t, endpoint)
  const answers: Answers = new Map()
  for (const one of [...BUILD, ...MORE]) await play(call, one, answers)
  const RouteServerId = resolve('@server.RouteServer.RouteServerId', answers) as string
  const local = loopbackOf(`10.${NET}.1.20`)
  const connect = `${loopbackOf(`10.${NET}.1.7`)}:${bgpPort}`
  const announce = ['--announce', '203.0.113.0/24', '--announce', '198.51.100.0/24']
  appliance(t, ['--local', local, '--connect', connect, '--asn', '65002', '--remote-asn', '4294967295', ...announce])
  await eventually(
    'both routes are there',
    () => call('GetRouteServerRoutingDatabase', { RouteServerId }),
    (answer) => (answer as { readonly Routes: readonly unknown[] }).Routes.length === 2,
  )
  return {
    items: async (operation, Filters) => {
      const input = { ...(operation.name === 'GetRouteServerRoutingDatabase' ? { RouteServerId } : {}), Filters }
      const answer = (await call(operation.name, input)) as Item
      return answer[operation.filters?.over ?? ''] as readonly Item[]
    },
    resolve: (text) => resolve(text, answers) as string,
  }
}

async function play(call: Caller, { as, action, input, expect }: Step, answers: Answers): Promise<void> {
  const answer = await call(action, resolve(input, answers) as Item)
  if (as !== undefined) answers.set(as, answer)
  if (expect !== undefined) assertHas(answer, resolve(expect, answers), action)
}
