// Starts `vrs` as a child process, as a user would from a shell, and ends it by its pid.

import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, openSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The built command, dist/vrs.cjs of this checkout. */
export const VRS = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist', 'vrs.cjs')

/** A running `vrs serve` or `vrs appliance`. */
export class VrsProcess {
  readonly child: ChildProcess
  readonly #lines: string[] = []
  readonly #waiting = new Set<() => void>()
  #errors = ''
  #ended = false

  /** With `log`, the process writes to that file and goes on when we end; otherwise it writes to us. */
  constructor(args: readonly string[], log?: string) {
    if (!existsSync(VRS)) throw new Error('dist/vrs.cjs is not built: run npm run build')
    if (log === undefined) {
      this.child = spawn(process.execPath, [VRS, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
      this.#readPipes()
    } else {
      const file = openSync(log, 'a')
      this.child = spawn(process.execPath, [VRS, ...args], { stdio: ['ignore', file, file], detached: true })
      this.child.unref()
      this.#readFile(log)
    }
    this.child.on('close', () => {
      this.#ended = true
      this.#wake()
    })
  }

  #readFile(log: string): void {
    const read = (): void => {
      const lines = readFileSync(log, 'utf8').split('\n')
      this.#errors = lines.join('\n').slice(-10_000)
      this.#lines.splice(0, this.#lines.length, ...lines.slice(0, -1))
      this.#wake()
    }
    const timer = setInterval(read, 20)
    this.child.on('close', () => {
      clearInterval(timer)
      read()
    })
  }

  #readPipes(): void {
    let rest = ''
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n')
      rest = parts.pop() ?? ''
      this.#lines.push(...parts)
      this.#wake()
    })
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-10_000)
    })
  }

  #wake(): void {
    for (const resume of this.#waiting) resume()
  }

  /** What the process wrote on standard error, at most the last 10,000 characters. */
  get errors(): string {
    return this.#errors.trim()
  }

  get isRunning(): boolean {
    return !this.#ended
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  /** The first line, from line number `from` on, that the pattern matches. Rejects when the process ends before. */
  async line(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    for (let at = from; ;) {
      for (; at < this.#lines.length; at++) {
        const found = pattern.exec(this.#lines[at] ?? '')
        if (found !== null) return found
      }
      if (this.#ended) throw new Error(this.errors || `vrs ended with code ${this.child.exitCode} before it was ready`)
      await new Promise<void>((resolve) => {
        const resume = (): void => {
          this.#waiting.delete(resume)
          resolve()
        }
        this.#waiting.add(resume)
      })
    }
  }

  /** How many lines have been printed so far. */
  get lineCount(): number {
    return this.#lines.length
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name)
  }

  /** Ends the process and waits until it is gone. Resolves to its exit code, or undefined when a signal ended it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | undefined> {
    if (!this.#ended) {
      const closed = new Promise<void>((resolve) => this.child.once('close', () => resolve()))
      this.child.kill(signal)
      await closed
    }
    return this.child.exitCode ?? undefined
  }
}

/** Starts `vrs serve` with the flags and waits for its ready line. Listens on a free port unless a flag says otherwise. */
export async function startServer(
  flags: readonly string[] = [],
  log?: string,
): Promise<{ readonly process: VrsProcess; readonly endpoint: string; readonly bgpPort: number }> {
  const listen = flags.includes('--listen') ? [] : ['--listen', '127.0.0.1:0']
  const server = new VrsProcess(['serve', ...listen, ...flags], log)
  const ready = await server.line(/^vrs ready api=(\S+)/)
  const port = /bgp-port=(\d+)/.exec(ready.input)?.[1]
  return { process: server, endpoint: ready[1] ?? '', bgpPort: Number(port ?? 1179) }
}
