// The layers and the purity rule. A folder may import what the table allows; cores touch no clock, randomness, timer,
// process or node: module. Sizes are printed, not judged.

import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const src = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src')

/** Folder to the folders it may import besides itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  base: [],
  model: ['base'],
  bgp: ['base'],
  bfd: ['base'],
  vpc: ['base'],
  telemetry: ['base'],
  rib: ['base', 'bgp'],
  ec2: ['base', 'model'],
  engine: ['base', 'model'],
  router: ['base', 'bgp', 'bfd', 'rib', 'telemetry'],
  control: ['base', 'engine', 'router', 'vpc', 'telemetry'],
  host: ['base', 'model', 'bgp', 'bfd', 'vpc', 'telemetry', 'rib', 'ec2', 'engine', 'router', 'control'],
  server: ['base', 'model', 'bgp', 'bfd', 'vpc', 'telemetry', 'rib', 'ec2', 'engine', 'router', 'control', 'host'],
  cli: ['base', 'model', 'ec2', 'host'],
  appliance: ['base', 'bgp', 'bfd', 'rib', 'router', 'host'],
  lab: ['base', 'host'],
}
const PURE = ['base', 'model', 'bgp', 'bfd', 'rib', 'vpc', 'telemetry', 'engine', 'router', 'control', 'ec2']
/** `sigv4.ts` may hash. */
const ALLOWED_MODULES: Record<string, readonly string[]> = { 'ec2/sigv4.ts': ['node:crypto'] }
const IMPURE =
  /\b(Date\.now|Math\.random|new Date\(\)|setTimeout|setInterval|setImmediate|queueMicrotask|performance\.now)\b|\bprocess\.|\bglobalThis\.process/

const files = globSync('**/*.ts', { cwd: src }).filter((file) => !/\.(test|contract)\.ts$/.test(file))
const folderOf = (file: string): string => file.split('/')[0] ?? ''
const text = (file: string): string => readFileSync(join(src, file), 'utf8')
const IMPORT = /^(?:import|export)\b[^'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm
const importsOf = (file: string): string[] =>
  [...codeOf(file).matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
/** The code without comments, so that a comment may name what the code must not use. */
const codeOf = (file: string): string =>
  text(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')

test('every folder of src is a layer, and imports only downwards', () => {
  const wrong: string[] = []
  for (const file of files.filter((name) => name.includes('/'))) {
    const folder = folderOf(file)
    const allowed = MAY_IMPORT[folder]
    if (allowed === undefined) wrong.push(`${file}: folder ${folder} is no layer`)
    for (const target of importsOf(file).filter((name) => name.startsWith('.'))) {
      const to = folderOf(normalize(join(dirname(file), target)))
      if (to !== folder && allowed?.includes(to) !== true) wrong.push(`${file} imports ${to}`)
      if (target.endsWith('.test.ts')) wrong.push(`${file} imports a test`)
    }
  }
  assert.ok(files.length > 0)
  assert.deepEqual(wrong, [])
})

test('cores are pure: no node: modules, packages, clock, randomness, timers or process', () => {
  const wrong: string[] = []
  for (const file of files.filter((name) => PURE.includes(folderOf(name)))) {
    const allowed = ALLOWED_MODULES[file] ?? []
    for (const name of importsOf(file).filter((n) => !n.startsWith('.'))) {
      if (!allowed.includes(name)) wrong.push(`${file} imports ${name}`)
    }
    const impure = IMPURE.exec(codeOf(file))
    if (impure !== null) wrong.push(`${file} uses ${impure[0]}`)
  }
  assert.deepEqual(wrong, [])
})

test('no default exports, no enum, no any, no TODO without an issue', () => {
  const wrong: string[] = []
  for (const file of files) {
    const code = codeOf(file)
    if (/^export default/m.test(code)) wrong.push(`${file}: default export`)
    if (/^\s*(export )?(const )?enum /m.test(code)) wrong.push(`${file}: enum`)
    if (/[:<(]\s*any\b|\bas any\b/.test(code)) wrong.push(`${file}: any`)
    if (/\bFIXME\b/.test(text(file)) || /\bTODO\b(?! \(#\d+\))/.test(text(file))) wrong.push(`${file}: TODO or FIXME`)
  }
  assert.deepEqual(wrong, [])
})

test('every layer has a README', () => {
  const missing = Object.keys(MAY_IMPORT).filter((folder) => globSync(`${folder}/README.md`, { cwd: src }).length === 0)
  assert.deepEqual(missing, [])
})

test('sizes: files over 400 lines are printed as a question', () => {
  assert.ok(files.length > 0)
  for (const file of files) {
    const lines = text(file).split('\n').length
    if (lines > 400) process.stdout.write(`size: src/${file} has ${lines} lines\n`)
  }
})
