// The check of values that the AWS CLI leaves to the server: ranges, addresses, forms of ids, enumerations. It names the
// option and the right form, before anything is sent. It is made only where the answer of the server is known: against
// AWS and against our own server. Behind any other endpoint a value may be right, so it is sent, as the AWS CLI sends it.

import { findProblems, type Problem } from '../../ec2/validate.ts'
import type { Operation, Shape } from '../../model/shape.ts'
import { kebab } from '../arguments/names.ts'
import { similar } from '../arguments/similar.ts'
import { isList, isMap, quoted, type Value, type ValueMap } from '../value.ts'

/** Who will answer. AWS may know values of enumerations that this version does not. */
export type Server = 'aws' | 'ours'

/** Sentences about values that `server` will refuse; empty when there are none. */
export function refusals(operation: Operation, request: ValueMap, server: Server): readonly string[] {
  const problems = findProblems(operation.input, plain(request) as Record<string, unknown>)
  return problems.filter((problem) => isCertain(problem, server)).map(sentence)
}

function isCertain({ kind, shape }: Problem, server: Server): boolean {
  if (kind === 'missing' || kind === 'type' || kind === 'length') return false
  if (shape.type === 'string' && shape.loose === true) return false
  return server === 'ours' || kind !== 'enum'
}

/** As the server's check takes it: plain numbers, those beyond all ranges as the largest. */
function plain(value: Value): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : Math.sign(number) * Number.MAX_SAFE_INTEGER
  }
  if (isList(value)) return value.map(plain)
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

/** `--bgp-options PeerAsn: '0' is not allowed. Expected 1 to 4294967295.` */
function sentence({ path, value, why, shape }: Problem): string {
  const [member = '', ...inner] = path
  const place = inner.map((step) => (typeof step === 'number' ? `[${step - 1}]` : step)).join('.')
  const where = `--${kebab(String(member))}${place === '' ? '' : ` ${place.replaceAll('.[', '[')}`}`
  return `${where}: ${quoted(String(value))} is not allowed. ${shortened(why)}${example(shape)}${meant(shape, String(value))}`
}

const LIST_MAX = 8

/** A long list of values is cut; help has it whole. */
function shortened(why: string): string {
  const items = why.split(', ')
  if (items.length <= LIST_MAX) return why
  return `${items.slice(0, LIST_MAX).join(', ')} or ${items.length - LIST_MAX} others.`
}

const EXAMPLES: Readonly<Record<string, string>> = {
  ipv4: '10.0.0.4',
  ipv6: '2001:db8::4',
  'ipv4-cidr': '10.0.0.0/16',
  'ipv6-cidr': '2001:db8::/56',
}

/** The right form, shown. */
function example(shape: Shape): string {
  if (shape.type !== 'string' || shape.format === undefined) return ''
  if (shape.format === 'id') return ` Example: ${shape.idPrefix?.[0] ?? 'id'}-0a1b2c3d4e5f60718.`
  const form = EXAMPLES[shape.format]
  return form === undefined ? '' : ` Example: ${form}.`
}

function meant(shape: Shape, value: string): string {
  if (shape.type !== 'string' || shape.enum === undefined) return ''
  const [close] = similar(value.toLowerCase(), shape.enum, 0.5)
  return close === undefined ? '' : ` Did you mean ${quoted(close)}?`
}
