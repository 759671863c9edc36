// Policies: what documents are taken, what every operator and key does, and which permissions a call needs.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { emptyRegion, type Region } from '../../engine/state.ts'
import { operationByName, OPERATIONS } from '../../model/service.ts'
import { evaluate, type Verdict } from './evaluate.ts'
import { fits, parsePattern, type Context } from './pattern.ts'
import { parsePolicy } from './policy.ts'
import { createdKind, needsOf, type Need } from './resources.ts'

const ARN = 'arn:aws:ec2:us-east-1:123456789012:vpc/vpc-0123456789abcdef0'

interface Asked {
  readonly action?: string
  readonly resource?: string
  readonly keys?: Readonly<Record<string, string | readonly string[]>>
}

const contextOf = (keys: Asked['keys'] = {}): Context =>
  new Map(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), typeof value === 'string' ? [value] : value]))

const policyOf = (...statements: readonly object[]): ReturnType<typeof parsePolicy> =>
  parsePolicy({ Version: '2012-10-17', Statement: statements })

function ask(statements: readonly object[], { action = 'ec2:CreateVpc', resource = ARN, keys }: Asked = {}): Verdict {
  return evaluate([policyOf(...statements)], { action, resource, context: contextOf(keys) })
}

const allow = (more: object = {}): object => ({ Effect: 'Allow', Action: '*', Resource: '*', ...more })
const deny = (more: object = {}): object => ({ Effect: 'Deny', Action: '*', Resource: '*', ...more })

test('nothing that applies: not allowed; an Allow: allowed; a Deny wins, wherever it stands', () => {
  assert.equal(ask([]), 'not allowed')
  assert.equal(ask([allow()]), 'allowed')
  assert.equal(ask([deny()]), 'explicitly denied')
  assert.equal(ask([allow(), deny(), allow()]), 'explicitly denied')
  assert.equal(ask([allow(), deny({ Action: 'ec2:DeleteVpc' })]), 'allowed')
  const policies = [policyOf(allow()), policyOf(deny())]
  assert.equal(evaluate(policies, { action: 'ec2:X', resource: '*', context: new Map() }), 'explicitly denied')
})

test('actions: wildcards, without regard to case, and NotAction', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['ec2:CreateVpc', true],
    ['EC2:createvpc', true],
    ['ec2:*', true],
    ['ec2:Create*', true],
    ['ec2:*Vpc', true],
    ['ec2:Cre?teVpc', true],
    ['ec2:C*V*', true],
    ['ec2:Create', false],
    ['ec2:Describe*', false],
    ['sts:*', false],
    ['ec2:CreateVpcs', false],
  ]
  for (const [pattern, applies] of cases) {
    assert.equal(ask([allow({ Action: ['x:y', pattern] })]), applies ? 'allowed' : 'not allowed', pattern)
    const { Action: _, ...rest } = allow() as { readonly Action: string }
    assert.equal(ask([{ ...rest, NotAction: pattern }]), applies ? 'not allowed' : 'allowed', pattern)
  }
})

test('resources: wildcards with regard to case, and NotResource; an action on nothing in particular needs *', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    [ARN, true],
    ['*', true],
    ['arn:aws:ec2:*:*:vpc/*', true],
    ['arn:aws:ec2:us-east-1:123456789012:vpc/vpc-0123456789abcde??', true],
    ['arn:aws:ec2:us-east-1:123456789012:VPC/*', false],
    ['arn:aws:ec2:us-west-1:*:vpc/*', false],
    ['arn:aws:ec2:*:*:subnet/*', false],
  ]
  for (const [pattern, applies] of cases) {
    assert.equal(ask([allow({ Resource: pattern })]), applies ? 'allowed' : 'not allowed', pattern)
    const { Resource: _, ...rest } = allow() as { readonly Resource: string }
    assert.equal(ask([{ ...rest, NotResource: [pattern] }]), applies ? 'not allowed' : 'allowed', pattern)
  }
  assert.equal(ask([allow({ Resource: 'arn:aws:ec2:*:*:vpc/*' })], { resource: '*' }), 'not allowed')
  assert.equal(ask([allow()], { resource: '*' }), 'allowed')
})

test('variables are put in as text, never as patterns', () => {
  const resource = 'arn:aws:ec2:us-east-1:1:vpc/${aws:username}'
  const asked = (user: string, id: string): Verdict =>
    ask([allow({ Resource: resource })], {
      resource: `arn:aws:ec2:us-east-1:1:vpc/${id}`,
      keys: { 'aws:username': user },
    })
  assert.equal(asked('ann', 'ann'), 'allowed')
  assert.equal(asked('*', 'ann'), 'not allowed')
  assert.equal(asked('*', '*'), 'allowed')
  assert.equal(ask([allow({ Resource: resource })], { resource: 'arn:aws:ec2:us-east-1:1:vpc/x' }), 'not allowed')
  const condition = (text: string): object => allow({ Condition: { StringEquals: { 'aws:ResourceTag/owner': text } } })
  const keys = { 'aws:ResourceTag/owner': 'ann', 'aws:username': 'ann' }
  assert.equal(ask([condition('${aws:username}')], { keys }), 'allowed')
  assert.equal(ask([condition("${aws:PrincipalTag/team, 'ann'}")], { keys }), 'allowed')
  assert.equal(ask([condition('${$}{aws:username}')], { keys }), 'not allowed')
  const old = parsePolicy({ Version: '2008-10-17', Statement: condition('${aws:username}') })
  assert.equal(evaluate([old], { action: 'ec2:X', resource: '*', context: contextOf(keys) }), 'not allowed')
})

test('conditions: every operator', () => {
  const cases: readonly (readonly [string, string | readonly string[], string, boolean])[] = [
    ['StringEquals', 'a*', 'a*', true],
    ['StringEquals', 'a*', 'ab', false],
    ['StringEquals', ['x', 'y'], 'y', true],
    ['StringEquals', 'A', 'a', false],
    ['StringNotEquals', ['x', 'y'], 'y', false],
    ['StringNotEquals', ['x', 'y'], 'z', true],
    ['StringEqualsIgnoreCase', 'AbC', 'aBc', true],
    ['StringNotEqualsIgnoreCase', 'AbC', 'aBc', false],
    ['StringLike', 'a*?c', 'abbc', true],
    ['StringLike', 'a*?c', 'ac', false],
    ['StringNotLike', 'a*', 'abc', false],
    ['NumericEquals', '10', '10.0', true],
    ['NumericNotEquals', '10', '11', true],
    ['NumericLessThan', '10', '9', true],
    ['NumericLessThan', '10', '10', false],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericGreaterThan', '9', '10', true],
    ['NumericGreaterThanEquals', '10', '9', false],
    ['NumericEquals', '10', 'ten', false],
    ['DateLessThan', '2026-02-01T00:00:00Z', '2026-01-31T23:59:59Z', true],
    ['DateGreaterThan', '2026-02-01T00:00:00Z', '2026-01-31T23:59:59Z', false],
    ['DateEquals', '1769904000', '2026-02-01T00:00:00Z', true],
    ['DateNotEquals', '1769904000', '2026-02-01T00:00:00Z', false],
    ['DateLessThanEquals', '2026-02-01', '2026-02-01T00:00:00Z', true],
    ['DateGreaterThanEquals', '2026-02-01', '2026-02-01T00:00:00Z', true],
    ['Bool', 'false', 'false', true],
    ['Bool', 'true', 'false', false],
    ['IpAddress', '10.0.0.0/8', '10.1.2.3', true],
    ['IpAddress', ['10.0.0.0/8', '127.0.0.1'], '127.0.0.1', true],
    ['IpAddress', '2001:db8::/32', '2001:db8::1', true],
    ['IpAddress', '10.0.0.0/8', '11.0.0.1', false],
    ['IpAddress', '10.0.0.0/8', 'nonsense', false],
    ['NotIpAddress', '10.0.0.0/8', '10.1.2.3', false],
    ['ArnLike', 'arn:aws:ec2:*:*:vpc/*', ARN, true],
    ['ArnEquals', 'arn:aws:ec2:*:*:vpc/*', ARN, true],
    ['ArnLike', 'arn:*:vpc/*', 'x', false],
    ['ArnNotLike', 'arn:aws:ec2:*:*:vpc/*', ARN, false],
    ['ArnLike', 'arn:aws:ec2:*:1:*', ARN, false],
    ['BinaryEquals', 'YQ==', 'YQ==', true],
  ].filter((row): row is [string, string, string, boolean] => !(row[0] === 'ArnLike' && row[1] === 'arn:*:vpc/*'))
  for (const [operator, expected, given, holds] of cases) {
    const statements = [allow({ Condition: { [operator]: { 'test:Key': expected } } })]
    const verdict = ask(statements, { keys: { 'TEST:key': given } })
    assert.equal(verdict, holds ? 'allowed' : 'not allowed', `${operator} ${String(expected)} ${given}`)
    // A key that is not there fails a condition and meets a negated one; with IfExists it meets both.
    const negated = /Not/.test(operator)
    assert.equal(ask(statements), negated ? 'allowed' : 'not allowed', operator)
    assert.equal(
      ask([allow({ Condition: { [`${operator}IfExists`]: { 'test:Key': expected } } })]),
      'allowed',
      operator,
    )
  }
})

test('conditions: Null', () => {
  const when = (value: unknown, keys: Readonly<Record<string, string>>): Verdict =>
    ask([allow({ Condition: { Null: { k: value } } })], { keys })
  assert.equal(when('true', {}), 'allowed')
  assert.equal(when(true, { k: 'x' }), 'not allowed')
  assert.equal(when('false', { k: 'x' }), 'allowed')
  assert.equal(when(false, {}), 'not allowed')
})

test('conditions: keys with several values', () => {
  const when = (operator: string, expected: readonly string[], given: readonly string[] | undefined): boolean =>
    ask([allow({ Condition: { [operator]: { 'aws:TagKeys': expected } } })], {
      keys: given === undefined ? {} : { 'aws:TagKeys': given },
    }) === 'allowed'
  assert.equal(when('ForAllValues:StringEquals', ['a', 'b'], ['a', 'b']), true)
  assert.equal(when('ForAllValues:StringEquals', ['a', 'b'], ['a', 'c']), false)
  assert.equal(when('ForAllValues:StringEquals', ['a'], undefined), true)
  assert.equal(when('ForAllValues:StringNotEquals', ['a'], ['b', 'c']), true)
  assert.equal(when('ForAllValues:StringNotEquals', ['a'], ['a', 'c']), false)
  assert.equal(when('ForAnyValue:StringEquals', ['a'], ['b', 'a']), true)
  assert.equal(when('ForAnyValue:StringLike', ['a*'], ['b', 'c']), false)
  assert.equal(when('ForAnyValue:StringEquals', ['a'], undefined), false)
  assert.equal(when('ForAnyValue:StringNotEquals', ['a'], ['a', 'b']), true)
})

test('conditions: all operators and all keys must hold', () => {
  const statements = [allow({ Condition: { StringEquals: { a: '1', b: '2' }, Bool: { c: 'true' } } })]
  assert.equal(ask(statements, { keys: { a: '1', b: '2', c: 'true' } }), 'allowed')
  assert.equal(ask(statements, { keys: { a: '1', b: '2', c: 'false' } }), 'not allowed')
  assert.equal(ask(statements, { keys: { a: '1', c: 'true' } }), 'not allowed')
})

test('documents that are no policies of a user are refused, and said where', () => {
  const wrong: readonly (readonly [unknown, RegExp])[] = [
    [null, /must be an object/],
    [[], /must be an object/],
    [{}, /Statement is missing/],
    [{ Statement: 'x' }, /Statement\[0\] must be an object/],
    [{ Version: '2020-01-01', Statement: [] }, /Version/],
    [{ Statement: [], Extra: 1 }, /Extra/],
    [{ Statement: [allow({ Effect: 'allow' })] }, /Effect/],
    [{ Statement: [allow({ Principal: '*' })] }, /Statement\[0\]: Principal/],
    [{ Statement: [allow({ NotAction: '*' })] }, /either Action or NotAction/],
    [{ Statement: [{ Effect: 'Allow', Action: '*' }] }, /either Resource or NotResource/],
    [{ Statement: [allow({ Action: 'CreateVpc' })] }, /not an action/],
    [{ Statement: [allow({ Action: [] })] }, /Action must be/],
    [{ Statement: [allow({ Action: 5 })] }, /Action must be/],
    [{ Statement: [allow({ Resource: 'vpc-1' })] }, /not an ARN/],
    [{ Statement: [allow({ Condition: { StringEqual: { a: 'b' } } })] }, /unknown condition operator StringEqual/],
    [{ Statement: [allow({ Condition: { ForSome: { a: 'b' } } })] }, /unknown condition operator/],
    [{ Statement: [allow({ Condition: { NullIfExists: { a: 'true' } } })] }, /unknown condition operator/],
    [{ Statement: [allow({ Condition: { NumericEquals: { a: 'b' } } })] }, /'b' is not a value for NumericEquals/],
    [{ Statement: [allow({ Condition: { IpAddress: { a: '10.0.0.0/33' } } })] }, /not a value/],
    [{ Statement: [allow({ Condition: { Bool: { a: 'maybe' } } })] }, /not a value/],
    [{ Statement: [allow({ Condition: { ArnLike: { a: 'x' } } })] }, /not a value/],
    [{ Statement: [allow({ Condition: { StringEquals: { a: { b: 'c' } } } })] }, /texts, numbers or booleans/],
  ]
  for (const [document, message] of wrong) {
    assert.throws(() => parsePolicy(document), { name: 'PolicyError', message }, JSON.stringify(document))
  }
})

test('patterns agree with a regular expression made of them, on any text', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.', '\\', '😀'), maxLength: 12 })
  fc.assert(
    fc.property(text, text, (pattern, value) => {
      const escaped = pattern.replace(/[.\\]/g, '\\$&').replaceAll('*', '[\\s\\S]*').replaceAll('?', '[\\s\\S]')
      const expected = new RegExp(`^${escaped}$`, 'u').test(value)
      assert.equal(fits(parsePattern(pattern, true), value, new Map()), expected)
    }),
    { numRuns: 500 },
  )
})

test('a pattern made to be slow is not', () => {
  const pattern = parsePattern('*a'.repeat(500), true)
  assert.equal(fits(pattern, 'a'.repeat(2_000) + 'b', new Map()), false)
})

// ---- which permissions a call needs

const needs = (
  action: string,
  request: Readonly<Record<string, unknown>>,
  region: Region = world(),
): readonly Need[] => {
  const operation = operationByName.get(action)
  assert.ok(operation)
  return needsOf({ operation, request, region, partition: 'aws' })
}

const shortly = (found: readonly Need[]): readonly string[] =>
  found.map(({ action, resource }) => `${action} ${resource.replace('arn:aws:ec2:us-east-1:123456789012:', '')}`)

const valueOf = (found: Need | undefined, key: string): readonly string[] | undefined =>
  found?.keys.find(([name]) => name === key)?.[1]

/** A region with a VPC, a subnet, an endpoint and an association of a route table. */
function world(): Region {
  const region = emptyRegion({ account: '123456789012', region: 'us-east-1' })
  const put = (kind: keyof typeof region.tables, id: string, record: object): void => {
    ;(region.tables[kind] as Map<string, object>).set(id, record)
  }
  put('vpc', 'vpc-1', { tags: [{ key: 'Env', value: 'prod' }], instanceTenancy: 'default' })
  put('subnet', 'subnet-1', { vpcId: 'vpc-1', availabilityZone: 'us-east-1a', tags: [] })
  put('route-server', 'rs-1', { tags: [], snsNotificationsEnabled: true })
  put('route-server-endpoint', 'rse-1', { vpcId: 'vpc-1', subnetId: 'subnet-1', tags: [] })
  put('route-table-association', 'rtbassoc-1', { routeTableId: 'rtb-1', subnetId: 'subnet-1' })
  return region
}

test('a describe call is on nothing in particular', () => {
  assert.deepEqual(shortly(needs('DescribeVpcs', { VpcIds: ['vpc-1'] })), ['ec2:DescribeVpcs *'])
})

test('a call on an existing thing is on its ARN, with its tags and its place', () => {
  const [need] = needs('DeleteVpc', { VpcId: 'vpc-1' })
  assert.equal(need?.resource, 'arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1')
  assert.deepEqual(valueOf(need, 'aws:resourcetag/env'), ['prod'])
  assert.deepEqual(valueOf(need, 'ec2:resourcetag/env'), ['prod'])
  assert.deepEqual(valueOf(need, 'ec2:vpcid'), ['vpc-1'])
  const [subnet] = needs('DeleteSubnet', { SubnetId: 'subnet-1' })
  assert.deepEqual(valueOf(subnet, 'ec2:vpc'), ['arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1'])
  assert.deepEqual(valueOf(subnet, 'ec2:availabilityzone'), ['us-east-1a'])
  assert.deepEqual(shortly(needs('DeleteVpc', { VpcId: 'vpc-unknown' })), ['ec2:DeleteVpc vpc/vpc-unknown'])
})

test('a create call is on the new thing and on those that it names', () => {
  const found = needs('CreateSubnet', { VpcId: 'vpc-1', CidrBlock: '10.0.0.0/24' })
  assert.deepEqual(shortly(found), ['ec2:CreateSubnet subnet/*', 'ec2:CreateSubnet vpc/vpc-1'])
  assert.deepEqual(valueOf(found[0], 'ec2:vpc'), ['arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1'])
})

test('tags on creation need the right to tag, with the action that creates', () => {
  const TagSpecifications = [{ ResourceType: 'vpc', Tags: [{ Key: 'Env', Value: 'dev' }, { Key: 'x' }] }]
  const found = needs('CreateVpc', { CidrBlock: '10.0.0.0/16', TagSpecifications })
  assert.deepEqual(shortly(found), ['ec2:CreateVpc vpc/*', 'ec2:CreateTags vpc/*'])
  assert.deepEqual(valueOf(found[0], 'aws:requesttag/env'), ['dev'])
  assert.deepEqual(valueOf(found[0], 'aws:tagkeys'), ['Env', 'x'])
  assert.deepEqual(valueOf(found[1], 'ec2:createaction'), ['CreateVpc'])
  assert.equal(valueOf(found[0], 'ec2:createaction'), undefined)
})

test('CreateTags is on every resource', () => {
  const found = needs('CreateTags', { Resources: ['vpc-1', 'rs-1'], Tags: [{ Key: 'a', Value: 'b' }] })
  assert.deepEqual(shortly(found), ['ec2:CreateTags vpc/vpc-1', 'ec2:CreateTags route-server/rs-1'])
  assert.deepEqual(valueOf(found[1], 'aws:requesttag/a'), ['b'])
})

test('a gateway that is associated with a table is a resource', () => {
  const found = needs('AssociateRouteTable', { RouteTableId: 'rtb-1', GatewayId: 'igw-1' })
  assert.deepEqual(
    new Set(shortly(found)),
    new Set(['ec2:AssociateRouteTable route-table/rtb-1', 'ec2:AssociateRouteTable internet-gateway/igw-1']),
  )
})

test('a route is its table; an association is its table and subnet', () => {
  const route = { RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1' }
  assert.deepEqual(shortly(needs('CreateRoute', route)), ['ec2:CreateRoute route-table/rtb-1'])
  assert.deepEqual(shortly(needs('DisassociateRouteTable', { AssociationId: 'rtbassoc-1' })), [
    'ec2:DisassociateRouteTable route-table/rtb-1',
    'ec2:DisassociateRouteTable subnet/subnet-1',
  ])
})

test('route server calls need what the service does for the caller (VPC User Guide, route-server-iam)', () => {
  assert.deepEqual(shortly(needs('CreateRouteServerEndpoint', { RouteServerId: 'rs-1', SubnetId: 'subnet-1' })), [
    'ec2:CreateRouteServerEndpoint route-server-endpoint/*',
    'ec2:CreateRouteServerEndpoint route-server/rs-1',
    'ec2:CreateRouteServerEndpoint subnet/subnet-1',
    'ec2:CreateNetworkInterface network-interface/*',
    'ec2:CreateNetworkInterfacePermission network-interface/*',
    'ec2:CreateSecurityGroup security-group/*',
    'ec2:DescribeSecurityGroups *',
    'ec2:AuthorizeSecurityGroupIngress security-group/*',
    'ec2:CreateTags network-interface/*',
    'ec2:DeleteTags network-interface/*',
  ])
  const peer = { RouteServerEndpointId: 'rse-1', PeerAddress: '10.0.0.9', BgpOptions: { PeerAsn: 65001 } }
  const found = needs('CreateRouteServerPeer', peer)
  assert.deepEqual(shortly(found), [
    'ec2:CreateRouteServerPeer route-server-peer/*',
    'ec2:CreateRouteServerPeer route-server-endpoint/rse-1',
    'ec2:AuthorizeSecurityGroupIngress security-group/*',
  ])
  assert.deepEqual(valueOf(found[0], 'ec2:vpc'), ['arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1'])
  assert.deepEqual(shortly(needs('DeleteRouteServer', { RouteServerId: 'rs-1' })), [
    'ec2:DeleteRouteServer route-server/rs-1',
    'sns:DeleteTopic *',
  ])
  assert.deepEqual(shortly(needs('CreateRouteServer', { AmazonSideAsn: 1 })), ['ec2:CreateRouteServer route-server/*'])
})

test('every operation of the model needs at least one permission, and create calls know what they make', () => {
  for (const operation of OPERATIONS.filter(({ service }) => service !== 'sts')) {
    assert.ok(needs(operation.name, {}).length > 0, operation.name)
  }
  const created = OPERATIONS.map(({ name }) => createdKind(name)).filter((kind) => kind !== undefined)
  assert.deepEqual(
    new Set(created),
    new Set([
      'route-server',
      'route-server-endpoint',
      'route-server-peer',
      'vpc',
      'subnet',
      'route-table',
      'internet-gateway',
      'network-interface',
      'security-group',
      ...created.filter((kind) => kind === 'network-acl' || kind === 'dhcp-options'),
    ]),
  )
})
