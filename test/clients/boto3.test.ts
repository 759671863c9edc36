// boto3 drives all 17 operations; what it saw is compared here. Runs where Python has a boto3 that knows route servers.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { NET, awsEnvironment, run, serve } from '../harness.ts'
import { requires } from '../requires.ts'

function hasBoto3(): boolean {
  const ask = "import boto3; boto3.client('ec2', region_name='us-east-1').create_route_server_peer"
  try {
    execFileSync('python3', ['-c', ask], { stdio: 'ignore' })
    return true
  } catch (error) {
    if (error instanceof Error) return false
    throw error
  }
}

const skip =
  requires({ optional: ['python3'] }) ||
  (hasBoto3() ? false : 'optional client not on this machine: boto3 with route servers')

test('boto3: the life of a route server', { skip }, async (t) => {
  const { endpoint } = await serve(t)
  const script = join(dirname(fileURLToPath(import.meta.url)), 'life_cycle.py')
  const home = process.env['HOME']
  const env = {
    ...awsEnvironment(endpoint),
    ...(home === undefined ? {} : { HOME: home }),
    AWS_CONFIG_FILE: '/nonexistent',
  }
  const { code, stdout, stderr } = await run('python3', [script, endpoint, String(NET)], env)
  assert.equal(code, 0, stderr)
  const down = { Status: 'down' }
  assert.deepEqual(JSON.parse(stdout), {
    create: {
      AmazonSideAsn: 4294967295,
      State: 'pending',
      PersistRoutesState: 'enabled',
      PersistRoutesDuration: 2,
      SnsNotificationsEnabled: false,
    },
    'same token': true,
    'other parameters': ['IdempotentParameterMismatch', 400],
    'not associated': ['InvalidRouteServerId.NotAssociated', 400],
    'too early': ['IncorrectState', 400],
    associate: 'associating',
    'endpoint at first': ['pending', false, [{ Key: 'Name', Value: 'e' }]],
    'endpoint has an interface': true,
    enable: 'pending',
    'dry run': ['DryRunOperation', 412],
    peer: ['pending', { PeerAsn: 65001, PeerLivenessDetection: 'bfd' }, down, down],
    duplicate: ['InvalidRouteServerPeer.Duplicate', 400],
    modify: 'modifying',
    modified: { PersistRoutesState: 'disabled', SnsNotificationsEnabled: true },
    routes: [],
    pages: [5, 2],
    'delete too early': ['IncorrectState', 400],
    identity: ['Account', 'Arn', 'UserId'],
  })
})
