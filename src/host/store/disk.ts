// The few things that the log does with a folder of files, as an interface, so that tests can run it on a disk that is
// full, that fails, or that forgets what was not flushed when the power goes.

import { constants, promises as fs } from 'node:fs'
import { join } from 'node:path'

/** A folder of files. Names are ours; none has a slash in it. */
export interface Disk {
  /** For messages. */
  readonly path: string
  list(): Promise<readonly string[]>
  read(name: string): Promise<Uint8Array>
  /** Opens a file for writing; makes an empty one when there is none. */
  open(name: string): Promise<DiskFile>
  rename(from: string, to: string): Promise<void>
  remove(name: string): Promise<void>
  /** After this, files that were made, renamed or removed are so after a power failure too. */
  syncNames(): Promise<void>
  freeBytes(): Promise<number>
}

export interface DiskFile {
  /** Writes all of `bytes` at `offset`. */
  write(bytes: Uint8Array, offset: number): Promise<void>
  /** After this, what was written is there after a power failure too. */
  sync(): Promise<void>
  truncate(size: number): Promise<void>
  close(): Promise<void>
}

/** The folder at `path`, which exists. */
export const nodeDisk = (path: string): Disk => ({
  path,
  list: () => fs.readdir(path),
  read: (name) => fs.readFile(join(path, name)),
  open: (name) => openFile(join(path, name)),
  rename: (from, to) => fs.rename(join(path, from), join(path, to)),
  remove: (name) => fs.rm(join(path, name)),
  syncNames: () => syncFolder(path),
  freeBytes: async () => {
    const { bavail, bsize } = await fs.statfs(path)
    return bavail * bsize
  },
})

async function openFile(path: string): Promise<DiskFile> {
  const handle = await fs.open(path, constants.O_WRONLY | constants.O_CREAT, 0o600)
  return {
    write: async (bytes, offset) => {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, offset + done)
        done += bytesWritten
      }
    },
    sync: () => handle.datasync(),
    truncate: (size) => handle.truncate(size),
    close: () => handle.close(),
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await fs.open(path, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
