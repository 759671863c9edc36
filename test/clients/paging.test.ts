// Paging of every operation that has it: its bounds, pages that together are the whole, tokens that belong to one action and
// region, and tokens that stay good while items come and go.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CreateRouteServerCommand,
  DeleteRouteServerCommand,
  DescribeRouteServersCommand,
  paginateDescribeRouteServers,
  type EC2Client,
} from '@aws-sdk/client-ec2'
import { formatQuery } from '../../src/ec2/format-query.ts'
import { OPERATIONS } from '../../src/model/service.ts'
import type { Operation } from '../../src/model/shape.ts'
import { appliance, eventually, loopbackOf, NET, sdk, serve } from '../harness.ts'
import { post, sdkCaller, type Caller } from './scenario/callers.ts'
import { BUILD } from './scenario/scenario.ts'
import { named, resolve, step, type Answers, type Step } from './scenario/step.ts'

const PAGED = OPERATIONS.filter(({ maxResults }) => maxResults !== undefined)
const many = (times: number, make: (n: number) => Step): readonly Step[] =>
  Array.from({ length: times }, (_, n) => make(n))

/** At least six of everything, so that there are two pages. */
const MORE: readonly Step[] = [
  ...many(6, (n) => step('CreateRouteServer', { AmazonSideAsn: 65100 + n })),
  ...many(3, (n) => named(`vpc ${n}`, 'CreateVpc', { CidrBlock: `10.20${n}.0.0/16` })),
  ...many(6, () => step('CreateInternetGateway', {})),
  ...many(6, () => step('CreateNetworkAcl', { VpcId: '@vpc.Vpc.VpcId' })),
  ...many(6, () => step('CreateDhcpOptions', { DhcpConfigurations: [{ Key: 'domain-name', Values: ['a'] }] })),
  ...many(4, () => step('CreateNetworkInterface', { SubnetId: '@subnet.Subnet.SubnetId' })),
  ...many(5, (n) =>
    step('CreateRouteServerPeer', {
      RouteServerEndpointId: '@endpoint.RouteServerEndpoint.RouteServerEndpointId',
      PeerAddress: `10.${NET}.1.${20 + n}`,
      BgpOptions: { PeerAsn: 65002 },
    }),
  ),
  ...many(3, (n) =>
    named(`subnet ${n}`, 'CreateSubnet', { VpcId: '@vpc.Vpc.VpcId', CidrBlock: `10.${NET}.${20 + n}.0/24` }),
  ),
  ...many(6, (n) =>
    step('CreateRouteServerEndpoint', {
      RouteServerId: '@server.RouteServer.RouteServerId',
      SubnetId: `@subnet ${n % 3}.Subnet.SubnetId`,
    }),
  ),
  step('DescribeRouteServerEndpoints', {}),
]

test('every operation with pages', async (t) => {
  const { endpoint, bgpPort } = await serve(t, ['--memory', '--no-default-vpc', '--quotas', 'none'])
  const call = sdkCaller(t, endpoint)
  const answers: Answers = new Map()
  for (const { as, action, input } of [...BUILD, ...MORE]) {
    const answer = await call(action, resolve(input, answers) as Input)
    if (as !== undefined) answers.set(as, answer)
  }
  const RouteServerId = resolve('@server.RouteServer.RouteServerId', answers)
  const announce = many(7, (n) => step('', { n })).flatMap((_, n) => ['--announce', `203.0.${n}.0/24`])
  const connect = `${loopbackOf(`10.${NET}.1.7`)}:${bgpPort}`
  const local = loopbackOf(`10.${NET}.1.20`)
  appliance(t, ['--local', local, '--connect', connect, '--asn', '65002', '--remote-asn', '4294967295', ...announce])
  await eventually(
    'all routes are there',
    () => call('GetRouteServerRoutingDatabase', { RouteServerId }),
    (answer) => itemsOf(answer, 'Routes').length === 7,
  )
  for (const operation of PAGED) {
    await t.test(operation.name, () =>
      checkPages(
        call,
        endpoint,
        operation,
        operation.input.members['RouteServerId']?.required ? { RouteServerId } : {},
      ),
    )
  }
})

async function checkPages(call: Caller, endpoint: string, operation: Operation, input: Input): Promise<void> {
  const { min, max } = operation.maxResults ?? { min: 0, max: 0 }
  for (const MaxResults of [min - 1, max + 1, 0, -1]) {
    const { error } = await post(endpoint, formatQuery(operation, { ...input, MaxResults }))
    assert.equal(error?.code, 'InvalidParameterValue', `MaxResults ${MaxResults}`)
    assert.match(error.message, new RegExp(`\\(${MaxResults}\\).*Expected ${min} to ${max}`))
  }
  const list = listOf(operation)
  const whole = await call(operation.name, input)
  assert.equal((whole as Input)['NextToken'], undefined, 'without MaxResults there is one page')
  const pages: unknown[] = []
  let token: unknown
  let first: unknown
  do {
    const answer = await call(operation.name, { ...input, MaxResults: min, NextToken: token })
    const items = itemsOf(answer, list)
    assert.ok(items.length <= min)
    pages.push(...items)
    token = (answer as Input)['NextToken']
    first ??= token
  } while (token !== undefined)
  assert.ok(pages.length > min, `${pages.length} items are one page`)
  assert.deepEqual(pages, itemsOf(whole, list))
  const rest = await call(operation.name, { ...input, NextToken: first })
  assert.deepEqual(itemsOf(rest, list), pages.slice(min), 'a token without MaxResults brings the rest')
  await refusesTokens(endpoint, operation, input, String(first))
}

/** A token is good for its own action and region only, and as it was given. */
async function refusesTokens(endpoint: string, operation: Operation, input: Input, token: string): Promise<void> {
  const other = PAGED.find(({ name }) => name !== operation.name && name !== 'GetRouteServerRoutingDatabase')
  assert.ok(other)
  const elsewhere = { authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/ec2/aws4_request' }
  const answers = [
    await post(endpoint, formatQuery(other, { NextToken: token })),
    await post(endpoint, formatQuery(operation, { ...input, NextToken: `${token}0` })),
    await post(endpoint, formatQuery(operation, { ...input, NextToken: 'nonsense' })),
  ]
  // The region of another signature does not even have the route server whose routes are asked for.
  if (operation.name !== 'GetRouteServerRoutingDatabase') {
    answers.push(await post(endpoint, formatQuery(operation, { ...input, NextToken: token }), elsewhere))
  }
  for (const { error } of answers) assert.equal(error?.code, 'InvalidNextToken', operation.name)
}

test('a token stays good while items come and go: what stays is seen once, in the order of creation', async (t) => {
  const { endpoint } = await serve(t, ['--memory', '--no-default-vpc'])
  const ec2 = sdk(t, endpoint)
  const ids: string[] = []
  for (let n = 0; n < 20; n++) ids.push(await create(ec2))
  const page = (NextToken?: string) => ec2.send(new DescribeRouteServersCommand({ MaxResults: 5, NextToken }))
  const seen: (string | undefined)[] = []
  let answer = await page()
  seen.push(...(answer.RouteServers ?? []).map(({ RouteServerId }) => RouteServerId))
  // One that was seen goes, the last one seen goes, one ahead goes; their tombstones stay listed. A new one comes.
  for (const n of [1, 4, 7]) await ec2.send(new DeleteRouteServerCommand({ RouteServerId: ids[n] }))
  const late = await create(ec2)
  const again = await page(answer.NextToken)
  const repeated = await page(answer.NextToken)
  assert.deepEqual(again.RouteServers, repeated.RouteServers, 'the same token brings the same page')
  while (answer.NextToken !== undefined) {
    answer = await page(answer.NextToken)
    seen.push(...(answer.RouteServers ?? []).map(({ RouteServerId }) => RouteServerId))
  }
  assert.deepEqual(seen, [...ids, late])
})

test("the SDK's paginators see everything", async (t) => {
  const { endpoint } = await serve(t, ['--memory', '--no-default-vpc'])
  const ec2 = sdk(t, endpoint)
  const ids: string[] = []
  for (let n = 0; n < 12; n++) ids.push(await create(ec2))
  const sizes: number[] = []
  const seen: (string | undefined)[] = []
  for await (const { RouteServers = [] } of paginateDescribeRouteServers({ client: ec2, pageSize: 5 }, {})) {
    sizes.push(RouteServers.length)
    seen.push(...RouteServers.map(({ RouteServerId }) => RouteServerId))
  }
  assert.deepEqual(sizes, [5, 5, 2])
  assert.deepEqual(seen, ids)
})

type Input = Readonly<Record<string, unknown>>

const listOf = ({ output }: Operation): string =>
  Object.entries(output.members).find(([, { shape }]) => shape.type === 'list')?.[0] ?? ''

const itemsOf = (answer: unknown, list: string): readonly unknown[] => (answer as Input)[list] as readonly unknown[]

async function create(ec2: EC2Client): Promise<string> {
  const { RouteServer } = await ec2.send(new CreateRouteServerCommand({ AmazonSideAsn: 65000 }))
  return RouteServer?.RouteServerId ?? ''
}
