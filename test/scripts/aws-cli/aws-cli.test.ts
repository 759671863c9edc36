// Plays the recordings of the real AWS CLI back: the same words, files and answers must give the same output, exit code
// and requests. Where ours differs on purpose, the case says how and why.

import assert from 'node:assert/strict'
import { globSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { cleaned, type Ours, type Recording } from './case.ts'
import { ALL_CASES } from './cases/all.ts'
import { makeHome, play, type Played } from './play.ts'
import { startStub, type Reply } from './stub.ts'

const here = dirname(fileURLToPath(import.meta.url))
const replies = JSON.parse(readFileSync(join(here, 'recordings', 'replies.json'), 'utf8')) as Record<string, Reply>
const recordings = globSync('recordings/*.json', { cwd: here })
  .filter((file) => !file.endsWith('replies.json'))
  .toSorted()
  .flatMap((file) => JSON.parse(readFileSync(join(here, file), 'utf8')) as Recording[])
const differences = new Map(ALL_CASES.map((one) => [one.name, one.ours]))

test('every case is recorded', () => {
  assert.deepEqual(recordings.map((r) => r.name).toSorted(), ALL_CASES.map((c) => c.name).toSorted())
  assert.ok(recordings.length >= 175)
})

/** The examples of the project's reference, by their names there. */
const EXAMPLES = [
  'create/minimal',
  'create/abbrev-option',
  'create/unknown-option',
  'create/missing-two',
  'create/dry-run',
  'bgp/duplicate-key',
  'bgp/json-string-asn',
  'bgp/json-unknown',
  'tags/two-tags',
  'tags/quote-comma-double',
  'tags/empty-value',
  'input/json-override',
  'input/both',
  'skeleton/input-create-route-server-peer',
  'output/create-text',
  'output/create-table',
  'output/create-yaml',
  'query/multihash-text',
  'page/count-text',
  'page/max-items-3',
  'page/no-paginate-max-items',
  'filter/two-filters',
  'config/profile-option-beats-env-keys',
  'config/endpoint-services',
  'errors/500-always',
]

test('the 25 open examples are among the cases', () => {
  const names = new Set(recordings.map((r) => r.name))
  assert.deepEqual(
    EXAMPLES.filter((name) => !names.has(name)),
    [],
  )
  assert.equal(EXAMPLES.length, 25)
})

for (const recording of recordings) {
  test(recording.name, async () => {
    const ours = await again(recording)
    const difference = differences.get(recording.name)
    assert.deepEqual(ours.requests, difference?.sendsNothing ? [] : recording.requests)
    assert.equal(ours.stdout, difference?.stdout ?? recording.stdout)
    compareErrors(ours.stderr, recording, difference)
    assert.equal(ours.code, difference?.code ?? recording.code)
  })
}

function compareErrors(stderr: string, recording: Recording, difference: Ours | undefined): void {
  if (difference?.stderrHas === undefined) assert.equal(stderr, named(recording.stderr))
  else assert.ok(stderr.includes(difference.stderrHas), `${JSON.stringify(difference.stderrHas)} in ${stderr}`)
}

/** The real program's name is aws, ours vrs. */
const named = (text: string): string =>
  text
    .replace(/^aws: error:/m, 'vrs: error:')
    .replace(/^usage: aws /m, 'usage: vrs ')
    .replace('running "aws help config-vars"', 'running "vrs help"')

async function again(recording: Recording): Promise<Played & { readonly requests: readonly unknown[] }> {
  const home = makeHome()
  const stub = await startStub((_, index) => replies[recording.replies[index] ?? ''] ?? UNEXPECTED)
  const { code, stdout, stderr } = await play(recording.argv, { ...recording, home, url: stub.url })
  await stub.close()
  rmSync(home, { recursive: true, force: true })
  const clean = (text: string): string => cleaned(text, recording, stub.url, home)
  return { code, stdout: clean(stdout), stderr: clean(stderr), requests: stub.requests }
}

const UNEXPECTED: Reply = { status: 500, body: 'unexpected request' }
