// Asks the metadata service of an EC2 instance for the region. Loaded only when no region is configured.

import { isTrue, type Settings } from './settings.ts'

const TOKEN_SECONDS = 21600

/** The region of the instance; undefined when there is no metadata service, or it is switched off. */
export async function instanceRegion(settings: Settings): Promise<string | undefined> {
  if (isTrue(settings.variable('AWS_EC2_METADATA_DISABLED'))) return undefined
  const base = settings.variable('AWS_EC2_METADATA_SERVICE_ENDPOINT') ?? 'http://169.254.169.254/'
  const timeout = Number(settings.variable('AWS_METADATA_SERVICE_TIMEOUT') ?? 1) * 1000
  const ask = (method: string, path: string, headers: Record<string, string>): Promise<string | undefined> =>
    request(new URL(path, base), method, headers, timeout)
  const token = await ask('PUT', 'latest/api/token', {
    'x-aws-ec2-metadata-token-ttl-seconds': String(TOKEN_SECONDS),
  })
  if (token === undefined) return undefined
  const zone = await ask('GET', 'latest/meta-data/placement/availability-zone/', {
    'x-aws-ec2-metadata-token': token,
  })
  return zone === undefined || zone === '' ? undefined : zone.slice(0, -1)
}

function request(
  url: URL,
  method: string,
  headers: Record<string, string>,
  timeout: number,
): Promise<string | undefined> {
  const http = process.getBuiltinModule('node:http')
  return new Promise((resolve) => {
    const call = http.request(url, { method, headers, timeout, agent: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => (text += part))
      answer.on('end', () => resolve(answer.statusCode === 200 ? text : undefined))
      answer.on('error', () => resolve(undefined))
    })
    call.on('timeout', () => call.destroy())
    call.on('error', () => resolve(undefined))
    call.end()
  })
}
