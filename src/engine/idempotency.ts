// Client tokens (EC2 API, "Ensuring idempotency"): the same token with the same request, tags included, makes nothing
// twice. Tokens are per account, region and action and are remembered for a day; a refused request uses none up.

import { errors } from '../model/errors.ts'
import type { Context, Outcome } from './decision.ts'
import { created, removed } from './events.ts'
import type { ClientToken, Kind } from './resources.ts'
import { tableOf, type Region } from './state.ts'

/** A use of a token: the request that carries it and the kind of what it makes. */
export interface TokenUse {
  readonly action: string
  readonly request: { readonly ClientToken?: string }
  readonly kind: Kind
}

const keyOf = (use: TokenUse): string | undefined =>
  use.request.ClientToken === undefined || use.request.ClientToken === ''
    ? undefined
    : `${use.action}|${use.request.ClientToken}`

/** The id of what an earlier request with this token made, as long as it exists; throws when that request was another. */
export function earlierUse(region: Region, use: TokenUse, context: Context): string | undefined {
  const key = keyOf(use)
  const token = key === undefined ? undefined : tableOf(region, 'client-token').get(key)
  if (token === undefined || token.settlesAt <= context.now) return undefined
  if (token.request !== canonical(use.request)) throw errors.idempotentMismatch()
  return tableOf(region, token.resource.kind).has(token.resource.id) ? token.resource.id : undefined
}

/** The outcome together with the memory of the token that led to it. */
export function remember(outcome: Outcome, region: Region, use: TokenUse, context: Context): Outcome {
  const key = keyOf(use)
  const made = outcome.events.find((event) => event.type === 'Created' && event.kind === use.kind)
  if (key === undefined || made?.type !== 'Created') return outcome
  const token: ClientToken = {
    action: use.action,
    token: use.request.ClientToken ?? '',
    request: canonical(use.request),
    resource: { kind: use.kind, id: made.id },
    settlesAt: context.now + context.settings.clientTokenHours * 3_600_000,
  }
  const old = tableOf(region, 'client-token').has(key) ? [removed(context, 'client-token', key)] : []
  return { ...outcome, events: [...outcome.events, ...old, created(context, 'client-token', key, token)] }
}

/** A request as text that is equal for equal requests; token and DryRun are no part of it. */
export const canonical = (request: object): string =>
  JSON.stringify(request, (name, value: unknown) => (isLeftOut(name) ? undefined : sorted(value)))

const isLeftOut = (name: string): boolean => name === 'ClientToken' || name === 'DryRun'

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
