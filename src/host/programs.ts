// Where the files of our own child programs are: beside this one in the bundle, or in the source tree when run from it.

import { fileURLToPath } from 'node:url'

const SOURCES = {
  'router-process': '../server/router-process.ts',
  'bfd-worker': './bfd-worker.ts',
} as const

export type ProgramName = keyof typeof SOURCES

/** Path of the file to start for `name`. */
export function programFile(name: ProgramName): string {
  const here = import.meta.url
  return fileURLToPath(new URL(here.endsWith('.ts') ? SOURCES[name] : `./${name}.cjs`, here))
}
