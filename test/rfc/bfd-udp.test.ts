// RFC 5881 and 5883 on real sockets, all on loopback addresses of this test alone, without root: ports, TTL, demultiplexing.
// The real worker thread runs; the peer is a plain socket under the test's hands.

import assert from 'node:assert/strict'
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { test, type TestContext } from 'node:test'
import { ms, sec } from '../../src/base/time.ts'
import { decode, encode, type ControlPacket } from '../../src/bfd/packet.ts'
import { startBfd, type BfdHandle } from '../../src/host/bfd-udp.ts'
import type { SessionConfiguration, SessionReport } from '../../src/bfd/worker-protocol.ts'
import { loadLibc } from '../../src/host/linux/libc.ts'
import { openUdpReceiver } from '../../src/host/linux/sockets.ts'
import { packet } from './bfd-kit.ts'

const loaded = loadLibc()
const skip = loaded.ok ? false : `no libc: ${loaded.why}`

/** Addresses that no other test process uses: port 3784 is shared by all of the machine. */
let counter = 0
const address = (): string => `127.77.${process.pid & 255}.${++counter}`

test(
  'control packets leave with TTL 255 to port 3784, from one port of 49152 to 65535 (RFC 5881 4, 5)',
  { skip },
  async (t) => {
    const { peer, from } = await worker(t)
    const all = [await peer.next(), await peer.next()]
    for (const { info } of all) {
      assert.equal(info.address, from)
      assert.ok(info.port >= 49152 && info.port <= 65535, `source port ${info.port}`)
      assert.equal(info.port, all[0]?.info.port)
    }
  },
)

test('each session has a source port of its own (RFC 5881 4)', { skip }, async (t) => {
  const peers = await Promise.all([newPeer(t, address()), newPeer(t, address()), newPeer(t, address())])
  const bfd = start(t)
  const localAddress = address()
  bfd.configure(peers.map((peer, i) => configuration({ key: `k${i}`, localAddress, peerAddress: peer.address })))
  const ports = await Promise.all(peers.map(async (peer) => (await peer.next()).info.port))
  assert.equal(new Set(ports).size, 3)
})

test('what came with a TTL other than 255 is dropped before it is read (RFC 5881 5)', { skip }, async (t) => {
  const { bfd, peer, reports } = await worker(t)
  for (const ttl of [1, 64, 254]) await peer.say(ttl, { state: 'Down', yourDiscriminator: 0 })
  await peer.say(255, { state: 'Down', yourDiscriminator: 0, myDiscriminator: 255 })
  const report = await reports.next()
  assert.equal(report.state, 'Init')
  const { packetsReceived, sessions } = await bfd.measurements()
  assert.deepEqual([packetsReceived, sessions[0]?.remoteDiscriminator], [1, 255])
})

test('multihop: port 4784, any TTL (RFC 5883 4, 5)', { skip }, async (t) => {
  const { peer, reports } = await worker(t, { multihop: true })
  const first = await peer.next()
  assert.equal(first.packet.requiredMinEchoRxInterval, 0, 'no echo over several hops (RFC 5883 3)')
  await peer.say(64, { state: 'Down', yourDiscriminator: 0 })
  assert.equal((await reports.next()).state, 'Init')
})

test('any source port of the peer is taken (RFC 5881 4)', { skip }, async (t) => {
  const { peer, reports } = await worker(t)
  await peer.say(255, { state: 'Down', yourDiscriminator: 0 }, 1_024 + (process.pid % 30_000))
  assert.equal((await reports.next()).state, 'Init')
})

test('an address without a session gets no answer and no session (RFC 5881 3)', { skip }, async (t) => {
  const { bfd, peer, from } = await worker(t)
  const stranger = await newPeer(t, address())
  await stranger.say(255, { state: 'Down', yourDiscriminator: 0, poll: true }, 0, from)
  await peer.say(255, { state: 'Down', yourDiscriminator: 0, poll: true })
  while (!(await peer.next()).packet.final); // the one after it is answered
  const { packetsDiscarded, sessions } = await bfd.measurements()
  assert.deepEqual([packetsDiscarded, sessions.length, stranger.heard], [{ 'unknown peer': 1 }, 1, 0])
})

test('a whole life: up, timers changed by a poll, AdminDown, up, gone', { skip }, async (t) => {
  const [mine, theirs] = [address(), address()]
  const a = start(t)
  const b = start(t)
  const [fromA, fromB] = [a.reports, b.reports]
  a.configure([configuration({ localAddress: mine, peerAddress: theirs })])
  b.configure([configuration({ localAddress: theirs, peerAddress: mine })])
  await fromA.until(({ state }) => state === 'Up')
  await fromB.until(({ state }) => state === 'Up')
  a.configure([configuration({ localAddress: mine, peerAddress: theirs, desiredMinTxInterval: ms(50) })])
  b.configure([configuration({ localAddress: theirs, peerAddress: mine, requiredMinRxInterval: ms(50) })])
  for (;;) {
    const [session] = (await a.measurements()).sessions
    if (session?.transmitInterval === ms(50) && !session.polling) break
  }
  a.setAdmin('k', false)
  const down = await fromB.until(({ state }) => state === 'Down')
  assert.deepEqual([down.remoteState, down.why], ['AdminDown', 'peer is AdminDown: administratively down'])
  a.setAdmin('k', true)
  await fromB.until(({ state }) => state === 'Up')
  await fromA.until(({ state }) => state === 'Up')
  b.remove(['k'])
  const gone = await fromA.until(({ state }) => state === 'Down')
  assert.deepEqual([gone.remoteState, gone.why], ['AdminDown', 'peer is AdminDown: administratively down'])
  b.configure([configuration({ localAddress: theirs, peerAddress: mine })])
  await fromA.until(({ state }) => state === 'Up')
  b.configure([configuration({ localAddress: theirs, peerAddress: mine, detectMultiplier: 3 })])
  while ((await a.measurements()).sessions[0]?.detectionTime !== ms(900));
  await b.close()
  assert.equal((await fromA.until(({ state }) => state === 'Down')).diagnostic, 1)
  const { detectionLateness, sendLateness, packetsSent } = await a.measurements()
  assert.equal(detectionLateness.count, 1)
  assert.ok(sendLateness.count > 0 && packetsSent >= sendLateness.count)
})

interface Feed<T> {
  readonly next: () => Promise<T>
  readonly until: (passes: (one: T) => boolean) => Promise<T>
}

/** What arrives, in order, for whoever awaits it. */
function feed<T>(): Feed<T> & { readonly push: (one: T) => void } {
  const waiting: ((one: T) => void)[] = []
  const arrived: T[] = []
  const next = (): Promise<T> =>
    new Promise((resolve) => {
      const one = arrived.shift()
      if (one === undefined) waiting.push(resolve)
      else resolve(one)
    })
  return {
    push: (one) => {
      const taker = waiting.shift()
      if (taker === undefined) arrived.push(one)
      else taker(one)
    },
    next,
    until: async (passes) => {
      for (;;) {
        const one = await next()
        if (passes(one)) return one
      }
    },
  }
}

const configuration = (fields: Partial<SessionConfiguration>): SessionConfiguration => ({
  key: 'k',
  localAddress: '',
  peerAddress: '',
  desiredMinTxInterval: ms(300),
  requiredMinRxInterval: ms(300),
  detectMultiplier: 50, // other tests load this machine: only silence that a test makes may count
  ...fields,
})

function start(t: TestContext): BfdHandle & { readonly reports: Feed<SessionReport> } {
  const reports = feed<SessionReport>()
  const failures: string[] = []
  const handle = startBfd({
    onReport: (report) => {
      if (report.from !== report.state) reports.push(report)
    },
    onUnable: (key, why) => failures.push(`${key}: ${why}`),
    onFailed: (why) => failures.push(why),
    realTime: false,
  })
  t.after(async () => {
    await handle.close()
    assert.deepEqual(failures, [])
  })
  return { ...handle, reports }
}

interface Peer {
  readonly address: string
  readonly heard: number
  readonly next: () => Promise<{ readonly packet: ControlPacket; readonly info: RemoteInfo }>
  readonly say: (ttl: number, fields: Partial<ControlPacket>, port?: number, to?: string) => Promise<void>
}

/** A plain socket in the place of a BFD speaker. Its receiver passes only what came with TTL 255. */
async function newPeer(t: TestContext, at: string, local = '', port = 3784): Promise<Peer> {
  assert.ok(loaded.ok)
  const { libc } = loaded
  const heard = feed<{ packet: ControlPacket; info: RemoteInfo }>()
  let count = 0
  const receiver = createSocket('udp4')
  receiver.on('message', (octets, info) => {
    const decoded = decode(octets)
    count++
    if (decoded.ok) heard.push({ packet: decoded.packet, info })
  })
  receiver.bind({ fd: openUdpReceiver(libc, { address: at, port, ttl255: true, receiveBuffer: 1 << 16 }) })
  t.after(() => receiver.close())
  return {
    address: at,
    get heard() {
      return count
    },
    next: heard.next,
    say: (ttl, fields, from = 0, to = local) => say({ at, from, ttl, to, port }, encode(packet(fields))),
  }
}

async function say(
  { at, from, ttl, to, port }: { at: string; from: number; ttl: number; to: string; port: number },
  octets: Uint8Array,
): Promise<void> {
  const socket: Socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(from, at, resolve))
  socket.setTTL(ttl)
  await new Promise((resolve) => socket.send(octets, port, to, resolve))
  await new Promise<void>((resolve) => socket.close(resolve))
}

/** A worker with one session towards a peer under our hands. */
async function worker(
  t: TestContext,
  fields: Partial<SessionConfiguration> = {},
): Promise<{
  readonly bfd: BfdHandle
  readonly reports: Feed<SessionReport>
  readonly peer: Peer
  readonly from: string
}> {
  const [from, to] = [address(), address()]
  const peer = await newPeer(t, to, from, fields.multihop === true ? 4784 : 3784)
  const bfd = start(t)
  bfd.configure([configuration({ localAddress: from, peerAddress: to, desiredMinTxInterval: sec(1), ...fields })])
  await peer.next() // it listens now
  return { bfd, reports: bfd.reports, peer, from }
}
