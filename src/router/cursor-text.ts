// A place in the routing database as text: the token of a page. Stays valid while routes come and go, because it names a
// place in the order and no row.

import { formatPrefix, parsePrefix } from '../base/ip.ts'
import type { PathCursor } from '../rib/route.ts'

/** PREFIX, or PREFIX~BEST~AFTER inside a prefix. */
export function formatCursor(cursor: PathCursor): string {
  const prefix = formatPrefix(cursor.prefix)
  if (cursor.inside === undefined) return prefix
  return `${prefix}~${cursor.inside.best ?? ''}~${cursor.inside.after ?? ''}`
}

/** Undefined for anything that `formatCursor` does not write. */
export function parseCursor(text: string): PathCursor | undefined {
  const [first, best, after, more] = text.split('~')
  const prefix = parsePrefix(first ?? '')
  if (prefix === undefined || formatPrefix(prefix) !== first || more !== undefined) return undefined
  if (best === undefined) return { prefix }
  if (after === undefined || !isPart(best) || !isPart(after)) return undefined
  const inside = { ...(best === '' ? {} : { best }), ...(after === '' ? {} : { after }) }
  return { prefix, inside }
}

const isPart = (text: string): boolean => /^[A-Za-z0-9-]{0,64}$/.test(text)
