// The lines that were run from the prompt, newest last, in a file of the user.

import type { World } from '../world.ts'

const LINES_MAX = 500

function fileOf({ env }: World): string {
  const path = process.getBuiltinModule('node:path')
  const state = env['XDG_STATE_HOME'] || path.join(env['HOME'] ?? '.', '.local', 'state')
  return path.join(state, 'vrs', 'prompt-history')
}

export function readHistory(world: World): string[] {
  try {
    const text = process.getBuiltinModule('node:fs').readFileSync(fileOf(world), 'utf8')
    return text.split('\n').filter((line) => line !== '')
  } catch {
    // There is none yet.
    return []
  }
}

/** Adds `line`; a home that cannot be written to keeps no history. */
export function addToHistory(line: string, world: World): void {
  const { mkdirSync, writeFileSync } = process.getBuiltinModule('node:fs')
  const file = fileOf(world)
  const lines = [...readHistory(world).filter((known) => known !== line), line].slice(-LINES_MAX)
  try {
    mkdirSync(process.getBuiltinModule('node:path').dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
  }
}
