// The deferred verdict on real sockets: `quiet` comes after the queue was read to its end, and a flood cannot put it off.

import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import { BfdListeners, type Listener } from './bfd-listeners.ts'
import { loadLibc } from './linux/libc.ts'

let counter = 0
const address = (): string => `127.80.${process.pid & 255}.${++counter}`

test('what waits in the queue is read before the silence is confirmed, however much it is', async (t) => {
  const { listeners, listener, to, log, quiet } = await listening(t)
  const send = await sender(t, to)
  // Three turns' worth, sent in one turn: none of it is read before the suspicion.
  const sent = Array.from({ length: 100 }, send)
  arrived(to)
  listeners.confirm('k', listener)
  await Promise.all(sent)
  await quiet
  assert.equal(log.indexOf('quiet'), log.length - 1)
  assert.equal(log.length, 101)
})

test('a flood that brings datagrams in every turn cannot put off the verdict for ever', async (t) => {
  const { listeners, listener, to, log, quiet } = await listening(t)
  const send = await sender(t, to)
  let flooding = true
  const flood = (): void => {
    if (!flooding) return
    void send()
    setImmediate(flood)
  }
  flood()
  listeners.confirm('k', listener)
  await quiet
  flooding = false
  assert.ok(log.length > 10, 'it did flood')
})

test('a session that is gone is not confirmed', async (t) => {
  const { listeners, listener, log, to } = await listening(t)
  const other = await listeners.acquire('other', { localAddress: to, peerAddress: 'x', multihop: false })
  assert.equal(other, listener)
  listeners.confirm('k', listener)
  listeners.release('k', listener)
  listeners.confirm('other', listener)
  while (!log.includes('quiet other')) await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(log, ['quiet other'])
})

/** Waits, without a turn of the loop, until the kernel has queued what was sent: a busy one may take its time on loopback. */
function arrived(to: string): void {
  const hex = to
    .split('.')
    .toReversed()
    .map((octet) => Number(octet).toString(16).padStart(2, '0').toUpperCase())
    .join('')
  const queued = (): number => {
    const line = readFileSync('/proc/net/udp', 'utf8')
      .split('\n')
      .find((one) => one.includes(` ${hex}:0EC8 `))
    return Number.parseInt(/ [0-9A-F]{8}:([0-9A-F]{8}) /.exec(line ?? '')?.[1] ?? '0', 16)
  }
  let last = 0
  for (let same = 0, tries = 0; same < 50 && tries < 10_000; tries++) {
    const now = queued()
    same = now > 0 && now === last ? same + 1 : 0
    last = now
  }
  assert.ok(last > 0, 'the datagrams arrived')
}

async function listening(t: TestContext): Promise<{
  readonly listeners: BfdListeners
  readonly listener: Listener
  readonly to: string
  readonly log: string[]
  readonly quiet: Promise<void>
}> {
  const loaded = loadLibc()
  const to = address()
  const log: string[] = []
  const heard = Promise.withResolvers<void>()
  const listeners = new BfdListeners(loaded.ok ? loaded.libc : undefined, {
    datagram: () => void log.push('datagram'),
    quiet: (key) => {
      log.push(key === 'k' ? 'quiet' : `quiet ${key}`)
      heard.resolve()
    },
  })
  const listener = await listeners.acquire('k', { localAddress: to, peerAddress: 'x', multihop: false })
  t.after(() => {
    for (const key of listener.users) listeners.release(key, listener)
  })
  return { listeners, listener, to, log, quiet: heard.promise }
}

async function sender(t: TestContext, to: string): Promise<() => Promise<void>> {
  const socket = createSocket({ type: 'udp4', lookup: (host, _options, callback) => callback(null, host, 4) })
  t.after(() => socket.close())
  await new Promise<void>((resolve) => socket.bind(0, address(), resolve))
  socket.setTTL(255)
  return () =>
    new Promise((resolve) => {
      socket.send('x', 3784, to, () => resolve())
    })
}
