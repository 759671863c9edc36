// Real sessions through the API: two appliances, MED decides, the table follows a graceful and an abrupt loss.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GetRouteServerRoutingDatabaseCommand } from '@aws-sdk/client-ec2'
import { appliance, eventually, loopbackOf, sdk, serve, vpcAddress } from '../harness.ts'
import { advertised, makeTopology, peersAre } from './topology.ts'

const PREFIX = '192.0.2.0/24'

test('two appliances: the lower MED is installed, and the other one takes over when it stops or dies', async (t) => {
  const { endpoint, bgpPort } = await serve(t)
  const ec2 = sdk(t, endpoint)
  const peers = [
    { host: 10, asn: 65001 },
    { host: 11, asn: 65002 },
  ]
  const of = await makeTopology(ec2, { peers })
  const connect = `${loopbackOf(of.endpointAddress)}:${bgpPort}`
  const start = (host: number, asn: number, med: number): ReturnType<typeof appliance> => {
    const who = [
      '--local',
      loopbackOf(vpcAddress(host)),
      '--connect',
      connect,
      '--asn',
      `${asn}`,
      '--remote-asn',
      '65000',
    ]
    return appliance(t, [...who, '--announce', PREFIX, '--announce', '2001:db8:1::/48', '--med', `${med}`])
  }
  const target = (): Promise<string | undefined> => advertised(ec2, of.routeTableId, PREFIX)
  const first = start(10, 65001, 0)
  start(11, 65002, 100)
  await peersAre(ec2, of.peerIds, (peer) => peer.BgpStatus?.Status === 'up')
  await eventually('the preferred one is installed', target, (eni) => eni === of.enis[0])
  const routes = await eventually(
    'both paths are in the routing database',
    () => ec2.send(new GetRouteServerRoutingDatabaseCommand({ RouteServerId: of.routeServerId })),
    (answer) => answer.Routes?.filter((route) => route.Prefix === PREFIX).length === 2,
  )
  const shown = routes.Routes?.filter((route) => route.Prefix === PREFIX)
  assert.deepEqual(
    shown?.map((r) => [r.NextHopIp, r.Med, r.RouteStatus, r.AsPaths, r.RouteServerPeerId]),
    [
      [vpcAddress(10), 0, 'in-fib', ['65001'], of.peerIds[0]],
      [vpcAddress(11), 100, 'in-rib', ['65002'], of.peerIds[1]],
    ],
  )
  assert.deepEqual(
    shown?.[0]?.RouteInstallationDetails?.map((d) => [d.RouteTableId, d.RouteInstallationStatus]),
    [[of.routeTableId, 'installed']],
  )
  await first.stop('SIGTERM')
  await eventually('the other one took over', target, (eni) => eni === of.enis[1])
  const again = start(10, 65001, 0)
  await eventually('the preferred one is back', target, (eni) => eni === of.enis[0])
  await again.stop('SIGKILL')
  await eventually('the other one took over from a killed one', target, (eni) => eni === of.enis[1])
})

test('bfd notices an appliance that freezes, without waiting for the hold time', async (t) => {
  const { endpoint, bgpPort } = await serve(t)
  const ec2 = sdk(t, endpoint)
  const of = await makeTopology(ec2, { peers: [{ host: 10, asn: 65001 }], liveness: 'bfd' })
  const connect = `${loopbackOf(of.endpointAddress)}:${bgpPort}`
  const who = ['--local', loopbackOf(vpcAddress(10)), '--connect', connect, '--asn', '65001', '--remote-asn', '65000']
  const device = appliance(t, [...who, '--announce', PREFIX, '--bfd'])
  await peersAre(ec2, of.peerIds, (peer) => peer.BgpStatus?.Status === 'up' && peer.BfdStatus?.Status === 'up')
  device.signal('SIGSTOP')
  await peersAre(ec2, of.peerIds, (peer) => peer.BgpStatus?.Status === 'down' && peer.BfdStatus?.Status === 'down')
  assert.equal(await advertised(ec2, of.routeTableId, PREFIX), undefined)
  device.signal('SIGCONT')
  await peersAre(ec2, of.peerIds, (peer) => peer.BgpStatus?.Status === 'up' && peer.BfdStatus?.Status === 'up')
})
