import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { keepOnly, loadRibs, saveRib } from './rib-files.ts'

test('what was saved is loaded, in parts, with its generation', async (t) => {
  const folder = newFolder(t)
  const parts = [Uint8Array.of(1, 2, 3), Uint8Array.of(4)]
  await saveRib(folder, 'rs-1', 7, parts)
  await saveRib(folder, 'rs-2', 0, [])
  const loaded = loadRibs(folder, assert.fail)
  assert.deepEqual([...loaded.keys()].sort(), ['rs-1', 'rs-2'])
  const one = loaded.get('rs-1')
  assert.equal(one?.resetGeneration, 7)
  assert.deepEqual(
    one?.parts.map((part) => [...part]),
    parts.map((part) => [...part]),
  )
})

test('a file that is cut anywhere is named and left out', async (t) => {
  const folder = newFolder(t)
  await saveRib(folder, 'rs-1', 7, [Uint8Array.of(1, 2, 3)])
  const file = join(folder, 'rs-1.rib')
  const whole = readFileSync(file)
  for (let length = 0; length < whole.length; length++) {
    writeFileSync(file, whole.subarray(0, length))
    const damaged: string[] = []
    assert.equal(loadRibs(folder, (name) => damaged.push(name)).size, 0, `${length} octets`)
    assert.deepEqual(damaged, [file])
  }
})

test('files of route servers that are gone are removed, unfinished ones too', async (t) => {
  const folder = newFolder(t)
  await saveRib(folder, 'rs-1', 0, [])
  await saveRib(folder, 'rs-2', 0, [])
  writeFileSync(join(folder, 'rs-2.rib.new'), 'half')
  keepOnly(folder, new Set(['rs-1']))
  assert.deepEqual(readdirSync(folder), ['rs-1.rib'])
})

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'vrs-ribs-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
