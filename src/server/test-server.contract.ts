// A whole server in this process for tests: flags as a user gives them, real sockets on a free port, a log in memory.

import type { TestContext } from 'node:test'
import { signRequest, type Credentials } from '../ec2/sigv4.ts'
import { parseAccessKeys } from './access-keys.ts'
import { parseServeFlags } from './flags.ts'
import { start, type RunningServer } from './serve.ts'

/** A server that ends with the test. `keys` is the access-keys file as a value. */
export async function serve(t: TestContext, flags: readonly string[] = [], keys?: object): Promise<RunningServer> {
  const log = flags.some((flag) => flag.startsWith('--data')) ? [] : ['--memory']
  const parsed = parseServeFlags(['--listen=127.0.0.1:0', ...log, ...flags], '/nonexistent')
  const access = keys === undefined ? undefined : parseAccessKeys(JSON.stringify(keys), parsed.account)
  const server = await start(parsed, access)
  t.after(() => server.stop())
  return server
}

export interface Answer {
  readonly status: number
  readonly code: string
  readonly body: string
}

const FORM = 'application/x-www-form-urlencoded'

/** Posts a form and reads the answer. With credentials, signs it. */
export async function call(
  { port }: { readonly port: number },
  form: string,
  credentials?: Credentials,
  region = 'us-east-1',
  service = 'ec2',
): Promise<Answer> {
  const host = `127.0.0.1:${port}`
  const headers = [
    ['Host', host],
    ['Content-Type', FORM],
  ] as const
  const request = { method: 'POST', path: '/', query: '', headers, body: Buffer.from(form) }
  const all = credentials === undefined ? headers : signRequest(request, credentials, { region, service }, Date.now())
  const sent = all.filter(([name]) => name !== 'Host').map(([name, value]): [string, string] => [name, value])
  return readAnswer(await fetch(`http://${host}/`, { method: 'POST', headers: sent, body: form }))
}

/** The answer in a response; the code is `ok` for a success. */
export async function readAnswer(response: Response): Promise<Answer> {
  const body = await response.text()
  const code = /<Code>([^<]*)<\/Code>/.exec(body)?.[1] ?? (response.ok ? 'ok' : String(response.status))
  return { status: response.status, code, body }
}

/** What stands in the first element of that name. */
export const inElement = (body: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1]
