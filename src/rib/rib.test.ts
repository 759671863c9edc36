// The engine through its exports: what a route server with two peers answers.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '../base/time.ts'
import { Rib } from './rib.ts'
import type { PeerRow, RibOptions } from './route.ts'
import { addressOf, drain, entryText, fibTexts, ownerOf, pathTexts, prefixOf, viewOf } from './views.testing.ts'
import type { Said } from './views.testing.ts'

test('the path with the lower MED is in the FIB, and the other one when its peer is lost', () => {
  const { rib, a, b, say } = twoPeers()
  say(a, { announce: ['192.0.2.0/24'], nextHop: '10.0.0.1', med: 0 })
  say(b, { announce: ['192.0.2.0/24'], nextHop: '10.0.0.2', med: 100 })
  assert.equal(entryText(rib.exact(prefixOf('192.0.2.0/24'))), '192.0.2.0/24 eni-1 10.0.0.1 a')
  rib.sessionDown(a)
  assert.equal(entryText(rib.exact(prefixOf('192.0.2.0/24'))), '192.0.2.0/24 eni-2 10.0.0.2 b')
  drain(rib)
  assert.equal(entryText(rib.exact(prefixOf('192.0.2.0/24'))), '192.0.2.0/24 eni-2 10.0.0.2 b')
  assert.equal(rib.counts().paths, 1)
})

test('a longest match skips prefixes that lead nowhere', () => {
  const { rib, a, say } = twoPeers()
  say(a, { announce: ['0.0.0.0/0', '192.0.2.0/24'], nextHop: '10.0.0.1' })
  say(a, { announce: ['192.0.2.0/25'], nextHop: '10.9.9.9' })
  assert.equal(rib.lookup(addressOf('192.0.2.1'))?.prefix.length, 24)
  assert.equal(rib.lookup(addressOf('198.51.100.1'))?.prefix.length, 0)
  assert.equal(rib.lookup(addressOf('2001:db8::1')), undefined)
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
    fibTexts(rib, 2).map((text) => text.split(' ')[0]),
    ['10.0.0.0/8', '10.0.0.0/9', '10.1.0.0/16', '::/0', '2001:db8::/32'],
  )
  assert.deepEqual(pathTexts(rib, {}, 2), [
    '10.0.0.0/8 a in-fib',
    '10.0.0.0/9 b in-fib',
    '10.0.0.0/9 a in-rib',
    '10.1.0.0/16 a in-fib',
    '::/0 a in-fib',
    '2001:db8::/32 b in-fib',
    '2001:db8::/32 a in-rib',
  ])
})

// ---

const T0 = instant(0)

function twoPeers(options: Partial<RibOptions> = {}): {
  readonly rib: Rib
  readonly a: PeerRow
  readonly b: PeerRow
  readonly say: (peer: PeerRow, said: Said) => void
} {
  const rib = new Rib({ seed: 1, ...options })
  rib.setNextHops(OWNERS)
  const a = rib.addPeer({ peerId: 'a', endpointId: 'e', peerAddress: 0x0a000001 })
  const b = rib.addPeer({ peerId: 'b', endpointId: 'e', peerAddress: 0x0a000002 })
  rib.sessionUp(a, { routerId: 1, external: true }, T0)
  rib.sessionUp(b, { routerId: 2, external: true }, T0)
  return { rib, a, b, say: (peer, said) => rib.apply(peer, viewOf(said)) }
}

const OWNERS = [
  ownerOf('10.0.0.1', 'eni-1'),
  ownerOf('10.0.0.2', 'eni-2'),
  ownerOf('fd00::1', 'eni-1'),
  ownerOf('fd00::2', 'eni-2'),
]
