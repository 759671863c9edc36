// Every operation through every client: the scenario is played by bare HTTP, where each document is held against the model,
// by the AWS SDK for JavaScript, by boto3, by the AWS CLI and by our own command line, each on a server of its own. What they have seen is equal.

import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { formatQuery } from '../../src/ec2/format-query.ts'
import { OPERATIONS } from '../../src/model/service.ts'
import type { Operation } from '../../src/model/shape.ts'
import { ABSENT, REFUSED } from '../../tools/coverage/differences.ts'
import { coveredBy, membersOf } from '../../tools/coverage/members.ts'
import { NET, appliance, eventually, loopbackOf, serve } from '../harness.ts'
import { checkDocument } from './check-answer.ts'
import {
  bareCaller,
  operationOf,
  post,
  pythonCaller,
  pythonMissing,
  sdkCaller,
  vrsCaller,
  type Caller,
} from './scenario/callers.ts'
import { BUILD, SCENARIO } from './scenario/scenario.ts'
import { assertHas, resolve, step, type Answers, type Step } from './scenario/step.ts'

test('the scenario has every operation of the model, and no other', () => {
  const missing = OPERATIONS.map(({ name }) => name).filter((name) => !SCENARIO.some(({ action }) => action === name))
  assert.deepEqual(missing, [])
  for (const { action } of SCENARIO) operationOf(action)
})

test('every parameter that is not refused is used, on every operation that has it', () => {
  const unused: string[] = []
  for (const operation of OPERATIONS) {
    const members = membersOf(operation, 'in')
    const refused = new Set(coveredBy(members, REFUSED).map(({ key }) => key))
    const used = new Set(inputs(operation.name).flatMap((input) => keysIn(operation, input)))
    for (const { key } of members) {
      const isOwn = key.startsWith(`${operation.name}.`)
      if (!used.has(key) && isOwn && !refused.has(key) && !COMMON.test(key)) unused.push(key)
      if (used.has(key) && refused.has(key)) unused.push(`${key} is refused, and used`)
    }
  }
  const everywhere = new Set(OPERATIONS.flatMap((one) => inputs(one.name).flatMap((input) => keysIn(one, input))))
  const inside = OPERATIONS.flatMap((operation) => {
    const members = membersOf(operation, 'in')
    const refused = new Set(coveredBy(members, REFUSED).map(({ key }) => key))
    return members.filter(({ key }) => !everywhere.has(key) && !refused.has(key) && !COMMON.test(key))
  })
  assert.deepEqual([...unused, ...new Set(inside.map(({ key }) => key))], [])
})

describe('every operation', { concurrency: false }, () => {
  let reference: readonly string[] | undefined
  const seen = new Set<string>()
  const problems: string[] = []
  const look = (operation: Operation, document: string): void => {
    const found = checkDocument(operation, document)
    problems.push(...found.problems)
    for (const { path, key } of membersOf(operation, 'out')) if (found.members.has(path)) seen.add(key)
  }

  test('by bare HTTP: each document is as the model says; DryRun first, which changes nothing', async (t) => {
    const { endpoint } = await serve(t, FLAGS)
    const caller = bareCaller(endpoint, look)
    reference = await play(async (action, input) => {
      await dryRun(endpoint, action, input)
      return caller(action, input)
    })
    assert.deepEqual([...new Set(problems)], [])
    t.diagnostic(`${reference.length} calls of ${OPERATIONS.length} operations`)
  })

  test('routes that were learned, by bare HTTP', async (t) => {
    const { endpoint, bgpPort } = await serve(t, FLAGS)
    const caller = bareCaller(endpoint, look)
    const answers: Answers = new Map()
    for (const { as, action, input } of [...BUILD, ...LEARNING]) {
      const answer = await caller(action, resolve(input, answers) as Readonly<Record<string, unknown>>)
      if (as !== undefined) answers.set(as, answer)
    }
    const connect = `${loopbackOf(`10.${NET}.1.7`)}:${bgpPort}`
    const who = ['--local', loopbackOf(`10.${NET}.1.20`), '--connect', connect, '--asn', '65002', '--med', '7']
    // The table has a static route to the second of them.
    appliance(t, [...who, '--remote-asn', '4294967295', '--announce', '203.0.113.0/24', '--announce', '0.0.0.0/0'])
    const RouteServerId = resolve('@server.RouteServer.RouteServerId', answers)
    const database = () => caller('GetRouteServerRoutingDatabase', { RouteServerId })
    const routes = await eventually('the routes are there', database, (answer) => routesIn(answer).length === 2)
    assertHas(routes, { Routes: [ROUTE('0.0.0.0/0', 'rejected'), ROUTE('203.0.113.0/24', 'installed')] }, 'routes')
    await caller('DescribeRouteTables', {})
    assert.deepEqual([...new Set(problems)], [])
  })

  test('every member of every answer has been seen, but those that are said to be in none', () => {
    const wanted = new Set<string>()
    const absent = new Set<string>()
    for (const operation of OPERATIONS) {
      const members = membersOf(operation, 'out')
      const covered = new Set(coveredBy(members, ABSENT))
      for (const member of members) (covered.has(member) ? absent : wanted).add(member.key)
    }
    const isMissing = (key: string): boolean => !seen.has(key) && !SEEN_ELSEWHERE.test(key)
    assert.deepEqual([...wanted].filter(isMissing), [], 'never seen')
    assert.deepEqual(
      [...absent].filter((key) => !wanted.has(key) && seen.has(key)),
      [],
      'seen',
    )
  })

  const equal = (name: string, skip: false | string, callerOf: (t: TestContext, endpoint: string) => Caller): void => {
    test(`by ${name}: what it sees is what bare HTTP has seen`, { skip }, async (t) => {
      const { endpoint } = await serve(t, FLAGS)
      const seen = await play(callerOf(t, endpoint))
      assert.ok(reference, 'bare HTTP has failed')
      for (const [i, text] of seen.entries()) {
        assert.equal(text, reference[i], `step ${i}, ${SCENARIO[i]?.action ?? ''}`)
      }
    })
  }
  equal('the AWS SDK for JavaScript', false, sdkCaller)
  equal('boto3', pythonMissing('boto3'), (t, endpoint) => pythonCaller(t, endpoint, 'boto3'))
  // These two start anew for each call, which takes its time: they call each operation once, and the SDK does the rest.
  equal('the AWS CLI', pythonMissing('awscli'), (t, endpoint) =>
    firstOfEach(pythonCaller(t, endpoint, 'awscli'), sdkCaller(t, endpoint)),
  )
  equal('vrs', false, (t, endpoint) => firstOfEach(vrsCaller(endpoint), sdkCaller(t, endpoint)))
})

/** Parameters that many operations have, with tests of their own. */
const COMMON = /\.(DryRun|NextToken|MaxResults|Filters)$/
/** The tests of pages, and of peers in the engine: a peer fails when its endpoint does in the same moment. */
const SEEN_ELSEWHERE = /\.NextToken$|^RouteServerPeer\.FailureReason$/

const inputs = (name: string): readonly unknown[] =>
  SCENARIO.filter(({ action }) => action === name).map(({ input }) => input)

/** The members that a request has. */
function keysIn(operation: Operation, input: unknown): readonly string[] {
  return membersOf(operation, 'in')
    .filter(({ path }) => isIn(input, path.split('.')))
    .map(({ key }) => key)
}

function isIn(value: unknown, path: readonly string[]): boolean {
  if (Array.isArray(value)) return value.some((item) => isIn(item, path))
  const [name, ...rest] = path
  return (
    name === undefined ||
    (typeof value === 'object' && value !== null && name in value
      ? isIn((value as Readonly<Record<string, unknown>>)[name], rest)
      : false)
  )
}

const LEARNING: readonly Step[] = [
  step('CreateRouteServerPeer', {
    RouteServerEndpointId: '@endpoint.RouteServerEndpoint.RouteServerEndpointId',
    PeerAddress: `10.${NET}.1.20`,
    BgpOptions: { PeerAsn: 65002 },
  }),
]

const routesIn = (answer: unknown): readonly unknown[] => (answer as { readonly Routes: readonly unknown[] }).Routes

const ROUTE = (Prefix: string, RouteInstallationStatus: string) => ({
  Prefix,
  Med: 7,
  AsPaths: ['65002'],
  NextHopIp: `10.${NET}.1.20`,
  RouteStatus: 'in-fib',
  RouteInstallationDetails: [{ RouteInstallationStatus }],
})

const FLAGS = ['--memory', '--no-default-vpc']

/** Plays the scenario and gives the answers as texts, with ids and times replaced. */
async function play(caller: Caller): Promise<readonly string[]> {
  const answers: Answers = new Map()
  const seen: string[] = []
  const normal = new Normal()
  for (const [i, { as, action, input, expect }] of SCENARIO.entries()) {
    const answer = await caller(action, resolve(input, answers) as Readonly<Record<string, unknown>>)
    if (as !== undefined) answers.set(as, answer)
    if (expect !== undefined) assertHas(answer, resolve(expect, answers), `step ${i}, ${action}`)
    seen.push(normal.text(answer))
  }
  return seen
}

/** Calls each action with `first` once, and then with `others`. */
function firstOfEach(first: Caller, others: Caller): Caller {
  const called = new Set<string>()
  return (action, input) => {
    const isFirst = !called.has(action)
    called.add(action)
    return isFirst ? first(action, input) : others(action, input)
  }
}

/** A call with DryRun is answered that it would have succeeded. */
async function dryRun(endpoint: string, action: string, input: Readonly<Record<string, unknown>>): Promise<void> {
  const operation = operationOf(action)
  if (!Object.hasOwn(operation.input.members, 'DryRun')) return
  const { status, error } = await post(endpoint, formatQuery(operation, { ...input, DryRun: true }))
  assert.equal(error?.code, 'DryRunOperation', `${action}: ${error?.message ?? 'no error'}`)
  assert.equal(status, 412)
}

const ID = /\b[a-z]+(-[a-z]+)*-[0-9a-f]{17}\b/g
const MAC = /"0e(:[0-9a-f]{2}){5}"/g
const TIME = /"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^"]*"/g

/** Gives things that are made at random names by the order in which they appear. */
class Normal {
  readonly #names = new Map<string, string>()

  text(answer: unknown): string {
    return JSON.stringify(answer)
      .replace(TIME, '"TIME"')
      .replace(MAC, (mac) => JSON.stringify(this.#name(mac, 'mac')))
      .replace(ID, (id) => this.#name(id, id.replace(/-[0-9a-f]+$/, '')))
  }

  #name(value: string, kind: string): string {
    const known = this.#names.get(value)
    if (known !== undefined) return known
    const name = `${kind}#${this.#names.size}`
    this.#names.set(value, name)
    return name
  }
}
