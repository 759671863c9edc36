// Completes package-lock.json after a package was added or updated: `node tools/lock.ts`. npm leaves optional packages of
// other platforms out of the lock file when the registry in use does not serve them, and `npm ci` then refuses the lock
// file as incomplete. They are written in as npm itself writes them, without an integrity that nobody could compute here.

import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

interface Entry {
  version?: string
  optional?: boolean
  dev?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}
interface Lock {
  packages: Record<string, Entry>
}

const OS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const CPU: Record<string, string> = { eabi: 'arm', gnueabihf: 'arm', musleabihf: 'arm' }
const CPUS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']

/** The platform that a package's name tells, for example `@oxlint/binding-linux-arm64-musl`. */
function platformOf(name: string): Pick<Entry, 'os' | 'cpu' | 'libc'> {
  const words = (name.split('/').at(-1) ?? '').split('-')
  const os = words.find((word) => OS.includes(word))
  const cpu = words.map((word) => CPU[word] ?? word).find((word) => CPUS.includes(word))
  if (os === undefined || cpu === undefined) throw new Error(`${name} names no platform; add it to tools/lock.ts`)
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((w) => w.startsWith('gnu'))
      ? 'glibc'
      : ''
  return { os: [os], cpu: [cpu], ...(libc === '' ? {} : { libc: [libc] }) }
}

const file = join(dirname(dirname(fileURLToPath(import.meta.url))), 'package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8')) as Lock
const added: string[] = []
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === '') continue
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const places = [`${path}/node_modules/${name}`, `node_modules/${name}`]
    if (places.some((place) => place in lock.packages)) continue
    lock.packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(entry.dev === true ? { dev: true } : {}),
      optional: true,
    }
    added.push(name)
  }
}
const sorted = Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
process.stdout.write(added.length === 0 ? 'complete\n' : `added ${added.length}: ${added.join(' ')}\n`)
