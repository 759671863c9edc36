// `--wait`: after a call that starts something, asks again until it is done.

import { ServiceFailure } from '../call/client.ts'
import type { Page } from '../call/pages.ts'
import { EXIT, Failure } from '../failure.ts'
import type { World } from '../world.ts'
import { AWAITED, type Awaited } from './awaited.ts'
import { Progress } from './style.ts'

const EVERY = 500
const SLOWEST = 5000
const GIVE_UP_AFTER = 20 * 60_000

type Call = (operation: string, request: Readonly<Record<string, unknown>>) => Promise<Page>

/**
 * Waits for the end of `operation`, whose answer was `response`; gives the answer with the resource as it is at the end.
 * Fails when the resource does, or after 20 minutes.
 */
export async function awaitOperation(operation: string, response: Page, call: Call, world: World): Promise<Page> {
  const awaited = AWAITED[operation]
  if (awaited === undefined) return response
  const first = response[awaited.member] as Page
  const id = Object.values(awaited.ids)
    .map((key) => first[key])
    .join(' ')
  const progress = new Progress(world)
  const started = world.now()
  let current: Page | undefined = first
  for (let pause = EVERY; !isDone(awaited, current); pause = Math.min(pause * 1.5, SLOWEST)) {
    if (current === undefined) throw new Failure(EXIT.other, `${id} is not to be found any more.`)
    const state = String(current[awaited.state])
    if (awaited.failed.includes(state)) throw failed(id, state, current)
    const waited = world.now() - started
    if (waited > GIVE_UP_AFTER) throw new Failure(EXIT.other, `${id} is still ${state} after 20 minutes.`)
    progress.show(`${id} is ${state} (${Math.round(waited / 1000)} s)`)
    await world.sleep(pause)
    current = await look(awaited, first, call)
  }
  progress.clear()
  return { ...response, [awaited.member]: current ?? { ...first, [awaited.state]: 'deleted' } }
}

function isDone(awaited: Awaited, current: Page | undefined): boolean {
  if (current === undefined) return awaited.goneIsDone
  return awaited.wanted.includes(String(current[awaited.state]))
}

function failed(id: string, state: string, current: Page): Failure {
  const why = current['FailureReason']
  return new Failure(EXIT.other, `${id} is ${state}${typeof why === 'string' ? `: ${why}` : '.'}`)
}

/** The resource as it is now; undefined when it is not there. */
async function look(awaited: Awaited, first: Page, call: Call): Promise<Page | undefined> {
  const request: Record<string, unknown> = {}
  for (const [member, key] of Object.entries(awaited.ids)) {
    if (awaited.asList) request[member] = [first[key]]
    else if (member === 'RouteServerId' || awaited.describe === 'GetRouteServerPropagations')
      request[member] = first[key]
  }
  const items = await find(awaited, request, call)
  return items.find((item) => Object.values(awaited.ids).every((key) => item[key] === first[key]))
}

async function find(awaited: Awaited, request: Record<string, unknown>, call: Call): Promise<readonly Page[]> {
  try {
    const answer = await call(awaited.describe, request)
    return (answer[awaited.list] ?? []) as readonly Page[]
  } catch (error) {
    // Some calls answer "not found" or "not associated" instead of an empty list.
    if (
      error instanceof ServiceFailure &&
      awaited.goneIsDone &&
      /NotFound|NotAssociated|NotPropagated|IncorrectState/.test(error.errorCode)
    ) {
      return []
    }
    throw error
  }
}
