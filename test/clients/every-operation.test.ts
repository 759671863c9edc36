// Every operation through every client: the scenario is played by bare HTTP, where each document is held against the model,
// by the AWS SDK for JavaScript, by boto3, by the AWS CLI and by our own command line, each on a server of its own. What they have seen is equal.

import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { formatQuery } from '../../src/ec2/format-query.ts'
import { OPERATIONS } from '../../src/model/service.ts'
import { serve } from '../harness.ts'
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
import { SCENARIO } from './scenario/scenario.ts'
import { assertHas, resolve, type Answers } from './scenario/step.ts'

test('the scenario has every operation of the model, and no other', () => {
  const missing = OPERATIONS.map(({ name }) => name).filter((name) => !SCENARIO.some(({ action }) => action === name))
  assert.deepEqual(missing, [])
  for (const { action } of SCENARIO) operationOf(action)
})

describe('every operation', { concurrency: false }, () => {
  let reference: readonly string[] | undefined

  test('by bare HTTP: each document is as the model says; DryRun first, which changes nothing', async (t) => {
    const { endpoint } = await serve(t, FLAGS)
    const problems: string[] = []
    const caller = bareCaller(endpoint, (operation, document) => {
      problems.push(...checkDocument(operation, document).problems)
    })
    reference = await play(async (action, input) => {
      await dryRun(endpoint, action, input)
      return caller(action, input)
    })
    assert.deepEqual([...new Set(problems)], [])
    t.diagnostic(`${reference.length} calls of ${OPERATIONS.length} operations`)
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
