// The command line that AWS users know: `vrs [options] ec2 <operation> [options]`. Finds service and operation, reads
// the global options, and hands the rest to the operation.

import { GLOBAL_OPTIONS } from './arguments/globals.ts'
import { AliasFile, aliasWords, runShell, shellCommand } from './alias.ts'
import { ArgumentError, parseWords, type OptionValue, type Parsed } from './arguments/parser.ts'
import { loadOperation, operationNames, SERVICES, type Service } from './catalog.ts'
import { OWN_COMMANDS } from './commands.ts'
import { timestampFormat } from './call/open-client.ts'
import { Settings } from './config/settings.ts'
import { EXIT, Failure, otherFailure, wrongCommand } from './failure.ts'
import { resolveGlobals } from './globals.ts'
import { runOperation, type Context } from './operation.ts'
import { promptMode } from './prompt/mode.ts'
import { PROGRAM, USAGE } from './usage.ts'
import { versionLine } from './version.ts'
import type { World } from './world.ts'

/** The version was asked for; nothing else of the command counts. */
class VersionAsked extends Error {}

/** Runs one command of the AWS grammar and gives its exit code. */
export async function runAws(words: readonly string[], world: World): Promise<number> {
  try {
    const mode = promptMode(words, world)
    if (mode === 'off') return await dispatch(words, world)
    return await runPrompted(words, world, mode)
  } catch (error) {
    return report(error, world)
  }
}

/** With a prompt first, or, in partial mode, after the command turned out to be wrong. */
async function runPrompted(words: readonly string[], world: World, mode: 'on' | 'partial'): Promise<number> {
  const canAsk = world.stdinIsTerminal && world.stdout.isTerminal
  if (mode === 'partial') {
    try {
      return await dispatch(words, world)
    } catch (error) {
      if (!canAsk || !isWrongCommand(error)) throw error
    }
  }
  const { askForWords } = await import('./prompt/ask.ts')
  return dispatch(canAsk ? await askForWords(words, world) : words, world)
}

const isWrongCommand = (error: unknown): boolean =>
  error instanceof ArgumentError || (error instanceof Failure && error.code === EXIT.wrongCommand)

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

async function dispatch(words: readonly string[], world: World): Promise<number> {
  const aliases = new AliasFile(world)
  const { values, rest } = parseMain(words, aliases)
  const globals = await resolveGlobals(values)
  const settings = new Settings(world, globals.profile)
  if (settings.profileName === undefined || settings.profileExists(settings.profileName)) timestampFormat(settings)
  return runCommand(String(values.get('command')), rest, { aliases, values, settings, globals })
}

/** A command on its way to what runs it; aliases may change its words and options. */
interface Call extends Context {
  readonly aliases: AliasFile
  readonly values: ReadonlyMap<string, OptionValue>
}

function parseMain(words: readonly string[], aliases: AliasFile): Parsed {
  const choices = (): readonly string[] => [
    ...new Set([...SERVICES, ...Object.keys(OWN_COMMANDS), 'help', ...aliases.toplevel.keys()]),
  ]
  return parseWords(
    {
      options: GLOBAL_OPTIONS,
      positional: { key: 'command', required: true, choices },
      onOption: ({ key }) => {
        if (key === 'version') throw new VersionAsked()
      },
    },
    words,
  )
}

/** Runs `command`. `within` is the alias that is being expanded, if any: it names the real command inside its own value. */
async function runCommand(command: string, words: readonly string[], call: Call, within?: string): Promise<number> {
  const alias = command === within ? undefined : call.aliases.toplevel.get(command)
  if (alias !== undefined) return runAlias(command, alias, words, call)
  if (command === 'help') return done(showHelp(call))
  return runService(command as Service, words, call)
}

async function runAlias(name: string, value: string, words: readonly string[], call: Call): Promise<number> {
  const shell = shellCommand(value)
  if (shell !== undefined) return runShell(shell, words, call.settings.world)
  const { values, rest } = parseMain(aliasWords(name, value), call.aliases)
  const merged = await withGlobals(name, values, call)
  return runCommand(String(values.get('command')), [...rest, ...words], merged, name)
}

/** Global options in an alias's value come before those of the command line. */
async function withGlobals(name: string, added: ReadonlyMap<string, OptionValue>, call: Call): Promise<Call> {
  const refused = ['debug', 'profile'].find((key) => added.has(key))
  if (refused !== undefined) {
    throw otherFailure(
      `Global parameter "--${refused}" detected in alias "${name}" which is not supported in subcommand aliases.`,
    )
  }
  const values = new Map([...call.values, ...added])
  return { ...call, values, globals: await resolveGlobals(values) }
}

async function runService(service: Service, words: readonly string[], call: Call): Promise<number> {
  const aliases = call.aliases.of(service)
  const extra = service === 'ec2' ? ['wait'] : []
  const choices = (): readonly string[] => [
    ...new Set([...operationNames(service), ...extra, 'help', ...aliases.keys()]),
  ]
  const { values, rest } = parseWords({ options: [], positional: { key: 'operation', required: true, choices } }, words)
  const name = String(values.get('operation'))
  const alias = aliases.get(name)
  if (alias !== undefined) return runOperationAlias(service, name, alias, rest, call)
  if (name === 'help') return done(showServiceHelp(service, call))
  if (name === 'wait') return runWait(rest, call)
  return runNamed(service, name, rest, call)
}

async function runWait(words: readonly string[], call: Call): Promise<number> {
  const { runWaiter, WAITERS } = await import('./waiters.ts')
  if (words.length === 0) {
    throw wrongCommand(
      `usage: ${PROGRAM} [options] ec2 wait <subcommand> [parameters]\n${PROGRAM}: error: too few arguments`,
    )
  }
  const choices = (): readonly string[] => Object.keys(WAITERS)
  const { values, rest } = parseWords(
    { options: [], positional: { key: 'subcommand', required: true, choices } },
    words,
  )
  return done(runWaiter(String(values.get('subcommand')), rest, call))
}

async function runNamed(service: Service, name: string, words: readonly string[], call: Call): Promise<number> {
  const operation = await loadOperation(name, service)
  if (operation === undefined) throw otherFailure(`no operation ${name}`)
  return done(runOperation(operation, words, call))
}

async function runOperationAlias(
  service: Service,
  name: string,
  value: string,
  words: readonly string[],
  call: Call,
): Promise<number> {
  const shell = shellCommand(value)
  if (shell !== undefined) return runShell(shell, words, call.settings.world)
  const { values, rest } = parseMain([service, ...aliasWords(name, value)], call.aliases)
  const merged = await withGlobals(name, values, call)
  // An alias with the name of an operation stands for that operation: its first word is that name.
  if (operationNames(service).includes(name)) return runNamed(service, name, [...rest.slice(1), ...words], merged)
  return runService(service, [...rest, ...words], merged)
}

const done = async (work: Promise<void>): Promise<number> => {
  await work
  return 0
}

async function showHelp({ settings, globals }: Context): Promise<void> {
  const { showProgramHelp } = await import('./help/show.ts')
  await showProgramHelp(settings, globals)
}

async function showServiceHelp(service: Service, { settings, globals }: Context): Promise<void> {
  const { showServiceHelp: show } = await import('./help/show.ts')
  await show(service, settings, globals)
}
