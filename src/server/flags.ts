// The flags of `vrs serve`, by the contract of the design: `--flag value` and `--flag=value` mean the same, and a flag
// that is wrong in any way ends the program with one clear line.

import { parseAddress } from '../base/ip.ts'
import type { RouterChoices } from '../control/settings.ts'

export interface ServeFlags {
  readonly listen: { readonly host: string; readonly port: number }
  /** Folder of the log; undefined with `--memory`. */
  readonly data: string | undefined
  readonly network: 'loopback' | 'host'
  /** undefined: 179 where the process may bind it, else 1179. */
  readonly bgpPort: number | undefined
  readonly accessKeys: string | undefined
  readonly region: string
  readonly account: string
  readonly quotas: 'aws' | 'none'
  readonly lifecycleDelaySeconds: number
  readonly defaultVpc: boolean
  readonly allowReset: boolean
  readonly strictFilters: boolean
  /** Sessions: what differs from the defaults. */
  readonly router: Omit<RouterChoices, 'md5Keys' | 'peerLogs'>
  /** File of the peer logs; `-` is standard error. */
  readonly peerLog: string | undefined
  /** JSON file of TCP MD5 keys by peer address. */
  readonly md5Keys: string | undefined
}

/** A flag that cannot be. The message is one line for the caller. */
export class FlagError extends Error {
  override readonly name = 'FlagError'
}

export const SERVE_USAGE = `usage: vrs serve [--listen 127.0.0.1:4179] [--data DIR | --memory] [--network loopback|host|linux]
                 [--bgp-port N] [--access-keys FILE] [--region us-east-1] [--account 000000000000]
                 [--quotas aws|none] [--lifecycle-delay SECONDS] [--no-default-vpc] [--allow-reset]
                 [--strict-filters] [--hold-time SECONDS] [--bfd-interval MILLISECONDS] [--bfd-multiplier N]
                 [--md5-keys FILE] [--prefix-limit-mode soft|hard] [--ttl-security] [--allow-foreign-first-as]
                 [--peer-log FILE|-]`

const WITH_VALUE = [
  'listen',
  'data',
  'network',
  'bgp-port',
  'access-keys',
  'region',
  'account',
  'quotas',
  'lifecycle-delay',
  'hold-time',
  'bfd-interval',
  'bfd-multiplier',
  'md5-keys',
  'peer-log',
  'prefix-limit-mode',
] as const
const WITHOUT_VALUE = [
  'memory',
  'no-default-vpc',
  'allow-reset',
  'strict-filters',
  'ttl-security',
  'allow-foreign-first-as',
] as const

type Given = ReadonlyMap<string, string>

/** Reads the flags; `defaultData` is where the log is when neither --data nor --memory is given. */
export function parseServeFlags(argv: readonly string[], defaultData: string): ServeFlags {
  const given = collect(argv)
  if (given.has('memory') && given.has('data')) throw new FlagError('--memory and --data exclude each other')
  const accessKeys = given.get('access-keys')
  const listen = parseListen(given.get('listen') ?? '127.0.0.1:4179')
  if (accessKeys === undefined && !isLoopback(listen.host)) {
    throw new FlagError(`--listen ${listen.host}: without --access-keys only a loopback address is allowed`)
  }
  return {
    listen,
    data: given.has('memory') ? undefined : (given.get('data') ?? defaultData),
    network: parseNetwork(given.get('network') ?? 'loopback'),
    bgpPort: optional(given, 'bgp-port', (text) => wholeNumber('bgp-port', text, 1, 65_535)),
    accessKeys,
    region: matching(given, 'region', 'us-east-1', /^[a-z]{2}(-[a-z]+)+-[0-9]$/, 'a region such as us-east-1'),
    account: matching(given, 'account', '000000000000', /^[0-9]{12}$/, 'twelve digits'),
    quotas: oneOf(given, 'quotas', ['aws', 'none']),
    lifecycleDelaySeconds: parseDelay(given.get('lifecycle-delay') ?? '0'),
    defaultVpc: !given.has('no-default-vpc'),
    allowReset: given.has('allow-reset'),
    strictFilters: given.has('strict-filters'),
    router: parseRouter(given),
    md5Keys: given.get('md5-keys'),
    peerLog: given.get('peer-log'),
  }
}

function parseRouter(given: Given): ServeFlags['router'] {
  const holdTime = optional(given, 'hold-time', (text) => wholeNumber('hold-time', text, 0, 65_535))
  // RFC 4271 4.2.
  if (holdTime === 1 || holdTime === 2) throw new FlagError(`--hold-time ${holdTime}: expected 0, or 3 and more`)
  const interval = optional(given, 'bfd-interval', (text) => wholeNumber('bfd-interval', text, 10, 60_000))
  const multiplier = optional(given, 'bfd-multiplier', (text) => wholeNumber('bfd-multiplier', text, 1, 255))
  return {
    ...(holdTime === undefined ? {} : { holdTimeSeconds: holdTime }),
    ...(interval === undefined ? {} : { bfdIntervalMilliseconds: interval }),
    ...(multiplier === undefined ? {} : { bfdMultiplier: multiplier }),
    ...parsePrefixLimitMode(given),
    ...(given.has('ttl-security') ? { ttlSecurity: true } : {}),
    ...(given.has('allow-foreign-first-as') ? { allowForeignFirstAs: true } : {}),
  }
}

function parsePrefixLimitMode(given: Given): Pick<ServeFlags['router'], 'prefixLimitMode'> {
  if (oneOf(given, 'prefix-limit-mode', ['soft', 'hard']) === 'soft') return {}
  if (given.get('quotas') === 'none')
    throw new FlagError('--prefix-limit-mode hard needs limits: not with --quotas none')
  return { prefixLimitMode: 'hard' }
}

function collect(argv: readonly string[]): Given {
  const given = new Map<string, string>()
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] as string
    const [, name = '', inline] = /^--([a-z][a-z0-9-]*)(?:=([\s\S]*))?$/.exec(argument) ?? []
    if (given.has(name)) throw new FlagError(`--${name} is given twice`)
    if (isOneOf(WITHOUT_VALUE, name)) {
      if (inline !== undefined) throw new FlagError(`--${name} takes no value`)
      given.set(name, '')
    } else if (isOneOf(WITH_VALUE, name)) {
      const value = inline ?? argv[++i]
      if (value === undefined || value === '') throw new FlagError(`--${name} needs a value`)
      given.set(name, value)
    } else throw new FlagError(`unknown argument '${argument}'`)
  }
  return given
}

const isOneOf = (names: readonly string[], name: string): boolean => names.includes(name)

const optional = <T>(given: Given, name: string, parse: (text: string) => T): T | undefined => {
  const text = given.get(name)
  return text === undefined ? undefined : parse(text)
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : -1
  if (value < min || value > max)
    throw new FlagError(`--${name} ${text}: expected a whole number from ${min} to ${max}`)
  return value
}

function matching(given: Given, name: string, otherwise: string, pattern: RegExp, what: string): string {
  const text = given.get(name) ?? otherwise
  if (!pattern.test(text)) throw new FlagError(`--${name} ${text}: expected ${what}`)
  return text
}

function oneOf<const T extends string>(given: Given, name: string, values: readonly [T, ...T[]]): T {
  const text = given.get(name) ?? values[0]
  const value = values.find((candidate) => candidate === text)
  if (value === undefined) throw new FlagError(`--${name} ${text}: expected ${values.join(' or ')}`)
  return value
}

function parseNetwork(text: string): ServeFlags['network'] {
  if (text === 'linux') throw new FlagError('--network linux is not available yet; use loopback or host')
  if (text === 'loopback' || text === 'host') return text
  throw new FlagError(`--network ${text}: expected loopback, host or linux`)
}

function parseDelay(text: string): number {
  const value = /^[0-9]{1,6}(\.[0-9]{1,6})?$/.test(text) ? Number(text) : -1
  if (value < 0 || value > 86_400) throw new FlagError(`--lifecycle-delay ${text}: expected seconds from 0 to 86400`)
  return value
}

/** ADDRESS:PORT, [ADDRESS]:PORT or localhost:PORT. */
function parseListen(text: string): ServeFlags['listen'] {
  const [, bracketed, plain, port = ''] = /^(?:\[([^\]]*)\]|([^:]*)):([0-9]{1,5})$/.exec(text) ?? []
  const host = plain === 'localhost' ? '127.0.0.1' : (bracketed ?? plain ?? '')
  const address = parseAddress(host)
  const wellFormed = address !== undefined && (address.family === 6) === (bracketed !== undefined)
  if (!wellFormed || Number(port) > 65_535) throw new FlagError(`--listen ${text}: expected ADDRESS:PORT`)
  return { host, port: Number(port) }
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  const address = parseAddress(host)
  if (address === undefined) return false
  const [first = 0, ...rest] = address.words
  if (address.family === 4) return first >>> 24 === 127
  return first === 0 && rest[0] === 0 && rest[1] === 0 && rest[2] === 1
}
