// Which of some names was probably meant: the measure of Python's difflib (Ratcliff and Obershelp), because the AWS CLI
// suggests by it. Texts shorter than 200 characters only, so that its "junk" rule never applies.

interface Match {
  readonly a: number
  readonly b: number
  readonly size: number
}

/** The longest common run of a[aLow..aHigh) and b[bLow..bHigh), the earliest in `a`, then in `b`. */
function longestMatch(a: string, b: string, aLow: number, aHigh: number, bLow: number, bHigh: number): Match {
  let best: Match = { a: aLow, b: bLow, size: 0 }
  let lengths = new Map<number, number>()
  for (let i = aLow; i < aHigh; i++) {
    const next = new Map<number, number>()
    for (let j = bLow; j < bHigh; j++) {
      if (a[i] !== b[j]) continue
      const size = (lengths.get(j - 1) ?? 0) + 1
      next.set(j, size)
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size }
    }
    lengths = next
  }
  return best
}

function matched(a: string, b: string, aLow = 0, aHigh = a.length, bLow = 0, bHigh = b.length): number {
  const match = longestMatch(a, b, aLow, aHigh, bLow, bHigh)
  if (match.size === 0) return 0
  const before = matched(a, b, aLow, match.a, bLow, match.b)
  return match.size + before + matched(a, b, match.a + match.size, aHigh, match.b + match.size, bHigh)
}

/** How alike two texts are, from 0 to 1. */
export function ratio(a: string, b: string): number {
  const total = a.length + b.length
  return total === 0 ? 1 : (2 * matched(a, b)) / total
}

/** At most three of `choices` that are at least `cutoff` alike to `word`, the most alike first. */
export function similar(word: string, choices: readonly string[], cutoff: number): string[] {
  const scored = choices.map((choice) => ({ choice, score: ratio(choice, word) })).filter((s) => s.score >= cutoff)
  scored.sort((x, y) => y.score - x.score || (x.choice < y.choice ? 1 : -1))
  return scored.slice(0, 3).map((s) => s.choice)
}
