// An IAM policy document, checked and made ready for evaluation (IAM User Guide, "IAM JSON policy element reference").
// Only what identity-based policies may have; anything else is refused when the file is read, not ignored when it counts.

import { parseCondition, type Condition } from './conditions.ts'
import { parsePattern, type Pattern } from './pattern.ts'

/** Patterns of which one must fit, or, with `not`, none may. */
export interface Choice {
  readonly not: boolean
  readonly patterns: readonly Pattern[]
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny'
  readonly actions: Choice
  readonly resources: Choice
  /** All must hold. */
  readonly conditions: readonly Condition[]
}

export interface Policy {
  readonly statements: readonly Statement[]
}

/** The document is no policy. The message says where. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
}

type Json = Readonly<Record<string, unknown>>

const VERSIONS = ['2008-10-17', '2012-10-17'] as const

/** The policy that a parsed JSON document holds. */
export function parsePolicy(document: unknown): Policy {
  const policy = record(document, 'the policy')
  onlyMembers(policy, ['Version', 'Id', 'Statement'], 'the policy')
  const version = policy['Version'] ?? '2008-10-17'
  if (!(VERSIONS as readonly unknown[]).includes(version))
    throw new PolicyError('Version must be 2012-10-17 or 2008-10-17')
  // Policy variables came with the newer version; in the older one they are plain text.
  const variables = version === '2012-10-17'
  const statements = policy['Statement']
  if (statements === undefined) throw new PolicyError('Statement is missing')
  const list = Array.isArray(statements) ? (statements as readonly unknown[]) : [statements]
  return { statements: list.map((statement, i) => parseStatement(statement, `Statement[${i}]`, variables)) }
}

const MEMBERS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'] as const

function parseStatement(value: unknown, at: string, variables: boolean): Statement {
  const statement = record(value, at)
  onlyMembers(statement, MEMBERS, at)
  const effect = statement['Effect']
  if (effect !== 'Allow' && effect !== 'Deny') throw new PolicyError(`${at}: Effect must be Allow or Deny`)
  const actions = parseChoice(statement, 'Action', at, (text) => parseAction(text, at))
  const resources = parseChoice(statement, 'Resource', at, (text) => parseResource(text, at, variables))
  return { effect, actions, resources, conditions: parseConditions(statement['Condition'], at, variables) }
}

/** `Action` or `NotAction`, `Resource` or `NotResource`: one of the two, a text or a list of texts. */
function parseChoice(statement: Json, name: string, at: string, parse: (text: string) => Pattern): Choice {
  const is = statement[name]
  const isNot = statement[`Not${name}`]
  if ((is === undefined) === (isNot === undefined)) throw new PolicyError(`${at}: give either ${name} or Not${name}`)
  return { not: is === undefined, patterns: texts(is ?? isNot, `${at}: ${name}`).map(parse) }
}

/** Actions are compared without regard to case, and have no variables. */
function parseAction(text: string, at: string): Pattern {
  if (text !== '*' && !/^[a-z0-9-]+:[a-z0-9*?]+$/i.test(text))
    throw new PolicyError(`${at}: '${text}' is not an action`)
  return parsePattern(text.toLowerCase(), false)
}

function parseResource(text: string, at: string, variables: boolean): Pattern {
  if (!/^(\*|arn:.*)$/.test(text)) throw new PolicyError(`${at}: '${text}' is not an ARN`)
  return parsePattern(text, variables)
}

function parseConditions(value: unknown, at: string, variables: boolean): readonly Condition[] {
  if (value === undefined) return []
  return Object.entries(record(value, `${at}: Condition`)).flatMap(([operator, keys]) =>
    Object.entries(record(keys, `${at}: Condition ${operator}`)).map(([key, values]) => {
      const condition = parseCondition(operator, key, scalars(values, `${at}: Condition ${operator} ${key}`), variables)
      if (typeof condition === 'string') throw new PolicyError(`${at}: ${condition}`)
      return condition
    }),
  )
}

function record(value: unknown, at: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new PolicyError(`${at} must be an object`)
  return value as Json
}

function onlyMembers(value: Json, names: readonly string[], at: string): void {
  const stray = Object.keys(value).find((name) => !names.includes(name))
  if (stray !== undefined) throw new PolicyError(`${at}: ${stray} is not supported in a policy of a user`)
}

function texts(value: unknown, at: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (list.length === 0 || !list.every((item) => typeof item === 'string')) {
    throw new PolicyError(`${at} must be a text or a list of texts`)
  }
  return list
}

function scalars(value: unknown, at: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.map((item) => {
    if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean') return String(item)
    throw new PolicyError(`${at} must be texts, numbers or booleans`)
  })
}
