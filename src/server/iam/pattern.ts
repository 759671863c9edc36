// Patterns of policies: `*` is any text, `?` any one character, `${key}` the value of a condition key (IAM User Guide, "IAM
// policy elements: Variables and tags"). A value that is put in is text, never a pattern. No regular expression is made
// from a policy or a request; matching takes at most pattern length times text length.

/** The values of a condition key, by its name in lower case. */
export type Context = ReadonlyMap<string, readonly string[]>

type Token =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'any' }
  | { readonly type: 'one' }
  | { readonly type: 'variable'; readonly key: string; readonly otherwise: string | undefined }

/** A pattern that was taken apart. */
export type Pattern = readonly Token[]

const PIECE = /\$\{([^{}]*)\}|\*|\?|[^$*?]+|\$/g
const VARIABLE = /^\s*([\w:/.@+=-]+)\s*(?:,\s*'([^']*)'\s*)?$/

/** The pattern in `text`. Where variables do not count, `${` is text. */
export function parsePattern(text: string, variables: boolean): Pattern {
  return Array.from(text.matchAll(PIECE), ([piece, inner]) => {
    if (inner !== undefined) return variables ? variable(inner) : textToken(piece)
    return piece === '*' ? { type: 'any' } : piece === '?' ? { type: 'one' } : textToken(piece)
  })
}

const textToken = (text: string): Token => ({ type: 'text', text })

/** `${*}`, `${?}` and `${$}` are the characters themselves. */
function variable(inner: string): Token {
  if (inner === '*' || inner === '?' || inner === '$') return textToken(inner)
  const [, key, otherwise] = VARIABLE.exec(inner) ?? []
  return key === undefined ? textToken(`\${${inner}}`) : { type: 'variable', key: key.toLowerCase(), otherwise }
}

const ANY = Symbol('any')
const ONE = Symbol('one')

/**
 * Whether `text` fits. A variable whose key has no single value and no default makes the pattern fit nothing. With
 * `literally`, `*` and `?` are characters like any other.
 */
export function fits(pattern: Pattern, text: string, context: Context, literally = false): boolean {
  const units: (string | typeof ANY | typeof ONE)[] = []
  for (const token of pattern) {
    if (token.type === 'text') units.push(...characters(token.text))
    else if (token.type === 'variable') {
      const value = valueOf(token.key, context) ?? token.otherwise
      if (value === undefined) return false
      units.push(...characters(value))
    } else if (literally) units.push(token.type === 'any' ? '*' : '?')
    else units.push(token.type === 'any' ? ANY : ONE)
  }
  return matchUnits(units, characters(text))
}

const characters = (text: string): readonly string[] => Array.from(text)

function valueOf(key: string, context: Context): string | undefined {
  const values = context.get(key)
  return values?.length === 1 ? values[0] : undefined
}

/** The usual two pointers: after a mismatch, the last `*` takes one character more. */
function matchUnits(units: readonly (string | symbol)[], text: readonly string[]): boolean {
  let unit = 0
  let at = 0
  let star = -1
  let starAt = 0
  while (at < text.length) {
    const current = units[unit]
    if (current === ANY) {
      star = unit++
      starAt = at
    } else if (current === ONE || current === text[at]) {
      unit++
      at++
    } else if (star >= 0) {
      unit = star + 1
      at = ++starAt
    } else return false
  }
  while (units[unit] === ANY) unit++
  return unit === units.length
}
