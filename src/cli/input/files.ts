// Values that name a file: `file://name` for text, `fileb://name` for bytes. `~` and `$NAME` in the name are expanded;
// nothing of the content is trimmed.

import type { World } from '../world.ts'

/** A file could not be read; the message says which and why, as the AWS CLI does. */
export class FileFailure extends Error {
  override readonly name = 'FileFailure'
}

/** The content of the file that `value` names; undefined when it names none. */
export function fileContent(value: string, world: World): string | Uint8Array | undefined {
  const prefix = ['file://', 'fileb://'].find((p) => value.startsWith(p))
  if (prefix === undefined) return undefined
  const name = expandPath(value.slice(prefix.length), world)
  const bytes = readNamed(name, value, world)
  return prefix === 'file://' ? text(bytes, name) : bytes
}

function text(bytes: Uint8Array, name: string): string {
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return decoded.replaceAll('\r\n', '\n').replaceAll('\r', '\n')
  } catch {
    throw new FileFailure(
      `Unable to load paramfile (${name}), text contents could not be decoded.  ` +
        'If this is a binary file, please use the fileb:// prefix instead of the file:// prefix.',
    )
  }
}

function readNamed(name: string, value: string, world: World): Uint8Array {
  try {
    return process.getBuiltinModule('node:fs').readFileSync(absolute(name, world))
  } catch (error) {
    throw new FileFailure(`Unable to load paramfile ${value}: ${systemReason(error, name)}`)
  }
}

const REASONS: Readonly<Record<string, readonly [number, string]>> = {
  ENOENT: [2, 'No such file or directory'],
  EACCES: [13, 'Permission denied'],
  ENOTDIR: [20, 'Not a directory'],
  EISDIR: [21, 'Is a directory'],
}

/** `[Errno 2] No such file or directory: 'name'`. */
function systemReason(error: unknown, name: string): string {
  const code = (error as { code?: string }).code ?? ''
  const [number, reason] = REASONS[code] ?? [5, String(error)]
  return `[Errno ${number}] ${reason}: '${name}'`
}

/** `~`, `$NAME` and `${NAME}`; names that the environment does not have stay as they are. */
export function expandPath(path: string, { env }: World): string {
  const home = env['HOME']
  const fromHome = home !== undefined && /^~(\/|$)/.test(path) ? home.replace(/\/$/, '') + path.slice(1) : path
  return fromHome.replace(/\$(?:(\w+)|\{([^}]*)\})/g, (whole, plain?: string, braced?: string) => {
    return env[plain ?? braced ?? ''] ?? whole
  })
}

/** `path` from the directory that the command was started in. */
export const absolute = (path: string, world: World): string =>
  process.getBuiltinModule('node:path').resolve(world.cwd, path)
