// The driver of BFD on real loopback sockets: without libc, when an address is not here, when two sessions want one path, and
// what the owner of the worker learns when the worker cannot start.

import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { test, type TestContext } from 'node:test'
import { ms } from '../base/time.ts'
import type { SessionConfiguration, SessionReport } from '../bfd/worker-protocol.ts'
import { BfdDriver } from './bfd-driver.ts'
import { startBfd } from './bfd-udp.ts'
import { loadLibc } from './linux/libc.ts'

/** Addresses of this process alone: port 3784 is shared by all of the machine. */
let counter = 0
const address = (): string => `127.78.${process.pid & 255}.${++counter}`

const session = (localAddress: string, peerAddress: string, key = 'k'): SessionConfiguration => ({
  key,
  localAddress,
  peerAddress,
  desiredMinTxInterval: ms(300),
  requiredMinRxInterval: ms(300),
  detectMultiplier: 5,
})

const loaded = loadLibc()
for (const libc of loaded.ok ? [undefined, loaded.libc] : [undefined]) {
  test(`two sessions come up ${libc === undefined ? 'without' : 'with'} libc`, async (t) => {
    const [a, b] = [address(), address()]
    const [one, two] = [driver(t, libc), driver(t, libc)]
    const up = Promise.all([one.until('Up'), two.until('Up')])
    one.driver.configure(session(a, b))
    two.driver.configure(session(b, a))
    await up
    const down = two.until('Down')
    one.driver.remove('k')
    assert.equal((await down).remoteState, 'AdminDown')
    assert.ok(one.driver.measurements().packetsSent > 0)
  })
}

test('an address that is not here is told, and tried again until it is', async (t) => {
  const { driver: one, unable } = driver(t)
  const blocked = address()
  const blocker = createSocket('udp4')
  await new Promise<void>((resolve) => blocker.bind(3784, blocked, resolve))
  one.configure(session('192.0.2.1', '192.0.2.2', 'elsewhere'))
  assert.match(await unable('elsewhere'), /EADDRNOTAVAIL/)
  one.configure(session(blocked, address(), 'taken'))
  assert.match(await unable('taken'), /EADDRINUSE/)
  assert.deepEqual(one.measurements().sessions, [])
  await new Promise<void>((resolve) => blocker.close(resolve))
  await until(() => one.measurements().sessions.some(({ key }) => key === 'taken'))
})

test('a second session over one path waits until the first is gone', async (t) => {
  const { driver: one, unable } = driver(t)
  const [a, b] = [address(), address()]
  one.configure(session(a, b, 'first'))
  await until(() => one.measurements().sessions.length === 1)
  one.configure(session(a, b, 'second'))
  assert.match(await unable('second'), /another session/)
  one.remove('first')
  await until(() => one.measurements().sessions[0]?.key === 'second')
})

test('a session that is removed before its sockets are open never starts', async (t) => {
  const { driver: one } = driver(t)
  const [a, b] = [address(), address()]
  one.configure(session(a, b))
  one.remove('k')
  one.configure(session(a, address(), 'other'))
  await until(() => one.measurements().sessions.length > 0)
  assert.deepEqual(
    one.measurements().sessions.map(({ key }) => key),
    ['other'],
  )
})

test('AdminDown that was asked for before the session runs holds when it does', async (t) => {
  const { driver: one, until: reported } = driver(t)
  const down = reported('AdminDown')
  one.configure(session(address(), address()))
  one.admin('k', false)
  assert.equal((await down).diagnostic, 7)
})

test('many sessions share the socket of one address', async (t) => {
  const [one, two] = [driver(t), driver(t)]
  const a = address()
  const others = Array.from({ length: 20 }, address)
  for (const [i, other] of others.entries()) {
    one.driver.configure(session(a, other, `k${i}`))
    two.driver.configure(session(other, a, `k${i}`))
  }
  await until(() => one.driver.measurements().sessions.filter(({ state }) => state === 'Up').length === 20)
  assert.deepEqual(one.driver.measurements().packetsDiscarded, {})
})

test('a worker that cannot run says why', async () => {
  const why = await new Promise<string>((resolve) => {
    const bfd = startBfd({ onReport: () => undefined, onFailed: resolve, networkNamespace: '/nonexistent' })
    bfd.configure([session(address(), address())])
  })
  assert.match(why, /cannot run: .*(ENOENT|libc)/)
})

test('a worker that dies is a failure, and its owner is told once', async () => {
  const told: string[] = []
  await new Promise<void>((resolve) => {
    const bfd = startBfd({
      onReport: () => undefined,
      onFailed: (why) => {
        told.push(why)
        void assert.rejects(bfd.measurements(), /has ended/).then(resolve)
      },
      realTime: false,
    })
    // What no owner may ask for is a fault of ours, and the worker does not go on with it.
    bfd.configure([{ ...session(address(), address()), detectMultiplier: 0 }])
  })
  assert.deepEqual(told, ['the BFD worker ended with code 1'])
})

test('without sessions there is no worker, and nothing to measure', async () => {
  const bfd = startBfd({ onReport: () => undefined, onFailed: assert.fail, networkNamespace: '/nonexistent' })
  bfd.configure([])
  bfd.remove(['k'])
  assert.deepEqual((await bfd.measurements()).sessions, [])
  await bfd.close()
  await bfd.close()
  await assert.rejects(bfd.measurements(), /has ended/)
})

test('a worker that was closed can be closed again', async () => {
  const bfd = startBfd({ onReport: () => undefined, onFailed: assert.fail, realTime: false })
  bfd.configure([session(address(), address())])
  await bfd.measurements()
  await bfd.close()
  await bfd.close()
  await assert.rejects(bfd.measurements(), /has ended/)
})

/** A driver that ends with the test, and promises for what it will tell. */
function driver(
  t: TestContext,
  libc = loaded.ok ? loaded.libc : undefined,
): {
  readonly driver: BfdDriver
  readonly until: (state: SessionReport['state']) => Promise<SessionReport>
  readonly unable: (key: string) => Promise<string>
} {
  const listeners = new Set<(report: SessionReport) => void>()
  const failures = new Map<string, string>()
  const one = new BfdDriver(libc, {
    report: (report) => listeners.forEach((listener) => listener(report)),
    unable: (key, why) => failures.set(key, why),
    warn: () => undefined,
  })
  t.after(() => one.close())
  return {
    driver: one,
    until: (state) =>
      new Promise((resolve) => {
        const listener = (report: SessionReport): void => {
          if (report.state !== state) return
          listeners.delete(listener)
          resolve(report)
        }
        listeners.add(listener)
      }),
    unable: async (key) => {
      await until(() => failures.has(key))
      return failures.get(key) ?? ''
    },
  }
}

/** Looks again after each turn of the loop. */
async function until(passes: () => boolean): Promise<void> {
  while (!passes()) await new Promise((resolve) => setImmediate(resolve))
}
