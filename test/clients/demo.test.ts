// The demo of the README, from start to end; and kept, its processes go on until they are ended by the pids that it prints.

import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { run } from '../harness.ts'

const demo = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'src', 'lab', 'demo.ts')

test('the demo shows the route, its move when the preferred appliance stops, and again when it freezes', async () => {
  const { code, stdout, stderr } = await run(process.execPath, [demo], process.env)
  assert.equal(code, 0, stderr)
  assert.match(stdout, /192\.0\.2\.0\/24 {2}10\.0\.1\.10 {2}0 {2}in-fib/)
  assert.match(stdout, /192\.0\.2\.0\/24 {2}eni-\w+ {2}Advertisement {2}active/)
  assert.equal([...stdout.matchAll(/the route moved to eni-\w+ after \d+ ms/g)].length, 2)
})

test('a kept demo answers until it is ended', async () => {
  const { code, stdout, stderr } = await run(process.execPath, [demo, '--keep'], process.env)
  assert.equal(code, 0, stderr)
  const endpoint = /AWS_ENDPOINT_URL=(\S+)/.exec(stdout)?.[1] ?? ''
  const pids = (/end it with: kill ([\d ]+)/.exec(stdout)?.[1] ?? '').split(' ').map(Number)
  try {
    assert.equal((await fetch(`${endpoint}/_vrs/health`)).status, 200)
    assert.ok(pids.length >= 3)
  } finally {
    for (const pid of pids) process.kill(pid)
  }
})

test('the demo says in one line what is wrong', async () => {
  const { code, stdout, stderr } = await run(process.execPath, [demo, '--kep'], process.env)
  assert.deepEqual([code, stdout, stderr], [1, '', 'demo: unknown option --kep; there is only --keep\n'])
})
