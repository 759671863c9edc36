// `vrs trace --from <subnet, interface or gateway> --to <address>`: which interface a packet reaches, by which route.

import { wrongCommand } from '../failure.ts'
import type { World } from '../world.ts'
import { ask } from './operator.ts'
import { readCall, type OwnGrammar } from './session.ts'
import { palette } from './style.ts'

const GRAMMAR: OwnGrammar = {
  name: 'trace',
  usage: 'vrs trace --from <subnet-id|eni-id|igw-id> --to <address> [--output json]',
  options: [
    { flag: '--from', key: 'from', takes: 'one' },
    { flag: '--to', key: 'to', takes: 'one' },
  ],
  words: [],
}

interface Trace {
  readonly eniId?: string
  readonly why: string
  readonly hop?: { routeTableId: string; destination: string; origin: string; target: string; state: string }
}

/** Runs the command; 1 when the packet reaches no interface. */
export async function trace(words: readonly string[], world: World): Promise<number> {
  const call = await readCall(GRAMMAR, words, world)
  const from = String(call.values.get('from') ?? '')
  const to = String(call.values.get('to') ?? '')
  if (from === '' || to === '') throw wrongCommand(`Missing --${from === '' ? 'from' : 'to'}. Usage: ${GRAMMAR.usage}`)
  const answer = JSON.parse((await ask(call, 'trace', { from, to })).toString('utf8')) as Trace
  const reached = answer.eniId !== undefined
  if (call.globals.output === 'json') world.stdout.write(`${JSON.stringify(answer, undefined, 4)}\n`)
  else {
    const paint = palette(world, call.globals.color)
    const end = answer.eniId === undefined ? paint.bad('reaches no interface') : paint.good(`reaches ${answer.eniId}`)
    world.stdout.write(`${from} -> ${to}  ${end}\n`)
    if (answer.hop !== undefined) {
      const { routeTableId, destination, target, origin, state } = answer.hop
      world.stdout.write(`  ${routeTableId}: ${destination} to ${target}, ${origin}, ${state}\n`)
    }
    world.stdout.write(`  ${answer.why}\n`)
  }
  return reached ? 0 : 1
}
