// Lines in the background: order, appending, and what happens when the disk takes nothing.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { LineFile } from './line-file.ts'

const lostLine = (lines: number): string => `lost ${lines}`

test('lines are appended in order, also to a file that is there', async (t) => {
  const path = join(folder(t), 'log')
  for (const round of [1, 2]) {
    const file = new LineFile(path, { say: assert.fail, lostLine })
    for (let i = 0; i < 1_000; i++) file.add(`${round} ${i} é`)
    await file.close()
  }
  const lines = readFileSync(path, 'utf8').split('\n')
  assert.equal(lines.length, 2_001)
  assert.deepEqual([lines[0], lines[999], lines[1_000], lines[2_000]], ['1 0 é', '1 999 é', '2 0 é', ''])
})

test('what finds no room is counted in a line', async (t) => {
  const path = join(folder(t), 'log')
  const file = new LineFile(path, { say: assert.fail, lostLine, waitingMax: 5 })
  for (const line of ['one', 'two', 'three', 'four']) file.add(line)
  await file.close()
  assert.equal(readFileSync(path, 'utf8'), 'one\ntwo\nlost 2\n')
})

test('a disk that takes nothing is told of once', async () => {
  const said: string[] = []
  const file = new LineFile('/dev/full', { say: (why) => void said.push(why), lostLine })
  file.add('one')
  await new Promise(setImmediate)
  file.add('two')
  await file.close()
  assert.equal(said.length, 1)
  assert.match(said[0] ?? '', /ENOSPC/)
})

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'vrs-lines-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}
