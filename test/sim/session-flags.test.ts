// Flags of `vrs serve` that change sessions, through real sessions with a whole server: the hard prefix limit, TTL security,
// and the choice about the first AS.

import assert from 'node:assert/strict'
import { Socket, connect } from 'node:net'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { parsePrefix } from '../../src/base/ip.ts'
import { present } from '../../src/base/assert.ts'
import { MESSAGE, SEGMENT } from '../../src/bgp/iana.ts'
import { encodeKeepalive } from '../../src/bgp/message.ts'
import { encodeOpen, openOf } from '../../src/bgp/open.ts'
import { encodeAnnouncements, prefixListOf } from '../../src/bgp/update-encode.ts'
import { loadLibc } from '../../src/host/linux/libc.ts'
import { appliance, eventually, loopbackOf, sdk, serve, vpcAddress } from '../harness.ts'
import { makeTopology, peersAre } from '../clients/topology.ts'

const PEERS = [
  { host: 10, asn: 65001 },
  { host: 11, asn: 65002 },
]

test('--prefix-limit-mode hard: the route that is one too many ends the session with Cease 6/1', async (t) => {
  const { ec2, of, flagsOf } = await site(t, ['--prefix-limit-mode', 'hard'])
  const routes = (count: number): string[] =>
    Array.from({ length: count }, (_, i) => ['--announce', `192.0.${i}.0/24`]).flat()
  appliance(t, [...flagsOf(10, 65001), ...routes(100)])
  await peersAre(ec2, of.peerIds.slice(0, 1), (peer) => peer.BgpStatus?.Status === 'up')
  const greedy = appliance(t, [...flagsOf(11, 65002), ...routes(101)])
  await greedy.line(/NOTIFICATION 6\/1 received/)
  await greedy.line(/NOTIFICATION 6\/5 received/)
  await peersAre(ec2, of.peerIds.slice(0, 1), (peer) => peer.BgpStatus?.Status === 'up')
})

test(
  '--ttl-security: a peer with the usual TTL is not heard, one with 255 is (RFC 5082)',
  { skip: noLibc() },
  async (t) => {
    const { ec2, of, flagsOf, place } = await site(t, ['--ttl-security'])
    const usual = new Socket()
    t.after(() => usual.destroy())
    usual.connect({ ...place, localAddress: loopbackOf(vpcAddress(11)) })
    appliance(t, flagsOf(10, 65001))
    await peersAre(ec2, of.peerIds.slice(0, 1), (peer) => peer.BgpStatus?.Status === 'up')
    assert.equal(usual.connecting, true)
  },
)

for (const allowed of [false, true]) {
  const flag = allowed ? ['--allow-foreign-first-as'] : []
  test(`a first AS that is not the peer's is ${allowed ? 'taken with' : 'refused without'} --allow-foreign-first-as`, async (t) => {
    const { place, endpoint, of } = await site(t, flag)
    foreignPath(t, place, vpcAddress(10))
    const path = `explain?route-server-id=${of.routeServerId}&prefix=192.0.2.0/24`
    // The prefix of the next message is there in both cases: what came before it has been judged.
    const later = path.replace('192.0.2.0', '198.51.100.0')
    await eventually(
      'the second route is there',
      () => pathsOf(endpoint, later),
      (paths) => paths.length === 1,
    )
    assert.deepEqual(await pathsOf(endpoint, path), allowed ? [['65099']] : [])
  })
}

/** A device that announces one route with a path of somebody else and one with its own AS. */
function foreignPath(t: TestContext, place: { host: string; port: number }, address: string): void {
  const socket = connect({ ...place, localAddress: loopbackOf(address) })
  t.after(() => socket.destroy())
  const identifier = 0x0a0a0a0a
  const open = openOf({ localAs: 65001, peerAs: 65000, identifier, holdTime: 240, families: [4] })
  socket.on('connect', () => socket.write(encodeOpen(open)))
  socket.once('data', () => socket.write(encodeKeepalive()))
  socket.on('data', (chunk) => {
    if (chunk.at(-1) !== MESSAGE.KEEPALIVE) return
    for (const [prefix, asn] of [
      ['192.0.2.0/24', 65_099],
      ['198.51.100.0/24', 65_001],
    ] as const) {
      const attributes = { origin: 0, asPath: [{ type: SEGMENT.SEQUENCE, numbers: [asn] }] } as const
      const list = prefixListOf(4, [present(parsePrefix(prefix), prefix)])
      const nextHop = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
      const options = { fourOctetAs: true, extendedMessages: false }
      for (const message of encodeAnnouncements(attributes, [nextHop], list, options)) socket.write(message)
    }
  })
}

async function pathsOf(endpoint: string, path: string): Promise<readonly (readonly string[])[]> {
  const answer = (await (await fetch(`${endpoint}/_vrs/${path}`)).json()) as { paths: { asPath: string[] }[] }
  return answer.paths.map(({ asPath }) => asPath)
}

interface Site {
  readonly endpoint: string
  readonly ec2: ReturnType<typeof sdk>
  readonly of: Awaited<ReturnType<typeof makeTopology>>
  readonly place: { readonly host: string; readonly port: number }
  readonly flagsOf: (host: number, asn: number) => string[]
}

async function site(t: TestContext, flags: readonly string[]): Promise<Site> {
  const { endpoint, bgpPort } = await serve(t, ['--memory', ...flags])
  const ec2 = sdk(t, endpoint)
  const of = await makeTopology(ec2, { peers: PEERS })
  const place = { host: loopbackOf(of.endpointAddress), port: bgpPort }
  const connection = ['--connect', `${place.host}:${place.port}`, '--remote-asn', '65000']
  const flagsOf = (host: number, asn: number): string[] => [
    '--local',
    loopbackOf(vpcAddress(host)),
    '--asn',
    `${asn}`,
    ...connection,
  ]
  return { endpoint, ec2, of, place, flagsOf }
}

function noLibc(): string | false {
  const loaded = loadLibc()
  return loaded.ok ? false : loaded.why
}
