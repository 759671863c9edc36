import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { parse } from 'yaml'
import { toJson } from './json.ts'
import { compileQuery } from './query.ts'
import { toTable } from './table.ts'
import { toText } from './text.ts'
import { textWidth } from './width.ts'
import { toYaml } from './yaml.ts'

const values = fc.jsonValue({ maxDepth: 3 }).filter((value) => typeof value === 'object' && value !== null)

test('JSON that is printed is read back', () => {
  fc.assert(
    fc.property(values, (value) => {
      assert.deepEqual(JSON.parse(toJson(value)), JSON.parse(JSON.stringify(value)))
    }),
    { seed: 1, numRuns: 200 },
  )
})

test('YAML that is printed is read back', () => {
  const texts = fc.array(
    fc.oneof(fc.string({ maxLength: 120 }), fc.constantFrom('yes', 'null', '1e3', '- a', 'a: b', '')),
  )
  fc.assert(
    fc.property(texts, (list) => {
      const value = { list, map: Object.fromEntries(list.map((text, i) => [`k${i}`, text])) }
      assert.deepEqual(parse(toYaml(value)), value)
    }),
    { seed: 2, numRuns: 200 },
  )
})

test('every line of a table is equally wide', () => {
  const row = fc.record({ A: fc.string({ maxLength: 20 }), B: fc.nat(), C: fc.constantFrom('é', '東京', 'x') })
  const printable = fc
    .array(row, { minLength: 1, maxLength: 5 })
    .filter((rows) => rows.every((r) => /^[ -~]*$/.test(r.A)))
  fc.assert(
    fc.property(printable, (rows) => {
      const lines = toTable('Title', { Rows: rows }, { columns: 200, coloured: false }).trimEnd().split('\n')
      assert.equal(new Set(lines.map(textWidth)).size, 1)
    }),
    { seed: 3, numRuns: 100 },
  )
})

test('ambiguous and wide characters count two', () => {
  assert.equal(textWidth('aé東\u{1f680}'), 1 + 2 + 2 + 2)
})

test('text: scalars in the order of their keys, a name before nested ones', () => {
  assert.equal(
    toText({ b: 1, a: 'x', Tags: [{ Key: 'k', Value: 'v' }, { Key: 'l' }] }),
    'x\t1\nTAGS\tk\tv\nTAGS\tl\t\n',
  )
})

test('queries: words in backticks are texts, extensions of the library are refused', async () => {
  assert.deepEqual((await compileQuery('[?a==`x`]'))([{ a: 'x' }, { a: 'y' }]), [{ a: 'x' }])
  for (const extension of ['a - b', '$.a', 'let $x = a in $x', 'a ? b : c']) {
    await assert.rejects(compileQuery(extension), /Bad value for --query/)
  }
  const split = await compileQuery("split(@, ',')")
  assert.throws(() => split('a,b'), /Unknown function: split\(\)/)
  assert.equal(toJson((await compileQuery('avg(@)'))([2, 2])), '2.0')
})
