// BGP's TCP on loopback addresses of this process: what we send has TTL 255, seen by sockets that take nothing less
// (IP_MINTTL), because a capture would need root.

import assert from 'node:assert/strict'
import { Socket, createServer } from 'node:net'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { BgpTcp } from './bgp-tcp.ts'
import type { TcpEvents } from './bgp-tcp.ts'
import { loadLibc } from './linux/libc.ts'
import type { Libc } from './linux/libc.ts'
import { openTcp } from './linux/sockets.ts'

const loaded = loadLibc()
const skip = loaded.ok ? false : `no libc: ${loaded.why}`
let counter = 0
const address = (): string => `127.78.${process.pid & 255}.${++counter}`
const PORT = 10_000 + (process.pid % 20_000)

test('accepted connections: what we send has TTL 255 (RFC 5082 3)', { skip }, async (t) => {
  const [ours, plain] = [address(), address()]
  const other = createServer().listen({ host: plain, port: PORT })
  t.after(() => other.close())
  const deaf = strict(t, plain)
  const { tcp, event } = started(t)
  tcp.listen('us', { address: ours, port: PORT, connectionsMax: 9 })
  await event('listening')
  const client = strict(t, ours)
  const [id] = await event('opened')
  tcp.send(id as number, Uint8Array.of(1, 2, 3))
  const octets = await new Promise<Buffer>((resolve) => client.once('data', resolve))
  assert.deepEqual([...octets], [1, 2, 3])
  assert.equal(deaf.connecting, true, 'a server with the usual TTL is not heard')
})

test('connections that we open: what we send has TTL 255', { skip }, async (t) => {
  const there = address()
  const server = createServer((socket) => t.after(() => socket.destroy()))
  const fd = openTcp(libc(), { address: there, port: PORT, ttl: 255, minTtl: 255 })
  await new Promise<void>((resolve) => server.listen({ fd }, resolve))
  t.after(() => server.close())
  const usual = new Socket()
  t.after(() => usual.destroy())
  usual.connect({ host: there, port: PORT, localAddress: address() })
  const { tcp, event } = started(t)
  tcp.connect('us', { address: there, port: PORT, localAddress: address() })
  await event('opened')
  assert.equal(usual.connecting, true, 'the usual TTL is not heard')
})

function libc(): Libc {
  assert.ok(loaded.ok)
  return loaded.libc
}

/** A connection that hears nothing with a TTL below 255. */
function strict(t: TestContext, host: string): Socket {
  const socket = new Socket({ fd: openTcp(libc(), { address: address(), port: 0, ttl: 255, minTtl: 255 }) })
  t.after(() => socket.destroy())
  return socket.connect(PORT, host)
}

/** `event` resolves with the arguments of the next event of that name. */
function started(t: TestContext): { tcp: BgpTcp; event: (name: keyof TcpEvents) => Promise<readonly unknown[]> } {
  const waiting = new Map<string, (values: readonly unknown[]) => void>()
  const on =
    (name: keyof TcpEvents) =>
    (...values: readonly unknown[]): void =>
      waiting.get(name)?.(values)
  const tcp = new BgpTcp({
    listening: on('listening'),
    listenFailed: on('listenFailed'),
    opened: on('opened'),
    received: on('received'),
    sent: on('sent'),
    closed: on('closed'),
    dropped: on('dropped'),
  })
  t.after(() => tcp.closeAll())
  return { tcp, event: (name) => new Promise((resolve) => void waiting.set(name, resolve)) }
}
