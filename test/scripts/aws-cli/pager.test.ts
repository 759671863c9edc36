// Output on a terminal: the pager, its choice and its absence. The pager of these tests writes to a file.

import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { associations, EP } from './cases/base.ts'
import { answer } from './fixture.ts'
import { makeHome, play, type Played, type PlayOptions } from './play.ts'
import { startStub } from './stub.ts'

interface Paged extends Played {
  /** What each of the pagers, by the name of its file, was given. */
  readonly files: Readonly<Record<string, string>>
}

const pagerTo = (file: string): string => `sh -c "cat > ${file}"`

async function paged(words: readonly string[], options: PlayOptions): Promise<Paged> {
  const stub = await startStub((request, index) => answer({}, request, index))
  const home = makeHome()
  // `$HOME` inside is that of the pager, which is this one.
  const played = await play([...associations(...EP), ...words], { columns: 80, ...options, url: stub.url, home })
  await stub.close()
  const files: Record<string, string> = {}
  for (const name of ['a', 'b', 'c']) {
    if (existsSync(join(home, name))) files[name] = readFileSync(join(home, name), 'utf8')
  }
  rmSync(home, { recursive: true, force: true })
  return { ...played, files }
}

const inHome = (file: string): string => pagerTo(`$HOME/${file}`)

test('AWS_PAGER comes first, then cli_pager, then PAGER', async () => {
  const config = { '.aws/config': `[default]\ncli_pager = ${inHome('b')}\n` }
  const all = { AWS_PAGER: inHome('a'), PAGER: inHome('c') }
  assert.deepEqual((await paged([], { env: all, files: config })).files, { a: '"associated"\n' })
  assert.deepEqual((await paged([], { env: { PAGER: inHome('c') }, files: config })).files, { b: '"associated"\n' })
  assert.deepEqual((await paged([], { env: { PAGER: inHome('c') } })).files, { c: '"associated"\n' })
})

test('an empty pager, --no-cli-pager and a pipe mean none', async () => {
  const env = { AWS_PAGER: inHome('a') }
  const none = [
    await paged([], { env: { AWS_PAGER: '' } }),
    await paged(['--no-cli-pager'], { env }),
    await paged([], { env, columns: 0 }),
  ]
  for (const played of none) {
    assert.deepEqual(played.files, {})
    assert.equal(played.stdout, '"associated"\n')
  }
})

test('less gets the flags FRX unless LESS is set', async () => {
  const show = 'sh -c "echo $LESS > $HOME/a"'
  assert.deepEqual((await paged([], { env: { AWS_PAGER: show } })).files, { a: 'FRX\n' })
  assert.deepEqual((await paged([], { env: { AWS_PAGER: show, LESS: 'R' } })).files, { a: 'R\n' })
})

test('a pager that is not there: 253', async () => {
  const { code, stderr } = await paged([], { env: { AWS_PAGER: 'no-such-pager -x' } })
  assert.equal(code, 253)
  assert.ok(
    stderr.startsWith(
      '\nUnable to redirect output to pager. Received the following error when opening pager:\n' +
        "[Errno 2] No such file or directory: 'no-such-pager'\n",
    ),
    stderr,
  )
})

test('errors and skeletons are not paged; help is', async () => {
  const env = { AWS_PAGER: inHome('a') }
  assert.deepEqual((await paged(['--nope'], { env })).files, {})
  const home = makeHome()
  await play(['ec2', 'create-route-server-peer', '--generate-cli-skeleton'], { env, columns: 80, home })
  assert.equal(existsSync(join(home, 'a')), false)
  await play(['ec2', 'create-route-server-peer', 'help'], { env, columns: 80, home })
  assert.ok(readFileSync(join(home, 'a'), 'utf8').includes('--peer-address (string) [required]'))
  rmSync(home, { recursive: true, force: true })
})
