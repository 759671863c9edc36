// The command `vrs`: checks the version of Node, switches the compile cache on and loads the one program that was
// asked for. Kept tiny, and free of imports, because every call pays for it.

type Program = { readonly main: (argv: readonly string[]) => Promise<number> }

declare const require: (file: string) => unknown
declare const __dirname: string

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 15)) {
  process.stderr.write(
    `vrs needs Node 24.15 or newer, this is ${process.versions.node}. In a checkout, "npx vrs" and "npm run" use the one that "npm ci" installed.\n`,
  )
  process.exit(1)
}

/** Length of the build's id, which begins bundle and cache. */
const ID_LENGTH = 36

const [, , command, ...rest] = process.argv
const load = (): Program => {
  if (command !== 'serve' && command !== 'appliance') {
    const program = warm('cli')
    if (program !== undefined) return program
  }
  process.getBuiltinModule('node:module').enableCompileCache()
  if (command === 'serve') return require('./serve.cjs') as Program
  if (command === 'appliance') return require('./appliance.cjs') as Program
  return require('./cli.cjs') as Program
}

/** The command line with the machine code that the build has kept (tools/warm-up.ts); undefined when it does not fit. */
function warm(name: string): Program | undefined {
  const { readFileSync } = process.getBuiltinModule('node:fs')
  const { Script } = process.getBuiltinModule('node:vm')
  const file = `${__dirname}/${name}.cjs`
  try {
    const cache = readFileSync(`${__dirname}/${name}.cache`)
    const source = readFileSync(file, 'latin1')
    if (cache.toString('latin1', 0, ID_LENGTH) !== source.slice(0, ID_LENGTH)) return undefined
    const script = new Script(`(function(exports,require,module,__filename,__dirname){${source}\n})`, {
      filename: file,
      cachedData: cache.subarray(ID_LENGTH),
    })
    if (script.cachedDataRejected === true) return undefined
    const module = { exports: {} }
    const define = script.runInThisContext() as (...parameters: unknown[]) => void
    define(module.exports, require, module, file, __dirname)
    return module.exports as Program
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined
    throw error
  }
}
const own = command === 'serve' || command === 'appliance'

load()
  .main(own ? rest : process.argv.slice(2))
  .then(
    (code) => {
      process.exitCode = code
    },
    (error: unknown) => {
      process.stderr.write(`vrs: ${error instanceof Error ? error.message : String(error)}\n`)
      process.exitCode = 255
    },
  )
