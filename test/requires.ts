// What a test needs of the machine. A test that cannot run here is skipped with the reason; the runner prints one line
// for each reason. In CI a missing program or right is a failure; an optional client that CI has no source for is not.

import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch (error) {
    if (error instanceof Error) return false
    throw error
  }
}

/** Where `program` (a name, or an absolute path) is, on the PATH or in the folders where Debian puts daemons. */
export const programPath = (program: string): string | undefined =>
  [
    ...(program.startsWith('/') ? [''] : []),
    ...(process.env['PATH'] ?? '').split(':'),
    '/usr/sbin',
    '/sbin',
    '/usr/lib/frr',
  ]
    .map((folder) => join(folder, program))
    .find(isProgram)

export interface Needs {
  readonly root?: true
  /** Programs of Debian packages, which CI installs. */
  readonly programs?: readonly string[]
  /** Clients that come from elsewhere (Terraform, the AWS CLI, boto3 in Python): used when present. */
  readonly optional?: readonly string[]
}

/** False when the machine has everything, else the reason to give as `skip`. */
export function requires(needs: Needs): false | string {
  const without = (programs: readonly string[] = []): string[] => programs.filter((p) => programPath(p) === undefined)
  const missing = without(needs.programs)
  if (missing.length > 0) return `missing program: ${missing.join(', ')}`
  if (needs.root === true && process.getuid?.() !== 0) return 'needs root'
  const absent = without(needs.optional)
  return absent.length > 0 ? `optional client not on this machine: ${absent.join(', ')}` : false
}
