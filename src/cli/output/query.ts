// `--query`: JMESPath by a library. What the library adds to the language of the AWS CLI (variables, arithmetic, more
// functions) is refused; bare words in backticks, which the AWS CLI takes as texts, are taken.

import type { compile } from '@jmespath-community/jmespath'
import { otherFailure, wrongCommand } from '../failure.ts'
import { PythonFloat } from './python-float.ts'

/** Applies an expression to a value. */
export type Query = (value: unknown) => unknown

/** The functions of the JMESPath specification that the AWS CLI has. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'abs avg ceil contains ends_with floor join keys length map max max_by merge min min_by not_null reverse sort ' +
    'sort_by starts_with sum to_array to_number to_string type values'
  ).split(' '),
)

/** Nodes of the library's own language, with the sign that gives them away. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  Root: '$',
  Variable: '$',
  LetExpression: '$',
  Arithmetic: "'-'",
  Unary: "'-'",
  Ternary: '?',
}

type Tree = ReturnType<typeof compile>

/** Compiles `expression`; fails when it is not JMESPath. The returned function fails on what only data shows. */
export async function compileQuery(expression: string): Promise<Query> {
  const { compile: compiler, TreeInterpreter } = await import('@jmespath-community/jmespath')
  const functions = TreeInterpreter.runtime._functionTable as Record<string, unknown>
  for (const name of Object.keys(functions)) if (!FUNCTIONS.has(name)) delete functions[name]
  const tree = compiled(expression, compiler)
  const isFloat = endsInAverage(tree)
  return (value) => {
    try {
      const result: unknown = TreeInterpreter.search(tree, value as never)
      return isFloat && typeof result === 'number' ? new PythonFloat(result) : result
    } catch (error) {
      throw otherFailure(error instanceof Error ? error.message : String(error))
    }
  }
}

function compiled(expression: string, compiler: typeof compile): Tree {
  const refuse = (why: string): Error => wrongCommand(`Bad value for --query ${expression}: ${why}`)
  let tree: Tree
  try {
    tree = compiler(expression, { enable_legacy_literals: true })
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error))
  }
  const extension = firstExtension(tree)
  if (extension !== undefined) throw refuse(`Bad jmespath expression: Unknown token ${extension}:\n${expression}`)
  return tree
}

function firstExtension(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null) return undefined
  if (Array.isArray(node)) return node.map(firstExtension).find((found) => found !== undefined)
  const { type } = node as { type?: string }
  // What a literal holds is data, whatever it looks like.
  if (type === 'Literal') return undefined
  if (type !== undefined && Object.hasOwn(EXTENSIONS, type)) return EXTENSIONS[type]
  return firstExtension(Object.values(node))
}

/** An average is a float, and prints with a point even when it is whole. */
function endsInAverage(tree: Tree): boolean {
  const node = tree as { type: string; name?: string; right?: Tree }
  if (node.type === 'Pipe' && node.right !== undefined) return endsInAverage(node.right)
  return node.type === 'Function' && node.name === 'avg'
}
