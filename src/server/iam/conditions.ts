// The condition operators of policies (IAM User Guide, "IAM JSON policy elements: Condition operators"): each with
// ...IfExists, ForAllValues: and ForAnyValue:, and Null. A key that is not in the request fails a condition, and meets a
// negated one.

import { contains, parseAddress, parsePrefix, prefixOf, bitsOf, type Prefix } from '../../base/ip.ts'
import { fits, parsePattern, type Context, type Pattern } from './pattern.ts'

/** Whether a value of the request fits a value of the policy. */
type Test = (value: string, context: Context) => boolean

interface Operator {
  /** The test for one value of the policy; undefined when that is not of the operator's type. */
  readonly compile: (expected: string, variables: boolean) => Test | undefined
  readonly negated?: true
}

const pattern = (match: (pattern: Pattern, value: string, context: Context) => boolean): Operator => ({
  compile: (expected, variables) => {
    const compiled = parsePattern(expected, variables)
    return (value, context) => match(compiled, value, context)
  },
})

const stringEquals = pattern((compiled, value, context) => fits(compiled, value, context, true))
const stringLike = pattern((compiled, value, context) => fits(compiled, value, context))
const ignoreCase: Operator = {
  compile: (expected, variables) => {
    const compiled = parsePattern(expected, variables)
    const lower = (token: Pattern[number]): Pattern[number] =>
      token.type === 'text' ? { ...token, text: token.text.toLowerCase() } : token
    return (value, context) => fits(compiled.map(lower), value.toLowerCase(), lowered(context), true)
  },
}
const lowered = (context: Context): Context =>
  new Map(Array.from(context, ([key, values]) => [key, values.map((value) => value.toLowerCase())]))

/** An ARN has six parts; each is matched by itself, so that a `*` does not reach across colons into the next. */
const arnLike: Operator = {
  compile: (expected, variables) => {
    const parts = splitArn(expected)
    if (parts.length !== 6) return undefined
    const compiled = parts.map((part) => parsePattern(part, variables))
    return (value, context) => {
      const given = splitArn(value)
      return given.length === 6 && compiled.every((part, i) => fits(part, given[i] as string, context))
    }
  },
}

function splitArn(arn: string): readonly string[] {
  const parts = arn.split(':')
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')]
}

const compared = (parse: (text: string) => number | undefined, holds: (a: number, b: number) => boolean): Operator => ({
  compile: (expected) => {
    const bound = parse(expected)
    if (bound === undefined) return undefined
    return (value) => {
      const given = parse(value)
      return given !== undefined && holds(given, bound)
    }
  },
})

const parseNumber = (text: string): number | undefined =>
  /^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?$/.test(text) ? Number(text) : undefined

/** ISO 8601, or seconds since the epoch. */
function parseDate(text: string): number | undefined {
  if (/^[0-9]+$/.test(text)) return Number(text) * 1_000
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}

const bool: Operator = {
  compile: (expected) => {
    const wanted = expected.toLowerCase()
    return wanted === 'true' || wanted === 'false' ? (value) => value.toLowerCase() === wanted : undefined
  },
}

const ipAddress: Operator = {
  compile: (expected) => {
    const range = toPrefix(expected)
    if (range === undefined) return undefined
    return (value) => {
      const address = toPrefix(value)
      return address !== undefined && contains(range, address)
    }
  },
}

function toPrefix(text: string): Prefix | undefined {
  const address = parseAddress(text)
  return address === undefined ? parsePrefix(text) : prefixOf(address, bitsOf(address.family))
}

const not = (operator: Operator): Operator => ({ ...operator, negated: true })

const ordered = (
  name: string,
  parse: (text: string) => number | undefined,
): readonly (readonly [string, Operator])[] => [
  [`${name}equals`, compared(parse, (a, b) => a === b)],
  [`${name}notequals`, not(compared(parse, (a, b) => a === b))],
  [`${name}lessthan`, compared(parse, (a, b) => a < b)],
  [`${name}lessthanequals`, compared(parse, (a, b) => a <= b)],
  [`${name}greaterthan`, compared(parse, (a, b) => a > b)],
  [`${name}greaterthanequals`, compared(parse, (a, b) => a >= b)],
]

/** By name in lower case: names of operators are not case-sensitive. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['stringequals', stringEquals],
  ['stringnotequals', not(stringEquals)],
  ['stringequalsignorecase', ignoreCase],
  ['stringnotequalsignorecase', not(ignoreCase)],
  ['stringlike', stringLike],
  ['stringnotlike', not(stringLike)],
  ['arnequals', arnLike],
  ['arnlike', arnLike],
  ['arnnotequals', not(arnLike)],
  ['arnnotlike', not(arnLike)],
  ['bool', bool],
  ['binaryequals', stringEquals],
  ['ipaddress', ipAddress],
  ['notipaddress', not(ipAddress)],
  ...ordered('numeric', parseNumber),
  ...ordered('date', parseDate),
])

/** Whether a request meets one condition of a statement. */
export type Condition = (context: Context) => boolean

/** The condition of one operator, key and list of values; a text that says what is wrong when there is no such thing. */
export function parseCondition(
  operatorText: string,
  key: string,
  values: readonly string[],
  variables: boolean,
): Condition | string {
  const [, set, name = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?([a-z]+?)(IfExists)?$/i.exec(operatorText) ?? []
  const lowerKey = key.toLowerCase()
  if (name.toLowerCase() === 'null') {
    if (set !== undefined || ifExists !== undefined) return `unknown condition operator ${operatorText}`
    return parseNull(lowerKey, values)
  }
  const operator = OPERATORS.get(name.toLowerCase())
  if (operator === undefined) return `unknown condition operator ${operatorText}`
  const tests: Test[] = []
  for (const value of values) {
    const test = operator.compile(value, variables)
    if (test === undefined) return `'${value}' is not a value for ${name}`
    tests.push(test)
  }
  const holds = quantified(tests, operator.negated === true, set?.toLowerCase())
  return (context) => {
    const given = context.get(lowerKey)
    return given === undefined && ifExists !== undefined ? true : holds(given, context)
  }
}

function parseNull(key: string, values: readonly string[]): Condition | string {
  const wanted = values.map((value) => value.toLowerCase())
  if (wanted.length === 0 || wanted.some((value) => value !== 'true' && value !== 'false')) {
    return 'Null takes true or false'
  }
  return (context) => wanted.includes(String(!context.has(key)))
}

type Holds = (given: readonly string[] | undefined, context: Context) => boolean

function quantified(tests: readonly Test[], negated: boolean, set: string | undefined): Holds {
  /** A value fits if it fits any value of the policy, and a negated operator if it fits none. */
  const one = (value: string, context: Context): boolean => tests.some((test) => test(value, context)) !== negated
  if (set === 'forallvalues') return (given = [], context) => given.every((value) => one(value, context))
  if (set === 'foranyvalue') return (given = [], context) => given.some((value) => one(value, context))
  return (given, context) => {
    if (given === undefined) return negated
    // Without a quantifier a key with many values is met by any of them, and a negated condition by all.
    return negated ? given.every((value) => one(value, context)) : given.some((value) => one(value, context))
  }
}
