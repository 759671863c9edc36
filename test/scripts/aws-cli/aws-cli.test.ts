// Plays the recordings of the real AWS CLI back: the same words, files and answers must give the same output, exit code
// and requests. Where ours differs on purpose, the case says how and why.

import assert from 'node:assert/strict'
import { globSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { run } from '../../../src/cli/main.ts'
import type { World } from '../../../src/cli/world.ts'
import { cleaned, type Ours, type Recording, withEndpoint } from './case.ts'
import { ALL_CASES } from './cases/all.ts'
import { startStub, type Reply } from './stub.ts'
import { environment, layOut } from './surroundings.ts'

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

for (const recording of recordings) {
  test(recording.name, async () => {
    const ours = await play(recording)
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
  text.replace(/^aws: error:/m, 'vrs: error:').replace('running "aws help config-vars"', 'running "vrs help"')

interface Played {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly requests: readonly unknown[]
}

async function play(recording: Recording): Promise<Played> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'aws-cli-case-')))
  const stub = await startStub(
    (_, index) => replies[recording.replies[index] ?? ''] ?? { status: 500, body: 'unexpected request' },
  )
  layOut(recording, home, stub.url)
  const out: string[] = []
  const err: string[] = []
  const world: World = {
    env: { PATH: process.env['PATH'], ...environment(recording, home, stub.url) },
    cwd: home,
    stdout: { write: (text) => void out.push(text), isTerminal: false },
    stderr: { write: (text) => void err.push(text), isTerminal: false },
    stdinIsTerminal: false,
    now: Date.now,
    random: () => 0,
    uuid: () => '6fa459ea-ee8a-4ca4-894e-db77e160355e',
    sleep: () => Promise.resolve(),
    system: { platform: 'Linux', release: '6.1', machine: 'x86_64' },
  }
  const code = await run(
    recording.argv.map((word) => withEndpoint(word, stub.url)),
    world,
  )
  await stub.close()
  rmSync(home, { recursive: true, force: true })
  const clean = (parts: readonly string[]): string => cleaned(parts.join(''), recording, stub.url, home)
  return { code, stdout: clean(out), stderr: clean(err), requests: stub.requests }
}
