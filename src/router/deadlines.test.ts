import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Prng } from '../base/prng.ts'
import { instant } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { Deadlines } from './deadlines.ts'

test('whatever moves, an owner comes up exactly when its deadline has come, earliest first', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = new Prng(seed)
    const owners = Array.from({ length: 20 }, () => ({
      deadline: undefined as Instant | undefined,
      armed: undefined as Instant | undefined,
    }))
    const deadlines = new Deadlines<(typeof owners)[number]>()
    let now = 0
    for (let step = 0; step < 400; step++) {
      const owner = random.pick(owners)
      owner.deadline = random.below(5) === 0 ? undefined : instant(now + random.below(100))
      deadlines.update(owner)
      const earliest = Math.min(...owners.map((one) => one.deadline ?? Infinity))
      assert.ok((deadlines.next ?? Infinity) <= earliest, 'never later than the earliest')
      now += random.below(10)
      for (let due = deadlines.due(instant(now)); due !== undefined; due = deadlines.due(instant(now))) {
        assert.ok(due.deadline !== undefined && due.deadline <= now)
        due.deadline = instant(now + 1 + random.below(50))
        deadlines.update(due)
      }
      assert.ok(
        owners.every((one) => (one.deadline ?? Infinity) > now),
        'none is forgotten',
      )
    }
  }
})
