// Whether the caller may do what it asks for.

import type { State } from '../engine/state.ts'
import type { HttpRequest } from '../host/http.ts'
import { errors } from '../model/errors.ts'
import type { Operation } from '../model/shape.ts'
import type { Caller } from './authenticate.ts'

export interface Authorisation {
  readonly caller: Caller
  readonly operation: Operation
  readonly request: Readonly<Record<string, unknown>>
  readonly state: State
  readonly now: number
  readonly http: HttpRequest
}

/** Throws UnauthorizedOperation when the policies of the caller do not allow the call. */
export function authorise({ caller }: Authorisation): void {
  if (caller.principal.policies !== undefined && caller.principal.policies.length === 0) throw errors.unauthorized()
}
