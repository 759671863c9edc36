// Which session a packet belongs to: RFC 5880 6.3 and 6.8.6, RFC 5881 section 3, RFC 5883 section 4. Stricter than they
// ask in one point: a packet with our discriminator is taken only from the address that the session was configured with.

import type { ControlPacket, Discard } from './packet.ts'

/** Between which addresses, and how far apart. */
export interface Path {
  readonly localAddress: string
  readonly peerAddress: string
  readonly multihop: boolean
}

/** The sessions by the two things that find them. */
export interface Demultiplexer<T extends Path> {
  readonly byDiscriminator: Map<number, T>
  readonly byPath: Map<string, T>
}

export type Selected<T> = { readonly ok: true; readonly session: T } | { readonly ok: false; readonly why: Discard }

export const newDemultiplexer = <T extends Path>(): Demultiplexer<T> => ({
  byDiscriminator: new Map(),
  byPath: new Map(),
})

/** The name of a path, unique for its three parts. */
export const pathName = ({ localAddress, peerAddress, multihop }: Path): string =>
  `${localAddress} ${peerAddress}${multihop ? ' multihop' : ''}`

/** The session of a decoded packet that came over `path`, or why there is none. */
export function select<T extends Path>(index: Demultiplexer<T>, packet: ControlPacket, path: Path): Selected<T> {
  const found = packet.yourDiscriminator === 0 ? byPath(index, packet, path) : byDiscriminator(index, packet, path)
  // No authentication is in use, so a packet with the A bit is discarded once its session is known.
  return found.ok && packet.authenticationPresent ? { ok: false, why: 'authentication' } : found
}

function byDiscriminator<T extends Path>(index: Demultiplexer<T>, packet: ControlPacket, path: Path): Selected<T> {
  const session = index.byDiscriminator.get(packet.yourDiscriminator)
  if (session === undefined) return { ok: false, why: 'unknown discriminator' }
  const belongs =
    session.peerAddress === path.peerAddress &&
    session.localAddress === path.localAddress &&
    session.multihop === path.multihop
  return belongs ? { ok: true, session } : { ok: false, why: 'discriminator of another peer' }
}

function byPath<T extends Path>(index: Demultiplexer<T>, packet: ControlPacket, path: Path): Selected<T> {
  const mayBeFirst = packet.state === 'Down' || packet.state === 'AdminDown'
  if (!mayBeFirst) return { ok: false, why: 'your discriminator 0 in Init or Up' }
  const session = index.byPath.get(pathName(path))
  return session === undefined ? { ok: false, why: 'unknown peer' } : { ok: true, session }
}
