import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromHex } from '../base/bytes.ts'
import { describeAttributes } from './describe.ts'

const described = (hex: string): ReturnType<typeof describeAttributes> => describeAttributes(fromHex(hex))

test('an AS path is a list with one item for each AS, a set in braces', () => {
  assert.deepEqual(described('4002 14 0202 0000fde9 fa56ea00 0102 0000fc00 0000fc01').asPath, [
    '65001',
    '4200000000',
    '{64512,64513}',
  ])
  assert.deepEqual(described('400200').asPath, [])
})

test('communities as the RFCs write them', () => {
  assert.deepEqual(described('c008 08 fde90064 ffffff01').communities, ['65001:100', '65535:65281'])
  assert.deepEqual(described('c020 0c fa56ea00 00000001 00000002').largeCommunities, ['4200000000:1:2'])
  const extended = described(
    'c010 30 0002fde900000064 0102c00002010005 0203fa56ea000064 4003fde900000007 0602fde900000001 000bfde900000001',
  )
  assert.deepEqual(extended.extendedCommunities, [
    'rt:65001:100',
    'rt:192.0.2.1:5',
    'ro:4200000000:100',
    'ro:65001:7',
    '0x0602fde900000001',
    '0x000bfde900000001',
  ])
  assert.deepEqual(described('c019 14 0002 20010db8000000000000000000000001 0064').ipv6ExtendedCommunities, [
    'rt:2001:db8::1:100',
  ])
})

test('what an internal peer adds', () => {
  const all = described('400504000000c8 8009040a000001 800a080a0000020a000003 400600 c007080000fde90a000001')
  assert.equal(all.localPref, 200)
  assert.equal(all.originatorId, '10.0.0.1')
  assert.deepEqual(all.clusterList, ['10.0.0.2', '10.0.0.3'])
  assert.equal(all.atomicAggregate, true)
  assert.deepEqual(all.aggregator, { as: 65001, address: '10.0.0.1' })
})

test('what is unknown or cannot be read is shown as it is', () => {
  const all = described('e06302abcd 800402 0001 c01003 000000')
  assert.deepEqual(all.unknown, [
    { code: 4, flags: 128, value: '0001' },
    { code: 16, flags: 192, value: '000000' },
    { code: 99, flags: 224, value: 'abcd' },
  ])
  assert.equal(all.med, undefined)
  assert.deepEqual(described('400105').unknown, [])
})

test('only the range that is asked for is read', () => {
  const octets = fromHex('ffff 800404 00000007 ffff')
  assert.equal(describeAttributes(octets, 2, 9).med, 7)
})
