// What must hold in every state, whatever was asked before. Used by the simulations; the tests here show that a broken
// state is noticed.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { overlaps, parsePrefix } from '../base/ip.ts'
import { AddressBook, usableRange } from './addresses.ts'
import { scopeKey } from './events.ts'
import { INDEX_NAMES, INDEXES, keysOf } from './indexes.ts'
import { replay, restore, snapshot } from './replay.ts'
import { KINDS, type Kind, type Resource } from './resources.ts'
import type { Settling } from './route-server-resources.ts'
import type { Region, State } from './state.ts'
import { TestWorld } from './test-world.test.ts'

test('the invariants notice a record that was changed behind the indexes, and a dangling reference', () => {
  const world = new TestWorld()
  const vpcId = world.vpc()
  const subnet = world.subnet(vpcId)
  world.endpoint(world.associated(vpcId), subnet)
  checkInvariants(world)
  const { subnet: subnets } = world.region.tables
  const record = subnets.get(subnet)
  assert.ok(record)
  subnets.set(subnet, { ...record, vpcId: 'vpc-00000000' })
  assert.throws(() => checkDerived(world.state))
  subnets.delete(subnet)
  assert.throws(() => checkReferences(world.region))
})

/** All of it; the log is played again, so this costs as much as the world is old. */
export function checkInvariants(world: TestWorld): void {
  checkDerived(world.state)
  for (const region of world.state.regions.values()) checkReferences(region)
  const text = world.text()
  const again = replay(world.log)
  assert.ok(JSON.stringify(snapshot(again)) === text, 'replay of the log gives another state')
  checkDerived(again)
  const restored = restore(JSON.parse(text) as ReturnType<typeof snapshot>)
  assert.ok(JSON.stringify(snapshot(restored)) === text, 'a snapshot gives another state')
  checkDerived(restored)
}

/** Indexes, address books, queue of transitions: equal to what follows from the records alone. */
export function checkDerived(state: State): void {
  const due = new Map<string, number>()
  const hosts = new Map<string, Set<string>>()
  for (const region of state.regions.values()) {
    checkIndexes(region)
    checkAddresses(region)
    for (const kind of KINDS) {
      assert.deepEqual(
        [...region.order[kind].keys()].sort(),
        [...region.tables[kind].keys()].sort(),
        `order of ${kind}`,
      )
      for (const [id, record] of region.tables[kind]) {
        const { settlesAt } = record as Settling
        if (settlesAt !== undefined) due.set(`${scopeKey(region.scope)}|${kind}|${id}`, settlesAt)
      }
    }
    for (const { id, state, eniAddress } of region.tables['route-server-endpoint'].values()) {
      if (eniAddress === undefined || state === 'deleted') continue
      for (const key of [eniAddress, eniAddress.slice(eniAddress.indexOf('.') + 1)]) {
        hosts.set(key, (hosts.get(key) ?? new Set()).add(id))
      }
    }
  }
  const waiting = [...state.due.all()].map(([key, { at }]) => [key, at] as const)
  assert.deepEqual(new Map(waiting), due, 'queue of transitions')
  assert.equal(state.due.nextAt(), due.size === 0 ? undefined : Math.min(...due.values()))
  assert.deepEqual(state.endpointsByHostAddress, hosts, 'endpoints by host address')
}

function checkIndexes(region: Region): void {
  for (const name of INDEX_NAMES) {
    const expected = new Map<string, Set<string>>()
    const table = region.tables[INDEXES[name].kind] as ReadonlyMap<string, Resource>
    for (const [id, record] of table) {
      for (const key of keysOf(name, record)) {
        if (key !== undefined) expected.set(key, (expected.get(key) ?? new Set()).add(id))
      }
    }
    assert.deepEqual(region.indexes[name], expected, name)
  }
}

function checkAddresses(region: Region): void {
  const expected = new Map<string, AddressBook>()
  for (const { subnetId, privateAddresses } of region.tables['network-interface'].values()) {
    const first = usableRange(region.tables.subnet.get(subnetId)?.cidrBlock ?? '')?.first ?? 0
    for (const { address } of privateAddresses) {
      const book = expected.get(subnetId) ?? new AddressBook(first)
      assert.equal(book.has(address), false, `${address} is given twice in ${subnetId}`)
      book.add(address)
      expected.set(subnetId, book)
    }
  }
  assert.deepEqual([...region.addresses.keys()].sort(), [...expected.keys()].sort(), 'subnets with addresses')
  for (const [subnetId, book] of expected) {
    assert.deepEqual(region.addresses.get(subnetId)?.words(), book.words(), subnetId)
    assert.equal(region.addresses.get(subnetId)?.lowestFree, book.lowestFree, subnetId)
  }
}

/** Nothing that is alive names something that is not there, and parents outlive their children. */
export function checkReferences(region: Region): void {
  const { tables } = region
  const need = (kind: Kind, id: string | undefined, whose: string): void =>
    assert.ok(id !== undefined && tables[kind].has(id), `${whose} names ${kind} ${id}, which is not there`)
  for (const association of tables['route-server-association'].values()) {
    need('vpc', association.vpcId, 'association')
    assert.notEqual(tables['route-server'].get(association.routeServerId)?.state ?? 'deleted', 'deleted')
  }
  for (const propagation of tables['route-server-propagation'].values()) {
    need('route-table', propagation.routeTableId, 'propagation')
    need('route-server-association', propagation.routeServerId, 'propagation')
  }
  for (const endpoint of tables['route-server-endpoint'].values()) {
    if (endpoint.state === 'deleted') continue
    need('subnet', endpoint.subnetId, endpoint.id)
    need('route-server-association', endpoint.routeServerId, endpoint.id)
    const isEquipped = endpoint.eniId !== undefined
    if (endpoint.state === 'available') assert.ok(isEquipped, `${endpoint.id} is available without interface`)
    if (endpoint.state === 'pending') assert.ok(!isEquipped, `${endpoint.id} is pending with an interface`)
    if (!isEquipped) continue
    need('network-interface', endpoint.eniId, endpoint.id)
    need('security-group', endpoint.securityGroupId, endpoint.id)
  }
  for (const peer of tables['route-server-peer'].values()) {
    if (peer.state === 'deleted') continue
    const endpoint = tables['route-server-endpoint'].get(peer.routeServerEndpointId)
    assert.notEqual(endpoint?.state ?? 'deleted', 'deleted', `${peer.id} has lost its endpoint`)
    need('network-interface', peer.endpointEniId, peer.id)
  }
  for (const eni of tables['network-interface'].values()) {
    need('subnet', eni.subnetId, eni.id)
    if (eni.managedBy !== undefined) need('route-server-endpoint', eni.managedBy, eni.id)
  }
  for (const rule of tables['security-group-rule'].values()) {
    need('security-group', rule.groupId, rule.id)
    if (rule.managedBy !== undefined) {
      assert.notEqual(tables['route-server-peer'].get(rule.managedBy)?.state ?? 'deleted', 'deleted', rule.id)
    }
  }
}

/** The same for the VPC part of a region in which everything was made through the API. */
export function checkVpcPart({ tables, indexes }: Region): void {
  const need = (kind: Kind, id: string | undefined, whose: string): void =>
    assert.ok(id !== undefined && tables[kind].has(id), `${whose} names ${kind} ${id}, which is not there`)
  for (const vpc of tables.vpc.values()) {
    if (vpc.dhcpOptionsId !== 'default') need('dhcp-options', vpc.dhcpOptionsId, vpc.id)
    assert.equal(indexes.tableAssociationsByUser.get(vpc.id)?.size, 1, `${vpc.id} has one main table`)
    assert.equal(indexes.securityGroupsByName.get(`${vpc.id}|default`)?.size, 1, `${vpc.id} has one default group`)
    checkOverlaps(recordsOf(tables.subnet, vpc.id))
  }
  assert.ok((indexes.defaultVpc.get('default')?.size ?? 0) <= 1, 'one default VPC')
  for (const subnet of tables.subnet.values()) {
    need('vpc', subnet.vpcId, subnet.id)
    need('network-acl', subnet.networkAcl.networkAclId, subnet.id)
    assert.ok((indexes.tableAssociationsByUser.get(subnet.id)?.size ?? 0) <= 1, `${subnet.id} has one table`)
  }
  for (const association of tables['route-table-association'].values()) {
    need('route-table', association.routeTableId, association.id)
    if (association.subnetId !== undefined) need('subnet', association.subnetId, association.id)
    if (association.gatewayId !== undefined) need('internet-gateway', association.gatewayId, association.id)
  }
  for (const route of tables.route.values()) need('route-table', route.routeTableId, route.destination)
  for (const eni of tables['network-interface'].values()) {
    assert.ok(eni.securityGroupIds.length > 0, `${eni.id} has a group`)
    for (const groupId of eni.securityGroupIds) need('security-group', groupId, eni.id)
  }
  for (const rule of tables['security-group-rule'].values()) {
    if (rule.referencedGroupId !== undefined) need('security-group', rule.referencedGroupId, rule.id)
  }
  for (const kind of ['route-table', 'security-group', 'network-acl'] as const) {
    for (const { id, vpcId } of tables[kind].values()) need('vpc', vpcId, id)
  }
}

const recordsOf = <T extends { readonly vpcId: string }>(table: ReadonlyMap<string, T>, vpcId: string): T[] =>
  [...table.values()].filter((record) => record.vpcId === vpcId)

function checkOverlaps(subnets: readonly { readonly id: string; readonly cidrBlock?: string }[]): void {
  const blocks = subnets.map(({ id, cidrBlock = '' }) => ({ id, block: parsePrefix(cidrBlock) }))
  for (const [i, a] of blocks.entries()) {
    for (const b of blocks.slice(i + 1)) {
      const clash = a.block !== undefined && b.block !== undefined && overlaps(a.block, b.block)
      assert.ok(!clash, `${a.id} and ${b.id} overlap`)
    }
  }
}
