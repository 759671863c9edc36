// What is counted about lateness, and when it is worth a warning.

import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { LatenessLog } from './bfd-lateness.ts'
import { DurationCounter } from './histogram.ts'

test('a histogram counts each value in the first bucket that holds it', () => {
  const counter = new DurationCounter()
  for (const value of [0, 100, 101, 1_000_000, 1_000_001]) counter.add(value)
  const { counts, count, sumMicroseconds, maxMicroseconds } = counter.read()
  assert.deepEqual([counts[0], counts[1], counts.at(-2), counts.at(-1)], [2, 1, 1, 1])
  assert.deepEqual([count, sumMicroseconds, maxMicroseconds], [5, 2_000_202, 1_000_001])
})

test('packets within one interval of their time are no reason to warn', () => {
  const warnings = warningsOf((log) => {
    log.sent(9_999, 10_000)
    log.sent(50_000, 0)
  })
  assert.deepEqual(warnings, [])
})

test('the first late packet warns at once, the next ones together a minute later, with the worst', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    const warnings: string[] = []
    const log = new LatenessLog((why) => warnings.push(why))
    log.sent(10_001, 10_000)
    assert.equal(warnings.length, 1)
    assert.match(warnings[0] ?? '', /1 of them, the worst 10\.0 ms late at an interval of 10\.0 ms/)
    log.sent(30_000, 10_000)
    log.sent(20_000, 10_000)
    mock.timers.tick(59_999)
    assert.equal(warnings.length, 1)
    mock.timers.tick(1)
    assert.equal(warnings.length, 2)
    assert.match(warnings[1] ?? '', /2 of them, the worst 30\.0 ms late/)
    mock.timers.tick(600_000)
    assert.equal(warnings.length, 2)
    log.close()
  } finally {
    mock.timers.reset()
  }
})

test('packets that the system refused are told with its reason', () => {
  const warnings = warningsOf((log) => log.sendFailed('send ENETUNREACH'))
  assert.match(warnings.join(), /could not be sent \(1 of them\): send ENETUNREACH/)
})

function warningsOf(act: (log: LatenessLog) => void): readonly string[] {
  const warnings: string[] = []
  const log = new LatenessLog((why) => warnings.push(why))
  act(log)
  log.close()
  return warnings
}
