// A disk for tests: it can be full, can fail at any operation, and at a power failure keeps of what was not flushed
// any part that a real disk may keep: some sectors, some of a file's length, some of the names.

import type { Prng } from '../../base/prng.ts'
import type { Disk, DiskFile } from './disk.ts'

const SECTOR_BYTES = 512

interface Content {
  /** What a reader sees. */
  bytes: Uint8Array
  /** What is there after a power failure for certain. */
  synced: Uint8Array
}

type Operation = 'write' | 'sync' | 'truncate' | 'syncNames' | 'rename'

export class SimulatedDisk implements Disk {
  readonly path = '/simulated'
  capacity = Infinity
  /** Operations that have been done. */
  operations = 0
  /** Throws at this operation, and at all after it, as if the power had gone. */
  powerFailsAt = Infinity
  /** An error for an operation, or undefined to let it pass. */
  fault: (operation: Operation) => Error | undefined = () => undefined
  #names = new Map<string, Content>()
  #syncedNames = new Map<string, Content>()

  static errno(code: string): Error {
    return Object.assign(new Error(`${code}: simulated`), { code })
  }

  async list(): Promise<readonly string[]> {
    return [...this.#names.keys()]
  }

  async read(name: string): Promise<Uint8Array> {
    return this.#content(name).bytes.slice()
  }

  /** Puts a file there, as if it had always been there. */
  put(name: string, bytes: Uint8Array): void {
    const content = { bytes: new Uint8Array(bytes), synced: new Uint8Array(bytes) }
    this.#names.set(name, content)
    this.#syncedNames.set(name, content)
  }

  async open(name: string): Promise<DiskFile> {
    this.#step()
    const content = this.#names.get(name) ?? { bytes: new Uint8Array(), synced: new Uint8Array() }
    this.#names.set(name, content)
    return {
      write: async (bytes, offset) => this.#write(content, bytes, offset),
      sync: async () => {
        this.#step('sync')
        content.synced = content.bytes.slice()
      },
      truncate: async (size) => {
        this.#step('truncate')
        content.bytes = content.bytes.slice(0, size)
      },
      close: async () => {},
    }
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step('rename')
    const content = this.#content(from)
    this.#names.delete(from)
    this.#names.set(to, content)
  }

  async remove(name: string): Promise<void> {
    this.#step()
    this.#content(name)
    this.#names.delete(name)
  }

  async syncNames(): Promise<void> {
    this.#step('syncNames')
    this.#syncedNames = new Map(this.#names)
  }

  async freeBytes(): Promise<number> {
    return Math.max(0, this.capacity - this.#used())
  }

  /** The disk after a power failure. */
  afterPowerFailure(prng: Prng): SimulatedDisk {
    const disk = new SimulatedDisk()
    for (const [name, content] of new Map([...this.#syncedNames, ...this.#names])) {
      // A name that was made, or taken away, since names were flushed may be there or not, each by itself.
      const isCertain = this.#syncedNames.has(name) && this.#names.has(name)
      if (isCertain || prng.below(2) === 0) disk.put(name, keptOf(content, prng))
    }
    return disk
  }

  #write(content: Content, bytes: Uint8Array, offset: number): void {
    this.#step()
    const fault = this.fault('write')
    const room = this.capacity - this.#used() + content.bytes.length - offset
    const fits = fault === undefined ? Math.max(0, Math.min(bytes.length, room)) : bytes.length >> 1
    const grown = new Uint8Array(Math.max(content.bytes.length, offset + fits))
    grown.set(content.bytes)
    grown.set(bytes.subarray(0, fits), offset)
    content.bytes = grown
    if (fault !== undefined) throw fault
    if (fits < bytes.length) throw SimulatedDisk.errno('ENOSPC')
  }

  #step(operation?: Operation): void {
    this.operations += 1
    if (this.operations >= this.powerFailsAt) throw new Error('no power')
    const fault = operation === undefined ? undefined : this.fault(operation)
    if (fault !== undefined) throw fault
  }

  #used(): number {
    return [...this.#names.values()].reduce((sum, { bytes }) => sum + bytes.length, 0)
  }

  #content(name: string): Content {
    const content = this.#names.get(name)
    if (content === undefined) throw SimulatedDisk.errno('ENOENT')
    return content
  }
}

/** What is left of a file: its flushed bytes, and of the rest any sectors up to any length. */
function keptOf({ bytes, synced }: Content, prng: Prng): Uint8Array {
  const [short, long] = [synced.length, bytes.length].sort((a, b) => a - b) as [number, number]
  const length = prng.pick([short, long, short + prng.below(long - short + 1)])
  const kept = new Uint8Array(length)
  kept.set(synced.subarray(0, length))
  for (let at = 0; at < length; at += SECTOR_BYTES) {
    const end = Math.min(length, at + SECTOR_BYTES)
    const isChanged = !equal(bytes.subarray(at, end), synced.subarray(at, end))
    if (isChanged && prng.below(3) > 0) kept.set(bytes.subarray(at, end), at)
  }
  return kept
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i])
