// One server on one data folder. The lock is SQLite's lock on a file: the kernel lets go of it when the process ends,
// however it ends, and it counts across network namespaces and containers, unlike a socket or a file with a pid in it.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from './store.ts'

/** Lets go of the folder. */
export type Unlock = () => void

/** Makes the folder if need be and takes it for this process. Throws a StoreError when another one has it. */
export function lockFolder(path: string): Unlock {
  makeFolder(path)
  const database = openLock(join(path, 'lock'))
  try {
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = off; begin exclusive')
  } catch (error) {
    database.close()
    throw new StoreError(`${path} is in use by another vrs server${ownerOf(path)}`, { cause: error })
  }
  nameOwner(path)
  return () => database.close()
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new StoreError(`${path} cannot be used as a data folder: ${messageOf(error)}`)
  }
}

function openLock(file: string): DatabaseSync {
  // Loaded only by servers that have a data folder.
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  try {
    return new DatabaseSync(file)
  } catch (error) {
    throw new StoreError(`${file} cannot be opened: ${messageOf(error)}`)
  }
}

/** Only for the message that others get: a full disk does not stop the start. */
function nameOwner(path: string): void {
  try {
    writeFileSync(join(path, 'owner'), `${process.pid}\n`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}

/** The process that wrote its number last. */
function ownerOf(path: string): string {
  const file = join(path, 'owner')
  const owner = existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
  return owner === '' ? '' : ` (process ${owner})`
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
