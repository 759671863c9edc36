// Thousands of sessions need thousands of open files, here and in the daemons that inherit our limit.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What programs need besides their sessions. */
const OTHERS = 200

/** Sees to it that this process and those it starts may have so many sessions. Throws when the system does not allow it. */
export function allowFiles(sessions: number): void {
  const wanted = sessions * 2 + OTHERS
  const [, soft, hard] = /^Max open files\s+(\d+)\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
  if (Number(soft) >= wanted) return
  const limit = `${wanted}:${Math.max(wanted, Number(hard))}`
  try {
    execFileSync('prlimit', ['--pid', String(process.pid), `--nofile=${limit}`], { stdio: 'pipe' })
  } catch (error) {
    throw new Error(`${sessions} sessions need ${wanted} open files (ulimit -n), and only ${hard} are allowed`, {
      cause: error,
    })
  }
}
