// Aliases of the AWS CLI, ~/.aws/cli/alias: `[toplevel]` for commands, `[command ec2]` for operations. A value is words
// that stand in for the alias, or, after `!`, a command for the shell.

import { type Ini, parseIni } from './config/ini.ts'
import { shellWords } from './config/shell-words.ts'
import { otherFailure } from './failure.ts'
import { absolute, expandPath } from './input/files.ts'
import type { World } from './world.ts'

const FILE = '~/.aws/cli/alias'

export type Aliases = ReadonlyMap<string, string>

/** All aliases of a user, by where they apply: `toplevel` or a service. */
export class AliasFile {
  private readonly sections: Ini

  constructor(world: World) {
    this.sections = read(world)
  }

  /** Aliases of commands. */
  get toplevel(): Aliases {
    return this.sections.get('toplevel') ?? new Map()
  }

  /** Aliases of operations of `service`. */
  of(service: string): Aliases {
    for (const [name, section] of this.sections) {
      const words = name.split(/\s+/)
      if (words.length === 2 && words[0] === 'command' && words[1] === service) return section
    }
    return new Map()
  }
}

function read(world: World): Ini {
  const { readFileSync, statSync } = process.getBuiltinModule('node:fs')
  const file = absolute(expandPath(FILE, world), world)
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return new Map()
  try {
    return parseIni(readFileSync(file, 'utf8'))
  } catch {
    throw otherFailure(`Unable to parse config file: ${expandPath(FILE, world)}`)
  }
}

/** The command for the shell in an alias's value; undefined when it is words. */
export const shellCommand = (value: string): string | undefined => {
  const trimmed = value.trim()
  return trimmed.startsWith('!') ? trimmed.slice(1) : undefined
}

/** The words in an alias's value. */
export function aliasWords(name: string, value: string): readonly string[] {
  const trimmed = value.trim()
  const words = shellWords(trimmed)
  if (words !== undefined) return words
  const why = trimmed.endsWith('\\') ? 'No escaped character' : 'No closing quotation'
  throw otherFailure(`Value of alias "${name}" could not be parsed. Received error: ${why} when parsing:\n${trimmed}`)
}

/** Runs `command` with `words` after it by the shell; gives its exit code. */
export function runShell(command: string, words: readonly string[], world: World): Promise<number> {
  const line = [command, ...words.map(shellQuoted)].join(' ')
  const { spawn } = process.getBuiltinModule('node:child_process')
  // Where output is not the process's own, it is handed on.
  const own = world.stdout.inherited === true
  const child = spawn('/bin/sh', ['-c', line], {
    cwd: world.cwd,
    env: world.env,
    stdio: own ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  })
  child.stdout?.setEncoding('utf8').on('data', (text: string) => world.stdout.write(text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => world.stderr.write(text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)))
  })
}

const shellQuoted = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`
