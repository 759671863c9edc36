// Behaviour reference 8.5, rule by rule: in each test the loser is better by every later rule.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PeerConfig, SessionParameters } from './route.ts'
import type { Said } from './views.testing.ts'
import { prefixOf } from './views.testing.ts'
import { World } from './worlds.testing.ts'

const P = '192.0.2.0/24'

interface Side {
  readonly said?: Said
  readonly session?: Partial<SessionParameters>
  readonly config?: Partial<PeerConfig>
}

/** Two paths in either order of coming; the verdict on the second, the winner being the first. */
function duel(winner: Side, loser: Side): string {
  const verdicts = [true, false].map((isFirst) => {
    const world = new World()
    world.add({ peerId: 'w', endpointId: 'e5', peerAddress: 0x0a000005, ...winner.config })
    world.add({ peerId: 'l', endpointId: 'e5', peerAddress: 0x0a000005, ...loser.config })
    world.up('w', { routerId: 5, ...winner.session }).up('l', { routerId: 5, ...loser.session })
    const sides = [
      ['w', winner],
      ['l', loser],
    ] as const
    for (const [peer, side] of isFirst ? sides : [...sides].reverse()) {
      world.say(peer, { announce: [P], nextHop: '10.0.0.1', ...side.said })
    }
    const [first, second] = world.rib.explain(prefixOf(P))
    assert.equal(first?.path.peerId, 'w')
    assert.deepEqual(first.verdict, { type: 'won' })
    const verdict = second?.verdict
    return verdict?.type === 'lost' ? `${verdict.rule}: ${verdict.winner}, ${verdict.loser}` : String(verdict?.type)
  })
  assert.equal(verdicts[0], verdicts[1])
  return verdicts[0] as string
}

const path = (asPathLength: number, origin: 0 | 1 | 2, med?: number, localPref = 100): Said => ({
  med,
  summary: { asPathLength, origin, localPref },
})

test('(1) highest LOCAL_PREF', () => {
  const why = duel(
    { said: path(9, 2, 9, 200), session: { external: false } },
    { said: path(1, 0, 0, 100), session: { routerId: 1 } },
  )
  assert.equal(why, 'local-pref: 200, 100')
})

test('(1) GRACEFUL_SHUTDOWN is the least preference there is (RFC 8326)', () => {
  const shut: Said = { summary: { asPathLength: 1, gracefulShutdown: true } }
  assert.equal(duel({ said: path(9, 2, 9) }, { said: shut }), 'local-pref: 100, 0')
  assert.equal(duel({ said: path(9, 2, 9, 1), session: { external: false } }, { said: shut }), 'local-pref: 1, 0')
})

test('(2) shortest AS_PATH', () => {
  assert.equal(duel({ said: path(2, 2, 9) }, { said: path(3, 0, 0) }), 'as-path-length: 2, 3')
})

test('(3) lowest ORIGIN', () => {
  assert.equal(duel({ said: path(1, 0, 9) }, { said: path(1, 1, 0) }), 'origin: IGP, EGP')
  assert.equal(duel({ said: path(1, 1, 9) }, { said: path(1, 2, 0) }), 'origin: EGP, INCOMPLETE')
})

test('(4) lowest MED, whatever the neighbour AS, unsigned; missing is 0', () => {
  const first = (firstAs: number, med?: number): Said => ({ med, summary: { firstAs } })
  assert.equal(duel({ said: first(65001, 7) }, { said: first(65002, 8), session: { routerId: 1 } }), 'med: 7, 8')
  assert.equal(duel({ said: first(1) }, { said: first(1, 1), session: { routerId: 1 } }), 'med: 0 (missing), 1')
  assert.equal(duel({ said: first(1, 5) }, { said: first(1, 4294967295) }), 'med: 5, 4294967295')
})

test('(4) a missing MED and a MED of 0 are equal: the next rule decides', () => {
  assert.equal(
    duel({ said: path(1, 0), session: { routerId: 1 } }, { said: path(1, 0, 0) }),
    'router-id: 0.0.0.1, 0.0.0.5',
  )
})

test('(5) eBGP over iBGP', () => {
  assert.equal(duel({ session: { routerId: 9 } }, { session: { external: false } }), 'external: eBGP, iBGP')
})

test('(6) lowest router id, unsigned', () => {
  const why = duel(
    { session: { routerId: 0x7fffffff } },
    { session: { routerId: 0x80000000 }, config: { peerAddress: 1 } },
  )
  assert.equal(why, 'router-id: 127.255.255.255, 128.0.0.0')
})

test('(7) lowest peer address', () => {
  const why = duel({ config: { peerAddress: 0x0a000009 } }, { config: { peerAddress: 0xc0000001, endpointId: 'e1' } })
  assert.equal(why, 'peer-address: 10.0.0.9, 192.0.0.1')
})

test('(8) lowest endpoint id', () => {
  assert.equal(
    duel({ config: { endpointId: 'rse-1' } }, { config: { endpointId: 'rse-2' } }),
    'endpoint-id: rse-1, rse-2',
  )
})

test('(0) a path with an AS loop is kept, replaces the older one, and is never chosen', () => {
  const world = new World().up('a').announce('a', P)
  world.say('a', { announce: [P], summary: { looped: true } })
  assert.equal(world.via(P), '-')
  const [only] = world.rib.explain(prefixOf(P))
  assert.deepEqual([only?.path.status, only?.verdict], ['in-rib', { type: 'unusable', reason: 'as-loop' }])
  assert.equal(world.announce('a', P).via(P), 'a')
})
