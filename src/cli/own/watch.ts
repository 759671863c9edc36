// `vrs watch peers`: the BGP and BFD state of all peers, kept current. On a terminal a table that redraws itself;
// elsewhere one line for each change, to be read by a script.

import type { Page } from '../call/pages.ts'
import { wrongCommand } from '../failure.ts'
import { inner, nameOf, text } from './inventory.ts'
import { openApi, readCall, type Api, type OwnCall, type OwnGrammar } from './session.ts'
import { columns, palette, type Palette } from './style.ts'
import type { World } from '../world.ts'

const GRAMMAR: OwnGrammar = {
  name: 'watch',
  usage: 'vrs watch peers [--every SECONDS] [--count N]',
  options: [
    { flag: '--every', key: 'every', takes: 'one', type: 'float' },
    { flag: '--count', key: 'count', takes: 'one', type: 'int' },
  ],
  words: ['peers'],
}
const EVERY_DEFAULT = 1

/** Runs until it is interrupted, or `--count` looks were taken. */
export async function watch(words: readonly string[], world: World): Promise<number> {
  const call = await readCall(GRAMMAR, words, world)
  if (call.words[0] !== 'peers') throw wrongCommand(`Only peers can be watched. Usage: ${GRAMMAR.usage}`)
  const api = await openApi(call)
  const every = Number(call.values.get('every') ?? EVERY_DEFAULT) * 1000
  const count = Number(call.values.get('count') ?? Number.POSITIVE_INFINITY)
  const view = world.stdout.isTerminal ? new Table(call, api) : new Log(world)
  for (let i = 0; i < count; i++) {
    if (i > 0) await world.sleep(every)
    view.show(await api.list('DescribeRouteServerPeers'))
  }
  return 0
}

interface View {
  show(peers: readonly Page[]): void
}

interface Seen {
  readonly bgp: string
  readonly bfd: string
  readonly state: string
}

const seen = (peer: Page): Seen => ({
  state: text(peer, 'State'),
  bgp: inner(peer, 'BgpStatus', 'Status'),
  bfd: inner(peer, 'BgpOptions', 'PeerLivenessDetection') === 'bfd' ? inner(peer, 'BfdStatus', 'Status') : '-',
})
const isSame = (a: Seen | undefined, b: Seen): boolean => a?.bgp === b.bgp && a.bfd === b.bfd && a.state === b.state
const isLive = (peer: Page): boolean => peer['State'] !== 'deleted'

/** One line for each change: time, peer, address, state, BGP, BFD, separated by tabs. */
class Log implements View {
  private readonly world: World
  private readonly before = new Map<string, Seen>()

  constructor(world: World) {
    this.world = world
  }

  show(peers: readonly Page[]): void {
    for (const peer of peers) {
      const id = text(peer, 'RouteServerPeerId')
      const now = seen(peer)
      if (isSame(this.before.get(id), now)) continue
      this.before.set(id, now)
      const fields = [text(peer, 'PeerAddress'), now.state, `bgp=${now.bgp}`, `bfd=${now.bfd}`]
      this.world.stdout.write(`${[new Date(this.world.now()).toISOString(), id, ...fields].join('\t')}\n`)
    }
  }
}

/** A table in place of the last one. */
class Table implements View {
  private readonly world: World
  private readonly api: Api
  private readonly paint: Palette
  private readonly since = new Map<string, { readonly seen: Seen; readonly at: number; readonly first: boolean }>()

  constructor({ world, globals }: OwnCall, api: Api) {
    this.world = world
    this.api = api
    this.paint = palette(world, globals.color)
  }

  show(peers: readonly Page[]): void {
    const live = peers.filter(isLive)
    const up = live.filter((peer) => seen(peer).bgp === 'up').length
    const time = new Date(this.world.now()).toISOString().slice(11, 19)
    const head = `${this.api.url.origin}  ${time}Z  ${live.length} peers, ${up} up, ${live.length - up} down`
    const header = ['PEER', 'ENDPOINT', 'ADDRESS', 'AS', 'STATE', 'BGP', 'BFD', 'SINCE']
    const rows = columns([header, ...live.map((peer) => this.row(peer))], (cell, row) => this.cell(cell, row))
    const shown = rows.slice(0, Math.max(3, (this.world.stdout.rows ?? 24) - 3))
    const hidden = rows.length - shown.length
    const lines = [head, '', ...shown, ...(hidden > 0 ? [`... and ${hidden} more`] : [])]
    this.world.stdout.write(`\u001b[H\u001b[2J${lines.join('\n')}\n`)
  }

  private row(peer: Page): string[] {
    const now = seen(peer)
    const fields = [
      text(peer, 'RouteServerEndpointId'),
      text(peer, 'PeerAddress'),
      inner(peer, 'BgpOptions', 'PeerAsn'),
    ]
    return [
      `${text(peer, 'RouteServerPeerId')}${nameOf(peer)}`,
      ...fields,
      now.state,
      now.bgp,
      now.bfd,
      this.sinceOf(peer, now),
    ]
  }

  private sinceOf(peer: Page, now: Seen): string {
    const id = text(peer, 'RouteServerPeerId')
    const before = this.since.get(id)
    if (before === undefined || !isSame(before.seen, now)) {
      this.since.set(id, { seen: now, at: this.world.now(), first: before === undefined })
    }
    const entry = this.since.get(id)
    const age = duration(this.world.now() - (entry?.at ?? 0))
    return entry?.first === true ? `>${age}` : age
  }

  private cell(cell: string, row: number): string {
    if (row === 0) return this.paint.dim(cell)
    if (cell === 'up') return this.paint.good(cell)
    return cell === 'down' || cell === 'failed' ? this.paint.bad(cell) : cell
  }
}

function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
