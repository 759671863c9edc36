// A long answer arrives in parts of the same type; here they become one again.

import type { Answer, TableRoute } from '../router/protocol.ts'
import type { Warning } from '../telemetry/events.ts'
import type { MetricSample } from '../telemetry/metrics.ts'
import { assert } from '../base/assert.ts'

/** One answer from its parts, in order. */
export function mergeAnswers(parts: readonly Answer[]): Answer {
  const last = parts.at(-1)
  assert(last !== undefined, 'an answer has parts')
  if (parts.length === 1) return last
  if (last.type === 'tableRoutes') return { type: 'tableRoutes', tables: mergeTables(parts) }
  if (last.type === 'exportMrt') return { type: 'exportMrt', bytes: concatenate(parts) }
  if (last.type === 'metrics') return { type: 'metrics', samples: parts.flatMap(samplesOf) }
  if (last.type === 'warnings') return { type: 'warnings', warnings: parts.flatMap(warningsOf) }
  return last
}

const warningsOf = (part: Answer): readonly Warning[] => (part.type === 'warnings' ? part.warnings : [])
const samplesOf = (part: Answer): readonly MetricSample[] => (part.type === 'metrics' ? part.samples : [])

function mergeTables(parts: readonly Answer[]): { routeTableId: string; routes: TableRoute[] }[] {
  const tables = new Map<string, TableRoute[]>()
  for (const part of parts) {
    if (part.type !== 'tableRoutes') continue
    for (const { routeTableId, routes } of part.tables) {
      const known = tables.get(routeTableId)
      if (known === undefined) tables.set(routeTableId, [...routes])
      else for (const route of routes) known.push(route)
    }
  }
  return [...tables].map(([routeTableId, routes]) => ({ routeTableId, routes }))
}

function concatenate(parts: readonly Answer[]): Uint8Array {
  const pieces = parts.flatMap((part) => (part.type === 'exportMrt' ? [part.bytes] : []))
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}
