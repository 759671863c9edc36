// `--query`: JMESPath by a library, without the functions that it adds to the standard and the AWS CLI does not know.

import type { compile } from '@jmespath-community/jmespath'
import { EXIT, Failure, otherFailure, wrongCommand } from '../failure.ts'

/** Applies an expression to a value. */
export type Query = (value: unknown) => unknown

/** The functions of the JMESPath specification that the AWS CLI has. */
const FUNCTIONS: ReadonlySet<string> = new Set([
  'abs',
  'avg',
  'ceil',
  'contains',
  'ends_with',
  'floor',
  'join',
  'keys',
  'length',
  'map',
  'max',
  'max_by',
  'merge',
  'min',
  'min_by',
  'not_null',
  'reverse',
  'sort',
  'sort_by',
  'starts_with',
  'sum',
  'to_array',
  'to_number',
  'to_string',
  'type',
  'values',
])

/** Compiles `expression`; fails when it is not JMESPath. The returned function fails on what only data shows. */
export async function compileQuery(expression: string): Promise<Query> {
  const { compile: compiler, TreeInterpreter } = await import('@jmespath-community/jmespath')
  const tree = compiled(expression, compiler)
  const unknown = firstUnknownFunction(tree)
  return (value) => {
    if (unknown !== undefined) throw otherFailure(`Unknown function: ${unknown}()`)
    try {
      return TreeInterpreter.search(tree, value as never)
    } catch (error) {
      throw new Failure(EXIT.other, error instanceof Error ? error.message : String(error))
    }
  }
}

type Tree = ReturnType<typeof compile>

function compiled(expression: string, compiler: (text: string) => Tree): Tree {
  try {
    return compiler(expression)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw wrongCommand(`Bad value for --query ${expression}: ${why}`)
  }
}

function firstUnknownFunction(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null) return undefined
  const { type, name } = node as { type?: unknown; name?: unknown }
  if (type === 'Function' && typeof name === 'string' && !FUNCTIONS.has(name)) return name
  for (const child of Object.values(node)) {
    const found = Array.isArray(child)
      ? child.map(firstUnknownFunction).find((f) => f !== undefined)
      : firstUnknownFunction(child)
    if (found !== undefined) return found
  }
  return undefined
}
