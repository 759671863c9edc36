// The test command: `npm test` runs every group that can run on this machine, `npm run test:unit` the pure ones alone,
// `node tools/test.ts GROUP ...` the groups named. The last line is `N passed, N failed, N skipped`.

import { spawn } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Counts } from './reporter.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

interface Group {
  readonly files: readonly string[]
  readonly except?: readonly string[]
  /** One process for all files: hundreds of small pure files would otherwise cost 0.2 s each. */
  readonly together: boolean
  /** Whether it runs the built programs, which are then built first. */
  readonly built: boolean
  readonly what: string
}

const GROUPS: Record<string, Group> = {
  unit: {
    files: ['src/**/*.test.ts', 'test/*.test.ts', 'test/{rfc,vectors,scripts,replay,fuzz}/**/*.test.ts'],
    except: ['src/**/*.sim.test.ts'],
    together: true,
    built: false,
    what: 'modules, RFC sentences, vectors, fuzzing',
  },
  sim: {
    files: ['src/**/*.sim.test.ts', 'test/sim/**/*.test.ts'],
    together: false,
    built: true,
    what: 'simulated worlds from seeds, whole processes',
  },
  clients: {
    files: ['test/clients/**/*.test.ts'],
    together: false,
    built: true,
    what: 'real AWS clients against a server',
  },
  interop: { files: ['test/interop/**/*.test.ts'], together: false, built: true, what: 'real BGP and BFD daemons' },
}

function runGroup(name: string, group: Group, folder: string): Promise<Counts> {
  const files = globSync([...group.files], { cwd: root, exclude: [...(group.except ?? [])] }).toSorted()
  const none: Counts = { passed: 0, failed: 0, skipped: 0, reasons: {} }
  if (files.length === 0) return Promise.resolve(none)
  const counts = join(folder, `${name}.json`)
  const how = group.together ? ['--test-isolation=none'] : [`--test-concurrency=${name === 'interop' ? 1 : 2}`]
  const reporter = ['--test-reporter=./tools/reporter.ts', '--test-reporter-destination=stdout']
  const child = spawn(process.execPath, ['--test', ...how, '--test-timeout=900000', ...reporter, ...files], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, VRS_TEST_COUNTS: counts },
  })
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      const read = existsSync(counts) ? (JSON.parse(readFileSync(counts, 'utf8')) as Counts) : none
      // A runner that died, or failed without a failing test, is a failure that must be seen.
      const lost = (code !== 0 || signal !== null) && read.failed === 0
      if (lost) process.stdout.write(`✖ the runner of group ${name} ended with ${signal ?? code}\n`)
      resolve(lost ? { ...read, failed: read.failed + 1 } : read)
    })
  })
}

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !(name in GROUPS))
  if (unknown.length > 0) {
    process.stderr.write(`unknown group ${unknown.join(', ')}; groups: ${Object.keys(GROUPS).join(', ')}\n`)
    return 2
  }
  const chosen = Object.entries(GROUPS).filter(([name]) => names.length === 0 || names.includes(name))
  if (chosen.some(([, group]) => group.built)) await import('./build.ts')
  const folder = mkdtempSync(join(tmpdir(), 'vrs-test-'))
  const total: Counts = { passed: 0, failed: 0, skipped: 0, reasons: {} }
  for (const [name, group] of chosen) {
    const started = performance.now()
    const counts = await runGroup(name, group, folder)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    process.stdout.write(
      `${name} (${group.what}): ${counts.passed} of ${counts.passed + counts.failed} in ${seconds} s\n`,
    )
    for (const [reason, n] of Object.entries(counts.reasons)) {
      process.stdout.write(`  left out ${n}: ${reason}\n`)
      total.reasons[reason] = (total.reasons[reason] ?? 0) + n
    }
    total.passed += counts.passed
    total.failed += counts.failed
    total.skipped += counts.skipped
  }
  rmSync(folder, { recursive: true, force: true })
  const strict = process.env['CI'] === 'true'
  const refused = Object.keys(total.reasons).filter((reason) => !reason.startsWith('optional client'))
  if (strict && refused.length > 0) process.stdout.write(`in CI nothing may be left out: ${refused.join('; ')}\n`)
  process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
  return total.failed > 0 || total.passed === 0 || (strict && refused.length > 0) ? 1 : 0
}

process.exitCode = await main(process.argv.slice(2))
