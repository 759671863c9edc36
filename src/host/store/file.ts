// The durable log: append-only files of frames (frames.ts) in one folder, and snapshots beside them.
//
//   log-SEQUENCE.vrs        records from SEQUENCE on; the one with the highest number is written to
//   snapshot-SEQUENCE.vrs   everything up to SEQUENCE, in pieces; complete, or not there (written under another name first)
//
// Appends that arrive while a flush is running go into the next one. Everything runs on the thread pool of node: a flush
// does not hold up the event loop. docs/design/0005 says why this is not a database.

import { encodeFrame, findFrame, FRAME_RECORDS_MAX, parsePayload } from './frames.ts'
import { nodeDisk, type Disk, type DiskFile } from './disk.ts'
import { lockFolder } from './folder-lock.ts'
import { readPieces, writePieces } from './snapshot-file.ts'
import { StoreError, type AppendOutcome, type Events, type Snapshot, type Store, type StoredRecord } from './store.ts'

const FRAME_BYTES_MAX = 4 * 1_048_576
const SEGMENT_BYTES_MAX = 64 * 1_048_576
/** After the disk was full, this much must be free before it is tried again. */
const FREE_BYTES_MIN = 1_048_576

const segmentName = (sequence: number): string => `log-${String(sequence).padStart(16, '0')}.vrs`
const snapshotName = (sequence: number): string => `snapshot-${String(sequence).padStart(16, '0')}.vrs`

/** Opens the log in the folder `path`, which is made if need be. `say` is told of records that were cut. */
export async function fileStore(path: string, say: (message: string) => void = () => {}): Promise<Store> {
  const unlock = lockFolder(path)
  try {
    return await openFileStore(nodeDisk(path), say, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

/** The same on any disk; nobody is kept from it. */
export async function openFileStore(
  disk: Disk,
  say: (message: string) => void = () => {},
  unlock: () => void = () => {},
): Promise<Store> {
  const store = new FileStore(disk, say, unlock)
  await store.open()
  return store
}

interface Waiting {
  readonly expectedLast: number
  readonly text: string
  readonly resolve: (outcome: AppendOutcome) => void
  readonly reject: (error: StoreError) => void
}

class FileStore implements Store {
  readonly #disk: Disk
  readonly #say: (message: string) => void
  readonly #unlock: () => void
  #last = 0
  /** First sequence of each segment, ascending; the last one is open for writing. */
  #segments: number[] = []
  #file: DiskFile | undefined
  #size = 0
  /** The file may hold more than `#size` bytes: a write failed half-way. */
  #dirty = false
  #diskWasFull = false
  #snapshotAt: number | undefined
  #queue: Waiting[] = []
  #isFlushing = false
  #flushing: Promise<void> = Promise.resolve()
  /** Things that must not run while a flush does: changes of the file that is written to. */
  #exclusive: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(disk: Disk, say: (message: string) => void, unlock: () => void) {
    this.#disk = disk
    this.#say = say
    this.#unlock = unlock
  }

  get last(): number {
    return this.#last
  }

  async open(): Promise<void> {
    const names = await this.#disk.list()
    for (const name of names) if (name.endsWith('.new')) await this.#disk.remove(name)
    this.#snapshotAt = sequencesOf(names, /^snapshot-([0-9]{16})\.vrs$/).at(-1)
    const segments = sequencesOf(names, /^log-([0-9]{16})\.vrs$/)
    const start = this.#snapshotAt ?? 0
    // The newest segment that begins at or before the first record that is needed.
    const first = segments.findLastIndex((sequence) => sequence <= start + 1)
    if (first < 0 && (segments.length > 0 || this.#snapshotAt !== undefined)) {
      throw this.#damage(segmentName(start + 1), 0, 'the file with this record is missing')
    }
    this.#segments = segments.slice(Math.max(first, 0))
    await this.#verify()
    if (this.#segments.length === 0) await this.#startSegment()
    else this.#file = await this.#disk.open(segmentName(this.#segments.at(-1) as number))
    await this.#cutTail()
    await this.#removeOld()
  }

  /** Every checksum of every segment; leaves `#last` and `#size` at the end of what is whole. */
  async #verify(): Promise<void> {
    this.#last = (this.#segments[0] ?? 1) - 1
    for (const [index, sequence] of this.#segments.entries()) {
      const name = segmentName(sequence)
      if (sequence !== this.#last + 1) {
        throw this.#damage(name, 0, `it should begin with record ${this.#last + 1}`)
      }
      const bytes = await this.#disk.read(name)
      this.#size = this.#verifyFile(name, bytes, index === this.#segments.length - 1)
    }
    if (this.#last < (this.#snapshotAt ?? 0)) {
      throw this.#damage(segmentName(this.#segments.at(-1) ?? 1), this.#size, 'it ends before its snapshot')
    }
  }

  #verifyFile(name: string, bytes: Uint8Array, isNewest: boolean): number {
    for (let offset = 0; ;) {
      const found = findFrame(bytes, offset)
      if (found.type === 'end') return offset
      if (found.type === 'damaged' || (found.type === 'torn' && !isNewest)) throw this.#damage(name, offset, found.why)
      if (found.type === 'torn') {
        const lost = bytes.length - offset
        this.#say(
          `${this.#disk.path}/${name}: cut at byte ${offset}: ${lost} bytes that were not acknowledged (${found.why})`,
        )
        this.#dirty = true
        return offset
      }
      if (found.sequence !== this.#last + 1) {
        throw this.#damage(name, offset, `record ${found.sequence} stands where ${this.#last + 1} should`)
      }
      this.#last += found.count
      offset = found.end
    }
  }

  #damage(name: string, offset: number, why: string): StoreError {
    return new StoreError(
      `${this.#disk.path}/${name} is damaged at byte ${offset}: ${why}. Nothing was changed; restore the folder from a copy.`,
    )
  }

  append(expectedLast: number, events: Events): Promise<AppendOutcome> {
    if (this.#closed) return Promise.reject(new StoreError('the log is closed'))
    const text = JSON.stringify(events)
    return new Promise((resolve, reject) => {
      this.#queue.push({ expectedLast, text, resolve, reject })
      if (!this.#isFlushing) this.#flushing = this.#flushAll()
    })
  }

  async #flushAll(): Promise<void> {
    this.#isFlushing = true
    while (this.#queue.length > 0) {
      const group = this.#takeGroup()
      if (group.length > 0) await this.#exclusively(() => this.#flush(group))
    }
    // In the same turn as the look at the queue: an append that comes later starts anew.
    this.#isFlushing = false
  }

  /** What goes into one frame. Appends that do not follow what is stored are told so. */
  #takeGroup(): readonly Waiting[] {
    const group: Waiting[] = []
    let bytes = 0
    while (group.length < FRAME_RECORDS_MAX && bytes < FRAME_BYTES_MAX) {
      const next = this.#queue.shift()
      if (next === undefined) break
      if (next.expectedLast !== this.#last + group.length) {
        next.resolve({ type: 'conflict', last: this.#last })
      } else {
        group.push(next)
        bytes += next.text.length
      }
    }
    return group
  }

  async #flush(group: readonly Waiting[]): Promise<void> {
    try {
      const frame = encodeFrame(
        this.#last + 1,
        group.map(({ text }) => text),
      )
      await this.#write(frame)
    } catch (error) {
      const failure = new StoreError(`${this.#disk.path}: ${messageOf(error)}`, { cause: error })
      for (const waiting of group) waiting.reject(failure)
      return
    }
    for (const waiting of group) {
      this.#last += 1
      waiting.resolve({ type: 'stored', sequence: this.#last })
    }
  }

  async #write(frame: Uint8Array): Promise<void> {
    await this.#recover()
    const file = this.#file as DiskFile
    this.#dirty = true
    try {
      await file.write(frame, this.#size)
      await file.sync()
    } catch (error) {
      this.#diskWasFull = isDiskFull(error)
      throw error
    }
    this.#dirty = false
    this.#size += frame.length
    if (this.#size >= SEGMENT_BYTES_MAX) await this.#rollQuietly()
  }

  /** After a failure: waits for room, and takes away what was written half. */
  async #recover(): Promise<void> {
    if (this.#diskWasFull) {
      if ((await this.#disk.freeBytes()) < FREE_BYTES_MIN) throw new Error('no space left on the disk')
      this.#diskWasFull = false
    }
    if (this.#dirty) await this.#cutTail()
  }

  /**
   * A flush that failed may have left pages that the kernel takes for clean (and a read would show), so the file is cut
   * back to what was acknowledged and flushed again before anything follows.
   */
  async #cutTail(): Promise<void> {
    if (!this.#dirty) return
    const file = this.#file as DiskFile
    await file.truncate(this.#size)
    await file.sync()
    this.#dirty = false
  }

  /** Begins a new segment after the last record. */
  async #startSegment(): Promise<void> {
    const sequence = this.#last + 1
    const file = await this.#disk.open(segmentName(sequence))
    try {
      await file.truncate(0)
      await file.sync()
      await this.#disk.syncNames()
    } catch (error) {
      await file.close()
      throw error
    }
    await this.#file?.close()
    this.#file = file
    this.#size = 0
    this.#dirty = false
    if (this.#segments.at(-1) !== sequence) this.#segments.push(sequence)
  }

  /** A segment that cannot be begun now is begun later: the old one goes on. */
  async #rollQuietly(): Promise<void> {
    try {
      await this.#startSegment()
    } catch (error) {
      this.#say(`${this.#disk.path}: no new file can be begun yet: ${messageOf(error)}`)
    }
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#exclusive.then(work)
    this.#exclusive = done.catch((error: unknown) => error)
    return done
  }

  async snapshot(): Promise<Snapshot | undefined> {
    this.#checkOpen()
    const sequence = this.#snapshotAt
    if (sequence === undefined) return undefined
    const name = snapshotName(sequence)
    const records = readPieces(await this.#disk.read(name), (offset, why) => this.#damage(name, offset, why))
    return { sequence, records }
  }

  async *read(after: number): AsyncGenerator<StoredRecord> {
    this.#checkOpen()
    const last = this.#last
    const from = Math.max(after, this.#snapshotAt ?? 0)
    const first = Math.max(
      0,
      this.#segments.findLastIndex((sequence) => sequence <= from + 1),
    )
    for (const segment of this.#segments.slice(first)) {
      const name = segmentName(segment)
      const bytes = await this.#disk.read(name)
      for (let offset = 0, sequence = segment; sequence <= last;) {
        const found = findFrame(bytes, offset)
        if (found.type === 'end') break
        if (found.type !== 'frame') throw this.#damage(name, offset, found.why)
        if (sequence + found.count > from + 1) {
          for (const [index, events] of parsePayload(found.payload).entries()) {
            if (sequence + index > from) yield { sequence: sequence + index, events: events as Events }
          }
        }
        sequence += found.count
        offset = found.end
      }
    }
  }

  async keepSnapshot(sequence: number, records: Iterable<unknown>): Promise<void> {
    this.#checkOpen()
    const name = snapshotName(sequence)
    await this.#writePieces(`${name}.new`, records)
    await this.#exclusively(async () => {
      await this.#recover()
      if (this.#size > 0) await this.#startSegment()
      await this.#disk.rename(`${name}.new`, name)
      await this.#disk.syncNames()
      this.#snapshotAt = sequence
      await this.#removeOld()
    })
  }

  async #writePieces(name: string, records: Iterable<unknown>): Promise<void> {
    const file = await this.#disk.open(name)
    try {
      await file.truncate(0)
      await writePieces(file, records)
      await file.sync()
    } catch (error) {
      await this.#disk.remove(name).catch((second: unknown) => this.#say(messageOf(second)))
      throw error
    } finally {
      await file.close()
    }
  }

  /** Files that no reader needs: older snapshots, and segments that end at or before the snapshot. */
  async #removeOld(): Promise<void> {
    const needed = (this.#snapshotAt ?? 0) + 1
    const keep = Math.max(
      0,
      this.#segments.findLastIndex((sequence) => sequence <= needed),
    )
    this.#segments = this.#segments.slice(keep)
    const oldest = this.#segments[0] ?? 1
    for (const name of await this.#disk.list()) {
      const [, kind, digits] = /^(log|snapshot)-([0-9]{16})\.vrs$/.exec(name) ?? []
      const sequence = Number(digits)
      const isOld = kind === 'log' ? sequence < oldest : kind === 'snapshot' && sequence < (this.#snapshotAt ?? 0)
      if (isOld) await this.#disk.remove(name)
    }
  }

  /** Numbers are never used again: what is forgotten is replaced by a snapshot of nothing. */
  async clear(): Promise<void> {
    await this.#flushing
    await this.keepSnapshot(this.#last, [])
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#flushing
    await this.#exclusive
    await this.#file?.close()
    this.#unlock()
  }

  #checkOpen(): void {
    if (this.#closed) throw new StoreError('the log is closed')
  }
}

/** The numbers in the names that `pattern` matches, ascending. */
const sequencesOf = (names: readonly string[], pattern: RegExp): number[] =>
  names
    .map((name) => pattern.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b)

const isDiskFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((error as NodeJS.ErrnoException).code ?? '')

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
