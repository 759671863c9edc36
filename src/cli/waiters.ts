// `vrs ec2 wait <state>`: the waiters that the EC2 API defines for operations that are here (its waiters-2 model): asks
// again until the resources are in the state, and prints nothing. We ask more often at first than the AWS CLI does, and
// give up when it would.

import { ServiceFailure, type Client } from './call/client.ts'
import type { Page } from './call/pages.ts'
import { loadOperation } from './catalog.ts'
import { otherFailure } from './failure.ts'
import { requestFor, type Context } from './operation.ts'
import { openClient } from './call/open-client.ts'
import type { Operation } from '../model/shape.ts'
import type { ValueMap } from './value.ts'

interface Waiter {
  readonly operation: string
  /** Seconds between looks of the AWS CLI, and how many it takes. */
  readonly every: number
  readonly attempts: number
  readonly isDone: (answer: Page) => boolean
  /** Codes of errors that mean: not yet, or never. */
  readonly notYet?: string
  readonly never?: string
}

const hasAll =
  (list: string, member: string, wanted: string) =>
  (answer: Page): boolean => {
    const items = (answer[list] ?? []) as readonly Page[]
    return items.length > 0 && items.every((item) => item[member] === wanted)
  }
const hasSome =
  (list: string) =>
  (answer: Page): boolean =>
    ((answer[list] ?? []) as readonly Page[]).length > 0

export const WAITERS: Readonly<Record<string, Waiter>> = {
  'internet-gateway-exists': {
    operation: 'DescribeInternetGateways',
    every: 5,
    attempts: 6,
    isDone: hasSome('InternetGateways'),
    notYet: 'InvalidInternetGateway.NotFound',
  },
  'network-interface-available': {
    operation: 'DescribeNetworkInterfaces',
    every: 20,
    attempts: 10,
    isDone: hasAll('NetworkInterfaces', 'Status', 'available'),
    never: 'InvalidNetworkInterfaceID.NotFound',
  },
  'security-group-exists': {
    operation: 'DescribeSecurityGroups',
    every: 5,
    attempts: 6,
    isDone: hasSome('SecurityGroups'),
    notYet: 'InvalidGroup.NotFound',
  },
  'subnet-available': {
    operation: 'DescribeSubnets',
    every: 15,
    attempts: 40,
    isDone: hasAll('Subnets', 'State', 'available'),
  },
  'vpc-available': { operation: 'DescribeVpcs', every: 15, attempts: 40, isDone: hasAll('Vpcs', 'State', 'available') },
  'vpc-exists': {
    operation: 'DescribeVpcs',
    every: 1,
    attempts: 5,
    isDone: () => true,
    notYet: 'InvalidVpcID.NotFound',
  },
}

const FIRST_PAUSE = 0.5

/** Waits as `name` says, with the options in `words`. */
export async function runWaiter(name: string, words: readonly string[], context: Context): Promise<void> {
  const waiter = WAITERS[name]
  const operation = waiter === undefined ? undefined : await loadOperation(waiter.operation)
  if (waiter === undefined || operation === undefined) throw new Error(`no waiter ${name}`)
  const ready = await requestFor(operation, words, context)
  if (ready === undefined) return
  const client = await openClient(ready.plan)
  await wait(name, waiter, { operation, request: ready.request, client, context })
}

interface Looking {
  readonly operation: Operation
  readonly request: ValueMap
  readonly client: Client
  readonly context: Context
}

async function wait(name: string, waiter: Waiter, looking: Looking): Promise<void> {
  const { world } = looking.context.settings
  const patience = waiter.every * (waiter.attempts - 1)
  let why = ''
  for (let waited = 0, pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, waiter.every)) {
    const seen = await look(name, waiter, looking)
    if (seen === 'done') return
    if (seen !== 'not yet') why = ` Previously accepted state: ${seen}`
    if (waited >= patience) throw failed(name, `Max attempts exceeded${why === '' ? '' : `.${why}`}`)
    await world.sleep(pause * 1000)
    waited += pause
  }
}

/** `done`, `not yet`, or what was answered that means not yet. */
async function look(name: string, waiter: Waiter, { operation, request, client }: Looking): Promise<string> {
  try {
    return waiter.isDone(await client.call(operation, request)) ? 'done' : 'not yet'
  } catch (error) {
    if (!(error instanceof ServiceFailure)) throw error
    const matched = `Matched expected service error code: ${error.errorCode}`
    if (error.errorCode === waiter.notYet) return matched
    if (error.errorCode === waiter.never) throw failed(name, `Waiter encountered a terminal failure state: ${matched}`)
    throw failed(name, `An error occurred (${error.errorCode}): ${error.errorMessage}`)
  }
}

const failed = (name: string, why: string): Error =>
  otherFailure(`Waiter ${name.replace(/(?:^|-)(.)/g, (_, c: string) => c.toUpperCase())} failed: ${why}`)
