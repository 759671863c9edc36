// Entry of the command line. `vrs serve` and `vrs appliance` are programs of their own and never come here.

import { GLOBAL_OPTIONS } from './arguments/globals.ts'
import { report, runAws } from './aws.ts'
import { OWN_COMMANDS } from './commands.ts'
import { processWorld, type World } from './world.ts'

/** Runs the command that `argv` (without node and script) names, and gives the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const world = processWorld()
  process.once('SIGINT', () => {
    world.stdout.write('\n')
    process.exit(130)
  })
  return run(argv, world)
}

/** The same in a world of the caller's. */
export async function run(argv: readonly string[], world: World): Promise<number> {
  const at = commandAt(argv)
  const name = argv[at]
  const words = argv.filter((_, i) => i !== at)
  if (name === '__complete' || (name !== undefined && Object.hasOwn(OWN_COMMANDS, name)))
    return runOwn(name, words, world)
  return runAws(argv, world)
}

/** Where the first word that is neither an option nor the value of one stands. */
function commandAt(argv: readonly string[]): number {
  let at = 0
  for (; argv[at]?.startsWith('-'); at++) {
    if (GLOBAL_OPTIONS.some(({ flag, takes }) => flag === argv[at] && takes === 'one')) at++
  }
  return at
}

async function runOwn(name: string, words: readonly string[], world: World): Promise<number> {
  const { ownCommand } = await import('./own/dispatch.ts')
  const command = await ownCommand(name)
  if (command === undefined || (words.at(-1) === 'help' && name !== '__complete'))
    return runAws([...words.slice(0, -1), 'help'], world)
  try {
    return await command(words, world)
  } catch (error) {
    return report(error, world)
  }
}
