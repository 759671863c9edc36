// Reading and writing network byte order. Reading past the end is one error, which the entry of each decoder turns
// into the error of its own protocol.

/** Fewer octets than the field needs, or a value that its format forbids. */
export class Malformed extends Error {
  override readonly name = 'Malformed'
}

/** A cursor over octets, big-endian. Every read that would pass `end` throws {@link Malformed}. */
export class Reader {
  readonly bytes: Uint8Array
  offset: number
  readonly end: number

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes
    this.offset = start
    this.end = end
  }

  get left(): number {
    return this.end - this.offset
  }

  #take(count: number): number {
    const at = this.offset
    if (count > this.end - at) throw new Malformed(`${count} octets wanted, ${this.end - at} left`)
    this.offset = at + count
    return at
  }

  u8(): number {
    return this.bytes[this.#take(1)] as number
  }

  u16(): number {
    const at = this.#take(2)
    return ((this.bytes[at] as number) << 8) | (this.bytes[at + 1] as number)
  }

  u32(): number {
    const at = this.#take(4)
    const b = this.bytes
    return (
      (((b[at] as number) << 24) |
        ((b[at + 1] as number) << 16) |
        ((b[at + 2] as number) << 8) |
        (b[at + 3] as number)) >>>
      0
    )
  }

  /** The next `count` octets, not copied. */
  take(count: number): Uint8Array {
    const at = this.#take(count)
    return this.bytes.subarray(at, at + count)
  }

  /** A reader for the next `count` octets, which this reader skips. */
  sub(count: number): Reader {
    const at = this.#take(count)
    return new Reader(this.bytes, at, at + count)
  }
}

/** Octets that grow as they are written, big-endian. */
export class Writer {
  #bytes: Uint8Array
  #length = 0

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity)
  }

  get length(): number {
    return this.#length
  }

  #room(count: number): number {
    const at = this.#length
    if (at + count > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, at + count))
      grown.set(this.#bytes.subarray(0, at))
      this.#bytes = grown
    }
    this.#length = at + count
    return at
  }

  u8(value: number): this {
    const at = this.#room(1)
    this.#bytes[at] = value
    return this
  }

  u16(value: number): this {
    const at = this.#room(2)
    this.#bytes[at] = value >>> 8
    this.#bytes[at + 1] = value
    return this
  }

  u32(value: number): this {
    const at = this.#room(4)
    this.#bytes[at] = value >>> 24
    this.#bytes[at + 1] = value >>> 16
    this.#bytes[at + 2] = value >>> 8
    this.#bytes[at + 3] = value
    return this
  }

  put(bytes: Uint8Array): this {
    const at = this.#room(bytes.length)
    this.#bytes.set(bytes, at)
    return this
  }

  /** Overwrites two octets written before, for lengths known only afterwards. */
  patchU16(at: number, value: number): this {
    this.#bytes[at] = value >>> 8
    this.#bytes[at + 1] = value
    return this
  }

  /** Overwrites one octet written before. */
  patchU8(at: number, value: number): this {
    this.#bytes[at] = value
    return this
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }
}

/** Octets as lower-case hexadecimal without blanks. */
export const toHex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')

/** Octets from hexadecimal; blanks are ignored. Throws {@link Malformed} on anything else. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '')
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) throw new Malformed('not hexadecimal')
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16))
}

/** Whether both hold the same octets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
