// Output on a terminal goes through a pager, which starts with the first text: AWS_PAGER, else the profile's cli_pager,
// else PAGER, else less.

import type { ChildProcess } from 'node:child_process'
import type { Settings } from '../config/settings.ts'
import { shellWords } from '../config/shell-words.ts'
import { wrongConfiguration } from '../failure.ts'
import type { World } from '../world.ts'

export interface Sink {
  write(text: string): Promise<void>
  /** Waits until the reader has finished. */
  end(): Promise<void>
  /** Whether a pager stands between. */
  readonly isPager: boolean
}

/** Where a command's output goes: the pager on a terminal, else standard output. */
export function openSink(settings: Settings, wanted: boolean): Sink {
  const { world } = settings
  const command = wanted && world.stdout.isTerminal ? pagerCommand(settings) : ''
  return command === '' ? plainSink(world) : new PagerSink(command, world)
}

function pagerCommand(settings: Settings): string {
  const configured = settings.variable('AWS_PAGER') ?? profilePager(settings) ?? settings.variable('PAGER') ?? 'less'
  return configured.trim()
}

const profilePager = (settings: Settings): string | undefined => settings.setting('cli_pager')

const plainSink = (world: World): Sink => ({
  isPager: false,
  write: (text) => Promise.resolve(world.stdout.write(text)),
  end: () => Promise.resolve(),
})

class PagerSink implements Sink {
  readonly isPager = true
  private readonly command: string
  private readonly world: World
  private child: ChildProcess | undefined
  private ended: Promise<void> | undefined

  constructor(command: string, world: World) {
    this.command = command
    this.world = world
  }

  async write(text: string): Promise<void> {
    if (text === '') return
    this.child ??= await this.start()
    const { stdin } = this.child
    if (stdin === null || stdin.destroyed) return
    await new Promise<void>((resolve) => stdin.write(text, () => resolve()))
  }

  async end(): Promise<void> {
    this.child?.stdin?.end()
    await this.ended
  }

  private async start(): Promise<ChildProcess> {
    const [program = '', ...words] = shellWords(this.command) ?? this.command.split(' ')
    const env = { LESS: 'FRX', ...this.world.env }
    const { spawn } = process.getBuiltinModule('node:child_process')
    const child = spawn(program, words, { stdio: ['pipe', 'inherit', 'inherit'], env })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', (error: NodeJS.ErrnoException) => reject(pagerFailure(error, program)))
    })
    child.stdin?.on('error', () => undefined)
    this.ended = new Promise((resolve) => child.once('close', () => resolve()))
    return child
  }
}

function pagerFailure(error: NodeJS.ErrnoException, program: string): Error {
  const why = error.code === 'ENOENT' ? `[Errno 2] No such file or directory: '${program}'` : error.message
  return wrongConfiguration(
    `Unable to redirect output to pager. Received the following error when opening pager:\n${why}\n\n` +
      'Learn more about configuring the output pager by running "vrs help".',
  )
}
