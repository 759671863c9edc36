// A state in pieces for the log, and put together again: a snapshot of everything would be one JSON text too long to
// write in one turn of the event loop.

import { assert } from '../base/assert.ts'
import { restore, snapshot, type Snapshot } from '../engine/replay.ts'
import { emptyState, type State } from '../engine/state.ts'

type RegionSnapshot = Snapshot['regions'][number]
type Row = RegionSnapshot['tables'][string][number]

type Piece =
  | { readonly type: 'state'; readonly format: Snapshot['format']; readonly sequence: number }
  | { readonly type: 'region'; readonly scope: RegionSnapshot['scope']; readonly opened: boolean }
  | { readonly type: 'rows'; readonly kind: string; readonly rows: readonly Row[] }

const ROWS_PER_PIECE = 256

/** The state of now, whatever happens to it while the pieces are taken: records are shared, and never change. */
export function snapshotPieces(state: State): Iterable<unknown> {
  return pieces(snapshot(state))
}

function* pieces(whole: Snapshot): Generator<Piece> {
  yield { type: 'state', format: whole.format, sequence: whole.sequence }
  for (const { scope, opened, tables } of whole.regions) {
    yield { type: 'region', scope, opened }
    for (const [kind, rows] of Object.entries(tables)) {
      for (let at = 0; at < rows.length; at += ROWS_PER_PIECE) {
        yield { type: 'rows', kind, rows: rows.slice(at, at + ROWS_PER_PIECE) }
      }
    }
  }
}

/** The state that the pieces were taken of; an empty one when there are none. */
export async function restorePieces(records: AsyncIterable<unknown>): Promise<State> {
  let head: Extract<Piece, { type: 'state' }> | undefined
  const regions: { scope: RegionSnapshot['scope']; opened: boolean; tables: Record<string, Row[]> }[] = []
  for await (const record of records) {
    const piece = record as Piece
    if (piece.type === 'state') head = piece
    else if (piece.type === 'region') regions.push({ scope: piece.scope, opened: piece.opened, tables: {} })
    else addRows(regions.at(-1)?.tables, piece)
  }
  if (head === undefined) return emptyState()
  return restore({ format: head.format, sequence: head.sequence, regions })
}

function addRows(tables: Record<string, Row[]> | undefined, piece: Extract<Piece, { type: 'rows' }>): void {
  assert(tables !== undefined, 'the rows of a snapshot follow their region')
  const rows = (tables[piece.kind] ??= [])
  for (const row of piece.rows) rows.push(row)
}
