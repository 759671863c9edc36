// Rows of 32-bit words in chunks of 65,536: a row keeps its place, growth never copies more than the first chunk, and the
// words of a row share a cache line. Row 0 does not exist, so that 0 can mean none. Free rows are threaded through
// their first word; the owner of the rows decides how else a free row is told from a used one.
//
// Hot loops read `chunks` themselves: `chunks[row >>> ROW_SHIFT]`, offset `(row & ROW_MASK) * stride`. A chunk must not
// be held across take(): the first chunk is replaced while it is small.

export const ROW_SHIFT = 16
export const ROW_MASK = 0xffff
const CHUNK_ROWS = 1 << ROW_SHIFT
const FIRST_ROWS = 16

export class Rows {
  readonly stride: number
  chunks: Uint32Array[]
  /** One more than the highest row ever taken. */
  high = 1
  used = 0
  #free = 0

  constructor(stride: number) {
    this.stride = stride
    this.chunks = [new Uint32Array(FIRST_ROWS * stride)]
  }

  /** A row whose words are zero, except that those of a row used before hold what its owner left there. */
  take(): number {
    this.used++
    const free = this.#free
    if (free !== 0) {
      const chunk = this.chunks[free >>> ROW_SHIFT] as Uint32Array
      const at = (free & ROW_MASK) * this.stride
      this.#free = chunk[at] as number
      return free
    }
    const row = this.high++
    if ((row & ROW_MASK) === 0 || row < CHUNK_ROWS) this.#grow(row)
    return row
  }

  #grow(row: number): void {
    if (row >= CHUNK_ROWS) {
      this.chunks.push(new Uint32Array(CHUNK_ROWS * this.stride))
      return
    }
    const first = this.chunks[0] as Uint32Array
    if (row * this.stride < first.length) return
    const larger = new Uint32Array(first.length * 2)
    larger.set(first)
    this.chunks[0] = larger
  }

  /** Gives a row back. With the last one, all memory but a little goes too. */
  release(row: number): void {
    this.used--
    if (this.used === 0) {
      this.clear()
      return
    }
    const chunk = this.chunks[row >>> ROW_SHIFT] as Uint32Array
    chunk[(row & ROW_MASK) * this.stride] = this.#free
    this.#free = row
  }

  /** All rows are free at once. */
  clear(): void {
    this.chunks = [new Uint32Array(FIRST_ROWS * this.stride)]
    this.high = 1
    this.used = 0
    this.#free = 0
  }

  get(row: number, word: number): number {
    return (this.chunks[row >>> ROW_SHIFT] as Uint32Array)[(row & ROW_MASK) * this.stride + word] as number
  }

  set(row: number, word: number, value: number): void {
    ;(this.chunks[row >>> ROW_SHIFT] as Uint32Array)[(row & ROW_MASK) * this.stride + word] = value
  }

  /** Octets held. */
  get bytes(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
  }
}
