// Our model of the API against the one that boto3 and the AWS CLI carry: every operation with the order, names on the
// wire, types, enums and requirements of its members, and its paginator. Needs a Python that has botocore.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { OPERATIONS } from '../../src/model/service.ts'
import { queryName, wireName } from '../../src/model/shape.ts'
import type { Operation, Shape, StructureShape } from '../../src/model/shape.ts'
import { requires } from '../requires.ts'

/** Prints, for each operation asked for, its shapes in the form that `tree` gives ours, and its paginator. */
const DUMP = `
import json, sys
from botocore.loaders import Loader
loader = Loader()
capital = lambda name: name[0].upper() + name[1:]
def tree(shapes, shape, direction):
    s = shapes[shape]
    if s['type'] == 'structure':
        required = s.get('required', []) if direction == 'in' else []
        return {'type': 'structure', 'members': [member(shapes, n, m, n in required, direction) for n, m in s['members'].items()]}
    if s['type'] == 'list':
        element = tree(shapes, s['member']['shape'], direction)
        return {'type': 'list', 'member': element, 'name': None if element['type'] == 'structure' else s['member']['shape']}
    found = {'type': s['type'], 'enum': s.get('enum'), 'min': s.get('min')}
    return found if direction == 'in' else {'type': s['type'], 'enum': s.get('enum')}
def member(shapes, name, m, required, direction):
    location = m.get('locationName')
    out = {'name': name, 'shape': tree(shapes, m['shape'], direction)}
    if direction == 'out':
        return {**out, 'wire': location or name}
    query = m.get('queryName') or (capital(location) if location else name)
    return {**out, 'query': query, 'required': required, 'token': m.get('idempotencyToken', False)}
def operation(service, name):
    model = loader.load_service_model(service, 'service-2')
    o, shapes = model['operations'][name], model['shapes']
    empty = {'type': 'structure', 'members': []}
    try: pages = loader.load_service_model(service, 'paginators-1')['pagination'].get(name)
    except Exception: pages = None
    return {
        'input': tree(shapes, o['input']['shape'], 'in') if 'input' in o else empty,
        'output': tree(shapes, o['output']['shape'], 'out') if 'output' in o else empty,
        'paginate': pages and [pages['input_token'], pages['output_token'], pages['limit_key'], pages['result_key']],
    }
asked = json.load(sys.stdin)
names = [n for n in loader.load_service_model('ec2', 'service-2')['operations'] if 'RouteServer' in n]
print(json.dumps({'operations': {n: operation(s, n) for s, n in asked}, 'routeServer': names}))
`

interface Dump {
  readonly operations: Readonly<Record<string, unknown>>
  readonly routeServer: readonly string[]
}

const python = (args: readonly string[], input: string): string =>
  execFileSync('python3', args, { input, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'ignore'] })

function botocoreMissing(): false | string {
  const why = requires({ optional: ['python3'] })
  if (why !== false) return why
  try {
    python(['-c', 'import botocore'], '')
    return false
  } catch (error) {
    return `optional client not on this machine: botocore (${error instanceof Error ? error.name : 'error'})`
  }
}

const skip = botocoreMissing()

test('every operation is as in the model of boto3 and the AWS CLI', { skip }, (t) => {
  const asked = OPERATIONS.map((o) => [o.service ?? 'ec2', o.name])
  const dump = JSON.parse(python(['-c', DUMP], JSON.stringify(asked))) as Dump
  for (const operation of OPERATIONS) {
    assert.deepEqual(described(operation), dump.operations[operation.name], operation.name)
  }
  const ours = OPERATIONS.map((o) => o.name).filter((name) => name.includes('RouteServer'))
  assert.deepEqual(ours.toSorted(), dump.routeServer.toSorted())
  t.diagnostic(`${OPERATIONS.length} operations compared`)
})

test('no operation is listed twice, and all have documentation', () => {
  assert.equal(new Set(OPERATIONS.map((o) => o.name)).size, OPERATIONS.length)
  for (const operation of OPERATIONS) {
    assert.match(operation.doc, /^[A-Z].*\.$/, operation.name)
    for (const [name, member] of membersBelow([operation.input, operation.output])) {
      assert.match(member, /^\S.*\.$/, `${operation.name}: ${name}`)
    }
  }
})

test('filters lead to members of the result', () => {
  const computed = new Set(['DescribeRouteServers vpc-id'])
  for (const operation of OPERATIONS) {
    for (const { names, path } of operation.filters?.by ?? []) {
      const from = operation.output.members[operation.filters?.over ?? '']?.shape
      const found = path.reduce<Shape | undefined>((shape, name) => memberOf(shape, name), elementOf(from))
      const id = `${operation.name} ${names[0]}`
      assert.equal(found === undefined, computed.has(id), `${id}: ${path.join('.')}`)
    }
  }
})

const described = (operation: Operation): unknown => ({
  input: tree(operation.input, 'in'),
  output: tree(operation.output, 'out'),
  paginate: operation.paginate
    ? [
        operation.paginate.inputToken,
        operation.paginate.outputToken,
        operation.paginate.limitKey,
        operation.paginate.resultKey,
      ]
    : null,
})

function tree(shape: Shape, direction: 'in' | 'out'): unknown {
  if (shape.type === 'structure') {
    const members = Object.entries(shape.members).map(([name, member]) => {
      const below = { name, shape: tree(member.shape, direction) }
      if (direction === 'out') return { ...below, wire: wireName(name, member) }
      const { required = false, idempotencyToken: token = false } = member
      return { ...below, query: queryName(name, member), required, token }
    })
    return { type: 'structure', members }
  }
  if (shape.type === 'list') {
    return { type: 'list', member: tree(shape.member, direction), name: shape.memberName ?? null }
  }
  const scalar = { type: shape.type, enum: shape.type === 'string' ? (shape.enum ?? null) : null }
  if (direction === 'out') return scalar
  return { ...scalar, min: 'clientMin' in shape ? shape.clientMin : null }
}

const elementOf = (shape: Shape | undefined): Shape | undefined => (shape?.type === 'list' ? shape.member : shape)

function memberOf(shape: Shape | undefined, name: string): Shape | undefined {
  return shape?.type === 'structure' ? elementOf(shape.members[name]?.shape) : undefined
}

function* membersBelow(shapes: readonly Shape[]): Generator<readonly [string, string]> {
  for (const shape of shapes) {
    const element = elementOf(shape)
    if (element?.type === 'structure') yield* docsOf(element)
  }
}

function* docsOf(structure: StructureShape): Generator<readonly [string, string]> {
  for (const [name, member] of Object.entries(structure.members)) {
    yield [name, member.doc]
    yield* membersBelow([member.shape])
  }
}
