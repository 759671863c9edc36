// Sockets made through libc, on loopback addresses of this process, without root.

import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { Socket, createServer, type Server } from 'node:net'
import { test, type TestContext } from 'node:test'
import { LinuxError, loadLibc, type Libc } from './libc.ts'
import { openTcp, openUdpReceiver, openUdpSender, setMd5Key, type TcpOptions } from './sockets.ts'

const loaded = loadLibc()
const skip = loaded.ok ? false : `no libc: ${loaded.why}`
let counter = 0
const address = (): string => `127.79.${process.pid & 255}.${++counter}`

test('the kernel passes what came with TTL 255 and nothing else', { skip }, async (t) => {
  const [to, from] = [address(), address()]
  const heard: string[] = []
  const receiver = createSocket('udp4')
  t.after(() => receiver.close())
  const done = new Promise<void>((resolve) =>
    receiver.on('message', (octets) => {
      heard.push(octets.toString())
      if (octets.toString() === 'end') resolve()
    }),
  )
  receiver.bind({ fd: openUdpReceiver(libc(), { address: to, port: 3999, ttl255: true, receiveBuffer: 65_536 }) })
  const sender = createSocket('udp4')
  t.after(() => sender.close())
  await new Promise<void>((resolve) => sender.bind(0, from, resolve))
  for (const ttl of [1, 64, 128, 254, 255]) {
    sender.setTTL(ttl)
    await new Promise((resolve) => sender.send(`ttl ${ttl}`, 3999, to, resolve))
  }
  await new Promise((resolve) => sender.send('end', 3999, to, resolve))
  await done
  assert.deepEqual(heard, ['ttl 255', 'end'])
})

test('a sender reads nothing, whatever is sent to its port', { skip }, async (t) => {
  const [to, from] = [address(), address()]
  const sender = createSocket('udp4')
  t.after(() => sender.close())
  sender.on('message', () => assert.fail('it was read'))
  sender.bind({ fd: openUdpSender(libc(), { address: from, port: 50_123 }) })
  const other = createSocket('udp4')
  t.after(() => other.close())
  await new Promise<void>((resolve) => other.bind(0, to, resolve))
  await new Promise((resolve) => other.send('hello', 50_123, from, resolve))
  const echo = new Promise((resolve) => other.once('message', resolve))
  sender.send('to itself and back', other.address().port, to)
  await echo
})

test('errors carry the name of the system and leave no socket open', { skip }, () => {
  const nowhere = { address: '192.0.2.1', port: 3999, ttl255: true, receiveBuffer: 65_536 }
  assert.throws(
    () => openUdpReceiver(libc(), nowhere),
    (error) => error instanceof LinuxError && error.code === 'EADDRNOTAVAIL',
  )
  const fd = openTcp(libc(), { address: address(), port: 0, ttl: 255 })
  libc().close(fd)
  assert.throws(() => libc().close(fd), /close: EBADF/)
})

test('minimum TTL on a listener: a client with 64 is not heard, one with 255 is (RFC 5082)', { skip }, async (t) => {
  const { host, port, accepted } = await listen(t, { ttl: 255, minTtl: 255 })
  const weak = connect(t, host, port, { ttl: 64 })
  connect(t, host, port, { ttl: 255 })
  await accepted
  assert.equal(weak.connecting, true)
})

test('MD5: a segment with the right key is heard, others are not (RFC 2385)', { skip }, async (t) => {
  const [right, wrong] = [address(), address()]
  const md5 = [right, wrong].map((peer) => ({ peer, key: 'correct horse' }))
  const { host, port, accepted } = await listen(t, { ttl: 255, md5 })
  const deaf = connect(t, host, port, { address: wrong, ttl: 255, md5: [{ peer: host, key: 'battery' }] })
  const bare = connect(t, host, port, { address: wrong, ttl: 255 })
  connect(t, host, port, { address: right, ttl: 255, md5: [{ peer: host, key: 'correct horse' }] })
  assert.equal(await accepted, right)
  assert.deepEqual([deaf.connecting, bare.connecting], [true, true])
})

test('a key may be set and removed on a socket that exists; it has at most 80 octets', { skip }, () => {
  const fd = openTcp(libc(), { address: address(), port: 0, ttl: 255 })
  setMd5Key(libc(), fd, { peer: '127.0.0.9', key: 'x'.repeat(80) })
  setMd5Key(libc(), fd, { peer: '127.0.0.9', key: '' })
  assert.throws(() => setMd5Key(libc(), fd, { peer: '127.0.0.9', key: 'x'.repeat(81) }), /80 octets/)
  libc().close(fd)
})

function libc(): Libc {
  assert.ok(loaded.ok)
  return loaded.libc
}

/** A listener made by us; `accepted` resolves with the address of the first client. */
async function listen(
  t: TestContext,
  options: Omit<TcpOptions, 'address' | 'port'>,
): Promise<{ host: string; port: number; accepted: Promise<string | undefined> }> {
  const host = address()
  const server: Server = createServer()
  const accepted = new Promise<string | undefined>((resolve) =>
    server.on('connection', (socket) => {
      t.after(() => socket.destroy())
      resolve(socket.remoteAddress)
    }),
  )
  const fd = openTcp(libc(), { address: host, port: 0, ...options })
  await new Promise<void>((resolve) => server.listen({ fd }, resolve))
  t.after(() => server.close())
  const bound = server.address()
  assert.ok(typeof bound === 'object' && bound !== null)
  return { host, port: bound.port, accepted }
}

/** A client made by us, on its way to `host`. */
function connect(t: TestContext, host: string, port: number, options: Partial<TcpOptions> & { ttl: number }): Socket {
  const socket = new Socket({ fd: openTcp(libc(), { address: address(), port: 0, ...options }) })
  t.after(() => socket.destroy())
  return socket.connect(port, host)
}
