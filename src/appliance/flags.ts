// The flags of `vrs appliance`: a small contract for demos and tests (README.md).

import { parseArgs } from 'node:util'
import { parseAddress, parseIpv4, parsePrefix } from '../base/ip.ts'
import type { Prefix } from '../base/ip.ts'

export interface ApplianceFlags {
  readonly local: string
  readonly connect: { readonly address: string; readonly port: number }
  readonly asn: number
  readonly remoteAsn: number
  readonly announce: readonly Prefix[]
  readonly med?: number
  readonly prepend: number
  readonly bfd: boolean
  readonly bfdInterval: number
  readonly holdTime: number
  readonly routesFile?: string
  /** RFC 2385. */
  readonly md5Key?: string
  /** Next hop of IPv6 routes; the IPv4-mapped form of the local address unless given. */
  readonly nextHop6?: readonly number[]
}

export const USAGE = `usage: vrs appliance --local ADDR --connect ADDR[:PORT] --asn N --remote-asn N
  [--announce PREFIX ...] [--med N] [--prepend N] [--bfd] [--routes-file MRT]
  [--bfd-interval MILLISECONDS] [--hold-time SECONDS] [--next-hop6 ADDR] [--md5-key KEY]

A small BGP and BFD device. Connects from ADDR, announces the prefixes and the routes of an MRT file (TABLE_DUMP_V2), and
prints one line for every change. SIGTERM and SIGINT close the session with Cease, Administrative Shutdown.`

/** The flags, or one sentence that says what is wrong with them. */
export function parseFlags(argv: readonly string[]): ApplianceFlags | string {
  try {
    return read(argv)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function read(argv: readonly string[]): ApplianceFlags {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      local: { type: 'string' },
      connect: { type: 'string' },
      asn: { type: 'string' },
      'remote-asn': { type: 'string' },
      announce: { type: 'string', multiple: true, default: [] },
      med: { type: 'string' },
      prepend: { type: 'string', default: '0' },
      bfd: { type: 'boolean', default: false },
      'bfd-interval': { type: 'string', default: '300' },
      'hold-time': { type: 'string', default: '15' },
      'routes-file': { type: 'string' },
      'next-hop6': { type: 'string' },
      'md5-key': { type: 'string' },
    },
  })
  const file = values['routes-file']
  const holdTime = number('--hold-time', values['hold-time'], 0, 65535)
  if (holdTime === 1 || holdTime === 2) throw new Error('--hold-time: 0, or 3 and more')
  return {
    local: address('--local', values.local),
    connect: place(values.connect),
    asn: number('--asn', values.asn, 1, 0xffffffff),
    remoteAsn: number('--remote-asn', values['remote-asn'], 1, 0xffffffff),
    announce: values.announce.map(prefix),
    ...(values.med === undefined ? {} : { med: number('--med', values.med, 0, 0xffffffff) }),
    prepend: number('--prepend', values.prepend, 0, 200),
    bfd: values.bfd,
    bfdInterval: number('--bfd-interval', values['bfd-interval'], 1, 60_000),
    holdTime,
    ...(file === undefined ? {} : { routesFile: file }),
    ...(values['md5-key'] === undefined ? {} : { md5Key: values['md5-key'] }),
    ...(values['next-hop6'] === undefined ? {} : { nextHop6: words6(values['next-hop6']) }),
  }
}

function address(flag: string, text: string | undefined): string {
  if (text === undefined) throw new Error(`${flag} is missing`)
  if (parseIpv4(text) === undefined) throw new Error(`${flag}: '${text}' is not an IPv4 address`)
  return text
}

function place(text: string | undefined): { readonly address: string; readonly port: number } {
  const [host, port] = (text ?? '').split(':')
  return {
    address: address('--connect', text === undefined ? undefined : host),
    port: port === undefined ? 179 : number('--connect', port, 1, 65535),
  }
}

function number(flag: string, text: string | undefined, min: number, max: number): number {
  if (text === undefined) throw new Error(`${flag} is missing`)
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < min || value > max) throw new Error(`${flag}: a number from ${min} to ${max}`)
  return value
}

function prefix(text: string): Prefix {
  const found = parsePrefix(text)
  if (found === undefined) throw new Error(`--announce: '${text}' is not a prefix`)
  return found
}

function words6(text: string): readonly number[] {
  const found = parseAddress(text)
  if (found?.family !== 6) throw new Error(`--next-hop6: '${text}' is not an IPv6 address`)
  return found.words
}
