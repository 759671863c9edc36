import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { newMap, plainText, quoted, type Value } from '../value.ts'
import { JsonError, parseJson } from './json.ts'
import { parseShorthand, ShorthandError } from './shorthand.ts'

const short = (text: string): unknown => JSON.parse(JSON.stringify(parseShorthand(text, (t) => `<${t}>`)))

test('shorthand: every form of a value', () => {
  assert.deepEqual(short('a=1,b=x,y,c=z'), { a: '1', b: ['x', 'y'], c: 'z' })
  assert.deepEqual(short('a=[x,[y],{k=v}],b={c={d=e}}'), { a: ['x', ['y'], { k: 'v' }], b: { c: { d: 'e' } } })
  assert.deepEqual(short(`a='it\\'s',b="say \\"x\\"",c=p\\,q`), { a: "it's", b: 'say "x"', c: 'p,q' })
  assert.deepEqual(short('a@=file,b=file'), { a: '<file>', b: 'file' })
  assert.deepEqual(short('a=,b='), { a: '', b: '' })
  assert.deepEqual(Object.keys(parseShorthand('__proto__=x', (t) => t)), ['__proto__'])
})

test('shorthand: any text is parsed or refused with the place', () => {
  const piece = fc.constantFrom('a', '=', ',', '[', ']', '{', '}', '"', "'", '\\', ' ', '\n', '@', 'é', '\u{1f680}')
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      try {
        parseShorthand(pieces.join(''), (t) => t)
      } catch (error) {
        if (!(error instanceof ShorthandError)) throw error
        assert.ok(error.message.includes('^'))
      }
    }),
    { seed: 2, numRuns: 500 },
  )
})

test('JSON: what JSON.parse reads is read the same, but integers stay whole', () => {
  const plain = (value: Value): unknown =>
    JSON.parse(JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? Number(v) : v)) ?? 'null')
  fc.assert(
    fc.property(fc.json(), (text) => {
      assert.deepEqual(plain(parseJson(text)), JSON.parse(text))
    }),
    { seed: 3, numRuns: 300 },
  )
  assert.equal(parseJson('99999999999999999999999'), 99999999999999999999999n)
})

test('JSON: mistakes are told in the words of Python', () => {
  const cases: Readonly<Record<string, string>> = {
    '': 'Expecting value: line 1 column 1 (char 0)',
    '{': 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)',
    '{"a" 1}': "Expecting ':' delimiter: line 1 column 6 (char 5)",
    '[1 2]': "Expecting ',' delimiter: line 1 column 4 (char 3)",
    '1 2': 'Extra data: line 1 column 3 (char 2)',
    '"a': 'Unterminated string starting at: line 1 column 1 (char 0)',
    '"\\q"': 'Invalid \\escape: line 1 column 2 (char 1)',
    '[\n\n x]': 'Expecting value: line 3 column 2 (char 4)',
  }
  for (const [text, message] of Object.entries(cases)) {
    assert.throws(() => parseJson(text), new JsonError(message), text)
  }
  assert.throws(() => parseJson('['.repeat(5000)), JsonError)
})

test('values read like those of Python', () => {
  assert.equal(quoted(`it's`), `"it's"`)
  assert.equal(quoted(`both ' and "`), `'both \\' and "'`)
  assert.equal(plainText([1n, 2.5, true, null, { a: 'b' }]), "[1, 2.5, True, None, {'a': 'b'}]")
  assert.equal(plainText(1e22), '1e+22')
  assert.equal(plainText(0.00001), '1e-05')
  assert.equal(Object.getPrototypeOf(newMap()), null)
})
