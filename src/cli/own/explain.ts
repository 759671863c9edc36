// `vrs explain <prefix> --route-server-id <id>`: path by path, why it won, lost or was refused, and where it is installed.

import { wrongCommand } from '../failure.ts'
import type { World } from '../world.ts'
import { ask } from './operator.ts'
import { readCall, type OwnGrammar } from './session.ts'
import { palette, type Palette } from './style.ts'

const GRAMMAR: OwnGrammar = {
  name: 'explain',
  usage: 'vrs explain <prefix> --route-server-id <id> [--output json]',
  options: [{ flag: '--route-server-id', key: 'route-server-id', takes: 'one' }],
  words: ['prefix'],
}

interface Explanation {
  readonly prefix: string
  readonly paths: readonly ExplainedPath[]
  readonly installations: readonly { routeTableId: string; status: string; reason?: string }[]
}

interface ExplainedPath {
  readonly peerId: string
  readonly endpointId: string
  readonly nextHop: string
  readonly eniId?: string
  readonly asPath: readonly string[]
  readonly origin: string
  readonly med?: number
  readonly localPref: number
  readonly communities: readonly string[]
  readonly stale: boolean
  readonly status: string
  readonly why: string
}

/** Runs the command. */
export async function explain(words: readonly string[], world: World): Promise<number> {
  const call = await readCall(GRAMMAR, words, world)
  const id = call.values.get('route-server-id')
  if (id === undefined) throw wrongCommand(`Missing --route-server-id. Usage: ${GRAMMAR.usage}`)
  const prefix = call.words[0] ?? ''
  const body = await ask(call, 'explain', { 'route-server-id': String(id), prefix })
  const answer = JSON.parse(body.toString('utf8')) as Explanation
  if (call.globals.output === 'json') world.stdout.write(`${JSON.stringify(answer, undefined, 4)}\n`)
  else world.stdout.write(asText(answer, palette(world, call.globals.color)))
  return 0
}

function asText({ prefix, paths, installations }: Explanation, paint: Palette): string {
  const lines = [paint.bold(prefix)]
  if (paths.length === 0) lines.push('  no peer announces it')
  for (const path of paths) lines.push(...pathLines(path, paint))
  for (const { routeTableId, status, reason } of installations) {
    const state = status === 'installed' ? paint.good(status) : paint.bad(status)
    lines.push(`  table ${routeTableId}  ${state}${reason === undefined ? '' : `  ${reason}`}`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

function pathLines(path: ExplainedPath, paint: Palette): string[] {
  const state = path.status === 'in-fib' ? paint.good(path.status) : paint.dim(path.status)
  const via = path.eniId === undefined ? path.nextHop : `${path.nextHop} (${path.eniId})`
  const facts = [
    `AS path ${path.asPath.length === 0 ? '(empty)' : path.asPath.join(' ')}`,
    `origin ${path.origin}`,
    path.med === undefined ? 'no MED' : `MED ${path.med}`,
    `local preference ${path.localPref}`,
    ...(path.communities.length === 0 ? [] : [`communities ${path.communities.join(' ')}`]),
    ...(path.stale ? ['kept of an ended session'] : []),
  ]
  return [`  ${state}  peer ${path.peerId}  via ${via}`, `      ${facts.join(', ')}`, `      ${path.why}`]
}
