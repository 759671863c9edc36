// How fast UPDATE messages are framed and decoded, in processor time and without a RIB behind:
// `node bench/bgp-decode.ts [prefixes] [rounds]`.
// The mix is that of a full table: about 5.5 prefixes per message and one attribute set for every 6.7 prefixes.

import { Prng } from '../src/base/prng.ts'
import { Framer } from '../src/bgp/framer.ts'
import { MESSAGE, SEGMENT } from '../src/bgp/iana.ts'
import type { PathAttributes } from '../src/bgp/attributes.ts'
import { encodeAnnouncements } from '../src/bgp/update-encode.ts'
import { UpdateDecoder } from '../src/bgp/update.ts'
import type { UpdateRules } from '../src/bgp/update-work.ts'

const PEER_AS = 65001
const RULES: UpdateRules = {
  localAs: 65000,
  peerAs: PEER_AS,
  identifier: 0x0a000001,
  internal: false,
  fourOctetAs: true,
  ipv4: true,
  ipv6: true,
  checksFirstAs: true,
  acceptsAsSet: false,
}

main()

function main(): void {
  const prefixes = Number(process.argv[2] ?? 1_000_000)
  const rounds = Number(process.argv[3] ?? 5)
  for (const family of [4, 6] as const) {
    const stream = fullTable(family, family === 4 ? prefixes : Math.ceil(prefixes / 5))
    console.log(
      `IPv${family}: ${stream.prefixes} prefixes, ${stream.messages} messages, ${stream.octets.length} octets`,
    )
    for (let round = 1; round <= rounds; round++) report(family, stream)
  }
}

function report(family: 4 | 6, stream: Stream): void {
  const before = process.memoryUsage().heapUsed
  const start = process.cpuUsage()
  const seen = decodeAll(stream.octets)
  const { user, system } = process.cpuUsage(start)
  const took = (user + system) / 1000
  if (seen !== stream.prefixes) throw new Error(`decoded ${seen} of ${stream.prefixes}`)
  const perSecond = stream.prefixes / took / 1000
  const heap = (process.memoryUsage().heapUsed - before) / 1024
  console.log(
    `IPv${family}: ${took.toFixed(1)} ms, ${perSecond.toFixed(2)} M prefixes/s, ` +
      `${((took * 1e6) / stream.messages).toFixed(0)} ns per message, heap ${heap.toFixed(0)} KiB`,
  )
}

interface Stream {
  readonly octets: Uint8Array
  readonly messages: number
  readonly prefixes: number
}

/** Frames and decodes chunks of the size that a socket gives. */
function decodeAll(octets: Uint8Array): number {
  const framer = new Framer()
  const decoder = new UpdateDecoder()
  let prefixes = 0
  for (let at = 0; at < octets.length; at += 65536) {
    framer.push(octets.subarray(at, Math.min(octets.length, at + 65536)))
    while (framer.next() === 'message') {
      if (framer.type !== MESSAGE.UPDATE) continue
      const view = decoder.decode(framer.bytes, framer.start, framer.end, RULES)
      if (view.outcome !== 'ok') throw new Error(view.why)
      prefixes += view.announced4.count + view.announced6.count
    }
  }
  return prefixes
}

function fullTable(family: 4 | 6, count: number): Stream {
  const prng = new Prng(family)
  const sets = Array.from({ length: Math.ceil(count * 0.15) }, () => randomAttributes(prng))
  const parts: Uint8Array[] = []
  let made = 0
  for (let i = 0; made < count; i++) {
    const size = Math.min(count - made, 1 + prng.below(10))
    const words: number[] = []
    for (let j = 0; j < size; j++) {
      if (family === 4) words.push(((made + j + 0x10000) << 8) >>> 0, 24)
      else words.push(0x20010000 | ((made + j) >>> 16), ((made + j) << 16) >>> 0, 0, 0, 48)
    }
    const hop = family === 4 ? [0x0a00000a] : [0x20010db8, 0, 0, 10]
    const list = { stride: family === 4 ? 2 : 5, words, count: size } as const
    const attributes = sets[i % sets.length] as PathAttributes
    parts.push(...encodeAnnouncements(attributes, hop, list, { fourOctetAs: true, extendedMessages: false }))
    made += size
  }
  return { octets: Buffer.concat(parts), messages: parts.length, prefixes: made }
}

function randomAttributes(prng: Prng): PathAttributes {
  const others = Array.from({ length: 1 + prng.below(6) }, () => 1 + prng.below(400_000))
  const communities = Array.from({ length: prng.below(5) }, () => prng.below(0xffff_0000))
  return {
    origin: prng.below(10) === 0 ? 2 : 0,
    asPath: [{ type: SEGMENT.SEQUENCE, numbers: [PEER_AS, ...others] }],
    med: prng.below(2) === 0 ? prng.below(1000) : undefined,
    communities,
  }
}
