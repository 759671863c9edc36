// Cuts the byte stream of one TCP connection into messages and judges each header as soon as its 19 octets are there
// (RFC 4271 6.1, RFC 8654). A message that lies whole in a chunk is handed out where it is; only one that is cut by a
// chunk border is copied together. A driver may stop after any message and go on later.

import { ERROR, HEADER_ERROR, MESSAGE } from './iana.ts'
import type { MessageType } from './iana.ts'
import { EXTENDED_LENGTH_MAX, HEADER_LENGTH, MESSAGE_LENGTH_MAX, notification } from './message.ts'
import type { Notification } from './message.ts'

/** `message`: the fields of the framer name one. `wanting`: more octets are needed. `bad`: see `notification`; for ever. */
export type Framed = 'message' | 'wanting' | 'bad'

const NOTHING = new Uint8Array(0)
/** RFC 4271 6.1: the smallest length of each type; ROUTE-REFRESH is judged by its decoder (RFC 7313 5). */
const LENGTH_MIN: Readonly<Record<MessageType, number>> = {
  [MESSAGE.OPEN]: 29,
  [MESSAGE.UPDATE]: 23,
  [MESSAGE.NOTIFICATION]: 21,
  [MESSAGE.KEEPALIVE]: 19,
  [MESSAGE.ROUTE_REFRESH]: 19,
}

export class Framer {
  /** The message that `next` found: its type, and its octets `start` to `end` of `bytes`, header included. */
  type: MessageType = MESSAGE.KEEPALIVE
  bytes: Uint8Array = NOTHING
  start = 0
  end = 0
  /** What a bad header earns. */
  notification: Notification | undefined
  /** Whether both sides have sent the capability of RFC 8654. */
  extended = false

  #chunk: Uint8Array = NOTHING
  #at = 0
  readonly #queue: Uint8Array[] = []
  #part = NOTHING
  #have = 0

  /** Adds octets as they came. They must not be changed before the messages in them have been handled. */
  push(octets: Uint8Array): void {
    // A plain Uint8Array, never a Buffer: one kind of array keeps the decoder fast.
    const chunk = new Uint8Array(octets.buffer, octets.byteOffset, octets.byteLength)
    if (this.#at === this.#chunk.length && this.#queue.length === 0) {
      this.#chunk = chunk
      this.#at = 0
    } else {
      this.#queue.push(chunk)
    }
  }

  /** How many octets wait that are not part of a message handed out. */
  get waiting(): number {
    return this.#have + this.#chunk.length - this.#at + this.#queue.reduce((sum, chunk) => sum + chunk.length, 0)
  }

  /** Finds the next message. The octets of the one before may be overwritten. */
  next(): Framed {
    if (this.notification !== undefined) return 'bad'
    const chunk = this.#chunk
    const at = this.#at
    if (this.#have === 0 && chunk.length - at >= HEADER_LENGTH) {
      const length = this.#judge(chunk, at)
      if (length === 0) return 'bad'
      if (chunk.length - at >= length) {
        this.#at = at + length
        return this.#found(chunk, at, at + length)
      }
    }
    return this.#assemble()
  }

  #found(bytes: Uint8Array, start: number, end: number): 'message' {
    this.bytes = bytes
    this.start = start
    this.end = end
    return 'message'
  }

  /** A message that is cut by chunk borders. */
  #assemble(): Framed {
    // An extended message has been handed out from a large part; most sessions never see another.
    if (this.#have === 0 && this.#part.length > MESSAGE_LENGTH_MAX) this.#part = NOTHING
    if (!this.#fill(HEADER_LENGTH)) return 'wanting'
    const length = this.#judge(this.#part, 0)
    if (length === 0) return 'bad'
    if (!this.#fill(length)) return 'wanting'
    this.#have = 0
    return this.#found(this.#part, 0, length)
  }

  /** Moves octets together until there are `wanted`; whether there are. */
  #fill(wanted: number): boolean {
    if (this.#part.length < wanted) this.#growPart(wanted)
    while (this.#have < wanted) {
      if (this.#at === this.#chunk.length && !this.#nextChunk()) return false
      const count = Math.min(wanted - this.#have, this.#chunk.length - this.#at)
      this.#part.set(this.#chunk.subarray(this.#at, this.#at + count), this.#have)
      this.#have += count
      this.#at += count
    }
    return true
  }

  #growPart(wanted: number): void {
    const part = new Uint8Array(
      wanted <= 512 ? 512 : wanted <= MESSAGE_LENGTH_MAX ? MESSAGE_LENGTH_MAX : EXTENDED_LENGTH_MAX,
    )
    part.set(this.#part.subarray(0, this.#have))
    this.#part = part
  }

  #nextChunk(): boolean {
    const chunk = this.#queue.shift()
    this.#chunk = chunk ?? NOTHING
    this.#at = 0
    return chunk !== undefined
  }

  /** The length of the message whose header is at `at`, or 0 when it is bad. */
  #judge(bytes: Uint8Array, at: number): number {
    for (let i = 0; i < 16; i++) {
      if (bytes[at + i] !== 0xff) return this.#refuse(HEADER_ERROR.NOT_SYNCHRONIZED, NOTHING)
    }
    const length = ((bytes[at + 16] as number) << 8) | (bytes[at + 17] as number)
    const type = bytes[at + 18] as number
    const max =
      this.extended && type !== MESSAGE.OPEN && type !== MESSAGE.KEEPALIVE ? EXTENDED_LENGTH_MAX : MESSAGE_LENGTH_MAX
    const known = type >= MESSAGE.OPEN && type <= MESSAGE.ROUTE_REFRESH
    const min = known ? LENGTH_MIN[type as MessageType] : HEADER_LENGTH
    if (length < min || length > max || (type === MESSAGE.KEEPALIVE && length !== HEADER_LENGTH)) {
      return this.#refuse(HEADER_ERROR.BAD_LENGTH, bytes.slice(at + 16, at + 18))
    }
    if (!known) return this.#refuse(HEADER_ERROR.BAD_TYPE, bytes.slice(at + 18, at + 19))
    this.type = type as MessageType
    return length
  }

  #refuse(subcode: number, data: Uint8Array): 0 {
    this.notification = notification(ERROR.MESSAGE_HEADER, subcode, data)
    return 0
  }
}
