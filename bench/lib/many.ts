// Many small devices in one process: a session each, with a few routes of its own.

import { connect, type Socket } from 'node:net'
import { parseIpv4 } from '../../src/base/ip.ts'
import { encodeKeepalive, encodeMessage } from '../../src/bgp/message.ts'
import { encodeOpen, openOf } from '../../src/bgp/open.ts'
import { KEEPALIVE, OPEN, typesIn } from './messages.ts'
import type { PeerPlan } from './receiver.ts'

const UPDATE = 2

/** `routes` /24 prefixes of device `n`, in one UPDATE. */
function updateOf(n: number, peer: PeerPlan, routes: number): Uint8Array {
  return encodeMessage(UPDATE, (writer) => {
    writer.u16(0).u16(0x12)
    writer.u8(0x40).u8(1).u8(1).u8(0)
    writer.u8(0x40).u8(2).u8(6).u8(2).u8(1).u32(peer.asn)
    writer
      .u8(0x40)
      .u8(3)
      .u8(4)
      .u32(parseIpv4(peer.address.replace(/^127/, '10')) ?? 0)
    writer.patchU16(21, 4 + 9 + 7)
    for (let i = 0; i < routes; i++) {
      const word = 0x0b000000 + (n * routes + i) * 256
      writer
        .u8(24)
        .u8(word >>> 24)
        .u8((word >>> 16) & 255)
        .u8((word >>> 8) & 255)
    }
  })
}

export class ManyFeeder {
  readonly #sockets: Socket[] = []
  readonly #updates: readonly Uint8Array[]
  readonly #up: Promise<void>
  readonly #timer: NodeJS.Timeout

  constructor(peers: readonly PeerPlan[], to: { readonly address: string; readonly port: number }, routes: number) {
    this.#updates = peers.map((peer, n) => updateOf(n, peer, routes))
    this.#up = this.#openAll(peers, to)
    this.#timer = setInterval(() => this.#sockets.forEach((socket) => socket.write(encodeKeepalive())), 5_000)
  }

  #open(peer: PeerPlan, to: { readonly address: string; readonly port: number }): Promise<void> {
    const socket = connect({ host: to.address, port: to.port, localAddress: peer.address })
    this.#sockets.push(socket)
    const identifier = parseIpv4(peer.address) ?? 0
    const open = openOf({ localAs: peer.asn, peerAs: 65000, identifier, holdTime: 240, families: [4, 6] })
    socket.on('connect', () => socket.write(encodeOpen(open)))
    return new Promise((resolve, reject) => {
      socket.on('error', reject)
      socket.on('data', (chunk) => {
        const types = typesIn(chunk)
        if (types.includes(OPEN)) socket.write(encodeKeepalive())
        if (types.includes(KEEPALIVE)) resolve()
      })
    })
  }

  /** A few at a time: more would overflow the queue of a listener, and then wait for TCP to try again. */
  async #openAll(peers: readonly PeerPlan[], to: { readonly address: string; readonly port: number }): Promise<void> {
    for (let i = 0; i < peers.length; i += 4)
      await Promise.all(peers.slice(i, i + 4).map((peer) => this.#open(peer, to)))
  }

  established(): Promise<void> {
    return this.#up
  }

  /** Every device sends its routes. Returns when that began. */
  go(): number {
    const started = performance.timeOrigin + performance.now()
    for (const [n, socket] of this.#sockets.entries()) socket.write(this.#updates[n] ?? new Uint8Array())
    return started
  }

  stop(): void {
    clearInterval(this.#timer)
    for (const socket of this.#sockets) socket.destroy()
  }
}
