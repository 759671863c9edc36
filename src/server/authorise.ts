// Whether the caller may do what it asks for: every permission that the call needs is put to the caller's policies.

import { partitionOf } from '../engine/regions.ts'
import { regionOf, type State } from '../engine/state.ts'
import { headerValues } from '../ec2/canonical-request.ts'
import type { HttpRequest } from '../host/http.ts'
import { errors, type ApiError } from '../model/errors.ts'
import type { Operation } from '../model/shape.ts'
import type { Caller } from './authenticate.ts'
import { evaluate, type Verdict } from './iam/evaluate.ts'
import type { Context } from './iam/pattern.ts'
import { needsOf, type Need } from './iam/resources.ts'

export interface Authorisation {
  readonly caller: Caller
  readonly operation: Operation
  readonly request: Readonly<Record<string, unknown>>
  readonly state: State
  readonly now: number
  readonly http: HttpRequest
}

/** Throws UnauthorizedOperation when the policies of the caller do not allow the call. */
export function authorise(call: Authorisation): void {
  const { caller, operation, request, state } = call
  const { policies } = caller.principal
  if (policies === undefined) return
  const partition = partitionOf(caller.scope.region)
  const region = regionOf(state, caller.scope)
  const common = commonKeys(call)
  for (const need of needsOf({ operation, request, region, partition })) {
    const context: Context = new Map([...common, ...need.keys])
    const verdict = evaluate(policies, { action: need.action, resource: need.resource, context })
    if (verdict !== 'allowed') throw unauthorized(caller, need, verdict)
  }
}

function unauthorized({ principal }: Caller, { action, resource }: Need, verdict: Verdict): ApiError {
  const because =
    verdict === 'explicitly denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`
  const { code, message, status } = errors.unauthorized()
  const why = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} ${because}`
  return errors.of(code, `${message} ${why}`, status)
}

/** The keys that every request has (IAM User Guide, "AWS global condition context keys"), and ec2:Region. */
function commonKeys({ caller, now, http }: Authorisation): readonly (readonly [string, readonly string[]])[] {
  const { principal, scope } = caller
  const agent = headerValues(http, 'user-agent')
  const referer = headerValues(http, 'referer')
  return [
    ['aws:currenttime', [new Date(now).toISOString()]],
    ['aws:epochtime', [String(Math.floor(now / 1_000))]],
    ['aws:principalaccount', [principal.account]],
    ['aws:principalarn', [principal.arn]],
    ['aws:principaltype', ['User']],
    ['aws:requestedregion', [scope.region]],
    ['aws:resourceaccount', [principal.account]],
    ['aws:securetransport', ['false']],
    ['aws:sourceip', [http.remoteAddress.replace(/^::ffff:/, '')]],
    ['aws:userid', [principal.userId]],
    ['aws:username', [principal.user]],
    ['aws:viaawsservice', ['false']],
    ['ec2:region', [scope.region]],
    ...(agent.length === 0 ? [] : ([['aws:useragent', agent]] as const)),
    ...(referer.length === 0 ? [] : ([['aws:referer', referer]] as const)),
  ]
}
