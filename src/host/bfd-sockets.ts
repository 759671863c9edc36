// The UDP sockets of BFD: one that receives for each local address and port, one that sends for each session. RFC 5881
// sections 4 and 5, RFC 5883 section 5. Where libc can be called the kernel drops what has not TTL 255; where it cannot,
// Node has no way to learn the TTL of a datagram, so nothing is checked and the owner says so.

import { createSocket, type Socket } from 'node:dgram'
import { randomInt } from 'node:crypto'
import { PORT_MULTIHOP, PORT_SINGLE_HOP, SOURCE_PORTS } from '../bfd/iana.ts'
import type { Libc } from './linux/libc.ts'
import { openUdpReceiver, openUdpSender } from './linux/sockets.ts'

/** Octets of queue: room for about 2,700 datagrams where the process may have them, which outlasts a long stall. */
const RECEIVE_BUFFER = 1 << 20
/** Free ports are found at once unless nearly all are taken. */
const TRIES = 64

/** Delivers each datagram with the address it came from, until it is closed. */
export interface Receiver {
  /** How many datagrams it has delivered. */
  readonly received: number
  close(): void
}

export interface Sender {
  readonly port: number
  send(datagram: Uint8Array): void
  close(): void
}

const localPort = (multihop: boolean): number => (multihop ? PORT_MULTIHOP : PORT_SINGLE_HOP)

/** Binds `address`; rejects with the system's error when it is not here or the port is taken. */
export async function openReceiver(
  libc: Libc | undefined,
  address: string,
  multihop: boolean,
  onDatagram: (datagram: Uint8Array, from: string) => void,
): Promise<Receiver> {
  const socket = newSocket()
  const port = localPort(multihop)
  await (libc === undefined
    ? bound(socket, { address, port, exclusive: true })
    : bound(socket, {
        fd: openUdpReceiver(libc, { address, port, ttl255: !multihop, receiveBuffer: RECEIVE_BUFFER }),
      }))
  const receiver = { received: 0, close: () => closed(socket) }
  socket.on('error', ignoreUnreachable)
  socket.on('message', (datagram, from) => {
    receiver.received++
    onDatagram(datagram, from.address)
  })
  return receiver
}

/** A socket of its own for one session: its source port, from the range that RFC 5881 section 4 sets, identifies it. */
export async function openSender(
  libc: Libc | undefined,
  path: { readonly localAddress: string; readonly peerAddress: string; readonly multihop: boolean },
  taken: ReadonlySet<number>,
  onError: (why: string) => void,
): Promise<Sender> {
  const socket = newSocket()
  const port = await bindFreePort(libc, socket, path.localAddress, taken)
  socket.setTTL(255)
  socket.on('error', ignoreUnreachable)
  const sent = (error: Error | null): void => {
    if (error !== null) onError(error.message)
  }
  return {
    port,
    send: (datagram) => socket.send(datagram, localPort(path.multihop), path.peerAddress, sent),
    close: () => closed(socket),
  }
}

/** Addresses are numeric always: asking the resolver would cost each packet a turn of the loop. */
const newSocket = (): Socket =>
  createSocket({ type: 'udp4', lookup: (host, _options, callback) => callback(null, host, 4) })

async function bindFreePort(
  libc: Libc | undefined,
  socket: Socket,
  address: string,
  taken: ReadonlySet<number>,
): Promise<number> {
  for (let tries = 1; ; tries++) {
    const port = randomInt(SOURCE_PORTS.first, SOURCE_PORTS.last + 1)
    // RFC 5881 section 4: unique among all sessions, as long as there are enough ports.
    if (taken.has(port) && tries < TRIES) continue
    try {
      await (libc === undefined
        ? bound(socket, { address, port, exclusive: true })
        : bound(socket, { fd: openUdpSender(libc, { address, port }) }))
      return port
    } catch (error) {
      const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      if (!inUse || tries >= TRIES) throw error
    }
  }
}

type Binding = { readonly fd: number } | { readonly address: string; readonly port: number; readonly exclusive: true }

const bound = (socket: Socket, binding: Binding): Promise<void> =>
  new Promise((resolve, reject) => {
    // A descriptor reports `listening` before bind returns, so both listeners come first.
    const settle = (error?: Error): void => {
      socket.off('error', settle)
      socket.off('listening', settle)
      if (error === undefined) resolve()
      else reject(error)
    }
    socket.once('error', settle)
    socket.once('listening', () => settle())
    socket.bind(binding)
  })

/** ICMP errors concern one packet; whether the peer is there is for the detection time to say. */
const ignoreUnreachable = (_error: Error): void => undefined

function closed(socket: Socket): void {
  socket.removeAllListeners('message')
  socket.close()
}
