// Filter values of EC2: `*` is any text, `?` any character, a backslash takes the next character as it is. Linear in text
// times pattern at worst, and never a regular expression made from input.

/** Whether the text matches the pattern. */
export function matches(pattern: string, text: string): boolean {
  let p = 0
  let t = 0
  let star = -1
  let mark = 0
  while (t < text.length) {
    const c = pattern[p]
    const literal = c === '\\' && p + 1 < pattern.length
    if (c === '*') {
      star = p++
      mark = t
    } else if (c !== undefined && (literal ? pattern[p + 1] === text[t] : c === '?' || c === text[t])) {
      p += literal ? 2 : 1
      t++
    } else if (star >= 0) {
      p = star + 1
      t = ++mark
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}

/** Whether the text matches any of the patterns. */
export const matchesAny = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => matches(pattern, text))
