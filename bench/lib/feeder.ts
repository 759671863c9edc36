// A BGP device that does nothing but send a prepared stream as fast as the receiver takes it. A process of its own, so that
// it does not share a core's turn with what is measured. Driven by messages of its parent: `go` sends the table, `withdraw` the
// withdrawals, `repeat` both in turn without end, `close` ends the connection. Runs as: node feeder.ts JSON-of-FeederOptions

import { connect, type Socket } from 'node:net'
import { parseIpv4 } from '../../src/base/ip.ts'
import { encodeKeepalive } from '../../src/bgp/message.ts'
import { encodeOpen, openOf } from '../../src/bgp/open.ts'
import { KEEPALIVE, OPEN, typesIn } from './messages.ts'
import { tableStream, withdrawStream } from './routes.ts'

export interface FeederOptions {
  readonly local: string
  readonly remote: string
  readonly port: number
  readonly asn: number
  readonly remoteAsn: number
  readonly routes4: number
  readonly routes6: number
  readonly prepend: number
  /** Table of its own: other seeds give other attributes. */
  readonly seed: number
  /** Next hop of its IPv4 routes. */
  readonly nextHop: string
  /** IPv6 routes over its IPv4 next hop: what vrs resolves to an interface, and BIRD refuses. */
  readonly mappedNextHop6: boolean
}

const options = JSON.parse(process.argv[2] ?? '{}') as FeederOptions
const nextHop4 = parseIpv4(options.nextHop) ?? 0
const nextHop6 = options.mappedNextHop6 ? [0, 0, 0xffff, nextHop4] : [0x20010db8, 0, 0, 1]
const table = tableStream({ ...options, nextHop4, nextHop6 })
const withdraw = withdrawStream(options.routes4)
const tell = (what: string, data: Record<string, unknown> = {}): void => void process.send?.({ what, ...data })

let pumping = false
const TRIES = 50

function pump(socket: Socket, bytes: Uint8Array, done: () => void): void {
  const CHUNK = 256 << 10
  let at = 0
  pumping = true
  const more = (): void => {
    while (at < bytes.length) {
      const end = Math.min(bytes.length, at + CHUNK)
      const room = socket.write(bytes.subarray(at, end))
      at = end
      if (!room) {
        socket.once('drain', more)
        return
      }
    }
    pumping = false
    done()
  }
  more()
}

let established = false
let socket = attempt(1)

/** A receiver may not know us yet, or still hold our last session: we try again, until we were Established once. */
function attempt(tries: number): Socket {
  const one = connect({ host: options.remote, port: options.port, localAddress: options.local })
  one.setNoDelay(true)
  let why = ''
  one.on('connect', () => one.write(hello()))
  one.on('data', (chunk) => heard(one, chunk))
  one.on('error', (error) => (why = error.message))
  one.on('close', () => {
    if (!established && tries < TRIES) return void setTimeout(() => (socket = attempt(tries + 1)), 200)
    if (why !== '') tell('error', { why })
    tell('closed')
    return undefined
  })
  return one
}

function hello(): Uint8Array {
  const open = openOf({
    localAs: options.asn,
    peerAs: options.remoteAsn,
    identifier: parseIpv4(options.local) ?? 0,
    holdTime: 240,
    families: [4, 6],
  })
  return encodeOpen(open)
}

function heard(one: Socket, chunk: Uint8Array): void {
  // OPEN of the other side: answer with a KEEPALIVE. Whatever comes later is only read.
  if (established) return
  const types = typesIn(chunk)
  if (types.includes(OPEN)) one.write(encodeKeepalive())
  if (types.includes(KEEPALIVE)) {
    established = true
    tell('established', { messages: table.messages, bytes: table.bytes.length })
  }
}
// Not in the middle of the stream: its chunks do not end with messages.
setInterval(() => {
  if (established && !pumping) socket.write(encodeKeepalive())
}, 5_000).unref()
const started = (): Record<string, unknown> => ({ started: performance.timeOrigin + performance.now() })

/** The table comes and goes, until the connection or the process ends. */
function overAndOver(rounds: number): void {
  pump(socket, table.bytes, () =>
    pump(socket, withdraw, () => {
      tell('round', { rounds })
      overAndOver(rounds + 1)
    }),
  )
}

process.on('message', (what) => {
  if (what === 'close') return void socket.destroy()
  tell('started', { of: what, ...started() })
  if (what === 'go') pump(socket, table.bytes, () => tell('sent'))
  if (what === 'withdraw') pump(socket, withdraw, () => tell('withdrawn'))
  if (what === 'repeat') overAndOver(1)
  return undefined
})
// Whoever started us is gone.
process.on('disconnect', () => process.exit())
