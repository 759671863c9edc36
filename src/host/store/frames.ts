// The bytes of the log: frames, each what one flush wrote. A frame is a line of head and a line of JSON:
//
//   vrs1 SEQUENCE(16) COUNT(6) LENGTH(10) CRC(8) CRC(8)\n      numbers in decimal, checksums in hexadecimal
//   [[events of the first record],[events of the second], ...]\n
//
// SEQUENCE is the number of the first of COUNT records, LENGTH that of the second line in bytes. The first checksum is
// that of the second line, the last that of the head before it; both are CRC-32. Because the head has its own checksum, a
// length that can be trusted says whether a frame ends where the file ends.
//
// A frame is flushed before the next is written, so only the last can be torn: cut short, or with sectors that were never
// written and read as zeros. JSON has no zero bytes. Everything else that is wrong is damage to what was acknowledged.

import { crc32 } from 'node:zlib'

const MAGIC = 'vrs1'
const HEAD_BYTES = 58
const SECTOR_BYTES = 512
const HEAD = /^vrs1 ([0-9]{16}) ([0-9]{6}) ([0-9]{10}) ([0-9a-f]{8}) ([0-9a-f]{8})\n$/

/** As many records and bytes as one frame may hold. */
export const FRAME_RECORDS_MAX = 999_999

/** The frame of records whose JSON texts are given. */
export function encodeFrame(sequence: number, texts: readonly string[]): Uint8Array {
  const payload = Buffer.from(`[${texts.join(',')}]\n`)
  const start = `${MAGIC} ${decimal(sequence, 16)} ${decimal(texts.length, 6)} ${decimal(payload.length, 10)}`
  const head = `${start} ${hexadecimal(crc32(payload))}`
  return Buffer.concat([Buffer.from(`${head} ${hexadecimal(crc32(head))}\n`), payload])
}

const decimal = (value: number, digits: number): string => String(value).padStart(digits, '0')
const hexadecimal = (value: number): string => value.toString(16).padStart(8, '0')

export type Found =
  | {
      readonly type: 'frame'
      readonly sequence: number
      readonly count: number
      readonly payload: Uint8Array
      readonly end: number
    }
  | { readonly type: 'end' }
  /** What follows `offset` was being written when the machine stopped; nobody was told that it is stored. */
  | { readonly type: 'torn'; readonly why: string }
  | { readonly type: 'damaged'; readonly why: string }

/** What is at `offset` of a file of frames. */
export function findFrame(file: Uint8Array, offset: number): Found {
  const left = file.length - offset
  if (left === 0) return { type: 'end' }
  const headBytes = file.subarray(offset, Math.min(offset + HEAD_BYTES, file.length))
  const head = parseHead(headBytes)
  if (head === undefined) return brokenHead(file, offset, headBytes)
  const start = offset + HEAD_BYTES
  const end = start + head.length
  if (end > file.length) return { type: 'torn', why: `${left} of ${HEAD_BYTES + head.length} bytes were written` }
  const payload = file.subarray(start, end)
  if (crc32(payload) === head.checksum) {
    return { type: 'frame', sequence: head.sequence, count: head.count, payload, end }
  }
  const isTorn = end === file.length && hasEmptySector(file, start, end)
  return isTorn
    ? { type: 'torn', why: 'a sector was never written' }
    : { type: 'damaged', why: 'the checksum of a record is wrong' }
}

/** The JSON value of a frame. */
export const parsePayload = (payload: Uint8Array): readonly unknown[] =>
  JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8')) as unknown[]

interface Head {
  readonly sequence: number
  readonly count: number
  readonly length: number
  readonly checksum: number
}

function parseHead(bytes: Uint8Array): Head | undefined {
  const text = Buffer.from(bytes).toString('latin1')
  const [, sequence, count, length, checksum = '', own = ''] = HEAD.exec(text) ?? []
  if (sequence === undefined || Number.parseInt(own, 16) !== crc32(text.slice(0, HEAD_BYTES - 10))) return undefined
  const numbers = { sequence: Number(sequence), count: Number(count), length: Number(length) }
  return { ...numbers, checksum: Number.parseInt(checksum, 16) }
}

/** A head that was cut short, or whose sectors were not all written, belongs to a frame that nobody waited for. */
function brokenHead(file: Uint8Array, offset: number, head: Uint8Array): Found {
  const isShort = head.length < HEAD_BYTES && MAGIC.startsWith(text(head.subarray(0, MAGIC.length)))
  if (isShort) return { type: 'torn', why: `${head.length} bytes of a head were written` }
  if (hasEmptySector(file, offset, offset + head.length) && endsWithThis(file, offset + head.length)) {
    return { type: 'torn', why: 'a sector was never written' }
  }
  return { type: 'damaged', why: 'the head of a record is not valid' }
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

/** Whether some sector, as far as it is between the offsets, is all zeros. */
function hasEmptySector(file: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end;) {
    const next = Math.min(end, (Math.floor(at / SECTOR_BYTES) + 1) * SECTOR_BYTES)
    if (file.subarray(at, next).every((byte) => byte === 0)) return true
    at = next
  }
  return false
}

// A head whose sectors are missing says nothing of its length, so nothing but its own text may follow it. That text has
// no second head in it: a head starts a line, and the text of a frame is one line.
function endsWithThis(file: Uint8Array, offset: number): boolean {
  return !Buffer.from(file.buffer, file.byteOffset + offset, file.length - offset).includes(`\n${MAGIC} `)
}
