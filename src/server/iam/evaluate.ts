// What policies say to one action on one resource (IAM User Guide, "Policy evaluation logic"): a Deny that applies wins,
// an Allow that applies is needed, and without any the answer is no.

import { fits, type Context, type Pattern } from './pattern.ts'
import type { Choice, Policy, Statement } from './policy.ts'

export interface AccessRequest {
  /** `ec2:CreateVpc`. */
  readonly action: string
  /** An ARN, or `*` for an action that is on no resource in particular. */
  readonly resource: string
  readonly context: Context
}

export type Verdict = 'allowed' | 'explicitly denied' | 'not allowed'

export function evaluate(policies: readonly Policy[], request: AccessRequest): Verdict {
  const statements = policies.flatMap((policy) => policy.statements).filter((statement) => applies(statement, request))
  if (statements.some(({ effect }) => effect === 'Deny')) return 'explicitly denied'
  return statements.length > 0 ? 'allowed' : 'not allowed'
}

function applies(statement: Statement, { action, resource, context }: AccessRequest): boolean {
  const fitsText = (text: string) => (pattern: Pattern) => fits(pattern, text, context)
  return (
    chosen(statement.actions, fitsText(action.toLowerCase())) &&
    chosen(statement.resources, fitsText(resource)) &&
    statement.conditions.every((condition) => condition(context))
  )
}

const chosen = ({ not, patterns }: Choice, test: (pattern: Pattern) => boolean): boolean => patterns.some(test) !== not
