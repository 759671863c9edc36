// Splits text into words as a POSIX shell does, without expanding anything (Python's shlex.split).

/** The words of `text`; undefined when a quote is not closed or a backslash ends the text. */
export function shellWords(text: string): string[] | undefined {
  const words: string[] = []
  let word: string | undefined
  let quote: string | undefined
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? ''
    if (quote !== undefined) {
      if (c === quote) quote = undefined
      else if (c === '\\' && quote === '"' && /["\\]/.test(text[i + 1] ?? '')) word = `${word ?? ''}${text[++i]}`
      else word = `${word ?? ''}${c}`
    } else if (c === "'" || c === '"') {
      quote = c
      word ??= ''
    } else if (c === '\\') {
      if (i + 1 >= text.length) return undefined
      word = `${word ?? ''}${text[++i]}`
    } else if (/\s/.test(c)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = `${word ?? ''}${c}`
  }
  if (quote !== undefined) return undefined
  return word === undefined ? words : [...words, word]
}
