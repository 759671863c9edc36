// The router process over real loopback TCP, with the device of `vrs appliance` in this process: a session comes up, its
// route is in the table, and leaves with the session, gracefully or not.

import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startChild } from '../host/channel.ts'
import { programFile } from '../host/programs.ts'
import type { Answer, DesiredVpc, FromRouter, Query, Report, ToRouter } from '../router/protocol.ts'

/** Files run at the same time and share the loopback addresses. */
const NET = 11 + (process.pid % 200)
const address = (host: number): string => `10.${NET}.1.${host}`
const onHost = (host: number): string => `127.${NET}.1.${host}`
const PORT = 20_000 + (process.pid % 10_000)

test('a session comes up, its route is in the table, and goes with a graceful end and with an abrupt one', async (t) => {
  const router = startRouter(t)
  router.desire(desired())
  await router.report((report) => report.type === 'listening')
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const device = startAppliance(t, ['--announce', '192.0.2.0/24', '--announce', '2001:db8:9::/48'])
    await router.report((report) => report.type === 'peerStatus' && report.bgp === 'up')
    const routes = await router.eventually(
      { type: 'tableRoutes', routeTableIds: ['rtb-1'] },
      (answer) => answer.type === 'tableRoutes' && answer.tables[0]?.routes.length === 2,
    )
    const rest = { eniId: 'eni-a', nextHop: address(10), state: 'active', routeServerId: 'rs-1' }
    assert.deepEqual(routes.type === 'tableRoutes' && routes.tables[0]?.routes, [
      { destination: '192.0.2.0/24', ...rest },
      { destination: '2001:db8:9::/48', ...rest },
    ])
    device.kill(signal)
    const down = await router.report((report) => report.type === 'peerStatus' && report.bgp === 'down')
    if (down.type === 'peerStatus' && signal === 'SIGTERM') assert.match(down.why, /6\/2 received: appliance stopped/)
    const gone = await router.ask({ type: 'tableRoutes', routeTableIds: ['rtb-1'] })
    assert.deepEqual(gone.type === 'tableRoutes' && gone.tables.flatMap((table) => table.routes), [])
  }
})

interface RouterUnderTest {
  desire(desired: DesiredVpc): void
  /** The next report that passes. */
  report(passes: (report: Report) => boolean): Promise<Report>
  ask(query: Query): Promise<Answer>
  eventually(query: Query, passes: (answer: Answer) => boolean): Promise<Answer>
}

function startRouter(t: TestContext, data?: string): RouterUnderTest {
  const args = ['vpc-1', ...(data === undefined ? [] : [data])]
  const channel = startChild<ToRouter, FromRouter>(programFile('router-process'), { args })
  const reports: Report[] = []
  const answers = new Map<number, Answer[]>()
  let changed = (): void => {}
  let next = Promise.resolve()
  const again = (): void => void (next = new Promise((resolve) => (changed = resolve)))
  again()
  let last = 0
  channel.onMessage((message) => {
    if (message.type === 'report') reports.push(message.report)
    if (message.type === 'answer') answers.set(message.id, [...(answers.get(message.id) ?? []), message.answer])
    const wake = changed
    again()
    wake()
  })
  const closed = new Promise<void>((resolve) => channel.onClose(() => resolve()))
  t.after(async () => {
    channel.send({ type: 'stop', why: 'the test is over' })
    await closed
  })
  const router: RouterUnderTest = {
    desire: (desired) => channel.send({ type: 'desired', desired }),
    report: async (passes) => {
      for (;;) {
        const at = reports.findIndex(passes)
        if (at >= 0) return reports.splice(0, at + 1).at(-1) as Report
        await next
      }
    },
    ask: async (query) => {
      const id = ++last
      channel.send({ type: 'query', id, query })
      while (answers.get(id) === undefined) await next
      return merge(answers.get(id) ?? [])
    },
    eventually: async (query, passes) => {
      for (;;) {
        const answer = await router.ask(query)
        if (passes(answer)) return answer
      }
    },
  }
  return router
}

const merge = (parts: readonly Answer[]): Answer => parts[0] as Answer

function startAppliance(t: TestContext, flags: readonly string[]): ChildProcess {
  const file = join(dirname(fileURLToPath(import.meta.url)), '../../test/sim/run-appliance.ts')
  const where = ['--local', onHost(10), '--connect', `${onHost(4)}:${PORT}`, '--asn', '65001', '--remote-asn', '65000']
  const child = fork(file, [...where, ...flags], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  t.after(() => child.kill('SIGKILL'))
  return child
}

function desired(): DesiredVpc {
  const eni = { subnetId: 'subnet-1', active: true, sourceDestCheck: false }
  return {
    vpcId: 'vpc-1',
    cidrs: [`10.${NET}.0.0/16`],
    addressForms: [{ vpc: `10.${NET}.0.0/16`, host: `127.${NET}.0.0/16` }],
    subnets: [{ subnetId: 'subnet-1', cidrs: [`10.${NET}.1.0/24`], routeTableId: 'rtb-1' }],
    gateways: [],
    interfaces: [
      { eniId: 'eni-e', addresses: [address(4)], endpoint: true, ...eni },
      { eniId: 'eni-a', addresses: [address(10)], endpoint: false, ...eni },
    ],
    routeServers: [
      {
        routeServerId: 'rs-1',
        asn: 65000,
        persist: { enabled: false, durationSeconds: 60, resetGeneration: 0 },
        limits: { mode: 'soft' },
      },
    ],
    endpoints: [{ endpointId: 'rse-1', routeServerId: 'rs-1', hostAddress: onHost(4), address: address(4) }],
    peers: [
      {
        peerId: 'rsp-1',
        endpointId: 'rse-1',
        routeServerId: 'rs-1',
        hostAddress: onHost(10),
        address: address(10),
        asn: 65001,
        liveness: 'bgp-keepalive',
      },
    ],
    tables: [{ routeTableId: 'rtb-1', kind: 'subnet', statics: [] }],
    propagations: [{ routeServerId: 'rs-1', routeTableId: 'rtb-1' }],
    bgp: { port: PORT, holdTimeSeconds: 15, ttlSecurity: false, enforceFirstAs: true, restartGraceSeconds: 30 },
    bfd: {
      desiredMinTxMicroseconds: 300_000,
      requiredMinRxMicroseconds: 300_000,
      detectMultiplier: 3,
      multihop: false,
    },
    logRoutes: false,
  }
}
