// The RIB of a route server as an MRT file (RFC 6396), in pieces.

import { present } from '../base/assert.ts'
import { formatPrefix, parseAddress, parseIpv4 } from '../base/ip.ts'
import type { Prefix } from '../base/ip.ts'
import type { PathCursor } from '../rib/route.ts'
import { encodePeers, encodeRib, withNextHop } from './mrt.ts'
import type { MrtEntry } from './mrt.ts'
import type { Peer } from './peer.ts'
import type { RouteServer } from './route-server.ts'

/** Paths in one piece. */
const STEP = 500

/** Pieces of the file; each takes a short time. `at` stamps it, in seconds since the epoch. */
export function* exportMrt(server: RouteServer, peers: readonly Peer[], at: number): Generator<Uint8Array> {
  const mine = peers.filter((peer) => peer.server === server)
  const index = new Map(mine.map((peer, i) => [peer.config.peerId, i]))
  const collector = parseIpv4(mine[0]?.endpoint.address ?? '') ?? 0
  yield encodePeers(at, collector, server.id, mine.map(mrtPeer))
  let sequence = 0
  let cursor: PathCursor | undefined
  let pending: { prefix: Prefix; entries: MrtEntry[] } | undefined
  do {
    const page = server.rib.paths({}, cursor, STEP, STEP)
    const records: Uint8Array[] = []
    for (const path of page.paths) {
      const peer = index.get(path.peerId)
      if (peer === undefined) continue
      const attributes = withNextHop(path.attributes, path.nextHop)
      if (pending !== undefined && formatPrefix(pending.prefix) !== formatPrefix(path.prefix)) {
        records.push(encodeRib(at, sequence++, pending.prefix, pending.entries))
        pending = undefined
      }
      pending ??= { prefix: path.prefix, entries: [] }
      pending.entries.push({ peer, originatedAt: at, attributes })
    }
    yield joined(records)
    cursor = page.next
  } while (cursor !== undefined)
  if (pending !== undefined) yield encodeRib(at, sequence, pending.prefix, pending.entries)
}

const mrtPeer = (peer: Peer): { identifier: number; address: ReturnType<typeof addressOf>; asn: number } => ({
  identifier: peer.peering.main.session.negotiated?.peerIdentifier ?? 0,
  address: addressOf(peer),
  asn: peer.config.asn,
})

const addressOf = (peer: Peer) => present(parseAddress(peer.config.address), 'address of a peer')

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let offset = 0
  for (const piece of pieces) {
    bytes.set(piece, offset)
    offset += piece.length
  }
  return bytes
}
