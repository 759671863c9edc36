// Every test that docs/rfc-coverage.md names exists: the file, and the part of the name somewhere in it.

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const root = new URL('../../', import.meta.url)

test('the tests named in docs/rfc-coverage.md exist', () => {
  const named = [...namedTests(readFileSync(new URL('docs/rfc-coverage.md', root), 'utf8'))]
  assert.ok(named.length > 80)
  const missing = named.filter(({ file, part }) => !contains(file, part))
  assert.deepEqual(missing, [])
})

interface Named {
  readonly file: string
  readonly part: string
}

/** Pairs of `file`: "part", "part" anywhere in the text. */
function* namedTests(text: string): Generator<Named> {
  for (const [, file = '', parts = ''] of text.matchAll(/`([^`\n]+\.test\.ts)`: ((?:"[^"\n]+"(?:, )?)+)/g)) {
    for (const [, part = ''] of parts.matchAll(/"([^"]+)"/g)) yield { file, part }
  }
}

function contains(file: string, part: string): boolean {
  const url = new URL(file, root)
  return existsSync(url) && readFileSync(url, 'utf8').replaceAll("\\'", "'").includes(part)
}
