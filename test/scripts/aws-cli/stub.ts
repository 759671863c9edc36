// A stand-in for an EC2 endpoint: records every request and answers as it is told. Used by the recorder, where it plays
// a small account, and by the tests, where it plays the recording back.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the command sent, as far as it is the same on every run. */
export interface SentRequest {
  readonly path: string
  /** Decoded form fields, by name; a random client token is shown as `<uuid>`. */
  readonly parameters: Readonly<Record<string, string>>
  /** From the Authorization header; absent for an unsigned request. */
  readonly accessKey?: string
  readonly region?: string
  readonly service?: string
  readonly sessionToken?: string
}

export interface Reply {
  readonly status: number
  readonly body: string
  /** `reset`: drop the connection instead of answering. `hang`: never answer. */
  readonly instead?: 'reset' | 'hang'
}

export interface Stub {
  readonly url: string
  readonly requests: SentRequest[]
  close(): Promise<void>
}

/** Starts a stub; `answer` is asked for every request, with its number from 0. */
export async function startStub(answer: (request: SentRequest, index: number) => Reply): Promise<Stub> {
  const requests: SentRequest[] = []
  const server = createServer((message, response) => {
    void readBody(message).then((body) => {
      const request = describe(message, body)
      requests.push(request)
      reply(response, answer(request, requests.length - 1))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => stop(server),
  }
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

async function readBody(message: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of message) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

function describe(message: IncomingMessage, body: string): SentRequest {
  const parameters = Object.fromEntries([...new URLSearchParams(body)].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  if (/^[0-9a-f-]{36}$/.test(parameters['ClientToken'] ?? '')) parameters['ClientToken'] = '<uuid>'
  const [, accessKey, region, service] =
    /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(message.headers.authorization ?? '') ?? []
  const token = message.headers['x-amz-security-token']
  return {
    path: message.url ?? '',
    parameters,
    ...(accessKey === undefined || region === undefined || service === undefined ? {} : { accessKey, region, service }),
    ...(typeof token === 'string' ? { sessionToken: token } : {}),
  }
}

function reply(response: ServerResponse, { status, body, instead }: Reply): void {
  if (instead === 'reset') response.destroy()
  else if (instead !== 'hang') {
    response.writeHead(status, { 'Content-Type': 'text/xml;charset=UTF-8' })
    response.end(body)
  }
}
