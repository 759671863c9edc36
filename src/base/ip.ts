// Addresses and prefixes. IPv4 is one unsigned 32-bit word, IPv6 four (most significant first). Text is read strictly:
// no octal, no short forms, no blanks; IPv6 is written as RFC 5952 says.

export type Family = 4 | 6
/** An address as unsigned 32-bit words: one for IPv4, four for IPv6. */
export interface Address {
  readonly family: Family
  readonly words: readonly number[]
}
/** A prefix whose host bits are zero. `length` is 0 to 32 (IPv4) or 0 to 128 (IPv6). */
export interface Prefix extends Address {
  readonly length: number
}

export const bitsOf = (family: Family): 32 | 128 => (family === 4 ? 32 : 128)

/** The word of a dotted quad of four decimal numbers 0 to 255 without leading zeros, else undefined. */
export function parseIpv4(text: string): number | undefined {
  let word = 0
  let part = -1
  let parts = 0
  for (let i = 0; i <= text.length; i++) {
    const c = i === text.length ? 46 : text.charCodeAt(i)
    if (c === 46) {
      if (part < 0 || parts === 4) return undefined
      word = word * 256 + part
      parts++
      part = -1
    } else {
      if (c < 48 || c > 57 || part === 0) return undefined
      part = (part < 0 ? 0 : part * 10) + c - 48
      if (part > 255) return undefined
    }
  }
  return parts === 4 ? word : undefined
}

export const formatIpv4 = (word: number): string =>
  `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`

function parseGroups(text: string): number[] | undefined {
  const groups: number[] = []
  if (text === '') return groups
  const parts = text.split(':')
  for (const [i, part] of parts.entries()) {
    if (i === parts.length - 1 && part.includes('.')) {
      const word = parseIpv4(part)
      if (word === undefined) return undefined
      groups.push(word >>> 16, word & 0xffff)
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined
      groups.push(Number.parseInt(part, 16))
    }
  }
  return groups
}

/** The four words of an IPv6 address in any form of RFC 4291 2.2 (no zone), else undefined. */
export function parseIpv6(text: string): readonly [number, number, number, number] | undefined {
  if (text.length > 45) return undefined
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = parseGroups(halves[0] as string)
  const tail = halves.length === 2 ? parseGroups(halves[1] as string) : []
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const g = [...head, ...Array.from({ length: missing }, () => 0), ...tail]
  const word = (i: number): number => (((g[i * 2] as number) << 16) | (g[i * 2 + 1] as number)) >>> 0
  return [word(0), word(1), word(2), word(3)]
}

/** RFC 5952 text of an IPv6 address. */
export function formatIpv6(words: ArrayLike<number>, offset = 0): string {
  const g: number[] = []
  for (let i = 0; i < 4; i++) {
    const w = words[offset + i] as number
    g.push(w >>> 16, w & 0xffff)
  }
  if (g.slice(0, 5).every((x) => x === 0) && g[5] === 0xffff) {
    return `::ffff:${formatIpv4(words[offset + 3] as number)}`
  }
  let best = -1
  let bestLength = 1
  for (let i = 0; i < 8; i++) {
    let n = 0
    while (i + n < 8 && g[i + n] === 0) n++
    if (n > bestLength) {
      best = i
      bestLength = n
    }
    i += n
  }
  const hex = (part: number[]): string => part.map((x) => x.toString(16)).join(':')
  return best < 0 ? hex(g) : `${hex(g.slice(0, best))}::${hex(g.slice(best + bestLength))}`
}

/** An address of either family, else undefined. */
export function parseAddress(text: string): Address | undefined {
  const v4 = parseIpv4(text)
  if (v4 !== undefined) return { family: 4, words: [v4] }
  const v6 = parseIpv6(text)
  return v6 === undefined ? undefined : { family: 6, words: v6 }
}

export const formatAddress = (address: Address): string =>
  address.family === 4 ? formatIpv4(address.words[0] as number) : formatIpv6(address.words)

/** The 32-bit mask of an IPv4 prefix length 0 to 32. */
export const maskOf = (length: number): number => (length === 0 ? 0 : (-1 << (32 - length)) >>> 0)

/** The words with every bit after `length` cleared. */
export const maskWords = (words: readonly number[], length: number): readonly number[] =>
  words.map((word, i) => (word & maskOf(Math.min(32, Math.max(0, length - i * 32)))) >>> 0)

/** An address and a length as a prefix; host bits are cleared. */
export const prefixOf = (address: Address, length: number): Prefix => ({
  family: address.family,
  words: maskWords(address.words, length),
  length,
})

/** ADDRESS/LENGTH of either family, else undefined. Host bits are cleared, as EC2 does; see {@link isCanonical}. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/')
  if (slash < 0) return undefined
  const address = parseAddress(text.slice(0, slash))
  const digits = text.slice(slash + 1)
  if (address === undefined || !/^(0|[1-9][0-9]{0,2})$/.test(digits)) return undefined
  const length = Number(digits)
  return length > bitsOf(address.family) ? undefined : prefixOf(address, length)
}

export const formatPrefix = (prefix: Prefix): string => `${formatAddress(prefix)}/${prefix.length}`

/** Whether the text of a prefix has no bits set after its length. */
export function isCanonical(text: string): boolean {
  const prefix = parsePrefix(text)
  const address = parseAddress(text.slice(0, text.indexOf('/')))
  return prefix !== undefined && address !== undefined && address.words.every((w, i) => w === prefix.words[i])
}

/** Whether `prefix` covers `other` (an address counts as its longest prefix). */
export function contains(prefix: Prefix, other: Address | Prefix): boolean {
  if (prefix.family !== other.family) return false
  const length = 'length' in other ? other.length : bitsOf(other.family)
  if (length < prefix.length) return false
  return maskWords(other.words, prefix.length).every((word, i) => word === prefix.words[i])
}

/** Whether two prefixes share an address. */
export const overlaps = (a: Prefix, b: Prefix): boolean => contains(a, b) || contains(b, a)

/** How many addresses an IPv4 prefix holds: 1 to 2^32. */
export const sizeOf = (prefix: Prefix): number => 2 ** (bitsOf(prefix.family) - prefix.length)

/** Order by address, then length: the order of tables and pages. */
export function comparePrefixes(a: Prefix, b: Prefix): number {
  if (a.family !== b.family) return a.family - b.family
  for (let i = 0; i < a.words.length; i++) {
    const d = (a.words[i] as number) - (b.words[i] as number)
    if (d !== 0) return d
  }
  return a.length - b.length
}
