// The command line that AWS users know: `vrs [options] ec2 <operation> [options]`. Finds service and operation, reads
// the global options, and hands the rest to the operation.

import { GLOBAL_OPTIONS } from './arguments/globals.ts'
import { ArgumentError, parseWords, type Parsed, type Positional } from './arguments/parser.ts'
import { OWN_COMMANDS, operationNamed, operationNames, SERVICES, type Service } from './commands.ts'
import { timestampFormat } from './call/open-client.ts'
import { Settings } from './config/settings.ts'
import { EXIT, Failure } from './failure.ts'
import { resolveGlobals } from './globals.ts'
import { runOperation, type Context } from './operation.ts'
import { PROGRAM, USAGE } from './usage.ts'
import { versionLine } from './version.ts'
import type { World } from './world.ts'

/** The version was asked for; nothing else of the command counts. */
class VersionAsked extends Error {}

/** Runs one command of the AWS grammar and gives its exit code. */
export async function runAws(words: readonly string[], world: World): Promise<number> {
  try {
    await dispatch(words, world)
    return 0
  } catch (error) {
    return report(error, world)
  }
}

/** Says what went wrong, as the AWS CLI does: between blank lines. */
export function report(error: unknown, world: World): number {
  if (error instanceof VersionAsked) {
    world.stdout.write(`${versionLine(world)}\n`)
    return 0
  }
  if (error instanceof ArgumentError) {
    world.stderr.write(`\nusage: ${USAGE}\n${PROGRAM}: error: ${error.message}\n\n`)
    return EXIT.wrongCommand
  }
  world.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`)
  return error instanceof Failure ? error.code : EXIT.other
}

async function dispatch(words: readonly string[], world: World): Promise<void> {
  const { values, rest } = parseMain(words)
  const globals = await resolveGlobals(values)
  const settings = new Settings(world, globals.profile)
  const context: Context = { settings, globals }
  if (settings.profileName === undefined || settings.profileExists(settings.profileName)) timestampFormat(settings)
  const command = String(values.get('command'))
  if (command === 'help') return showHelp(context)
  await runService(command as Service, rest, context)
}

function parseMain(words: readonly string[]): Parsed {
  const positional: Positional = {
    key: 'command',
    required: true,
    choices: () => [...SERVICES, ...Object.keys(OWN_COMMANDS), 'help'],
  }
  return parseWords(
    {
      options: GLOBAL_OPTIONS,
      positional,
      onOption: ({ key }) => {
        if (key === 'version') throw new VersionAsked()
      },
    },
    words,
  )
}

async function runService(service: Service, words: readonly string[], context: Context): Promise<void> {
  const positional: Positional = {
    key: 'operation',
    required: true,
    choices: () => [...operationNames(service), 'help'],
  }
  const { values, rest } = parseWords({ options: [], positional }, words)
  const name = String(values.get('operation'))
  if (name === 'help') return showServiceHelp(service, context)
  const operation = operationNamed(service, name)
  if (operation !== undefined) await runOperation(operation, rest, context)
}

async function showHelp({ settings, globals }: Context): Promise<void> {
  const { showProgramHelp } = await import('./help/show.ts')
  await showProgramHelp(settings, globals)
}

async function showServiceHelp(service: Service, { settings, globals }: Context): Promise<void> {
  const { showServiceHelp: show } = await import('./help/show.ts')
  await show(service, settings, globals)
}
