// A router process and appliances as real processes over loopback TCP, without the API: for tests of the process itself.

import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import process from 'node:process'
import type { TestContext } from 'node:test'
import { startChild } from '../../src/host/channel.ts'
import { programFile } from '../../src/host/programs.ts'
import { mergeAnswers } from '../../src/control/merge-answers.ts'
import type { Answer, DesiredVpc, FromRouter, Query, Report, ToRouter } from '../../src/router/protocol.ts'

/** Test files run at the same time and share the loopback addresses. */
const NET = 11 + (process.pid % 200)
export const PORT = 20_000 + (process.pid % 10_000)
export const vpcAddress = (host: number): string => `10.${NET}.1.${host}`
export const hostAddress = (host: number): string => `127.${NET}.1.${host}`

export interface RouterUnderTest {
  desire(desired: DesiredVpc): void
  /** The next report that passes; those before it are forgotten. */
  report<T extends Report['type']>(
    type: T,
    passes?: (report: Extract<Report, { type: T }>) => boolean,
  ): Promise<Extract<Report, { type: T }>>
  ask(query: Query): Promise<Answer>
  /** Asks until the answer passes. */
  eventually(query: Query, passes: (answer: Answer) => boolean): Promise<Answer>
  /** Destination and interface of the propagated routes of a table. */
  routes(routeTableId?: string): Promise<string[]>
  stop(): Promise<void>
  kill(): Promise<void>
}

/** Starts a router process from source; it ends with the test. */
export function startRouter(t: TestContext, data?: string): RouterUnderTest {
  const args = ['vpc-1', ...(data === undefined ? [] : [data])]
  const channel = startChild<ToRouter, FromRouter>(programFile('router-process'), { args })
  const reports: Report[] = []
  const answers = new Map<number, { parts: Answer[]; last: boolean }>()
  let wake = (): void => {}
  let next = new Promise<void>((resolve) => (wake = resolve))
  let last = 0
  channel.onMessage((message) => {
    if (message.type === 'reports') reports.push(...message.reports)
    if (message.type === 'answer') {
      const before = answers.get(message.id)?.parts ?? []
      answers.set(message.id, { parts: [...before, message.answer], last: message.last })
    }
    wake()
    next = new Promise((resolve) => (wake = resolve))
  })
  const closed = new Promise<void>((resolve) => channel.onClose(() => resolve()))
  const stop = async (): Promise<void> => {
    channel.send({ type: 'stop', why: 'the test is over' })
    await closed
  }
  t.after(stop)
  const router: RouterUnderTest = {
    desire: (desired) => channel.send({ type: 'desired', desired }),
    report: async (type, passes = () => true) => {
      for (;;) {
        const at = reports.findIndex((report) => report.type === type && passes(report as never))
        if (at >= 0) return reports.splice(0, at + 1).at(-1) as never
        await next
      }
    },
    ask: async (query) => {
      const id = ++last
      channel.send({ type: 'query', id, query })
      while (answers.get(id)?.last !== true) await next
      return mergeAnswers(answers.get(id)?.parts ?? [])
    },
    eventually: async (query, passes) => {
      for (;;) {
        const answer = await router.ask(query)
        if (passes(answer)) return answer
      }
    },
    routes: async (routeTableId = 'rtb-1') => {
      const answer = await router.ask({ type: 'tableRoutes', routeTableIds: [routeTableId] })
      const tables = answer.type === 'tableRoutes' ? answer.tables : []
      return tables.flatMap((table) => table.routes.map((route) => `${route.destination} ${route.eniId}`))
    },
    stop,
    kill: async () => {
      channel.kill()
      await closed
    },
  }
  return router
}

export interface RunningAppliance {
  readonly process: ChildProcess
  /** The next line that matches. */
  line(pattern: RegExp): Promise<string>
}

/** Starts `vrs appliance` from source as host `host`; it ends with the test. */
export function startAppliance(t: TestContext, host: number, asn: number, flags: readonly string[]): RunningAppliance {
  const file = fileURLToPath(new URL('./run-appliance.ts', import.meta.url))
  const where = ['--local', hostAddress(host), '--connect', `${hostAddress(4)}:${PORT}`]
  const child = fork(file, [...where, '--asn', `${asn}`, '--remote-asn', '65000', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  t.after(() => child.kill('SIGKILL'))
  const lines: string[] = []
  let wake = (): void => {}
  let next = new Promise<void>((resolve) => (wake = resolve))
  let rest = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
    wake()
    next = new Promise((resolve) => (wake = resolve))
  })
  return {
    process: child,
    line: async (pattern) => {
      for (;;) {
        const at = lines.findIndex((line) => pattern.test(line))
        if (at >= 0) return lines.splice(0, at + 1).at(-1) as string
        await next
      }
    },
  }
}

/** What the tests change of the VPC. */
export interface Changes {
  readonly liveness?: 'bgp-keepalive' | 'bfd'
  readonly persist?: boolean
  readonly holdTimeSeconds?: number
  readonly endpointHostAddress?: string
  readonly md5Key?: string
  readonly sourceDestCheck?: boolean
}

/** A VPC with one route server, one endpoint at .4 and peers at .10 (AS 65001) and .11 (AS 65002). */
export function desiredVpc(changes: Changes = {}): DesiredVpc {
  const eni = (host: number, endpoint = false) => ({
    eniId: `eni-${host}`,
    subnetId: 'subnet-1',
    addresses: [vpcAddress(host)],
    active: true,
    sourceDestCheck: changes.sourceDestCheck === true,
    endpoint,
  })
  const peer = (host: number, asn: number) => ({
    peerId: `rsp-${host}`,
    endpointId: 'rse-1',
    routeServerId: 'rs-1',
    hostAddress: hostAddress(host),
    address: vpcAddress(host),
    asn,
    liveness: changes.liveness ?? 'bgp-keepalive',
    ...(changes.md5Key === undefined ? {} : { md5Key: changes.md5Key }),
  })
  const listen = changes.endpointHostAddress ?? hostAddress(4)
  return {
    vpcId: 'vpc-1',
    cidrs: [`10.${NET}.0.0/16`],
    addressForms: [{ vpc: `10.${NET}.0.0/16`, host: `127.${NET}.0.0/16` }],
    subnets: [{ subnetId: 'subnet-1', cidrs: [`10.${NET}.1.0/24`], routeTableId: 'rtb-1' }],
    gateways: [],
    interfaces: [eni(4, true), eni(10), eni(11)],
    routeServers: [
      {
        routeServerId: 'rs-1',
        asn: 65000,
        persist: { enabled: changes.persist === true, durationSeconds: 60, resetGeneration: 0 },
        limits: { mode: 'soft' },
      },
    ],
    endpoints: [{ endpointId: 'rse-1', routeServerId: 'rs-1', hostAddress: listen, address: vpcAddress(4) }],
    peers: [peer(10, 65001), peer(11, 65002)],
    tables: [{ routeTableId: 'rtb-1', kind: 'subnet', statics: [] }],
    propagations: [{ routeServerId: 'rs-1', routeTableId: 'rtb-1' }],
    bgp: {
      port: PORT,
      holdTimeSeconds: changes.holdTimeSeconds ?? 15,
      ttlSecurity: false,
      enforceFirstAs: true,
      restartGraceSeconds: 30,
    },
    bfd: {
      desiredMinTxMicroseconds: 100_000,
      requiredMinRxMicroseconds: 100_000,
      detectMultiplier: 3,
      multihop: false,
    },
    logRoutes: false,
  }
}
