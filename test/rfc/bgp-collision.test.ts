// Two connections of one peer: RFC 4271 6.8 and 8.2.1, RFC 6286 2.3. We are passive: both were opened by the peer.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { after, sec } from '../../src/base/time.ts'
import type { Instant } from '../../src/base/time.ts'
import { CEASE } from '../../src/bgp/iana.ts'
import { encodeKeepalive } from '../../src/bgp/message.ts'
import { encodeOpen } from '../../src/bgp/open.ts'
import { establishedOf, newPeering, peeringDeadline, stepPeering } from '../../src/bgp/peering.ts'
import type { Peering, PeeringInput } from '../../src/bgp/peering.ts'
import type { SessionSettings } from '../../src/bgp/session.ts'
import { LOCAL_AS, PEER_AS, SETTINGS, T0, arrived, doneBy, peerOpen } from './bgp-support.ts'

const PASSIVE: SessionSettings = { ...SETTINGS, role: 'passive' }
const LOW = 0x01010101
const HIGH = 0xc0c0c0c0

/** A peering and what it has done since the last look, connection by connection. */
class World {
  peering: Peering
  now: Instant = T0
  constructor(settings: SessionSettings = PASSIVE) {
    this.peering = newPeering(settings, 3)
    this.#take({ type: 'start' })
  }

  #take(input: PeeringInput): string {
    const { peering, effects } = stepPeering(this.peering, input, this.now)
    this.peering = peering
    const connections = [...new Set(effects.map(({ connection }) => connection))]
    return connections
      .map((id) => {
        const own = effects.filter(({ connection }) => connection === id).map(({ effect }) => effect)
        return `${id}: ${doneBy({ session: peering.main.session, effects: own })}`
      })
      .join('; ')
  }

  accept = (connection: number): string => this.#take({ type: 'accepted', connection })
  open = (connection: number, identifier = HIGH): string =>
    this.#take({ type: 'on', connection, input: arrived(encodeOpen(peerOpen({ identifier }))) })
  keepalive = (connection: number): string => this.#take({ type: 'on', connection, input: arrived(encodeKeepalive()) })
  lose = (connection: number): string =>
    this.#take({ type: 'on', connection, input: { type: 'disconnected', why: 'test' } })
  take = (input: PeeringInput): string => this.#take(input)
  states = (): string =>
    [this.peering.main, this.peering.second]
      .map((one) => (one ? `${one.connection} ${one.session.state}` : '-'))
      .join(', ')
}

const established = (): World => {
  const world = new World()
  world.accept(1)
  world.open(1)
  world.keepalive(1)
  assert.equal(world.states(), '1 Established, -')
  return world
}

test('Established: a second connection is tracked until its OPEN, then gets 6/7; the first stays (RFC 4271 6.8, 8.2.2)', () => {
  const world = established()
  assert.equal(world.accept(2), '2: OPEN OpenSent')
  assert.equal(world.open(2), '2: 6/7 close Idle Active')
  assert.equal(world.states(), '1 Established, -')
})

test('Established: a second connection with a bad OPEN gets what that earns', () => {
  const world = established()
  world.accept(2)
  assert.equal(world.open(2, 0), '2: 2/3 close Idle Active')
  assert.equal(world.states(), '1 Established, -')
})

test('Established: a second connection that says nothing ends with its hold timer, the first does not notice', () => {
  const world = established()
  world.accept(2)
  for (let i = 0; i < 20; i++) {
    world.now = after(world.now, sec(14))
    world.keepalive(1)
    world.take({ type: 'clock' })
  }
  assert.equal(world.states(), '1 Established, -')
})

test('OpenConfirm, our identifier is lower: the connection that exists is closed with 6/7 (RFC 4271 6.8)', () => {
  const world = new World()
  world.accept(1)
  world.open(1, HIGH)
  world.accept(2)
  assert.equal(world.open(2, HIGH), '1: 6/7 close Idle Active; 2: KEEPALIVE opened OpenConfirm')
  assert.equal(world.states(), '2 OpenConfirm, -')
  world.keepalive(2)
  assert.equal(establishedOf(world.peering)?.connection, 2)
})

test('OpenConfirm, our identifier is higher: the new connection is closed with 6/7 (RFC 4271 6.8)', () => {
  const world = new World()
  world.accept(1)
  world.open(1, LOW)
  world.accept(2)
  assert.equal(world.open(2, LOW), '2: 6/7 close Idle Active')
  assert.equal(world.states(), '1 OpenConfirm, -')
})

for (const [localAs, peerAs, kept] of [
  [LOCAL_AS, PEER_AS, 2],
  [PEER_AS, LOCAL_AS, 1],
] as const) {
  test(`OpenConfirm, equal identifiers, our AS is ${localAs < peerAs ? 'lower' : 'higher'}: connection ${kept} is kept (RFC 6286 2.3)`, () => {
    const world = new World({ ...PASSIVE, localAs, peerAs })
    const capabilities = { ...peerOpen().capabilities, fourOctetAs: peerAs }
    const open = arrived(encodeOpen(peerOpen({ identifier: PASSIVE.identifier, headerAs: peerAs, capabilities })))
    for (const connection of [1, 2]) {
      world.accept(connection)
      world.take({ type: 'on', connection, input: open })
    }
    assert.equal(world.states(), `${kept} OpenConfirm, -`)
  })
}

test('OpenSent: both are kept until one has its OPEN, then the other is judged by its own (RFC 4271 6.8)', () => {
  const world = new World()
  world.accept(1)
  world.accept(2)
  assert.equal(world.states(), '1 OpenSent, 2 OpenSent')
  assert.equal(world.open(2, LOW), '2: KEEPALIVE opened OpenConfirm')
  world.keepalive(2)
  assert.equal(world.states(), '2 Established, 1 OpenSent')
  assert.equal(world.accept(3), '1: 6/7 close Idle Active; 3: OPEN OpenSent', 'never the one that is up')
  assert.equal(world.open(3, LOW), '3: 6/7 close Idle Active')
  assert.equal(world.states(), '2 Established, -')
})

test('a second connection takes over when the first is lost', () => {
  const world = established()
  world.accept(2)
  assert.equal(world.lose(1), '1: close down Idle Active')
  assert.equal(world.states(), '2 OpenSent, -')
  world.open(2)
  world.keepalive(2)
  assert.equal(world.states(), '2 Established, -')
})

test('a third connection takes the place of a second one that has not said who it is', () => {
  const world = established()
  world.accept(2)
  assert.equal(world.accept(3), '2: 6/7 close Idle Active; 3: OPEN OpenSent')
  assert.equal(world.states(), '1 Established, 3 OpenSent')
})

test('after a loss the next connection is accepted without penalty', () => {
  const world = established()
  for (let connection = 2; connection < 10; connection++) {
    world.lose(connection - 1)
    assert.equal(world.accept(connection), `${connection}: OPEN OpenSent`)
    world.open(connection)
    world.keepalive(connection)
  }
  assert.equal(world.states(), '9 Established, -')
})

test('while it is stopped, connections are refused with 6/5 and no deadline runs (RFC 4271 8.2.2, Idle)', () => {
  const world = established()
  world.accept(2)
  const done = world.take({ type: 'stop', subcode: CEASE.DECONFIGURED })
  assert.equal(done, '2: 6/3 close Idle; 1: 6/3 close down Idle')
  assert.equal(world.states(), '0 Idle, -')
  assert.equal(world.accept(3), '3: 6/5 close')
  assert.equal(peeringDeadline(world.peering), undefined)
})

test('input for a connection that is gone is ignored', () => {
  const world = established()
  world.lose(1)
  assert.equal(world.keepalive(1), '')
  assert.equal(world.open(7), '')
})

test('an active peering accepts no connection', () => {
  const world = new World({ ...PASSIVE, role: 'active' })
  assert.equal(world.accept(1), '1: 6/5 close')
})

test('an active peering dials again after a failure, not before its time', () => {
  const world = new World({ ...PASSIVE, role: 'active' })
  assert.equal(world.take({ type: 'dial-failed', why: 'refused' }), '0: close Idle')
  assert.equal(world.take({ type: 'clock' }), '')
  world.now = peeringDeadline(world.peering) as Instant
  assert.ok(world.now <= after(T0, sec(1)))
  assert.equal(world.take({ type: 'clock' }), '0: connect Connect')
  assert.equal(world.take({ type: 'dialled', connection: 5 }), '5: OPEN OpenSent')
  assert.equal(world.take({ type: 'dialled', connection: 6 }), '6: close', 'a late one is not wanted')
})
