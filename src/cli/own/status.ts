// `vrs status`: all route servers as a tree, then what is wrong and how to mend it.

import type { Page } from '../call/pages.ts'
import { ServiceFailure } from '../call/client.ts'
import { Failure } from '../failure.ts'
import { toJson } from '../output/json.ts'
import type { World } from '../world.ts'
import { inner, nameOf, takeInventory, text, type ServerInventory } from './inventory.ts'
import { ask, serverUrl } from './operator.ts'
import { openApi, readCall, type Api, type OwnCall, type OwnGrammar } from './session.ts'
import { columns, palette, type Palette } from './style.ts'
import { warningsOf, type Surroundings, type Warning } from './warnings.ts'

const GRAMMAR: OwnGrammar = {
  name: 'status',
  usage: 'vrs status [--exit-code] [--output json]',
  options: [{ flag: '--exit-code', key: 'exit-code', takes: 'none', constant: true }],
  words: [],
}
/** Routes that are looked at for each server; a full table has more than a status can show. */
const ROUTES_MAX = 1000

/** Runs the command. With --exit-code, warnings make the exit code 1. */
export async function status(words: readonly string[], world: World): Promise<number> {
  const call = await readCall(GRAMMAR, words, world)
  const api = await openApi(call)
  const { servers } = await takeInventory(api)
  const interfaces = await api.list('DescribeNetworkInterfaces')
  const down = await sessionsDown(call)
  const reports = await Promise.all(servers.map((server) => reportOn(server, { interfaces, down }, api)))
  if (call.globals.output === 'json') world.stdout.write(`${toJson(reports.map(asJson))}\n`)
  else world.stdout.write(asText(reports, api, palette(world, call.globals.color)))
  const warned = reports.some((report) => report.warnings.length > 0)
  return warned && call.values.has('exit-code') ? 1 : 0
}

interface Report {
  readonly inventory: ServerInventory
  readonly warnings: readonly Warning[]
  readonly routes: number
  readonly more: boolean
}

async function reportOn(inventory: ServerInventory, around: Omit<Surroundings, 'routes'>, api: Api): Promise<Report> {
  const { routes, more } = await routesOf(inventory, api)
  return { inventory, warnings: warningsOf(inventory, { ...around, routes }), routes: routes.length, more }
}

/** What only our own server knows: with which words a device ended its session, for example (RFC 9003). */
async function sessionsDown(call: OwnCall): Promise<ReadonlyMap<string, string>> {
  if (serverUrl(call).protocol !== 'http:') return new Map()
  try {
    const body = (await ask(call, 'warnings', {})).toString('utf8')
    const { warnings } = JSON.parse(body) as { warnings: readonly { code: string; resourceId: string; why: string }[] }
    return new Map(warnings.filter(({ code }) => code === 'session-down').map((one) => [one.resourceId, one.why]))
  } catch (error) {
    if (error instanceof Failure || error instanceof SyntaxError) return new Map() // some other EC2 endpoint
    throw error
  }
}

async function routesOf({ server }: ServerInventory, api: Api): Promise<{ routes: readonly Page[]; more: boolean }> {
  try {
    const request = { RouteServerId: server['RouteServerId'], MaxResults: ROUTES_MAX }
    const answer = await api.call('GetRouteServerRoutingDatabase', request)
    return { routes: (answer['Routes'] ?? []) as readonly Page[], more: answer['NextToken'] !== undefined }
  } catch (error) {
    if (error instanceof ServiceFailure) return { routes: [], more: false }
    throw error
  }
}

const asJson = ({ inventory, warnings }: Report): object => ({
  RouteServer: inventory.server,
  Associations: inventory.associations,
  Propagations: inventory.propagations,
  Endpoints: inventory.endpoints,
  Peers: inventory.peers,
  Warnings: warnings.map(({ resourceId, why, mend }) => ({
    ResourceId: resourceId,
    Message: why,
    ...(mend === undefined ? {} : { Command: mend }),
  })),
})

function asText(reports: readonly Report[], api: Api, paint: Palette): string {
  if (reports.length === 0) return `No route servers at ${api.url.origin}.\n`
  const lines = reports.flatMap((report) => [...serverLines(report, paint), ''])
  const warnings = reports.flatMap((report) => report.warnings)
  const closing =
    warnings.length === 0
      ? [paint.good('Nothing to warn of.')]
      : [
          paint.warn(`${warnings.length} ${warnings.length === 1 ? 'warning' : 'warnings'}`),
          ...warnings.flatMap((w) => warningLines(w, paint)),
        ]
  return [...lines, ...closing].map((line) => `${line}\n`).join('')
}

const warningLines = ({ resourceId, why, mend }: Warning, paint: Palette): string[] => [
  `  ${paint.bold(resourceId)} ${why}`,
  ...(mend === undefined ? [] : [`      ${paint.dim(mend)}`]),
]

function serverLines({ inventory, routes, more }: Report, paint: Palette): string[] {
  const { server, associations, propagations, endpoints } = inventory
  const persist = text(server, 'PersistRoutesState')
  const head = `${paint.bold(text(server, 'RouteServerId'))}${nameOf(server)}  AS ${text(server, 'AmazonSideAsn')}  ${text(server, 'State')}`
  return [
    `${head}${persist === 'enabled' ? '  persists routes' : ''}`,
    `  VPC      ${list(associations, 'VpcId', paint)}`,
    `  tables   ${list(propagations, 'RouteTableId', paint)}`,
    `  routes   ${routes}${more ? ' and more' : ''}`,
    ...endpoints.flatMap((endpoint) => endpointLines(endpoint, inventory, paint)),
  ]
}

const list = (items: readonly Page[], key: string, paint: Palette): string =>
  items.length === 0 ? paint.warn('none') : items.map((item) => `${text(item, key)} ${text(item, 'State')}`).join(', ')

function endpointLines(endpoint: Page, { peers }: ServerInventory, paint: Palette): string[] {
  const id = text(endpoint, 'RouteServerEndpointId')
  const own = peers.filter((peer) => peer['RouteServerEndpointId'] === id)
  const head = `  endpoint ${id}${nameOf(endpoint)}  ${text(endpoint, 'EniAddress')}  ${text(endpoint, 'SubnetId')}  ${text(endpoint, 'State')}`
  return [head, ...peerRows(own, paint).map((line) => `    ${line}`)]
}

/** One line for each peer, in columns. */
export function peerRows(peers: readonly Page[], paint: Palette): string[] {
  const rows = peers.map((peer) => [
    `peer ${text(peer, 'RouteServerPeerId')}${nameOf(peer)}`,
    text(peer, 'PeerAddress'),
    `AS ${inner(peer, 'BgpOptions', 'PeerAsn')}`,
    text(peer, 'State'),
    `BGP ${inner(peer, 'BgpStatus', 'Status')}`,
    inner(peer, 'BgpOptions', 'PeerLivenessDetection') === 'bfd' ? `BFD ${inner(peer, 'BfdStatus', 'Status')}` : '',
  ])
  return columns(rows, (cell) => {
    if (cell.endsWith(' up')) return paint.good(cell)
    return cell.endsWith(' down') ? paint.bad(cell) : cell
  })
}
