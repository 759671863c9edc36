// RouteStatus lines of a peer's log (VPC User Guide, route-server-peer-logging): what an UPDATE announced, changed and
// withdrew. Costs a look-up for every prefix, so it is done only where such lines are wanted.

import { formatAddress, formatPrefix } from '../base/ip.ts'
import type { Prefix } from '../base/ip.ts'
import { describeAttributes } from '../bgp/describe.ts'
import type { PrefixWords, UpdateView } from '../bgp/update-view.ts'
import type { PathView } from '../rib/route.ts'
import type { PeerLogRecord, RouteMessage } from '../telemetry/events.ts'
import type { Peer } from './peer.ts'

/** The prefixes of an UPDATE and whether the peer had each before; to be taken before the RIB applies it. */
export interface Before {
  readonly announced: readonly Prefix[]
  readonly withdrawn: readonly Prefix[]
  readonly known: ReadonlySet<string>
}

export function beforeUpdate(peer: Peer, view: UpdateView): Before {
  const announced = [...prefixes(view.announced4), ...prefixes(view.announced6)]
  const withdrawn = [...prefixes(view.withdrawn4), ...prefixes(view.withdrawn6)]
  const all = [...announced, ...withdrawn].filter((prefix) => pathOf(peer, prefix) !== undefined)
  return { announced, withdrawn, known: new Set(all.map(formatPrefix)) }
}

/** The lines, after the RIB has applied the UPDATE. A prefix that was not admitted has none. */
export function routeLines(peer: Peer, before: Before, eventTimestamp: number): PeerLogRecord[] {
  const { peerId: resourceId } = peer.config
  const records: PeerLogRecord[] = []
  const seen = new Set<string>()
  for (const prefix of [...before.announced, ...before.withdrawn]) {
    const text = formatPrefix(prefix)
    if (seen.has(text)) continue
    seen.add(text)
    const path = pathOf(peer, prefix)
    const known = before.known.has(text)
    if (path === undefined && !known) continue
    const status = path === undefined ? 'WITHDRAWN' : known ? 'UPDATED' : 'ADVERTISED'
    const message = path === undefined ? { prefix: text } : messageOf(path)
    records.push({ resourceId, eventTimestamp, type: 'RouteStatus', status, message })
  }
  return records
}

/** The path of the peer's present session. */
const pathOf = (peer: Peer, prefix: Prefix): PathView | undefined =>
  peer.server.rib.explain(prefix).find(({ path }) => path.peerId === peer.config.peerId && !path.stale)?.path

function messageOf(path: PathView): RouteMessage {
  return {
    prefix: formatPrefix(path.prefix),
    asPath: describeAttributes(path.attributes).asPath.join(' '),
    ...(path.med === undefined ? {} : { med: path.med }),
    nextHopIp: formatAddress(path.nextHop),
  }
}

function prefixes({ stride, words, count }: PrefixWords): Prefix[] {
  return Array.from({ length: count }, (_, i) => {
    const at = i * stride
    return {
      family: stride === 2 ? 4 : 6,
      words: [...words.subarray(at, at + stride - 1)],
      length: words[at + stride - 1] as number,
    }
  })
}
