// What the router of a VPC knows of its routes, in files, so that a restart of the process does not lose them (behaviour
// reference 9, last row): one file for each route server, replaced as a whole.
//
//   "VRSRIB1\n" | reset generation (4) | length (4) | part ... | 0 (4)

import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Malformed, Reader, Writer, equalBytes } from '../base/bytes.ts'
import type { Saved } from '../router/route-server.ts'

const MAGIC = new TextEncoder().encode('VRSRIB1\n')
const SUFFIX = '.rib'

/** The file of one route server. The id was made by us. */
const fileOf = (directory: string, routeServerId: string): string => join(directory, `${routeServerId}${SUFFIX}`)

/** Everything that was kept in a directory; files that are damaged are left out and named to `damaged`. */
export function loadRibs(directory: string, damaged: (file: string) => void): Map<string, Saved> {
  mkdirSync(directory, { recursive: true })
  const found = new Map<string, Saved>()
  for (const name of readdirSync(directory)) {
    if (!name.endsWith(SUFFIX)) continue
    const saved = readRib(readFileSync(join(directory, name)))
    if (saved === undefined) damaged(join(directory, name))
    else found.set(name.slice(0, -SUFFIX.length), saved)
  }
  return found
}

/** Replaces the file of a route server with these parts. */
export async function saveRib(
  directory: string,
  routeServerId: string,
  resetGeneration: number,
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const file = fileOf(directory, routeServerId)
  const handle = await open(`${file}.new`, 'w')
  try {
    await handle.write(new Writer().put(MAGIC).u32(resetGeneration).finish())
    for await (const part of parts) {
      await handle.write(new Writer(4).u32(part.length).finish())
      await handle.write(part)
    }
    await handle.write(new Writer(4).u32(0).finish())
  } finally {
    await handle.close()
  }
  await rename(`${file}.new`, file)
}

/** Removes what was kept of route servers that are not among `ids`. */
export function keepOnly(directory: string, ids: ReadonlySet<string>): void {
  for (const name of readdirSync(directory)) {
    if (!ids.has(name.replace(/\.rib(\.new)?$/, ''))) rmSync(join(directory, name), { force: true })
  }
}

function readRib(bytes: Uint8Array): Saved | undefined {
  try {
    const reader = new Reader(bytes)
    if (!equalBytes(reader.take(MAGIC.length), MAGIC)) return undefined
    const resetGeneration = reader.u32()
    const parts: Uint8Array[] = []
    for (let length = reader.u32(); length > 0; length = reader.u32()) parts.push(reader.take(length))
    return { resetGeneration, parts }
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}
