// Starts the routers of a server: one child process for each VPC that has a route server. Wiring only.

import { now } from '../host/clock.ts'
import { startChild } from '../host/channel.ts'
import { programFile } from '../host/programs.ts'
import { Routers } from '../control/routers.ts'
import type { RouterSettings } from '../control/settings.ts'
import type { Scope } from '../engine/events.ts'
import type { FromRouter, Report, ToRouter } from '../router/protocol.ts'
import type { Control, ControlReports } from './control.ts'

export interface RoutersOptions {
  readonly settings: RouterSettings
  /** Where routers keep what must outlive a restart; none with `--memory`. */
  readonly dataDirectory?: string
  readonly reports: ControlReports
  /** Every report of a router, for logs and notifications. */
  readonly onReport?: (scope: Scope, vpcId: string, report: Report) => void
  /** A router process ended without having been asked to; it is started again. */
  readonly onLost?: (vpcId: string, why: string) => void
}

/** The control of a real server. {@link Routers} also answers explain, trace, warnings and exports. */
export function startRouters(options: RoutersOptions): Control & Routers {
  const { settings, dataDirectory, reports, onReport, onLost } = options
  const data = dataDirectory === undefined ? [] : [dataDirectory]
  return new Routers(settings, {
    start: (vpcId) => startChild<ToRouter, FromRouter>(programFile('router-process'), { args: [vpcId, ...data] }),
    later: (milliseconds, task) => {
      if (milliseconds === 0) {
        const immediate = setImmediate(task)
        return () => clearImmediate(immediate)
      }
      const timer = setTimeout(task, milliseconds)
      return () => clearTimeout(timer)
    },
    now: () => now() / 1_000,
    endpointFailed: (endpointId, reason) => reports.endpointFailed(endpointId, reason),
    ...(onReport === undefined ? {} : { report: onReport }),
    ...(onLost === undefined ? {} : { lost: onLost }),
  })
}
