// Our own commands against a real server with real sessions: status, watch, explain, trace, export-mrt, completion, teardown.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { appliance, eventually, folder, loopbackOf, sdk, serve, vpcAddress, vrs, type Ran } from '../harness.ts'
import { advertised, makeTopology, peersAre, type Topology } from './topology.ts'

const PREFIX = '192.0.2.0/24'

interface Scene {
  readonly of: Topology
  readonly own: (...words: string[]) => Promise<Ran>
  readonly endpoint: string
}

/** One peer with a session, one whose device never comes. */
async function scene(t: TestContext): Promise<Scene> {
  const { endpoint, bgpPort } = await serve(t)
  const ec2 = sdk(t, endpoint)
  const peers = [
    { host: 10, asn: 65001 },
    { host: 11, asn: 65002 },
  ]
  const of = await makeTopology(ec2, { peers })
  const connect = `${loopbackOf(of.endpointAddress)}:${bgpPort}`
  const who = ['--local', loopbackOf(vpcAddress(10)), '--connect', connect, '--asn', '65001', '--remote-asn', '65000']
  appliance(t, [...who, '--announce', PREFIX])
  await peersAre(ec2, of.peerIds.slice(0, 1), (peer) => peer.BgpStatus?.Status === 'up')
  await eventually(
    'the route is there',
    () => advertised(ec2, of.routeTableId, PREFIX),
    (eni) => eni === of.enis[0],
  )
  return { of, endpoint, own: (...words) => vrs(words, endpoint) }
}

test('status, watch, explain, trace, export-mrt and completion tell of a running route server', async (t) => {
  const { of, own, endpoint } = await scene(t)

  await t.test('status shows the tree and warns of what is wrong', async () => {
    const { code, stdout } = await own('status')
    assert.equal(code, 0)
    for (const id of [of.routeServerId, of.endpointId, ...of.peerIds]) assert.ok(stdout.includes(id), stdout)
    assert.match(stdout, /AS 65001 +available +BGP up/)
    assert.match(stdout, new RegExp(`${of.peerIds[1]} BGP is down: .*the device at ${vpcAddress(11)} \\(AS 65002\\)`))
    assert.match(stdout, new RegExp(`${of.enis[0]} has the source/destination check on`))
    assert.equal((await own('status', '--exit-code')).code, 1)
  })

  await t.test('status as JSON has the same warnings', async () => {
    const { stdout } = await own('status', '--output', 'json')
    const [server] = JSON.parse(stdout) as {
      RouteServer: { RouteServerId: string }
      Warnings: { ResourceId: string }[]
    }[]
    assert.equal(server?.RouteServer.RouteServerId, of.routeServerId)
    assert.ok(server?.Warnings.some((warning) => warning.ResourceId === of.peerIds[1]))
  })

  await t.test('watch peers prints each state once while nothing changes', async () => {
    const { stdout } = await own('watch', 'peers', '--count', '2', '--every', '0.05')
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => line.split('\t').slice(1).join(' '))
    assert.deepEqual(
      lines.toSorted(),
      [
        `${of.peerIds[0]} ${vpcAddress(10)} available bgp=up bfd=-`,
        `${of.peerIds[1]} ${vpcAddress(11)} available bgp=down bfd=-`,
      ].toSorted(),
    )
  })

  await t.test('explain says which path won and where it is installed', async () => {
    const { code, stdout, stderr } = await own('explain', PREFIX, '--route-server-id', of.routeServerId)
    assert.equal(code, 0, stderr)
    assert.ok(stdout.startsWith(`${PREFIX}\n  in-fib  peer ${of.peerIds[0]}`), stdout)
    assert.ok(stdout.includes(`table ${of.routeTableId}  installed`), stdout)
    const unknown = await own('explain', '198.51.100.0/24', '--route-server-id', of.routeServerId)
    assert.ok(unknown.stdout.includes('no peer announces it'), unknown.stdout + unknown.stderr)
  })

  await t.test('trace says which interface a packet reaches', async () => {
    const { code, stdout, stderr } = await own('trace', '--from', of.subnetId, '--to', '192.0.2.7')
    assert.equal(code, 0, stderr)
    assert.ok(stdout.includes(`reaches ${of.enis[0]}`), stdout)
    assert.equal((await own('trace', '--from', of.subnetId, '--to', '198.51.100.1')).code, 1)
  })

  await t.test('export-mrt writes a table dump', async () => {
    const file = join(folder(t), 'rib.mrt')
    const { code, stderr } = await own('export-mrt', of.routeServerId, '--file', file)
    assert.equal(code, 0, stderr)
    // RFC 6396 4.3: type 13 (TABLE_DUMP_V2), subtype 1 (PEER_INDEX_TABLE).
    const bytes = readFileSync(file)
    assert.deepEqual([bytes.readUInt16BE(4), bytes.readUInt16BE(6)], [13, 1])
  })

  await t.test('completion offers the ids that the server has', async () => {
    const ids = async (...words: string[]): Promise<string[]> => {
      const { stdout } = await own('__complete', 'fish', ...words)
      return stdout
        .split('\n')
        .flatMap((line) => line.split('\t')[0] ?? [])
        .filter((id) => id !== '')
    }
    assert.deepEqual(await ids('teardown', ''), [of.routeServerId])
    assert.deepEqual(await ids('ec2', 'delete-route-server-peer', '--route-server-peer-id', ''), of.peerIds)
    assert.deepEqual(await ids('ec2', 'delete-route-server-endpoint', '--route-server-endpoint-id', 'rse-'), [
      of.endpointId,
    ])
    const line = `vrs ec2 create-route-server-peer --endpoint-url ${endpoint} --route-server-endpoint-id `
    assert.equal((await own('__complete', 'bash', line)).stdout, `${of.endpointId}\n`)
  })
})

test('teardown deletes all that depends on a route server, in an order in which nothing refuses', async (t) => {
  const { of, own } = await scene(t)
  const asked = await own('teardown', of.routeServerId)
  assert.equal(asked.code, 252)
  assert.ok(asked.stderr.includes('Nothing is deleted without --yes'), asked.stderr)
  const dry = await own('teardown', of.routeServerId, '--dry-run')
  assert.deepEqual(
    dry.stdout
      .split('\n')
      .slice(1, -1)
      .map((line) => line.trim().split(' ')[0]),
    ['peer', 'peer', 'endpoint', 'propagation', 'association', 'route'],
  )
  const { code, stdout, stderr } = await own('teardown', of.routeServerId, '--yes')
  assert.equal(code, 0, stderr)
  assert.ok(stdout.endsWith(`${of.routeServerId} and all that depended on it are deleted.\n`), stdout)
  assert.match((await own('status')).stdout, /^No route servers/)
  const again = await own('teardown', of.routeServerId, '--yes')
  assert.equal(again.code, 254)
})

test('the completion scripts are read by their shells', async (t) => {
  const { endpoint } = await serve(t)
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout } = await vrs(['completion', shell], endpoint)
    assert.equal(code, 0)
    assert.ok(stdout.includes('vrs __complete'), shell)
  }
  assert.equal((await vrs(['completion', 'csh'], endpoint)).code, 252)
})
