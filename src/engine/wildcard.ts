// Filter values with wildcards (EC2 API, Filter): `*` is any text, `?` any one character, a backslash takes the next
// character as it is. No regular expression is ever made from what a caller sent.

const ANY = Symbol('any text')
const ONE = Symbol('any character')
type Token = string | typeof ANY | typeof ONE

/** A value of a filter, made ready. */
export type Pattern = { readonly exact: string } | { readonly tokens: readonly Token[] }

/** Reads the value of a filter. */
export function parsePattern(text: string): Pattern {
  if (!/[*?\\]/.test(text)) return { exact: text }
  const tokens: Token[] = []
  const characters = Array.from(text)
  for (let i = 0; i < characters.length; i++) {
    const c = characters[i] as string
    if (c === '\\') tokens.push(characters[++i] ?? '\\')
    else if (c === '?') tokens.push(ONE)
    else if (c !== '*') tokens.push(c)
    else if (tokens.at(-1) !== ANY) tokens.push(ANY)
  }
  return tokens.every((token) => typeof token === 'string') ? { exact: tokens.join('') } : { tokens }
}

/** Whether all of `text` fits the pattern. */
export const matches = (pattern: Pattern, text: string): boolean =>
  'exact' in pattern ? pattern.exact === text : fits(pattern.tokens, Array.from(text))

/** Only the last `*` is ever tried again, so the time is at most the product of both lengths. */
function fits(tokens: readonly Token[], text: readonly string[]): boolean {
  let at = 0
  let token = 0
  let star = -1
  let starAt = 0
  while (at < text.length) {
    const wanted = tokens[token]
    if (wanted === ANY) {
      star = token++
      starAt = at
    } else if (wanted === ONE || (wanted !== undefined && wanted === text[at])) {
      token++
      at++
    } else if (star >= 0) {
      token = star + 1
      at = ++starAt
    } else return false
  }
  while (tokens[token] === ANY) token++
  return token === tokens.length
}
