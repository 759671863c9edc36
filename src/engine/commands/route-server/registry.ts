// The commands of the route server family by action.

import type { Command } from '../../command.ts'

export const ROUTE_SERVER_COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([])
