import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAddress, formatPrefix, parseAddress, parseIpv4, parsePrefix } from '../base/ip.ts'
import type { Address, Prefix } from '../base/ip.ts'
import { instant } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { newUpdateView } from '../bgp/update-view.ts'
import type { PathSummary, PrefixWords, UpdateView } from '../bgp/update-view.ts'
import { Rib } from './rib.ts'
import type { FibEntry, NextHopOwner, PeerRow, RibOptions } from './route.ts'

const T0 = instant(0)

test('the path with the lower MED is in the FIB, and the other one when its peer is lost', () => {
  const { rib, a, b, say } = twoPeers()
  say(a, { announce: ['192.0.2.0/24'], nextHop: '10.0.0.1', med: 0 })
  say(b, { announce: ['192.0.2.0/24'], nextHop: '10.0.0.2', med: 100 })
  assert.equal(show(rib.exact(prefix('192.0.2.0/24'))), '192.0.2.0/24 eni-1 10.0.0.1 a')
  rib.sessionDown(a)
  assert.equal(show(rib.exact(prefix('192.0.2.0/24'))), '192.0.2.0/24 eni-2 10.0.0.2 b')
  drain(rib)
  assert.equal(show(rib.exact(prefix('192.0.2.0/24'))), '192.0.2.0/24 eni-2 10.0.0.2 b')
  assert.equal(rib.counts().paths, 1)
})

test('a longest match skips prefixes that lead nowhere', () => {
  const { rib, a, say } = twoPeers()
  say(a, { announce: ['0.0.0.0/0', '192.0.2.0/24'], nextHop: '10.0.0.1' })
  say(a, { announce: ['192.0.2.0/25'], nextHop: '10.9.9.9' })
  assert.equal(rib.lookup(address('192.0.2.1'))?.prefix.length, 24)
  assert.equal(rib.lookup(address('198.51.100.1'))?.prefix.length, 0)
  assert.equal(rib.lookup(address('2001:db8::1')), undefined)
})

test('the FIB and the paths are read in order', () => {
  const { rib, a, b, say } = twoPeers()
  say(a, {
    announce: ['10.1.0.0/16', '10.0.0.0/8', '10.0.0.0/9', '2001:db8::/32', '::/0'],
    nextHop: '10.0.0.1',
    nextHop6: 'fd00::1',
    med: 5,
  })
  say(b, { announce: ['10.0.0.0/9', '2001:db8::/32'], nextHop: '10.0.0.2', nextHop6: 'fd00::2', med: 0 })
  assert.deepEqual(
    rib.fib(undefined, 10).entries.map((entry) => formatPrefix(entry.prefix)),
    ['10.0.0.0/8', '10.0.0.0/9', '10.1.0.0/16', '::/0', '2001:db8::/32'],
  )
  const { paths } = rib.paths({}, undefined, 100)
  assert.deepEqual(
    paths.map((path) => `${formatPrefix(path.prefix)} ${path.peerId} ${path.status}`),
    [
      '10.0.0.0/8 a in-fib',
      '10.0.0.0/9 b in-fib',
      '10.0.0.0/9 a in-rib',
      '10.1.0.0/16 a in-fib',
      '::/0 a in-fib',
      '2001:db8::/32 b in-fib',
      '2001:db8::/32 a in-rib',
    ],
  )
})

// ---

const prefix = (text: string): Prefix => {
  const parsed = parsePrefix(text)
  assert.ok(parsed, text)
  return parsed
}
const address = (text: string): Address => {
  const parsed = parseAddress(text)
  assert.ok(parsed, text)
  return parsed
}
const show = (entry: FibEntry | undefined): string | undefined =>
  entry && `${formatPrefix(entry.prefix)} ${entry.interfaceId} ${formatAddress(entry.nextHop)} ${entry.peerId}`

const drain = (rib: Rib): void => {
  for (let i = 0; rib.work(100); i++) assert.ok(i < 100_000, 'work never ends')
}

interface Said {
  readonly announce?: readonly string[]
  readonly withdraw?: readonly string[]
  readonly nextHop?: string
  readonly nextHop6?: string
  readonly med?: number
  readonly summary?: Partial<PathSummary>
}

function fill(list: PrefixWords, prefixes: readonly Prefix[]): void {
  list.words = Uint32Array.from(prefixes.flatMap((p) => [...p.words, p.length]))
  list.count = prefixes.length
}

function view(said: Said): UpdateView {
  const made = newUpdateView()
  const announced = (said.announce ?? []).map(prefix)
  const withdrawn = (said.withdraw ?? []).map(prefix)
  fill(
    made.announced4,
    announced.filter((p) => p.family === 4),
  )
  fill(
    made.announced6,
    announced.filter((p) => p.family === 6),
  )
  fill(
    made.withdrawn4,
    withdrawn.filter((p) => p.family === 4),
  )
  fill(
    made.withdrawn6,
    withdrawn.filter((p) => p.family === 6),
  )
  made.nextHop4 = parseIpv4(said.nextHop ?? '0.0.0.0') ?? 0
  made.nextHop6 = Uint32Array.from(address(said.nextHop6 ?? '::').words)
  if (said.med !== undefined) Object.assign(made.summary, { hasMed: true, med: said.med })
  Object.assign(made.summary, { asPathLength: 1 }, said.summary)
  made.key = new TextEncoder().encode(JSON.stringify(made.summary))
  made.keyEnd = made.key.length
  return made
}

const owner = (text: string, interfaceId: string): NextHopOwner => ({
  address: address(text),
  interfaceId,
  canonical: address(text),
})

function twoPeers(options: Partial<RibOptions> = {}): {
  rib: Rib
  a: PeerRow
  b: PeerRow
  say: (peer: PeerRow, said: Said) => void
  now: Instant
} {
  const rib = new Rib({ seed: 1, ...options })
  rib.setNextHops([
    owner('10.0.0.1', 'eni-1'),
    owner('10.0.0.2', 'eni-2'),
    owner('fd00::1', 'eni-1'),
    owner('fd00::2', 'eni-2'),
  ])
  const a = rib.addPeer({ peerId: 'a', endpointId: 'e', peerAddress: 0x0a000001 })
  const b = rib.addPeer({ peerId: 'b', endpointId: 'e', peerAddress: 0x0a000002 })
  rib.sessionUp(a, { routerId: 1, external: true }, T0)
  rib.sessionUp(b, { routerId: 2, external: true }, T0)
  return { rib, a, b, say: (peer, said) => rib.apply(peer, view(said)), now: T0 }
}
