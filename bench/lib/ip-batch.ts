// One `ip` that is kept running and takes commands, so that none of them waits for a program to start.

import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { guarded } from './at-exit.ts'

const PLAIN = ['stdbuf', '-oL'] as const
const REAL_TIME = ['chrt', '-f', '50', ...PLAIN] as const

export class IpBatch {
  readonly #child: ChildProcess
  readonly #waiting: ((line: string) => void)[] = []

  /** With a real-time priority its commands are not late on a busy machine. */
  constructor(namespace: string, realTime = false) {
    const [program, ...args] = [...(realTime ? REAL_TIME : PLAIN), 'ip', '-o', '-n', namespace, '-force', '-batch', '-']
    this.#child = guarded(spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] }))
    const lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream })
    lines.on('line', (line) => this.#waiting.shift()?.(line))
  }

  /** A command that prints nothing. Done when a question after it is answered, in well under a millisecond. */
  order(command: string): void {
    this.#child.stdin?.write(`${command}\n`)
  }

  /** The gateway to which the kernel sends what is for the address; empty when there is none. */
  async nextHop(address: string): Promise<string> {
    const line = await new Promise<string>((resolve) => {
      this.#waiting.push(resolve)
      this.order(`route get ${address}`)
    })
    return / via (\S+)/.exec(line)?.[1] ?? ''
  }

  close(): void {
    this.#child.stdin?.end()
  }
}
