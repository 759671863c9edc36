// Any octets at all: the BFD decoder answers, never throws; the speaker does not throw, does not answer strangers, and its
// sessions stay sane whatever a peer sends.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Prng } from '../../src/base/prng.ts'
import { instant, ms, type Instant } from '../../src/base/time.ts'
import { STATES } from '../../src/bfd/iana.ts'
import { decode, encode } from '../../src/bfd/packet.ts'
import { Speaker } from '../../src/bfd/speaker.ts'

const PATH = { localAddress: '10.0.0.1', peerAddress: '10.0.0.2', multihop: false }
const CONFIGURATION = {
  key: 'k',
  ...PATH,
  desiredMinTxInterval: ms(300),
  requiredMinRxInterval: ms(300),
  detectMultiplier: 3,
}

test('any octets decode to a packet or to a reason', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (octets) => {
      const decoded = decode(octets)
      if (decoded.ok) assert.equal(decoded.packet.myDiscriminator > 0, true)
      else assert.equal(typeof decoded.why, 'string')
    }),
    { numRuns: 5_000 },
  )
})

test('nearly valid packets: one octet changed or the end cut off', () => {
  const random = new Prng(1)
  for (let i = 0; i < 20_000; i++) {
    const octets = valid(random, random.u32())
    octets[random.below(octets.length)] = random.below(256)
    const decoded = decode(octets.subarray(0, random.pick([24, 24, 24, random.below(25)])))
    if (decoded.ok && !decoded.packet.authenticationPresent) {
      assert.deepEqual(decode(encode(decoded.packet)), decoded, 'what was read can be written and read again')
    }
  }
})

test('a hostile peer: whatever it sends and when, the session stays sane', () => {
  for (let seed = 1; seed <= 50; seed++) hostile(seed)
})

function hostile(seed: number): void {
  const random = new Prng(seed)
  const speaker = new Speaker(seed)
  let now = instant(1e9)
  speaker.configure(CONFIGURATION, now)
  const mine = speaker.counters().sessions[0]?.localDiscriminator ?? 0
  for (let i = 0; i < 400; i++) {
    now = (now + random.pick([0, 1, 1_000, 300_000, 3_000_000])) as Instant
    const { actions } = speaker.datagram(valid(random, random.pick([mine, mine, 0, random.u32()])), PATH, now)
    const ticked = random.fraction() < 0.5 ? speaker.clock('k', now) : []
    const asked = [...actions, ...ticked].some((action) => action.type === 'confirm')
    const verdict = asked && random.fraction() < 0.5 ? speaker.quiet('k', now) : []
    assert.ok(actions.length <= 3 && ticked.length <= 2 && verdict.length <= 2, `seed ${seed}: bounded work`)
    const next = speaker.nextDeadline('k')
    assert.ok(next === undefined || (Number.isSafeInteger(next) && next >= 1e9), `seed ${seed}: a sane deadline`)
  }
  const strange = speaker.datagram(valid(random, mine), { ...PATH, peerAddress: '10.0.0.3' }, now)
  assert.deepEqual(strange.actions, [])
}

/** A packet with random fields, extreme ones among them. */
function valid(random: Prng, yourDiscriminator: number): Uint8Array {
  const interval = (): ReturnType<typeof ms> =>
    random.pick([0, 1, 999, 300_000, 1_000_000, 0xffffffff]) as ReturnType<typeof ms>
  const poll = random.fraction() < 0.3
  return encode({
    diagnostic: random.below(32),
    state: random.pick(STATES),
    poll,
    final: !poll && random.fraction() < 0.3,
    controlPlaneIndependent: random.fraction() < 0.5,
    authenticationPresent: false,
    demand: random.fraction() < 0.3,
    detectMultiplier: random.pick([1, 3, 255]),
    myDiscriminator: random.pick([1, 77, 0xffffffff]),
    yourDiscriminator,
    desiredMinTxInterval: interval(),
    requiredMinRxInterval: interval(),
    requiredMinEchoRxInterval: interval(),
  })
}
