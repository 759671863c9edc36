// Processes that die: the router under a running server, and the server under its router. Sessions come back by themselves.

import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { DescribeVpcsCommand } from '@aws-sdk/client-ec2'
import { appliance, eventually, folder, loopbackOf, sdk, serve, vpcAddress } from '../harness.ts'
import { advertised, makeTopology, peersAre } from '../clients/topology.ts'

const PREFIX = '192.0.2.0/24'
const PORT = 10_000 + (process.pid % 10_000)

const skip = existsSync('/proc/self/task') ? false : 'needs /proc'

test(
  'a router that is killed is started again, its sessions return, and the API does not notice',
  { skip },
  async (t) => {
    const { endpoint, bgpPort, server } = await serve(t, ['--memory', '--bgp-port', `${PORT}`])
    const ec2 = sdk(t, endpoint)
    const of = await makeTopology(ec2, { peers: [{ host: 10, asn: 65001 }] })
    const connect = `${loopbackOf(of.endpointAddress)}:${bgpPort}`
    const who = ['--local', loopbackOf(vpcAddress(10)), '--connect', connect, '--asn', '65001', '--remote-asn', '65000']
    appliance(t, [...who, '--announce', PREFIX])
    const target = (): Promise<string | undefined> => advertised(ec2, of.routeTableId, PREFIX)
    await eventually('the route is there', target, (eni) => eni === of.enis[0])
    const [router] = childrenOf(server.pid)
    assert.ok(router !== undefined)
    process.kill(router, 'SIGKILL')
    await peersAre(ec2, of.peerIds, (peer) => peer.BgpStatus?.Status === 'down')
    await ec2.send(new DescribeVpcsCommand({}))
    await peersAre(ec2, of.peerIds, (peer) => peer.BgpStatus?.Status === 'up')
    await eventually('the route is back', target, (eni) => eni === of.enis[0])
    assert.notEqual(childrenOf(server.pid)[0], router)
    const metrics = await (await fetch(`${endpoint}/metrics`)).text()
    assert.match(metrics, /vrs_router_restarts_total\{vpc="[^"]+"\} 1\n/)
  },
)

test(
  'a server that is killed takes its router along, and everything returns with the next one',
  { skip },
  async (t) => {
    const flags = ['--data', folder(t), '--bgp-port', `${PORT}`]
    const first = await serve(t, flags)
    const of = await makeTopology(sdk(t, first.endpoint), { peers: [{ host: 10, asn: 65001 }] })
    const connect = `${loopbackOf(of.endpointAddress)}:${PORT}`
    const who = ['--local', loopbackOf(vpcAddress(10)), '--connect', connect, '--asn', '65001', '--remote-asn', '65000']
    appliance(t, [...who, '--announce', PREFIX])
    await peersAre(sdk(t, first.endpoint), of.peerIds, (peer) => peer.BgpStatus?.Status === 'up')
    const [router] = childrenOf(first.server.pid)
    await first.server.stop('SIGKILL')
    const second = await serve(t, flags)
    const ec2 = sdk(t, second.endpoint)
    await peersAre(ec2, of.peerIds, (peer) => peer.State === 'available' && peer.BgpStatus?.Status === 'up')
    await eventually(
      'the route is there',
      () => advertised(ec2, of.routeTableId, PREFIX),
      (eni) => eni === of.enis[0],
    )
    await eventually(
      'the old router is gone',
      () => Promise.resolve(isRunning(router ?? 0)),
      (running) => !running,
    )
  },
)

/** A process that has ended may wait for a parent that does not collect it. */
function isRunning(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z'
}

function childrenOf(pid: number): readonly number[] {
  const text = readdirSync(`/proc/${pid}/task`).map((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8'),
  )
  return text.join(' ').split(' ').filter(Boolean).map(Number)
}
