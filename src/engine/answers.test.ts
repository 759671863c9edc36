// Whether an answer is one that the model knows: no member that the output does not have, every value of the right type and
// among the values that the API allows. `TestWorld` holds every answer of every test against it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Shape, StringShape } from '../model/shape.ts'
import { describeVpcs } from '../model/vpc/vpc.ts'

test('a member that the model does not have is found, and so is a wrong value', () => {
  const check = (Vpcs: unknown): void => checkAnswer(describeVpcs.output, { Vpcs }, 'DescribeVpcs')
  check([{ VpcId: 'vpc-00000001', IsDefault: true, State: 'available' }])
  assert.throws(() => check([{ VpcID: 'vpc-00000001' }]), /VpcID/)
  assert.throws(() => check([{ IsDefault: 'true' }]), /IsDefault/)
  assert.throws(() => check([{ State: 'gone' }]), /State/)
  assert.throws(() => check([{ VpcId: null }]), /VpcId/)
})

/** What the service says although the enums of the API lack it: see the reference, 15, and the page CreateNetworkInterface. */
const BEYOND_ENUM = new Set([
  'DescribeInternetGateways.InternetGateways.Attachments.State available',
  'CreateNetworkInterface.NetworkInterface.Status pending',
])

/** Throws unless `value` is one that `shape` describes. Members that are undefined are not there. */
export function checkAnswer(shape: Shape, value: unknown, path: string): void {
  switch (shape.type) {
    case 'structure':
      assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value), `${path} is no structure`)
      for (const [name, inner] of Object.entries(value)) {
        if (inner === undefined) continue
        const member = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined
        assert.ok(member, `${path} has no member ${name}`)
        checkAnswer(member.shape, inner, `${path}.${name}`)
      }
      return
    case 'list':
      assert.ok(Array.isArray(value), `${path} is no list`)
      for (const item of value) checkAnswer(shape.member, item, path)
      return
    case 'boolean':
      return assert.equal(typeof value, 'boolean', path)
    case 'integer':
    case 'long':
    case 'double':
      return assert.ok(Number.isFinite(value), path)
    case 'timestamp':
      return assert.match(String(value), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, path)
    default:
      return checkText(shape, value, path)
  }
}

function checkText(shape: StringShape, value: unknown, path: string): void {
  assert.equal(typeof value, 'string', path)
  const isAllowed = shape.enum === undefined || shape.enum.includes(String(value))
  assert.ok(isAllowed || BEYOND_ENUM.has(`${path} ${String(value)}`), `${path} is ${String(value)}`)
}
