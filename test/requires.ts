// What a test needs of the machine. A test that cannot run here is skipped with the reason; the runner prints one line
// for each reason, and CI fails when there is any.

import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

const onPath = (program: string): boolean =>
  [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin', '/usr/lib/frr'].some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch (error) {
      return !(error instanceof Error)
    }
  })

/** False when the machine has everything, else the reason to give as `skip`. */
export function requires(needs: { readonly root?: true; readonly programs?: readonly string[] }): false | string {
  const missing = (needs.programs ?? []).filter((program) => !onPath(program))
  if (missing.length > 0) return `missing program: ${missing.join(', ')}`
  return needs.root === true && process.getuid?.() !== 0 ? 'needs root' : false
}
