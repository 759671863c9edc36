// What an installer is told of the FIB; more is in reading.test.ts.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { World } from './worlds.testing.ts'

test('changes that nobody took before they were switched off are not told to the next one', () => {
  const world = new World({ changes: true }).up('a').announce('a', '192.0.2.0/24')
  world.rib.setChanges(false)
  world.rib.setChanges(true)
  world.announce('a', '198.51.100.0/24')
  const told = world.rib.drainChanges(10)
  assert.deepEqual(
    told.map((change) => (change.type === 'prefix' ? change.prefix.words[0] : change.type)),
    [0xc6336400],
  )
})
