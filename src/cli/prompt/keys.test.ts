import assert from 'node:assert/strict'
import test from 'node:test'
import { bestFits, misfit } from './fuzzy.ts'
import { openState, press, type Key, type PromptState } from './keys.ts'
import { currentWord } from './line.ts'

const key = (name: string, more: Partial<Key> = {}): Key => ({ name, ...more })
const typed = (text: string): Key[] => Array.from(text, (c) => ({ name: c, sequence: c }))
const ctrl = (name: string): Key => ({ name, ctrl: true })

function pressAll(state: PromptState, keys: readonly Key[]): PromptState {
  let now = state
  for (const one of keys) {
    const next = press(now, one)
    if (typeof next === 'string') throw new Error(`the prompt ended: ${next}`)
    now = next
  }
  return now
}

const suggesting = (text: string, ...values: string[]): PromptState => ({
  ...openState(text),
  suggestions: values.map((value) => ({ value })),
})

test('letters go where the cursor is; the usual keys move and cut', () => {
  const state = pressAll(openState('ec2 '), [...typed('abc'), key('left'), ...typed('x'), ctrl('a'), ...typed('>')])
  assert.equal(state.line.text, '>ec2 abxc')
  assert.equal(pressAll(state, [ctrl('e'), ctrl('w')]).line.text, '>ec2 ')
  assert.equal(pressAll(state, [ctrl('k')]).line.text, '>')
  assert.equal(pressAll(state, [key('backspace')]).line.text, 'ec2 abxc')
  assert.equal(pressAll(state, [key('end'), key('backspace'), key('home'), key('delete')]).line.text, 'ec2 abx')
})

test('Tab puts suggestions in place of the word in turn, then the typed text again; Enter takes one', () => {
  const state = suggesting('ec2 des', 'describe-a', 'describe-b')
  assert.equal(pressAll(state, [key('tab')]).line.text, 'ec2 describe-a')
  assert.equal(pressAll(state, [key('tab'), key('tab')]).line.text, 'ec2 describe-b')
  assert.equal(pressAll(state, [key('tab'), key('tab'), key('tab')]).line.text, 'ec2 des')
  assert.equal(pressAll(state, [key('tab', { shift: true })]).line.text, 'ec2 describe-b')
  const taken = pressAll(state, [key('tab'), key('return')])
  assert.equal(taken.line.text, 'ec2 describe-a ')
  assert.deepEqual(taken.suggestions, [])
  assert.equal(press(taken, key('return')), 'run')
})

test('a suggestion that ends in = waits for its value', () => {
  const state = suggesting('x --bgp-options Peer', 'PeerAsn=')
  assert.equal(pressAll(state, [key('tab'), key('return')]).line.text, 'x --bgp-options PeerAsn=')
})

test('Ctrl-C ends the prompt, Ctrl-D only an empty one', () => {
  assert.equal(press(openState('x'), ctrl('c')), 'interrupt')
  assert.equal(press(openState(''), ctrl('d')), 'interrupt')
  assert.notEqual(press(openState('x'), ctrl('d')), 'interrupt')
})

test('Ctrl-R offers whole lines of the history', () => {
  const searching = { ...pressAll(openState('des'), [ctrl('r')]), suggestions: [{ value: 'ec2 describe-vpcs' }] }
  assert.equal(searching.searching, true)
  const taken = pressAll(searching, [key('tab'), key('return')])
  assert.equal(taken.line.text, 'ec2 describe-vpcs')
  assert.equal(taken.searching, false)
})

test('F3 and F5 open panels, F2 goes through them, arrows scroll the one that has the focus', () => {
  const open = pressAll(openState('x'), [key('f3'), key('f5'), key('f2')])
  assert.deepEqual([open.panels, open.focus], [['documentation', 'output'], 'documentation'])
  assert.equal(pressAll(open, [key('down'), key('down'), key('up')]).scroll, 1)
  assert.equal(pressAll(open, [key('f2')]).focus, 'output')
  assert.equal(pressAll(open, [key('f2'), key('f2')]).focus, undefined)
  assert.deepEqual(pressAll(open, [key('f3')]).panels, ['output'])
  assert.equal(pressAll(open, [key('f1'), key('f4')]).help, true)
  assert.equal(pressAll(open, [key('f4')]).manyColumns, true)
})

test('the word under the cursor is what is quoted together', () => {
  assert.equal(currentWord(openState('ec2 x "a b').line), '"a b')
  assert.equal(currentWord(openState('ec2 ').line), '')
})

test('letters in order fit; a run of them fits better', () => {
  assert.equal(misfit('xz', 'abc'), undefined)
  const names = ['create-vpc', 'describe-route-server-peers', 'create-route-server-peer']
  assert.deepEqual(
    bestFits('crsp', names, (n) => n),
    ['create-route-server-peer', 'describe-route-server-peers'],
  )
  assert.deepEqual(bestFits('peer', names, (n) => n)[0], 'create-route-server-peer')
})
