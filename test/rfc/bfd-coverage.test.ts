// Every test that docs/rfc-coverage-bfd.md names exists: the file, and the part of the name somewhere in it.

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const root = new URL('../../', import.meta.url)

test('the tests named in docs/rfc-coverage-bfd.md exist', () => {
  const text = readFileSync(new URL('docs/rfc-coverage-bfd.md', root), 'utf8')
  const missing: string[] = []
  let named = 0
  for (const [, file = '', parts = ''] of text.matchAll(/`([^`\n]+\.test\.ts)`: ((?:"[^"\n]+"(?:, )?)+)/g)) {
    const url = new URL(file, root)
    const content = existsSync(url) ? readFileSync(url, 'utf8') : ''
    for (const [, part = ''] of parts.matchAll(/"([^"]+)"/g)) {
      named++
      if (!content.includes(part)) missing.push(`${file}: ${part}`)
    }
  }
  assert.ok(named > 60)
  assert.deepEqual(missing, [])
})
