// What the AWS CLI lacks: checks before sending, suggestions, waiting. Played against a stub.

import assert from 'node:assert/strict'
import test from 'node:test'
import { announceServer } from '../../../src/host/running-servers.ts'
import { withBgp, createPeer } from './cases/base.ts'
import { answer, errorReply, PEERS, REQUEST_ID } from './fixture.ts'
import { play } from './play.ts'
import { startStub, type Reply, type Stub } from './stub.ts'
import { writeResponse } from '../../../src/ec2/write-xml.ts'
import { errors } from '../../../src/model/errors.ts'
import { operationByName } from '../../../src/model/service.ts'

async function withStub(
  work: (stub: Stub) => Promise<void>,
  reply?: (index: number) => Reply | undefined,
): Promise<void> {
  const stub = await startStub((request, index) => reply?.(index) ?? answer({}, request, index))
  try {
    await work(stub)
  } finally {
    await stub.close()
  }
}

const hostOf = (url: string): string => url.replace('http://', '')

const REFUSED: readonly (readonly [string, readonly string[], string])[] = [
  ['ASN 0', withBgp('PeerAsn=0'), "--bgp-options PeerAsn: '0' is not allowed. Expected 1 to 4294967295."],
  ['ASN too large', withBgp('PeerAsn=4294967296'), "--bgp-options PeerAsn: '4294967296' is not allowed."],
  ['ASN far too large', withBgp('PeerAsn=99999999999999999999999'), '--bgp-options PeerAsn:'],
  ['enumeration', withBgp('PeerAsn=1,PeerLivenessDetection=bdf'), "Did you mean 'bfd'?"],
  ['address', createPeer('--peer-address', '10.0.0.256'), "--peer-address: '10.0.0.256' is not allowed."],
  ['right form of an address', createPeer('--peer-address', 'here'), 'Example: 10.0.0.4.'],
  ['id', createPeer('--route-server-endpoint-id', 'rsp-0b1c2d3e4f5060001'), '--route-server-endpoint-id:'],
  [
    'tag kind',
    createPeer('--tag-specifications', 'ResourceType=route-server-pear'),
    "Did you mean 'route-server-peer'?",
  ],
]

for (const [what, argv, says] of REFUSED) {
  test(`our server is not sent what it will refuse: ${what}`, async () => {
    await withStub(async (stub) => {
      const withdraw = announceServer(hostOf(stub.url))
      const { code, stderr } = await play(argv, { url: stub.url })
      withdraw()
      assert.ok(stderr.startsWith('\nParameter validation failed:\n'), stderr)
      assert.ok(stderr.includes(says), stderr)
      assert.equal(code, 252)
      assert.deepEqual(stub.requests, [])
    })
  })
  test(`an endpoint that is neither ours nor AWS is sent it: ${what}`, async () => {
    await withStub(async (stub) => {
      await play(argv, { url: stub.url })
      assert.equal(stub.requests.length, 1)
    })
  })
}

test('AWS itself is not sent an address that is none, but values of enumerations that it may have learned', async () => {
  const noEndpoint = (argv: readonly string[]): readonly string[] => argv.slice(0, -2)
  const refused = await play(noEndpoint(createPeer('--peer-address', 'x')))
  assert.equal(refused.code, 252)
  const env = { HTTPS_PROXY: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' }
  const sent = await play(noEndpoint(withBgp('PeerAsn=1,PeerLivenessDetection=new')), { env })
  assert.ok(sent.stderr.includes('Failed to connect to proxy URL: "http://127.0.0.1:1"'), sent.stderr)
})

test('an unknown option is answered with the one that was meant', async () => {
  const { code, stderr } = await play(createPeer('--peer-adress', '1.1.1.1', '--outptu', 'x'), {
    url: 'http://127.0.0.1:1',
  })
  assert.ok(stderr.includes('\nUnknown options: --peer-adress, --outptu, x, 1.1.1.1\n'), stderr)
  assert.ok(stderr.includes('\nDid you mean --peer-address, --output?\n'), stderr)
  assert.equal(code, 252)
})

const shown = (state: string, more: object = {}): Reply => {
  const operation = operationByName.get('DescribeRouteServerPeers')
  if (operation === undefined) throw new Error('no such operation')
  const peer = { ...PEERS[0], RouteServerPeerId: 'rsp-0f10203040500000a', State: state, ...more }
  return { status: 200, body: writeResponse(operation, { RouteServerPeers: [peer] }, REQUEST_ID) }
}

test('--wait asks until the peer is available and prints it as it is then', async () => {
  const later = [undefined, shown('pending'), shown('pending'), shown('available')]
  await withStub(
    async (stub) => {
      const pauses: number[] = []
      const sleep = (milliseconds: number): Promise<void> => {
        pauses.push(milliseconds)
        return Promise.resolve()
      }
      const { code, stdout } = await play(createPeer('--wait', '--query', 'RouteServerPeer.State'), {
        url: stub.url,
        sleep,
      })
      assert.equal(stdout, '"available"\n')
      assert.equal(code, 0)
      assert.deepEqual(pauses, [500, 750, 1125])
      assert.equal(stub.requests[1]?.parameters['RouteServerPeerId.1'], 'rsp-0f10203040500000a')
    },
    (index) => later[index],
  )
})

test('--wait says why it failed', async () => {
  await withStub(
    async (stub) => {
      const { code, stderr } = await play(createPeer('--wait'), { url: stub.url })
      assert.equal(stderr, '\nrsp-0f10203040500000a is failed: no route to it\n')
      assert.equal(code, 255)
    },
    (index) => (index === 0 ? undefined : shown('failed', { FailureReason: 'no route to it' })),
  )
})

test('--wait of a deletion ends when the peer is not there any more', async () => {
  const argv = ['ec2', 'delete-route-server-peer', '--route-server-peer-id', 'rsp-1', '--wait', '--endpoint-url', '$EP']
  const gone = errorReply(errors.notFound('route-server-peer', 'rsp-1'))
  await withStub(
    async (stub) => {
      const { code, stdout } = await play([...argv, '--query', 'RouteServerPeer.State'], { url: stub.url })
      assert.equal(stdout, '"deleted"\n')
      assert.equal(code, 0)
    },
    (index) => (index === 0 ? undefined : gone),
  )
})

test('--wait shows on a terminal what is waited for', async () => {
  const later = [undefined, shown('pending'), shown('available')]
  await withStub(
    async (stub) => {
      const { stderr } = await play(createPeer('--wait', '--no-cli-pager'), { url: stub.url, columns: 80 })
      assert.ok(stderr.includes('rsp-0f10203040500000a is pending'), stderr)
      assert.ok(stderr.endsWith('\r\u001b[2K'), stderr)
    },
    (index) => later[index],
  )
})

const vpcs = (state: string): Reply => ({
  status: 200,
  body: `<DescribeVpcsResponse><vpcSet><item><state>${state}</state></item></vpcSet></DescribeVpcsResponse>`,
})

test('ec2 wait asks until the state is there, and gives up when the AWS CLI would', async () => {
  const argv = ['ec2', 'wait', 'vpc-available', '--endpoint-url', '$EP']
  const states = ['pending', 'pending', 'available']
  let waited = 0
  const sleep = (milliseconds: number): Promise<void> => {
    waited += milliseconds
    return Promise.resolve()
  }
  await withStub(
    async (stub) => {
      assert.deepEqual(await play(argv, { url: stub.url, sleep }), { code: 0, stdout: '', stderr: '' })
      assert.deepEqual([stub.requests.length, waited], [3, 1500])
    },
    (index) => vpcs(states[index] ?? 'unexpected'),
  )
  waited = 0
  await withStub(
    async (stub) => {
      const { code, stderr } = await play(argv, { url: stub.url, sleep })
      assert.deepEqual([code, stderr], [255, '\nWaiter VpcAvailable failed: Max attempts exceeded\n'])
      assert.ok(waited >= 585_000 && waited < 600_000)
    },
    () => vpcs('pending'),
  )
})
