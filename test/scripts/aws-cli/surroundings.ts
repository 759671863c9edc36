// The environment and the files that a case runs in.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Case, STANDING, withEndpoint } from './case.ts'

/** The environment of a case: nothing of the caller's. */
export function environment(one: Pick<Case, 'env'>, home: string, url: string): Record<string, string> {
  const env: Record<string, string | null> = { HOME: home, LANG: 'C.UTF-8', ...STANDING, ...one.env }
  const set = Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== null)
  return Object.fromEntries(set.map(([key, value]) => [key, withEndpoint(value, url)]))
}

/** Writes the files of a case below `home`. */
export function layOut(one: Pick<Case, 'files'>, home: string, url: string): void {
  for (const [name, text] of Object.entries(one.files ?? {})) {
    mkdirSync(dirname(join(home, name)), { recursive: true })
    writeFileSync(join(home, name), withEndpoint(text, url))
  }
}
