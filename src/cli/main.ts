// Entry of the command line. `vrs serve` and `vrs appliance` are programs of their own and never come here.

import { runAws } from './aws.ts'
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
  return runAws(argv, world)
}
