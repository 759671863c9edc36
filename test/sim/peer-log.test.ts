// The peer log of a whole server: what a device announces, changes, withdraws, and how its session ends.

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { appliance, eventually, folder, loopbackOf, sdk, serve, vpcAddress } from '../harness.ts'
import { makeTopology, peersAre } from '../clients/topology.ts'

interface Line {
  readonly resource_arn: string
  readonly event_timestamp: number
  readonly type: string
  readonly status: string
  readonly message: null | { readonly why?: string; readonly received?: object }
}

test('a session with routes, from its beginning to the text of its end', async (t) => {
  const file = join(folder(t), 'peers.log')
  const { endpoint, bgpPort } = await serve(t, ['--memory', '--peer-log', file])
  const ec2 = sdk(t, endpoint)
  const of = await makeTopology(ec2, { peers: [{ host: 10, asn: 65001 }] })
  const connect = `${loopbackOf(of.endpointAddress)}:${bgpPort}`
  const who = ['--local', loopbackOf(vpcAddress(10)), '--connect', connect, '--asn', '65001', '--remote-asn', '65000']
  const device = appliance(t, [...who, '--announce', '192.0.2.0/24', '--med', '5', '--prepend', '1'])
  await peersAre(ec2, of.peerIds, (peer) => peer.BgpStatus?.Status === 'up')
  await eventually(
    'the route is logged',
    async () => linesOf(file),
    (lines) => lines.some(({ type }) => type === 'RouteStatus'),
  )
  await device.stop('SIGTERM')
  const lines = await eventually(
    'the end is logged',
    async () => linesOf(file),
    (all) => all.some(({ type, status }) => type === 'RouteStatus' && status === 'WITHDRAWN'),
  )
  const arn = `arn:aws:ec2:us-east-1:000000000000:route-server-peer/${of.peerIds[0]}`
  assert.ok(lines.every(({ resource_arn, event_timestamp }) => resource_arn === arn && event_timestamp > 1e12))
  const route = { prefix: '192.0.2.0/24', asPath: '65001 65001', med: 5, nextHopIp: vpcAddress(10) }
  const received = { code: 6, subcode: 2, text: 'appliance stopped by SIGTERM' }
  assert.deepEqual(
    lines.map(({ type, status, message }) => ({ type, status, message })),
    [
      { type: 'BGPStatus', status: 'UP', message: null },
      { type: 'RouteStatus', status: 'ADVERTISED', message: route },
      {
        type: 'Session',
        status: 'ENDED',
        message: { why: `NOTIFICATION 6/2 received: ${received.text}`, received },
      },
      { type: 'BGPStatus', status: 'DOWN', message: null },
      { type: 'RouteStatus', status: 'WITHDRAWN', message: { prefix: '192.0.2.0/24' } },
    ],
  )
})

const linesOf = (file: string): Line[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Line)
    : []
