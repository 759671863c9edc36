// The line of --version, in the form of the AWS CLI's: name and version, runtime, system, source.

import { PROGRAM } from './usage.ts'
import type { World } from './world.ts'

declare const VRS_VERSION: string | undefined

/** Version of this program; `dev` when it runs from the source tree. */
export const programVersion = (): string => (typeof VRS_VERSION === 'string' ? VRS_VERSION : 'dev')

/** What requests say of their sender. */
export const userAgent = (): string =>
  `${PROGRAM}/${programVersion()} node/${process.versions.node} ${process.platform}`

/** `vrs/0.1.0 Node/24.15.0 Linux/6.1 exe/x86_64`. */
export function versionLine({ system, env }: World): string {
  const environment = env['AWS_EXECUTION_ENV']
  const extra = environment === undefined ? '' : ` exec-env/${environment}`
  return `${PROGRAM}/${programVersion()} Node/${process.versions.node} ${system.platform}/${system.release}${extra} exe/${system.machine}`
}
