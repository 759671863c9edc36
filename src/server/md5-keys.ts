// The file of TCP MD5 keys (RFC 2385), an extension that the EC2 API has no field for: a JSON object from peer address
// to key.

import { readFileSync } from 'node:fs'
import { parseIpv4 } from '../base/ip.ts'
import { FlagError } from './flags.ts'

/** The kernel takes keys of at most so many octets. */
const KEY_MAX = 80

/** Reads the file; throws {@link FlagError}. */
export function readMd5Keys(file: string): Readonly<Record<string, string>> {
  try {
    return parseMd5Keys(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new FlagError(`--md5-keys ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Keys by peer address; throws what is wrong. */
export function parseMd5Keys(text: string): Readonly<Record<string, string>> {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('expected a JSON object')
  const keys = Object.create(null) as Record<string, string>
  for (const [address, key] of Object.entries(value as Record<string, unknown>)) {
    if (parseIpv4(address) === undefined) throw new Error(`'${address}' is not an IPv4 address`)
    const octets = typeof key === 'string' ? new TextEncoder().encode(key).length : 0
    if (typeof key !== 'string' || octets < 1 || octets > KEY_MAX) {
      throw new Error(`the key of ${address} is not a text of 1 to ${KEY_MAX} octets`)
    }
    keys[address] = key
  }
  return keys
}
