// Cost of one call of the command line: wall time, processor time and peak memory of the whole process, medians of 20 (or
// --runs N), beside an empty Node process and every AWS CLI of the machine, in the same run against the same stub.
//
//   node bench/cli.ts [--runs 20] [--json]
//
// The built `dist/vrs.cjs` is measured. Runs are interleaved, so that a busy moment hits all alike.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { gunzipSync } from 'node:zlib'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const VRS = join(root, 'dist', 'vrs.cjs')
const PEERS = 1000

interface Program {
  readonly name: string
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Has YAML. */
  readonly isV2: boolean
}

interface Sample {
  readonly wall: number
  readonly cpu: number
  readonly memory: number
}

const numberAfter = (flag: string, otherwise: number): number => {
  const at = process.argv.indexOf(flag)
  return at < 0 ? otherwise : Number(process.argv[at + 1])
}
const RUNS = numberAfter('--runs', 20)

/** The shell tells processor time to the millisecond, GNU time the largest resident set. */
const SCRIPT = 'TIMEFORMAT="%3U %3S"; time /usr/bin/time -q -f %M -o "$0" "$@" 2>/dev/null >/dev/null'

function measure(command: readonly string[], env: NodeJS.ProcessEnv, report: string): Sample {
  const started = process.hrtime.bigint()
  const { status, stderr } = spawnSync('bash', ['-c', SCRIPT, report, ...command], { env, encoding: 'utf8' })
  const wall = Number(process.hrtime.bigint() - started) / 1e6
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${String(status)}: ${stderr}`)
  const [user = 0, system = 0] = stderr.trim().split(' ').map(Number)
  return { wall, cpu: (user + system) * 1000, memory: Number(readFileSync(report, 'utf8')) / 1024 }
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function awsClis(folder: string): Program[] {
  const places = new Set([...(process.env['PATH'] ?? '').split(':').map((p) => join(p, 'aws')), '/usr/bin/aws'])
  const found = new Map<string, Program>()
  for (const program of places) {
    if (!existsSync(program)) continue
    const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
    const version = /^aws-cli\/(\S+)/.exec(stdout)?.[1]
    if (version === undefined) continue
    const data = version.startsWith('2.9') ? { AWS_DATA_PATH: newerModel(folder) } : {}
    found.set(version, { name: `aws ${version}`, command: [program], env: data, isV2: version.startsWith('2') })
  }
  return [...found.values()]
}

/** Debian's version 2 learns route servers from the model of Python's botocore. */
function newerModel(folder: string): string {
  const ask = 'import botocore, os; print(os.path.dirname(botocore.__file__))'
  const { stdout } = spawnSync('python3', ['-c', ask], { encoding: 'utf8' })
  const from = join(stdout.trim(), 'data', 'ec2', '2016-11-15')
  const to = join(folder, 'models', 'ec2', '2016-11-15')
  mkdirSync(to, { recursive: true })
  for (const name of ['service-2', 'paginators-1', 'waiters-2']) {
    const packed = join(from, `${name}.json.gz`)
    const text = existsSync(packed) ? gunzipSync(readFileSync(packed)) : readFileSync(join(from, `${name}.json`))
    writeFileSync(join(to, `${name}.json`), text)
  }
  return join(folder, 'models')
}

const CREATE = '--route-server-endpoint-id rse-0b1c2d3e4f5060001 --peer-address 10.0.0.9 --bgp-options PeerAsn=65000'

function tasks(url: string): Readonly<Record<string, readonly string[]>> {
  const endpoint = ['--endpoint-url', url]
  return {
    version: ['--version'],
    create: ['ec2', 'create-route-server-peer', ...CREATE.split(' '), ...endpoint],
    ...Object.fromEntries(
      ['json', 'text', 'table', 'yaml', 'yaml-stream'].map((output) => [
        `1,000 peers, ${output}`,
        ['ec2', 'describe-route-server-peers', '--output', output, ...endpoint],
      ]),
    ),
    help: ['ec2', 'create-route-server-peer', 'help'],
  }
}

/** The stub runs on a thread of its own: this one waits for each process. */
async function startStub(): Promise<{ url: string; stop: () => Promise<number> }> {
  const worker = new Worker(new URL('cli-stub.ts', import.meta.url), { workerData: { peers: PEERS } })
  const url = await new Promise<string>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  return { url, stop: () => worker.terminate() }
}

async function main(): Promise<void> {
  if (!existsSync(VRS)) throw new Error('dist/vrs.cjs is not built: run npm run build')
  if (!existsSync('/usr/bin/time')) throw new Error('GNU time is missing (Debian package time)')
  const folder = mkdtempSync(join(tmpdir(), 'vrs-bench-'))
  const stub = await startStub()
  const programs: Program[] = [{ name: 'vrs', command: [process.execPath, VRS], isV2: true }, ...awsClis(folder)]
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    LANG: 'C.UTF-8',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_PAGER: '',
  }
  const samples = new Map<string, Sample[]>()
  const take = (key: string, command: readonly string[], more: Readonly<Record<string, string>> = {}): void => {
    const list = samples.get(key) ?? []
    samples.set(key, list)
    list.push(measure(command, { ...env, ...more }, join(folder, 'time')))
  }
  for (let i = -1; i < RUNS; i++) {
    // The first round fills caches and does not count.
    if (i === 0) samples.clear()
    take('empty\tnode -e 0', [process.execPath, '-e', '0'])
    for (const [task, words] of Object.entries(tasks(stub.url))) {
      for (const { name, command, env: own, isV2 } of programs) {
        if (!isV2 && task.includes('yaml')) continue
        take(`${task}\t${name}`, [...command, ...words], own)
      }
    }
  }
  await stub.stop()
  rmSync(folder, { recursive: true, force: true })
  print(samples)
}

function print(samples: ReadonlyMap<string, readonly Sample[]>): void {
  const rows = [...samples].map(([key, list]) => {
    const [task = '', program = ''] = key.split('\t')
    const [wall, cpu, memory] = (['wall', 'cpu', 'memory'] as const).map((what) => median(list.map((s) => s[what])))
    return { task, program, wall: wall ?? 0, cpu: cpu ?? 0, memory: memory ?? 0 }
  })
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ runs: RUNS, rows }, undefined, 2)}\n`)
    return
  }
  const empty = rows.find((row) => row.task === 'empty')?.cpu ?? 0
  process.stdout.write(`medians of ${RUNS}; wall ms, CPU ms, CPU ms above an empty Node, peak MB\n`)
  for (const { task, program, wall, cpu, memory } of rows) {
    const numbers = [wall, cpu, cpu - empty, memory].map((n) => n.toFixed(0).padStart(7)).join('')
    process.stdout.write(`${task.padEnd(24)}${program.padEnd(16)}${numbers}\n`)
  }
}

await main()
