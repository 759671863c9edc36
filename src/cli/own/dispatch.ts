// Our own commands, each loaded only when it is called.

import type { World } from '../world.ts'

type Command = (words: readonly string[], world: World) => Promise<number>

/** The command called `name`; undefined when it is not one of ours. */
export async function ownCommand(name: string): Promise<Command | undefined> {
  switch (name) {
    case 'status':
      return (await import('./status.ts')).status
    case 'watch':
      return (await import('./watch.ts')).watch
    case 'teardown':
      return (await import('./teardown.ts')).teardown
    case 'explain':
      return (await import('./explain.ts')).explain
    case 'trace':
      return (await import('./trace.ts')).trace
    case 'export-mrt':
      return (await import('./export-mrt.ts')).exportMrt
    case 'completion':
      return (await import('./completion.ts')).completion
    case '__complete':
      return (await import('./completion.ts')).answerShell
    default:
      return undefined
  }
}
