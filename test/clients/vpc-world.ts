// A server and what tests of the VPC part need of it: calls by name, filters, refusals, and VPCs that are taken away again.

import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { EC2Client } from '@aws-sdk/client-ec2'
import * as ec2 from '@aws-sdk/client-ec2'
import { startServer } from '../../src/lab/vrs-process.ts'

export type Input = Readonly<Record<string, unknown>>
type Commands = Readonly<Record<string, new (input: unknown) => object>>

let client: EC2Client

/** Starts a server before the tests of the file, and ends it after them. */
export function shareServer(): void {
  let server: Awaited<ReturnType<typeof startServer>>
  before(async () => {
    server = await startServer(['--memory', '--account', '123456789012', '--region', 'us-west-1'])
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    client = new EC2Client({ endpoint: server.endpoint, region: 'us-west-1', credentials, maxAttempts: 1 })
  })
  after(async () => {
    client.destroy()
    await server.process.stop()
  })
}

/** Makes a call with the SDK. */
export async function call(action: string, input: Input = {}): Promise<unknown> {
  const Command = (ec2 as unknown as Commands)[`${action}Command`]
  assert.ok(Command, action)
  return (client as unknown as { send(command: object): Promise<unknown> }).send(new Command(input))
}

/** The value at a place in an answer. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce((inner, name) => (inner as Readonly<Record<string | number, unknown>> | undefined)?.[name], value)

/** Passes when the call is refused with this code. */
export const refused = (action: string, input: Input, name: string, message: string | RegExp = /./): Promise<void> =>
  assert.rejects(call(action, input), { name, message }, `${action} ${JSON.stringify(input)}`)

/** The items of a list that meet one filter. */
export const by = async (
  action: string,
  list: string,
  Name: string,
  ...Values: string[]
): Promise<readonly unknown[]> => at(await call(action, { Filters: [{ Name, Values }] }), list) as readonly unknown[]

/** One member of each item. */
export const ids = (items: readonly unknown[], name: string): readonly unknown[] => items.map((item) => at(item, name))

/** A VPC that is taken away again, so that the quota of five is enough. */
export async function inVpc(use: (VpcId: string) => Promise<void>, input: Input = {}): Promise<void> {
  const VpcId = at(await call('CreateVpc', { CidrBlock: '10.0.0.0/16', ...input }), 'Vpc', 'VpcId') as string
  await use(VpcId)
  await clear(VpcId)
}

const KINDS = [
  ['NetworkInterfaces', 'NetworkInterfaceId', 'DeleteNetworkInterface', 'DescribeNetworkInterfaces'],
  ['Subnets', 'SubnetId', 'DeleteSubnet', 'DescribeSubnets'],
  ['RouteTables', 'RouteTableId', 'DeleteRouteTable', 'DescribeRouteTables'],
  ['NetworkAcls', 'NetworkAclId', 'DeleteNetworkAcl', 'DescribeNetworkAcls'],
] as const

/** Takes a VPC away with all that is in it. */
async function clear(VpcId: string): Promise<void> {
  for (const gateway of await by('DescribeInternetGateways', 'InternetGateways', 'attachment.vpc-id', VpcId)) {
    const InternetGatewayId = at(gateway, 'InternetGatewayId')
    await call('DetachInternetGateway', { InternetGatewayId, VpcId })
    await call('DeleteInternetGateway', { InternetGatewayId })
  }
  for (const [list, id, remove, describeThem] of KINDS) {
    for (const item of await by(describeThem, list, 'vpc-id', VpcId)) {
      for (const association of (at(item, 'Associations') ?? []) as readonly unknown[]) {
        const AssociationId = at(association, 'RouteTableAssociationId')
        if (AssociationId !== undefined && at(association, 'Main') !== true) {
          await call('DisassociateRouteTable', { AssociationId })
        }
      }
      const isKept = at(item, 'IsDefault') === true || at(item, 'Associations', 0, 'Main') === true
      if (!isKept) await call(remove, { [id]: at(item, id) })
    }
  }
  const groups = (await by('DescribeSecurityGroups', 'SecurityGroups', 'vpc-id', VpcId)).filter(
    (group) => at(group, 'GroupName') !== 'default',
  )
  for (const group of groups) {
    const GroupId = at(group, 'GroupId')
    const rules = await by('DescribeSecurityGroupRules', 'SecurityGroupRules', 'group-id', String(GroupId))
    for (const rule of rules) {
      const action = at(rule, 'IsEgress') === true ? 'RevokeSecurityGroupEgress' : 'RevokeSecurityGroupIngress'
      await call(action, { GroupId, SecurityGroupRuleIds: [at(rule, 'SecurityGroupRuleId')] })
    }
  }
  for (const group of groups) await call('DeleteSecurityGroup', { GroupId: at(group, 'GroupId') })
  await call('DeleteVpc', { VpcId })
}

/** The id of a new subnet. */
export const subnetIn = async (VpcId: string, CidrBlock = '10.0.1.0/24', more: Input = {}): Promise<string> =>
  at(await call('CreateSubnet', { VpcId, CidrBlock, ...more }), 'Subnet', 'SubnetId') as string

/** The id of a new network interface. */
export const eniIn = async (SubnetId: string, more: Input = {}): Promise<string> =>
  at(await call('CreateNetworkInterface', { SubnetId, ...more }), 'NetworkInterface', 'NetworkInterfaceId') as string

/** The id of a new security group. */
export const groupIn = async (VpcId: string, GroupName: string, more: Input = {}): Promise<string> =>
  at(
    await call('CreateSecurityGroup', { VpcId, GroupName, Description: `${GroupName} group`, ...more }),
    'GroupId',
  ) as string
