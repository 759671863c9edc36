import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { matches, parsePattern } from './wildcard.ts'

const fits = (pattern: string, text: string): boolean => matches(parsePattern(pattern), text)

test('a star is any text, a question mark one character, a backslash takes the next as it is', () => {
  for (const [pattern, text] of [
    ['*', ''],
    ['a*', 'a'],
    ['*b', 'aab'],
    ['a?c', 'abc'],
    ['?', 'ü'],
    ['?', '🚀'],
    ['a*b*c', 'axxbxbxc'],
    ['\\*', '*'],
    ['\\?x', '?x'],
    ['\\\\', '\\'],
    ['a\\', 'a\\'],
    ['10.0.*', '10.0.1.4'],
    ['', ''],
  ] as const) {
    assert.equal(fits(pattern, text), true, `${pattern} fits ${text}`)
  }
  for (const [pattern, text] of [
    ['a', 'A'],
    ['?', ''],
    ['?', 'ab'],
    ['a*b', 'abx'],
    ['\\*', 'x'],
    ['', 'x'],
    ['10.0.*', '10a0.1'],
    ['.*', 'abc'],
  ] as const) {
    assert.equal(fits(pattern, text), false, `${pattern} does not fit ${text}`)
  }
})

test('it agrees with a regular expression made with care', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 })
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 })
  fc.assert(
    fc.property(letters, text, (pattern, value) => {
      const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`)
      return fits(pattern, value) === expression.test(value)
    }),
    { numRuns: 2_000 },
  )
})

test('a pattern made to be slow is not', () => {
  assert.equal(fits(`${'a*'.repeat(2_000)}b`, 'a'.repeat(4_000)), false)
})
