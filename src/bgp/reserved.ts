// Prefixes that never enter a VPC table, whoever announces them: RFC 4271 6.3 (ignored, the session lives), RFC 6890.
// 0.0.0.0/0 and ::/0 are legal,
// and so are the halves 0.0.0.0/1 and 128.0.0.0/1 that some devices announce instead. What the rules of EC2 route tables forbid besides is not decided here.

/** Why an IPv4 prefix may not be used; undefined when it may. */
export function whyReserved4(word: number, length: number): string | undefined {
  if (length === 0) return undefined
  const top = word >>> 24
  if (top === 0 && length >= 8) return 'this network (0.0.0.0/8)'
  if (top === 127) return 'loopback (127.0.0.0/8)'
  if (word >>> 16 === 0xa9fe && length >= 16) return 'link-local (169.254.0.0/16)'
  if (word >>> 28 === 0xe) return 'multicast (224.0.0.0/4)'
  if (word >>> 28 === 0xf) return 'reserved (240.0.0.0/4)'
  return undefined
}

/** Why an IPv6 prefix of four words at `at` may not be used; undefined when it may. */
export function whyReserved6(words: ArrayLike<number>, at: number, length: number): string | undefined {
  if (length === 0) return undefined
  const a = (words[at] as number) >>> 0
  if (a >>> 24 === 0xff) return 'multicast (ff00::/8)'
  if (a >>> 22 === 0x3fa && length >= 10) return 'link-local (fe80::/10)'
  if (length === 128 && a === 0 && words[at + 1] === 0 && words[at + 2] === 0 && (words[at + 3] as number) <= 1) {
    return words[at + 3] === 0 ? 'unspecified (::)' : 'loopback (::1)'
  }
  return undefined
}
