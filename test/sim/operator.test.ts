// The questions under /_vrs/ through a whole server: explain, trace, warnings, and an MRT file; metrics of the routers.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMrt } from '../../src/router/mrt.ts'
import { appliance, eventually, loopbackOf, sdk, serve, vpcAddress } from '../harness.ts'
import { advertised, makeTopology, peersAre } from '../clients/topology.ts'

const PREFIX = '192.0.2.0/24'

test('why a path won, where a packet goes, what is wrong, and the RIB as a file', async (t) => {
  const { endpoint, bgpPort } = await serve(t)
  const ec2 = sdk(t, endpoint)
  const of = await makeTopology(ec2, { peers: [{ host: 10, asn: 65001 }] })
  const connect = `${loopbackOf(of.endpointAddress)}:${bgpPort}`
  const who = ['--local', loopbackOf(vpcAddress(10)), '--connect', connect, '--asn', '65001', '--remote-asn', '65000']
  appliance(t, [...who, '--announce', PREFIX])
  await peersAre(ec2, of.peerIds, (peer) => peer.BgpStatus?.Status === 'up')
  const [eni] = of.enis
  await eventually(
    'the route is there',
    () => advertised(ec2, of.routeTableId, PREFIX),
    (found) => found === eni,
  )
  const ask = async (path: string): Promise<Response> => fetch(`${endpoint}/_vrs/${path}`)
  const explained = (await (await ask(`explain?route-server-id=${of.routeServerId}&prefix=${PREFIX}`)).json()) as {
    paths: { why: string; eniId: string }[]
    installations: unknown[]
  }
  assert.deepEqual(
    explained.paths.map(({ why, eniId }) => [why, eniId]),
    [['best path', eni]],
  )
  assert.deepEqual(explained.installations, [{ routeTableId: of.routeTableId, status: 'installed' }])
  const traced = (await (await ask(`trace?from=${of.subnetId}&to=192.0.2.7`)).json()) as { eniId: string; why: string }
  assert.equal(traced.eniId, eni)
  assert.match(traced.why, /source\/destination check is on/)
  const { warnings } = (await (await ask('warnings')).json()) as { warnings: { code: string; resourceId: string }[] }
  assert.deepEqual(
    warnings.map(({ code, resourceId }) => [code, resourceId]),
    [['source-dest-check', of.peerIds[0]]],
  )
  const file = new Uint8Array(await (await ask(`mrt?route-server-id=${of.routeServerId}`)).arrayBuffer())
  assert.deepEqual(
    [...readMrt(file)].map(({ type }) => type),
    ['peers', 'rib'],
  )
  for (const [path, status] of [
    ['explain?route-server-id=rs-none&prefix=0.0.0.0/0', 404],
    [`explain?route-server-id=${of.routeServerId}&prefix=x`, 400],
    [`trace?from=${of.subnetId}&to=x`, 400],
    ['trace?from=toString&to=192.0.2.1', 404],
    ['__proto__', 404],
  ] as const) {
    assert.equal((await ask(path)).status, status, path)
  }
  const metrics = await (await fetch(`${endpoint}/metrics`)).text()
  for (const line of [
    `vrs_rib_paths{route_server="${of.routeServerId}"} 1`,
    `vrs_fib_routes{route_server="${of.routeServerId}"} 1`,
    `vrs_peer_bgp_up{peer="${of.peerIds[0]}"} 1`,
    `vrs_peer_bfd_up{peer="${of.peerIds[0]}"} 0`,
  ]) {
    assert.ok(metrics.includes(`${line}\n`), line)
  }
})
