// What a device that only sends has to understand of what it receives.

const HEADER = 19
export const OPEN = 1
export const KEEPALIVE = 4

/** The types of the messages in a chunk that begins with a message. */
export function typesIn(chunk: Uint8Array): readonly number[] {
  const types: number[] = []
  for (let at = 0; at + HEADER <= chunk.length;) {
    types.push(chunk[at + 18] as number)
    at += Math.max(HEADER, ((chunk[at + 16] as number) << 8) | (chunk[at + 17] as number))
  }
  return types
}
