// SHA-256 (FIPS 180-4) and HMAC (RFC 2104) in plain code, for the short texts that a command line signs: loading
// node:crypto would be a tenth of the processor time of a call. The server, which hashes a lot, uses node:crypto.

const ROUND = new Int32Array(64)
const INITIAL = new Int32Array(8)
const schedule = new Int32Array(64)

/** The first 32 bits of the fraction of the root of a prime (FIPS 180-4 4.2.2, 5.3.3). */
const fraction = (root: number): number => ((root - Math.floor(root)) * 0x100000000) | 0

function fillConstants(): void {
  let found = 0
  for (let n = 2; found < 64; n++) {
    let isPrime = true
    for (let d = 2; d * d <= n; d++) if (n % d === 0) isPrime = false
    if (!isPrime) continue
    if (found < 8) INITIAL[found] = fraction(Math.sqrt(n))
    ROUND[found++] = fraction(Math.cbrt(n))
  }
}

/** The digest of `data`, 32 bytes. */
export function sha256(data: Uint8Array): Uint8Array {
  if (ROUND[0] === 0) fillConstants()
  const state = INITIAL.slice()
  const view = padded(data)
  for (let at = 0; at < view.byteLength; at += 64) compress(state, view, at)
  const digest = new DataView(new ArrayBuffer(32))
  for (let i = 0; i < 8; i++) digest.setInt32(4 * i, state[i] as number)
  return new Uint8Array(digest.buffer)
}

/** A one bit, zeros, and the length in bits, to a multiple of 64 bytes (FIPS 180-4 5.1.1). */
function padded(data: Uint8Array): DataView {
  const bytes = new Uint8Array((((data.length + 8) >> 6) + 1) << 6)
  bytes.set(data)
  bytes[data.length] = 0x80
  const view = new DataView(bytes.buffer)
  view.setUint32(bytes.length - 8, Math.floor(data.length / 0x20000000))
  view.setUint32(bytes.length - 4, (data.length << 3) >>> 0)
  return view
}

/** One block (FIPS 180-4 6.2.2). Written out, for it runs cold: an array in each round would cost more than the sums. */
function compress(state: Int32Array, view: DataView, at: number): void {
  const w = schedule
  for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i)
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15] as number
    const y = w[i - 2] as number
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    w[i] = (w[i - 16] as number) + s0 + (w[i - 7] as number) + s1
  }
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  let e = state[4] as number
  let f = state[5] as number
  let g = state[6] as number
  let h = state[7] as number
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (ROUND[i] as number) + (w[i] as number)) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  state[0] = (state[0] as number) + a
  state[1] = (state[1] as number) + b
  state[2] = (state[2] as number) + c
  state[3] = (state[3] as number) + d
  state[4] = (state[4] as number) + e
  state[5] = (state[5] as number) + f
  state[6] = (state[6] as number) + g
  state[7] = (state[7] as number) + h
}

/** The keyed digest of `data`, 32 bytes. */
export function hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array {
  const block = new Uint8Array(64)
  block.set(key.length > 64 ? sha256(key) : key)
  const inner = new Uint8Array(64 + data.length)
  const outer = new Uint8Array(96)
  for (let i = 0; i < 64; i++) {
    inner[i] = (block[i] as number) ^ 0x36
    outer[i] = (block[i] as number) ^ 0x5c
  }
  inner.set(data, 64)
  outer.set(sha256(inner), 64)
  return sha256(outer)
}
