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

function output(stream: NodeJS.WriteStream): Output {
  // A reader that went away (`| head`) is not an error of the command.
  stream.on('error', () => undefined)
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY ?? false,
    inherited: true,
    get columns() {
      return stream.columns
    },
    get rows() {
      return stream.rows
    },
  }
}

/** The machine that this process runs on. */
export function processWorld(): World {
  return {
    env: process.env,
    cwd: process.cwd(),
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    get stdinIsTerminal() {
      return process.stdin.isTTY ?? false
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
