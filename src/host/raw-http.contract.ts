// A client for tests that sends exactly the bytes it is told to, good or bad, and shows what came back.

import { connect, type Socket } from 'node:net'

export interface RawReply {
  /** 0 when the connection was closed without an answer. */
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** Sends `bytes` on a connection of its own and reads until the server closes it or has answered once. */
export function raw(port: number, ...bytes: readonly (string | Uint8Array)[]): Promise<RawReply> {
  return readReply(sendRaw(port, ...bytes))
}

/** A connection on which `bytes` were sent. */
export function sendRaw(port: number, ...bytes: readonly (string | Uint8Array)[]): Socket {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => {}) // a reset is one of the ways to be turned away
  for (const part of bytes) socket.write(part)
  return socket
}

/** The first whole answer on the connection. */
export function readReply(socket: Socket): Promise<RawReply> {
  return new Promise((resolve) => {
    let text = ''
    const done = (): void => {
      resolve(parse(text))
      socket.destroy()
    }
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      text += chunk
      if (isWhole(text)) done()
    })
    socket.on('close', done)
  })
}

/** Resolves when the other side has closed the connection. */
export const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.on('close', () => resolve())
    socket.resume()
  })

/** A POST of a form, with more headers if wanted. */
export function post(form: string, headers: Readonly<Record<string, string>> = {}): string {
  const all = {
    Host: 'localhost',
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': String(Buffer.byteLength(form)),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return `POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${form}`
}

/** The code of an error document, or the status when there is none. */
export const codeOf = ({ status, body }: RawReply): string => /<Code>([^<]*)<\/Code>/.exec(body)?.[1] ?? String(status)

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end + 2))?.[1]
  return end >= 0 && length !== undefined && text.length >= end + 4 + Number(length)
}

function parse(text: string): RawReply {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, Math.max(0, end)).split('\r\n')
  const headers = new Map(lines.map((line) => [line.split(':')[0]?.toLowerCase() ?? '', line.replace(/^[^:]*: */, '')]))
  return { status: Number(first.split(' ')[1] ?? 0), headers, body: end < 0 ? '' : text.slice(end + 4) }
}
