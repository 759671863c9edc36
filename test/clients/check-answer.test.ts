// The checker of answers finds what it is there to find.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeResponse } from '../../src/ec2/write-xml.ts'
import { describeVpcs } from '../../src/model/vpc/vpc.ts'
import { checkDocument } from './check-answer.ts'

const ID = '8f7724cf-496f-496e-8fe3-0123456789ab'
const document = (inside: string): string =>
  `<DescribeVpcsResponse><requestId>${ID}</requestId><vpcSet><item>${inside}</item></vpcSet></DescribeVpcsResponse>`
const problems = (inside: string): readonly string[] => checkDocument(describeVpcs, document(inside)).problems

test('a good answer has no problems, and its members are told', () => {
  const vpc = { VpcId: 'vpc-1', IsDefault: false, Tags: [{ Key: 'a', Value: '' }] }
  const { problems: none, members } = checkDocument(describeVpcs, writeResponse(describeVpcs, { Vpcs: [vpc] }, ID))
  assert.deepEqual(none, [])
  assert.deepEqual(
    ['Vpcs', 'Vpcs.VpcId', 'Vpcs.Tags.Key', 'Vpcs.State'].map((path) => members.has(path)),
    [true, true, true, false],
  )
})

test('what is wrong with an answer is said', () => {
  assert.deepEqual(problems('<vpcID>vpc-1</vpcID>'), ['DescribeVpcs: Vpcs.<vpcID> is no member'])
  assert.deepEqual(problems('<vpcId/>'), ['DescribeVpcs: Vpcs.VpcId is empty'])
  assert.deepEqual(problems('<state>gone</state>'), ["DescribeVpcs: Vpcs.State is 'gone', not in the enum"])
  assert.deepEqual(problems('<isDefault>True</isDefault>'), ["DescribeVpcs: Vpcs.IsDefault is 'True', no boolean"])
  assert.deepEqual(problems('<state>pending</state><vpcId>a</vpcId>'), ['DescribeVpcs: Vpcs.<vpcId> is out of order'])
  assert.deepEqual(problems('<vpcId>a</vpcId><vpcId>b</vpcId>'), ['DescribeVpcs: Vpcs.<vpcId> is there twice'])
  assert.deepEqual(problems('<tagSet><member/></tagSet>'), ['DescribeVpcs: Vpcs.Tags holds <member>'])
  assert.deepEqual(problems('<vpcId><b/></vpcId>').slice(0, 1), ['DescribeVpcs: Vpcs.VpcId holds <b>'])
  assert.deepEqual(problems('text'), ['DescribeVpcs: Vpcs has text: text'])
})

test('the envelope is checked too', () => {
  const found = checkDocument(describeVpcs, '<DescribeSubnetsResponse><vpcSet/></DescribeSubnetsResponse>').problems
  assert.deepEqual(found, ['DescribeVpcs: the root is DescribeSubnetsResponse', 'DescribeVpcs: there is no request id'])
})
