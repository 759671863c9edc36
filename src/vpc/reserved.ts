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
]
  .map((text) => present(parsePrefix(text), text))
  .map((range) => ({ range, family: range.family }))

/** Whether the prefix lies in a reserved range. A shorter prefix that covers one, like the default route, is legal. */
export function isReserved(prefix: Prefix): boolean {
  if (prefix.length === 0) return false
  return RANGES.some(({ range, family }) => family === prefix.family && contains(range, prefix))
}
