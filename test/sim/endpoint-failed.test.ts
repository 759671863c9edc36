// An endpoint whose address and port somebody else has: the API says so, with the reason.

import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { DescribeRouteServerEndpointsCommand } from '@aws-sdk/client-ec2'
import { eventually, loopbackOf, sdk, serve, vpcAddress } from '../harness.ts'
import { makeTopology } from '../clients/topology.ts'

const PORT = 10_000 + (process.pid % 10_000)

test('an endpoint that cannot listen becomes failed', async (t) => {
  const { endpoint } = await serve(t, ['--memory', '--bgp-port', `${PORT}`])
  const ec2 = sdk(t, endpoint)
  const occupant = createServer()
  t.after(() => occupant.close())
  await new Promise<void>((resolve) => occupant.listen({ host: loopbackOf(vpcAddress(4)), port: PORT }, resolve))
  const of = await makeTopology(ec2, { peers: [] })
  assert.equal(of.endpointAddress, vpcAddress(4))
  const described = await eventually(
    'the endpoint has failed',
    () => ec2.send(new DescribeRouteServerEndpointsCommand({ RouteServerEndpointIds: [of.endpointId] })),
    (answer) => answer.RouteServerEndpoints?.[0]?.State === 'failed',
  )
  const why = described.RouteServerEndpoints?.[0]?.FailureReason ?? ''
  assert.ok(why.includes(`${loopbackOf(vpcAddress(4))}:${PORT} is in use by another program`), why)
})
