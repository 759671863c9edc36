// Room in the FIB (behaviour reference 8.8): a prefix takes a slot when it comes, while there is one, and keeps it until
// it goes: first come, first kept. Prefixes with a best path but no slot wait in the order of their coming. A slot whose
// prefix has no usable path at the moment is a reservation; it is taken back as soon as another prefix waits.

const FAMILY_6 = 0x8000_0000

export class FibSlots {
  max = Infinity
  /** Slots taken, reservations included. */
  taken = 0
  /** No slots for the moment. */
  held = false
  /** Whether prefixes may wait for reservations or be unknown to the queue: a scan of the tables is due. */
  scanDue = false
  #ring = new Uint32Array(16)
  #first = 0
  #count = 0

  /** Takes a slot if there is one. */
  take(): boolean {
    if (this.taken >= this.max || this.held) return false
    this.taken++
    return true
  }

  /** Whether reservations are to be given up: prefixes wait, or a limit was lowered. */
  get isScarce(): boolean {
    return this.#count > 0 || this.taken > this.max
  }

  get waiting(): number {
    return this.#count
  }

  enqueue(family: 4 | 6, prefix: number): void {
    if (this.#count === this.#ring.length) this.#grow()
    this.#ring[(this.#first + this.#count) & (this.#ring.length - 1)] =
      family === 6 ? (FAMILY_6 | prefix) >>> 0 : prefix
    this.#count++
  }

  /** The prefix that has waited longest, out of the queue; undefined when none waits. */
  dequeue(): { readonly family: 4 | 6; readonly prefix: number } | undefined {
    if (this.#count === 0) return undefined
    const entry = this.#ring[this.#first] as number
    this.#first = (this.#first + 1) & (this.#ring.length - 1)
    this.#count--
    return { family: entry >= FAMILY_6 ? 6 : 4, prefix: entry & 0xff_ffff }
  }

  #grow(): void {
    const larger = new Uint32Array(this.#ring.length * 2)
    for (let i = 0; i < this.#count; i++) larger[i] = this.#ring[(this.#first + i) & (this.#ring.length - 1)] as number
    this.#ring = larger
    this.#first = 0
  }
}
