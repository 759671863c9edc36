// Why a path won, lost or cannot be used: the rules of 8.5 asked once more, with their values.

import type { Prefix } from '../base/ip.ts'
import { whyBefore } from './best-path.ts'
import type { Core } from './core.ts'
import { viewOf } from './pages.ts'
import type { Explanation, Verdict } from './route.ts'
import type { RouteTable } from './route-table.ts'

/** Every path of a prefix, best first, each with what decided about it. */
export function explainPrefix(core: Core, prefix: Prefix): Explanation[] {
  const table = core.table(prefix.family)
  const row = table.find(prefix)
  if (row === 0) return []
  const best = table.best(row)
  const order = table.pathsOf(row).sort((a, b) => Number(b === best) - Number(a === best))
  return order.map((path) => explainPath(core, table, row, path, best))
}

function explainPath(core: Core, table: RouteTable, row: number, path: number, best: number): Explanation {
  const view = viewOf(core, table, row, path, best)
  return { path: view, verdict: verdictOf(core, table, row, path, best, view.unusable) }
}

function verdictOf(
  core: Core,
  table: RouteTable,
  row: number,
  path: number,
  best: number,
  unusable: Explanation['path']['unusable'],
): Verdict {
  if (unusable !== undefined) return { type: 'unusable', reason: unusable }
  if (path === best) return table.prefixes.isAdmitted(row) ? { type: 'won' } : { type: 'fib-full' }
  const attributes = [table.paths.attributeOf(best), table.paths.attributeOf(path)] as const
  const sessions = [table.paths.sessionOf(best), table.paths.sessionOf(path)] as const
  return {
    type: 'lost',
    ...whyBefore(core.sessions, core.attributes, attributes[0], sessions[0], attributes[1], sessions[1]),
  }
}
