// Two BGP speakers back to back with seeded trouble: whatever has happened, they come up again, exchange End-of-RIB and stay up.
// FUZZ_SEED repeats a run, FUZZ_CASES sets how many worlds there are.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ms, sec } from '../../src/base/time.ts'
import { BgpWorld } from './bgp-world.ts'
import type { WorldOptions } from './bgp-world.ts'

const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 32))
const CASES = Number(process.env['FUZZ_CASES'] ?? 300)

/** Long enough for a hold timer, the refusal of a second connection and some pauses. */
const RECOVERY = sec(60)

const SETUPS: readonly Omit<WorldOptions, 'seed'>[] = [
  {},
  { device: { holdTime: 3 } },
  { device: { holdTime: 90, connectRetryTime: sec(1), idleHoldTime: ms(100) } },
  { endpoint: { holdTime: 30, keepaliveEvery: sec(10) }, device: { identifier: 1 } },
]

test('two speakers come up again after any trouble', () => {
  console.log(`FUZZ_SEED=${SEED}`)
  for (let i = 0; i < CASES; i++) oneWorld((SEED + i) >>> 0)
})

function oneWorld(seed: number): void {
  const world = new BgpWorld({ seed, ...SETUPS[seed % SETUPS.length] })
  try {
    for (let troubles = world.prng.below(8); troubles > 0; troubles--) {
      world.runFor(world.prng.pick([ms(1), ms(7), ms(30), sec(1), sec(8)]))
      world.disturb()
    }
    world.runFor(RECOVERY)
    assert.ok(world.isWhole(), 'up, with End-of-RIB on both sides')
    const before = world.log.length
    world.runFor(sec(200))
    assert.equal(world.log.length, before, 'nothing changes without trouble')
  } catch (error) {
    throw new Error(`FUZZ_SEED=${seed} FUZZ_CASES=1\n${world.log.slice(-30).join('\n')}`, { cause: error })
  }
}

test('without trouble they are up within a second', () => {
  for (let i = 0; i < 20; i++) {
    const world = new BgpWorld({ seed: SEED + i })
    world.runFor(sec(1))
    assert.ok(world.isWhole(), `FUZZ_SEED=${SEED + i}`)
  }
})

test('with hold time 0 they stay up for days without a word', () => {
  const world = new BgpWorld({ seed: SEED, device: { holdTime: 0 } })
  world.runFor(sec(1))
  const before = world.log.length
  world.runFor(sec(300_000))
  assert.ok(world.isWhole())
  assert.equal(world.log.length, before)
})
