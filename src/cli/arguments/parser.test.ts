import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { ArgumentError, parseWords, type Grammar, type Option } from './parser.ts'
import { ratio, similar } from './similar.ts'
import { kebab } from './names.ts'

const option = (name: string, takes: Option['takes'], more: Partial<Option> = {}): Option => ({
  flag: `--${name}`,
  key: name,
  takes,
  ...more,
})
const GRAMMAR: Grammar = {
  options: [
    option('name', 'one'),
    option('names', 'list'),
    option('count', 'one', { type: 'int' }),
    option('fast', 'none', { constant: true }),
    option('form', 'optional', { constant: 'input', choices: ['input', 'output'] }),
  ],
  positional: { key: 'word', required: false },
}
const parse = (...words: string[]): Record<string, unknown> => {
  const { values, rest } = parseWords(GRAMMAR, words)
  return { ...Object.fromEntries(values), ...(rest.length > 0 ? { rest } : {}) }
}

test('an exact name beats the longer one that it begins', () => {
  assert.deepEqual(parse('--name', 'x'), { name: 'x' })
  assert.deepEqual(parse('--name=x=y'), { name: 'x=y' })
  assert.throws(() => parse('--na', 'x'), new ArgumentError('ambiguous option: --na could match --name, --names'))
})

test('a list takes words up to the next option, none is an empty list, the last one wins', () => {
  assert.deepEqual(parse('--names', 'a', 'b', '--fast'), { names: ['a', 'b'], fast: true })
  assert.deepEqual(parse('--names', '--fast'), { names: [], fast: true })
  assert.deepEqual(parse('--names', 'a', '--names', 'b'), { names: ['b'] })
})

test('an optional word has a constant, and choices', () => {
  assert.deepEqual(parse('--form'), { form: 'input' })
  assert.deepEqual(parse('--form', 'output'), { form: 'output' })
  assert.throws(() => parse('--form', 'x'), /argument --form: Invalid choice, valid choices are:/)
})

test('negative numbers and words with blanks are values, other dashes are not', () => {
  assert.deepEqual(parse('--name', '-1'), { name: '-1' })
  assert.deepEqual(parse('--name', '-.5'), { name: '-.5' })
  assert.deepEqual(parse('--name', '-a b'), { name: '-a b' })
  assert.throws(() => parse('--name', '-a'), /argument --name: expected one argument/)
})

test('integers of any size are exact', () => {
  assert.deepEqual(parse('--count', ' +0099999999999999999999 '), { count: 99999999999999999999n })
  for (const wrong of ['', '1.0', '0x1', '1e3', 'a']) {
    assert.throws(() => parse('--count', wrong), /invalid int value/)
  }
})

test('what is not known comes back in order, the first free word apart', () => {
  assert.deepEqual(parse('--x', '1', '--y=2', '3'), { word: '1', rest: ['--x', '--y=2', '3'] })
  assert.deepEqual(parse('--', '--name'), { word: '--name' })
})

test('no words, however odd, do anything but parse or complain', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('--name', '--names', '--count', '--fast', '--form', '--', '-', '-1'),
  )
  fc.assert(
    fc.property(fc.array(word), (words) => {
      try {
        parseWords(GRAMMAR, words)
      } catch (error) {
        if (!(error instanceof ArgumentError)) throw error
      }
    }),
    { seed: 1, numRuns: 300 },
  )
})

test('likeness is that of difflib', () => {
  // Values of Python's difflib.SequenceMatcher.
  assert.equal(ratio('abcd', 'bcde'), 0.75)
  assert.equal(ratio('', ''), 1)
  assert.deepEqual(similar('yml', ['json', 'text', 'table', 'yaml', 'yaml-stream'], 0.8), ['yaml'])
})

test('names of members become names of options', () => {
  assert.equal(kebab('Ipv6CidrBlock'), 'ipv6-cidr-block')
  assert.equal(kebab('RouteServerPeerIds'), 'route-server-peer-ids')
  assert.equal(kebab('EnableDns64'), 'enable-dns64')
  assert.equal(kebab('NatGatewayIDs'), 'nat-gateway-ids')
})
