// What the command line sees of the world: environment, terminal, clock, chance. Tests give their own, so that a
// whole command runs inside the test's process; `processWorld` is the real one.

/** Where text goes. */
export interface Output {
  write(text: string): void
  readonly isTerminal: boolean
  /** Whether a child process that inherits the stream writes to the same place. */
  readonly inherited?: boolean
  /** Width in characters, where the output is a terminal that says so. */
  readonly columns?: number | undefined
  readonly rows?: number | undefined
}

export interface World {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Directory that relative file names start from. */
  readonly cwd: string
  readonly stdout: Output
  readonly stderr: Output
  /** Whether a person can be asked. */
  readonly stdinIsTerminal: boolean
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly random: () => number
  readonly uuid: () => string
  readonly sleep: (milliseconds: number) => Promise<void>
  /** Process id and operating system, for `--version` and the user agent. */
  readonly system: { readonly platform: string; readonly release: string; readonly machine: string }
}

/**
 * Output by plain writes to the descriptor: `process.stdout` would load the stream and network modules, 7 ms, for every
 * call. A reader that went away (`| head`) is not an error of the command.
 */
function descriptor(fd: 1 | 2): Output {
  const stream = (): NodeJS.WriteStream => (fd === 1 ? process.stdout : process.stderr)
  const terminal = isTerminal(fd)
  return {
    write: (text) => writeAll(fd, Buffer.from(text)),
    isTerminal: terminal,
    inherited: true,
    get columns() {
      return terminal ? stream().columns || undefined : undefined
    },
    get rows() {
      return terminal ? stream().rows || undefined : undefined
    },
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  const { writeSync } = process.getBuiltinModule('node:fs')
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(fd, bytes, at)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return
      // A pipe that is full for the moment, and does not block.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}

/**
 * Only a character device can be a terminal, and on Linux not one of the memory devices, such as /dev/null: the module
 * that knows for sure costs 6 ms.
 */
function isTerminal(fd: number): boolean {
  const status = process.getBuiltinModule('node:fs').fstatSync(fd)
  if (!status.isCharacterDevice() || (process.platform === 'linux' && status.rdev >> 8 === 1)) return false
  return process.getBuiltinModule('node:tty').isatty(fd)
}

/** The machine that this process runs on. */
export function processWorld(): World {
  return {
    env: process.env,
    cwd: process.cwd(),
    stdout: descriptor(1),
    stderr: descriptor(2),
    get stdinIsTerminal() {
      return isTerminal(0)
    },
    now: Date.now,
    random: Math.random,
    uuid: () => process.getBuiltinModule('node:crypto').randomUUID(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    get system() {
      const os = process.getBuiltinModule('node:os')
      return { platform: os.type(), release: os.release(), machine: os.machine() }
    },
  }
}
