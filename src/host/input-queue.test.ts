import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '../base/time.ts'
import { InputQueue } from './input-queue.ts'

test('a few inputs are taken at once; of thousands each turn takes a slice, in order, and none is lost', () => {
  let now = 0
  const done: number[] = []
  const queue = new InputQueue(
    ({ run }) => run(),
    () => instant(now),
    2_000,
  )
  const take = (n: number): void =>
    queue.take(() => {
      done.push(n)
      now += 100
    })
  for (let n = 0; n < 1_000; n++) take(n)
  assert.equal(done.length, 20, 'two milliseconds of inputs of 0.1 ms')
  assert.equal(queue.turn(), 0, 'the turn began with the first of them')
  assert.equal(done.length, 40)
  take(1_000)
  assert.equal(done.length, 40, 'what comes later does not overtake')
  for (let turns = 2; turns < 50; turns++) queue.turn()
  assert.ok(queue.isWaiting)
  queue.turn()
  assert.ok(!queue.isWaiting)
  take(1_001)
  assert.deepEqual(
    done,
    Array.from({ length: 1_002 }, (_, n) => n),
  )
})

test('what waits can be finished, at its end in the order in which it came', () => {
  let now = 0
  const done: string[] = []
  const queue = new InputQueue(
    ({ run, at }) => {
      run()
      done.push(`came at ${at}`)
    },
    () => instant(now),
    10,
  )
  queue.take(() => (now += 10))
  queue.take(() => (now += 10))
  queue.take(() => {})
  assert.deepEqual(done, ['came at 0'])
  queue.finish()
  assert.deepEqual(done, ['came at 0', 'came at 10', 'came at 10'])
})
