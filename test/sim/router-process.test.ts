// The router process over real loopback TCP and UDP, with real appliances: sessions, failover, BFD, strangers, bad input,
// questions, and what outlives a restart.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { loadLibc } from '../../src/host/linux/libc.ts'
import { openTcp } from '../../src/host/linux/sockets.ts'
import { toHex } from '../../src/base/bytes.ts'
import { desiredVpc, hostAddress, PORT, startAppliance, startRouter, vpcAddress } from './router-harness.ts'

const V4 = '192.0.2.0/24'
const BOTH = ['--announce', V4, '--announce', '2001:db8:9::/48']

test('a session comes up, its routes are in the table, and go with a graceful end and with an abrupt one', async (t) => {
  const router = startRouter(t)
  router.desire(desiredVpc())
  await router.report('listening')
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const device = startAppliance(t, 10, 65001, BOTH)
    await router.report('peerStatus', (report) => report.peerId === 'rsp-10' && report.bgp === 'up')
    await router.eventually(
      { type: 'tableRoutes', routeTableIds: ['rtb-1'] },
      (answer) => answer.type === 'tableRoutes' && answer.tables[0]?.routes.length === 2,
    )
    assert.deepEqual(await router.routes(), [`${V4} eni-10`, '2001:db8:9::/48 eni-10'])
    device.process.kill(signal)
    const down = await router.report('peerStatus', (report) => report.bgp === 'down')
    if (signal === 'SIGTERM') assert.match(down.why, /6\/2 received: appliance stopped by SIGTERM/)
    assert.deepEqual(await router.routes(), [])
  }
})

test('the lower MED wins, a frozen device is noticed by BFD alone, and wins again when it wakes', async (t) => {
  const router = startRouter(t)
  router.desire(desiredVpc({ liveness: 'bfd', holdTimeSeconds: 240 }))
  await router.report('listening')
  const flags = ['--announce', V4, '--bfd', '--bfd-interval', '100', '--hold-time', '240']
  const device = startAppliance(t, 10, 65001, [...flags, '--med', '0'])
  startAppliance(t, 11, 65002, [...flags, '--med', '100'])
  for (const host of [10, 11]) {
    await router.eventually({ type: 'metrics' }, (answer) => up(answer, `rsp-${host}`) === 2)
  }
  const target = (eni: string) =>
    router.eventually(
      { type: 'tableRoutes', routeTableIds: ['rtb-1'] },
      (answer) => answer.type === 'tableRoutes' && answer.tables[0]?.routes[0]?.eniId === eni,
    )
  await target('eni-10')
  device.process.kill('SIGSTOP')
  const down = await router.report('peerStatus', (report) => report.peerId === 'rsp-10' && report.bgp === 'down')
  assert.match(down.why, /BFD went down/)
  assert.deepEqual(await router.routes(), [`${V4} eni-11`])
  device.process.kill('SIGCONT')
  await target('eni-10')
})

test('strangers, a wrong AS and noise are answered with the right NOTIFICATION, and nobody else is touched', async (t) => {
  const router = startRouter(t)
  router.desire(desiredVpc())
  await router.report('listening')
  startAppliance(t, 10, 65001, BOTH)
  await router.report('peerStatus', (report) => report.bgp === 'up')
  const header = 'ff'.repeat(16)
  assert.equal(await answer(t, 77, ''), `${header}0015030605`)
  const wrong = startAppliance(t, 11, 65099, [])
  await wrong.line(/bgp Idle: NOTIFICATION 2\/2 received/)
  wrong.process.kill('SIGKILL')
  const noise = await answer(t, 11, '00'.repeat(19))
  assert.match(noise, new RegExp(`${header}0015030101$`))
  assert.equal((await router.routes()).length, 2)
})

test('an endpoint whose address is not here is reported with the reason', async (t) => {
  const router = startRouter(t)
  router.desire(desiredVpc({ endpointHostAddress: '192.0.2.1' }))
  const failed = await router.report('listenFailed')
  assert.deepEqual(failed, {
    type: 'listenFailed',
    endpointId: 'rse-1',
    reason: '192.0.2.1 is not an address of this host',
  })
})

test('a peer that is taken away gets Cease 6/3 and its routes go', async (t) => {
  const router = startRouter(t)
  router.desire(desiredVpc())
  await router.report('listening')
  const device = startAppliance(t, 10, 65001, BOTH)
  await router.report('peerStatus', (report) => report.bgp === 'up')
  router.desire({ ...desiredVpc(), peers: [] })
  await device.line(/bgp Idle: NOTIFICATION 6\/3 received/)
  assert.deepEqual(await router.routes(), [])
  await device.line(/bgp Idle: NOTIFICATION 6\/5 received/)
})

test('routes of a persisting server outlive the process; those of another one live through its grace', async (t) => {
  for (const persist of [true, false]) {
    const data = mkdtempSync(join(tmpdir(), 'vrs-router-'))
    t.after(() => rmSync(data, { recursive: true, force: true }))
    const first = startRouter(t, data)
    first.desire(desiredVpc({ persist }))
    await first.report('listening')
    const device = startAppliance(t, 10, 65001, BOTH)
    await first.eventually({ type: 'metrics' }, (a) => value(a, 'vrs_fib_routes') === 2)
    await first.stop()
    await device.line(/bgp Idle: NOTIFICATION 6\/2 received: the test is over/)
    device.process.kill('SIGKILL')
    const second = startRouter(t, data)
    second.desire(desiredVpc({ persist }))
    assert.deepEqual(await second.routes(), [`${V4} eni-10`, '2001:db8:9::/48 eni-10'])
    assert.equal(value(await second.ask({ type: 'metrics' }), 'vrs_routes_persisted'), persist ? 1 : 0)
    await second.stop()
  }
})

test('the routing database pages, explains, traces, warns and is exported to a file that an appliance replays', async (t) => {
  const router = startRouter(t)
  router.desire(desiredVpc({ sourceDestCheck: true }))
  await router.report('listening')
  startAppliance(t, 10, 65001, [...BOTH, '--announce', '203.0.113.0/24'])
  const second = startAppliance(t, 11, 65002, ['--announce', V4, '--prepend', '2', '--med', '4294967295'])
  await router.eventually({ type: 'metrics' }, (a) => value(a, 'vrs_rib_paths') === 4)
  const page = async (token?: string) => {
    const filters = [{ name: 'route-table-id', values: ['rtb-?'] }]
    const query = {
      type: 'routingDatabase',
      routeServerId: 'rs-1',
      filters: token === 'none' ? filters : [],
      maxResults: 2,
    } as const
    const found = await router.ask(token === undefined || token === 'none' ? query : { ...query, token })
    assert.ok(found.type === 'routingDatabase')
    return found
  }
  const one = await page()
  const two = await page(one.nextToken)
  const installed = [{ routeTableId: 'rtb-1', status: 'installed' }]
  assert.deepEqual(
    [...one.routes, ...two.routes].map((r) => [
      r.prefix,
      r.peerId,
      r.status,
      r.asPath,
      r.med,
      r.nextHop,
      r.installations,
    ]),
    [
      [V4, 'rsp-10', 'in-fib', ['65001'], undefined, vpcAddress(10), installed],
      [V4, 'rsp-11', 'in-rib', ['65002', '65002', '65002'], 4294967295, vpcAddress(11), []],
      ['203.0.113.0/24', 'rsp-10', 'in-fib', ['65001'], undefined, vpcAddress(10), installed],
      ['2001:db8:9::/48', 'rsp-10', 'in-fib', ['65001'], undefined, vpcAddress(10), installed],
    ],
  )
  assert.equal(two.nextToken, undefined)
  assert.equal((await page('none')).routes.length, 2)
  const bad = await router.ask({
    type: 'routingDatabase',
    routeServerId: 'rs-1',
    filters: [],
    maxResults: 5,
    token: 'x',
  })
  assert.ok(bad.type === 'refused' && bad.code === 'invalid-token')
  const explained = await router.ask({ type: 'explain', routeServerId: 'rs-1', prefix: V4 })
  assert.ok(explained.type === 'explain')
  assert.deepEqual(
    explained.paths.map((path) => path.why),
    ['best path', 'as-path-length: 3 loses against 1'],
  )
  const traced = await router.ask({ type: 'trace', from: { subnetId: 'subnet-1' }, to: '203.0.113.9' })
  assert.ok(traced.type === 'trace' && traced.eniId === 'eni-10')
  const warned = await router.ask({ type: 'warnings' })
  assert.ok(warned.type === 'warnings')
  assert.deepEqual(
    warned.warnings.map((w) => `${w.code} ${w.resourceId}`),
    ['source-dest-check rsp-10', 'source-dest-check rsp-11'],
  )
  await replay(t, router, second)
})

async function replay(
  t: TestContext,
  router: ReturnType<typeof startRouter>,
  second: ReturnType<typeof startAppliance>,
): Promise<void> {
  const exported = await router.ask({ type: 'exportMrt', routeServerId: 'rs-1', at: 1_700_000_000 })
  assert.ok(exported.type === 'exportMrt')
  const folder = mkdtempSync(join(tmpdir(), 'vrs-mrt-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'rib.mrt')
  writeFileSync(file, exported.bytes)
  second.process.kill('SIGTERM')
  await router.report('peerStatus', (report) => report.peerId === 'rsp-11' && report.bgp === 'down')
  startAppliance(t, 11, 65002, ['--routes-file', file])
  await router.eventually({ type: 'metrics' }, (a) => value(a, 'vrs_rib_paths') === 6)
  const explained = await router.ask({ type: 'explain', routeServerId: 'rs-1', prefix: V4 })
  assert.ok(explained.type === 'explain')
  assert.deepEqual(
    explained.paths.map((path) => path.asPath),
    [['65001'], ['65002', '65001']],
  )
}

type Answered = Awaited<ReturnType<ReturnType<typeof startRouter>['ask']>>
const value = (answer: Answered, name: string): number | undefined =>
  answer.type === 'metrics' ? answer.samples.find((sample) => sample.name === name)?.value : undefined
/** BGP and BFD of a peer, added. */
const up = (answer: Answered, peer: string): number =>
  answer.type !== 'metrics'
    ? 0
    : answer.samples
        .filter(({ name, labels }) => labels['peer'] === peer && /^vrs_peer_(bgp|bfd)_up$/.test(name))
        .reduce((sum, sample) => sum + sample.value, 0)

/** What the endpoint says to octets from a host, until it closes, as hexadecimal. */
function answer(t: TestContext, host: number, octets: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostAddress(4), port: PORT, localAddress: hostAddress(host) })
    t.after(() => socket.destroy())
    let all = ''
    socket.on('connect', () => octets !== '' && socket.write(Buffer.from(octets, 'hex')))
    socket.on('data', (chunk) => (all += toHex(chunk)))
    socket.on('error', () => resolve(all))
    socket.on('close', () => resolve(all))
  })
}

test(
  'a peer with an MD5 key comes up with the key and not without it (RFC 2385)',
  { skip: withoutMd5() },
  async (t) => {
    const router = startRouter(t)
    router.desire(desiredVpc())
    await router.report('listening')
    // The key is added while the endpoint listens.
    router.desire(desiredVpc({ md5Key: 'secret' }))
    await router.ask({ type: 'metrics' })
    startAppliance(t, 11, 65002, BOTH)
    startAppliance(t, 10, 65001, [...BOTH, '--md5-key', 'secret'])
    const up = await router.report('peerStatus', (report) => report.bgp === 'up')
    assert.equal(up.peerId, 'rsp-10')
    const metrics = await router.ask({ type: 'metrics' })
    const of = metrics.type === 'metrics' ? metrics.samples : []
    assert.equal(of.find((s) => s.name === 'vrs_peer_bytes_received_total' && s.labels['peer'] === 'rsp-11')?.value, 0)
  },
)

/** Why this kernel cannot do it; false when it can. */
function withoutMd5(): string | false {
  const loaded = loadLibc()
  if (!loaded.ok) return loaded.why
  try {
    const fd = openTcp(loaded.libc, { address: '127.0.0.1', port: 0, ttl: 255, md5: [{ peer: '127.0.0.2', key: 'x' }] })
    loaded.libc.close(fd)
    return false
  } catch (error) {
    return `this kernel has no TCP MD5: ${error instanceof Error ? error.message : String(error)}`
  }
}
