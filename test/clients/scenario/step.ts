// A scenario is a table: calls in their order, what they are to be given, and what has to be in the answer. A text that
// begins with @ stands for a value of an earlier answer: '@vpc.Vpc.VpcId' is Vpc.VpcId in the answer to the step `vpc`.

import assert from 'node:assert/strict'

export interface Step {
  /** Name for later steps to refer to. */
  readonly as?: string
  readonly action: string
  readonly input: Readonly<Record<string, unknown>>
  /** Members that the answer must have; others may be there too, and lists must have the items in their order. */
  readonly expect?: Readonly<Record<string, unknown>>
}

/** A step that later ones refer to. */
export const named = (
  as: string,
  action: string,
  input: Step['input'],
  expect?: Readonly<Record<string, unknown>>,
): Step => ({ as, ...step(action, input, expect) })

export const step = (action: string, input: Step['input'], expect?: Readonly<Record<string, unknown>>): Step =>
  expect === undefined ? { action, input } : { action, input, expect }

/** Answers by the name of their step. */
export type Answers = Map<string, unknown>

/** `value` with everything that begins with @ replaced. */
export function resolve(value: unknown, answers: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === 'string') return value.startsWith('@') ? lookUp(value.slice(1), answers) : value
  if (Array.isArray(value)) return value.map((item) => resolve(item, answers))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolve(inner, answers)]))
}

function lookUp(path: string, answers: ReadonlyMap<string, unknown>): unknown {
  const [name = '', ...members] = path.split('.')
  let value = answers.get(name)
  for (const member of members) value = (value as Readonly<Record<string, unknown>> | undefined)?.[member]
  assert.notEqual(value, undefined, `there is no ${path}`)
  return value
}

/** Fails unless `actual` has everything that `wanted` has. */
export function assertHas(actual: unknown, wanted: unknown, path: string): void {
  if (Array.isArray(wanted)) {
    assert.ok(Array.isArray(actual), `${path} is no list`)
    assert.equal(actual.length, wanted.length, `${path} has ${actual.length} items: ${JSON.stringify(actual)}`)
    for (const [i, item] of wanted.entries()) assertHas(actual[i], item, `${path}.${i}`)
  } else if (typeof wanted === 'object' && wanted !== null) {
    assert.ok(typeof actual === 'object' && actual !== null, `${path} is ${String(actual)}`)
    for (const [name, inner] of Object.entries(wanted)) {
      assertHas((actual as Readonly<Record<string, unknown>>)[name], inner, `${path}.${name}`)
    }
  } else assert.equal(actual, wanted, path)
}

/** A tag specification with one tag. */
export const tagged = (ResourceType: string, value: string): readonly unknown[] => [
  { ResourceType, Tags: [{ Key: 'Name', Value: value }] },
]
