// Which suggestions fit what was typed: its letters in order, the nearer together and the earlier the better.

/** A number that is lower for a better fit; undefined when the letters of `typed` are not in `value` in order. */
export function misfit(typed: string, value: string): number | undefined {
  const wanted = typed.toLowerCase()
  const text = value.toLowerCase()
  const exact = text.indexOf(wanted)
  if (exact >= 0) return exact
  let at = -1
  let gaps = 0
  for (const letter of wanted) {
    const next = text.indexOf(letter, at + 1)
    if (next < 0) return undefined
    gaps += next - at - 1
    at = next
  }
  return value.length + gaps
}

/** The items that fit, best first; equal ones keep their order. */
export function bestFits<T>(typed: string, items: readonly T[], textOf: (item: T) => string): T[] {
  const scored = items.flatMap((item) => {
    const score = misfit(typed, textOf(item))
    return score === undefined ? [] : [{ item, score }]
  })
  return scored.toSorted((a, b) => a.score - b.score).map(({ item }) => item)
}
