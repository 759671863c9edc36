// The command `vrs`: checks the version of Node, switches the compile cache on and loads the one program that was
// asked for. Kept tiny, and free of imports, because every call pays for it.

type Program = { readonly main: (argv: readonly string[]) => Promise<number> }

declare const require: (file: string) => unknown

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 15)) {
  process.stderr.write(
    `vrs needs Node 24.15 or newer, this is ${process.versions.node}. In a checkout, "npx vrs" and "npm run" use the one that "npm ci" installed.\n`,
  )
  process.exit(1)
}

const nodeModule = process.getBuiltinModule('node:module')
nodeModule.enableCompileCache()

const [, , command, ...rest] = process.argv
const load = (): Program => {
  if (command === 'serve') return require('./serve.cjs') as Program
  if (command === 'appliance') return require('./appliance.cjs') as Program
  return require('./cli.cjs') as Program
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
