// What a case is: a command, its surroundings, and, once recorded, what the real AWS CLI did.

import type { Behaviour } from './fixture.ts'
import type { SentRequest } from './stub.ts'

export interface Case {
  /** `group/name`. */
  readonly name: string
  /** Words after the program's name. `$EP` in any of them is the URL of the stub. */
  readonly argv: readonly string[]
  /** Beside the standing environment; null takes a variable away. */
  readonly env?: Readonly<Record<string, string | null>>
  /** Files below the home and working directory. `$EP` as above. */
  readonly files?: Readonly<Record<string, string>>
  readonly server?: Behaviour
  /** Ways in which ours differs on purpose. */
  readonly ours?: Ours
}

/** Deliberate differences; absent parts must be as recorded. */
export interface Ours {
  readonly why: string
  readonly code?: number
  readonly stdout?: string
  /** Nothing is sent where the real one sends. */
  readonly sendsNothing?: true
  /** Text that standard error must contain, instead of being the recorded one. */
  readonly stderrHas?: string
}

export interface Recording extends Omit<Case, 'server' | 'ours'> {
  readonly version: string
  /** Keys of the replies that the stub gave, in `replies.json`. */
  readonly replies: readonly string[]
  readonly requests: readonly SentRequest[]
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Environment of every case. */
export const STANDING: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLEDEFAULT00',
  AWS_SECRET_ACCESS_KEY: 'secret/default+key/EXAMPLE0000000000000000',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
}

/** Puts the URL of the stub where `$EP` stands. */
export const withEndpoint = (text: string, url: string): string => text.replaceAll('$EP', url)

/** A text of a run as it is on every machine: `$EP`, `$HOME`, the usage as one word, comments of skeletons left out. */
export function cleaned(text: string, one: Pick<Case, 'argv'>, url: string, home: string): string {
  const general = text
    .replaceAll(url, '$EP')
    .replaceAll(url.replace('http://', ''), '$HOST')
    .replaceAll(home, '$HOME')
    // The names of all services or operations, which differ from program to program.
    .replace(
      /(argument (?:command|operation): Invalid choice, valid choices are:\n)[\s\S]*?(?=\n\n\nInvalid choice|\n\n$)/,
      '$1<choices>',
    )
    .replace(/usage: (aws|vrs) \[options\][\s\S]*?<subcommand> help\n/, '<usage>\n')
  return one.argv.includes('yaml-input') ? general.replace(/# (\[REQUIRED\])?.*$/gm, '# $1') : general
}
