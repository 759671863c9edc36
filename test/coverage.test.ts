// docs/api-coverage.md is what tools/coverage.ts makes now.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { OPERATIONS } from '../src/model/service.ts'
import { coveragePage } from '../tools/coverage.ts'
import { ABSENT, NOTES, REFUSED } from '../tools/coverage/differences.ts'
import { membersOf } from '../tools/coverage/members.ts'

test('docs/api-coverage.md is up to date', () => {
  const committed = readFileSync(join(import.meta.dirname, '../docs/api-coverage.md'), 'utf8')
  assert.ok(committed === coveragePage(), 'docs/api-coverage.md is out of date: run `node tools/coverage.ts`')
})

test('what is said to differ is in the model', () => {
  const keys = (direction: 'in' | 'out') =>
    new Set(OPERATIONS.flatMap((operation) => membersOf(operation, direction).map(({ key }) => key)))
  const inputs = keys('in')
  const outputs = keys('out')
  assert.deepEqual(
    [...REFUSED.keys()].filter((key) => !inputs.has(key)),
    [],
  )
  assert.deepEqual(
    [...ABSENT.keys()].filter((key) => !outputs.has(key)),
    [],
  )
  assert.deepEqual(
    Object.keys(NOTES).filter((name) => !OPERATIONS.some((operation) => operation.name === name)),
    [],
  )
})
