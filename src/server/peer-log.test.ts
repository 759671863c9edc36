// Lines of the peer log: names and values of the VPC User Guide, our lines about ends, and what a router's death means.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PeerLog } from './peer-log.ts'

const scope = { account: '123456789012', region: 'cn-north-1' }
const ARN = 'arn:aws-cn:ec2:cn-north-1:123456789012:route-server-peer/rsp-1'
const status = (type: 'BGPStatus' | 'BFDStatus', up: boolean) =>
  ({
    type: 'peerLog',
    records: [{ resourceId: 'rsp-1', eventTimestamp: 5, type, status: up ? 'UP' : 'DOWN', message: null }],
  }) as const

test('the fields are those of the user guide', () => {
  const { log, lines } = started()
  const message = { prefix: '10.1.0.0/16', asPath: '65001 65002', med: 0, nextHopIp: '10.0.1.10' }
  log.report(scope, 'vpc-1', {
    type: 'peerLog',
    records: [{ resourceId: 'rsp-1', eventTimestamp: 5, type: 'RouteStatus', status: 'ADVERTISED', message }],
  })
  log.report(scope, 'vpc-1', status('BFDStatus', false))
  assert.deepEqual(lines(), [
    { resource_arn: ARN, event_timestamp: 5, type: 'RouteStatus', status: 'ADVERTISED', message },
    { resource_arn: ARN, event_timestamp: 5, type: 'BFDStatus', status: 'DOWN', message: null },
  ])
})

test('why a session ended, with the texts of both NOTIFICATIONs', () => {
  const { log, lines } = started()
  const received = { code: 6, subcode: 2, text: 'maintenance' }
  const event = {
    at: 7,
    resourceId: 'rsp-1',
    kind: 'bgp',
    why: 'NOTIFICATION 6/2 received: maintenance',
    received,
  } as const
  log.report(scope, 'vpc-1', { type: 'session', event })
  assert.deepEqual(lines(), [
    { resource_arn: ARN, event_timestamp: 7, type: 'Session', status: 'ENDED', message: { why: event.why, received } },
  ])
})

test('what was up goes down with its router, once', () => {
  const { log, lines } = started()
  log.report(scope, 'vpc-1', status('BGPStatus', true))
  log.report(scope, 'vpc-1', status('BFDStatus', true))
  log.report(scope, 'vpc-1', status('BFDStatus', false))
  log.lost('vpc-2', 'other')
  log.lost('vpc-1', 'ended by SIGKILL')
  log.lost('vpc-1', 'ended by SIGKILL')
  assert.deepEqual(lines().slice(3), [
    {
      resource_arn: ARN,
      event_timestamp: 99,
      type: 'Session',
      status: 'ENDED',
      message: { why: 'the router ended: ended by SIGKILL' },
    },
    { resource_arn: ARN, event_timestamp: 99, type: 'BGPStatus', status: 'DOWN', message: null },
  ])
})

function started(): { log: PeerLog; lines: () => unknown[] } {
  const lines: string[] = []
  const log = new PeerLog({ add: (line) => void lines.push(line), wallClock: () => 99 })
  return { log, lines: () => lines.map((line) => JSON.parse(line) as unknown) }
}
