// What a bench has started and made is ended and removed however the bench ends: by itself, by a failure, by Ctrl-C or SIGTERM.

import type { ChildProcess } from 'node:child_process'

const undone = new Set<() => void>()
let armed = false

/** Runs `undo` when this process ends, unless the function that is returned was called before. `undo` cannot wait. */
export function atExit(undo: () => void): () => void {
  if (!armed) arm()
  undone.add(undo)
  return () => void undone.delete(undo)
}

function arm(): void {
  armed = true
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))
  process.on('exit', () => {
    for (const undo of [...undone].toReversed()) attempt(undo)
  })
}

/** What cannot be undone must not keep the rest from being undone. */
function attempt(undo: () => void): void {
  try {
    undo()
  } catch (error) {
    process.stderr.write(`cleaning up: ${String(error)}\n`)
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/** Ends the child with this process. The child stays what it is. */
export function guarded<Child extends ChildProcess>(child: Child, signal: NodeJS.Signals = 'SIGKILL'): Child {
  const forget = atExit(() => void child.kill(signal))
  child.once('exit', forget)
  return child
}

/** Milliseconds for a program to end when it was asked to; some take a minute to take their tables apart. */
const PATIENCE = 5_000

/** Ends a child and waits until it is gone; one that is frozen too. */
export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (hasEnded(child)) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGCONT')
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
  await gone
  clearTimeout(timer)
}
