// Which command is the behaviour of which action. Each family brings its own list.

import type { Command } from '../command.ts'
import { ROUTE_SERVER_COMMANDS } from './route-server/registry.ts'
import { VPC_COMMANDS } from './vpc/registry.ts'

/** The command of an action. */
export const commandByAction: ReadonlyMap<string, Command> = new Map<string, Command>([
  ...ROUTE_SERVER_COMMANDS,
  ...VPC_COMMANDS,
])
