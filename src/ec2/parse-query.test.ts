// Requests from text, with every limit of robustness.md 4.3, and back: what format-query writes, parse-query reads.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { OPERATIONS } from '../model/service.ts'
import type { Shape, StructureShape } from '../model/shape.ts'
import { encodeForm, formatQuery } from './format-query.ts'
import { LIMITS, parseParameters, parseRequest } from './parse-query.ts'

const shape = {
  type: 'structure',
  members: {
    Name: { shape: { type: 'string' }, doc: '' },
    Count: { shape: { type: 'integer' }, doc: '' },
    Big: { shape: { type: 'long' }, doc: '' },
    Ratio: { shape: { type: 'double' }, doc: '' },
    DryRun: { shape: { type: 'boolean' }, doc: '' },
    At: { shape: { type: 'timestamp' }, doc: '' },
    Ids: { shape: { type: 'list', member: { type: 'string' } }, query: 'Id', doc: '' },
    Filters: {
      query: 'Filter',
      doc: '',
      shape: {
        type: 'list',
        member: {
          type: 'structure',
          members: {
            Name: { shape: { type: 'string' }, doc: '' },
            Values: { shape: { type: 'list', member: { type: 'string' } }, query: 'Value', doc: '' },
          },
        },
      },
    },
    Options: {
      doc: '',
      shape: { type: 'structure', members: { PeerAsn: { shape: { type: 'long' }, wire: 'peerAsn', doc: '' } } },
    },
  },
} as const satisfies StructureShape

const parse = (text: string): Record<string, unknown> => parseRequest(shape, parseParameters(text))

test('a request of every kind of value', () => {
  const text =
    'Action=X&Version=1&Name=a+b%20c%2B&Count=-3&Big=4294967295&Ratio=1.5e3&DryRun=true&At=2026-01-31T08:00:00Z' +
    '&Id.2=two&Id.1=one&Filter.1.Name=n&Filter.1.Value.1=v&Filter.1.Value.2=&Options.PeerAsn=65010'
  assert.deepEqual(parse(text), {
    Name: 'a b c+',
    Count: -3,
    Big: 4294967295,
    Ratio: 1500,
    DryRun: true,
    At: '2026-01-31T08:00:00Z',
    Ids: ['one', 'two'],
    Filters: [{ Name: 'n', Values: ['v', ''] }],
    Options: { PeerAsn: 65010 },
  })
})

test('list items are sorted as numbers', () => {
  const text = Array.from({ length: 12 }, (_, i) => `Id.${12 - i}=${12 - i}`).join('&')
  assert.deepEqual(parse(text)['Ids'], ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'])
})

const refused = (text: string, code: string): void =>
  assert.throws(() => parse(text), { name: 'ApiError', code }, text.slice(0, 100))

test('a name that occurs twice is refused, in one source or in two', () => {
  refused('Name=a&Name=a', 'InvalidQueryParameter')
  assert.throws(() => parseParameters('Action=A', 'Action=B'), { code: 'InvalidQueryParameter' })
})

test('names that are not the action’s are refused, and names of Object are names like any other', () => {
  for (const name of ['Nmae', 'name', 'Id', 'Id.1.Name', 'Options', 'Filter.1', 'Name.Value', 'Id.1.1', 'Action.1']) {
    refused(`${name}=1`, 'UnknownParameter')
  }
  for (const name of [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '__proto__.x',
    'Options.__proto__',
  ]) {
    refused(`${name}=1`, 'UnknownParameter')
  }
  assert.deepEqual(parse('Name=__proto__&Filter.1.Name=constructor'), {
    Name: '__proto__',
    Filters: [{ Name: 'constructor' }],
  })
  assert.equal(parseParameters('__proto__=1').get('__proto__'), '1')
})

test('indexes are whole numbers from 1 to 1000 without gaps', () => {
  const wrong = ['0', '-1', '+1', '01', '1e3', '0x1', '1001', '99999999999', '1.5', '', ' 1', 'NaN', 'length', '٣']
  for (const index of wrong) {
    assert.throws(() => parse(`Id.${encodeURIComponent(index)}=a`), { name: 'ApiError', status: 400 }, index)
  }
  refused('Id.2=a', 'MalformedQueryString')
  refused('Id.1=a&Id.3=c', 'MalformedQueryString')
  refused('Filter.1.Value.1000=c', 'MalformedQueryString')
  assert.equal((parse(Array.from({ length: 1000 }, (_, i) => `Id.${i + 1}=x`).join('&'))['Ids'] as []).length, 1000)
})

test('more than the limits is refused without building anything', () => {
  refused('a&'.repeat(LIMITS.parameters) + 'a', 'MalformedQueryString')
  refused(`Name=${'a'.repeat(LIMITS.bodyBytes)}`, 'RequestEntityTooLarge')
  refused(`${'Filter.1.'.repeat(20)}Name=1`, 'MalformedQueryString')
  refused(`${'.'.repeat(100_000)}=1`, 'MalformedQueryString')
})

test('text that is not well-formed is refused', () => {
  const escapes = ['%', '%4', '%zz', '%c0%80', '%ed%a0%80', '%ff', '%f8%88%80%80%80', '%e4b']
  for (const escape of escapes) refused(`Name=${escape}`, 'MalformedQueryString')
  for (const character of ['%00', '%01', '%1f', '%0b', '%ef%bf%bf', '\ud800'])
    refused(`Name=${character}`, 'InvalidCharacter')
  refused('=value', 'MalformedQueryString')
  assert.deepEqual(parse('Name=%09%0a%0d%c3%bc%f0%9f%98%80'), { Name: '\t\n\rü😀' })
})

test('values of another type are refused', () => {
  for (const value of ['', 'x', '1.5', '1e3', '0x10', '99999999999999999', ' 1', '--1', 'NaN', '١']) {
    refused(`Count=${encodeURIComponent(value)}`, 'InvalidParameterValue')
  }
  for (const value of ['', 'True', 'TRUE', '1', 'yes', 'false ']) refused(`DryRun=${value}`, 'InvalidParameterValue')
  for (const value of ['', 'yesterday', '2026-13-01T00:00:00Z', '2026-01-01'])
    refused(`At=${value}`, 'InvalidParameterValue')
  for (const value of ['', 'x', '1,5', '0x1', 'infinity']) refused(`Ratio=${value}`, 'InvalidParameterValue')
})

test('every operation of the model: what is written is read back', () => {
  for (const operation of OPERATIONS) {
    fc.assert(
      fc.property(requestOf(operation.input), (request) => {
        const text = encodeForm(formatQuery(operation, request as Record<string, unknown>))
        assert.deepEqual(parseRequest(operation.input, parseParameters(text)), request)
      }),
      { numRuns: 25 },
    )
  }
})

test('any text: an ApiError or a request, and nothing else', () => {
  const names = fc.constantFrom(
    'Id.1',
    'Id.2',
    'Name',
    'Filter.1.Value.1',
    'Options.PeerAsn',
    '__proto__',
    'Count',
    '%',
    '',
  )
  const pair = fc.tuple(names, fc.string({ unit: 'binary' })).map(([name, value]) => `${name}=${value}`)
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(pair).map((pairs) => pairs.join('&')),
      ),
      (text) => {
        try {
          assert.equal(Object.getPrototypeOf(parse(text)), Object.prototype)
        } catch (error) {
          assert.equal((error as Error).name, 'ApiError')
        }
      },
    ),
    { numRuns: 500 },
  )
})

const text = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', ' ', '+', '%', '&', '=', 'ü', '😀', '\n', '<', '.', '~', "'"),
})

/** A request of a shape; empty lists are left out, as they are on the wire. */
function requestOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.type) {
    case 'structure':
      return structureOf(shape)
    case 'list':
      return fc.array(requestOf(shape.member), { minLength: 1, maxLength: 3 })
    case 'boolean':
      return fc.boolean()
    case 'integer':
    case 'long':
      return fc.integer({ min: -5, max: 4294967295 })
    case 'double':
      return fc.integer({ min: -1000, max: 1000 }).map((n) => n / 8)
    case 'timestamp':
      return fc.integer({ min: 0, max: 4102444800 }).map((s) => new Date(s * 1000).toISOString().replace('.000', ''))
    default:
      return text
  }
}

function structureOf(shape: StructureShape): fc.Arbitrary<unknown> {
  const members = Object.entries(shape.members).map(([name, member]) => [name, requestOf(member.shape)] as const)
  const isEmpty = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  return fc
    .record(Object.fromEntries(members), { requiredKeys: [] })
    .map((value) => Object.fromEntries(Object.entries(value).filter(([, inner]) => !isHollow(inner))))
  function isHollow(value: unknown): boolean {
    return isEmpty(value) || (Array.isArray(value) && value.some(isEmpty))
  }
}
