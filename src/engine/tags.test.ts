import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '../model/errors.ts'
import { checkTags, retag, tagsOnCreation, withTags, withoutTags, type TagSpecifications } from './tags.ts'
import { TestWorld } from './test-world.test.ts'

const specification = (...Tags: object[]): TagSpecifications => [{ ResourceType: 'route-server', Tags }]

test('tags on creation: values may be missing, several specifications are one', () => {
  assert.deepEqual(tagsOnCreation(undefined, 'vpc'), [])
  const both = [
    { ResourceType: 'vpc', Tags: [{ Key: 'a', Value: '1' }] },
    { ResourceType: 'vpc', Tags: [{ Key: 'b' }] },
  ]
  assert.deepEqual(tagsOnCreation(both, 'vpc'), [
    { key: 'a', value: '1' },
    { key: 'b', value: '' },
  ])
})

test('wrong specifications, word for word as tests of others expect them', () => {
  const error = (specifications: TagSpecifications): string[] =>
    refusal(() => tagsOnCreation(specifications, 'route-server'))
  assert.deepEqual(error([{ Tags: [{ Key: 'a' }] }]), [
    'InvalidParameter',
    'Tag specification resource type must have a value',
  ])
  assert.deepEqual(error(specification()), ['InvalidParameter', 'Tag specification must have at least one tag'])
  assert.deepEqual(error([{ ResourceType: 'vpc', Tags: [{ Key: 'a' }] }]), [
    'InvalidParameter',
    "'vpc' is not a valid taggable resource type for this operation.",
  ])
  assert.deepEqual(error(specification({ Key: 'a' }, { Key: 'a', Value: '2' })), [
    'InvalidParameterValue',
    "Duplicate tag key 'a' specified.",
  ])
})

test('limits count characters, not code units; the prefix of the service is refused in any case', () => {
  assert.equal(checkTags([{ Key: '🚀'.repeat(128), Value: '🚀'.repeat(256) }]).length, 1)
  for (const tag of [
    {},
    { Key: '' },
    { Key: 'a'.repeat(129) },
    { Key: 'a', Value: 'a'.repeat(257) },
    { Key: 'aws:x' },
    { Key: 'AWS:x' },
    { Key: 'a', Value: 'Aws:x' },
  ]) {
    assert.equal(refusal(() => checkTags([tag]))[0], 'InvalidParameterValue', JSON.stringify(tag))
  }
})

test('fifty tags and no more, those of the service not counted', () => {
  const many = Array.from({ length: 50 }, (_, n) => ({ key: `k${n}`, value: '' }))
  const own = { key: 'aws:managed', value: 'x' }
  assert.equal(withTags([own], many).length, 51)
  assert.equal(withTags(many, [{ key: 'k3', value: 'new' }]).length, 50)
  assert.equal(refusal(() => withTags(many, [{ key: 'k50', value: '' }]))[0], 'TagLimitExceeded')
})

test('a key written again keeps its place and gets the new value', () => {
  const tags = [
    { key: 'a', value: '1' },
    { key: '__proto__', value: '2' },
  ]
  assert.deepEqual(withTags(tags, [{ key: 'a', value: '3' }]), [{ key: 'a', value: '3' }, tags[1]])
})

test('deletion: by key, by key and value, or everything but the tags of the service', () => {
  const [a, b, own] = [
    { key: 'a', value: '1' },
    { key: 'b', value: '' },
    { key: 'aws:x', value: '1' },
  ] as const
  const tags = [a, b, own]
  assert.deepEqual(withoutTags(tags, [{ Key: 'a' }]), [b, own])
  assert.deepEqual(withoutTags(tags, [{ Key: 'a', Value: '1' }]), [b, own])
  assert.deepEqual(withoutTags(tags, [{ Key: 'a', Value: '' }]), tags)
  assert.deepEqual(withoutTags(tags, [{ Key: 'b', Value: '' }]), [a, own])
  assert.deepEqual(withoutTags(tags, [{ Key: 'c' }]), tags)
  assert.deepEqual(withoutTags(tags, undefined), [own])
})

test('retagging is all or nothing, and no event when nothing changes', () => {
  const world = new TestWorld()
  const id = world.routeServer()
  const more = (tags: Parameters<typeof withTags>[0]): ReturnType<typeof withTags> =>
    withTags(tags, [{ key: 'a', value: '1' }])
  const code = (ids: readonly string[]): string | undefined =>
    refusal(() => retag(world.region, ids, more, world.context))[0]
  assert.equal(code([id, 'rs-00000000']), 'InvalidRouteServerId.NotFound')
  assert.equal(code(['nonsense']), 'InvalidID')
  assert.equal(code(['rtbassoc-00000000']), 'InvalidID')
  world.apply(retag(world.region, [id, id], more, world.context))
  assert.deepEqual(world.region.tables['route-server'].get(id)?.tags, [{ key: 'a', value: '1' }])
  assert.deepEqual(retag(world.region, [id], more, world.context), [])
  world.call('DeleteRouteServer', { RouteServerId: id })
  world.settle()
  assert.equal(code([id]), 'IncorrectState')
})

function refusal(run: () => unknown): string[] {
  try {
    run()
  } catch (error) {
    if (error instanceof ApiError) return [error.code, error.message]
    throw error
  }
  return assert.fail('not refused')
}
