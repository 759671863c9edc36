// `vrs serve` from source as a process of its own, for tests that kill it, and a bare client for them.

import { spawn, type ChildProcess } from 'node:child_process'
import { Agent, request } from 'node:http'
import { join } from 'node:path'

const SERVE = join(import.meta.dirname, '../../src/server/serve.ts')
const PROGRAM = `import(${JSON.stringify(SERVE)}).then(async (m) => { process.exitCode = await m.main(process.argv.slice(1)) })`

export interface SourceServer {
  readonly port: number
  readonly child: ChildProcess
  /** Resolves to the exit code; undefined when a signal ended it. */
  readonly ended: Promise<number | undefined>
  readonly errors: () => string
}

/** Starts a server and waits for its ready line; rejects with what it said when there is none. */
export async function startFromSource(flags: readonly string[]): Promise<SourceServer> {
  const { child, ended, errors, output } = run(flags)
  let text = ''
  const ready = new Promise<number>((resolve) => {
    output((chunk) => {
      text += chunk
      const port = /^vrs ready api=http:\/\/127\.0\.0\.1:(\d+) .*\n/.exec(text)?.[1]
      if (port !== undefined) resolve(Number(port))
    })
  })
  const port = await Promise.race([ready, ended.then(() => undefined)])
  if (port === undefined) throw new Error(errors())
  return { port, child, ended, errors }
}

/** Runs a server that is not expected to become ready. */
export async function runFromSource(
  flags: readonly string[],
): Promise<{ readonly code: number | undefined; readonly errors: string }> {
  const { ended, errors } = run(flags)
  return { code: await ended, errors: errors() }
}

function run(
  flags: readonly string[],
): Omit<SourceServer, 'port'> & { output: (take: (text: string) => void) => void } {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, '--', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = new Promise<number | undefined>((resolve) => child.once('close', (code) => resolve(code ?? undefined)))
  return { child, ended, errors: () => said, output: (take) => child.stdout?.setEncoding('utf8').on('data', take) }
}

/** Calls on connections that are kept; rejects when the server goes away before it has answered. */
export class BareClient {
  readonly #port: number
  readonly #agent: Agent

  constructor(port: number, connections: number) {
    this.#port = port
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections })
  }

  call(form: string): Promise<{ readonly status: number; readonly body: string }> {
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': Buffer.byteLength(form),
    }
    return new Promise((resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port: this.#port, method: 'POST', path: '/', agent: this.#agent, headers },
        (response) => {
          let body = ''
          response.setEncoding('utf8').on('data', (text: string) => (body += text))
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
          response.on('error', reject)
        },
      )
      sent.on('error', reject)
      sent.end(form)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}
