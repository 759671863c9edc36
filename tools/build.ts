// Builds dist/: one CommonJS file for each program, so that starting one loads nothing that it does not use.
// CommonJS because an ES module that imports node:http costs the command line 30 ms (docs/design/0002).

import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { warmUp } from './warm-up.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const out = join(root, 'dist')

/** Program name to entry file. `vrs` is the command; it loads one of the others. */
const PROGRAMS = {
  vrs: 'src/vrs.ts',
  cli: 'src/cli/main.ts',
  serve: 'src/server/serve.ts',
  'router-process': 'src/server/router-process.ts',
  'bfd-worker': 'src/host/bfd-worker.ts',
  appliance: 'src/appliance/main.ts',
} as const

/** Loaded from node_modules when used: native code, and the credential chain that few calls need. */
const EXTERNAL = ['koffi', '@aws-sdk/*', '@inquirer/prompts', 'prom-client']

async function build(): Promise<void> {
  const { build: bundle } = await import('esbuild')
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  mkdirSync(out, { recursive: true })
  for (const [name, entry] of Object.entries(PROGRAMS)) {
    const usesUrl = name !== 'cli' && name !== 'vrs'
    await bundle({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile: join(out, `.${name}.new`),
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'cjs',
      minify: true,
      keepNames: false,
      legalComments: 'none',
      // Code from the cache of the command line cannot import(); what stays outside is required.
      supported: { 'dynamic-import': name !== 'cli' },
      logLevel: 'warning',
      external: name === 'vrs' ? ['./cli.cjs', './serve.cjs', './appliance.cjs', ...EXTERNAL] : EXTERNAL,
      define: {
        VRS_VERSION: JSON.stringify(version),
        'import.meta.url': usesUrl ? '__here' : '"file:///dist/cli.cjs"',
      },
      banner: {
        js: `${name === 'vrs' ? '#!/usr/bin/env node\n' : ''}${name === 'cli' ? buildId() : ''}${usesUrl ? 'const __here=require("node:url").pathToFileURL(__filename).href;' : ''}`,
      },
    })
    // Renamed when complete: a program that starts while we build finds the old file or the new one.
    if (name === 'vrs') chmodSync(join(out, `.${name}.new`), 0o755)
    renameSync(join(out, `.${name}.new`), join(out, `${name}.cjs`))
  }
  await warmUp(join(out, 'cli.cjs'))
  linkCommand()
}

/** Tells one build from another, in 36 characters; the cache of the command line begins with it. */
const buildId = (): string => `/*${randomBytes(16).toString('hex')}*/`

/** `npx vrs` in the checkout finds node_modules/.bin/vrs; npm itself links only the commands of dependencies. */
function linkCommand(): void {
  const bin = join(root, 'node_modules', '.bin')
  if (!existsSync(bin)) return
  rmSync(join(bin, 'vrs'), { force: true })
  symlinkSync('../../dist/vrs.cjs', join(bin, 'vrs'))
}

await build()
