import assert from 'node:assert/strict'
import test from 'node:test'
import { IniError, nested, parseIni } from './ini.ts'
import { shellWords } from './shell-words.ts'
import { proxyFor } from '../call/proxy.ts'

const plain = (text: string): unknown =>
  Object.fromEntries([...parseIni(text)].map(([name, section]) => [name, Object.fromEntries(section)]))

test('INI: sections, both delimiters, comments, lines that go on, defaults', () => {
  assert.deepEqual(plain('[a]\nX = 1\n# no\ny: 2 ; part\nz =\n  k = v\n\n  l = w\n[b]\n'), {
    a: { x: '1', y: '2 ; part', z: '\nk = v\n\nl = w' },
    b: {},
  })
  assert.deepEqual(plain('[DEFAULT]\nregion = r\n[default]\noutput = o\n'), { default: { region: 'r', output: 'o' } })
  assert.deepEqual(
    [...nested('\nk = v\n\nl=w=x')],
    [
      ['k', 'v'],
      ['l', 'w=x'],
    ],
  )
})

test('INI: what configparser refuses is refused', () => {
  for (const text of ['x = 1\n', '[a]\nnonsense\n', '[a]\n[a]\n', '[a]\nx=1\nX=2\n', '[a\nx = 1\n']) {
    assert.throws(() => parseIni(text), IniError, text)
  }
})

test('words are split as a shell does', () => {
  assert.deepEqual(shellWords(`a "b c" 'd e'f \\g "h\\"i" ''`), ['a', 'b c', 'd ef', 'g', 'h"i', ''])
  assert.equal(shellWords('a "b'), undefined)
  assert.equal(shellWords('a \\'), undefined)
})

test('proxies: either case, by scheme, but not where NO_PROXY says', () => {
  const proxied = (url: string, env: Record<string, string>): string | undefined => proxyFor(new URL(url), env)?.host
  assert.equal(proxied('http://a.b/', { HTTP_PROXY: 'p:1' }), 'p:1')
  assert.equal(proxied('https://a.b/', { HTTP_PROXY: 'p:1' }), undefined)
  assert.equal(proxied('https://a.b/', { https_proxy: 'https://p:2', HTTPS_PROXY: 'q:1' }), 'p:2')
  for (const list of ['a.b', '.b', 'b', 'x, b', '*', 'a.b:80']) {
    assert.equal(
      proxied('http://a.b:80/', { HTTP_PROXY: 'p:1', NO_PROXY: list === 'a.b:80' ? 'a.b' : list }),
      undefined,
    )
  }
  assert.equal(proxied('http://ab/', { HTTP_PROXY: 'p:1', NO_PROXY: 'b' }), 'p:1')
})
