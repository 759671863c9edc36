// A snapshot as a file of frames (frames.ts). The SEQUENCE of a frame is the number of its first piece; the last frame has no
// piece, and its number says how many there were, so that a file that was cut is not taken for a whole one.

import type { DiskFile } from './disk.ts'
import { encodeFrame, findFrame, parsePayload } from './frames.ts'
import type { StoreError } from './store.ts'

const FRAME_BYTES = 262_144

/** Writes the pieces, in frames so small that none of them takes a long turn. */
export async function writePieces(file: DiskFile, records: Iterable<unknown>): Promise<void> {
  let texts: string[] = []
  let bytes = 0
  let pieces = 0
  let offset = 0
  const write = async (sequence: number): Promise<void> => {
    const frame = encodeFrame(sequence, texts)
    await file.write(frame, offset)
    offset += frame.length
    texts = []
    bytes = 0
  }
  for (const record of records) {
    const text = JSON.stringify(record)
    texts.push(text)
    pieces += 1
    bytes += text.length
    if (bytes >= FRAME_BYTES) await write(pieces - texts.length + 1)
  }
  if (texts.length > 0) await write(pieces - texts.length + 1)
  await write(pieces)
}

/** The pieces in the bytes of a snapshot; throws what `damage` makes of a place that is not as it was written. */
export async function* readPieces(
  bytes: Uint8Array,
  damage: (offset: number, why: string) => StoreError,
): AsyncGenerator {
  let pieces = 0
  for (let offset = 0; ;) {
    const found = findFrame(bytes, offset)
    if (found.type !== 'frame') throw damage(offset, found.type === 'end' ? 'its end is missing' : found.why)
    if (found.count === 0) {
      if (found.sequence !== pieces || found.end !== bytes.length) throw damage(offset, 'pieces are missing')
      return
    }
    for (const piece of parsePayload(found.payload)) {
      pieces += 1
      yield piece
    }
    offset = found.end
  }
}
