// How fast the routing engine takes in a full table, without BGP around it: 1,000,000 IPv4 prefixes in UPDATEs of about
// 5.5 prefixes with 150,000 attribute sets, from one and from two peers; then withdrawals, and the loss of a peer at
// growing sizes. Run: node --expose-gc bench/rib-ingest.ts [routes]

import { ownerOf } from '../src/rib/views.testing.ts'
import { Prng } from '../src/base/prng.ts'
import { instant } from '../src/base/time.ts'
import { newUpdateView } from '../src/bgp/update-view.ts'
import type { UpdateView } from '../src/bgp/update-view.ts'
import { Rib } from '../src/rib/rib.ts'

const ROUTES = Number(process.argv[2] ?? 1_000_000)
const SETS = Math.round(ROUTES * 0.15)
const PER_UPDATE = 5.5
const SLICE = 4000
const KEY = 48

interface Took {
  /** Wall clock and processor time: the machine may be busy with something else. */
  readonly ms: number
  readonly cpu: number
  readonly longest: number
}

const cpuNow = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

interface Feed {
  readonly words: Uint32Array
  /** First prefix of each UPDATE, and one more. */
  readonly starts: Uint32Array
  readonly sets: Uint32Array
  readonly keys: Uint8Array
}

/** Distinct prefixes, mostly /24, as the Internet has them; UPDATEs in random order. */
function newFeed(seed: number): Feed {
  const prng = new Prng(seed)
  const seen = new Set<number>()
  const words = new Uint32Array(ROUTES * 2)
  while (seen.size < ROUTES) {
    const length = prng.below(10) < 6 ? 24 : 16 + prng.below(8)
    // Blocks of neighbours: a fifth of the /16s hold most of the prefixes.
    const block = (1 + prng.below(222)) * 256 + (prng.below(256) & 0xcc)
    const address = ((block << 16) | (prng.below(65536) & (0xffff << (32 - length)))) >>> 0
    const key = address * 32 + (length - 1)
    if (seen.has(key)) continue
    words[seen.size * 2] = address
    words[seen.size * 2 + 1] = length
    seen.add(key)
  }
  const starts: number[] = [0]
  while ((starts.at(-1) as number) < ROUTES)
    starts.push(Math.min(ROUTES, (starts.at(-1) as number) + 1 + prng.below(PER_UPDATE * 2 - 1)))
  const sets = Uint32Array.from(starts.slice(1), (_, i) => (i < SETS ? i : prng.below(SETS)))
  const keys = Uint8Array.from({ length: (SETS + 1) * KEY }, () => prng.below(256))
  return { words, starts: Uint32Array.from(starts), sets, keys }
}

function say(view: UpdateView, feed: Feed, i: number, announce: boolean, nextHop: number): void {
  const [on, off] = announce ? [view.announced4, view.withdrawn4] : [view.withdrawn4, view.announced4]
  const first = feed.starts[i] as number
  const count = (feed.starts[i + 1] as number) - first
  for (let k = 0; k < count * 2; k++) on.words[k] = feed.words[first * 2 + k] as number
  on.count = count
  off.count = 0
  const set = feed.sets[i] as number
  view.key = feed.keys
  view.keyStart = set * KEY
  view.keyEnd = (set + 1) * KEY - (set % 16)
  view.nextHop4 = nextHop
  view.summary.asPathLength = 2 + (set % 4)
  view.summary.med = 0
}

/** Feeds everything; returns milliseconds and the longest stretch of 16 UPDATEs (one read of a socket). */
function feedAll(rib: Rib, peer: number, feed: Feed, announce: boolean, nextHop: number): Took {
  const view = newUpdateView()
  const updates = feed.sets.length
  let longest = 0
  const cpu = cpuNow()
  const start = performance.now()
  let last = start
  for (let i = 0; i < updates; i++) {
    say(view, feed, i, announce, nextHop)
    rib.apply(peer, view)
    if ((i & 15) === 15) {
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
    }
  }
  return { ms: performance.now() - start, cpu: cpuNow() - cpu, longest }
}

function drain(rib: Rib): Took & { slices: number } {
  let longest = 0
  let slices = 0
  const cpu = cpuNow()
  const start = performance.now()
  for (let more = true; more; slices++) {
    const before = performance.now()
    more = rib.work(SLICE)
    longest = Math.max(longest, performance.now() - before)
  }
  return { ms: performance.now() - start, cpu: cpuNow() - cpu, longest, slices }
}

function newRib(): { rib: Rib; a: number; b: number } {
  const rib = new Rib({ seed: 42 })
  rib.setNextHops([ownerOf('10.0.0.1', 'eni-a'), ownerOf('10.0.0.2', 'eni-b')])
  const a = rib.addPeer({ peerId: 'a', endpointId: 'e1', peerAddress: 0x0a000001 })
  const b = rib.addPeer({ peerId: 'b', endpointId: 'e1', peerAddress: 0x0a000002 })
  for (const [i, peer] of [a, b].entries()) rib.sessionUp(peer, { routerId: i + 1, external: true }, instant(0))
  return { rib, a, b }
}

const memory = (): number => {
  for (let i = 0; i < 4; i++) globalThis.gc?.()
  return process.memoryUsage().arrayBuffers
}

const line = (what: string, { ms, cpu, longest }: Took, routes = ROUTES): void =>
  console.log(
    `${what.padEnd(34)} ${ms.toFixed(0).padStart(6)} ms, CPU ${cpu.toFixed(0).padStart(5)} ms ${((cpu * 1e6) / routes).toFixed(0).padStart(5)} ns/route   longest slice ${longest.toFixed(2)} ms`,
  )

const A = 0x0a000001
const B = 0x0a000002

function ingest(feed: Feed): void {
  const before = memory()
  const { rib, a, b } = newRib()
  line('first peer', feedAll(rib, a, feed, true, A))
  const one = memory()
  line('second peer', feedAll(rib, b, feed, true, B))
  const two = memory()
  const sets = rib.counts().attributeSets
  const setBytes = rib.core.attributes.bytes
  console.log(
    `memory: ${((one - before) / ROUTES).toFixed(1)} B/route with one path, +${((two - one) / ROUTES).toFixed(1)} with a second; of it attribute sets ${(setBytes / sets).toFixed(0)} B each (${sets}), forwarding groups ${rib.counts().forwardingGroups}`,
  )
  const flip = performance.now()
  rib.sessionDown(a)
  const flipped = performance.now() - flip
  line(`peer lost, other path there, ${flipped.toFixed(3)} ms, then`, drain(rib))
  rib.sessionUp(a, { routerId: 1, external: true }, instant(0))
  line('first peer again', feedAll(rib, a, feed, true, A))
  line('the same again', feedAll(rib, a, feed, true, A))
  line('second peer withdraws all', feedAll(rib, b, feed, false, B))
  line('first peer withdraws all', feedAll(rib, a, feed, false, A))
  feedAll(rib, a, feed, true, A)
  rib.sessionDown(a)
  line('the only peer lost, clean-up', drain(rib))
  console.log(`left: ${((memory() - before) / 1024).toFixed(0)} KiB`)
}

function failover(feed: Feed): void {
  for (const routes of [1, 1000, 100_000, 1_000_000].filter((n) => n <= ROUTES)) {
    const part = { ...feed, starts: feed.starts.filter((start) => start < routes), sets: feed.sets }
    const cut: Feed = {
      ...part,
      starts: Uint32Array.from([...part.starts, routes]),
      sets: feed.sets.slice(0, part.starts.length),
    }
    const { rib, a, b } = newRib()
    feedAll(rib, a, cut, true, A)
    feedAll(rib, b, cut, true, B)
    const prefix = { family: 4, words: [feed.words[0] as number], length: feed.words[1] as number } as const
    if (rib.exact(prefix)?.interfaceId !== 'eni-a') throw new Error('not on a')
    const start = performance.now()
    rib.sessionDown(a)
    const flipped = rib.exact(prefix)?.interfaceId
    const ms = performance.now() - start
    if (flipped !== 'eni-b' || rib.counts().fibRoutes !== routes) throw new Error('not flipped')
    const clean = drain(rib)
    console.log(
      `loss of the preferred peer, ${String(routes).padStart(7)} routes: on the other in ${ms.toFixed(3)} ms; clean-up ${clean.ms.toFixed(0)} ms in ${clean.slices} slices, longest ${clean.longest.toFixed(2)} ms`,
    )
  }
}

function reading(feed: Feed): void {
  const { rib, a } = newRib()
  feedAll(rib, a, feed, true, A)
  const time = (what: string, times: number, run: (i: number) => void): void => {
    const start = performance.now()
    for (let i = 0; i < times; i++) run(i)
    console.log(`${what}: ${(((performance.now() - start) * 1000) / times).toFixed(1)} us`)
  }
  const at = (i: number): number => feed.words[(i * 7919 * 2) % (ROUTES * 2)] as number
  time('longest match', 100_000, (i) => void rib.lookup({ family: 4, words: [at(i) + 1] }))
  time('page of 100 paths', 2000, (i) => void rib.paths({}, { prefix: { family: 4, words: [at(i)], length: 8 } }, 100))
  time('page of 1000 paths', 200, (i) => void rib.paths({}, { prefix: { family: 4, words: [at(i)], length: 8 } }, 1000))
  time('exact prefix filter', 20_000, () => void rib.paths({ prefixes: ['198.51.100.0/24'] }, undefined, 100))
  let next: ReturnType<Rib['paths']>['next']
  time('next hop that none has, whole table', 1, () => {
    do next = rib.paths({ nextHop: (text) => text === '1.1.1.1' }, next, 100).next
    while (next !== undefined)
  })
  let longest = 0
  do {
    const start = performance.now()
    next = rib.paths({ nextHop: (text) => text === '1.1.1.1' }, next, 100).next
    longest = Math.max(longest, performance.now() - start)
  } while (next !== undefined)
  console.log(`  its longest call: ${longest.toFixed(1)} ms`)
  let cursor: ReturnType<Rib['snapshot']>['next']
  let bytes = 0
  time('snapshot, whole table', 1, () => {
    do {
      const { part, next: after } = rib.snapshot(cursor, 2000)
      bytes += part.length
      cursor = after
    } while (cursor !== undefined)
  })
  console.log(`  its size: ${(bytes / ROUTES).toFixed(1)} B/route`)
}

const feed = newFeed(1)
console.log(`${ROUTES} routes, ${feed.sets.length} UPDATEs, ${SETS} attribute sets`)
ingest(feed)
failover(feed)
reading(feed)
