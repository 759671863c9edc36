// Records cases: runs the real AWS CLI against the stub and writes what it did to recordings/*.json.
//
//   AWS_CLI=/usr/local/bin/aws node test/scripts/aws-cli/record.ts [part of a name ...]
//
// Needs version 2 (2.27.49 is the one that is followed). The tests need neither it nor Python.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Case, cleaned, type Recording, withEndpoint } from './case.ts'
import { ALL_CASES } from './cases/all.ts'
import { answer } from './fixture.ts'
import { startStub, type Reply } from './stub.ts'
import { environment, layOut } from './surroundings.ts'

const here = dirname(fileURLToPath(import.meta.url))
const program = process.env['AWS_CLI'] ?? 'aws'

interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function runProgram(argv: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Promise<Outcome> {
  const child = spawn(program, argv, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (part: Buffer) => out.push(part))
  child.stderr.on('data', (part: Buffer) => err.push(part))
  return new Promise((resolve) => {
    child.on('close', (code) =>
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
      }),
    )
  })
}

/** All replies of all cases, by their key; most cases get the same few. */
const replies = new Map<string, Reply>()

function keyOf(reply: Reply): string {
  const key = createHash('sha256').update(JSON.stringify(reply)).digest('hex').slice(0, 8)
  replies.set(key, reply)
  return key
}

async function record(one: Case, version: string): Promise<Recording> {
  const { server, ours: _, ...rest } = one
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'aws-cli-case-')))
  const given: string[] = []
  const stub = await startStub((request, index) => {
    const reply = answer(server ?? {}, request, index)
    given.push(keyOf(reply))
    return reply
  })
  layOut(one, home, stub.url)
  const env = { PATH: process.env['PATH'], ...environment(one, home, stub.url) }
  const { code, stdout, stderr } = await runProgram(
    one.argv.map((word) => withEndpoint(word, stub.url)),
    env,
    home,
  )
  await stub.close()
  rmSync(home, { recursive: true, force: true })
  const clean = (text: string): string => cleaned(text, one, stub.url, home)
  const { requests } = stub
  return { ...rest, version, replies: given, requests, code, stdout: clean(stdout), stderr: clean(stderr) }
}

/** Records the cases that are wanted: those named, else those that are new or changed. */
async function main(parts: readonly string[]): Promise<void> {
  const { stdout } = await runProgram(['--version'], process.env, here)
  const version = stdout.split(' ')[0] ?? ''
  mkdirSync(join(here, 'recordings'), { recursive: true })
  const store = join(here, 'recordings', 'replies.json')
  if (existsSync(store)) {
    const known = JSON.parse(readFileSync(store, 'utf8')) as Record<string, Reply>
    for (const [key, reply] of Object.entries(known)) replies.set(key, reply)
  }
  const used = new Set<string>()
  let count = 0
  for (const [group, cases] of Map.groupBy(ALL_CASES, (one) => one.name.split('/')[0] ?? '')) {
    const file = join(here, 'recordings', `${group}.json`)
    const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Recording[]) : []
    const list: Recording[] = []
    for (const one of cases) {
      const known = before.find((r) => r.name === one.name)
      const wanted =
        parts.length === 0 ? known === undefined || isChanged(one, known) : parts.some((p) => one.name.includes(p))
      if (wanted || known === undefined) count++
      list.push(wanted || known === undefined ? await record(one, version) : known)
    }
    for (const recording of list) for (const key of recording.replies) used.add(key)
    writeFileSync(file, `${JSON.stringify(list, undefined, 1)}\n`)
  }
  const kept = [...replies].filter(([key]) => used.has(key)).toSorted(([a], [b]) => (a < b ? -1 : 1))
  writeFileSync(store, `${JSON.stringify(Object.fromEntries(kept), undefined, 1)}\n`)
  process.stdout.write(`${count} of ${ALL_CASES.length} cases recorded with ${version}\n`)
}

const isChanged = (one: Case, known: Recording): boolean =>
  JSON.stringify([one.argv, one.env, one.files]) !== JSON.stringify([known.argv, known.env, known.files])

await main(process.argv.slice(2))
