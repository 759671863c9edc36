// Questions that the EC2 API has no words for, asked of our server under /_vrs/. Another EC2 endpoint has none of these.

import { EXIT, Failure } from '../failure.ts'
import { configuredEndpoint, endpointUrl } from '../config/endpoint.ts'
import { LOCAL_SERVER, type OwnCall } from './session.ts'

/** The server of `call`: named, configured, or the one on this machine. */
export const serverUrl = ({ globals, settings }: OwnCall): URL =>
  endpointUrl(globals.endpointUrl ?? configuredEndpoint(settings, 'ec2') ?? LOCAL_SERVER)

/** The body of the answer to `question`; fails with the server's own words. */
export async function ask(
  call: OwnCall,
  question: 'explain' | 'trace' | 'mrt' | 'warnings',
  parameters: Readonly<Record<string, string>>,
): Promise<Buffer> {
  const base = serverUrl(call)
  const url = new URL(`/_vrs/${question}?${new URLSearchParams(parameters).toString()}`, base)
  const { status, body } = await get(url, call.globals.readTimeout)
  if (status === 200) return body
  const text = body.toString('utf8').trim()
  if (status === 404 && text === '') throw new Failure(EXIT.other, `${base.origin} is not a server of vrs.`)
  throw new Failure(status < 500 ? EXIT.refused : EXIT.other, text)
}

function get(url: URL, timeout: number | undefined): Promise<{ status: number; body: Buffer }> {
  const { request } = process.getBuiltinModule('node:http')
  return new Promise((resolve, reject) => {
    const unreachable = (): void =>
      reject(new Failure(EXIT.other, `No server answers at ${url.origin}. Start one with: vrs serve`))
    const call = request(url, { agent: false, ...(timeout === undefined ? {} : { timeout }) }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts) }))
      answer.on('error', unreachable)
    })
    call.on('timeout', () => call.destroy())
    call.on('error', unreachable)
    call.end()
  })
}
