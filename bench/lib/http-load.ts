// Load for an HTTP API: some connections, each of which sends a request, waits for its answer and sends the next. The
// client is as small as can be (bytes out, length in), so that on few cores it takes little from what is measured.

import { connect, type Socket } from 'node:net'

export interface Load {
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly failed: number
  readonly firstFailure: string | undefined
}

export interface LoadOptions {
  readonly port: number
  readonly connections: number
  /** The body of each request, in order. */
  readonly forms: readonly string[]
  /** Sent with each, for servers that want to see a signature. */
  readonly headers: Readonly<Record<string, string>>
}

/** Sends all forms and measures. */
export async function load(options: LoadOptions): Promise<Load> {
  const requests = options.forms.map((form) => requestOf(options, form))
  const times: number[] = []
  const failures: string[] = []
  let next = 0
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: options.connections }, async () => {
      let line: Line | undefined
      while (next < requests.length) {
        const bytes = requests[next++] as Buffer
        const sentAt = performance.now()
        line ??= await Line.open(options.port)
        const answer = await line.ask(bytes)
        times.push(performance.now() - sentAt)
        // A server that does not keep connections makes each request pay for a new one, as it does with every client.
        if (/^HTTP\/1\.0|^connection: *close/im.test(answer.slice(0, 600))) {
          line.close()
          line = undefined
        }
        if (!answer.startsWith('HTTP/1.1 200')) failures.push(answer.slice(0, 600))
      }
      line?.close()
    }),
  )
  const seconds = (performance.now() - startedAt) / 1_000
  times.sort((a, b) => a - b)
  const at = (part: number): number => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0
  return {
    perSecond: times.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
    failed: failures.length,
    firstFailure: failures[0],
  }
}

/** One request, for setting up: the body of its answer. */
export async function ask(options: Omit<LoadOptions, 'forms' | 'connections'>, form: string): Promise<string> {
  const line = await Line.open(options.port)
  const answer = await line.ask(requestOf(options, form))
  line.close()
  if (!answer.startsWith('HTTP/1.1 200')) throw new Error(`${form}: ${answer.slice(0, 600)}`)
  return answer.slice(answer.indexOf('\r\n\r\n') + 4)
}

function requestOf({ port, headers }: Pick<LoadOptions, 'port' | 'headers'>, form: string): Buffer {
  const all = {
    Host: `127.0.0.1:${port}`,
    'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(form)),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return Buffer.from(`POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${form}`)
}

/** A connection with one request on it at a time. */
class Line {
  readonly #socket: Socket
  #chunks: Buffer[] = []
  #size = 0
  #want = -1
  #done: (answer: string) => void = () => {}
  #failed: (error: Error) => void = () => {}

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('error', (error) => this.#failed(error))
    socket.on('close', () => this.#failed(new Error('the server closed the connection')))
  }

  static open(port: number): Promise<Line> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1' })
      socket.once('error', reject)
      socket.once('connect', () => resolve(new Line(socket)))
    })
  }

  ask(bytes: Buffer): Promise<string> {
    this.#chunks = []
    this.#size = 0
    this.#want = -1
    return new Promise((resolve, reject) => {
      this.#done = resolve
      this.#failed = reject
      this.#socket.write(bytes)
    })
  }

  close(): void {
    this.#failed = () => {}
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#size += chunk.length
    if (this.#want < 0) this.#want = wholeLength(Buffer.concat(this.#chunks))
    if (this.#want >= 0 && this.#size >= this.#want) this.#done(Buffer.concat(this.#chunks).toString('latin1'))
  }
}

/** Length of head and body; -1 while the head is not there. */
function wholeLength(bytes: Buffer): number {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return -1
  const length = /\r\ncontent-length: *(\d+)/i.exec(bytes.subarray(0, end + 2).toString('latin1'))?.[1]
  if (length === undefined) throw new Error('the answer has no Content-Length')
  return end + 4 + Number(length)
}
