// A world for tests of the VPC part: everything in it is made through the API.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, TestWorld } from '../../test-world.test.ts'

test('a scene has a VPC with its main table', () => {
  const scene = new Scene()
  const vpcId = scene.newVpc()
  assert.match(scene.mainTable(vpcId), /^rtb-/)
  assert.notEqual(scene.newTable(vpcId), scene.mainTable(vpcId))
})

export class Scene extends TestWorld {
  /** The id, or whatever else stands at a place in the answer to a request. */
  get(action: string, request: object, ...path: readonly (string | number)[]): string {
    const found = at(this.call(action, request), ...path)
    assert.equal(typeof found, 'string', `${action}: ${path.join('.')}`)
    return found as string
  }

  /** The items that a describe call lists. */
  list(action: string, member: string, request: object = {}): readonly Readonly<Record<string, unknown>>[] {
    return at(this.call(action, request), member) as readonly Readonly<Record<string, unknown>>[]
  }

  /** One member of every item that a describe call lists. */
  pick(action: string, member: string, field: string, request: object = {}): readonly unknown[] {
    return this.list(action, member, request).map((item) => item[field])
  }

  /** A request has to be refused with this code, and with a message that fits. */
  refuses(action: string, request: object, code: string, message: RegExp = /./): void {
    const error = this.refused(action, request)
    assert.equal(error.code, code, `${action} ${JSON.stringify(request)}: ${error.message}`)
    assert.match(error.message, message)
  }

  newVpc(CidrBlock = '10.0.0.0/16', more: object = {}): string {
    return this.get('CreateVpc', { CidrBlock, ...more }, 'Vpc', 'VpcId')
  }

  newSubnet(VpcId: string, CidrBlock = '10.0.1.0/24', more: object = {}): string {
    return this.get('CreateSubnet', { VpcId, CidrBlock, ...more }, 'Subnet', 'SubnetId')
  }

  newTable(VpcId: string): string {
    return this.get('CreateRouteTable', { VpcId }, 'RouteTable', 'RouteTableId')
  }

  newGateway(VpcId?: string): string {
    const id = this.get('CreateInternetGateway', {}, 'InternetGateway', 'InternetGatewayId')
    if (VpcId !== undefined) this.call('AttachInternetGateway', { InternetGatewayId: id, VpcId })
    return id
  }

  newEni(SubnetId: string, more: object = {}): string {
    return this.get('CreateNetworkInterface', { SubnetId, ...more }, 'NetworkInterface', 'NetworkInterfaceId')
  }

  newGroup(VpcId: string, GroupName: string): string {
    return this.get('CreateSecurityGroup', { VpcId, GroupName, Description: 'a group' }, 'GroupId')
  }

  inVpc(vpcId: string, ...more: readonly object[]): object {
    return { Filters: [{ Name: 'vpc-id', Values: [vpcId] }, ...more] }
  }

  mainTable(vpcId: string): string {
    const main = { Name: 'association.main', Values: ['true'] }
    return this.pick('DescribeRouteTables', 'RouteTables', 'RouteTableId', this.inVpc(vpcId, main))[0] as string
  }

  table(id: string): Readonly<Record<string, unknown>> {
    return this.list('DescribeRouteTables', 'RouteTables', { RouteTableIds: [id] })[0] ?? {}
  }

  routes(tableId: string): readonly Readonly<Record<string, unknown>>[] {
    return this.table(tableId)['Routes'] as readonly Readonly<Record<string, unknown>>[]
  }

  eniOf(id: string): Readonly<Record<string, unknown>> {
    return this.list('DescribeNetworkInterfaces', 'NetworkInterfaces', { NetworkInterfaceIds: [id] })[0] ?? {}
  }

  addresses(eniId: string): readonly unknown[] {
    return (this.eniOf(eniId)['PrivateIpAddresses'] as readonly object[]).map((item) => at(item, 'PrivateIpAddress'))
  }
}
