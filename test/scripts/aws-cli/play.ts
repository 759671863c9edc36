// Runs one command of ours in the test's own process, in a world that the test gives.

import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../../src/cli/main.ts'
import type { World } from '../../../src/cli/world.ts'
import { type Case, withEndpoint } from './case.ts'
import { environment, layOut } from './surroundings.ts'

export interface Played {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface PlayOptions extends Pick<Case, 'env' | 'files'> {
  /** What `$EP` stands for. */
  readonly url?: string
  readonly home?: string
  /** Width of the terminal that output goes to; none or 0 for a pipe. */
  readonly columns?: number
  readonly sleep?: (milliseconds: number) => Promise<void>
}

/** Runs `vrs` with `argv`; nothing of the test's own environment but PATH is seen by it. */
export async function play(argv: readonly string[], options: PlayOptions = {}): Promise<Played> {
  const home = options.home ?? makeHome()
  const url = options.url ?? ''
  layOut(options, home, url)
  const out: string[] = []
  const err: string[] = []
  const terminal = options.columns ? { isTerminal: true, columns: options.columns } : { isTerminal: false }
  const world: World = {
    env: { PATH: process.env['PATH'], ...environment(options, home, url) },
    cwd: home,
    stdout: { write: (text) => void out.push(text), ...terminal },
    stderr: { write: (text) => void err.push(text), ...terminal },
    stdinIsTerminal: false,
    now: Date.now,
    random: () => 0,
    uuid: () => '6fa459ea-ee8a-4ca4-894e-db77e160355e',
    sleep: options.sleep ?? (() => Promise.resolve()),
    system: { platform: 'Linux', release: '6.1', machine: 'x86_64' },
  }
  const code = await run(
    argv.map((word) => withEndpoint(word, url)),
    world,
  )
  if (options.home === undefined) rmSync(home, { recursive: true, force: true })
  return { code, stdout: out.join(''), stderr: err.join('') }
}

/** A new empty home. */
export const makeHome = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'vrs-home-')))
