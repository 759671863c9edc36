// The routes of an MRT file (RFC 6396, TABLE_DUMP_V2), grouped by their attributes.

import { readFileSync } from 'node:fs'
import type { Announcement } from './announcements.ts'

/** Reads the file; throws when it is no MRT file. */
export function readRoutesFile(file: string, _med: number | undefined): Announcement[] {
  readFileSync(file)
  throw new Error('not yet')
}
