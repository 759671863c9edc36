// A server with access keys, used through the AWS SDK: signatures of the real signer, session tokens, policies, DryRun.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import {
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteVpcCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { folder } from '../harness.ts'
import { startFromSource } from './server-from-source.ts'

interface Key {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}
const ADMIN: Key = { accessKeyId: 'AKIAADMIN', secretAccessKey: 's3cret/+=' }
const LIMITED: Key = { accessKeyId: 'ASIALIMITED', secretAccessKey: 'limited', sessionToken: 'tok/en+==' }

/** May look, may make VPCs in one region that are tagged as the team's, and may delete those. */
const TEAM_POLICY = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' },
    {
      Effect: 'Allow',
      Action: 'ec2:CreateVpc',
      Resource: 'arn:aws:ec2:*:*:vpc/*',
      Condition: { StringEquals: { 'aws:RequestTag/team': '${aws:username}', 'aws:RequestedRegion': 'eu-west-1' } },
    },
    {
      Effect: 'Allow',
      Action: 'ec2:CreateTags',
      Resource: '*',
      Condition: { StringEquals: { 'ec2:CreateAction': 'CreateVpc' } },
    },
    {
      Effect: 'Allow',
      Action: 'ec2:DeleteVpc',
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/team': 'blue' } },
    },
    { Effect: 'Deny', Action: '*', Resource: '*', Condition: { NotIpAddress: { 'aws:SourceIp': '127.0.0.0/8' } } },
  ],
}

const FILE = {
  accessKeys: [
    {
      ...ADMIN,
      user: 'admin',
      policies: [{ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }],
    },
    { ...LIMITED, user: 'blue', policies: [TEAM_POLICY] },
  ],
}

test('keys, session tokens, policies with conditions and DryRun, through the AWS SDK', async (t) => {
  const clientOf = await serve(t)
  const admin = clientOf(ADMIN)
  const blue = clientOf(LIMITED)
  const made = await blue.send(vpc('10.0.0.0/16', 'blue'))
  const other = await admin.send(vpc('10.1.0.0/16', 'red'))
  assert.equal((await blue.send(new DescribeVpcsCommand({}))).Vpcs?.length, 2)

  await refused(blue.send(vpc('10.2.0.0/16', 'red')), 403, 'UnauthorizedOperation')
  await refused(blue.send(new CreateVpcCommand({ CidrBlock: '10.2.0.0/16' })), 403, 'UnauthorizedOperation')
  await refused(clientOf(LIMITED, 'us-west-2').send(vpc('10.2.0.0/16', 'blue')), 403, 'UnauthorizedOperation')
  const tags = [{ Key: 'team', Value: 'blue' }]
  const tag = new CreateTagsCommand({ Resources: [other.Vpc?.VpcId ?? ''], Tags: tags })
  await refused(blue.send(tag), 403, 'UnauthorizedOperation')
  const remove = (id: string | undefined, DryRun = false): DeleteVpcCommand =>
    new DeleteVpcCommand({ VpcId: id, DryRun })
  await refused(blue.send(remove(other.Vpc?.VpcId)), 403, 'UnauthorizedOperation')
  await refused(blue.send(remove(other.Vpc?.VpcId, true)), 403, 'UnauthorizedOperation')
  await refused(blue.send(remove(made.Vpc?.VpcId, true)), 412, 'DryRunOperation')
  await blue.send(remove(made.Vpc?.VpcId))

  await refused(clientOf({ ...ADMIN, secretAccessKey: 'guess' }).send(new DescribeVpcsCommand({})), 401, 'AuthFailure')
  await refused(clientOf({ ...LIMITED, sessionToken: 'old' }).send(new DescribeVpcsCommand({})), 401, 'AuthFailure')
})

const vpc = (CidrBlock: string, team: string): CreateVpcCommand =>
  new CreateVpcCommand({
    CidrBlock,
    TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'team', Value: team }] }],
  })

test('GetCallerIdentity tells whose key it is', async (t) => {
  const { endpoint } = await start(t)
  const client = new STSClient({ endpoint, region: 'eu-west-1', credentials: LIMITED, maxAttempts: 1 })
  t.after(() => client.destroy())
  const { Arn, Account } = await client.send(new GetCallerIdentityCommand({}))
  assert.deepEqual([Arn, Account], ['arn:aws:iam::123456789012:user/blue', '123456789012'])
})

async function refused(call: Promise<unknown>, status: number, code: string): Promise<void> {
  const error = (await call.then(
    () => ({}),
    (thrown: unknown) => thrown,
  )) as { readonly Code?: string; readonly name?: string; readonly $metadata?: { readonly httpStatusCode?: number } }
  assert.deepEqual([error.$metadata?.httpStatusCode, error.name], [status, code])
}

async function start(t: TestContext): Promise<{ readonly endpoint: string }> {
  const file = join(folder(t), 'keys.json')
  writeFileSync(file, JSON.stringify(FILE))
  const flags = [
    '--listen=127.0.0.1:0',
    '--memory',
    '--no-default-vpc',
    '--account=123456789012',
    '--access-keys',
    file,
  ]
  const server = await startFromSource(flags)
  t.after(() => server.child.kill('SIGKILL'))
  return { endpoint: `http://127.0.0.1:${server.port}` }
}

async function serve(t: TestContext): Promise<(credentials: Key, region?: string) => EC2Client> {
  const { endpoint } = await start(t)
  return (credentials, region = 'eu-west-1') => {
    const client = new EC2Client({ endpoint, region, credentials, maxAttempts: 1 })
    t.after(() => client.destroy())
    return client
  }
}
