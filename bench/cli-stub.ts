// The stub of bench/cli.ts: one created peer, or a list of a thousand, both made once.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { writeResponse } from '../src/ec2/write-xml.ts'
import { createRouteServerPeer, describeRouteServerPeers } from '../src/model/route-server/peer.ts'

const { peers } = workerData as { readonly peers: number }

const peer = (n: number): Record<string, unknown> => ({
  RouteServerPeerId: `rsp-${n.toString(16).padStart(17, '0')}`,
  RouteServerEndpointId: 'rse-0b1c2d3e4f5060001',
  RouteServerId: 'rs-0a1b2c3d4e5f60001',
  VpcId: 'vpc-0c1d2e3f405060001',
  SubnetId: 'subnet-0d1e2f30405060001',
  State: 'available',
  EndpointEniId: 'eni-0e1f203040506a001',
  EndpointEniAddress: '10.0.0.10',
  PeerAddress: `10.0.${n >> 8}.${n & 255}`,
  BgpOptions: { PeerAsn: 65000 + n, PeerLivenessDetection: n % 2 === 0 ? 'bfd' : 'bgp-keepalive' },
  BgpStatus: { Status: 'up' },
  BfdStatus: { Status: n % 2 === 0 ? 'up' : 'down' },
  Tags: [{ Key: 'Name', Value: `device ${n}` }],
})

const list = Array.from({ length: peers }, (_, n) => peer(n))
const answers: Readonly<Record<string, string>> = {
  CreateRouteServerPeer: writeResponse(createRouteServerPeer, { RouteServerPeer: peer(1) }, 'r-1'),
  DescribeRouteServerPeers: writeResponse(describeRouteServerPeers, { RouteServerPeers: list }, 'r-2'),
}

const server = createServer((request, response) => {
  let body = ''
  request.on('data', (part: Buffer) => (body += part.toString()))
  request.on('end', () => {
    response.writeHead(200, { 'Content-Type': 'text/xml;charset=UTF-8' })
    response.end(answers[new URLSearchParams(body).get('Action') ?? ''] ?? '')
  })
})
server.listen(0, '127.0.0.1', () => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
