// The global options of one call, checked in the AWS CLI's order: --query, --endpoint-url, then the time limits.

import type { OptionValue } from './arguments/parser.ts'
import { otherFailure, wrongCommand } from './failure.ts'
import type { Query } from './output/query.ts'
import { parseInteger, quoted } from './value.ts'

export interface Globals {
  readonly debug: boolean
  readonly endpointUrl: string | undefined
  /** False with --no-verify-ssl. */
  readonly verifySsl: boolean
  readonly caBundle: string | undefined
  paginate: boolean
  readonly output: string | undefined
  readonly query: Query | undefined
  readonly profile: string | undefined
  readonly region: string | undefined
  readonly color: 'on' | 'off' | 'auto'
  readonly signRequest: boolean
  /** Milliseconds; undefined for no limit. */
  readonly readTimeout: number | undefined
  readonly connectTimeout: number | undefined
  readonly pager: boolean
}

/** Reads the values that the parser found; throws what is wrong with them. */
export async function resolveGlobals(values: ReadonlyMap<string, OptionValue>): Promise<Globals> {
  const text = (key: string): string | undefined => {
    const value = values.get(key)
    return value === undefined ? undefined : String(value)
  }
  const expression = text('query')
  const query = expression === undefined ? undefined : await compile(expression)
  const endpointUrl = text('endpoint-url')
  if (endpointUrl !== undefined) demandScheme(endpointUrl)
  return {
    query,
    endpointUrl,
    debug: values.has('debug'),
    verifySsl: !values.has('verify-ssl'),
    caBundle: text('ca-bundle'),
    paginate: !values.has('paginate'),
    output: text('output'),
    profile: text('profile'),
    region: text('region'),
    color: (text('color') ?? 'auto') as Globals['color'],
    signRequest: !values.has('sign-request'),
    readTimeout: timeout(text('cli-read-timeout')),
    connectTimeout: timeout(text('cli-connect-timeout')),
    pager: !values.has('no-cli-pager'),
  }
}

async function compile(expression: string): Promise<Query> {
  const { compileQuery } = await import('./output/query.ts')
  return compileQuery(expression)
}

function demandScheme(url: string): void {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(url)) return
  throw wrongCommand(
    `Bad value for --endpoint-url "${url}": scheme is missing.  ` +
      'Must be of the form http://<hostname>/ or https://<hostname>/',
  )
}

const SECONDS_DEFAULT = '60'

function timeout(text = SECONDS_DEFAULT): number | undefined {
  const seconds = parseInteger(text)
  if (seconds === undefined) throw otherFailure(`invalid literal for int() with base 10: ${quoted(text)}`)
  if (seconds < 0n)
    throw otherFailure(
      `Attempted to set a timeout to ${seconds}, but the timeout cannot be set to a value less than 0.`,
    )
  return seconds === 0n ? undefined : Number(seconds) * 1000
}
