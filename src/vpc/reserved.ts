// Destinations that never enter a VPC route table: link-local (169.254.168.0/22 among it), loopback, multicast, class E,
// "this network" other than the default route; RFC 6890 and the VPC User Guide, route-server-how-it-works.

import { contains, parsePrefix } from '../base/ip.ts'
import type { Prefix } from '../base/ip.ts'
import { present } from '../base/assert.ts'

const RANGES = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::1/128',
  '::/128',
  'fe80::/10',
  'ff00::/8',
].map((text) => present(parsePrefix(text), text))

/** The first octets of reserved ranges: nearly every prefix is judged by this alone. */
const FIRST_OCTETS: Readonly<Record<4 | 6, ReadonlySet<number>>> = { 4: firstOctets(4), 6: firstOctets(6) }

function firstOctets(family: 4 | 6): ReadonlySet<number> {
  const octets = new Set<number>()
  for (const range of RANGES.filter((one) => one.family === family)) {
    const first = (range.words[0] as number) >>> 24
    for (let i = 0; i < 2 ** Math.max(0, 8 - range.length); i++) octets.add(first + i)
  }
  return octets
}

/** Whether the prefix lies in a reserved range. A shorter prefix that covers one, like the default route, is legal. */
export function isReserved(prefix: Prefix): boolean {
  if (prefix.length === 0 || !FIRST_OCTETS[prefix.family].has((prefix.words[0] as number) >>> 24)) return false
  return RANGES.some((range) => contains(range, prefix))
}
