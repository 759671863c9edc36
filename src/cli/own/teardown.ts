// `vrs teardown <route-server-id>`: deletes a route server and what depends on it, in the one order in which nothing
// blocks (behaviour reference 7.1): peers, endpoints, propagations, association, the server. Shows the list first.

import type { Page } from '../call/pages.ts'
import { EXIT, Failure, wrongCommand } from '../failure.ts'
import type { World } from '../world.ts'
import { nameOf, takeInventory, text, type ServerInventory } from './inventory.ts'
import { openApi, readCall, type Api, type OwnCall, type OwnGrammar } from './session.ts'
import { awaitOperation } from './wait.ts'

const GRAMMAR: OwnGrammar = {
  name: 'teardown',
  usage: 'vrs teardown <route-server-id> [--yes] [--dry-run]',
  options: [
    { flag: '--yes', key: 'yes', takes: 'none', constant: true },
    { flag: '--dry-run', key: 'dry-run', takes: 'none', constant: true },
  ],
  words: ['route-server-id'],
}

interface Step {
  /** Shown in the list. */
  readonly what: string
  readonly operation: string
  readonly request: Readonly<Record<string, unknown>>
  /** Already on its way out: only waited for. */
  readonly started?: Page
}

/** Runs the command: shows, asks, deletes; each stage ends before the next begins. */
export async function teardown(words: readonly string[], world: World): Promise<number> {
  const call = await readCall(GRAMMAR, words, world)
  const id = call.words[0] ?? ''
  const api = await openApi(call)
  const { servers } = await takeInventory(api, id)
  const [server] = servers
  if (server === undefined) throw new Failure(EXIT.refused, `There is no route server ${id}, or it is deleted already.`)
  const stages = stagesFor(server)
  show(stages, world)
  if (call.values.has('dry-run')) return 0
  if (!(await isAgreed(call))) return 1
  for (const stage of stages) await runStage(stage, api, world)
  world.stdout.write(`${id} and all that depended on it are deleted.\n`)
  return 0
}

function stagesFor({ server, associations, propagations, endpoints, peers }: ServerInventory): Step[][] {
  const RouteServerId = text(server, 'RouteServerId')
  const remove = (kind: string, item: Page, operation: string, key: string): Step => ({
    what: `${kind} ${text(item, key)}${nameOf(item)}`,
    operation,
    request: { [key]: text(item, key) },
    ...(item['State'] === 'deleting' ? { started: item } : {}),
  })
  const stages = [
    peers.map((peer) => remove('peer', peer, 'DeleteRouteServerPeer', 'RouteServerPeerId')),
    endpoints.map((e) => remove('endpoint', e, 'DeleteRouteServerEndpoint', 'RouteServerEndpointId')),
    propagations.map((p) => ({
      what: `propagation to ${text(p, 'RouteTableId')}`,
      operation: 'DisableRouteServerPropagation',
      request: { RouteServerId, RouteTableId: text(p, 'RouteTableId') },
      ...(p['State'] === 'deleting' ? { started: p } : {}),
    })),
    associations.map((a) => ({
      what: `association with ${text(a, 'VpcId')}`,
      operation: 'DisassociateRouteServer',
      request: { RouteServerId, VpcId: text(a, 'VpcId') },
      ...(a['State'] === 'disassociating' ? { started: a } : {}),
    })),
    [remove('route server', server, 'DeleteRouteServer', 'RouteServerId')],
  ]
  return stages.filter((stage) => stage.length > 0)
}

function show(stages: readonly (readonly Step[])[], world: World): void {
  world.stdout.write('To be deleted, in this order:\n')
  for (const step of stages.flat()) world.stdout.write(`  ${step.what}\n`)
}

async function isAgreed({ values, world }: OwnCall): Promise<boolean> {
  if (values.has('yes')) return true
  if (!world.stdinIsTerminal || !world.stdout.isTerminal) {
    throw wrongCommand('Nothing is deleted without --yes where nobody can be asked.')
  }
  const { confirm } = await import('@inquirer/prompts')
  return confirm({ message: 'Delete all of this?', default: false })
}

async function runStage(stage: readonly Step[], api: Api, world: World): Promise<void> {
  // All are started before any is waited for: they end together.
  const started: { readonly step: Step; readonly answer: Page }[] = []
  for (const step of stage) started.push({ step, answer: await start(step, api) })
  for (const { step, answer } of started) {
    await awaitOperation(step.operation, answer, api.call.bind(api), world)
    world.stdout.write(`deleted ${step.what}\n`)
  }
}

async function start(step: Step, api: Api): Promise<Page> {
  if (step.started === undefined) return api.call(step.operation, step.request)
  const { AWAITED } = await import('./awaited.ts')
  return { [AWAITED[step.operation]?.member ?? '']: step.started }
}
