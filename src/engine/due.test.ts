import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DueQueue, type Due } from './due.ts'

const SCOPE = { account: '000000000000', region: 'us-east-1' }
const due = (id: string, at: number): Due => ({ scope: SCOPE, kind: 'vpc', id, at })

test('the queue says what a list that is sorted anew each time would say', () => {
  const step = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.option(fc.integer({ min: 0, max: 50 })))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), fc.integer({ min: 0, max: 50 }), (steps, now) => {
      const queue = new DueQueue()
      const model = new Map<string, number>()
      for (const [n, at] of steps) {
        const id = String(n)
        if (at === null) {
          queue.delete(id)
          model.delete(id)
        } else {
          queue.set(id, due(id, at))
          model.set(id, at)
        }
        const times = [...model.values()]
        assert.equal(queue.nextAt(), times.length === 0 ? undefined : Math.min(...times))
      }
      const found = queue.until(now)
      assert.deepEqual(
        found.map(({ id }) => id).sort(),
        [...model]
          .filter(([, at]) => at <= now)
          .map(([id]) => id)
          .sort(),
      )
      assert.deepEqual(
        found.map(({ at }) => at),
        found.map(({ at }) => at).sort((a, b) => a - b),
      )
      assert.equal(queue.all().size, model.size)
    }),
  )
})
