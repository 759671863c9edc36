// What a restart of the process should keep, in parts that do not depend on each other (behaviour reference 9, last row):
//
//   u32 magic, u32 checksum of what follows
//   u16 sessions, each: u8 length and octets of the peer id, u32 router id, u8 external, u32 era
//   u32 attribute sets, each: u8 kind of next hop, u32 x 1 or 4, u8 ORIGIN and flags, u32 AS_PATH length, MED, LOCAL_PREF,
//       u16 length and octets of the attributes
//   u32 prefixes, each: u8 family and slot, u8 length, u32 x 1 or 4, u16 paths, each: u16 session, u32 attribute set

import { Malformed, Reader, Writer } from '../base/bytes.ts'
import type { Address } from '../base/ip.ts'
import type { OriginCode, PathSummary } from '../bgp/update-view.ts'
import { LOCAL_PREF, MED, NEXT_HOP, PATH_ORIGIN } from './attributes.ts'
import type { Core } from './core.ts'
import { START, cursorOf, portionFrom } from './fib.ts'
import { Hasher } from './hash.ts'
import type { FibCursor } from './route.ts'
import type { RouteTable } from './route-table.ts'
import { STALE } from './sessions.ts'

const MAGIC = 0x76525331
const CHECKSUM = new Hasher(MAGIC)
const SLOT = 0x10
const LINK_LOCAL = 0x10
const HAS_MED = 0x10
const LOOPED = 0x20

/** Numbers rows in the order of their first use. */
class Numbers {
  readonly rows: number[] = []
  readonly #numbers = new Map<number, number>()

  of(row: number): number {
    const known = this.#numbers.get(row)
    if (known !== undefined) return known
    this.#numbers.set(row, this.rows.length)
    return this.rows.push(row) - 1
  }
}

/** See {@link Rib.snapshot}. */
export function snapshotPart(
  core: Core,
  after: FibCursor | undefined,
  prefixes: number,
): { readonly part: Uint8Array; readonly next: FibCursor | undefined } {
  const sessions = new Numbers()
  const attributes = new Numbers()
  const routes = new Writer(prefixes * 16)
  const from = after === undefined ? START : { prefix: after, inclusive: false }
  const { table, rows, next } = portionFrom(core, from, prefixes, prefixes)
  let count = 0
  for (const row of rows) if (writePrefix(routes, table, row, sessions, attributes)) count++
  const body = new Writer(prefixes * 32).u16(sessions.rows.length)
  for (const session of sessions.rows) writeSession(body, core, session)
  body.u32(attributes.rows.length)
  for (const attribute of attributes.rows) writeAttributes(body, core, attribute)
  body.u32(count).put(routes.finish())
  const bytes = body.finish()
  const part = new Writer(bytes.length + 8)
    .u32(MAGIC)
    .u32(CHECKSUM.bytes(bytes, 0, bytes.length) >>> 0)
    .put(bytes)
  return { part: part.finish(), next: cursorOf(next) }
}

function writePrefix(writer: Writer, table: RouteTable, row: number, sessions: Numbers, attributes: Numbers): boolean {
  const paths = table.pathsOf(row)
  if (paths.length === 0) return false
  const prefix = table.prefixes.prefix(row)
  writer.u8(prefix.family | (table.prefixes.isAdmitted(row) ? SLOT : 0)).u8(prefix.length)
  for (const word of prefix.words) writer.u32(word)
  writer.u16(paths.length)
  for (const path of paths)
    writer.u16(sessions.of(table.paths.sessionOf(path))).u32(attributes.of(table.paths.attributeOf(path)))
  return true
}

function writeSession(writer: Writer, core: Core, session: number): void {
  const { sessions } = core
  const id = new TextEncoder().encode(core.peers[sessions.peer[session] as number]?.config.peerId)
  writer.u8(id.length).put(id)
  writer.u32(sessions.routerId[session] as number)
  writer.u8(sessions.external[session] as number).u32(sessions.era[session] as number)
}

function writeAttributes(writer: Writer, core: Core, attribute: number): void {
  const { attributes, nextHops } = core
  const word = (index: number): number => attributes.rows.get(attribute, index)
  const received = nextHops.receivedOf(word(NEXT_HOP))
  writer.u8(received.family | (nextHops.isLinkLocal(word(NEXT_HOP)) ? LINK_LOCAL : 0))
  for (const part of received.words) writer.u32(part)
  const flags = (attributes.hasMed(attribute) ? HAS_MED : 0) | (attributes.isLooped(attribute) ? LOOPED : 0)
  writer.u8((word(PATH_ORIGIN) & 3) | flags)
  writer.u32(word(PATH_ORIGIN) >>> 2)
  writer.u32(word(MED)).u32(word(LOCAL_PREF))
  const bytes = attributes.bytesOf(attribute)
  writer.u16(bytes.length).put(bytes)
}

/** Takes parts back until {@link Restorer.finish}. */
export class Restorer {
  readonly #core: Core
  readonly #peers: ReadonlyMap<string, number>
  readonly #sessions = new Map<string, number>()
  /** The latest era of the former life. */
  era = 0

  constructor(core: Core, peers: ReadonlyMap<string, number>) {
    this.#core = core
    this.#peers = peers
  }

  /** See {@link Rib.restore}. */
  add(part: Uint8Array): boolean {
    try {
      const reader = new Reader(part)
      if (reader.u32() !== MAGIC || (reader.u32() | 0) !== CHECKSUM.bytes(part, 8, part.length)) return false
      this.#read(reader)
      return true
    } catch (error) {
      if (error instanceof Malformed) return false
      throw error
    }
  }

  #read(reader: Reader): void {
    const sessions = Array.from({ length: reader.u16() }, () => this.#readSession(reader))
    const attributes = Array.from({ length: reader.u32() }, () => this.#readAttributes(reader))
    const { routesPerPeerMax } = this.#core
    this.#core.routesPerPeerMax = Infinity // what was admitted once stays so
    const prefixes = reader.u32()
    for (let i = 0; i < prefixes; i++) this.#readPrefix(reader, sessions, attributes)
    this.#core.routesPerPeerMax = routesPerPeerMax
    for (const attribute of attributes) this.#core.attributes.release(attribute)
  }

  /** The session's row; 0 when the peer is not configured any more. */
  #readSession(reader: Reader): number {
    const peerId = new TextDecoder().decode(reader.take(reader.u8()))
    const parameters = { routerId: reader.u32(), external: reader.u8() === 1 }
    const era = reader.u32()
    const peer = this.#peers.get(peerId)
    if (peer === undefined) return 0
    this.era = Math.max(this.era, era)
    const key = [peer, parameters.routerId, parameters.external, era].join()
    const known = this.#sessions.get(key)
    if (known !== undefined) return known
    const config = this.#core.peers[peer]?.config
    const row = this.#core.sessions.open(peer, config?.peerAddress ?? 0, config?.endpointId ?? '', parameters, era)
    this.#sessions.set(key, row)
    return row
  }

  #readAttributes(reader: Reader): number {
    const kind = reader.u8()
    const family = (kind & 15) === 4 ? 4 : 6
    const received: Address = { family, words: Array.from({ length: family === 4 ? 1 : 4 }, () => reader.u32()) }
    const nextHop = this.#core.nextHops.again(received, (kind & LINK_LOCAL) !== 0)
    const flags = reader.u8()
    const summary: PathSummary = {
      origin: (flags & 3) as OriginCode,
      asPathLength: reader.u32(),
      firstAs: 0,
      hasMed: (flags & HAS_MED) !== 0,
      med: reader.u32(),
      localPref: reader.u32(),
      looped: (flags & LOOPED) !== 0,
      gracefulShutdown: false,
    }
    const bytes = reader.take(reader.u16())
    return this.#core.attributes.intern(bytes, 0, bytes.length, nextHop, summary)
  }

  #readPrefix(reader: Reader, sessions: readonly number[], attributes: readonly number[]): void {
    const head = reader.u8()
    const length = reader.u8()
    const table = this.#core.table((head & 15) === 4 ? 4 : 6)
    const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = Array.from({ length: table.family === 4 ? 1 : 4 }, () => reader.u32() | 0)
    // A prefix that had no slot must not take that of another which comes later.
    this.#core.fibSlots.held = (head & SLOT) === 0
    const paths = reader.u16()
    for (let i = 0; i < paths; i++) {
      const session = sessions[reader.u16()] ?? 0
      const attribute = attributes[reader.u32()]
      if (session === 0 || attribute === undefined) continue
      table.begin(session, attribute)
      table.announce(table.prefixes.hash(w0, w1, w2, w3, length), w0, w1, w2, w3, length)
      table.end()
    }
    this.#core.fibSlots.held = false
  }

  /** The sessions are over, their paths stale. */
  finish(): void {
    for (const row of this.#sessions.values()) this.#core.sessions.end(row, STALE)
    this.#core.promote()
    this.#core.fibSlots.scanDue = this.#core.fibSlots.waiting > 0 || this.#core.fibSlots.scanDue
  }
}
