// What was probably meant by an option that does not exist.

import type { Option } from './parser.ts'
import { similar } from './similar.ts'

const CUTOFF = 0.7

/** `Did you mean --peer-address?` for the unknown options in `words`; empty when nothing is like them. */
export function suggestion(words: readonly string[], options: readonly Option[]): string {
  const flags = options.map((option) => option.flag)
  const close = words.flatMap((word) => {
    if (!word.startsWith('--')) return []
    const [name = ''] = word.split('=')
    return similar(name, flags, CUTOFF).slice(0, 1)
  })
  const unique = [...new Set(close)]
  return unique.length === 0 ? '' : `Did you mean ${unique.join(', ')}?`
}
